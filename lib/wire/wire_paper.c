/*
 * The proof on a paper: what the QR code says. See wire.h; proto/README.md has it byte by byte.
 */
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/text.h"
#include "wire/keyring.h"
#include "wire/wire.h"

enum {
	UNIT_SIZE = 10,
	AT_SIZE = 8,
	KEY_SIZE = (KEY_ID_MAX - 1) / 2,
	SIGNATURE_SIZE = 64,
	SIGNED_SIZE = 1 + UNIT_SIZE + WIRE_PAPER_SUBJECT_SIZE + HASH_SIZE + AT_SIZE,
	PROOF_SIZE = SIGNED_SIZE + KEY_SIZE + SIGNATURE_SIZE,
};

static const char prefix[] = "XUEJI1:";

enum { PREFIX_SIZE = sizeof(prefix) - 1, TEXT_SIZE = PREFIX_SIZE + BASE64URL_SIZE(PROOF_SIZE) - 1 };

_Static_assert((int)TEXT_SIZE < (int)WIRE_PAPER_MAX, "a proof has room");

/* -- the bytes ------------------------------------------------------------------------ */

static uint8_t *
put(uint8_t *to, const void *data, size_t n)
{
	memcpy(to, data, n);
	return to + n;
}

static void
put_signed(const struct paper_proof *p, uint8_t ret[SIGNED_SIZE])
{
	memset(ret, 0, SIGNED_SIZE);
	ret[0] = (uint8_t)p->form;
	memcpy(ret + 1, p->unit.text, strlen(p->unit.text));
	uint8_t *at = put(ret + 1 + UNIT_SIZE, p->subject, WIRE_PAPER_SUBJECT_SIZE);
	at = put(at, p->content, HASH_SIZE);
	for (int i = 0; i < AT_SIZE; i++)
		at[i] = (uint8_t)((uint64_t)p->at.ms >> 8 * (AT_SIZE - 1 - i));
}

static enum verdict
take_signed(const uint8_t data[SIGNED_SIZE], struct paper_proof *ret)
{
	struct paper_proof p = { .form = (enum paper_form)data[0] };
	char unit[UNIT_SIZE + 1] = "";
	uint8_t again[SIGNED_SIZE];
	uint64_t ms = 0;
	const uint8_t *at = data + 1 + UNIT_SIZE;
	memcpy(unit, data + 1, UNIT_SIZE);
	memcpy(p.subject, at, WIRE_PAPER_SUBJECT_SIZE);
	memcpy(p.content, at + WIRE_PAPER_SUBJECT_SIZE, HASH_SIZE);
	for (int i = 0; i < AT_SIZE; i++)
		ms = ms << 8 | at[WIRE_PAPER_SUBJECT_SIZE + HASH_SIZE + i];
	p.at.ms = (int64_t)ms;
	if (!unit_code_parse(unit, &p.unit) || !instant_is_civil(p.at))
		return VERDICT_GARBLED;
	put_signed(&p, again);
	if (memcmp(again, data, SIGNED_SIZE) != 0)
		return VERDICT_GARBLED;
	if (paper_form_row(p.form) == NULL)
		return VERDICT_OUT_OF_RANGE;
	*ret = p;
	return VERDICT_OK;
}

enum verdict
wire_paper_write(const struct keyring *k, const struct paper_proof *p, char ret[WIRE_PAPER_MAX])
{
	struct stamp s;
	uint8_t data[PROOF_SIZE];
	const struct bytes body = { data, SIGNED_SIZE };
	put_signed(p, data);
	const enum verdict v = keyring_stamp(k, p->unit, p->at, "paper", body, &s);
	if (v != VERDICT_OK)
		return v;
	(void)text_unhex(s.key_id, data + SIGNED_SIZE, KEY_SIZE);
	memcpy(data + SIGNED_SIZE + KEY_SIZE, s.signature, SIGNATURE_SIZE);
	memcpy(ret, prefix, PREFIX_SIZE);
	base64url_write(data, PROOF_SIZE, ret + PREFIX_SIZE);
	return VERDICT_OK;
}

enum verdict
wire_paper_check(const struct keyring *k, const char *text, struct paper_proof *ret)
{
	size_t n;
	struct paper_proof p;
	uint8_t data[PROOF_SIZE];
	const struct bytes body = { data, SIGNED_SIZE };
	struct stamp s = { .algorithm = ALGORITHM_ED25519, .size = SIGNATURE_SIZE };
	if (strncmp(text, prefix, PREFIX_SIZE) != 0
	    || !base64url_read(text + PREFIX_SIZE, data, PROOF_SIZE, &n) || n != PROOF_SIZE)
		return VERDICT_GARBLED;
	enum verdict v = take_signed(data, &p);
	if (v != VERDICT_OK)
		return v;
	text_hex(data + SIGNED_SIZE, KEY_SIZE, s.key_id);
	memcpy(s.signature, data + SIGNED_SIZE + KEY_SIZE, SIGNATURE_SIZE);
	v = keyring_check(k, p.unit, p.at, "paper", body, &s);
	memcpy(p.key_id, s.key_id, sizeof(p.key_id));
	if (v == VERDICT_OK)
		*ret = p;
	return v;
}

/* -- what the lines say ---------------------------------------------------------------- */

static int
by_field(const void *a, const void *b)
{
	const struct paper_line *x = a, *y = b;
	return strcmp(x->field, y->field);
}

/* How many bytes of a blank stand there; 0: none. */
static size_t
blank_at(const char *p)
{
	static const char wide[] = "\xe3\x80\x80";
	return *p > '\0' && *p <= ' ' ? 1 : strncmp(p, wide, 3) == 0 ? 3 : 0;
}

/* Blanks at both ends and how many stand together say nothing; whoever types from paper cannot see. */
static size_t
put_value(const char *value, char *ret)
{
	char *to = ret;
	bool is_between = false;
	for (size_t n; *value != '\0'; value += n) {
		n = blank_at(value);
		if (n > 0) {
			is_between = to > ret;
			continue;
		}
		if (is_between)
			*to++ = ' ';
		is_between = false;
		*to++ = *value;
		n = 1;
	}
	return (size_t)(to - ret);
}

void
wire_paper_content(struct arena *a, struct paper_line *lines, size_t n, uint8_t ret[HASH_SIZE])
{
	size_t size = 0, at = 0;
	qsort(lines, n, sizeof(*lines), by_field);
	for (size_t i = 0; i < n; i++)
		size += strlen(lines[i].field) + strlen(lines[i].value) + 3;
	char *text = arena_alloc(a, size + 1);
	for (size_t i = 0; i < n; i++) {
		const size_t length = strlen(lines[i].field);
		memcpy(text + at, lines[i].field, length);
		memcpy(text + at + length, ": ", 2);
		at += length + 2;
		at += put_value(lines[i].value, text + at);
		text[at++] = '\n';
	}
	const struct bytes b = { (const uint8_t *)text, at };
	wire_hash(b, ret);
}

void
wire_paper_subject(const char *number, uint8_t ret[WIRE_PAPER_SUBJECT_SIZE])
{
	uint8_t hash[HASH_SIZE];
	const struct bytes b = { (const uint8_t *)number, strlen(number) };
	wire_hash(b, hash);
	memcpy(ret, hash, WIRE_PAPER_SUBJECT_SIZE);
}
