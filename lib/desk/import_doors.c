/*
 * The door for lists from a file: what stands against all of its rows at once, and then, with the same bytes, what is
 * right is filed. Nothing is kept between the two: who asks sends the file again (a page carries it in its
 * form), so a restart or another instance of the daemon in between does no harm, and no list of children lies
 * about in a daemon. See import.h.
 */
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/clock.h"
#include "base/text.h"
#include "desk/import.h"

/* -- the request ---------------------------------------------------------------------- */

static const char *const codes[] = { "", "utf-8", "gb18030" };

static bool
parse_code(const char *text, enum csv_code *ret)
{
	for (int i = 0; i < 3; i++)
		if (strcmp(codes[i], text) == 0) {
			*ret = (enum csv_code)i;
			return true;
		}
	return false;
}

static enum verdict
bad(struct door *d, const char *member)
{
	d->fault = member;
	return VERDICT_BAD_REQUEST;
}

static enum verdict
take_batch(struct import *m)
{
	struct docket_id id;
	if (m->batch[0] == '\0')
		clock_uuid7(m->batch);
	else if (!docket_id_parse(m->batch, &id))
		return bad(m->door, "batch");
	return VERDICT_OK;
}

static enum verdict
take_day(struct import *m)
{
	struct day day;
	if (m->arrived_on[0] == '\0')
		day_text(instant_day(m->door->now), m->arrived_on);
	return day_parse(m->arrived_on, &day) ? VERDICT_OK : bad(m->door, "arrived_on");
}

/* Room for one byte more than a list may have, so that a larger one is told from one that is no Base64. */
static enum verdict
take_file(struct door *d, const json_t *body, struct bytes *ret)
{
	const char *text = json_string_value(json_object_get(body, "file"));
	if (text == NULL)
		return bad(d, "file");
	uint8_t *data = arena_alloc(d->arena, IMPORT_FILE_MAX + 1);
	*ret = (struct bytes){ data, 0 };
	if (strlen(text) >= BASE64_SIZE(IMPORT_FILE_MAX + 1))
		ret->size = IMPORT_FILE_MAX + 1;
	else if (!base64_read(text, data, IMPORT_FILE_MAX + 1, &ret->size))
		return bad(d, "file");
	return VERDICT_OK;
}

static enum verdict
take_request(struct import *m, json_t *body, struct bytes *ret_file)
{
	char list[16], verb[8], code[8];
	struct door *d = m->door;
	const json_t *all = json_object_get(body, "all");
	const struct member members[] = {
		{ "list", list, sizeof(list), VERDICT_BAD_REQUEST },
		{ "verb", verb, sizeof(verb), VERDICT_BAD_REQUEST },
		{ "encoding", code, sizeof(code), VERDICT_BAD_REQUEST },
		{ "batch", m->batch, sizeof(m->batch), VERDICT_BAD_REQUEST },
		{ "reason", m->reason, sizeof(m->reason), VERDICT_REASON_TOO_LONG },
		{ "arrived_on", m->arrived_on, sizeof(m->arrived_on), VERDICT_BAD_REQUEST },
		{ "all", NULL, 0, VERDICT_OK },
		{ "file", NULL, 0, VERDICT_OK },
	};
	enum verdict v = request_members(d, body, members, sizeof(members) / sizeof(members[0]));
	if (v != VERDICT_OK)
		return v;
	m->is_filing = strcmp(verb, "file") == 0;
	m->is_all = json_is_true(all);
	if (!import_list_parse(list, &m->list))
		return bad(d, "list");
	if (!m->is_filing && strcmp(verb, "check") != 0)
		return bad(d, "verb");
	if (!parse_code(code, &m->code))
		return bad(d, "encoding");
	if (all != NULL && !json_is_boolean(all))
		return bad(d, "all");
	v = take_batch(m);
	if (v == VERDICT_OK)
		v = take_day(m);
	return v != VERDICT_OK ? v : take_file(d, body, ret_file);
}

/* -- the answer ----------------------------------------------------------------------- */

static void
put_words(json_t *j, enum verdict v, struct import_words w)
{
	(void)json_object_update_new(j,
	    json_pack("{s:s, s:i, s:s, s:s, s:s, s:s}", "verdict", verdict_name(v), "number", (int)v, "zh",
		w.zh, "en", w.en, "remedy_zh", w.remedy_zh, "remedy_en", w.remedy_en));
}

static json_t *
json_header(const struct import *m, const struct import_problem *p)
{
	if (p->header != NULL)
		return json_string(p->header);
	if (p->column == IMPORT_COLUMN_N)
		return json_null();
	const size_t k = m->place[p->column];
	return json_string(k == SIZE_MAX ? import_columns[p->column].zh : m->csv.rows[0].cells[k]);
}

static json_t *
json_problem(const struct import *m, const struct import_problem *p)
{
	const bool is_column = p->column != IMPORT_COLUMN_N;
	json_t *j = json_pack("{s:I, s:o, s:o, s:o}", "row", (json_int_t)p->row, "column",
	    json_words(is_column ? import_columns[p->column].key : ""), "header", json_header(m, p),
	    "value", json_words(p->value == NULL ? "" : p->value));
	put_words(j, p->verdict, import_words(p->verdict, p->fault));
	if (p->other_row != 0)
		(void)json_object_set_new(j, "other_row", json_integer((json_int_t)p->other_row));
	if (p->opens.ms != 0)
		(void)json_object_set_new(j, "opens", json_instant(p->opens));
	return j;
}

static json_t *
json_result(const struct import_result *r)
{
	json_t *j = json_pack("{s:I, s:b}", "row", (json_int_t)r->row, "before", r->is_before);
	if (r->docket != NULL)
		(void)json_object_set_new(j, "docket", json_string(r->docket));
	if (r->class != NULL)
		(void)json_object_update_new(
		    j, json_pack("{s:s, s:I}", "class", r->class, "students", (json_int_t)r->n));
	put_words(j, r->verdict, import_words(r->verdict, IMPORT_FAULT_none));
	return j;
}

/* By row, and in a row by column. */
static int
compare(const void *pa, const void *pb)
{
	const struct import_problem *a = pa, *b = pb;
	if (a->row != b->row)
		return a->row < b->row ? -1 : 1;
	return a->column != b->column ? (int)a->column - (int)b->column
				      : (int)a->verdict - (int)b->verdict;
}

/* How many rows there are, and how many of them nothing stands against. */
static json_t *
json_import(struct import *m)
{
	size_t n_right = 0;
	json_t *problems = json_array(), *results = json_array();
	if (m->n_problems > 1)
		qsort(m->problems, m->n_problems, sizeof(*m->problems), compare);
	for (size_t i = 0; i < m->n_problems; i++)
		(void)json_array_append_new(problems, json_problem(m, &m->problems[i]));
	for (size_t i = 0; i < m->n_results; i++)
		(void)json_array_append_new(results, json_result(&m->results[i]));
	const bool is_read = m->is_wrong != NULL && m->csv.n > 1;
	for (size_t i = 1; is_read && i < m->csv.n; i++)
		n_right += !m->is_wrong[i];
	return json_pack("{s:s, s:s, s:s, s:I, s:I, s:o, s:o}", "list", import_list_name(m->list),
	    "encoding", codes[m->code], "batch", m->batch, "rows",
	    (json_int_t)(is_read ? m->csv.n - 1 : 0), "right", (json_int_t)n_right, "problems", problems,
	    "results", results);
}

/* -- the door ------------------------------------------------------------------------- */

/* A file that cannot be read has no row that is right. */
static void
look_at(struct import *m, struct bytes file)
{
	static const struct {
		void (*check)(struct import *), (*file)(struct import *);
	} lists[IMPORT_LIST_N] = {
		{ import_check_enrolment, import_file_enrolment },
		{ import_check_class_list, import_file_class_list },
	};
	if (!import_read(m, file)) {
		for (size_t i = 1; m->is_wrong != NULL && i < m->csv.n; i++)
			m->is_wrong[i] = true;
		return;
	}
	lists[m->list].check(m);
	if (m->is_filing && m->weather == VERDICT_OK && !(m->is_all && m->n_problems > 0))
		lists[m->list].file(m);
}

static void
answer_list(struct import *m, json_t *body)
{
	struct bytes file;
	struct door *d = m->door;
	const enum verdict v = take_request(m, body, &file);
	if (v != VERDICT_OK) {
		answer_verdict(d, v, NULL);
		return;
	}
	look_at(m, file);
	if (m->weather == VERDICT_OK) {
		answer_json(d, 200, json_import(m));
		return;
	}
	d->answer.retry_after_s = m->retry_after_s;
	answer_verdict(d, m->weather, NULL);
}

/* Of a school, by its registrar: who files first records and writes class lists one by one, too. */
void
enter_import_list(struct door *d)
{
	struct import *m = arena_alloc(d->arena, sizeof(*m));
	m->door = d;
	if (strlen(d->as.unit.text) != 10) {
		answer_verdict(d, VERDICT_NOT_THE_FILER, NULL);
		return;
	}
	if (d->is_crowded) {
		docket_put_off_filing(d);
		return;
	}
	json_t *body = request_object(d);
	if (body == NULL)
		return;
	answer_list(m, body);
	json_decref(body);
}
