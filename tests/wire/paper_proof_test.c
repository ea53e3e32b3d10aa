/* The proof on a printed form: it holds as it is, and in no other way. */
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

TestSuite(paper_proof, .init = begin, .fini = end, .timeout = 120);

static struct paper_proof
a_proof(void)
{
	struct paper_proof p = { .form = PAPER_FORM_sheet, .unit = paper_code(SCHOOL),
		.at = { paper_begins.ms + 86400000 } };
	wire_paper_subject("G110101201503078511", p.subject);
	p.content[0] = 7;
	return p;
}

static void
write_proof(const struct paper_proof *p, char ret[WIRE_PAPER_MAX])
{
	cr_assert_eq(wire_paper_write(paper.keyring, p, ret), VERDICT_OK);
}

Test(paper_proof, holds_and_says_who_when_and_what)
{
	char text[WIRE_PAPER_MAX];
	struct paper_proof p = a_proof(), q;
	write_proof(&p, text);
	cr_expect_eq(strlen(text), 193, "%s", text);
	cr_assert_eq(wire_paper_check(paper.keyring, text, &q), VERDICT_OK);
	cr_expect(q.form == p.form && unit_code_equal(q.unit, p.unit) && q.at.ms == p.at.ms);
	cr_expect_eq(memcmp(q.subject, p.subject, sizeof(q.subject)), 0);
	cr_expect_eq(memcmp(q.content, p.content, sizeof(q.content)), 0);
	cr_expect_null(strstr(text, "1101"), "a number can be read in it");
}

/* Every character has at least one other value that is a digit of base64url. */
Test(paper_proof, does_not_hold_with_any_character_changed)
{
	char text[WIRE_PAPER_MAX], other[WIRE_PAPER_MAX];
	struct paper_proof p = a_proof(), q;
	write_proof(&p, text);
	for (size_t i = 0; text[i] != '\0'; i++)
		for (const char *c = "AB_-9z=+ \x80"; *c != '\0'; c++) {
			memcpy(other, text, sizeof(other));
			other[i] = *c;
			if (strcmp(other, text) != 0)
				cr_expect_neq(wire_paper_check(paper.keyring, other, &q), VERDICT_OK, "%s", other);
		}
}

Test(paper_proof, cut_or_longer_is_garbled)
{
	char text[WIRE_PAPER_MAX + 1];
	struct paper_proof p = a_proof(), q;
	write_proof(&p, text);
	(void)strcat(text, "A");
	cr_expect_eq(wire_paper_check(paper.keyring, text, &q), VERDICT_GARBLED);
	for (size_t n = strlen(text) - 2; n > 0; n--) {
		text[n] = '\0';
		cr_expect_eq(wire_paper_check(paper.keyring, text, &q), VERDICT_GARBLED, "%s", text);
	}
	cr_expect_eq(wire_paper_check(paper.keyring, "", &q), VERDICT_GARBLED);
}

Test(paper_proof, of_a_form_that_is_not_known_or_a_day_without_a_key_is_told_apart)
{
	char text[WIRE_PAPER_MAX];
	struct paper_proof p = a_proof(), q;
	p.form = (enum paper_form)200;
	write_proof(&p, text);
	cr_expect_eq(wire_paper_check(paper.keyring, text, &q), VERDICT_OUT_OF_RANGE);
	p = a_proof();
	p.at.ms = paper_ends.ms;
	cr_expect_eq(wire_paper_write(paper.keyring, &p, text), VERDICT_UNKNOWN_KEY);
}

static void
content(const char *name, const char *birth, uint8_t ret[HASH_SIZE])
{
	struct paper_line lines[] = { { "name", name }, { "birth", birth } };
	wire_paper_content(paper.arena, lines, 2, ret);
}

Test(paper_proof, what_stands_there_counts_and_not_its_order_or_blanks)
{
	uint8_t one[HASH_SIZE], two[HASH_SIZE];
	struct paper_line swapped[] = { { "birth", "2015-03-07" }, { "name", "欧阳㛃" } };
	content("欧阳㛃", "2015-03-07", one);
	wire_paper_content(paper.arena, swapped, 2, two);
	cr_expect_eq(memcmp(one, two, HASH_SIZE), 0);
	content(" 欧阳㛃　", "\t2015-03-07\n", two);
	cr_expect_eq(memcmp(one, two, HASH_SIZE), 0);
	content("欧阳洁", "2015-03-07", two);
	cr_expect_neq(memcmp(one, two, HASH_SIZE), 0);
	content("欧阳 㛃", "2015-03-07", two);
	cr_expect_neq(memcmp(one, two, HASH_SIZE), 0);
	content("a　 b", "", one);
	content("a b", " ", two);
	cr_expect_eq(memcmp(one, two, HASH_SIZE), 0);
}

/* From the description alone: sha256("birth: 2015-03-07\nname: 欧阳阿依\n"). */
Test(paper_proof, the_hash_is_the_one_that_is_described)
{
	uint8_t hash[HASH_SIZE], again[HASH_SIZE];
	static const char lines[] = "birth: 2015-03-07\nname: 欧阳阿依\n";
	const struct bytes b = { (const uint8_t *)lines, sizeof(lines) - 1 };
	content("欧阳阿依", "2015-03-07", hash);
	wire_hash(b, again);
	cr_expect_eq(memcmp(hash, again, HASH_SIZE), 0);
}
