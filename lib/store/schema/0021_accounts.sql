-- People who sign in to the console: an account is one officer of one unit in one role. Of a password
-- only the Argon2id string is kept, of a session only the hash of what the browser shows.

create table account (
  name       text collate "C" primary key,
  unit       text collate "C" not null,
  role       int not null,
  password   text not null,
  failures   int not null default 0,            -- since the last time it went well
  not_before bigint not null default 0          -- until then nobody may try again
);
create table session (
  digest  bytea primary key,
  account text collate "C" not null references account on delete cascade,
  until   bigint not null
);
create index session_account on session (account);
create index session_until on session (until);
