/* JSON into a request. What is wrong is said without a word of what was sent. */
#include <string.h>

#include "request.h"

static const struct form forms[] = {
#define FORM(name, ...) { #name, __VA_ARGS__ },
#include "form.def"
#undef FORM
};

static const struct form *
form_of(const char *name)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (strcmp(forms[i].name, name) == 0)
			return &forms[i];
	return NULL;
}

static const char *
take_rows(const json_t *list, struct request *r)
{
	size_t i;
	json_t *one;
	if (json_array_size(list) > ROWS_MAX)
		return "there are too many rows";
	json_array_foreach(list, i, one)
	{
		struct row *row = &r->rows[i];
		if (json_unpack(one, "{s:s, s:s, s:s !}", "zh", &row->label.zh, "en", &row->label.en, "value",
			&row->value) != 0)
			return "a row is not {\"zh\", \"en\", \"value\"}";
	}
	r->n_rows = json_array_size(list);
	return NULL;
}

static const char *
take(json_t *j, struct request *r)
{
	const char *name;
	json_t *list;
	int is_demo = 0;
	r->to = r->verify_at = "";
	if (json_unpack(j, "{s:s, s:{s:s, s:s !}, s:s, s?s, s:s, s:s, s:s, s?s, s?b, s:o !}", "form", &name, "title",
		"zh", &r->title.zh, "en", &r->title.en, "unit", &r->unit, "to", &r->to, "serial", &r->serial,
		"date", &r->date, "proof", &r->proof, "verify_at", &r->verify_at, "demo", &is_demo, "rows", &list) != 0
	    || !json_is_array(list))
		return "a member is missing, unknown or of another type";
	r->is_demo = is_demo != 0;
	r->form = form_of(name);
	return r->form == NULL ? "there is no such form" : take_rows(list, r);
}

void
request_end(struct request *r)
{
	json_decref(r->json);
}

const char *
request_parse(const char *text, size_t n, struct request *ret)
{
	static const struct request nothing;
	*ret = nothing;
	json_t *j = json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL);
	if (j == NULL)
		return "the request is no JSON";
	const char *why = take(j, ret);
	if (why == NULL)
		ret->json = j;
	else
		json_decref(j);
	return why;
}
