/*
 * The one function that decides: who, in which posture, by which rules - and the entry it
 * becomes. Order of precedence: role, closed, unit, move, then rules.def from top to
 * bottom.
 */
#include <assert.h>
#include <string.h>

#include "core/move.h"
#include "core/rule.h"

static enum verdict
check_who(const struct docket *d, const struct happening *h, const struct move *m)
{
	struct unit_code who = h->kind == HAPPENING_PROCEED ? docket_decider(d) : d->holder;
	bool has_stated;
	if (m != NULL && m->who == MOVE_HEARD)
		return docket_hears(d, h->unit, &has_stated) ? VERDICT_OK : VERDICT_UNIT_NOT_ALLOWED;
	if (m != NULL && m->who == MOVE_WAITING)
		return docket_waits(d, h->unit) ? VERDICT_OK : VERDICT_UNIT_NOT_ALLOWED;
	if (m != NULL && m->who == MOVE_FILER)
		who = h->kind == HAPPENING_FILE ? h->unit : docket_filer(d);
	if (unit_code_equal(h->unit, who))
		return m != NULL ? VERDICT_OK : VERDICT_NOT_NOW;
	if (!docket_was_seen_by(d, h->unit) || (m != NULL && m->who == MOVE_FILER))
		return VERDICT_UNIT_NOT_ALLOWED;
	return m != NULL ? VERDICT_OUT_OF_TURN : VERDICT_NOT_NOW;
}

/* When the docket came to this desk, if that was not with the stamp before; never after the stamp
 * itself, whatever became of the clock. */
static struct instant
reached(const struct docket *d, struct instant stamped)
{
	const struct instant with_the_stamp_before = { 0 };
	if (d->since_n == d->n && d->since.ms == d->last_at.ms)
		return with_the_stamp_before;
	return d->since.ms < stamped.ms ? d->since : stamped;
}

static struct entry
begin_entry(const struct docket *d, const struct happening *h, enum action action)
{
	struct entry e = {
		.docket = d->header.id,
		.n = d->n + 1,
		.at = h->at.ms > d->last_at.ms ? h->at : d->last_at,	/* clocks differ a little */
		.unit = h->unit,
		.holder = d->n == 0 ? h->unit : d->holder,
		.role = h->role,
		.action = action,
		.stage = d->n == 0 ? d->header.route.stops[0].stage : docket_stage(d),
	};
	if (!unit_code_equal(e.unit, e.holder))
		e.asked_n = h->asked_n;
	e.reached = reached(d, e.at);
	memcpy(e.officer, h->officer, sizeof(e.officer));
	memcpy(e.deputy_for, h->deputy_for, sizeof(e.deputy_for));
	memcpy(e.reason, h->reason, sizeof(e.reason));
	return e;
}

/* What the school's own record tells need not be typed again: a clerk who files about a child of
 * the school names it by number and name. */
static struct happening
with_what_is_known(const struct happening *h, const struct world *w)
{
	struct happening ret = *h;
	const struct business_row *kind = business_row(h->filing.kind);
	if (!kind->is_one_school || w->record == NULL)
		return ret;
	if (ret.filing.grade == 0)
		ret.filing.grade = w->record->grade;
	if (ret.filing.citizen_id.text[0] == '\0')
		ret.filing.citizen_id = w->record->citizen_id;
	return ret;
}

/* The filing with everything that is computed: scope, route, terms and versions. That there is a
 * route was asked by one_school_or_two and crosses_provinces. */
static struct header
complete_header(const struct happening *h, const struct world *w)
{
	const struct unit *receiving = registry_find(w->registry, h->filing.receiving_school);
	const struct unit *sending = registry_find(w->registry, h->filing.sending_school);
	struct header header = h->filing;
	const struct parties parties = { receiving, sending, registry_find(w->registry, h->unit) };
	const enum verdict v = route_make(h->filing.kind, w->registry, &parties, w->receiving,
	    w->sending, &header.route);
	assert(v == VERDICT_OK);
	header.scope = route_scope(w->registry, receiving, sending);
	header.school_year = policy_school_year(w->nation, instant_day(h->at));
	header.filed_at = h->at;
	header.answer_days = (uint8_t)w->receiving->answer_days;
	header.policy_receiving = w->receiving->version;
	header.policy_sending = w->sending->version;
	header.calendar = w->calendar->version;
	header.registry = w->registry->version;
	return header;
}

static struct decision
answer(enum verdict v)
{
	const struct decision no = { .verdict = v };
	return no;
}

static struct decision
file(const struct happening *h, const struct world *w)
{
	struct decision yes = { .verdict = VERDICT_OK, .appends = true };
	yes.header = complete_header(h, w);
	const struct docket d = docket_begin(&yes.header);
	yes.entry = begin_entry(&d, h, ACTION_filed);
	return yes;
}

struct unit_code
docket_coordinator(const struct docket *d, const struct registry *r)
{
	const uint8_t stop = d->posture == POSTURE_DESK ? d->stop : d->disputed;
	const struct unit *filer = registry_find(r, docket_filer(d));
	const struct unit *other = registry_find(r, d->header.route.stops[stop].unit);
	static const struct unit_code nobody;
	if (filer == NULL || other == NULL)
		return nobody;
	const struct unit *common = registry_common(r, filer, other);
	if (common == NULL)
		return nobody;
	const bool is_party = common == other;
	const enum level highest =
	    d->header.scope == SCOPE_inter_province ? LEVEL_MINISTRY : LEVEL_PROVINCE;
	return is_party && common->level < highest ? registry_office(r, common)->code
						   : common->code;
}

/* What a province owns lies inside it, and does not leave it. */
struct unit_code
docket_level_above(const struct docket *d, const struct registry *r)
{
	static const struct unit_code nobody;
	const struct unit *holder = registry_find(r, d->holder);
	const struct unit *above = holder == NULL ? NULL : registry_office(r, holder);
	return above == NULL || above->level == LEVEL_MINISTRY ? nobody : above->code;
}

/* An automatic stage always does its step; what its rules find goes into the entry. */
static struct decision
proceed(const struct docket *d, const struct happening *h, const struct world *w)
{
	struct decision yes = { .verdict = VERDICT_OK, .appends = true };
	const enum verdict found = rule_ask(d, h, w);
	const enum action action = found == VERDICT_OK
	    ? stage_row(docket_stage(d))->done : ACTION_failed;
	yes.entry = begin_entry(d, h, action);
	yes.entry.code = found;
	if (found == VERDICT_OPEN_BUSINESS)
		yes.entry.other = w->record->open_docket;
	if (found == VERDICT_ENROLLED_ELSEWHERE || found == VERDICT_CLAIMED_ELSEWHERE
	    || found == VERDICT_ID_TAKEN)
		yes.entry.found =
		    yes.entry.stage == STAGE_province_check ? w->index.other_unit : h->found;
	if (action == ACTION_passed && yes.entry.stage == STAGE_province_check)
		yes.entry.number = w->index.free_number;
	if (action == ACTION_released) {
		yes.entry.has_record = true;
		yes.entry.record = *w->record;
	}
	return yes;
}

/* Who takes the place of the unit that holds it is told by whoever has the tree of today. */
static struct decision
follow(const struct docket *d, const struct happening *h)
{
	struct decision yes = { .verdict = VERDICT_OK, .appends = true };
	yes.entry = begin_entry(d, h, ACTION_followed);
	yes.entry.coordinator = h->found;
	struct docket after = *d;
	return docket_apply(&after, &yes.entry) == VERDICT_OK ? yes : answer(VERDICT_NOT_NOW);
}

static struct decision
decide(const struct docket *d, const struct happening *h, const struct world *w,
    const struct move *m)
{
	const enum verdict v = rule_ask(d, h, w);
	struct decision yes = { .verdict = v, .appends = v == VERDICT_OK };
	if (v == VERDICT_ILLEGAL_GROUND) {
		yes.appends = docket_has_room(d, ACTION_illegal_refusal);
		yes.tells_superior = true;
		yes.entry = begin_entry(d, h, ACTION_illegal_refusal);
		yes.entry.ground = h->ground;
		return yes;
	}
	if (v != VERDICT_OK)
		return answer(v);
	if (m->becomes == ACTION_followed)
		return follow(d, h);
	yes.entry = begin_entry(d, h, m->becomes);
	yes.tells_superior = m->becomes == ACTION_urged;
	yes.entry.ground = m->becomes == ACTION_refused ? h->ground : GROUND_NONE;
	if (m->becomes == ACTION_corrected)
		yes.entry.correction = h->correction;
	if (m->becomes == ACTION_objected)
		yes.entry.coordinator = docket_coordinator(d, w->registry);
	if (m->becomes == ACTION_objected && unit_code_is_none(yes.entry.coordinator))
		return answer(VERDICT_UNKNOWN_UNIT);
	if (m->becomes == ACTION_level_disputed)
		yes.entry.coordinator = docket_level_above(d, w->registry);
	return yes;
}

struct decision
docket_step(const struct docket *d, const struct happening *h, const struct world *w)
{
	const enum business kind =
	    h->kind == HAPPENING_FILE ? h->filing.kind : d->header.kind;
	if (!move_role_may_for(kind, h->kind, h->role))
		return answer(VERDICT_ROLE_NOT_ALLOWED);
	if (d->posture == POSTURE_CLOSED)
		return answer(VERDICT_CLOSED);
	const struct move *m = move_of(d->posture, h->kind);
	const enum verdict v = check_who(d, h, m);
	if (v != VERDICT_OK)
		return answer(v);
	if (h->kind != HAPPENING_FILE && !docket_has_room(d, m->becomes))
		return answer(VERDICT_NOT_NOW);
	if (h->kind == HAPPENING_FILE) {
		if (business_row(h->filing.kind) == NULL)
			return answer(VERDICT_UNKNOWN_KIND);
		const struct happening filing = with_what_is_known(h, w);
		const enum verdict found = rule_ask(d, &filing, w);
		return found == VERDICT_OK ? file(&filing, w) : answer(found);
	}
	return h->kind == HAPPENING_PROCEED ? proceed(d, h, w) : decide(d, h, w, m);
}

size_t
docket_try(const struct happening *h, const struct world *w, enum verdict ret[TRIED_MAX])
{
	const struct docket none = docket_none();
	if (business_row(h->filing.kind) == NULL)
		ret[0] = VERDICT_UNKNOWN_KIND;
	else if (!move_role_may_for(h->filing.kind, HAPPENING_FILE, h->role))
		ret[0] = VERDICT_ROLE_NOT_ALLOWED;
	else {
		const struct happening filing = with_what_is_known(h, w);
		return rule_ask_all(&none, &filing, w, ret);
	}
	return 1;
}

enum verdict
docket_may(const struct docket *d, const struct happening *h, const struct world *w)
{
	struct happening asked = *h;
	asked.reason[0] = '-';
	asked.reason[1] = '\0';
	const enum verdict v = docket_step(d, &asked, w).verdict;
	return v == VERDICT_GROUND_MISSING ? VERDICT_OK : v;
}

/* -- entries from elsewhere ----------------------------------------------------------- */

struct happening
docket_happening(const struct docket *d, const struct entry *e, enum happening_kind kind)
{
	struct happening h = {
		.kind = kind,
		.at = e->at,
		.unit = e->unit,
		.role = e->role,
		.ground = e->ground,
		.correction = e->correction,
		.asked_n = e->asked_n,
		.filing = d->header,
	};
	memcpy(h.officer, e->officer, sizeof(h.officer));
	memcpy(h.deputy_for, e->deputy_for, sizeof(h.deputy_for));
	memcpy(h.reason, e->reason, sizeof(h.reason));
	return h;
}

enum verdict
docket_recheck(const struct docket *d, const struct entry *e, const struct world *w)
{
	const struct move *m = move_of_action(d->posture, e->action);
	if (e->role == ROLE_SYSTEM && e->action != ACTION_filed)
		return VERDICT_OK;	/* its facts are that unit's own */
	if (m == NULL)
		return VERDICT_OUT_OF_TURN;
	const struct happening h = docket_happening(d, e, m->happening);
	const enum verdict v = rule_ask_again(d, &h, w);
	const bool is_objected = e->action == ACTION_objected;
	if (v != VERDICT_OK || (!is_objected && e->action != ACTION_level_disputed))
		return v;
	/* Nobody chooses who rules. */
	const struct unit_code rules = is_objected ? docket_coordinator(d, w->registry)
						   : docket_level_above(d, w->registry);
	return unit_code_equal(e->coordinator, rules) ? VERDICT_OK : VERDICT_OUT_OF_RANGE;
}
