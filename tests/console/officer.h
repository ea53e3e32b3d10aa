/* An officer at the pages, with the real doors behind them and a store of paper behind those. */
#ifndef TESTS_CONSOLE_OFFICER_H
#define TESTS_CONSOLE_OFFICER_H

#include "console/inside.h"
#include "desk/hatch.h"

struct typed_field {
	const char *name, *value;
};

struct officer {
	const char *unit;
	enum role role;
	enum lang lang;
	const struct typed_field *query;	/* of the address, ended by a name that is NULL; NULL: none */
};

struct officer_sees {
	unsigned status;
	char *html;	/* to be freed */
};

/* What that page answers to a form with those fields, ended by a name that is NULL; NULL: to none. */
struct officer_sees	officer_opens(struct hatch *, const struct officer *, void (*page)(struct visit *),
			    const struct typed_field *);
/* The same page shows the one text (NULL: any) and not the other (NULL: none), with that status. */
void	officer_expects(struct hatch *, const struct officer *, void (*page)(struct visit *),
	    const struct typed_field *, unsigned status, const char *text, const char *other);

#endif
