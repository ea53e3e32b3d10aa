/*
 * The fold: header and entries 1..n in, state out. Entries of our own and entries that came
 * in a letter go through the same docket_apply(), so that no copy of a docket can hold what
 * another would refuse. Who may append what comes from move.def and happening.def.
 */
#include <assert.h>
#include <string.h>

#include "core/docket.h"
#include "core/move.h"

struct docket
docket_none(void)
{
	static const struct docket none;
	return none;
}

struct docket
docket_begin(const struct header *header)
{
	struct docket d = docket_none();
	d.header = *header;
	return d;
}

unsigned
change_parts(const struct change *c)
{
	const struct contact *k = &c->contact;
	unsigned parts = 0;
	if (c->until.n != 0)
		parts |= CHANGE_UNTIL;
	if (c->name[0] != '\0' || c->citizen_id.text[0] != '\0')
		parts |= CHANGE_KEY;
	if (k->address[0] != '\0' || k->phone[0] != '\0' || k->guardian[0] != '\0')
		parts |= CHANGE_CONTACT;
	if (c->birth.n != 0 || c->sex != '\0')
		parts |= CHANGE_PERSON;
	return parts;
}

/* -- looking -------------------------------------------------------------------------- */

struct unit_code
docket_filer(const struct docket *d)
{
	return docket_successor(d, d->header.route.stops[0].unit);
}

struct unit_code
docket_successor(const struct docket *d, struct unit_code unit)
{
	for (size_t i = 0; i < d->n_followed; i++)	/* in order, so one pass finds the last */
		if (unit_code_equal(d->followed[i].unit, unit))
			unit = d->followed[i].by;
	return unit;
}

struct unit_code
docket_decider(const struct docket *d)
{
	const bool is_asked = d->posture == POSTURE_AUTO
	    && stage_row(docket_stage(d))->how == STAGE_ASKS
	    && docket_sought_id(d).text[0] != '\0';
	return is_asked ? unit_code_ministry : d->holder;
}

const struct stop *
docket_stop(const struct docket *d)
{
	const bool is_on_route = d->posture == POSTURE_DESK || d->posture == POSTURE_AUTO
	    || d->posture == POSTURE_WORK;
	return is_on_route ? &d->header.route.stops[d->stop] : NULL;
}

enum stage
docket_stage(const struct docket *d)
{
	switch (d->posture) {
	case POSTURE_DESK:
	case POSTURE_AUTO:
	case POSTURE_WORK:
		return d->header.route.stops[d->stop].stage;
	case POSTURE_ANSWER:
		return STAGE_answer;
	case POSTURE_COORDINATION:
		return STAGE_coordination;
	case POSTURE_LEVEL:
		return STAGE_level_ruling;
	case POSTURE_NEW:
	case POSTURE_CLOSED:
	case POSTURE_N:
		break;
	}
	return STAGE_NONE;
}

int
docket_days(const struct docket *d)
{
	return d->posture == POSTURE_ANSWER || d->posture == POSTURE_COORDINATION
	    ? d->header.answer_days : d->header.route.stops[d->stop].days;
}

struct instant
docket_term(const struct docket *d, const struct calendar *calendar)
{
	const struct instant never = { 0 };
	if (d->n == 0 || d->posture == POSTURE_AUTO || d->posture == POSTURE_CLOSED)
		return never;
	return calendar_term(calendar, d->since, docket_days(d));
}

static bool
is_check(const struct stop *s)
{
	return s->is_automatic && stage_row(s->stage)->done == ACTION_passed;
}

/* Back on its way to the stop that asked for an answer it does not stop where it has been. */
static bool
skips(const struct docket *d, uint8_t stop)
{
	return d->is_resuming && stop < d->resume
	    && !(d->is_changed && is_check(&d->header.route.stops[stop]));
}

bool
docket_has_passed(const struct docket *d, uint8_t stop)
{
	return stop < d->stop || d->state == DOCKET_COMPLETED || (stop > d->stop && skips(d, stop));
}

bool
docket_is_automatic(const struct docket *d)
{
	return d->posture == POSTURE_AUTO;
}

const char *
docket_name(const struct docket *d)
{
	return d->correction.name[0] != '\0' ? d->correction.name : d->header.name;
}

struct student_number
docket_number(const struct docket *d)
{
	return d->number.text[0] != '\0' ? d->number : d->header.number;
}

struct citizen_id
docket_citizen_id(const struct docket *d)
{
	const bool is_corrected = d->correction.citizen_id.text[0] != '\0';
	return is_corrected ? d->correction.citizen_id : d->header.citizen_id;
}

struct citizen_id
header_sought_id(const struct header *h)
{
	return h->change.citizen_id.text[0] != '\0' ? h->change.citizen_id : h->citizen_id;
}

struct citizen_id
docket_sought_id(const struct docket *d)
{
	return d->header.change.citizen_id.text[0] != '\0' ? d->header.change.citizen_id
							   : docket_citizen_id(d);
}

const char *
docket_sought_name(const struct docket *d)
{
	return d->header.change.name[0] != '\0' ? d->header.change.name : docket_name(d);
}

bool
docket_brings_citizen_id(const struct docket *d)
{
	return strcmp(docket_sought_id(d).text, docket_citizen_id(d).text) != 0;
}

void
docket_reach(struct docket *d, struct instant reached)
{
	if (d->posture != POSTURE_CLOSED && reached.ms > d->since.ms)
		d->since = reached;
}

/* -- may this entry stand here? ------------------------------------------------------- */

/* Whatever goes back and forth ends some day; what leads to the end keeps its room. */
static bool
leads_to_an_end(enum action action)
{
	switch (action) {
	case ACTION_approved:
	case ACTION_passed:
	case ACTION_failed:
	case ACTION_released:
	case ACTION_admitted:
	case ACTION_applied:
	case ACTION_withdrawn:
	case ACTION_expired:
	case ACTION_purged:
	case ACTION_settled:
	case ACTION_ruled_uphold:
	case ACTION_ruled_overrule:
	case ACTION_handed_down:
	case ACTION_handed_up:
	case ACTION_concluded:
	case ACTION_dismissed:
	case ACTION_level_kept:
	case ACTION_level_taken:
	case ACTION_followed:
		return true;
	case ACTION_NONE:
	case ACTION_filed:
	case ACTION_refused:
	case ACTION_returned:
	case ACTION_corrected:
	case ACTION_objected:
	case ACTION_ruled_return:
	case ACTION_illegal_refusal:
	case ACTION_level_disputed:
	case ACTION_stated:
	case ACTION_urged:
	case ACTION_N:
		break;
	}
	return false;
}

bool
docket_has_room(const struct docket *d, enum action action)
{
	return d->n < ENTRIES_MAX - ENTRIES_TO_END
	    || (d->n < ENTRIES_MAX && leads_to_an_end(action));
}

/* A header may come from anybody, and is read off line too, where there is no tree of units. */
static bool
is_whole(const struct header *h)
{
	return route_is_whole(h->kind, h->scope, &h->route, h->receiving_school, h->sending_school);
}

static enum verdict
check_place(const struct docket *d, const struct entry *e)
{
	if (!docket_id_equal(e->docket, d->header.id) || e->n != d->n + 1)
		return VERDICT_BROKEN_CHAIN;
	if (!docket_has_room(d, e->action))
		return VERDICT_TOO_LARGE;
	if (d->n == 0 && !is_whole(&d->header))
		return VERDICT_OUT_OF_RANGE;
	if (d->n == 0 ? e->at.ms != d->header.filed_at.ms : e->at.ms < d->last_at.ms)
		return VERDICT_OUT_OF_RANGE;
	const struct unit_code holder = d->n == 0 ? docket_filer(d) : d->holder;
	if (d->posture == POSTURE_CLOSED || !unit_code_equal(e->holder, holder))
		return VERDICT_OUT_OF_TURN;
	const enum stage stage = d->n == 0 ? d->header.route.stops[0].stage : docket_stage(d);
	return e->stage == stage ? VERDICT_OK : VERDICT_OUT_OF_RANGE;
}

/* At an automatic stop each stage has its own word for "done"; those that look at something may
 * also find it wanting. */
static bool
fits_automatic_stage(enum stage stage, const struct entry *e)
{
	const enum action done = stage_row(stage)->done;
	if (e->action == ACTION_failed)
		return (done == ACTION_passed || done == ACTION_released) && e->code != VERDICT_OK;
	return e->action == done && (done != ACTION_released || e->has_record);
}

static bool
is_whose_turn(const struct docket *d, const struct entry *e, enum move_who who)
{
	bool has_stated;
	if (who == MOVE_HEARD)
		return docket_hears(d, e->unit, &has_stated) && !has_stated;
	if (who == MOVE_WAITING)
		return docket_waits(d, e->unit);
	return unit_code_equal(e->unit, who == MOVE_FILER ? docket_filer(d) : e->holder);
}

static enum verdict
check_move(const struct docket *d, const struct entry *e)
{
	const bool is_system = e->role == ROLE_SYSTEM;
	if (d->posture == POSTURE_AUTO && is_system && e->action != ACTION_followed)
		return fits_automatic_stage(docket_stage(d), e)
			&& unit_code_equal(e->unit, docket_decider(d))
		    ? VERDICT_OK : VERDICT_OUT_OF_TURN;
	const struct move *m = move_of_action(d->posture, e->action);
	if (m == NULL)
		return VERDICT_OUT_OF_TURN;
	if (!is_whose_turn(d, e, m->who))
		return VERDICT_OUT_OF_TURN;
	return move_role_may_for(d->header.kind, m->happening, e->role)
	    ? VERDICT_OK : VERDICT_ROLE_NOT_ALLOWED;
}

/* The record that is handed over is the one the docket is about. */
static bool
is_record_of(const struct header *h, const struct record *r)
{
	return unit_code_equal(r->school, h->sending_school)
	    && record_has_number(r, h->number);
}

/* Offices are merged, schools are not; and who has handed over does not take over again. */
static bool
may_follow(const struct docket *d, const struct entry *e)
{
	if (strlen(e->holder.text) != 6 || strlen(e->coordinator.text) != 6
	    || unit_code_equal(e->holder, e->coordinator) || d->n_followed == FOLLOWED_MAX)
		return false;
	return unit_code_equal(docket_successor(d, e->coordinator), e->coordinator);
}

/* What the action itself needs to make sense. */
static enum verdict
check_content(const struct docket *d, const struct entry *e)
{
	if (e->reached.ms > e->at.ms)
		return VERDICT_OUT_OF_RANGE;
	if (e->action == ACTION_withdrawn && d->is_released)
		return VERDICT_OUT_OF_TURN;
	if (e->action == ACTION_ruled_uphold && !d->is_refused)
		return VERDICT_OUT_OF_TURN;
	if (e->action == ACTION_admitted && !d->is_released)
		return VERDICT_OUT_OF_TURN;
	if (e->action == ACTION_objected && d->posture == POSTURE_ANSWER && !d->is_refused)
		return VERDICT_OUT_OF_TURN;
	if (e->action == ACTION_objected && !unit_code_equal(e->unit, e->holder)
	    && e->asked_n < d->since_n)
		return VERDICT_OUT_OF_TURN;	/* of an earlier stop: used once already */
	if (e->action == ACTION_objected
	    && (unit_code_is_none(e->coordinator) || d->n_coordinators == COORDINATORS_MAX))
		return VERDICT_OUT_OF_RANGE;
	if (e->action == ACTION_dismissed && e->stage != STAGE_decision)
		return VERDICT_OUT_OF_TURN;
	if (e->action == ACTION_level_disputed && (e->stage != STAGE_sheet || d->is_level_settled))
		return VERDICT_OUT_OF_TURN;
	if (e->action == ACTION_level_disputed && unit_code_is_none(e->coordinator))
		return VERDICT_OUT_OF_RANGE;
	if (e->action == ACTION_followed && !may_follow(d, e))
		return VERDICT_OUT_OF_TURN;
	if (e->number.text[0] != '\0'
	    && (e->action != ACTION_passed || e->stage != STAGE_province_check))
		return VERDICT_OUT_OF_RANGE;
	if (e->action == ACTION_refused && !ground_is_legal(e->ground))
		return VERDICT_ILLEGAL_GROUND;
	if (e->action == ACTION_released && !is_record_of(&d->header, &e->record))
		return VERDICT_OUT_OF_RANGE;
	return VERDICT_OK;
}

/* -- what it changes ------------------------------------------------------------------ */

/* The owner's stops are those of whom a ruling has made the owner. */
static struct unit_code
unit_of(const struct docket *d, const struct stop *s)
{
	const bool is_owners =
	    stage_row(s->stage)->side == SIDE_OWNER && !unit_code_is_none(d->owner);
	return docket_successor(d, is_owners ? d->owner : s->unit);
}

static void
go_to(struct docket *d, uint8_t stop, struct instant at)
{
	assert(stop < d->header.route.n);
	const struct stop *s = &d->header.route.stops[stop];
	const bool names_no_child = business_row(d->header.kind)->names_no_child;
	d->stop = stop;
	if (stop > d->furthest)
		d->furthest = stop;
	d->posture = s->is_automatic ? POSTURE_AUTO : names_no_child ? POSTURE_WORK : POSTURE_DESK;
	d->holder = unit_of(d, s);
	d->since = at;
}

static void
advance(struct docket *d, struct instant at)
{
	uint8_t next = (uint8_t)(d->stop + 1);
	while (skips(d, next))
		next++;
	d->is_resuming = d->is_resuming && next < d->resume;
	d->is_changed = d->is_changed && d->is_resuming;
	d->is_refused = false;
	go_to(d, next, at);
}

/* The stage counts as approved by ruling (regulation §6). */
static void
overrule(struct docket *d, const struct entry *e)
{
	d->stop = d->disputed;
	advance(d, e->at);
}

static void
give_back(struct docket *d, const struct entry *e)
{
	d->disputed = d->stop;
	d->is_refused = e->action == ACTION_refused;
	d->ground = e->ground;
	d->code = e->code;
	d->posture = POSTURE_ANSWER;
	d->holder = docket_filer(d);
	d->since = e->at;
}

/* A correction goes to the head of the unit that filed and from there straight back to
 * the stop that asked for it; what others approved before stays approved. But a check that was
 * passed with another name or ID has not seen the child: it is made again on the way. */
static void
correct(struct docket *d, const struct entry *e)
{
	const bool has_name = e->correction.name[0] != '\0';
	const bool has_id = e->correction.citizen_id.text[0] != '\0';
	if (has_name)
		memcpy(d->correction.name, e->correction.name, sizeof(d->correction.name));
	if (has_id)
		d->correction.citizen_id = e->correction.citizen_id;
	d->is_changed = d->is_changed || has_name || has_id;
	memcpy(d->filed_by, e->officer, sizeof(d->filed_by));
	memcpy(d->filed_for, e->deputy_for, sizeof(d->filed_for));
	if (!d->is_resuming && d->disputed > 0) {
		d->is_resuming = true;
		d->resume = d->disputed;
	}
	d->is_refused = false;
	go_to(d, 0, e->at);
}

/* The third and fourth digit of a school's code are its province's (regulation §1). */
static struct unit_code
province_of(struct unit_code school)
{
	struct unit_code province = { "000000" };
	memcpy(province.text, school.text + 2, 2);
	return province;
}

/* "For two provinces that is the ministry, which hears both provinces first" (regulation §6). */
static void
begin_hearing(struct docket *d, struct unit_code coordinator)
{
	d->is_hearing = strcmp(coordinator.text, "000000") == 0;
	if (!d->is_hearing)
		return;
	d->n_heard = HEARD_MAX;
	d->heard[0] = province_of(d->header.receiving_school);
	d->heard[1] = province_of(d->header.sending_school);
	d->has_stated[0] = d->has_stated[1] = false;
}

static void
coordinate(struct docket *d, const struct entry *e)
{
	if (d->posture == POSTURE_DESK) {	/* a missed deadline, no refusal */
		d->disputed = d->stop;
		d->is_refused = false;
	}
	d->coordinators[d->n_coordinators++] = e->coordinator;
	begin_hearing(d, e->coordinator);
	d->posture = POSTURE_COORDINATION;
	d->holder = e->coordinator;
	d->since = e->at;
}

static void
dispute_level(struct docket *d, const struct entry *e)
{
	d->coordinators[d->n_coordinators++] = e->coordinator;
	d->posture = POSTURE_LEVEL;
	d->holder = e->coordinator;
	d->since = e->at;
}

/* Back to the sheet: at whom it was, or at the level above. */
static void
settle_level(struct docket *d, const struct entry *e)
{
	d->is_level_settled = true;
	if (e->action == ACTION_level_taken)
		d->owner = e->unit;
	go_to(d, d->stop, e->at);
}

/* The desk keeps its term, however long the docket has lain there; when it came there was the
 * void unit's to tell. */
static void
follow(struct docket *d, const struct entry *e)
{
	const struct succession s = { e->holder, e->coordinator };
	d->followed[d->n_followed++] = s;
	d->holder = e->coordinator;
	docket_reach(d, e->reached);
}

static void
close_as(struct docket *d, enum docket_state state, struct instant at)
{
	static const struct unit_code nobody;
	d->state = state;
	d->posture = POSTURE_CLOSED;
	d->holder = nobody;
	d->since = at;
}

/* From here on the record is in the docket. */
static void
release(struct docket *d, const struct entry *e)
{
	d->is_released = true;
	d->record = e->record;
	advance(d, e->at);
}

/* The ruling's term runs on. */
static void
hear(struct docket *d, const struct entry *e)
{
	for (size_t i = 0; i < HEARD_MAX; i++)
		d->has_stated[i] |= unit_code_equal(d->heard[i], e->unit);
}

static void
set_out(struct docket *d, const struct entry *e)
{
	memcpy(d->filed_by, e->officer, sizeof(d->filed_by));
	memcpy(d->filed_for, e->deputy_for, sizeof(d->filed_for));
	go_to(d, 0, e->at);
}

/* What a batch began nobody answers: the school finds a problem record, and what is wrong. */
static void
turn_down(struct docket *d, const struct entry *e)
{
	if (!business_row(d->header.kind)->is_batch) {
		give_back(d, e);
		return;
	}
	d->code = e->code;
	close_as(d, DOCKET_REFUSED, e->at);
}

static void
take_effect(struct docket *d, const struct entry *e)
{
	switch (e->action) {
	case ACTION_filed:
		set_out(d, e);
		return;
	case ACTION_released:
		release(d, e);
		return;
	case ACTION_approved:
	case ACTION_passed:
	case ACTION_handed_down:
	case ACTION_handed_up:
		advance(d, e->at);
		return;
	case ACTION_ruled_overrule:
		overrule(d, e);
		return;
	case ACTION_ruled_return:
		d->is_refused = false;
		go_to(d, d->disputed, e->at);
		return;
	case ACTION_refused:
	case ACTION_returned:
	case ACTION_failed:
		turn_down(d, e);
		return;
	case ACTION_corrected:
		correct(d, e);
		return;
	case ACTION_objected:
		coordinate(d, e);
		return;
	case ACTION_stated:
		hear(d, e);
		return;
	case ACTION_level_disputed:
		dispute_level(d, e);
		return;
	case ACTION_level_kept:
	case ACTION_level_taken:
		settle_level(d, e);
		return;
	case ACTION_withdrawn:
		close_as(d, DOCKET_WITHDRAWN, e->at);
		return;
	case ACTION_ruled_uphold:
	case ACTION_dismissed:
		close_as(d, DOCKET_REFUSED, e->at);
		return;
	case ACTION_expired:
		close_as(d, d->is_refused ? DOCKET_REFUSED : DOCKET_EXPIRED, e->at);
		return;
	case ACTION_purged:
		close_as(d, DOCKET_EXPIRED, e->at);
		return;
	case ACTION_admitted:
	case ACTION_applied:
	case ACTION_concluded:
	case ACTION_settled:
		close_as(d, DOCKET_COMPLETED, e->at);
		return;
	case ACTION_illegal_refusal:	/* void: desk and clock stay as they are */
	case ACTION_urged:		/* the same; docket_apply() */
	case ACTION_followed:		/* follow() */
	case ACTION_NONE:
	case ACTION_N:
		return;
	}
}

bool
docket_stays(enum action action)
{
	return action == ACTION_illegal_refusal || action == ACTION_stated
	    || action == ACTION_urged || action == ACTION_followed;
}

enum verdict
docket_apply(struct docket *d, const struct entry *e)
{
	enum verdict v = check_place(d, e);
	if (v == VERDICT_OK)
		v = check_move(d, e);
	if (v == VERDICT_OK)
		v = check_content(d, e);
	if (v != VERDICT_OK)
		return v;
	d->n = e->n;
	d->last_at = e->at;
	if (e->number.text[0] != '\0')
		d->number = e->number;
	take_effect(d, e);
	if (e->action == ACTION_followed)
		follow(d, e);
	if (e->action == ACTION_urged)
		d->urged = e->at;
	if (!docket_stays(e->action)) {
		d->since_n = e->n;
		d->urged.ms = 0;
	}
	assert((d->posture == POSTURE_CLOSED) == unit_code_is_none(d->holder));
	assert((d->state == DOCKET_OPEN) == (d->posture != POSTURE_CLOSED));
	return VERDICT_OK;
}
