/* Searching: what POST /v1/search answers, as two tables. A docket that was searched for by its number is
 * opened at once. What was typed is POSTed, and stands in no address. */
#include <stdlib.h>
#include <string.h>

#include "console/table.h"

static const char *const fields[] = { "docket", "number", "citizen_id", "name", "birth", "school" };

enum { N_FIELDS = sizeof(fields) / sizeof(fields[0]) };

/* Without the blanks that come along when something is copied, and with a capital X. */
static const char *
typed(struct visit *v, const char *name)
{
	const char *text = form_value(&v->form, name);
	text += strspn(text, " \t\r\n");
	char *copy = arena_text(v->door->arena, text);
	for (size_t n = strlen(copy); n > 0 && strchr(" \t\r\n", copy[n - 1]) != NULL; n--)
		copy[n - 1] = '\0';
	const bool is_number = strcmp(name, "number") == 0 || strcmp(name, "citizen_id") == 0;
	for (char *p = copy; is_number && *p != '\0'; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	return copy;
}

static struct search_page
begin(struct visit *v, const struct unit_typed *school)
{
	const struct search_page p = {
		.frame = console_frame(v, word(v->lang, WORD_search)),
		.docket = typed(v, "docket"),
		.number = typed(v, "number"),
		.citizen_id = typed(v, "citizen_id"),
		.name = typed(v, "name"),
		.birth = typed(v, "birth"),
		.school = school->page,
	};
	return p;
}

void
search_show(struct visit *v)
{
	struct out out = { .size = 0 };
	v->form.n = 0;
	const struct unit_typed school = unit_take(v, "school", false);
	const struct search_page p = begin(v, &school);
	page_search(&out, &p);
	console_page(v, 200, &out);
}

static json_t *
ask(struct visit *v, const struct unit_typed *school)
{
	json_t *j = json_object();
	for (size_t i = 0; i < N_FIELDS; i++) {
		const char *text = strcmp(fields[i], "school") == 0 ? school->code : typed(v, fields[i]);
		if (text[0] != '\0')
			(void)json_object_set_new(j, fields[i], json_string(text));
	}
	char *text = json_dumps(j, JSON_COMPACT);
	const struct bytes body = { (const uint8_t *)text, text == NULL ? 0 : strlen(text) };
	v->door->body = arena_copy(v->door->arena, body);
	free(text);
	json_decref(j);
	v->door->fault = NULL;
	door_search(v->door);
	return console_take_json(v);
}

/* -- what was found ------------------------------------------------------------------- */

static const struct column docket_columns[] = {
	{ WORD_docket, NULL, false }, { WORD_kind, NULL, false }, { WORD_docket_state, NULL, false },
	{ WORD_stage, NULL, false }, { WORD_holder, NULL, false }, { WORD_student_number, NULL, false },
	{ WORD_name, NULL, false }, { WORD_receiving_school, NULL, false },
	{ WORD_sending_school, NULL, false }, { WORD_filed_at, NULL, false }, { WORD_due, NULL, false },
};

static struct table_page
dockets_of(struct visit *v, const json_t *list)
{
	size_t i;
	json_t *one;
	struct table_page t = table_new(v, word(v->lang, WORD_found_dockets), docket_columns,
	    sizeof(docket_columns) / sizeof(docket_columns[0]));
	json_array_foreach(list, i, one)
	{
		struct table_cell *cells = table_add(v, &t);
		cells[0].text = console_text(v, one, "docket");
		cells[0].href = table_text(v, "/console/dockets/%s", cells[0].text);
		cells[1].text = label_business(v->lang, console_text(v, one, "kind"));
		cells[2].text = label_state(v->lang, console_text(v, one, "state"));
		cells[3].text = label_stage(v->lang, console_text(v, one, "stage"));
		cells[4].text = console_unit(v, console_text(v, one, "holder"));
		cells[5].text = look_masked(v, console_text(v, one, "student_number"));
		cells[6].text = console_text(v, one, "name_masked");
		cells[7].text = console_unit(v, console_text(v, one, "receiving_school"));
		cells[8].text = console_unit(v, console_text(v, one, "sending_school"));
		cells[9].text = table_time(v, console_text(v, one, "filed_at"));
		cells[10].text = console_text(v, one, "due");
	}
	return t;
}

/* One sheet for a file has one kind of row: the dockets, or if there are none the records. */
static void
send(struct visit *v, const struct search_page *p, const char *as)
{
	const bool is_gb18030 = strcmp(as, "csv-gb18030") == 0;
	table_send(v, p->has_dockets ? &p->dockets : &p->records, is_gb18030 ? "csv" : as,
	    is_gb18030 ? "gb18030" : "", "search");
}

/* In how many ways it was searched at once; a birth date belongs to a name. */
static size_t
ways_of(struct visit *v)
{
	size_t n = 0;
	for (size_t i = 0; i < N_FIELDS; i++)
		n += strcmp(fields[i], "birth") != 0 && typed(v, fields[i])[0] != '\0';
	return n;
}

static void
show(struct visit *v, unsigned status, const json_t *j, const struct unit_typed *school)
{
	struct out out = { .size = 0 };
	struct search_page p = begin(v, school);
	const size_t n_ways = ways_of(v);
	const char *as = form_value(&v->form, "as");
	p.has_failed = status != 200;
	p.is_done = !p.has_failed;
	if (p.has_failed && status == 400 && n_ways != 1) {
		p.trouble = word(v->lang, n_ways == 0 ? WORD_search_nothing : WORD_search_one);
		p.remedy = word(v->lang, WORD_search_note);
	} else if (p.has_failed && school->how == UNIT_UNSETTLED) {
		p.trouble = school->trouble;
		p.remedy = school->remedy;
	} else if (p.has_failed) {
		p.trouble = ask_sentence(v, j);
		p.remedy = ask_remedy(v, j);
	} else {
		p.dockets = dockets_of(v, json_object_get(j, "dockets"));
		p.records = students_table(v, json_object_get(j, "students"));
		p.records.title = word(v->lang, WORD_found_records);
		p.has_dockets = p.dockets.n_rows > 0;
		p.has_records = p.records.n_rows > 0;
		p.is_empty = !p.has_dockets && !p.has_records;
		p.has_more = json_is_true(json_object_get(j, "more"));
	}
	if (!p.has_failed && (table_is_file(as) || strcmp(as, "csv-gb18030") == 0)) {
		send(v, &p, as);
		return;
	}
	if (p.is_done) {
		choice_hide(v, &p.dockets, "search", docket_columns);
		students_hide(v, &p.records);
	}
	page_search(&out, &p);
	console_page(v, status, &out);
}

void
search_do(struct visit *v)
{
	const struct unit_typed school = unit_take(v, "school", false);
	json_t *j = ask(v, &school);
	const unsigned status = v->door->answer.status;
	const json_t *dockets = json_object_get(j, "dockets");
	const bool is_hit = status == 200 && typed(v, "docket")[0] != '\0' && json_array_size(dockets) == 1;
	if (is_hit)
		console_go(v, table_text(v, "/console/dockets/%s",
		    console_text(v, json_array_get(dockets, 0), "docket")));
	else
		show(v, status, j, &school);
	json_decref(j);
}
