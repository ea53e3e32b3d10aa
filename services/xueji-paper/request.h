/*
 * What is to be printed: the JSON object that comes in, and the form it is printed on.
 *
 *	{"form": "sheet", "title": {"zh", "en"}, "unit", "to", "serial", "date", "proof", "verify_at", "demo",
 *	 "rows": [{"zh", "en", "value"}, ...]}
 *
 * "to" and "verify_at", the address where a proof is checked, may be missing or empty, "demo" may be missing.
 * Nothing else may be there.
 */
#ifndef XUEJI_PAPER_REQUEST_H
#define XUEJI_PAPER_REQUEST_H

#include <jansson.h>
#include <stdbool.h>

enum { ROWS_MAX = 64, COLUMNS_MAX = 2, BOXES_MAX = 2, SIGNERS_MAX = 3 };

/* In both languages. */
struct said {
	const char *zh, *en;
};

struct form {
	const char *name;
	int columns;
	struct said opening, closing, boxes[BOXES_MAX], signers[SIGNERS_MAX];
};

struct row {
	struct said label;
	const char *value;
};

/* Its texts live as long as the JSON does. */
struct request {
	const struct form *form;
	struct said title;
	const char *unit, *to, *serial, *date, *proof, *verify_at;
	bool is_demo;
	struct row rows[ROWS_MAX];
	size_t n_rows;
	json_t *json;
};

void	request_end(struct request *);
/* NULL, or what is wrong with it; then there is nothing to end. */
const char	*request_parse(const char *text, size_t n, struct request *ret);

#endif
