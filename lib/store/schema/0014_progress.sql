-- How far term verification has come at the units below, as their letters tell: counts only. And
-- the units of ours of which the office above is to be told.

create table progress (
  unit         text collate "C" not null,
  told         text collate "C" not null,   -- the office
  term         int not null,                -- its first day, days since 1970-01-01
  schools      bigint not null,
  schools_done bigint not null,
  students     bigint not null,
  listed       bigint not null,
  confirmed    bigint not null,
  unchanged    bigint not null,
  at           bigint not null,             -- by the clock of the unit: late ones are passed over
  primary key (unit, term)
);
create index progress_told on progress (told, term, unit);

create table progress_due (
  unit text collate "C" primary key,
  at   bigint not null
);
