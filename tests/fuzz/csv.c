/*
 * Files that are imported: any bytes, in any encoding. What is read has rows in order, within the bound, cells that
 * are UTF-8 with no blank around them; and written down again it is read as the same.
 */
#include <string.h>

#include "base/text.h"
#include "desk/csv.h"
#include "fuzz.h"

enum { MOST = 100 };

static char *
put_cell(char *to, const char *cell)
{
	*to++ = '"';
	for (; *cell != '\0'; cell++) {
		if (*cell == '"')
			*to++ = '"';
		*to++ = *cell;
	}
	*to++ = '"';
	return to;
}

/* Empty rows are kept as such, so that the others keep their numbers. */
static char *
written(struct arena *arena, const struct csv *csv)
{
	size_t size = 1;
	for (size_t i = 0; i < csv->n; i++)
		for (size_t k = 0; k < csv->rows[i].n; k++)
			size += 2 * strlen(csv->rows[i].cells[k]) + 4;
	size += csv->n == 0 ? 0 : 2 * csv->rows[csv->n - 1].row;
	char *text = arena_alloc(arena, size), *to = text;
	size_t row = 1;
	for (size_t i = 0; i < csv->n; i++) {
		for (; row < csv->rows[i].row; row++)
			*to++ = '\n';
		for (size_t k = 0; k < csv->rows[i].n; k++) {
			if (k > 0)
				*to++ = ',';
			to = put_cell(to, csv->rows[i].cells[k]);
		}
	}
	*to = '\0';
	return text;
}

static void
expect_sound(const struct csv *csv)
{
	size_t before = 0;
	MUST(csv->n > 0 && csv->n <= MOST, "%zu rows", csv->n);
	for (size_t i = 0; i < csv->n; i++) {
		size_t n_text = 0;
		MUST(csv->rows[i].row > before && csv->rows[i].n > 0, "row %zu", csv->rows[i].row);
		before = csv->rows[i].row;
		for (size_t k = 0; k < csv->rows[i].n; k++) {
			const char *cell = csv->rows[i].cells[k];
			const size_t n = strlen(cell);
			n_text += n;
			MUST(text_is_utf8(cell, n), "row %zu", before);
			MUST(n == 0 || (strchr(" \t", cell[0]) == NULL && strchr(" \t", cell[n - 1]) == NULL), "[%s]", cell);
		}
		MUST(n_text > 0, "row %zu is empty", before);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;
	enum csv_code code;
	struct csv csv, again;
	if (size == 0)
		return 0;
	struct arena *arena = arena_new();
	const struct bytes b = { data + 1, size - 1 };
	const enum csv_fault fault = csv_decode(arena, b, (enum csv_code)(data[0] % 3), &code, &text);
	if (fault == CSV_OK && csv_parse(arena, text, MOST, &csv) == CSV_OK) {
		expect_sound(&csv);
		MUST(csv_parse(arena, written(arena, &csv), MOST, &again) == CSV_OK && again.n == csv.n, "written");
		for (size_t i = 0; i < csv.n; i++) {
			MUST(again.rows[i].row == csv.rows[i].row && again.rows[i].n == csv.rows[i].n, "row");
			for (size_t k = 0; k < csv.rows[i].n; k++)
				MUST(strcmp(again.rows[i].cells[k], csv.rows[i].cells[k]) == 0, "cell");
		}
	}
	arena_free(arena);
	return 0;
}

size_t
fuzz_seed(size_t i, uint8_t ret[FUZZ_SEED_MAX], const char **ret_name)
{
	static const struct {
		const char *name, *text;
	} seeds[] = {
		{ "enrolment", "姓名,身份证件号,性别,出生日期,年级\r\n张三,,男,2019-05-20,1\r\n\r\n李四,,女,2019/6/1,1\r\n" },
		{ "marked", "\xef\xbb\xbf班级,学籍号\n一班,G430102201605200013\n" },
		{ "gb18030", "\xd0\xd5\xc3\xfb,a\n\x95\x34\xb2\x35,b\n" },
		{ "quotes", "a,\"b \"\"c\"\", d\n\"\r\n\"\",\"\"\",\"\"\n" },
		{ "stray", "a\"b,c\n" },
		{ "open", "a,\"b\nc" },
	};
	if (i >= sizeof(seeds) / sizeof(seeds[0]))
		return 0;
	*ret_name = seeds[i].name;
	ret[0] = 0;
	memcpy(ret + 1, seeds[i].text, strlen(seeds[i].text));
	return strlen(seeds[i].text) + 1;
}
