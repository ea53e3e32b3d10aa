/*
 * What came to nothing and was filed anew is two dockets; whoever looks at one is told of the other,
 * if it has come to him too. That a docket follows another stands in its header; which ones follow a
 * docket is found by the child's number, so of a first record, which gets another number each
 * time, only the way back is known.
 */
#include <string.h>

#include "desk/door.h"

enum { LOOKED_AT = 20 };	/* dockets of one child, the latest first */

static bool
can_be_followed(const struct docket *d)
{
	return d->posture == POSTURE_CLOSED && d->state != DOCKET_COMPLETED
	    && docket_number(d).text[0] != '\0';
}

/* False: it cannot be read, or is none of this unit's. */
static bool
open_to_him(const struct door *d, const struct stored_docket *s, struct entry *entries, struct docket *ret)
{
	return s->folder.header.size > 0 && s->folder.n > 0 && s->folder.n <= ENTRIES_MAX
	    && wire_folder_open(&s->folder, ret, entries) == VERDICT_OK
	    && docket_is_open_to(ret, d->law->registry, d->as.unit);
}

static enum store_result
read_latest(struct door *d, const struct docket *k, struct docket_id *ids, size_t *ret_n)
{
	struct case_row rows[LOOKED_AT];
	const struct case_query q = { .number = docket_number(k), .kind = BUSINESS_NONE };
	*ret_n = 0;
	if (!can_be_followed(k))
		return STORE_OK;
	const enum store_result r = store_cases(desk_store(d), &q, LOOKED_AT, rows, ret_n);
	for (size_t i = 0; r == STORE_OK && i < *ret_n; i++)
		ids[i] = rows[i].id;
	return r;
}

enum verdict
docket_neighbours(struct door *d, struct docket_view *v)
{
	struct docket_id ids[LOOKED_AT + 1];
	struct stored_docket stored[LOOKED_AT + 1];
	const struct header *h = &v->docket.header;
	struct docket k;
	size_t n;
	if (read_latest(d, &v->docket, ids, &n) != STORE_OK)
		return VERDICT_BUSY;
	if (h->follows.text[0] != '\0')
		ids[n++] = h->follows;
	if (n == 0)
		return VERDICT_OK;
	if (store_dockets(desk_store(d), d->arena, ids, n, stored) != STORE_OK)
		return VERDICT_BUSY;
	struct entry *entries = arena_array(d->arena, ENTRIES_MAX, sizeof(*entries));
	v->followed_by = arena_array(d->arena, n, sizeof(*v->followed_by));
	for (size_t i = 0; i < n; i++) {
		if (!open_to_him(d, &stored[i], entries, &k))
			continue;
		if (docket_id_equal(k.header.id, h->follows))
			v->follows_here = true;
		else if (docket_id_equal(k.header.follows, h->id))
			v->followed_by[v->n_followed_by++] = k.header.id;
	}
	return VERDICT_OK;
}
