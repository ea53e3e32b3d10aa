/*
 * The door to dockets by whom they are about: complaints, supervision letters and verification sheets,
 * which name no child; or everything about one child, so that what was withdrawn and filed again is
 * seen together. Only what has reached the unit.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "desk/door.h"

/* Whose it is: by a ruling on the level, else who has the sheet, the letter or the decision. */
static json_t *
owner_json(const struct docket *k)
{
	if (!unit_code_is_none(k->owner))
		return json_code(k->owner);
	for (size_t i = 0; i < k->header.route.n; i++) {
		const struct stop *s = &k->header.route.stops[i];
		if (s->stage == STAGE_sheet || s->stage == STAGE_supervision_letter || s->stage == STAGE_decision)
			return json_code(s->unit);
	}
	return json_null();
}

static json_t *
case_json(const struct door *d, const struct docket *k)
{
	char cursor[CURSOR_MAX];
	const struct header *h = &k->header;
	const struct calendar *c = d->law->calendar;
	const struct instant term = docket_term(k, c);
	(void)snprintf(cursor, sizeof(cursor), "%lld.%s", (long long)h->filed_at.ms, h->id.text);
	return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:s}",
	    "docket", h->id.text, "kind", business_name(h->kind), "scope", scope_name(h->scope), "state",
	    docket_state_name(k->state), "stage", json_stage(docket_stage(k)), "holder",
	    json_code(k->holder), "owner", owner_json(k), "due", json_due(term), "working_days_left",
	    json_days_left(c, k->since, d->now, term), "receiving_school", h->receiving_school.text,
	    "sending_school", h->sending_school.text, "filer", json_code(docket_filer(k)),
	    "student_number", json_words(docket_number(k).text), "about", json_words(h->about.text),
	    "filed_at", json_instant(h->filed_at), "cursor", cursor);
}

static void
add_if_open_to(struct door *d, const struct stored_docket *stored, json_t *list)
{
	struct docket k;
	struct entry *entries = arena_array(d->arena, stored->folder.n + 1, sizeof(*entries));
	if (stored->folder.n == 0 || wire_folder_open(&stored->folder, &k, entries) != VERDICT_OK
	    || !docket_is_open_to(&k, d->law->registry, d->as.unit))
		return;
	docket_reach(&k, stored->reached);
	(void)json_array_append_new(list, case_json(d, &k));
}

/* Pages of the store until there are as many as were asked for. */
static enum store_result
gather(struct door *d, struct case_query *q, size_t limit, json_t *list)
{
	struct case_row *rows = arena_array(d->arena, limit, sizeof(*rows));
	struct case_row after = { .filed_at = { 0 } };
	struct docket_id *ids = arena_array(d->arena, limit, sizeof(*ids));
	struct stored_docket *stored = arena_array(d->arena, limit, sizeof(*stored));
	for (size_t n = limit, most = limit; n == most && json_array_size(list) < limit;) {
		most = limit - json_array_size(list);
		enum store_result r = store_cases(desk_store(d), q, most, rows, &n);
		for (size_t i = 0; r == STORE_OK && i < n; i++)
			ids[i] = rows[i].id;
		if (r == STORE_OK && n > 0)
			r = store_dockets(desk_store(d), d->arena, ids, n, stored);
		if (r != STORE_OK)
			return r;
		for (size_t i = 0; i < n; i++)
			add_if_open_to(d, &stored[i], list);
		if (n > 0)
			after = rows[n - 1];
		q->after = n > 0 ? &after : q->after;
	}
	return STORE_OK;
}

/* What a form left empty is not asked for. */
static const char *
asked(const char *value)
{
	return value == NULL || value[0] == '\0' ? NULL : value;
}

/* False: answered. */
static bool
read_query(struct door *d, struct case_query *q, struct case_row *after)
{
	struct inbox_row place;
	const char *kind = asked(d->query(d, "kind")), *number = asked(d->query(d, "number"));
	const char *open = asked(d->query(d, "open")), *text = asked(d->query(d, "after"));
	if (kind != NULL && !business_parse(kind, &q->kind))
		d->fault = "kind";
	else if (kind != NULL && number == NULL && !business_row(q->kind)->names_no_child)
		d->fault = "kind";
	else if (number != NULL
	    && (!text_is_ident(number) || !text_copy(q->number.text, sizeof(q->number.text), number)))
		d->fault = "number";
	else if (open != NULL && strcmp(open, "1") != 0)
		d->fault = "open";
	else if (text != NULL && !docket_cursor_parse(text, &place))
		d->fault = "after";
	if (d->fault != NULL) {
		answer_bad_request(d, "without a number kind is complaint, supervision or problem_sheet;"
		    " open is 1; after is the cursor of a row");
		return false;
	}
	q->is_open_only = open != NULL;
	if (text != NULL) {
		after->id = place.id;
		after->filed_at = place.term;
		q->after = after;
	}
	return true;
}

void
door_cases(struct door *d)
{
	struct case_query q = { .kind = BUSINESS_NONE };
	struct case_row after = { .filed_at = { 0 } };
	size_t limit;
	if (!read_query(d, &q, &after) || !request_limit(d, &limit))
		return;
	json_t *list = json_array();
	if (answer_weather(d, gather(d, &q, limit, list)))
		json_decref(list);
	else
		answer_json(d, 200, list);
}
