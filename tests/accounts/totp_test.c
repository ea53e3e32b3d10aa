/* One-time codes: set up, asked for, counted once; and required where the settings say so. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "console/inside.h"
#include "visitor.h"

TestSuite(totp, .init = house_begin, .fini = house_end, .timeout = 120);

#define QIAN	SCHOOL ":head:qian"

/* What a telephone makes of the text that the page shows. */
static void
read_secret(const struct visitor *v, uint8_t ret[STORE_TOTP_SIZE])
{
	static const char mark[] = "id=\"totp-secret\">";
	const char *p = strstr(v->page, mark);
	cr_assert_not_null(p, "%s", v->page);
	p += sizeof(mark) - 1;
	cr_assert_eq(strcspn(p, "<"), 32);
	memset(ret, 0, STORE_TOTP_SIZE);
	for (size_t i = 0; i < 32; i++) {
		const unsigned five = p[i] >= 'A' ? (unsigned)(p[i] - 'A') : (unsigned)(p[i] - '2' + 26);
		for (size_t b = 0; b < 5; b++)
			if ((five >> (4 - b) & 1) != 0)
				ret[(5 * i + b) / 8] |= (uint8_t)(1 << (7 - (5 * i + b) % 8));
	}
}

static const char *
form_of(const uint8_t secret[STORE_TOTP_SIZE], int64_t off_ms)
{
	static char text[96];
	(void)snprintf(text, sizeof(text), "verb=set&old=a+long+enough+word&code=%06u",
	    wire_code(secret, (house_now_ms + off_ms) / CODE_STEP_MS));
	return text;
}

/* Else whoever finds a browser open takes the account with him. */
Test(totp, is_set_up_by_who_knows_the_password_and_ends_other_sessions)
{
	struct visitor v = { .status = 0 }, other = { .status = 0 };
	uint8_t secret[STORE_TOTP_SIZE];
	char form[64];
	cr_assert_eq(house_account(QIAN), 201);
	cr_assert_eq(visitor_sign_in(&v, "qian", WORD_OF_MOUTH), 303);
	cr_assert_eq(visitor_sign_in(&other, "qian", WORD_OF_MOUTH), 303);
	visitor_get(&v, "/console/account");
	read_secret(&v, secret);
	(void)snprintf(form, sizeof(form), "verb=set&code=%06u", wire_code(secret, house_now_ms / CODE_STEP_MS));
	visitor_post(&v, "/console/account/totp", form);
	cr_expect_eq(v.status, 403);
	cr_expect_eq(eye_int("select length(totp) from account where name = 'qian'"), 0);
	cr_expect_eq(eye_int("select failures from account where name = 'qian'"), 1);
	cr_expect(visitor_is_in(&other));
	visitor_post(&v, "/console/account/totp", form_of(secret, 0));
	cr_expect_eq(v.status, 303);
	cr_expect(visitor_is_in(&v), "whoever set them up stays");
	cr_expect_not(visitor_is_in(&other));
	visitor_leave(&v);
	visitor_leave(&other);
}

/* Signed in, and with codes from now on. */
static void
set_up(struct visitor *v, uint8_t secret[STORE_TOTP_SIZE])
{
	cr_assert_eq(house_account(QIAN), 201);
	cr_assert_eq(visitor_sign_in(v, "qian", WORD_OF_MOUTH), 303);
	visitor_get(v, "/console/account");
	read_secret(v, secret);
	cr_expect(visitor_sees(v, "otpauth://totp/Xueji:qian?secret="));
	visitor_post(v, "/console/account/totp", "verb=set&old=a+long+enough+word&code=000000x");
	cr_assert_eq(v->status, 403, "what is no code");
	visitor_post(v, "/console/account/totp", form_of(secret, 0));
	cr_assert_eq(v->status, 303, "%s", v->page);
	house_now_ms += 2 * MINUTE_MS;
}

Test(totp, is_asked_for_after_the_password_and_nothing_is_open_before)
{
	struct visitor v = { .status = 0 };
	uint8_t secret[STORE_TOTP_SIZE];
	set_up(&v, secret);
	cr_assert_eq(visitor_sign_in(&v, "qian", WORD_OF_MOUTH), 303);
	cr_expect_str_eq(v.location, "/console/sign-in/code");
	cr_expect_not(visitor_is_in(&v), "the password alone is nothing");
	visitor_get(&v, "/console/sign-in/code");
	cr_expect_not(visitor_sees(&v, "totp-secret"), "the secret is shown once");
	visitor_post(&v, "/console/sign-in/code", "code=");
	cr_expect_eq(v.status, 403);
	char before[sizeof(v.cookie)];
	(void)strcpy(before, v.cookie);
	visitor_post(&v, "/console/sign-in/code", form_of(secret, 0));
	cr_expect_eq(v.status, 303);
	cr_expect_str_neq(v.cookie, before);
	cr_expect(visitor_is_in(&v));
	visitor_leave(&v);
}

Test(totp, code_of_half_a_minute_before_or_after_is_good_once_and_no_other)
{
	static const struct {
		int64_t off_ms;
		int status;
	} cases[] = { { -60000, 403 }, { 60000, 403 }, { -30000, 303 }, { -30000, 403 }, { 30000, 303 },
		{ 0, 403 }, { 30000, 403 } };
	struct visitor v = { .status = 0 };
	uint8_t secret[STORE_TOTP_SIZE];
	set_up(&v, secret);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		eye_do("update account set failures = 0, not_before = 0");
		cr_assert_eq(visitor_sign_in(&v, "qian", WORD_OF_MOUTH), 303);
		visitor_get(&v, "/console/sign-in/code");
		visitor_post(&v, "/console/sign-in/code", form_of(secret, cases[i].off_ms));
		cr_expect_eq(v.status, cases[i].status, "%zu", i);
	}
	visitor_leave(&v);
}

/* Else whoever knows the password could set the count back before each code. */
Test(totp, wrong_codes_are_counted_and_a_right_password_does_not_set_them_back)
{
	struct visitor v = { .status = 0 };
	uint8_t secret[STORE_TOTP_SIZE];
	set_up(&v, secret);
	for (int i = 1; i <= 3; i++) {
		cr_assert_eq(visitor_sign_in(&v, "qian", WORD_OF_MOUTH), 303);
		visitor_get(&v, "/console/sign-in/code");
		visitor_post(&v, "/console/sign-in/code", "code=nothing");
		cr_expect_eq(eye_int("select failures from account where name = 'qian'"), i);
		house_now_ms += MINUTE_MS;
	}
	cr_assert_eq(visitor_sign_in(&v, "qian", WORD_OF_MOUTH), 303);
	visitor_get(&v, "/console/sign-in/code");
	visitor_post(&v, "/console/sign-in/code", "code=nothing");
	visitor_post(&v, "/console/sign-in/code", form_of(secret, 0));
	cr_expect_eq(v.status, 403, "too soon after a failure");
	house_now_ms += MINUTE_MS;
	visitor_post(&v, "/console/sign-in/code", form_of(secret, 0));
	cr_expect_eq(v.status, 303);
	cr_expect_eq(eye_int("select failures from account where name = 'qian'"), 0);
	visitor_leave(&v);
}

Test(totp, the_password_is_worth_five_minutes)
{
	struct visitor v = { .status = 0 };
	uint8_t secret[STORE_TOTP_SIZE];
	set_up(&v, secret);
	cr_assert_eq(visitor_sign_in(&v, "qian", WORD_OF_MOUTH), 303);
	visitor_get(&v, "/console/sign-in/code");
	house_now_ms += 5 * MINUTE_MS;
	visitor_post(&v, "/console/sign-in/code", form_of(secret, 0));
	cr_expect_not(visitor_is_in(&v));
	visitor_leave(&v);
}

Test(totp, is_taken_away_by_a_code_or_by_setting_the_account_up_again)
{
	struct visitor v = { .status = 0 };
	uint8_t secret[STORE_TOTP_SIZE];
	char form[64];
	set_up(&v, secret);
	cr_expect(visitor_is_in(&v));
	visitor_post(&v, "/console/account/totp", "verb=remove&code=nothing");
	cr_expect_eq(v.status, 403);
	(void)snprintf(form, sizeof(form), "verb=remove&code=%06u", wire_code(secret, house_now_ms / CODE_STEP_MS));
	visitor_post(&v, "/console/account/totp", form);
	cr_expect_eq(v.status, 303);
	cr_expect_eq(eye_int("select length(totp) from account where name = 'qian'"), 0);
	eye_do("update account set totp = decode(repeat('01', 20), 'hex') where name = 'qian'");
	cr_assert_eq(house_account(QIAN), 201);
	cr_assert_eq(visitor_sign_in(&v, "qian", WORD_OF_MOUTH), 303);
	cr_expect_str_eq(v.location, "/console/");
	visitor_leave(&v);
}

static void
begin_required(void)
{
	house_options.is_totp_required = true;
	house_begin();
}

TestSuite(totp_required, .init = begin_required, .fini = house_end, .timeout = 120);

Test(totp_required, account_without_codes_sets_them_up_before_it_is_in)
{
	struct visitor v = { .status = 0 };
	uint8_t secret[STORE_TOTP_SIZE];
	cr_assert_eq(house_account(QIAN), 201);
	cr_assert_eq(visitor_sign_in(&v, "qian", WORD_OF_MOUTH), 303);
	cr_expect_str_eq(v.location, "/console/sign-in/code");
	cr_expect_not(visitor_is_in(&v));
	visitor_get(&v, "/console/sign-in/code");
	read_secret(&v, secret);
	visitor_post(&v, "/console/sign-in/code", form_of(secret, 0));
	cr_expect_eq(v.status, 303);
	cr_expect(visitor_is_in(&v));
	cr_expect_not(visitor_sees(&v, "value=\"remove\""));
	visitor_post(&v, "/console/account/totp", "verb=remove&code=000000");
	cr_expect_eq(v.status, 400);
	visitor_leave(&v);
}
