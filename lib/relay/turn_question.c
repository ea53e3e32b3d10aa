/*
 * What the ministry is asked about a child (regulation §5): does another record have that citizen ID,
 * and, where a name, an ID or a number is to change, does the population register say so too? The
 * docket waits at its province, which alone has the key of the hash; the answer is the ministry's
 * own signed slip.
 *
 * The index answers within the turn. The register may be slow or away, so a question to it is a row
 * that waits while everything else goes on: ASKED until a thread of its own has an answer
 * (daemon_register.c), ANSWERED until a turn has asked the index once more, claimed the ID
 * and told the province, DONE from then on. Killed at any place, the same answer comes of it. The row
 * stays, and gives whoever asks again the answer it has.
 */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "relay/turn.h"

/* -- the province asks ---------------------------------------------------------------- */

static bool
asks_register(const struct docket *d, uint8_t stop)
{
	return d->header.route.stops[stop].stage == STAGE_register_check;
}

static struct letter
inquiry_about(const struct turn *t, const struct live *l, struct unit_code province)
{
	const struct docket *d = &l->docket;
	struct letter letter = {
		.from = province,
		.to = unit_code_ministry,
		.docket = l->id,
		.kind = LETTER_INQUIRY,
		.inquiry = {
			.seen = (uint32_t)l->n,
			.is_of_record = business_row(d->header.kind)->clears,
			.is_new = asks_register(d, d->stop) && docket_brings_citizen_id(d),
		},
	};
	wire_index_key(t->options->index_secret, docket_sought_id(d), letter.inquiry.key);
	return letter;
}

/* One letter of the outbox however often it is asked: every copy of what brought the docket here asks. */
static void
send_question(struct turn *t, struct letter *letter)
{
	char what[32];
	(void)snprintf(what, sizeof(what), "%u%s", letter->inquiry.seen,
	    letter->inquiry.is_over ? " over" : "");
	(void)turn_send_once(t, letter, what);	/* without a key it cannot be asked; that is logged */
}

void
turn_question_ask(struct turn *t, const struct live *l)
{
	const struct docket *d = &l->docket;
	struct letter letter = inquiry_about(t, l, d->holder);
	if (asks_register(d, d->stop)) {
		const char *name = docket_sought_name(d);
		letter.inquiry.citizen_id = docket_sought_id(d);
		memcpy(letter.inquiry.name, name, strlen(name) + 1);
	}
	send_question(t, &letter);
}

/* The stop where the register was asked, if the docket came so far; NULL otherwise. */
static const struct stop *
where_asked(const struct docket *d)
{
	for (uint8_t i = 0; i <= d->furthest && d->n > 0; i++)
		if (asks_register(d, i))
			return &d->header.route.stops[i];
	return NULL;
}

void
turn_question_give_up(struct turn *t)
{
	for (size_t i = 0; i < t->lives.n; i++) {
		const struct live *l = &t->lives.at[i];
		const struct docket *d = &l->docket;
		if (l->n == l->n_before || d->posture != POSTURE_CLOSED
		    || d->state == DOCKET_COMPLETED)
			continue;
		const struct stop *stop = where_asked(d);
		if (stop == NULL || !turn_serves(t, stop->unit)
		    || docket_sought_id(d).text[0] == '\0')
			continue;
		struct letter letter = inquiry_about(t, l, stop->unit);
		letter.inquiry.is_over = true;
		send_question(t, &letter);
	}
}

/* -- the ministry answers ------------------------------------------------------------- */

static struct question_write *
kept(struct turn *t, struct docket_id docket)
{
	for (size_t i = 0; i < t->questions.n; i++)
		if (docket_id_equal(t->questions.at[i].write.question.docket, docket))
			return &t->questions.at[i].write;
	return NULL;
}

/* Changed in this turn; the condition is how it was loaded. */
static void
keep(struct turn *t, const struct question *q)
{
	struct question_write *w = kept(t, q->docket);
	if (w == NULL) {
		w = &LIST_ADD(t, t->questions)->write;
		w->is_first = true;
	}
	w->question = *q;
	for (size_t i = 0; i < t->questions.n; i++)
		if (&t->questions.at[i].write == w)
			t->questions.at[i].is_changed = true;
}

void
turn_question_loaded(struct turn *t, const struct question *q)
{
	if (kept(t, q->docket) != NULL)
		return;
	struct question_write *w = &LIST_ADD(t, t->questions)->write;
	w->seen_before = q->seen;
	w->state_before = q->state;
	w->question = *q;
}

/* UNKNOWN_KEY: the ministry cannot stamp it now. */
static enum verdict
tell(struct turn *t, const struct question *q)
{
	char what[16];
	struct letter answer = {
		.from = unit_code_ministry,
		.to = q->unit,
		.docket = q->docket,
		.kind = LETTER_REQUEST,
		.request = {
			.docket = q->docket,
			.kind = HAPPENING_PROCEED,
			.unit = unit_code_ministry,
			.role = ROLE_SYSTEM,
			.at = t->now,
			.seen = q->seen,
			.code = q->code,
			.found = q->found,
		},
	};
	(void)snprintf(what, sizeof(what), "%u", q->seen);
	return turn_send_once(t, &answer, what);
}

/* What the index says goes into it. */
static void
look_up(struct turn *t, struct question *q, enum verdict taken)
{
	struct unit_code where;
	if (!turn_index_is_taken(t, q, &where))
		return;
	q->code = taken;
	q->found = where;
}

/* A child that is found nowhere else is claimed for its docket, unless its record is there. */
static enum verdict
answer_at_once(struct turn *t, struct question *q, bool is_of_record)
{
	look_up(t, q, is_of_record ? VERDICT_CLAIMED_ELSEWHERE : VERDICT_ENROLLED_ELSEWHERE);
	const enum verdict v = tell(t, q);
	if (v == VERDICT_OK && q->code == VERDICT_OK && !is_of_record)
		turn_index_claim_key(t, q);
	return v;
}

/* Told and claimed; nobody is asked about it any more. */
static enum verdict
conclude(struct turn *t, struct question *q)
{
	look_up(t, q, VERDICT_ID_TAKEN);
	const enum verdict v = tell(t, q);
	if (v != VERDICT_OK)
		return v;
	if (q->code == VERDICT_OK)
		turn_index_claim_key(t, q);
	q->state = QUESTION_DONE;
	memset(&q->citizen_id, 0, sizeof(q->citizen_id));
	memset(q->name, 0, sizeof(q->name));
	return VERDICT_OK;
}

static struct question
question_of(const struct turn *t, const struct letter *letter)
{
	const struct inquiry *i = &letter->inquiry;
	struct question q = {
		.docket = letter->docket,
		.seen = i->seen,
		.unit = letter->from,
		.is_new = i->is_new,
		.citizen_id = i->citizen_id,
		.code = VERDICT_OK,
		.at = t->now,
	};
	memcpy(q.key, i->key, sizeof(q.key));
	memcpy(q.name, i->name, sizeof(q.name));
	return q;
}

/* Whoever has another record is not asked about in the register as well. */
static enum verdict
begin(struct turn *t, struct question *q)
{
	struct unit_code where;
	q->state = QUESTION_ASKED;
	const enum verdict v = turn_index_is_taken(t, q, &where) ? conclude(t, q) : VERDICT_OK;
	if (v == VERDICT_OK)
		keep(t, q);
	return v;
}

/* The same question again has the same answer; a later one, after the docket went back, is new. */
static enum verdict
take_register_inquiry(struct turn *t, const struct letter *letter)
{
	struct question q = question_of(t, letter);
	const struct question_write *w = kept(t, letter->docket);
	if (w == NULL || (w->question.state != QUESTION_OVER && w->question.seen < q.seen)) {
		if (w != NULL)
			turn_index_unclaim_key(t, &w->question);
		return begin(t, &q);
	}
	if (w->question.state == QUESTION_DONE && w->question.seen == q.seen)
		return tell(t, &w->question);
	return VERDICT_OK;	/* it waits for the register, or nobody waits for it any more */
}

static void
take_end(struct turn *t, const struct letter *letter)
{
	struct question q = question_of(t, letter);
	turn_index_unclaim_key(t, &q);
	q.state = QUESTION_OVER;
	keep(t, &q);
}

/* The answer, not the question, has to be there at the end: it is given again to who asks again. */
enum letter_fate
turn_take_inquiry(struct turn *t, const struct letter *letter, enum verdict *ret_why)
{
	const struct unit *from = registry_find(t->law->registry, letter->from);
	struct question q = question_of(t, letter);
	enum verdict v = VERDICT_OK;
	*ret_why = VERDICT_UNIT_NOT_ALLOWED;
	if (from == NULL || from->level != LEVEL_PROVINCE || t->options->level != LEVEL_MINISTRY)
		return LETTER_DEAD;
	const struct question_write *w = kept(t, letter->docket);
	if (w != NULL && !unit_code_equal(w->question.unit, letter->from))
		return LETTER_DEAD;	/* another province's docket */
	if (letter->inquiry.is_over)
		take_end(t, letter);
	else if (q.citizen_id.text[0] != '\0')
		v = take_register_inquiry(t, letter);
	else
		v = answer_at_once(t, &q, letter->inquiry.is_of_record);
	if (v != VERDICT_OK)
		return LETTER_EARLY;
	turn_receipt(t, letter, 0);
	return LETTER_APPLIED;
}

void
turn_question_answered(struct turn *t, const struct question *answered)
{
	struct question_write *w = kept(t, answered->docket);
	if (w == NULL || w->question.state != QUESTION_ANSWERED || w->question.seen != answered->seen)
		return;	/* asked anew, or ended, in this very turn */
	struct question q = w->question;
	if (conclude(t, &q) != VERDICT_OK)
		return;	/* no key to stamp it with: tried again */
	log_line(LOG_INFO, "register_told", " docket=%s unit=%s verdict=%s", q.docket.text,
	    q.unit.text, verdict_name(q.code));
	keep(t, &q);
}
