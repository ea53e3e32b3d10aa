/* What is published on top of the files: from when it holds, what it may not say, and that a
 * docket finds the law again under which it was filed. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "shelf.h"

TestSuite(publication, .init = shelf_begin, .fini = shelf_end);

static const struct unit_code ministry = { "000000" }, hunan = { "430000" };

enum { DAY_MS = 86400000 };

static struct publication
publish(struct unit_code unit, const char *text, int64_t at_ms)
{
	struct publication p = {
		.matter = MATTER_POLICY,
		.unit = unit,
		.published_at = { 1 },
		.effective_at = { at_ms },
		.text = text,
		.size = strlen(text),
	};
	(void)snprintf(p.file, sizeof(p.file), "%s.yaml", unit.text);
	return p;
}

/* Publishes with the version that the text has. */
static struct publication
policy(struct unit_code unit, uint32_t version, const char *text, int64_t at_ms)
{
	struct publication p = publish(unit, text, at_ms);
	p.version = version;
	return p;
}

static struct law *
amend(const struct law *base, const struct publication *list, size_t n, int64_t now_ms)
{
	const struct instant now = { now_ms };
	return law_amend(base, list, n, now);
}

static uint32_t
version_at(const struct law *law, const char *unit, int64_t at_ms)
{
	const struct instant at = { at_ms };
	return law_policy_at(law, shelf_code(unit), at, 0)->version;
}

static const char *
why(const struct law *law, size_t i)
{
	size_t n;
	const struct law_publication *list = law_publications(law, &n);
	cr_assert_lt(i, n);
	return list[i].verdict == VERDICT_OK ? "OK"
	    : list[i].verdict == VERDICT_PUBLICATION_FAULTY ? list[i].why.text
							     : verdict_name(list[i].verdict);
}

Test(publication, a_policy_holds_from_its_instant_on_and_not_a_millisecond_before)
{
	struct law *base = shelf_law();
	const struct publication p = policy(hunan, 8, "version: 8\nanswer_days: 3\n", DAY_MS);
	struct law *law = amend(base, &p, 1, 1);
	cr_expect_str_eq(why(law, 0), "OK");
	cr_expect_eq(version_at(law, "430102", DAY_MS - 1), 7, "the file's");
	cr_expect_eq(version_at(law, "430102", DAY_MS), 8);
	cr_expect_eq(law_policy(law, shelf_code("430102"))->version, 7, "now is before");
	cr_expect_eq(version_at(law, "110101", DAY_MS), 3, "another province's is what it was");
	cr_expect_eq(law_next_change(law).ms, DAY_MS);
	law_free(law);
	law = amend(base, &p, 1, DAY_MS);
	cr_expect_eq(law_policy(law, shelf_code("430102"))->version, 8);
	cr_expect_eq(law_policy(law, shelf_code("430102"))->answer_days, 3);
	cr_expect_eq(law_next_change(law).ms, 0, "nothing more to come");
	law_free(law);
	law_free(base);
}

Test(publication, a_docket_finds_the_version_it_was_filed_under_for_ever)
{
	struct law *base = shelf_law();
	const struct publication list[] = {
		policy(hunan, 8, "version: 8\nanswer_days: 3\n", DAY_MS),
		policy(hunan, 9, "version: 9\nanswer_days: 2\n", 2 * DAY_MS),
	};
	struct law *law = amend(base, list, 2, 400 * (int64_t)DAY_MS);
	const struct instant at = { DAY_MS + 5 }, later = { 2 * DAY_MS + 5 };
	cr_expect_eq(law_policy_at(law, hunan, at, 8)->answer_days, 3);
	cr_expect_eq(law_policy_at(law, hunan, later, 8)->answer_days, 3,
	    "filed where the new one had not come yet");
	cr_expect_eq(law_policy_at(law, hunan, at, 7)->version, 7, "and the file's");
	cr_expect_null(law_policy_at(law, hunan, at, 6), "which nobody knows");
	cr_expect_not(law_is_ahead(law, hunan, 9));
	cr_expect_not(law_is_ahead(law, hunan, 6), "old is not ahead");
	cr_expect(law_is_ahead(law, hunan, 10));
	cr_expect_not(law_is_ahead(law, shelf_code("110000"), 3), "the nation's");
	cr_expect(law_is_ahead(law, shelf_code("110000"), 4));
	law_free(law);
	law_free(base);
}

/* The nation's file as its version 4, with one line changed; valid until the next call. */
static const char *
nation_with(const char *was, const char *is)
{
	static char text[SHELF_TEXT_MAX];
	FILE *f = fopen(shelf_path("policy/000000.yaml"), "r");
	cr_assert_not_null(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	(void)fclose(f);
	char *version = strstr(text, "version: 3"), *line = strstr(text, was);
	cr_assert(version != NULL && line != NULL && strlen(is) <= strlen(was));
	version[9] = '4';
	memset(line, ' ', strlen(was));
	memcpy(line, is, strlen(is));
	return text;
}

Test(publication, what_the_nation_changes_a_province_inherits)
{
	const char *text = nation_with("answer_days: 10", "answer_days: 6");
	struct law *base = shelf_law();
	const struct publication p = policy(ministry, 4, text, DAY_MS);
	struct law *law = amend(base, &p, 1, DAY_MS);
	cr_expect_str_eq(why(law, 0), "OK");
	cr_expect_eq(law_nation(law)->answer_days, 6);
	cr_expect_eq(law_policy(law, hunan)->version, 7, "still its own");
	cr_expect_eq(law_policy(law, hunan)->answer_days, 6, "which says nothing of answers");
	const struct instant before = { DAY_MS - 1 };
	cr_expect_eq(law_policy_at(law, hunan, before, 7)->answer_days, 10,
	    "a docket filed the day before keeps its days");
	law_free(law);
	law_free(base);
}

Test(publication, what_cannot_be_law_is_told_with_its_line_and_changes_nothing)
{
	struct law *base = shelf_law();
	const struct publication list[] = {
		policy(hunan, 8, "version: 8\nwindows:\n  transfer: [\"01-01..01-01\"]\n", DAY_MS),
		policy(hunan, 8, "version: 8\ngrounds: [NO_SEAT, NO_RECORD]\n", DAY_MS),
		policy(hunan, 8, "version: 8\nmaterials: [photograph]\n", DAY_MS),
		policy(hunan, 8, "version: 8\nanswer_days: 11\n", DAY_MS),
		policy(hunan, 9, "version: 8\n", DAY_MS),
		policy(hunan, 8, "version: 8\nno\n", DAY_MS),
		policy(hunan, 7, "version: 7\n", DAY_MS),
		policy(hunan, 6, "version: 6\n", DAY_MS),
	};
	static const char *const reasons[] = {
		"430000.yaml:3:3: the window is wider than the nation's (FAQ-9)",
		"430000.yaml:2:1: \"grounds\": that ground is never legal (FAQ-2, 12)",
		"430000.yaml:2:1: \"materials\": no paper but the basic information sheet and the"
		" reason statement may be demanded (FAQ-11)",
		"430000.yaml:2:1: more working days than the nation grants (〔2025〕 Art. 15)",
		"430000.yaml:1:1: its version is not the one it was published as",
		NULL,
		"VERSION_TAKEN",
		"VERSION_TOO_LOW",
	};
	enum { N = sizeof(list) / sizeof(list[0]) };
	struct law *law = amend(base, list, N, DAY_MS);
	for (size_t i = 0; i < N; i++)
		if (reasons[i] != NULL)
			cr_expect_str_eq(why(law, i), reasons[i], "%zu", i);
		else
			cr_expect_eq(strncmp(why(law, i), "430000.yaml:", 12), 0, "%s", why(law, i));
	cr_expect_eq(law_policy(law, hunan)->version, 7, "the file's is in force");
	cr_expect_eq(law_next_change(law).ms, 0);
	law_free(law);
	law_free(base);
}

Test(publication, a_number_is_used_once_but_may_be_said_again)
{
	struct law *base = shelf_law();
	const struct publication list[] = {
		policy(hunan, 8, "version: 8\nanswer_days: 3\n", DAY_MS),
		policy(hunan, 8, "version: 8\nanswer_days: 2\n", 2 * DAY_MS),
		policy(hunan, 8, "version: 8\nanswer_days: 3\n", 3 * DAY_MS),
	};
	struct law *law = amend(base, list, 3, 4 * DAY_MS);
	cr_expect_str_eq(why(law, 0), "OK");
	cr_expect_str_eq(why(law, 1), "VERSION_TAKEN");
	cr_expect_str_eq(why(law, 2), "OK");
	cr_expect_eq(law_policy(law, hunan)->answer_days, 3);
	law_free(law);
	law_free(base);
}

Test(publication, a_county_changes_nothing_even_if_its_publication_came_in)
{
	struct law *base = shelf_law();
	const struct publication p =
	    policy(shelf_code("430102"), 8, "version: 8\nanswer_days: 3\n", DAY_MS);
	struct law *law = amend(base, &p, 1, DAY_MS);
	cr_expect_str_eq(why(law, 0), "NOT_YOURS_TO_PUBLISH");
	cr_expect_eq(law_policy(law, hunan)->version, 7);
	law_free(law);
	law_free(base);
}

Test(publication, a_province_wider_than_a_narrower_nation_lives_by_the_nations)
{
	const char *text = nation_with("sending_school: 10", "sending_school: 4");	/* the province's file says 5 */
	struct law *base = shelf_law();
	const struct publication list[] = {
		policy(ministry, 4, text, DAY_MS),
		policy(hunan, 8, "version: 8\ndays:\n  sending_school: 5\n", 2 * DAY_MS),
		policy(hunan, 8, "version: 8\ndays:\n  sending_school: 4\n", 2 * DAY_MS),
	};
	struct law *law = amend(base, list, 3, DAY_MS);
	cr_expect_eq(law_policy(law, hunan)->version, 4, "the nation's");
	cr_expect_eq(law_policy(law, hunan)->days[DAYS_SENDING_SCHOOL], 4);
	cr_expect_str_eq(why(law, 1),
	    "430000.yaml:3:3: more working days than the nation grants (〔2025〕 Art. 15)");
	cr_expect_str_eq(why(law, 2), "OK");
	cr_expect_eq(version_at(law, "430000", 2 * DAY_MS), 8);
	law_free(law);
	law_free(base);
}

Test(publication, a_long_history_is_told_apart_to_the_day)
{
	enum { N = 200 };
	static struct publication list[N];
	static char texts[N][16];
	struct law *base = shelf_law();
	for (uint32_t i = 0; i < N; i++) {
		(void)snprintf(texts[i], sizeof(texts[i]), "version: %u\n", 8 + i);
		list[i] = policy(hunan, 8 + i, texts[i], (i + 1) * (int64_t)DAY_MS);
	}
	struct law *law = amend(base, list, N, N * (int64_t)DAY_MS);
	cr_expect_eq(version_at(law, "430102", DAY_MS - 1), 7);
	for (uint32_t i = 0; i < N; i++)
		cr_expect_eq(version_at(law, "430102", (i + 1) * (int64_t)DAY_MS), 8 + i);
	law_free(law);
	law_free(base);
}

/* -- the calendar --------------------------------------------------------------------- */

static struct publication
calendar(uint32_t version, const char *text, int64_t at_ms)
{
	struct publication p = publish(ministry, text, at_ms);
	p.matter = MATTER_CALENDAR;
	p.version = version;
	(void)snprintf(p.file, sizeof(p.file), "calendar.csv");
	return p;
}

static bool
is_worked(const struct law *law, const char *day)
{
	struct day d;
	cr_assert(day_parse(day, &d));
	return calendar_is_working_day(law_calendar(law), d);
}

Test(publication, a_calendar_takes_the_place_of_the_one_before)
{
	struct law *base = shelf_law();
	const struct publication list[] = {
		calendar(1, "date,kind\n2040-12-31,holiday\n", DAY_MS),
		calendar(2, "date,kind\n2040-12-28,holiday\n", 2 * DAY_MS),
	};
	struct law *law = amend(base, list, 2, 1);
	cr_expect_eq(law_calendar(law)->version, law_calendar(base)->version);
	cr_expect_eq(law_next_change(law).ms, DAY_MS);
	law_free(law);
	law = amend(base, list, 2, DAY_MS);
	cr_expect_not(is_worked(law, "2040-12-31"));
	cr_expect(is_worked(law, "2040-12-28"));
	cr_expect_neq(law_calendar(law)->version, law_calendar(base)->version);
	law_free(law);
	law = amend(base, list, 2, 2 * DAY_MS);
	cr_expect(is_worked(law, "2040-12-31"));
	cr_expect_not(is_worked(law, "2040-12-28"));
	law_free(law);
	law_free(base);
}

Test(publication, a_calendar_with_a_fault_is_told_with_its_line)
{
	struct law *base = shelf_law();
	const struct publication list[] = {
		calendar(1, "date,kind\n2040-12-31,feast\n", DAY_MS),
		calendar(1, "date,kind\n2005-10-03,holiday\n", DAY_MS),
		calendar(2, "date,kind\n2040-12-31,holiday\n", DAY_MS),
		calendar(1, "date,kind\n2040-12-31,holiday\n", DAY_MS),
		calendar(2, "date,kind\n2040-12-28,holiday\n", DAY_MS),
	};
	struct law *law = amend(base, list, 5, 1);
	cr_expect_str_eq(why(law, 0), "calendar.csv:2:1: neither holiday nor workday");
	cr_expect_str_eq(
	    why(law, 1), "calendar.csv:3:1: ends before the calendar that is in force");
	cr_expect_str_eq(why(law, 2), "OK");
	cr_expect_str_eq(why(law, 3), "VERSION_TOO_LOW");
	cr_expect_str_eq(why(law, 4), "VERSION_TAKEN");
	law_free(law);
	law_free(base);
}

/* -- before it is published ----------------------------------------------------------- */

Test(publication, the_version_is_found_where_none_is_said)
{
	struct law *base = shelf_law();
	struct settings_fault fault;
	struct publication p = publish(hunan, "version: 12\n", 1);
	cr_expect_eq(law_judge(base, &p, &fault), VERDICT_OK);
	cr_expect_eq(p.version, 12);
	p = calendar(0, "date,kind\n2040-12-31,holiday\n", 1);
	cr_expect_eq(law_judge(base, &p, &fault), VERDICT_OK);
	cr_expect_eq(p.version, 1);
	struct law *law = amend(base, &p, 1, 1);
	p = calendar(0, "date,kind\n2040-12-28,holiday\n", 1);
	cr_expect_eq(law_judge(law, &p, &fault), VERDICT_OK);
	cr_expect_eq(p.version, 2);
	p = publish(hunan, "version: 8\nanswer_days: 40\n", 1);
	cr_expect_eq(law_judge(law, &p, &fault), VERDICT_PUBLICATION_FAULTY);
	cr_expect_eq(strncmp(fault.text, "430000.yaml:2:1: ", 17), 0, "%s", fault.text);
	law_free(law);
	law_free(base);
}
