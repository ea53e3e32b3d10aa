/* What comes before something that it hangs on: a change of the tree of units, or the delivery of its docket. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/paper.h"
#include "office.h"

static struct office office;
static struct turn *turn;

static void
begin_at(enum level level)
{
	office_begin(&office, level);
	turn = office_turn(&office, at("2026-09-21T12:00:00+08:00"));
}

static void
end(void)
{
	office_end(&office);
}

/* -- a filing under a tree that is to come ------------------------------------------------ */

static void
begin_county(void)
{
	begin_at(LEVEL_COUNTY);
}

TestSuite(early_tree, .init = begin_county, .fini = end, .timeout = 60);

static void
put_in_route(struct header *h, const char *instead_of_furong)
{
	for (size_t i = 0; i < h->route.n; i++)
		if (unit_code_equal(h->route.stops[i].unit, code(FURONG)))
			h->route.stops[i].unit = code(instead_of_furong);
}

/* Filed and approved by its school, under that tree, with that county in its route: what `to` makes of it. */
static enum letter_fate
take_filing_at(const char *to, const char *topic, uint32_t registry, const char *county, enum verdict *ret_why)
{
	static const enum happening_kind done[] = { HAPPENING_FILE, HAPPENING_APPROVE };
	struct paper p;
	uint8_t hash[HASH_SIZE];
	struct sealed entries[2];
	struct letter l = { .id = "0198f0a0-0000-7000-8000-000000000001", .from = code(FURONG_SCHOOL),
		.to = code(to), .kind = LETTER_DELIVERY, .first = 1, .entries = entries,
		.n_entries = 2 };
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	for (size_t i = 0; i < 2; i++) {
		const struct happening h = paper_ask(&p, done[i]);
		struct decision yes = paper_try(&p, &h);
		if (i == 0) {
			yes.header.registry = registry;
			put_in_route(&yes.header, county);
			l.header = wire_header_encode(turn->arena, &yes.header);
			wire_hash(l.header, hash);
		}
		cr_assert_eq(wire_entry_seal(turn->arena, office.keyring, &yes.entry, hash,
				 (struct bytes){ NULL, 0 }, &entries[i]), VERDICT_OK);
		memcpy(hash, entries[i].hash, HASH_SIZE);
		(void)paper_act(&p, &h);
	}
	l.docket = p.docket.header.id;
	l.sent_at = p.now;
	struct live *live = LIST_ADD(turn, turn->lives);
	live->id = l.docket;
	live->docket = docket_none();
	return turn_letter(turn, &l, topic, ret_why);
}

static enum letter_fate
take_filing(uint32_t registry, const char *county, enum verdict *ret_why)
{
	return take_filing_at(FURONG, "xueji.v1.43.county", registry, county, ret_why);
}

/* A version is a hash: one that nobody will ever publish cannot be told from one that is on its way. */
Test(early_tree, naming_a_tree_that_has_not_come_here_does_not_excuse_another_office)
{
	enum verdict why = VERDICT_OK;
	cr_expect_eq(take_filing(land.version + 1, TIANXIN, &why), LETTER_DEAD);
	cr_expect_eq(why, VERDICT_OUT_OF_RANGE);
	cr_expect_eq(turn->receipts.n, 0, "it comes again, and is taken once the tree is here");
}

Test(early_tree, under_ours_another_office_in_the_route_is_unlawful)
{
	enum verdict why = VERDICT_OK;
	cr_expect_eq(take_filing(land.version, TIANXIN, &why), LETTER_DEAD);
	cr_expect_eq(why, VERDICT_OUT_OF_RANGE);
}

Test(early_tree, under_another_one_with_the_same_route_it_is_taken)
{
	enum verdict why = VERDICT_OK;
	cr_expect_eq(take_filing(land.version + 1, FURONG, &why), LETTER_APPLIED, "%s", verdict_name(why));
}

/* -- what is told by a unit that has not had the docket, as far as we know ---------------- */

static void
begin_school(void)
{
	begin_at(LEVEL_SCHOOL);
}

TestSuite(early_notice, .init = begin_school, .fini = end, .timeout = 60);

/* Both schools are served here; what was stamped at the one comes to the other before its time. */
Test(early_notice, of_a_docket_that_is_not_taken_nobody_has_stamped_anything)
{
	enum verdict why = VERDICT_OK;
	cr_expect_eq(take_filing_at(LIWAN_SCHOOL, "xueji.v1.44.school", land.version, FURONG, &why), LETTER_DEAD);
	cr_expect_eq(why, VERDICT_WRONG_UNIT);
	cr_expect_eq(turn->handled.n, 0);
}

Test(early_notice, of_one_that_comes_back_from_elsewhere_who_stamped_it_here_is_written_down)
{
	enum verdict why = VERDICT_OK;
	cr_expect_eq(take_filing_at(FURONG_SCHOOL, "xueji.v1.43.school", land.version, FURONG, &why), LETTER_APPLIED,
	    "%s", verdict_name(why));
	cr_assert_eq(turn->handled.n, 2);
	cr_expect_str_eq(turn->handled.at[1].unit.text, FURONG_SCHOOL);
	cr_expect_eq(turn->handled.at[1].n, 2);
}

static enum letter_fate
take_notice(const char *from)
{
	enum verdict why = VERDICT_OK;
	struct docket d = office_desk(FURONG, turn->now, 10);
	d.header.route.stops[d.header.route.n++] =
	    (struct stop){ .stage = STAGE_sending_county, .unit = code(TIANXIN), .days = 10 };
	*LIST_ADD(turn, turn->lives) = office_live(&d);
	struct letter l = { .from = code(from), .to = code(FURONG_SCHOOL), .docket = d.header.id,
		.kind = LETTER_NOTICE,
		.notice = { .docket = d.header.id, .what = "request_refused", .unit = code(from),
			.stage = STAGE_sending_county, .at = turn->now } };
	return turn_letter(turn, &l, "xueji.v1.43.school", &why);
}

Test(early_notice, of_a_unit_on_the_route_is_taken_before_the_docket_is_known_to_be_there)
{
	cr_expect_eq(take_notice(TIANXIN), LETTER_APPLIED);
	cr_expect_eq(turn->notices.n, 1);
}

Test(early_notice, of_anybody_else_it_is_not)
{
	cr_expect_eq(take_notice(HETANG), LETTER_DEAD);
	cr_expect_eq(turn->notices.n, 0);
}

static struct registry
land_at(const void *law, struct instant then, uint32_t version)
{
	(void)version;
	return then.ms == 0 ? *(const struct registry *)law : *office.law.registry;
}

/* Of a docket that is not known at the county. */
static struct letter
notice_to_furong(const char *from)
{
	const struct letter l = { .from = code(from), .to = code(FURONG), .kind = LETTER_NOTICE,
		.docket = { "0198c0de-0000-7000-8000-00000000d0c4" },
		.notice = { .docket = { "0198c0de-0000-7000-8000-00000000d0c4" },
			.what = "illegal_refusal", .unit = code(from),
			.stage = STAGE_sending_school, .at = turn->now } };
	struct live *live = LIST_ADD(turn, turn->lives);
	live->id = l.docket;
	live->docket = docket_none();
	office.options.level = LEVEL_COUNTY;
	return l;
}

/* FURONG's school answers to TIANXIN by now, and had not heard of it. */
Test(early_notice, to_the_superior_of_before_it_is_taken)
{
	struct unit_edition edition = { .unit = *unit(FURONG_SCHOOL) };
	struct registry moved = land;
	const struct letter l = notice_to_furong(FURONG_SCHOOL);
	enum verdict why;
	edition.unit.parent = code(TIANXIN);
	moved.editions = &edition;
	moved.n_editions = 1;
	office.law.registry = &moved;
	cr_expect_eq(turn_letter(turn, &l, "xueji.v1.43.county", &why), LETTER_DEAD);
	office.law.registry_at = land_at;
	office.law.law = &land;
	cr_expect_eq(turn_letter(turn, &l, "xueji.v1.43.county", &why), LETTER_APPLIED);
}

/* HETANG's school wrote to FURONG while it answered to it; FURONG is void by now. */
Test(early_notice, to_a_unit_that_is_void_it_is_taken_from_whoever_wrote_to_it)
{
	struct unit_edition edition = { .unit = *unit(FURONG), .successor = code(TIANXIN) };
	struct registry without = land;
	const struct letter l = notice_to_furong(HETANG_SCHOOL);
	enum verdict why;
	cr_expect_eq(turn_letter(turn, &l, "xueji.v1.43.county", &why), LETTER_DEAD);
	edition.unit.is_void = true;
	without.editions = &edition;
	without.n_editions = 1;
	office.law.registry = &without;
	cr_expect_eq(turn_letter(turn, &l, "xueji.v1.43.county", &why), LETTER_APPLIED);
}
