/*
 * What a browser sends: name=value&name=value, with %XX and + (application/x-www-form-urlencoded), or
 * parts between boundaries where there are files (multipart/form-data, RFC 7578). A text has no NUL
 * and is UTF-8, whichever way it came.
 */
#include <string.h>

#include "base/text.h"
#include "console/inside.h"

enum { BOUNDARY_MAX = 70 /* RFC 2046 */, PART_HEAD_MAX = 1024 };

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

static bool
add_field(struct form *f, const char *name, const char *value)
{
	if (f->n == FIELDS_MAX)
		return false;
	f->names[f->n] = name;
	f->values[f->n++] = value;
	return true;
}

static bool
parse_urlencoded(struct arena *arena, struct bytes body, struct form *ret)
{
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
		if (value == NULL)
			return false;
		*value++ = '\0';
		if (!decode(field) || !decode(value) || !add_field(ret, field, value))
			return false;
	}
	return true;
}

/* -- parts ---------------------------------------------------------------------------- */

/* Where that text begins in what is left; NULL: nowhere. */
static const uint8_t *
find(struct bytes in, const char *what, size_t n)
{
	const uint8_t *end = in.data + in.size;
	for (const uint8_t *p = in.data; (size_t)(end - p) >= n;) {
		const uint8_t *at = memchr(p, what[0], (size_t)(end - p) - n + 1);
		if (at == NULL || memcmp(at, what, n) == 0)
			return at;
		p = at + 1;
	}
	return NULL;
}

static struct bytes
behind(struct bytes b, const uint8_t *at, size_t n)
{
	return (struct bytes){ at + n, b.size - (size_t)(at - b.data) - n };
}

/* The value of name="..." in the head of a part; NULL: none. */
static const char *
name_of(struct arena *arena, const char *head)
{
	static const char name[] = "; name=\"";
	const char *at = strstr(head, name);
	if (at == NULL)
		return NULL;
	at += sizeof(name) - 1;
	const size_t n = strcspn(at, "\"\r\n");
	char *ret = arena_alloc(arena, n + 1);
	memcpy(ret, at, n);
	ret[n] = '\0';
	return at[n] == '"' && text_is_utf8(ret, n) ? ret : NULL;
}

static bool
take_part(struct arena *arena, struct bytes part, struct form *ret)
{
	static const char blank_line[] = "\r\n\r\n";
	const uint8_t *at = find(part, blank_line, 4);
	const size_t n_head = at == NULL ? 0 : (size_t)(at - part.data);
	if (at == NULL || n_head > PART_HEAD_MAX || memchr(part.data, '\0', n_head) != NULL)
		return false;
	const struct bytes value = behind(part, at, 4);
	char *head = arena_alloc(arena, n_head + 1);
	memcpy(head, part.data, n_head);
	const char *name = name_of(arena, head);
	if (name == NULL)
		return false;
	if (strstr(head, "; filename=") != NULL) {
		if (ret->n_files == FILES_MAX)
			return false;
		ret->files[ret->n_files++] = value;
		return true;
	}
	if (value.size > FIELD_MAX || (value.size > 0 && memchr(value.data, '\0', value.size) != NULL))
		return false;
	char *text = arena_alloc(arena, value.size + 1);
	if (value.size > 0)
		memcpy(text, value.data, value.size);
	return text_is_utf8(text, value.size) && add_field(ret, name, text);
}

/* The delimiter as it stands between parts: CR LF, two hyphens, the boundary. */
static bool
parse_multipart(struct arena *arena, const char *boundary, struct bytes body, struct form *ret)
{
	char delimiter[BOUNDARY_MAX + 5] = "\r\n--";
	const size_t n_boundary = strcspn(boundary, "\";, ");
	if (n_boundary == 0 || n_boundary > BOUNDARY_MAX)
		return false;
	memcpy(delimiter + 4, boundary, n_boundary);
	const size_t n = 4 + n_boundary;
	if (body.size < n || memcmp(body.data, delimiter + 2, n - 2) != 0)
		return false;
	struct bytes left = behind(body, body.data, n - 2);
	while (left.size < 2 || memcmp(left.data, "--", 2) != 0) {
		const uint8_t *end = find(left, delimiter, n);
		if (end == NULL || left.size < 2 || memcmp(left.data, "\r\n", 2) != 0 || end < left.data + 2)
			return false;
		const struct bytes part = { left.data + 2, (size_t)(end - left.data) - 2 };
		if (!take_part(arena, part, ret))
			return false;
		left = behind(left, end, n);
	}
	return true;
}

bool
form_parse(struct arena *arena, const char *type, struct bytes body, struct form *ret)
{
	static const char multipart[] = "multipart/form-data";
	ret->n = ret->n_files = 0;
	if (type == NULL || strncmp(type, multipart, sizeof(multipart) - 1) != 0)
		return parse_urlencoded(arena, body, ret);
	const char *boundary = strstr(type, "boundary=");
	if (boundary == NULL)
		return false;
	boundary += sizeof("boundary=") - 1;
	return parse_multipart(arena, boundary + (*boundary == '"'), body, ret);
}

const char *
form_value(const struct form *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->names[i], name) == 0)
			return f->values[i];
	return "";
}

const char *
form_encode(struct arena *arena, const char *text)
{
	static const char digits[] = "0123456789ABCDEF", plain[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
	char *ret = arena_alloc(arena, 3 * strlen(text) + 1), *to = ret;
	for (const char *p = text; *p != '\0'; p++) {
		if (strchr(plain, *p) != NULL) {
			*to++ = *p;
			continue;
		}
		*to++ = '%';
		*to++ = digits[(unsigned char)*p >> 4];
		*to++ = digits[(unsigned char)*p & 15];
	}
	*to = '\0';
	return ret;
}
