/* The forms that are printed; paper_form.def is the table. */
#ifndef CORE_PAPER_FORM_H
#define CORE_PAPER_FORM_H

enum paper_form {
	PAPER_FORM_NONE,
#define PAPER_FORM(name, no, ...) PAPER_FORM_##name = (no),
#include "core/paper_form.def"
#undef PAPER_FORM
};

struct paper_form_row {
	enum paper_form form;
	const char *name, *zh, *en;
};

/* NULL for a number that is none. */
const struct paper_form_row	*paper_form_row(enum paper_form);

#endif
