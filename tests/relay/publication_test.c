/* Law that is published, on its way through a turn. */
#include <criterion/criterion.h>
#include <string.h>

#include "office.h"

static struct office office;

static void
end(void)
{
	office_end(&office);
}

TestSuite(publication, .fini = end, .timeout = 60);

static struct instant
now(void)
{
	return at("2026-01-05T09:00:00+08:00");
}

static struct publication
a_policy(const char *who)
{
	const struct publication p = {
		.matter = MATTER_POLICY,
		.unit = code(who),
		.officer = "wen",
		.version = 8,
		.file = "430000.yaml",
		.text = "version: 8\n",
		.size = strlen("version: 8\n"),
	};
	return p;
}

/* Publishes at the province; the value, which the office's arena keeps. */
static struct bytes
published(void)
{
	const struct publication p = a_policy(HUNAN);
	struct turn *t = office_turn(&office, now());
	cr_assert_eq(turn_publish(t, &p), VERDICT_OK);
	return arena_copy(office.arena, t->publications.at[0].value);
}

static enum letter_fate
take(struct turn *t, struct bytes value, enum verdict *ret_why)
{
	static struct publication p;
	cr_assert_eq(wire_publication_open(t->arena, office.keyring, value, &p), VERDICT_OK);
	return turn_take_publication(t, &p, value, ret_why);
}

Test(publication, it_is_kept_and_sent_until_its_publisher_has_read_it_itself)
{
	enum verdict why;
	office_begin(&office, LEVEL_PROVINCE);
	const struct bytes value = published();
	const struct turn *sent = &office.turn;
	cr_assert_eq(sent->outgoing.n, 1);
	const struct outgoing out = sent->outgoing.at[0];
	cr_expect_str_eq(out.topic, RELAY_REGISTRY_TOPIC);
	cr_expect_str_eq(out.kind, "publication");
	cr_expect_str_eq(out.docket.text, out.letter, "the key: repetitions are one");
	cr_expect_eq(sent->publications.at[0].publication->effective_at.ms, now().ms, "at once");
	struct turn *t = office_turn(&office, now());
	cr_expect_eq(take(t, value, &why), LETTER_APPLIED);
	cr_expect_eq(t->publications.n, 1);
	cr_assert_eq(t->done.n, 1, "its receipt");
	cr_expect_str_eq(t->done.at[0].letter, out.letter);
	cr_expect_str_eq(t->done.at[0].to.text, HUNAN);
}

Test(publication, others_keep_it_and_have_no_receipt_to_give)
{
	enum verdict why;
	office_begin(&office, LEVEL_PROVINCE);
	const struct bytes value = published();
	office.options.level = LEVEL_COUNTY;
	struct turn *t = office_turn(&office, now());
	cr_expect_eq(take(t, value, &why), LETTER_APPLIED);
	cr_expect_eq(t->publications.n, 1);
	cr_expect_eq(t->done.n, 0);
}

Test(publication, one_that_is_not_its_publishers_to_make_is_evidence)
{
	struct publication p = a_policy(FURONG);
	struct bytes value;
	enum verdict why = VERDICT_OK;
	office_begin(&office, LEVEL_COUNTY);
	p.published_at = p.effective_at = now();
	struct turn *t = office_turn(&office, now());
	cr_assert_eq(wire_publication_seal(t->arena, office.keyring, &p, &value), VERDICT_OK);
	cr_expect_eq(take(t, value, &why), LETTER_DEAD);
	cr_expect_eq(why, VERDICT_NOT_YOURS_TO_PUBLISH);
	cr_expect_eq(t->publications.n, 0);
}

Test(publication, nobody_publishes_for_another)
{
	struct publication p = a_policy(HUNAN);
	office_begin(&office, LEVEL_COUNTY);
	struct turn *t = office_turn(&office, now());
	cr_expect_eq(turn_publish(t, &p), VERDICT_NOT_SERVED);
	p = a_policy(FURONG);
	cr_expect_eq(turn_publish(t, &p), VERDICT_NOT_YOURS_TO_PUBLISH);
	office.options.level = LEVEL_PROVINCE;
	p = a_policy(GUANGDONG);
	cr_expect_eq(turn_publish(t, &p), VERDICT_UNKNOWN_KEY, "without its key");
	p = a_policy(HUNAN);
	p.effective_at.ms = now().ms - 1;
	cr_expect_eq(turn_publish(t, &p), VERDICT_EFFECTIVE_TOO_EARLY);
	cr_expect_eq(t->outgoing.n, 0);
	cr_expect_eq(t->publications.n, 0);
}
