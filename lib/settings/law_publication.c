/*
 * What was published, on top of the files. Every daemon reads the same publications in the same
 * order, so all come to the same law: which of them hold is found here and stored nowhere.
 *
 * A policy never ends: it is followed. What held at any time can therefore be told at any later
 * one, and a docket keeps the law that it was filed under. An edition is what holds in a
 * province from an instant on; a province's policy begins as a copy of the nation's, so it has a
 * new edition whenever either of the two changes.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "settings/flat.h"
#include "settings/law_inside.h"


/* -- sources -------------------------------------------------------------------------- */

void
law_add_source(struct law *law, const struct source *s)
{
	if (law->n_sources == law->sources_capacity) {
		law->sources_capacity = 2 * law->sources_capacity + 64;
		struct source *wider =
		    arena_array(law->arena, law->sources_capacity, sizeof(*wider));
		if (law->n_sources > 0)
			memcpy(wider, law->sources, law->n_sources * sizeof(*wider));
		law->sources = wider;
	}
	law->sources[law->n_sources++] = *s;
}

/* Of those in force then the one with the highest version; NULL: there is none. */
static const struct source *
source_at(const struct law *law, struct unit_code province, struct instant at)
{
	const struct source *best = NULL;
	for (size_t i = 0; i < law->n_sources; i++) {
		const struct source *s = &law->sources[i];
		if (unit_code_equal(s->province, province) && s->from.ms <= at.ms
		    && (best == NULL || s->version > best->version))
			best = s;
	}
	return best;
}

static const struct source *
newest_source(const struct law *law, struct unit_code province)
{
	const struct instant end = { INT64_MAX };
	return source_at(law, province, end);
}

bool
law_read_source(const struct law *law, const struct source *s, struct instant at,
    struct policy *ret, struct settings_fault *reterr)
{
	struct policy nations;
	const bool is_nations = unit_code_equal(s->province, unit_code_ministry);
	const struct source *above = is_nations ? NULL : source_at(law, unit_code_ministry, at);
	if (above != NULL && !law_read_source(law, above, at, &nations, reterr))
		return false;
	if (!law_parse_policy(s->name, s->text, s->size, above == NULL ? NULL : &nations, ret, reterr))
		return false;
	ret->province = s->province;
	return true;
}

/* -- editions ------------------------------------------------------------------------- */

/* A province whose policy has become wider than the nation's, because that is narrower now, has
 * the nation's until it publishes one that is not. */
static struct policy
policy_as_of(const struct law *law, struct unit_code province, struct instant at)
{
	struct policy p;
	struct settings_fault why;
	const struct source *own = source_at(law, province, at);
	if (own != NULL && law_read_source(law, own, at, &p, &why))
		return p;
	if (own != NULL)
		log_line(LOG_WARN, "policy_overruled", " province=%s version=%u why=\"%s\"",
		    province.text, own->version, why.text);
	if (!law_read_source(law, source_at(law, unit_code_ministry, at), at, &p, &why))
		log_panic("the nation's policy was read before: %s", why.text);
	return p;
}

static int
by_province(const void *a, const void *b)
{
	const struct edition *x = a, *y = b;
	const int order = strcmp(x->province.text, y->province.text);
	if (order != 0)
		return order;
	return x->from.ms < y->from.ms ? -1 : x->from.ms > y->from.ms;
}

static bool
has_edition(const struct law *law, struct unit_code province, struct instant from)
{
	for (size_t i = 0; i < law->n_editions; i++)
		if (unit_code_equal(law->editions[i].province, province)
		    && law->editions[i].from.ms == from.ms)
			return true;
	return false;
}

static void
add_edition(struct law *law, struct unit_code province, struct instant from)
{
	if (has_edition(law, province, from))
		return;
	if (law->n_editions == law->editions_capacity) {
		law->editions_capacity = 2 * law->editions_capacity + 64;
		struct edition *wider =
		    arena_array(law->arena, law->editions_capacity, sizeof(*wider));
		if (law->n_editions > 0)
			memcpy(wider, law->editions, law->n_editions * sizeof(*wider));
		law->editions = wider;
	}
	struct edition *e = &law->editions[law->n_editions++];
	e->province = province;
	e->from = from;
	e->policy = policy_as_of(law, province, from);
}

/* A province with a policy of its own has an edition where one of its own begins, and one where one of
 * the nation's does. */
static void
add_editions(struct law *law, struct unit_code province)
{
	for (size_t i = 0; i < law->n_sources; i++) {
		const struct source *s = &law->sources[i];
		if (unit_code_equal(s->province, unit_code_ministry) || unit_code_equal(s->province, province))
			add_edition(law, province, s->from);
	}
}

static bool
is_first_of_province(const struct law *law, size_t k)
{
	for (size_t i = 0; i < k; i++)
		if (unit_code_equal(law->sources[i].province, law->sources[k].province))
			return false;
	return true;
}

void
law_make_editions(struct law *law)
{
	for (size_t i = 0; i < law->n_sources; i++)
		if (is_first_of_province(law, i))
			add_editions(law, law->sources[i].province);
	qsort(law->editions, law->n_editions, sizeof(*law->editions), by_province);
}

/* The last edition that begins no later and has that version (0: any). */
static const struct policy *
find_edition(const struct law *law, struct unit_code province, struct instant at, uint32_t version)
{
	for (size_t i = law->n_editions; i-- > 0;) {
		const struct edition *e = &law->editions[i];
		if (unit_code_equal(e->province, province) && e->from.ms <= at.ms
		    && (version == 0 || e->policy.version == version))
			return &e->policy;
	}
	return NULL;
}

static struct unit_code
province_of(const struct law *law, struct unit_code code)
{
	const struct unit *u = registry_find(&law->registry, code);
	const struct unit *province = u == NULL ? NULL : registry_province(&law->registry, u);
	static const struct unit_code everybody;
	if (province == NULL)
		return unit_code_ministry;
	if (newest_source(law, province->code) != NULL)
		return province->code;
	return newest_source(law, everybody) != NULL ? everybody : unit_code_ministry;
}

const struct policy *
law_policy_at(const struct law *law, struct unit_code code, struct instant at, uint32_t version)
{
	const struct unit_code province = province_of(law, code);
	const struct instant end = { INT64_MAX };
	const struct policy *p = find_edition(law, province, at, 0);
	if (version == 0 || p->version == version)
		return p;
	p = find_edition(law, province, end, version);
	return p != NULL ? p : find_edition(law, unit_code_ministry, end, version);
}

bool
law_is_ahead(const struct law *law, struct unit_code code, uint32_t version)
{
	const struct source *own = newest_source(law, province_of(law, code));
	return version > own->version && version > newest_source(law, unit_code_ministry)->version;
}

const struct policy *
law_nation(const struct law *law)
{
	return law_policy_at(law, unit_code_ministry, law->now, 0);
}

const struct policy *
law_policy(const struct law *law, struct unit_code code)
{
	return law_policy_at(law, code, law->now, 0);
}

/* -- what is wrong with one ----------------------------------------------------------- */

static enum verdict
faulty(const struct settings_fault *fault, struct settings_fault *ret)
{
	*ret = *fault;
	return VERDICT_PUBLICATION_FAULTY;
}

static struct source
source_of(const struct publication *p)
{
	const struct source s = {
		.province = p->unit,
		.version = p->version,
		.from = p->effective_at,
		.name = p->file,
		.text = p->text,
		.size = p->size,
	};
	return s;
}

static bool
is_same_text(const struct source *a, const struct source *b)
{
	return a->size == b->size && memcmp(a->text, b->text, a->size) == 0;
}

/* NULL: no text of that province has that number. */
static const struct source *
source_of_version(const struct law *law, struct unit_code province, uint32_t version)
{
	for (size_t i = 0; i < law->n_sources; i++)
		if (unit_code_equal(law->sources[i].province, province)
		    && law->sources[i].version == version)
			return &law->sources[i];
	return NULL;
}

static enum verdict
judge_policy(const struct law *law, struct publication *p, struct settings_fault *ret_why)
{
	struct policy policy;
	struct settings_fault fault;
	struct source s = source_of(p);
	if (!law_read_source(law, &s, p->effective_at, &policy, &fault))
		return faulty(&fault, ret_why);
	if (p->version != 0 && p->version != policy.version) {
		flat_fault(&fault, p->file, 1, 1, "its version is not the one it was published as");
		return faulty(&fault, ret_why);
	}
	p->version = policy.version;
	const struct source *same = source_of_version(law, p->unit, p->version);
	if (same != NULL)
		return is_same_text(same, &s) ? VERDICT_OK : VERDICT_VERSION_TAKEN;
	const struct source *newest = newest_source(law, p->unit);
	return newest != NULL && newest->version > p->version ? VERDICT_VERSION_TOO_LOW : VERDICT_OK;
}

/* The last calendar that holds, whether or not it is in force; NULL: only the file. */
static const struct publication *
newest_calendar(const struct law *law, struct instant at)
{
	const struct publication *best = NULL;
	for (size_t i = 0; i < law->n_publications; i++) {
		const struct law_publication *l = &law->publications[i];
		if (l->verdict == VERDICT_OK && l->publication.matter == MATTER_CALENDAR
		    && l->publication.effective_at.ms <= at.ms
		    && (best == NULL || l->publication.version > best->version))
			best = &l->publication;
	}
	return best;
}

static bool
read_calendar(struct law *law, const struct publication *p, struct settings_fault *reterr)
{
	char *text = arena_alloc(law->arena, p->size + 1);
	memcpy(text, p->text, p->size);
	return law_take_calendar(law, p->file, text, p->size, reterr);
}

/* One that ends before that of the file would let Monday to Friday be counted where holidays are
 * known. */
static enum verdict
judge_calendar(const struct law *law, struct publication *p, struct settings_fault *ret_why)
{
	const struct instant end = { INT64_MAX };
	const struct publication *newest = newest_calendar(law, end);
	const struct law *base = law->base == NULL ? law : law->base;
	struct law *scratch = law_new();
	struct settings_fault fault;
	bool ok = read_calendar(scratch, p, &fault);
	if (ok && scratch->calendar.n_days < base->calendar.n_days) {
		flat_fault(&fault, p->file, scratch->line, 1,
		    "ends before the calendar that is in force");
		ok = false;
	}
	law_free(scratch);
	if (!ok)
		return faulty(&fault, ret_why);
	if (p->version == 0)
		p->version = newest == NULL ? 1 : newest->version + 1;
	if (newest == NULL || p->version > newest->version)
		return VERDICT_OK;
	const bool is_same = p->version == newest->version && p->size == newest->size
	    && memcmp(p->text, newest->text, p->size) == 0;
	return is_same ? VERDICT_OK
	    : p->version == newest->version ? VERDICT_VERSION_TAKEN : VERDICT_VERSION_TOO_LOW;
}

enum verdict
law_judge(const struct law *law, struct publication *p, struct settings_fault *ret_why)
{
	ret_why->text[0] = '\0';
	const enum verdict v = publication_check(p, &law->registry);
	if (v != VERDICT_OK)
		return v;
	switch (p->matter) {
	case MATTER_POLICY:
		return judge_policy(law, p, ret_why);
	case MATTER_CALENDAR:
		return judge_calendar(law, p, ret_why);
	case MATTER_UNITS:
		return law_judge_units(law, p, ret_why);
	case MATTER_NONE:
	case MATTER_N:
		break;
	}
	return VERDICT_NOT_YOURS_TO_PUBLISH;
}

/* -- all of them ---------------------------------------------------------------------- */

static void
take(struct law *law, const struct publication *p)
{
	struct law_publication *l = &law->publications[law->n_publications];
	const struct bytes text = { (const uint8_t *)p->text, p->size + 1 };
	struct publication copy = *p;
	copy.text = (const char *)arena_copy(law->arena, text).data;
	l->publication = copy;
	l->verdict = law_judge(law, &l->publication, &l->why);
	if (l->verdict == VERDICT_OK && p->matter == MATTER_UNITS)
		law_take_units(law, &l->publication);
	law->n_publications++;
	if (l->verdict != VERDICT_OK || p->matter != MATTER_POLICY
	    || source_of_version(law, p->unit, p->version) != NULL)
		return;
	const struct source s = source_of(&l->publication);
	law_add_source(law, &s);
}

static struct law *
on_top_of(const struct law *base)
{
	struct law *law = law_new();
	law->base = base;
	law->registry = base->registry;
	law->contacts = base->contacts;
	law->divisions = base->divisions;
	law->calendar = base->calendar;
	for (size_t i = 0; i < base->n_sources; i++)
		law_add_source(law, &base->sources[i]);
	return law;
}

struct law *
law_amend(const struct law *base, const struct publication *list, size_t n, struct instant now)
{
	struct law *law = on_top_of(base);
	struct settings_fault fault;
	law->now = now;
	law->publications = arena_array(law->arena, n + 1, sizeof(*law->publications));
	for (size_t i = 0; i < n; i++)
		take(law, &list[i]);
	law_make_editions(law);
	const struct publication *calendar = newest_calendar(law, now);
	if (calendar != NULL && !read_calendar(law, calendar, &fault))
		log_panic("a calendar that was read before: %s", fault.text);
	return law;
}

const struct law_publication *
law_publications(const struct law *law, size_t *ret_n)
{
	*ret_n = law->n_publications;
	return law->publications;
}

struct instant
law_next_change(const struct law *law)
{
	struct instant next = { 0 };
	for (size_t i = 0; i < law->n_publications; i++) {
		const struct law_publication *l = &law->publications[i];
		const int64_t ms = l->publication.effective_at.ms;
		if (l->verdict == VERDICT_OK && ms > law->now.ms && (next.ms == 0 || ms < next.ms))
			next.ms = ms;
	}
	return next;
}
