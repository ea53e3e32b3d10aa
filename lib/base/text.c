/* Bounded text, UTF-8 (RFC 3629), hex, and the edit distance behind "did you mean". */
#include <string.h>

#include "base/text.h"

bool
text_copy(char *to, size_t size, const char *from)
{
	const size_t n = strlen(from);
	if (n >= size)
		return false;
	memcpy(to, from, n + 1);
	return true;
}

/* Length of the sequence at p, 0 if it is not well formed (Unicode table 3-7). */
static size_t
sequence(const unsigned char *p, size_t left)
{
	if (p[0] < 0x80)
		return p[0] != 0;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	const size_t n = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (left < n)
		return 0;
	unsigned char least = 0x80, most = 0xbf;
	if (p[0] == 0xe0)
		least = 0xa0;	/* overlong */
	if (p[0] == 0xed)
		most = 0x9f;	/* surrogates */
	if (p[0] == 0xf0)
		least = 0x90;	/* overlong */
	if (p[0] == 0xf4)
		most = 0x8f;	/* beyond U+10FFFF */
	if (p[1] < least || p[1] > most)
		return 0;
	for (size_t i = 2; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

bool
text_is_utf8(const void *text, size_t n)
{
	const unsigned char *p = text;
	for (size_t i = 0; i < n;) {
		const size_t length = sequence(p + i, n - i);
		if (length == 0)
			return false;
		i += length;
	}
	return true;
}

size_t
text_chars(const char *text)
{
	size_t n = 0;
	for (const char *p = text; *p != '\0'; p++)
		n += ((unsigned char)*p & 0xc0) != 0x80;
	return n;
}

bool
text_is_ident(const char *text)
{
	for (const char *p = text; *p != '\0'; p++)
		if (*p <= ' ' || *p >= 0x7f)
			return false;
	return text[0] != '\0';
}

void
text_hex(const void *bytes, size_t n, char *ret)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *p = bytes;
	for (size_t i = 0; i < n; i++) {
		ret[2 * i] = digits[p[i] >> 4];
		ret[2 * i + 1] = digits[p[i] & 15];
	}
	ret[2 * n] = '\0';
}

static int
nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
text_unhex(const char *hex, void *ret, size_t n)
{
	unsigned char *p = ret;
	if (strlen(hex) != 2 * n)
		return false;
	for (size_t i = 0; i < 2 * n; i++)
		if (nibble(hex[i]) < 0)
			return false;
	for (size_t i = 0; i < n; i++)
		p[i] = (unsigned char)(nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
	return true;
}

static size_t
least_of(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t
text_distance(const char *a, const char *b)
{
	enum { MOST = 64 };
	size_t row[MOST + 1];
	const size_t n = strlen(b);
	if (n > MOST || strlen(a) > MOST)
		return SIZE_MAX;
	for (size_t k = 0; k <= n; k++)
		row[k] = k;
	for (size_t i = 0; a[i] != '\0'; i++) {
		size_t diagonal = row[0];
		row[0] = i + 1;
		for (size_t k = 1; k <= n; k++) {
			const size_t replaced = diagonal + (a[i] != b[k - 1]);
			diagonal = row[k];
			row[k] = least_of(replaced, least_of(row[k], row[k - 1]) + 1);
		}
	}
	return row[n];
}
