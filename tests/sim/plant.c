/*
 * Bugs of plant.def that stand in a function of the libraries: the linker lets every call of another
 * file to it come here first (--wrap).
 */
#include <string.h>

#include "core/rule.h"
#include "sim/sim.h"

bool
plant_is(enum plant p)
{
	return sim.plant == p;
}

void	__real_turn_receipt(struct turn *, const struct letter *, uint32_t n);
void	__wrap_turn_receipt(struct turn *, const struct letter *, uint32_t n);

void
__wrap_turn_receipt(struct turn *t, const struct letter *letter, uint32_t n)
{
	if (!plant_is(PLANT_no_receipt) || n == 0)
		__real_turn_receipt(t, letter, n);
}

enum record_effect	__real_docket_effect(const struct docket *, const struct entry *,
			    struct unit_code, bool, struct record *);
enum record_effect	__wrap_docket_effect(const struct docket *, const struct entry *,
			    struct unit_code, bool, struct record *);

enum record_effect
__wrap_docket_effect(const struct docket *d, const struct entry *e, struct unit_code keeper, bool has,
    struct record *r)
{
	const struct docket_id lock = r->open_docket, none = { "" };
	const enum status status = r->status;
	if (plant_is(PLANT_admit_forgets) && e->action == ACTION_admitted && !has)
		return RECORD_UNTOUCHED;
	const enum record_effect effect = __real_docket_effect(d, e, keeper, has, r);
	if (plant_is(PLANT_no_lock) && e->action == ACTION_passed)
		r->open_docket = none;
	if (plant_is(PLANT_lock_kept) && has && d->posture == POSTURE_CLOSED
	    && lock.text[0] != '\0')
		r->open_docket = lock;
	if (plant_is(PLANT_release_keeps) && e->action == ACTION_released && has
	    && effect != RECORD_UNTOUCHED)
		r->status = status;
	return effect;
}

struct instant	__real_calendar_term(const struct calendar *, struct instant, int);
struct instant	__wrap_calendar_term(const struct calendar *, struct instant, int);

struct instant
__wrap_calendar_term(const struct calendar *c, struct instant arrival, int days)
{
	const struct instant at = { arrival.ms + (int64_t)days * DAY_MS };
	return plant_is(PLANT_calendar_days) ? at : __real_calendar_term(c, arrival, days);
}

enum verdict	__real_rule_before_release(const struct docket *, const struct happening *,
		    const struct world *);
enum verdict	__wrap_rule_before_release(const struct docket *, const struct happening *,
		    const struct world *);

enum verdict
__wrap_rule_before_release(const struct docket *d, const struct happening *h, const struct world *w)
{
	return plant_is(PLANT_withdraw_late) ? VERDICT_OK : __real_rule_before_release(d, h, w);
}

size_t	__real_docket_seen(const struct docket *, struct unit_code ret[DOCKET_SEEN_MAX]);
size_t	__wrap_docket_seen(const struct docket *, struct unit_code ret[DOCKET_SEEN_MAX]);

size_t
__wrap_docket_seen(const struct docket *d, struct unit_code ret[DOCKET_SEEN_MAX])
{
	size_t n = __real_docket_seen(d, ret);
	if (plant_is(PLANT_ministry_sees) && n < DOCKET_SEEN_MAX)
		ret[n++] = unit_code_ministry;
	if (plant_is(PLANT_closing_untold) && n > 1)
		n = 1;
	return n;
}

enum verdict	__real_wire_entry_write(struct arena *, const struct keyring *, const struct entry *,
		    const uint8_t previous[HASH_SIZE], struct bytes, struct sealed *);
enum verdict	__wrap_wire_entry_write(struct arena *, const struct keyring *, const struct entry *,
		    const uint8_t previous[HASH_SIZE], struct bytes, struct sealed *);

enum verdict
__wrap_wire_entry_write(struct arena *a, const struct keyring *k, const struct entry *e,
    const uint8_t previous[HASH_SIZE], struct bytes slip, struct sealed *ret)
{
	static const uint8_t nothing[HASH_SIZE];
	if (sim.current != NULL && sim.current->daemon->no_key_until > sim.now_ms)
		return VERDICT_UNKNOWN_KEY;	/* a fault, not a plant */
	const bool is_broken = plant_is(PLANT_chain_broken) && e->n == 4;
	return __real_wire_entry_write(a, k, e, is_broken ? nothing : previous, slip, ret);
}

void	__real_turn_sweep(struct turn *, struct live *);
void	__wrap_turn_sweep(struct turn *, struct live *);

void
__wrap_turn_sweep(struct turn *t, struct live *l)
{
	const struct docket *d = &l->docket;
	const struct bytes none = { 0 };
	struct happening h = { .kind = HAPPENING_APPROVE, .at = t->now, .unit = d->holder,
		.role = ROLE_HEAD, .officer = "nobody" };
	if (plant_is(PLANT_silence_consents) && l->is_begun && d->posture == POSTURE_DESK
	    && t->now.ms >= docket_term(d, t->law->calendar).ms
	    && turn_step(t, l, &h, none, false) == VERDICT_OK)
		return;
	__real_turn_sweep(t, l);
}

void	__real_relay_wishes_again(struct relay *, const struct gathered *, bool);
void	__wrap_relay_wishes_again(struct relay *, const struct gathered *, bool);

/* They are told what the turn made of it, although it was not committed. */
void
__wrap_relay_wishes_again(struct relay *r, const struct gathered *g, bool is_conflict)
{
	if (!plant_is(PLANT_answer_before_commit) || !r->is_committing) {
		__real_relay_wishes_again(r, g, is_conflict);
		return;
	}
	for (size_t i = 0; i < g->n_wishes; i++)
		g->wishes[i]->state = WISH_DONE;
}

enum verdict	__real_wire_letter_encode(struct arena *, const struct keyring *, const struct letter *,
		    struct bytes *);
enum verdict	__wrap_wire_letter_encode(struct arena *, const struct keyring *, const struct letter *,
		    struct bytes *);

enum verdict
__wrap_wire_letter_encode(struct arena *a, const struct keyring *k, const struct letter *l,
    struct bytes *ret)
{
	const struct bytes none = { 0 };
	struct letter last = *l;
	if (!plant_is(PLANT_delivery_skipped) || l->kind != LETTER_DELIVERY || l->n_entries < 2)
		return __real_wire_letter_encode(a, k, l, ret);
	last.first += (uint32_t)l->n_entries - 1;
	last.entries += l->n_entries - 1;
	last.n_entries = 1;
	last.header = none;
	return __real_wire_letter_encode(a, k, &last, ret);
}
