/*
 * Attachments. A docket carries digest, size and type; the bytes travel apart, in parts of at
 * most 256 KiB, and only to units whose officers have to decide. Such a unit asks the filer
 * once the docket lies on its desk. Both the wish and every part stand in an outbox until
 * their receipts, so that whatever crashes goes on where it was; parts that came twice are
 * one part, and what they make together is told by the digest.
 *
 * A scan that is not here (yet) is shown as missing and holds up nothing.
 *
 * A scan that was sent here and that no docket names is swept after a day. So every docket that is
 * filed here, every desk that has to see one and every part that comes tells that it is named.
 */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "relay/turn.h"

enum {
	UNNAMED_MS = 24 * 3600 * 1000,	/* so long a scan may be here that no docket names */
	UNNAMED_MAX = 16,		/* so many are taken away at once, up to 2 MiB each */
};

static void
name(struct turn *t, const uint8_t digest[DIGEST_SIZE])
{
	memcpy(LIST_ADD(t, t->named)->digest, digest, DIGEST_SIZE);
}

/* It is of a filer of ours, and new here. */
static void
name_filed(struct turn *t, const struct live *l)
{
	const struct header *h = &l->docket.header;
	if (l->n_before != 0 || l->n == 0 || h->n_attachments == 0
	    || !turn_serves(t, docket_filer(&l->docket)))
		return;
	for (size_t i = 0; i < h->n_attachments; i++)
		name(t, h->attachments[i].digest);
}

/* The docket has come to a desk of ours, whose officer has to see its scans. */
static void
want(struct turn *t, const struct live *l)
{
	const struct header *h = &l->docket.header;
	const bool is_at_a_desk =
	    !docket_is_automatic(&l->docket) && l->docket.posture != POSTURE_ANSWER;
	if (l->n == l->n_before || !is_at_a_desk || !turn_serves(t, l->docket.holder)
	    || turn_serves(t, docket_filer(&l->docket)))
		return;
	for (size_t i = 0; i < h->n_attachments; i++) {
		struct wanted *w = LIST_ADD(t, t->wanted);
		w->docket = l->id;
		w->unit = l->docket.holder;
		w->filer = docket_filer(&l->docket);
		memcpy(w->digest, h->attachments[i].digest, DIGEST_SIZE);
	}
}

/* A scan that is asked for again, and each of its parts, is one letter of the outbox. */
static void
send_part_letter(struct turn *t, struct letter *letter)
{
	char name[2 * DIGEST_SIZE + 16];
	text_hex(letter->part.digest, DIGEST_SIZE, name);
	(void)snprintf(name + 2 * DIGEST_SIZE, 16, " %u", letter->part.index);
	(void)turn_send_once(t, letter, name);
}

enum store_result
turn_fetch(struct turn *t)
{
	for (size_t i = 0; i < t->lives.n; i++) {
		name_filed(t, &t->lives.at[i]);
		want(t, &t->lives.at[i]);
	}
	const size_t n = t->wanted.n;
	uint8_t (*digests)[DIGEST_SIZE] = arena_array(t->arena, n + 1, sizeof(*digests));
	bool *is_missing = arena_array(t->arena, n + 1, sizeof(*is_missing));
	if (n == 0)
		return STORE_OK;
	for (size_t i = 0; i < n; i++)
		memcpy(digests[i], t->wanted.at[i].digest, DIGEST_SIZE);
	const enum store_result r = store_attachments_missing(
	    t->store, (const uint8_t (*)[DIGEST_SIZE])digests, n, is_missing);
	for (size_t i = 0; r == STORE_OK && i < n; i++) {
		const struct wanted *w = &t->wanted.at[i];
		struct letter letter = {
			.from = w->unit,
			.to = w->filer,
			.docket = w->docket,
			.kind = LETTER_FETCH,
		};
		memcpy(letter.part.digest, w->digest, DIGEST_SIZE);
		if (is_missing[i])
			send_part_letter(t, &letter);	/* without a key it stays missing */
		else
			name(t, w->digest);
	}
	return r;
}

static const struct attachment *
attachment_of(const struct live *l, const uint8_t digest[DIGEST_SIZE])
{
	const struct header *h = &l->docket.header;
	for (size_t i = 0; l->is_begun && i < h->n_attachments; i++)
		if (memcmp(h->attachments[i].digest, digest, DIGEST_SIZE) == 0)
			return &h->attachments[i];
	return NULL;
}

static void
send_part(struct turn *t, const struct letter *wish, uint32_t index)
{
	const struct bytes all = wish->part.data;
	const size_t at = (size_t)index * WIRE_PART_MAX, left = all.size - at;
	struct letter letter = {
		.from = wish->to,
		.to = wish->from,
		.docket = wish->docket,
		.kind = LETTER_ATTACHMENT_PART,
		.part = {
			.index = index,
			.data = { all.data + at, left < WIRE_PART_MAX ? left : WIRE_PART_MAX },
		},
	};
	memcpy(letter.part.digest, wish->part.digest, DIGEST_SIZE);
	send_part_letter(t, &letter);	/* without a key it stays missing there */
}

static enum letter_fate
dead(enum verdict v, enum verdict *ret_why)
{
	*ret_why = v;
	return LETTER_DEAD;
}

enum letter_fate
turn_take_fetch(struct turn *t, const struct letter *letter, enum verdict *ret_why)
{
	const struct live *l = turn_live(t, letter->docket);
	if (attachment_of(l, letter->part.digest) == NULL)
		return dead(VERDICT_ATTACHMENT_UNKNOWN, ret_why);
	if (!docket_is_open_to(&l->docket, t->law->registry, letter->from))
		return LETTER_EARLY;	/* it was faster than the news that it may */
	turn_receipt(t, letter, 0);
	if (letter->part.data.size == 0)
		log_line(LOG_ERROR, "attachment_missing", " docket=%s unit=%s", l->id.text,
		    letter->from.text);
	for (uint32_t i = 0; (size_t)i * WIRE_PART_MAX < letter->part.data.size; i++)
		send_part(t, letter, i);
	return LETTER_APPLIED;
}

enum letter_fate
turn_take_part(struct turn *t, const struct letter *letter, enum verdict *ret_why)
{
	const struct live *l = turn_live(t, letter->docket);
	const struct attachment *a = attachment_of(l, letter->part.digest);
	if (a == NULL || !unit_code_equal(letter->from, docket_filer(&l->docket)))
		return dead(VERDICT_ATTACHMENT_UNKNOWN, ret_why);
	const uint64_t at = (uint64_t)letter->part.index * WIRE_PART_MAX;
	const uint64_t left = at < a->size ? a->size - at : 0;
	if (letter->part.data.size != (left < WIRE_PART_MAX ? left : WIRE_PART_MAX))
		return dead(VERDICT_OUT_OF_RANGE, ret_why);
	struct part_write *p = LIST_ADD(t, t->parts);
	p->of = *a;
	p->index = letter->part.index;
	p->data = letter->part.data;
	name(t, a->digest);
	turn_receipt(t, letter, 0);
	return LETTER_APPLIED;
}

enum store_result
turn_drop_unnamed(struct store *s, struct instant now, bool *ret_is_more)
{
	const struct instant before = { now.ms - UNNAMED_MS };
	size_t n = 0;
	const enum store_result r = store_attachments_drop(s, before, UNNAMED_MAX, &n);
	*ret_is_more = n == UNNAMED_MAX;
	if (n > 0)
		log_line(LOG_INFO, "scans_dropped", " scans=%zu", n);
	return r;
}
