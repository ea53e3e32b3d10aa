/* What units are told: each kind has its labels, and what it asks for is over once it was done. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/notice.h"
#include "core/paper.h"

static const enum notice_kind kinds[] = {
#define NOTICE(name, ...) NOTICE_##name,
#include "core/notice.def"
#undef NOTICE
};

Test(notice, each_kind_has_a_label_in_both_languages_and_is_found_by_its_name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const struct notice_row *row = notice_row(kinds[i]);
		cr_assert_eq(row->kind, kinds[i], "row %zu is not in its place", i);
		cr_expect(row->zh[0] != '\0' && row->en[0] != '\0' && strchr(row->zh, '_') == NULL, "%s", row->name);
		cr_expect_eq(notice_find(row->name), row);
	}
	cr_expect_null(notice_find("of_a_later_version"));
	cr_expect_null(notice_find(""));
}

static bool
is_pending(const struct paper *p, enum notice_kind kind, const char *told, const char *unit, enum stage stage)
{
	struct notice_told n = { .kind = kind, .at = p->now, .stage = stage };
	cr_assert(unit_code_parse(told, &n.told) && unit_code_parse(unit, &n.unit));
	return notice_is_pending(&n, &p->docket);
}

Test(notice, of_an_earlier_stay_is_over_though_the_docket_has_come_back)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, TIANXIN_SCHOOL);
	paper_to(&p, STAGE_receiving_county);
	struct notice_told n = { .kind = NOTICE_overdue, .at = p.now, .told = code(FURONG), .unit = code(FURONG),
		.stage = STAGE_receiving_county };
	cr_expect(notice_is_pending(&n, &p.docket));
	p.now.ms += 3600000;
	paper_do(&p, HAPPENING_RETURN);
	const struct notice_told sent_back = { .kind = NOTICE_filing_returned, .at = p.now, .told = code(FURONG_SCHOOL),
		.unit = code(FURONG), .stage = STAGE_receiving_county };
	cr_expect(notice_is_pending(&sent_back, &p.docket));
	p.now.ms += 3600000;
	paper_do(&p, HAPPENING_CORRECT);
	paper_to(&p, STAGE_receiving_county);
	cr_expect_not(notice_is_pending(&n, &p.docket), "of the first time");
	n.at = p.now;
	cr_expect(notice_is_pending(&n, &p.docket));
	p.now.ms += 3600000;
	paper_do(&p, HAPPENING_RETURN);
	cr_expect_not(notice_is_pending(&sent_back, &p.docket), "of the first return");
}

Test(notice, that_a_desk_is_late_is_over_once_it_has_decided)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, TIANXIN_SCHOOL);
	paper_to(&p, STAGE_receiving_county);
	cr_expect(is_pending(&p, NOTICE_overdue, FURONG, FURONG, STAGE_receiving_county));
	cr_expect_not(is_pending(&p, NOTICE_overdue, FURONG, TIANXIN_SCHOOL, STAGE_receiving_county), "of another unit");
	cr_expect_not(is_pending(&p, NOTICE_illegal_refusal, FURONG, FURONG, STAGE_receiving_county), "asks nothing");
	paper_do(&p, HAPPENING_APPROVE);
	cr_expect_not(is_pending(&p, NOTICE_overdue, FURONG, FURONG, STAGE_receiving_county));
}

Test(notice, a_refusal_waits_for_an_answer_until_there_is_one)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, TIANXIN_SCHOOL);
	paper_to(&p, STAGE_sending_school);
	paper_do(&p, HAPPENING_REFUSE);
	cr_expect(is_pending(&p, NOTICE_filing_refused, FURONG_SCHOOL, TIANXIN_SCHOOL, STAGE_sending_school));
	paper_do(&p, HAPPENING_WITHDRAW);
	cr_expect_not(is_pending(&p, NOTICE_filing_refused, FURONG_SCHOOL, TIANXIN_SCHOOL, STAGE_sending_school));
}

Test(notice, a_statement_is_wanted_until_it_is_made)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_sending_school);
	paper_do(&p, HAPPENING_REFUSE);
	paper_do(&p, HAPPENING_OBJECT);
	cr_expect(is_pending(&p, NOTICE_statement_wanted, HUNAN, "000000", STAGE_coordination));
	cr_expect_not(is_pending(&p, NOTICE_statement_wanted, FURONG, "000000", STAGE_coordination), "is not heard");
	paper_hear(&p);
	cr_expect_not(is_pending(&p, NOTICE_statement_wanted, HUNAN, "000000", STAGE_coordination));
}
