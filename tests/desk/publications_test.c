/* The doors to law that is published. */
#include <criterion/criterion.h>
#include <string.h>

#include "hatch.h"

TestSuite(publications, .timeout = 60);

#define PROVINCE "430000:head:wen"
#define DOOR	 "/v1/publications"

Test(publications, the_list_tells_what_became_of_each)
{
	static const char *const states[] = { "followed", "in_force", "to_come", "refused" };
	struct hatch w;
	hatch_open(&w);
	struct reply r = hatch_ask(&w, "GET", DOOR, HEAD, NULL);
	cr_assert_eq(r.status, 200);
	cr_assert_eq(json_array_size(r.json), 4);
	for (size_t i = 0; i < 4; i++) {
		const json_t *j = json_array_get(r.json, i);
		cr_expect_str_eq(json_string_value(json_object_get(j, "state")), states[i]);
		cr_expect_eq(json_integer_value(json_object_get(j, "version")), (json_int_t)i + 4);
		cr_expect_eq(json_is_null(json_object_get(j, "verdict")), i != 3);
		cr_expect_eq(json_is_null(json_object_get(j, "why")), i != 3);
	}
	reply_end(&r);
	hatch_close(&w);
}

Test(publications, the_head_of_a_province_publishes_its_policy)
{
	struct hatch w;
	hatch_open(&w);
	struct reply r = hatch_ask(&w, "POST", DOOR, PROVINCE,
	    "{\"matter\":\"policy\",\"file\":\"430000.yaml\",\"text\":\"version: 9\"}");
	cr_assert_eq(r.status, 201);
	cr_expect_str_eq(reply_text(&r, "unit"), "430000");
	cr_expect_str_eq(reply_text(&r, "officer"), "wen");
	cr_expect_eq(json_integer_value(json_object_get(r.json, "version")), 9);
	cr_expect_not_null(behind.asked.publish);
	reply_end(&r);
	hatch_close(&w);
}

Test(publications, what_may_not_be_published_never_comes_to_the_relay)
{
	static const struct {
		const char *who, *body;
		int status;
		const char *verdict;
	} rows[] = {
		{ "430000:clerk:wen", "{\"matter\":\"policy\",\"file\":\"a\",\"text\":\"b\"}", 403, "ROLE_NOT_ALLOWED" },
		{ HEAD, "{\"matter\":\"policy\",\"file\":\"a\",\"text\":\"b\"}", 403, "NOT_YOURS_TO_PUBLISH" },
		{ PROVINCE, "{\"matter\":\"calendar\",\"file\":\"a\",\"text\":\"b\"}", 403, "NOT_YOURS_TO_PUBLISH" },
		{ PROVINCE, "{\"matter\":\"law\",\"file\":\"a\",\"text\":\"b\"}", 400, "BAD_REQUEST" },
		{ PROVINCE, "{\"matter\":\"policy\",\"file\":\"a\"}", 400, "BAD_REQUEST" },
		{ PROVINCE, "{\"matter\":\"policy\",\"text\":\"b\"}", 400, "BAD_REQUEST" },
		{ PROVINCE, "{\"matter\":\"policy\",\"file\":\"a\",\"text\":\"b\",\"version\":0}", 400, "BAD_REQUEST" },
		{ PROVINCE, "{\"matter\":\"policy\",\"file\":\"a\",\"text\":\"b\",\"effective_at\":\"soon\"}", 400,
		    "BAD_REQUEST" },
		{ PROVINCE, "{\"matter\":\"policy\",\"file\":\"a\",\"text\":\"b\",\"effective_at\":\"2020-01-01T00:00:00Z\"}",
		    409, "EFFECTIVE_TOO_EARLY" },
		{ PROVINCE, "{\"matter\":\"policy\",\"file\":\"a.yaml\",\"text\":\"wide\"}", 409, "PUBLICATION_FAULTY" },
	};
	struct hatch w;
	hatch_open(&w);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		hatch_expect(&w, "POST", DOOR, rows[i].who, rows[i].body, rows[i].status, rows[i].verdict);
	cr_expect_eq(behind.n_asked, 0);
	hatch_close(&w);
}

Test(publications, a_fault_is_told_with_its_line)
{
	struct hatch w;
	hatch_open(&w);
	struct reply r = hatch_ask(&w, "POST", DOOR, PROVINCE,
	    "{\"matter\":\"policy\",\"file\":\"a.yaml\",\"text\":\"wide\"}");
	cr_expect_str_eq(json_string_value(json_object_get(json_object_get(r.json, "details"), "fault")),
	    "a.yaml:3:1: too wide");
	reply_end(&r);
	hatch_close(&w);
}
