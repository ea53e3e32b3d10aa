/* Doors to records: those a school keeps, one with its history, entering them. */
#include <string.h>

#include "base/text.h"
#include "desk/door.h"

void
door_students(struct door *d)
{
	struct student_number after;
	struct record *rows;
	size_t limit, n;
	if (!request_after(d, &after) || !request_limit(d, &limit)
	    || answer_weather(d,
		store_students(desk_store(d), d->arena, d->as.unit, after.text[0] == '\0' ? NULL : &after,
		    limit, &rows, &n)))
		return;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(list, student_json(&rows[i]));
	answer_json(d, 200, list);
}

void
door_student(struct door *d)
{
	struct student_number number;
	struct record_version *versions;
	size_t n;
	if (!text_is_ident(d->segments[0])
	    || !text_copy(number.text, sizeof(number.text), d->segments[0])) {
		answer_verdict(d, VERDICT_UNKNOWN_STUDENT, NULL);
		return;
	}
	if (answer_weather(d,
		store_record_history(desk_store(d), d->arena, number, d->as.unit, &versions, &n)))
		return;
	if (n == 0)
		answer_verdict(d, VERDICT_UNKNOWN_STUDENT, NULL);
	else
		answer_json(d, 200, student_json_history(versions, n));
}

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
door_import_students(struct door *d)
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
