/*
 * Who asks. The header names unit, role and officer; that whoever connects may speak for
 * them is settled before: by the mode of the socket's file, or by the token.
 */
#include <string.h>

#include "base/text.h"
#include "desk/door.h"

/* What stands before the colon; NULL if there is none or it does not fit. */
static const char *
take_word(const char *from, char *ret, size_t size)
{
	const char *colon = strchr(from, ':');
	if (colon == NULL || (size_t)(colon - from) >= size)
		return NULL;
	memcpy(ret, from, (size_t)(colon - from));
	ret[colon - from] = '\0';
	return colon + 1;
}

bool
people_parse(const char *header, struct people *ret)
{
	struct people p = { .role = ROLE_NONE };
	char unit[UNIT_CODE_MAX + 1], role[16];
	const char *rest = take_word(header, unit, sizeof(unit));
	const char *officer = rest == NULL ? NULL : take_word(rest, role, sizeof(role));
	if (officer == NULL || !unit_code_parse(unit, &p.unit) || !role_parse(role, &p.role)
	    || p.role == ROLE_SYSTEM || !text_is_ident(officer)
	    || !text_copy(p.officer, sizeof(p.officer), officer))
		return false;
	*ret = p;
	return true;
}

bool
people_may(struct door *d, void (*door)(struct door *))
{
	if ((route_roles(door) >> d->as.role & 1) != 0)
		return true;
	answer_verdict(d, VERDICT_ROLE_NOT_ALLOWED, NULL);
	return false;
}
