/*
 * Units: schools and offices, and the tree they form. The tree is data (config/units.csv),
 * never derived from code prefixes: municipalities have no prefecture office, 东莞 and
 * 中山 have no county office, counties directly under a province have no prefecture, and
 * 新疆生产建设兵团 is a 32nd provincial unit (regulation §1).
 */
#ifndef CORE_UNIT_H
#define CORE_UNIT_H

#include "core/instant.h"
#include "core/level.h"

enum {
	UNIT_CODE_MAX = 11, /* ten digits a school, six an office, and the NUL */
	UNIT_NAME_MAX = 97, /* 32 Chinese characters */
	UNIT_DEPTH_MAX = 5,
	UNIT_PHONE_MAX = 25, /* ITU-T E.164 with signs between */
	UNIT_CHANNEL_MAX = 193,
};

/* Compared, copied, never freed. Empty text: no unit. */
struct unit_code {
	char text[UNIT_CODE_MAX];
};

/* School phases (学段); an office is in charge of all. */
enum phase {
	PHASE_NONE,
	PHASE_PRIMARY,
	PHASE_JUNIOR,
	PHASE_SENIOR,
};

struct unit {
	struct unit_code code;
	struct unit_code parent;	/* empty for the ministry */
	enum level level;
	enum phase phase;		/* of a school; PHASE_NONE otherwise */
	bool is_void;			/* closed: its code is never used again */
	char name[UNIT_NAME_MAX];	/* UTF-8 */
};

/* A unit as it is from an instant on, until its next edition: what a published change makes of
 * it. A void one names who has taken its place; nobody: it is only closed. */
struct unit_edition {
	struct unit unit;
	struct instant from;
	struct unit_code successor;
};

/* A view, sorted by code; owned by whoever loaded it. Editions, sorted by code and instant, stand
 * over the units; those from later than `at` are not there yet. So the tree of any other instant
 * is the same view with another `at`. */
struct registry {
	const struct unit *units;
	size_t n_units;
	uint32_t version;
	const struct unit_edition *editions;
	size_t n_editions;
	struct instant at;
};

/* How a unit is reached by whoever wants to complain (regulation §6: "every unit publishes its
 * contact and channel"). It changes no route, so it is no part of the tree. */
struct unit_contact {
	struct unit_code unit;
	const char *phone;		/* views; one of the two may be empty */
	const char *channel;		/* an address in words or on the net, UTF-8 */
};

/* A view, sorted by unit; a newer one of the same unit counts. */
struct unit_contacts {
	const struct unit_contact *at;
	size_t n;
	const struct unit_contact *newer;
	size_t n_newer;
};

/* Six or ten digits. */
bool		 unit_code_parse(const char *, struct unit_code *ret);
bool		 unit_code_equal(struct unit_code, struct unit_code);
bool		 unit_code_is_none(struct unit_code);
/* 000000; the policy of that code is the nation's. */
extern const struct unit_code	unit_code_ministry;
/* NULL if the registry does not know it, or not yet. */
const struct unit	*registry_find(const struct registry *, struct unit_code);
/* The unit with the next higher code; NULL behind the last. All, from the first: begin with "". */
const struct unit	*registry_next(const struct registry *, struct unit_code after);
/* A number of its own for each unit the registry hands out, below n_units + n_editions. */
size_t			 registry_place(const struct registry *, const struct unit *);
/* Who acts for it: the unit itself, or whoever has taken the place of one that is void. A void unit
 * without successor, and one that is unknown, is its own heir. */
struct unit_code	 registry_heir(const struct registry *, struct unit_code);
const struct unit	*registry_parent(const struct registry *, const struct unit *);
/* The unit itself or its nearest superior of exactly that level; NULL where the tree has
 * a hole there. */
const struct unit	*registry_at_level(const struct registry *, const struct unit *,
			    enum level);
/* The office a school (or office) answers to directly: "the county" of regulation §4, which
 * is a prefecture-level unit in 东莞 and 中山. */
const struct unit	*registry_office(const struct registry *, const struct unit *);
/* The lowest unit that both answer to; never NULL for two units of one tree. A unit counts
 * as its own superior. */
const struct unit	*registry_common(const struct registry *, const struct unit *,
			    const struct unit *);
/* True if `above` is `unit` or one of its superiors. */
bool		 registry_answers_to(const struct registry *, const struct unit *unit,
		    struct unit_code above);
/* The province of any unit below the ministry ("430000"); NULL for the ministry. */
const struct unit	*registry_province(const struct registry *, const struct unit *);
/* Does a code lie in that province as far as its digits tell? The first two of an office, the third
 * and fourth of a school; the corps (660000) keeps its cities under the codes of Xinjiang (65). */
bool		 unit_code_is_of(struct unit_code, struct unit_code province);
/* The six-digit division a unit lies in: an office's own code, a school's office's. */
struct unit_code	 registry_division(const struct registry *, const struct unit *);
/* What is wrong with a unit's place under `parent`, to be said behind its code; NULL: nothing.
 * `parent` NULL: it is unknown. */
const char		*unit_place_fault(const struct unit *, const struct unit *parent);
/* NULL: none is published. */
const struct unit_contact	*unit_contact_find(const struct unit_contacts *, struct unit_code);

#endif
