/* The catalogue of answers; verdict.def is the table. */
#include "core/verdict.h"

#include <stddef.h>

static const struct verdict_row rows[] = {
#define VERDICT(name, no, class, later, zh, en, remedy_zh, remedy_en)                      \
	{ VERDICT_##name, VERDICT_##class, later, #name, zh, en, remedy_zh, remedy_en },
#include "core/verdict.def"
#undef VERDICT
};

enum { N_ROWS = sizeof(rows) / sizeof(rows[0]) };

const struct verdict_row *
verdict_at(int i)
{
	return i >= 0 && i < N_ROWS ? &rows[i] : NULL;
}

const struct verdict_row *
verdict_row(enum verdict v)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (rows[i].verdict == v)
			return &rows[i];
	return NULL;
}

const char *
verdict_name(enum verdict v)
{
	const struct verdict_row *row = verdict_row(v);
	return row == NULL ? "UNKNOWN" : row->name;
}

bool
verdict_of_number(int no, enum verdict *ret)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if ((int)rows[i].verdict == no) {
			*ret = rows[i].verdict;
			return true;
		}
	return false;
}
