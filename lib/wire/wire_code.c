/*
 * One-time codes that a telephone and a daemon compute from a secret they share:
 *
 *	"TOTP = HOTP(K, T), where T is an integer and represents the number of time steps between
 *	 the initial counter time T0 and the current Unix time"		(RFC 6238, 4.2)
 *
 * with HMAC-SHA-1, which is all that the usual applications know.
 */
#include <assert.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "wire/wire.h"

enum { SHA1_SIZE = 20, DIGITS = 1000000 };

uint32_t
wire_code(const uint8_t secret[CODE_SECRET_SIZE], int64_t step)
{
	uint8_t counter[8], mac[SHA1_SIZE];
	unsigned n = 0;
	for (int i = 0; i < 8; i++)
		counter[i] = (uint8_t)((uint64_t)step >> (56 - 8 * i));
	const unsigned char *done = HMAC(EVP_sha1(), secret, CODE_SECRET_SIZE, counter, sizeof(counter), mac, &n);
	assert(done != NULL && n == SHA1_SIZE);
	const uint8_t *p = mac + (mac[SHA1_SIZE - 1] & 0xf);	/* RFC 4226, 5.3 */
	const uint32_t bits = (uint32_t)(p[0] & 0x7f) << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
	return bits % DIGITS;
}
