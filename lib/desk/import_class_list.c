/*
 * Class lists of term verification (regulation §5), many in one file: each class is written through the door of one
 * class, whole and in place of the one it had. So a class of which one row is wrong is not written at all: that
 * child would have left it.
 */
#include <string.h>

#include "base/text.h"
#include "desk/import.h"

static void
read_row(struct import *m, size_t i, struct student_number *number)
{
	const char *text = import_cell(m, i, IMPORT_COLUMN_student_number);
	if (!class_is_name(import_cell(m, i, IMPORT_COLUMN_class)))
		(void)import_stand_against(
		    m, i, IMPORT_COLUMN_class, VERDICT_LIST_MALFORMED, IMPORT_FAULT_class);
	if (!text_is_ident(text) || !text_copy(number->text, sizeof(number->text), text))
		(void)import_stand_against(m, i, IMPORT_COLUMN_student_number, VERDICT_BAD_STUDENT_NUMBER,
		    IMPORT_FAULT_none);
}

static void
look_at(struct import *m, size_t i, const struct stored_record *r)
{
	const char *name = import_cell(m, i, IMPORT_COLUMN_pupil);
	if (import_is_faulty(m, i, IMPORT_COLUMN_student_number))
		return;
	if (!r->has)
		(void)import_stand_against(m, i, IMPORT_COLUMN_student_number, VERDICT_UNKNOWN_STUDENT,
		    IMPORT_FAULT_none);
	else if (r->record.status != STATUS_in_school)
		(void)import_stand_against(m, i, IMPORT_COLUMN_student_number, VERDICT_STATUS_NOT_FIT,
		    IMPORT_FAULT_none);
	else if (name[0] != '\0' && strcmp(name, r->record.name) != 0)
		(void)import_stand_against(m, i, IMPORT_COLUMN_pupil, VERDICT_DATA_MISMATCH, IMPORT_FAULT_none);
}

/* A child sits in one class, once; in which of two, nobody but the registrar can say. */
static void
find_twice(struct import *m)
{
	for (size_t i = 2; i < m->csv.n; i++) {
		const char *number = import_cell(m, i, IMPORT_COLUMN_student_number);
		for (size_t first = 1; first < i && number[0] != '\0'; first++)
			if (strcmp(import_cell(m, first, IMPORT_COLUMN_student_number), number) == 0) {
				import_is_twice(m, i, IMPORT_COLUMN_student_number, first);
				m->is_wrong[first] = true;
				break;
			}
	}
}

static bool
is_of(const struct import *m, size_t i, const char *class)
{
	return strcmp(import_cell(m, i, IMPORT_COLUMN_class), class) == 0;
}

/* Of a row whose class cannot be read nobody knows whose list it is missing from. */
static bool
has_no_class(const struct import *m, size_t i)
{
	return m->csv.rows[i].n != m->csv.rows[0].n || import_is_faulty(m, i, IMPORT_COLUMN_class);
}

/* What is wrong with one row is wrong with its class. */
static void
spread(struct import *m)
{
	bool *is_wrong = arena_array(m->door->arena, m->csv.n, sizeof(*is_wrong));
	for (size_t i = 1; i < m->csv.n; i++)
		for (size_t k = 1; k < m->csv.n && m->is_wrong[i]; k++)
			is_wrong[k] = is_wrong[k] || has_no_class(m, i)
			    || is_of(m, k, import_cell(m, i, IMPORT_COLUMN_class));
	m->is_wrong = is_wrong;
}

/* Whether a name fits is told of the school's own records alone; that somebody asked is recorded. False: weather. */
static bool
find_records(struct import *m, const struct student_number *numbers, struct stored_record *records)
{
	struct door *d = m->door;
	struct unit_code *schools = arena_array(d->arena, m->csv.n, sizeof(*schools));
	for (size_t i = 0; i < m->csv.n; i++)
		schools[i] = d->as.unit;
	return store_records(desk_store(d), numbers, schools, m->csv.n, records) == STORE_OK
	    && (m->place[IMPORT_COLUMN_pupil] == SIZE_MAX
		|| look_put(d, "list", "", "", (int64_t)m->csv.n - 1));
}

void
import_check_class_list(struct import *m)
{
	struct student_number *numbers = arena_array(m->door->arena, m->csv.n, sizeof(*numbers));
	struct stored_record *records = arena_array(m->door->arena, m->csv.n, sizeof(*records));
	for (size_t i = 1; i < m->csv.n; i++)
		if (import_has_cells(m, i))
			read_row(m, i, &numbers[i]);
	if (!find_records(m, numbers, records)) {
		m->weather = VERDICT_BUSY;
		return;
	}
	for (size_t i = 1; i < m->csv.n; i++)
		if (m->csv.rows[i].n == m->csv.rows[0].n)
			look_at(m, i, &records[i]);
	find_twice(m);
	spread(m);
}

/* -- writing -------------------------------------------------------------------------- */

static bool
begins_class(const struct import *m, size_t i)
{
	for (size_t k = 1; k < i; k++)
		if (is_of(m, k, import_cell(m, i, IMPORT_COLUMN_class)))
			return false;
	return true;
}

static struct import_result
write_class(struct import *m, size_t i)
{
	const char *class = import_cell(m, i, IMPORT_COLUMN_class);
	json_t *numbers = json_array();
	for (size_t k = i; k < m->csv.n; k++)
		if (is_of(m, k, class))
			(void)json_array_append_new(numbers,
			    json_string(import_cell(m, k, IMPORT_COLUMN_student_number)));
	struct import_result result = { .row = m->csv.rows[i].row, .class = class,
		.n = (long long)json_array_size(numbers) };
	json_t *body = json_pack("{s:s, s:o}", "class", class, "students", numbers);
	result.verdict = class_put(m->door, body);
	json_decref(body);
	return result;
}

void
import_file_class_list(struct import *m)
{
	m->results = arena_array(m->door->arena, m->csv.n, sizeof(*m->results));
	for (size_t i = 1; i < m->csv.n; i++)
		if (!m->is_wrong[i] && begins_class(m, i))
			m->results[m->n_results++] = write_class(m, i);
}
