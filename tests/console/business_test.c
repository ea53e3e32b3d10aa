/* The pages of the other business: what anybody wrote is text on each of them. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console/inside.h"

#define EVIL	"\"'><script>alert(1)</script>&"

static const struct menu_line menu = { EVIL, EVIL, true };
static const struct frame_page frame = {
	.is_demo = true, .is_signed_in = true, .title = EVIL, .unit = EVIL, .officer = EVIL, .csrf = EVIL,
	.other_lang = EVIL, .style = EVIL, .script = EVIL, .role = EVIL, .menu = &menu, .n_menu = 1,
	.help_office = EVIL, .help_phone = EVIL, .help_channel = EVIL,
};
static const struct term term = { EVIL, EVIL, EVIL, EVIL, 3, true };
static const struct pager pager = { EVIL, EVIL, true, true };
static const struct stamp_line stamp = { EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL,
	EVIL, EVIL };
static const struct place_line place = { EVIL, EVIL, EVIL };
static const struct choice_line choice = { EVIL, EVIL, true };
#define BADGE	{ EVIL, EVIL, EVIL }

/* Every text of the struct is on the page, so it is there as often as it is shown, and escaped. */
static void
expect_harmless(struct out *out)
{
	out_raw(out, "", 1);
	const char *html = out->data;
	cr_expect_null(strstr(html, "<script>"), "%s", html);
	cr_expect_null(strstr(html, "\"'>"), "%s", html);
	cr_expect_not_null(strstr(html, "&quot;&#39;&gt;&lt;script&gt;"), "%s", html);
	cr_expect_not_null(strstr(html, "class=\"help\""), "the office in charge is on every page");
	cr_expect_not_null(strstr(html, "</html>"));
	free(out->data);
}

#define SHOWS(name, ...)                                                                       \
	do {                                                                                   \
		struct out out = { .size = 0 };                                                \
		const struct name##_page p = { .frame = frame, __VA_ARGS__ };                  \
		page_##name(&out, &p);                                                         \
		expect_harmless(&out);                                                         \
	} while (0)

Test(business, a_script_in_every_text_is_text_on_the_pages_of_term_verification)
{
	const struct progress_line progress = { EVIL, EVIL, 1, 2, 3, 4, 5, 6, 7 };
	const struct class_line class = { EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, 1, 2, BADGE };
	const struct dropped_line dropped = { 3, EVIL, EVIL };
	const struct pupil_line pupil = { EVIL, EVIL, EVIL, EVIL, 3, EVIL };
	SHOWS(verification_office, .term = EVIL, .sum = progress, .lines = &progress, .n_lines = 1,
	    .silent = &place, .n_silent = 1, .has_unfinished = true);
	SHOWS(verification_school, .term = EVIL, .lines = &class, .n_lines = 1, .is_done = true,
	    .has_failed = true, .is_registrar = true, .trouble = EVIL, .remedy = EVIL, .name = EVIL,
	    .numbers = EVIL, .is_saved = true, .dropped = &dropped, .n_dropped = 1);
	SHOWS(class_list, .term = EVIL, .list = EVIL, .trouble = EVIL, .remedy = EVIL, .sheet = class,
	    .pupils = &pupil, .n_pupils = 1, .is_teacher = true, .may_confirm = true, .has_failed = true);
	SHOWS(unfinished, .lines = &place, .n_lines = 1, .pager = pager);
	SHOWS(unchanged, .pupils = &pupil, .n_pupils = 1, .days = 180, .pager = pager);
}

Test(business, a_script_in_every_text_is_text_where_something_is_out_of_step_or_complained_of)
{
	const struct finding_line finding = { EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, true };
	const struct case_line one = { EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, term, BADGE, true,
		&stamp, 1 };
	SHOWS(findings, .lines = &finding, .n_lines = 1, .pager = pager, .may_report = true);
	SHOWS(offline, .may_file = true);
	SHOWS(complaints, .kinds = &choice, .n_kinds = 1, .lines = &one, .n_lines = 1, .pager = pager,
	    .is_open_only = true, .may_complain = true, .may_supervise = true);
	SHOWS(cases, .number = EVIL, .lines = &one, .n_lines = 1, .is_asked = true,
	    .is_cut = true);
}

Test(business, a_script_in_every_text_is_text_in_the_dispute_room)
{
	const struct dispute_line open = { .coordinator = EVIL, .refusal = stamp, .has_refusal = true,
		.objection = stamp, .statements = &stamp, .n_statements = 1, .missing = &place, .n_missing = 1 };
	const struct dispute_line ruled = { .coordinator = EVIL, .objection = stamp, .ruling = stamp,
		.has_ruling = true };
	const struct dispute_line both[] = { ruled, open };
	const struct evidence_line paper = { EVIL, EVIL, EVIL };
	SHOWS(dispute, .docket = EVIL, .kind = EVIL, .is_open = true, .term = term, .disputes = both,
	    .n_disputes = 2, .papers = &paper, .n_papers = 1);
}

Test(business, a_script_in_every_text_is_text_on_the_pages_of_units_and_law)
{
	const struct unit_line unit = { EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, BADGE, true, true };
	const struct publication_line law = { EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, 1, BADGE };
	const struct closed_line closed = { EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, 31 };
	const struct day_cell day = { EVIL, EVIL, EVIL, EVIL, true };
	const struct week_line week = { &day, 1 };
	const struct month_box month = { EVIL, &week, 1 };
	SHOWS(units, .unit = unit, .path = &place, .n_path = 1, .lines = &unit, .n_lines = 1, .pager = pager,
	    .is_without = true);
	SHOWS(publications, .lines = &law, .n_lines = 1, .may_publish = true, .is_done = true,
	    .has_failed = true, .trouble = EVIL, .remedy = EVIL, .why = EVIL, .file = EVIL, .text = EVIL,
	    .effective_at = EVIL, .matters = &choice, .n_matters = 1);
	SHOWS(year, .year = 2026, .is_guess = true, .closed = &closed, .n_closed = 1, .months = &month,
	    .n_months = 1);
}

Test(business, a_script_in_every_text_is_text_in_the_catalogue_and_in_what_was_told)
{
	const struct verdict_line verdict = { EVIL, EVIL, EVIL, EVIL, EVIL, 7, true, BADGE };
	const struct told_line told = { EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, BADGE, true, true };
	const struct letter_line letter = { EVIL, EVIL, EVIL, EVIL, 1, 2, 3, BADGE, true };
	const struct verdicts_page all = { frame, EVIL, EVIL, EVIL, &verdict, 1 };
	SHOWS(catalogue, .officers = all, .machines = all, .grounds = &verdict, .n_grounds = 1);
	SHOWS(told, .lines = &told, .n_lines = 1, .pager = pager, .may_supervise = true);
	SHOWS(letters, .lines = &letter, .n_lines = 1, .pager = pager, .trouble = EVIL, .remedy = EVIL,
	    .is_all = true, .is_done = true, .has_failed = true);
	SHOWS(refused, .text = EVIL, .remedy = EVIL, .code = EVIL);
}

Test(business, where_there_is_nothing_a_page_says_so)
{
	struct out out = { .size = 0 };
	const struct complaints_page none = { .frame = frame };
	page_complaints(&out, &none);
	out_raw(&out, "", 1);
	cr_expect_not_null(strstr(out.data, "没有符合条件的投诉或督办"));
	cr_expect_null(strstr(out.data, "<tbody>"));
	free(out.data);
}

Test(business, a_teacher_is_asked_how_many_parents_a_registrar_is_not_and_a_head_sees_no_button)
{
	static const struct {
		bool is_teacher, may_confirm;
	} who[] = { { true, true }, { false, true }, { false, false } };
	for (size_t i = 0; i < 3; i++) {
		struct out out = { .size = 0 };
		const struct class_list_page p = { .frame = frame, .is_teacher = who[i].is_teacher,
			.may_confirm = who[i].may_confirm };
		page_class_list(&out, &p);
		out_raw(&out, "", 1);
		cr_expect_eq(strstr(out.data, "name=\"parents\"") != NULL, who[i].is_teacher, "%zu", i);
		cr_expect_eq(strstr(out.data, "确认本班名册") != NULL, who[i].may_confirm, "%zu", i);
		free(out.data);
	}
}

Test(form, a_value_is_encoded_so_that_it_comes_back_as_it_was)
{
	static const char text[] = "三年级 2&班+#%=?";
	char body[128];
	struct arena *arena = arena_new();
	struct form f;
	cr_expect_str_eq(form_encode(arena, "aZ09-._~"), "aZ09-._~");
	cr_expect_str_eq(form_encode(arena, "张&"), "%E5%BC%A0%26");
	(void)snprintf(body, sizeof(body), "class=%s", form_encode(arena, text));
	const struct bytes b = { (const uint8_t *)body, strlen(body) };
	cr_assert(form_parse(arena, "application/x-www-form-urlencoded", b, &f));
	cr_expect_str_eq(form_value(&f, "class"), text);
	arena_free(arena);
}
