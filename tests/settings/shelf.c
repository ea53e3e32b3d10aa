/* The scratch folder; the units are few, but of every kind that the real tree has. */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "shelf.h"

enum { SHELF_PATH_MAX = 512 };

static char dir[32];
static struct settings settings;

static const struct {
	const char *name, *text;
} files[] = {
	{ "units.csv", "code,parent,level,phase,void,name\n"
		       "000000,,ministry,,0,教育部\n"
		       "110000,000000,province,,0,北京市教育委员会\n"
		       "110101,110000,county,,0,北京市东城区教育局\n"
		       "430000,000000,province,,0,湖南省教育厅\n"
		       "430100,430000,prefecture,,0,长沙市教育局\n"
		       "430102,430100,county,,0,长沙市芙蓉区教育局\n"
		       "440000,000000,province,,0,广东省教育厅\n"
		       "441900,440000,prefecture,,0,东莞市教育局\n"
		       "430121,430100,county,,1,长沙县教育局\n" },
	{ "schools.csv", "code,parent,level,phase,void,name\n"
			 "2143000001,430102,school,primary,0,芙蓉小学\n"
			 "2144000001,441900,school,junior,0,东莞初级中学\n"
			 "2143000009,430121,school,senior,1,长沙县旧校\n"
			 "2111000001,110101,school,,0,东城九年一贯制学校\n" },
	{ "contacts.csv", "unit,phone,channel\n"
			  "000000,000-00000000,https://c000000.example\n"
			  "2143000001,,校门口意见箱\n"
			  "430102,+86 (000) 430102,\n" },
	{ "divisions.csv",
	    "code\n110000\n110101\n430000\n430100\n430102\n440000\n441900\n" },
	{ "calendar.csv",
	    "date,kind\n2025-12-31,holiday\n2026-02-14,workday\n2026-02-16,holiday\n" },
	{ "policy/000000.yaml",
	    "version: 3\n"
	    "windows:\n"
	    "  transfer: [\"08-15..07-15\"]\n"
	    "  graduate_transfer: [\"08-15..12-15\", \"03-01..06-01\"]\n"
	    "days:\n"
	    "  receiving_school: 10\n"
	    "  receiving_office: 10\n"
	    "  sending_school: 10\n"
	    "  sending_office: 10\n"
	    "answer_days: 10\n"
	    "between_provinces: [in_school, abroad, dropped_out]\n"
	    "within_province: [in_school]\n"
	    "grounds: [NO_SEAT, UNDER_SANCTION]\n" },
	{ "policy/430000.yaml", "version: 7\ndays:\n  sending_school: 5\n" },
};

enum { N_FILES = sizeof(files) / sizeof(files[0]) };

const char *
shelf_path(const char *name)
{
	static char path[SHELF_PATH_MAX];
	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

void
shelf_write_bytes(const char *name, const char *bytes, size_t n)
{
	FILE *f = fopen(shelf_path(name), "wb");
	cr_assert_not_null(f, "%s: %s", shelf_path(name), strerror(errno));
	cr_assert_eq(fwrite(bytes, 1, n, f), n);
	cr_assert_eq(fclose(f), 0);
}

void
shelf_write(const char *name, const char *text)
{
	shelf_write_bytes(name, text, strlen(text));
}

void
shelf_fill(void)
{
	for (size_t i = 0; i < N_FILES; i++)
		shelf_write(files[i].name, files[i].text);
}

static void
put_path(char ret[SETTINGS_TEXT_MAX], const char *name)
{
	cr_assert(text_copy(ret, SETTINGS_TEXT_MAX, shelf_path(name)));
}

void
shelf_begin(void)
{
	strcpy(dir, "/tmp/xueji-settings-XXXXXX");
	cr_assert_not_null(mkdtemp(dir));
	cr_assert_eq(mkdir(shelf_path("policy"), 0700), 0);
	shelf_fill();
	memset(&settings, 0, sizeof(settings));
	put_path(settings.law_units, "units.csv");
	put_path(settings.law_schools.item[0], "schools.csv");
	settings.law_schools.n = 1;
	put_path(settings.law_contacts, "contacts.csv");
	put_path(settings.law_divisions, "divisions.csv");
	put_path(settings.law_calendar, "calendar.csv");
	put_path(settings.law_policies, "policy");
}

void
shelf_end(void)
{
	char command[SHELF_PATH_MAX];
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", dir);
	cr_assert_eq(system(command), 0);
}

struct settings *
shelf_settings(void)
{
	return &settings;
}

void
shelf_set(const char *name, const char *from, const char *to)
{
	static char text[SHELF_TEXT_MAX], changed[SHELF_TEXT_MAX];
	FILE *f = fopen(shelf_path(name), "rb");
	cr_assert_not_null(f, "%s: %s", shelf_path(name), strerror(errno));
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	(void)fclose(f);
	const char *at = from[0] == '\0' ? text + strlen(text) : strstr(text, from);
	cr_assert_not_null(at, "\"%s\" is not in %s", from, name);
	const int n = snprintf(changed, sizeof(changed), "%.*s%s%s", (int)(at - text),
	    text, to, at + strlen(from));
	cr_assert_lt(n, (int)sizeof(changed));
	shelf_write(name, changed);
}

struct law *
shelf_law(void)
{
	struct settings_fault why;
	memset(&why, 0, sizeof(why));
	struct law *law = law_load(&settings, &why);
	cr_assert_not_null(law, "%s", why.text);
	return law;
}

void
shelf_expect_fault(const char *fault)
{
	struct settings_fault why;
	memset(why.text, '?', sizeof(why.text)); /* a reason is given in every case */
	why.text[sizeof(why.text) - 1] = '\0';
	struct law *law = law_load(&settings, &why);
	cr_expect_null(law, "loads, although %s", fault);
	if (law == NULL)
		cr_expect_str_eq(why.text, shelf_path(fault));
	law_free(law);
}

void
shelf_expect_faults(const struct spoilt *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		shelf_fill();
		shelf_set(rows[i].file, rows[i].from, rows[i].to);
		shelf_expect_fault(rows[i].fault);
	}
}

struct unit_code
shelf_code(const char *text)
{
	struct unit_code code;
	cr_assert(unit_code_parse(text, &code), "%s", text);
	return code;
}
