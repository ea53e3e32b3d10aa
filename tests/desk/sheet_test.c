/* The basic information sheet, and a paper beside it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "hatch.h"

TestSuite(sheet, .timeout = 60);

#define SHEET	"/v1/sheet?number=" NUMBER

static const json_t *
field_of(const struct reply *r, const char *name)
{
	size_t i;
	const json_t *f;
	json_array_foreach(json_object_get(r->json, "fields"), i, f)
		if (strcmp(json_string_value(json_object_get(f, "field")), name) == 0)
			return f;
	cr_assert_fail("no field %s in %s", name, r->body);
	return NULL;
}

static const char *
member(const struct reply *r, const char *field, const char *name)
{
	const char *text = json_string_value(json_object_get(field_of(r, field), name));
	return text == NULL ? "(null)" : text;
}

Test(sheet, the_schools_people_get_the_form_line_by_line)
{
	struct hatch w;
	hatch_open(&w);
	struct reply r = hatch_ask(&w, "GET", SHEET, CLERK, NULL);
	cr_assert_eq(r.status, 200, "%s", r.body);
	cr_expect_str_eq(member(&r, "name", "value"), "欧阳阿依");
	cr_expect_str_eq(member(&r, "citizen_id", "value"), "110101201503078511");
	cr_expect_str_eq(member(&r, "sex", "value"), "2");
	cr_expect_str_eq(member(&r, "sex", "text"), "女");
	cr_expect_str_eq(member(&r, "grade", "text"), "四年级");
	cr_expect_str_eq(member(&r, "status", "text"), "在校");
	cr_expect_str_eq(member(&r, "school", "value"), SCHOOL);
	cr_expect_str_eq(member(&r, "school_name", "value"), "示范甲小学");
	cr_expect_str_eq(member(&r, "name", "zh"), "姓名");
	reply_end(&r);
	hatch_close(&w);
}

Test(sheet, nobody_else_gets_it)
{
	struct hatch w;
	hatch_open(&w);
	hatch_expect(&w, "GET", SHEET, HEAD, NULL, 200, NULL);
	hatch_expect(&w, "GET", SHEET, SCHOOL ":clerk:x", NULL, 403, "ROLE_NOT_ALLOWED");
	hatch_expect(&w, "GET", SHEET, "2143000102:registrar:x", NULL, 404, "UNKNOWN_STUDENT");
	hatch_expect(&w, "GET", SHEET, COUNTY ":head:x", NULL, 404, "UNKNOWN_STUDENT");
	hatch_expect(&w, "GET", SHEET, NULL, NULL, 400, "BAD_REQUEST");
	hatch_expect(&w, "GET", "/v1/sheet", HEAD, NULL, 400, "BAD_REQUEST");
	hatch_expect(&w, "GET", "/v1/sheet?number=x", HEAD, NULL, 404, "UNKNOWN_STUDENT");
	hatch_expect(&w, "GET", SHEET "0", HEAD, NULL, 404, "UNKNOWN_STUDENT");
	behind.weather = STORE_AGAIN;
	hatch_expect(&w, "GET", SHEET, HEAD, NULL, 503, "BUSY");
	hatch_close(&w);
}

/* -- a paper -------------------------------------------------------------------------- */

static struct reply
compare(struct hatch *w, const char *paper)
{
	char body[1024];
	(void)snprintf(body, sizeof(body), "{\"number\":\"" NUMBER "\",\"paper\":{%s}}", paper);
	return hatch_ask(w, "POST", "/v1/sheet", CLERK, body);
}

Test(sheet, a_paper_is_compared_field_by_field)
{
	struct hatch w;
	hatch_open(&w);
	struct reply r = compare(&w,
	    "\"name\":\"欧阳阿衣\",\"grade\":\"4\",\"birth\":\"2015-03-08\",\"sex\":\"女\"");
	cr_assert_eq(r.status, 200, "%s", r.body);
	cr_expect(json_is_false(json_object_get(r.json, "agrees")));
	cr_expect_eq(json_integer_value(json_object_get(r.json, "n_agree")), 2);
	cr_expect_eq(json_integer_value(json_object_get(r.json, "n_differ")), 2);
	cr_expect_str_eq(member(&r, "name", "result"), "differs");
	cr_expect_str_eq(member(&r, "name", "paper"), "欧阳阿衣");
	cr_expect_str_eq(member(&r, "name", "record"), "欧阳阿依");
	cr_expect_str_eq(member(&r, "birth", "result"), "differs");
	cr_expect_str_eq(member(&r, "grade", "result"), "agrees");
	cr_expect_str_eq(member(&r, "sex", "result"), "agrees");
	cr_expect_str_eq(member(&r, "school", "result"), "not_on_paper");
	cr_expect_str_eq(member(&r, "school", "paper"), "(null)");
	reply_end(&r);
	hatch_close(&w);
}

Test(sheet, blank_is_not_missing)
{
	struct hatch w;
	hatch_open(&w);
	struct reply r = compare(&w, "\"citizen_id\":\"\",\"school_name\":null");
	cr_assert_eq(r.status, 200, "%s", r.body);
	cr_expect_str_eq(member(&r, "citizen_id", "result"), "differs", "the record has one");
	cr_expect_str_eq(member(&r, "citizen_id", "paper"), "");
	cr_expect_str_eq(member(&r, "school_name", "result"), "not_on_paper");
	reply_end(&r);
	r = compare(&w, "");
	cr_expect(json_is_true(json_object_get(r.json, "agrees")));
	cr_expect_eq(json_integer_value(json_object_get(r.json, "n_agree")), 0);
	reply_end(&r);
	hatch_close(&w);
}

Test(sheet, the_same_is_the_same_however_it_is_written)
{
	static const char *const same[] = { "\"grade\":\"四年级\"", "\"grade\":\"4年级\"",
		"\"sex\":\"2\"", "\"sex\":\" 女　\"", "\"sex\":\"female\"", "\"status\":\"在校\"",
		"\"status\":\"in_school\"", "\"birth\":\"1970-01-01\"", "\"birth\":\"1970年1月1日\"",
		"\"birth\":\"19700101\"", "\"name\":\"　欧阳阿依 \"" };
	struct hatch w;
	hatch_open(&w);
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		struct reply r = compare(&w, same[i]);
		cr_expect_eq(json_integer_value(json_object_get(r.json, "n_agree")), 1, "%s: %s", same[i],
		    r.body);
		reply_end(&r);
	}
	hatch_close(&w);
}

Test(sheet, a_slip_in_a_fields_name_is_not_taken_for_a_line_that_is_not_there)
{
	struct hatch w;
	hatch_open(&w);
	static const char *const bodies[] = { "{}", "[]", "{\"number\":\"" NUMBER "\"}",
		"{\"number\":\"" NUMBER "\",\"paper\":[]}", "{\"number\":\"" NUMBER "\",\"paper\":{\"nme\":\"x\"}}",
		"{\"number\":\"" NUMBER "\",\"paper\":{\"grade\":4}}" };
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		hatch_expect(&w, "POST", "/v1/sheet", CLERK, bodies[i], 400, "BAD_REQUEST");
	hatch_expect(&w, "POST", "/v1/sheet", CLERK, "{\"number\":\"x\",\"paper\":{}}", 404,
	    "UNKNOWN_STUDENT");
	hatch_close(&w);
}
