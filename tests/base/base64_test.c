/* Bytes and the text that stands for them. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/base64.h"

Test(base64, the_vectors_of_rfc_4648)
{
	static const char *const vectors[][2] = { { "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" },
		{ "foo", "Zm9v" }, { "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" } };
	char text[16], back[16];
	size_t n;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		const size_t size = strlen(vectors[i][0]);
		base64_write(vectors[i][0], size, text);
		cr_expect_str_eq(text, vectors[i][1]);
		cr_expect_eq(strlen(text) + 1, BASE64_SIZE(size));
		cr_expect(base64_read(text, back, size, &n));
		cr_expect_eq(n, size);
		cr_expect_eq(memcmp(back, vectors[i][0], size), 0);
		cr_expect(size == 0 || !base64_read(text, back, size - 1, &n), "there is no room");
	}
}

Test(base64, all_pairs_of_bytes_come_back)
{
	char text[8];
	unsigned char bytes[2], back[2];
	size_t n;
	for (int i = 0; i < 65536; i++) {
		bytes[0] = (unsigned char)(i >> 8);
		bytes[1] = (unsigned char)i;
		base64_write(bytes, 2, text);
		cr_assert(base64_read(text, back, 2, &n) && n == 2 && memcmp(bytes, back, 2) == 0, "%d", i);
	}
}

Test(base64, what_is_not_just_as_it_is_written_is_refused)
{
	static const char *const wrong[] = { "Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm9v=", "=", "====", "Zm=v",
		"Zm9v Zg==", "Zm9v\n", "Zm-_", "Zg==Zg==", "\xe5\xa7\x93" };
	char back[32];
	size_t n;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		cr_expect_not(base64_read(wrong[i], back, sizeof(back), &n), "%s", wrong[i]);
}

Test(base64, without_padding_the_same_digits_but_for_two_and_just_one_way)
{
	static const char *const wrong[] = { "Z", "Zh", "Zg==", "Zm9=", "+/+/", "Zm 9", "\xe5\xa7\x93" };
	char text[8], back[8];
	size_t n;
	base64url_write("\xfb\xff", 2, text);
	cr_expect_str_eq(text, "-_8");
	cr_expect_eq(strlen(text) + 1, BASE64URL_SIZE(2));
	cr_expect(base64url_read(text, back, 2, &n) && n == 2 && memcmp(back, "\xfb\xff", 2) == 0);
	cr_expect_not(base64url_read(text, back, 1, &n), "there is no room");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		cr_expect_not(base64url_read(wrong[i], back, sizeof(back), &n), "%s", wrong[i]);
}
