/* A bus and a store of paper for the loop around a turn: what they give is written here, and
 * what they were asked. */
#ifndef TESTS_RELAY_PORTS_H
#define TESTS_RELAY_PORTS_H

#include "relay/relay.h"

enum { PORTS_MAX = 8 };

extern struct ports {
	struct bus_event events[PORTS_MAX];	/* come with the next poll, and again if rewound */
	size_t n_events;
	const char *topic;			/* of events; NULL: a county's */
	enum store_result weather;		/* of every commit */
	bool is_known[PORTS_MAX];		/* dead letters the table has already */
	struct folder stored;	/* every docket that is asked for; n = 0: none
				 * is there */
	bool is_empty;				/* no docket, no record; false: nobody may ask */
	bool are_scans_away;			/* attachments are not here (yet) */
	struct docket_id open_filing;			/* of whoever is filed for */
	struct instant dropped_before;		/* attachments of nobody, ... */
	size_t n_unnamed;			/* so many of which there are */
	unsigned n_filed, n_copies;		/* new dockets of the last commit */
	struct position_move moved;		/* the first one of the last commit */
	bool is_full;				/* the bus takes nothing */
	size_t n_due_letters;			/* of which the store makes up one each */
	size_t polled_max;			/* events the last poll would have taken */
	size_t n_republished;			/* units that publish again ... */
	struct unit_code republished;		/* ... and the first of them */
	unsigned n_commits, n_due, n_misdated, n_all_due, n_dead_sent;
} ports;

/* Adds an event of one partition; as a letter it is one that nobody can use. */
void	ports_event(enum bus_event_kind, int32_t partition, int64_t offset);

#endif
