-- Offices see findings too: those of all their schools that have come to them.

create index docket_finding on docket (id) where state = 0 and is_finding;
