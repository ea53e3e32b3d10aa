-- A calendar that is corrected re-dates the terms of open dockets. `calendar` says by which version
-- a docket's term was looked at last (0: not since it moved); what became of it stays in `redate`.

alter table docket add column calendar bigint not null default 0;
create index docket_calendar on docket (calendar) where state = 0;

create table redate (
  docket      uuid not null,
  at          bigint not null,
  term_before bigint not null,
  term        bigint not null,
  primary key (docket, at)
);
