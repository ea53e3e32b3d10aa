/* The door to what the unit has filed and decided. */
#include <criterion/criterion.h>
#include <string.h>

#include "hatch.h"

TestSuite(handled, .timeout = 60);

#define OF_THE_COUNTY	COUNTY ":head:sun"

static const char *
text_of(const json_t *row, const char *name)
{
	const char *text = json_string_value(json_object_get(row, name));
	return text == NULL ? "(null)" : text;
}

Test(handled, says_what_the_unit_did_and_whose_turn_it_is_now)
{
	struct hatch w;
	hatch_open(&w);
	hatch_approve(&w);
	behind.n_rows = 1;
	struct reply r = hatch_ask(&w, "GET", "/v1/handled", HEAD, NULL);
	cr_assert_eq(r.status, 200);
	cr_assert_eq(json_array_size(r.json), 1);
	const json_t *row = json_array_get(r.json, 0);
	cr_expect_str_eq(text_of(row, "docket"), DOCKET);
	cr_expect_str_eq(text_of(row, "kind"), "transfer");
	cr_expect_str_eq(text_of(row, "action"), "filed");
	cr_expect_str_eq(text_of(row, "officer"), "zhao");
	cr_expect_eq(json_integer_value(json_object_get(row, "n")), 1);
	cr_expect_str_eq(text_of(row, "at"), "2026-09-01T09:00:00+08:00");
	cr_expect_str_eq(text_of(row, "state"), "open");
	cr_expect_str_eq(text_of(row, "stage"), "check");
	cr_expect_str_eq(text_of(row, "holder"), "2143000102");
	cr_expect(json_is_true(json_object_get(row, "current")));
	cr_expect_null(strstr(r.body, "name"), "numbers without names, as in the inbox");
	cr_expect_eq(behind.n_looks, 0);
	reply_end(&r);
	behind.handled_n = 2;
	r = hatch_ask(&w, "GET", "/v1/handled", HEAD, NULL);
	row = json_array_get(r.json, 0);
	cr_expect_str_eq(text_of(row, "action"), "approved");
	cr_expect_str_eq(text_of(row, "officer"), "qian");
	reply_end(&r);
	hatch_close(&w);
}

Test(handled, says_how_long_who_has_it_still_has)
{
	struct hatch w;
	hatch_open(&w);
	behind.n_rows = 1;
	struct reply r = hatch_ask(&w, "GET", "/v1/handled", CLERK, NULL);
	const json_t *row = json_array_get(r.json, 0);
	cr_expect_str_eq(text_of(row, "stage"), "receiving_school");
	cr_expect_str_eq(text_of(row, "due"), "2026-09-15");
	cr_expect(json_is_integer(json_object_get(row, "working_days_left")));
	reply_end(&r);
	hatch_give_back(&w, ACTION_refused);
	hatch_expire(&w);
	r = hatch_ask(&w, "GET", "/v1/handled", CLERK, NULL);
	row = json_array_get(r.json, 0);
	cr_expect_str_eq(text_of(row, "state"), "refused");
	cr_expect(json_is_null(json_object_get(row, "holder")));
	cr_expect(json_is_null(json_object_get(row, "stage")));
	cr_expect(json_is_null(json_object_get(row, "working_days_left")));
	reply_end(&r);
	hatch_close(&w);
}

Test(handled, is_asked_of_the_own_unit_and_by_what_a_clerk_wants)
{
	struct hatch w;
	hatch_open(&w);
	hatch_expect(&w, "GET", "/v1/handled", CLERK, NULL, 200, NULL);
	cr_expect_str_eq(behind.handled.unit.text, SCHOOL);
	cr_expect_str_eq(behind.handled.officer, "");
	cr_expect_eq(behind.handled.state, HANDLED_ANY);
	cr_expect_eq(behind.handled.kind, BUSINESS_NONE);
	hatch_expect(&w, "GET", "/v1/handled?by=me&state=open&kind=suspension", CLERK, NULL, 200, NULL);
	cr_expect_str_eq(behind.handled.officer, "zhao");
	cr_expect_eq(behind.handled.state, HANDLED_OPEN);
	cr_expect_eq(behind.handled.kind, BUSINESS_suspension);
	hatch_expect(&w, "GET", "/v1/handled?by=&state=ended&kind=", OF_THE_COUNTY, NULL, 200, NULL);
	cr_expect_str_eq(behind.handled.unit.text, COUNTY);
	cr_expect_str_eq(behind.handled.officer, "");
	cr_expect_eq(behind.handled.state, HANDLED_ENDED);
	hatch_expect(&w, "GET", "/v1/handled?after=1789488000000." DOCKET, CLERK, NULL, 200, NULL);
	cr_expect_eq(behind.handled_after.at.ms, 1789488000000);
	cr_expect_str_eq(behind.handled_after.id.text, DOCKET);
	hatch_close(&w);
}

/* A deputy is asked for by his own name: what he did is his, in whose place ever. */
Test(handled, of_a_deputy_is_what_he_did_himself)
{
	struct hatch w;
	hatch_open(&w);
	hatch_expect(&w, "GET", "/v1/handled?by=me", SCHOOL ":head:li for qian", NULL, 200, NULL);
	cr_expect_str_eq(behind.handled.officer, "li");
	hatch_close(&w);
}

Test(handled, that_cannot_be_asked_for_is_told_by_its_parameter)
{
	static const char *const bad[][2] = { { "by=zhao", "by" }, { "state=closed", "state" }, { "kind=x", "kind" },
		{ "after=1", "after" }, { "limit=201", "limit" } };
	struct hatch w;
	char path[64];
	hatch_open(&w);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		(void)snprintf(path, sizeof(path), "/v1/handled?%s", bad[i][0]);
		struct reply r = hatch_ask(&w, "GET", path, HEAD, NULL);
		cr_expect_eq(r.status, 400, "%s", path);
		cr_expect_str_eq(text_of(json_object_get(r.json, "details"), "member"), bad[i][1]);
		reply_end(&r);
	}
	hatch_close(&w);
}

/* Whatever the store says: what has not reached a unit does not exist for it. */
Test(handled, shows_no_docket_to_a_unit_that_it_has_not_reached)
{
	struct hatch w;
	hatch_open(&w);
	behind.n_rows = 1;
	struct reply r = hatch_ask(&w, "GET", "/v1/handled?limit=1", OF_THE_COUNTY, NULL);
	cr_expect_eq(r.status, 200);
	cr_expect_eq(json_array_size(r.json), 0);
	reply_end(&r);
	hatch_expect(&w, "GET", "/v1/handled", THERE ":head:x", NULL, 403, "NOT_SERVED");
	hatch_expect(&w, "GET", "/v1/handled", SCHOOL ":teacher:zhao", NULL, 403, NULL);
	behind.weather = STORE_AGAIN;
	hatch_expect(&w, "GET", "/v1/handled", HEAD, NULL, 503, "BUSY");
	hatch_close(&w);
}
