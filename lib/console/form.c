/* What a browser sends: name=value&name=value, with %XX and + (application/x-www-form-urlencoded). */
#include <string.h>

#include "base/text.h"
#include "console/inside.h"

static int
hex_of(char c)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	const char *at = c == '\0' ? NULL : strchr(digits, c);
	if (at == NULL)
		return -1;
	const int i = (int)(at - digits);
	return i < 16 ? i : i - 6;
}

/* In place; false for half an escape, a NUL or what is no UTF-8. */
static bool
decode(char *text)
{
	char *to = text;
	for (const char *p = text; *p != '\0'; p++) {
		if (*p != '%') {
			*to++ = *p == '+' ? ' ' : *p;
			continue;
		}
		const int high = hex_of(p[1]), low = high < 0 ? -1 : hex_of(p[2]);
		if (low < 0 || (high == 0 && low == 0))
			return false;
		*to++ = (char)(unsigned char)(high * 16 + low);
		p += 2;
	}
	*to = '\0';
	return text_is_utf8(text, strlen(text));
}

bool
form_parse(struct arena *arena, struct bytes body, struct form *ret)
{
	ret->n = 0;
	if (body.size > FORM_MAX || (body.size > 0 && memchr(body.data, '\0', body.size) != NULL))
		return false;
	char *text = arena_alloc(arena, body.size + 1);
	if (body.size > 0)
		memcpy(text, body.data, body.size);
	for (char *next = text; next != NULL && *next != '\0';) {
		char *field = next, *end = strchr(field, '&'), *value = NULL;
		next = end == NULL ? NULL : end + 1;
		if (end != NULL)
			*end = '\0';
		value = strchr(field, '=');
		if (value == NULL || ret->n == FIELDS_MAX)
			return false;
		*value++ = '\0';
		if (!decode(field) || !decode(value))
			return false;
		ret->names[ret->n] = field;
		ret->values[ret->n++] = value;
	}
	return true;
}

const char *
form_value(const struct form *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->names[i], name) == 0)
			return f->values[i];
	return "";
}
