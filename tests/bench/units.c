/*
 * What the registry of units costs by how many there are: time to load it, memory it keeps, and
 * the look-ups of a turn.
 *
 *	bench_units CONFIG [N]		the folder of calendar, divisions and policies
 *
 * Trees of 200, 2,000, 20,000 and 200,000 units (or of N alone), made up, each with a telephone
 * number and a channel, each read by a process of its own. A line of JSON a tree. Memory is told by the
 * kernel: what is resident after loading above what was before, and the same of the highest point
 * on the way. Time is CPU time, so that neighbours on the machine count less. Asserts nothing about it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/route.h"
#include "settings/law.h"

enum { FIRST_PROVINCE = 44, OFTEN = 20000, AMENDED = 10 };

/* How wide the tree is above its schools. */
static const struct shape {
	int n_units, provinces, prefectures, counties;
} shapes[] = {
	{ 200, 2, 3, 5 },
	{ 2000, 10, 4, 8 },
	{ 20000, 31, 11, 8 },
	{ 200000, 31, 11, 8 },
};

static struct unit_code *codes;
static size_t n_codes;
static char dir[] = "/tmp/xueji-units-XXXXXX";

static void	fail(const char *) __attribute__((noreturn));

static void
fail(const char *why)
{
	(void)fprintf(stderr, "bench_units: %s\n", why);
	exit(1);
}

static double
now_s(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* MiB of a line of /proc/self/status, "VmRSS:". */
static double
memory(const char *name)
{
	char line[256];
	long kib = -1;
	FILE *f = fopen("/proc/self/status", "r");
	while (f != NULL && kib < 0 && fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, name, strlen(name)) == 0)
			kib = strtol(line + strlen(name), NULL, 10);
	if (f == NULL || kib < 0)
		fail("/proc/self/status does not tell");
	(void)fclose(f);
	return (double)kib / 1024;
}

/* -- a tree --------------------------------------------------------------------------- */

static FILE *
create(const char *name, const char *header)
{
	char path[64];
	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	FILE *f = fopen(path, "w");
	if (f == NULL)
		fail("a file cannot be made");
	(void)fprintf(f, "%s\n", header);
	return f;
}

static void
say(FILE *f, const char *code, const char *parent, const char *level, const char *name)
{
	(void)fprintf(f, "%s,%s,%s,%s,0,%s%s\n", code, parent, level,
	    strcmp(level, "school") == 0 ? "primary" : "", name, code);
	(void)snprintf(codes[n_codes++].text, UNIT_CODE_MAX, "%s", code);
}

/* All offices of one province; its counties are what stands behind `first`. */
static void
make_province(FILE *f, const struct shape *s, int province)
{
	char above[UNIT_CODE_MAX], middle[UNIT_CODE_MAX], code[UNIT_CODE_MAX];
	(void)snprintf(above, sizeof(above), "%02u0000", (unsigned)province % 100);
	say(f, above, "000000", "province", "省教育厅");
	for (int i = 1; i <= s->prefectures; i++) {
		(void)snprintf(middle, sizeof(middle), "%02u%02u00", (unsigned)province % 100,
		    (unsigned)i % 100);
		say(f, middle, above, "prefecture", "市教育局");
		for (int k = 1; k <= s->counties; k++) {
			(void)snprintf(code, sizeof(code), "%02u%02u%02u", (unsigned)province % 100,
			    (unsigned)i % 100, (unsigned)k % 100);
			say(f, code, middle, "county", "县教育局");
		}
	}
}

static void
make_schools(FILE *f, const struct shape *s)
{
	char code[UNIT_CODE_MAX], county[UNIT_CODE_MAX];
	for (int i = 0; n_codes < (size_t)s->n_units; i++) {
		const int province = FIRST_PROVINCE - i % s->provinces, at = i / s->provinces;
		(void)snprintf(county, sizeof(county), "%02u%02u%02u", (unsigned)province % 100,
		    (unsigned)(1 + at % s->prefectures) % 100,
		    (unsigned)(1 + at / s->prefectures % s->counties) % 100);
		(void)snprintf(code, sizeof(code), "21%02u%06u", (unsigned)province % 100,
		    (unsigned)at % 1000000);
		say(f, code, county, "school", "第一中心小学");
	}
}

static int
by_code(const void *a, const void *b)
{
	return strcmp(((const struct unit_code *)a)->text, ((const struct unit_code *)b)->text);
}

static void
make_tree(const struct shape *s)
{
	codes = calloc((size_t)s->n_units, sizeof(*codes));
	if (codes == NULL || mkdtemp(dir) == NULL)
		fail("no room for a tree");
	FILE *f = create("units.csv", "code,parent,level,phase,void,name");
	say(f, "000000", "", "ministry", "教育部");
	for (int i = 0; i < s->provinces; i++)
		make_province(f, s, FIRST_PROVINCE - i);
	make_schools(f, s);
	(void)fclose(f);
	qsort(codes, n_codes, sizeof(*codes), by_code);
	f = create("contacts.csv", "unit,phone,channel");
	for (size_t i = 0; i < n_codes; i++)
		(void)fprintf(f, "%s,+86 000 00000000,https://c%s.example\n", codes[i].text, codes[i].text);
	(void)fclose(f);
}

static void
remove_tree(void)
{
	char path[64];
	(void)snprintf(path, sizeof(path), "%s/units.csv", dir);
	(void)unlink(path);
	(void)snprintf(path, sizeof(path), "%s/contacts.csv", dir);
	(void)unlink(path);
	(void)rmdir(dir);
}

/* -- what a turn asks ----------------------------------------------------------------- */

/* Any of them, the same ones in every run. */
static struct unit_code
any(void)
{
	static uint32_t state = 1;
	state = state * 1664525u + 1013904223u;
	return codes[(state >> 4) % n_codes];
}

static struct unit_code
any_school(void)
{
	struct unit_code code = any();
	while (strlen(code.text) != 10)
		code = any();
	return code;
}

static double
find_ns(const struct registry *r)
{
	size_t n = 0;
	const double begin = now_s();
	for (int i = 0; i < OFTEN; i++)
		n += registry_find(r, any()) != NULL;
	if (n != OFTEN)
		fail("a unit is not found");
	return (now_s() - begin) / OFTEN * 1e9;
}

static double
route_ns(const struct law *law)
{
	const struct registry *r = law_registry(law);
	struct route route;
	const double begin = now_s();
	for (int i = 0; i < OFTEN; i++) {
		const struct unit_code to = any_school();
		struct unit_code from = any_school();
		while (unit_code_equal(from, to))
			from = any_school();
		const struct parties parties = { .receiving = registry_find(r, to),
			.sending = registry_find(r, from) };
		if (route_make(BUSINESS_transfer, r, &parties, law_policy(law, to),
			law_policy(law, from), &route) != VERDICT_OK)
			fail("no route");
	}
	return (now_s() - begin) / OFTEN * 1e9;
}

static double
registry_at_ns(const struct law *law)
{
	size_t n = 0;
	const double begin = now_s();
	for (int i = 0; i < OFTEN; i++)
		n += law_registry_at(law, (struct instant) { 1000 + i }, 0).n_units;
	if (n != OFTEN * n_codes)
		fail("units are missing");
	return (now_s() - begin) / OFTEN * 1e9;
}

/* A publication by the ministry: one office has a new name, and one goes into another. */
static double
amend_us(const struct law *base, const char *change)
{
	static const char header[] = "change,code,to,level,phase,name,phone,channel\n";
	char text[256];
	(void)snprintf(text, sizeof(text), "%s%s", header, change);
	const struct publication p = { .matter = MATTER_UNITS, .unit = unit_code_ministry,
		.version = 1, .published_at = { 1 }, .effective_at = { 1 }, .file = "units.csv",
		.text = text, .size = strlen(text) };
	size_t n = 0;
	const double begin = now_s();
	for (int i = 0; i < AMENDED; i++) {
		struct law *law = law_amend(base, &p, 1, (struct instant) { 1000 });
		const struct law_publication *all = law_publications(law, &n);
		if (n != 1 || all[0].verdict != VERDICT_OK)
			fail(n == 1 ? all[0].why.text : "no publication");
		law_free(law);
	}
	return (now_s() - begin) / AMENDED * 1e6;
}

/* -- one tree ------------------------------------------------------------------------- */

static void
measure(const struct shape *s, const char *config)
{
	static struct settings settings;
	struct settings_fault why;
	(void)snprintf(settings.law_units, SETTINGS_TEXT_MAX, "%s/units.csv", dir);
	(void)snprintf(settings.law_contacts, SETTINGS_TEXT_MAX, "%s/contacts.csv", dir);
	(void)snprintf(settings.law_divisions, SETTINGS_TEXT_MAX, "%s/divisions.csv", config);
	(void)snprintf(settings.law_calendar, SETTINGS_TEXT_MAX, "%s/calendar.csv", config);
	(void)snprintf(settings.law_policies, SETTINGS_TEXT_MAX, "%s/policy", config);
	const double before = memory("VmRSS:"), begin = now_s();
	struct law *law = law_load(&settings, &why);
	const double load_s = now_s() - begin;
	if (law == NULL)
		fail(why.text);
	const double kept = memory("VmRSS:") - before, highest = memory("VmHWM:") - before;
	(void)printf("{\"units\": %d, \"load_s\": %.3f, \"kept_mib\": %.1f, \"highest_mib\": %.1f,"
		     " \"find_ns\": %.0f, \"route_ns\": %.0f, \"registry_at_ns\": %.0f,",
	    s->n_units, load_s, kept, highest, find_ns(law_registry(law)), route_ns(law),
	    registry_at_ns(law));
	(void)printf(" \"amend_rename_us\": %.0f, \"amend_merge_us\": %.0f}\n",
	    amend_us(law, "rename,440101,,,,新名称,,\n"), amend_us(law, "merge,440101,440102,,,,,\n"));
	law_free(law);
}

/* The tree is made by the parent, so that its memory is none of what is measured. */
static bool
in_child(const struct shape *s, const char *config)
{
	int status;
	(void)fflush(stdout);
	const pid_t child = fork();
	if (child == 0) {
		measure(s, config);
		(void)fflush(stdout);
		_exit(0);
	}
	return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

static bool
run(const struct shape *s, const char *config)
{
	n_codes = 0;
	memcpy(dir + sizeof(dir) - 7, "XXXXXX", 6);
	make_tree(s);
	const bool ok = in_child(s, config);
	remove_tree();
	free(codes);
	return ok;
}

int
main(int argc, char **argv)
{
	bool ok = argc == 2 || argc == 3;
	if (!ok)
		(void)fputs("usage: bench_units CONFIG [N]\n", stderr);
	for (size_t i = 0; ok && i < sizeof(shapes) / sizeof(shapes[0]); i++)
		if (argc == 2 || atoi(argv[2]) == shapes[i].n_units)
			ok = run(&shapes[i], argv[1]);
	return ok ? 0 : 1;
}
