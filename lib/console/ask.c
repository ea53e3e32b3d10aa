/* From a page to a door: what it answers, or a page that says why there is nothing to show. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console/table.h"

static const struct field_word {
	const char *member;
	enum word label, hint;
} fields[] = {
#define FIELD(member, label, hint) { member, WORD_##label, WORD_##hint },
#include "console/field.def"
#undef FIELD
};

/* Of a request that could not be read, the field of a form in which that lies; NULL: nobody typed it. */
static const struct field_word *
find_field(const char *member)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (strcmp(fields[i].member, member) == 0)
			return &fields[i];
	return NULL;
}

static bool
cannot_be_read(struct visit *v, const json_t *verdict, const struct field_word **ret)
{
	*ret = find_field(console_text(v, json_object_get(verdict, "details"), "member"));
	return strcmp(console_text(v, verdict, "verdict"), verdict_name(VERDICT_BAD_REQUEST)) == 0;
}

const char *
ask_hint(struct visit *v, const char *member)
{
	const struct field_word *field = find_field(member);
	return field == NULL ? "" : word(v->lang, field->hint);
}

const char *
ask_sentence(struct visit *v, const json_t *verdict)
{
	const struct field_word *field;
	if (cannot_be_read(v, verdict, &field))
		return field == NULL ? word(v->lang, WORD_bad_address)
		    : table_text(v, "%s%s%s", word(v->lang, field->label), word(v->lang, WORD_colon),
			word(v->lang, WORD_cannot_be_read));
	const char *text = console_text(v, verdict, v->lang == LANG_EN ? "en" : "zh");
	return text[0] == '\0' ? word(v->lang, WORD_weather) : text;
}

const char *
ask_remedy(struct visit *v, const json_t *verdict)
{
	const struct field_word *field;
	if (cannot_be_read(v, verdict, &field))
		return word(v->lang, field == NULL ? WORD_bad_address_remedy : field->hint);
	return console_text(v, verdict, v->lang == LANG_EN ? "remedy_en" : "remedy_zh");
}

void
ask_refuse(struct visit *v, unsigned status, const json_t *verdict)
{
	struct out out = { .size = 0 };
	const char *code = console_text(v, verdict, "verdict");
	const struct refused_page p = {
		.frame = console_frame(v, word(v->lang, WORD_title)),
		.text = ask_sentence(v, verdict),
		.remedy = ask_remedy(v, verdict),
		.code = code[0] == '\0' ? NULL : code,
	};
	page_refused(&out, &p);
	console_page(v, status < 400 ? 503 : status, &out);
}

json_t *
ask_door(struct visit *v, void (*door)(struct door *), json_type type)
{
	v->door->fault = NULL;
	door(v->door);
	return ask_taken(v, type);
}

json_t *
ask_taken(struct visit *v, json_type type)
{
	const unsigned status = v->door->answer.status;
	json_t *j = console_take_json(v);
	if (status == 200 && j != NULL && json_typeof(j) == type)
		return j;
	ask_refuse(v, status, j);
	json_decref(j);
	return NULL;
}

json_t *
ask_with(struct visit *v, void (*door)(struct door *), json_t *stolen, unsigned *ret_status)
{
	struct door *d = v->door;
	console_set_body(v, stolen);
	d->fault = NULL;
	door(d);
	*ret_status = d->answer.status;
	return console_take_json(v);
}

long long
ask_number(const json_t *j, const char *name)
{
	return json_integer_value(json_object_get(j, name));
}

/* A member as text, whether it is one or a number. */
static const char *
place_of(struct visit *v, const json_t *row, const char *key)
{
	char text[24];
	const json_t *member = json_object_get(row, key);
	if (!json_is_integer(member))
		return console_text(v, row, key);
	(void)snprintf(text, sizeof(text), "%lld", (long long)json_integer_value(member));
	return arena_text(v->door->arena, text);
}

/* "PATH?kept=...&name=value"; value NULL: without it. */
static const char *
path_with(struct visit *v, const char *path, const char *const *kept, const char *after)
{
	enum { PATH_MAX_HERE = 1024 };
	char text[PATH_MAX_HERE];
	struct door *d = v->door;
	size_t n = (size_t)snprintf(text, sizeof(text), "%s", path);
	char sign = '?';
	for (; *kept != NULL; kept++) {
		const char *value = d->query(d, *kept);
		if (value == NULL || n >= sizeof(text) / 2 || strlen(value) > CURSOR_MAX)
			continue;
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%c%s=%s", sign, *kept,
		    form_encode(d->arena, value));
		sign = '&';
	}
	if (after != NULL)
		(void)snprintf(text + n, sizeof(text) - n, "%cafter=%s", sign,
		    form_encode(d->arena, after));
	return arena_text(d->arena, text);
}

struct pager
ask_pager(struct visit *v, const char *path, const char *const *kept, const json_t *rows, const char *key)
{
	const char *limit = v->door->query(v->door, "limit");
	const size_t n = json_array_size(rows), most = limit == NULL ? PAGE_MAX : strtoul(limit, NULL, 10);
	struct pager p = {
		.is_later = v->door->query(v->door, "after") != NULL,
		.has_next = n > 0 && n >= most,
	};
	p.first = path_with(v, path, kept, NULL);
	p.next = p.has_next
	    ? path_with(v, path, kept, place_of(v, json_array_get(rows, n - 1), key)) : "";
	return p;
}
