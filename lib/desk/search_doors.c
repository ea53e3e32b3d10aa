/*
 * The door of a search: by the student number, the citizen ID, name and birth, the number of a docket,
 * or the school. Found are dockets that the unit may see, and records that the school itself keeps;
 * both masked. What a search found is recorded before it is told, with the keyed hash of what was
 * searched for. It is POSTed: nothing that names a child stands in an address.
 *
 * A docket holds name and citizen ID in its sealed header. So dockets of a name or an ID are looked
 * for among those of children who were born that day, which their numbers tell; a child whose
 * number has another birth date than its ID is found by the number.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "desk/door.h"

enum {
	FOUND_MAX = 100,	/* dockets told, and records */
	READ_MAX = 4000,	/* dockets looked into */
};

/* What is searched for; all other members are empty. */
struct sought {
	char number[STUDENT_NUMBER_MAX], citizen_id[CITIZEN_ID_MAX], name[STUDENT_NAME_MAX];
	char birth_text[DAY_TEXT_MAX], docket[DOCKET_ID_MAX], school[UNIT_CODE_MAX];
	const char *by;		/* what it is called in the answer */
	char subject[2 * STUDENT_NAME_MAX];	/* what is recorded, by its hash */
	struct day birth;
};

struct search {
	struct door *door;
	struct sought sought;
	struct docket_id *ids;
	size_t n_ids;
	struct record *records;
	size_t n_records;
	json_t *dockets;
	bool has_more;
};

/* -- asking --------------------------------------------------------------------------- */

static bool
is_wrong(struct door *d, const char *name, const char *why)
{
	d->fault = name;
	answer_bad_request(d, why);
	return false;
}

static bool
take_birth(struct door *d, const char *text, struct day *ret)
{
	return day_parse(text, ret) || is_wrong(d, "birth", "a day, YYYY-MM-DD");
}

/* What each kind of search has to look like. */
static bool
take_kind(struct door *d, struct sought *s)
{
	struct docket_id id;
	struct unit_code code;
	if (s->docket[0] != '\0') {
		s->by = "docket";
		return docket_id_parse(s->docket, &id) || is_wrong(d, "docket", "the number of a docket");
	}
	if (s->number[0] != '\0') {
		s->by = "number";
		return (text_is_ident(s->number) && strlen(s->number) == STUDENT_NUMBER_MAX - 1)
		    || is_wrong(d, "number", "a student number, 19 characters");
	}
	if (s->citizen_id[0] != '\0') {
		s->by = "citizen_id";
		if (!number_is_citizen_id(s->citizen_id))
			return is_wrong(d, "citizen_id", "a citizen ID, 18 characters");
		s->birth = number_birth(s->citizen_id);
		return true;
	}
	if (s->name[0] != '\0') {
		s->by = "name";
		return take_birth(d, s->birth_text, &s->birth);
	}
	s->by = "school";
	return unit_code_parse(s->school, &code) || is_wrong(d, "school", "the code of a school, 10 digits");
}

/* One way to search at a time: what is asked for is then clear, and so is what was recorded. */
static bool
take_sought(struct door *d, struct sought *ret)
{
	static const struct sought nothing;
	struct sought *s = ret;
	*s = nothing;
	const struct member members[] = {
		{ "number", s->number, sizeof(s->number), VERDICT_BAD_REQUEST },
		{ "citizen_id", s->citizen_id, sizeof(s->citizen_id), VERDICT_BAD_REQUEST },
		{ "name", s->name, sizeof(s->name), VERDICT_BAD_REQUEST },
		{ "birth", s->birth_text, sizeof(s->birth_text), VERDICT_BAD_REQUEST },
		{ "docket", s->docket, sizeof(s->docket), VERDICT_BAD_REQUEST },
		{ "school", s->school, sizeof(s->school), VERDICT_BAD_REQUEST },
	};
	json_t *body = request_object(d);
	if (body == NULL)
		return false;
	const enum verdict v = request_members(d, body, members, sizeof(members) / sizeof(members[0]));
	json_decref(body);
	if (v != VERDICT_OK) {
		answer_verdict(d, v, NULL);
		return false;
	}
	const int n = (s->number[0] != '\0') + (s->citizen_id[0] != '\0') + (s->name[0] != '\0')
	    + (s->docket[0] != '\0') + (s->school[0] != '\0');
	if (n != 1 || (s->birth_text[0] != '\0' && s->name[0] == '\0'))
		return is_wrong(d, n == 0 ? "number" : "birth", "one of: docket, number, citizen_id, name and birth, school");
	if (!take_kind(d, s))
		return false;
	const char *const one = s->docket[0] != '\0' ? s->docket : s->number[0] != '\0' ? s->number
	    : s->citizen_id[0] != '\0' ? s->citizen_id : s->name[0] != '\0' ? s->name : s->school;
	(void)snprintf(s->subject, sizeof(s->subject), "%s%s", one, s->birth_text);
	return true;
}

/* -- looking -------------------------------------------------------------------------- */

static bool
is_by(const struct search *s, const char *by)
{
	return strcmp(s->sought.by, by) == 0;
}

static bool
is_same_id(struct citizen_id id, const char *text)
{
	return strcmp(id.text, text) == 0;
}

/* Of those found by the birth of the child; all others are the ones. */
static bool
is_meant(const struct search *s, const struct docket *k)
{
	if (is_by(s, "name"))
		return strcmp(docket_name(k), s->sought.name) == 0
		    || strcmp(k->header.name, s->sought.name) == 0
		    || strcmp(docket_sought_name(k), s->sought.name) == 0;
	return !is_by(s, "citizen_id") || is_same_id(docket_citizen_id(k), s->sought.citizen_id)
	    || is_same_id(k->header.citizen_id, s->sought.citizen_id)
	    || is_same_id(docket_sought_id(k), s->sought.citizen_id);
}

static json_t *
found_json(const struct docket *k, const struct relay_law *law)
{
	const struct header *h = &k->header;
	const bool has_child = !business_row(h->kind)->names_no_child;
	return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:s}", "docket", h->id.text,
	    "kind", business_name(h->kind), "scope", scope_name(h->scope), "state",
	    docket_state_name(k->state), "stage", json_stage(docket_stage(k)), "holder",
	    json_code(k->holder), "due", json_due(docket_term(k, law->calendar)), "filed_at",
	    json_instant(h->filed_at), "student_number",
	    has_child ? json_words(docket_number(k).text) : json_null(), "name_masked",
	    has_child ? json_masked(docket_name(k)) : json_null(), "receiving_school",
	    h->receiving_school.text, "sending_school", h->sending_school.text);
}

/* Need to know: what has not reached the unit does not exist for it. */
static void
add_if_seen(struct search *s, const struct stored_docket *stored, struct entry *entries)
{
	struct docket k;
	const struct relay_law *law = s->door->law;
	if (stored->folder.n == 0 || stored->folder.n > ENTRIES_MAX
	    || wire_folder_open(&stored->folder, &k, entries) != VERDICT_OK
	    || !docket_is_open_to(&k, law->registry, s->door->as.unit) || !is_meant(s, &k))
		return;
	docket_reach(&k, stored->reached);
	(void)json_array_append_new(s->dockets, found_json(&k, law));
}

/* As many pages as there is room for in the answer. */
static enum store_result
look_into(struct search *s)
{
	enum store_result r = STORE_OK;
	struct entry *entries = arena_array(s->door->arena, ENTRIES_MAX, sizeof(*entries));
	struct stored_docket *stored = arena_array(s->door->arena, PAGE_MAX, sizeof(*stored));
	for (size_t i = 0; r == STORE_OK && i < s->n_ids; i += PAGE_MAX) {
		const size_t n = s->n_ids - i < PAGE_MAX ? s->n_ids - i : PAGE_MAX;
		struct arena *arena = arena_new();
		r = store_dockets(desk_store(s->door), arena, &s->ids[i], n, stored);
		desk_let_go_of_store(s->door);
		for (size_t k = 0; r == STORE_OK && k < n; k++) {
			if (json_array_size(s->dockets) < FOUND_MAX)
				add_if_seen(s, &stored[k], entries);
			else
				s->has_more = true;
		}
		arena_free(arena);
		desk_pause(s->door, 0);	/* the law may be another now: nothing of it is kept */
		if (s->has_more)
			break;
	}
	return r;
}

/* -- what is found -------------------------------------------------------------------- */

static enum store_result
add_cases(struct search *s, struct student_number number)
{
	size_t n = 0;
	const struct case_query q = { .number = number };
	struct case_row *rows = arena_array(s->door->arena, READ_MAX, sizeof(*rows));
	const enum store_result r =
	    store_cases(desk_store(s->door), &q, READ_MAX - s->n_ids, rows, &n);
	for (size_t i = 0; r == STORE_OK && i < n; i++)
		s->ids[s->n_ids++] = rows[i].id;
	return r;
}

/* By any number the child ever had, where its school asks. */
static enum store_result
find_number(struct search *s, const char *text)
{
	struct student_number numbers[FORMER_MAX + 1];
	struct stored_record kept;
	struct door *d = s->door;
	size_t n = 1;
	(void)text_copy(numbers[0].text, sizeof(numbers[0].text), text);
	enum store_result r = store_records(desk_store(d), &numbers[0], &d->as.unit, 1, &kept);
	if (r != STORE_OK)
		return r;
	if (kept.has) {		/* the one that was asked for is among its numbers */
		s->records = arena_alloc(d->arena, sizeof(*s->records));
		s->records[0] = kept.record;
		s->n_records = 1;
		numbers[0] = kept.record.number;
		for (size_t i = 0; i < kept.record.n_former; i++)
			numbers[n++] = kept.record.former[i];
	}
	for (size_t i = 0; r == STORE_OK && i < n; i++)
		r = add_cases(s, numbers[i]);
	return r;
}

/* Of the formal number that goes with the ID: for a record whose birth date is another. */
static enum store_result
find_formal(struct search *s)
{
	struct stored_record kept;
	struct citizen_id id;
	struct door *d = s->door;
	(void)text_copy(id.text, sizeof(id.text), s->sought.citizen_id);
	const struct student_number number = number_formal(id);
	const enum store_result r = store_records(desk_store(d), &number, &d->as.unit, 1, &kept);
	if (r != STORE_OK || !kept.has)
		return r;
	for (size_t i = 0; i < s->n_records; i++)
		if (student_number_equal(s->records[i].number, kept.record.number))
			return r;
	struct record *wider = arena_array(d->arena, s->n_records + 1, sizeof(*wider));
	if (s->n_records > 0)
		memcpy(wider, s->records, s->n_records * sizeof(*wider));
	wider[s->n_records++] = kept.record;
	s->records = wider;
	return r;
}

static enum store_result
find_born(struct search *s)
{
	struct citizen_id id;
	struct door *d = s->door;
	const struct docket_id from_the_last = { "" };
	(void)text_copy(id.text, sizeof(id.text), s->sought.citizen_id);
	enum store_result r = store_search_records(desk_store(d), d->arena, d->as.unit, s->sought.birth,
	    s->sought.name, id, FOUND_MAX, &s->records, &s->n_records);
	if (r == STORE_OK && id.text[0] != '\0')
		r = find_formal(s);
	if (r == STORE_OK)
		r = store_search_born(
		    desk_store(d), s->sought.birth, from_the_last, READ_MAX, s->ids, &s->n_ids);
	return r;
}

static enum store_result
find(struct search *s)
{
	struct unit_code school;
	enum store_result r = STORE_OK;
	if (is_by(s, "docket")) {
		(void)text_copy(s->ids[0].text, sizeof(s->ids[0].text), s->sought.docket);
		s->n_ids = 1;
	} else if (is_by(s, "number"))
		r = find_number(s, s->sought.number);
	else if (is_by(s, "school") && unit_code_parse(s->sought.school, &school))
		r = store_search_school(desk_store(s->door), school, READ_MAX, s->ids, &s->n_ids);
	else
		r = find_born(s);
	s->has_more = s->n_ids == READ_MAX || s->n_records == FOUND_MAX;
	return r == STORE_OK ? look_into(s) : r;
}

void
enter_search(struct door *d)
{
	struct search s = { .door = d };
	if (!take_sought(d, &s.sought))
		return;
	s.ids = arena_array(d->arena, READ_MAX, sizeof(*s.ids));
	s.dockets = json_array();
	if (answer_weather(d, find(&s))
	    || !look_put(d, "search", s.sought.subject, "",
		(int64_t)(json_array_size(s.dockets) + s.n_records))) {
		json_decref(s.dockets);
		return;
	}
	json_t *records = json_array();
	for (size_t i = 0; i < s.n_records; i++)
		(void)json_array_append_new(records, student_json(&s.records[i]));
	answer_json(d, 200,
	    json_pack("{s:s, s:o, s:o, s:b}", "by", s.sought.by, "dockets", s.dockets, "students", records,
		"more", s.has_more));
}
