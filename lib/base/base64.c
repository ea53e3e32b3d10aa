/* See base64.h. */
#include <stdint.h>
#include <string.h>

#include "base/base64.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void
base64_write(const void *bytes, size_t n, char *ret)
{
	const uint8_t *at = bytes;
	for (; n > 0; ret += 4) {
		const size_t taken = n < 3 ? n : 3;
		uint32_t bits = (uint32_t)at[0] << 16;
		if (taken > 1)
			bits |= (uint32_t)at[1] << 8;
		if (taken > 2)
			bits |= at[2];
		for (size_t i = 0; i < 4; i++)
			ret[i] = i <= taken ? alphabet[bits >> (18 - 6 * i) & 63] : '=';
		at += taken;
		n -= taken;
	}
	*ret = '\0';
}

bool
base64_read(const char *text, void *ret, size_t size, size_t *ret_n)
{
	uint8_t *to = ret;
	size_t n = 0, n_digits = 0;
	uint32_t bits = 0;
	unsigned n_bits = 0;
	for (; *text != '\0' && *text != '='; text++, n_digits++) {
		const char *digit = strchr(alphabet, *text);
		if (digit == NULL)
			return false;
		bits = bits << 6 | (uint32_t)(digit - alphabet);
		n_bits += 6;
		if (n_bits < 8)
			continue;
		if (n == size)
			return false;
		n_bits -= 8;
		to[n++] = (uint8_t)(bits >> n_bits);
	}
	const size_t n_padding = strlen(text);
	*ret_n = n;
	return n_bits < 6 && (bits & ((1u << n_bits) - 1)) == 0 && (n_digits + n_padding) % 4 == 0
	    && n_padding < 3 && strspn(text, "=") == n_padding;
}
