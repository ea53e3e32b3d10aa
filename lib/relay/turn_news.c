/*
 * News of records (regulation §5): after all steps of a turn schools tell their province what
 * changed in their records, provinces tell the ministry, and either tells who has a double. All that
 * goes from one unit to another is one letter, and the same news said again is the same letter.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "relay/turn.h"

/* Is it an enrolment? */
static bool
is_first(struct turn *t, struct docket_id id)
{
	const struct live *l = turn_live(t, id);
	return l != NULL && l->is_begun && business_row(l->docket.header.kind)->is_first;
}

/* A first record is told of when its enrolment is through, or given up. */
static bool
is_provisional(struct turn *t, const struct record *r)
{
	return record_is_locked(r) && is_first(t, r->open_docket);
}

static bool
is_news(struct turn *t, const struct live_record *r)
{
	const struct record *a = &r->before, *b = &r->record;
	if (!r->is_changed || is_provisional(t, b))
		return false;
	return r->version_before == 0 || a->is_problem != b->is_problem
	    || !student_number_equal(a->number, b->number)
	    || strcmp(a->citizen_id.text, b->citizen_id.text) != 0 || a->status != b->status
	    || is_provisional(t, a);
}

/* The letter of this turn from that unit to the one above which has room for one more. */
static struct letter *
letter_of(struct turn *t, struct unit_code from, struct unit_code to)
{
	for (size_t i = t->index_letters.n; i > 0; i--) {
		struct letter *l = &t->index_letters.at[i - 1];
		if (unit_code_equal(l->from, from) && unit_code_equal(l->to, to)
		    && l->n_news < INDEX_NEWS_MAX)
			return l;
	}
	struct letter *l = LIST_ADD(t, t->index_letters);
	l->from = from;
	l->to = to;
	l->kind = LETTER_INDEX;
	l->news = arena_array(t->arena, INDEX_NEWS_MAX, sizeof(*l->news));
	return l;
}

static void
tell_of_record(struct turn *t, const struct record *r, struct docket_id cause,
    struct unit_code other)
{
	const struct unit *school = registry_find(t->law->registry, r->school);
	const struct unit *province =
	    school == NULL ? NULL : registry_province(t->law->registry, school);
	if (province == NULL)
		return;
	struct letter *l = letter_of(t, r->school, province->code);
	struct index_news *n = &l->news[l->n_news++];
	n->number = r->number;
	memcpy(n->former, r->former, sizeof(n->former));
	n->n_former = r->n_former;
	n->citizen_id = r->citizen_id;
	n->status = r->status;
	n->version = r->told;
	n->other = other;
	if (is_first(t, cause))
		n->docket = cause;
}

/* Of a copy that came with the one before. */
static bool
is_same_news(const struct index_news *a, const struct index_news *b)
{
	return student_number_equal(a->number, b->number) && a->status == b->status
	    && a->version == b->version && unit_code_equal(a->other, b->other)
	    && memcmp(a->key, b->key, sizeof(a->key)) == 0;
}

static void
tell(struct turn *t, const struct news_out *out)
{
	struct letter *l = letter_of(t, out->from, out->to);
	if (l->n_news == 0 || !is_same_news(&l->news[l->n_news - 1], &out->news))
		l->news[l->n_news++] = out->news;
}

/* The same news is one letter of the outbox. Its name is made from our stamp under the words, not from them: ids
 * are seen by whoever may not see the child, and all numbers there can be are soon tried. */
static void
send_news(struct turn *t, struct letter *l)
{
	enum { LINE_MAX_SIZE = 200 };
	char key[2 * INDEX_KEY_SIZE + 1], name[LETTER_ID_MAX] = "";
	char *text = arena_array(t->arena, l->n_news, LINE_MAX_SIZE);
	size_t size = 0;
	for (const struct index_news *n = l->news; n < l->news + l->n_news; n++) {
		text_hex(n->key, INDEX_KEY_SIZE, key);
		size += (size_t)snprintf(text + size, LINE_MAX_SIZE, "%s %s %s %d %u %s\n", n->number.text,
		    n->citizen_id.text, key, (int)n->status, n->version, n->other.text);
	}
	const struct bytes all = { (const uint8_t *)text, size };
	struct stamp s;
	if (keyring_stamp(t->law->keyring, l->from, t->now, "news", all, &s) == VERDICT_OK)
		wire_id_of((struct bytes){ s.signature, s.size }, name);
	(void)turn_send_once(t, l, name);	/* without a key it is not sent, and that is logged */
}

void
turn_news_tell(struct turn *t)
{
	for (size_t i = 0; i < t->records.n; i++) {
		struct live_record *r = &t->records.at[i];
		const bool news = is_news(t, r);
		if (news)
			r->record.told = r->record.version;
		if (news || !unit_code_is_none(r->other))
			tell_of_record(t, &r->record, r->cause, r->other);
	}
	for (size_t i = 0; i < t->news.n; i++)
		tell(t, &t->news.at[i]);
	for (size_t i = 0; i < t->index_letters.n; i++)
		send_news(t, &t->index_letters.at[i]);
}
