-- The school year a record's grade is of, so that promotion, which is done in pieces, is done once a
-- year and record however often it is begun; and why a version came about that no docket tells of.
-- Which statuses go into a new school year: record_is_of_this_year() in lib/core/record.c.

alter table record
  add column school_year smallint not null default 0;   -- 2026 is 2026/27; 0: not known
alter table record_version
  add column school_year smallint not null default 0,
  add column why smallint not null default 0;           -- enum record_why

create index record_promotion on record (school_year, school, number)
  where status in (1, 2, 3, 4, 5, 6, 8);
