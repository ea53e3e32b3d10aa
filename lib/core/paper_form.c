/* The catalogue of printed forms. */
#include "core/paper_form.h"

#include <stddef.h>

static const struct paper_form_row rows[] = {
#define PAPER_FORM(name, no, zh, en) { PAPER_FORM_##name, #name, zh, en },
#include "core/paper_form.def"
#undef PAPER_FORM
};

const struct paper_form_row *
paper_form_row(enum paper_form form)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].form == form)
			return &rows[i];
	return NULL;
}
