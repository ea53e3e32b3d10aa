/* The path of an honest docket, for tests that want to be somewhere on it. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/move.h"
#include "core/paper.h"

#define COPY(to, from)                                                                   \
	do {                                                                             \
		cr_assert(strlen(from) < sizeof(to));                                    \
		memset(to, 0, sizeof(to));                                               \
		memcpy(to, from, strlen(from));                                          \
	} while (0)

struct docket_id
paper_id(const char *text)
{
	struct docket_id id = { "" };
	cr_assert(docket_id_parse(text, &id));
	return id;
}

void
paper_begin(struct paper *p, const char *receiving, const char *sending)
{
	memset(p, 0, sizeof(*p));
	law_between(&p->law, receiving, sending);
	p->docket = docket_none();
	p->now = at("2026-09-01T09:00:00+08:00");
	p->kind = BUSINESS_transfer;
	p->receiving = receiving;
	p->sending = sending;
	COPY(p->record.number.text, CHILD_NUMBER);
	COPY(p->record.citizen_id.text, CHILD_ID);
	COPY(p->record.name, CHILD_NAME);
	p->record.birth = on("2016-05-20");
	p->record.sex = '2';
	p->record.school = code(sending);
	p->record.status = STATUS_in_school;
	p->record.grade = 3;
	p->record.version = 5;
}

void
paper_begin_graduate(struct paper *p, const char *receiving, const char *sending)
{
	paper_begin(p, receiving, sending);
	p->kind = BUSINESS_graduate_transfer;
	p->record.status = STATUS_graduated;
	p->record.grade = 6;
}

/* A formal number that is no longer the ID, or a temporary one; the child is a girl. */
static void
begin_renumbering(struct paper *p, char kind)
{
	COPY(p->record.citizen_id.text, OTHER_CHILD_ID);
	if (kind != 'J')
		return;
	COPY(p->record.number.text, "J" CHILD_ID);
	COPY(p->change.citizen_id.text, OTHER_CHILD_ID);
	p->record.citizen_id.text[0] = '\0';
}

void
paper_begin_change(struct paper *p, enum business kind, const char *school)
{
	const struct business_row *row = business_row(kind);
	paper_begin(p, school, school);
	p->kind = kind;
	p->scans = row->scans;
	if ((row->needs & CHANGE_UNTIL) != 0)
		p->change.until = on("2027-01-20");
	if ((row->needs & CHANGE_CONTACT) != 0)
		COPY(p->change.contact.phone, "+86 731 0000 0000");
	if ((row->needs & CHANGE_KEY) != 0 && !row->renumbers)
		COPY(p->change.name, OTHER_NAME);
	if (row->renumbers)
		begin_renumbering(p, row->numbers[0]);
	if (row->numbers != NULL && row->numbers[0] == 'L')
		COPY(p->record.number.text, "L430102201605200001");
	if ((row->needs & CHANGE_PERSON) != 0) {
		p->change.birth = on("2016-05-20");
		p->change.sex = '1';
	}
	p->has_no_record = row->is_first;
	p->record.is_problem = kind == BUSINESS_removal_l || row->clears;
	p->record.status = STATUS_in_school;
	if (kind == BUSINESS_resumption)
		p->record.status = STATUS_suspended;
	p->record.grade = row->is_senior_only ? 11 : row->is_leaving ? 6 : row->is_first ? 1 : 3;
	if (row->is_first)
		COPY(p->record.number.text, "L430102201605200001");
}

void
paper_begin_roll_back(struct paper *p, const char *graduating, const char *operator)
{
	paper_begin(p, graduating, operator);
	p->kind = BUSINESS_roll_back;
	p->record.grade = 7;
	p->record.graduated_on = on("2026-06-30");
	p->record.graduated_from = code(graduating);
}

void
paper_begin_complaint(struct paper *p, enum business kind, const char *other, const char *answers,
    const char *brought)
{
	static const struct record none;
	paper_begin(p, other, answers);
	p->kind = kind;
	p->brought = brought;
	p->record = none;
}

/* Whoever the law lets file. */
static struct unit_code
filer(const struct paper *p)
{
	if (p->brought != NULL)
		return code(p->brought);
	const struct unit *u = route_filer(p->kind, &land, unit(p->receiving), unit(p->sending));
	return u == NULL ? code(p->receiving) : u->code;
}

static struct header
filing(const struct paper *p)
{
	struct header h = {
		.id = paper_id(PAPER_ID),
		.kind = p->kind,
		.number = p->record.number,
		.citizen_id = p->record.citizen_id,
		.grade = p->record.grade + business_row(p->kind)->grade_step,
		.receiving_school = code(p->receiving),
		.sending_school = code(p->sending),
		.arrived_on = instant_day(p->now),
		.change = p->change,
		.n_attachments = p->scans,
	};
	memcpy(h.name, p->record.name, sizeof(h.name));
	return h;
}

static enum role
role_for(const struct paper *p, enum happening_kind kind)
{
	static const enum role asked[] = { ROLE_REGISTRAR, ROLE_HEAD, ROLE_SYSTEM };
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++)
		if (move_role_may_for(p->kind, kind, asked[i]))
			return asked[i];
	return ROLE_NONE;
}

/* The first of them that has not stated. */
static struct unit_code
heard_next(const struct docket *d)
{
	return d->heard[d->has_stated[0]];
}

struct happening
paper_ask(const struct paper *p, enum happening_kind kind)
{
	const struct docket *d = &p->docket;
	const struct move *m = move_of(d->posture, kind);
	const bool is_filers = m != NULL && m->who == MOVE_FILER;
	struct happening h = {
		.kind = kind,
		.at = p->now,
		.unit = d->n == 0 ? filer(p) : is_filers ? docket_filer(d) : d->holder,
		.role = role_for(p, kind),
		.asked_n = d->n,
	};
	if (kind == HAPPENING_PROCEED) {
		h.unit = docket_decider(d);
		h.code = p->answer;
		h.found = p->found;
	}
	if (kind == HAPPENING_FOLLOW)
		h.found = code(TIANXIN);
	if (m != NULL && m->who == MOVE_WAITING)
		h.unit = docket_filer(d);
	if (m != NULL && m->who == MOVE_HEARD)
		h.unit = heard_next(d);
	if (h.role == ROLE_REGISTRAR)
		COPY(h.officer, CLERK);
	if (h.role == ROLE_HEAD)
		COPY(h.officer, HEAD);
	if (kind == HAPPENING_FILE)
		h.filing = filing(p);
	if (kind == HAPPENING_REFUSE)
		h.ground = GROUND_IDENTITY_NOT_PROVEN;
	COPY(h.reason, "写明原因");
	return h;
}

/* A daemon knows the record only if it serves the sending school. */
struct world
paper_world(const struct paper *p)
{
	struct world w = p->law.world;
	w.nation = &p->law.nation;
	w.receiving = &p->law.receiving;
	w.sending = &p->law.sending;
	const struct unit_code desk = p->docket.n == 0 ? filer(p) : p->docket.holder;
	w.record = unit_code_equal(desk, code(p->sending)) && !p->has_no_record ? &p->record : NULL;
	w.index = p->index;
	return w;
}

struct decision
paper_try(const struct paper *p, const struct happening *h)
{
	const struct world w = paper_world(p);
	const struct decision yes = docket_step(&p->docket, h, &w);
	const bool is_kept =
	    yes.verdict == VERDICT_OK || yes.verdict == VERDICT_ILLEGAL_GROUND;
	cr_assert_eq(yes.appends, is_kept, "%s", verdict_name(yes.verdict));
	cr_assert_eq(yes.tells_superior, yes.verdict == VERDICT_ILLEGAL_GROUND
	    || (yes.appends && yes.entry.action == ACTION_urged));
	return yes;
}

enum verdict
paper_act(struct paper *p, const struct happening *h)
{
	const struct decision yes = paper_try(p, h);
	if (!yes.appends)
		return yes.verdict;
	if (h->kind == HAPPENING_FILE)
		p->docket = docket_begin(&yes.header);
	const enum verdict v = docket_apply(&p->docket, &yes.entry);
	cr_assert_eq(v, VERDICT_OK, "a decision that does not fold: %s, %s",
	    action_name(yes.entry.action), verdict_name(v));
	if (docket_effect(&p->docket, &yes.entry, code(p->sending), !p->has_no_record, &p->record)
	    == RECORD_CREATED)
		p->has_no_record = false;
	if (p->receiving != p->sending
	    && docket_effect(&p->docket, &yes.entry, code(p->receiving), p->has_admitted,
		&p->admitted) == RECORD_CREATED)
		p->has_admitted = true;
	return yes.verdict;
}

void
paper_hear(struct paper *p)
{
	while (!docket_all_stated(&p->docket))
		paper_do(p, HAPPENING_STATE);
}

void
paper_do(struct paper *p, enum happening_kind kind)
{
	if (kind == HAPPENING_UPHOLD || kind == HAPPENING_OVERRULE || kind == HAPPENING_SEND_BACK)
		paper_hear(p);
	const struct happening h = paper_ask(p, kind);
	const enum verdict v = paper_act(p, &h);
	cr_assert_eq(v, VERDICT_OK, "%s at %s: %s", happening_verb(kind),
	    level_name(unit(h.unit.text)->level), verdict_name(v));
}

void
paper_to(struct paper *p, enum stage stage)
{
	if (p->docket.n == 0)
		paper_do(p, HAPPENING_FILE);
	while (docket_stage(&p->docket) != stage) {
		cr_assert(p->docket.posture == POSTURE_DESK ||
			      p->docket.posture == POSTURE_WORK ||
			      p->docket.posture == POSTURE_AUTO,
		    "the route does not pass stage %d", (int)stage);
		paper_do(p, docket_is_automatic(&p->docket)
		    ? HAPPENING_PROCEED : HAPPENING_APPROVE);
	}
}

struct entry
paper_entry(const struct paper *p, enum happening_kind kind)
{
	const struct happening h = paper_ask(p, kind);
	const struct decision yes = paper_try(p, &h);
	cr_assert_eq(yes.verdict, VERDICT_OK, "%s: %s", happening_verb(kind),
	    verdict_name(yes.verdict));
	return yes.entry;
}
