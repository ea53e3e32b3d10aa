/* What a child or an officer wrote is text on every page, whatever it looks like. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "console/inside.h"

#define EVIL	"\"'><script>alert(1)</script>&"

static const char *
text_of(struct out *out)
{
	out_raw(out, "", 1);
	return out->data;
}

static void
expect_harmless(struct out *out)
{
	const char *html = text_of(out);
	cr_expect_null(strstr(html, "<script>"), "%s", html);
	cr_expect_null(strstr(html, "\"'>"), "%s", html);
	cr_expect_not_null(strstr(html, "&quot;&#39;&gt;&lt;script&gt;"), "%s", html);
	cr_expect_not_null(strstr(html, "</html>"));
	free(out->data);
}

static const struct menu_line menu = { EVIL, EVIL, true };
static const struct key_line key = { EVIL, EVIL, EVIL };
static const struct frame_page frame = {
	.has_keys = true, .keys_script = EVIL, .keys = &key, .n_keys = 1,
	.is_demo = true, .is_signed_in = true, .title = EVIL, .unit = EVIL, .officer = EVIL, .csrf = EVIL,
	.other_lang = EVIL, .style = EVIL, .script = EVIL, .role = EVIL, .acting = EVIL, .acting_role = EVIL,
	.menu = &menu, .n_menu = 1, .rare = &menu, .n_rare = 1,
};
static const struct term term = { EVIL, EVIL, EVIL, EVIL, 3, true };

static struct student_page
a_student(void)
{
	return (struct student_page){ .frame = frame, .docket = EVIL, .number = EVIL, .name = EVIL,
		.citizen_id = EVIL, .is_shown = true, .may_show = true, .has_trouble = true, .purpose = EVIL };
}

static struct totp_page
some_codes(void)
{
	return (struct totp_page){ .frame = frame, .is_new = true, .secret = EVIL, .uri = EVIL };
}

Test(page, the_five_characters_are_references_and_all_others_stay)
{
	struct out out = { .size = 0 };
	out_text(&out, "张<>&\"'a");
	out_number(&out, -7);
	out_text(&out, NULL);
	cr_expect_str_eq(text_of(&out), "张&lt;&gt;&amp;&quot;&#39;a-7");
	free(out.data);
}

Test(page, nothing_written_is_data_all_the_same)
{
	struct out out = { .size = 0 };
	out_raw(&out, "", 0);
	cr_expect_not_null(out.data);
	cr_expect_eq(out.size, 0);
	free(out.data);
}

Test(page, a_script_in_every_text_is_text_in_the_frame_and_on_small_pages)
{
	struct out one = { .size = 0 }, two = { .size = 0 };
	const struct sign_in_page s = { .frame = frame, .name = EVIL, .office = EVIL, .level = EVIL, .has_failed = true, .is_busy = true,
		.provider = EVIL };
	const struct notice_page n = { .frame = frame, .text = EVIL };
	page_sign_in(&one, &s);
	expect_harmless(&one);
	page_notice(&two, &n);
	expect_harmless(&two);
}

static const struct view_line views[] = {
	{ EVIL, EVIL, EVIL, EVIL, true, false, true, true },
	{ EVIL, EVIL, NULL, NULL, false, true, false, true },
};

static struct saved_page
some_views(void)
{
	return (struct saved_page){ .frame = frame, .lines = views, .n_lines = 1, .add = EVIL, .columns = EVIL };
}

Test(page, a_script_in_every_text_is_text_where_filters_are_saved)
{
	struct out out = { .size = 0 };
	const struct hidden_line field = { EVIL, EVIL };
	const struct views_page p = { .frame = frame, .list = EVIL, .title = EVIL, .back = EVIL, .words = EVIL,
		.trouble = EVIL, .name = EVIL, .is_shared = true, .fields = &field, .n_fields = 1, .lines = views,
		.n_lines = 2 };
	page_views(&out, &p);
	expect_harmless(&out);
}

Test(page, a_script_in_every_text_is_text_in_the_inbox)
{
	struct out out = { .size = 0 };
	const struct inbox_line line = { EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, term, 1, true, true,
		true };
	const struct choice_line kind = { EVIL, EVIL, true };
	const struct act_line act = { EVIL, EVIL, false };
	const struct inbox_page p = { .frame = frame, .stands_in = { frame, &act, 1 }, .has_scope = true, .has_stage = true, .has_schools = true, .saved = some_views(), .lines = &line, .n_lines = 1, .kinds = &kind,
		.n_kinds = 1, .has_next = true, .is_later = true, .is_all = true, .is_mine = true,
		.may_decide = true, .next = EVIL, .kind = EVIL, .now = 1 };
	page_inbox(&out, &p);
	expect_harmless(&out);
}

Test(page, a_script_in_every_text_is_text_on_the_page_of_a_docket)
{
	struct out out = { .size = 0 };
	const struct step_line step = { EVIL, EVIL, EVIL, EVIL, true };
	const struct stamp_line stamp = { EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL };
	const struct ground_line ground = { EVIL, EVIL, true };
	const struct verb_line verb = { EVIL, EVIL, EVIL };
	const struct fact_line fact = { EVIL, EVIL };
	const struct change_line change = { EVIL, EVIL, EVIL, EVIL, true };
	const struct scan_line scan = { EVIL, EVIL, EVIL, true };
	const struct docket_page p = { .frame = frame, .docket = EVIL, .student = a_student(), .holder = EVIL, .stage = EVIL, .done_what = EVIL,
		.state = EVIL, .is_open = true, .is_done = true, .is_underway = true, .has_days = true,
		.may_correct = true, .is_ours = true, .has_lost_form = true, .term = term, .used = 1, .days = 2,
		.outcome = { true, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, true, EVIL, EVIL, EVIL, EVIL }, .task = EVIL,
		.waits_for_head = EVIL, .is_own_filing = true, .is_back = true, .may_withdraw = true, .needs_words = EVIL,
		.back = { EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL }, .again_first = EVIL, .again_then = EVIL,
		.facts = &fact, .n_facts = 1,
		.changes = &change, .n_changes = 1, .scans = &scan, .n_scans = 1, .steps = &step,
		.n_steps = 1, .stamps = &stamp, .n_stamps = 1, .verbs = &verb, .n_verbs = 1,
		.grounds = &ground, .n_grounds = 1, .n = 1, .has_paper = true,
		.paper = EVIL, .paper_label = EVIL };
	page_docket(&out, &p);
	expect_harmless(&out);
}

Test(page, a_script_in_every_text_is_text_where_a_child_is_shown)
{
	struct out out = { .size = 0 };
	const struct unmask_page p = { .frame = frame, .student = a_student(), .docket = EVIL };
	page_unmask(&out, &p);
	expect_harmless(&out);
}

/* As a field of a page, and what it holds alone. */
static struct unit_page
some_unit(void)
{
	static const struct found_line line = { EVIL, EVIL, EVIL, true };
	return (struct unit_page){ .field = EVIL, .typed = EVIL, .fault = EVIL, .is_any = true,
		.found = { .field = EVIL, .asked = EVIL, .code = EVIL, .said = EVIL, .lines = &line, .n_lines = 1,
			.is_part = true } };
}

Test(page, a_script_in_every_text_is_text_on_the_pages_of_accounts)
{
	struct out one = { .size = 0 }, two = { .size = 0 }, three = { .size = 0 }, four = { .size = 0 };
	const struct code_page c = { .frame = frame, .totp = some_codes(), .has_failed = true };
	const struct act_line act = { EVIL, EVIL, false };
	const struct choice_line choice = { EVIL, EVIL, true };
	const struct deputy_line deputy = { EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, true, true };
	const struct deputy_form_page form = { .frame = frame, .id = EVIL, .principals = &choice, .n_principals = 1,
		.colleagues = &choice, .n_colleagues = 1, .from = EVIL, .to = EVIL, .today = EVIL, .who_fault = EVIL, .days_fault = EVIL };
	const struct deputies_page deputies = { .frame = frame, .acts = &act, .n_acts = 1, .lines = &deputy,
		.n_lines = 1, .own = form, .other = form, .fault = EVIL, .fault_at = EVIL };
	const struct choice_line value = { EVIL, EVIL, true };
	const struct choice_row rows[] = { { EVIL, EVIL, true, true, NULL, 0 }, { EVIL, EVIL, false, false, &value, 1 } };
	const struct choice_group group = { EVIL, EVIL, true, true, rows, 2 };
	const struct choices_page choices = { .frame = frame, .groups = &group, .n_groups = 1, .trouble = EVIL,
		.phone = EVIL, .phone_typed = EVIL, .phone_fault = EVIL };
	const struct account_page a = { .frame = frame, .totp = some_codes(), .deputies = deputies, .choices = choices, .trouble = EVIL, .done = EVIL,
		.has_trouble = true, .is_done = true, .may_remove = true, .has_password = true };
	const struct account_line line = { EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, true, EVIL };
	const struct accounts_page l = { .frame = frame, .lines = &line, .n_lines = 1, .is_sealed_only = true,
		.has_next = true, .has_trouble = true, .is_done = true, .next = EVIL, .trouble = EVIL,
		.done = EVIL, .name = EVIL, .unit = some_unit(), .subject = EVIL, .has_provider = true };
	const struct oidc_page o = { .frame = frame, .text = EVIL, .remedy = EVIL, .path = EVIL, .go_on = EVIL };
	page_code(&one, &c);
	expect_harmless(&one);
	page_account(&two, &a);
	expect_harmless(&two);
	page_accounts(&three, &l);
	expect_harmless(&three);
	page_oidc(&four, &o);
	expect_harmless(&four);
}

Test(page, a_script_in_every_text_is_text_among_the_looks)
{
	struct out out = { .size = 0 };
	const struct look_line line = { EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, 1, true };
	const struct looks_page p = { .frame = frame, .lines = &line, .n_lines = 1, .has_trouble = true,
		.has_next = true, .is_office = true, .account = EVIL, .subject = EVIL, .unit = some_unit(),
		.unit_code = EVIL, .trouble = EVIL, .next = EVIL };
	page_looks(&out, &p);
	expect_harmless(&out);
}

static const struct table_column evil_column = { EVIL, EVIL, EVIL, EVIL, true };
static struct table_cell evil_cells[] = { { EVIL, EVIL, 1, 1, true, true }, { EVIL, NULL, 1, 1, false, false } };
static struct table_row evil_row = { evil_cells, 2, 0 };
static const struct file_line evil_file = { EVIL, EVIL };
#define EVIL_TABLE                                                                        \
	{ .title = EVIL, .note = EVIL, .columns = &evil_column, .rows = &evil_row,        \
	  .files = &evil_file, .n_columns = 1, .n_rows = 1, .n_files = 1 }

Test(page, a_script_in_every_text_is_text_in_figures_charts_and_tables)
{
	struct out out = { .size = 0 };
	static const struct tile_line tile = { .name = EVIL, .in = EVIL, .out = EVIL, .css = EVIL, .what = EVIL };
	static const struct bar_line bar = { .label = EVIL, .text = EVIL, .css = EVIL };
	static const struct choice_line choice = { EVIL, EVIL, true };
	static const struct figures_page p = { .frame = { .is_signed_in = true, .title = EVIL },
		.from = EVIL, .to = EVIL, .as_of = EVIL, .units = &choice, .n_units = 1, .groups = &choice,
		.n_groups = 1, .n_dockets = EVIL, .n_decided = EVIL, .on_time = EVIL, .n_open = EVIL,
		.n_open_late = EVIL, .tiles = { EVIL, EVIL, &tile, 1 }, .moves = EVIL_TABLE,
		.league = EVIL_TABLE, .backlog = EVIL_TABLE, .delays = EVIL_TABLE,
		.backlog_bars = { EVIL, EVIL, EVIL, 1, &bar, 1 }, .delay_bars = { EVIL, EVIL, EVIL, 1, &bar, 1 } };
	page_figures(&out, &p);
	expect_harmless(&out);
	struct out failed = { .size = 0 };
	const struct figures_page no = { .frame = frame, .has_failed = true, .trouble = EVIL, .remedy = EVIL };
	page_figures(&failed, &no);
	expect_harmless(&failed);
}

Test(page, a_script_in_every_text_is_text_in_searches_lists_and_records)
{
	struct out one = { .size = 0 }, two = { .size = 0 }, three = { .size = 0 };
	static const struct choice_line choice = { EVIL, EVIL, true };
	static const struct version_line version = { .at = EVIL, .why = EVIL, .docket = EVIL, .status = EVIL,
		.grade = EVIL, .number = EVIL, .unit = EVIL, .officer = EVIL, .has_docket = true,
		.has_filed = true, .is_problem = true };
	const struct search_page s = { .frame = frame, .docket = EVIL, .number = EVIL, .citizen_id = EVIL,
		.name = EVIL, .birth = EVIL, .school = some_unit(), .trouble = EVIL, .remedy = EVIL,
		.has_failed = true, .is_empty = true, .has_more = true, .has_dockets = true,
		.has_records = true, .dockets = EVIL_TABLE, .records = EVIL_TABLE };
	const struct students_page l = { .frame = frame, .saved = some_views(), .statuses = &choice, .n_statuses = 1,
		.table = EVIL_TABLE, .status = EVIL, .next = EVIL, .first = EVIL, .has_next = true,
		.is_later = true };
	const struct record_page r = { .frame = frame, .number = EVIL, .name = EVIL, .status = EVIL,
		.grade = EVIL, .status_on = EVIL, .docket = EVIL, .has_docket = true, .is_problem = true,
		.has_status_on = true, .numbers = EVIL_TABLE, .versions = &version, .n_versions = 1,
		.ref = EVIL, .may_link = true };
	page_search(&one, &s);
	expect_harmless(&one);
	page_students(&two, &l);
	expect_harmless(&two);
	page_record(&three, &r);
	expect_harmless(&three);
}

Test(page, a_script_in_every_text_is_text_in_what_was_handled)
{
	struct out out = { .size = 0 };
	const struct choice_line choice = { EVIL, EVIL, true };
	const struct handled_page p = { .frame = frame, .saved = some_views(), .by = &choice, .n_by = 1,
		.states = &choice, .n_states = 1, .kinds = &choice, .n_kinds = 1, .table = EVIL_TABLE,
		.pager = { .first = EVIL, .next = EVIL, .is_later = true, .has_next = true } };
	page_handled(&out, &p);
	expect_harmless(&out);
}

static bool
parse(struct arena *arena, const char *text, struct form *ret)
{
	const struct bytes b = { (const uint8_t *)text, strlen(text) };
	return form_parse(arena, "application/x-www-form-urlencoded", b, ret);
}

Test(form, names_and_values_are_decoded_and_what_is_no_form_is_refused)
{
	static const char *const bad[] = { "a", "a=%", "a=%4", "a=%zz", "a=%00", "a=%ff", "sending_school=%E9%95",
		"a=&b" };
	struct arena *arena = arena_new();
	struct form f;
	cr_assert(parse(arena, "reason=%E5%BC%A0+%26x&code=", &f));
	cr_expect_str_eq(form_value(&f, "reason"), "张 &x");
	cr_expect_str_eq(form_value(&f, "code"), "");
	cr_expect_str_eq(form_value(&f, "none"), "");
	cr_expect(parse(arena, "", &f) && f.n == 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		cr_expect_not(parse(arena, bad[i], &f), "%s", bad[i]);
	char *large = calloc(1, FORM_MAX + 2);
	memset(large, 'a', FORM_MAX + 1);
	large[1] = '=';
	cr_expect_not(parse(arena, large, &f));
	free(large);
	arena_free(arena);
}

static bool
parse_parts(struct arena *arena, const char *text, size_t n, struct form *ret)
{
	const struct bytes b = { (const uint8_t *)text, n };
	return form_parse(arena, "multipart/form-data; boundary=XyZ", b, ret);
}

#define HEAD(name) "\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n"
#define FILE_HEAD "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n"

Test(form, parts_are_fields_and_files_whatever_is_in_them)
{
	static const char body[] = "--XyZ" HEAD("reason") "\xe5\xbc\xa0 --Xy\r\n--XyZ" FILE_HEAD
		"\x89PNG\0\r\n--Xy\0\r\n--XyZ" FILE_HEAD "\r\n--XyZ--\r\n";
	struct arena *arena = arena_new();
	struct form f;
	cr_assert(parse_parts(arena, body, sizeof(body) - 1, &f));
	cr_expect_str_eq(form_value(&f, "reason"), "张 --Xy");
	cr_assert_eq(f.n_files, 2);
	cr_expect_eq(f.files[0].size, 12);
	cr_expect_arr_eq(f.files[0].data, "\x89PNG\0\r\n--Xy\0", 12);
	cr_expect_eq(f.files[1].size, 0);
	arena_free(arena);
}

/* Cut anywhere it is no form, and nothing is read behind its end. */
Test(form, parts_that_end_too_early_are_none)
{
	static const char body[] = "--XyZ" HEAD("a") "b\r\n--XyZ" FILE_HEAD "x\r\n--XyZ--";
	struct arena *arena = arena_new();
	struct form f;
	for (size_t n = 0; n < sizeof(body) - 1; n++) {
		char *cut = malloc(n + 1);
		memcpy(cut, body, n);
		char *exact = realloc(cut, n == 0 ? 1 : n);
		cr_expect_not(parse_parts(arena, exact, n, &f), "%zu", n);
		free(exact);
	}
	cr_expect(parse_parts(arena, body, sizeof(body) - 1, &f));
	cr_expect_not(parse_parts(arena, "--XyZ" HEAD("a\xff") "b\r\n--XyZ--", sizeof("--XyZ" HEAD("a\xff") "b\r\n--XyZ--") - 1, &f));
	cr_expect_not(parse_parts(arena, "--XyZ" HEAD("a") "b\0\r\n--XyZ--", sizeof("--XyZ" HEAD("a") "b\0\r\n--XyZ--") - 1, &f));
	arena_free(arena);
}

Test(page, a_script_in_every_text_is_text_where_many_are_decided)
{
	struct out one = { .size = 0 }, two = { .size = 0 };
	const struct bulk_line line = { EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, term, 1, true };
	const struct bulk_page b = { .frame = frame, .lines = &line, .n_lines = 1, .reason = EVIL, .n_ready = 1,
		.is_ready = true };
	const struct result_line result = { EVIL, EVIL, EVIL, EVIL, true };
	const struct results_page r = { .frame = frame, .lines = &result, .n_lines = 1, .n_done = 1 };
	page_bulk(&one, &b);
	expect_harmless(&one);
	page_results(&two, &r);
	expect_harmless(&two);
}

Test(page, a_script_in_every_text_is_text_where_one_files)
{
	struct out one = { .size = 0 }, two = { .size = 0 };
	const struct kind_line kind = { EVIL, EVIL };
	struct kind_line kind_copy = kind;
	const struct kind_group group = { EVIL, &kind_copy, 1 };
	const struct kinds_page k = { frame, &group, 1 };
	const struct choice_line choice = { EVIL, EVIL, true };
	const struct field_line fields[] = {
		{ EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, 9, true, true, NULL, 0, .is_unit = false },
		{ EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, 9, true, true, &choice, 1, .is_unit = false },
		{ EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, 9, true, true, NULL, 0, true, some_unit() } };
	const struct problem_line problem = { EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, 3 };
	const struct scan_line scan = { EVIL, EVIL, EVIL, true };
	const struct file_page p = { .frame = frame, .kind = EVIL, .docket = EVIL, .reason = EVIL,
		.trouble = EVIL, .is_clear = true, .needs_scans = true, .has_trouble = true,
		.has_reason_fault = true, .n_needed = 2, .found = EVIL, .fields = fields, .n_fields = 3,
		.problems = &problem, .n_problems = 1, .scans = &scan, .n_scans = 1, .may_attend = true };
	page_kinds(&one, &k);
	expect_harmless(&one);
	page_file(&two, &p);
	expect_harmless(&two);
}

Test(page, a_script_in_every_text_is_text_where_a_list_is_imported)
{
	struct out one = { .size = 0 }, two = { .size = 0 }, three = { .size = 0 };
	const struct choice_line choice = { EVIL, EVIL, true };
	const struct import_page i = { .frame = frame, .lists = &choice, .n_lists = 1, .encodings = &choice,
		.n_encodings = 1, .reason = EVIL, .arrived_on = EVIL, .lacks_file = true };
	const struct import_line line = { EVIL, EVIL, EVIL, EVIL, EVIL, EVIL };
	const struct import_form_page form = { EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL };
	const struct import_check_page c = { .frame = frame, .form = form, .label = EVIL, .encoding = EVIL, .is_clear = true,
		.has_right = true, .has_errors = true, .is_cut = true, .is_class_list = true, .has_none_filed = true,
		.lines = &line, .n_lines = 1 };
	const struct imported_line done = { EVIL, EVIL, EVIL, EVIL, EVIL, true };
	const struct imported_page p = { .frame = frame, .form = form, .lines = &done, .n_lines = 1, .has_failed = true };
	page_import(&one, &i);
	expect_harmless(&one);
	page_import_check(&two, &c);
	expect_harmless(&two);
	page_imported(&three, &p);
	expect_harmless(&three);
}

Test(password, a_hash_fits_its_password_alone)
{
	char hash[STORE_PASSWORD_MAX];
	cr_assert(password_hash("correct horse", hash, sizeof(hash)));
	cr_expect_eq(strncmp(hash, "$argon2id$", 10), 0);
	cr_expect_eq(password_fits("correct horse", hash), PASSWORD_FITS);
	cr_expect_eq(password_fits("correct horsf", hash), PASSWORD_DIFFERS);
	cr_expect_eq(password_fits("", ""), PASSWORD_DIFFERS);
}
