-- What an officer has chosen about his pages and messages: one value a name, and no row where it is as usual. Names
-- and values are those of a table of the program; what it does not know any more means nothing. A telephone is where
-- messages go, digest_day the last day (since 1970) on which it was settled what is sent there.

create table account_choice (
  account text collate "C" not null references account on delete cascade,
  name    text collate "C" not null check (name ~ '^[a-z_]{1,40}$'),
  value   text collate "C" not null check (value ~ '^[a-z_]{1,20}$'),
  primary key (account, name)
);
alter table account
  add column phone      text collate "C" not null default '' check (octet_length(phone) <= 20),
  add column digest_day int not null default 0;
create index account_phone on account (name) where phone <> '';     -- few have one
