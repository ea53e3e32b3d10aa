/* Law that is published: what was stamped comes back, and nothing else is taken. */
#include <criterion/criterion.h>
#include <string.h>

#include "paper.h"

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

TestSuite(publication, .init = begin, .fini = end, .timeout = 60);

static const char text[] = "version: 4\nanswer_days: 9\n";

static struct publication
a_policy(void)
{
	const struct publication p = {
		.matter = MATTER_POLICY,
		.unit = paper_code(PROVINCE),
		.officer = "wen",
		.version = 4,
		.published_at = { 1788310800456 },
		.effective_at = { 1788397200000 },
		.file = "430000.yaml",
		.text = text,
		.size = strlen(text),
	};
	return p;
}

static struct bytes
sealed(const struct publication *p)
{
	struct bytes value = { NULL, 0 };
	cr_assert_eq(wire_publication_seal(paper.arena, paper.keyring, p, &value), VERDICT_OK);
	return value;
}

static enum verdict
open_it(struct bytes value, struct publication *ret)
{
	return wire_publication_open(paper.arena, paper.keyring, value, ret);
}

Test(publication, what_was_published_comes_back)
{
	const struct publication p = a_policy();
	struct publication back;
	cr_assert_eq(open_it(sealed(&p), &back), VERDICT_OK);
	cr_expect_eq(back.matter, MATTER_POLICY);
	cr_expect_str_eq(back.unit.text, p.unit.text);
	cr_expect_str_eq(back.officer, "wen");
	cr_expect_eq(back.version, 4);
	cr_expect_eq(back.published_at.ms, p.published_at.ms);
	cr_expect_eq(back.effective_at.ms, p.effective_at.ms);
	cr_expect_str_eq(back.file, "430000.yaml");
	cr_expect_eq(back.size, strlen(text));
	cr_expect_str_eq(back.text, text);
}

Test(publication, every_single_byte_is_covered_by_the_stamp)
{
	const struct publication p = a_policy();
	const struct bytes value = sealed(&p);
	uint8_t changed[1024];
	cr_assert_lt(value.size, sizeof(changed));
	for (size_t i = 0; i < value.size; i++) {
		struct publication back = { .version = 77 };
		memcpy(changed, value.data, value.size);
		changed[i] ^= 1;
		const struct bytes other = { changed, value.size };
		cr_expect_neq(open_it(other, &back), VERDICT_OK, "byte %zu", i);
		cr_expect_eq(back.version, 77, "left alone");
	}
}

Test(publication, nobody_publishes_in_anothers_name)
{
	struct publication p = a_policy(), back;
	const struct bytes value = sealed(&p);
	uint8_t stolen[1024];
	memcpy(stolen, value.data, value.size);
	for (size_t i = 0; i + 6 <= value.size; i++)	/* 430000 becomes 000000 */
		if (memcmp(stolen + i, p.unit.text, 6) == 0) {
			memcpy(stolen + i, "000000", 6);
			break;
		}
	const struct bytes other = { stolen, value.size };
	cr_expect_eq(open_it(other, &back), VERDICT_BAD_STAMP);
	cr_expect_eq(wire_publication_open(paper.arena, NULL, other, &back), VERDICT_OK,
	    "it is the stamp that tells");
	cr_expect_str_eq(back.unit.text, "000000");
}

Test(publication, without_the_key_nothing_is_published)
{
	struct publication p = a_policy();
	struct bytes value;
	p.unit = (struct unit_code){ "650000" };
	cr_expect_eq(wire_publication_seal(paper.arena, paper.keyring, &p, &value),
	    VERDICT_UNKNOWN_KEY);
}

Test(publication, what_makes_no_sense_is_refused)
{
	static char large[PUBLICATION_TEXT_MAX + 1];
	struct publication p = a_policy(), back;
	memset(large, '#', sizeof(large));
	p.text = large;
	p.size = PUBLICATION_TEXT_MAX;
	cr_expect_eq(open_it(sealed(&p), &back), VERDICT_OK, "as large as may be");
	p.size = PUBLICATION_TEXT_MAX + 1;
	cr_expect_eq(open_it(sealed(&p), &back), VERDICT_TOO_LARGE);
	p = a_policy();
	p.size = 0;
	cr_expect_eq(open_it(sealed(&p), &back), VERDICT_GARBLED);
	p = a_policy();
	p.version = 0;
	cr_expect_eq(open_it(sealed(&p), &back), VERDICT_OUT_OF_RANGE);
	p = a_policy();
	p.matter = MATTER_N;
	cr_expect_eq(open_it(sealed(&p), &back), VERDICT_OUT_OF_RANGE);
	p = a_policy();
	p.effective_at.ms = -5;
	cr_expect_eq(open_it(sealed(&p), &back), VERDICT_OUT_OF_RANGE);
	const struct bytes nothing = { NULL, 0 };
	cr_expect_eq(open_it(nothing, &back), VERDICT_GARBLED);
	cr_expect_eq(open_it(paper_text("no publication"), &back), VERDICT_GARBLED);
}

Test(publication, its_id_is_made_from_what_it_says)
{
	struct publication p = a_policy();
	char one[LETTER_ID_MAX], again[LETTER_ID_MAX], other[LETTER_ID_MAX];
	struct docket_id id;
	wire_id_of(sealed(&p), one);
	wire_id_of(sealed(&p), again);
	p.version++;
	wire_id_of(sealed(&p), other);
	cr_expect_str_eq(one, again);
	cr_expect_str_neq(one, other);
	cr_expect(docket_id_parse(one, &id), "%s", one);
}
