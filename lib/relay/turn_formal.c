/*
 * The spring term's batch: every L number becomes a formal one, after the duplicate check and the
 * comparison with the population register (regulation §2, FAQ-5). Each record gets a docket of
 * its own, filed by its daemon and by nobody else, and from there everything goes the way of all dockets.
 *
 * How far the batch has come is told by the records alone - an L number, no lock, no flag - so that it may
 * be broken off anywhere and begun anew with the same result: filing and lock are one transaction.
 */
#include <string.h>

#include "base/log.h"
#include "relay/turn.h"

/* As this turn has it: something else may have changed it already. */
static bool
is_to_get_one(const struct live_record *r)
{
	const struct record *now = &r->record;
	return r->has && !r->is_changed && !now->is_problem && !record_is_locked(now)
	    && now->number.text[0] == 'L' && now->citizen_id.text[0] != '\0';
}

static struct happening
filing_about(const struct turn *t, const struct record *r)
{
	static const char why[] = "春季学期批量生成正式学籍号";
	struct happening h = {
		.kind = HAPPENING_FILE,
		.at = t->now,
		.unit = r->school,
		.role = ROLE_SYSTEM,
		.filing = {
			.kind = BUSINESS_formal_batch,
			.number = r->number,
			.citizen_id = r->citizen_id,
			.grade = r->grade,
			.receiving_school = r->school,
			.sending_school = r->school,
			.arrived_on = instant_day(t->now),
		},
	};
	memcpy(h.filing.name, r->name, sizeof(h.filing.name));
	memcpy(h.reason, why, sizeof(why));
	t->options->new_id(h.filing.id.text);
	return h;
}

/* OK, or why not: the province's period, as a rule, or no key. */
static enum verdict
file(struct turn *t, const struct record *r)
{
	const struct happening h = filing_about(t, r);
	const struct bytes none = { 0 };
	struct live *l = LIST_ADD(t, t->lives);
	l->id = h.filing.id;
	l->docket = docket_none();
	return turn_step(t, l, &h, none, false);
}

void
turn_formal(struct turn *t, const struct temporary *temporary, size_t n)
{
	size_t n_filed = 0;
	enum verdict v = VERDICT_OK;
	for (size_t i = 0; i < n; i++) {
		const struct live_record *r = turn_record(t, temporary[i].number, temporary[i].school);
		if (r == NULL || !is_to_get_one(r))
			continue;
		const enum verdict one = file(t, &r->record);
		n_filed += one == VERDICT_OK;
		v = one != VERDICT_OK ? one : v;
	}
	if (n > 0)
		log_line(LOG_INFO, "formal_batch", " records=%zu filed=%zu verdict=%s", n, n_filed,
		    verdict_name(v));
}
