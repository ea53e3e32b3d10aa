/* The insides of a law, shared by the files that read it (law.c) and put what was published on
 * top of it (law_publication.c). */
#ifndef SETTINGS_LAW_INSIDE_H
#define SETTINGS_LAW_INSIDE_H

#include "base/arena.h"
#include "settings/law.h"

/* A unit and where it stands, until the tree is checked. */
struct unit_row {
	struct unit unit;
	const char *path;
	size_t file, line;	/* file: in the order of reading */
};

/* The text of a policy: a file of the administrator, or a publication. */
struct source {
	struct unit_code province;	/* 000000: the nation's; none: every province's, in draft */
	uint32_t version;
	struct instant from;		/* in force from then on; a file's: 1970 */
	const char *name, *text;
	size_t size;
};

/* What holds in a province from an instant on, until its next edition. */
struct edition {
	struct unit_code province;
	struct instant from;
	struct policy policy;
};

struct law {
	const struct law *base;		/* from files, under this one; NULL: this is it */
	struct arena *arena;
	struct unit *units;
	struct unit_row *rows;
	size_t n_units, capacity;
	const char *path;	/* what is being read */
	size_t file, line;
	struct unit_contact *contact_rows;
	struct unit_contacts contacts;
	uint32_t *codes;
	size_t n_codes;
	uint8_t *kinds;
	struct registry registry;
	struct division_codes divisions;
	struct calendar calendar;
	struct day last_day;	/* of the calendar's rows so far */
	const char *draft;		/* a policy file that stands in for another; NULL: none */
	struct unit_code draft_of;
	struct source *sources;
	size_t n_sources, sources_capacity;
	struct edition *editions;	/* by province, then by from */
	size_t n_editions, editions_capacity;
	struct law_publication *publications;
	size_t n_publications;
	struct instant now;	/* the present, when it was made; of files: 1970 */
};

/* An empty one. */
struct law	*law_new(void);
/* A calendar from text, which is cut to pieces, into law->calendar. */
bool		 law_take_calendar(struct law *, const char *name, char *text, size_t size,
		    struct settings_fault *reterr);
/* That text as a policy, held against the nation's of that instant if it is a province's. */
bool		 law_read_source(const struct law *, const struct source *, struct instant at,
		    struct policy *ret, struct settings_fault *reterr);
void		 law_add_source(struct law *, const struct source *);
/* From all sources. */
void		 law_make_editions(struct law *);

#endif
