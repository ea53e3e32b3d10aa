/*
 * The tree of units as publications change it: rows of a table, one change after another, all at
 * the instant at which the publication takes effect. What was read from files stays as it is;
 * changes are editions of single units that stand over it, so the tree of any day can be told
 * from one list, and a docket keeps the tree that it was filed under.
 *
 *	change,code,to,level,phase,name,phone,channel
 *	add,430182,430100,county,,某市教育局,,		under 430100
 *	merge,430124,430182,,,,,			430124 is void, 430182 takes its place
 *	move,2143000101,430102,,,,,			the school answers to 430102
 *	rename,430102,,,,新名称,,
 *	contact,430102,,,,,+86 000,意见箱
 */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "core/unit_change.h"
#include "settings/flat.h"
#include "settings/law_inside.h"

/* -- editions ------------------------------------------------------------------------- */

static void
grow(struct law *law)
{
	if (law->n_unit_editions < law->unit_editions_capacity)
		return;
	law->unit_editions_capacity = 2 * law->unit_editions_capacity + 64;
	struct unit_edition *wider =
	    arena_array(law->arena, law->unit_editions_capacity, sizeof(*wider));
	if (law->n_unit_editions > 0)
		memcpy(wider, law->unit_editions, law->n_unit_editions * sizeof(*wider));
	law->unit_editions = wider;
}

static int
order(const struct unit_edition *a, const struct unit_edition *b)
{
	const int by_code = strcmp(a->unit.code.text, b->unit.code.text);
	return by_code != 0 ? by_code : (a->from.ms > b->from.ms) - (a->from.ms < b->from.ms);
}

/* In its place; one of the same instant makes way. */
static void
put(struct law *law, const struct unit_edition *e)
{
	size_t i = law->n_unit_editions;
	grow(law);
	while (i > 0 && order(&law->unit_editions[i - 1], e) > 0)
		i--;
	const bool is_there = i > 0 && order(&law->unit_editions[i - 1], e) == 0;
	if (!is_there) {
		memmove(&law->unit_editions[i + 1], &law->unit_editions[i],
		    (law->n_unit_editions - i) * sizeof(*e));
		law->n_unit_editions++;
	}
	law->unit_editions[is_there ? i - 1 : i] = *e;
	law->registry.editions = law->unit_editions;
	law->registry.n_editions = law->n_unit_editions;
}

static void
put_under(struct law *law, const struct unit *u, struct unit_code to)
{
	struct unit_edition e = { .unit = *u, .from = law->registry.at };
	e.unit.parent = to;
	put(law, &e);
}

static bool
is_under(const struct registry *r, const struct unit *u, struct unit_code office)
{
	return unit_code_equal(u->parent, office) && !u->is_void && registry_find(r, u->code) == u;
}

/* Whatever answers to it answers to its successor from then on. Editions of the loop's own making
 * come beside those it looks for, which are therefore copied first. */
static void
move_all(struct law *law, struct unit_code from, struct unit_code to)
{
	const struct registry *r = &law->registry;
	struct unit *under = arena_array(law->arena, r->n_editions + 1, sizeof(*under));
	size_t n = 0;
	for (size_t i = 0; i < r->n_editions; i++)
		if (is_under(r, &r->editions[i].unit, from))
			under[n++] = r->editions[i].unit;
	for (size_t i = 0; i < r->n_units; i++)
		if (is_under(r, &r->units[i], from))
			put_under(law, &r->units[i], to);
	for (size_t i = 0; i < n; i++)
		put_under(law, &under[i], to);
}

/* -- contacts ------------------------------------------------------------------------- */

/* By the time they were published, which is that of their instants. */
static void
put_contact(struct law *law, const struct unit_contact *c)
{
	struct unit_contacts *all = &law->contacts;
	size_t i = all->n_newer;
	while (i > 0 && strcmp(law->newer[i - 1].unit.text, c->unit.text) > 0)
		i--;
	if (i > 0 && unit_code_equal(law->newer[i - 1].unit, c->unit)) {
		law->newer[i - 1] = *c;
		return;
	}
	memmove(&law->newer[i + 1], &law->newer[i], (all->n_newer - i) * sizeof(*c));
	law->newer[i] = *c;
	all->n_newer++;
}

static void
keep_contact(struct law *law, const struct unit_contact *c)
{
	if (law->contacts.n_newer % 64 == 0) {
		struct unit_contact *wider =
		    arena_array(law->arena, law->contacts.n_newer + 64, sizeof(*wider));
		if (law->contacts.n_newer > 0)
			memcpy(wider, law->newer, law->contacts.n_newer * sizeof(*wider));
		law->contacts.newer = law->newer = wider;
	}
	put_contact(law, c);
}

/* -- rows ----------------------------------------------------------------------------- */

enum { CHANGE, CODE, TO, LEVEL, PHASE, NAME, PHONE, CHANNEL, COLUMNS };

/* Which columns a change has beside its code; all others are empty. */
static const bool has_column[UNIT_CHANGE_N][COLUMNS] = {
	[UNIT_ADD] = { [TO] = true, [LEVEL] = true, [PHASE] = true, [NAME] = true, [PHONE] = true,
	    [CHANNEL] = true },
	[UNIT_RENAME] = { [NAME] = true },
	[UNIT_MOVE] = { [TO] = true },
	[UNIT_MERGE] = { [TO] = true },
	[UNIT_CONTACT] = { [PHONE] = true, [CHANNEL] = true },
};

static const char *
take_columns(struct law *law, char *fields[CSV_FIELDS_MAX], struct unit_change *c,
    struct unit_contact *contact)
{
	const bool *has = has_column[c->kind];
	const char *wrong = NULL;
	for (int i = TO; i < COLUMNS; i++)
		if (!has[i] && fields[i][0] != '\0')
			return "that change says nothing in this column: leave it empty";
	if (has[TO] && !unit_code_parse(fields[TO], &c->to))
		return "where to is neither six nor ten digits";
	if (has[LEVEL] && !law_take_level(fields[LEVEL], &c->unit.level))
		return "no such level";
	if (has[PHASE] && !law_take_phase(fields[PHASE], &c->unit.phase))
		return "no such phase";
	if (has[LEVEL] && (c->unit.level == LEVEL_SCHOOL) != (strlen(c->unit.code.text) == 10))
		return "ten digits are a school's, six an office's";
	if (has[NAME])
		wrong = law_take_unit_name(fields[NAME], c->unit.name);
	const bool is_without = c->kind == UNIT_ADD && fields[PHONE][0] == '\0'
	    && fields[CHANNEL][0] == '\0';
	if (wrong == NULL && has[PHONE] && !is_without)
		wrong = law_take_contact(law, fields[PHONE], fields[CHANNEL], contact);
	return wrong;
}

/* Two schools or offices cannot be one by a slip: the fault begins with the code. */
static const char *
fault_of(struct law *law, const struct unit_change *c, const char *wrong)
{
	char text[256];
	(void)snprintf(text, sizeof(text), "%s%s", c->unit.code.text, wrong);
	return arena_text(law->arena, text);
}

static const char *
take_change_row(struct law *law, char *fields[CSV_FIELDS_MAX])
{
	static const struct unit_change nothing;
	struct unit_change c = nothing;
	struct unit_contact contact = { .phone = "", .channel = "" };
	if (!unit_change_parse(fields[CHANGE], &c.kind))
		return "a change is add, rename, move, merge or contact";
	if (!unit_code_parse(fields[CODE], &c.unit.code))
		return "the code is neither six nor ten digits";
	const char *wrong = take_columns(law, fields, &c, &contact);
	if (wrong != NULL)
		return wrong;
	wrong = unit_change_fault(&c, &law->registry, law->reading->unit);
	if (wrong != NULL)
		return fault_of(law, &c, wrong);
	const struct unit_edition e = unit_change_edition(&c, &law->registry);
	if (c.kind == UNIT_MERGE)
		move_all(law, c.unit.code, c.to);
	put(law, &e);
	law->n_changes++;
	contact.unit = c.unit.code;
	if (law->registry.at.ms <= law->now.ms
	    && (contact.phone[0] != '\0' || contact.channel[0] != '\0'))
		keep_contact(law, &contact);
	return NULL;
}

static const struct csv changes_csv =
    CSV("change,code,to,level,phase,name,phone,channel", take_change_row);

/* All rows, or those before the first fault. */
static bool
read_changes(struct law *law, const struct publication *p, struct settings_fault *reterr)
{
	char *text = arena_alloc(law->arena, p->size + 1);
	memcpy(text, p->text, p->size);
	law->n_changes = 0;
	law->reading = p;
	law->registry.at = p->effective_at;
	const bool ok = law_take_csv(law, &changes_csv, p->file, text, p->size, reterr);
	law->registry.at = law->now;
	if (ok && law->n_changes == 0) {
		flat_fault(reterr, p->file, 1, 1, "changes nothing");
		return false;
	}
	return ok;
}

/* -- one publication ------------------------------------------------------------------ */

/* The last one of that unit that holds; NULL: none. */
static const struct publication *
newest_of(const struct law *law, struct unit_code unit)
{
	const struct publication *best = NULL;
	for (size_t i = 0; i < law->n_publications; i++) {
		const struct law_publication *l = &law->publications[i];
		const struct publication *p = &l->publication;
		if (l->verdict == VERDICT_OK && p->matter == MATTER_UNITS
		    && unit_code_equal(p->unit, unit) && (best == NULL || p->version > best->version))
			best = p;
	}
	return best;
}

/* On a tree that is thrown away. */
static bool
would_hold(const struct law *law, const struct publication *p, struct settings_fault *reterr)
{
	struct law *scratch = law_new();
	scratch->base = law;
	scratch->registry = law->registry;
	for (size_t i = 0; i < law->n_unit_editions; i++)
		put(scratch, &law->unit_editions[i]);
	const bool ok = read_changes(scratch, p, reterr);
	law_free(scratch);
	return ok;
}

enum verdict
law_judge_units(const struct law *law, struct publication *p, struct settings_fault *ret_why)
{
	struct settings_fault fault;
	const struct publication *newest = newest_of(law, p->unit);
	if (p->version == 0)
		p->version = newest == NULL ? 1 : newest->version + 1;
	if (newest != NULL && p->version < newest->version)
		return VERDICT_VERSION_TOO_LOW;
	if (newest != NULL && p->version == newest->version)
		return p->size == newest->size && memcmp(p->text, newest->text, p->size) == 0
		    ? VERDICT_OK : VERDICT_VERSION_TAKEN;
	if (would_hold(law, p, &fault))
		return VERDICT_OK;
	*ret_why = fault;
	return VERDICT_PUBLICATION_FAULTY;
}

void
law_take_units(struct law *law, const struct publication *p)
{
	struct settings_fault fault;
	const struct publication *newest = newest_of(law, p->unit);
	if (newest != NULL && newest->version == p->version)
		return;	/* said again */
	if (law->n_trees == law->trees_capacity) {
		law->trees_capacity = 2 * law->trees_capacity + 16;
		struct tree *wider = arena_array(law->arena, law->trees_capacity, sizeof(*wider));
		if (law->n_trees > 0)
			memcpy(wider, law->trees, law->n_trees * sizeof(*wider));
		law->trees = wider;
	}
	struct tree *tree = &law->trees[law->n_trees++];
	tree->from = p->effective_at;
	tree->changes = law_mix(law_mix(2166136261u, p->unit.text, sizeof(p->unit.text)), p->text, p->size);
	if (!read_changes(law, p, &fault))
		log_panic("changes of units that were read before: %s", fault.text);
	law->registry.version = law_registry_at(law, law->now, 0).version;
}

/* -- the tree of any day -------------------------------------------------------------- */

static uint32_t
version_at(const struct law *law, struct instant at)
{
	const struct law *files = law->base == NULL ? law : law->base;
	uint32_t version = files->registry.version;
	for (size_t i = 0; i < law->n_trees; i++)
		if (law->trees[i].from.ms <= at.ms)
			version = law_mix(version, &law->trees[i].changes, sizeof(law->trees[i].changes));
	return version;
}

struct registry
law_registry_at(const struct law *law, struct instant at, uint32_t version)
{
	static const struct instant in_files = { 0 };
	struct registry r = law->registry;
	r.at = at;
	r.version = version_at(law, at);
	for (size_t i = 0; version != 0 && r.version != version && i <= law->n_trees; i++) {
		const struct instant then = i == 0 ? in_files : law->trees[i - 1].from;
		if (version_at(law, then) == version)
			r.at = then;
		r.version = version_at(law, r.at);
	}
	return r;
}
