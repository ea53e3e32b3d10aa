-- A delivery is a docket's entries, and those stand in the table of entries already: the outbox says which, and
-- the letter is made of them once more where it has to be sent again, which is seldom. Letters that were written
-- before this have their bytes, and are sent as they are.

alter table outbox
  add column first   int not null default 0,        -- of a delivery: its first entry, upto is its last, value is empty
  add column sent_at bigint not null default 0;     -- what the letter says; written_at is of the first time
