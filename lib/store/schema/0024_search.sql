-- What officers search by: a number (docket_student, record), a child's birth, a school. None of it changes
-- with a move; closing takes a docket out of those of its schools. Each is an expression, with no condition
-- but its own, that nobody else asks for: a plain column, or all that is open, could become the road of a
-- turn, which has a better one.

-- The birth date stands in every student number; the name is in the header, which is looked into.
create index docket_born on docket (substr(student_number, 8, 8), id);
create index docket_received on docket ((case when state = 0 then receiving_school end))
  where (case when state = 0 then receiving_school end) is not null;
create index docket_sent on docket ((case when state = 0 then sending_school end))
  where (case when state = 0 then sending_school end) is not null;
create index record_born on record (left(school, 10), birth);
