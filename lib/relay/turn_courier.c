/*
 * Letters out. What a turn changed goes to the unit that holds the docket now, to the
 * filer, to provinces that are heard in a dispute, to whom a ruling has set aside, and at the end to everybody who has seen
 * it; to each daemon once. Letters stand in the outbox until the receiver's receipt.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "relay/turn.h"

static const struct {
	enum level level;
	const char *name;
} levels[] = {
	{ LEVEL_SCHOOL, "school" },
	{ LEVEL_COUNTY, "county" },
	{ LEVEL_PREFECTURE, "prefecture" },
	{ LEVEL_PROVINCE, "province" },
	{ LEVEL_MINISTRY, "ministry" },
};

/* "county:4301=xueji.own.topic": how long is the prefix of a row that fits? -1: it does not. */
static int
fits(const char *row, enum level level, const char *division)
{
	const char *colon = strchr(row, ':');
	const char *equals = colon == NULL ? NULL : strchr(colon, '=');
	if (equals == NULL)
		return -1;
	const size_t name = (size_t)(colon - row), prefix = (size_t)(equals - colon - 1);
	if (strlen(levels[level].name) != name || strncmp(row, levels[level].name, name) != 0
	    || strncmp(colon + 1, division, prefix) != 0)
		return -1;
	return (int)prefix;
}

const char *
relay_topic_row(const struct relay_options *o, enum level level, struct unit_code division,
    size_t *ret_prefix)
{
	const char *row = NULL;
	int longest = -1;
	for (size_t i = 0; i < o->n_topics; i++) {
		const int length = fits(o->topics[i], level, division.text);
		if (length > longest) {
			longest = length;
			row = o->topics[i];
		}
	}
	*ret_prefix = row == NULL ? 0 : (size_t)longest;
	return row;
}

bool
relay_topic_of(const struct relay_options *o, const struct registry *r,
    const struct unit *u, char ret[TOPIC_MAX])
{
	const struct unit_code division = registry_division(r, u);
	size_t prefix;
	if (unit_code_is_none(division))
		return false;
	const char *row = relay_topic_row(o, u->level, division, &prefix);
	const int n = row != NULL
	    ? snprintf(ret, TOPIC_MAX, "%s", strchr(row, '=') + 1)
	    : snprintf(ret, TOPIC_MAX, "xueji.v1.%.2s.%s", division.text,
		levels[u->level].name);
	return n > 0 && n < TOPIC_MAX;
}

/* -- one letter ----------------------------------------------------------------------- */

/* How long the letter is given before it is sent again. */
static struct instant
resend_at(const struct turn *t)
{
	const struct instant at = { t->now.ms + (int64_t)t->options->pace.resend_after_s * 1000 };
	return at;
}

/* One that has its id. */
static enum verdict
send(struct turn *t, struct letter *letter)
{
	const struct unit *to = registry_find(t->law->registry, letter->to);
	struct outgoing out = {
		.docket = letter->docket,
		.from = letter->from,
		.to = letter->to,
		.resend_at = resend_at(t),
	};
	letter->sent_at = out.sent_at = t->now;
	memcpy(out.letter, letter->id, sizeof(out.letter));
	(void)strncpy(out.kind, letter_kind_name(letter->kind), sizeof(out.kind) - 1);
	if (letter->kind == LETTER_DELIVERY) {
		out.first = letter->first;
		out.upto = letter->first + (uint32_t)letter->n_entries - 1;
	}
	if (to == NULL || !relay_topic_of(t->options, t->law->registry, to, out.topic)) {
		log_line(LOG_ERROR, "no_topic", " docket=%s unit=%s", letter->docket.text,
		    letter->to.text);
		return VERDICT_UNKNOWN_UNIT;
	}
	const enum verdict v =
	    wire_letter_encode(t->arena, t->law->keyring, letter, &out.value);
	if (v != VERDICT_OK) {
		log_line(LOG_ERROR, "cannot_stamp", " docket=%s unit=%s verdict=%s",
		    letter->docket.text, letter->from.text, verdict_name(v));
		return v;
	}
	*LIST_ADD(t, t->outgoing) = out;
	return VERDICT_OK;
}

enum verdict
turn_send(struct turn *t, struct letter *letter)
{
	t->options->new_id(letter->id);
	return send(t, letter);
}

static bool
is_sent(struct turn *t, const char *id)
{
	struct places *p = &t->outgoing_places;
	place_begin(t->arena, p, t->outgoing.n);
	while (p->n < t->outgoing.n)
		place_add(t->arena, p, place_hash(t->outgoing.at[p->n].letter));
	for (uint32_t i = place_first(p, place_hash(id)); i != 0; i = p->next[i - 1])
		if (strcmp(t->outgoing.at[i - 1].letter, id) == 0)
			return true;
	return false;
}

enum verdict
turn_send_once(struct turn *t, struct letter *letter, const char *what)
{
	char text[256];
	const int n = snprintf(text, sizeof(text), "%s %s %s %s %s", letter_kind_name(letter->kind),
	    letter->from.text, letter->to.text, letter->docket.text, what);
	const struct bytes name = { (const uint8_t *)text, (size_t)n };
	assert(n > 0 && (size_t)n < sizeof(text));
	wire_id_of(name, letter->id);
	return is_sent(t, letter->id) ? VERDICT_OK : send(t, letter);
}

void
turn_send_entries(struct turn *t, const struct live *l, struct unit_code from,
    struct unit_code to, uint32_t first)
{
	char what[32];
	struct letter letter = {
		.from = from,
		.to = to,
		.docket = l->id,
		.kind = LETTER_DELIVERY,
		.first = first,
		.entries = &l->entries[first - 1],
		.n_entries = l->n - (first - 1),
	};
	turn_stamp(t);
	if (first == 1)
		letter.header = l->header;
	(void)snprintf(what, sizeof(what), "%u-%zu", first, l->n);
	(void)turn_send_once(t, &letter, what);	/* needs no stamp, always fits, and the unit is known */
}

/* Batched: one letter per turn, unit that has them and topic they go to. */
void
turn_receipt(struct turn *t, const struct letter *letter, uint32_t n)
{
	struct letter *batch = NULL;
	for (size_t i = 0; i < t->receipts.n && batch == NULL; i++) {
		struct letter *r = &t->receipts.at[i];
		if (unit_code_equal(r->from, letter->to) && unit_code_equal(r->to, letter->from)
		    && r->n_receipts < RECEIPTS_MAX)
			batch = r;
	}
	if (batch == NULL) {
		batch = LIST_ADD(t, t->receipts);
		batch->kind = LETTER_RECEIPTS;
		batch->from = batch->receipts_unit = letter->to;
		batch->to = letter->from;
		batch->receipts = arena_array(t->arena, RECEIPTS_MAX, sizeof(*batch->receipts));
	}
	struct receipt *r = &batch->receipts[batch->n_receipts++];
	r->docket = letter->docket;
	r->n = n;
	if (n == 0)
		memcpy(r->letter, letter->id, sizeof(r->letter));
}

/* -- after the steps ------------------------------------------------------------------ */

/* What that unit has for sure: its own last entry. */
static uint32_t
surely_has(const struct live *l, struct unit_code unit)
{
	for (size_t n = l->n; n > 0; n--)
		if (unit_code_equal(l->holders[n - 1], unit))
			return (uint32_t)n;
	return 0;
}

/* The entries at the end that were appended here. Whoever appended those before them has told the
 * filer: the same again with every stage would be most of what is sent. Should it have lost them since, it
 * waits for the letter at the end, which begins where it surely is. */
static uint32_t
own_since(const struct turn *t, const struct live *l)
{
	size_t n = l->n;
	while (n > 1 && turn_serves(t, l->holders[n - 2]))
		n--;
	return (uint32_t)n;
}

struct address {
	struct unit_code to;
	bool is_told;	/* by everybody of what he appends */
	char topic[TOPIC_MAX];
};

/* Every daemon once: units of one topic share its copy of the docket. */
static size_t
add_address(const struct turn *t, struct address *list, size_t n, struct unit_code to)
{
	const struct unit *u = registry_find(t->law->registry, to);
	if (u == NULL || turn_serves(t, to)
	    || !relay_topic_of(t->options, t->law->registry, u, list[n].topic))
		return n;
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].topic, list[n].topic) == 0)
			return n;
	list[n].to = to;
	list[n].is_told = false;
	return n + 1;
}

static void
deliver(struct turn *t, const struct live *l)
{
	struct unit_code seen[DOCKET_SEEN_MAX];
	struct address list[2 * DOCKET_SEEN_MAX + 2];
	size_t n = 0;
	if (l->docket.posture == POSTURE_CLOSED) {
		const size_t n_seen = docket_seen(&l->docket, seen);
		for (size_t i = 0; i < n_seen; i++) {
			n = add_address(t, list, n, seen[i]);
			n = add_address(t, list, n, registry_heir(t->law->registry, seen[i]));
		}
	} else {
		n = add_address(t, list, n, l->docket.holder);
		const size_t filer = n;
		n = add_address(t, list, n, docket_filer(&l->docket));
		list[filer].is_told = n > filer;
		for (size_t i = 0; i < l->docket.n_heard; i++)
			n = add_address(t, list, n, l->docket.heard[i]);
		n = add_address(t, list, n, l->overruled);
	}
	for (size_t i = 0; i < n; i++)
		turn_send_entries(t, l, l->holders[l->n - 1], list[i].to,
		    list[i].is_told ? own_since(t, l) : surely_has(l, list[i].to) + 1);
}

/* Only the daemon that appended the last entry sends it on; whoever merely received it does
 * not. */
void
turn_deliver(struct turn *t)
{
	for (size_t i = 0; i < t->lives.n; i++) {
		const struct live *l = &t->lives.at[i];
		if (l->n > l->n_before && turn_serves(t, l->holders[l->n - 1]))
			deliver(t, l);
	}
}

/* -- once more ------------------------------------------------------------------------ */

/* Entries are never taken back: one that is promised and is not there was lost behind our back. */
static void
write_again(struct turn *t, const struct folder *f, struct outgoing *out)
{
	if (f->n < out->upto)
		log_panic("docket=%s entries=%zu a letter has %u", out->docket.text, f->n, out->upto);
	struct letter letter = {
		.from = out->from,
		.to = out->to,
		.docket = out->docket,
		.kind = LETTER_DELIVERY,
		.sent_at = out->sent_at,
		.first = out->first,
		.entries = &f->entries[out->first - 1],
		.n_entries = out->upto - (out->first - 1),
	};
	memcpy(letter.id, out->letter, sizeof(letter.id));
	if (out->first == 1)
		letter.header = f->header;
	if (wire_letter_encode(t->arena, t->law->keyring, &letter, &out->value) != VERDICT_OK)
		log_panic("letter=%s was sent once and cannot be sent again", out->letter);
}

enum store_result
turn_write_again(struct turn *t, struct outgoing *list, size_t n)
{
	struct docket_id *ids = arena_array(t->arena, n + 1, sizeof(*ids));
	struct outgoing **bare = arena_array(t->arena, n + 1, sizeof(*bare));
	size_t n_bare = 0;
	for (size_t i = 0; i < n; i++)
		if (list[i].first > 0) {
			ids[n_bare] = list[i].docket;
			bare[n_bare++] = &list[i];
		}
	if (n_bare == 0)
		return STORE_OK;
	struct stored_docket *stored = arena_array(t->arena, n_bare, sizeof(*stored));
	const enum store_result r = store_dockets(t->store, t->arena, ids, n_bare, stored);
	for (size_t i = 0; r == STORE_OK && i < n_bare; i++)
		write_again(t, &stored[i].folder, bare[i]);
	return r;
}
