/* What an officer chooses about his pages and messages, and the message of the morning. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk/door.h"
#include "visitor.h"

#define QIAN	SCHOOL ":head:qian"
#define ZHAO	SCHOOL ":registrar:zhao"
#define PHONE	"138 0000 5678"

static char outgoing[64];

static void
begin(void)
{
	(void)strcpy(outgoing, "/tmp/xueji-digest-XXXXXX");
	cr_assert_not_null(mkdtemp(outgoing));
	house_options.messages = outgoing;
	house_options.public_base = "https://school.example";
	house_begin();
}

static void
forget(void)
{
	DIR *d = opendir(outgoing);
	char path[400];
	for (struct dirent *e; (e = readdir(d)) != NULL;) {
		(void)snprintf(path, sizeof(path), "%s/%s", outgoing, e->d_name);
		if (e->d_name[0] != '.' || strlen(e->d_name) > 2)
			(void)unlink(path);
	}
	(void)closedir(d);
}

static void
end(void)
{
	house_end();
	forget();
	(void)rmdir(outgoing);
}

TestSuite(choice, .init = begin, .fini = end, .timeout = 120);

static struct visitor
signed_in(const char *as, const char *name)
{
	struct visitor v = { .status = 0 };
	cr_assert_eq(house_account(as), 201, "%s", as);
	cr_assert_eq(visitor_sign_in(&v, name, WORD_OF_MOUTH), 303);
	visitor_get(&v, "/console/account");
	cr_assert_eq(v.status, 200);
	return v;
}

static int
choose(struct visitor *v, const char *form)
{
	visitor_post(v, "/console/account/choices", form);
	return v->status;
}

/* A docket on the desk of the school; its header is not to be read. */
static void
lay(int i, int stage, int64_t term)
{
	eye_do("insert into docket (id, n, kind, scope, state, stage, holder, since, term, is_automatic, is_held_here,"
	       " is_filed_here, student_number, receiving_school, sending_school, filed_at, header) values"
	       " ('00000000-0000-7000-8000-%012d', 1, 1, 1, 0, %d, '" SCHOOL "', 1, %lld, false, true, false,"
	       " 'G43010220160520%04d', '" SCHOOL "', '2144000101', 1, '')", i, stage, (long long)term, i);
	eye_do("insert into desk (docket, n, holder, term, next_look, stage, since) values"
	       " ('00000000-0000-7000-8000-%012d', 1, '" SCHOOL "', %lld, 0, %d, 1)", i, (long long)term, stage);
}

/* -- pages ------------------------------------------------------------------------------ */

Test(choice, of_a_dense_page_is_kept_for_its_account_wherever_it_signs_in)
{
	struct visitor v = signed_in(QIAN, "qian"), zhao = signed_in(ZHAO, "zhao"), again = { .status = 0 };
	cr_expect_not(visitor_sees(&v, "class=\"compact\""));
	cr_expect_eq(choose(&v, "density=compact"), 303);
	cr_expect_str_eq(v.location, "/console/account?done=choices");
	visitor_get(&v, v.location);
	cr_expect(visitor_sees(&v, "已保存"));
	cr_assert_eq(visitor_sign_in(&again, "qian", WORD_OF_MOUTH), 303);
	visitor_get(&again, "/console/");
	cr_expect(visitor_sees(&again, "<body class=\"compact\">"));
	visitor_get(&zhao, "/console/");
	cr_expect_not(visitor_sees(&zhao, "class=\"compact\""), "somebody else's page");
	visitor_get(&again, "/console/account");
	cr_expect(visitor_sees(&again, "<option value=\"compact\" selected>"));
	cr_expect_eq(choose(&again, "density=roomy"), 303);
	cr_expect_eq(eye_int("select count(*) from account_choice"), 0, "what is usual is kept");
	visitor_leave(&v);
	visitor_leave(&zhao);
	visitor_leave(&again);
}

Test(choice, of_columns_hides_them_on_the_page_and_in_no_file)
{
	struct visitor v = signed_in(QIAN, "qian");
	lay(1, STAGE_sending_school, house_now_ms + DAY_MS);
	visitor_get(&v, "/console/");
	cr_expect(visitor_sees(&v, "<th scope=\"col\">环节</th>") && visitor_sees(&v, "<th scope=\"col\">学校</th>"), "%s", v.page);
	cr_expect_eq(choose(&v, "columns=inbox&inbox_schools=shown&inbox_scope=shown"), 303);
	visitor_get(&v, "/console/");
	cr_expect_not(visitor_sees(&v, "<th scope=\"col\">环节</th>"));
	cr_expect(visitor_sees(&v, "<th scope=\"col\">学校</th>"));
	cr_expect(visitor_sees(&v, "/console/dockets/00000000-0000-7000-8000-000000000001\">"));
	cr_expect(visitor_sees(&v, "/claim\""), "what can be done is gone");
	visitor_get(&v, "/console/lists/inbox?as=csv");
	cr_expect(visitor_sees(&v, "环节"), "the file has lost a column");
	visitor_get(&v, "/console/account");
	cr_expect(visitor_sees(&v, "name=\"inbox_stage\" value=\"shown\">"));
	cr_expect(visitor_sees(&v, "name=\"inbox_schools\" value=\"shown\" checked>"));
	cr_expect(visitor_sees(&v, "name=\"search_kind\" value=\"shown\" checked>"), "of a list that was not in the form");
	visitor_leave(&v);
}

Test(choice, that_nobody_can_make_is_refused_by_its_name_and_changes_nothing)
{
	static const struct { const char *form, *said; } bad[] = {
		{ "density=tiny", "没有这个选项： density = tiny" }, { "colour=green", "没有这个选项： colour<" },
		{ "columns=complaints", "没有这个选项： columns = complaints" },
		{ "columns=inbox&inbox_docket=shown", "没有这个选项： inbox_docket<" },
		{ "density=compact&digest=", "没有这个选项： digest<" },
		{ "%3Cscript%3E=1", "没有这个选项： &lt;script&gt;" },
	};
	struct visitor v = signed_in(QIAN, "qian");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		cr_expect_eq(choose(&v, bad[i].form), 400, "%s", bad[i].form);
		cr_expect(visitor_sees(&v, bad[i].said), "%s", bad[i].form);
	}
	cr_expect_eq(eye_int("select count(*) from account_choice"), 0);
	visitor_leave(&v);
}

Test(choice, of_an_older_release_is_as_if_it_had_not_been_made)
{
	struct visitor v = signed_in(QIAN, "qian");
	eye_do("insert into account_choice values ('qian', 'density', 'tiny'), ('qian', 'colour', 'green'),"
	       " ('qian', 'inbox_stage', 'gone')");
	lay(1, STAGE_sending_school, house_now_ms + DAY_MS);
	visitor_get(&v, "/console/");
	cr_expect_eq(v.status, 200);
	cr_expect_not(visitor_sees(&v, "class=\"compact\""));
	cr_expect(visitor_sees(&v, "<th scope=\"col\">环节</th>"));
	cr_expect_eq(choose(&v, "density=compact"), 303);
	cr_expect_str_eq(eye_text("select string_agg(name || '=' || value, ' ') from account_choice"), "density=compact");
	visitor_leave(&v);
}

/* -- the telephone ---------------------------------------------------------------------- */

Test(choice, of_a_telephone_is_held_to_what_can_be_one_and_shown_covered)
{
	static const char *const bad[] = { "12345", "123456789012345678901", "%2B8613800005678x", "%2B8523800005678",
		"%2B861380000567", "%2B8612800005678", "qian", "-" };
	struct visitor v = signed_in(QIAN, "qian");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char form[80];
		(void)snprintf(form, sizeof(form), "density=compact&phone=%s", bad[i]);
		cr_expect_eq(choose(&v, form), 400, "%s", bad[i]);
		cr_expect(visitor_sees(&v, "id=\"phone-fault\">电话须为"), "%s", bad[i]);
		cr_expect(visitor_sees(&v, "<option value=\"compact\" selected>"), "what was chosen is gone");
	}
	cr_expect(visitor_sees(&v, "type=\"tel\" value=\"-\""), "what was typed is gone");
	cr_expect_eq(choose(&v, "phone=%2B86+138-0000-5678"), 303);
	cr_expect_str_eq(eye_text("select phone from account where name = 'qian'"), "+8613800005678");
	visitor_get(&v, "/console/account");
	cr_expect(visitor_sees(&v, "+86138****5678"));
	cr_expect_not(visitor_sees(&v, "13800005678"));
	cr_expect_eq(choose(&v, "phone="), 303);
	cr_expect_str_eq(eye_text("select phone from account where name = 'qian'"), "+8613800005678");
	cr_expect_eq(choose(&v, "phone=&phone_gone=1"), 303);
	cr_expect_str_eq(eye_text("select phone from account where name = 'qian'"), "");
	visitor_leave(&v);
}

TestSuite(without, .init = house_begin, .fini = house_end, .timeout = 120);

Test(without, messages_a_telephone_is_not_offered)
{
	struct visitor v = signed_in(QIAN, "qian");
	cr_expect_not(visitor_sees(&v, "phone"));
	cr_expect_eq(choose(&v, "phone=13800005678"), 400);
	cr_expect(visitor_sees(&v, "没有这个选项： phone<"));
	visitor_leave(&v);
}

/* -- the message of the morning ---------------------------------------------------------- */

/* From 2026-09-28, a Monday, to 2026-10-25: the National Day and the Saturday that is worked for it. */
static const uint8_t kinds[] = { 1, 1, 1, 0, 0, 0, 0,  0, 0, 0, 1, 1, 1, 0,  1, 1, 1, 1, 1, 0, 0,  1, 1, 1, 1, 1, 0, 0 };

static struct instant
at(const char *text)
{
	struct instant t;
	cr_assert(instant_parse(text, &t), "%s", text);
	return t;
}

static const struct calendar *
autumn(void)
{
	static struct calendar c = { .n_days = sizeof(kinds), .kind = kinds, .version = 1 };
	c.first = instant_day(at("2026-09-28T00:00:00+08:00"));
	return &c;
}

static bool
is_time(const char *text)
{
	struct digest_day d;
	return digest_is_time(autumn(), at(text), &d);
}

Test(digest, is_sent_from_half_past_eight_to_six_on_working_days)
{
	cr_expect_not(is_time("2026-09-30T08:29:59+08:00"));
	cr_expect(is_time("2026-09-30T08:30:00+08:00"));
	cr_expect(is_time("2026-09-30T17:59:59+08:00"), "who starts late");
	cr_expect_not(is_time("2026-09-30T18:00:00+08:00"));
	cr_expect_not(is_time("2026-10-01T08:30:00+08:00"), "the National Day");
	cr_expect_not(is_time("2026-10-11T08:30:00+08:00"), "a Sunday");
	cr_expect_not(is_time("2026-10-10T08:29:59+08:00"));
	cr_expect(is_time("2026-10-10T08:30:00+08:00"), "a Saturday that is worked");
	struct digest_day d;
	cr_assert(digest_is_time(autumn(), at("2026-09-30T08:30:00+08:00"), &d));
	cr_expect_eq(d.ends[STORE_UNTIL_TODAY].ms, at("2026-10-01T00:00:00+08:00").ms);
	cr_expect_eq(d.ends[STORE_UNTIL_NEXT].ms, at("2026-10-09T00:00:00+08:00").ms);
	cr_expect_eq(d.ends[STORE_UNTIL_THIRD].ms, at("2026-10-11T00:00:00+08:00").ms);
}

/* How many lie there; the last one's text in `said`, and its name. */
static char said[600], named[300];

static int
lying(void)
{
	int n = 0;
	DIR *d = opendir(outgoing);
	for (struct dirent *e; (e = readdir(d)) != NULL;) {
		char path[400];
		struct stat st;
		if (e->d_name[0] == '.')
			continue;
		n++;
		(void)snprintf(named, sizeof(named), "%s", e->d_name);
		(void)snprintf(path, sizeof(path), "%s/%s", outgoing, e->d_name);
		cr_assert_eq(stat(path, &st), 0);
		cr_expect_eq(st.st_mode & 0777, 0600);
		FILE *f = fopen(path, "r");
		said[fread(said, 1, sizeof(said) - 1, f)] = '\0';
		(void)fclose(f);
	}
	(void)closedir(d);
	return n;
}

static struct digest_sums
tell_by(struct store *s, const char *now)
{
	struct digest_day d;
	struct digest_sums sums;
	const struct digest_way way = { outgoing, "https://school.example", NULL };
	cr_assert(digest_is_time(autumn(), at(now), &d));
	cr_assert_eq(digest_tell(s, &d, &way, &sums), STORE_OK);
	return sums;
}

/* All of them from one connection, as of an instance that has just started. */
static struct digest_sums
tell(const char *now)
{
	struct store *s = store_open(base.conninfo, "digest");
	const struct digest_sums sums = tell_by(s, now);
	store_close(s);
	return sums;
}

static void
with_phone(const char *as, const char *name, const char *phone)
{
	cr_assert_eq(house_account(as), 201);
	eye_do("update account set phone = '%s', alive_at = %lld where name = '%s'", phone,
	    (long long)at("2026-09-30T00:00:00+08:00").ms, name);
}

static void
begin_morning(void)
{
	begin();
	house_now_ms = at("2026-09-27T12:00:00+08:00").ms;	/* a Sunday: the house's own sends nothing */
	with_phone(QIAN, "qian", "13800005678");
	lay(1, STAGE_sending_school, at("2026-09-30T00:00:00+08:00").ms);
	lay(2, STAGE_sending_school, at("2026-10-01T00:00:00+08:00").ms);
	lay(3, STAGE_sending_school, at("2026-10-01T00:00:00+08:00").ms);
	lay(4, STAGE_sending_school, at("2026-10-09T00:00:00+08:00").ms);
	lay(5, STAGE_sending_school, at("2026-10-11T00:00:00+08:00").ms);
	lay(6, STAGE_sending_school, at("2026-10-20T00:00:00+08:00").ms);
}

TestSuite(morning, .init = begin_morning, .fini = end, .timeout = 120);

Test(morning, message_tells_numbers_by_term_and_nothing_else)
{
	const struct digest_sums sums = tell("2026-09-30T08:30:00+08:00");
	cr_expect(sums.n_sent == 1 && sums.n_nothing == 0 && sums.n_failed == 0);
	cr_assert_eq(lying(), 1);
	cr_expect_not_null(strstr(said, "\"phone\":\"13800005678\""), "%s", said);
	cr_expect_not_null(strstr(said, "\"text\":\"学籍待办：6 件，其中逾期 1 件、今日到期 2 件、下一工作日到期 1 件、"
	    "其后两个工作日内到期 1 件。https://school.example/console/\""), "%s", said);
	cr_expect_null(strstr(said, "00000000-0000"));
	cr_expect_null(strstr(named, "qian"), "whose it is stands in its name: %s", named);
}

Test(morning, message_is_one_a_day_over_restarts_and_instances)
{
	struct store *other = store_open(base.conninfo, "digest");
	(void)tell("2026-09-30T08:30:00+08:00");
	forget();	/* it was sent */
	cr_expect_eq(tell("2026-09-30T08:31:00+08:00").n_sent, 0, "after a restart");
	cr_expect_eq(tell_by(other, "2026-09-30T08:30:01+08:00").n_sent, 0, "the other instance");
	cr_expect_eq(lying(), 0);
	cr_expect_eq(tell("2026-10-08T08:30:00+08:00").n_sent, 1, "the next working day");
	store_close(other);
}

Test(morning, message_comes_of_what_is_overdue_even_to_who_wants_none)
{
	eye_do("insert into account_choice values ('qian', 'digest', 'off')");
	cr_expect_eq(tell("2026-09-30T08:30:00+08:00").n_sent, 1);
	cr_assert_eq(lying(), 1);
	cr_expect_not_null(strstr(said, "\"text\":\"学籍待办：逾期 1 件。https"), "%s", said);
	eye_do("delete from desk where term < %lld", (long long)at("2026-10-20T00:00:00+08:00").ms);
	forget();
	const struct digest_sums sums = tell("2026-10-08T08:30:00+08:00");
	cr_expect(sums.n_sent == 0 && sums.n_nothing == 1, "nothing is overdue");
	cr_expect_eq(lying(), 0);
}

Test(morning, message_is_not_for_who_has_nothing_to_do_or_is_sealed)
{
	with_phone(ZHAO, "zhao", "13900005678");		/* a registrar answers, and decides nothing */
	with_phone("2143000102:head:other", "other", "13700005678");
	with_phone(SCHOOL ":head:old", "old", "13600005678");
	eye_do("update account set alive_at = 1 where name = 'old'");
	const struct digest_sums sums = tell("2026-09-30T08:30:00+08:00");
	cr_expect(sums.n_sent == 1 && sums.n_nothing == 2, "%lld %lld", (long long)sums.n_sent, (long long)sums.n_nothing);
	cr_expect_eq(lying(), 1);
	lay(7, STAGE_answer, at("2026-10-20T00:00:00+08:00").ms);
	forget();
	cr_expect_eq(tell("2026-10-08T08:30:00+08:00").n_sent, 2);
	eye_do("update account set phone = '' where name = 'qian'");
	forget();
	(void)tell("2026-10-09T08:30:00+08:00");
	cr_assert_eq(lying(), 1);
	cr_expect_not_null(strstr(said, "学籍待办：1 件。"), "what came back, to the registrar: %s", said);
}

Test(morning, message_that_cannot_be_written_is_tried_again)
{
	char away[80];
	(void)snprintf(away, sizeof(away), "%s.away", outgoing);
	cr_assert_eq(rename(outgoing, away), 0);
	const struct digest_sums sums = tell("2026-09-30T08:30:00+08:00");
	cr_expect(sums.n_failed == 1 && sums.n_sent == 0);
	cr_assert_eq(rename(away, outgoing), 0);
	cr_expect_eq(tell("2026-09-30T08:35:00+08:00").n_sent, 1);
	cr_expect_eq(lying(), 1);
}

/* Who stands in for the head is told of the head's inbox too, as long as he does. */
Test(morning, message_tells_a_deputy_of_the_inbox_he_stands_in_for)
{
	with_phone(ZHAO, "zhao", "13800005679");
	eye_do("update account set phone = '' where name = 'qian'");
	eye_do("insert into deputy (principal, slot, deputy, unit, first_day, last_day, appointed_by) values"
	       " ('qian', 1, 'zhao', '" SCHOOL "', %d, %d, 'qian')",
	    instant_day(at("2026-09-30T08:30:00+08:00")).n, instant_day(at("2026-09-30T08:30:00+08:00")).n);
	cr_assert_eq(tell("2026-09-30T08:30:00+08:00").n_sent, 1);
	cr_assert_eq(lying(), 1);
	cr_expect_not_null(strstr(said, "\"text\":\"学籍代行待办：6 件，其中逾期 1 件、今日到期 2 件"), "%s", said);
	forget();
	eye_do("insert into account_choice values ('zhao', 'digest', 'off')");
	eye_do("update account set digest_day = 0 where name = 'zhao'");
	cr_assert_eq(tell("2026-09-30T08:30:00+08:00").n_sent, 1);
	(void)lying();
	cr_expect_not_null(strstr(said, "\"text\":\"学籍代行待办：逾期 1 件。https"), "%s", said);
	forget();
	eye_do("update account set digest_day = 0, alive_at = 0 where name = 'qian'");
	eye_do("update account set digest_day = 0 where name = 'zhao'");
	cr_expect_eq(tell("2026-09-30T08:30:00+08:00").n_sent, 0, "a sealed account is nobody's to act for");
	eye_do("update account set alive_at = %lld where name = 'qian'", (long long)at("2026-09-30T00:00:00+08:00").ms);
	cr_expect_eq(tell("2026-10-08T08:30:00+08:00").n_sent, 0, "it is over");
}

/* The desk itself, by its own clock; a Wednesday. */
Test(morning, comes_to_the_desk_by_itself)
{
	house_now_ms = at("2026-09-30T08:29:59+08:00").ms;
	(void)sleep(3);
	cr_expect_eq(lying(), 0, "too early");
	house_now_ms = at("2026-09-30T08:30:00+08:00").ms;
	for (int i = 0; i < 20 && lying() == 0; i++)
		(void)sleep(1);
	cr_expect_eq(lying(), 1);
	house_now_ms += MINUTE_MS;
	forget();
	(void)sleep(3);
	cr_expect_eq(lying(), 0, "twice");
}
