/* Doors to records: those a school keeps, one with its history, entering them. */
#include <string.h>

#include "base/text.h"
#include "desk/door.h"

/* -- reading -------------------------------------------------------------------------- */

/* False: answered. */
static bool
take_page(struct door *d, struct record **ret, size_t *ret_n)
{
	struct student_number after;
	size_t limit;
	return request_after(d, &after) && request_limit(d, &limit)
	    && !answer_weather(d,
		store_students(desk_store(d), d->arena, d->as.unit, after.text[0] == '\0' ? NULL : &after,
		    limit, ret, ret_n));
}

static void
answer_page(struct door *d, const struct record *rows, size_t n)
{
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(list, student_json(&rows[i]));
	answer_json(d, 200, list);
}

void
students_answer(struct door *d)
{
	struct record *rows;
	size_t n;
	if (people_may(d, door_students) && take_page(d, &rows, &n))
		answer_page(d, rows, n);
}

void
enter_students(struct door *d)
{
	struct record *rows;
	size_t n;
	if (take_page(d, &rows, &n) && look_put(d, "list", d->as.unit.text, "", (int64_t)n))
		answer_page(d, rows, n);
}

/* The versions of the record that is asked for, at least one. False: answered. */
static bool
take_record(struct door *d, struct record_version **ret, size_t *ret_n)
{
	struct student_number number;
	*ret_n = 0;
	if (text_is_ident(d->segments[0]) && text_copy(number.text, sizeof(number.text), d->segments[0])
	    && answer_weather(d,
		store_record_history(desk_store(d), d->arena, number, d->as.unit, ret, ret_n)))
		return false;
	if (*ret_n == 0)
		answer_verdict(d, VERDICT_UNKNOWN_STUDENT, NULL);
	return *ret_n > 0;
}

void
student_answer(struct door *d)
{
	struct record_version *versions;
	size_t n;
	if (people_may(d, door_student) && take_record(d, &versions, &n))
		answer_json(d, 200, student_json_history(versions, n));
}

/* By its number now, whichever it was asked for by: that is what the looks are searched for by. */
void
enter_student(struct door *d)
{
	struct record_version *versions;
	size_t n;
	if (take_record(d, &versions, &n)
	    && look_put(d, "record", versions[n - 1].record.number.text, "", 1))
		answer_json(d, 200, student_json_history(versions, n));
}

/* -- entering ------------------------------------------------------------------------- */

/* Is there something to enter, and not too much? Otherwise it is answered. */
static bool
is_a_load(struct door *d, size_t n)
{
	if (n >= 1 && n <= IMPORT_MAX)
		return true;
	answer_verdict(d, VERDICT_BAD_REQUEST,
	    json_pack("{s:s, s:i, s:I}", "why", "a list of records, not too many at once", "most",
		(int)IMPORT_MAX, "records", (json_int_t)n));
	return false;
}

/* All or nothing: the first record that is not sound is named by its place in the list. */
void
enter_import_students(struct door *d)
{
	size_t i;
	json_t *one, *list = request_json(d);
	if (list == NULL)
		return;
	const size_t n = json_array_size(list);
	if (!is_a_load(d, n)) {
		json_decref(list);
		return;
	}
	struct record *records = arena_array(d->arena, n, sizeof(*records));
	enum verdict v = VERDICT_OK;
	json_array_foreach(list, i, one)
	{
		v = request_record(d, one, &records[i]);
		if (v != VERDICT_OK)
			break;
	}
	json_decref(list);
	if (v != VERDICT_OK) {
		answer_verdict(d, v, json_pack("{s:i}", "record", (int)i));
		return;
	}
	v = desk_import(d, records, n);
	if (v == VERDICT_OK)
		answer_json(d, 200, json_pack("{s:i}", "imported", (int)n));
	else
		answer_verdict(d, v, NULL);
}
