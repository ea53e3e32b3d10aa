-- Who looked at whose data, when and what for. Each row carries the hash of the one before it, and the
-- head says which one is the last: a row that was changed or taken away, at the end too, is noticed
-- by whoever walks the chain. Who can rewrite the whole table can rewrite the chain; so its head is
-- shown to people, who can write it down.

create table look (
  n       bigint primary key,                   -- without gaps
  at      bigint not null,
  unit    text collate "C" not null,            -- whose account
  account text collate "C" not null,
  role    int not null,
  kind    text collate "C" not null,
  subject text collate "C" not null,            -- a docket, an account, or the keyed hash of a text
  purpose text not null,
  hits    bigint not null,
  prev    bytea not null unique,                -- two rows never follow the same one
  hash    bytea not null
);
create index look_unit on look (unit, n);
create index look_account on look (account, n);
create index look_subject on look (subject, n);

create table look_head (
  is_one boolean primary key default true check (is_one),
  n      bigint not null,
  hash   bytea not null,
  key    bytea not null                         -- of the hashes of texts: it never leaves this table
);
insert into look_head values (true, 0, decode(repeat('00', 32), 'hex'),
  decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));

-- Accounts: since when nobody has used one, and a second step when signing in.
alter table account
  add column used_at   bigint not null default 0,       -- somebody signed in; 0: never
  add column alive_at  bigint not null default 0,       -- made, used or opened: the 90 days run from here
  add column totp      bytea not null default '',       -- the shared secret; empty: none
  add column totp_step bigint not null default 0;       -- of the last code that counted
update account set alive_at = (extract(epoch from now()) * 1000)::bigint;
-- Whoever signs in by a name that is nobody's, or too soon, writes a row all the same: this one. No
-- account has its name, and no password its hash.
insert into account (name, unit, role, password) values ('', '', 0, '');
alter table session
  add column waits boolean not null default false;      -- the password was right; the code is awaited
