/* Signing in, what ends it, and what a wrong try is told. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "console/inside.h"
#include "visitor.h"

TestSuite(session, .init = house_begin, .fini = house_end, .timeout = 120);

#define QIAN	SCHOOL ":head:qian"
#define FAILED	"登录未成功"

Test(session, right_password_is_in_and_signing_out_is_out)
{
	struct visitor v = { .status = 0 };
	cr_assert_eq(house_account(QIAN), 201);
	cr_expect_not(visitor_is_in(&v));
	cr_assert_eq(visitor_sign_in(&v, "qian", WORD_OF_MOUTH), 303);
	cr_expect_str_eq(v.location, "/console/");
	cr_expect(visitor_is_in(&v));
	const struct visitor before = v;
	visitor_post(&v, "/console/sign-out", "");
	cr_expect_eq(v.status, 303);
	cr_expect_str_neq(v.cookie, before.cookie);
	(void)strcpy(v.cookie, before.cookie);
	cr_expect_not(visitor_is_in(&v), "the old cookie still opens");
	visitor_leave(&v);
}

/* Who may, gets an answer without an end: tests/stack/test_console.py. */
Test(session, only_who_has_an_inbox_hears_of_what_comes_to_it)
{
	struct visitor v = { .status = 0 };
	cr_assert_eq(house_account(SCHOOL ":teacher:hua"), 201);
	visitor_get(&v, "/console/live");
	cr_expect_null(strstr(v.head, "text/event-stream"));
	cr_assert_eq(visitor_sign_in(&v, "hua", WORD_OF_MOUTH), 303);
	visitor_get(&v, "/console/live");
	cr_expect_eq(v.status, 403);
	cr_expect_null(strstr(v.head, "text/event-stream"));
	visitor_leave(&v);
}

Test(session, is_over_after_eight_hours)
{
	struct visitor v = { .status = 0 };
	cr_assert_eq(house_account(QIAN), 201);
	(void)visitor_sign_in(&v, "qian", WORD_OF_MOUTH);
	house_now_ms += 8 * 60 * MINUTE_MS - 1;
	cr_expect(visitor_is_in(&v));
	house_now_ms += 1;
	cr_expect_not(visitor_is_in(&v));
	visitor_leave(&v);
}

Test(session, form_without_its_token_or_from_elsewhere_does_nothing)
{
	struct visitor v = { .status = 0 };
	cr_assert_eq(house_account(QIAN), 201);
	(void)visitor_sign_in(&v, "qian", WORD_OF_MOUTH);
	cr_expect(visitor_is_in(&v));
	char csrf[sizeof(v.csrf)];
	(void)strcpy(csrf, v.csrf);
	v.csrf[0] = '\0';
	visitor_post(&v, "/console/sign-out", "");
	cr_expect_eq(v.status, 403);
	memset(v.csrf, '0', 64);
	visitor_post(&v, "/console/sign-out", "");
	cr_expect_eq(v.status, 403);
	(void)strcpy(v.csrf, csrf);
	v.more = "Origin: http://evil.example\r\n";
	/* MHD tells the first of two; so the second one is put where the first was. */
	char *own = v.cookie + strlen(v.cookie);
	(void)strcpy(own, "\r\nOrigin: http://evil.example");
	visitor_post(&v, "/console/sign-out", "");
	cr_expect_eq(v.status, 403);
	*own = '\0';
	v.more = NULL;
	cr_expect(visitor_is_in(&v), "nothing was done");
	visitor_leave(&v);
}

/* The words of the page but for the name that was typed. */
static char *
told(struct visitor *v, const char *name)
{
	cr_expect_eq(visitor_sign_in(v, name, "a wrong password"), 403, "%s", name);
	char *main = strstr(v->page, "<main");
	cr_assert_not_null(main);
	char *text = strdup(main);
	for (char *p = text; (p = strstr(p, "value=\"")) != NULL; p++) {
		p += strlen("value=\"");
		char *end = strchr(p, '"');
		memmove(p, end, strlen(end) + 1);
	}
	return text;
}

Test(session, wrong_unknown_sealed_and_too_soon_are_one_answer)
{
	struct visitor v = { .status = 0 };
	cr_assert_eq(house_account(QIAN), 201);
	cr_assert_eq(house_account(SCHOOL ":registrar:zhao"), 201);
	char *unknown = told(&v, "nobody");
	cr_expect_not_null(strstr(unknown, FAILED));
	for (int i = 0; i < 5; i++) {
		char *wrong = told(&v, "qian");
		cr_expect_str_eq(wrong, unknown, "%d", i);
		free(wrong);
	}
	house_now_ms += 90 * DAY_MS;
	char *sealed = told(&v, "zhao");
	cr_expect_str_eq(sealed, unknown);
	cr_expect_eq(visitor_sign_in(&v, "zhao", WORD_OF_MOUTH), 403, "the right password of a sealed one");
	cr_expect(visitor_sees(&v, FAILED));
	free(sealed);
	free(unknown);
	visitor_leave(&v);
}

Test(session, delay_grows_from_the_third_failure_on_to_a_minute_and_ends_with_success)
{
	static const int waits_s[] = { 0, 0, 1, 2, 4, 8, 16, 32, 64, 64 };
	struct visitor v = { .status = 0 };
	cr_assert_eq(house_account(QIAN), 201);
	for (size_t i = 1; i < sizeof(waits_s) / sizeof(waits_s[0]); i++) {
		cr_expect_eq(visitor_sign_in(&v, "qian", "a wrong password"), 403);
		const int64_t wait = eye_int("select not_before from account where name = 'qian'");
		cr_expect_eq(wait == 0 ? 0 : wait - house_now_ms, (int64_t)waits_s[i] * SECOND_MS, "%zu", i);
		if (waits_s[i] == 0)
			continue;
		house_now_ms += (int64_t)waits_s[i] * SECOND_MS - 1;
		cr_expect_eq(visitor_sign_in(&v, "qian", WORD_OF_MOUTH), 403, "too soon is no try");
		house_now_ms += 1;
	}
	cr_expect_eq(visitor_sign_in(&v, "qian", WORD_OF_MOUTH), 303);
	cr_expect_eq(eye_int("select failures from account where name = 'qian'"), 0);
	visitor_leave(&v);
}

/* -- what the page for signing in does not say ------------------------------------------ */

Test(session, weather_is_not_being_signed_out)
{
	struct visitor v = { .status = 0 };
	cr_assert_eq(house_account(QIAN), 201);
	cr_assert_eq(visitor_sign_in(&v, "qian", WORD_OF_MOUTH), 303);
	eye_do("create function storm() returns boolean language plpgsql as"
	       " 'begin raise serialization_failure; end'");
	eye_do("alter table session rename to away");
	eye_do("create view session as select * from away where storm()");
	visitor_get(&v, "/console/account");
	cr_expect_eq(v.status, 503);
	cr_expect_not(visitor_sees(&v, "name=\"password\""));
	cr_expect_not_null(strstr(v.head, "Retry-After: "));
	eye_do("drop view session");
	eye_do("alter table away rename to session");
	cr_expect(visitor_is_in(&v));
	visitor_leave(&v);
}

Test(session, name_in_a_form_for_another_page_is_not_shown_to_who_is_signed_out)
{
	struct visitor v = { .status = 0 };
	cr_assert_eq(house_account(QIAN), 201);
	cr_assert_eq(visitor_sign_in(&v, "qian", WORD_OF_MOUTH), 303);
	cr_expect(visitor_is_in(&v));
	eye_do("delete from session");
	visitor_post(&v, "/console/search", "name=CHILD");
	cr_expect(visitor_sees(&v, "name=\"password\""));
	cr_expect_not(visitor_sees(&v, "CHILD"));
	visitor_post(&v, "/console/sign-in", "name=OFFICER&password=wrong");
	cr_expect(visitor_sees(&v, "OFFICER"));
	visitor_leave(&v);
}

Test(session, the_page_says_whose_accounts_work_here)
{
	struct visitor v = { .status = 0 };
	visitor_get(&v, "/console/sign-in");
	cr_expect(visitor_sees(&v, "登录单位：<strong>湖南省教育厅、990000 · 学校</strong>。账号"), "%s", v.page);
	visitor_leave(&v);
}

/* -- who is believed ------------------------------------------------------------------ */

Test(session, nobody_is_believed_who_says_that_it_is_tls)
{
	struct visitor v = { .more = "X-Forwarded-Proto: https\r\n" };
	visitor_get(&v, "/console/sign-in");
	cr_expect_eq(strncmp(v.cookie, "xueji_console", 13), 0, "%s", v.cookie);
	cr_expect_null(strstr(v.head, "; Secure"));
	visitor_leave(&v);
}

static void
begin_behind_proxy(void)
{
	house_options.is_behind_proxy = true;
	house_options.sign_ins_per_address = 3;
	house_begin();
}

TestSuite(proxy, .init = begin_behind_proxy, .fini = house_end, .timeout = 120);

Test(proxy, of_ours_is_believed_and_the_cookie_is_for_tls_alone)
{
	struct visitor v = { .more = "X-Forwarded-Proto: https\r\n" };
	visitor_get(&v, "/console/sign-in");
	cr_expect_eq(strncmp(v.cookie, "__Host-xueji=", 13), 0, "%s", v.cookie);
	cr_expect_not_null(strstr(v.head, "; Secure"));
	visitor_leave(&v);
}

Test(proxy, one_address_tries_so_often_a_minute_and_another_is_served)
{
	struct visitor one = { .more = "X-Forwarded-For: 10.0.0.1\r\n" };
	struct visitor two = { .more = "X-Forwarded-For: 10.0.0.1, 10.0.0.2\r\n" };
	cr_assert_eq(house_account(QIAN), 201);
	for (int i = 0; i < 3; i++)
		cr_expect_eq(visitor_sign_in(&one, "nobody", "x"), 403);
	cr_expect_eq(visitor_sign_in(&one, "qian", WORD_OF_MOUTH), 503);
	cr_expect_not_null(strstr(one.head, "Retry-After: "));
	cr_expect(visitor_sees(&one, "请稍候"));
	cr_expect_eq(visitor_sign_in(&two, "qian", WORD_OF_MOUTH), 303);
	house_now_ms += MINUTE_MS;
	cr_expect_eq(visitor_sign_in(&one, "qian", WORD_OF_MOUTH), 303);
	visitor_leave(&one);
	visitor_leave(&two);
}

Test(proxy, codes_of_one_address_are_tried_as_seldom_as_passwords)
{
	struct visitor v = { .more = "X-Forwarded-For: 10.0.0.1\r\n" };
	cr_assert_eq(house_account(QIAN), 201);
	eye_do("update account set totp = decode(repeat('01', 20), 'hex') where name = 'qian'");
	cr_assert_eq(visitor_sign_in(&v, "qian", WORD_OF_MOUTH), 303);
	visitor_get(&v, "/console/sign-in/code");
	for (int i = 0; i < 2; i++) {
		visitor_post(&v, "/console/sign-in/code", "code=nothing");
		cr_expect_eq(v.status, 403, "%d", i);
	}
	visitor_post(&v, "/console/sign-in/code", "code=nothing");
	cr_expect_eq(v.status, 503);
	cr_expect_not_null(strstr(v.head, "Retry-After: "));
	visitor_leave(&v);
}

/* The proxy may connect to the socket; whoever comes through it is not let in by that. */
Test(proxy, hands_on_pages_and_nobody_who_trusts_to_the_socket)
{
	static const char through[] = "X-Forwarded-For: 10.0.0.1\r\n";
	struct visitor v = { .more = "X-Forwarded-For: 10.0.0.1\r\nX-Xueji-As: " QIAN "\r\n" };
	cr_expect_eq(house_account_with(QIAN, through), 403);
	cr_expect_eq(eye_int("select count(*) from account where name <> ''"), 0);
	visitor_get(&v, "/v1/inbox");
	cr_expect_eq(v.status, 403);
	visitor_post(&v, "/console/accounts", "{}");
	cr_expect_neq(v.status, 201);
	cr_expect_eq(eye_int("select count(*) from account where name <> ''"), 0);
	v.more = "X-Xueji-As: " QIAN "\r\n";
	visitor_get(&v, "/v1/inbox");
	cr_expect_eq(v.status, 200, "an officer at the socket itself");
	cr_expect_eq(house_account(QIAN), 201);
	visitor_leave(&v);
}

/* -- many at once --------------------------------------------------------------------- */

enum { CROWD = 40 };

static void *
try_once(void *context)
{
	struct visitor v = { .status = 0 };
	int *status = context;
	*status = visitor_sign_in(&v, "nobody", "a wrong password");
	if (*status == 503)
		cr_expect_not_null(strstr(v.head, "Retry-After: 2"));
	visitor_leave(&v);
	return NULL;
}

Test(session, a_crowd_is_partly_sent_away_and_all_are_answered)
{
	pthread_t threads[CROWD];
	int statuses[CROWD], n_served = 0, n_sent_away = 0;
	for (int i = 0; i < CROWD; i++)
		cr_assert_eq(pthread_create(&threads[i], NULL, try_once, &statuses[i]), 0);
	for (int i = 0; i < CROWD; i++) {
		cr_assert_eq(pthread_join(threads[i], NULL), 0);
		n_served += statuses[i] == 403;
		n_sent_away += statuses[i] == 503;
	}
	cr_expect_eq(n_served + n_sent_away, CROWD);
	cr_expect_geq(n_served, PASSWORDS_WAITING_MAX + 1);
	cr_expect_gt(n_sent_away, 0);
}
