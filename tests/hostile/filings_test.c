/*
 * filings.csv through the door of the library: what the desk makes of a body, and what the core
 * answers to it. The other doors of the same rows are in tests/stack/test_hostile.py.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/paper.h"
#include "desk/door.h"
#include "table.h"

enum { ROWS_LEAST = 500, BODY_ROOM = 1 << 13 };

static struct arena *arena;
static struct paper paper;

/* -- a body --------------------------------------------------------------------------- */

/* JSON, written by hand so that it can be wrong. */
struct body {
	char *text;
	size_t n;
	bool is_first;
};

static void
put(struct body *b, const void *bytes, size_t n)
{
	memcpy(b->text + b->n, bytes, n);
	b->n += n;
}

static void
put_words(struct body *b, const char *text)
{
	put(b, text, strlen(text));
}

static void
put_text(struct body *b, struct bytes value)
{
	char escaped[8];
	put_words(b, "\"");
	for (size_t i = 0; i < value.size; i++) {
		const unsigned char c = value.data[i];
		const bool is_odd = c < 0x20 || c == '"' || c == '\\';
		if (is_odd)
			(void)snprintf(escaped, sizeof(escaped), "\\u%04x", (unsigned)c);
		if (is_odd)
			put_words(b, escaped);
		else
			put(b, &c, 1);
	}
	put_words(b, "\"");
}

static void
put_name(struct body *b, const char *name)
{
	if (!b->is_first)
		put_words(b, ",");
	b->is_first = false;
	put_words(b, "\"");
	put_words(b, name);
	put_words(b, "\":");
}

/* What one row changes in a body that is sound. */
struct row {
	const char *name, *base, *field, *verdict;
	const char *raw;	/* JSON as it stands; NULL: a text */
	bool is_absent;
	struct bytes value;
	size_t n_used;
};

/* Member `name` of the object `path` ("", "student.", "change."): the row's, or the sound one. */
static void
put_member(struct body *b, struct row *r, const char *path, const char *name, const char *sound)
{
	const size_t n = strlen(path);
	const bool is_it = strncmp(r->field, path, n) == 0 && strcmp(r->field + n, name) == 0;
	r->n_used += is_it;
	if (is_it ? r->is_absent : sound == NULL)
		return;
	put_name(b, name);
	if (!is_it)
		put_text(b, (struct bytes){ (const uint8_t *)sound, strlen(sound) });
	else if (r->raw != NULL)
		put_words(b, r->raw);
	else
		put_text(b, r->value);
}

static void
put_student(struct body *b, struct row *r)
{
	char grade[8];
	const struct record *k = &paper.record;
	const bool is_grade = strcmp(r->field, "student.grade") == 0;
	(void)snprintf(grade, sizeof(grade), "%d", k->grade + business_row(paper.kind)->grade_step);
	put_name(b, "student");
	put_words(b, "{");
	b->is_first = true;
	put_member(b, r, "student.", "number", k->number.text);
	put_member(b, r, "student.", "citizen_id", k->citizen_id.text);
	put_member(b, r, "student.", "name", k->name);
	r->n_used += is_grade;
	if (!is_grade || !r->is_absent) {
		put_name(b, "grade");
		put_words(b, is_grade ? r->raw : grade);
	}
	put_words(b, "}");
	b->is_first = false;
}

static void
put_change(struct body *b, struct row *r)
{
	static const char *const names[] = { "until", "name", "citizen_id", "address", "phone",
		"guardian", "birth", "sex", "colour" };
	const bool is_first_record = business_row(paper.kind)->is_first;
	const bool is_it = strcmp(r->field, "change") == 0;
	r->n_used += is_it;
	if (is_it ? r->is_absent : strncmp(r->field, "change.", 7) != 0 && !is_first_record)
		return;
	put_name(b, "change");
	if (is_it) {
		put_words(b, r->raw);
		return;
	}
	put_words(b, "{");
	b->is_first = true;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *sound = !is_first_record ? NULL : strcmp(names[i], "birth") == 0
		    ? "2016-05-20" : strcmp(names[i], "sex") == 0 ? "1" : NULL;
		put_member(b, r, "change.", names[i], sound);
	}
	put_words(b, "}");
	b->is_first = false;
}

static struct bytes
write_body(struct row *r)
{
	const bool is_one = business_row(paper.kind)->is_one_school;
	struct body b = { arena_alloc(arena, BODY_ROOM + 6 * r->value.size), 0, true };
	put_words(&b, "{");
	put_member(&b, r, "", "kind", r->base);
	put_member(&b, r, "", "docket", NULL);
	put_member(&b, r, "", "about", NULL);
	put_member(&b, r, "", "follows", NULL);
	put_member(&b, r, "", "sending_school", is_one ? NULL : paper.sending);
	put_member(&b, r, "", "receiving_school", NULL);
	put_member(&b, r, "", "arrived_on", "2026-09-01");
	put_member(&b, r, "", "reason", "随父母迁居");
	put_member(&b, r, "", "attachments", NULL);
	put_student(&b, r);
	put_change(&b, r);
	put_words(&b, "}");
	const struct bytes whole = { (const uint8_t *)b.text, b.n };
	return whole;
}

/* -- a row ---------------------------------------------------------------------------- */

static void
begin(enum business kind)
{
	if (business_row(kind)->is_one_school)
		paper_begin_change(&paper, kind, FURONG_SCHOOL);
	else
		paper_begin(&paper, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper.kind = kind;
}

/* What the desk answers; VERDICT_OK: a happening for the core. */
static enum verdict
read_body(struct door *d, struct happening *h)
{
	json_t *j = request_object(d);
	if (j == NULL)
		return d->is_too_large ? VERDICT_TOO_LARGE : VERDICT_BAD_REQUEST;
	const enum verdict v = request_filing(d, j, h);
	json_decref(j);
	return v;
}

static enum verdict
ask(struct row *r)
{
	struct relay_law law = { .registry = &land, .divisions = &land_divisions };
	struct door d = { .law = &law, .arena = arena, .now = paper.now };
	struct happening h = { .kind = HAPPENING_FILE, .at = paper.now };
	const char *as = FURONG_SCHOOL ":registrar:clerk.wang";
	const bool is_as = strcmp(r->field, "as") == 0, is_body = strcmp(r->field, "body") == 0;
	if (is_as)
		as = arena_text(arena, (const char *)r->value.data);
	if (!people_parse(as, &d.as))
		return VERDICT_BAD_REQUEST;
	d.body = is_body ? r->value : write_body(r);
	d.is_too_large = d.body.size > BODY_MAX;
	cr_assert_eq(r->n_used + is_as + is_body, 1, "%s: the body has no place for %s", r->name,
	    r->field);
	h.unit = d.as.unit;
	h.role = d.as.role;
	memcpy(h.officer, d.as.officer, sizeof(h.officer));
	enum verdict v = read_body(&d, &h);
	free(d.answer.data);
	if (v != VERDICT_OK)
		return v;
	const struct docket none = docket_none();
	const struct world w = paper_world(&paper);
	const struct decision yes = docket_step(&none, &h, &w);
	cr_expect_eq(yes.appends, yes.verdict == VERDICT_OK, "%s", r->name);
	return yes.verdict;
}

static const char *
known_as(const char *text)
{
	static const char *const places[][2] = {
		{ "{here}", FURONG_SCHOOL }, { "{there}", LIWAN_SCHOOL }, { "{neighbour}", FURONG_OTHER },
	};
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		const size_t n = strlen(places[i][0]);
		if (strncmp(text, places[i][0], n) != 0)
			continue;
		char *joined = arena_alloc(arena, strlen(text) + strlen(places[i][1]) + 1);
		strcpy(joined, places[i][1]);
		return strcat(joined, text + n);
	}
	return text;
}

static void
expect_row(char *fields[TABLE_FIELDS_MAX])
{
	enum business kind;
	arena_reset(arena);
	cr_assert(business_parse(fields[1], &kind), "%s", fields[1]);
	const char *text = known_as(fields[3]);
	struct row r = { .name = fields[0], .base = fields[1], .field = fields[2],
		.verdict = fields[4], .raw = text[0] == '=' ? text + 1 : NULL,
		.is_absent = strcmp(text, "=absent") == 0, .value = table_value(arena, text) };
	begin(kind);
	const enum verdict v = ask(&r);
	cr_expect_str_eq(verdict_name(v), r.verdict, "%s: %s, not %s", r.name, verdict_name(v),
	    r.verdict);
	const struct verdict_row *row = verdict_row(v);
	cr_expect(v == VERDICT_OK || (row->zh[0] != '\0' && row->remedy_en[0] != '\0'), "%s", r.name);
}

Test(hostile, every_row_of_the_filings_has_its_verdict_at_the_library)
{
	arena = arena_new();
	cr_expect_geq(table_read("filings.csv", 8, expect_row), (size_t)ROWS_LEAST);
	arena_free(arena);
}
