/*
 * The law as data, read as a whole and checked as a whole: a daemon either has a consistent
 * one or none. CSV files are the simplest there are: no quoting, one header line, and no
 * comma inside a name.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "settings/flat.h"
#include "settings/law.h"

enum { POLICIES_MAX = 40, CSV_FIELDS_MAX = 8 };

struct law {
	struct unit *units;
	size_t n_units, capacity;
	uint32_t *codes;
	size_t n_codes;
	uint8_t *kinds;
	struct registry registry;
	struct division_codes divisions;
	struct calendar calendar;
	struct policy nation;
	struct policy policies[POLICIES_MAX];
	size_t n_policies;
};

/* -- CSV ------------------------------------------------------------------------------ */

typedef const char	*row_fn(struct law *, char *fields[CSV_FIELDS_MAX]);

static size_t
split(char *line, char *fields[CSV_FIELDS_MAX])
{
	size_t n = 0;
	for (char *p = line; p != NULL && n < CSV_FIELDS_MAX; n++) {
		char *comma = strchr(p, ',');
		fields[n] = p;
		if (comma != NULL)
			*comma++ = '\0';
		p = comma;
	}
	return n;
}

/* Each line after the first to `take`, which answers NULL or what is wrong. */
static bool
read_csv(const char *path, size_t n_fields, row_fn *take, struct law *law,
    struct settings_fault *reterr)
{
	size_t size, number = 0;
	char *text = flat_read_file(path, &size, reterr), *rest = text;
	const char *wrong = NULL;
	while (rest != NULL && *rest != '\0' && wrong == NULL) {
		char *fields[CSV_FIELDS_MAX], *line = rest;
		rest = strchr(rest, '\n');
		if (rest != NULL)
			*rest++ = '\0';
		if (number++ == 0 || line[0] == '\0')
			continue;
		wrong = split(line, fields) != n_fields ? "wrong number of fields" : take(law, fields);
	}
	if (wrong != NULL)
		flat_fault(reterr, path, number, 1, "%s", wrong);
	const bool ok = text != NULL && wrong == NULL;
	free(text);
	return ok;
}

/* -- units ---------------------------------------------------------------------------- */

static bool
take_level(const char *name, enum level *ret)
{
	for (int i = 0; i < LEVEL_N; i++)
		if (strcmp(level_name((enum level)i), name) == 0) {
			*ret = (enum level)i;
			return true;
		}
	return false;
}

static bool
take_phase(const char *name, enum phase *ret)
{
	static const char *const names[] = { "", "primary", "junior", "senior" };
	for (int i = 0; i <= PHASE_SENIOR; i++)
		if (strcmp(names[i], name) == 0) {
			*ret = (enum phase)i;
			return true;
		}
	return false;
}

/* code,parent,level,phase,void,name */
static const char *
take_unit_row(struct law *law, char *fields[CSV_FIELDS_MAX])
{
	static const struct unit none;
	struct unit u = none;
	if (!unit_code_parse(fields[0], &u.code))
		return "the code is neither six nor ten digits";
	if (fields[1][0] != '\0' && !unit_code_parse(fields[1], &u.parent))
		return "the parent's code is neither six nor ten digits";
	if (!take_level(fields[2], &u.level))
		return "no such level";
	if (!take_phase(fields[3], &u.phase))
		return "no such phase";
	if ((u.level == LEVEL_SCHOOL) != (strlen(u.code.text) == 10))
		return "ten digits are a school's, six an office's";
	u.is_void = strcmp(fields[4], "1") == 0;
	if (fields[5][0] == '\0' || !text_is_utf8(fields[5], strlen(fields[5]))
	    || !text_copy(u.name, sizeof(u.name), fields[5]))
		return "the name is empty, too long or not UTF-8";
	if (law->n_units == law->capacity) {
		const size_t wider = law->capacity == 0 ? 4096 : law->capacity * 2;
		struct unit *units = realloc(law->units, wider * sizeof(*units));
		if (units == NULL)
			return "out of memory";
		law->units = units;
		law->capacity = wider;
	}
	law->units[law->n_units++] = u;
	return NULL;
}

static int
by_code(const void *a, const void *b)
{
	const struct unit *x = a, *y = b;
	return strcmp(x->code.text, y->code.text);
}

static bool
check_units(const struct law *law, struct settings_fault *reterr)
{
	for (size_t i = 0; i < law->n_units; i++) {
		const struct unit *u = &law->units[i];
		const char *wrong = NULL;
		const struct unit *parent = registry_parent(&law->registry, u);
		if (i > 0 && unit_code_equal(u->code, law->units[i - 1].code))
			wrong = "stands twice";
		else if (u->level != LEVEL_MINISTRY && parent == NULL)
			wrong = "has no known parent";
		else if (parent != NULL && parent->level <= u->level)
			wrong = "has a parent that is not of a higher level";
		if (wrong == NULL)
			continue;
		(void)snprintf(reterr->text, sizeof(reterr->text), "units: %s %s", u->code.text,
		    wrong);
		return false;
	}
	return true;
}

/* FNV-1a: two daemons whose trees differ must not believe that they have the same one. */
static uint32_t
mix(uint32_t h, const void *data, size_t n)
{
	const unsigned char *p = data;
	for (size_t i = 0; i < n; i++)
		h = (h ^ p[i]) * 16777619u;
	return h;
}

static bool
load_units(struct law *law, const struct settings *s, struct settings_fault *reterr)
{
	if (!read_csv(s->law_units, 6, take_unit_row, law, reterr))
		return false;
	for (size_t i = 0; i < s->law_schools.n; i++)
		if (!read_csv(s->law_schools.item[i], 6, take_unit_row, law, reterr))
			return false;
	qsort(law->units, law->n_units, sizeof(*law->units), by_code);
	uint32_t version = 2166136261u;
	for (size_t i = 0; i < law->n_units; i++)
		version = mix(version, law->units[i].code.text, 2 * sizeof(struct unit_code));
	law->registry.units = law->units;
	law->registry.n_units = law->n_units;
	law->registry.version = version;
	return check_units(law, reterr);
}

/* -- divisions ------------------------------------------------------------------------ */

static const char *
take_division_row(struct law *law, char *fields[CSV_FIELDS_MAX])
{
	struct unit_code code;
	if (!unit_code_parse(fields[0], &code) || strlen(code.text) != 6)
		return "not a division code";
	if (law->n_codes % 4096 == 0) {
		uint32_t *codes = realloc(law->codes, (law->n_codes + 4096) * sizeof(*codes));
		if (codes == NULL)
			return "out of memory";
		law->codes = codes;
	}
	const uint32_t v = (uint32_t)strtoul(code.text, NULL, 10);
	if (law->n_codes > 0 && law->codes[law->n_codes - 1] >= v)
		return "codes have to be in ascending order, each once";
	law->codes[law->n_codes++] = v;
	return NULL;
}

/* -- calendar ------------------------------------------------------------------------- */

static int32_t
first_day(void)
{
	struct day d = { 0 };
	const struct date date = { CALENDAR_FIRST_YEAR, 1, 1 };
	(void)day_of_date(date, &d);
	return d.n;
}

/* Weekdays of the year around that day, unless they are set already; then its own kind. */
static const char *
take_calendar_row(struct law *law, char *fields[CSV_FIELDS_MAX])
{
	struct day d, last = { 0 };
	const bool is_workday = strcmp(fields[1], "workday") == 0;
	if (!day_parse(fields[0], &d))
		return "not a date";
	if (!is_workday && strcmp(fields[1], "holiday") != 0)
		return "neither holiday nor workday";
	const struct date end_of_year = { day_date(d).year, 12, 31 };
	(void)day_of_date(end_of_year, &last);
	struct calendar *c = &law->calendar;
	if (d.n < c->first.n || last.n - c->first.n >= CALENDAR_DAYS_MAX)
		return "outside the years of the table";
	for (; c->n_days <= last.n - c->first.n; c->n_days++) {
		const struct day next = { c->first.n + c->n_days };
		law->kinds[c->n_days] = day_weekday(next) < 5;
	}
	law->kinds[d.n - c->first.n] = is_workday;
	return NULL;
}

static bool
load_calendar(struct law *law, const struct settings *s, struct settings_fault *reterr)
{
	law->kinds = calloc(1, CALENDAR_DAYS_MAX);
	if (law->kinds == NULL)
		return false;
	law->calendar.first.n = first_day();
	law->calendar.kind = law->kinds;
	if (!read_csv(s->law_calendar, 2, take_calendar_row, law, reterr))
		return false;
	law->calendar.version =
	    mix(2166136261u, law->kinds, (size_t)law->calendar.n_days);
	return true;
}

/* -- policies ------------------------------------------------------------------------- */

static bool
load_policy(const char *folder, const char *code, const struct policy *nation,
    struct policy *ret, struct settings_fault *reterr)
{
	char path[SETTINGS_TEXT_MAX + 16];
	size_t size;
	(void)snprintf(path, sizeof(path), "%s/%.6s.yaml", folder, code);
	char *text = flat_read_file(path, &size, reterr);
	if (text == NULL)
		return false;
	bool ok = law_parse_policy(path, text, size, nation, ret, reterr);
	free(text);
	return ok && unit_code_parse(code, &ret->province);
}

/* Every PP0000.yaml beside the nation's. */
static bool
load_provinces(struct law *law, const char *folder, struct settings_fault *reterr)
{
	DIR *dir = opendir(folder);
	bool ok = dir != NULL;
	for (const struct dirent *e; ok && (e = readdir(dir)) != NULL;) {
		char code[7];
		if (strlen(e->d_name) != 11 || strcmp(e->d_name + 6, ".yaml") != 0
		    || strncmp(e->d_name, "000000", 6) == 0)
			continue;
		(void)snprintf(code, sizeof(code), "%.6s", e->d_name);
		ok = law->n_policies < POLICIES_MAX
		    && load_policy(folder, code, &law->nation,
			&law->policies[law->n_policies++], reterr);
	}
	if (dir != NULL)
		(void)closedir(dir);
	return ok;
}

/* -- the whole ------------------------------------------------------------------------ */

static void
let_go(struct law *law)
{
	free(law->units);
	free(law->codes);
	free(law->kinds);
	free(law);
}

void
law_free(struct law *law)
{
	if (law != NULL)
		let_go(law);
}

static bool
load(struct law *law, const struct settings *s, struct settings_fault *reterr)
{
	return load_units(law, s, reterr)
	    && read_csv(s->law_divisions, 1, take_division_row, law, reterr)
	    && load_calendar(law, s, reterr)
	    && load_policy(s->law_policies, "000000", NULL, &law->nation, reterr)
	    && load_provinces(law, s->law_policies, reterr);
}

struct law *
law_load(const struct settings *s, struct settings_fault *reterr)
{
	struct law *law = calloc(1, sizeof(*law));
	if (law == NULL)
		log_panic("out of memory size=%zu", sizeof(*law));
	if (!load(law, s, reterr)) {
		let_go(law);
		return NULL;
	}
	law->divisions.codes = law->codes;
	law->divisions.n_codes = law->n_codes;
	return law;
}

const struct registry *
law_registry(const struct law *law)
{
	return &law->registry;
}

const struct division_codes *
law_divisions(const struct law *law)
{
	return &law->divisions;
}

const struct calendar *
law_calendar(const struct law *law)
{
	return &law->calendar;
}

const struct policy *
law_nation(const struct law *law)
{
	return &law->nation;
}

const struct policy *
law_policy(const struct law *law, struct unit_code code)
{
	const struct unit *u = registry_find(&law->registry, code);
	const struct unit *province = u == NULL ? NULL : registry_province(&law->registry, u);
	for (size_t i = 0; province != NULL && i < law->n_policies; i++)
		if (unit_code_equal(law->policies[i].province, province->code))
			return &law->policies[i];
	return &law->nation;
}
