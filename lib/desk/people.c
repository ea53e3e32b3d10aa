/*
 * Who asks. The header names unit, role and officer, and for whom he acts if he is a deputy; that whoever
 * connects may speak for them is settled before: by the mode of the socket's file, or by the token.
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

/* "OFFICER", or "OFFICER for PRINCIPAL": an account may hold a colon, but no blank. Nobody is his own deputy. */
static bool
take_officer(const char *from, struct people *ret)
{
	static const char word[] = " for ";
	const char *at = strstr(from, word);
	const size_t n = at == NULL ? strlen(from) : (size_t)(at - from);
	if (n >= sizeof(ret->officer))
		return false;
	memcpy(ret->officer, from, n);
	const char *principal = at == NULL ? NULL : at + sizeof(word) - 1;
	if (principal != NULL
	    && (!text_is_ident(principal) || !text_copy(ret->deputy_for, sizeof(ret->deputy_for), principal)))
		return false;
	return text_is_ident(ret->officer) && strcmp(ret->officer, ret->deputy_for) != 0;
}

bool
people_parse(const char *header, struct people *ret)
{
	struct people p = { .role = ROLE_NONE };
	char unit[UNIT_CODE_MAX + 1], role[16];
	const char *rest = take_word(header, unit, sizeof(unit));
	const char *officer = rest == NULL ? NULL : take_word(rest, role, sizeof(role));
	if (officer == NULL || !unit_code_parse(unit, &p.unit) || !role_parse(role, &p.role)
	    || p.role == ROLE_SYSTEM || !take_officer(officer, &p))
		return false;
	*ret = p;
	return true;
}

bool
people_in_person(struct door *d)
{
	if (d->as.deputy_for[0] != '\0')
		answer_verdict(d, VERDICT_NOT_IN_PERSON, NULL);
	return d->as.deputy_for[0] == '\0';
}

bool
people_may(struct door *d, void (*door)(struct door *))
{
	if ((route_roles(door) >> d->as.role & 1) != 0)
		return true;
	answer_verdict(d, VERDICT_ROLE_NOT_ALLOWED, NULL);
	return false;
}
