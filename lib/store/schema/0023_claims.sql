-- Who in a unit works on which docket of its desk. A claim binds nobody: it tells the others. It is of one
-- stay on the desk; a docket that comes again is everybody's again.

create table claim (
  docket  uuid primary key,
  unit    text collate "C" not null,
  since   bigint not null,             -- as the desk's: of which stay it is
  account text collate "C" not null,
  at      bigint not null
);

-- What an officer asks of his desk: what his role decides, and what has come since he looked.
alter table desk
  add column stage int not null default 0,
  add column since bigint not null default 0;
update desk k set stage = d.stage, since = d.since from docket d where d.id = k.docket;
alter table desk
  alter column stage drop default,
  alter column since drop default;
create index desk_since on desk (holder, since);
