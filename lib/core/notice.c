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
notice_is_pending(enum notice_kind kind, const struct docket *d, struct unit_code told, struct unit_code unit,
    enum stage stage)
{
	bool has_stated = false;
	switch (rows[kind].asks) {
	case NOTICE_ASKS_ANSWER:
		return d->posture == POSTURE_ANSWER;
	case NOTICE_ASKS_STATEMENT:
		return docket_hears(d, told, &has_stated) && !has_stated;
	case NOTICE_ASKS_DECISION:
		return docket_stage(d) == stage && unit_code_equal(d->holder, unit);
	case NOTICE_ASKS_NOTHING:
		break;
	}
	return false;
}
