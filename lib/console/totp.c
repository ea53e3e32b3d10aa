/*
 * One-time codes of accounts (RFC 6238). A telephone whose clock is half a minute off is served; a code
 * counts once, and none of an earlier step after it. The secret that is offered to an account
 * follows from its session, so that nothing has to be kept until the first code has shown that
 * the telephone has it.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "console/inside.h"

enum { CODE_DIGITS = 6, BASE32_MAX = 8 * STORE_TOTP_SIZE / 5 + 1, URI_MAX = 3 * OFFICER_MAX + 160 };

/* Six digits, as some telephones show them with a blank in the middle. */
static bool
parse_code(const char *typed, uint32_t *ret)
{
	int n = 0;
	*ret = 0;
	for (; *typed != '\0'; typed++) {
		if (*typed == ' ')
			continue;
		if (*typed < '0' || *typed > '9' || n++ == CODE_DIGITS)
			return false;
		*ret = *ret * 10 + (uint32_t)(*typed - '0');
	}
	return n == CODE_DIGITS;
}

int64_t
totp_step(const uint8_t secret[STORE_TOTP_SIZE], const char *typed, struct instant now)
{
	uint32_t code;
	int64_t found = -1;
	const int64_t step = now.ms / CODE_STEP_MS;
	if (!parse_code(typed, &code))
		return -1;
	for (int64_t s = step - 1; s <= step + 1; s++)
		if (wire_code(secret, s) == code)
			found = s;
	return found;
}

void
totp_propose(const struct visit *v, uint8_t ret[STORE_TOTP_SIZE])
{
	uint8_t digest[DIGEST_SIZE];
	session_hash("totp", v->token, digest);
	memcpy(ret, digest, STORE_TOTP_SIZE);
}

enum store_result
totp_take(struct visit *v, const struct account *a, const char *typed, bool *ret_counts)
{
	uint8_t secret[STORE_TOTP_SIZE], session[DIGEST_SIZE];
	struct store *s = desk_store(v->door);
	*ret_counts = false;
	memcpy(secret, a->totp, sizeof(secret));
	if (!a->has_totp)
		totp_propose(v, secret);
	const int64_t step = totp_step(secret, typed, v->door->now);
	if (step < 0)
		return STORE_OK;
	if (a->has_totp)
		return store_account_code(s, a->name, step, ret_counts);
	session_hash("session", v->token, session);
	const enum store_result r = store_account_totp(s, a->name, secret, step, session);
	*ret_counts = r == STORE_OK;
	return r;
}

/* -- for people ----------------------------------------------------------------------- */

/* RFC 4648; 20 bytes need no padding. */
static void
write_base32(const uint8_t secret[STORE_TOTP_SIZE], char ret[BASE32_MAX])
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	for (size_t i = 0; i < BASE32_MAX - 1; i++) {
		const size_t bit = 5 * i;
		const unsigned two = (unsigned)secret[bit / 8] << 8
		    | (bit / 8 + 1 < STORE_TOTP_SIZE ? secret[bit / 8 + 1] : 0u);
		ret[i] = letters[two >> (11 - bit % 8) & 31];
	}
	ret[BASE32_MAX - 1] = '\0';
}

static void
write_uri(const char *account, const char *secret, char ret[URI_MAX])
{
	size_t n = (size_t)snprintf(ret, URI_MAX, "otpauth://totp/Xueji:");
	for (const char *p = account; *p != '\0' && n < URI_MAX - 4; p++)
		n += (size_t)snprintf(ret + n, URI_MAX - n, isalnum((unsigned char)*p) ? "%c" : "%%%02X",
		    (unsigned char)*p);
	(void)snprintf(ret + n, URI_MAX - n, "?secret=%s&issuer=Xueji&algorithm=SHA1&digits=6&period=30",
	    secret);
}

struct totp_page
totp_page_of(struct visit *v, const struct account *a)
{
	uint8_t secret[STORE_TOTP_SIZE];
	char *text = arena_alloc(v->door->arena, BASE32_MAX);
	char *uri = arena_alloc(v->door->arena, URI_MAX);
	totp_propose(v, secret);
	write_base32(secret, text);
	write_uri(a->name, text, uri);
	return (struct totp_page){
		.frame = console_frame(v, ""),
		.is_new = !a->has_totp,
		.secret = a->has_totp ? "" : text,
		.uri = a->has_totp ? "" : uri,
	};
}
