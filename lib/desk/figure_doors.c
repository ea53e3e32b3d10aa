/*
 * Doors to the figures of a unit and of those under it: desks that decided on time or late, and
 * where the time of closed dockets went. Counted is what has reached the unit that asks, from
 * header and entries alone, so that whoever has the exports comes to the same figures. Small
 * cells are shown: this is for offices, not for public tables. (The console covers those of the
 * provinces.)
 *
 * A period is half-open, by days: from 00:00 of the first until 00:00 of the last, or until now.
 * Dockets are read page by page, and between two pages the connection is let go for others,
 * and the law for a reload: what was counted is kept by codes, and named by the law there is at the end.
 */
#include <string.h>

#include "core/figure.h"
#include "desk/door.h"

enum { PERIOD_DAYS_MAX = 3 * 366, PROVINCES_MAX = 99 };

struct period {
	struct unit_code unit;
	struct instant from, until;	/* until: not later than now */
	struct day last;		/* as asked */
};

/* A unit of ours with something to count: by its code, for the law may change between two pages. */
struct counted {
	struct unit_code unit;
	struct tally tally;
	size_t n_units, n_late;		/* of a sum: how many units, and how many of them late */
};

/* Children who came to a province from others, and who left it. */
struct moved {
	struct unit_code province;
	int64_t in, out;
};

struct counting {
	struct door *door;
	const struct period *period;
	struct counted *rows;
	size_t n, capacity;
	uint32_t *slots;		/* row + 1, or 0; by the hash of the code, twice as many as rows */
	struct delays delays;
	struct backlog backlog;
	struct moved moves[PROVINCES_MAX];
	size_t n_moves;
	size_t n_dockets, n_closed;
	json_t *list;			/* NULL: the dockets themselves are not asked for */
};

/* -- asking --------------------------------------------------------------------------- */

static bool
take_day(struct door *d, const char *name, const char *text, struct day *ret)
{
	if (text != NULL && day_parse(text, ret))
		return true;
	d->fault = name;
	answer_bad_request(d, "a day, YYYY-MM-DD");
	return false;
}

static bool
take_period(struct door *d, struct period *ret)
{
	const struct registry *r = d->law->registry;
	const char *unit = d->query(d, "unit");
	struct day from;
	if (!take_day(d, "from", d->query(d, "from"), &from)
	    || !take_day(d, "until", d->query(d, "until"), &ret->last))
		return false;
	if (ret->last.n <= from.n || ret->last.n - from.n > PERIOD_DAYS_MAX) {
		d->fault = "until";
		answer_bad_request(d, "a day after the first, and not three years later");
		return false;
	}
	ret->from = instant_of_day(from);
	ret->until = instant_of_day(ret->last);
	if (ret->until.ms > d->now.ms)
		ret->until = d->now;
	const bool is_code = unit == NULL || unit_code_parse(unit, &ret->unit);
	if (unit == NULL)
		ret->unit = d->as.unit;
	const struct unit *u = is_code ? registry_find(r, ret->unit) : NULL;
	if (u != NULL && registry_answers_to(r, u, d->as.unit))
		return true;
	answer_verdict(d, u == NULL ? VERDICT_UNKNOWN_UNIT : VERDICT_NOT_UNDER_YOU, NULL);
	return false;
}

/* -- counting ------------------------------------------------------------------------- */

/* The slot of that code, or the free one where it belongs. */
static uint32_t *
slot_of(const struct counting *c, struct unit_code unit)
{
	const size_t mask = 2 * c->capacity - 1;
	size_t i = 0;
	for (const char *p = unit.text; *p != '\0'; p++)
		i = 31 * i + (unsigned char)*p;
	while (c->slots[i & mask] != 0 && !unit_code_equal(c->rows[c->slots[i & mask] - 1].unit, unit))
		i++;
	return &c->slots[i & mask];
}

/* A power of two. */
static void
widen(struct counting *c)
{
	struct counted *rows = c->rows;
	c->capacity = c->capacity == 0 ? 64 : 2 * c->capacity;
	c->rows = arena_array(c->door->arena, c->capacity, sizeof(*c->rows));
	c->slots = arena_array(c->door->arena, 2 * c->capacity, sizeof(*c->slots));
	if (c->n > 0)
		memcpy(c->rows, rows, c->n * sizeof(*rows));
	for (size_t i = 0; i < c->n; i++)
		*slot_of(c, c->rows[i].unit) = (uint32_t)i + 1;
}

static struct counted *
row_of(struct counting *c, struct unit_code unit)
{
	if (c->n == c->capacity)
		widen(c);
	uint32_t *slot = slot_of(c, unit);
	if (*slot == 0) {
		*slot = (uint32_t)++c->n;
		c->rows[c->n - 1].unit = unit;
	}
	return &c->rows[*slot - 1];
}

static struct counting
begin(struct door *d, const struct period *p)
{
	const struct counting c = { .door = d, .period = p };
	return c;
}

/* True if a desk of ours was in it. */
static bool
count_desks(struct counting *c, const struct span *spans, size_t n)
{
	const struct registry *r = c->door->law->registry;
	bool is_ours = false;
	for (size_t i = 0; i < n; i++) {
		const struct unit *u = registry_find(r, spans[i].unit);
		if (u == NULL || !registry_answers_to(r, u, c->period->unit))
			continue;
		is_ours = true;
		figure_tally(&row_of(c, u->code)->tally, &spans[i], c->door->law->calendar, c->period->from,
		    c->period->until);
		figure_backlog(
		    &c->backlog, &spans[i], c->door->law->calendar, c->period->until);
	}
	return is_ours;
}

static bool
is_closed_within(const struct docket *k, const struct period *p)
{
	return k->state != DOCKET_OPEN && k->last_at.ms >= p->from.ms && k->last_at.ms < p->until.ms;
}

/* NULL: no province that the registry knows, or one too many. */
static struct moved *
moves_of(struct counting *c, struct unit_code school)
{
	const struct registry *r = c->door->law->registry;
	const struct unit *u = registry_find(r, school);
	const struct unit *province = u == NULL ? NULL : registry_province(r, u);
	if (province == NULL)
		return NULL;
	for (size_t i = 0; i < c->n_moves; i++)
		if (unit_code_equal(c->moves[i].province, province->code))
			return &c->moves[i];
	if (c->n_moves == PROVINCES_MAX)
		return NULL;
	c->moves[c->n_moves] = (struct moved){ province->code, 0, 0 };
	return &c->moves[c->n_moves++];
}

/* Both sides or none, so that as many have come as have left. Of all that the unit that asks may see,
 * whichever unit it asks about: of two tables that overlap one would tell what the other covers. */
static void
count_move(struct counting *c, const struct docket *k)
{
	if (k->header.kind != BUSINESS_transfer || k->header.scope != SCOPE_inter_province
	    || k->state != DOCKET_COMPLETED || !is_closed_within(k, c->period))
		return;
	struct moved *to = moves_of(c, k->header.receiving_school);
	struct moved *from = moves_of(c, k->header.sending_school);
	if (to == NULL || from == NULL)
		return;
	to->in++;
	from->out++;
}

static json_t *
delays_json(const struct delays *d)
{
	json_t *ms = json_object(), *days = json_object();
	for (int i = 0; i < DELAY_N; i++) {
		(void)json_object_set_new(ms, delay_name(i), json_integer(d->ms[i]));
		(void)json_object_set_new(days, delay_name(i), json_integer(d->days[i]));
	}
	return json_pack("{s:o, s:o}", "ms", ms, "working_days", days);
}

static void
list_docket(struct counting *c, const struct docket *k, const struct delays *delays)
{
	json_t *j = json_pack("{s:s, s:s, s:s, s:s, s:o}", "docket", k->header.id.text, "kind",
	    business_name(k->header.kind), "scope", scope_name(k->header.scope), "state",
	    docket_state_name(k->state), "closed_at",
	    k->state == DOCKET_OPEN ? json_null() : json_instant(k->last_at));
	if (k->state == DOCKET_OPEN)
		(void)json_object_set_new(j, "delay", json_null());
	else
		(void)json_object_set_new(j, "delay", delays_json(delays));
	(void)json_array_append_new(c->list, j);
}

static void
count_docket(struct counting *c, const struct stored_docket *stored, struct entry *entries,
    struct span spans[SPANS_MAX])
{
	const struct calendar *calendar = c->door->law->calendar;
	static const struct delays nothing;
	struct delays delays = nothing;
	struct docket k;
	if (stored->folder.n == 0 || stored->folder.n > ENTRIES_MAX
	    || wire_folder_open(&stored->folder, &k, entries) != VERDICT_OK
	    || !docket_is_open_to(&k, c->door->law->registry, c->door->as.unit))
		return;
	count_move(c, &k);
	const size_t n = figure_spans(
	    &k.header, entries, stored->folder.n, stored->reached, calendar, spans);
	if (!count_desks(c, spans, n))
		return;
	c->n_dockets++;
	if (k.state != DOCKET_OPEN) {
		figure_delays(&delays, spans, n, calendar);
		if (is_closed_within(&k, c->period)) {
			c->n_closed++;
			figure_delays(&c->delays, spans, n, calendar);
		}
	}
	if (c->list != NULL)
		list_docket(c, &k, &delays);
}

/* One page; *after moves on. Then others have their turn. */
static enum store_result
count_page(struct counting *c, size_t limit, struct docket_id *after, size_t *ret_n)
{
	struct arena *arena = arena_new();
	struct docket_id *ids = arena_array(arena, PAGE_MAX, sizeof(*ids));
	struct stored_docket *stored = arena_array(arena, PAGE_MAX, sizeof(*stored));
	struct entry *entries = arena_array(arena, ENTRIES_MAX, sizeof(*entries));
	struct span *spans = arena_array(arena, SPANS_MAX, sizeof(*spans));
	struct store *s = desk_store(c->door);
	*ret_n = 0;
	enum store_result r =
	    store_period(s, c->period->from, c->period->until, *after, limit, ids, ret_n);
	if (r == STORE_OK && *ret_n > 0)
		r = store_dockets(s, arena, ids, *ret_n, stored);
	desk_let_go_of_store(c->door);
	for (size_t i = 0; r == STORE_OK && i < *ret_n; i++)
		count_docket(c, &stored[i], entries, spans);
	if (r == STORE_OK && *ret_n > 0)
		*after = ids[*ret_n - 1];
	arena_free(arena);
	desk_pause(c->door, 0);
	return r;
}

static const struct docket_id nil = { "00000000-0000-0000-0000-000000000000" };

/* -- telling -------------------------------------------------------------------------- */

static void
put(json_t *j, const char *name, int64_t n)
{
	(void)json_object_set_new(j, name, json_integer(n));
}

static void
put_tally(json_t *j, const struct tally *t)
{
	const int64_t decided = (int64_t)t->on_time + t->late;
	put(j, "decided", decided);
	put(j, "on_time", t->on_time);
	put(j, "late", t->late);
	(void)json_object_set_new(j, "on_time_per_mille",
	    decided == 0 ? json_null() : json_integer((t->on_time * 2000ll + decided) / (2 * decided)));
	put(j, "approved", t->approved);
	put(j, "refused", t->refused);
	put(j, "returned", t->returned);
	put(j, "undecided", t->undecided);
	put(j, "illegal", t->illegal);
	put(j, "open", t->open);
	put(j, "open_late", t->open_late);
	put(j, "ms", t->ms);
	put(j, "working_days", t->days);
	(void)json_object_set_new(
	    j, "median_days", decided == 0 ? json_null() : json_integer(figure_median(t)));
	(void)json_object_set_new(j, "technical",
	    json_pack("{s:I, s:I, s:I}", "n", (json_int_t)t->technical, "ms",
		(json_int_t)t->technical_ms, "working_days", (json_int_t)t->technical_days));
}

static json_t *
units_json(const struct counting *c)
{
	json_t *list = json_array();
	for (size_t i = 0; i < c->n; i++) {
		const struct unit *u = registry_find(c->door->law->registry, c->rows[i].unit);
		if (u == NULL)
			continue;
		json_t *j = json_pack("{s:s, s:s, s:s}", "unit", u->code.text, "name", u->name, "level",
		    level_name(u->level));
		put_tally(j, &c->rows[i].tally);
		(void)json_array_append_new(list, j);
	}
	return list;
}

/* A unit's county: the office a school answers to, or the office of a county itself. */
static const struct unit *
county_of(const struct registry *r, const struct unit *u)
{
	if (u->level == LEVEL_SCHOOL)
		return registry_office(r, u);
	return u->level == LEVEL_COUNTY ? u : NULL;
}

static json_t *
sums_json(const struct counting *c,
    const struct unit *(*above)(const struct registry *, const struct unit *))
{
	const struct registry *r = c->door->law->registry;
	struct counting sums = begin(c->door, c->period);
	json_t *list = json_array();
	for (size_t i = 0; i < c->n; i++) {
		const struct counted *one = &c->rows[i];
		const struct unit *under = registry_find(r, one->unit);
		const struct unit *u = under == NULL ? NULL : above(r, under);
		if (u == NULL)
			continue;
		struct counted *sum = row_of(&sums, u->code);
		figure_add(&sum->tally, &one->tally);
		sum->n_units++;
		sum->n_late += one->tally.late > 0 || one->tally.open_late > 0;
	}
	for (size_t i = 0; i < sums.n; i++) {
		const struct counted *sum = &sums.rows[i];
		const struct unit *u = registry_find(r, sum->unit);
		if (u == NULL)
			continue;
		json_t *j = json_pack("{s:s, s:s, s:I, s:I}", "unit", u->code.text, "name", u->name,
		    "units", (json_int_t)sum->n_units, "late_units", (json_int_t)sum->n_late);
		put_tally(j, &sum->tally);
		(void)json_array_append_new(list, j);
	}
	return list;
}

static json_t *
backlog_json(const struct backlog *b)
{
	json_t *list = json_array();
	for (int i = 0; i < AGES_N; i++)
		(void)json_array_append_new(list,
		    json_pack("{s:i, s:o, s:I, s:I}", "least_days", i == 0 ? 0 : figure_ages[i - 1] + 1,
			"most_days", i == AGES_N - 1 ? json_null() : json_integer(figure_ages[i]), "open",
			(json_int_t)b->open[i], "late", (json_int_t)b->late[i]));
	return list;
}

static json_t *
moves_json(const struct counting *c)
{
	json_t *list = json_array();
	for (size_t i = 0; i < c->n_moves; i++) {
		const struct moved *m = &c->moves[i];
		const struct unit *u = registry_find(c->door->law->registry, m->province);
		if (u == NULL)
			continue;
		(void)json_array_append_new(list,
		    json_pack("{s:s, s:s, s:I, s:I}", "unit", u->code.text, "name",
			u->name, "in", (json_int_t)m->in, "out", (json_int_t)m->out));
	}
	return list;
}

void
enter_figures(struct door *d)
{
	struct period p;
	if (!take_period(d, &p))
		return;
	struct counting c = begin(d, &p);
	struct docket_id after = nil;
	for (size_t n = PAGE_MAX; n == PAGE_MAX;)
		if (answer_weather(d, count_page(&c, PAGE_MAX, &after, &n)))
			return;
	json_t *delays = delays_json(&c.delays);
	put(delays, "dockets", (int64_t)c.n_closed);
	answer_json(d, 200,
	    json_pack("{s:s, s:o, s:o, s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o}", "unit", p.unit.text, "from",
		json_day(instant_day(p.from)), "until", json_day(p.last), "as_of", json_instant(p.until),
		"dockets", (json_int_t)c.n_dockets, "units", units_json(&c), "counties",
		sums_json(&c, county_of), "provinces", sums_json(&c, registry_province), "delays",
		delays, "backlog", backlog_json(&c.backlog), "moves", moves_json(&c)));
}

/* By pages: the next begins after the last docket looked at, which need not be one listed. */
void
enter_figure_dockets(struct door *d)
{
	struct period p;
	struct docket_id after = nil;
	size_t limit, n;
	const char *text = d->query(d, "after");
	if (!take_period(d, &p) || !request_limit(d, &limit))
		return;
	if (text != NULL && !docket_id_parse(text, &after)) {
		d->fault = "after";
		answer_bad_request(d, "a docket");
		return;
	}
	struct counting c = begin(d, &p);
	c.list = json_array();
	if (answer_weather(d, count_page(&c, limit, &after, &n))) {
		json_decref(c.list);
		return;
	}
	answer_json(d, 200,
	    json_pack("{s:o, s:o}", "dockets", c.list, "next",
		n == limit ? json_string(after.text) : json_null()));
}
