/* The doors to figures: who may ask about whom, and that what is there is counted. */
#include <criterion/criterion.h>

#include "hatch.h"

TestSuite(figures, .timeout = 60);

#define PERIOD "from=2026-09-01&until=2026-10-01"

Test(figures, what_lies_open_on_a_desk_is_counted_there_and_for_its_county)
{
	struct hatch w;
	hatch_open(&w);
	behind.now_ms = 1788224400000 + 86400000;
	struct reply r = hatch_ask(&w, "GET", "/v1/figures?" PERIOD, HEAD, NULL);
	cr_assert_eq(r.status, 200, "%s", r.body);
	cr_expect_str_eq(reply_text(&r, "as_of"), "2026-09-02T09:00:00+08:00", "not later than now");
	cr_expect_eq(json_integer_value(json_object_get(r.json, "dockets")), 1);
	const json_t *unit = json_array_get(json_object_get(r.json, "units"), 0);
	const json_t *county = json_array_get(json_object_get(r.json, "counties"), 0);
	cr_expect_str_eq(json_string_value(json_object_get(unit, "unit")), SCHOOL);
	cr_expect_str_eq(json_string_value(json_object_get(county, "unit")), COUNTY);
	cr_expect_eq(json_integer_value(json_object_get(county, "open")), 1);
	cr_expect_eq(json_integer_value(json_object_get(county, "open_late")), 0);
	cr_expect(json_is_null(json_object_get(county, "on_time_per_mille")));
	cr_expect(json_is_null(json_object_get(county, "median_days")));
	const json_t *young = json_array_get(json_object_get(r.json, "backlog"), 0);
	cr_expect_eq(json_integer_value(json_object_get(young, "open")), 1);
	cr_expect_eq(json_integer_value(json_object_get(young, "late")), 0);
	cr_expect_eq(json_array_size(json_object_get(r.json, "moves")), 0, "it stays in its province");
	reply_end(&r);
	r = hatch_ask(&w, "GET", "/v1/figures?" PERIOD, COUNTY ":head:x", NULL);
	cr_expect_eq(json_integer_value(json_object_get(r.json, "dockets")), 0, "it has not come there");
	reply_end(&r);
	hatch_close(&w);
}

Test(figures, a_unit_asks_about_itself_and_those_under_it_and_a_period_that_is_one)
{
	struct hatch w;
	hatch_open(&w);
	hatch_expect(&w, "GET", "/v1/figures?" PERIOD "&unit=" SCHOOL, COUNTY ":head:x", NULL, 200, NULL);
	hatch_expect(&w, "GET", "/v1/figures?" PERIOD "&unit=" COUNTY, HEAD, NULL, 403, "NOT_UNDER_YOU");
	hatch_expect(&w, "GET", "/v1/figures?" PERIOD "&unit=999999", HEAD, NULL, 404, "UNKNOWN_UNIT");
	hatch_expect(&w, "GET", "/v1/figures?from=2026-09-01", HEAD, NULL, 400, "BAD_REQUEST");
	hatch_expect(&w, "GET", "/v1/figures?from=2026-09-01&until=2026-09-01", HEAD, NULL, 400,
	    "BAD_REQUEST");
	hatch_expect(&w, "GET", "/v1/figures?from=2026-02-30&until=2026-09-01", HEAD, NULL, 400,
	    "BAD_REQUEST");
	hatch_expect(&w, "GET", "/v1/figures/dockets?" PERIOD "&after=x", HEAD, NULL, 400, "BAD_REQUEST");
	behind.weather = STORE_AGAIN;
	hatch_expect(&w, "GET", "/v1/figures?" PERIOD, HEAD, NULL, 503, "BUSY");
	hatch_expect(&w, "GET", "/v1/figures/dockets?" PERIOD, HEAD, NULL, 503, "BUSY");
	hatch_close(&w);
}
