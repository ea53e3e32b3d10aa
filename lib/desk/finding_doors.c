/* The door to findings: children and records of a school that are out of step (人籍分离), open
 * until both schools confirm it or the child is in step again. The offices that are told see them. */
#include <string.h>

#include "desk/door.h"

static json_t *
finding_json(const struct docket *k, const struct calendar *calendar)
{
	const struct header *h = &k->header;
	return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:s, s:s, s:s, s:i, s:o}", "docket",
	    h->id.text, "kind", business_name(h->kind), "scope", scope_name(h->scope), "stage",
	    json_stage(docket_stage(k)), "holder", json_code(k->holder), "due",
	    json_due(docket_term(k, calendar)), "receiving_school", h->receiving_school.text,
	    "sending_school", h->sending_school.text, "student_number", h->number.text, "grade",
	    h->grade, "since", json_instant(h->filed_at));
}

/* Need to know: a unit that the docket has not reached does not learn of it here either. */
static void
add_if_seen(struct door *d, const struct stored_docket *stored, json_t *list)
{
	struct docket k;
	struct entry *entries = arena_array(d->arena, stored->folder.n + 1, sizeof(*entries));
	if (stored->folder.n == 0 || wire_folder_open(&stored->folder, &k, entries) != VERDICT_OK
	    || !docket_was_seen_by(&k, d->as.unit))
		return;
	docket_reach(&k, stored->reached);
	(void)json_array_append_new(list, finding_json(&k, d->law->calendar));
}

/* Pages of the store until there are as many as were asked for. */
static enum store_result
gather(struct door *d, struct docket_id after, size_t limit, json_t *list)
{
	struct docket_id *ids = arena_array(d->arena, limit, sizeof(*ids));
	struct stored_docket *stored = arena_array(d->arena, limit, sizeof(*stored));
	for (size_t n = limit; n == limit && json_array_size(list) < limit;) {
		const size_t most = limit - json_array_size(list);
		enum store_result r =
		    store_findings(desk_store(d), d->as.unit, after, most, ids, &n);
		if (r == STORE_OK && n > 0)
			r = store_dockets(desk_store(d), d->arena, ids, n, stored);
		if (r != STORE_OK)
			return r;
		for (size_t i = 0; i < n; i++)
			add_if_seen(d, &stored[i], list);
		if (n > 0)
			after = ids[n - 1];
		n = n == most ? limit : n;
	}
	return STORE_OK;
}

void
enter_findings(struct door *d)
{
	struct docket_id after = { "00000000-0000-0000-0000-000000000000" };
	size_t limit;
	const char *text = d->query(d, "after");
	if (text != NULL && !docket_id_parse(text, &after)) {
		d->fault = "after";
		answer_bad_request(d, "a docket");
		return;
	}
	if (!request_limit(d, &limit))
		return;
	json_t *list = json_array();
	if (answer_weather(d, gather(d, after, limit, list)))
		json_decref(list);
	else
		answer_json(d, 200, list);
}
