/* All that stands against a filing, at once: what cannot be read, and what the rules say of the rest. */
#include <criterion/criterion.h>
#include <string.h>

#include "hatch.h"

TestSuite(preflight, .timeout = 60);

#define OTHERS "\"kind\":\"transfer\",\"reason\":\"随父母迁居\""

static json_t *
problem(const struct reply *r, const char *verdict, const char *member)
{
	size_t i;
	json_t *one;
	json_array_foreach(json_object_get(r->json, "problems"), i, one)
	{
		const char *at = json_string_value(json_object_get(one, "member"));
		if (strcmp(json_string_value(json_object_get(one, "verdict")), verdict) == 0
		    && (member == NULL ? at == NULL : at != NULL && strcmp(at, member) == 0))
			return one;
	}
	return NULL;
}

static void
expect_all(const struct reply *r, const char *const (*all)[2], size_t n)
{
	cr_assert_eq(r->status, 200, "%s", r->body);
	cr_expect_eq(json_array_size(json_object_get(r->json, "problems")), n, "%s", r->body);
	for (size_t i = 0; i < n; i++)
		cr_expect_not_null(problem(r, all[i][0], all[i][1]), "%s of %s is not told: %s", all[i][0],
		    all[i][1] == NULL ? "the whole" : all[i][1], r->body);
}

/* The grade that cannot be is asked about as another, of which nothing is told. */
Test(preflight, what_cannot_be_read_keeps_nothing_else_from_being_told)
{
	struct hatch w;
	hatch_open(&w);
	behind.answer = (struct relay_answer){ .found = { VERDICT_BAD_CITIZEN_ID, VERDICT_BAD_GRADE, VERDICT_WINDOW_CLOSED,
		VERDICT_NOT_SAME_GRADE }, .n_found = 4, .opens = { 1786723200000 } };
	static const char *const all[][2] = { { "BAD_GRADE", "student.grade" }, { "BAD_REQUEST", "arrived_on" },
		{ "BAD_REQUEST", "reasno" }, { "BAD_CITIZEN_ID", "student.citizen_id" } };
	struct reply r = hatch_ask(&w, "POST", "/v1/preflight", CLERK,
	    "{" OTHERS ",\"reasno\":\"x\",\"arrived_on\":\"soon\",\"sending_school\":\"" THERE "\",\"student\":{"
	    "\"number\":\"" NUMBER "\",\"name\":\"欧阳阿依\",\"citizen_id\":\"110101201503078512\",\"grade\":14}}");
	expect_all(&r, all, 4);
	cr_expect(behind.asked.is_trial);
	reply_end(&r);
	hatch_close(&w);
}

Test(preflight, behind_a_school_that_nobody_knows_the_rest_is_told)
{
	static const char *const bodies[] = {
		"{" OTHERS ",\"sending_school\":\"2144999999\",\"student\":{\"number\":\"" NUMBER
		"\",\"name\":\"欧阳阿依\",\"citizen_id\":\"x\",\"grade\":4}}",
		"{" OTHERS ",\"sending_school\":\"somewhere\",\"student\":{\"number\":\"" NUMBER
		"\",\"name\":\"欧阳阿依\",\"citizen_id\":\"x\",\"grade\":4}}",
	};
	static const char *const all[][2] = { { "UNKNOWN_UNIT", "sending_school" }, { "BAD_CITIZEN_ID", "student.citizen_id" },
		{ "WINDOW_CLOSED", NULL } };
	struct hatch w;
	hatch_open(&w);
	behind.answer = (struct relay_answer){ .found = { VERDICT_BAD_CITIZEN_ID, VERDICT_WINDOW_CLOSED, VERDICT_DATA_MISMATCH },
		.n_found = 3, .opens = { 1786723200000 } };
	for (size_t i = 0; i < 2; i++) {
		struct reply r = hatch_ask(&w, "POST", "/v1/preflight", CLERK, bodies[i]);
		expect_all(&r, all, 3);
		const struct header *h = &behind.asked.happening.filing;
		const struct unit *instead = registry_find(w.law.registry, h->sending_school);
		cr_assert_not_null(instead, "%s", h->sending_school.text);
		cr_expect_eq(instead->level, LEVEL_SCHOOL);
		cr_expect_str_neq(h->sending_school.text, SCHOOL);
		cr_expect_str_eq(h->receiving_school.text, SCHOOL);
		reply_end(&r);
	}
	hatch_close(&w);
}

Test(preflight, of_a_second_filing_tells_which_docket_is_open)
{
	struct hatch w;
	hatch_open(&w);
	behind.answer = (struct relay_answer){ .found = { VERDICT_DUPLICATE_FILING }, .n_found = 1,
		.open = { "0198c0de-0000-7000-8000-0000000000fe" } };
	struct reply r = hatch_ask(&w, "POST", "/v1/preflight", CLERK,
	    "{" OTHERS ",\"sending_school\":\"2144000101\",\"student\":{\"number\":\"" NUMBER
	    "\",\"name\":\"欧阳阿依\",\"citizen_id\":\"\",\"grade\":4}}");
	cr_expect_not_null(strstr(r.body, "\"docket\":\"0198c0de-0000-7000-8000-0000000000fe\""), "%s", r.body);
	reply_end(&r);
	hatch_close(&w);
}

Test(preflight, of_a_kind_that_is_none_what_can_be_read_is_said_and_no_rule_is_asked)
{
	static const char *const all[][2] = { { "BAD_REQUEST", "kind" }, { "BAD_REQUEST", "student.nmae" },
		{ "BAD_NAME", "student.name" } };
	struct hatch w;
	char body[1024], name[301];
	hatch_open(&w);
	memset(name, 'x', 300);
	name[300] = '\0';
	(void)snprintf(body, sizeof(body),
	    "{\"kind\":\"holiday\",\"student\":{\"nmae\":\"x\",\"name\":\"%s\"}}", name);
	struct reply r = hatch_ask(&w, "POST", "/v1/preflight", CLERK, body);
	expect_all(&r, all, 3);
	cr_expect_eq(behind.n_asked, 0);
	reply_end(&r);
	hatch_close(&w);
}

Test(preflight, a_name_that_is_no_text_is_not_an_empty_one_as_well)
{
	static const char *const all[][2] = { { "BAD_REQUEST", "student.name" }, { "BAD_REQUEST", "change" } };
	struct hatch w;
	hatch_open(&w);
	behind.answer = (struct relay_answer){ .found = { VERDICT_BAD_NAME, VERDICT_CHANGE_MISSING, VERDICT_DATA_MISMATCH },
		.n_found = 3 };
	struct reply r = hatch_ask(&w, "POST", "/v1/preflight", CLERK,
	    "{" OTHERS ",\"change\":[],\"sending_school\":\"" THERE "\",\"student\":{\"number\":\"" NUMBER
	    "\",\"name\":5,\"citizen_id\":\"110101201503078511\",\"grade\":4}}");
	expect_all(&r, all, 2);
	reply_end(&r);
	hatch_close(&w);
}

/* What was asked about with something in its place is never filed. */
Test(preflight, the_filing_itself_is_refused_for_the_first_of_them)
{
	struct hatch w;
	hatch_open(&w);
	struct reply r = hatch_ask(&w, "POST", "/v1/dockets", CLERK,
	    "{" OTHERS ",\"sending_school\":\"somewhere\",\"student\":{\"number\":\"" NUMBER
	    "\",\"name\":\"欧阳阿依\",\"citizen_id\":\"x\",\"grade\":14}}");
	cr_expect_eq(r.status, 404);
	cr_expect_str_eq(reply_text(&r, "verdict"), "UNKNOWN_UNIT");
	cr_expect_eq(behind.n_asked, 0);
	reply_end(&r);
	hatch_close(&w);
}

Test(preflight, weather_is_no_problem_of_the_filing)
{
	struct hatch w;
	hatch_open(&w);
	behind.weather = STORE_AGAIN;
	hatch_expect(&w, "POST", "/v1/preflight", CLERK,
	    "{" OTHERS ",\"attachments\":[\"" DIGEST "\"],\"sending_school\":\"" THERE "\",\"student\":{}}", 503, "BUSY");
	hatch_close(&w);
}
