/* The insides of a law, shared by the files that read it (law.c) and put what was published on
 * top of it (law_publication.c). */
#ifndef SETTINGS_LAW_INSIDE_H
#define SETTINGS_LAW_INSIDE_H

#include "base/arena.h"
#include "settings/law.h"

/* -- CSV ------------------------------------------------------------------------------ */
enum { CSV_FIELDS_MAX = 9 };

/* NULL, or what is wrong with the row. */
typedef const char	*row_fn(struct law *, char *fields[CSV_FIELDS_MAX]);

struct csv {
	const char *header, *no_header;
	row_fn *take;
};

#define CSV(header, take) { header, "the first line has to be \"" header "\"", take }

/* -- the law -------------------------------------------------------------------------- */
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

/* What one publication of units makes of the tree, and from when on. */
struct tree {
	struct instant from;
	uint32_t changes;	/* a hash of what it says */
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
	struct unit_edition *unit_editions;	/* by code, then by from */
	size_t n_unit_editions, unit_editions_capacity;
	struct unit_contact *newer;		/* contacts that were published, by code */
	struct tree *trees;	/* what each publication of units makes, in their order */
	size_t n_trees, trees_capacity;
	size_t n_changes;	/* rows of the publication being read */
	const struct publication *reading;	/* a publication of units */
	struct law_publication *publications;
	size_t n_publications;
	struct instant now;	/* the present, when it was made; of files: 1970 */
};

/* An empty one. */
struct law	*law_new(void);
/* Rows of a text, which is cut to pieces; law->line is then the last one read. */
bool		 law_take_csv(struct law *, const struct csv *, const char *path, char *text,
		    size_t size, struct settings_fault *reterr);
/* False, or not NULL: it is none. */
bool		 law_take_level(const char *, enum level *ret);
bool		 law_take_phase(const char *, enum phase *ret);
const char	*law_take_unit_name(const char *, char ret[UNIT_NAME_MAX]);
const char	*law_take_contact(struct law *, const char *phone, const char *channel,
		    struct unit_contact *ret);
/* FNV-1a: two daemons whose trees differ must not believe that they have the same one. */
uint32_t	 law_mix(uint32_t, const void *, size_t);
/* A calendar from text, which is cut to pieces, into law->calendar. */
bool		 law_take_calendar(struct law *, const char *name, char *text, size_t size,
		    struct settings_fault *reterr);
/* That text as a policy, held against the nation's of that instant if it is a province's. */
bool		 law_read_source(const struct law *, const struct source *, struct instant at,
		    struct policy *ret, struct settings_fault *reterr);
void		 law_add_source(struct law *, const struct source *);
/* Changes of units: could they be published, as law_judge; and those of one that can. */
enum verdict	 law_judge_units(const struct law *, struct publication *,
		    struct settings_fault *ret_why);
void		 law_take_units(struct law *, const struct publication *);
/* From all sources. */
void		 law_make_editions(struct law *);

#endif
