-- What the ministry was asked about a child whose name, ID or number is to change: its index answers at
-- once, the population register when it can. The answer stays, so that the same question has
-- the same answer however often it comes; name and ID go as soon as there is one. Who had which
-- proof for a version of a record stands with it.

create table register_question (
  docket     uuid primary key,
  seen       bigint not null,              -- the docket's last entry when it was asked
  unit       text collate "C" not null,    -- the province that asks
  key        bytea not null,               -- of the citizen ID, as in student_index
  is_new     boolean not null,             -- an ID that the child did not have so far
  citizen_id text collate "C" not null,    -- empty once it is answered
  name       text not null,
  state      smallint not null,            -- enum question_state
  code       int not null,                 -- the verdict, once there is one
  found      text collate "C" not null,    -- where another record is kept
  at         bigint not null
) with (fillfactor = 80);
create index register_question_open on register_question (state, at) where state < 2;

alter table record_version
  add column unit     text collate "C" not null default '',  -- who filed it ...
  add column officer  text not null default '',
  add column evidence text collate "C" not null default '';  -- digests of the scans, in hex
