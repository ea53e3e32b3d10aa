/*
 * The door to what the unit has filed and decided: each docket under which one of its officers has put his stamp, by
 * the last such stamp, and whose turn it is now. Numbers without names, as in the inbox. Who has handed a docket on
 * is told of its end and of nothing before (docket_is_current()): then it says to whom that was.
 */
#include <stdio.h>
#include <string.h>

#include "desk/door.h"

static json_t *
row_json(const struct door *d, const struct docket *k, const struct entry *e)
{
	char cursor[CURSOR_MAX];
	const struct header *h = &k->header;
	const struct calendar *c = d->law->calendar;
	const bool is_current = docket_is_current(d, k);
	const struct instant none = { 0 }, term = is_current ? docket_term(k, c) : none;
	(void)snprintf(cursor, sizeof(cursor), "%lld.%s", (long long)e->at.ms, h->id.text);
	return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:b, s:o, s:o, s:o, s:o, s:s, s:s, s:i, s:s, s:o, s:s, s:o, s:s}",
	    "docket", h->id.text, "kind", business_name(h->kind), "scope", scope_name(h->scope), "state",
	    docket_state_name(k->state), "stage", json_stage(docket_stage(k)), "holder", json_code(k->holder),
	    "current", is_current, "due", json_due(term), "due_is_guess", json_due_is_guess(c, term),
	    "working_days_left", json_days_left(c, k->since, d->now, term), "student_number",
	    json_words(docket_number(k).text), "receiving_school", h->receiving_school.text, "sending_school",
	    h->sending_school.text, "n", (int)e->n, "action", action_name(e->action), "at", json_instant(e->at),
	    "officer", e->officer, "deputy_for", json_words(e->deputy_for), "cursor", cursor);
}

static void
add_if_open_to(struct door *d, const struct stored_docket *stored, uint32_t n, struct entry *entries, json_t *list)
{
	struct docket k;
	if (n == 0 || stored->folder.n < n || stored->folder.n > ENTRIES_MAX
	    || wire_folder_open(&stored->folder, &k, entries) != VERDICT_OK
	    || !docket_is_open_to(&k, d->law->registry, d->as.unit))
		return;
	docket_reach(&k, stored->reached);
	(void)json_array_append_new(list, row_json(d, &k, &entries[n - 1]));
}

/* Fewer than `limit` are the last ones, whatever was passed over. */
static enum store_result
gather(struct door *d, const struct handled_wanted *w, const struct handled_row *after, size_t limit, json_t *list)
{
	size_t n;
	struct handled_row *rows = arena_array(d->arena, limit + 1, sizeof(*rows)), last;
	struct docket_id *ids = arena_array(d->arena, limit + 1, sizeof(*ids));
	struct stored_docket *stored = arena_array(d->arena, limit + 1, sizeof(*stored));
	struct entry *entries = arena_array(d->arena, ENTRIES_MAX, sizeof(*entries));
	do {
		const size_t most = limit - json_array_size(list);
		enum store_result r = store_handled(desk_store(d), w, after, most, rows, &n);
		for (size_t i = 0; r == STORE_OK && i < n; i++)
			ids[i] = rows[i].id;
		if (r == STORE_OK && n > 0)
			r = store_dockets(desk_store(d), d->arena, ids, n, stored);
		if (r != STORE_OK)
			return r;
		for (size_t i = 0; i < n; i++)
			add_if_open_to(d, &stored[i], rows[i].n, entries, list);
		if (n < most)
			break;
		last = rows[n - 1];
		after = &last;
	} while (json_array_size(list) < limit);
	return STORE_OK;
}

static bool
take_state(const char *text, enum handled_state *ret)
{
	*ret = text == NULL ? HANDLED_ANY : strcmp(text, "open") == 0 ? HANDLED_OPEN : HANDLED_ENDED;
	return *ret != HANDLED_ENDED || strcmp(text, "ended") == 0;
}

/* What a form left empty is not asked for. */
static const char *
asked(const char *value)
{
	return value == NULL || value[0] == '\0' ? NULL : value;
}

/* ?by=me, ?state=, ?kind=; false: answered. */
static bool
take_wanted(struct door *d, struct handled_wanted *ret)
{
	struct handled_wanted w = { .unit = d->as.unit };
	const char *by = asked(d->query(d, "by")), *kind = asked(d->query(d, "kind"));
	if (by != NULL && strcmp(by, "me") != 0)
		d->fault = "by";
	else if (!take_state(asked(d->query(d, "state")), &w.state))
		d->fault = "state";
	else if (kind != NULL && !business_parse(kind, &w.kind))
		d->fault = "kind";
	if (d->fault != NULL) {
		answer_bad_request(d, "by is \"me\", state \"open\" or \"ended\", kind one of business");
		return false;
	}
	if (by != NULL)
		memcpy(w.officer, d->as.officer, sizeof(w.officer));
	*ret = w;
	return true;
}

void
handled_check(struct door *d)
{
	struct handled_wanted w;
	(void)take_wanted(d, &w);
}

void
enter_handled(struct door *d)
{
	struct handled_wanted wanted;
	struct inbox_row place = { .kind = BUSINESS_NONE };
	size_t limit;
	const char *text = asked(d->query(d, "after"));
	if (text != NULL && !docket_cursor_parse(text, &place)) {
		d->fault = "after";
		answer_bad_request(d, "the cursor of a row");
		return;
	}
	if (!request_limit(d, &limit) || !take_wanted(d, &wanted))
		return;
	const struct handled_row after = { .id = place.id, .at = place.term };
	json_t *list = json_array();
	if (answer_weather(d, gather(d, &wanted, text == NULL ? NULL : &after, limit, list)))
		json_decref(list);
	else
		answer_json(d, 200, list);
}
