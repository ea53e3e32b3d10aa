/*
 * The law between two turns. Every instance of a daemon reads the same table, whichever of them
 * has the registry's partition, so all of them follow within a second or two; and a month
 * without Kafka or without the publisher changes nothing.
 */
#include "daemon/daemon_law.h"
#include "store/store.h"

void
daemon_published_free(struct daemon_published *p)
{
	const struct daemon_published none = { .arena = NULL };
	if (p->arena != NULL)
		arena_free(p->arena);
	*p = none;
}

/* Stamps were checked when they came. */
static void
take_all(struct daemon_published *p, const struct bytes *values, size_t n)
{
	p->list = arena_array(p->arena, n + 1, sizeof(*p->list));
	for (size_t i = 0; i < n; i++) {
		const enum verdict v =
		    wire_publication_open(p->arena, NULL, values[i], &p->list[p->n]);
		if (v == VERDICT_OK)
			p->n++;
		else	/* of a newer version of this program, which was here before */
			log_line(LOG_ERROR, "publication_refused", " verdict=%s", verdict_name(v));
	}
}

enum store_result
daemon_published_read(struct daemon_published *p, struct store *store, bool *ret_is_new)
{
	struct daemon_published next = { .n_told = p->n_told };
	struct bytes *values;
	size_t n;
	*ret_is_new = false;
	enum store_result r = store_publication_last(store, &next.last);
	if (r != STORE_OK || next.last == p->last)
		return r;
	next.arena = arena_new();
	r = store_publications(store, next.arena, &values, &n);
	if (r != STORE_OK) {
		arena_free(next.arena);
		return r;
	}
	take_all(&next, values, n);
	daemon_published_free(p);
	*p = next;
	*ret_is_new = true;
	return STORE_OK;
}

struct law *
daemon_amend(const struct daemon_files *f, const struct daemon_published *p, struct instant now)
{
	return law_amend(f->law, p->list, p->n, now);
}

bool
daemon_law_is_due(const struct daemon_files *f, struct instant now)
{
	const struct instant next =
	    f->amended == NULL ? (struct instant){ 0 } : law_next_change(f->amended);
	return next.ms != 0 && next.ms <= now.ms;
}

static void
tell(const struct law_publication *l)
{
	const struct publication *p = &l->publication;
	if (l->verdict == VERDICT_OK)
		log_line(LOG_INFO, "publication", " matter=%s unit=%s version=%u", matter_name(p->matter),
		    p->unit.text, p->version);
	else
		log_line(LOG_ERROR, "publication_refused",
		    " matter=%s unit=%s version=%u verdict=%s why=\"%s\"", matter_name(p->matter),
		    p->unit.text, p->version, verdict_name(l->verdict), l->why.text);
}

void
daemon_tell_published(struct daemon_published *p, const struct law *law)
{
	size_t n;
	const struct law_publication *list = law_publications(law, &n);
	for (; p->n_told < n; p->n_told++)
		tell(&list[p->n_told]);
}
