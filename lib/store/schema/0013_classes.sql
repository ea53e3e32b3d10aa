-- Term verification: which class a child sits in, and who has confirmed the list of a class. The
-- class is the school's own arrangement and no part of the record: it does not travel with it,
-- and has no versions. A confirmation is of one list; when the list has changed it counts no more.

create table class_member (
  school text collate "C" not null,
  number text collate "C" not null,     -- as it was when the list was written
  class  text collate "C" not null,
  primary key (school, number)
);
create index class_member_class on class_member (school, class, number);

create table class_check (
  school       text collate "C" not null,
  term         int not null,            -- its first day, days since 1970-01-01
  class        text collate "C" not null,
  list         text collate "C" not null,
  parents      int not null,            -- that have confirmed
  teacher      text collate "C" not null,
  teacher_at   bigint not null,
  registrar    text collate "C" not null default '',
  registrar_at bigint not null default 0,
  primary key (school, term, class)
);
