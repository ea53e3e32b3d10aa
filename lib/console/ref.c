/*
 * A student number carries a birth date and mostly a citizen ID, and addresses are kept by browsers and
 * proxies. So a number that a page leads to by its address is sealed: it can be read again in the same
 * session, and by nobody else. The same number has the same reference there, and one that was changed is
 * none. The keys follow from the session's token, which is random.
 */
#include <string.h>

#include "base/text.h"
#include "console/inside.h"

enum { MARK = 12, TEXT = STUDENT_NUMBER_MAX - 1, SIZE = MARK + TEXT };

static void
hash_with(const struct visit *v, const char *what, const void *data, size_t n,
    uint8_t ret[DIGEST_SIZE])
{
	uint8_t all[16 + TOKEN_TEXT_MAX + DIGEST_SIZE];
	const size_t word = strlen(what) + 1, token = sizeof(v->token);
	memcpy(all, what, word);
	memcpy(all + word, v->token, token);
	memcpy(all + word + token, data, n);
	const struct bytes b = { all, word + token + n };
	wire_hash(b, ret);
}

/* Either way: the key stream follows from the mark, and the mark from the number. */
static void
cross(const struct visit *v, const uint8_t mark[MARK], uint8_t text[TEXT])
{
	uint8_t stream[DIGEST_SIZE];
	hash_with(v, "ref stream", mark, MARK, stream);
	for (size_t i = 0; i < TEXT; i++)
		text[i] ^= stream[i];
}

const char *
ref_of(struct visit *v, const char *number)
{
	uint8_t sealed[SIZE] = { 0 }, digest[DIGEST_SIZE];
	char hex[2 * SIZE + 1];
	const size_t n = strlen(number);
	if (n > TEXT)
		return "";
	memcpy(sealed + MARK, number, n);
	hash_with(v, "ref mark", sealed + MARK, TEXT, digest);
	memcpy(sealed, digest, MARK);
	cross(v, sealed, sealed + MARK);
	text_hex(sealed, SIZE, hex);
	return arena_text(v->door->arena, hex);
}

bool
ref_open(const struct visit *v, const char *ref, char ret[STUDENT_NUMBER_MAX])
{
	uint8_t sealed[SIZE], digest[DIGEST_SIZE];
	if (!text_unhex(ref, sealed, SIZE))
		return false;
	cross(v, sealed, sealed + MARK);
	hash_with(v, "ref mark", sealed + MARK, TEXT, digest);
	if (memcmp(sealed, digest, MARK) != 0)
		return false;
	memcpy(ret, sealed + MARK, TEXT);
	ret[TEXT] = '\0';
	return true;
}
