-- What the batch of a spring term looks for: temporary records that nothing keeps from a formal number.
-- Which statuses these are: record_is_of_this_year() in lib/core/record.c.

create index record_temporary on record (school, number)
  where number >= 'L' and number < 'M' and not is_problem and open_docket = '' and citizen_id <> ''
    and status in (1, 2, 3, 4, 5, 6, 8);
