/* See table.h. CSV as RFC 4180 has it: quotes where a comma or a quote is inside. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "table.h"

static size_t
cut(char *line, char *fields[TABLE_FIELDS_MAX])
{
	size_t n = 0;
	char *p = line;
	while (n < TABLE_FIELDS_MAX) {
		char *to = p;
		fields[n++] = p;
		const bool is_quoted = *p == '"';
		p += is_quoted;
		for (; *p != '\0' && (is_quoted || *p != ','); p++) {
			if (is_quoted && *p == '"' && *++p != '"')
				break;
			*to++ = *p;
		}
		const bool is_last = *p == '\0';
		*to = '\0';
		if (is_last)
			break;
		p++;
	}
	return n;
}

size_t
table_read(const char *name, size_t n_fields, void (*take)(char *fields[TABLE_FIELDS_MAX]))
{
	static char line[1 << 14];
	char *fields[TABLE_FIELDS_MAX];
	size_t n = 0;
	(void)snprintf(line, sizeof(line), "%s/tests/hostile/%s", XUEJI_SOURCE_DIR, name);
	FILE *f = fopen(line, "rb");
	cr_assert_not_null(f, "%s", line);
	while (fgets(line, sizeof(line), f) != NULL) {
		line[strcspn(line, "\r\n")] = '\0';
		cr_assert_eq(cut(line, fields), n_fields, "%s: row %zu has not %zu fields", name, n,
		    n_fields);
		if (n++ > 0)
			take(fields);
	}
	(void)fclose(f);
	return n - 1;
}

static unsigned
nibble(char c)
{
	return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* One character of the notation; its bytes are appended. */
static const char *
take_one(const char *p, char *to, size_t *n)
{
	if (p[0] == '\\' && p[1] == 'x') {
		to[(*n)++] = (char)(nibble(p[2]) << 4 | nibble(p[3]));
		return p + 4;
	}
	p += p[0] == '\\';
	to[(*n)++] = *p;
	return p + 1;
}

struct bytes
table_value(struct arena *a, const char *text)
{
	size_t times = 1, n = 0;
	int skip = 0;
	if (text[0] == '*')
		(void)sscanf(text, "*%zu:%n", &times, &skip);
	text += skip;
	char *one = arena_alloc(a, strlen(text) + 1);
	while (*text != '\0')
		text = take_one(text, one, &n);
	char *all = arena_array(a, times, n + 1);
	for (size_t i = 0; i < times; i++)
		memcpy(all + i * n, one, n);
	const struct bytes b = { (const uint8_t *)all, times * n };
	return b;
}
