-- What parents and offices ask about: a child by its number alone, whichever school has it, and
-- the dockets of a period.

create index record_number on record (number);
create index docket_student on docket (student_number, filed_at);
create index docket_since on docket (since);
