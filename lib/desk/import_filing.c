/*
 * A row of a list of first records as the filing that a form would have made. What a row cannot say - a birth date
 * that is none - is asked about by something that can be read in its place, so that all the rest is asked too; such
 * a row is never filed.
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

void
import_filing_read(struct import *m, size_t i)
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
