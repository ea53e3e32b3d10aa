/*
 * Who looked at whose data. What is shown unmasked is recorded first, and not shown if it cannot be.
 * The record is a chain (lib/store, schema 0022); the door walks it, and tells its head, so that
 * people can write down what a database could be made to forget.
 */
#include <string.h>

#include "base/text.h"
#include "desk/door.h"

enum { SLICE = 2000, PURPOSE_LEAST = 4, PURPOSE_MOST = 200 };

bool
look_put(struct door *d, const char *kind, const char *subject, const char *purpose, int64_t hits)
{
	struct docket_id id;
	struct look l = { .unit = d->as.unit, .role = d->as.role, .at = d->now, .hits = hits };
	struct store *s = desk_store(d);
	enum store_result r = STORE_OK;
	memcpy(l.account, d->as.officer, sizeof(l.account));
	if (!text_copy(l.kind, sizeof(l.kind), kind) || !text_copy(l.purpose, sizeof(l.purpose), purpose)) {
		answer_bad_request(d, "too long a purpose");
		return false;
	}
	if (docket_id_parse(subject, &id))
		memcpy(l.subject, id.text, sizeof(id.text));
	else
		r = store_look_subject(s, subject, l.subject);
	if (r == STORE_OK)
		r = store_look_put(s, &l);
	return !answer_weather(d, r);
}

/* -- unmasking ------------------------------------------------------------------------ */

/* Blanks alone are no purpose, and one that begins with them is one without. False: answered. */
static bool
take_purpose(struct door *d, char ret[LOOK_PURPOSE_MAX])
{
	const struct member members[] = {
		{ "purpose", ret, LOOK_PURPOSE_MAX, VERDICT_BAD_REQUEST },
	};
	json_t *body = request_object(d);
	if (body == NULL)
		return false;
	enum verdict v = request_members(d, body, members, 1);
	json_decref(body);
	const size_t blanks = strspn(ret, " \t\r\n");
	memmove(ret, ret + blanks, strlen(ret + blanks) + 1);
	if (v == VERDICT_OK && (text_chars(ret) < PURPOSE_LEAST || text_chars(ret) > PURPOSE_MOST)) {
		d->fault = "purpose";
		v = VERDICT_BAD_REQUEST;
	}
	if (v != VERDICT_OK)
		answer_verdict(d, v, json_pack("{s:s}", "why", "a purpose, 4 to 200 characters"));
	return v == VERDICT_OK;
}

/* Whoever may see the docket may learn whose it is. */
void
enter_unmask_docket(struct door *d)
{
	struct docket_view v;
	char purpose[LOOK_PURPOSE_MAX] = "";
	if (!take_purpose(d, purpose) || !docket_find(d, &v)
	    || !look_put(d, "unmask", v.docket.header.id.text, purpose, 1))
		return;
	const struct docket *k = &v.docket;
	answer_json(d, 200,
	    json_pack("{s:s, s:s, s:o, s:o}", "docket", k->header.id.text, "name", docket_name(k),
		"citizen_id", json_words(docket_citizen_id(k).text), "number",
		json_words(docket_number(k).text)));
}

/* -- verifying ------------------------------------------------------------------------ */

/* A long walk: between two slices others have the connection, and a reload the law. */
void
enter_verify_looks(struct door *d)
{
	struct look_walk w = { .n = 0 };
	while (!w.is_done) {
		if (answer_weather(d, store_look_walk(desk_store(d), SLICE, &w)))
			return;
		desk_pause(d, 0);
	}
	answer_json(d, 200,
	    json_pack("{s:b, s:I, s:o}", "intact", !w.is_broken, "looks", (json_int_t)w.n, "head",
		json_hash(w.hash)));
}
