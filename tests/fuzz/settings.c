/*
 * What an administrator writes or a unit publishes: settings, policies, calendar, units, schools,
 * divisions, contacts. The first byte says which of them the rest is. Whatever stands there, it is
 * refused with its place and the reason, or is law that is sound.
 */
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "fuzz.h"
#include "settings/shelf.h"

enum what {
	SETTINGS,
	NATION,
	PROVINCE,
	CALENDAR,
	UNITS,
	SCHOOLS,
	DIVISIONS,
	CONTACTS,
	PUBLISHED_POLICY,
	PUBLISHED_CALENDAR,
	PUBLISHED_UNITS,
	N_WHAT,
};

static const char *const files[N_WHAT] = {
	[CALENDAR] = "calendar.csv", [UNITS] = "units.csv", [SCHOOLS] = "schools.csv",
	[DIVISIONS] = "divisions.csv", [CONTACTS] = "contacts.csv",
};

static struct law *base;

static void
begin(void)
{
	if (base != NULL)
		return;
	shelf_begin();
	(void)atexit(shelf_end);
	base = shelf_law();
}

/* "<name>:<line>:<column>: <words>" */
static void
expect_place(const char *fault)
{
	unsigned line = 0, column = 0;
	int length = 0;
	const char *colon = strchr(fault, ':');
	MUST(colon != NULL, "%s", fault);
	MUST(sscanf(colon, ":%u:%u: %n", &line, &column, &length) == 2 && line > 0 && column > 0
		&& length > 0 && colon[length] != '\0', "%s", fault);
	MUST(text_is_utf8(fault, strlen(fault)), "%s", fault);
}

static void
take_settings(const char *text, size_t size)
{
	static char printed[1 << 20];
	static struct settings settings, again;
	struct settings_fault why;
	if (!settings_parse("x.yaml", text, size, &settings, &why)) {
		expect_place(why.text);
		return;
	}
	const size_t n = settings_print(&settings, printed, sizeof(printed));
	MUST(settings_parse("printed", printed, n, &again, &why), "%s", why.text);
	const char *key;
	MUST(!settings_needs_restart(&settings, &again, &key), "%s", key);
}

static void
take_policy(const char *text, size_t size, const struct policy *nation)
{
	struct policy p;
	struct settings_fault why;
	if (!law_parse_policy("x.yaml", text, size, nation, &p, &why))
		expect_place(why.text);
	else
		MUST(policy_check(&p, nation == NULL ? &p : nation) == POLICY_OK, "wider");
}

static void
expect_tree(const struct registry *r)
{
	const struct unit_code ministry = shelf_code("000000");
	for (size_t i = 0; i < r->n_units; i++) {
		const struct unit *u = &r->units[i];
		MUST(registry_answers_to(r, u, ministry), "%s", u->code.text);
		MUST((registry_province(r, u) == NULL) == (u->level == LEVEL_MINISTRY), "%s",
		    u->code.text);
		MUST(text_is_utf8(u->name, strlen(u->name)) && u->name[0] != '\0', "%s", u->code.text);
	}
}

static void
take_file(const char *name, const char *text, size_t size)
{
	struct settings_fault why;
	shelf_fill();
	shelf_write_bytes(name, text, size);
	struct law *law = law_load(shelf_settings(), &why);
	if (law == NULL)
		expect_place(why.text);
	else
		expect_tree(law_registry(law));
	law_free(law);
}

/* Two publications of it, for the second one stands on what the first has made. */
static void
take_publication(enum matter matter, const char *text, size_t size)
{
	struct publication p = { .matter = matter, .unit = shelf_code(matter == MATTER_UNITS ? "430000" : "000000"),
		.published_at = { 1 }, .effective_at = { 86400000 }, .file = "x", .text = text,
		.size = size }, two[2];
	struct settings_fault why;
	struct publication judged = p;
	const enum verdict v = law_judge(base, &judged, &why);
	if (v == VERDICT_PUBLICATION_FAULTY)
		expect_place(why.text);
	two[0] = judged;
	two[1] = p;
	two[1].version = judged.version + 1;
	struct law *law = law_amend(base, two, 2, (struct instant){ 2 * 86400000 });
	size_t n;
	const struct law_publication *list = law_publications(law, &n);
	MUST(n == 2 && list[0].verdict == v, "judged %s, taken %s", verdict_name(v),
	    verdict_name(list[0].verdict));
	const struct registry r = law_registry_at(law, (struct instant){ 2 * 86400000 }, 0);
	expect_tree(&r);
	MUST(policy_check(law_policy(law, shelf_code("430102")), law_nation(law)) == POLICY_OK,
	    "a province with more than the nation");
	law_free(law);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0 || size > FUZZ_SEED_MAX)
		return 0;
	begin();
	const enum what what = (enum what)(data[0] % N_WHAT);
	char *text = malloc(size);
	MUST(text != NULL, "out of memory");
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	if (what == SETTINGS)
		take_settings(text, size - 1);
	else if (what == NATION || what == PROVINCE)
		take_policy(text, size - 1, what == NATION ? NULL : law_nation(base));
	else if (what >= PUBLISHED_POLICY)
		take_publication(what == PUBLISHED_POLICY ? MATTER_POLICY
			: what == PUBLISHED_CALENDAR ? MATTER_CALENDAR : MATTER_UNITS, text, size - 1);
	else
		take_file(files[what], text, size - 1);
	free(text);
	return 0;
}

/* -- seeds ---------------------------------------------------------------------------- */

static const struct {
	const char *name, *file, *text;
} seeds[N_WHAT] = {
	[SETTINGS] = { "settings", XUEJI_SOURCE_DIR "/config/countyd.yaml", NULL },
	[NATION] = { "nation", XUEJI_SOURCE_DIR "/config/policy/000000.yaml", NULL },
	[PROVINCE] = { "province", NULL, "version: 7\ndays:\n  sending_school: 5\n" },
	[CALENDAR] = { "calendar", "calendar.csv", NULL },
	[UNITS] = { "units", "units.csv", NULL },
	[SCHOOLS] = { "schools", "schools.csv", NULL },
	[DIVISIONS] = { "divisions", "divisions.csv", NULL },
	[CONTACTS] = { "contacts", "contacts.csv", NULL },
	[PUBLISHED_POLICY] = { "published_policy", "policy/000000.yaml", NULL },
	[PUBLISHED_CALENDAR] = { "published_calendar", "calendar.csv", NULL },
	[PUBLISHED_UNITS] = { "published_units", NULL, "change,code,to,level,phase,name,phone,channel\n"
	    "add,430182,430100,county,,芙蓉新区教育局,+86 000,新区意见箱\n"
	    "merge,430102,430182,,,,,\n" },
};

size_t
fuzz_seed(size_t i, uint8_t ret[FUZZ_SEED_MAX], const char **ret_name)
{
	size_t size = 0;
	if (i >= N_WHAT)
		return 0;
	begin();
	*ret_name = seeds[i].name;
	ret[0] = (uint8_t)i;
	if (seeds[i].text != NULL) {
		size = strlen(seeds[i].text);
		memcpy(ret + 1, seeds[i].text, size);
		return size + 1;
	}
	FILE *f = fopen(seeds[i].file[0] == '/' ? seeds[i].file : shelf_path(seeds[i].file), "rb");
	MUST(f != NULL, "%s", seeds[i].file);
	size = fread(ret + 1, 1, FUZZ_SEED_MAX - 1, f);
	(void)fclose(f);
	return size + 1;
}
