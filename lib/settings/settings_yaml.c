/* setting.def against a flat YAML file: types, bounds, defaults, and back to text. */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "settings/flat.h"

enum type { TYPE_TEXT, TYPE_INT, TYPE_BOOL, TYPE_LIST };

static const struct row {
	const char *key;
	enum type type;
	size_t at;	/* offset in struct settings */
	int64_t least, most;
	const char *preset;	/* NULL: must be given */
	bool may_reload;
	const char *meaning;
} rows[] = {
#define SETTING(id, key, type, least, most, preset, reload, meaning)                       \
	{ key, TYPE_##type, offsetof(struct settings, id), least, most, preset, reload, meaning },
#include "settings/setting.def"
#undef SETTING
};

enum { N_ROWS = sizeof(rows) / sizeof(rows[0]) };

static const char *
known_key(size_t i)
{
	return i < N_ROWS ? rows[i].key : NULL;
}

static void *
member(struct settings *s, const struct row *row)
{
	return (char *)s + row->at;
}

static const void *
const_member(const struct settings *s, const struct row *row)
{
	return (const char *)s + row->at;
}

static bool
parse_int(const char *text, int64_t *ret)
{
	char *end;
	errno = 0;
	const long long v = strtoll(text, &end, 10);
	if (text[0] == '\0' || *end != '\0' || errno != 0)
		return false;
	*ret = v;
	return true;
}

/* NULL, or what is wrong with it. */
static const char *
set_one(struct settings *s, const struct row *row, const char *text)
{
	int64_t v;
	switch (row->type) {
	case TYPE_TEXT:
		if ((int64_t)strlen(text) < row->least || (int64_t)strlen(text) > row->most)
			return "too short or too long";
		(void)snprintf(member(s, row), SETTINGS_TEXT_MAX, "%s", text);
		return NULL;
	case TYPE_INT:
		if (!parse_int(text, &v))
			return "not a whole number";
		if (v < row->least || v > row->most)
			return "out of bounds";
		*(int64_t *)member(s, row) = v;
		return NULL;
	case TYPE_BOOL:
		if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0)
			return "neither true nor false";
		*(bool *)member(s, row) = text[0] == 't';
		return NULL;
	case TYPE_LIST:
		break;
	}
	return "a list is expected";
}

static const char *
set_item(struct settings *s, const struct row *row, const struct flat_item *item)
{
	if (row->type != TYPE_LIST)
		return item->is_list ? "one value is expected" : set_one(s, row, item->values.item[0]);
	if (!item->is_list)
		return "a list is expected";
	if ((int64_t)item->values.n < row->least || (int64_t)item->values.n > row->most)
		return "too few or too many items";
	*(struct settings_list *)member(s, row) = item->values;
	return NULL;
}

static const struct flat_item *
find_item(const struct flat *flat, const char *key)
{
	for (size_t i = 0; i < flat->n; i++)
		if (strcmp(flat->items[i].key, key) == 0)
			return &flat->items[i];
	return NULL;
}

static bool
set_all(const char *name, const struct flat *flat, struct settings *s,
    struct settings_fault *reterr)
{
	for (size_t i = 0; i < N_ROWS; i++) {
		const struct row *row = &rows[i];
		const struct flat_item *item = find_item(flat, row->key);
		if (item == NULL && row->preset == NULL) {
			flat_fault(reterr, name, 1, 1, "\"%s\" is missing: %s", row->key,
			    row->meaning);
			return false;
		}
		if (item == NULL) {
			if (row->type != TYPE_LIST)
				(void)set_one(s, row, row->preset);
			continue;
		}
		const char *wrong = set_item(s, row, item);
		if (wrong == NULL)
			continue;
		flat_fault(reterr, name, item->line, item->column, "\"%s\": %s (%" PRId64 "..%" PRId64 ")",
		    row->key, wrong, row->least, row->most);
		return false;
	}
	return true;
}

bool
settings_parse(const char *name, const char *text, size_t size, struct settings *ret,
    struct settings_fault *reterr)
{
	struct flat *flat = malloc(sizeof(*flat));
	struct settings *s = calloc(1, sizeof(*s));
	bool ok = flat != NULL && s != NULL;
	if (ok)
		ok = flat_parse(name, text, size, known_key, flat, reterr)
		    && set_all(name, flat, s, reterr);
	if (ok)
		*ret = *s;
	free(s);
	free(flat);
	return ok;
}

bool
settings_load(const char *path, struct settings *ret, struct settings_fault *reterr)
{
	size_t size;
	char *text = flat_read_file(path, &size, reterr);
	if (text == NULL)
		return false;
	const bool ok = settings_parse(path, text, size, ret, reterr);
	free(text);
	return ok;
}

/* -- printing ------------------------------------------------------------------------- */

struct out {
	char *at;
	size_t size, n;
};

static void put(struct out *, const char *, ...) __attribute__((format(printf, 2, 3)));

static void
put(struct out *o, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const bool fits = o->n < o->size;
	const int n = vsnprintf(fits ? o->at + o->n : NULL, fits ? o->size - o->n : 0, fmt, ap);
	va_end(ap);
	o->n += n > 0 ? (size_t)n : 0;
}

/* What YAML does not take, or does not keep, as it stands: NEL and the line and paragraph
 * separators are line breaks to it, the others no characters. */
static const struct {
	const char *bytes, *escape;
} escapes[] = {
	{ "\"", "\\\"" },
	{ "\\", "\\\\" },
	{ "\x7f", "\\x7f" },
	{ "\xe2\x80\xa8", "\\u2028" },
	{ "\xe2\x80\xa9", "\\u2029" },
	{ "\xef\xbf\xbe", "\\ufffe" },
	{ "\xef\xbf\xbf", "\\uffff" },
};

enum { N_ESCAPES = sizeof(escapes) / sizeof(escapes[0]) };

/* One character, or one byte of it, escaped if need be; the bytes it took. */
static size_t
put_character(struct out *o, const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	for (size_t i = 0; i < N_ESCAPES; i++) {
		const size_t n = strlen(escapes[i].bytes);
		if (strncmp(text, escapes[i].bytes, n) == 0) {
			put(o, "%s", escapes[i].escape);
			return n;
		}
	}
	if (p[0] < 0x20) {
		put(o, "\\x%02x", p[0]);
		return 1;
	}
	if (p[0] == 0xc2 && p[1] < 0xa0) {	/* U+0080 to U+009F */
		put(o, "\\x%02x", p[1]);
		return 2;
	}
	put(o, "%c", text[0]);
	return 1;
}

static void
put_quoted(struct out *o, const char *text)
{
	put(o, "\"");
	while (*text != '\0')
		text += put_character(o, text);
	put(o, "\"");
}

static void
put_value(struct out *o, const struct settings *s, const struct row *row)
{
	const void *at = const_member(s, row);
	const struct settings_list *list = at;
	switch (row->type) {
	case TYPE_TEXT:
		put_quoted(o, at);
		break;
	case TYPE_INT:
		put(o, "%" PRId64, *(const int64_t *)at);
		break;
	case TYPE_BOOL:
		put(o, "%s", *(const bool *)at ? "true" : "false");
		break;
	case TYPE_LIST:
		put(o, "[");
		for (size_t i = 0; i < list->n; i++) {
			put(o, "%s", i > 0 ? ", " : "");
			put_quoted(o, list->item[i]);
		}
		put(o, "]");
		break;
	}
	put(o, "\n");
}

size_t
settings_print(const struct settings *s, char *text, size_t size)
{
	struct out o = { text, size, 0 };
	char section[FLAT_KEY_MAX] = "";
	for (size_t i = 0; i < N_ROWS; i++) {
		const char *dot = strchr(rows[i].key, '.');
		const size_t n = dot == NULL ? 0 : (size_t)(dot - rows[i].key);
		if (dot != NULL && (strlen(section) != n || strncmp(section, rows[i].key, n) != 0)) {
			(void)snprintf(section, sizeof(section), "%.*s", (int)n, rows[i].key);
			put(&o, "%s:\n", section);
		}
		const char *indent = dot == NULL ? "" : "  ";
		put(&o, "%s# %s\n%s%s: ", indent, rows[i].meaning, indent,
		    dot == NULL ? rows[i].key : dot + 1);
		put_value(&o, s, &rows[i]);
	}
	return o.n;
}

/* -- reloading ------------------------------------------------------------------------ */

static bool
is_same(const struct settings *a, const struct settings *b, const struct row *row)
{
	const void *x = const_member(a, row), *y = const_member(b, row);
	const struct settings_list *p = x, *q = y;
	switch (row->type) {
	case TYPE_TEXT:
		return strcmp(x, y) == 0;
	case TYPE_INT:
		return *(const int64_t *)x == *(const int64_t *)y;
	case TYPE_BOOL:
		return *(const bool *)x == *(const bool *)y;
	case TYPE_LIST:
		break;
	}
	if (p->n != q->n)
		return false;
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->item[i], q->item[i]) != 0)
			return false;
	return true;
}

bool
settings_needs_restart(
    const struct settings *a, const struct settings *b, const char **ret_key)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (!rows[i].may_reload && !is_same(a, b, &rows[i])) {
			*ret_key = rows[i].key;
			return true;
		}
	return false;
}
