/* The office of office.h. Policies and keys are those of one process: each test is one. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "relay/office.h"
#include "wire/keyring.h"

/* -- the calendar --------------------------------------------------------------------- */

/* One line a week, Monday first; 2026-01-01 was a Thursday. */
static const uint8_t kinds[] = {
		 0, 0, 0, 1,	/* New Year; Sunday 4 January is worked */
	1, 1, 1, 1, 1, 0, 0,
	1, 1, 1, 1, 1, 0, 0,
	1, 1, 1, 1, 1, 0, 0,
	1, 1, 1, 1, 1, 0, 0,	/* from 26 January */
	1, 1, 1, 1, 1, 0, 0,
	1, 1, 1, 1, 1, 1, 0,	/* 14 February, a Saturday, is worked */
	0, 0, 0, 0, 0, 0, 0,	/* Spring Festival */
	0, 1, 1, 1, 1, 1, 0,	/* 28 February, a Saturday, is worked */
	1, 1, 1, 1, 1, 0, 0,
	1, 1, 1, 1, 1, 0, 0,
	1, 1, 1, 1, 1, 0, 0,
	1, 1, 1, 1, 1, 0, 0,
	1, 1,			/* to 31 March */
};

enum { DAYS_TO_2026_01_01 = 20454 };

const struct calendar office_calendar = { { DAYS_TO_2026_01_01 }, sizeof(kinds), kinds, 3 };

bool
office_is_worked(struct day day)
{
	static const char *const worked[] = { "2026-01-04", "2026-02-14", "2026-02-28" };
	for (size_t i = 0; i < sizeof(worked) / sizeof(worked[0]); i++)
		if (on(worked[i]).n == day.n)
			return true;
	if (day.n >= on("2026-01-01").n && day.n <= on("2026-01-03").n)
		return false;
	if (day.n >= on("2026-02-15").n && day.n <= on("2026-02-23").n)
		return false;
	return day_weekday(day) < 5;
}

/* -- the law -------------------------------------------------------------------------- */

struct policy office_nation, office_hunan, office_guangdong;

static const struct policy *
find_policy(const void *law, struct unit_code province, struct instant at, uint32_t version)
{
	(void)law, (void)at, (void)version;
	return unit_code_equal(province, code(HUNAN))	? &office_hunan
	    : unit_code_equal(province, code(GUANGDONG)) ? &office_guangdong
							  : &office_nation;
}

static bool
is_ahead(const void *law, struct unit_code province, uint32_t version)
{
	return version > find_policy(law, province, (struct instant){ 0 }, 0)->version;
}

static void
new_id(char ret[37])
{
	static unsigned n;
	(void)snprintf(ret, 37, "0198c0de-0000-7000-8000-%012x", ++n);
}

/* The ministry vouches for all of them itself, which it may. */
static struct keyring *
make_keys(struct arena *a)
{
	static const char *const names[] = { MINISTRY, FURONG, LIWAN, FURONG_SCHOOL, HUNAN };
	enum { N = sizeof(names) / sizeof(names[0]) };
	const struct instant from = { 0 }, until = { INT64_C(4102444800000) };
	struct bytes pem[N], grants[N];
	uint8_t public_key[N][PUBLIC_KEY_SIZE];
	size_t refused;
	for (size_t i = 0; i < N; i++) {
		cr_assert(keyring_generate(a, &pem[i], public_key[i]));
		cr_assert(keyring_grant(a, code(names[i]), public_key[i], from, until,
		    code(MINISTRY), pem[0], &grants[i]));
	}
	struct keyring *k =
	    keyring_open(keyring_file(a, grants, N), public_key[0], &land, &refused);
	cr_assert_not_null(k);
	cr_assert_eq(refused, 0);
	for (size_t i = 1; i < N; i++)
		cr_assert(keyring_add_private(k, code(names[i]), pem[i]));
	return k;
}

void
office_begin(struct office *o, enum level level)
{
	static const char serves[2][256] = { "43", "44" };
	memset(o, 0, sizeof(*o));
	log_open("office", LOG_ERROR);	/* hundreds of reminders */
	office_nation = policy_of(MINISTRY);
	office_hunan = policy_of(HUNAN);
	office_guangdong = policy_of(GUANGDONG);
	o->arena = arena_new();
	o->keyring = make_keys(o->arena);
	o->options.level = level;
	o->options.serves = serves;
	o->options.n_serves = 2;
	o->options.pace.resend_after_s = 5;
	o->options.new_id = new_id;
	o->law.registry = &land;
	o->law.calendar = &office_calendar;
	o->law.divisions = &land_divisions;
	o->law.nation = &office_nation;
	o->law.policy = find_policy;
	o->law.is_ahead = is_ahead;
	o->law.keyring = o->keyring;
}

void
office_end(struct office *o)
{
	keyring_free(o->keyring);
	arena_free(o->turn.arena);
	arena_free(o->arena);
}

struct turn *
office_turn(struct office *o, struct instant now)
{
	struct arena *arena = o->turn.arena != NULL ? o->turn.arena : arena_new();
	const struct turn empty = {
		.options = &o->options,
		.law = &o->law,
		.arena = arena,
		.now = now,
	};
	arena_reset(arena);
	o->turn = empty;
	return &o->turn;
}

/* -- the docket ----------------------------------------------------------------------- */

struct docket
office_desk(const char *holder, struct instant since, int days)
{
	struct header h = {
		.kind = BUSINESS_transfer,
		.scope = SCOPE_between_counties,
		.receiving_school = code(FURONG_SCHOOL),
		.sending_school = code(TIANXIN_SCHOOL),
		.route = { .stops = { { STAGE_receiving_county, code(holder), false,
			       (uint8_t)days } }, .n = 1 },
		.answer_days = 10,
	};
	cr_assert(docket_id_parse("0198c0de-0000-7000-8000-00000000d0c4", &h.id));
	struct docket d = docket_begin(&h);
	d.n = 1;
	d.posture = POSTURE_DESK;
	d.holder = code(holder);
	d.since = since;
	return d;
}

struct live
office_live(const struct docket *d)
{
	static struct sealed entries[1];	/* never looked into: the fold is given */
	static struct unit_code holders[1];
	const struct live l = {
		.entries = entries,
		.holders = holders,
		.capacity = 1,
		.id = d->header.id,
		.docket = *d,
		.n = 1,
		.n_before = 1,
		.is_begun = true,
	};
	return l;
}
