/* What the console has printed: the bytes of the door, or a page in the reader's language that says why not. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console/inside.h"
#include "desk/hatch.h"

TestSuite(paper_page, .timeout = 60);

struct seen {
	unsigned status;
	const char *type, *policy;
	char text[65536];
};

static const char *
query_of(const struct door *d, const char *name)
{
	(void)d;
	(void)name;
	return NULL;
}

static const char *
header_of(const struct door *d, const char *name)
{
	(void)d;
	(void)name;
	return NULL;
}

static struct seen
see(struct hatch *w, enum lang lang, const char *unit, enum role role, void (*page)(struct visit *))
{
	struct seen s = { .status = 0 };
	struct door d = desk_door(w->desk);
	struct visit v = { .door = &d, .path = "/console/", .lang = lang };
	d.query = query_of;
	d.header = header_of;
	(void)snprintf(d.segments[0], SEGMENT_MAX, "%s", page == paper_sheet ? ref_of(&v, NUMBER) : DOCKET);
	(void)strcpy(d.as.unit.text, unit);
	d.as.role = role;
	desk_hold_law(w->desk);
	page(&v);
	desk_let_go_of_store(&d);
	desk_let_go_of_law(w->desk);
	s.status = d.answer.status;
	s.type = d.answer.type;
	s.policy = d.answer.policy;
	memcpy(s.text, d.answer.data, d.answer.size < sizeof(s.text) ? d.answer.size : sizeof(s.text) - 1);
	free(d.answer.data);
	arena_free(d.arena);
	return s;
}

static void
expect_pdf(const struct seen *s)
{
	cr_expect_eq(s->status, 200, "%.300s", s->text);
	cr_expect_str_eq(s->type, "application/pdf");
	cr_expect_eq(strncmp(s->text, "%PDF-", 5), 0);
}

Test(paper_page, a_pdf_comes_through_as_it_is)
{
	struct hatch w;
	hatch_open_press(&w, XUEJI_PAPER);
	struct seen s = see(&w, LANG_ZH, SCHOOL, ROLE_REGISTRAR, paper_sheet);
	expect_pdf(&s);
	hatch_admit(&w);
	s = see(&w, LANG_ZH, SCHOOL, ROLE_HEAD, paper_notice);
	expect_pdf(&s);
	hatch_complain(&w, 1);
	s = see(&w, LANG_EN, COUNTY, ROLE_CLERK, paper_verification);
	expect_pdf(&s);
	hatch_close(&w);
}

Test(paper_page, what_is_not_printed_is_a_page_with_the_doors_words)
{
	struct hatch w;
	hatch_open(&w);
	struct seen s = see(&w, LANG_ZH, SCHOOL, ROLE_HEAD, paper_sheet);
	cr_expect_eq(s.status, 503);
	cr_expect_not_null(strstr(s.type, "text/html"));
	cr_expect_not_null(s.policy);
	cr_expect_not_null(strstr(s.text, "暂时无法打印"), "%s", s.text);
	s = see(&w, LANG_EN, SCHOOL, ROLE_HEAD, paper_notice);
	cr_expect_eq(s.status, 409);
	cr_expect_not_null(strstr(s.text, "this cannot be done at the present stage"), "%s", s.text);
	s = see(&w, LANG_EN, SCHOOL, ROLE_CLERK, paper_notice);
	cr_expect_eq(s.status, 403);
	hatch_close(&w);
}

static void
sheet_of_a_number(struct visit *v)
{
	(void)strcpy(v->door->segments[0], NUMBER);
	paper_sheet(v);
}

Test(paper_page, a_number_in_an_address_is_no_reference)
{
	struct hatch w;
	hatch_open(&w);
	const struct seen s = see(&w, LANG_ZH, SCHOOL, ROLE_REGISTRAR, sheet_of_a_number);
	cr_expect_eq(s.status, 404);
	hatch_close(&w);
}

static void
cases_of_the_child(struct visit *v)
{
	(void)snprintf(v->door->segments[0], SEGMENT_MAX, "%s", ref_of(v, NUMBER));
	case_of_student(v);
}

Test(paper_page, asking_for_a_childs_dockets_is_a_search_and_recorded_before_they_are_shown)
{
	struct hatch w;
	hatch_open(&w);
	struct seen s = see(&w, LANG_ZH, SCHOOL, ROLE_HEAD, cases_of_the_child);
	cr_expect_eq(s.status, 200);
	cr_expect_not_null(strstr(s.text, DOCKET));
	cr_expect_null(strstr(s.text, NUMBER), "nobody typed it");
	cr_expect_eq(behind.n_looks, 1);
	cr_expect_str_eq(behind.look.kind, "search");
	s = see(&w, LANG_ZH, SCHOOL, ROLE_HEAD, case_of_docket);
	cr_expect_eq(s.status, 200);
	cr_expect_eq(behind.n_looks, 2);
	behind.is_look_lost = true;
	s = see(&w, LANG_ZH, SCHOOL, ROLE_HEAD, cases_of_the_child);
	cr_expect_eq(s.status, 503);
	cr_expect_null(strstr(s.text, DOCKET));
	hatch_close(&w);
}
