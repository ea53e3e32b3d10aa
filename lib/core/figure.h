/*
 * Figures: who decided in time, and where the time went. All of them are computed from header and
 * entries, so that anybody who has the export of a docket comes to the same ones.
 *
 * The life of a docket is cut into spans without gap or overlap: lying on a desk, waiting for a
 * daemon, for an answer, for a ruling, and the ways between, from the stamp that sent it until it
 * had come to the holder (entry.reached).
 */
#ifndef CORE_FIGURE_H
#define CORE_FIGURE_H

#include "core/docket.h"

enum delay {
#define DELAY(name, ...) DELAY_##name,
#include "core/delay.def"
#undef DELAY
	DELAY_N,
};

struct span {
	enum delay delay;		/* whose time it was */
	bool is_desk;			/* an officer was to decide at a stage of the route */
	enum stage stage;		/* of a way: the stage it led to */
	struct unit_code unit;		/* who held it */
	struct instant from, until;	/* half-open; until zero: not over yet */
	struct instant term;		/* when it should have been over; zero: no term */
	enum action end;		/* the entry that ended it; NONE: a way, or not over */
	uint16_t n_illegal;		/* illegal refusals meanwhile */
};

/* A stay and the way to it for every entry, and the last, open one. */
enum { SPANS_MAX = 2 * ENTRIES_MAX + 2 };

/* `reached`: when the docket came to its present holder, if that is known; zero: with the last
 * stamp. Entries that do not fold end it. */
size_t	figure_spans(const struct header *, const struct entry *, size_t n,
	    struct instant reached, const struct calendar *, struct span ret[SPANS_MAX]);

/* Working days of a span as a term counts them: from the day after it began to the day it ended.
 * Spans that follow each other add up. */
int	figure_days(const struct calendar *, struct instant from, struct instant until);

enum { TOOK_MAX = 31 };	/* days; what takes longer counts as these */

/* The desks of one unit in a period. */
struct tally {
	uint32_t on_time, late;		/* decided before the term was over, or after */
	uint32_t approved, refused, returned;	/* what was decided; the two above add up to them */
	uint32_t undecided;		/* taken away undecided: withdrawn, or objected to */
	uint32_t open;			/* not decided when the period ended ... */
	uint32_t open_late;		/* ... and its term was over */
	uint32_t illegal;		/* illegal refusals, void */
	int64_t ms;			/* on its desks, of what was decided */
	int32_t days;
	uint32_t technical;		/* waited for because of the system: ways and automatic stages */
	int64_t technical_ms;
	int32_t technical_days;
	uint32_t took[TOOK_MAX + 1];	/* decisions by working days */
};

/* Counts a span that ended in the period, or that was open when it ended. `until` is not later than
 * now: nothing is known of what comes then. */
void	figure_tally(struct tally *, const struct span *, const struct calendar *,
	    struct instant from, struct instant until);
void	figure_add(struct tally *, const struct tally *);
/* The working days that half of the decisions did not exceed; -1: nothing was decided. */
int	figure_median(const struct tally *);

/* How long what is open has lain on its desk: working days, by ages. */
enum { AGES_N = 5 };
extern const int	figure_ages[AGES_N];	/* the most days of each; the last has no end */
struct backlog {
	uint32_t open[AGES_N], late[AGES_N];	/* late: of them */
};
/* Counts a span that figure_tally counts as open. */
void	figure_backlog(struct backlog *, const struct span *, const struct calendar *,
	    struct instant until);

struct delays {
	int64_t ms[DELAY_N];
	int32_t days[DELAY_N];
};

/* Where the time of a closed docket went, from filing to its end. */
void	figure_delays(struct delays *, const struct span *, size_t n, const struct calendar *);

const char	*delay_name(enum delay);	/* "school" */
const char	*delay_label_zh(enum delay);
const char	*delay_label_en(enum delay);

#endif
