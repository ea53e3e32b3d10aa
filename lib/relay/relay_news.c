/*
 * Whoever watches the desk of a unit wants to know that something has come there, and not what: he asks
 * for that as he always did. So there is one number a unit, which grows with each turn that brought
 * something, and units share a few hundred of them: where two meet, somebody asks once for nothing.
 * Another instance of this daemon is not heard.
 */
#include "relay/relay_loop.h"

static _Atomic uint32_t *
news_of(struct relay *r, struct unit_code unit)
{
	return &r->news[place_hash(unit.text) % RELAY_NEWS];
}

uint32_t
relay_news(struct relay *r, struct unit_code unit)
{
	return *news_of(r, unit);
}

void
relay_tell_desks(struct relay *r, const struct turn *t)
{
	for (size_t i = 0; i < t->lives.n; i++) {
		const struct live *l = &t->lives.at[i];
		if (l->n != l->n_before && l->docket.posture != POSTURE_CLOSED)
			(*news_of(r, l->docket.holder))++;
	}
}
