/* The catalogue of notices, and which of them somebody still has to act on. */
#include "core/notice.h"

#include <string.h>

static const struct notice_row rows[] = {
	{ NOTICE_NONE, NOTICE_ASKS_NOTHING, "", "", "" },
#define NOTICE(name, no, asks, zh, en) { NOTICE_##name, NOTICE_ASKS_##asks, #name, zh, en },
#include "core/notice.def"
#undef NOTICE
};

const struct notice_row *
notice_row(enum notice_kind kind)
{
	return &rows[kind];
}

const struct notice_row *
notice_find(const char *name)
{
	for (size_t i = 1; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	return NULL;
}

bool
notice_is_pending(const struct notice_told *n, const struct docket *d)
{
	bool has_stated = false;
	const bool is_of_this_stay = n->at.ms >= d->since.ms;
	switch (rows[n->kind].asks) {
	case NOTICE_ASKS_ANSWER:
		return is_of_this_stay && d->posture == POSTURE_ANSWER;
	case NOTICE_ASKS_STATEMENT:
		return docket_hears(d, n->told, &has_stated) && !has_stated;
	case NOTICE_ASKS_DECISION:
		return is_of_this_stay && docket_stage(d) == n->stage
		    && unit_code_equal(d->holder, docket_successor(d, n->unit));
	case NOTICE_ASKS_NOTHING:
		break;
	}
	return false;
}
