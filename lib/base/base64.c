/* See base64.h. */
#include <stdint.h>
#include <string.h>

#include "base/base64.h"

#define DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

static const char padded[] = DIGITS "+/", url[] = DIGITS "-_";

/* Six bits a digit, the rest of the last one zero. The end of the text. */
static char *
put_digits(const char *alphabet, const uint8_t *at, size_t n, char *ret)
{
	uint32_t bits = 0;
	unsigned n_bits = 0;
	for (size_t i = 0; i < n; i++) {
		bits = bits << 8 | at[i];
		for (n_bits += 8; n_bits >= 6; n_bits -= 6)
			*ret++ = alphabet[bits >> (n_bits - 6) & 63];
	}
	if (n_bits > 0)
		*ret++ = alphabet[bits << (6 - n_bits) & 63];
	return ret;
}

/* Up to the end of the digits, which *text moves to; false: another way to write them, or no room. */
static bool
take_digits(const char *alphabet, const char **text, uint8_t *ret, size_t size, size_t *ret_n)
{
	const char *digit;
	size_t n = 0;
	uint32_t bits = 0;
	unsigned n_bits = 0;
	for (; **text != '\0' && (digit = strchr(alphabet, **text)) != NULL; (*text)++) {
		bits = bits << 6 | (uint32_t)(digit - alphabet);
		n_bits += 6;
		if (n_bits < 8)
			continue;
		if (n == size)
			return false;
		n_bits -= 8;
		ret[n++] = (uint8_t)(bits >> n_bits);
	}
	*ret_n = n;
	return n_bits < 6 && (bits & ((1u << n_bits) - 1)) == 0;
}

void
base64_write(const void *bytes, size_t n, char *ret)
{
	char *end = put_digits(padded, bytes, n, ret);
	while ((end - ret) % 4 != 0)
		*end++ = '=';
	*end = '\0';
}

bool
base64_read(const char *text, void *ret, size_t size, size_t *ret_n)
{
	const char *end = text;
	if (!take_digits(padded, &end, ret, size, ret_n))
		return false;
	const size_t n_padding = strlen(end);
	return n_padding < 3 && strspn(end, "=") == n_padding && ((size_t)(end - text) + n_padding) % 4 == 0;
}

void
base64url_write(const void *bytes, size_t n, char *ret)
{
	*put_digits(url, bytes, n, ret) = '\0';
}

bool
base64url_read(const char *text, void *ret, size_t size, size_t *ret_n)
{
	return take_digits(url, &text, ret, size, ret_n) && *text == '\0';
}
