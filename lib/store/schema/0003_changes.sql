-- What business of one school writes into a record: since when and until when a status holds, where
-- and when the child graduated, and how its family is reached. Days are days since 1970-01-01.

alter table record
  add column status_on      int not null default 0,   -- 0: not known
  add column status_until   int not null default 0,
  add column graduated_on   int not null default 0,
  add column graduated_from text collate "C" not null default '',
  add column address        text not null default '',
  add column phone          text not null default '',
  add column guardian       text not null default '';

alter table record_version
  add column status_on      int not null default 0,
  add column status_until   int not null default 0,
  add column graduated_on   int not null default 0,
  add column graduated_from text collate "C" not null default '',
  add column address        text not null default '',
  add column phone          text not null default '',
  add column guardian       text not null default '';
