/*
 * Doors to the desk of a unit: what lies there, what has come since somebody looked, and who has taken
 * what. A claim binds nobody and decides nothing; it spares two clerks the same work.
 */
#include <string.h>

#include "base/text.h"
#include "desk/door.h"

/* Where a docket waits for somebody in that role: a head decides, whoever files answers for what he
 * filed. What has come back is among a head's as well, if he has an answer of his own: inbox_is_his_turn(). */
void
inbox_want(enum role role, struct inbox_wanted *w)
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
		inbox_want(d->as.role, &w);
	*ret = w;
	return true;
}

void
inbox_check(struct door *d)
{
	struct inbox_wanted w;
	(void)take_wanted(d, &w);
}

/* -- what has come back to who filed it ----------------------------------------------- */

enum action
inbox_back(const struct stored_docket *s, struct entry *entries)
{
	struct docket k;
	return s->folder.header.size == 0 || wire_folder_open(&s->folder, &k, entries) != VERDICT_OK
		|| k.posture != POSTURE_ANSWER
	    ? ACTION_NONE : entries[k.since_n - 1].action;
}

/* Of each row; NONE: nothing has sent it back. To be read from the dockets of those that wait for an answer. */
static enum store_result
look_back(struct door *d, const struct inbox_row *rows, size_t n, enum action **ret)
{
	size_t n_ids = 0;
	struct docket_id *ids = arena_array(d->arena, n + 1, sizeof(*ids));
	struct stored_docket *stored = arena_array(d->arena, n + 1, sizeof(*stored));
	*ret = arena_array(d->arena, n + 1, sizeof(**ret));
	for (size_t i = 0; i < n; i++)
		if (rows[i].stage == STAGE_answer)
			ids[n_ids++] = rows[i].id;
	if (n_ids == 0)
		return STORE_OK;
	const enum store_result r = store_dockets(desk_store(d), d->arena, ids, n_ids, stored);
	if (r != STORE_OK)
		return r;
	struct entry *entries = arena_array(d->arena, ENTRIES_MAX, sizeof(*entries));
	for (size_t i = 0, k = 0; i < n; i++)
		if (rows[i].stage == STAGE_answer)
			(*ret)[i] = inbox_back(&stored[k++], entries);
	return STORE_OK;
}

/* A correction is the registrar's or clerk's; all that a head has to answer by is an objection, and there is
 * none but to a refusal (move.def, happening.def, rules/something_to_object_to.c). */
bool
inbox_is_his_turn(enum role role, enum stage stage, enum action back)
{
	return role != ROLE_HEAD || stage != STAGE_answer || back == ACTION_refused;
}

struct inbox_list {
	struct inbox_row *rows;
	enum action *back;
	size_t n;
};

/* Fewer than `limit` are the last ones, whatever was passed over. */
static enum store_result
gather(struct door *d, const struct inbox_wanted *w, const struct inbox_row *after, size_t limit,
    struct inbox_list *ret)
{
	struct inbox_row *some;
	enum action *back;
	enum store_result r;
	size_t n;
	const bool is_of_role = w->n_stages > 0;
	ret->rows = arena_array(d->arena, limit + 1, sizeof(*ret->rows));
	ret->back = arena_array(d->arena, limit + 1, sizeof(*ret->back));
	ret->n = 0;
	do {
		if ((r = store_inbox(desk_store(d), d->arena, w, after, limit, &some, &n)) != STORE_OK
		    || (r = look_back(d, some, n, &back)) != STORE_OK)
			return r;
		for (size_t i = 0; i < n && ret->n < limit; i++) {
			after = &some[i];
			if (is_of_role && !inbox_is_his_turn(d->as.role, some[i].stage, back[i]))
				continue;
			ret->rows[ret->n] = some[i];
			ret->back[ret->n++] = back[i];
		}
	} while (n == limit && ret->n < limit);
	return STORE_OK;
}

void
enter_inbox(struct door *d)
{
	struct inbox_row after;
	struct inbox_list found;
	struct inbox_wanted wanted;
	size_t limit;
	const char *text = d->query(d, "after");
	if (text != NULL && !docket_cursor_parse(text, &after)) {
		d->fault = "after";
		answer_bad_request(d, "the cursor of a row");
		return;
	}
	if (!request_limit(d, &limit) || !take_wanted(d, &wanted)
	    || answer_weather(d, gather(d, &wanted, text == NULL ? NULL : &after, limit, &found)))
		return;
	json_t *list = json_array();
	for (size_t i = 0; i < found.n; i++)
		(void)json_array_append_new(list,
		    docket_json_inbox(&found.rows[i], found.back[i], d->law->calendar, d->now));
	answer_json(d, 200, list);
}

/* What has come back since and is not his who looks; as exact as a hundred rows are. */
static enum store_result
count_others(struct door *d, const struct inbox_wanted *wanted, struct instant since, int64_t *ret)
{
	enum { ROWS_MAX = 100 };
	struct inbox_row *rows;
	enum action *back;
	size_t n;
	struct inbox_wanted w = *wanted;
	*ret = 0;
	if (d->as.role != ROLE_HEAD || wanted->n_stages == 0)
		return STORE_OK;
	w.stages[0] = STAGE_answer;
	w.n_stages = 1;
	enum store_result r = store_inbox(desk_store(d), d->arena, &w, NULL, ROWS_MAX, &rows, &n);
	if (r == STORE_OK)
		r = look_back(d, rows, n, &back);
	for (size_t i = 0; r == STORE_OK && i < n; i++)
		*ret += rows[i].since.ms > since.ms && !inbox_is_his_turn(d->as.role, rows[i].stage, back[i]);
	return r;
}

/* For a page that says "two more have come" and moves no row under anybody's hand. */
void
enter_inbox_news(struct door *d)
{
	struct inbox_wanted wanted;
	struct instant since;
	int64_t n, n_others = 0;
	const char *text = d->query(d, "since");
	if (text == NULL || !request_id(text, &since.ms)) {
		d->fault = "since";
		answer_bad_request(d, "milliseconds since 1970, as the answer before has told");
		return;
	}
	if (take_wanted(d, &wanted)
	    && !answer_weather(d, store_inbox_news(desk_store(d), &wanted, since, &n))
	    && (n == 0 || !answer_weather(d, count_others(d, &wanted, since, &n_others))))
		answer_json(d, 200, json_pack("{s:I, s:I}", "new", (json_int_t)(n > n_others ? n - n_others : 0),
		    "now", (json_int_t)d->now.ms));
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
