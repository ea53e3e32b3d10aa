/*
 * Filing: a form by the kind of business, by the table below, and before anything is filed all that
 * stands against it (POST /v1/preflight). What was typed and what was uploaded stays through every
 * look; the docket's id is made with the first page, so that a form which is sent twice files once.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "console/table.h"
#include "core/move.h"
#include "desk/subject.h"

enum {
	/* When a field is asked for. */
	CHILD = 1,		/* the business is about one */
	OLD = 2,		/* ... that has a record */
	GRADE = 4,
	TWO = 8,		/* the sending school is another one */
	NAMED = 16,		/* an office files: the school is named */
	PERSON = 32,
	KEY = 64,
	CONTACT = 128,
	UNTIL = 256,
	NO_CHILD = 512,
	OTHER = 1024,		/* a second school */
	ALWAYS = 2048,
	FIELDS = 32,
	SCANS_MAX = ATTACHMENTS_MAX,
	UNITS_MAX = 2,
	PROBLEMS_MAX = TRIED_MAX,
};

#define UNIT	"unit"	/* in place of a type: a code or a name (unit_field.c) */

static const struct field_row {
	const char *name;	/* of the form, and of the JSON: a member of a member behind a dot */
	enum word label;
	const char *type;	/* of <input>, or UNIT */
	int most;		/* characters */
	unsigned when;		/* any of these */
	bool is_needed;
} rows[] = {
	{ "sending_school", WORD_code_of_sending, UNIT, 0, TWO, true },
	{ "sending_school", WORD_code_of_school, UNIT, 0, NAMED, true },
	{ "sending_school", WORD_code_of_answering, UNIT, 0, NO_CHILD, true },
	{ "receiving_school", WORD_code_of_other, UNIT, 0, OTHER | NO_CHILD, false },
	{ "about", WORD_about, "text", 36, NO_CHILD, false },
	{ "student.number", WORD_student_number, "text", 19, OLD, true },
	{ "student.name", WORD_name, "text", 50, CHILD, true },
	{ "student.citizen_id", WORD_citizen_id, "text", 18, CHILD, false },
	{ "student.grade", WORD_grade, "number", 2, GRADE, true },
	{ "change.birth", WORD_birth, "date", 10, PERSON, true },
	{ "change.sex", WORD_sex, "text", 1, PERSON, true },
	{ "change.name", WORD_new_name, "text", 50, KEY, false },
	{ "change.citizen_id", WORD_new_id, "text", 18, KEY, false },
	{ "change.until", WORD_until, "date", 10, UNTIL, true },
	{ "change.guardian", WORD_guardian, "text", 50, CONTACT, false },
	{ "change.phone", WORD_phone, "tel", 20, CONTACT, false },
	{ "change.address", WORD_address, "text", 100, CONTACT, false },
	{ "arrived_on", WORD_arrived_on, "date", 10, CHILD, true },
};

/* What has come with the form. */
struct brought {
	const char *digests[SCANS_MAX];
	size_t n;
	const char *trouble;	/* of a scan that could not be taken; NULL: none */
	struct unit_typed units[UNITS_MAX];
	size_t n_units;
};

static bool
is_unit(const struct field_row *row)
{
	return strcmp(row->type, UNIT) == 0;
}

/* NULL: it is no such field. */
static const struct unit_typed *
unit_of(const struct brought *b, const char *field)
{
	for (size_t i = 0; i < b->n_units; i++)
		if (strcmp(b->units[i].page.field, field) == 0)
			return &b->units[i];
	return NULL;
}

/* -- the form ------------------------------------------------------------------------- */

static unsigned
asked_for(const struct visit *v, const struct business_row *kind)
{
	const struct unit *u = registry_find(v->door->law->registry, v->account.unit);
	const bool is_office = u != NULL && u->level != LEVEL_SCHOOL;
	const unsigned parts = (unsigned)kind->needs | kind->may;
	if (kind->names_no_child)
		return ALWAYS | NO_CHILD;
	return ALWAYS | CHILD | (kind->is_first ? 0 : OLD)
	    | (!kind->is_one_school || kind->is_first ? GRADE : 0)
	    | (is_office ? NAMED : kind->is_one_school ? 0 : TWO)
	    | (is_office && !kind->is_one_school ? OTHER : 0)
	    | ((parts & CHANGE_PERSON) != 0 ? PERSON : 0) | ((parts & CHANGE_KEY) != 0 ? KEY : 0)
	    | ((parts & CHANGE_CONTACT) != 0 ? CONTACT : 0) | ((parts & CHANGE_UNTIL) != 0 ? UNTIL : 0);
}

/* What was typed; on the first page the docket that the link named, and today. */
static const char *
value_of(struct visit *v, const char *name)
{
	char today[DAY_TEXT_MAX];
	const char *typed = form_value(&v->form, name);
	if (v->form.n > 0)
		return typed;
	const char *about = v->door->query(v->door, "about");
	struct docket_id id;
	if (strcmp(name, "about") == 0 && about != NULL && docket_id_parse(about, &id))
		return arena_text(v->door->arena, about);
	if (strcmp(name, "arrived_on") != 0)
		return "";
	day_text(instant_day(v->door->now), today);
	return arena_text(v->door->arena, today);
}

/* As GB/T 2261.1 writes them. */
static const struct choice_line *
sexes_of(struct visit *v, const char *chosen, size_t *ret_n)
{
	static const struct {
		const char *code;
		enum word word;
	} sexes[] = { { "", WORD_choose_one }, { "1", WORD_verification_male }, { "2", WORD_verification_female } };
	enum { N_SEXES = sizeof(sexes) / sizeof(sexes[0]) };
	struct choice_line *lines = arena_array(v->door->arena, N_SEXES, sizeof(*lines));
	for (size_t i = 0; i < N_SEXES; i++)
		lines[i] = (struct choice_line){ sexes[i].code, word(v->lang, sexes[i].word),
			strcmp(sexes[i].code, chosen) == 0 };
	*ret_n = N_SEXES;
	return lines;
}

static const struct field_line *
fields_of(struct visit *v, const struct business_row *kind, const struct brought *b, const struct problem_line *problems,
    size_t n_problems, size_t *ret_n)
{
	const unsigned asked = asked_for(v, kind);
	struct field_line *lines = arena_array(v->door->arena, FIELDS, sizeof(*lines));
	*ret_n = 0;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if ((rows[i].when & asked) == 0)
			continue;
		struct field_line *line = &lines[(*ret_n)++];
		const struct unit_typed *unit = unit_of(b, rows[i].name);
		*line = (struct field_line){ rows[i].name, word(v->lang, rows[i].label), rows[i].type,
			value_of(v, rows[i].name), "",
			strcmp(rows[i].name, "student.citizen_id") == 0 ? word(v->lang, WORD_id_hint) : NULL,
			rows[i].most, rows[i].is_needed, false, NULL, 0, .is_unit = unit != NULL };
		if (unit != NULL)
			line->unit = unit->page;
		if (strcmp(rows[i].name, "change.sex") == 0)
			line->options = sexes_of(v, line->value, &line->n_options);
		for (size_t k = 0; k < n_problems; k++)
			if (strcmp(problems[k].field, rows[i].name) == 0) {
				line->has_fault = true;
				line->fault = line->unit.fault = problems[k].text;
			}
	}
	return lines;
}

/* By the member that cannot be read, where there is one; "file": it is about the whole. */
static const char *
field_of(struct visit *v, const json_t *problem)
{
	const char *member = console_text(v, problem, "member");
	enum verdict verdict;
	if (member[0] == '\0' && verdict_of_number((int)ask_number(problem, "number"), &verdict))
		member = subject_member(verdict);
	if (strcmp(member, "attachments") == 0)
		return "scan";
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].name, member) == 0)
			return rows[i].name;
	return strcmp(member, "reason") == 0 ? "reason" : "file";
}

static bool
is_needed(struct visit *v, const struct field_row *row)
{
	return row->is_needed
	    || (row->when == CHILD && strcmp(row->name, "student.citizen_id") == 0
		&& form_value(&v->form, "student.number")[0] == 'G');
}

static struct problem_line
problem_at(const struct field_row *row, const char *text, const char *remedy)
{
	return (struct problem_line){ .verdict = "", .field = row->name, .text = text, .remedy = remedy,
		.opens = "", .owner = "", .phone = "" };
}

/* What was left empty, and units that are not settled, come first: a door can only say that they are not sound. */
static size_t
problems_here(struct visit *v, const struct business_row *kind, const struct brought *b, struct problem_line *lines)
{
	size_t n = 0;
	const unsigned asked = asked_for(v, kind);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if ((rows[i].when & asked) == 0)
			continue;
		const struct unit_typed *unit = unit_of(b, rows[i].name);
		const bool is_empty = unit != NULL ? unit->how == UNIT_LEFT_EMPTY
		    : form_value(&v->form, rows[i].name)[0] == '\0';
		if (is_empty && is_needed(v, &rows[i]))
			lines[n++] = problem_at(&rows[i],
			    table_text(v, "%s%s", word(v->lang, WORD_fill_in), word(v->lang, rows[i].label)),
			    ask_hint(v, rows[i].name));
		else if (unit != NULL && unit->how == UNIT_UNSETTLED)
			lines[n++] = problem_at(&rows[i], unit->trouble, unit->remedy);
	}
	return n;
}

static bool
is_said(const struct problem_line *lines, size_t n, const char *field)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(lines[i].field, field) == 0)
			return true;
	return false;
}

/* Of a field that cannot be read a clerk need not look into the document of the API. */
static struct problem_line
problem_of(struct visit *v, unsigned asked, const json_t *j)
{
	const bool is_en = v->lang == LANG_EN;
	const json_t *owner = json_object_get(j, "owner");
	struct problem_line line = {
		.verdict = console_text(v, j, "verdict"),
		.number = json_integer_value(json_object_get(j, "number")),
		.field = field_of(v, j),
		.text = console_text(v, j, is_en ? "en" : "zh"),
		.remedy = console_text(v, j, is_en ? "remedy_en" : "remedy_zh"),
		.opens = label_time(v, console_text(v, j, "opens")),
		.owner = console_text(v, owner, "name"),
		.phone = console_text(v, json_object_get(owner, "contact"), "phone"),
	};
	if (line.number != VERDICT_BAD_REQUEST)
		return line;
	line.text = word(v->lang, WORD_bad_address);
	line.remedy = word(v->lang, WORD_bad_address_remedy);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if ((rows[i].when & asked) != 0 && strcmp(rows[i].name, line.field) == 0) {
			line.text = table_text(v, "%s%s%s", word(v->lang, rows[i].label), word(v->lang, WORD_colon),
			    word(v->lang, WORD_cannot_be_read));
			line.remedy = ask_hint(v, rows[i].name);
		}
	return line;
}

/* list NULL: nothing was looked at yet. */
static const struct problem_line *
problems_of(struct visit *v, const struct business_row *kind, const struct brought *b, const json_t *list,
    size_t *ret_n)
{
	struct problem_line *lines =
	    arena_array(v->door->arena, json_array_size(list) + FIELDS, sizeof(*lines));
	const size_t n_here = list == NULL ? 0 : problems_here(v, kind, b, lines);
	*ret_n = n_here;
	for (size_t i = 0; i < json_array_size(list); i++) {
		lines[*ret_n] = problem_of(v, asked_for(v, kind), json_array_get(list, i));
		*ret_n += !is_said(lines, n_here, lines[*ret_n].field);
	}
	return lines;
}

/* -- scans and units ------------------------------------------------------------------- */

/* A supervision letter comes from above the school it is about, and so does the sheet on what an index has found. */
bool
file_may_begin(const struct visit *v, enum business business)
{
	const struct unit *u = registry_find(v->door->law->registry, v->account.unit);
	const struct business_row *kind = business_row(business);
	const bool is_of_offices = kind->owner_files || (kind->is_found && kind->names_no_child);
	return u != NULL && route_begins_at(business, u->level) && !(is_of_offices && u->level == LEVEL_SCHOOL)
	    && move_role_may_for(business, HAPPENING_FILE, v->role);
}

/* The ones that came with an earlier look, and those of this one: of who may not file nothing is kept,
 * and the look says why not. */
static void
take_scans(struct visit *v, const struct business_row *kind, struct brought *s)
{
	struct door *d = v->door;
	const size_t n_files = file_may_begin(v, kind->business) ? v->form.n_files : 0;
	for (size_t i = 0; i < v->form.n && s->n < SCANS_MAX; i++)
		if (strcmp(v->form.names[i], "scan") == 0)
			s->digests[s->n++] = v->form.values[i];
	for (size_t i = 0; i < n_files && s->n < SCANS_MAX; i++) {
		if (v->form.files[i].size == 0)
			continue;
		d->body = v->form.files[i];
		door_put_attachment(d);
		const bool is_taken = d->answer.status == 201;
		json_t *j = console_take_json(v);
		if (is_taken)
			s->digests[s->n++] = console_text(v, j, "digest");
		else
			s->trouble = console_text(v, j, v->lang == LANG_EN ? "en" : "zh");
		json_decref(j);
	}
}

/* Of the field as it is asked for in this business. */
static void
take_units(struct visit *v, const struct business_row *kind, struct brought *b)
{
	const unsigned asked = asked_for(v, kind);
	b->n_units = 0;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if ((rows[i].when & asked) != 0 && is_unit(&rows[i]))
			b->units[b->n_units++] = unit_take(v, rows[i].name, kind->names_no_child);
}

static bool
has_unit(const struct brought *b, enum unit_how how)
{
	for (size_t i = 0; i < b->n_units; i++)
		if (b->units[i].how == how)
			return true;
	return false;
}

/* -- what is filed -------------------------------------------------------------------- */

/* "student.name" goes into the member "name" of "student". */
static void
put_value(json_t *j, const char *name, const char *value, bool is_number)
{
	const char *dot = strchr(name, '.');
	char *end;
	json_t *at = j;
	if (dot != NULL) {
		char outer[16];
		(void)snprintf(outer, sizeof(outer), "%.*s", (int)(dot - name), name);
		at = json_object_get(j, outer);
		if (at == NULL) {
			at = json_object();
			(void)json_object_set_new(j, outer, at);
		}
	}
	const long number = strtol(value, &end, 10);
	(void)json_object_set_new(at, dot == NULL ? name : dot + 1,
	    is_number && *end == '\0' ? json_integer(number) : json_string(value));
}

static json_t *
filing_of(struct visit *v, const struct business_row *kind, const struct brought *s)
{
	const unsigned asked = asked_for(v, kind);
	json_t *j = json_pack("{s:s, s:s, s:s}", "kind", kind->name, "docket",
	    form_value(&v->form, "docket"), "reason", form_value(&v->form, "reason"));
	if (!kind->names_no_child)
		(void)json_object_set_new(j, "student", json_object());
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct unit_typed *unit = unit_of(s, rows[i].name);
		const char *value = unit != NULL ? unit->code : form_value(&v->form, rows[i].name);
		if ((rows[i].when & asked) != 0 && value[0] != '\0')
			put_value(j, rows[i].name, value, strcmp(rows[i].type, "number") == 0);
	}
	if (form_value(&v->form, "follows")[0] != '\0')
		put_value(j, "follows", form_value(&v->form, "follows"), false);
	json_t *scans = json_array();
	for (size_t i = 0; i < s->n; i++)
		(void)json_array_append_new(scans, json_string(s->digests[i]));
	(void)json_object_set_new(j, "attachments", scans);
	return j;
}

/* -- pages ---------------------------------------------------------------------------- */

/* A child comes to a school by it, and may sit in class whatever becomes of the record. */
static bool
brings_child(const struct business_row *kind)
{
	return !kind->names_no_child && !kind->is_finding && kind->becomes == STATUS_in_school
	    && (kind->is_first || !kind->is_one_school);
}

/* The units that were found by their names just now, in words; NULL: none. */
static const char *
found_of(struct visit *v, const struct brought *b)
{
	const char *text = NULL;
	for (size_t i = 0; i < b->n_units; i++)
		if (b->units[i].how == UNIT_FOUND)
			text = table_text(v, "%s%s%s", text == NULL ? "" : text, text == NULL ? "" : " ",
			    b->units[i].page.found.said);
	return text;
}

static bool
is_to_be_filed(const struct visit *v)
{
	return strcmp(form_value(&v->form, "verb"), "file") == 0;
}

/* Whoever has to wait until the child has come is not told that it may come. */
static bool
waits_for_child(const struct problem_line *problems, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(problems[i].verdict, verdict_name(VERDICT_NOT_ARRIVED)) == 0)
			return true;
	return false;
}

static void
show(struct visit *v, unsigned status, const struct business_row *kind, const struct brought *s,
    const json_t *problems, bool is_checked)
{
	struct out out = { .size = 0 };
	char id[DOCKET_ID_MAX];
	struct file_page p = {
		.kind = kind->name,
		.reason = value_of(v, "reason"),
		.is_one_school = kind->is_one_school || kind->names_no_child,
		.needs_scans = kind->scans > 0,
		.n_needed = kind->scans,
		.trouble = s->trouble == NULL ? "" : s->trouble,
		.has_trouble = s->trouble != NULL,
	};
	p.scans = docket_scans_kept(v, s->digests, s->n);
	p.n_scans = s->n;
	p.docket = form_value(&v->form, "docket");
	if (p.docket[0] == '\0') {
		clock_uuid7(id);
		p.docket = arena_text(v->door->arena, id);
	}
	struct docket_id before;
	p.is_following = form_value(&v->form, "follows")[0] != '\0';
	p.follows = form_value(&v->form, "before");
	if (!docket_id_parse(p.follows, &before))
		p.follows = NULL;
	p.frame = console_frame(v, label_title(v, v->lang == LANG_EN ? kind->en : kind->zh));
	p.problems = problems_of(v, kind, s, problems, &p.n_problems);
	p.may_attend = brings_child(kind) && !waits_for_child(p.problems, p.n_problems);
	p.is_clear = is_checked && p.n_problems == 0 && s->trouble == NULL;
	p.found = p.is_clear && is_to_be_filed(v) ? found_of(v, s) : NULL;
	p.fields = fields_of(v, kind, s, p.problems, p.n_problems, &p.n_fields);
	for (size_t i = 0; i < p.n_problems; i++)
		p.has_reason_fault = p.has_reason_fault || strcmp(p.problems[i].field, "reason") == 0;
	page_file(&out, &p);
	console_page(v, status, &out);
}

/* Under which heading a kind of business stands. */
static enum word
heading_of(const struct business_row *kind)
{
	if (kind->names_no_child)
		return WORD_kinds_of_complaint;
	if (kind->is_finding)
		return WORD_kinds_of_finding;
	if (!kind->is_one_school)
		return WORD_kinds_of_move;
	return kind->becomes != STATUS_NONE ? WORD_kinds_of_status : WORD_kinds_of_data;
}

/* Kinds that begin with a unit like this, for whoever is in a role that files. */
static void
show_kinds(struct visit *v)
{
	static const enum word headings[] = { WORD_kinds_of_move, WORD_kinds_of_status, WORD_kinds_of_data,
		WORD_kinds_of_finding, WORD_kinds_of_complaint };
	enum { N_HEADINGS = sizeof(headings) / sizeof(headings[0]) };
	struct out out = { .size = 0 };
	struct kind_group groups[N_HEADINGS];
	struct kinds_page p = { .frame = console_frame(v, word(v->lang, WORD_file)), .groups = groups };
	for (size_t i = 0; i < N_HEADINGS; i++)
		groups[i] = (struct kind_group){ word(v->lang, headings[i]),
			arena_array(v->door->arena, BUSINESS_N, sizeof(struct kind_line)), 0 };
	for (int b = 1; b < BUSINESS_N; b++) {
		const struct business_row *kind = business_row((enum business)b);
		if (kind == NULL || !file_may_begin(v, kind->business))
			continue;
		for (size_t i = 0; i < N_HEADINGS; i++)
			if (headings[i] == heading_of(kind))
				groups[i].lines[groups[i].n_lines++] = (struct kind_line){ kind->name,
					v->lang == LANG_EN ? kind->en : kind->zh };
		p.n_groups = N_HEADINGS;
	}
	page_kinds(&out, &p);
	console_page(v, 200, &out);
}

static const struct business_row *
kind_of(const char *name)
{
	enum business b;
	return name != NULL && business_parse(name, &b) ? business_row(b) : NULL;
}

/* Is it a finding that a child sits in this very school? Of others a number is not shown without a
 * purpose, and a link to a form is none. */
static bool
sits_with(struct visit *v, const json_t *j)
{
	const struct business_row *found = kind_of(console_text(v, j, "kind"));
	return found != NULL && found->is_finding
	    && move_role_may(HAPPENING_FILE, v->role)
	    && strcmp(console_text(v, j, "receiving_school"), v->account.unit.text) == 0;
}

static void
fill_in(struct visit *v, const char *name, const char *value)
{
	if (value[0] == '\0' || v->form.n == FIELDS_MAX)
		return;
	v->form.names[v->form.n] = name;
	v->form.values[v->form.n++] = value;
}

/* ?of=DOCKET: about the child of that finding, whose number stands in no address. */
static void
begin_with(struct visit *v, const char *docket)
{
	unsigned status;
	json_t *j = docket_look(v, docket, &status);
	if (j != NULL && sits_with(v, j) && look_record(v, "file", docket)) {
		const char *today = value_of(v, "arrived_on");
		fill_in(v, "student.number", console_text(v, json_object_get(j, "student"), "number"));
		fill_in(v, "sending_school", console_text(v, j, "sending_school"));
		fill_in(v, "arrived_on", today);
	}
	json_decref(j);
}

bool
file_may_be_repeated(struct visit *v, const json_t *j)
{
	const char *state = console_text(v, j, "state");
	const json_t *first = json_array_get(json_object_get(j, "route"), 0);
	const struct business_row *kind = kind_of(console_text(v, j, "kind"));
	return strcmp(state, "open") != 0 && strcmp(state, "completed") != 0 && kind != NULL
	    && !kind->names_no_child && file_may_begin(v, kind->business)
	    && strcmp(console_text(v, first, "unit"), v->account.unit.text) == 0;
}

/* As the docket before has it, and nothing that is not shown there but the number, which who asks has
 * filed himself: name and ID are compared with the household book once more. */
static void
fill_in_from(struct visit *v, const json_t *j, struct brought *s)
{
	static const char *const changes[] = { "until", "name", "citizen_id", "birth", "sex" };
	const json_t *student = json_object_get(j, "student"), *change = json_object_get(j, "change");
	const json_t *scans = json_object_get(j, "attachments");
	char grade[16], name[32];
	(void)snprintf(grade, sizeof(grade), "%lld", ask_number(student, "grade"));
	fill_in(v, "student.number", console_text(v, student, "number"));
	fill_in(v, "student.grade", arena_text(v->door->arena, grade));
	fill_in(v, "sending_school", console_text(v, j, "sending_school"));
	fill_in(v, "receiving_school", console_text(v, j, "receiving_school"));
	fill_in(v, "arrived_on", console_text(v, j, "arrived_on"));
	fill_in(v, "reason", console_text(v, json_array_get(json_object_get(j, "entries"), 0), "reason"));
	fill_in(v, "follows", console_text(v, j, "docket"));
	fill_in(v, "before", console_text(v, j, "docket"));
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		(void)snprintf(name, sizeof(name), "change.%s", changes[i]);
		fill_in(v, arena_text(v->door->arena, name), console_text(v, change, changes[i]));
	}
	for (size_t i = 0; i < json_array_size(scans) && s->n < SCANS_MAX; i++)
		if (json_is_true(json_object_get(json_array_get(scans, i), "here")))
			s->digests[s->n++] = console_text(v, json_array_get(scans, i), "digest");
}

/* ?follows=DOCKET: the same once more. Whose it is stands in no address. */
static void
begin_again(struct visit *v, const char *docket, struct brought *s)
{
	unsigned status;
	json_t *j = docket_look(v, docket, &status);
	if (j != NULL && file_may_be_repeated(v, j) && look_record(v, "file_again", docket))
		fill_in_from(v, j, s);
	json_decref(j);
}

void
file_show(struct visit *v)
{
	struct brought brought = { .n = 0 };
	const char *of = v->door->query(v->door, "of");
	const char *follows = v->door->query(v->door, "follows");
	const struct business_row *kind = kind_of(v->door->query(v->door, "kind"));
	if (kind != NULL && of != NULL)
		begin_with(v, arena_text(v->door->arena, of));
	else if (kind != NULL && follows != NULL)
		begin_again(v, arena_text(v->door->arena, follows), &brought);
	if (kind == NULL) {
		show_kinds(v);
		return;
	}
	take_units(v, kind, &brought);
	show(v, 200, kind, &brought, NULL, false);
}

/* NULL: answered. All that stands against it, to be decref'd. */
static json_t *
check(struct visit *v, const struct business_row *kind, const struct brought *s, unsigned *ret_status)
{
	console_set_body(v, filing_of(v, kind, s));
	v->door->fault = NULL;
	door_preflight(v->door);
	*ret_status = v->door->answer.status;
	json_t *j = console_take_json(v);
	if (*ret_status == 503 || j == NULL) {
		console_notice(v, 503, WORD_weather);
		json_decref(j);
		return NULL;
	}
	json_t *list = json_object_get(j, "problems");
	json_t *ret = json_is_array(list) ? json_incref(list) : json_pack("[O]", j);
	json_decref(j);
	return ret;
}

static void
file(struct visit *v, const struct business_row *kind, const struct brought *s)
{
	char path[URL_MAX];
	unsigned status;
	console_set_body(v, filing_of(v, kind, s));
	door_file_docket(v->door);
	const unsigned answered = v->door->answer.status;
	json_t *j = console_take_json(v);
	if (answered < 300) {
		(void)snprintf(path, sizeof(path), "/console/dockets/%s?done=1", console_text(v, j, "docket"));
		console_go(v, path);
		json_decref(j);
		return;
	}
	json_t *problems = check(v, kind, s, &status);
	if (problems != NULL && json_array_size(problems) == 0)
		(void)json_array_append(problems, j);
	if (problems != NULL)
		show(v, answered, kind, s, problems, true);
	json_decref(problems);
	json_decref(j);
}

void
file_act(struct visit *v)
{
	unsigned status;
	struct brought s = { .n = 0 };
	const struct business_row *kind = kind_of(form_value(&v->form, "kind"));
	if (kind == NULL) {
		console_notice(v, 400, WORD_bad_form);
		return;
	}
	take_scans(v, kind, &s);
	take_units(v, kind, &s);
	if (s.trouble == NULL && is_to_be_filed(v) && !has_unit(&s, UNIT_FOUND) && !has_unit(&s, UNIT_UNSETTLED)) {
		file(v, kind, &s);
		return;
	}
	json_t *problems = check(v, kind, &s, &status);
	if (problems != NULL)
		show(v, json_array_size(problems) == 0 && !has_unit(&s, UNIT_UNSETTLED) ? 200 : 409, kind, &s, problems, true);
	json_decref(problems);
}
