/* --check-config and --print-config: what an administrator trusts before a restart. */
#include <criterion/criterion.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "office.h"

static struct office office;
static struct outcome outcome;

static void
begin(void)
{
	office_begin(&office);
}

static void
end(void)
{
	office_end(&office);
}

TestSuite(config, .init = begin, .fini = end, .timeout = 300);

static void
check(const char *daemon)
{
	const char *const args[] = { "-c", office.config, "--check-config", NULL };
	office_run(&office, daemon, args, &outcome);
}

static void
print(const char *path)
{
	const char *const args[] = { "-c", path, "--print-config", NULL };
	office_run(&office, "countyd", args, &outcome);
}

Test(config, sound_files_pass_without_a_word)
{
	check("countyd");
	cr_expect_eq(outcome.status, 0);
	cr_expect_str_eq(outcome.out, "");
	cr_expect_str_eq(outcome.err, "");
}

/* 430103 and its neighbours have not joined yet: their county's colleagues go on. */
Test(config, units_without_a_key_are_counted_and_no_fault)
{
	office_set(&office, "serves: [\"430102\"]", "serves: [\"4301\"]");
	office_set(&office, "county:430102=", "county:4301=");
	check("countyd");
	cr_expect_eq(outcome.status, 0);
	cr_expect_not_null(strstr(outcome.err, "keys_missing n="), "%s", outcome.err);
	cr_expect_not_null(strstr(outcome.err, "first=430103"), "%s", outcome.err);
}

/* -- faults --------------------------------------------------------------------------- */

struct settings_row {
	const char *from, *to, *fault;
};

static const struct settings_row settings_rows[] = {
	{ "serves:", "serve:", "county.yaml:1:1: unknown key" },
	{ "keys:\n", "turn:\n  letters: 0\nkeys:\n", "\"turn.letters\": out of bounds" },
	{ "keys:\n", "log:\n  level: loud\nkeys:\n",
	    "log.level is none of debug, info, warn, error" },
	{ "desk:\n", "desk:\n  parents_code: \"file:\"\n",
	    "desk.parents_code is neither none nor file: and a directory" },
	{ "desk:\n", "desk:\n  messages: /var/spool\n", "desk.messages is neither none nor file: and a directory" },
	{ "desk:\n", "desk:\n  public_base: \"https://xueji.example/console\"\n",
	    "desk.public_base is neither https:// nor http:// of this machine and a host" },
	{ "desk:\n", "desk:\n  public_base: \"http://xueji.example\"\n", "desk.public_base is neither" },
	{ "desk:\n", "desk:\n  public_base: \"https://xueji.example\"\n  oidc_client: x\n  oidc_issuer: \"http://id.example\"\n",
	    "desk.oidc_issuer is neither an https address nor an http address of this machine" },
	{ "desk:\n", "desk:\n  oidc_client: x\n  oidc_issuer: \"https://id.example\"\n",
	    "desk.oidc_issuer needs desk.oidc_client and desk.public_base" },
	{ "desk:\n", "desk:\n  public_base: \"https://xueji.example\"\n  oidc_issuer: \"https://id.example\"\n",
	    "desk.oidc_issuer needs desk.oidc_client and desk.public_base" },
	{ "desk:\n", "desk:\n  oidc_secret_file: /dev/null\n", "/dev/null: cannot be read" },
	{ "\"430102\"", "\"99\"", "serves: no unit of level county lies there" },
	{ "units.csv", "unitz.csv", "unitz.csv" },
	{ "config/policy", "config/import", "config/import" },
	{ "root.pub", "root.none", "root.none: No such file" },
	{ "grants.bin", "county.yaml", "county.yaml: no file of key grants" },
	{ "root.pub", "grants.bin", "grants.bin: " },
	{ "desk:\n", "desk:\n  token_file: /dev/null\n", "/dev/null: cannot be read" },
};

Test(config, a_fault_in_the_settings_is_named_and_exits_1)
{
	const struct office sound = office;
	for (size_t i = 0; i < sizeof(settings_rows) / sizeof(settings_rows[0]); i++) {
		const struct settings_row *r = &settings_rows[i];
		office = sound;
		office_set(&office, r->from, r->to);
		check("countyd");
		cr_expect_eq(outcome.status, 1, "%s: exits %d", r->to, outcome.status);
		cr_expect_not_null(strstr(outcome.err, r->fault), "%s: %s", r->to, outcome.err);
	}
}

/* -- serves and kafka.topics ------------------------------------------------------------ */

struct route_row {
	const char *serves, *topics;
	const char *fault[3];	/* words of the sentence; none: the two agree */
};

#define OWN "county:4301=xueji.own"

static const struct route_row route_rows[] = {
	/* The default topic of a province, and all of it is ours. */
	{ "\"43\"", "", { NULL } },
	/* 4301 has a daemon of its own: both list what they serve, and no topic is shared. */
	{ "\"4301\"", "\"" OWN "\"", { NULL } },
	{ "\"4302\", \"4303\", \"4304\", \"4305\", \"4306\", \"4307\", \"4308\", \"4309\", \"431\","
	  " \"433\"", "\"" OWN "\"", { NULL } },
	/* Both prefixes by name: one daemon that reads two topics. */
	{ "\"43\", \"4301\"", "\"" OWN "\"", { NULL } },
	{ "\"43\"", "\"county:43=xueji.all\"", { NULL } },
	{ "\"43\"", "\"county:43=xueji.all\", \"school:43=xueji.school\"", { NULL } },
	/* Routes away what serves keeps. */
	{ "\"43\"", "\"" OWN "\"", { "unit 430102", "\"" OWN "\"", "serves \"43\"" } },
	{ "\"43\", \"4301\"", "\"county:430103=xueji.own\"",
	    { "unit 430103", "\"county:430103=xueji.own\"", "serves \"4301\"" } },
	/* The other daemon reads the same topic. */
	{ "\"4301\"", "",
	    { "topic xueji.v1.43.county", "unit 430202", "unit 430102" } },
	{ "\"43\"", "\"county:4=xueji.all\"", { "topic xueji.all", "unit 410102", "county:4=" } },
	{ "\"430102\"", "\"" OWN "\"", { "topic xueji.own", "unit 430103", "\"" OWN "\"" } },
	{ "\"4301\"", "\"" OWN "\", \"county:44=xueji.own\"",
	    { "topic xueji.own", "unit 440103", "\"county:44=xueji.own\"" } },
	{ "\"4301\"", "\"" OWN "\", \"province:43=xueji.own\"",
	    { "topic xueji.own", "unit 430000", "\"province:43=xueji.own\"" } },
	/* Rows that route nothing at all. */
	{ "\"43\"", "\"couty:4301=xueji.own\"", { "\"couty:4301=xueji.own\"", "level:prefix=topic" } },
	{ "\"43\"", "\"county 4301\"", { "\"county 4301\"", "level:prefix=topic" } },
	{ "\"43\"", "\"county:43=\"", { "\"county:43=\"", "level:prefix=topic" } },
};

Test(config, serves_and_routing_agree_or_the_unit_the_topic_and_the_rows_are_named)
{
	const struct office sound = office;
	for (size_t i = 0; i < sizeof(route_rows) / sizeof(route_rows[0]); i++) {
		const struct route_row *r = &route_rows[i];
		office = sound;
		office_set(&office, "\"430102\"", r->serves);
		office_set(&office, "\"county:430102=xueji.test.furong\"", r->topics);
		check("countyd");
		cr_expect_eq(outcome.status, r->fault[0] != NULL, "row %zu exits %d: %s", i,
		    outcome.status, outcome.err);
		for (size_t k = 0; k < 3 && r->fault[k] != NULL; k++)
			cr_expect_not_null(strstr(outcome.err, r->fault[k]), "row %zu \"%s\": %s",
			    i, r->fault[k], outcome.err);
	}
}

/* As deploy/stack and config/ have it. */
Test(config, a_whole_province_on_its_default_topics_is_sound_at_every_level)
{
	static const char *const daemons[][2] = {
		{ "schoold", "\"43\"" }, { "countyd", "\"43\"" }, { "prefectured", "\"43\"" },
		{ "provinced", "\"43\"" }, { "ministryd", "\"00\"" },
	};
	office_set(&office, "law:\n",
	    "law:\n  schools: [\"" XUEJI_SOURCE_DIR "/deploy/demo.d/schools.csv\"]\n");
	office_set(&office, "\"county:430102=xueji.test.furong\"", "");
	const struct office sound = office;
	for (size_t i = 0; i < sizeof(daemons) / sizeof(daemons[0]); i++) {
		office = sound;
		office_set(&office, "\"430102\"", daemons[i][1]);
		check(daemons[i][0]);
		cr_expect_eq(outcome.status, 0, "%s: %s", daemons[i][0], outcome.err);
	}
}

Test(config, a_topic_that_kafka_cannot_name_is_refused)
{
	office_set(&office, "xueji.test.furong",
	    "xueji.0123456789.0123456789.0123456789.0123456789.0123456789.0123456789");
	check("countyd");
	cr_expect_eq(outcome.status, 1);
	cr_expect_not_null(strstr(outcome.err, "longer than 63 characters"), "%s", outcome.err);
}

Test(config, settings_of_another_level_are_refused)
{
	check("prefectured");
	cr_expect_eq(outcome.status, 1);
	cr_expect_not_null(
	    strstr(outcome.err, "no unit of level prefecture lies there"), "%s", outcome.err);
}

struct file_row {
	const char *name, *text;
	mode_t mode;
	const char *fault;
};

#define NOT_SECRET "430102.pem: a private key must not be open to group or others"

static const struct file_row file_rows[] = {
	{ "keys/430102.pem", NULL, 0640, NOT_SECRET },
	{ "keys/430102.pem", NULL, 0604, NOT_SECRET },
	{ "keys/430102.pem", "no PEM", 0600, "430102.pem: no grant names this key for this unit" },
	{ "root.pub", "", 0644, "root.pub: empty" },
	{ "root.pub", "0123", 0644, "root.pub: not 64 hex digits" },
	{ "grants.bin", "no protobuf", 0644, "grants.bin: no file of key grants" },
};

Test(config, a_fault_in_a_file_of_keys_is_named_and_exits_1)
{
	for (size_t i = 0; i < sizeof(file_rows) / sizeof(file_rows[0]); i++) {
		const struct file_row *r = &file_rows[i];
		office_end(&office);
		office_begin(&office);
		if (r->text != NULL)
			office_write(&office, r->name, r->text, r->mode);
		cr_assert_eq(chmod(office_path(&office, r->name), r->mode), 0);
		check("countyd");
		cr_expect_eq(outcome.status, 1, "%s: exits %d", r->fault, outcome.status);
		cr_expect_not_null(strstr(outcome.err, r->fault), "%s: %s", r->fault, outcome.err);
	}
}

/* A sound key with a sound grant - of the county next door. */
Test(config, the_key_of_another_unit_is_refused)
{
	char pem[1024];
	office_read(&office, "keys/430104.pem", pem, sizeof(pem));
	office_write(&office, "keys/430102.pem", pem, 0600);
	check("countyd");
	cr_expect_eq(outcome.status, 1);
	cr_expect_not_null(strstr(outcome.err, "no grant names this key for this unit"));
}

Test(config, a_token_is_a_secret_and_not_empty)
{
	office_set(&office, "desk:\n", "desk:\n  token_file: TOKEN\n");
	office_set(&office, "TOKEN", office_path(&office, "token"));
	office_write(&office, "token", "s3cret\n", 0640);
	check("countyd");
	cr_expect_eq(outcome.status, 0, "%s", outcome.err);
	office_write(&office, "token", "s3cret\n", 0644);
	check("countyd");
	cr_expect_eq(outcome.status, 1);
	cr_expect_not_null(strstr(outcome.err, "token: must not be open to others"));
	cr_expect_null(strstr(outcome.err, "s3cret"));
	office_write(&office, "token", "\n", 0600);
	check("countyd");
	cr_expect_eq(outcome.status, 1);
	cr_expect_not_null(strstr(outcome.err, "token: empty"), "%s", outcome.err);
}

/* -- printing ------------------------------------------------------------------------- */

Test(config, printing_the_settings_and_reading_them_back_is_the_identity)
{
	static char first[OFFICE_TEXT_MAX];
	office_set(&office, "keys:\n", "log:\n  level: debug\nclock_shift_s: -7\nkeys:\n");
	office_set(&office, "\"county:430102=xueji.test.furong\"",
	    "\"school:430102=a\", 'county:430102=\"b\"'");
	print(office.config);
	cr_assert_eq(outcome.status, 0, "%s", outcome.err);
	cr_expect_not_null(strstr(outcome.out, "clock_shift_s: -7\n"), "%s", outcome.out);
	memcpy(first, outcome.out, sizeof(first));
	office_write(&office, "printed.yaml", first, 0644);
	print(office_path(&office, "printed.yaml"));
	cr_expect_eq(outcome.status, 0, "%s", outcome.err);
	cr_expect_str_eq(outcome.out, first);
	strcpy(office.config, office_path(&office, "printed.yaml"));
	check("countyd");
	cr_expect_eq(outcome.status, 0, "%s", outcome.err);
}

Test(config, printing_names_the_fault_and_prints_nothing)
{
	office_set(&office, "serves:", "serve:");
	print(office.config);
	cr_expect_eq(outcome.status, 1);
	cr_expect_str_eq(outcome.out, "");
	cr_expect_not_null(strstr(outcome.err, "county.yaml:1:1"));
}
