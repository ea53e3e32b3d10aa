/* Chooses the adapter by the source, and writes a batch as JSON, which both of them send. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "population/population_inside.h"

static const struct population_adapter *const adapters[] = {
	&population_table, &population_http, &population_https,
};

static const struct population_adapter *
adapter_of(const char *source)
{
	for (size_t i = 0; i < sizeof(adapters) / sizeof(adapters[0]); i++) {
		const size_t n = strlen(adapters[i]->prefix);
		if (strncmp(source, adapters[i]->prefix, n) == 0 && source[n] != '\0')
			return adapters[i];
	}
	return NULL;
}

bool
population_is_source(const char *source)
{
	return adapter_of(source) != NULL;
}

struct population *
population_open(const struct population_options *o)
{
	const struct population_adapter *adapter = adapter_of(o->source);
	if (adapter == NULL)
		return NULL;
	struct population *p = calloc(1, sizeof(*p));
	if (p == NULL)
		log_panic("out of memory size=%zu", sizeof(*p));
	p->adapter = adapter;
	p->options = *o;
	return p;
}

void
population_close(struct population *p)
{
	if (p == NULL)
		return;
	p->adapter->disconnect(p);
	free(p);
}

bool
population_ask(struct population *p, struct population_row *rows, size_t n)
{
	p->trouble[0] = '\0';
	if (p->adapter->ask(p, rows, n))
		return true;
	for (size_t i = 0; i < n; i++)
		rows[i].answer = POPULATION_AWAY;
	p->adapter->disconnect(p);
	return false;
}

const char *
population_trouble(const struct population *p)
{
	return p->trouble;
}

void
population_note(struct population *p, const char *why)
{
	(void)snprintf(p->trouble, sizeof(p->trouble), "%.*s", (int)strcspn(why, "\n"), why);
}

char *
population_json(const struct population_row *rows, size_t n)
{
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++) {
		char birth[DAY_TEXT_MAX];
		const char sex[2] = { rows[i].sex, '\0' };
		day_text(rows[i].birth, birth);
		(void)json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s, s:s}", "citizen_id", rows[i].citizen_id.text, "name",
			rows[i].name, "birth", birth, "sex", sex));
	}
	char *text = json_dumps(list, JSON_COMPACT);
	json_decref(list);
	if (text == NULL)
		log_panic("out of memory size=%zu", n);
	return text;
}
