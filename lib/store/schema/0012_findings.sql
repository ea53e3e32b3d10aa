-- Findings that a child and its record are not at the same school. They lock nothing and
-- stand beside other business about the same child, so each kind has its own guard against a second
-- filing.

alter table docket add column is_finding boolean not null default false;
drop index docket_one_filing;
create unique index docket_one_filing on docket (receiving_school, student_number, is_finding)
  where state = 0 and is_filed_here and student_number <> '';
create index docket_finding_received on docket (receiving_school, id) where state = 0 and is_finding;
create index docket_finding_sent on docket (sending_school, id) where state = 0 and is_finding;
