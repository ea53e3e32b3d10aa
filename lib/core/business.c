/* Looks up business.def. */
#include <string.h>

#include "core/business.h"

#define BY_POLICY	0u
#define IN(status)	(1u << STATUS_##status)
/* Whoever may come back one day, or is here. */
#define STILL_HERE                                                                         \
	(IN(in_school) | IN(suspended) | IN(abroad) | IN(left_other) | IN(dropped_out)     \
	    | IN(withdrawn) | IN(missing))
/* All but what is no record of this school any more. */
#define ANY_STATUS                                                                         \
	(STILL_HERE | IN(expelled) | IN(deceased) | IN(graduated)                          \
	    | IN(completed_without_diploma) | IN(left_uncompleted))
#define ONE_SCHOOL                                                                         \
	.is_one_school = true, .not_filer = VERDICT_NOT_THE_FILER,                         \
	.otherwise = VERDICT_STATUS_NOT_FIT
/* The school applies, the county approves. */
#define STATUS_CHANGE	ONE_SCHOOL, .stages_of = BUSINESS_suspension

static const struct business_row rows[] = {
#define BUSINESS(name, no, zh, en, ...) { BUSINESS_##name, #name, zh, en, __VA_ARGS__ },
#include "core/business.def"
#undef BUSINESS
};

enum { N_ROWS = sizeof(rows) / sizeof(rows[0]) };

const struct business_row *
business_row(enum business kind)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (rows[i].business == kind)
			return &rows[i];
	return NULL;
}

enum business
business_stages_of(enum business kind)
{
	const struct business_row *row = business_row(kind);
	return row == NULL || row->stages_of == BUSINESS_NONE ? kind : row->stages_of;
}

enum business
business_periods_of(enum business kind)
{
	const struct business_row *row = business_row(kind);
	return row == NULL || row->periods_of == BUSINESS_NONE ? kind : row->periods_of;
}

bool
business_is_looked_up(enum business kind)
{
	const struct business_row *row = business_row(kind);
	return row != NULL && (row->is_first || row->clears || row->renumbers);
}

const char *
business_name(enum business kind)
{
	const struct business_row *row = business_row(kind);
	return row == NULL ? "none" : row->name;
}

const char *
business_label_zh(enum business kind)
{
	const struct business_row *row = business_row(kind);
	return row == NULL ? "" : row->zh;
}

bool
business_parse(const char *name, enum business *ret)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (strcmp(rows[i].name, name) == 0) {
			*ret = rows[i].business;
			return true;
		}
	return false;
}
