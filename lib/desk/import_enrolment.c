/*
 * A list of first records (regulation §5, enrolment): each row becomes the filing that a form would have made, is
 * asked what POST /v1/preflight asks, and goes into the same queue. What a row cannot say - a birth date that is
 * none - is asked about by something that can be read in its place, so that all the rest is asked too; such a
 * row is never filed.
 *
 * The docket of a row follows from the batch and from what stands in the row: a form that is sent twice files it
 * once. A file that was mended and uploaded again is another batch; of what was filed from it before there is a
 * record by then, and a record that the school has is not made again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "desk/import.h"

/* At which column the fault lies that a verdict tells of, and which others have to be sound for it to mean
 * anything. One that is not here is about the row, or about all of them. */
static const struct fault_place {
	enum verdict verdict;
	enum import_column column, depends[2];
} places[] = {
	{ VERDICT_BAD_NAME, IMPORT_COLUMN_name, { IMPORT_COLUMN_N, IMPORT_COLUMN_N } },
	{ VERDICT_BAD_CITIZEN_ID, IMPORT_COLUMN_citizen_id, { IMPORT_COLUMN_N, IMPORT_COLUMN_N } },
	{ VERDICT_BAD_GRADE, IMPORT_COLUMN_grade, { IMPORT_COLUMN_N, IMPORT_COLUMN_N } },
	{ VERDICT_NOT_THIS_GRADE_NOW, IMPORT_COLUMN_grade, { IMPORT_COLUMN_N, IMPORT_COLUMN_N } },
	{ VERDICT_BAD_BIRTH, IMPORT_COLUMN_birth, { IMPORT_COLUMN_sex, IMPORT_COLUMN_citizen_id } },
	{ VERDICT_TOO_YOUNG, IMPORT_COLUMN_birth, { IMPORT_COLUMN_grade, IMPORT_COLUMN_N } },
};

static const struct fault_place *
place_of(enum verdict v)
{
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (places[i].verdict == v)
			return &places[i];
	return NULL;
}

/* -- a row as a filing ---------------------------------------------------------------- */

/* "1" or "2" (GB/T 2261.1); NULL: it says neither. */
static const char *
sex_of(const char *text)
{
	static const char *const male[] = { "1", "男", "M", "m", "male" };
	static const char *const female[] = { "2", "女", "F", "f", "female" };
	for (size_t i = 0; i < sizeof(male) / sizeof(male[0]); i++) {
		if (strcmp(male[i], text) == 0)
			return "1";
		if (strcmp(female[i], text) == 0)
			return "2";
	}
	return NULL;
}

static const char *
read_sex(struct import *m, size_t i, const char *id)
{
	const char *sex = sex_of(import_cell(m, i, IMPORT_COLUMN_sex));
	if (sex != NULL)
		return sex;
	(void)import_stand_against(m, i, IMPORT_COLUMN_sex, VERDICT_LIST_MALFORMED, IMPORT_FAULT_sex);
	return number_is_citizen_id(id) && number_sex(id) == '2' ? "2" : "1";
}

static const char *
read_birth(struct import *m, size_t i, const char *id)
{
	char text[DAY_TEXT_MAX];
	struct day birth;
	if (!import_birth(import_cell(m, i, IMPORT_COLUMN_birth), &birth)) {
		(void)import_stand_against(
		    m, i, IMPORT_COLUMN_birth, VERDICT_LIST_MALFORMED, IMPORT_FAULT_birth);
		birth = number_is_citizen_id(id) ? number_birth(id) : (struct day){ 1 };
	}
	day_text(birth, text);
	return arena_text(m->door->arena, text);
}

static int
read_grade(struct import *m, size_t i)
{
	char *end;
	const char *text = import_cell(m, i, IMPORT_COLUMN_grade);
	const long grade = strtol(text, &end, 10);
	if (text[0] >= '0' && text[0] <= '9' && *end == '\0' && grade >= 1 && grade <= GRADE_MAX)
		return (int)grade;
	(void)import_stand_against(m, i, IMPORT_COLUMN_grade, VERDICT_LIST_MALFORMED, IMPORT_FAULT_grade);
	return 1;
}

/* Longer than the field that it goes into: said here, for the reader of requests goes no further then. */
static const char *
read_text(struct import *m, size_t i, enum import_column column, size_t size, enum verdict too_long,
    const char *instead)
{
	const char *text = import_cell(m, i, column);
	if (strlen(text) < size)
		return text;
	(void)import_stand_against(m, i, column, too_long, IMPORT_FAULT_none);
	return instead;
}

static json_t *
filing_of(struct import *m, size_t i)
{
	const char *name =
	    read_text(m, i, IMPORT_COLUMN_name, STUDENT_NAME_MAX, VERDICT_BAD_NAME, "?");
	const char *id =
	    read_text(m, i, IMPORT_COLUMN_citizen_id, CITIZEN_ID_MAX, VERDICT_BAD_CITIZEN_ID, "");
	const char *sex = read_sex(m, i, id), *birth = read_birth(m, i, id);
	return json_pack("{s:s, s:s, s:s, s:{s:s, s:s, s:i}, s:{s:s, s:s}}", "kind", "enrolment",
	    "reason", m->reason, "arrived_on", m->arrived_on, "student", "name", name, "citizen_id", id,
	    "grade", read_grade(m, i), "change", "birth", birth, "sex", sex);
}

/* A version 7 UUID with the time of the batch: its other bits are the hash of batch, school and filing. */
static const char *
docket_of(struct import *m, const json_t *filing)
{
	char id[DOCKET_ID_MAX];
	uint8_t hash[HASH_SIZE];
	char *text = json_dumps(filing, JSON_COMPACT | JSON_SORT_KEYS);
	const size_t n_batch = strlen(m->batch), n_unit = strlen(m->door->as.unit.text);
	const size_t n = text == NULL ? 0 : strlen(text);
	uint8_t *all = arena_alloc(m->door->arena, n_batch + n_unit + n + 1);
	memcpy(all, m->batch, n_batch);
	memcpy(all + n_batch, m->door->as.unit.text, n_unit);
	if (n > 0)
		memcpy(all + n_batch + n_unit, text, n);
	free(text);
	wire_hash((struct bytes){ all, n_batch + n_unit + n }, hash);
	(void)snprintf(id, sizeof(id), "%.14s7%01x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", m->batch,
	    hash[0] & 15u, hash[1], (hash[2] & 0x3fu) | 0x80u, hash[3], hash[4], hash[5], hash[6],
	    hash[7], hash[8], hash[9]);
	return arena_text(m->door->arena, id);
}

static void
read_row(struct import *m, size_t i)
{
	struct relay_action *a = &m->filings[m->n_filings].action;
	json_t *filing = filing_of(m, i);
	(void)json_object_set_new(filing, "docket", json_string(docket_of(m, filing)));
	docket_begin_happening(m->door, HAPPENING_FILE, &a->happening);
	const enum verdict v = request_filing(m->door, filing, &a->happening);
	json_decref(filing);
	a->docket = a->happening.filing.id;
	a->is_trial = true;
	if (v == VERDICT_OK)
		m->rows[m->n_filings++] = i;
	else
		(void)import_stand_against(m, i, IMPORT_COLUMN_N, v, IMPORT_FAULT_none);
}

/* -- who is there already ------------------------------------------------------------- */

/* By the citizen ID, and where one of them has none by all that is known. */
static bool
is_same_child(const char *id, const char *name, struct day birth, char sex, const struct header *h)
{
	if (id[0] != '\0' && h->citizen_id.text[0] != '\0')
		return strcmp(id, h->citizen_id.text) == 0;
	return strcmp(name, h->name) == 0 && birth.n == h->change.birth.n && sex == h->change.sex;
}

static enum import_column
key_of(const struct header *h)
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

static void
find_twice(struct import *m)
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
				import_is_twice(m, m->rows[k], key_of(h), m->rows[first]);
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

/* All records of the school, page after page, others being served between two of them. */
static bool
find_here(struct import *m, bool *is_here)
{
	struct student_number after = { "" };
	struct record *rows;
	size_t n;
	do {
		if (store_students(desk_store(m->door), m->door->arena, m->door->as.unit,
			after.text[0] == '\0' ? NULL : &after, PAGE_MAX, &rows, &n) != STORE_OK)
			return false;
		for (size_t i = 0; i < n; i++)
			mark_those_of(m, &rows[i], is_here);
		if (n > 0)
			after = rows[n - 1].number;
		desk_let_go_of_store(m->door);
	} while (n == PAGE_MAX);
	return true;
}

/* -- what the rules say --------------------------------------------------------------- */

static bool
is_weather(enum verdict v)
{
	return verdict_row(v)->class == VERDICT_WEATHER;
}

/* False: there is bad weather, and the rest was not asked. */
static bool
submit(struct import *m, struct relay_submission *all, size_t n)
{
	for (size_t i = 0; i < n; i += IMPORT_CHUNK) {
		const size_t some = n - i < IMPORT_CHUNK ? n - i : IMPORT_CHUNK;
		desk_submit_all(m->door, all + i, some);
		for (size_t k = i; k < i + some; k++) {
			if (!is_weather(all[k].answer.verdict))
				continue;
			m->weather = all[k].answer.verdict;
			m->retry_after_s = all[k].answer.retry_after_s;
		}
		for (size_t k = i + some; k < n && m->weather != VERDICT_OK; k++)
			all[k].answer = (struct relay_answer){ .verdict = m->weather };
		if (m->weather != VERDICT_OK)
			return false;
	}
	return true;
}

/* Is it the sex that is not the ID's, or the birth date, or both? */
static void
put_person(struct import *m, size_t i, const struct header *h)
{
	const char *id = h->citizen_id.text;
	const bool has_id = number_is_citizen_id(id);
	const bool is_sex = has_id && number_sex(id) != h->change.sex;
	if (is_sex)
		(void)import_stand_against(m, i, IMPORT_COLUMN_sex, VERDICT_BAD_BIRTH, IMPORT_FAULT_none);
	if (!is_sex || number_birth(id).n != h->change.birth.n)
		(void)import_stand_against(m, i, IMPORT_COLUMN_birth, VERDICT_BAD_BIRTH, IMPORT_FAULT_none);
}

static void
put_found(struct import *m, size_t k, enum verdict v)
{
	const size_t i = m->rows[k];
	const struct fault_place *p = place_of(v);
	for (size_t d = 0; p != NULL && d < 2; d++)
		if (p->depends[d] != IMPORT_COLUMN_N && import_is_faulty(m, i, p->depends[d]))
			return;
	if (v == VERDICT_BAD_BIRTH)
		put_person(m, i, &m->filings[k].action.happening.filing);
	else if (import_stand_against(m, i, p == NULL ? IMPORT_COLUMN_N : p->column, v, IMPORT_FAULT_none))
		m->problems[m->n_problems - 1].opens = m->filings[k].answer.opens;
}

static bool
has_found(const struct relay_answer *a, enum verdict v)
{
	for (size_t i = 0; i < a->n_found; i++)
		if (a->found[i] == v)
			return true;
	return false;
}

/* What has no column and stands against every row is about the list: a window, a reason. */
static bool
is_of_all(const struct import *m, enum verdict v)
{
	for (size_t k = 0; k < m->n_filings; k++)
		if (!has_found(&m->filings[k].answer, v))
			return false;
	return place_of(v) == NULL;
}

/* All rows but the header are wrong then. */
static void
put_of_all(struct import *m, const struct relay_answer *a, enum verdict v)
{
	if (import_stand_against(m, 0, IMPORT_COLUMN_N, v, IMPORT_FAULT_none))
		m->problems[m->n_problems - 1].opens = a->opens;
	for (size_t k = 0; k < m->n_filings; k++)
		m->is_wrong[m->rows[k]] = true;
}

/* A row whose docket is there was filed by this very form: nothing stands against it any more. */
static void
put_answer(struct import *m, size_t k, bool is_here)
{
	const struct relay_answer *a = &m->filings[k].answer;
	if (a->verdict == VERDICT_OK && a->n > 0)
		return;
	if (a->verdict != VERDICT_OK)
		put_found(m, k, a->verdict);
	if (is_here)
		(void)import_stand_against(m, m->rows[k], key_of(&m->filings[k].action.happening.filing),
		    VERDICT_RECORD_HERE_ALREADY, IMPORT_FAULT_none);
	for (size_t i = 0; i < a->n_found; i++)
		if (is_of_all(m, a->found[i]))
			put_of_all(m, a, a->found[i]);
		else
			put_found(m, k, a->found[i]);
}

/* Records first, then the trial: a row that another click files meanwhile is found by its docket. */
void
import_check_enrolment(struct import *m)
{
	m->filings = arena_array(m->door->arena, m->csv.n, sizeof(*m->filings));
	m->rows = arena_array(m->door->arena, m->csv.n, sizeof(*m->rows));
	bool *is_here = arena_array(m->door->arena, m->csv.n, sizeof(*is_here));
	for (size_t i = 1; i < m->csv.n; i++)
		if (import_has_cells(m, i))
			read_row(m, i);
	find_twice(m);
	if (!find_here(m, is_here)) {
		m->weather = VERDICT_BUSY;
		return;
	}
	if (!submit(m, m->filings, m->n_filings))
		return;
	for (size_t k = 0; k < m->n_filings; k++)
		put_answer(m, k, is_here[k]);
}

/* -- filing --------------------------------------------------------------------------- */

/* Weather that comes in between is the answer of the rows that it has kept out: sending the form again files them. */
void
import_file_enrolment(struct import *m)
{
	size_t n = 0;
	struct relay_submission *right = arena_array(m->door->arena, m->n_filings + 1, sizeof(*right));
	m->results = arena_array(m->door->arena, m->n_filings + 1, sizeof(*m->results));
	for (size_t k = 0; k < m->n_filings; k++) {
		if (m->is_wrong[m->rows[k]])
			continue;
		struct relay_action *a = &m->filings[k].action;
		m->results[n].row = m->csv.rows[m->rows[k]].row;
		m->results[n].docket = a->docket.text;
		m->results[n].is_before = m->filings[k].answer.n > 0;
		a->is_trial = false;
		right[n++].action = *a;
	}
	(void)submit(m, right, n);
	m->weather = VERDICT_OK;
	for (size_t i = 0; i < n; i++)
		m->results[i].verdict = right[i].answer.verdict;
	m->n_results = n;
}
