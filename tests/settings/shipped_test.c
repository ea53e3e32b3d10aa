/* What lies in config/ is what administrators begin with: every file of it is sound. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "settings/law.h"

#define CONFIG XUEJI_SOURCE_DIR "/config"

static struct settings settings;
static struct settings_fault why;

static bool
ends_in(const char *name, const char *end)
{
	const size_t n = strlen(name), k = strlen(end);
	return n > k && strcmp(name + n - k, end) == 0;
}

/* Calls for every file of a folder whose name ends so; the number of them. */
static int
for_each(const char *folder, const char *end, void (*check)(const char *path))
{
	char path[512];
	int n = 0;
	DIR *dir = opendir(folder);
	cr_assert_not_null(dir, "%s", folder);
	for (const struct dirent *e; (e = readdir(dir)) != NULL;) {
		if (!ends_in(e->d_name, end))
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
		check(path);
		n++;
	}
	(void)closedir(dir);
	return n;
}

static void
expect_settings(const char *path)
{
	cr_expect(settings_load(path, &settings, &why), "%s", why.text);
}

Test(shipped, the_settings_of_all_five_daemons_are_sound)
{
	cr_expect_eq(for_each(CONFIG, ".yaml", expect_settings), 5);
}

/* config/policy is installed as /etc/xueji/policy: what the settings name is what is
 * there. */
static void
expect_is_there(const char *named)
{
	char path[512];
	struct stat st;
	static const char etc[] = "/etc/xueji";
	cr_assert_eq(strncmp(named, etc, strlen(etc)), 0, "%s", named);
	(void)snprintf(path, sizeof(path), CONFIG "%s", named + strlen(etc));
	cr_expect_eq(stat(path, &st), 0, "%s", path);
}

static void
expect_law_is_there(const char *path)
{
	cr_assert(settings_load(path, &settings, &why), "%s", why.text);
	expect_is_there(settings.law_units);
	expect_is_there(settings.law_divisions);
	expect_is_there(settings.law_calendar);
	expect_is_there(settings.law_policies);
}

Test(shipped, the_settings_name_the_files_that_lie_beside_them)
{
	(void)for_each(CONFIG, ".yaml", expect_law_is_there);
}

static void
name_the_law(struct settings *s)
{
	memset(s, 0, sizeof(*s));
	strcpy(s->law_units, CONFIG "/units.csv");
	strcpy(s->law_divisions, CONFIG "/divisions.csv");
	strcpy(s->law_calendar, CONFIG "/calendar.csv");
	strcpy(s->law_policies, CONFIG "/policy");
}

Test(shipped, units_divisions_calendar_and_policies_are_a_law)
{
	name_the_law(&settings);
	struct law *law = law_load(&settings, &why);
	cr_assert_not_null(law, "%s", why.text);
	cr_expect_gt(law_registry(law)->n_units, 3000);
	cr_expect_gt(law_divisions(law)->n_codes, 4000);
	cr_expect_gt(law_calendar(law)->n_days, 365 * 20);
	law_free(law);
}

Test(shipped, the_schools_of_the_demonstration_lie_in_the_tree)
{
	name_the_law(&settings);
	strcpy(
	    settings.law_schools.item[0], XUEJI_SOURCE_DIR "/deploy/demo.d/schools.csv");
	settings.law_schools.n = 1;
	struct law *law = law_load(&settings, &why);
	cr_assert_not_null(law, "%s", why.text);
	law_free(law);
}

static struct policy nation;

static char text[65536];

static size_t
read_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	cr_assert_not_null(f, "%s", path);
	const size_t n = fread(text, 1, sizeof(text), f);
	(void)fclose(f);
	return n;
}

static void
expect_policy(const char *path)
{
	struct policy p;
	const size_t n = read_file(path);
	const bool is_nation = strstr(path, "000000") != NULL;
	cr_expect(law_parse_policy(path, text, n, is_nation ? NULL : &nation, &p, &why),
	    "%s", why.text);
}

Test(shipped, every_policy_is_sound_by_itself)
{
	const size_t n = read_file(CONFIG "/policy/000000.yaml");
	cr_assert(
	    law_parse_policy("000000", text, n, NULL, &nation, &why), "%s", why.text);
	cr_expect_eq(for_each(CONFIG "/policy", ".yaml", expect_policy), 3);
}

/* Every number and list of the regulation that is data, held against the file. */
Test(shipped, the_policy_of_the_nation_is_that_of_the_regulation)
{
	const size_t n = read_file(CONFIG "/policy/000000.yaml");
	cr_assert(
	    law_parse_policy("000000", text, n, NULL, &nation, &why), "%s", why.text);
	for (int i = DAYS_NONE + 1; i <= DAYS_SENDING_OFFICE; i++)
		cr_expect_eq(nation.days[i], 10, "〔2025〕 Art. 15");
	cr_expect_eq(nation.days[DAYS_SHEET], 3, "regulation §6");
	cr_expect_eq(nation.days[DAYS_VERIFICATION], 5);
	cr_expect_eq(nation.days[DAYS_DECISION], 5);
	cr_expect_eq(nation.days[DAYS_CARRYING_OUT], 5);
	cr_expect_eq(nation.days[DAYS_STATEMENT], 5);
	cr_expect_eq(nation.answer_days, 10);
	cr_expect_eq(nation.reminder_day, 8);
	cr_expect_eq(nation.between_provinces,
	    1u << STATUS_in_school | 1u << STATUS_abroad | 1u << STATUS_left_other |
		1u << STATUS_withdrawn | 1u << STATUS_expelled | 1u << STATUS_dropped_out,
	    "FAQ-10");
	cr_expect_eq(nation.within_province, 1u << STATUS_in_school, "FAQ-10");
	for (unsigned g = 1; g < 64; g++)
		cr_expect_eq(policy_allows_ground(&nation, (enum ground)g),
		    ground_is_legal((enum ground)g), "ground %u", g);
	cr_expect_eq(nation.prefecture_phases, 0);
	cr_expect_eq(nation.rule_stages, 0);
	cr_expect(nation.entry_grade_first_term && nation.leaving_grade_last_term);
}
