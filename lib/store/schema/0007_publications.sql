-- Law that was published, as it came and was stamped. The columns beside `value` are for people who
-- look into the table; a daemon makes its law from the values, in the order of their ids.

create table publication (
  id           bigint generated always as identity primary key,
  digest       bytea not null unique,
  matter       smallint not null,
  unit         text collate "C" not null,
  version      bigint not null,
  published_at bigint not null,
  effective_at bigint not null,
  value        bytea not null,
  at           bigint not null
);
