/*
 * Lists from a file: a form, what stands against all rows of a file at once, as a page and as files, and what became
 * of those that were filed. The file is kept nowhere: each page carries it in its form, as Base64, to the next one,
 * with the batch from which the dockets follow. So a form that is sent twice files once, whichever instance of the
 * daemon gets it, and a list of children that was only looked at leaves nothing behind.
 */
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "console/table.h"

enum { SHOWN = 50 };

static bool
may_import(const struct visit *v)
{
	return v->role == ROLE_REGISTRAR && strlen(v->account.unit.text) == 10;
}

/* -- the form ------------------------------------------------------------------------- */

static const struct choice {
	const char *value;
	enum word label;
} lists[] = { { "enrolment", WORD_import_enrolment }, { "class_list", WORD_import_class_list } },
  encodings[] = { { "", WORD_import_any }, { "utf-8", WORD_import_utf8 }, { "gb18030", WORD_import_gb18030 } };

enum { N_LISTS = 2, N_ENCODINGS = 3 };

static const struct choice_line *
choices_of(struct visit *v, const struct choice *choices, size_t n, const char *chosen)
{
	struct choice_line *lines = arena_array(v->door->arena, n, sizeof(*lines));
	for (size_t i = 0; i < n; i++)
		lines[i] = (struct choice_line){ choices[i].value, word(v->lang, choices[i].label),
			strcmp(choices[i].value, chosen) == 0 };
	return lines;
}

static const char *
label_of(struct visit *v, const struct choice *choices, size_t n, const char *value)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(choices[i].value, value) == 0)
			return word(v->lang, choices[i].label);
	return "";
}

static void
show_form(struct visit *v, unsigned status, bool lacks_file)
{
	struct out out = { .size = 0 };
	char today[DAY_TEXT_MAX];
	day_text(instant_day(v->door->now), today);
	const char *arrived_on = form_value(&v->form, "arrived_on");
	const struct import_page p = {
		.frame = console_frame(v, word(v->lang, WORD_import)),
		.lists = choices_of(v, lists, N_LISTS, form_value(&v->form, "list")),
		.n_lists = N_LISTS,
		.encodings = choices_of(v, encodings, N_ENCODINGS, form_value(&v->form, "encoding")),
		.n_encodings = N_ENCODINGS,
		.reason = form_value(&v->form, "reason"),
		.arrived_on = arrived_on[0] == '\0' ? today : arrived_on,
		.lacks_file = lacks_file,
	};
	page_import(&out, &p);
	console_page(v, status, &out);
}

void
import_show(struct visit *v)
{
	if (may_import(v))
		show_form(v, 200, false);
	else
		console_notice(v, 403, WORD_not_found);
}

void
import_template(struct visit *v)
{
	enum { COLUMNS_MOST = 16 };
	struct door *d = v->door;
	const char *list = d->query(d, "list"), *as = d->query(d, "as"), *header;
	struct table_column *columns = arena_array(d->arena, COLUMNS_MOST, sizeof(*columns));
	struct table_page t = { .columns = columns, .is_form = true };
	while (list != NULL && t.n_columns < COLUMNS_MOST
	    && (header = import_header(list, t.n_columns, v->lang == LANG_EN)) != NULL)
		columns[t.n_columns++].name = header;
	if (t.n_columns > 0 && table_is_file(as))
		table_send(v, &t, as, d->query(d, "encoding"), "template");
	else
		console_notice(v, 404, WORD_not_found);
}

/* -- what stands against it ----------------------------------------------------------- */

/* What the form had uploaded, or carries since: Base64; "" if there is neither. */
static const char *
file_of(struct visit *v)
{
	const struct bytes none = { NULL, 0 };
	const struct bytes file = v->form.n_files > 0 ? v->form.files[0] : none;
	if (file.size == 0)
		return form_value(&v->form, "kept");
	char *text = arena_alloc(v->door->arena, BASE64_SIZE(file.size));
	base64_write(file.data, file.size, text);
	return text;
}

static const char *
text_of(struct visit *v, const json_t *j)
{
	const bool is_en = v->lang == LANG_EN;
	const char *text = console_text(v, j, is_en ? "en" : "zh"), *opens = console_text(v, j, "opens");
	const long long other = ask_number(j, "other_row");
	if (other != 0)
		return table_text(v, "%s%s%s %lld%s", text, is_en ? " (" : "（", word(v->lang, WORD_import_same_as),
		    other, is_en ? ")" : " 行）");
	return opens[0] == '\0' ? text : table_text(v, "%s %s", text, label_time(v, opens));
}

static struct import_line
line_of(struct visit *v, const json_t *j)
{
	const long long row = ask_number(j, "row");
	return (struct import_line){
		.row = row == 0 ? word(v->lang, WORD_import_whole) : table_text(v, "%lld", row),
		.column = console_text(v, j, "header"),
		.value = console_text(v, j, "value"),
		.code = console_text(v, j, "verdict"),
		.text = text_of(v, j),
		.remedy = console_text(v, j, v->lang == LANG_EN ? "remedy_en" : "remedy_zh"),
	};
}

static struct import_form_page
kept_of(struct visit *v, const json_t *j, const struct frame_page *frame, const char *file)
{
	return (struct import_form_page){
		.csrf = frame->csrf,
		.list = console_text(v, j, "list"),
		.asked = form_value(&v->form, "encoding"),
		.batch = console_text(v, j, "batch"),
		.file = file,
		.reason = form_value(&v->form, "reason"),
		.arrived_on = form_value(&v->form, "arrived_on"),
	};
}

static void
show_check(struct visit *v, const json_t *j, const char *kept)
{
	struct out out = { .size = 0 };
	const json_t *problems = json_object_get(j, "problems");
	const size_t n = json_array_size(problems), n_lines = n < SHOWN ? n : SHOWN;
	struct import_line *lines = arena_array(v->door->arena, n_lines + 1, sizeof(*lines));
	for (size_t i = 0; i < n_lines; i++)
		lines[i] = line_of(v, json_array_get(problems, i));
	const char *list = console_text(v, j, "list"), *encoding = console_text(v, j, "encoding");
	const bool is_small = strlen(kept) < FIELD_MAX;
	const struct frame_page frame = console_frame(v, word(v->lang, WORD_import_result_of_check));
	const struct import_check_page p = {
		.frame = frame,
		.form = kept_of(v, j, &frame, is_small ? kept : ""),
		.label = label_of(v, lists, N_LISTS, list),
		.encoding = encoding[0] == '\0' ? NULL : label_of(v, encodings, N_ENCODINGS, encoding),
		.n_rows = ask_number(j, "rows"),
		.n_right = ask_number(j, "right"),
		.n_found = (long long)n,
		.is_clear = n == 0,
		.has_right = ask_number(j, "right") > 0,
		.has_errors = n > 0 && is_small,
		.is_cut = n > SHOWN,
		.is_class_list = strcmp(list, "class_list") == 0,
		.has_none_filed = strcmp(form_value(&v->form, "verb"), "file") == 0
		    && form_value(&v->form, "all")[0] != '\0',
		.lines = lines,
		.n_lines = n_lines,
	};
	page_import_check(&out, &p);
	console_page(v, n == 0 ? 200 : 409, &out);
}

static void
send_errors(struct visit *v, const json_t *j, const char *as)
{
	static const struct column columns[] = {
		{ WORD_import_row, NULL, false }, { WORD_import_column, NULL, false },
		{ WORD_import_value, NULL, false }, { WORD_import_code, NULL, false },
		{ WORD_import_problem, NULL, false }, { WORD_what_to_do, NULL, false },
	};
	size_t i;
	const json_t *one;
	struct table_page t = table_new(v, word(v->lang, WORD_import_problems), columns,
	    sizeof(columns) / sizeof(columns[0]));
	json_array_foreach(json_object_get(j, "problems"), i, one)
	{
		const struct import_line line = line_of(v, one);
		struct table_cell *cells = table_add(v, &t);
		const char *const texts[] = { line.row, line.column, line.value, line.code, line.text, line.remedy };
		for (size_t k = 0; k < sizeof(texts) / sizeof(texts[0]); k++)
			cells[k].text = texts[k];
	}
	table_send(v, &t, as, console_text(v, j, "encoding"), "import-errors");
}

/* -- what was filed ------------------------------------------------------------------- */

static struct imported_line
result_of(struct visit *v, const json_t *j)
{
	const bool is_ok = ask_number(j, "number") == VERDICT_OK;
	const char *docket = console_text(v, j, "docket");
	const char *const done = word(v->lang,
	    json_is_true(json_object_get(j, "before")) ? WORD_import_before : WORD_done);
	return (struct imported_line){
		.row = table_text(v, "%lld", ask_number(j, "row")),
		.docket = docket[0] == '\0' || !is_ok ? NULL : docket,
		.class = console_text(v, j, "class"),
		.text = is_ok ? done : text_of(v, j),
		.remedy = is_ok ? "" : console_text(v, j, v->lang == LANG_EN ? "remedy_en" : "remedy_zh"),
		.has_failed = !is_ok,
	};
}

/* A row that was left out, for what stands against it. */
static struct imported_line
left_out(struct visit *v, const json_t *j)
{
	const struct import_line line = line_of(v, j);
	return (struct imported_line){
		.row = line.row,
		.class = line.column,
		.text = line.text,
		.remedy = line.remedy,
		.has_failed = true,
	};
}

static void
show_results(struct visit *v, const json_t *j, const char *kept)
{
	struct out out = { .size = 0 };
	const json_t *results = json_object_get(j, "results"), *problems = json_object_get(j, "problems");
	const size_t n = json_array_size(results), n_wrong = json_array_size(problems);
	struct imported_line *lines = arena_array(v->door->arena, n + n_wrong + 1, sizeof(*lines));
	struct imported_page p = {
		.frame = console_frame(v, word(v->lang, WORD_import_done)),
		.lines = lines,
	};
	p.form = kept_of(v, j, &p.frame, kept);
	for (size_t i = 0; i < n_wrong; i++)
		lines[p.n_lines++] = left_out(v, json_array_get(problems, i));
	for (int pass = 1; pass >= 0; pass--)
		for (size_t i = 0; i < n; i++) {
			const struct imported_line line = result_of(v, json_array_get(results, i));
			if (line.has_failed != (pass == 1))
				continue;
			lines[p.n_lines++] = line;
			p.n_failed += line.has_failed;
		}
	p.n_done = (long long)n - p.n_failed;
	p.has_failed = p.n_failed > 0;	/* the form once more may file these */
	p.n_failed += ask_number(j, "rows") - ask_number(j, "right");
	page_imported(&out, &p);
	console_page(v, 200, &out);
}

/* -- what was sent -------------------------------------------------------------------- */

static json_t *
request_of(struct visit *v, const char *kept, bool is_filing)
{
	const struct form *f = &v->form;
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:s}", "list", form_value(f, "list"), "verb",
	    is_filing ? "file" : "check", "encoding", form_value(f, "encoding"), "batch",
	    form_value(f, "batch"), "reason", form_value(f, "reason"), "arrived_on",
	    form_value(f, "arrived_on"), "all", form_value(f, "all")[0] != '\0', "file", kept);
}

/* A file that was chosen anew is another batch, whatever the form carries. */
static void
forget_batch(struct visit *v)
{
	for (size_t i = 0; i < v->form.n; i++)
		if (strcmp(v->form.names[i], "batch") == 0)
			v->form.values[i] = "";
}

void
import_act(struct visit *v)
{
	unsigned status;
	const char *verb = form_value(&v->form, "verb"), *kept = file_of(v);
	const bool is_filing = strcmp(verb, "file") == 0;
	if (kept[0] == '\0') {
		if (may_import(v))
			show_form(v, 400, true);
		else
			console_notice(v, 403, WORD_not_found);
		return;
	}
	if (v->form.n_files > 0 && v->form.files[0].size > 0)
		forget_batch(v);
	json_t *j = ask_with(v, door_import_list, request_of(v, kept, is_filing), &status);
	if (status != 200)
		ask_refuse(v, status, j);
	else if (strcmp(verb, "errors_csv") == 0 || strcmp(verb, "errors_xlsx") == 0)
		send_errors(v, j, verb + sizeof("errors_") - 1);
	else if (is_filing && json_array_size(json_object_get(j, "results")) > 0)
		show_results(v, j, kept);
	else
		show_check(v, j, kept);
	json_decref(j);
}
