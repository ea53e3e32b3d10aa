/* Every answer has a name, a number and a sentence: see verdict.def. */
#ifndef CORE_VERDICT_H
#define CORE_VERDICT_H

#include <stdbool.h>

enum verdict {
#define VERDICT(name, no, ...) VERDICT_##name = (no),
#include "core/verdict.def"
#undef VERDICT
};

/* What a verdict means for whoever asked; decides exit code and HTTP status. */
enum verdict_class {
	VERDICT_DONE,		/* exit 0, 200 */
	VERDICT_REFUSED,	/* exit 3, 409 */
	VERDICT_NOT_FOUND,	/* exit 4, 404 */
	VERDICT_NOT_ALLOWED,	/* exit 5, 403 */
	VERDICT_BROKEN,		/* bytes nobody can use: a dead letter; exit 7 for files, 400 */
	VERDICT_LIMITED,	/* exit 3, 429 */
	VERDICT_WEATHER,	/* exit 6, 503 */
};

struct verdict_row {
	enum verdict verdict;
	enum verdict_class class;
	bool later;
	const char *name; /* "WINDOW_CLOSED" */
	const char *zh, *en, *remedy_zh, *remedy_en;
};

/* Never NULL for a value of the enum; NULL for any other number. */
const struct verdict_row	*verdict_row(enum verdict);
const char			*verdict_name(enum verdict);
/* False if the number is no verdict; for the wire. */
bool	verdict_of_number(int, enum verdict *ret);
/* For catalogues: the i-th row in the order of verdict.def, NULL past the end. */
const struct verdict_row	*verdict_at(int i);

#endif
