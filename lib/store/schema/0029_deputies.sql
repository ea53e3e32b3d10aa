-- Who acts in whose place while he is away: two accounts of one unit, from day to day, both included, counted from
-- 1970-01-01 in Beijing. An account has so many places for those that are not over (slot); one that is over makes
-- room. A session is for its own officer until he says for whom he acts; whether he may is asked each time.

create table deputy (
  principal    text collate "C" not null references account on delete cascade,
  slot         int not null,
  deputy       text collate "C" not null references account on delete cascade,
  unit         text collate "C" not null,      -- of both
  first_day    int not null,
  last_day     int not null,
  appointed_by text collate "C" not null,
  primary key (principal, slot),
  check (principal <> deputy),
  check (last_day >= first_day and last_day - first_day < 60)
);
create index deputy_of on deputy (deputy);
create index deputy_unit on deputy (unit, last_day);
create index account_unit on account (unit, name);

alter table session add column acts_for text collate "C" not null default '';
