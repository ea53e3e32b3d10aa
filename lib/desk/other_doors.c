/* Doors to records, attachments, units, letters, catalogues, and for operators. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/metric.h"
#include "base/text.h"
#include "desk/door.h"

/* -- records -------------------------------------------------------------------------- */

static json_t *
json_record(const struct record *r)
{
	return json_pack("{s:s, s:o, s:s, s:s, s:i, s:i, s:o, s:b}", "student_number",
	    r->number.text, "name_masked", json_masked(r->name), "status", status_name(r->status),
	    "school", r->school.text, "grade", r->grade, "version", (int)r->version, "open_docket",
	    json_words(r->open_docket.text), "problem", r->is_problem);
}

void
door_students(struct door *d)
{
	struct student_number after = { "" };
	struct record *rows;
	size_t n;
	const char *text = d->query(d, "after");
	if (text != NULL && !text_copy(after.text, sizeof(after.text), text)) {
		answer_verdict(d, VERDICT_BAD_REQUEST, NULL);
		return;
	}
	if (answer_weather(d,
		store_students(
		    desk_store(d), d->arena, d->as.unit, &after, PAGE_MAX, &rows, &n)))
		return;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(list, json_record(&rows[i]));
	answer_json(d, 200, list);
}

void
door_student(struct door *d)
{
	struct student_number number = { "" };
	struct record_version *versions;
	size_t n;
	(void)text_copy(number.text, sizeof(number.text), d->segments[0]);
	if (answer_weather(d,
		store_record_history(
		    desk_store(d), d->arena, number, d->as.unit, &versions, &n)))
		return;
	if (n == 0) {
		answer_verdict(d, VERDICT_UNKNOWN_STUDENT, NULL);
		return;
	}
	json_t *j = json_record(&versions[n - 1].record), *history = json_array();
	for (size_t i = 0; i < n; i++) {
		json_t *v = json_record(&versions[i].record);
		(void)json_object_set_new(v, "at", json_instant(versions[i].at));
		(void)json_object_set_new(v, "docket", json_words(versions[i].cause.text));
		(void)json_array_append_new(history, v);
	}
	(void)json_object_set_new(j, "numbers",
	    json_pack("[{s:s, s:o, s:n, s:s}]", "number", number.text, "from",
		json_instant(versions[0].at), "until", "why", "entered"));
	(void)json_object_set_new(j, "history", history);
	answer_json(d, 200, j);
}

void
door_import_students(struct door *d)
{
	json_error_t wrong;
	json_t *list = json_loadb((const char *)d->body.data, d->body.size, 0, &wrong), *one;
	const size_t n = json_is_array(list) ? json_array_size(list) : 0;
	struct record *records = arena_array(d->arena, n + 1, sizeof(*records));
	size_t i, n_taken = 0;
	json_array_foreach(list, i, one)
		if (request_record(one, d->as.unit, &records[n_taken]))
			n_taken++;
	json_decref(list);
	if (n == 0 || n_taken != n || d->as.role != ROLE_REGISTRAR) {
		answer_verdict(d,
		    d->as.role != ROLE_REGISTRAR ? VERDICT_ROLE_NOT_ALLOWED : VERDICT_BAD_REQUEST,
		    json_pack("{s:i, s:i}", "records", (int)n, "understood", (int)n_taken));
		return;
	}
	const enum verdict v = desk_import(d, records, n);
	if (v == VERDICT_OK)
		answer_json(d, 200, json_pack("{s:i}", "imported", (int)n));
	else
		answer_verdict(d, v, NULL);
}

/* -- attachments ---------------------------------------------------------------------- */

void
door_put_attachment(struct door *d)
{
	struct attachment a = { .size = (uint32_t)d->body.size };
	const char *type = request_sniff(d->body);
	if (d->body.size > ATTACHMENT_BYTES || type == NULL) {
		answer_verdict(d,
		    type == NULL ? VERDICT_ATTACHMENT_TYPE : VERDICT_ATTACHMENT_TOO_LARGE, NULL);
		return;
	}
	(void)text_copy(a.type, sizeof(a.type), type);
	wire_hash(d->body, a.digest);
	if (answer_weather(d, store_attachment_put(desk_store(d), &a, d->body, d->now)))
		return;
	answer_json(d, 201,
	    json_pack("{s:o, s:i, s:s}", "digest", json_hash(a.digest), "size", (int)a.size,
		"media_type", a.type));
}

void
door_get_attachment(struct door *d)
{
	struct attachment a;
	struct bytes data;
	uint8_t digest[DIGEST_SIZE];
	if (!text_unhex(d->segments[0], digest, sizeof(digest))) {
		answer_verdict(d, VERDICT_ATTACHMENT_UNKNOWN, NULL);
		return;
	}
	if (answer_weather(d,
		store_attachment_get(desk_store(d), d->arena, digest, &a, &data)))
		return;
	if (a.size == 0)
		answer_verdict(d, VERDICT_ATTACHMENT_UNKNOWN, NULL);
	else
		answer_bytes(d, request_sniff(data), data);
}

/* -- units, catalogues ---------------------------------------------------------------- */

void
door_units(struct door *d)
{
	struct unit_code under = { "000000" };
	const char *text = d->query(d, "under");
	const struct registry *r = d->law->registry;
	if (text != NULL && (!unit_code_parse(text, &under) || registry_find(r, under) == NULL)) {
		answer_verdict(d, VERDICT_UNKNOWN_UNIT, NULL);
		return;
	}
	json_t *list = json_array();
	for (size_t i = 0; i < r->n_units; i++) {
		const struct unit *u = &r->units[i];
		if (!unit_code_equal(u->parent, under))
			continue;
		(void)json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s, s:s, s:b}", "code", u->code.text, "parent",
			u->parent.text, "level", level_name(u->level), "name", u->name, "void",
			u->is_void));
	}
	answer_json(d, 200, list);
}

void
door_verdicts(struct door *d)
{
	json_t *list = json_array();
	const struct verdict_row *row;
	for (int i = 0; (row = verdict_at(i)) != NULL; i++)
		(void)json_array_append_new(list,
		    json_pack("{s:s, s:i, s:s, s:s, s:s, s:s, s:b}", "verdict", row->name, "number",
			(int)row->verdict, "zh", row->zh, "en", row->en, "remedy_zh",
			row->remedy_zh, "remedy_en", row->remedy_en, "retry", row->later));
	answer_json(d, 200, list);
}

void
door_grounds(struct door *d)
{
	json_t *list = json_array();
	for (unsigned g = 1; g < 64; g++)
		if (ground_name((enum ground)g)[0] != '\0')
			(void)json_array_append_new(list,
			    json_pack("{s:s, s:b, s:s, s:s}", "code", ground_name((enum ground)g),
				"legal", ground_is_legal((enum ground)g), "zh",
				ground_label_zh((enum ground)g), "en",
				ground_label_en((enum ground)g)));
	answer_json(d, 200, list);
}

/* -- letters, notices ----------------------------------------------------------------- */

void
door_notices(struct door *d)
{
	struct notice_write *rows;
	size_t n;
	if (answer_weather(d,
		store_notices(desk_store(d), d->arena, d->as.unit, PAGE_MAX, &rows, &n)))
		return;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++) {
		const struct stage_row *stage = stage_row(rows[i].stage);
		(void)json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s, s:o, s:o}", "docket", rows[i].docket.text, "what",
			rows[i].what, "unit", rows[i].unit.text, "stage",
			stage == NULL ? json_null() : json_string(stage->name), "at",
			json_instant(rows[i].at)));
	}
	answer_json(d, 200, list);
}

void
door_dead_letters(struct door *d)
{
	struct dead_letter *rows;
	size_t n;
	const char *text = d->query(d, "after");
	const int64_t after = text == NULL ? 0 : strtoll(text, NULL, 10);
	if (answer_weather(d,
		store_dead_letters(desk_store(d), d->arena, after, PAGE_MAX,
		    d->query(d, "all") != NULL, &rows, &n)))
		return;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(list,
		    json_pack("{s:I, s:s, s:i, s:I, s:s, s:i, s:o, s:o}", "id", (json_int_t)rows[i].id,
			"topic", rows[i].topic, "partition", (int)rows[i].partition, "offset",
			(json_int_t)rows[i].offset, "verdict", verdict_name(rows[i].reason), "size",
			(int)rows[i].value.size, "at", json_instant(rows[i].at), "replayed_at",
			json_instant(rows[i].replayed_at)));
	answer_json(d, 200, list);
}

void
door_replay(struct door *d)
{
	const struct relay_action a = { .replay = strtoll(d->segments[0], NULL, 10) };
	const struct relay_answer r = desk_submit(d, &a);
	if (r.verdict == VERDICT_OK)
		answer_json(d, 200, json_pack("{s:I, s:s}", "id", (json_int_t)a.replay, "verdict", "OK"));
	else
		answer_verdict(d, r.verdict, NULL);
}

/* -- operators ------------------------------------------------------------------------ */

void
door_livez(struct door *d)
{
	answer_json(d, 200, json_pack("{s:s}", "daemon", d->options->daemon));
}

void
door_readyz(struct door *d)
{
	const char *why;
	const bool is_ready = d->options->is_ready(d->options->context, &why);
	answer_json(d, is_ready ? 200 : 503,
	    json_pack("{s:s, s:b, s:s}", "daemon", d->options->daemon, "ready", is_ready, "why", why));
}

static size_t
print_census(struct door *d, char *text, size_t size)
{
	struct census_row *rows;
	struct dead_letter *dead;
	size_t n, n_dead, at = 0;
	int64_t age, overdue = 0;
	struct store *s = desk_store(d);
	if (store_census(s, d->arena, d->now, &rows, &n) != STORE_OK
	    || store_outbox_age(s, d->now, &age) != STORE_OK
	    || store_dead_letters(s, d->arena, 0, PAGE_MAX, false, &dead, &n_dead) != STORE_OK)
		return 0;	/* weather: what the database knows is left out */
	at += (size_t)snprintf(text, size,
	    "# HELP xueji_open_dockets open dockets held here, by stage\n"
	    "# TYPE xueji_open_dockets gauge\n");
	for (size_t i = 0; i < n && at < size; i++) {
		overdue += rows[i].n_overdue;
		at += (size_t)snprintf(text + at, size - at,
		    "xueji_open_dockets{stage=\"%s\"} %" PRId64 "\n",
		    stage_row(rows[i].stage)->name, rows[i].n_open);
	}
	at += (size_t)snprintf(text + at, size - at,
	    "# HELP xueji_overdue_dockets dockets held here whose term is over\n"
	    "# TYPE xueji_overdue_dockets gauge\nxueji_overdue_dockets %" PRId64 "\n"
	    "# HELP xueji_outbox_age_seconds age of the oldest letter without receipt\n"
	    "# TYPE xueji_outbox_age_seconds gauge\nxueji_outbox_age_seconds %" PRId64 ".%03d\n"
	    "# HELP xueji_dead_letters letters nobody could use, not replayed (200 means more)\n"
	    "# TYPE xueji_dead_letters gauge\nxueji_dead_letters %zu\n",
	    overdue, age / 1000, (int)(age % 1000), n_dead);
	return at;
}

void
door_metrics(struct door *d)
{
	enum { SIZE = 32768 };
	char *text = arena_alloc(d->arena, SIZE);
	size_t n = metric_print(text, SIZE);
	n += print_census(d, text + n, SIZE - n);
	const struct bytes b = { (const uint8_t *)text, n };
	answer_bytes(d, "text/plain; version=0.0.4", b);
}
