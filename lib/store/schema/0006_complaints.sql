-- A complaint names no child; any number of them may be open at one school.

drop index docket_one_filing;
create unique index docket_one_filing on docket (receiving_school, student_number)
  where state = 0 and is_filed_here and student_number <> '';
