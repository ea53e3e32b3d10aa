-- Which schools have come to the end of term verification goes up to the province, so that each
-- office can tell which have not. A school tells again every day: records and days change too.

alter table progress drop column schools_done;
alter table progress add column done text collate "C" not null default ''; -- codes, spaces between
alter table progress_due add column due bigint not null default 0;         -- not before
create index progress_due_due on progress_due (due);
