-- At the ministry: the second province that keeps a record of the child, once both said that theirs is
-- there still. A province has a row for either record, and needs none.

alter table student_index add column other text collate "C" not null default '';
