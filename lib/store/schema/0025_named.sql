-- An attachment that was sent here to be filed is swept when no docket names it within a day (at: since it came,
-- or was last to be filed). Whether one names it no column told before, so that what is there already stays.

alter table attachment add column is_named boolean not null default true;
alter table attachment alter column is_named drop default;
create index attachment_unnamed on attachment (at) where not is_named;
