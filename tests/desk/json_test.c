/* Values as JSON: what is masked, what is null, and cursors. */
#include <criterion/criterion.h>

#include "desk/door.h"

static void
expect_masked(const char *name, const char *masked)
{
	json_t *j = json_masked(name);
	cr_expect_str_eq(json_string_value(j), masked);
	json_decref(j);
}

Test(json, of_a_name_only_the_first_character_is_shown)
{
	expect_masked("张三", "张*");
	expect_masked("欧阳·阿依古丽", "欧*");
	expect_masked("A", "A*");
	expect_masked("𠮷野", "𠮷*");
	expect_masked("éa", "é*");
}

Test(json, where_there_is_nothing_stands_null)
{
	const struct instant never = { 0 };
	const struct unit_code nobody = { "" };
	json_t *nulls[] = { json_masked(""), json_words(""), json_code(nobody), json_instant(never),
		json_due(never), json_days_left(NULL, never, never, never), json_stage(STAGE_NONE) };
	for (size_t i = 0; i < sizeof(nulls) / sizeof(nulls[0]); i++)
		cr_expect(json_is_null(nulls[i]), "%zu", i);
}

Test(json, a_term_that_ends_at_midnight_is_due_the_day_before)
{
	const struct instant end = { 1789488000000 };	/* 2026-09-16T00:00:00+08:00 */
	json_t *due = json_due(end), *at = json_instant(end);
	cr_expect_str_eq(json_string_value(due), "2026-09-15");
	cr_expect_str_eq(json_string_value(at), "2026-09-16T00:00:00+08:00");
	json_decref(due);
	json_decref(at);
}

Test(json, a_cursor_leads_back_to_its_row)
{
	const struct calendar calendar = { .n_days = 0 };
	const struct instant now = { 1788224400000 };
	const struct inbox_row row = { .id = { "0198f0a0-7c11-7abc-8def-0123456789ab" },
		.kind = BUSINESS_transfer, .scope = SCOPE_inter_province, .stage = STAGE_sending_county,
		.term = { 1789488000000 } };
	struct inbox_row back;
	json_t *j = docket_json_inbox(&row, ACTION_NONE, &calendar, now);
	cr_assert(docket_cursor_parse(json_string_value(json_object_get(j, "cursor")), &back));
	cr_expect_eq(back.term.ms, row.term.ms);
	cr_expect(docket_id_equal(back.id, row.id));
	json_decref(j);
}

Test(json, what_is_no_cursor_is_refused)
{
	static const char *const texts[] = { "", ".", "1", "1.", "x.0198f0a0-7c11-7abc-8def-0123456789ab",
		".0198f0a0-7c11-7abc-8def-0123456789ab", "-1.0198f0a0-7c11-7abc-8def-0123456789ab",
		"1.0198f0a0-7c11-7abc-8def-0123456789ax", "1.0198f0a0-7c11-7abc-8def-0123456789ab ",
		"99999999999999999999999.0198f0a0-7c11-7abc-8def-0123456789ab" };
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct inbox_row row;
		cr_expect_not(docket_cursor_parse(texts[i], &row), "%s", texts[i]);
	}
}

Test(json, an_old_number_ends_where_the_new_one_begins)
{
	const struct record_version versions[] = {
		{ { .number = { "L43010220160520" "1234" }, .name = "张三", .version = 1 }, { "" }, RECORD_WHY_DOCKET, { 1000 },
		    { .digests = "" } },
		{ { .number = { "L43010220160520" "1234" }, .name = "张三", .version = 2, .school_year = 2026 }, { "" }, RECORD_WHY_PROMOTION,
		    { 2000 }, { .digests = "" } },
		{ { .number = { "G110101201503078515" }, .name = "张三", .version = 3 },
		    { "0198f0a0-7c11-7abc-8def-0123456789ab" }, RECORD_WHY_DOCKET, { 3000 },
		    { { "2143000101" }, "clerk.wang", "aa bb" } },
		{ { .number = { "G110101201503078515" }, .name = "张三", .version = 4, .is_problem = true },
		    { "" }, RECORD_WHY_DOUBLE, { 4000 }, { .digests = "" } },
	};
	json_t *j = student_json_history(versions, 4), *numbers = json_object_get(j, "numbers");
	cr_assert_eq(json_array_size(numbers), 2);
	json_t *old = json_array_get(numbers, 0), *new = json_array_get(numbers, 1);
	cr_expect_str_eq(json_string_value(json_object_get(old, "until")),
	    json_string_value(json_object_get(new, "from")));
	cr_expect(json_is_null(json_object_get(new, "until")));
	cr_expect_str_eq(json_string_value(json_object_get(new, "why")), "docket");
	cr_expect_eq(json_integer_value(json_object_get(j, "version")), 4);
	json_t *history = json_object_get(j, "history");
	static const char *const whys[] = { "entered", "promotion", "docket", "double" };
	cr_assert_eq(json_array_size(history), 4);
	for (size_t i = 0; i < 4; i++)
		cr_expect_str_eq(
		    json_string_value(json_object_get(json_array_get(history, i), "why")), whys[i]);
	cr_expect(json_is_null(json_object_get(json_array_get(history, 0), "school_year")));
	cr_expect_eq(json_integer_value(json_object_get(json_array_get(history, 1), "school_year")), 2026);
	cr_expect(json_is_null(json_object_get(json_array_get(history, 0), "filed")));
	const json_t *filed = json_object_get(json_array_get(history, 2), "filed");
	cr_expect_str_eq(json_string_value(json_object_get(filed, "unit")), "2143000101");
	cr_expect_str_eq(json_string_value(json_object_get(filed, "officer")), "clerk.wang");
	const json_t *evidence = json_object_get(filed, "evidence");
	cr_assert_eq(json_array_size(evidence), 2);
	cr_expect_str_eq(json_string_value(json_array_get(evidence, 0)), "aa");
	cr_expect_str_eq(json_string_value(json_array_get(evidence, 1)), "bb");
	json_decref(j);
}

static const char *
sniff(const char *bytes, size_t n)
{
	const struct bytes b = { (const uint8_t *)bytes, n };
	return request_sniff(b);
}

Test(json, a_picture_is_told_by_its_first_bytes)
{
	cr_expect_str_eq(sniff("\xff\xd8\xff\xe0", 4), "image/jpeg");
	cr_expect_str_eq(sniff("\x89PNG\r\n\x1a\n", 8), "image/png");
	cr_expect_null(sniff("", 0));
	cr_expect_null(sniff("\xff\xd8", 2));
	cr_expect_null(sniff("\x89PNG\r\n\x1a", 7));
	cr_expect_null(sniff("\x89PNG\n\x1a\n\n", 8), "a file that was mangled as text");
	cr_expect_null(sniff("GIF89a\xff\xd8\xff", 9));
}

Test(json, an_id_is_digits_and_more_than_nothing)
{
	int64_t id;
	cr_expect(request_id("17", &id) && id == 17);
	cr_expect(request_id("9007199254740993", &id) && id == 9007199254740993);
	static const char *const texts[] = { "", "0", "00", "-1", "+1", " 1", "1 ", "1x", "0x1",
		"99999999999999999999" };
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		cr_expect_not(request_id(texts[i], &id), "%s", texts[i]);
}
