/* Children of a list of first records that stand in it twice, or whose record the school has. */
#include <string.h>

#include "desk/import.h"

/* By the citizen ID, and where one of them has none by all that is known. */
static bool
is_same_child(const char *id, const char *name, struct day birth, char sex, const struct header *h)
{
	if (id[0] != '\0' && h->citizen_id.text[0] != '\0')
		return strcmp(id, h->citizen_id.text) == 0;
	return strcmp(name, h->name) == 0 && birth.n == h->change.birth.n && sex == h->change.sex;
}

enum import_column
import_child_key(const struct header *h)
{
	return h->citizen_id.text[0] == '\0' ? IMPORT_COLUMN_name : IMPORT_COLUMN_citizen_id;
}

/* A row that cannot be read is nobody. */
static const struct header *
child_of(const struct import *m, size_t k)
{
	static const enum import_column all[] = { IMPORT_COLUMN_name, IMPORT_COLUMN_citizen_id,
		IMPORT_COLUMN_sex, IMPORT_COLUMN_birth };
	for (size_t c = 0; c < sizeof(all) / sizeof(all[0]); c++)
		if (import_is_faulty(m, m->rows[k], all[c]))
			return NULL;
	return &m->filings[k].action.happening.filing;
}

void
import_child_twice(struct import *m)
{
	const struct header **children =
	    arena_array(m->door->arena, m->n_filings + 1, sizeof(*children));
	for (size_t k = 0; k < m->n_filings; k++)
		children[k] = child_of(m, k);
	for (size_t k = 0; k < m->n_filings; k++) {
		const struct header *h = children[k];
		for (size_t first = 0; h != NULL && first < k; first++)
			if (children[first] != NULL
			    && is_same_child(h->citizen_id.text, h->name, h->change.birth, h->change.sex,
				children[first])) {
				import_is_twice(m, m->rows[k], import_child_key(h), m->rows[first]);
				break;
			}
	}
}

static void
mark_those_of(const struct import *m, const struct record *r, bool *is_here)
{
	for (size_t k = 0; k < m->n_filings && r->status != STATUS_removed; k++)
		if (is_same_child(r->citizen_id.text, r->name, r->birth, r->sex,
			&m->filings[k].action.happening.filing))
			is_here[k] = true;
}

/* Born on the day that the row says or its citizen ID: whoever is the same child is, for a record says what its
 * ID says. (One that was entered from elsewhere and does not is found by the province.) */
static size_t
list_births(const struct import *m, struct day *ret)
{
	size_t n = 0;
	for (size_t k = 0; k < m->n_filings; k++) {
		const struct header *h = &m->filings[k].action.happening.filing;
		ret[n++] = h->change.birth;
		if (number_is_citizen_id(h->citizen_id.text))
			ret[n++] = number_birth(h->citizen_id.text);
	}
	return n;
}

bool
import_child_here(struct import *m, bool *is_here)
{
	struct record *rows;
	struct day *births = arena_array(m->door->arena, 2 * m->n_filings + 1, sizeof(*births));
	size_t n = list_births(m, births);
	const bool is_read = store_records_born(desk_store(m->door), m->door->arena, m->door->as.unit, births,
	    n, &rows, &n) == STORE_OK;
	for (size_t i = 0; is_read && i < n; i++)
		mark_those_of(m, &rows[i], is_here);
	desk_let_go_of_store(m->door);
	return is_read;
}
