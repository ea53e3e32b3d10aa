/*
 * The law as data, read as a whole and checked as a whole: a daemon either has a consistent
 * one or none. What was published on top of the files is law_publication.c. CSV files are the simplest there are: no quoting, one header line, and no
 * comma inside a name. What spreadsheets add - a byte order mark, carriage returns - is
 * passed over.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "settings/flat.h"
#include "settings/law_inside.h"

enum { POLICIES_MAX = 40 };

static const char too_many_policies[] = "more than 40 policies";
_Static_assert(POLICIES_MAX == 40, "as the fault says");

/* -- CSV ------------------------------------------------------------------------------ */

/* More than CSV_FIELDS_MAX are as wrong as that many. */
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

static size_t
count(const char *text, size_t size, char what)
{
	size_t n = 0;
	for (size_t i = 0; i < size; i++)
		n += text[i] == what;
	return n;
}

/* The next line without its end; *rest is NULL behind the last. */
static char *
cut_line(char **rest)
{
	char *line = *rest, *end = strchr(line, '\n');
	size_t n = end == NULL ? strlen(line) : (size_t)(end - line);
	*rest = end == NULL ? NULL : end + 1;
	if (n > 0 && line[n - 1] == '\r')
		n--;
	line[n] = '\0';
	return line;
}

static bool
is_header(const struct csv *csv, const char *line)
{
	static const char mark[] = "\xef\xbb\xbf";
	const bool has_mark = strncmp(line, mark, sizeof(mark) - 1) == 0;
	return strcmp(has_mark ? line + sizeof(mark) - 1 : line, csv->header) == 0;
}

static const char *
take_line(struct law *law, const struct csv *csv, char *line)
{
	char *fields[CSV_FIELDS_MAX];
	if (line[0] == '\0')
		return NULL;
	if (split(line, fields) != count(csv->header, strlen(csv->header), ',') + 1)
		return "wrong number of fields";
	return csv->take(law, fields);
}

static const char *
take_lines(struct law *law, const struct csv *csv, char *text, size_t size)
{
	const char *nul = memchr(text, '\0', size), *wrong = NULL;
	if (nul != NULL) {	/* what stands behind it would be lost without a word */
		law->line = count(text, (size_t)(nul - text), '\n') + 1;
		return "a NUL byte";
	}
	law->line = 1;
	if (!is_header(csv, cut_line(&text)))
		return csv->no_header;
	while (text != NULL && wrong == NULL) {
		law->line++;
		wrong = take_line(law, csv, cut_line(&text));
	}
	return wrong;
}

bool
law_take_csv(struct law *law, const struct csv *csv, const char *path, char *text, size_t size,
    struct settings_fault *reterr)
{
	law->path = path;
	law->file++;
	const char *wrong = take_lines(law, csv, text, size);
	if (wrong != NULL)
		flat_fault(reterr, path, law->line, 1, "%s", wrong);
	return wrong == NULL;
}

static bool
read_csv(const char *path, const struct csv *csv, struct law *law,
    struct settings_fault *reterr)
{
	size_t size;
	char *text = flat_read_file(path, &size, reterr);
	const bool ok = text != NULL && law_take_csv(law, csv, path, text, size, reterr);
	free(text);
	return ok;
}

/* -- units ---------------------------------------------------------------------------- */

bool
law_take_level(const char *name, enum level *ret)
{
	for (int i = 0; i < LEVEL_N; i++)
		if (strcmp(level_name((enum level)i), name) == 0) {
			*ret = (enum level)i;
			return true;
		}
	return false;
}

bool
law_take_phase(const char *name, enum phase *ret)
{
	static const char *const names[] = { "", "primary", "junior", "senior" };
	for (int i = 0; i <= PHASE_SENIOR; i++)
		if (strcmp(names[i], name) == 0) {
			*ret = (enum phase)i;
			return true;
		}
	return false;
}

static bool
has_control(const char *text)
{
	for (const char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return true;
	return false;
}

const char *
law_take_unit_name(const char *name, char ret[UNIT_NAME_MAX])
{
	if (name[0] == '\0' || !text_is_utf8(name, strlen(name))
	    || !text_copy(ret, UNIT_NAME_MAX, name))
		return "the name is empty, too long or not UTF-8";
	return has_control(name) ? "a control character in the name" : NULL;
}

static const char *
keep_unit(struct law *law, const struct unit *u)
{
	if (law->n_units == law->capacity) {
		const size_t wider = law->capacity == 0 ? 4096 : law->capacity * 2;
		struct unit_row *rows = realloc(law->rows, wider * sizeof(*rows));
		if (rows == NULL)
			return "out of memory";
		law->rows = rows;
		law->capacity = wider;
	}
	const struct unit_row row = { *u, law->path, law->file, law->line };
	law->rows[law->n_units++] = row;
	return NULL;
}

static const char *
take_unit_row(struct law *law, char *fields[CSV_FIELDS_MAX])
{
	static const struct unit none;
	struct unit u = none;
	if (!unit_code_parse(fields[0], &u.code))
		return "the code is neither six nor ten digits";
	if (fields[1][0] != '\0' && !unit_code_parse(fields[1], &u.parent))
		return "the parent's code is neither six nor ten digits";
	if (!law_take_level(fields[2], &u.level))
		return "no such level";
	if (!law_take_phase(fields[3], &u.phase))
		return "no such phase";
	if ((u.level == LEVEL_SCHOOL) != (strlen(u.code.text) == 10))
		return "ten digits are a school's, six an office's";
	u.is_void = strcmp(fields[4], "1") == 0;
	if (!u.is_void && strcmp(fields[4], "0") != 0)
		return "void is 0 or 1";
	const char *wrong = law_take_unit_name(fields[5], u.name);
	return wrong != NULL ? wrong : keep_unit(law, &u);
}

static const struct csv units_csv =
    CSV("code,parent,level,phase,void,name", take_unit_row);

/* Of two rows with one code the later is the one too many. */
static int
by_code(const void *a, const void *b)
{
	const struct unit_row *x = a, *y = b;
	const int order = strcmp(x->unit.code.text, y->unit.code.text);
	if (order != 0)
		return order;
	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	return x->line < y->line ? -1 : 1;
}

static bool
check_units(
    const struct law *law, const struct settings *s, struct settings_fault *reterr)
{
	if (law->n_units == 0) {
		flat_fault(reterr, s->law_units, 1, 1, "no ministry, 000000");
		return false;
	}
	for (size_t i = 0; i < law->n_units; i++) {
		const struct unit *u = &law->units[i];
		const struct unit_row *row = &law->rows[i];
		const bool is_twice = i > 0 && unit_code_equal(u->code, u[-1].code);
		const char *wrong = is_twice
		    ? " stands twice"
		    : unit_place_fault(u, registry_parent(&law->registry, u));
		if (wrong == NULL)
			continue;
		flat_fault(reterr, row->path, row->line, 1, "%s%s", u->code.text, wrong);
		return false;
	}
	return true;
}

/* FNV-1a: two daemons whose trees differ must not believe that they have the same one. */
uint32_t
law_mix(uint32_t h, const void *data, size_t n)
{
	const unsigned char *p = data;
	for (size_t i = 0; i < n; i++)
		h = (h ^ p[i]) * 16777619u;
	return h;
}

static uint32_t
tree_version(const struct law *law)
{
	uint32_t h = 2166136261u;
	for (size_t i = 0; i < law->n_units; i++) {
		const struct unit *u = &law->units[i];
		const uint8_t kind[] = { (uint8_t)u->level, (uint8_t)u->phase,
			u->is_void };
		h = law_mix(h, u->code.text, sizeof(u->code.text));
		h = law_mix(h, u->parent.text, sizeof(u->parent.text));
		h = law_mix(h, kind, sizeof(kind));
	}
	return h;
}

/* The rows, sorted, become the registry. */
static bool
make_tree(struct law *law, const struct settings *s, struct settings_fault *reterr)
{
	law->units = calloc(law->n_units + 1, sizeof(*law->units));
	if (law->units == NULL) {
		flat_fault(reterr, s->law_units, 1, 1, "out of memory");
		return false;
	}
	if (law->n_units > 0)
		qsort(law->rows, law->n_units, sizeof(*law->rows), by_code);
	for (size_t i = 0; i < law->n_units; i++)
		law->units[i] = law->rows[i].unit;
	law->registry.units = law->units;
	law->registry.n_units = law->n_units;
	law->registry.version = tree_version(law);
	return check_units(law, s, reterr);
}

static bool
load_units(struct law *law, const struct settings *s, struct settings_fault *reterr)
{
	bool ok = read_csv(s->law_units, &units_csv, law, reterr);
	for (size_t i = 0; ok && i < s->law_schools.n; i++)
		ok = read_csv(s->law_schools.item[i], &units_csv, law, reterr);
	ok = ok && make_tree(law, s, reterr);
	free(law->rows);
	law->rows = NULL;
	return ok;
}

/* -- contacts ------------------------------------------------------------------------- */

static const char *
keep_contact(struct law *law, const struct unit_contact *c)
{
	const size_t n = law->contacts.n;
	if (n % 4096 == 0) {
		struct unit_contact *rows =
		    realloc(law->contact_rows, (n + 4096) * sizeof(*rows));
		if (rows == NULL)
			return "out of memory";
		law->contacts.at = law->contact_rows = rows;
	}
	law->contact_rows[law->contacts.n++] = *c;
	return NULL;
}

/* Both in one piece, as long as they are and not as they may be: there are as many as units. */
static void
take_words(struct law *law, const char *phone, const char *channel, struct unit_contact *ret)
{
	const size_t behind = strlen(phone) + 1, size = strlen(channel) + 1;
	char *words = arena_alloc(law->arena, behind + size);
	memcpy(words, phone, behind);
	memcpy(words + behind, channel, size);
	ret->phone = words;
	ret->channel = words + behind;
}

const char *
law_take_contact(struct law *law, const char *phone, const char *channel,
    struct unit_contact *ret)
{
	if (phone[strspn(phone, "0123456789+-() ")] != '\0'
	    || strlen(phone) >= UNIT_PHONE_MAX)
		return "a telephone number is digits and + - ( ), at most 24 of them";
	if (!text_is_utf8(channel, strlen(channel)) || has_control(channel)
	    || strlen(channel) >= UNIT_CHANNEL_MAX)
		return "the channel is too long or not clean UTF-8";
	if (phone[0] == '\0' && channel[0] == '\0')
		return "neither telephone nor channel";
	take_words(law, phone, channel, ret);
	return NULL;
}

/* A unit that this tree does not know is none of its business: one file serves all daemons. */
static const char *
take_contact_row(struct law *law, char *fields[CSV_FIELDS_MAX])
{
	static const struct unit_contact none;
	struct unit_contact c = none;
	const size_t n = law->contacts.n;
	if (!unit_code_parse(fields[0], &c.unit))
		return "the code is neither six nor ten digits";
	if (n > 0 && strcmp(law->contact_rows[n - 1].unit.text, c.unit.text) >= 0)
		return "units have to be in ascending order, each once";
	const char *wrong = law_take_contact(law, fields[1], fields[2], &c);
	return wrong != NULL ? wrong : keep_contact(law, &c);
}

static const struct csv contacts_csv = CSV("unit,phone,channel", take_contact_row);

static bool
load_contacts(struct law *law, const struct settings *s, struct settings_fault *reterr)
{
	return s->law_contacts[0] == '\0'
	    || read_csv(s->law_contacts, &contacts_csv, law, reterr);
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

static const struct csv divisions_csv = CSV("code", take_division_row);

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
	if (d.n <= law->last_day.n)
		return "dates have to be in ascending order, each once";
	law->last_day = d;
	for (; c->n_days <= last.n - c->first.n; c->n_days++) {
		const struct day next = { c->first.n + c->n_days };
		law->kinds[c->n_days] = day_weekday(next) < 5;
	}
	law->kinds[d.n - c->first.n] = is_workday;
	return NULL;
}

static const struct csv calendar_csv = CSV("date,kind", take_calendar_row);

bool
law_take_calendar(struct law *law, const char *name, char *text, size_t size,
    struct settings_fault *reterr)
{
	const struct calendar empty = { .first = { first_day() } };
	law->kinds = arena_alloc(law->arena, CALENDAR_DAYS_MAX);
	law->calendar = empty;
	law->calendar.kind = law->kinds;
	law->last_day.n = law->calendar.first.n - 1;
	if (!law_take_csv(law, &calendar_csv, name, text, size, reterr))
		return false;
	law->calendar.version =
	    law_mix(2166136261u, law->kinds, (size_t)law->calendar.n_days);
	return true;
}

static bool
load_calendar(struct law *law, const struct settings *s, struct settings_fault *reterr)
{
	size_t size;
	char *text = flat_read_file(s->law_calendar, &size, reterr);
	const bool ok =
	    text != NULL && law_take_calendar(law, s->law_calendar, text, size, reterr);
	free(text);
	return ok;
}

/* -- policies ------------------------------------------------------------------------- */

static bool
is_draft_of(const struct law *law, struct unit_code of)
{
	return law->draft != NULL && unit_code_equal(law->draft_of, of);
}

/* It holds since ever, and is kept as text, for a province's is read again whenever the nation's
 * changes. */
static bool
keep_policy(struct law *law, const char *path, struct unit_code of, struct settings_fault *reterr)
{
	struct source s = { .province = of, .name = arena_text(law->arena, path) };
	struct policy p;
	char *text = flat_read_file(path, &s.size, reterr);
	if (text == NULL)
		return false;
	const struct bytes whole = { (const uint8_t *)text, s.size + 1 };
	s.text = (const char *)arena_copy(law->arena, whole).data;
	free(text);
	if (!law_read_source(law, &s, s.from, &p, reterr))
		return false;
	s.version = p.version;
	law_add_source(law, &s);
	return true;
}

/* From its own file, or from the draft that stands in for it. */
static bool
load_policy(struct law *law, const char *folder, struct unit_code of,
    struct settings_fault *reterr)
{
	char path[SETTINGS_TEXT_MAX + 16];
	(void)snprintf(path, sizeof(path), "%s/%.6s.yaml", folder, of.text);
	return keep_policy(law, is_draft_of(law, of) ? law->draft : path, of, reterr);
}

static bool
is_policy_file(const char *name)
{
	const size_t n = strlen(name);
	return n >= 5 && strcmp(name + n - 5, ".yaml") == 0;
}

static bool
is_province(const struct law *law, struct unit_code code)
{
	const struct unit *u = registry_find(&law->registry, code);
	return u != NULL && u->level == LEVEL_PROVINCE;
}

/* "430000.yaml" -> "430000", if there is such a province. */
static bool
take_province(const struct law *law, const char *name, struct unit_code *ret)
{
	char code[7];
	(void)snprintf(code, sizeof(code), "%.6s", name);
	return strlen(name) == 11 && unit_code_parse(code, ret) && is_province(law, *ret);
}

static bool
keep_province(struct law *law, const char *folder, struct unit_code code,
    struct settings_fault *reterr)
{
	if (law->n_sources == POLICIES_MAX + 1) {	/* and the nation's */
		flat_file_fault(reterr, folder, too_many_policies);
		return false;
	}
	return load_policy(law, folder, code, reterr);
}

static bool
load_province(struct law *law, const char *folder, const char *name,
    struct settings_fault *reterr)
{
	struct unit_code code;
	if (!take_province(law, name, &code)) {
		char path[2 * SETTINGS_TEXT_MAX];
		(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
		flat_fault(reterr, path, 1, 1,
		    "a policy is named after its province in the tree, PP0000.yaml");
		return false;
	}
	return is_draft_of(law, code) || keep_province(law, folder, code, reterr);
}

/* Every PP0000.yaml beside the nation's; under another name none would be in force. */
static bool
load_provinces(struct law *law, const char *folder, struct settings_fault *reterr)
{
	DIR *dir = opendir(folder);
	if (dir == NULL) {
		flat_file_fault(reterr, folder, strerror(errno));
		return false;
	}
	bool ok = true;
	errno = 0;
	for (const struct dirent *e; ok && (e = readdir(dir)) != NULL; errno = 0)
		if (is_policy_file(e->d_name) && strcmp(e->d_name, "000000.yaml") != 0)
			ok = load_province(law, folder, e->d_name, reterr);
	if (ok && errno != 0) {	/* or a province would live by the nation's policy alone */
		flat_file_fault(reterr, folder, strerror(errno));
		ok = false;
	}
	(void)closedir(dir);
	return ok;
}

/* A draft of a province comes last; it needs no file that it stands in for. */
static bool
load_policies(struct law *law, const char *folder, struct settings_fault *reterr)
{
	static const struct unit_code everybody;
	if (!load_policy(law, folder, unit_code_ministry, reterr))
		return false;
	if (is_draft_of(law, everybody))
		return keep_policy(law, law->draft, everybody, reterr);
	if (!load_provinces(law, folder, reterr))
		return false;
	if (law->draft == NULL || is_draft_of(law, unit_code_ministry))
		return true;
	if (!is_province(law, law->draft_of)) {
		flat_file_fault(reterr, law->draft, "a policy is of a province in the tree, or of 000000");
		return false;
	}
	return keep_province(law, folder, law->draft_of, reterr);
}

/* -- the whole ------------------------------------------------------------------------ */

static void
let_go(struct law *law)
{
	if (law->base == NULL) {
		free(law->units);
		free(law->contact_rows);
		free(law->codes);
	}
	arena_free(law->arena);
	free(law);
}

void
law_free(struct law *law)
{
	if (law != NULL)
		let_go(law);
}

struct law *
law_new(void)
{
	struct law *law = calloc(1, sizeof(*law));
	if (law == NULL)
		log_panic("out of memory size=%zu", sizeof(*law));
	law->arena = arena_new();
	return law;
}

static bool
load(struct law *law, const struct settings *s, struct settings_fault *reterr)
{
	return load_units(law, s, reterr)
	    && load_contacts(law, s, reterr)
	    && read_csv(s->law_divisions, &divisions_csv, law, reterr)
	    && load_calendar(law, s, reterr)
	    && load_policies(law, s->law_policies, reterr);
}

struct law *
law_load_draft(const struct settings *s, const char *draft, struct unit_code of,
    struct settings_fault *reterr)
{
	struct law *law = law_new();
	law->draft = draft;
	law->draft_of = of;
	if (!load(law, s, reterr)) {
		let_go(law);
		return NULL;
	}
	law->divisions.codes = law->codes;
	law->divisions.n_codes = law->n_codes;
	law_make_editions(law);
	return law;
}

struct law *
law_load(const struct settings *s, struct settings_fault *reterr)
{
	static const struct unit_code nobody;
	return law_load_draft(s, NULL, nobody, reterr);
}

const struct registry *
law_registry(const struct law *law)
{
	return &law->registry;
}

const struct unit_contacts *
law_contacts(const struct law *law)
{
	return &law->contacts;
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
