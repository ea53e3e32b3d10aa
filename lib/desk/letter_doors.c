/* Doors to what the daemons told each other: notices, and letters nobody could use. */
#include "desk/door.h"

void
door_notices(struct door *d)
{
	struct notice_write *rows;
	size_t n;
	if (answer_weather(
		d, store_notices(desk_store(d), d->arena, d->as.unit, PAGE_MAX, &rows, &n)))
		return;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s, s:o, s:o}", "docket", rows[i].docket.text, "what",
			rows[i].what, "unit", rows[i].unit.text, "stage", json_stage(rows[i].stage),
			"at", json_instant(rows[i].at)));
	answer_json(d, 200, list);
}

void
door_dead_letters(struct door *d)
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
door_replay(struct door *d)
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
