/*
 * docket_step() over everything: postures, happenings, who asks and in which role. The
 * grid below says who may do what, written down once more and not generated, so that a
 * changed row of move.def has to be meant.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "core/move.h"
#include "core/paper.h"

/* H the holder, F the filer, P who is heard, W who waits, . nobody; columns in the order of happening.def: FILE
 * APPROVE REFUSE RETURN CORRECT WITHDRAW OBJECT UPHOLD OVERRULE SEND_BACK STATE
 * DISMISS DISPUTE_LEVEL URGE PROCEED EXPIRE PURGE SETTLE FOLLOW. */
static const char *const grid[POSTURE_N] = {
	[POSTURE_NEW] =		 "F..................",
	[POSTURE_DESK] =	 ".HHH.FF......W..HHH",
	[POSTURE_AUTO] =	 ".....F........H...H",
	[POSTURE_ANSWER] =	 "....FFF........HHHH",
	[POSTURE_COORDINATION] = ".....F.HHHP..W..HHH",
	[POSTURE_WORK] =	 ".H...F.....HHW....H",
	[POSTURE_LEVEL] =	 ".....F.HH.........H",
	[POSTURE_CLOSED] =	 "...................",
};

static bool
may(enum happening_kind kind, enum role role)
{
	/* Registrar, head, clerk, system; in the order of happening.def. */
	static const char *const roles[HAPPENING_N] = {
		"RC", "H", "H", "H", "RC", "RHC", "H", "H", "H", "H", "H", "H", "H", "RHC", "S", "S", "S", "S", "S",
	};
	return role != ROLE_NONE && strchr(roles[kind], "-RHCS"[role]) != NULL;
}

/* What the law says to a lawful asker at this very place; OK nearly everywhere. The clock
 * stands so late that every term is over. */
static enum verdict
by_rule(const struct docket *d, enum happening_kind kind, struct unit_code who, struct instant now)
{
	if (kind == HAPPENING_FOLLOW)	/* only offices are merged, here into TIANXIN */
		return strlen(d->holder.text) == 6 && strcmp(d->holder.text, TIANXIN) != 0
		    ? VERDICT_OK : VERDICT_NOT_NOW;
	if (kind == HAPPENING_WITHDRAW && d->is_released)
		return VERDICT_TOO_LATE;
	if (kind == HAPPENING_URGE && now.ms < docket_term(d, &land_calendar).ms)
		return VERDICT_NOT_NOW;
	if (kind == HAPPENING_OBJECT && d->n_coordinators == COORDINATORS_MAX)
		return VERDICT_NOT_NOW;
	if (kind == HAPPENING_OBJECT && d->posture == POSTURE_ANSWER && !d->is_refused)
		return VERDICT_NOT_REFUSED;
	if (kind == HAPPENING_DISMISS && docket_stage(d) != STAGE_decision)
		return VERDICT_NOT_NOW;
	if (kind == HAPPENING_DISPUTE_LEVEL && d->is_level_settled)
		return VERDICT_LEVEL_SETTLED;
	if (kind == HAPPENING_DISPUTE_LEVEL && docket_stage(d) != STAGE_sheet)
		return VERDICT_NOT_NOW;
	if (kind == HAPPENING_STATE && d->has_stated[unit_code_equal(who, d->heard[1])])
		return VERDICT_STATED_ALREADY;
	if (kind == HAPPENING_UPHOLD && d->posture == POSTURE_COORDINATION && !d->is_refused)
		return VERDICT_NOTHING_TO_UPHOLD;
	const bool is_ruling = kind == HAPPENING_UPHOLD || kind == HAPPENING_OVERRULE
	    || kind == HAPPENING_SEND_BACK;
	if (is_ruling && d->is_hearing && !(d->has_stated[0] && d->has_stated[1])
	    && now.ms < calendar_term(&land_calendar, d->since, 5).ms)
		return VERDICT_NOT_HEARD_YET;
	if (kind == HAPPENING_PURGE || kind == HAPPENING_SETTLE)
		return VERDICT_NOT_NOW;	/* a child of grade 3; no finding */
	return VERDICT_OK;
}

static bool
is_province_of_either(const struct docket *d, struct unit_code who)
{
	const struct unit *a = registry_province(&land, unit(d->header.receiving_school.text));
	const struct unit *b = registry_province(&land, unit(d->header.sending_school.text));
	return unit_code_equal(who, a->code) || unit_code_equal(who, b->code);
}

/* The receiving school, its office and its province, once it has come to them; whoever brought a complaint. */
static bool
waits(const struct docket *d, struct unit_code who)
{
	const enum scope scope = d->header.scope;
	const bool is_transfer = d->header.kind == BUSINESS_transfer;
	const bool is_school = unit_code_equal(who, docket_filer(d));
	const struct unit *school = unit(d->header.receiving_school.text);
	const bool is_county = unit_code_equal(who, registry_office(&land, school)->code)
	    && d->furthest >= 1 && scope != SCOPE_within_county;
	const bool is_province = unit_code_equal(who, registry_province(&land, school)->code)
	    && d->furthest >= 2 && scope == SCOPE_inter_province;
	return !unit_code_equal(who, d->holder)
	    && (is_school || (is_transfer && (is_county || is_province)));
}

static enum verdict
expected(const struct docket *d, enum happening_kind kind, struct unit_code who,
    enum role role, struct instant now)
{
	const bool is_seen = docket_was_seen_by(d, who);
	if (!may(kind, role))
		return VERDICT_ROLE_NOT_ALLOWED;
	if (d->posture == POSTURE_CLOSED)
		return VERDICT_CLOSED;
	switch (grid[d->posture][kind]) {
	case 'F':
		if (d->posture != POSTURE_NEW
		    && !unit_code_equal(who, docket_filer(d)))
			return VERDICT_UNIT_NOT_ALLOWED;
		break;
	case 'P':
		if (!unit_code_equal(d->holder, code(MINISTRY)) || !is_province_of_either(d, who))
			return VERDICT_UNIT_NOT_ALLOWED;
		break;
	case 'W':
		if (!waits(d, who))
			return VERDICT_UNIT_NOT_ALLOWED;
		break;
	case 'H':
		if (!unit_code_equal(who, d->holder))
			return is_seen ? VERDICT_OUT_OF_TURN : VERDICT_UNIT_NOT_ALLOWED;
		break;
	default:
		return is_seen || unit_code_equal(who, d->holder)
			   ? VERDICT_NOT_NOW
			   : VERDICT_UNIT_NOT_ALLOWED;
	}
	return by_rule(d, kind, who, now);
}

/* Everybody asks for everything; whatever is decided folds, whatever is not leaves
 * nothing. */
static void
ask_everything(const struct paper *p)
{
	const int n_units = (int)land.n_units;
	for (int i = 0; i < HAPPENING_N * n_units * (ROLE_SYSTEM + 1); i++) {
		const enum happening_kind kind = (enum happening_kind)(i % HAPPENING_N);
		struct happening h = paper_ask(p, kind);
		h.unit = land.units[i / HAPPENING_N % n_units].code;
		h.role = (enum role)(i / HAPPENING_N / n_units);
		const struct decision yes = paper_try(p, &h);
		enum verdict v = expected(&p->docket, kind, h.unit, h.role, p->now);
		if (p->docket.n == 0 && v == VERDICT_OK
		    && !unit_code_equal(h.unit, h.filing.receiving_school))
			v = VERDICT_NOT_RECEIVING_SCHOOL;
		cr_assert_str_eq(verdict_name(yes.verdict), verdict_name(v),
		    "%s asks to %s as %s in posture %d: %s instead of %s", h.unit.text,
		    happening_verb(kind), role_name(h.role), (int)p->docket.posture,
		    verdict_name(yes.verdict), verdict_name(v));
		struct docket d =
		    kind == HAPPENING_FILE ? docket_begin(&yes.header) : p->docket;
		if (yes.appends)
			cr_assert_eq(docket_apply(&d, &yes.entry), VERDICT_OK);
	}
}

static void
begin_late(struct paper *p, enum stage stage)
{
	paper_begin(p, FURONG_SCHOOL, LIWAN_SCHOOL);
	if (stage != STAGE_NONE)
		paper_to(p, stage);
	p->now = at("2027-03-01T09:00:00+08:00");
}

Test(docket_step, everything_asked_by_everybody_before_the_filing)
{
	struct paper p;
	begin_late(&p, STAGE_NONE);
	ask_everything(&p);
}

Test(docket_step, everything_asked_by_everybody_at_every_stage)
{
	static const enum stage stages[] = {
		STAGE_receiving_school, STAGE_receiving_county, STAGE_receiving_province,
		STAGE_ministry, STAGE_check, STAGE_sending_school, STAGE_sending_county,
		STAGE_sending_province, STAGE_release, STAGE_admit,
	};
	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++) {
		struct paper p;
		begin_late(&p, stages[i]);
		ask_everything(&p);
	}
}

Test(docket_step, everything_asked_by_everybody_while_an_answer_is_awaited)
{
	struct paper p;
	begin_late(&p, STAGE_sending_county);
	paper_do(&p, HAPPENING_REFUSE);
	p.now = at("2027-06-01T09:00:00+08:00");
	ask_everything(&p);
	begin_late(&p, STAGE_sending_county);
	paper_do(&p, HAPPENING_RETURN);
	p.now = at("2027-06-01T09:00:00+08:00");
	ask_everything(&p);
	begin_late(&p, STAGE_check);
	p.record.is_problem = true;
	paper_do(&p, HAPPENING_PROCEED);
	p.now = at("2027-06-01T09:00:00+08:00");
	ask_everything(&p);
}

Test(docket_step, everything_asked_by_everybody_under_coordination)
{
	struct paper p;
	begin_late(&p, STAGE_sending_county);
	paper_do(&p, HAPPENING_REFUSE);
	paper_do(&p, HAPPENING_OBJECT);
	ask_everything(&p);
	paper_do(&p, HAPPENING_STATE);
	ask_everything(&p);
	paper_do(&p, HAPPENING_STATE);
	ask_everything(&p);
	begin_late(&p, STAGE_sending_county);	/* silence */
	paper_do(&p, HAPPENING_OBJECT);
	paper_hear(&p);
	ask_everything(&p);
}

Test(docket_step, everything_asked_by_everybody_after_each_of_the_four_ends)
{
	struct paper p;
	begin_late(&p, STAGE_admit);
	paper_do(&p, HAPPENING_PROCEED);
	cr_assert_eq(p.docket.state, DOCKET_COMPLETED);
	ask_everything(&p);
	begin_late(&p, STAGE_receiving_county);
	paper_do(&p, HAPPENING_WITHDRAW);
	cr_assert_eq(p.docket.state, DOCKET_WITHDRAWN);
	ask_everything(&p);
	begin_late(&p, STAGE_sending_county);
	paper_do(&p, HAPPENING_REFUSE);
	paper_do(&p, HAPPENING_OBJECT);
	paper_do(&p, HAPPENING_UPHOLD);
	cr_assert_eq(p.docket.state, DOCKET_REFUSED);
	ask_everything(&p);
	begin_late(&p, STAGE_sending_county);
	paper_do(&p, HAPPENING_RETURN);
	p.now = at("2027-06-01T09:00:00+08:00");
	paper_do(&p, HAPPENING_EXPIRE);
	cr_assert_eq(p.docket.state, DOCKET_EXPIRED);
	ask_everything(&p);
}

Test(docket_step, everything_asked_by_everybody_of_a_complaint)
{
	static const enum stage stages[] = {
		STAGE_brought_province, STAGE_sheet, STAGE_verification, STAGE_decision,
		STAGE_carrying_out, STAGE_conclusion,
	};
	struct paper p;
	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++) {
		paper_begin_complaint(&p, BUSINESS_complaint, FURONG_SCHOOL, FURONG_OTHER, HUNAN);
		paper_to(&p, stages[i]);
		ask_everything(&p);
	}
	paper_begin_complaint(&p, BUSINESS_complaint, FURONG_SCHOOL, FURONG_OTHER, HUNAN);
	paper_to(&p, STAGE_sheet);
	paper_do(&p, HAPPENING_DISPUTE_LEVEL);
	ask_everything(&p);
	paper_do(&p, HAPPENING_UPHOLD);
	ask_everything(&p);
	paper_to(&p, STAGE_decision);
	paper_do(&p, HAPPENING_DISMISS);
	cr_assert_eq(p.docket.state, DOCKET_REFUSED);
	ask_everything(&p);
}

/* -- everywhere it can get ------------------------------------------------------------
 */

enum { PLACES_MAX = 4000 };

/* What decides how a docket can go on, however it came there. */
static bool
is_same_place(const struct paper *a, const struct paper *b)
{
	const struct docket *c = &a->docket, *d = &b->docket;
	const bool is_off_route =
	    d->posture == POSTURE_ANSWER || d->posture == POSTURE_COORDINATION;
	return c->posture == d->posture && c->state == d->state
	    && (c->stop == d->stop || is_off_route)
	    && (c->disputed == d->disputed || !is_off_route)
	    && c->is_refused == d->is_refused && c->is_resuming == d->is_resuming
	    && (c->resume == d->resume || !d->is_resuming)
	    && c->has_stated[0] == d->has_stated[0] && c->has_stated[1] == d->has_stated[1]
	    && (c->is_changed == d->is_changed || !d->is_resuming)
	    && c->is_released == d->is_released && c->n_coordinators == d->n_coordinators
	    && record_is_locked(&a->record) == record_is_locked(&b->record);
}

static int
add_place(struct paper *places, int n, const struct paper *p)
{
	for (int i = 0; i < n; i++)
		if (is_same_place(&places[i], p))
			return n;
	cr_assert_lt(n, PLACES_MAX);
	places[n] = *p;
	return n + 1;
}

/* Whatever somebody may do from there; a check also fails. Every term is over by then. */
static int
go_on_from(struct paper *places, int n, const struct paper *from)
{
	for (int i = 0; i < HAPPENING_N * 2; i++) {
		struct paper p = *from;
		const enum happening_kind kind = (enum happening_kind)(i % HAPPENING_N);
		p.record.is_problem = i >= HAPPENING_N;
		const struct happening h = paper_ask(&p, kind);
		if (kind == HAPPENING_FOLLOW)	/* where it is, and all goes on: follow_test.c */
			continue;
		if (move_of(p.docket.posture, kind) == NULL || paper_act(&p, &h) != VERDICT_OK)
			continue;
		p.record.is_problem = false;
		p.now.ms += INT64_C(60) * 86400000;
		n = add_place(places, n, &p);
	}
	return n;
}

/* Asks everything at every place; returns the states it found, as bits. No open place is a
 * dead end: one can always withdraw, or the record is on its way and will be admitted. */
static unsigned
ask_everywhere(const struct paper *begin)
{
	static struct paper places[PLACES_MAX];
	unsigned states = 0;
	int n = add_place(places, 0, begin);
	for (int i = 0; i < n; i++) {
		const struct paper *here = &places[i];
		const bool is_filed = here->docket.n > 0;
		const struct happening h = paper_ask(here, here->docket.is_released
		    ? HAPPENING_PROCEED : HAPPENING_WITHDRAW);
		ask_everything(here);
		states |= 1u << here->docket.state;
		if (is_filed && here->docket.state == DOCKET_OPEN)
			cr_assert_eq(paper_try(here, &h).verdict, VERDICT_OK);
		n = go_on_from(places, n, here);
	}
	cr_expect_gt(n, 300, "the search came to %d places only", n);
	return states;
}

Test(docket_step, everything_asked_by_everybody_wherever_a_docket_can_get)
{
	static const char *const pairs[][2] = {
		{ FURONG_SCHOOL, LIWAN_SCHOOL },
		{ FURONG_SCHOOL, FURONG_OTHER },
		{ BINGTUAN_SCHOOL, DONGGUAN_SCHOOL },
	};
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct paper p;
		paper_begin(&p, pairs[i][0], pairs[i][1]);
		cr_expect_eq(ask_everywhere(&p), (1u << (DOCKET_EXPIRED + 1)) - 1);
	}
}

Test(docket_step, the_table_of_moves_is_the_grid)
{
	for (int posture = 0; posture < POSTURE_N; posture++)
		for (int k = 0; k < HAPPENING_N; k++) {
			const struct move *m =
			    move_of((enum posture)posture, (enum happening_kind)k);
			static const char letters[] = {
				[MOVE_HOLDER] = 'H', [MOVE_FILER] = 'F', [MOVE_HEARD] = 'P',
				[MOVE_WAITING] = 'W',
			};
			const char who = m == NULL ? '.' : letters[m->who];
			cr_expect_eq(who, grid[posture][k], "posture %d, %s", posture,
			    happening_verb((enum happening_kind)k));
		}
}

/* -- what the entry says --------------------------------------------------------------
 */

Test(docket_step, the_filing_pins_route_scope_terms_and_versions)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p.law.receiving.version = 11;
	p.law.sending.version = 12;
	p.law.receiving.answer_days = 9;
	const struct happening h = paper_ask(&p, HAPPENING_FILE);
	const struct decision yes = paper_try(&p, &h);
	cr_expect_eq(yes.header.scope, SCOPE_inter_province);
	cr_expect_eq(yes.header.route.n, 10);
	cr_expect_eq(yes.header.filed_at.ms, p.now.ms);
	cr_expect_eq(yes.header.answer_days, 9);
	cr_expect_eq(yes.header.policy_receiving, 11);
	cr_expect_eq(yes.header.policy_sending, 12);
	cr_expect_eq(yes.header.calendar, land_calendar.version);
	cr_expect_eq(yes.header.registry, land.version);
	cr_expect_eq(yes.entry.n, 1);
	cr_expect_eq(yes.entry.action, ACTION_filed);
	cr_expect_str_eq(yes.entry.officer, CLERK);
	cr_expect_str_eq(yes.entry.deputy_for, "");
	cr_expect_str_eq(yes.entry.holder.text, FURONG_SCHOOL);
}

Test(docket_step, a_kind_of_business_without_a_route_is_not_filed)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p.law.nation.windows[BUSINESS_NONE] = p.law.nation.windows[BUSINESS_transfer];
	p.law.receiving.windows[BUSINESS_NONE] = p.law.nation.windows[BUSINESS_transfer];
	struct happening h = paper_ask(&p, HAPPENING_FILE);
	h.filing.kind = BUSINESS_NONE;
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_UNKNOWN_KIND);
}

Test(docket_step, a_refusal_carries_its_ground_and_an_approval_none)
{
	struct paper p;
	begin_late(&p, STAGE_sending_county);
	struct happening h = paper_ask(&p, HAPPENING_REFUSE);
	h.ground = GROUND_UNDER_SANCTION;
	cr_expect_eq(paper_try(&p, &h).entry.ground, GROUND_UNDER_SANCTION);
	h = paper_ask(&p, HAPPENING_APPROVE);
	h.ground = GROUND_UNDER_SANCTION;
	cr_expect_eq(paper_try(&p, &h).entry.ground, GROUND_NONE);
}

Test(docket_step, a_refusal_says_why_and_the_corrected_docket_comes_back_to_who_refused)
{
	struct paper p;
	begin_late(&p, STAGE_sending_county);
	struct happening h = paper_ask(&p, HAPPENING_REFUSE);
	h.ground = GROUND_UNDER_SUSPENSION;
	cr_expect_str_eq(paper_try(&p, &h).entry.reason, h.reason);
	cr_assert_eq(paper_act(&p, &h), VERDICT_OK);
	cr_expect_eq(p.docket.ground, GROUND_UNDER_SUSPENSION);
	cr_expect(p.docket.is_refused);
	paper_do(&p, HAPPENING_CORRECT);
	cr_expect_not(p.docket.is_refused, "it is answered");
	cr_expect_eq(docket_stage(&p.docket), STAGE_receiving_school);
	paper_do(&p, HAPPENING_APPROVE);
	cr_expect_eq(docket_stage(&p.docket), STAGE_sending_county);
	paper_to(&p, STAGE_admit);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(p.docket.state, DOCKET_COMPLETED);
	cr_expect_eq(p.docket.n, 14, "the eleven, refused, corrected, approved by the head");
}

static void
correct_id(struct paper *p, const char *id)
{
	struct happening h = paper_ask(p, HAPPENING_CORRECT);
	memcpy(h.correction.citizen_id.text, id, strlen(id) + 1);
	cr_assert_eq(paper_act(p, &h), VERDICT_OK);
	paper_do(p, HAPPENING_APPROVE);
}

Test(docket_step, what_a_check_looked_at_is_looked_at_again_once_it_is_corrected)
{
	struct paper p;
	begin_late(&p, STAGE_sending_county);
	paper_do(&p, HAPPENING_REFUSE);
	correct_id(&p, p.record.citizen_id.text);
	cr_expect_eq(docket_stage(&p.docket), STAGE_ministry);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(docket_stage(&p.docket), STAGE_check);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(docket_stage(&p.docket), STAGE_sending_county, "the approvals stand");
	paper_do(&p, HAPPENING_REFUSE);
	paper_do(&p, HAPPENING_CORRECT);
	paper_do(&p, HAPPENING_APPROVE);
	cr_expect_eq(docket_stage(&p.docket), STAGE_sending_county, "nothing is other than it was");
}

Test(docket_step, a_wrong_correction_fails_and_the_next_one_goes_on_to_who_refused)
{
	struct paper p;
	begin_late(&p, STAGE_sending_county);
	paper_do(&p, HAPPENING_REFUSE);
	correct_id(&p, "430102201605200021");
	paper_do(&p, HAPPENING_PROCEED);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(p.docket.code, VERDICT_DATA_MISMATCH);
	cr_expect_eq(p.docket.disputed, p.docket.stop);
	correct_id(&p, p.record.citizen_id.text);
	paper_do(&p, HAPPENING_PROCEED);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(docket_stage(&p.docket), STAGE_sending_county);
}

/* -- how long it may get --------------------------------------------------------------
 */

/* Asked at every place where something can go back: before the last entries it may, then
 * not any more; what leads to an end always may. */
static void
expect_only_ends(const struct paper *p, const char *goes_back, const char *ends)
{
	struct paper q = *p;
	for (int k = 0; k < HAPPENING_N; k++) {
		const enum happening_kind kind = (enum happening_kind)k;
		if (goes_back[k] == '.' && ends[k] == '.')
			continue;
		const struct happening h = paper_ask(p, kind);
		q.docket.n = ENTRIES_MAX - ENTRIES_TO_END - 1;
		cr_expect_eq(paper_try(&q, &h).verdict, VERDICT_OK, "%s is in time",
		    happening_verb(kind));
		q.docket.n = ENTRIES_MAX - ENTRIES_TO_END;
		cr_expect_eq(paper_try(&q, &h).verdict,
		    ends[k] != '.' ? VERDICT_OK : VERDICT_NOT_NOW, "%s is late",
		    happening_verb(kind));
	}
}

Test(docket_step, a_docket_that_has_grown_too_long_goes_back_no_more_but_still_ends)
{
	struct paper p;
	begin_late(&p, STAGE_sending_county);
	expect_only_ends(&p, "..RR..O......G.....", ".A...W.............");
	paper_do(&p, HAPPENING_REFUSE);
	p.now = at("2027-06-01T09:00:00+08:00");
	expect_only_ends(&p, "....C.O............", ".....W.........E...");
	paper_do(&p, HAPPENING_OBJECT);
	paper_hear(&p);
	expect_only_ends(&p, ".........S.........", ".....W.UO..........");
	paper_begin_complaint(&p, BUSINESS_complaint, FURONG_SCHOOL, FURONG_OTHER, FURONG);
	paper_to(&p, STAGE_sheet);
	expect_only_ends(&p, "............D......", ".A...W.............");
	paper_do(&p, HAPPENING_DISPUTE_LEVEL);
	expect_only_ends(&p, "...................", ".....W.UO..........");
	begin_late(&p, STAGE_check);
	expect_only_ends(&p, "...................", ".....W........P....");
}

Test(docket_step, from_every_stage_the_last_entries_are_enough_to_complete_it)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p.law.receiving.prefecture_phases = p.law.sending.prefecture_phases = UINT32_MAX;
	paper_to(&p, STAGE_sending_province);
	paper_do(&p, HAPPENING_RETURN);
	paper_do(&p, HAPPENING_CORRECT);
	p.docket.is_resuming = false;	/* the longest way there is */
	p.docket.n = ENTRIES_MAX - ENTRIES_TO_END;
	paper_to(&p, STAGE_admit);
	paper_do(&p, HAPPENING_PROCEED);
	cr_expect_eq(p.docket.state, DOCKET_COMPLETED);
	cr_expect_leq(p.docket.n, ENTRIES_MAX);
	cr_expect_leq(ROUTE_MAX, ENTRIES_TO_END, "the longest route there may be");
}

/* -- who rules ------------------------------------------------------------------------
 */

static void
expect_coordinator(const char *receiving, const char *sending, enum stage stage,
    const char *coordinator)
{
	struct paper p;
	paper_begin(&p, receiving, sending);
	paper_to(&p, stage);
	struct paper q = p;
	paper_do(&p, HAPPENING_REFUSE);
	paper_do(&p, HAPPENING_OBJECT);
	cr_expect_str_eq(p.docket.holder.text, coordinator,
	    "%s and %s: %s after a refusal at %s", receiving, sending,
	    p.docket.holder.text, stage_row(stage)->name);
	q.now = at("2027-03-01T09:00:00+08:00");
	paper_do(&q, HAPPENING_OBJECT);
	cr_expect_str_eq(q.docket.holder.text, coordinator, "the same after silence");
}

Test(docket_step, the_lowest_common_level_rules)
{
	expect_coordinator(FURONG_SCHOOL, FURONG_OTHER, STAGE_sending_school, FURONG);
	expect_coordinator(FURONG_SCHOOL, TIANXIN_SCHOOL, STAGE_sending_school, CHANGSHA);
	expect_coordinator(FURONG_SCHOOL, TIANXIN_SCHOOL, STAGE_sending_county, CHANGSHA);
	expect_coordinator(FURONG_SCHOOL, HETANG_SCHOOL, STAGE_sending_county, HUNAN);
	expect_coordinator(FURONG_SCHOOL, LIWAN_SCHOOL, STAGE_sending_school, MINISTRY);
	expect_coordinator(FURONG_SCHOOL, LIWAN_SCHOOL, STAGE_sending_province, MINISTRY);
	expect_coordinator(
	    DONGCHENG_SCHOOL, XICHENG_SCHOOL, STAGE_sending_county, BEIJING);
	expect_coordinator(
	    DONGGUAN_SCHOOL, DONGGUAN_OTHER, STAGE_sending_school, DONGGUAN);
	expect_coordinator(XIANTAO_SCHOOL, QIANJIANG_SCHOOL, STAGE_sending_county, HUBEI);
	expect_coordinator(
	    BINGTUAN_SCHOOL, FURONG_SCHOOL, STAGE_sending_school, MINISTRY);
}

Test(docket_step, nobody_rules_in_their_own_case)
{
	expect_coordinator(FURONG_SCHOOL, FURONG_OTHER, STAGE_county, CHANGSHA);
	expect_coordinator(
	    FURONG_SCHOOL, TIANXIN_SCHOOL, STAGE_receiving_county, CHANGSHA);
	expect_coordinator(
	    FURONG_SCHOOL, LIWAN_SCHOOL, STAGE_receiving_province, MINISTRY);
	expect_coordinator(FURONG_SCHOOL, LIWAN_SCHOOL, STAGE_receiving_school, FURONG);
	expect_coordinator(DONGGUAN_SCHOOL, DONGGUAN_OTHER, STAGE_county, GUANGDONG);
	expect_coordinator(DONGCHENG_SCHOOL, DONGCHENG_OTHER, STAGE_county, BEIJING);
}

Test(docket_step, nobody_stands_above_the_ministry)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_ministry);
	p.docket.posture = POSTURE_DESK;	/* a ministry with a desk */
	cr_expect_str_eq(docket_coordinator(&p.docket, &land).text, MINISTRY);
}

Test(docket_step, a_case_inside_a_province_never_leaves_it)
{
	expect_coordinator(FURONG_SCHOOL, HUNAN_SCHOOL, STAGE_sending_county, HUNAN);
	expect_coordinator(HUNAN_SCHOOL, FURONG_SCHOOL, STAGE_receiving_county, HUNAN);
}

Test(docket_step, where_a_unit_is_unknown_nobody_rules)
{
	static const struct unit outside = { .code = { "430199" }, .level = LEVEL_COUNTY };
	const struct registry other = { .units = &outside, .n_units = 1 };
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_receiving_county);
	cr_expect(unit_code_is_none(docket_coordinator(&p.docket, &other)));
	p.docket.header.route.stops[p.docket.stop].unit = code("430199");
	cr_expect(unit_code_is_none(docket_coordinator(&p.docket, &land)));
	p.docket.holder = code("430199");
	p.now = at("2027-03-01T09:00:00+08:00");
	const struct happening h = paper_ask(&p, HAPPENING_OBJECT);
	cr_expect_eq(paper_try(&p, &h).verdict, VERDICT_UNKNOWN_UNIT);
}

Test(docket_step, where_the_tree_is_no_tree_nobody_rules)
{
	static const struct unit strangers[] = {
		{ .code = { FURONG_SCHOOL }, .level = LEVEL_SCHOOL },
		{ .code = { FURONG }, .level = LEVEL_COUNTY },
	};
	const struct registry torn = { .units = strangers, .n_units = 2 };
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_receiving_county);
	cr_expect(unit_code_is_none(docket_coordinator(&p.docket, &torn)));
}

/* -- what the check finds, and clocks --------------------------------------------------- */

Test(docket_step, a_child_with_open_business_is_answered_with_which)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_check);
	p.record.open_docket = paper_id(OTHER_ID);
	const struct happening h = paper_ask(&p, HAPPENING_PROCEED);
	const struct entry e = paper_try(&p, &h).entry;
	cr_expect_eq(e.code, VERDICT_OPEN_BUSINESS);
	cr_expect(docket_id_equal(e.other, paper_id(OTHER_ID)));
}

Test(docket_step, a_clock_that_is_behind_stamps_the_time_of_the_entry_before)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_receiving_county);
	struct happening h = paper_ask(&p, HAPPENING_APPROVE);
	h.at.ms = p.docket.last_at.ms - 60000;
	cr_expect_eq(paper_try(&p, &h).entry.at.ms, p.docket.last_at.ms);
}

Test(docket_step, an_illegal_ground_is_told_even_where_there_is_no_room_to_write_it_down)
{
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	paper_to(&p, STAGE_receiving_county);
	struct happening h = paper_ask(&p, HAPPENING_REFUSE);
	h.ground = GROUND_NO_RECORD;
	p.docket.n = ENTRIES_MAX - ENTRIES_TO_END - 1;
	cr_expect(paper_try(&p, &h).appends);
	p.docket.n++;
	const struct world w = paper_world(&p);
	cr_expect_eq(docket_step(&p.docket, &h, &w).verdict, VERDICT_NOT_NOW);
}
