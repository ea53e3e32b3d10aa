/* From method and path to a door. */
#include <criterion/criterion.h>

#include "desk/door.h"

static char segments[SEGMENTS_MAX][SEGMENT_MAX];

static const struct route_row *
find(const char *method, const char *path)
{
	bool is_known;
	return route_find(method, path, segments, &is_known);
}

Test(route, the_same_path_leads_to_another_door_with_another_method)
{
	cr_expect_eq(find("GET", "/v1/students")->function, door_students);
	cr_expect_eq(find("POST", "/v1/students")->function, door_import_students);
}

Test(route, what_stands_in_the_path_is_handed_over)
{
	cr_assert_eq(find("POST", "/v1/dockets/0198/approve")->function, door_act_on_docket);
	cr_expect_str_eq(segments[0], "0198");
	cr_expect_str_eq(segments[1], "approve");
	cr_assert_eq(find("POST", "/v1/letters/dead/17/replay")->function, door_replay);
	cr_expect_str_eq(segments[0], "17");
}

Test(route, a_word_of_the_table_goes_before_a_place_for_any_word)
{
	cr_expect_eq(find("GET", "/v1/dockets/0198/export")->function, door_export_docket);
	cr_expect_eq(find("GET", "/v1/dockets/0198/forks")->function, door_show_forks);
	cr_expect_eq(find("GET", "/v1/dockets/0198")->function, door_show_docket);
}

Test(route, paths_that_are_nearly_right_lead_nowhere)
{
	static const char *const paths[] = { "", "/", "/v1", "/v1/", "/v1/inbox/", "/v1/inbo", "//v1/inbox",
		"/v1/dockets/", "/v1/dockets//export", "/v1/dockets/a/b/c", "/V1/inbox", "/v1/students/a/b",
		"/livez/x", "/v1/letters/dead//replay" };
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		cr_expect_null(find("GET", paths[i]), "%s", paths[i]);
}

Test(route, a_word_that_is_too_long_is_no_word)
{
	char path[256] = "/v1/dockets/0198/attachments/";
	for (size_t i = strlen(path), n = 0; n < SEGMENT_MAX - 1; n++)
		path[i + n] = 'a';
	cr_assert_eq(find("GET", path)->function, door_get_attachment);
	cr_expect_eq(strlen(segments[1]), SEGMENT_MAX - 1);
	strcat(path, "a");
	cr_expect_null(find("GET", path));
}

Test(route, a_wrong_method_is_told_from_a_wrong_path)
{
	bool is_known;
	char methods[64];
	cr_expect_null(route_find("DELETE", "/v1/students", segments, &is_known));
	cr_expect(is_known);
	route_methods("/v1/students", methods, sizeof(methods));
	cr_expect_str_eq(methods, "GET, POST");
	cr_expect_null(route_find("GET", "/v1/teachers", segments, &is_known));
	cr_expect_not(is_known);
	route_methods("/v1/teachers", methods, sizeof(methods));
	cr_expect_str_eq(methods, "");
}

Test(route, probes_ask_for_nobody_and_everything_about_children_does)
{
	cr_expect_eq(find("GET", "/livez")->who, PROBE);
	cr_expect_eq(find("GET", "/v1/verdicts")->who, ANYBODY);
	cr_expect_eq(find("GET", "/v1/dockets/0198/export")->who, OFFICER);
	cr_expect_eq(find("POST", "/v1/students")->who, OFFICER);
	cr_expect_eq(find("POST", "/v1/students")->roles, IS(REGISTRAR));
}
