/*
 * Law that is published. It comes on a topic of its own to every daemon and is kept as it was
 * stamped; what it changes is found out when the law is made from all of them (law_amend).
 * Its publisher keeps it in the outbox, as every letter, until it has read it there itself:
 * that is its receipt. When the topic was wiped it goes into the outbox once more.
 */
#include <string.h>

#include "base/log.h"
#include "relay/turn.h"

static void
keep(struct turn *t, const struct publication *p, struct bytes value)
{
	struct publication_write *w = LIST_ADD(t, t->publications);
	w->publication = p;
	w->value = value;
}

enum letter_fate
turn_take_publication(struct turn *t, const struct publication *p, struct bytes value,
    enum verdict *ret_why)
{
	*ret_why = publication_check(p, t->law->registry);
	if (*ret_why != VERDICT_OK)
		return LETTER_DEAD;
	keep(t, p, value);
	if (turn_serves(t, p->unit)) {
		struct outgoing_done *done = LIST_ADD(t, t->done);
		wire_id_of(value, done->letter);
		done->to = p->unit;
	}
	return LETTER_APPLIED;
}

enum verdict
turn_publish(struct turn *t, const struct publication *asked)
{
	struct publication *p = arena_alloc(t->arena, sizeof(*p));
	struct outgoing out = {
		.from = asked->unit,
		.to = asked->unit,
		.kind = "publication",
		.topic = RELAY_REGISTRY_TOPIC,
		.resend_at = { t->now.ms + (int64_t)t->options->pace.resend_after_s * 1000 },
	};
	*p = *asked;
	p->published_at = t->now;
	if (p->effective_at.ms == 0)
		p->effective_at = t->now;
	if (!turn_serves(t, p->unit))
		return VERDICT_NOT_SERVED;
	enum verdict v = publication_check(p, t->law->registry);
	if (v == VERDICT_OK)
		v = wire_publication_seal(t->arena, t->law->keyring, p, &out.value);
	if (v != VERDICT_OK)
		return v;
	wire_id_of(out.value, out.letter);
	memcpy(out.docket.text, out.letter, sizeof(out.docket.text));
	keep(t, p, out.value);
	*LIST_ADD(t, t->outgoing) = out;
	log_line(LOG_INFO, "published", " matter=%s unit=%s version=%u", matter_name(p->matter),
	    p->unit.text, p->version);
	return VERDICT_OK;
}
