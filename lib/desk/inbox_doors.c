/*
 * Doors to the desk of a unit: what lies there, what has come since somebody looked, and who has taken
 * what. A claim binds nobody and decides nothing; it spares two clerks the same work.
 */
#include <string.h>

#include "base/text.h"
#include "desk/door.h"

/* Where a docket waits for somebody in that role: a head decides, whoever files answers for what he
 * filed. */
static void
want_stages_of(enum role role, struct inbox_wanted *w)
{
	static const enum stage stages[] = {
#define STAGE(name, ...) STAGE_##name,
#include "core/stage.def"
#undef STAGE
	};
	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++) {
		const enum stage_how how = stage_row(stages[i])->how;
		const bool is_heads = how == STAGE_DESK || how == STAGE_OFF;
		const bool is_filers = stages[i] == STAGE_answer;
		if ((role == ROLE_HEAD && is_heads)
		    || ((role == ROLE_REGISTRAR || role == ROLE_CLERK) && is_filers))
			w->stages[w->n_stages++] = stages[i];
	}
	if (w->n_stages == 0)
		w->stages[w->n_stages++] = STAGE_NONE;
}

/* ?for=role, ?kind=, ?claimed_by=; false: answered. */
static bool
take_wanted(struct door *d, struct inbox_wanted *ret)
{
	struct inbox_wanted w = { .unit = d->as.unit };
	const char *role = d->query(d, "for"), *kind = d->query(d, "kind");
	const char *by = d->query(d, "claimed_by");
	if (role != NULL && strcmp(role, "role") != 0)
		d->fault = "for";
	else if (kind != NULL && !business_parse(kind, &w.kind))
		d->fault = "kind";
	else if (by != NULL && !(text_is_ident(by) && text_copy(w.claimed_by, sizeof(w.claimed_by), by)))
		d->fault = "claimed_by";
	if (d->fault != NULL) {
		answer_bad_request(d, "for is \"role\", kind one of business, claimed_by an account");
		return false;
	}
	if (role != NULL)
		want_stages_of(d->as.role, &w);
	*ret = w;
	return true;
}

void
inbox_check(struct door *d)
{
	struct inbox_wanted w;
	(void)take_wanted(d, &w);
}

void
enter_inbox(struct door *d)
{
	struct inbox_row after, *rows;
	struct inbox_wanted wanted;
	size_t limit, n;
	const char *text = d->query(d, "after");
	if (text != NULL && !docket_cursor_parse(text, &after)) {
		d->fault = "after";
		answer_bad_request(d, "the cursor of a row");
		return;
	}
	if (!request_limit(d, &limit) || !take_wanted(d, &wanted)
	    || answer_weather(d,
		store_inbox(desk_store(d), d->arena, &wanted, text == NULL ? NULL : &after, limit,
		    &rows, &n)))
		return;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(list,
		    docket_json_inbox(&rows[i], d->law->calendar, d->now));
	answer_json(d, 200, list);
}

/* For a page that says "two more have come" and moves no row under anybody's hand. */
void
enter_inbox_news(struct door *d)
{
	struct inbox_wanted wanted;
	struct instant since;
	int64_t n;
	const char *text = d->query(d, "since");
	if (text == NULL || !request_id(text, &since.ms)) {
		d->fault = "since";
		answer_bad_request(d, "milliseconds since 1970, as the answer before has told");
		return;
	}
	if (take_wanted(d, &wanted)
	    && !answer_weather(d, store_inbox_news(desk_store(d), &wanted, since, &n)))
		answer_json(d, 200,
		    json_pack("{s:I, s:I}", "new", (json_int_t)n, "now", (json_int_t)d->now.ms));
}

/* -- claims --------------------------------------------------------------------------- */

/* False: answered. */
static bool
take_docket(struct door *d, struct docket_id *ret)
{
	if (docket_id_parse(d->segments[0], ret))
		return true;
	answer_verdict(d, VERDICT_UNKNOWN_DOCKET, NULL);
	return false;
}

void
enter_claim(struct door *d)
{
	struct docket_id id;
	char by[OFFICER_MAX];
	if (!take_docket(d, &id))
		return;
	if (answer_weather(d,
		store_claim_put(desk_store(d), id, d->as.unit, d->as.officer, d->now, by)))
		return;
	if (by[0] == '\0')
		answer_verdict(d, VERDICT_UNKNOWN_DOCKET, NULL);
	else
		answer_json(d, strcmp(by, d->as.officer) == 0 ? 200 : 409,
		    json_pack("{s:s, s:s}", "docket", id.text, "claimed_by", by));
}

void
enter_release_claim(struct door *d)
{
	struct docket_id id;
	bool was_there;
	if (!take_docket(d, &id))
		return;
	if (answer_weather(d,
		store_claim_end(desk_store(d), id, d->as.unit, d->as.officer, d->as.role == ROLE_HEAD,
		    &was_there)))
		return;
	answer_json(d, 200, json_pack("{s:s, s:b}", "docket", id.text, "released", was_there));
}
