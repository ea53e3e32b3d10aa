/* Filters saved under a name: what is saved, who sees it, and what cannot be. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "visitor.h"

TestSuite(view, .init = house_begin, .fini = house_end, .timeout = 120);

#define QIAN	SCHOOL ":head:qian"
#define ZHAO	SCHOOL ":registrar:zhao"
#define LINE	"href=\"/console/?for=all&amp;kind=transfer&amp;claimed=\""

static struct visitor
signed_in(const char *as, const char *name)
{
	struct visitor v = { .status = 0 };
	cr_assert_eq(house_account(as), 201, "%s", as);
	cr_assert_eq(visitor_sign_in(&v, name, WORD_OF_MOUTH), 303);
	visitor_get(&v, "/console/views?list=inbox");	/* a form of ours has the token */
	return v;
}

/* The status of saving it as a view of the inbox. */
static int
save(struct visitor *v, const char *name, const char *more)
{
	char form[1024];
	(void)snprintf(form, sizeof(form), "list=inbox&name=%s&%s", name, more);
	visitor_post(v, "/console/views", form);
	return v->status;
}

Test(view, that_is_saved_is_a_link_above_the_inbox_until_it_is_deleted)
{
	struct visitor v = signed_in(QIAN, "qian");
	visitor_get(&v, "/console/?for=all&kind=transfer&claimed=");
	cr_expect(visitor_sees(&v, "/console/views?list=inbox&amp;for=all&amp;kind=transfer&amp;claimed="));
	cr_expect_not(visitor_sees(&v, LINE));
	visitor_get(&v, "/console/views?list=inbox&for=all&kind=transfer&claimed=");
	cr_expect(visitor_sees(&v, "本单位全部 · 转学"), "what is saved is not told");
	cr_expect_eq(save(&v, "transfers", "for=all&kind=transfer"), 303);
	cr_expect_str_eq(v.location, "/console/?for=all&kind=transfer&claimed=");
	visitor_get(&v, v.location);
	cr_expect(visitor_sees(&v, LINE));
	cr_expect(visitor_sees(&v, "aria-current=\"true\">transfers</a>"));
	visitor_get(&v, "/console/");
	cr_expect(visitor_sees(&v, ">transfers</a>"));
	cr_expect_not(visitor_sees(&v, "aria-current=\"true\""));
	visitor_post(&v, "/console/views/end", "list=inbox&of=qian&name=transfers");
	cr_expect_eq(v.status, 303);
	visitor_get(&v, "/console/");
	cr_expect_not(visitor_sees(&v, LINE));
	visitor_leave(&v);
}

Test(view, saved_again_under_another_name_is_renamed)
{
	struct visitor v = signed_in(QIAN, "qian");
	cr_expect_eq(save(&v, "before", "kind=transfer"), 303);
	visitor_get(&v, "/console/views?list=inbox&for=role&kind=transfer&claimed=");
	cr_expect(visitor_sees(&v, "name=\"name\" value=\"before\" required"), "its name is not there to be changed");
	cr_expect_eq(save(&v, "+after+all+", "for=role&kind=transfer"), 303);
	visitor_get(&v, "/console/");
	cr_expect(visitor_sees(&v, ">after all</a>"));
	cr_expect_not(visitor_sees(&v, "before"));
	visitor_leave(&v);
}

Test(view, that_is_shared_is_seen_by_the_unit_and_by_no_other)
{
	struct visitor qian = signed_in(QIAN, "qian"), zhao = signed_in(ZHAO, "zhao");
	struct visitor other = signed_in("2143000102:head:other", "other");
	cr_expect_eq(save(&qian, "kept+apart", "kind=transfer"), 303);
	cr_expect_eq(save(&qian, "told+to+all", "for=all&shared=1"), 303);
	visitor_get(&zhao, "/console/");
	cr_expect(visitor_sees(&zhao, ">told to all</a> <small>qian</small>"));
	cr_expect_not(visitor_sees(&zhao, "kept apart"));
	visitor_get(&other, "/console/");
	cr_expect_not(visitor_sees(&other, "told to all"));
	visitor_get(&other, "/console/views?list=inbox");
	cr_expect_not(visitor_sees(&other, "told to all"));
	visitor_post(&other, "/console/views/end", "list=inbox&of=qian&name=told+to+all");
	visitor_post(&zhao, "/console/views/end", "list=inbox&of=qian&name=told+to+all");
	visitor_get(&zhao, "/console/views?list=inbox");
	cr_expect(visitor_sees(&zhao, "told to all"), "deleted by who did not save it");
	cr_expect_not(visitor_sees(&zhao, "value=\"told to all\""), "a button that does nothing");
	visitor_leave(&qian);
	visitor_leave(&zhao);
	visitor_leave(&other);
}

Test(view, has_a_name_that_can_be_seen_and_no_room_for_a_number_or_a_birthday)
{
	static const char *const bad[] = { "", "+++", "a%0ab", "a%e2%80%aeb", "a%e2%80%8bb", "%c2%85", "%7f",
		"G430102201605200026", "430102201605200026", "20160520", "16+05+20",
		"%ef%bc%92%ef%bc%90%ef%bc%91%ef%bc%96%ef%bc%90%ef%bc%95",
		"abcdefghijklmnopqrstuvwxyzabcde" };
	struct visitor v = signed_in(QIAN, "qian");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		cr_expect_eq(save(&v, bad[i], "for=all"), 400, "%s", bad[i]);
		cr_expect(visitor_sees(&v, "名称须为"), "%s", bad[i]);
	}
	cr_expect(visitor_sees(&v, "value=\"abcdefghijklmnopqrstuvwxyzabcde\""), "what was typed is gone");
	cr_expect_eq(eye_int("select count(*) from saved_view"), 0);
	cr_expect_eq(save(&v, "%e8%bd%ac%e5%ad%a6+2026", "for=all"), 303);
	visitor_leave(&v);
}

Test(view, keeps_only_what_can_be_chosen_and_says_so)
{
	static const char *const bad[] = { "kind=nothing", "for=everybody", "claimed=zhao",
		"number=G430102201605200026", "after=1788224400000", "kind=transfer&student=x" };
	struct visitor v = signed_in(QIAN, "qian");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		cr_expect_eq(save(&v, "a", bad[i]), 400, "%s", bad[i]);
		cr_expect(visitor_sees(&v, "该筛选条件不能保存"), "%s", bad[i]);
		cr_expect_not(visitor_sees(&v, "G430102201605200026"));
	}
	visitor_post(&v, "/console/views", "list=search&name=a&number=G430102201605200026");
	cr_expect_eq(v.status, 400, "searches have no views");
	visitor_get(&v, "/console/views?list=inbox&kind=nothing");
	cr_expect_eq(v.status, 400);
	cr_expect_eq(eye_int("select count(*) from saved_view"), 0);
	visitor_leave(&v);
}

Test(view, that_the_page_would_not_take_any_more_does_no_harm)
{
	struct visitor v = signed_in(QIAN, "qian");
	eye_do("insert into saved_view values"
	       " ('qian', 1, '" SCHOOL "', 'inbox', 'gone', 'for=role&kind=no_more&claimed=', false),"
	       " ('qian', 2, '" SCHOOL "', 'inbox', 'torn', 'kind=%%2', false),"
	       " ('qian', 3, '" SCHOOL "', 'inbox', 'older', 'kind=transfer&colour=green', false),"
	       " ('qian', 4, '" SCHOOL "', 'never', 'lost', '', false)");
	visitor_get(&v, "/console/");
	cr_expect_eq(v.status, 200);
	cr_expect_not(visitor_sees(&v, "gone"));
	cr_expect_not(visitor_sees(&v, "torn"));
	cr_expect(visitor_sees(&v, "href=\"/console/?for=role&amp;kind=transfer&amp;claimed=\""), "without what is not known");
	visitor_get(&v, "/console/views?list=inbox");
	cr_expect(visitor_sees(&v, "条件已失效"));
	visitor_post(&v, "/console/views/end", "list=inbox&of=qian&name=gone");
	visitor_get(&v, "/console/views?list=inbox");
	cr_expect_not(visitor_sees(&v, "gone"));
	visitor_leave(&v);
}

Test(view, are_at_most_twenty_and_the_page_says_so)
{
	struct visitor v = signed_in(QIAN, "qian");
	eye_do("insert into saved_view select 'qian', i, '" SCHOOL "', 'inbox', 'n' || i, 'n' || i, false"
	       " from generate_series(1, 20) i");
	cr_expect_eq(save(&v, "more", "for=all"), 409);
	cr_expect(visitor_sees(&v, "最多保存 20 个视图"));
	cr_expect(visitor_sees(&v, "value=\"more\""), "what was typed is gone");
	visitor_leave(&v);
}

Test(view, of_complaints_and_of_students_are_saved_alike)
{
	struct visitor v = signed_in(ZHAO, "zhao");
	visitor_post(&v, "/console/views", "list=complaints&name=open+ones&kind=supervision&open=1");
	cr_expect_str_eq(v.location, "/console/complaints?kind=supervision&open=1");
	visitor_get(&v, v.location);
	cr_expect(visitor_sees(&v, "aria-current=\"true\">open ones</a>"));
	visitor_post(&v, "/console/views", "list=complaints&name=a&kind=transfer");
	cr_expect_eq(v.status, 400, "those name children");
	visitor_post(&v, "/console/views", "list=students&name=away&status=suspended");
	cr_expect_str_eq(v.location, "/console/students?status=suspended");
	visitor_get(&v, v.location);
	cr_expect(visitor_sees(&v, "aria-current=\"true\">away</a>"));
	visitor_post(&v, "/console/views", "list=students&name=away&status=%E5%BC%A0");
	cr_expect_eq(v.status, 400);
	visitor_get(&v, "/console/");
	cr_expect_not(visitor_sees(&v, "open ones"), "of another list");
	visitor_leave(&v);
}

Test(view, is_saved_and_deleted_by_a_form_of_ours_alone)
{
	struct visitor v = signed_in(QIAN, "qian");
	memset(v.csrf, '0', 64);
	cr_expect_eq(save(&v, "a", "for=all"), 403);
	cr_expect_eq(eye_int("select count(*) from saved_view"), 0);
	visitor_leave(&v);
	struct visitor nobody = { .status = 0 };
	visitor_get(&nobody, "/console/views?list=inbox");
	cr_expect(visitor_sees(&nobody, "id=\"password\""));
	visitor_leave(&nobody);
}
