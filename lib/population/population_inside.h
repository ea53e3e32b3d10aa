/* What the two adapters have in common, and the table by which the setting chooses one. */
#ifndef POPULATION_POPULATION_INSIDE_H
#define POPULATION_POPULATION_INSIDE_H

#include <jansson.h>

#include "population/population.h"

enum { POPULATION_TROUBLE_MAX = 160 };

struct population {
	const struct population_adapter *adapter;
	struct population_options options;
	void *connection;	/* the adapter's own; NULL: none yet */
	char trouble[POPULATION_TROUBLE_MAX];
};

struct population_adapter {
	const char *prefix;	/* of the source */
	bool (*ask)(struct population *, struct population_row *, size_t n);
	void (*disconnect)(struct population *);
};

extern const struct population_adapter population_table, population_http, population_https;

/* The batch as JSON: objects with the members of population.h; to be freed. */
char	*population_json(const struct population_row *, size_t n);
/* Remembers why, without its end of line. */
void	 population_note(struct population *, const char *why);

#endif
