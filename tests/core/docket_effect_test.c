/* What each entry does to the records of both schools: a child is in one place. */
#include <criterion/criterion.h>

#include "core/paper.h"

Test(docket_effect, the_check_locks_the_record_and_adds_a_version)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_check);
	cr_expect_eq(p.record.version, 5, "nothing before the check touches it");
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(p.record.version, 6);
	cr_expect(record_is_locked(&p.record));
	cr_expect_eq(
	    p.record.status, STATUS_in_school, "it does not change until the end");
}

Test(docket_effect, the_ministrys_check_locks_nothing)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_ministry);
	const struct entry e = paper_entry(&p, HAPPENING_PROCEED);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(e.action, ACTION_passed);
	cr_expect_not(record_is_locked(&p.record));
}

Test(docket_effect, a_second_check_finds_its_own_lock_and_changes_nothing)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_check);
	p.record.open_docket = paper_id(PAPER_ID);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(p.record.version, 5);
}

Test(docket_effect, release_leaves_a_back_up_and_admission_creates_the_record)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p.record.status = STATUS_left_other;
	paper_to(&p, STAGE_admit);
	cr_expect_eq(p.record.status, STATUS_transferred_out);
	cr_expect_not(p.has_admitted, "the record is under way");
	cr_expect_eq(p.docket.record.status, STATUS_left_other);
	paper_do(&p, HAPPENING_PROCEED);
	cr_assert(p.has_admitted);
	cr_expect_eq(p.admitted.status, STATUS_in_school);
	cr_expect_str_eq(p.admitted.school.text, FURONG_SCHOOL);
	cr_expect_str_eq(p.admitted.name, CHILD_NAME);
	cr_expect_eq(p.admitted.grade, 3);
	cr_expect_not(record_is_locked(&p.admitted));
	cr_expect_not(record_is_locked(&p.record));
	cr_expect_eq(p.record.status, STATUS_transferred_out);
	cr_expect_gt(p.admitted.version, p.docket.record.version);
}

Test(docket_effect, a_graduate_arrives_in_the_next_grade)
{
	struct paper p;
	paper_begin_graduate(&p, FURONG_JUNIOR, LIWAN_SCHOOL);
	paper_to(&p, STAGE_admit);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(p.admitted.grade, 7);
	cr_expect_eq(p.admitted.status, STATUS_in_school);
}

Test(docket_effect, a_child_that_comes_back_goes_on_from_the_larger_version)
{
	static const uint32_t kept[] = { 2, 40 };
	for (size_t i = 0; i < 2; i++) {
		struct paper p;
		paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
		p.has_admitted = true;
		p.admitted = p.record;
		p.admitted.school = code(FURONG_SCHOOL);
		p.admitted.status = STATUS_transferred_out;
		p.admitted.version = kept[i];
		paper_to(&p, STAGE_admit);
		const uint32_t travelled = p.docket.record.version;
		paper_do(&p, HAPPENING_PROCEED);
		cr_expect_eq(
		    p.admitted.version, (kept[i] > travelled ? kept[i] : travelled) + 3);
		cr_expect_eq(p.admitted.status, STATUS_in_school);
	}
}

Test(docket_effect, a_withdrawal_lets_the_lock_go_and_adds_a_version)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_sending_county);
	cr_expect_eq(p.record.version, 6);
	paper_do(&p, HAPPENING_WITHDRAW);
	cr_expect_not(record_is_locked(&p.record));
	cr_expect_eq(p.record.version, 7);
	cr_expect_eq(p.record.status, STATUS_in_school);
}

Test(docket_effect, every_change_of_a_record_adds_one_version)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_admit);
	cr_expect_eq(p.record.version, 7, "locked, released");
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(p.record.version, 8, "let go");
	cr_expect_gt(p.admitted.version, p.record.version, "newer than the back-up");
}

Test(docket_effect, a_docket_that_fails_at_the_check_leaves_anothers_lock_alone)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p.record.open_docket = paper_id(OTHER_ID);
	paper_to(&p, STAGE_check);
	paper_do(&p, HAPPENING_PROCEED);
	paper_do(&p, HAPPENING_WITHDRAW);
	cr_expect(docket_id_equal(p.record.open_docket, paper_id(OTHER_ID)));
	cr_expect_eq(p.record.version, 5);
}

Test(docket_effect, only_the_two_schools_keep_anything)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_admit);
	const struct entry e = paper_entry(&p, HAPPENING_PROCEED);
	struct docket d = p.docket;
	cr_assert_eq(docket_apply(&d, &e), VERDICT_OK);
	struct record r = p.record;
	cr_expect_eq(
	    docket_effect(&d, &e, code(FURONG_OTHER), false, &r), RECORD_UNTOUCHED);
	cr_expect_eq(docket_effect(&d, &e, code(GUANGDONG), true, &r), RECORD_UNTOUCHED);
	cr_expect_eq(
	    docket_effect(&d, &e, code(LIWAN_SCHOOL), false, &r), RECORD_UNTOUCHED);
	cr_expect_eq(docket_effect(&d, &e, code(LIWAN_SCHOOL), true, &r), RECORD_CHANGED);
}

Test(docket_effect, every_business_of_one_school_ends_in_its_status_and_lets_the_lock_go)
{
	for (int kind = 1; kind < BUSINESS_N; kind++) {
		struct paper p;
		const struct business_row *row = business_row((enum business)kind);
		if (row == NULL || !row->is_one_school)
			continue;
		paper_begin_change(&p, (enum business)kind, NINE_YEAR_SCHOOL);
		const enum status before = p.record.status;
		paper_to(&p, STAGE_apply);
		cr_expect(record_is_locked(&p.record), "%s", row->name);
		cr_expect_eq(p.record.status, before, "it does not change until the end");
		paper_do(&p, HAPPENING_PROCEED);
		cr_expect_eq(p.docket.state, DOCKET_COMPLETED, "%s", row->name);
		cr_expect_eq(p.record.status, row->becomes != STATUS_NONE ? row->becomes : before,
		    "%s", row->name);
		cr_expect_not(record_is_locked(&p.record), "%s", row->name);
		cr_expect_eq(p.record.version, row->is_first ? 2 : 7, "locked, applied: %s", row->name);
	}
}

Test(docket_effect, a_suspension_says_from_when_and_until_when)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_suspension, FURONG_SCHOOL);
	paper_to(&p, STAGE_apply);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(p.record.status_on.n, on("2026-09-01").n);
	cr_expect_eq(p.record.status_until.n, on("2027-01-20").n);
}

Test(docket_effect, an_update_writes_what_it_names_and_leaves_the_rest)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_ordinary_update, FURONG_SCHOOL);
	memcpy(p.record.contact.address, "旧址", sizeof("旧址"));
	memcpy(p.record.contact.guardian, "旧人", sizeof("旧人"));
	memcpy(p.change.contact.guardian, "新人", sizeof("新人"));
	paper_to(&p, STAGE_apply);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_str_eq(p.record.contact.address, "旧址");
	cr_expect_str_eq(p.record.contact.guardian, "新人");
	cr_expect_str_eq(p.record.contact.phone, "+86 731 0000 0000");
	cr_expect_str_eq(p.record.name, CHILD_NAME);
}

Test(docket_effect, a_key_change_would_write_name_and_id)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_ordinary_update, FURONG_SCHOOL);
	paper_to(&p, STAGE_apply);
	memcpy(p.docket.header.change.name, "新名", sizeof("新名"));
	memcpy(p.docket.header.change.citizen_id.text, "11010120160520001X", 19);
	memcpy(p.docket.header.change.contact.address, "新址", sizeof("新址"));
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_str_eq(p.record.name, "新名");
	cr_expect_str_eq(p.record.citizen_id.text, "11010120160520001X");
	cr_expect_str_eq(p.record.contact.address, "新址");
}

Test(docket_effect, graduation_remembers_where_and_when)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_graduation, FURONG_SCHOOL);
	paper_to(&p, STAGE_apply);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(p.record.graduated_on.n, on("2026-09-01").n);
	cr_expect_str_eq(p.record.graduated_from.text, FURONG_SCHOOL);
}

Test(docket_effect, a_roll_back_puts_the_graduate_back)
{
	struct paper p;
	paper_begin_roll_back(&p, LIWAN_SCHOOL, FURONG_JUNIOR);
	paper_to(&p, STAGE_admit);
	cr_expect_eq(p.record.status, STATUS_transferred_out);
	paper_do(&p, HAPPENING_PROCEED);
	cr_assert(p.has_admitted);
	cr_expect_eq(p.admitted.status, STATUS_graduated);
	cr_expect_eq(p.admitted.grade, 6);
	cr_expect_eq(p.admitted.status_on.n, on("2026-06-30").n);
	cr_expect_str_eq(p.admitted.school.text, LIWAN_SCHOOL);
}

Test(docket_effect, a_child_of_the_school_is_named_by_number_and_name_alone)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_suspension, FURONG_SCHOOL);
	struct happening h = paper_ask(&p, HAPPENING_FILE);
	h.filing.grade = 0;
	h.filing.citizen_id.text[0] = '\0';
	const struct decision yes = paper_try(&p, &h);
	cr_assert_eq(yes.verdict, VERDICT_OK);
	cr_expect_eq(yes.header.grade, 3);
	cr_expect_str_eq(yes.header.citizen_id.text, CHILD_ID);
}

Test(docket_effect, after_an_offline_transfer_the_child_was_in_school_from_the_day_of_the_paper)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p.kind = BUSINESS_offline_transfer;
	p.scans = 2;
	struct happening h = paper_ask(&p, HAPPENING_FILE);
	h.filing.arrived_on = on("2026-08-20");
	cr_assert_eq(paper_act(&p, &h), VERDICT_OK);
	paper_to(&p, STAGE_admit);
	paper_do(&p, HAPPENING_PROCEED);
	cr_assert(p.has_admitted);
	cr_expect_eq(p.admitted.status, STATUS_in_school);
	cr_expect_eq(p.admitted.status_on.n, on("2026-08-20").n);
}

/* Filed in July for grade 3, released and admitted in September. */
static struct record
admitted_in_autumn(bool is_promoted, int grade_step)
{
	struct paper p;
	if (grade_step == 0)
		paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	else
		paper_begin_graduate(&p, FURONG_JUNIOR, LIWAN_SCHOOL);
	p.now = at(grade_step == 0 ? "2026-07-01T09:00:00+08:00" : "2026-05-01T09:00:00+08:00");
	p.record.school_year = 2025;
	paper_to(&p, STAGE_check);
	p.now = at("2026-09-01T09:00:00+08:00");
	if (is_promoted)
		cr_assert(policy_promote(&p.law.sending, 2026, &p.record));
	paper_to(&p, STAGE_admit);
	paper_do(&p, HAPPENING_PROCEED);
	return p.admitted;
}

Test(docket_effect, a_transfer_carries_the_grade_that_the_record_has_come_to)
{
	struct record r = admitted_in_autumn(true, 0);
	cr_expect_eq(r.grade, 4);
	cr_expect_eq(r.school_year, 2026);
	r = admitted_in_autumn(false, 0);
	cr_expect_eq(r.grade, 3, "the receiving school promotes it");
	cr_expect_eq(r.school_year, 2025);
	r = admitted_in_autumn(false, 1);
	cr_expect_eq(r.grade, 7);
	cr_expect_eq(r.school_year, 2025, "it sat in that grade since spring");
}

Test(docket_effect, a_record_that_is_behind_the_filing_is_admitted_in_the_grade_of_the_filing)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_do(&p, HAPPENING_FILE);
	p.record.grade = 2;
	p.record.school_year = 2025;
	paper_to(&p, STAGE_admit);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(p.admitted.grade, 3);
	cr_expect_eq(p.admitted.school_year, 2026);
}

static struct paper
enrolled_to(enum stage stage)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_enrolment, FURONG_SCHOOL);
	paper_to(&p, stage);
	return p;
}

Test(docket_effect, a_first_record_is_there_from_the_filing_on_and_locked)
{
	const struct paper p = enrolled_to(STAGE_school);
	cr_expect_eq(p.record.status, STATUS_in_school);
	cr_expect_str_eq(p.record.open_docket.text, PAPER_ID);
	cr_expect_str_eq(p.record.name, CHILD_NAME);
	cr_expect_eq(p.record.birth.n, on("2016-05-20").n);
	cr_expect_eq(p.record.sex, '1');
	cr_expect_eq(p.record.version, 1);
	cr_expect_eq(p.record.school_year, 2026, "it sits in that grade this year, and moves up next");
	cr_expect_str_eq(p.record.school.text, FURONG_SCHOOL);
}

Test(docket_effect, a_first_record_that_comes_to_nothing_leaves_a_tombstone)
{
	struct paper p = enrolled_to(STAGE_county);
	paper_do(&p, HAPPENING_WITHDRAW);
	cr_expect_eq(p.record.status, STATUS_removed);
	cr_expect_eq(p.record.status_on.n, instant_day(p.now).n);
	cr_expect_not(record_is_locked(&p.record));
	cr_expect_eq(p.record.version, 2);
}

Test(docket_effect, the_end_of_an_enrolment_is_no_business_of_a_record_it_has_not_made)
{
	struct paper p = enrolled_to(STAGE_county);
	p.record.open_docket = paper_id(OTHER_ID);
	paper_do(&p, HAPPENING_WITHDRAW);
	cr_expect_eq(p.record.status, STATUS_in_school);
	cr_expect_str_eq(p.record.open_docket.text, OTHER_ID);
}

Test(docket_effect, a_first_record_is_made_once_and_at_its_own_school)
{
	struct paper p;
	struct record r = { .version = 3 };
	paper_begin_change(&p, BUSINESS_enrolment, FURONG_SCHOOL);
	const struct entry e = paper_entry(&p, HAPPENING_FILE);
	paper_do(&p, HAPPENING_FILE);
	cr_expect_eq(docket_effect(&p.docket, &e, code(FURONG_SCHOOL), true, &r), RECORD_UNTOUCHED);
	cr_expect_eq(docket_effect(&p.docket, &e, code(LIWAN_SCHOOL), false, &r), RECORD_UNTOUCHED);
	cr_expect_eq(r.version, 3);
}

static struct record
cleared(const struct change *c)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_problem_record, FURONG_SCHOOL);
	p.change = *c;
	paper_to(&p, STAGE_apply);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_not(p.record.is_problem);
	return p.record;
}

Test(docket_effect, a_problem_record_is_corrected_by_the_household_book)
{
	const struct change attested = { .sex = '\0' },
	    with_id = { .citizen_id = { "430102201605200021" } },
	    with_birth = { .name = "甲", .birth = { on("2016-05-20").n }, .sex = '1' };
	struct record r = cleared(&attested);
	cr_expect_str_eq(r.citizen_id.text, CHILD_ID);
	cr_expect_eq(r.sex, '2', "as it stood");
	r = cleared(&with_id);
	cr_expect_str_eq(r.citizen_id.text, "430102201605200021");
	cr_expect_eq(r.birth.n, on("2016-05-20").n);
	cr_expect_eq(r.sex, '2', "as the ID says");
	r = cleared(&with_birth);
	cr_expect_str_eq(r.name, "甲");
	cr_expect_eq(r.sex, '1');
}

Test(docket_effect, another_citizen_id_tells_another_birth_and_sex)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_key_change, FURONG_SCHOOL);
	p.change.name[0] = '\0';
	memcpy(p.change.citizen_id.text, OTHER_CHILD_ID, CITIZEN_ID_MAX);
	p.record.birth = on("2016-05-02");
	p.record.sex = '1';
	const struct student_number number = p.record.number;
	paper_to(&p, STAGE_apply);
	cr_expect_str_eq(p.record.citizen_id.text, CHILD_ID, "not before the end");
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_str_eq(p.record.citizen_id.text, OTHER_CHILD_ID);
	cr_expect_str_eq(p.record.name, CHILD_NAME);
	cr_expect_eq(p.record.birth.n, on("2016-05-20").n);
	cr_expect_eq(p.record.sex, '2');
	cr_expect(student_number_equal(p.record.number, number), "G differing from the ID blocks nothing");
	cr_expect_eq(p.record.n_former, 0);
}

static struct paper
batch_to(enum stage stage)
{
	struct paper p;
	paper_begin_change(&p, BUSINESS_formal_batch, FURONG_SCHOOL);
	paper_to(&p, stage);
	return p;
}

Test(docket_effect, the_batch_gives_a_formal_number_and_keeps_the_temporary_one)
{
	struct paper p = batch_to(STAGE_apply);
	const struct student_number old = p.record.number;
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_str_eq(p.record.number.text, "G" OTHER_CHILD_ID);
	cr_expect(student_number_equal(p.record.former[0], old));
	cr_expect_not(p.record.is_problem || record_is_locked(&p.record));
}

Test(docket_effect, what_the_batch_finds_wrong_is_a_problem_record_and_its_docket_is_over)
{
	struct paper p = batch_to(STAGE_register_check);
	p.answer = VERDICT_NOT_IN_REGISTER;
	const uint32_t version = p.record.version;
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(p.docket.state, DOCKET_REFUSED);
	cr_expect_eq(p.docket.code, VERDICT_NOT_IN_REGISTER);
	cr_expect(p.record.is_problem);
	cr_expect_not(record_is_locked(&p.record));
	cr_expect_eq(p.record.version, version + 1);
	cr_expect_eq(p.record.number.text[0], 'L');
	cr_expect_eq(p.record.n_former, 0);
}

Test(docket_effect, an_id_of_another_birth_is_a_problem_before_anybody_is_asked)
{
	struct paper p = batch_to(STAGE_check);
	p.record.birth.n--;
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(p.docket.code, VERDICT_BAD_BIRTH);
	cr_expect(p.record.is_problem);
}

Test(docket_effect, other_business_in_the_way_of_the_batch_is_no_problem_of_the_record)
{
	struct paper p = batch_to(STAGE_check);
	p.record.open_docket = paper_id(OTHER_ID);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(p.docket.state, DOCKET_REFUSED);
	cr_expect_not(p.record.is_problem);
	cr_expect_str_eq(p.record.open_docket.text, OTHER_ID);
	p = batch_to(STAGE_register_check);
	p.record.open_docket = paper_id(OTHER_ID);	/* a back-up came back */
	p.answer = VERDICT_NOT_IN_REGISTER;
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_not(p.record.is_problem);
}
