/* Whoever is away has a deputy: who appoints one, who acts, and when it is over. The names are fixed, the clock is the test's. */
#include <criterion/criterion.h>
#include <string.h>

#include "console/inside.h"
#include "visitor.h"

TestSuite(deputy, .init = house_begin, .fini = house_end, .timeout = 120);

#define ACTING	"正在代理职权：代 qian"

/* 2026-09-01 at the house; the days are those of the form. */
#define TODAY(days)	"first=2026-09-01&last=2026-09-0" days

static struct visitor
signed_in(const char *role, const char *name)
{
	char as[64];
	struct visitor v = { .status = 0 };
	(void)snprintf(as, sizeof(as), SCHOOL ":%s:%s", role, name);
	cr_assert_eq(house_account(as), 201, "%s", as);
	cr_assert_eq(visitor_sign_in(&v, name, WORD_OF_MOUTH), 303);
	visitor_get(&v, "/console/account");
	return v;
}

static void
act(struct visitor *v, const char *form)
{
	visitor_get(v, "/console/account");
	visitor_post(v, "/console/account/act", form);
}

static bool
is_acting(struct visitor *v)
{
	visitor_get(v, "/console/account");
	return visitor_sees(v, ACTING);
}

/* The head's deputy has the head's menu; his own name stays. */
Test(deputy, acts_from_the_first_day_to_the_last_and_not_a_moment_longer)
{
	struct visitor qian = signed_in("head", "qian"), zhao = signed_in("registrar", "zhao");
	visitor_post(&qian, "/console/account/deputies", "deputy=zhao&" TODAY("2"));
	cr_expect_str_eq(qian.location, "/console/account?done=deputy");
	visitor_get(&zhao, "/console/account");
	cr_expect(visitor_sees(&zhao, "代理办理： qian (核办人)"));
	cr_expect_not(visitor_sees(&zhao, ACTING), "before he has chosen");
	cr_expect_not(visitor_sees(&zhao, "/console/looks"), "a registrar's menu");
	visitor_post(&zhao, "/console/account/act", "for=qian");
	cr_expect_eq(zhao.status, 303);
	cr_expect(is_acting(&zhao));
	cr_expect(visitor_sees(&zhao, "/console/looks"), "the head's menu");
	cr_expect(visitor_sees(&zhao, "学籍管理员 zhao"), "he is himself still");
	house_now_ms = INT64_C(1788364799999);	/* the second of September, a millisecond before midnight */
	cr_assert_eq(visitor_sign_in(&zhao, "zhao", WORD_OF_MOUTH), 303);
	cr_expect_not(is_acting(&zhao), "a new session is his own");
	act(&zhao, "for=qian");
	cr_expect(is_acting(&zhao));
	house_now_ms++;
	cr_expect_not(is_acting(&zhao), "the day after");
	cr_expect_not(visitor_sees(&zhao, "/console/looks"));
	cr_expect_not(visitor_sees(&zhao, "代理办理： qian"));
	visitor_post(&zhao, "/console/account/act", "for=qian");
	cr_expect_eq(zhao.status, 403);
	cr_expect(visitor_sees(&zhao, "没有这项代理，或不在代理期限内。"));
	visitor_leave(&qian);
	visitor_leave(&zhao);
}

/* He finds it where he looks first, and the button that begins it; not while he acts, before it is time, or for himself. */
Test(deputy, is_told_in_his_inbox_for_whom_he_may_act_today)
{
	static const char line[] = "今日可代理： <strong>qian</strong> (核办人)";
	struct visitor qian = signed_in("head", "qian"), zhao = signed_in("registrar", "zhao"), han = signed_in("registrar", "han");
	visitor_post(&qian, "/console/account/deputies", "deputy=zhao&first=2026-09-02&last=2026-09-02");
	visitor_get(&zhao, "/console/");
	cr_expect_not(visitor_sees(&zhao, "今日可代理"), "it is tomorrow");
	visitor_get(&qian, "/console/account");
	visitor_post(&qian, "/console/account/deputies", "deputy=zhao&" TODAY("1"));
	struct visitor *const others[] = { &qian, &han };
	for (size_t i = 0; i < 2; i++) {
		visitor_get(others[i], "/console/");
		cr_expect_not(visitor_sees(others[i], "今日可代理"), "%zu", i);
		visitor_leave(others[i]);
	}
	visitor_get(&zhao, "/console/");
	cr_expect(visitor_sees(&zhao, line));
	cr_expect(visitor_sees(&zhao, "<button>代理办理： qian</button>"));
	visitor_post(&zhao, "/console/account/act", "for=qian");
	visitor_get(&zhao, "/console/");
	cr_expect(visitor_sees(&zhao, ACTING));
	cr_expect_not(visitor_sees(&zhao, line));
	visitor_leave(&zhao);
}

/* A page that stayed open while he chose for whom he acts, in another window, or while his time ended. */
Test(deputy, a_form_is_good_for_whom_it_was_shown)
{
	struct visitor qian = signed_in("head", "qian"), zhao = signed_in("registrar", "zhao");
	visitor_post(&qian, "/console/account/deputies", "deputy=zhao&" TODAY("2"));
	visitor_get(&zhao, "/console/account");
	struct visitor window = { .csrf = "" };
	memcpy(window.cookie, zhao.cookie, sizeof(window.cookie));
	memcpy(window.csrf, zhao.csrf, sizeof(window.csrf));
	act(&zhao, "for=qian");
	visitor_post(&window, "/console/account/act", "for=");
	cr_expect_eq(window.status, 403, "a form of his own");
	cr_expect(visitor_sees(&window, "表单已失效"));
	visitor_get(&window, "/console/account");
	cr_expect(visitor_sees(&window, ACTING));
	act(&zhao, "for=");
	visitor_post(&window, "/console/account/act", "for=qian");
	cr_expect_eq(window.status, 403, "a form in another's name");
	visitor_leave(&window);
	visitor_leave(&qian);
	visitor_leave(&zhao);
}

/* Who is ended and appointed once more has to choose once more. */
Test(deputy, a_new_time_is_not_entered_by_itself)
{
	struct visitor qian = signed_in("head", "qian"), zhao = signed_in("registrar", "zhao");
	visitor_post(&qian, "/console/account/deputies", "deputy=zhao&" TODAY("2"));
	act(&zhao, "for=qian");
	cr_expect(is_acting(&zhao));
	visitor_get(&qian, "/console/account");
	visitor_post(&qian, "/console/account/deputies/end", "principal=qian&deputy=zhao&" TODAY("2"));
	visitor_post(&qian, "/console/account/deputies", "deputy=zhao&" TODAY("3"));
	cr_expect_str_eq(qian.location, "/console/account?done=deputy");
	cr_expect_not(is_acting(&zhao));
	visitor_leave(&qian);
	visitor_leave(&zhao);
}

Test(deputy, is_himself_again_by_his_own_choice_and_once_he_is_ended)
{
	struct visitor qian = signed_in("head", "qian"), zhao = signed_in("registrar", "zhao");
	visitor_post(&qian, "/console/account/deputies", "deputy=zhao&" TODAY("5"));
	act(&zhao, "for=qian");
	cr_expect(is_acting(&zhao));
	act(&zhao, "for=");
	cr_expect_not(is_acting(&zhao));
	act(&zhao, "for=qian");
	visitor_get(&qian, "/console/account");
	visitor_post(&qian, "/console/account/deputies/end", "principal=qian&deputy=zhao&" TODAY("5"));
	cr_expect_str_eq(qian.location, "/console/account?done=deputy-end");
	cr_expect_not(is_acting(&zhao));
	cr_expect_str_eq(eye_text("select string_agg(account || ' ' || kind || ' ' || subject || ' ' || purpose, ',' order by n)"
	    " from look"), "qian deputy qian zhao 2026-09-01 2026-09-05,qian deputy_end qian zhao 2026-09-01 2026-09-05");
	visitor_leave(&qian);
	visitor_leave(&zhao);
}

static void
expect_refused(struct visitor *v, const char *form, int status, const char *words)
{
	visitor_get(v, "/console/account");
	visitor_post(v, "/console/account/deputies", form);
	cr_expect_eq(v->status, status, "%s: %d", form, v->status);
	cr_expect(visitor_sees(v, words), "%s", form);
	cr_expect_eq(eye_int("select count(*) from deputy"), 0, "%s", form);
}

Test(deputy, time_is_from_today_on_and_has_sixty_days)
{
	struct visitor qian = signed_in("head", "qian"), zhao = signed_in("registrar", "zhao");
	static const char *const bad[] = { "first=2026-08-31&last=2026-09-02", "first=2026-09-02&last=2026-09-01",
		"first=2026-09-01&last=2026-10-31", "first=2026-09-01", "first=2026-09-31&last=2026-10-01", "" };
	char form[96];
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		(void)snprintf(form, sizeof(form), "deputy=zhao&%s", bad[i]);
		expect_refused(&qian, form, 400, "最多 60 天");
	}
	cr_expect(visitor_sees(&qian, "value=\"zhao\" selected"), "what was chosen stays");
	cr_expect(visitor_sees(&qian, "<a href=\"#first\">代理期限"), "a way to the field");
	cr_expect(visitor_sees(&qian, "aria-describedby=\"days.fault\""), "marked");
	expect_refused(&qian, "principal=zhao&deputy=qian&first=2026-09-03&last=2026-09-02", 400, "<a href=\"#other_first\">");
	cr_expect(visitor_sees(&qian, "value=\"2026-09-03\""), "in the form that was sent");
	visitor_post(&qian, "/console/account/deputies", "deputy=zhao&first=2026-09-01&last=2026-10-30");
	cr_expect_eq(qian.status, 303, "sixty days, both ends included");
	visitor_leave(&qian);
	visitor_leave(&zhao);
}

Test(deputy, is_of_the_unit_and_in_use_and_another)
{
	struct visitor qian = signed_in("head", "qian"), zhao = signed_in("registrar", "zhao");
	cr_assert_eq(house_account("2143000102:registrar:yu"), 201);
	cr_assert_eq(eye_int("with s as (update account set alive_at = 0 where name = 'zhao' returning 1) select count(*) from s"), 1);
	expect_refused(&qian, "deputy=yu&" TODAY("2"), 400, "代理人须为本单位的另一个在用账号");
	expect_refused(&qian, "deputy=nobody&" TODAY("2"), 400, "代理人须为本单位的另一个在用账号。");
	expect_refused(&qian, "deputy=qian&" TODAY("2"), 400, "代理人须为本单位的另一个在用账号。");
	cr_expect_not(visitor_sees(&qian, "href=\"#deputy\""), "he is alone, and has no such field");
	expect_refused(&qian, "deputy=&" TODAY("2"), 400, "代理人须为本单位的另一个在用账号。");
	expect_refused(&qian, "deputy=zhao&" TODAY("2"), 409, "账号已封存");
	visitor_leave(&qian);
	visitor_leave(&zhao);
}

Test(deputy, of_a_sealed_account_acts_no_longer)
{
	struct visitor qian = signed_in("head", "qian"), zhao = signed_in("registrar", "zhao");
	visitor_post(&qian, "/console/account/deputies", "deputy=zhao&" TODAY("5"));
	act(&zhao, "for=qian");
	cr_expect(is_acting(&zhao));
	cr_assert_eq(eye_int("with s as (update account set alive_at = 0 where name = 'qian' returning 1) select count(*) from s"), 1);
	cr_expect_not(is_acting(&zhao));
	cr_expect_not(visitor_sees(&zhao, "代理办理： qian"));
	visitor_post(&zhao, "/console/account/act", "for=qian");
	cr_expect_eq(zhao.status, 403);
	visitor_leave(&qian);
	visitor_leave(&zhao);
}

/* For himself nobody is offered himself; for another he may be. */
Test(deputy, nobody_is_offered_himself)
{
	struct visitor qian = signed_in("head", "qian"), zhao = signed_in("registrar", "zhao");
	visitor_get(&qian, "/console/account");
	const char *own = strstr(qian.page, "id=\"deputy\""), *other = strstr(qian.page, "id=\"other_deputy\"");
	cr_assert(own != NULL && other != NULL);
	const char *offered = strstr(own, "<option value=\"qian\"");
	cr_expect(offered == NULL || offered > other, "he is his own deputy");
	cr_expect_not_null(strstr(other, "<option value=\"qian\""), "nor anybody's");
	expect_refused(&qian, "deputy=qian&" TODAY("2"), 400, "<a href=\"#deputy\">代理人须为");
	cr_expect(visitor_sees(&qian, "<select id=\"deputy\" name=\"deputy\" required aria-invalid=\"true\""), "marked");
	visitor_get(&zhao, "/console/account");
	cr_expect_not(visitor_sees(&zhao, "id=\"other_deputy\""), "who is no head appoints for himself");
	visitor_leave(&qian);
	visitor_leave(&zhao);
}

/* A head who acts as such in person; his deputy has his role, and not this. */
Test(deputy, of_others_is_appointed_by_the_head_in_person_and_nobody_else)
{
	struct visitor qian = signed_in("head", "qian"), zhao = signed_in("registrar", "zhao");
	struct visitor tang = signed_in("teacher", "tang");
	expect_refused(&zhao, "principal=tang&deputy=qian&" TODAY("2"), 403, "须是本单位核办人本人");
	visitor_post(&qian, "/console/account/deputies", "principal=qian&deputy=zhao&" TODAY("5"));
	act(&zhao, "for=qian");
	cr_expect(is_acting(&zhao));
	visitor_post(&zhao, "/console/account/deputies", "principal=qian&deputy=tang&" TODAY("5"));
	cr_expect_eq(zhao.status, 403, "the deputy makes himself a deputy");
	visitor_post(&zhao, "/console/account/deputies/end", "principal=qian&deputy=zhao&" TODAY("5"));
	cr_expect_eq(zhao.status, 403);
	visitor_get(&qian, "/console/account");
	visitor_post(&qian, "/console/account/deputies", "principal=zhao&deputy=tang&" TODAY("5"));
	cr_expect_eq(qian.status, 303);
	act(&tang, "for=zhao");
	visitor_get(&tang, "/console/account");
	cr_expect(visitor_sees(&tang, "正在代理职权：代 zhao"));
	act(&tang, "for=qian");
	cr_expect_eq(tang.status, 403, "who acts for a deputy is not the head's");
	visitor_leave(&qian);
	visitor_leave(&zhao);
	visitor_leave(&tang);
}
