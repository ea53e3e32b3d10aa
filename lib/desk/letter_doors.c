/* Doors to what the daemons told each other: notices, and letters nobody could use. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "core/notice.h"
#include "desk/door.h"

/* "AT.DOCKET.WHAT.UNIT": the key of a notice. */
enum { NOTICE_CURSOR_MAX = 112 };

/* Whose it is and what has become of it, where who asks may see the docket and the copy that is here tells it. */
static void
add_state(const struct door *d, const struct notice_write *w, const struct stored_docket *stored, json_t *j)
{
	struct docket k;
	const struct notice_row *row = notice_find(w->what);
	const bool is_seen = stored->folder.n > 0 && stored->folder.n <= ENTRIES_MAX
	    && wire_folder_open(&stored->folder, &k, NULL) == VERDICT_OK
	    && docket_is_open_to(&k, d->law->registry, d->as.unit);
	const struct notice_told notice = { .kind = row == NULL ? NOTICE_NONE : row->kind, .at = w->at, .told = w->told,
		.unit = w->unit, .stage = w->stage };
	(void)json_object_set_new(j, "state", is_seen ? json_string(docket_state_name(k.state)) : json_null());
	(void)json_object_set_new(j, "kind", is_seen ? json_string(business_name(k.header.kind)) : json_null());
	(void)json_object_set_new(j, "student_number",
	    is_seen ? json_words(docket_number(&k).text) : json_null());
	(void)json_object_set_new(j, "pending", is_seen && row != NULL && row->asks != NOTICE_ASKS_NOTHING
	    ? json_boolean(notice_is_pending(&notice, &k)) : json_null());
}

static json_t *
notice_json(const struct notice_write *w)
{
	char cursor[NOTICE_CURSOR_MAX];
	(void)snprintf(cursor, sizeof(cursor), "%lld.%s.%s.%s", (long long)w->at.ms, w->docket.text,
	    w->what, w->unit.text);
	return json_pack("{s:s, s:s, s:s, s:o, s:o, s:s}", "docket", w->docket.text, "what", w->what,
	    "unit", w->unit.text, "stage", json_stage(w->stage), "at", json_instant(w->at), "cursor",
	    cursor);
}

static bool
notice_cursor_parse(const char *text, struct notice_write *ret)
{
	char parts[3][NOTICE_WHAT_MAX + 8], at[24];
	int64_t ms;
	struct notice_write w = { .stage = STAGE_NONE };
	if (!text_is_ident(text)
	    || sscanf(text, "%23[0-9].%36[0-9a-f-].%32[a-z_].%10[0-9]", at, parts[0], parts[1],
		   parts[2]) != 4)
		return false;
	if (!request_id(at, &ms) || !docket_id_parse(parts[0], &w.docket)
	    || !unit_code_parse(parts[2], &w.unit))
		return false;
	w.at.ms = ms;
	(void)text_copy(w.what, sizeof(w.what), parts[1]);
	*ret = w;
	return true;
}

/* Each docket once: one that is late has a notice for each working day. */
static enum store_result
read_dockets(struct door *d, const struct notice_write *rows, size_t n, struct stored_docket **ret)
{
	size_t n_ids = 0;
	struct docket_id *ids = arena_array(d->arena, n + 1, sizeof(*ids));
	struct stored_docket *once = arena_array(d->arena, n + 1, sizeof(*once));
	size_t *at = arena_array(d->arena, n + 1, sizeof(*at));
	*ret = arena_array(d->arena, n + 1, sizeof(**ret));
	for (size_t i = 0; i < n; i++) {
		at[i] = 0;
		while (at[i] < n_ids && !docket_id_equal(ids[at[i]], rows[i].docket))
			at[i]++;
		if (at[i] == n_ids)
			ids[n_ids++] = rows[i].docket;
	}
	const enum store_result r = n == 0 ? STORE_OK : store_dockets(desk_store(d), d->arena, ids, n_ids, once);
	for (size_t i = 0; r == STORE_OK && i < n; i++)
		(*ret)[i] = once[at[i]];
	return r;
}

void
enter_notices(struct door *d)
{
	struct notice_write after, *rows;
	struct stored_docket *stored;
	size_t limit, n;
	const char *text = d->query(d, "after");
	if (text != NULL && !notice_cursor_parse(text, &after)) {
		d->fault = "after";
		answer_bad_request(d, "the cursor of a row");
		return;
	}
	if (!request_limit(d, &limit)
	    || answer_weather(d,
		store_notices(desk_store(d), d->arena, d->as.unit, text == NULL ? NULL : &after,
		    limit, &rows, &n))
	    || answer_weather(d, read_dockets(d, rows, n, &stored)))
		return;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++) {
		(void)json_array_append_new(list, notice_json(&rows[i]));
		add_state(d, &rows[i], &stored[i], json_array_get(list, i));
	}
	answer_json(d, 200, list);
}

void
enter_dead_letters(struct door *d)
{
	struct dead_row *rows;
	size_t limit, n;
	int64_t after = 0;
	const char *text = d->query(d, "after");
	if (text != NULL && !request_id(text, &after)) {
		d->fault = "after";
		answer_bad_request(d, "the id of a letter");
		return;
	}
	if (!request_limit(d, &limit)
	    || answer_weather(d,
		store_dead_rows(desk_store(d), d->arena, after, limit,
		    d->query(d, "all") != NULL, &rows, &n)))
		return;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(list,
		    json_pack("{s:I, s:s, s:i, s:I, s:s, s:i, s:I, s:o, s:o}", "id",
			(json_int_t)rows[i].id, "topic", rows[i].topic, "partition",
			(int)rows[i].partition, "offset", (json_int_t)rows[i].offset, "verdict",
			verdict_name(rows[i].reason), "size", (int)rows[i].size, "times",
			(json_int_t)rows[i].times, "at", json_instant(rows[i].at), "replayed_at", json_instant(rows[i].replayed_at)));
	answer_json(d, 200, list);
}

void
enter_replay(struct door *d)
{
	struct relay_action a = { .replay = 0 };
	if (!request_id(d->segments[0], &a.replay)) {
		answer_verdict(d, VERDICT_UNKNOWN_DOCKET, NULL);
		return;
	}
	const struct relay_answer r = desk_submit(d, &a);
	if (r.verdict == VERDICT_OK)
		answer_json(d, 200,
		    json_pack("{s:I, s:s}", "id", (json_int_t)a.replay, "verdict", "OK"));
	else
		answer_verdict(d, r.verdict, NULL);
}
