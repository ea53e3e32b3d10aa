-- A docket moves a dozen times, in every daemon that has a copy, and what changes with a move is what
-- officers and the sweeper look for. So that a move writes the row of the docket alone and none of
-- its indexes, what is looked for lies apart: a row for each open docket that is held here.

create table desk (
  docket    uuid primary key,
  n         int not null,               -- as the docket's: who has read this row has read that move
  holder    text collate "C" not null,
  term      bigint not null,            -- 0: none
  next_look bigint not null             -- 0: never
) with (fillfactor = 80);
insert into desk
  select id, n, holder, term, next_look from docket where state = 0 and is_held_here;
create index desk_inbox on desk (holder, term, docket);
create index desk_look on desk (next_look) where next_look > 0;

drop index docket_inbox, docket_look, docket_filing, docket_since, docket_calendar;
alter table docket
  drop column next_look,
  add column closed_at bigint not null default 0;      -- 0: it is open
update docket set closed_at = since where state <> 0;
create index docket_open on docket (id) where closed_at = 0;
create index docket_calendar on docket (calendar) where closed_at = 0;  -- another calendar is seldom
create index docket_closed on docket (closed_at) where closed_at > 0;

-- Few records have had another number: an index of those alone costs the others nothing, and is small
-- enough to be taken whatever is known of the table.
drop index record_former;
create index record_former on record using gin (string_to_array(former, ' ')) where former <> '';

-- Rows that are read whole and soon: nothing is gained by squeezing them, or by keeping values apart.
alter table docket set (toast_tuple_target = 8160);
alter table entry set (toast_tuple_target = 8160);
alter table outbox set (toast_tuple_target = 8160);
