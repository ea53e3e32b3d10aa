/*
 * Who vouches for whom. Everything in a file of grants was written by somebody who may be
 * mistaken, late, or after another unit's seal.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "paper.h"
#include "wire/keyring_inside.h"

static struct paper paper;

static void
begin(void)
{
	paper_begin(&paper);
}

static void
end(void)
{
	paper_end(&paper);
}

TestSuite(keyring, .init = begin, .fini = end, .timeout = 60);

enum { GRANTS_MAX = 16 };

/* Grants on the table: all of the paper's, then what a test changes or adds. */
struct table {
	struct bytes at[GRANTS_MAX];
	size_t n;
};

static struct table
all_grants(void)
{
	struct table t = { .n = N_OFFICES };
	for (size_t i = 0; i < N_OFFICES; i++)
		t.at[i] = paper.offices[i].grant;
	return t;
}

static struct keyring *
open_table(const struct table *t, const struct registry *r, size_t refused)
{
	size_t found = 99;
	struct keyring *k = keyring_open(
	    keyring_file(paper.arena, t->at, t->n), paper_root(&paper), r, &found);
	cr_assert_not_null(k);
	cr_expect_eq(found, refused, "%zu grants were refused, not %zu", found, refused);
	return k;
}

/* Does a stamp that the unit makes with its own key hold? */
static enum verdict
ask_at(const struct keyring *k, enum office_name unit, struct instant at)
{
	struct stamp s;
	cr_assert_eq(keyring_stamp(paper.keyring, paper_code(unit), paper_begins, "entry",
	    paper_text("body"), &s), VERDICT_OK);
	return keyring_check(k, paper_code(unit), at, "entry", paper_text("body"), &s);
}

static enum verdict
ask(const struct keyring *k, enum office_name unit)
{
	return ask_at(k, unit, paper_begins);
}

static struct bytes
grant_for(struct unit_code unit, enum office_name key, enum office_name issuer,
    struct instant from, struct instant until)
{
	struct bytes grant;
	cr_assert(keyring_grant(paper.arena, unit, paper.offices[key].public_key, from, until,
	    paper_code(issuer), paper.offices[issuer].pem, &grant));
	return grant;
}

/* -- order and chain ------------------------------------------------------------------ */

Test(keyring, takes_grants_in_any_order)
{
	struct table t = all_grants();
	for (size_t turn = 0; turn < N_OFFICES; turn++) {
		const struct bytes first = t.at[0];
		memmove(t.at, t.at + 1, (N_OFFICES - 1) * sizeof(t.at[0]));
		t.at[N_OFFICES - 1] = first;
		struct keyring *k = open_table(&t, NULL, 0);
		keyring_free(k);
	}
	for (size_t i = 0; i < N_OFFICES; i++)
		t.at[i] = paper.offices[N_OFFICES - 1 - i].grant;
	struct keyring *k = open_table(&t, NULL, 0);
	for (size_t i = 0; i < N_OFFICES; i++)
		cr_expect_eq(ask(k, (enum office_name)i), VERDICT_OK);
	keyring_free(k);
}

Test(keyring, leaves_out_everybody_below_a_missing_grant)
{
	struct table t = all_grants();
	t.at[PREFECTURE] = t.at[--t.n];	/* FAR_SCHOOL's moves up; OTHER_COUNTY hangs in the air */
	struct keyring *k = open_table(&t, NULL, 2);
	cr_expect_eq(ask(k, OTHER_COUNTY), VERDICT_UNKNOWN_KEY);
	cr_expect_eq(ask(k, FAR_SCHOOL), VERDICT_UNKNOWN_KEY);
	cr_expect_eq(ask(k, SCHOOL), VERDICT_OK);
	keyring_free(k);
}

Test(keyring, trusts_no_other_root)
{
	size_t refused = 0;
	uint8_t other[PUBLIC_KEY_SIZE] = { 1 };
	struct keyring *k = keyring_open(paper_grants(&paper), other, NULL, &refused);
	cr_assert_not_null(k);
	cr_expect_eq(refused, N_OFFICES);
	for (size_t i = 0; i < N_OFFICES; i++)
		cr_expect_eq(ask(k, (enum office_name)i), VERDICT_UNKNOWN_KEY);
	keyring_free(k);
}

Test(keyring, refuses_a_root_key_that_calls_itself_something_else)
{
	struct table t = all_grants();
	t.at[MINISTRY] = grant_for(
	    paper_code(PROVINCE), MINISTRY, MINISTRY, paper_begins, paper_ends);
	struct keyring *k = open_table(&t, NULL, N_OFFICES);
	keyring_free(k);
}

Test(keyring, refuses_a_grant_by_a_stranger)
{
	struct paper stranger;
	paper_begin(&stranger);
	struct table t = all_grants();
	t.at[t.n++] = stranger.offices[SCHOOL].grant;
	/* One that says the county issued it, but was signed by the stranger's county. */
	t.at[SCHOOL] = stranger.offices[SCHOOL].grant;
	struct keyring *k = open_table(&t, NULL, 2);
	cr_expect_eq(ask(k, SCHOOL), VERDICT_UNKNOWN_KEY);
	keyring_free(k);
	paper_end(&stranger);
}

Test(keyring, refuses_a_grant_of_which_any_bit_changed)
{
	const struct bytes sound = paper.offices[SCHOOL].grant;
	for (size_t bit = 0; bit < 8 * sound.size; bit++) {
		struct table t = all_grants();
		const struct bytes copy = arena_copy(paper.arena, sound);
		uint8_t *data = arena_alloc(paper.arena, copy.size);
		memcpy(data, copy.data, copy.size);
		data[bit / 8] ^= (uint8_t)(1u << bit % 8);
		t.at[SCHOOL].data = data;
		size_t refused;
		struct keyring *k = keyring_open(keyring_file(paper.arena, t.at, t.n),
		    paper_root(&paper), NULL, &refused);
		cr_assert_not_null(k);
		cr_expect_eq(ask(k, SCHOOL), VERDICT_UNKNOWN_KEY, "bit %zu", bit);
		keyring_free(k);
	}
}

Test(keyring, refuses_bytes_that_are_no_file_of_grants)
{
	size_t refused = 77;
	const struct bytes none = { 0 };
	cr_expect_null(keyring_open(none, paper_root(&paper), NULL, &refused));
	cr_expect_null(
	    keyring_open(paper_text("not a file"), paper_root(&paper), NULL, &refused));
	cr_expect_eq(refused, 77);
}

/* -- who may issue -------------------------------------------------------------------- */

Test(keyring, refuses_a_grant_by_an_equal_a_subordinate_or_oneself)
{
	const struct { enum office_name unit, issuer; } rows[] = {
		{ NEIGHBOUR, SCHOOL },		/* a school vouches for nobody */
		{ SCHOOL, SCHOOL },
		{ COUNTY, COUNTY },
		{ COUNTY, OTHER_COUNTY },
		{ PREFECTURE, COUNTY },
		{ PROVINCE, PREFECTURE },
		{ PROVINCE, PROVINCE },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct table t = all_grants();
		t.at[t.n++] = paper_grant(&paper, rows[i].unit, rows[i].issuer);
		struct keyring *k = open_table(&t, NULL, 1);
		keyring_free(k);
	}
}

Test(keyring, lets_nobody_become_the_ministry)
{
	for (size_t i = PROVINCE; i < N_OFFICES; i++) {
		struct table t = all_grants();
		t.at[t.n++] = grant_for(paper_code(MINISTRY), COUNTY, (enum office_name)i,
		    paper_begins, paper_ends);
		struct keyring *k = open_table(&t, NULL, 1);
		keyring_free(k);
	}
}

Test(keyring, refuses_a_grant_to_another_province)
{
	static const char *const codes[] = { "440000", "440100", "440103", "2144000101" };
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		struct unit_code unit;
		cr_assert(unit_code_parse(codes[i], &unit));
		struct table t = all_grants();
		t.at[t.n++] = grant_for(unit, SCHOOL, PROVINCE, paper_begins, paper_ends);
		t.at[t.n++] = grant_for(unit, SCHOOL, MINISTRY, paper_begins, paper_ends);
		struct keyring *k = open_table(&t, NULL, 1);
		keyring_free(k);
	}
}

/* Off line there are only codes to go by. They must never contradict the tree. */
Test(keyring, judges_by_codes_as_the_tree_of_units_does)
{
	static const char *const files[] = {
		XUEJI_SOURCE_DIR "/config/units.csv", XUEJI_SOURCE_DIR "/deploy/demo.d/schools.csv",
	};
	char line[512];
	size_t n = 0;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		FILE *f = fopen(files[i], "r");
		cr_assert_not_null(f, "%s", files[i]);
		while (fgets(line, sizeof(line), f) != NULL) {
			struct unit_code unit, parent;
			char *comma = strchr(line, ',');
			char *end = comma == NULL ? NULL : strchr(comma + 1, ',');
			if (end == NULL)
				continue;
			*comma = *end = '\0';
			if (!unit_code_parse(line, &unit) || !unit_code_parse(comma + 1, &parent))
				continue;
			n++;
			cr_expect(keyring_codes_allow(parent, unit), "%s above %s", parent.text,
			    unit.text);
			cr_expect_not(keyring_codes_allow(unit, parent), "%s above %s", unit.text,
			    parent.text);
		}
		(void)fclose(f);
	}
	cr_expect_gt(n, 3000);
}

/* -- with the tree -------------------------------------------------------------------- */

/* In this tree OTHER_COUNTY answers to the prefecture and COUNTY to the province. */
static const struct unit units[] = {
	{ .code = { "000000" }, .level = LEVEL_MINISTRY },
	{ .code = { "2143000101" }, .parent = { "430102" }, .level = LEVEL_SCHOOL },
	{ .code = { "2143000102" }, .parent = { "430102" }, .level = LEVEL_SCHOOL },
	{ .code = { "2143000103" }, .parent = { "430104" }, .level = LEVEL_SCHOOL },
	{ .code = { "430000" }, .parent = { "000000" }, .level = LEVEL_PROVINCE },
	{ .code = { "430100" }, .parent = { "430000" }, .level = LEVEL_PREFECTURE },
	{ .code = { "430102" }, .parent = { "430000" }, .level = LEVEL_COUNTY },
	{ .code = { "430104" }, .parent = { "430100" }, .level = LEVEL_COUNTY },
};

static const struct registry registry = {
	.units = units,
	.n_units = sizeof(units) / sizeof(units[0]),
	.version = 1,
};

Test(keyring, with_a_registry_takes_any_superior_and_nobody_else)
{
	struct table t = all_grants();
	struct keyring *k = open_table(&t, &registry, 0);
	keyring_free(k);
	t.at[t.n++] = paper_grant(&paper, FAR_SCHOOL, PROVINCE);	/* two levels up: fine */
	t.at[t.n++] = paper_grant(&paper, SCHOOL, OTHER_COUNTY);	/* not its county */
	t.at[t.n++] = paper_grant(&paper, COUNTY, PREFECTURE);	/* answers to the province */
	k = open_table(&t, &registry, 2);
	keyring_free(k);
	t = all_grants();
	t.at[t.n++] = paper_grant(&paper, PROVINCE, PROVINCE);
	t.at[t.n++] = paper_grant(&paper, NEIGHBOUR, SCHOOL);
	struct unit_code unknown;
	cr_assert(unit_code_parse("430105", &unknown));
	t.at[t.n++] = grant_for(unknown, COUNTY, PROVINCE, paper_begins, paper_ends);
	k = open_table(&t, &registry, 3);
	keyring_free(k);
}

/* SCHOOL answers to COUNTY until 1000 and to OTHER_COUNTY from then on; 430106 comes at 1000. */
Test(keyring, takes_grants_of_whoever_stood_above_or_will)
{
	const struct instant before = { paper_begins.ms + 999 }, after = { paper_begins.ms + 1000 };
	const struct unit_edition editions[] = {
		{ .unit = { .code = { "2143000101" }, .parent = { "430104" }, .level = LEVEL_SCHOOL }, .from = after },
		{ .unit = { .code = { "430106" }, .parent = { "430000" }, .level = LEVEL_COUNTY }, .from = after },
	};
	struct registry r = registry;
	r.editions = editions;
	r.n_editions = 2;
	r.at = before;
	struct table t = all_grants();
	t.at[SCHOOL] = grant_for(paper_code(SCHOOL), SCHOOL, COUNTY, before, paper_ends);
	t.at[t.n++] = grant_for(paper_code(SCHOOL), SCHOOL, OTHER_COUNTY, before, paper_ends);
	struct unit_code comes;
	cr_assert(unit_code_parse("430106", &comes));
	t.at[t.n++] = grant_for(comes, COUNTY, PROVINCE, before, paper_ends);
	struct keyring *k = open_table(&t, &r, 0);
	keyring_free(k);
	r.at = paper_ends;
	k = open_table(&t, &r, 0);
	keyring_free(k);
	t.at[t.n++] = grant_for(paper_code(SCHOOL), SCHOOL, COUNTY, after, paper_ends);
	k = open_table(&t, &r, 1);
	keyring_free(k);
}

/* -- time ----------------------------------------------------------------------------- */

Test(keyring, needs_the_issuers_key_to_be_good_when_the_grant_begins)
{
	const struct instant before = { paper_begins.ms - 1 }, later = { paper_ends.ms + 1 };
	const struct { struct instant from, until; size_t refused; } rows[] = {
		{ before, paper_ends, 1 },
		{ paper_begins, later, 0 },	/* it may outlive its issuer */
		{ paper_ends, later, 1 },
		{ paper_begins, paper_begins, 1 },	/* good at no instant */
		{ paper_ends, paper_begins, 1 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct table t = all_grants();
		t.at[SCHOOL] = grant_for(
		    paper_code(SCHOOL), SCHOOL, COUNTY, rows[i].from, rows[i].until);
		struct keyring *k = open_table(&t, NULL, rows[i].refused);
		keyring_free(k);
	}
}

Test(keyring, takes_a_renewed_key_under_each_of_its_grants)
{
	const struct instant middle = { paper_begins.ms + 1000 };
	const struct instant later = { middle.ms + 1000 };
	const struct instant gap = { later.ms + 1000 };
	struct table t = all_grants();
	t.at[SCHOOL] = grant_for(paper_code(SCHOOL), SCHOOL, COUNTY, paper_begins, middle);
	t.at[t.n++] = grant_for(paper_code(SCHOOL), SCHOOL, COUNTY, middle, later);
	t.at[t.n++] = grant_for(paper_code(SCHOOL), SCHOOL, COUNTY, gap, paper_ends);
	struct keyring *k = open_table(&t, NULL, 0);
	cr_assert(keyring_add_private(k, paper_code(SCHOOL), paper.offices[SCHOOL].pem));
	const struct { struct instant at; bool is_good; } rows[] = {
		{ { paper_begins.ms - 1 }, false }, { paper_begins, true }, { middle, true },
		{ { later.ms - 1 }, true }, { later, false }, { gap, true },
		{ { paper_ends.ms - 1 }, true }, { paper_ends, false },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		cr_expect_eq(ask_at(k, SCHOOL, rows[i].at),
		    rows[i].is_good ? VERDICT_OK : VERDICT_KEY_EXPIRED, "row %zu", i);
		cr_expect_eq(keyring_can_sign(k, paper_code(SCHOOL), rows[i].at),
		    rows[i].is_good, "row %zu", i);
	}
	keyring_free(k);
}

static void
expect_newer_key_stamps(bool is_newer_added_first)
{
	const struct instant middle = { paper_begins.ms + 1000 };
	struct bytes pem, grant;
	uint8_t public_key[PUBLIC_KEY_SIZE];
	struct stamp old, new;
	cr_assert(keyring_generate(paper.arena, &pem, public_key));
	cr_assert(keyring_grant(paper.arena, paper_code(SCHOOL), public_key, middle, paper_ends,
	    paper_code(COUNTY), paper.offices[COUNTY].pem, &grant));
	struct table t = all_grants();
	t.at[t.n++] = grant;
	struct keyring *k = open_table(&t, NULL, 0);
	for (int i = 0; i < 2; i++)
		cr_assert(keyring_add_private(k, paper_code(SCHOOL),
		    is_newer_added_first == (i == 0) ? pem : paper.offices[SCHOOL].pem));
	cr_assert_eq(keyring_stamp(k, paper_code(SCHOOL), paper_begins, "entry",
	    paper_text("body"), &old), VERDICT_OK);
	cr_assert_eq(keyring_stamp(k, paper_code(SCHOOL), middle, "entry", paper_text("body"),
	    &new), VERDICT_OK);
	cr_expect_str_neq(old.key_id, new.key_id);
	cr_expect_eq(keyring_check(k, paper_code(SCHOOL), middle, "entry", paper_text("body"),
	    &new), VERDICT_OK);
	cr_expect_eq(keyring_check(k, paper_code(SCHOOL), paper_begins, "entry",
	    paper_text("body"), &new), VERDICT_KEY_EXPIRED);
	keyring_free(k);
}

Test(keyring, stamps_with_the_newer_of_two_keys)
{
	expect_newer_key_stamps(true);
	expect_newer_key_stamps(false);
}

/* -- one key, two units --------------------------------------------------------------- */

/* A county grants the key of its neighbour's school, or of the province, to a school of its
 * own. Whoever the key belongs to must go on undisturbed. */
Test(keyring, keeps_working_for_a_unit_whose_key_was_granted_to_another_as_well)
{
	for (size_t victim = PROVINCE; victim < N_OFFICES; victim++) {
		struct table t = all_grants();
		for (size_t i = 1; i < 5; i++) {
			struct unit_code thief = paper_code(NEIGHBOUR);
			thief.text[9] = (char)('4' + i);
			t.at[t.n++] = grant_for(thief, (enum office_name)victim, COUNTY,
			    paper_begins, paper_ends);
		}
		struct keyring *k = open_table(&t, NULL, 0);
		for (size_t i = 0; i < N_OFFICES; i++) {
			cr_expect_eq(ask(k, (enum office_name)i), VERDICT_OK, "%zu %zu", victim, i);
			cr_expect(
			    keyring_add_private(k, paper_code((enum office_name)i),
			    paper.offices[i].pem), "%zu %zu", victim, i);
		}
		keyring_free(k);
	}
}

/* -- private keys --------------------------------------------------------------------- */

Test(keyring, adds_a_private_key_only_where_a_grant_names_it_for_that_unit)
{
	struct paper stranger;
	paper_begin(&stranger);
	struct table t = all_grants();
	struct keyring *k = open_table(&t, NULL, 0);
	const struct bytes none = { 0 };
	cr_expect_not(keyring_add_private(k, paper_code(SCHOOL), none));
	cr_expect_not(keyring_add_private(k, paper_code(SCHOOL), paper_text("no PEM")));
	cr_expect_not(keyring_add_private(k, paper_code(SCHOOL), paper.offices[COUNTY].pem));
	cr_expect_not(keyring_add_private(k, paper_code(SCHOOL), stranger.offices[SCHOOL].pem));
	cr_expect_not(keyring_can_sign(k, paper_code(SCHOOL), paper_begins));
	cr_expect(keyring_add_private(k, paper_code(SCHOOL), paper.offices[SCHOOL].pem));
	cr_expect(keyring_add_private(k, paper_code(SCHOOL), paper.offices[SCHOOL].pem), "again");
	cr_expect(keyring_can_sign(k, paper_code(SCHOOL), paper_begins));
	cr_expect_not(keyring_can_sign(k, paper_code(COUNTY), paper_begins));
	keyring_free(k);
	paper_end(&stranger);
}

/* A daemon has no terminal on which to ask for a password. */
Test(keyring, refuses_an_encrypted_private_key_without_asking, .timeout = 10)
{
	static const char pem[] =
	    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
	    "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhy7W94BYJ8DQICCAAw\n"
	    "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEMLV9ti5lk2/3LjZ/ZVImo4EQPiw\n"
	    "Uw1Q1oXi0CCAeKRtw74yQQ211O5fXYMaiEpo6Q47PGRITb6ANHHU9fiM3ZMVWmaP\n"
	    "Xd9YocchwOH5pzXpiCs=\n"
	    "-----END ENCRYPTED PRIVATE KEY-----\n";
	cr_expect_not(
	    keyring_add_private(paper.keyring, paper_code(SCHOOL), paper_text(pem)));
}

Test(keyring, names_a_key_by_the_hash_of_its_public_half)
{
	char id[KEY_ID_MAX];
	struct stamp s;
	keyring_id_of(paper.offices[SCHOOL].public_key, id);
	cr_assert_eq(keyring_stamp(paper.keyring, paper_code(SCHOOL), paper_begins, "entry",
	    paper_text("body"), &s), VERDICT_OK);
	cr_expect_str_eq(s.key_id, id);
	cr_expect_eq(strlen(id), 16);
}

Test(keyring, grants_nothing_with_a_key_that_is_none)
{
	struct bytes grant;
	cr_expect_not(keyring_grant(paper.arena, paper_code(SCHOOL),
	    paper.offices[SCHOOL].public_key, paper_begins, paper_ends, paper_code(COUNTY),
	    paper_text("no PEM"), &grant));
}
