-- Word of a double may come late, or twice. The record knows of which version its province was last told:
-- what is said of an older one says nothing of the record as it is. The ministry knows of which version
-- of the other record it heard, and whether the province of that one was asked and has not answered.
-- None of that raises the record's version, so of two instances that write one row at the same moment a
-- count of the writes finds the one that came too late.

alter table record add column told bigint not null default 0;          -- 0: not yet, or not known
alter table record_version add column told bigint not null default 0;
alter table student_index
  add column other_version bigint not null default 0,
  add column is_asked boolean not null default false,
  add column writes bigint not null default 0;
