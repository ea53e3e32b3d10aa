/*
 * The population register: is there a person of that citizen ID, with that name, birth date and sex?
 * (regulation §2, §5; FAQ-5, 7). It belongs to somebody else, may be slow, and may be away; so it is
 * asked in batches, by a thread that nothing waits for.
 *
 * Two adapters, chosen by the setting register.source:
 *
 *	postgresql:CONNINFO	population_table.c: a table
 *					population(citizen_id text, name text, birth date, sex text)
 *	http://... https://...	population_http.c: POST of a JSON batch
 *					[{"citizen_id","name","birth":"2016-05-20","sex":"1"}, ...]
 *				answered in the same order by
 *					[{"answer":"matches"|"differs"|"unknown"}, ...]
 *
 * Sex as in GB/T 2261.1: 1 male, 2 female. A population belongs to one thread.
 */
#ifndef POPULATION_POPULATION_H
#define POPULATION_POPULATION_H

#include "core/record.h"

struct population;

enum population_answer {
	POPULATION_AWAY,	/* bad weather: nothing is known, ask again */
	POPULATION_MATCHES,
	POPULATION_DIFFERS,	/* such an ID there is, of somebody of another name, birth or sex */
	POPULATION_UNKNOWN,	/* no such ID */
};

struct population_row {
	struct citizen_id citizen_id;	/* sound */
	const char *name;		/* UTF-8 */
	struct day birth;
	char sex;
	enum population_answer answer;	/* filled in */
};

enum { POPULATION_BATCH_MAX = 500 };

/* Both texts stay the caller's, for as long as the population is open. */
struct population_options {
	const char *source;	/* as above */
	const char *token;	/* of a URL; empty: none */
	int timeout_s;
};

void			 population_close(struct population *);
/* Reaches for nothing yet. NULL for a source that is none of the above. */
struct population	*population_open(const struct population_options *)
			    __attribute__((malloc, malloc(population_close, 1), warn_unused_result));
/* Is that a source at all? */
bool			 population_is_source(const char *);
/* Answers all rows, or none: false in bad weather, and all of them are AWAY. At most
 * POPULATION_BATCH_MAX of them. */
bool			 population_ask(struct population *, struct population_row *, size_t n);
/* Why the last call did not answer: one line, nothing of any person. */
const char		*population_trouble(const struct population *);

#endif
