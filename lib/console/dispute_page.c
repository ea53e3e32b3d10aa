/*
 * The dispute room of a docket: what is disputed, what the filer says to it, the statements of both
 * sides beside each other, who rules, until when, and the ruling. Nothing here is written by the page:
 * it is the stamps of the docket, in another order.
 */
#include <stdio.h>
#include <string.h>

#include "console/inside.h"

static bool
is_one_of(const char *action, const char *const *names)
{
	for (; *names != NULL; names++)
		if (strcmp(action, *names) == 0)
			return true;
	return false;
}

static const char *const disputed[] = { "refused", "illegal_refusal", "failed", NULL };
static const char *const rulings[] = { "ruled_uphold", "ruled_overrule", "ruled_return", NULL };

/* One objection each: the stamps from it to its ruling, or to the end. */
static struct dispute_line
dispute_of(struct visit *v, const json_t *entries, size_t from, const json_t *refusal, size_t *ret_next)
{
	const size_t n = json_array_size(entries);
	const json_t *objection = json_array_get(entries, from);
	struct stamp_line *said = arena_array(v->door->arena, n + 1, sizeof(*said));
	struct dispute_line one = {
		.coordinator = console_unit(v, console_text(v, objection, "coordinator")),
		.objection = docket_stamp(v, objection),
		.has_refusal = refusal != NULL,
		.statements = said,
	};
	if (refusal != NULL)
		one.refusal = docket_stamp(v, refusal);
	size_t i = from + 1;
	for (; i < n && !one.has_ruling; i++) {
		const json_t *e = json_array_get(entries, i);
		const char *action = console_text(v, e, "action");
		if (strcmp(action, "stated") == 0)
			said[one.n_statements++] = docket_stamp(v, e);
		if (is_one_of(action, rulings)) {
			one.ruling = docket_stamp(v, e);
			one.has_ruling = true;
		}
	}
	*ret_next = i;
	return one;
}

/* What was refused counts for the objection that follows it alone; without one silence is disputed. */
static struct dispute_line *
disputes_of(struct visit *v, const json_t *j, size_t *ret_n)
{
	const json_t *entries = json_object_get(j, "entries"), *refusal = NULL;
	const size_t n = json_array_size(entries);
	struct dispute_line *list = arena_array(v->door->arena, n + 1, sizeof(*list));
	*ret_n = 0;
	for (size_t i = 0; i < n;) {
		const json_t *e = json_array_get(entries, i);
		const char *action = console_text(v, e, "action");
		if (is_one_of(action, disputed))
			refusal = e;
		if (strcmp(action, "objected") != 0) {
			i++;
			continue;
		}
		list[(*ret_n)++] = dispute_of(v, entries, i, refusal, &i);
		refusal = NULL;
	}
	return list;
}

/* Whom the ministry hears, and who has not said anything yet. */
static const struct place_line *
missing_of(struct visit *v, const json_t *heard, size_t *ret_n)
{
	const size_t n = json_array_size(heard);
	struct place_line *list = arena_array(v->door->arena, n + 1, sizeof(*list));
	*ret_n = 0;
	for (size_t i = 0; i < n; i++) {
		const json_t *one = json_array_get(heard, i);
		if (!json_is_true(json_object_get(one, "stated")))
			list[(*ret_n)++].name = console_unit(v, console_text(v, one, "unit"));
	}
	return list;
}

static const struct evidence_line *
papers_of(struct visit *v, const json_t *attachments, size_t *ret_n)
{
	const size_t n = json_array_size(attachments);
	struct evidence_line *list = arena_array(v->door->arena, n + 1, sizeof(*list));
	for (size_t i = 0; i < n; i++) {
		const json_t *one = json_array_get(attachments, i);
		const bool is_here = json_is_true(json_object_get(one, "here"));
		list[i].digest = console_text(v, one, "digest");
		list[i].label = docket_scan_line(v, i, list[i].digest, console_text(v, one, "media_type"),
		    ask_number(one, "size")).label;
		list[i].where = word(v->lang, is_here ? WORD_dispute_here : WORD_dispute_not_here);
	}
	*ret_n = n;
	return list;
}

void
dispute_show(struct visit *v)
{
	struct out out = { .size = 0 };
	json_t *j = ask_door(v, door_show_docket, JSON_OBJECT);
	if (j == NULL)
		return;
	struct dispute_page p = {
		.frame = console_frame(v, word(v->lang, WORD_dispute)),
		.docket = console_text(v, j, "docket"),
		.kind = label_business(v->lang, console_text(v, j, "kind")),
		.is_open = strcmp(console_text(v, j, "stage"), "coordination") == 0,
		.term = label_term(v, j),
	};
	struct dispute_line *list = disputes_of(v, j, &p.n_disputes);
	if (p.is_open && p.n_disputes > 0) {
		struct dispute_line *last = &list[p.n_disputes - 1];
		last->missing = missing_of(v, json_object_get(j, "heard"), &last->n_missing);
	}
	p.disputes = list;
	p.papers = papers_of(v, json_object_get(j, "attachments"), &p.n_papers);
	page_dispute(&out, &p);
	console_page(v, 200, &out);
	json_decref(j);
}
