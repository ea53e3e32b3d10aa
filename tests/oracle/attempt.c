/*
 * What is tried with a docket. Most attempts are what whoever has it on the desk would do next, so
 * that lives come to an end; the others are wrong in one way or two: the wrong unit, role, person,
 * moment, ground, words - or the world has changed meanwhile.
 */
#include <stdio.h>
#include <string.h>

#include "core/move.h"
#include "core/rule.h"
#include "oracle/lives.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#define DAY_MS	INT64_C(86400000)

/* -- who ------------------------------------------------------------------------------ */

static bool
is_school(struct unit_code unit)
{
	return strlen(unit.text) == 10;
}

static enum role
role_for(const struct life *l, enum happening_kind kind, struct unit_code unit)
{
	switch (kind) {
	case HAPPENING_FILE:
		if (business_row(l->kind)->is_batch)
			return ROLE_SYSTEM;
		return is_school(unit) ? ROLE_REGISTRAR : ROLE_CLERK;
	case HAPPENING_CORRECT:
	case HAPPENING_WITHDRAW:
		return is_school(unit) ? ROLE_REGISTRAR : ROLE_CLERK;
	case HAPPENING_PROCEED:
	case HAPPENING_EXPIRE:
	case HAPPENING_PURGE:
	case HAPPENING_SETTLE:
	case HAPPENING_FOLLOW:
		return ROLE_SYSTEM;
	case HAPPENING_APPROVE:
	case HAPPENING_REFUSE:
	case HAPPENING_RETURN:
	case HAPPENING_OBJECT:
	case HAPPENING_UPHOLD:
	case HAPPENING_OVERRULE:
	case HAPPENING_SEND_BACK:
	case HAPPENING_STATE:
	case HAPPENING_DISMISS:
	case HAPPENING_DISPUTE_LEVEL:
	case HAPPENING_URGE:
	case HAPPENING_N:
		break;
	}
	return ROLE_HEAD;
}

static void
name_officer(struct attempt *a)
{
	char name[OFFICER_MAX] = "";
	if (a->h.role != ROLE_SYSTEM)
		(void)snprintf(name, sizeof(name), "%s.%s", role_name(a->h.role), a->h.unit.text);
	COPY(a->h.officer, name);
}

/* Some act for others: now and then for who filed, or for whom it was filed. */
static void
name_deputy(struct life *l, struct attempt *a)
{
	char name[OFFICER_MAX] = "";
	if (a->h.role == ROLE_SYSTEM)
		return;
	(void)snprintf(name, sizeof(name), "%s.%s", role_name(percent(l, 50) ? a->h.role : ROLE_REGISTRAR),
	    a->h.unit.text);
	switch (below(l, 4)) {
	case 0:
		COPY(a->h.deputy_for, l->docket.filed_by);
		break;
	case 1:
		COPY(a->h.deputy_for, l->docket.filed_for);
		break;
	case 2:
		COPY(a->h.officer, "deputy");
		break;
	}
	if (a->h.deputy_for[0] == '\0')
		COPY(a->h.deputy_for, name);
}

/* -- what ----------------------------------------------------------------------------- */

struct choice {
	enum happening_kind kind;
	int weight;
};

enum { CHOICES_MAX = 9 };

static const struct choice choices[POSTURE_N][CHOICES_MAX] = {
	[POSTURE_NEW] = { { HAPPENING_FILE, 1 } },
	[POSTURE_DESK] = {
		{ HAPPENING_APPROVE, 76 }, { HAPPENING_REFUSE, 8 }, { HAPPENING_RETURN, 5 },
		{ HAPPENING_WITHDRAW, 1 }, { HAPPENING_OBJECT, 4 }, { HAPPENING_PURGE, 2 },
		{ HAPPENING_SETTLE, 1 }, { HAPPENING_FOLLOW, 2 }, { HAPPENING_URGE, 5 },
	},
	[POSTURE_AUTO] = {
		{ HAPPENING_PROCEED, 96 }, { HAPPENING_WITHDRAW, 2 }, { HAPPENING_FOLLOW, 2 },
	},
	[POSTURE_WORK] = {
		{ HAPPENING_APPROVE, 80 }, { HAPPENING_DISMISS, 6 }, { HAPPENING_DISPUTE_LEVEL, 14 },
		{ HAPPENING_WITHDRAW, 2 }, { HAPPENING_FOLLOW, 4 }, { HAPPENING_URGE, 6 },
	},
	[POSTURE_LEVEL] = {
		{ HAPPENING_UPHOLD, 36 }, { HAPPENING_OVERRULE, 40 }, { HAPPENING_WITHDRAW, 6 },
		{ HAPPENING_FOLLOW, 18 },
	},
	[POSTURE_ANSWER] = {
		{ HAPPENING_CORRECT, 60 }, { HAPPENING_OBJECT, 22 }, { HAPPENING_WITHDRAW, 4 },
		{ HAPPENING_EXPIRE, 9 }, { HAPPENING_PURGE, 2 }, { HAPPENING_SETTLE, 1 },
		{ HAPPENING_FOLLOW, 2 },
	},
	[POSTURE_COORDINATION] = {
		{ HAPPENING_STATE, 30 }, { HAPPENING_OVERRULE, 26 }, { HAPPENING_SEND_BACK, 24 },
		{ HAPPENING_UPHOLD, 12 }, { HAPPENING_WITHDRAW, 2 }, { HAPPENING_PURGE, 2 },
		{ HAPPENING_SETTLE, 1 }, { HAPPENING_FOLLOW, 3 }, { HAPPENING_URGE, 8 },
	},
	[POSTURE_CLOSED] = { { HAPPENING_APPROVE, 1 }, { HAPPENING_FILE, 1 }, { HAPPENING_CORRECT, 1 } },
};

static enum happening_kind
choose(struct life *l)
{
	const enum posture posture = l->docket.posture;
	if (business_row(l->kind)->is_finding && l->docket.n > 0 && percent(l, 12))
		return HAPPENING_SETTLE;
	const struct unit_code heir = registry_heir(&l->registry, l->docket.holder);
	if (l->docket.n > 0 && !unit_code_equal(heir, l->docket.holder) && percent(l, 50))
		return HAPPENING_FOLLOW;
	if (l->is_long && posture == POSTURE_DESK && percent(l, 60))
		return HAPPENING_RETURN;
	if (l->is_long && posture == POSTURE_ANSWER && percent(l, 90))
		return HAPPENING_CORRECT;
	const struct choice *c = choices[posture];
	int sum = 0;
	for (int i = 0; i < CHOICES_MAX; i++)
		sum += c[i].weight;
	int drawn = below(l, sum);
	for (int i = 0; i < CHOICES_MAX; i++) {
		if (drawn < c[i].weight)
			return c[i].kind;
		drawn -= c[i].weight;
	}
	return c[0].kind;
}

static struct unit_code
unit_for(struct life *l, enum happening_kind kind)
{
	const struct docket *d = &l->docket;
	if (kind == HAPPENING_FILE)
		return l->filer;
	if (kind == HAPPENING_WITHDRAW || kind == HAPPENING_OBJECT)
		return docket_filer(d);
	if (kind == HAPPENING_URGE)
		return percent(l, 60) ? docket_filer(d)
		    : d->header.route.stops[below(l, d->furthest + 1)].unit;
	if (kind == HAPPENING_STATE && d->n_heard > 0)
		return d->heard[below(l, HEARD_MAX)];
	return kind == HAPPENING_PROCEED ? docket_decider(d) : d->holder;
}

/* -- when ----------------------------------------------------------------------------- */

/* Around the end of the holder's term, to the millisecond. */
static void
go_to_term(struct life *l)
{
	const struct instant term = docket_term(&l->docket, l->calendar);
	if (term.ms == 0)
		return;
	const int64_t then = term.ms + below(l, 3) - 1;
	if (then > l->now.ms)
		l->now.ms = then;
}

/* Around when the desk may be urged once more. */
static void
go_to_next_urging(struct life *l)
{
	const int64_t then = calendar_term(l->calendar, l->docket.urged, docket_days(&l->docket)).ms
	    + below(l, 3) - 1;
	if (then > l->now.ms)
		l->now.ms = then;
}

/* Around the end of the days in which two provinces may state their views. */
static void
go_to_end_of_hearing(struct life *l)
{
	const int64_t then = calendar_term(l->calendar, l->docket.since,
	    l->nation.days[DAYS_STATEMENT]).ms + below(l, 3) - 1;
	if (then > l->now.ms)
		l->now.ms = then;
}

static void
go_to_purge(struct life *l)
{
	const struct header *h = &l->docket.header;
	const struct instant day = policy_purges(&l->nation, policy_for(l, h->sending_school), h->kind,
	    h->grade, h->filed_at);
	const int64_t then = day.ms + below(l, 3) - 1;
	if (then > l->now.ms)
		l->now.ms = then;
}

static void
pass_time(struct life *l, enum happening_kind kind)
{
	const bool is_term_near = kind == HAPPENING_EXPIRE || kind == HAPPENING_OBJECT
	    || kind == HAPPENING_URGE
	    || (kind == HAPPENING_UPHOLD && percent(l, 20))
	    || (kind == HAPPENING_SEND_BACK && percent(l, 20));
	switch (below(l, 12)) {
	case 0:
		l->now.ms += below(l, 12) * DAY_MS;
		break;
	case 1:		/* clocks differ a little */
		l->now.ms -= below(l, 3000);
		break;
	case 2:
		break;
	default:
		l->now.ms += below(l, 36 * 3600) * INT64_C(1000) + below(l, 1000);
	}
	if (is_term_near && percent(l, 75))
		go_to_term(l);
	if (kind == HAPPENING_URGE && l->docket.urged.ms != 0 && percent(l, 75))
		go_to_next_urging(l);
	if (l->docket.is_hearing && kind != HAPPENING_STATE && percent(l, 40))
		go_to_end_of_hearing(l);
	if (kind == HAPPENING_PURGE && percent(l, 75))
		go_to_purge(l);
}

/* -- with what ------------------------------------------------------------------------ */

static void
say_why(struct life *l, struct attempt *a)
{
	COPY(a->h.reason, "写明原因");
	if (percent(l, 90))
		return;
	static const char *const sign = "字";
	const int n = REASON_CHARS - 1 + below(l, 3);
	if (percent(l, 60)) {
		COPY(a->h.reason, bad_text(l));
		return;
	}
	if (n * 3 >= REASON_MAX)
		return;
	a->h.reason[0] = '\0';
	for (int i = 0; i < n; i++)
		memcpy(a->h.reason + (size_t)i * 3, sign, 4);
}

/* 501 characters that fit into the bytes. */
static void
say_too_much(struct attempt *a)
{
	memset(a->h.reason, 0, sizeof(a->h.reason));
	memset(a->h.reason, 'x', REASON_CHARS + 1);
}

static void
plead(struct life *l, struct attempt *a)
{
	static const enum ground grounds[] = {
		GROUND_NO_SEAT, GROUND_NOT_SAME_GRADE, GROUND_UNDER_SUSPENSION, GROUND_UNDER_SANCTION,
		GROUND_OUTSIDE_PERIOD, GROUND_IDENTITY_NOT_PROVEN, GROUND_NO_PROOF_OF_ARRIVAL,
		GROUND_NOT_SUBSTANTIATED, GROUND_NO_RECORD, GROUND_SUSPECT_RECRUITMENT,
		GROUND_SCORE_BELOW_LINE, GROUND_NONE, (enum ground)9,
	};
	a->h.ground = percent(l, 60) ? GROUND_IDENTITY_NOT_PROVEN : grounds[below(l, COUNT(grounds))];
}

static void
correct(struct life *l, struct attempt *a)
{
	struct correction *c = &a->h.correction;
	if (percent(l, 30))
		COPY(c->name, percent(l, 80) ? l->here.name : any_name(l));
	if (percent(l, 20))
		c->citizen_id = percent(l, 70) ? l->here.citizen_id
					       : any_id(l, l->here.birth, l->here.sex);
	if (percent(l, 5))
		COPY(c->name, bad_text(l));
	if (percent(l, 5)) {
		char near[STUDENT_NUMBER_MAX];
		COPY(c->citizen_id.text, any_number_near(l, l->here.citizen_id.text, near));
	}
}

/* What the ministry answers, and what the province finds. */
static void
look_up(struct life *l, struct attempt *a)
{
	static const enum verdict answers[] = {
		VERDICT_ENROLLED_ELSEWHERE, VERDICT_CLAIMED_ELSEWHERE, VERDICT_ID_TAKEN,
		VERDICT_NOT_IN_REGISTER, VERDICT_REGISTER_DIFFERS,
	};
	if (percent(l, 12)) {
		a->h.code = answers[below(l, COUNT(answers))];
		a->h.found = any_school(l, -1, PHASE_NONE);
	}
	struct index_view *i = &a->w.index;
	if (percent(l, 7)) {
		i->has_other = true;
		i->other_unit = any_school(l, -1, PHASE_NONE);
	}
	if (percent(l, 10)) {
		i->is_number_taken = true;
		if (percent(l, 50))
			COPY(i->free_number.text, "L430102201605200042");
	}
}

/* Child and record are at one school again: it has left the one, or has come to the other. */
static void
settle(struct life *l, struct attempt *a)
{
	if (percent(l, 30)) {
		a->record.status = (enum status)(1 + below(l, 14));
		return;
	}
	a->there = l->here;
	a->there.school = l->filing.receiving_school;
	a->there.status = percent(l, 70) ? STATUS_in_school : (enum status)(1 + below(l, 14));
	a->w.record_there = percent(l, 80) ? &a->there : NULL;
}

static void
follow(struct life *l, struct attempt *a)
{
	for (int i = 0; i < 8; i++) {
		a->h.found = any_unit(l);
		if (!is_school(a->h.found) && percent(l, 95))
			break;
	}
	const struct unit_code heir = registry_heir(&l->registry, l->docket.holder);
	if (!unit_code_equal(heir, l->docket.holder) && percent(l, 80))
		a->h.found = heir;
	if (percent(l, 15) && l->docket.n_followed > 0)
		a->h.found = l->docket.followed[0].unit;
}

/* -- the world ------------------------------------------------------------------------ */

static void
make_world(struct life *l, struct attempt *a, const struct header *h)
{
	struct world *w = &a->w;
	memset(w, 0, sizeof(*w));
	w->registry = &l->registry;
	w->calendar = l->calendar;
	w->divisions = l->divisions;
	w->nation = &l->nation;
	w->receiving = policy_for(l, h->receiving_school);
	w->sending = policy_for(l, h->sending_school);
	w->receiving_province = w->receiving->province;
	w->sending_province = w->sending->province;
	a->record = l->here;
	a->there = l->there;
	const bool is_known = l->docket.posture != POSTURE_NEW
	    || unit_code_equal(h->receiving_school, h->sending_school) || percent(l, 50);
	if (l->has_here && is_known && !percent(l, 2))
		w->record = &a->record;
	if (l->has_there)
		w->record_there = &a->there;
	w->has_open_filing = percent(l, 2);
}

/* The filing takes the place of one that has ended in some way; mostly it may. */
static void
follow_one(struct life *l, struct attempt *a)
{
	static const enum docket_state ends[] = { DOCKET_WITHDRAWN, DOCKET_REFUSED, DOCKET_EXPIRED };
	struct docket *d = &a->before;
	COPY(a->h.filing.follows.text, "0198c0de-0000-7000-8000-0000000000dd");
	*d = docket_begin(&a->h.filing);
	d->n = 2;
	d->header.follows.text[0] = '\0';
	d->header.route.n = 1;
	d->header.route.stops[0].unit = percent(l, 90) ? a->h.unit : any_unit(l);
	d->state = percent(l, 90) ? ends[below(l, 3)] : (enum docket_state)below(l, 5);
	d->posture = d->state == DOCKET_OPEN ? POSTURE_DESK : POSTURE_CLOSED;
	if (percent(l, 30))	/* a first record gets another number each time */
		COPY(d->header.number.text, "L43010220160520000X");
	if (percent(l, 15))
		d->header.citizen_id.text[0] = '\0';
	if (percent(l, 5))
		a->h.filing.citizen_id.text[0] = '\0';
	if (percent(l, 10))
		d->header.citizen_id = any_id(l, l->here.birth, l->here.sex);
	if (percent(l, 10))
		COPY(d->header.name, any_name(l));
	if (percent(l, 10))
		d->header.change.birth.n++;
	if (percent(l, 10))
		d->header.kind = l->kind == BUSINESS_transfer ? BUSINESS_enrolment : BUSINESS_transfer;
	a->w.before = percent(l, 95) ? d : NULL;
}

/* The record says something else than it did, for this attempt only. */
static void
change_record(struct life *l, struct attempt *a)
{
	struct record *r = &a->record;
	switch (below(l, 14)) {
	case 0:
	case 1:
		r->status = (enum status)(1 + below(l, 14));
		break;
	case 2:
		r->is_problem = !r->is_problem;
		break;
	case 3:
		COPY(r->open_docket.text, "0198c0de-0000-7000-8000-0000000000ee");
		break;
	case 4:
		COPY(r->name, any_name(l));
		break;
	case 5:
		r->citizen_id = any_id(l, r->birth, r->sex);
		break;
	case 6:		/* by other business, which a lock keeps away */
		if (r->n_former < FORMER_MAX && r->open_docket.text[0] == '\0')
			record_renumber(r, number_formal(any_id(l, r->birth, r->sex)));
		break;
	case 7:
		r->grade += r->grade < GRADE_MAX ? 1 : -1;
		break;
	case 8:
		r->grade -= r->grade > 1 ? 1 : -1;
		break;
	case 9:
		r->school_year += below(l, 3) - 1;
		break;
	case 10:
		r->graduated_from = any_school(l, -1, PHASE_NONE);
		break;
	case 11:
		r->graduated_on.n -= below(l, 200);
		break;
	case 12:
		r->sex = "12"[below(l, 2)];
		break;
	default:
		a->w.record = NULL;
	}
}

/* -- wrong filings -------------------------------------------------------------------- */

static void
spoil_change(struct life *l, struct attempt *a)
{
	struct change *c = &a->h.filing.change;
	char near[STUDENT_NUMBER_MAX];
	switch (below(l, 10)) {
	case 0:
		memset(c, 0, sizeof(*c));
		break;
	case 1:
		c->until.n = a->h.filing.arrived_on.n + below(l, 500) - 20;
		break;
	case 2:
		COPY(c->name, percent(l, 50) ? a->h.filing.name : any_name(l));
		break;
	case 3:
		COPY(c->name, bad_text(l));
		break;
	case 4:
		COPY(c->citizen_id.text, any_number_near(l, l->here.citizen_id.text, near));
		break;
	case 5:
		c->citizen_id = percent(l, 50) ? a->h.filing.citizen_id
					       : any_id(l, l->here.birth, l->here.sex);
		break;
	case 6:
		COPY(c->contact.guardian, bad_text(l));
		break;
	case 7:
		c->birth.n = instant_day(l->now).n - 3000 + below(l, 3100);
		break;
	case 8:
		c->sex = "123"[below(l, 3)];
		break;
	default:
		c->birth.n = l->here.birth.n;
		c->sex = '1';
	}
}

static void
spoil_schools(struct life *l, struct attempt *a)
{
	struct header *h = &a->h.filing;
	switch (below(l, 6)) {
	case 0:
		COPY(h->receiving_school.text, "2199000001");
		break;
	case 1:
		h->sending_school = any_unit(l);
		break;
	case 2:
		h->receiving_school = h->sending_school;
		break;
	case 3:
		h->sending_school = any_school(l, -1, PHASE_NONE);
		break;
	default:
		h->receiving_school = any_school(l, -1, PHASE_NONE);
	}
}

static void
spoil_child(struct life *l, struct attempt *a)
{
	struct header *h = &a->h.filing;
	char near[STUDENT_NUMBER_MAX];
	switch (below(l, 8)) {
	case 0:
		COPY(h->number.text, any_number_near(l, h->number.text, near));
		break;
	case 1:
		near[0] = '\0';
		(void)any_number_near(l, h->citizen_id.text, near);
		COPY(h->citizen_id.text, near);
		break;
	case 2:
		h->citizen_id = any_id(l, l->here.birth, l->here.sex);
		break;
	case 3:
		COPY(h->name, any_name(l));
		break;
	case 4:
		COPY(h->name, bad_text(l));
		break;
	case 5:
		h->grade = below(l, GRADE_MAX + 2);
		break;
	case 6:
		h->grade += below(l, 3) - 1;
		break;
	default:
		h->citizen_id.text[0] = '\0';
	}
}

static void
spoil_filing(struct life *l, struct attempt *a)
{
	struct header *h = &a->h.filing;
	switch (below(l, 13)) {
	case 0:
	case 1:
		spoil_change(l, a);
		break;
	case 2:
	case 3:
		spoil_child(l, a);
		break;
	case 4:
	case 5:
		spoil_schools(l, a);
		break;
	case 6:
		h->arrived_on.n = percent(l, 30) ? 0 : instant_day(a->h.at).n + below(l, 3) - 1;
		break;
	case 7:
		h->n_attachments = (uint8_t)below(l, 3);
		break;
	case 8:
		COPY(h->about.text, "0198c0de-0000-7000-8000-0000000000ff");
		break;
	case 9:
		h->kind = (enum business)below(l, BUSINESS_N + 2);
		break;
	case 10:
		a->w.has_open_filing = true;
		break;
	case 11:	/* the receiving school has a record of the child itself */
		a->there = l->here;
		a->there.school = h->receiving_school;
		a->there.status = (enum status)(1 + below(l, 14));
		a->w.record_there = &a->there;
		break;
	default:	/* another day of the year */
		a->h.at.ms += below(l, 365) * DAY_MS;
	}
}

/* -- wrong steps ---------------------------------------------------------------------- */

static void
spoil(struct life *l, struct attempt *a)
{
	const bool is_filing = a->h.kind == HAPPENING_FILE;
	switch (below(l, is_filing ? 22 : 12)) {
	case 0:
		a->h.unit = any_unit(l);
		break;
	case 1:
		a->h.unit = percent(l, 50) ? l->filing.receiving_school : l->filing.sending_school;
		break;
	case 2:
		a->h.role = (enum role)below(l, 6);
		break;
	case 3:
		COPY(a->h.officer, l->filed_by);
		break;
	case 4:
		COPY(a->h.reason, bad_text(l));
		break;
	case 5:
		say_too_much(a);
		break;
	case 6:		/* whatever else can happen */
		a->h.kind = (enum happening_kind)below(l, HAPPENING_N);
		a->h.role = role_for(l, a->h.kind, a->h.unit);
		a->h.filing = l->filing;
		break;
	case 7:
		a->h.asked_n = (uint32_t)below(l, 4);
		break;
	case 8:
	case 9:
		change_record(l, a);
		break;
	case 10:
		a->h.unit.text[0] = '\0';
		break;
	case 11:
		a->h.role = ROLE_HEAD;
		break;
	default:
		spoil_filing(l, a);
	}
}

void
attempt_make(struct life *l, struct attempt *a)
{
	const struct docket *d = &l->docket;
	const struct header *of = d->n == 0 ? &l->filing : &d->header;
	memset(a, 0, sizeof(*a));
	a->h.kind = choose(l);
	if (d->n > 0 || percent(l, 50))
		pass_time(l, a->h.kind);
	l->registry.at = l->now;
	a->h.at = l->now;
	a->h.unit = unit_for(l, a->h.kind);
	a->h.role = role_for(l, a->h.kind, a->h.unit);
	a->h.asked_n = d->n;
	a->h.filing = l->filing;
	if (a->h.kind == HAPPENING_REFUSE)
		plead(l, a);
	if (a->h.kind == HAPPENING_CORRECT)
		correct(l, a);
	if (a->h.kind == HAPPENING_FOLLOW)
		follow(l, a);
	say_why(l, a);
	make_world(l, a, of);
	if (a->h.kind == HAPPENING_PROCEED)
		look_up(l, a);
	if (a->h.kind == HAPPENING_SETTLE)
		settle(l, a);
	if (a->h.kind == HAPPENING_FILE && percent(l, 25))
		follow_one(l, a);
	for (int wrong = percent(l, 30) + percent(l, 8); wrong > 0; wrong--)
		spoil(l, a);
	if (a->h.officer[0] == '\0')
		name_officer(a);
	if (percent(l, 12))
		name_deputy(l, a);
	if (d->n > 0 && percent(l, 20))		/* it came by letter */
		a->reached.ms = d->last_at.ms + below(l, 3 * 86400) * INT64_C(1000);
	/* The law is that of the schools that are named. */
	const struct header *named = a->h.kind == HAPPENING_FILE ? &a->h.filing : of;
	a->w.receiving = policy_for(l, named->receiving_school);
	a->w.sending = policy_for(l, named->sending_school);
	a->w.receiving_province = a->w.receiving->province;
	a->w.sending_province = a->w.sending->province;
	/* A daemon looks for the record at the school that is named, and nowhere else. */
	if (a->w.record != NULL && !unit_code_equal(a->record.school, named->sending_school))
		a->w.record = NULL;
}
