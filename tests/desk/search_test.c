/* The door of a search: what finds what, for whom, and that it is recorded. */
#include <criterion/criterion.h>
#include <string.h>

#include "hatch.h"

TestSuite(search, .timeout = 60);

#define ID	"110101201503078511"
#define OFFICE	COUNTY ":head:sun"

static void
expect_found(struct hatch *w, const char *as, const char *body, const char *by, size_t dockets,
    size_t students)
{
	const unsigned before = behind.n_looks;
	struct reply r = hatch_ask(w, "POST", "/v1/search", as, body);
	cr_assert_eq(r.status, 200, "%s: %s", body, r.body);
	cr_expect_str_eq(reply_text(&r, "by"), by);
	cr_expect_eq(json_array_size(json_object_get(r.json, "dockets")), dockets, "%s: %s", body, r.body);
	cr_expect_eq(json_array_size(json_object_get(r.json, "students")), students, "%s: %s", body, r.body);
	cr_expect_null(strstr(r.body, "欧阳阿依"), "not masked: %s", r.body);
	cr_expect_eq(behind.n_looks, before + 1, "%s was not recorded", body);
	cr_expect_eq(behind.look.hits, (int64_t)(dockets + students));
	cr_expect_str_eq(behind.look.kind, "search");
	reply_end(&r);
}

Test(search, each_of_five_ways_finds_the_docket_and_the_record_of_a_child)
{
	struct hatch w;
	hatch_open(&w);
	expect_found(&w, HEAD, "{\"docket\":\"" DOCKET "\"}", "docket", 1, 0);
	cr_expect_str_eq(behind.look.subject, DOCKET);
	expect_found(&w, HEAD, "{\"number\":\"" NUMBER "\"}", "number", 1, 1);
	cr_expect_str_eq(behind.look.subject, "0123456789abcdef0123456789abcdef", "only what stands for it is kept");
	cr_expect_str_eq(behind.look.account, "qian");
	expect_found(&w, HEAD, "{\"citizen_id\":\"" ID "\"}", "citizen_id", 1, 1);
	expect_found(&w, HEAD, "{\"name\":\"欧阳阿依\",\"birth\":\"2015-03-07\"}", "name", 1, 1);
	expect_found(&w, HEAD, "{\"school\":\"" SCHOOL "\"}", "school", 1, 0);
	hatch_close(&w);
}

Test(search, who_has_not_seen_a_docket_does_not_find_it_and_is_recorded_all_the_same)
{
	struct hatch w;
	hatch_open(&w);
	expect_found(&w, OFFICE, "{\"docket\":\"" DOCKET "\"}", "docket", 0, 0);
	expect_found(&w, OFFICE, "{\"number\":\"" NUMBER "\"}", "number", 0, 0);
	expect_found(&w, OFFICE, "{\"citizen_id\":\"" ID "\"}", "citizen_id", 0, 0);
	expect_found(&w, OFFICE, "{\"school\":\"" SCHOOL "\"}", "school", 0, 0);
	hatch_close(&w);
}

Test(search, another_child_of_that_day_is_not_the_one)
{
	struct hatch w;
	hatch_open(&w);
	expect_found(&w, HEAD, "{\"name\":\"欧阳阿\",\"birth\":\"2015-03-07\"}", "name", 0, 0);
	expect_found(&w, HEAD, "{\"name\":\"欧阳阿依\",\"birth\":\"2015-03-08\"}", "name", 0, 0);
	hatch_close(&w);
}

Test(search, what_is_no_search_is_told_and_searches_nothing)
{
	static const char *const bad[] = { "{}", "{\"number\":\"\"}", "{\"number\":\"x\"}",
		"{\"number\":\"" NUMBER "\",\"school\":\"" SCHOOL "\"}", "{\"citizen_id\":\"110101201503078512\"}",
		"{\"name\":\"x\"}", "{\"birth\":\"2015-03-07\"}", "{\"name\":\"x\",\"birth\":\"2015-02-30\"}",
		"{\"docket\":\"x\"}", "{\"school\":\"x\"}", "{\"who\":\"x\"}", "{\"number\":1}", "[]" };
	struct hatch w;
	hatch_open(&w);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		hatch_expect(&w, "POST", "/v1/search", HEAD, bad[i], 400, "BAD_REQUEST");
	cr_expect_eq(behind.n_looks, 0);
	hatch_expect(&w, "POST", "/v1/search", SCHOOL ":teacher:he", "{\"number\":\"" NUMBER "\"}", 403,
	    "ROLE_NOT_ALLOWED");
	behind.weather = STORE_AGAIN;
	hatch_expect(&w, "POST", "/v1/search", HEAD, "{\"number\":\"" NUMBER "\"}", 503, "BUSY");
	hatch_close(&w);
}
