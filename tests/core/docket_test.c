/*
 * The fold: what a docket looks like at each step, and that no entry changes it which the
 * one who sent it had no right to write.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "core/paper.h"

static void
at_stage(struct paper *p, enum stage stage)
{
	paper_begin(p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(p, stage);
}

static void
expect_refused(
    const struct paper *p, const struct entry *e, enum verdict why, const char *what)
{
	static struct docket d, before;
	memcpy(&d, &p->docket, sizeof(d));
	memcpy(&before, &d, sizeof(before));
	const enum verdict v = docket_apply(&d, e);
	cr_expect_str_eq(verdict_name(v), verdict_name(why), "%s", what);
	cr_expect_arr_eq(&d, &before, sizeof(d), "%s left its trace", what);
}

/* -- looking --------------------------------------------------------------------------
 */

Test(docket, one_that_was_not_filed_lies_nowhere)
{
	const struct docket d = docket_none();
	struct unit_code seen[DOCKET_SEEN_MAX];
	cr_expect_eq(d.n, 0);
	cr_expect_eq(d.posture, POSTURE_NEW);
	cr_expect_eq(docket_stage(&d), STAGE_NONE);
	cr_expect_null(docket_stop(&d));
	cr_expect_eq(docket_term(&d, &land_calendar).ms, 0);
	cr_expect_eq(docket_seen(&d, seen), 0);
	cr_expect_not(docket_was_seen_by(&d, code(FURONG_SCHOOL)));
	cr_expect_not(docket_is_automatic(&d));
	const struct docket lost = { .posture = POSTURE_N },
			    wrong = { .posture = (enum posture)99 };
	cr_expect_eq(docket_stage(&lost), STAGE_NONE);
	cr_expect_eq(docket_stage(&wrong), STAGE_NONE);
}

Test(docket, it_travels_the_route_desk_by_desk_and_ends_completed)
{
	static const struct {
		enum stage stage;
		const char *holder;
		bool is_automatic;
	} rows[] = {
		{ STAGE_receiving_school, FURONG_SCHOOL, false },
		{ STAGE_receiving_county, FURONG, false },
		{ STAGE_receiving_province, HUNAN, false },
		{ STAGE_ministry, MINISTRY, true },
		{ STAGE_check, LIWAN_SCHOOL, true },
		{ STAGE_sending_school, LIWAN_SCHOOL, false },
		{ STAGE_sending_county, LIWAN, false },
		{ STAGE_sending_province, GUANGDONG, false },
		{ STAGE_release, LIWAN_SCHOOL, true },
		{ STAGE_admit, FURONG_SCHOOL, true },
	};
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		p.now.ms += 3600000;
		paper_to(&p, rows[i].stage);
		cr_expect_str_eq(p.docket.holder.text, rows[i].holder);
		cr_expect_eq(docket_is_automatic(&p.docket), rows[i].is_automatic);
		cr_expect_eq(docket_stop(&p.docket)->stage, rows[i].stage);
		cr_expect_eq(p.docket.since.ms, p.now.ms);
		cr_expect_eq(docket_term(&p.docket, &land_calendar).ms,
		    rows[i].is_automatic ? 0 : at("2026-09-16T00:00:00+08:00").ms);
	}
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(p.docket.state, DOCKET_COMPLETED);
	cr_expect_eq(p.docket.posture, POSTURE_CLOSED);
	cr_expect(unit_code_is_none(p.docket.holder));
	cr_expect_eq(docket_stage(&p.docket), STAGE_NONE);
	cr_expect_null(docket_stop(&p.docket));
	cr_expect_eq(docket_term(&p.docket, &land_calendar).ms, 0);
	cr_expect_eq(p.docket.n, 11, "the filing and ten stamps");
}

Test(docket, it_has_been_seen_by_those_it_reached_each_once_and_by_no_other)
{
	struct paper p;
	struct unit_code seen[DOCKET_SEEN_MAX];
	at_stage(&p, STAGE_receiving_province);
	cr_expect_eq(docket_seen(&p.docket, seen), 3);
	cr_expect_str_eq(seen[0].text, FURONG_SCHOOL);
	cr_expect_str_eq(seen[1].text, FURONG);
	cr_expect_str_eq(seen[2].text, HUNAN);
	cr_expect_not(docket_was_seen_by(&p.docket, code(MINISTRY)));
	paper_to(&p, STAGE_admit);
	cr_expect_eq(docket_seen(&p.docket, seen), 7, "ten stops, seven units");
	cr_expect(docket_was_seen_by(&p.docket, code(GUANGDONG)));
	cr_expect_not(docket_was_seen_by(&p.docket, code(CHANGSHA)));
}

Test(docket, who_coordinated_has_seen_it_too)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, TIANXIN_SCHOOL);
	paper_to(&p, STAGE_sending_county);
	cr_expect_not(docket_was_seen_by(&p.docket, code(CHANGSHA)));
	paper_do(&p, HAPPENING_REFUSE);
	paper_do(&p, HAPPENING_OBJECT);
	cr_expect(docket_was_seen_by(&p.docket, code(CHANGSHA)));
	cr_expect_eq(docket_stage(&p.docket), STAGE_coordination);
	cr_expect_null(docket_stop(&p.docket));
	cr_expect_eq(docket_term(&p.docket, &land_calendar).ms,
	    at("2026-09-16T00:00:00+08:00").ms);
}

/* -- back and forth -------------------------------------------------------------------
 */

Test(docket, a_correction_passes_the_head_and_returns_to_the_desk_that_asked)
{
	struct paper p;
	at_stage(&p, STAGE_sending_county);
	paper_do(&p, HAPPENING_RETURN);
	cr_expect_eq(docket_stage(&p.docket), STAGE_answer);
	cr_expect_str_eq(p.docket.holder.text, FURONG_SCHOOL);
	cr_expect_str_eq(docket_name(&p.docket), CHILD_NAME);
	struct happening h = paper_ask(&p, HAPPENING_CORRECT);
	memcpy(h.correction.name, "欧阳", sizeof("欧阳"));
	cr_assert_eq(paper_act(&p, &h), VERDICT_OK);
	cr_expect_str_eq(docket_name(&p.docket), "欧阳");
	cr_expect_str_eq(docket_citizen_id(&p.docket).text, CHILD_ID, "not corrected");
	cr_expect_eq(docket_stage(&p.docket), STAGE_receiving_school);
	paper_do(&p, HAPPENING_APPROVE);
	cr_expect_eq(docket_stage(&p.docket), STAGE_ministry, "checks see the other name");
	memcpy(p.record.name, "欧阳", sizeof("欧阳"));
	paper_do(&p, HAPPENING_PROCEED);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(
	    docket_stage(&p.docket), STAGE_sending_county, "nobody is asked twice");
	paper_do(&p, HAPPENING_APPROVE);
	cr_expect_eq(docket_stage(&p.docket), STAGE_sending_province);
}

/* Which stops are behind it, one letter each: p passed, a ahead, h where it is. */
static const char *
way_of(const struct paper *p)
{
	static char way[ROUTE_MAX + 1];
	const struct route *r = &p->docket.header.route;
	for (uint8_t i = 0; i < r->n; i++)
		way[i] = docket_has_passed(&p->docket, i) ? 'p' : i == p->docket.stop ? 'h' : 'a';
	way[r->n] = '\0';
	return way;
}

Test(docket, what_is_not_asked_again_after_an_answer_is_behind_it_all_the_way)
{
	struct paper p;
	at_stage(&p, STAGE_sending_county);
	cr_expect_str_eq(way_of(&p), "pppppphaaa", "%s", way_of(&p));
	paper_do(&p, HAPPENING_RETURN);
	cr_expect_str_eq(way_of(&p), "pppppphaaa", "%s", way_of(&p));
	paper_do(&p, HAPPENING_CORRECT);
	cr_expect_str_eq(way_of(&p), "hpppppaaaa", "%s", way_of(&p));
	paper_do(&p, HAPPENING_APPROVE);
	cr_expect_str_eq(way_of(&p), "pppppphaaa", "%s", way_of(&p));
	paper_do(&p, HAPPENING_RETURN);
	struct happening h = paper_ask(&p, HAPPENING_CORRECT);
	memcpy(h.correction.name, "欧阳", sizeof("欧阳"));
	cr_assert_eq(paper_act(&p, &h), VERDICT_OK);
	cr_expect_str_eq(way_of(&p), "hppaapaaaa", "checks see the other name: %s", way_of(&p));
	paper_do(&p, HAPPENING_WITHDRAW);
	cr_expect_str_eq(way_of(&p), "hppaapaaaa", "%s", way_of(&p));
	at_stage(&p, STAGE_admit);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_str_eq(way_of(&p), "pppppppppp", "%s", way_of(&p));
}

Test(docket, a_second_correction_keeps_what_the_first_one_changed)
{
	struct paper p;
	at_stage(&p, STAGE_sending_county);
	paper_do(&p, HAPPENING_RETURN);
	struct happening h = paper_ask(&p, HAPPENING_CORRECT);
	memcpy(h.correction.citizen_id.text, "430102201605200021", CITIZEN_ID_MAX);
	cr_assert_eq(paper_act(&p, &h), VERDICT_OK);
	paper_do(&p, HAPPENING_RETURN);	/* the school's own head is not content */
	cr_expect_eq(docket_stage(&p.docket), STAGE_answer);
	paper_do(&p, HAPPENING_CORRECT);
	cr_expect_str_eq(docket_citizen_id(&p.docket).text, "430102201605200021");
	paper_do(&p, HAPPENING_APPROVE);
	cr_expect_eq(docket_stage(&p.docket), STAGE_ministry);
	cr_expect(p.docket.is_resuming);
}

Test(docket, what_the_schools_own_head_returns_starts_at_the_beginning)
{
	struct paper p;
	at_stage(&p, STAGE_receiving_school);
	paper_do(&p, HAPPENING_RETURN);
	paper_do(&p, HAPPENING_CORRECT);
	paper_do(&p, HAPPENING_APPROVE);
	cr_expect_eq(docket_stage(&p.docket), STAGE_receiving_county);
}

Test(docket, an_overruled_refusal_counts_as_approval)
{
	struct paper p;
	at_stage(&p, STAGE_sending_county);
	paper_do(&p, HAPPENING_REFUSE);
	paper_do(&p, HAPPENING_OBJECT);
	cr_expect_str_eq(p.docket.holder.text, MINISTRY);
	paper_do(&p, HAPPENING_OVERRULE);
	cr_expect_eq(docket_stage(&p.docket), STAGE_sending_province);
	paper_to(&p, STAGE_admit);
}

Test(docket, a_ruling_that_returns_restarts_the_clock)
{
	struct paper p;
	at_stage(&p, STAGE_sending_county);
	paper_do(&p, HAPPENING_REFUSE);
	paper_do(&p, HAPPENING_OBJECT);
	p.now = at("2026-09-08T12:00:00+08:00");
	paper_do(&p, HAPPENING_SEND_BACK);
	cr_expect_eq(docket_stage(&p.docket), STAGE_sending_county);
	cr_expect_eq(p.docket.since.ms, p.now.ms);
	cr_expect_not(p.docket.is_refused);
}

Test(docket, a_rule_decides_at_a_desk_where_the_policy_says_so)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p.law.sending.rule_stages = 1u << STAGE_sending_county;
	paper_to(&p, STAGE_sending_county);
	cr_expect(docket_is_automatic(&p.docket));
	const struct entry e = paper_entry(&p, HAPPENING_PROCEED);
	cr_expect_eq(e.action, ACTION_approved);
	cr_expect_eq(e.role, ROLE_SYSTEM);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(docket_stage(&p.docket), STAGE_sending_province);
}

/* -- hostile headers ------------------------------------------------------------------
 */

/* The filing of a header somebody made by hand. */
static void
expect_filing_refused(const struct header *header, const char *what)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	struct entry e = paper_entry(&p, HAPPENING_FILE);
	e.stage = header->route.stops[0].stage;
	p.docket = docket_begin(header);
	expect_refused(&p, &e, VERDICT_OUT_OF_RANGE, what);
}

Test(docket, a_header_whose_route_does_not_end_with_release_and_admission_is_not_filed)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	const struct happening file = paper_ask(&p, HAPPENING_FILE);
	const struct header sound = paper_try(&p, &file).header;
	const int n = sound.route.n;

	struct header h = sound;
	h.route.n = 0;
	expect_filing_refused(&h, "no stops");
	h.route.n = 1;
	expect_filing_refused(&h, "one stop");
	h.route.n = ROUTE_MAX + 1;
	expect_filing_refused(&h, "more stops than there is room for");
	h.route.n = (uint8_t)(n - 1);
	expect_filing_refused(&h, "nobody admits");
	h = sound;
	h.route.stops[0].unit = code(FURONG_OTHER);
	expect_filing_refused(&h, "begins at another school");
	h = sound;
	h.route.stops[n - 2].stage = STAGE_check;
	expect_filing_refused(&h, "nobody releases");
	h = sound;
	h.route.stops[n - 2].is_automatic = false;
	expect_filing_refused(&h, "release by an officer");
	h = sound;
	h.route.stops[n - 2].unit = code(FURONG_SCHOOL);
	expect_filing_refused(&h, "released by the receiving school");
	h = sound;
	h.route.stops[n - 1].is_automatic = false;
	expect_filing_refused(&h, "admission by an officer");
	h = sound;
	h.route.stops[n - 1].stage = STAGE_check;
	expect_filing_refused(&h, "a check at the end");
	h = sound;
	h.route.stops[n - 1].unit = code(FURONG_OTHER);
	expect_filing_refused(&h, "admitted by a third school");
}

Test(docket, nobody_admits_before_the_release)
{
	struct paper p;
	at_stage(&p, STAGE_release);
	p.docket.stop++;	/* as no route leads there */
	p.docket.holder = code(FURONG_SCHOOL);
	cr_assert_eq(docket_stage(&p.docket), STAGE_admit);
	const struct entry e = paper_entry(&p, HAPPENING_PROCEED);
	expect_refused(&p, &e, VERDICT_OUT_OF_TURN, "admitted without a record");
}

Test(docket, time_does_not_run_backwards)
{
	struct paper p;
	at_stage(&p, STAGE_receiving_county);
	struct entry e = paper_entry(&p, HAPPENING_APPROVE);
	e.at.ms = p.docket.last_at.ms - 1;
	expect_refused(&p, &e, VERDICT_OUT_OF_RANGE, "before the entry before");
	e.at.ms = p.docket.last_at.ms;
	cr_expect_eq(docket_apply(&p.docket, &e), VERDICT_OK);
}

Test(docket, is_filed_at_the_time_that_its_header_says)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	const struct happening file = paper_ask(&p, HAPPENING_FILE);
	const struct decision yes = paper_try(&p, &file);
	struct entry e = yes.entry;
	p.docket = docket_begin(&yes.header);
	e.at.ms++;
	expect_refused(&p, &e, VERDICT_OUT_OF_RANGE, "an entry of another time");
}

Test(docket, a_term_runs_from_when_the_docket_got_there)
{
	struct paper p;
	at_stage(&p, STAGE_receiving_county);
	const struct instant sent = docket_term(&p.docket, &land_calendar);
	docket_reach(&p.docket, (struct instant){ 0 });
	cr_expect_eq(docket_term(&p.docket, &land_calendar).ms, sent.ms);
	docket_reach(&p.docket, at("2026-09-08T10:00:00+08:00"));
	cr_expect_eq(docket_term(&p.docket, &land_calendar).ms,
	    at("2026-09-22T00:00:00+08:00").ms);
	paper_do(&p, HAPPENING_WITHDRAW);
	const struct instant end = p.docket.since;
	docket_reach(&p.docket, at("2026-10-08T10:00:00+08:00"));
	cr_expect_eq(p.docket.since.ms, end.ms, "a closed one reaches nobody");
}

Test(docket, an_objection_to_an_earlier_stop_is_none_to_this_one)
{
	struct paper p;
	at_stage(&p, STAGE_receiving_county);
	const uint32_t before = p.docket.n;
	paper_do(&p, HAPPENING_APPROVE);
	p.now = at("2027-03-01T09:00:00+08:00");
	struct entry e = paper_entry(&p, HAPPENING_OBJECT);
	e.asked_n = before;
	expect_refused(&p, &e, VERDICT_OUT_OF_TURN, "the slip of another stop");
	struct happening h = paper_ask(&p, HAPPENING_OBJECT);
	h.asked_n = before;
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_NOT_NOW);
}

/* -- hostile entries ------------------------------------------------------------------
 */

Test(docket, an_entry_of_another_docket_or_number_breaks_the_chain)
{
	struct paper p;
	at_stage(&p, STAGE_receiving_county);
	struct entry e = paper_entry(&p, HAPPENING_APPROVE);
	e.docket = paper_id(OTHER_ID);
	expect_refused(&p, &e, VERDICT_BROKEN_CHAIN, "another docket");
	static const uint32_t wrong[] = { 0, 1, 2, 4, 5, UINT32_MAX };
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		e = paper_entry(&p, HAPPENING_APPROVE);
		e.n = wrong[i];
		expect_refused(&p, &e, VERDICT_BROKEN_CHAIN, "another number");
	}
}

Test(docket, no_docket_grows_beyond_its_most_entries)
{
	struct paper p;
	at_stage(&p, STAGE_receiving_county);
	p.docket.n = ENTRIES_MAX;
	struct entry e = { .docket = paper_id(PAPER_ID), .n = ENTRIES_MAX + 1, .at = p.now,
		.unit = code(FURONG), .holder = code(FURONG), .role = ROLE_HEAD,
		.action = ACTION_approved, .stage = STAGE_receiving_county };
	expect_refused(&p, &e, VERDICT_TOO_LARGE, "one entry too many");
	p.docket.n = ENTRIES_MAX - 1;
	e.n = ENTRIES_MAX;
	cr_expect_eq(docket_apply(&p.docket, &e), VERDICT_OK);
}

Test(docket, the_last_entries_are_for_what_leads_to_an_end_whoever_writes_them)
{
	static const char ends[ACTION_N + 1] = {
		[ACTION_purged] = 1, [ACTION_settled] = 1, [ACTION_applied] = 1,
		[ACTION_approved] = 1, [ACTION_passed] = 1, [ACTION_failed] = 1,
		[ACTION_released] = 1, [ACTION_admitted] = 1, [ACTION_withdrawn] = 1,
		[ACTION_expired] = 1, [ACTION_ruled_uphold] = 1, [ACTION_ruled_overrule] = 1,
		[ACTION_handed_down] = 1, [ACTION_handed_up] = 1, [ACTION_concluded] = 1,
		[ACTION_dismissed] = 1, [ACTION_level_kept] = 1, [ACTION_level_taken] = 1,
		[ACTION_followed] = 1,
	};
	struct paper p;
	at_stage(&p, STAGE_receiving_county);
	for (int a = ACTION_NONE; a <= ACTION_N; a++) {
		const enum action action = (enum action)a;
		p.docket.n = ENTRIES_MAX - ENTRIES_TO_END - 1;
		cr_expect(docket_has_room(&p.docket, action), "%s", action_name(action));
		p.docket.n++;
		cr_expect_eq(docket_has_room(&p.docket, action), ends[a] == 1, "%s",
		    action_name(action));
		p.docket.n = ENTRIES_MAX;
		cr_expect_not(docket_has_room(&p.docket, action), "%s", action_name(action));
	}
	p.docket.n = ENTRIES_MAX - ENTRIES_TO_END;
	struct entry e = paper_entry(&p, HAPPENING_APPROVE);
	e.action = ACTION_refused;
	e.ground = GROUND_NO_SEAT;
	expect_refused(&p, &e, VERDICT_TOO_LARGE, "back and forth without end");
}

Test(docket, only_the_holder_appends)
{
	static const char *const others[] = { FURONG_SCHOOL, HUNAN, LIWAN_SCHOOL, LIWAN,
		"" };
	struct paper p;
	at_stage(&p, STAGE_receiving_county);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct entry e = paper_entry(&p, HAPPENING_APPROVE);
		e.holder = code(others[i]);
		expect_refused(&p, &e, VERDICT_OUT_OF_TURN, "another holder");
		e.unit = code(others[i]);
		expect_refused(&p, &e, VERDICT_OUT_OF_TURN, "another unit altogether");
		e.holder = code(FURONG);
		expect_refused(&p, &e, VERDICT_OUT_OF_TURN, "decided by another unit");
	}
}

Test(docket, a_filing_is_the_receiving_schools)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	const struct happening file = paper_ask(&p, HAPPENING_FILE);
	const struct decision yes = paper_try(&p, &file);
	p.docket = docket_begin(&yes.header);
	struct entry e = yes.entry;
	e.holder = code(LIWAN_SCHOOL);
	expect_refused(&p, &e, VERDICT_OUT_OF_TURN, "stamped by the sending school");
	e = yes.entry;
	e.unit = code(FURONG_OTHER);
	expect_refused(&p, &e, VERDICT_OUT_OF_TURN, "filed by another school");
	e = yes.entry;
	e.role = ROLE_HEAD;
	expect_refused(&p, &e, VERDICT_ROLE_NOT_ALLOWED, "filed by a head");
	e = yes.entry;
	e.stage = STAGE_check;
	expect_refused(&p, &e, VERDICT_OUT_OF_RANGE, "filed at the check");
	e = yes.entry;
	e.action = ACTION_approved;
	expect_refused(&p, &e, VERDICT_OUT_OF_TURN, "approved before it was filed");
	cr_expect_eq(docket_apply(&p.docket, &yes.entry), VERDICT_OK);
}

Test(docket, an_entry_is_stamped_at_the_stage_the_docket_is_at)
{
	struct paper p;
	at_stage(&p, STAGE_receiving_county);
	for (int s = STAGE_NONE; s <= STAGE_coordination; s++) {
		struct entry e = paper_entry(&p, HAPPENING_APPROVE);
		e.stage = (enum stage)s;
		if (s != STAGE_receiving_county)
			expect_refused(&p, &e, VERDICT_OUT_OF_RANGE, "another stage");
	}
}

Test(docket, what_a_clerk_or_a_machine_decides_at_a_desk_is_not_decided)
{
	struct paper p;
	at_stage(&p, STAGE_receiving_county);
	for (int r = ROLE_NONE; r <= ROLE_SYSTEM; r++) {
		struct entry e = paper_entry(&p, HAPPENING_APPROVE);
		e.role = (enum role)r;
		if (e.role != ROLE_HEAD)
			expect_refused(
			    &p, &e, VERDICT_ROLE_NOT_ALLOWED, role_name(e.role));
	}
}

/* Which actions fit an automatic stage when the daemon itself stamps them. */
static bool
fits(enum stage stage, enum action action)
{
	const bool is_check = stage == STAGE_ministry || stage == STAGE_check;
	return (action == ACTION_passed && is_check)
	    || (action == ACTION_failed && (is_check || stage == STAGE_release))
	    || (action == ACTION_released && stage == STAGE_release)
	    || (action == ACTION_admitted && stage == STAGE_admit)
	    || (action == ACTION_approved && stage == STAGE_sending_county);
}

Test(docket, each_automatic_stage_has_its_own_words_and_no_other)
{
	static const enum stage stages[] = {
		STAGE_ministry,
		STAGE_check,
		STAGE_sending_county,
		STAGE_release,
		STAGE_admit,
	};
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p.law.sending.rule_stages = 1u << STAGE_sending_county;
	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++) {
		paper_to(&p, stages[i]);
		for (int a = ACTION_NONE; a <= ACTION_N; a++) {
			struct entry e = paper_entry(&p, HAPPENING_PROCEED);
			e.action = (enum action)a;
			e.code = VERDICT_PROBLEM_RECORD;
			e.has_record = true;
			e.record = p.record;
			struct docket d = p.docket;
			if (fits(stages[i], e.action))
				cr_expect_eq(docket_apply(&d, &e), VERDICT_OK, "%s at %s",
				    action_name(e.action), stage_row(stages[i])->name);
			else
				expect_refused(
				    &p, &e, VERDICT_OUT_OF_TURN, action_name(e.action));
			e.unit = code(HUNAN);
			expect_refused(&p, &e, VERDICT_OUT_OF_TURN, "for another unit");
		}
	}
}

Test(docket, a_failed_check_says_what_failed)
{
	struct paper p;
	at_stage(&p, STAGE_check);
	struct entry e = paper_entry(&p, HAPPENING_PROCEED);
	e.action = ACTION_failed;
	expect_refused(&p, &e, VERDICT_OUT_OF_TURN, "failed with OK");
}

Test(docket, a_release_carries_the_record_of_that_child_from_that_school)
{
	struct paper p;
	at_stage(&p, STAGE_release);
	struct entry e = paper_entry(&p, HAPPENING_PROCEED);
	cr_expect(e.has_record);
	e.has_record = false;
	expect_refused(&p, &e, VERDICT_OUT_OF_TURN, "released nothing");
	e = paper_entry(&p, HAPPENING_PROCEED);
	e.record.school = code(DONGGUAN_SCHOOL);
	expect_refused(&p, &e, VERDICT_OUT_OF_RANGE, "another school's record");
	e = paper_entry(&p, HAPPENING_PROCEED);
	e.record.number.text[0] = 'L';
	expect_refused(&p, &e, VERDICT_OUT_OF_RANGE, "another child's record");
}

Test(docket, an_officer_cannot_act_for_an_automatic_stage)
{
	static const enum action actions[] = {
		ACTION_passed, ACTION_approved, ACTION_refused, ACTION_illegal_refusal,
		ACTION_objected, ACTION_returned, ACTION_expired,
	};
	struct paper p;
	at_stage(&p, STAGE_check);
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		struct entry e = paper_entry(&p, HAPPENING_PROCEED);
		e.role = ROLE_HEAD;
		e.action = actions[i];
		expect_refused(&p, &e, VERDICT_OUT_OF_TURN, action_name(actions[i]));
	}
}

Test(docket, a_withdrawal_is_the_filers_own_and_comes_before_release)
{
	struct paper p;
	at_stage(&p, STAGE_sending_county);
	struct entry e = paper_entry(&p, HAPPENING_WITHDRAW);
	cr_expect_str_eq(e.holder.text, LIWAN);
	cr_expect_str_eq(e.unit.text, FURONG_SCHOOL);
	e.unit = code(LIWAN);
	expect_refused(&p, &e, VERDICT_OUT_OF_TURN, "withdrawn by the county");
	at_stage(&p, STAGE_release);
	e = paper_entry(&p, HAPPENING_WITHDRAW);
	paper_to(&p, STAGE_admit);
	e.n = p.docket.n + 1;
	e.holder = p.docket.holder;
	e.stage = STAGE_admit;
	expect_refused(&p, &e, VERDICT_OUT_OF_TURN, "withdrawn after the release");
}

Test(docket, a_refusal_on_an_illegal_ground_is_no_refusal_whoever_stamped_it)
{
	struct paper p;
	at_stage(&p, STAGE_sending_county);
	struct entry e = paper_entry(&p, HAPPENING_REFUSE);
	e.ground = GROUND_SCORE_BELOW_LINE;
	expect_refused(&p, &e, VERDICT_ILLEGAL_GROUND, "marks below a line");
	e.ground = GROUND_NONE;
	expect_refused(&p, &e, VERDICT_ILLEGAL_GROUND, "no ground");
	e.action = ACTION_illegal_refusal;
	struct docket d = p.docket;
	cr_expect_eq(docket_apply(&d, &e), VERDICT_OK, "but the attempt is kept");
	cr_expect_eq(d.posture, POSTURE_DESK);
	e.role = ROLE_CLERK;
	expect_refused(&p, &e, VERDICT_ROLE_NOT_ALLOWED, "by a clerk");
}

Test(docket, an_objection_names_who_rules_and_follows_a_refusal)
{
	struct paper p;
	at_stage(&p, STAGE_sending_county);
	paper_do(&p, HAPPENING_REFUSE);
	struct entry e = paper_entry(&p, HAPPENING_OBJECT);
	e.coordinator = code("");
	expect_refused(&p, &e, VERDICT_OUT_OF_RANGE, "to nobody");
	e = paper_entry(&p, HAPPENING_OBJECT);
	p.docket.n_coordinators = COORDINATORS_MAX;
	expect_refused(&p, &e, VERDICT_OUT_OF_RANGE, "once too often");
	struct paper q;
	at_stage(&q, STAGE_sending_county);
	paper_do(&q, HAPPENING_RETURN);
	expect_refused(&q, &e, VERDICT_OUT_OF_TURN, "after a mere return");
}

Test(docket, silence_cannot_be_upheld_whoever_stamped_it)
{
	struct paper p;
	at_stage(&p, STAGE_sending_county);
	p.now = at("2026-09-16T00:00:00+08:00");
	paper_do(&p, HAPPENING_OBJECT);
	paper_hear(&p);
	struct entry e = paper_entry(&p, HAPPENING_OVERRULE);
	e.action = ACTION_ruled_uphold;
	expect_refused(&p, &e, VERDICT_OUT_OF_TURN, "upheld silence");
}

Test(docket, closed_stays_closed)
{
	struct paper p;
	at_stage(&p, STAGE_sending_county);
	struct entry e = paper_entry(&p, HAPPENING_APPROVE);
	paper_do(&p, HAPPENING_WITHDRAW);
	e.n = p.docket.n + 1;
	expect_refused(&p, &e, VERDICT_OUT_OF_TURN, "approved after the end");
	e.holder = e.unit = code("");
	e.stage = STAGE_NONE;
	expect_refused(&p, &e, VERDICT_OUT_OF_TURN, "by nobody");
}

Test(docket,
    every_action_at_every_posture_by_every_unit_and_role_either_fits_or_leaves_no_trace)
{
	static const enum happening_kind turns[] = {
		HAPPENING_APPROVE, HAPPENING_RETURN, HAPPENING_REFUSE,
	};
	static const char *const units[] = {
		FURONG_SCHOOL,
		FURONG,
		LIWAN_SCHOOL,
		LIWAN,
		GUANGDONG,
		MINISTRY,
		DONGGUAN,
		"",
	};
	enum {
		U = sizeof(units) / sizeof(units[0]),
		R = ROLE_SYSTEM + 1,
		A = ACTION_N + 1
	};
	int n_fit = 0;
	for (size_t t = 0; t < 4; t++) {
		struct paper p;
		at_stage(&p, STAGE_sending_county);
		if (t < 3)
			paper_do(&p, turns[t]);
		else {
			paper_do(&p, HAPPENING_REFUSE);
			paper_do(&p, HAPPENING_OBJECT);
		}
		for (int i = 0; i < U * U * R * A; i++) {
			const struct entry e = {
				.docket = paper_id(PAPER_ID),
				.n = p.docket.n + 1,
				.at = p.now,
				.unit = code(units[i % U]),
				.holder = code(units[i / U % U]),
				.role = (enum role)(i / U / U % R),
				.action = (enum action)(i / U / U / R),
				.stage = docket_stage(&p.docket),
				.ground = GROUND_NOT_SAME_GRADE,
				.coordinator = code(HUNAN),
				.asked_n = p.docket.n,
			};
			static struct docket d, before;
			memcpy(&d, &p.docket, sizeof(d));
			memcpy(&before, &d, sizeof(d));
			if (docket_apply(&d, &e) == VERDICT_OK) {
				n_fit++;
				cr_assert_eq(d.n, before.n + 1);
				cr_assert(unit_code_equal(e.holder, before.holder));
			} else
				cr_assert(memcmp(&d, &before, sizeof(d)) == 0);
		}
	}
	/* At the desk of the next stage: approved, refused, illegal, returned by its
	 * head, objected by the filer's, withdrawn by three roles. Returned: corrected by
	 * two, withdrawn by three, expired; refused: objected too. Under coordination:
	 * three rulings, three withdrawals, a statement. Purged and settled: at each of the four.
	 * Urged: at the desk and under coordination, by school and county, in three roles each.
	 * Followed: where an office holds it, which HUNAN takes over from. */
	cr_expect_eq(n_fit, 8 + 6 + 7 + 7 + 4 + 4 + 12 + 2);
}
