-- The index of a province and of the ministry: which child has a record where. A province names a
-- record by its student number, the ministry by the keyed hash of the citizen ID alone.

create table student_index (
  id        text collate "C" primary key, -- student number; at the ministry the key in hex
  key       bytea not null,               -- HMAC-SHA-256 of the citizen ID; empty: the child has none
  unit      text collate "C" not null,    -- the school; at the ministry the province
  status    smallint not null,
  version   bigint not null,              -- of the record; 0: claimed by an enrolment under way
  claim     text collate "C" not null,    -- the docket of that enrolment; empty: none
  is_double boolean not null default false -- came in although another live one has the same key
) with (fillfactor = 80);
-- Of two enrolments of one child at the same moment this decides.
create unique index student_index_live on student_index (key)
  where key <> '' and status not in (13, 14) and not is_double;
create index student_index_key on student_index (key) where key <> '';
