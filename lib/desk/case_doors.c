/*
 * The door to dockets by whom they are about: complaints, supervision letters and verification sheets,
 * which name no child; or everything about one child, so that what was withdrawn and filed again is
 * seen together. Only what has reached the unit.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "desk/door.h"

enum { READ_MAX = 2000 };	/* dockets looked into for one request */

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
add_if_open_to(struct door *d, const struct stored_docket *stored, struct entry *entries, json_t *list)
{
	struct docket k;
	if (stored->folder.n == 0 || stored->folder.n > ENTRIES_MAX
	    || wire_folder_open(&stored->folder, &k, entries) != VERDICT_OK
	    || !docket_is_open_to(&k, d->law->registry, d->as.unit))
		return;
	docket_reach(&k, stored->reached);
	(void)json_array_append_new(list, case_json(d, &k));
}

/* One page of the store, as many as there is room for; *after moves on. Then others have their turn. */
static enum store_result
look_into(struct door *d, const struct case_query *q, size_t most, struct case_row *after, json_t *list,
    size_t *ret_n)
{
	struct arena *arena = arena_new();
	struct case_row *rows = arena_array(arena, most, sizeof(*rows));
	struct docket_id *ids = arena_array(arena, most, sizeof(*ids));
	struct stored_docket *stored = arena_array(arena, most, sizeof(*stored));
	struct entry *entries = arena_array(arena, ENTRIES_MAX, sizeof(*entries));
	*ret_n = 0;
	enum store_result r = store_cases(desk_store(d), q, most, rows, ret_n);
	for (size_t i = 0; r == STORE_OK && i < *ret_n; i++)
		ids[i] = rows[i].id;
	if (r == STORE_OK && *ret_n > 0)
		r = store_dockets(desk_store(d), arena, ids, *ret_n, stored);
	desk_let_go_of_store(d);
	for (size_t i = 0; r == STORE_OK && i < *ret_n; i++)
		add_if_open_to(d, &stored[i], entries, list);
	if (r == STORE_OK && *ret_n > 0)
		*after = rows[*ret_n - 1];
	arena_free(arena);
	desk_pause(d, 0);
	return r;
}

/* Until there are as many as were asked for, or enough was looked at: the answer then says where the
 * next request goes on, for the last row it has may lie far behind, and it may have none. */
static enum store_result
gather(struct door *d, const struct case_query *asked, size_t limit, json_t *list)
{
	struct case_query q = *asked;
	struct case_row after = { .filed_at = { 0 } };
	size_t n = 0, most = 0, n_read = 0;
	do {
		most = limit - json_array_size(list);
		const enum store_result r = look_into(d, &q, most, &after, list, &n);
		if (r != STORE_OK)
			return r;
		n_read += n;
		q.after = &after;
	} while (n == most && json_array_size(list) < limit && n_read < READ_MAX);
	if (n == most)
		(void)snprintf(d->answer.next, sizeof(d->answer.next), "%lld.%s",
		    (long long)after.filed_at.ms, after.id.text);
	return STORE_OK;
}

/* A school sees what it stands in on one side; so the store may leave out all else. An office sees
 * by its place on the way, which the store does not know. */
static void
take_schools(struct door *d, struct case_query *q)
{
	const struct registry *r = d->law->registry;
	const struct unit *u = registry_find(r, d->as.unit);
	if (q->number.text[0] != '\0' || u == NULL || u->level != LEVEL_SCHOOL)
		return;
	struct unit_code *schools = arena_array(d->arena, r->n_editions + 1, sizeof(*schools));
	schools[q->n_schools++] = d->as.unit;
	for (size_t i = 0; i < r->n_editions; i++) {
		const struct unit_code before = r->editions[i].unit.code;
		if (!unit_code_is_none(r->editions[i].successor)
		    && unit_code_equal(registry_heir(r, before), d->as.unit))
			schools[q->n_schools++] = before;
	}
	q->schools = schools;
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
cases_check(struct door *d)
{
	struct case_query q = { .kind = BUSINESS_NONE };
	struct case_row after;
	(void)read_query(d, &q, &after);
}

/* NULL: answered. */
static json_t *
find(struct door *d, struct case_query *q)
{
	struct case_row after = { .filed_at = { 0 } };
	size_t limit;
	if (!read_query(d, q, &after) || !request_limit(d, &limit))
		return NULL;
	take_schools(d, q);
	json_t *list = json_array();
	if (!answer_weather(d, gather(d, q, limit, list)))
		return list;
	json_decref(list);
	return NULL;
}

void
cases_answer(struct door *d)
{
	struct case_query q = { .kind = BUSINESS_NONE };
	json_t *list = people_may(d, door_cases) ? find(d, &q) : NULL;
	if (list != NULL)
		answer_json(d, 200, list);
}

/* What names no child is no search for one. */
void
enter_cases(struct door *d)
{
	struct case_query q = { .kind = BUSINESS_NONE };
	json_t *list = find(d, &q);
	if (list != NULL && q.number.text[0] != '\0'
	    && !look_put(d, "search", q.number.text, "", (int64_t)json_array_size(list)))
		json_decref(list);
	else if (list != NULL)
		answer_json(d, 200, list);
}
