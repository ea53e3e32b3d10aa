/* What parents see, and what they do not. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "desk/door.h"
#include "hatch.h"

TestSuite(status, .timeout = 60);
TestSuite(quota, .timeout = 60);

#define STATUS	"/v1/status?number="
/* 欧阳阿依 */
#define NAME	"%E6%AC%A7%E9%98%B3%E9%98%BF%E4%BE%9D"
#define RIGHT	STATUS NUMBER "&name=" NAME
#define WRONG	STATUS NUMBER "&name=%E6%AC%A7%E9%98%B3%E9%98%BF%E7%94%B2"
#define UNKNOWN	STATUS "G110101201503078512&name=" NAME

static struct reply
ask_from(struct hatch *w, const char *path, const char *forwarded)
{
	char text[1024];
	const int n = snprintf(text, sizeof(text),
	    "GET %s HTTP/1.1\r\nHost: desk\r\nConnection: close\r\nX-Forwarded-For: %s\r\n\r\n", path,
	    forwarded);
	return hatch_raw(w, 0, text, (size_t)n);
}

static const char *
part(const struct reply *r, const char *object, const char *member)
{
	const char *text =
	    json_string_value(json_object_get(json_object_get(r->json, object), member));
	return text == NULL ? "" : text;
}

Test(status, a_parent_sees_state_stage_holder_due_day_and_whom_to_complain_to)
{
	struct hatch w;
	hatch_open(&w);
	struct reply r = hatch_ask(&w, "GET", RIGHT, NULL, NULL);
	cr_assert_eq(r.status, 200, "%s", r.body);
	cr_expect_str_eq(part(&r, "record", "status"), "in_school");
	cr_expect_str_eq(part(&r, "record", "zh"), "在校");
	cr_expect_str_eq(part(&r, "case", "state"), "open");
	cr_expect_str_eq(part(&r, "case", "stage"), "receiving_school");
	cr_expect_str_eq(part(&r, "case", "stage_zh"), "转入学校核办");
	cr_expect_str_eq(part(&r, "case", "stage_en"), "receiving school");
	cr_expect_str_eq(part(&r, "case", "due"), "2026-09-15");
	cr_expect_str_eq(part(&r, "complain", "code"), COUNTY, "both schools are in one county");
	cr_expect_not_null(strstr(part(&r, "complain", "zh"), "长沙市芙蓉区教育局"));
	cr_expect_not_null(strstr(part(&r, "complain", "zh"), "，电话 000-00430102，https://c430102.example"));
	cr_expect_not_null(strstr(part(&r, "complain", "en"), ", telephone 000-00430102, https://c430102.example"));
	const json_t *contact = json_object_get(json_object_get(r.json, "complain"), "contact");
	cr_expect_str_eq(json_string_value(json_object_get(contact, "phone")), "000-00430102");
	const json_t *holder = json_object_get(json_object_get(r.json, "case"), "holder");
	cr_expect_str_eq(json_string_value(json_object_get(holder, "code")), SCHOOL);
	cr_expect_str_eq(json_string_value(json_object_get(holder, "name")), "示范甲小学");
	cr_expect_not_null(strstr(r.head, "Cache-Control: no-store"));
	reply_end(&r);
	hatch_close(&w);
}

Test(status, no_other_personal_field_is_there)
{
	static const char *const secrets[] = { "欧", "110101201503078511", DOCKET, "zhao", "随父母",
		"2015-03", "\"grade\"", "\"sex\"" };
	struct hatch w;
	hatch_open(&w);
	struct reply r = hatch_ask(&w, "GET", RIGHT, NULL, NULL);
	cr_assert_eq(r.status, 200);
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		cr_expect_null(strstr(r.body, secrets[i]), "%s is told", secrets[i]);
	reply_end(&r);
	hatch_close(&w);
}

/* The daemon of the receiving school has the docket and no record. */
Test(status, the_school_that_has_filed_answers_without_a_record)
{
	struct hatch w;
	hatch_open(&w);
	behind.has_other_record = true;
	struct reply r = hatch_ask(&w, "GET", RIGHT, NULL, NULL);
	cr_assert_eq(r.status, 200);
	cr_expect(json_is_null(json_object_get(r.json, "record")));
	cr_expect_str_eq(part(&r, "case", "state"), "open");
	reply_end(&r);
	hatch_close(&w);
}

/* -- a wrong name and an unknown number ----------------------------------------------- */

struct work {
	unsigned n_reads;
	size_t n_bytes;
};

static struct work
work_of(struct hatch *w, const char *path, struct reply *ret)
{
	behind.n_reads = 0;
	behind.n_bytes = 0;
	*ret = hatch_ask(w, "GET", path, NULL, NULL);
	const struct work work = { behind.n_reads, behind.n_bytes };
	return work;
}

Test(status, a_wrong_name_is_answered_byte_for_byte_like_an_unknown_number)
{
	static const char *const others[] = { UNKNOWN, STATUS "&name=" NAME, STATUS NUMBER "&name=",
		STATUS "x&name=x", STATUS NUMBER NUMBER "&name=" NAME, STATUS NUMBER "&name=" NAME NAME
		NAME NAME NAME NAME NAME NAME NAME NAME NAME NAME NAME NAME NAME };
	struct hatch w;
	struct reply wrong;
	hatch_open(&w);
	const struct work of_wrong = work_of(&w, WRONG, &wrong);
	cr_expect_eq(wrong.status, 404);
	cr_expect_str_eq(reply_text(&wrong, "verdict"), "NO_MATCH");
	cr_expect_gt(of_wrong.n_reads, 0);
	cr_expect_gt(of_wrong.n_bytes, 0, "no docket was folded");
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct reply r;
		const struct work work = work_of(&w, others[i], &r);
		cr_expect_eq(r.status, wrong.status, "%s", others[i]);
		cr_expect_str_eq(r.body, wrong.body, "%s", others[i]);
		cr_expect_eq(work.n_reads, of_wrong.n_reads, "%s", others[i]);
		cr_expect_eq(work.n_bytes, of_wrong.n_bytes, "%s", others[i]);
		reply_end(&r);
	}
	reply_end(&wrong);
	hatch_close(&w);
}

Test(status, a_right_name_costs_the_same_questions)
{
	struct hatch w;
	struct reply right, wrong;
	hatch_open(&w);
	const struct work of_right = work_of(&w, RIGHT, &right), of_wrong = work_of(&w, WRONG, &wrong);
	cr_expect_eq(right.status, 200);
	cr_expect_eq(of_right.n_reads, of_wrong.n_reads);
	cr_expect_eq(of_right.n_bytes, of_wrong.n_bytes);
	reply_end(&right);
	reply_end(&wrong);
	hatch_close(&w);
}

Test(status, a_question_without_number_or_name_is_malformed_and_costs_nothing)
{
	struct hatch w;
	hatch_open(&w);
	hatch_expect(&w, "GET", "/v1/status", NULL, NULL, 400, "BAD_REQUEST");
	hatch_expect(&w, "GET", STATUS NUMBER, NULL, NULL, 400, "BAD_REQUEST");
	hatch_expect(&w, "GET", "/v1/status?name=x", NULL, NULL, 400, "BAD_REQUEST");
	hatch_expect(&w, "GET", STATUS NUMBER "&name=%FF", NULL, NULL, 400, "BAD_REQUEST");
	cr_expect_eq(behind.n_reads, 0);
	behind.weather = STORE_AGAIN;
	hatch_expect(&w, "GET", RIGHT, NULL, NULL, 503, "BUSY");
	hatch_close(&w);
}

/* -- who asks too much ---------------------------------------------------------------- */

Test(status, one_address_may_ask_so_often_a_minute_and_is_told_when_again)
{
	struct hatch w;
	hatch_open_asked(&w, 3, 1000);
	for (int i = 0; i < 3; i++) {
		struct reply r = ask_from(&w, UNKNOWN, "198.51.100.7");
		cr_expect_eq(r.status, 404);
		reply_end(&r);
	}
	behind.n_reads = 0;
	struct reply r = ask_from(&w, RIGHT, "203.0.113.1, 198.51.100.7");
	cr_assert_eq(r.status, 429, "what stands before the last address, the asker wrote");
	cr_expect_eq(behind.n_reads, 0, "the store was asked all the same");
	cr_expect_str_eq(reply_text(&r, "verdict"), "ASKED_TOO_OFTEN");
	cr_expect_str_eq(part(&r, "details", "retry_at"), "2026-09-01T09:00:20+08:00");
	cr_expect_not_null(strstr(r.head, "Retry-After: 20\r\n"), "%s", r.head);
	reply_end(&r);
	r = ask_from(&w, RIGHT, "198.51.100.8");
	cr_expect_eq(r.status, 200, "somebody else");
	reply_end(&r);
	behind.now_ms = 1788224400000 + 20000;
	r = ask_from(&w, RIGHT, "198.51.100.7");
	cr_expect_eq(r.status, 200, "when the time has come");
	reply_end(&r);
	hatch_close(&w);
}

Test(status, a_household_is_one_address_of_ipv6)
{
	struct hatch w;
	hatch_open_asked(&w, 1, 1000);
	struct reply r = ask_from(&w, RIGHT, "2001:db8:1:2::3");
	cr_expect_eq(r.status, 200);
	reply_end(&r);
	r = ask_from(&w, RIGHT, "2001:db8:1:2:ffff::4");
	cr_expect_eq(r.status, 429);
	reply_end(&r);
	r = ask_from(&w, RIGHT, "2001:db8:1:3::3");
	cr_expect_eq(r.status, 200);
	reply_end(&r);
	hatch_close(&w);
}

Test(status, one_number_may_be_asked_about_so_often_an_hour_known_or_not)
{
	static const char *const paths[] = { RIGHT, UNKNOWN };
	struct hatch w;
	hatch_open_asked(&w, 1000, 2);
	for (size_t i = 0; i < 2; i++) {
		char from[32];
		int status = 0;
		for (unsigned k = 0; k < 3; k++) {
			(void)snprintf(from, sizeof(from), "198.51.100.%u", k);
			struct reply r = ask_from(&w, paths[i], from);
			status = r.status;
			reply_end(&r);
		}
		cr_expect_eq(status, 429, "from whatever address: %s", paths[i]);
	}
	hatch_close(&w);
}

/* -- the quota itself ----------------------------------------------------------------- */

Test(quota, what_is_left_comes_back_bit_by_bit)
{
	struct quota *q = quota_new(4, 1000);
	for (int i = 0; i < 4; i++)
		cr_expect_eq(quota_take(q, "a", 5000), 0);
	cr_expect_eq(quota_take(q, "a", 5000), 250);
	cr_expect_eq(quota_take(q, "a", 5249), 1);
	cr_expect_eq(quota_take(q, "a", 5250), 0);
	cr_expect_eq(quota_take(q, "a", 5250), 250);
	cr_expect_eq(quota_take(q, "b", 5250), 0);
	quota_free(q);
}

Test(quota, a_clock_that_was_put_back_locks_nobody_out)
{
	struct quota *q = quota_new(1, 1000);
	cr_expect_eq(quota_take(q, "a", 1000000000), 0);
	cr_expect_eq(quota_take(q, "a", 5000), 0);
	cr_expect_eq(quota_take(q, "a", 5000), 1000);
	quota_free(q);
}

/* Ten times as many keys as there is room for: whoever has asked too much is still known. */
Test(quota, many_who_ask_once_do_not_wash_away_one_who_asks_too_much)
{
	struct quota *q = quota_new(10, 1000000);
	char key[32];
	for (int i = 0; i < 10; i++)
		cr_expect_eq(quota_take(q, "greedy", 5000), 0);
	for (int i = 0; i < 160000; i++) {
		(void)snprintf(key, sizeof(key), "%d", i);
		cr_expect_eq(quota_take(q, key, 5000), 0);
	}
	cr_expect_gt(quota_take(q, "greedy", 5000), 0);
	quota_free(q);
}
