-- The numbers a child had before, oldest first, with a blank between: old numbers resolve for ever.

alter table record add column former text collate "C" not null default '';
alter table record_version add column former text collate "C" not null default '';
create index record_former on record using gin (string_to_array(former, ' '));
