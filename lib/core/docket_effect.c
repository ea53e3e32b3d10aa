/*
 * What an entry does to the record. A student is in one place: between release and
 * admission the record is in the docket, the sending school keeps a read-only back-up
 * (transferred_out), and the receiving school has nothing yet.
 */
#include <string.h>

#include "core/docket.h"

enum { ADMIT_STEP = 3 };

static bool
is_locked_by(const struct record *r, const struct docket *d)
{
	return docket_id_equal(r->open_docket, d->header.id);
}

static enum record_effect
lock(const struct docket *d, struct record *r)
{
	if (is_locked_by(r, d))	/* checked again after a correction */
		return RECORD_UNTOUCHED;
	r->open_docket = d->header.id;
	r->version++;
	return RECORD_CHANGED;
}

static enum record_effect
unlock(const struct docket *d, struct record *r)
{
	static const struct docket_id none;
	if (!is_locked_by(r, d))
		return RECORD_UNTOUCHED;
	r->open_docket = none;
	r->version++;
	return RECORD_CHANGED;
}

static enum record_effect
release(struct record *r)
{
	r->status = STATUS_transferred_out;
	r->version++;
	return RECORD_CHANGED;
}

/* A transfer carries the record's own grade. A docket may be open while all are promoted, so
 * whichever of record and filing speaks of the later school year is right; a step to the next
 * stage of school is the filing's, of the year it was filed in, and is promoted from there. */
static void
take_grade(const struct header *h, struct record *r)
{
	if (business_row(h->kind)->grade_step == 0 && r->school_year >= h->school_year)
		return;
	r->grade = h->grade;
	r->school_year = h->school_year;
}

/* The admitted record is newer than every back-up, so that late news is recognised as late:
 * release and the end of the lock each add one version to what the sending school keeps. A
 * child that comes back finds an old back-up, and goes on from the larger of the two. */
static enum record_effect
admit(const struct docket *d, bool has, struct record *r)
{
	static const struct docket_id none;
	const uint32_t kept = has ? r->version : 0;
	*r = d->record;
	r->version = (kept > r->version ? kept : r->version) + ADMIT_STEP;
	r->school = d->header.receiving_school;
	r->status = business_row(d->header.kind)->becomes;
	r->status_on = r->status == STATUS_graduated ? r->graduated_on : d->header.arrived_on;
	take_grade(&d->header, r);
	r->open_docket = none;
	return has ? RECORD_CHANGED : RECORD_CREATED;
}

static void
take_change(const struct change *c, struct record *r)
{
	if (c->name[0] != '\0')
		memcpy(r->name, c->name, sizeof(r->name));
	if (c->citizen_id.text[0] != '\0') {	/* it says when the child was born, and its sex */
		r->citizen_id = c->citizen_id;
		r->birth = number_birth(c->citizen_id.text);
		r->sex = number_sex(c->citizen_id.text);
	}
	if (c->contact.address[0] != '\0')
		memcpy(r->contact.address, c->contact.address, sizeof(r->contact.address));
	if (c->contact.phone[0] != '\0')
		memcpy(r->contact.phone, c->contact.phone, sizeof(r->contact.phone));
	if (c->contact.guardian[0] != '\0')
		memcpy(r->contact.guardian, c->contact.guardian, sizeof(r->contact.guardian));
}

/* A first record: the child counts as present at once, whatever the checks are going to find. */
static enum record_effect
begin(const struct docket *d, struct record *r)
{
	const struct header *h = &d->header;
	const struct record first = {
		.number = h->number,
		.citizen_id = h->citizen_id,
		.birth = h->change.birth,
		.sex = h->change.sex,
		.school = h->receiving_school,
		.status = business_row(h->kind)->becomes,
		.status_on = h->arrived_on,
		.contact = h->change.contact,
		.grade = h->grade,
		.school_year = h->school_year,
		.open_docket = h->id,
		.version = 1,
	};
	*r = first;
	memcpy(r->name, h->name, sizeof(r->name));
	return RECORD_CREATED;
}

/* A first record that came to nothing leaves a tombstone. */
static enum record_effect
give_up(const struct docket *d, struct record *r)
{
	r->status = STATUS_removed;
	r->status_on = instant_day(d->since);
	return unlock(d, r);
}

/* The checks are through: its name and ID are those that were corrected meanwhile. */
static void
take_docket(const struct docket *d, struct record *r)
{
	const struct student_number number = docket_number(d);
	memcpy(r->name, docket_name(d), sizeof(r->name));
	r->citizen_id = docket_citizen_id(d);
	if (!student_number_equal(number, r->number))
		record_renumber(r, number);
}

/* The problem is solved. */
static void
clear(const struct change *c, struct record *r)
{
	r->is_problem = false;
	r->birth = c->birth.n != 0 ? c->birth : r->birth;
	r->sex = c->sex != '\0' ? c->sex : r->sex;
}

/* What business of one school is for. The docket's end takes the lock off with it. */
static enum record_effect
apply(const struct docket *d, struct record *r)
{
	static const struct docket_id none;
	const struct header *h = &d->header;
	const enum status becomes = business_row(h->kind)->becomes;
	if (becomes != STATUS_NONE) {
		r->status = becomes;
		r->status_on = h->arrived_on;
		r->status_until = h->change.until;
	}
	if (becomes == STATUS_graduated) {
		r->graduated_on = h->arrived_on;
		r->graduated_from = r->school;
	}
	take_change(&h->change, r);
	if (business_row(h->kind)->is_first)
		take_docket(d, r);
	if (business_row(h->kind)->clears)
		clear(&h->change, r);
	if (business_row(h->kind)->renumbers)
		record_renumber(r, number_formal(docket_sought_id(d)));
	r->open_docket = none;
	r->version++;
	return RECORD_CHANGED;
}

/* A record that gets no formal number is a problem record (regulation §2), unless other business was in
 * the way: then the batch comes again. */
static enum record_effect
get_no_number(const struct docket *d, const struct entry *e, struct record *r)
{
	static const struct docket_id none;
	if (e->stage == STAGE_check ? e->code == VERDICT_OPEN_BUSINESS : !is_locked_by(r, d))
		return RECORD_UNTOUCHED;
	r->is_problem = true;
	r->open_docket = none;
	r->version++;
	return RECORD_CHANGED;
}

enum record_effect
docket_effect(const struct docket *d, const struct entry *e, struct unit_code keeper,
    bool has, struct record *r)
{
	if (business_row(d->header.kind)->is_finding)
		return RECORD_UNTOUCHED;
	if (e->action == ACTION_admitted && unit_code_equal(keeper, d->header.receiving_school))
		return admit(d, has, r);
	const bool is_first = business_row(d->header.kind)->is_first;
	if (e->action == ACTION_filed && is_first && !has
	    && unit_code_equal(keeper, d->header.receiving_school))
		return begin(d, r);
	if (!has || !unit_code_equal(keeper, d->header.sending_school))
		return RECORD_UNTOUCHED;
	if (e->action == ACTION_passed && e->stage == STAGE_check)
		return lock(d, r);
	if (e->action == ACTION_released)
		return release(r);
	if (e->action == ACTION_applied)
		return apply(d, r);
	if (d->posture != POSTURE_CLOSED)
		return RECORD_UNTOUCHED;
	if (e->action == ACTION_failed)
		return get_no_number(d, e, r);
	return is_first && is_locked_by(r, d) ? give_up(d, r) : unlock(d, r);
}
