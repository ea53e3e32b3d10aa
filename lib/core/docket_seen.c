/*
 * Who has a part in a docket: whom it has reached, who is heard in a dispute, and who waits for
 * the unit that has it on its desk.
 */
#include <string.h>

#include "core/docket.h"

static size_t
add_once(struct unit_code *units, size_t n, struct unit_code unit)
{
	for (size_t i = 0; i < n; i++)
		if (unit_code_equal(units[i], unit))
			return n;
	units[n] = unit;
	return n + 1;
}

size_t
docket_seen(const struct docket *d, struct unit_code ret[DOCKET_SEEN_MAX])
{
	size_t n = 0;
	if (d->n == 0)
		return 0;
	for (size_t i = 0; i <= d->furthest; i++)
		n = add_once(ret, n, d->header.route.stops[i].unit);
	for (size_t i = 0; i < d->n_coordinators; i++)
		n = add_once(ret, n, d->coordinators[i]);
	for (size_t i = 0; i < d->n_heard; i++)
		n = add_once(ret, n, d->heard[i]);
	for (size_t i = 0; i < d->n_followed; i++)
		n = add_once(ret, n, d->followed[i].by);
	return n;
}

bool
docket_hears(const struct docket *d, struct unit_code unit, bool *ret_has_stated)
{
	const bool is_hearing = d->is_hearing && d->posture == POSTURE_COORDINATION;
	for (size_t i = 0; is_hearing && i < HEARD_MAX; i++)
		if (unit_code_equal(d->heard[i], unit)) {
			*ret_has_stated = d->has_stated[i];
			return true;
		}
	return false;
}

bool
docket_all_stated(const struct docket *d)
{
	return !d->is_hearing || (d->has_stated[0] && d->has_stated[1]);
}

bool
docket_was_seen_by(const struct docket *d, struct unit_code unit)
{
	struct unit_code seen[DOCKET_SEEN_MAX];
	const size_t n = docket_seen(d, seen);
	for (size_t i = 0; i < n; i++)
		if (unit_code_equal(seen[i], unit))
			return true;
	return false;
}

bool
docket_is_open_to(const struct docket *d, const struct registry *r, struct unit_code unit)
{
	struct unit_code seen[DOCKET_SEEN_MAX];
	const size_t n = docket_seen(d, seen);
	for (size_t i = 0; i < n; i++)
		if (unit_code_equal(seen[i], unit) || unit_code_equal(registry_heir(r, seen[i]), unit))
			return true;
	return false;
}

/* What was filed for a complaint has no receiving side; there it is the filer alone. */
static bool
is_on_the_filers_side(const struct stop *s)
{
	return !s->is_automatic && stage_row(s->stage)->side == SIDE_RECEIVING;
}

bool
docket_waits(const struct docket *d, struct unit_code unit)
{
	if (unit_code_equal(unit, d->holder))
		return false;
	bool waits = unit_code_equal(unit, docket_filer(d));
	for (size_t i = 0; i <= d->furthest && !waits; i++) {
		const struct stop *s = &d->header.route.stops[i];
		waits = is_on_the_filers_side(s) && unit_code_equal(unit, docket_successor(d, s->unit));
	}
	return waits;
}
