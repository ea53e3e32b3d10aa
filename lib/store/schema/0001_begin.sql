-- The first schema. Instants are milliseconds since the epoch (bigint): what the core uses,
-- exact, and the same in every session time zone. Codes and names sort by "C".
--
-- docket's columns are a projection of header and entries for people and sweepers; they
-- are written with every entry and never read back into the fold. `reached` is no projection:
-- no entry says when it came here.

create function xueji_expect(got bigint, want bigint, what text) returns void
language plpgsql as $$
begin
  if got <> want then
    raise exception using errcode = 'XJ001', message = what || ' is not as expected';
  end if;
end $$;

create table position (
  topic       text collate "C" not null,
  partition   int not null,
  next_offset bigint not null,
  primary key (topic, partition)
) with (fillfactor = 50);

create table docket (
  id               uuid primary key,
  n                int not null,
  kind             smallint not null,
  scope            smallint not null,
  state            smallint not null,
  stage            smallint not null,
  holder           text collate "C" not null,
  since            bigint not null,
  reached          bigint not null default 0,  -- when it came to the holder, by our clock; 0: at since
  term             bigint not null,
  next_look        bigint not null,      -- 0: never
  is_automatic     boolean not null,
  is_held_here     boolean not null,
  is_filed_here    boolean not null,     -- by an officer of ours, not learnt from a letter
  student_number   text collate "C" not null,
  receiving_school text collate "C" not null,
  sending_school   text collate "C" not null,
  filed_at         bigint not null,
  header           bytea not null
) with (fillfactor = 70);
create index docket_inbox on docket (holder, term, id) where state = 0;
create index docket_look on docket (next_look) where state = 0 and is_held_here and next_look > 0;
create index docket_filing on docket (student_number, receiving_school) where state = 0;
-- One open filing a child and school, whoever files at the same moment on whichever instance.
-- Copies are not held to it: the end of one filing may arrive after the beginning of the next.
create unique index docket_one_filing on docket (receiving_school, student_number)
  where state = 0 and is_filed_here;

create table entry (
  docket    uuid not null,
  n         int not null,
  body      bytea not null,
  hash      bytea not null,
  algorithm smallint not null,
  key_id    text collate "C" not null,
  signature bytea not null,
  primary key (docket, n)
);

create table record (
  school      text collate "C" not null,
  number      text collate "C" not null,
  version     bigint not null,
  citizen_id  text collate "C" not null,
  name        text not null,
  birth       int not null,
  sex         text not null,
  status      smallint not null,
  grade       smallint not null,
  is_problem  boolean not null,
  open_docket text collate "C" not null,
  primary key (school, number)
) with (fillfactor = 70);

create table record_version (
  school      text collate "C" not null,
  number      text collate "C" not null,
  version     bigint not null,
  citizen_id  text collate "C" not null,
  name        text not null,
  birth       int not null,
  sex         text not null,
  status      smallint not null,
  grade       smallint not null,
  is_problem  boolean not null,
  open_docket text collate "C" not null,
  cause       text collate "C" not null,  -- the docket, empty for an import
  at          bigint not null,
  primary key (school, number, version)
);

-- A letter stays until the receiver's receipt.
create table outbox (
  letter     uuid primary key,
  docket     text collate "C" not null,
  from_unit  text collate "C" not null,
  to_unit    text collate "C" not null,
  upto       int not null,
  kind       text not null,
  topic      text collate "C" not null,
  value      bytea not null,
  written_at bigint not null,
  resend_at  bigint not null,
  attempts   int not null default 0
) with (fillfactor = 80);
create index outbox_docket on outbox (docket);
create index outbox_resend on outbox (resend_at);

create table dead_letter (
  id          bigint generated always as identity primary key,
  topic       text collate "C" not null,
  partition   int not null,
  "offset"    bigint not null,
  reason      int not null,
  key         bytea not null,
  value       bytea not null,
  digest      bytea not null,
  at          bigint not null,
  times       bigint not null,         -- that it came; partition, offset, at are of the first
  replayed_at bigint not null default 0,
  unique (topic, digest)               -- the same letter sent again is the same letter
);
create index dead_letter_waiting on dead_letter (id) where replayed_at = 0;

create table fork (
  docket    uuid not null,
  n         int not null,
  ours      bytea not null,
  hash      bytea not null,
  body      bytea not null,
  algorithm smallint not null,
  key_id    text collate "C" not null,
  signature bytea not null,
  at        bigint not null,
  primary key (docket, n, hash)
);

create table notice (
  docket uuid not null,
  what   text collate "C" not null,
  unit   text collate "C" not null,
  told   text collate "C" not null,
  stage  smallint not null,
  at     bigint not null,
  primary key (told, at, docket, what, unit)
);

create table attachment (
  digest     bytea primary key,
  size       int not null,
  media_type text not null,
  data       bytea not null,
  at         bigint not null
);
