/* Unmasking: for a purpose, recorded before anything is shown, and not for everybody. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "hatch.h"

TestSuite(looks, .timeout = 60);

#define UNMASK	"/v1/dockets/" DOCKET "/unmask"
#define FOR	"{\"purpose\":\" 核对证件\"}"

Test(looks, unmasked_is_shown_for_a_purpose_and_recorded_with_it)
{
	struct hatch w;
	hatch_open(&w);
	struct reply r = hatch_ask(&w, "POST", UNMASK, HEAD, FOR);
	cr_assert_eq(r.status, 200, "%s", r.body);
	cr_expect_str_eq(reply_text(&r, "name"), "欧阳阿依");
	cr_expect_str_eq(reply_text(&r, "number"), NUMBER);
	cr_expect_eq(behind.n_looks, 1);
	cr_expect_str_eq(behind.look.kind, "unmask");
	cr_expect_str_eq(behind.look.subject, DOCKET);
	cr_expect_str_eq(behind.look.purpose, "核对证件");
	cr_expect_str_eq(behind.look.account, "qian");
	cr_expect_str_eq(behind.look.unit.text, SCHOOL);
	cr_expect_eq(behind.look.role, ROLE_HEAD);
	cr_expect_neq(behind.look.at.ms, 0);
	reply_end(&r);
	hatch_close(&w);
}

Test(looks, without_a_purpose_nothing_is_shown_and_nothing_recorded)
{
	struct hatch w;
	char most[4 * 201 + 32] = "{\"purpose\":\"";
	static const char *const bad[] = { "{}", "{\"purpose\":\"\"}", "{\"purpose\":\"abc\"}",
		"{\"purpose\":\"        \"}", "{\"purpose\":4}", "{\"purpose\":null}", "[]", "x" };
	hatch_open(&w);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		hatch_expect(&w, "POST", UNMASK, HEAD, bad[i], 400, "BAD_REQUEST");
	for (int i = 0; i < 201; i++)
		(void)strcat(most, "核");
	(void)strcat(most, "\"}");
	hatch_expect(&w, "POST", UNMASK, HEAD, most, 400, "BAD_REQUEST");
	cr_expect_eq(behind.n_looks, 0);
	memmove(strstr(most, "核"), strstr(most, "核") + 3, strlen(strstr(most, "核") + 3) + 1);
	hatch_expect(&w, "POST", UNMASK, HEAD, most, 200, NULL);
	cr_expect_eq(behind.n_looks, 1);
	hatch_close(&w);
}

Test(looks, units_off_the_route_and_teachers_are_shown_nothing)
{
	struct hatch w;
	hatch_open(&w);
	hatch_expect(&w, "POST", UNMASK, SCHOOL ":teacher:zhao", FOR, 403, "ROLE_NOT_ALLOWED");
	hatch_expect(&w, "POST", UNMASK, "2143000102:head:x", FOR, 404, "UNKNOWN_DOCKET");
	hatch_expect(&w, "POST", UNMASK, THERE ":head:x", FOR, 403, "NOT_SERVED");
	cr_expect_eq(behind.n_looks, 0);
	hatch_close(&w);
}

Test(looks, what_cannot_be_recorded_is_not_shown)
{
	struct hatch w;
	hatch_open(&w);
	behind.is_look_lost = true;
	struct reply r = hatch_ask(&w, "POST", UNMASK, HEAD, FOR);
	cr_expect_eq(r.status, 503);
	cr_expect_null(strstr(r.body, "欧阳"));
	reply_end(&r);
	hatch_close(&w);
}

Test(looks, the_chain_is_walked_to_its_end_for_heads)
{
	struct hatch w;
	hatch_open(&w);
	struct reply r = hatch_ask(&w, "GET", "/v1/looks/verify", HEAD, NULL);
	cr_expect(json_is_true(json_object_get(r.json, "intact")));
	cr_expect_eq(json_integer_value(json_object_get(r.json, "looks")), 4);
	reply_end(&r);
	behind.is_look_changed = true;
	r = hatch_ask(&w, "GET", "/v1/looks/verify", HEAD, NULL);
	cr_expect(json_is_false(json_object_get(r.json, "intact")));
	reply_end(&r);
	hatch_expect(&w, "GET", "/v1/looks/verify", CLERK, NULL, 403, "ROLE_NOT_ALLOWED");
	hatch_close(&w);
}

#define CHILD	"0123456789abcdef0123456789abcdef"	/* what the store makes of a text that is no docket */

/* Masked or not, and whoever asks: a program as well as a page. */
Test(looks, what_doors_show_of_a_child_they_record_first)
{
	static const struct {
		const char *method, *path, *body, *kind, *subject;
	} doors[] = {
		{ "GET", "/v1/sheet?number=" NUMBER, NULL, "sheet", CHILD },
		{ "POST", "/v1/sheet", "{\"number\":\"" NUMBER "\",\"paper\":{}}", "sheet", CHILD },
		{ "GET", "/v1/class?class=%E4%B8%89%E5%B9%B4%E7%BA%A72%E7%8F%AD", NULL, "list", CHILD },
		{ "GET", "/v1/unchanged", NULL, "list", CHILD },
		{ "GET", "/v1/dockets/" DOCKET "/attachments/" DIGEST, NULL, "scan", DOCKET },
		{ "GET", "/v1/dockets/" DOCKET, NULL, "docket", DOCKET },
		{ "GET", "/v1/dockets/" DOCKET "/export", NULL, "export", DOCKET },
		{ "GET", "/v1/dockets?number=" NUMBER, NULL, "search", CHILD },
		{ "POST", "/v1/search", "{\"number\":\"" NUMBER "\"}", "search", CHILD },
		{ "GET", "/v1/students/" NUMBER, NULL, "record", CHILD },
		{ "GET", "/v1/students", NULL, "list", CHILD },
	};
	struct hatch w;
	hatch_open(&w);
	hatch_keep_scan();
	for (size_t i = 0; i < sizeof(doors) / sizeof(doors[0]); i++) {
		const unsigned before = behind.n_looks;
		behind.is_look_lost = false;
		memset(&behind.look, 0, sizeof(behind.look));
		hatch_expect(&w, doors[i].method, doors[i].path, HEAD, doors[i].body, 200, NULL);
		cr_expect_eq(behind.n_looks, before + 1, "%s %s", doors[i].method, doors[i].path);
		cr_expect_str_eq(behind.look.kind, doors[i].kind, "%s", doors[i].path);
		cr_expect_str_eq(behind.look.subject, doors[i].subject, "%s", doors[i].path);
		behind.is_look_lost = true;
		hatch_expect(&w, doors[i].method, doors[i].path, HEAD, doors[i].body, 503, "BUSY");
	}
	hatch_close(&w);
}

Test(looks, who_is_shown_nothing_or_files_or_decides_leaves_none)
{
	static const char filing[] = "{\"kind\":\"transfer\",\"student\":{\"number\":\"" NUMBER "\","
		"\"name\":\"欧阳阿依\",\"citizen_id\":\"110101201503078511\",\"grade\":4},"
		"\"sending_school\":\"" THERE "\",\"reason\":\"随父母迁居\"}";
	struct hatch w;
	hatch_open(&w);
	hatch_expect(&w, "GET", "/v1/dockets/" DOCKET, COUNTY ":head:sun", NULL, 404, "UNKNOWN_DOCKET");
	hatch_expect(&w, "GET", "/v1/students/G430102199901010001", HEAD, NULL, 404, "UNKNOWN_STUDENT");
	hatch_expect(&w, "GET", "/v1/dockets?kind=complaint", HEAD, NULL, 200, NULL);
	hatch_expect(&w, "GET", "/v1/inbox", HEAD, NULL, 200, NULL);
	hatch_expect(&w, "POST", "/v1/dockets", CLERK, filing, 201, NULL);
	hatch_expect(&w, "POST", "/v1/dockets/" DOCKET "/approve", HEAD, "{}", 200, NULL);
	cr_expect_eq(behind.n_looks, 0);
	hatch_close(&w);
}
