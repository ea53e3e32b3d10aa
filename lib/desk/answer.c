/*
 * Answers: JSON, verdicts with their sentences and remedies, bytes; and the JSON of values that
 * stand in many of them. What is unknown or does not apply is null, never left out.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "desk/door.h"

void
answer_json(struct door *d, unsigned status, json_t *stolen)
{
	char *text = json_dumps(stolen, JSON_COMPACT);
	json_decref(stolen);
	free(d->answer.data);
	d->answer.status = text == NULL ? 500 : status;
	d->answer.type = "application/json; charset=utf-8";
	d->answer.data = text;
	d->answer.size = text == NULL ? 0 : strlen(text);
}

static unsigned
status_of(enum verdict v, enum verdict_class class)
{
	switch (class) {
	case VERDICT_DONE:
		return 200;
	case VERDICT_REFUSED:
		return v == VERDICT_BAD_REQUEST ? 400 : 409;
	case VERDICT_NOT_FOUND:
		return 404;
	case VERDICT_NOT_ALLOWED:
		return 403;
	case VERDICT_BROKEN:
		return 400;
	case VERDICT_LIMITED:
		return 429;
	case VERDICT_WEATHER:
		break;
	}
	return 503;
}

void
answer_verdict(struct door *d, enum verdict v, json_t *details)
{
	const struct verdict_row *row = verdict_row(v);
	if (details == NULL)
		details = json_object();
	if (d->fault != NULL)
		(void)json_object_set_new(details, "member", json_string(d->fault));
	answer_json(d, status_of(v, row->class),
	    json_pack("{s:s, s:i, s:s, s:s, s:s, s:s, s:b, s:o}", "verdict", row->name, "number",
		(int)v, "zh", row->zh, "en", row->en, "remedy_zh", row->remedy_zh, "remedy_en",
		row->remedy_en, "retry", row->later, "details", details));
}

void
answer_bad_request(struct door *d, const char *why)
{
	answer_verdict(d, VERDICT_BAD_REQUEST, json_pack("{s:s}", "why", why));
}

void
answer_bytes(struct door *d, const char *type, struct bytes b)
{
	char *data = malloc(b.size + 1);
	if (data != NULL && b.size > 0)
		memcpy(data, b.data, b.size);
	free(d->answer.data);
	d->answer.status = data == NULL ? 500 : 200;
	d->answer.type = type;
	d->answer.data = data;
	d->answer.size = data == NULL ? 0 : b.size;
}

bool
answer_weather(struct door *d, enum store_result r)
{
	if (r == STORE_OK)
		return false;
	answer_verdict(d, VERDICT_BUSY, NULL);
	return true;
}

/* -- values --------------------------------------------------------------------------- */

json_t *
json_day(struct day day)
{
	char text[DAY_TEXT_MAX];
	day_text(day, text);
	return json_string(text);
}

json_t *
json_instant(struct instant at)
{
	char text[INSTANT_TEXT_MAX];
	if (at.ms == 0)
		return json_null();
	instant_text(at, text);
	return json_string(text);
}

json_t *
json_code(struct unit_code code)
{
	return json_words(code.text);
}

json_t *
json_contact(const struct relay_law *law, struct unit_code code)
{
	const struct unit_contact *c =
	    law->contacts == NULL ? NULL : unit_contact_find(law->contacts, code);
	return c == NULL ? json_null()
			 : json_pack("{s:o, s:o}", "phone", json_words(c->phone), "channel",
			       json_words(c->channel));
}

json_t *
json_words(const char *text)
{
	return text[0] == '\0' ? json_null() : json_string(text);
}

json_t *
json_masked(const char *name)
{
	char masked[8] = "";
	size_t n = 1;
	if (name[0] == '\0')
		return json_null();
	while (n < 5 && ((unsigned char)name[n] & 0xc0) == 0x80)
		n++;
	memcpy(masked, name, n);
	masked[n] = '*';
	return json_string(masked);
}

json_t *
json_hash(const uint8_t hash[HASH_SIZE])
{
	char hex[2 * HASH_SIZE + 1];
	text_hex(hash, HASH_SIZE, hex);
	return json_string(hex);
}

json_t *
json_stage(enum stage stage)
{
	const struct stage_row *row = stage_row(stage);
	return row == NULL ? json_null() : json_string(row->name);
}

json_t *
json_due(struct instant term)
{
	return term.ms == 0 ? json_null() : json_day(calendar_due_day(term));
}

json_t *
json_due_is_guess(const struct calendar *calendar, struct instant term)
{
	return json_boolean(term.ms != 0 && calendar_guessed(calendar, term));
}

json_t *
json_days_left(const struct calendar *c, struct instant since, struct instant now,
    struct instant term)
{
	return term.ms == 0 ? json_null()
			    : json_integer(calendar_days_left(c, since, now, term));
}
