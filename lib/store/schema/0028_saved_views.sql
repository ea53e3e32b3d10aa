-- Filters of lists that officers of the console have saved under a name. An account has so many places for them
-- (slot), so that two of its browsers cannot save more than that between them; the unit is the account's, which
-- never changes. What is kept is the text of a query: what can be chosen on the page, and nothing about a child.

create table saved_view (
  account text collate "C" not null references account on delete cascade,
  slot    int not null,
  unit    text collate "C" not null,
  list    text collate "C" not null,
  name    text collate "C" not null check (octet_length(name) <= 120),
  query   text collate "C" not null check (octet_length(query) <= 160),
  shared  boolean not null,              -- with the officers of the unit
  primary key (account, slot),
  unique (account, list, name),
  unique (account, list, query)
);
create index saved_view_shared on saved_view (unit, list, name) where shared;
