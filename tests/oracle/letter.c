/*
 * Entries as somebody else might send them, to a daemon that looks at stamp and chain before but not at
 * the law: what docket_apply takes has to be exactly what could have been decided here.
 */
#include <string.h>

#include "oracle/lives.h"

static struct unit_code
somebody(struct life *l, const struct docket *d)
{
	switch (below(l, 4)) {
	case 0:
		return d->holder;
	case 1:
		return docket_filer(d);
	case 2:
		return d->n_heard > 0 ? d->heard[below(l, HEARD_MAX)] : d->header.sending_school;
	default:
		return any_unit(l);
	}
}

static void
spoil_place(struct life *l, const struct docket *d, struct entry *e)
{
	switch (below(l, 6)) {
	case 0:
		e->n += below(l, 2) == 0 ? 1 : (uint32_t)-1;
		break;
	case 1:
		COPY(e->docket.text, "0198c0de-0000-7000-8000-0000000000dd");
		break;
	case 2:
		e->holder = somebody(l, d);
		break;
	case 3:
		e->stage = (enum stage)(1 + below(l, 45));
		break;
	case 4:
		e->at.ms = d->last_at.ms - 1 + below(l, 2);
		break;
	default:
		e->reached.ms = e->at.ms + below(l, 2);
	}
}

static void
spoil_content(struct life *l, const struct docket *d, struct entry *e)
{
	static const struct unit_code nobody;
	switch (below(l, 10)) {
	case 0:
		e->ground = (enum ground)(below(l, 2) == 0 ? below(l, 9) : 50 + below(l, 4));
		break;
	case 1:
		COPY(e->reason, bad_text(l));
		break;
	case 2:
		e->coordinator = percent(l, 50) ? nobody : any_unit(l);
		break;
	case 3:
		COPY(e->number.text, "L430102201605200077");
		break;
	case 4:
		e->has_record = !e->has_record;
		e->record = l->here;
		break;
	case 5:
		e->code = e->code == VERDICT_OK ? VERDICT_DATA_MISMATCH : VERDICT_OK;
		break;
	case 6:
		e->asked_n = (uint32_t)below(l, (int)d->n + 1);
		break;
	case 7:
		COPY(e->correction.name, percent(l, 50) ? any_name(l) : bad_text(l));
		break;
	case 8:
		e->correction.citizen_id = any_id(l, l->here.birth, l->here.sex);
		e->correction.citizen_id.text[9 + below(l, 9)] = '3';
		break;
	default:
		if (e->has_record)
			e->record.school = any_school(l, -1, PHASE_NONE);
	}
}

void
letter_spoil(struct life *l, const struct docket *d, struct entry *e)
{
	switch (below(l, 8)) {
	case 0:
		e->unit = somebody(l, d);
		break;
	case 1:
		e->role = (enum role)below(l, 6);
		break;
	case 2:
	case 3:
		e->action = (enum action)(1 + below(l, ACTION_N - 1));
		e->role = percent(l, 50) ? e->role : (enum role)(1 + below(l, 4));
		e->unit = percent(l, 50) ? e->unit : somebody(l, d);
		break;
	case 4:
	case 5:
		spoil_place(l, d, e);
		break;
	default:
		spoil_content(l, d, e);
	}
}

/* -- headers -------------------------------------------------------------------------- */

static void
spoil_stop(struct life *l, struct stop *s)
{
	switch (below(l, 6)) {
	case 0:
	case 1:
		s->unit = any_unit(l);
		break;
	case 2:
		s->is_automatic = !s->is_automatic;
		break;
	case 3:
		s->days = (uint8_t)(below(l, 3) * 6);
		break;
	case 4:
		s->stage = (enum stage)(1 + below(l, 45));
		break;
	default:	/* the office above it in the list of codes */
		if (strlen(s->unit.text) == 6)
			memcpy(s->unit.text + 4, "00", 2);
	}
}

static void
drop_stop(struct route *r, int at)
{
	for (int i = at; i + 1 < r->n; i++)
		r->stops[i] = r->stops[i + 1];
	r->n--;
}

/* A prefecture that our law does not ask for, behind a county that it does. */
static void
add_prefecture(struct life *l, struct route *r)
{
	int at = 0;
	while (at < r->n && r->stops[at].stage != STAGE_receiving_county
	    && (r->stops[at].stage != STAGE_sending_county || percent(l, 20)))
		at++;
	if (at == r->n || r->n == ROUTE_MAX)
		return;
	for (int i = r->n++; i > at + 1; i--)
		r->stops[i] = r->stops[i - 1];
	struct stop *s = &r->stops[at + 1];
	s->stage = r->stops[at].stage == STAGE_receiving_county ? STAGE_receiving_prefecture
								: STAGE_sending_prefecture;
	memcpy(s->unit.text + 4, "00", 2);
	s->is_automatic = percent(l, 15);
	s->days = (uint8_t)(DAYS_MOST - 1 + below(l, 3));
}

static void
spoil_schools(struct life *l, struct header *h)
{
	switch (below(l, 4)) {
	case 0:
		h->receiving_school = any_school(l, -1, PHASE_NONE);
		break;
	case 1:
		h->sending_school = any_school(l, -1, PHASE_NONE);
		break;
	default:
		h->scope = (enum scope)(1 + below(l, SCOPE_N - 1));
	}
}

void
header_spoil(struct life *l, struct header *h)
{
	struct route *r = &h->route;
	const int at = below(l, r->n);
	switch (below(l, 10)) {
	case 0:
	case 1:
	case 2:
		spoil_stop(l, &r->stops[at]);
		break;
	case 3:
	case 4:
		if (r->n > 1)
			drop_stop(r, at);
		break;
	case 5: {
		const struct stop other = r->stops[at];
		r->stops[at] = r->stops[r->n - 1 - at];
		r->stops[r->n - 1 - at] = other;
		break;
	}
	case 6:
		if (r->n < ROUTE_MAX) {		/* the same stop twice */
			r->stops[r->n] = r->stops[at];
			r->n++;
		}
		break;
	case 7:
	case 8:
		add_prefecture(l, r);
		break;
	default:
		spoil_schools(l, h);
	}
}
