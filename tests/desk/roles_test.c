/*
 * Who may use which door, in which role: every row of route.def, every role an officer can have. The table
 * here is written by hand, from the regulation: a class teacher confirms the lists of classes (section 5), and
 * takes no part in dockets. It must not follow route.def by itself.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "desk/door.h"
#include "hatch.h"

TestSuite(roles, .timeout = 120);

static const struct {
	char letter;
	const char *name;
	enum role role;
} roles[] = {
	{ 'r', "registrar", ROLE_REGISTRAR },
	{ 'h', "head", ROLE_HEAD },
	{ 'c', "clerk", ROLE_CLERK },
	{ 't', "teacher", ROLE_TEACHER },
};

static const struct {
	const char *method, *path, *allowed;
} expected[] = {
	{ "GET", "/livez", "rhct" },
	{ "GET", "/readyz", "rhct" },
	{ "GET", "/metrics", "rhct" },
	{ "GET", "/v1/verdicts", "rhct" },
	{ "GET", "/v1/grounds", "rhct" },
	{ "GET", "/v1/status", "rhct" },
	{ "POST", "/v1/dockets", "rhc" },
	{ "POST", "/v1/preflight", "rhc" },
	{ "GET", "/v1/dockets", "rhc" },
	{ "POST", "/v1/decisions", "rhc" },
	{ "GET", "/v1/dockets/{}", "rhc" },
	{ "GET", "/v1/dockets/{}/export", "rhc" },
	{ "GET", "/v1/dockets/{}/forks", "rhc" },
	{ "POST", "/v1/dockets/{}/unmask", "rhc" },
	{ "GET", "/v1/dockets/{}/receipt.pdf", "rhc" },
	{ "GET", "/v1/dockets/{}/notice.pdf", "rh" },
	{ "GET", "/v1/dockets/{}/sheet.pdf", "rhc" },
	{ "GET", "/v1/dockets/{}/attachments/{}", "rhc" },
	{ "POST", "/v1/dockets/{}/{}", "rhc" },
	{ "PUT", "/v1/dockets/{}/claim", "rhc" },
	{ "DELETE", "/v1/dockets/{}/claim", "rhc" },
	{ "GET", "/v1/inbox/news", "rhc" },
	{ "GET", "/v1/inbox", "rhc" },
	{ "GET", "/v1/handled", "rhc" },
	{ "GET", "/v1/findings", "rhc" },
	{ "GET", "/v1/students", "rhc" },
	{ "POST", "/v1/students", "r" },
	{ "POST", "/v1/imports", "r" },
	{ "GET", "/v1/students/{}", "rhc" },
	{ "POST", "/v1/search", "rhc" },
	{ "GET", "/v1/verification", "rhct" },
	{ "GET", "/v1/unfinished", "rhc" },
	{ "GET", "/v1/class", "rht" },
	{ "PUT", "/v1/class", "r" },
	{ "POST", "/v1/class", "rt" },
	{ "GET", "/v1/unchanged", "rhc" },
	{ "GET", "/v1/sheet", "rh" },
	{ "GET", "/v1/sheet.pdf", "rh" },
	{ "POST", "/v1/sheet", "rh" },
	{ "PUT", "/v1/attachments", "rhc" },
	{ "GET", "/v1/units", "rhct" },
	{ "GET", "/v1/units/{}", "rhct" },
	{ "GET", "/v1/calendar", "rhct" },
	{ "GET", "/v1/publications", "rhct" },
	{ "POST", "/v1/publications", "h" },
	{ "GET", "/v1/figures", "rhc" },
	{ "GET", "/v1/figures/dockets", "rhc" },
	{ "GET", "/v1/notices", "rhc" },
	{ "GET", "/v1/letters/dead", "rhc" },
	{ "POST", "/v1/letters/dead/{}/replay", "rhc" },
	{ "POST", "/v1/accounts", "rhct" },
	{ "GET", "/v1/looks/verify", "h" },
};

enum { N_ROLES = sizeof(roles) / sizeof(roles[0]), N_EXPECTED = sizeof(expected) / sizeof(expected[0]) };

Test(roles, every_door_stands_in_the_table_once)
{
	static const struct {
		const char *method, *path;
	} doors[] = {
#define ROUTE(method, path, ...) { method, path },
#include "desk/route.def"
#undef ROUTE
	};
	cr_assert_eq(sizeof(doors) / sizeof(doors[0]), N_EXPECTED);
	for (size_t i = 0; i < N_EXPECTED; i++) {
		size_t n = 0;
		for (size_t k = 0; k < N_EXPECTED; k++)
			n += strcmp(doors[i].method, expected[k].method) == 0
			    && strcmp(doors[i].path, expected[k].path) == 0;
		cr_expect_eq(n, 1, "%s %s", doors[i].method, doors[i].path);
	}
}

/* Something in each place of it: a docket, and a word of its own where that is followed by one. */
static void
fill(const char *pattern, char *ret, size_t size)
{
	size_t n = 0, places = 0;
	for (; *pattern != '\0' && n + sizeof(DOCKET) < size; pattern++) {
		if (*pattern != '{') {
			ret[n++] = *pattern;
			continue;
		}
		n += (size_t)snprintf(ret + n, size - n, "%s", places++ == 0 ? DOCKET : "approve");
		pattern++;
	}
	ret[n] = '\0';
}

Test(roles, every_role_passes_the_doors_that_are_its_own_and_no_other)
{
	struct hatch w;
	hatch_open(&w);
	for (size_t i = 0; i < N_EXPECTED; i++)
		for (size_t k = 0; k < N_ROLES; k++) {
			char path[160], as[64];
			fill(expected[i].path, path, sizeof(path));
			(void)snprintf(as, sizeof(as), SCHOOL ":%s:zhao", roles[k].name);
			const unsigned asked = behind.n_asked, looks = behind.n_looks;
			struct reply r = hatch_ask(&w, expected[i].method, path, as, NULL);
			const bool is_refused =
			    r.status == 403 && strcmp(reply_text(&r, "verdict"), "ROLE_NOT_ALLOWED") == 0;
			const bool is_allowed = strchr(expected[i].allowed, roles[k].letter) != NULL;
			cr_expect_eq(is_refused, !is_allowed, "%s %s as a %s: %d %.200s", expected[i].method,
			    path, roles[k].name, r.status, r.body);
			cr_expect(is_allowed || (behind.n_asked == asked && behind.n_looks == looks),
			    "%s %s: done all the same", expected[i].method, path);
			reply_end(&r);
		}
	hatch_close(&w);
}

static const char *
no_query(const struct door *d, const char *name)
{
	(void)d, (void)name;
	return NULL;
}

/* Pages ask without the look, which they record themselves, but not without the role. */
Test(roles, a_page_passes_no_door_either)
{
	static const struct {
		void (*answer)(struct door *);
		const char *name, *segment;
	} pages[] = {
		{ docket_answer, "docket", DOCKET },
		{ cases_answer, "cases", "" },
		{ student_answer, "record", NUMBER },
		{ students_answer, "records", "" },
		{ door_inbox, "inbox", "" },
		{ door_handled, "handled", "" },
	};
	struct hatch w;
	hatch_open(&w);
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		for (size_t k = 0; k < N_ROLES; k++) {
			const struct unit_code school = { SCHOOL };
			struct door d = desk_door(w.desk);
			d.query = no_query;
			d.as.unit = school;
			d.as.role = roles[k].role;
			(void)snprintf(d.segments[0], SEGMENT_MAX, "%s", pages[i].segment);
			desk_hold_law(w.desk);
			pages[i].answer(&d);
			desk_let_go_of_store(&d);
			desk_let_go_of_law(w.desk);
			cr_expect_eq(d.answer.status, roles[k].role == ROLE_TEACHER ? 403 : 200, "%s as a %s: %u",
			    pages[i].name, roles[k].name, d.answer.status);
			free(d.answer.data);
			arena_free(d.arena);
		}
	hatch_close(&w);
}
