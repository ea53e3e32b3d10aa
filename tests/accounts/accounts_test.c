/* Accounts that nobody has used, who opens them, who makes new ones; and who may see who looked. */
#include <criterion/criterion.h>
#include <string.h>

#include "console/inside.h"
#include "visitor.h"

TestSuite(accounts, .init = house_begin, .fini = house_end, .timeout = 120);

#define QIAN	SCHOOL ":head:qian"
#define SUN	COUNTY ":head:sun"	/* of the county's office: an account with the school's daemon */

static struct visitor
signed_in(const char *as, const char *name)
{
	struct visitor v = { .status = 0 };
	cr_assert_eq(house_account(as), 201, "%s", as);
	cr_assert_eq(visitor_sign_in(&v, name, WORD_OF_MOUTH), 303);
	return v;
}

Test(accounts, unused_for_ninety_days_are_sealed_and_opened_by_the_office_above)
{
	struct visitor school = { .status = 0 };
	cr_assert_eq(house_account(QIAN), 201);
	house_now_ms += 90 * DAY_MS - 1;
	cr_expect_eq(visitor_sign_in(&school, "qian", WORD_OF_MOUTH), 303, "a day before");
	house_now_ms += 90 * DAY_MS;
	cr_expect_eq(visitor_sign_in(&school, "qian", WORD_OF_MOUTH), 403);
	struct visitor office = signed_in(SUN, "sun");
	visitor_get(&office, "/console/accounts?sealed=1");
	cr_expect(visitor_sees(&office, "<td>qian</td>"));
	cr_expect(visitor_sees(&office, "已封存"));
	visitor_post(&office, "/console/accounts/open", "name=qian");
	cr_expect_str_eq(office.location, "/console/accounts?done=open");
	cr_expect_eq(visitor_sign_in(&school, "qian", WORD_OF_MOUTH), 303);
	cr_expect_str_eq(eye_text("select account || kind || subject from look"), "sunaccountqian");
	visitor_leave(&school);
	visitor_leave(&office);
}

Test(accounts, school_and_own_unit_open_nothing)
{
	struct visitor school = signed_in(QIAN, "qian");
	visitor_get(&school, "/console/accounts");
	cr_expect_eq(school.status, 403);
	visitor_post(&school, "/console/accounts/open", "name=qian");
	cr_expect_eq(school.status, 403);
	struct visitor clerk = signed_in(COUNTY ":clerk:bai", "bai");
	visitor_get(&clerk, "/console/accounts");
	cr_expect_eq(clerk.status, 403, "no head");
	struct visitor office = signed_in(SUN, "sun");
	visitor_get(&office, "/console/accounts");
	cr_expect_eq(office.status, 200);
	cr_expect(visitor_sees(&office, "<td>qian</td>"));
	cr_expect_not(visitor_sees(&office, "<td>sun</td>"), "his own");
	cr_expect_not(visitor_sees(&office, "<td>bai</td>"), "his own unit's");
	visitor_post(&office, "/console/accounts/open", "name=sun");
	cr_expect_eq(office.status, 404);
	visitor_post(&office, "/console/accounts/open", "name=nobody");
	cr_expect_eq(office.status, 404);
	visitor_post(&office, "/console/accounts/open", "name=");
	cr_expect_eq(office.status, 404, "the row that stands in for nobody");
	cr_expect_eq(eye_int("select count(*) from look"), 0);
	visitor_leave(&school);
	visitor_leave(&clerk);
	visitor_leave(&office);
}

/* One page reads so many and no more; none is left out behind them. */
Test(accounts, many_of_others_are_passed_over_a_page_at_a_time)
{
	struct visitor office = signed_in(SUN, "sun");
	cr_assert_eq(house_account(SCHOOL ":head:zz"), 201);
	eye_do("insert into account (name, unit, role, password, alive_at)"
	       " select 'm' || n, '" COUNTY "', 1, 'x', 1 from generate_series(1000, 2999) n");
	visitor_get(&office, "/console/accounts");
	cr_expect_eq(office.status, 200);
	cr_expect_not(visitor_sees(&office, "没有账号"));
	cr_expect_not(visitor_sees(&office, "<td>zz</td>"));
	cr_expect(visitor_sees(&office, "/console/accounts?after=m1999\""));
	visitor_get(&office, "/console/accounts?after=m1999");
	cr_expect(visitor_sees(&office, "/console/accounts?after=m2999\""));
	visitor_get(&office, "/console/accounts?after=m2999");
	cr_expect(visitor_sees(&office, "<td>zz</td>"));
	cr_expect_not(visitor_sees(&office, "?after="));
	visitor_get(&office, "/console/accounts?after=zz");
	cr_expect(visitor_sees(&office, "没有账号"));
	visitor_leave(&office);
}

Test(accounts, of_an_office_above_see_nothing_else_here)
{
	struct visitor office = signed_in(SUN, "sun");
	cr_expect_str_eq(office.location, "/console/");
	visitor_get(&office, "/console/");
	cr_expect_str_eq(office.location, "/console/accounts");
	visitor_get(&office, "/console/dockets/0198f0a0-7c11-7abc-8def-0123456789ab");
	cr_expect_eq(office.status, 403);
	visitor_get(&office, "/console/looks?unit=" SCHOOL);
	cr_expect_eq(office.status, 200);
	visitor_leave(&office);
}

Test(accounts, of_offices_and_schools_elsewhere_do_not_belong_here)
{
	cr_expect_eq(house_account("440103:head:x"), 403);
	cr_expect_eq(house_account("2144000101:head:x"), 403);
	cr_expect_eq(house_account("430000:head:x"), 201, "the province is above");
}

Test(accounts, made_by_the_office_are_one_officer_in_one_role)
{
	static const struct {
		const char *form;
		int status;
		const char *says;
	} bad[] = {
		{ "name=a+b&unit=" SCHOOL "&role=head&password=0123456789", 400, "账号名须为" },
		{ "name=&unit=" SCHOOL "&role=head&password=0123456789", 400, "账号名须为" },
		{ "name=new&unit=" COUNTY "&role=head&password=0123456789", 400, "没有这个单位" },
		{ "name=new&unit=2144000101&role=head&password=0123456789", 400, "没有这个单位" },
		{ "name=new&unit=x&role=head&password=0123456789", 400, "至少填写名称中的两个字" },
		{ "name=new&unit=430103&role=head&password=0123456789", 400, "没有这个单位" },
		{ "name=new&unit=%E7%A4%BA%E8%8C%83%E7%94%B2%E5%B0%8F%E5%AD%A6&role=head&password=0123456789", 400,
			"账号尚未新增" },	/* 示范甲小学: first it is said which one that is */
		{ "name=new&unit=%E7%A4%BA%E8%8C%83&role=head&password=0123456789", 400, "name=\"unit.choice\" value=\"" SCHOOL "\"" },
		{ "name=new&unit=" SCHOOL "&role=system&password=0123456789", 400, "角色" },
		{ "name=new&unit=" SCHOOL "&password=0123456789", 400, "角色" },
		{ "name=new&unit=" SCHOOL "&role=head&password=012345678", 400, "密码须为" },
		{ "name=qian&unit=" SCHOOL "&role=registrar&password=0123456789", 409, "已被使用" },
		{ "name=qian&unit=" SCHOOL "&role=head&password=0123456789", 409, "已被使用" },
	};
	struct visitor school = { .status = 0 }, office = signed_in(SUN, "sun");
	cr_assert_eq(house_account(QIAN), 201);
	visitor_get(&office, "/console/accounts");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		visitor_post(&office, "/console/accounts/add", bad[i].form);
		cr_expect_eq(office.status, bad[i].status, "%s", bad[i].form);
		cr_expect(visitor_sees(&office, bad[i].says), "%s", bad[i].form);
	}
	cr_expect_eq(visitor_sign_in(&school, "qian", WORD_OF_MOUTH), 303, "its password stayed");
	visitor_post(&office, "/console/accounts/add", "name=zhao&unit=%E7%A4%BA%E8%8C%83&unit.asked=%E7%A4%BA%E8%8C%83"
	    "&unit.choice=" SCHOOL "&role=registrar&password=a+first+word");
	cr_expect_str_eq(office.location, "/console/accounts?done=new");
	cr_expect_eq(visitor_sign_in(&school, "zhao", "a first word"), 303);
	cr_expect(visitor_is_in(&school) && visitor_sees(&school, "学籍管理员"));
	cr_expect_eq(house_account(SCHOOL ":head:zhao"), 400, "nor by the socket");
	visitor_leave(&school);
	visitor_leave(&office);
}

Test(accounts, own_password_is_changed_by_who_knows_it)
{
	struct visitor v = signed_in(QIAN, "qian"), other = { .status = 0 };
	cr_assert_eq(visitor_sign_in(&other, "qian", WORD_OF_MOUTH), 303);
	cr_expect(visitor_is_in(&v));
	visitor_post(&v, "/console/account/password", "old=wrong&new=another+long+word");
	cr_expect_eq(v.status, 403);
	cr_expect_eq(eye_int("select failures from account where name = 'qian'"), 1);
	visitor_post(&v, "/console/account/password", "old=a+long+enough+word&new=short");
	cr_expect_eq(v.status, 400);
	visitor_post(&v, "/console/account/password", "old=a+long+enough+word&new=another+long+word");
	cr_expect_eq(v.status, 303);
	cr_expect(visitor_is_in(&v), "whoever changed it stays");
	cr_expect_not(visitor_is_in(&other));
	cr_expect_eq(visitor_sign_in(&other, "qian", "another long word"), 303);
	visitor_leave(&v);
	visitor_leave(&other);
}

/* -- looks ---------------------------------------------------------------------------- */

static const struct look look = {
	.unit = { SCHOOL }, .account = "zhao", .role = ROLE_REGISTRAR, .at = { 1788224400000 },
	.kind = "unmask", .subject = "0198f0a0-7c11-7abc-8def-0123456789ab", .purpose = "核对证件", .hits = 1,
};

Test(accounts, heads_see_who_looked_at_whom_and_others_do_not)
{
	struct store *s = store_open(base.conninfo, "test");
	struct visitor head = signed_in(QIAN, "qian"), other = signed_in("2143000102:head:ma", "ma");
	struct visitor clerk = signed_in(SCHOOL ":registrar:zhao", "zhao"), office = signed_in(SUN, "sun");
	struct look search = look;
	cr_assert_eq(store_look_put(s, &look), STORE_OK);
	(void)strcpy(search.kind, "search");
	cr_assert_eq(store_look_subject(s, "G430102", search.subject), STORE_OK);
	search.purpose[0] = '\0';
	cr_assert_eq(store_look_put(s, &search), STORE_OK);
	store_close(s);
	visitor_get(&head, "/console/looks");
	cr_expect(visitor_sees(&head, "核对证件") && visitor_sees(&head, "检索"));
	visitor_get(&head, "/console/looks?subject=G430102");
	cr_expect(visitor_sees(&head, "核对证件"), "of whom is asked by no address");
	visitor_post(&head, "/console/looks", "account=&subject=G430102");
	cr_expect(visitor_sees(&head, search.subject) && !visitor_sees(&head, "核对证件"));
	visitor_post(&head, "/console/looks", "subject=0198f0a0-7c11-7abc-8def-0123456789ab");
	cr_expect(visitor_sees(&head, "核对证件") && !visitor_sees(&head, search.subject));
	visitor_get(&head, "/console/looks?account=qian");
	cr_expect_not(visitor_sees(&head, "核对证件"));
	visitor_get(&other, "/console/looks");
	cr_expect_not(visitor_sees(&other, "核对证件"), "another school's");
	visitor_get(&other, "/console/looks?unit=" SCHOOL);
	cr_expect_eq(other.status, 400);
	visitor_get(&clerk, "/console/looks");
	cr_expect_eq(clerk.status, 403);
	visitor_get(&office, "/console/looks?unit=" SCHOOL);
	cr_expect(visitor_sees(&office, "核对证件"));
	visitor_leave(&head);
	visitor_leave(&other);
	visitor_leave(&clerk);
	visitor_leave(&office);
}

Test(accounts, looks_go_on_page_by_page)
{
	struct look l = look;
	struct store *s = store_open(base.conninfo, "test");
	struct visitor head = signed_in(QIAN, "qian");
	(void)strcpy(l.purpose, "最早");
	for (int i = 0; i <= LINES_MAX; i++) {
		cr_assert_eq(store_look_put(s, &l), STORE_OK);
		l.purpose[0] = '\0';
	}
	store_close(s);
	visitor_get(&head, "/console/looks");
	cr_expect_not(visitor_sees(&head, "最早"));
	cr_assert(visitor_sees(&head, "name=\"before\" value=\"2\""));
	visitor_post(&head, "/console/looks", "account=&subject=&unit=&before=2");
	cr_expect(visitor_sees(&head, "最早"));
	visitor_get(&head, "/console/looks?before=x");
	cr_expect_eq(head.status, 400);
	visitor_leave(&head);
}

static const char *
masked(const char *number)
{
	static char text[64];
	struct door d = { .arena = arena_new() };
	struct visit v = { .door = &d };
	(void)strcpy(text, look_masked(&v, number));
	arena_free(d.arena);
	return text;
}

Test(masking, hides_the_middle_of_a_number)
{
	cr_expect_str_eq(masked("G430102201605200021"), "G4301**********0021");
	cr_expect_str_eq(masked("430102201605200021"), "4301**********0021");
	cr_expect_str_eq(masked("G1234567"), "G*******");
	cr_expect_str_eq(masked("x"), "x");
	cr_expect_str_eq(masked(""), "");
}
