/* Text at its borders: what a stranger may send, and what must not get through. */
#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* Given as bytes: a NUL in the middle counts. */
#define BYTES(s) s, sizeof(s) - 1

struct utf8_row {
	const char *bytes;
	size_t n;
	bool is_valid;
	const char *what;
};

static const struct utf8_row utf8_rows[] = {
	{ BYTES(""), true, "nothing" },
	{ BYTES("abc"), true, "ASCII" },
	{ BYTES("张三"), true, "three bytes a character" },
	{ BYTES("\xc2\x80"), true, "U+0080, the first of two bytes" },
	{ BYTES("\xdf\xbf"), true, "U+07FF, the last of two" },
	{ BYTES("\xe0\xa0\x80"), true, "U+0800, the first of three" },
	{ BYTES("\xed\x9f\xbf"), true, "U+D7FF, before the surrogates" },
	{ BYTES("\xee\x80\x80"), true, "U+E000, behind the surrogates" },
	{ BYTES("\xf0\x90\x80\x80"), true, "U+10000, the first of four" },
	{ BYTES("\xf0\xa0\x80\x80"), true, "U+20000, rare characters in names" },
	{ BYTES("\xf4\x8f\xbf\xbf"), true, "U+10FFFF, the last" },
	{ BYTES("\xc0\x80"), false, "overlong NUL" },
	{ BYTES("\xc1\xbf"), false, "overlong DEL" },
	{ BYTES("\xe0\x80\xaf"), false, "overlong slash of three" },
	{ BYTES("\xe0\x9f\xbf"), false, "overlong U+07FF" },
	{ BYTES("\xf0\x80\x80\xaf"), false, "overlong slash of four" },
	{ BYTES("\xf0\x8f\xbf\xbf"), false, "overlong U+FFFF" },
	{ BYTES("\xed\xa0\x80"), false, "U+D800, a surrogate" },
	{ BYTES("\xed\xbf\xbf"), false, "U+DFFF, a surrogate" },
	{ BYTES("\xed\xa0\xbd\xed\xb8\x80"), false, "a pair of surrogates" },
	{ BYTES("\xf4\x90\x80\x80"), false, "U+110000" },
	{ BYTES("\xf5\x80\x80\x80"), false, "F5 begins nothing" },
	{ BYTES("\xff"), false, "FF begins nothing" },
	{ BYTES("\x80"), false, "a continuation alone" },
	{ BYTES("a\xbf"), false, "a continuation behind a letter" },
	{ BYTES("\xe5\xbc"), false, "cut in the middle" },
	{ BYTES("\xf0\x9f\x98"), false, "cut before the last byte" },
	{ BYTES("\xe5\x28\xa0"), false, "second byte is no continuation" },
	{ BYTES("\xe5\xbc\x28"), false, "third byte is no continuation" },
	{ BYTES("a\0b"), false, "a NUL inside" },
};

Test(text, utf8_is_what_rfc_3629_says)
{
	for (size_t i = 0; i < sizeof(utf8_rows) / sizeof(utf8_rows[0]); i++) {
		const struct utf8_row *r = &utf8_rows[i];
		cr_expect_eq(text_is_utf8(r->bytes, r->n), r->is_valid, "%s", r->what);
	}
}

/* The encoding of a code point from U+0080 on, written down without looking at text.c. */
static size_t
encode(uint32_t c, unsigned char ret[4])
{
	static const unsigned char leads[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	const size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	for (size_t i = n - 1; i > 0; i--, c >>= 6)
		ret[i] = (unsigned char)(0x80 | (c & 0x3f));
	ret[0] = (unsigned char)(leads[n] | c);
	return n;
}

Test(text, every_code_point_but_surrogates_is_valid)
{
	for (uint32_t c = 0x80; c <= 0x10ffff; c++) {
		unsigned char b[4];
		const size_t n = encode(c, b);
		const bool is_surrogate = c >= 0xd800 && c <= 0xdfff;
		cr_assert_eq(text_is_utf8(b, n), !is_surrogate, "U+%04X", (unsigned)c);
		cr_assert_not(text_is_utf8(b, n - 1), "U+%04X cut", (unsigned)c);
	}
}

/* The buffer is exactly as long as the text: a sanitizer sees every byte too far. */
Test(text, utf8_never_reads_past_the_end)
{
	static const unsigned char leads[] = { 0xc2, 0xe0, 0xe5, 0xed, 0xf0, 0xf4 };
	for (size_t i = 0; i < sizeof(leads); i++) {
		unsigned char *exact = malloc(1);
		cr_assert_not_null(exact);
		exact[0] = leads[i];
		cr_expect_not(text_is_utf8(exact, 1), "%02x", leads[i]);
		free(exact);
	}
}

Test(text, characters_are_counted_not_bytes)
{
	cr_expect_eq(text_chars(""), 0);
	cr_expect_eq(text_chars("abc"), 3);
	cr_expect_eq(text_chars("示范小学"), 4);
	cr_expect_eq(text_chars("𠮷野"), 2);
}

Test(text, a_copy_that_does_not_fit_changes_nothing)
{
	char to[5] = "old";
	cr_expect_not(text_copy(to, sizeof(to), "12345"));
	cr_expect_str_eq(to, "old");
	cr_expect(text_copy(to, sizeof(to), "1234"));
	cr_expect_str_eq(to, "1234");
	cr_expect_not(text_copy(to, 0, ""));
}

Test(text, an_identifier_is_printable_ascii_without_blanks)
{
	cr_expect(text_is_ident("zhang.san-1"));
	cr_expect(text_is_ident("!~"));
	cr_expect_not(text_is_ident(""));
	cr_expect_not(text_is_ident("a b"));
	cr_expect_not(text_is_ident("a\tb"));
	cr_expect_not(text_is_ident("a\x7f"));
	cr_expect_not(text_is_ident("a\n"));
	cr_expect_not(text_is_ident("张三"));
}

Test(text, hex_and_back_is_the_identity)
{
	uint8_t all[256], back[256];
	char hex[2 * sizeof(all) + 1];
	for (size_t i = 0; i < sizeof(all); i++)
		all[i] = (uint8_t)i;
	text_hex(all, sizeof(all), hex);
	cr_assert_eq(strlen(hex), 512);
	cr_assert(strncmp(hex, "000102030405060708090a0b0c0d0e0f10", 34) == 0);
	cr_assert(text_unhex(hex, back, sizeof(back)));
	cr_assert_arr_eq(back, all, sizeof(all));
}

Test(text, what_is_not_hex_changes_nothing)
{
	static const char *const wrong[] = { "", "0", "012", "01234", "0g", "g0", "AB", "0 ", "zz" };
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		uint8_t byte = 0xee;
		cr_expect_not(text_unhex(wrong[i], &byte, 1), "\"%s\"", wrong[i]);
		cr_expect_eq(byte, 0xee, "\"%s\"", wrong[i]);
	}
	uint8_t two[2] = { 0xee, 0xee };
	cr_expect_not(text_unhex("01zz", two, 2));
	cr_expect_eq(two[0], 0xee, "the good half is not written either");
}

Test(text, distance_counts_edits)
{
	cr_expect_eq(text_distance("", ""), 0);
	cr_expect_eq(text_distance("", "abc"), 3);
	cr_expect_eq(text_distance("kafka.broker", "kafka.brokers"), 1);
	cr_expect_eq(text_distance("kitten", "sitting"), 3);
	cr_expect_eq(text_distance("sitting", "kitten"), 3);
	cr_expect_eq(text_distance("ab", "ba"), 2);
}

Test(text, words_too_long_to_compare_are_infinitely_far_apart)
{
	char at_most[65], longer[66];
	memset(at_most, 'a', 64);
	at_most[64] = '\0';
	memset(longer, 'a', 65);
	longer[65] = '\0';
	cr_expect_eq(text_distance(at_most, at_most), 0);
	cr_expect_eq(text_distance(longer, "a"), SIZE_MAX);
	cr_expect_eq(text_distance("a", longer), SIZE_MAX);
}
