/* What the answers to a filing are about: subject.def read as a table. */
#include "desk/subject.h"

#include <stddef.h>
#include <string.h>

#define N_OF(list) (sizeof(list) / sizeof((list)[0]))

enum {
#define MEMBER(name, path) I_##name,
#define SUBJECT(verdict, about, at)
#include "desk/subject.def"
#undef MEMBER
	NONE = 0,
#define MEMBER(name, path) name = 1 << I_##name,
#include "desk/subject.def"
#undef MEMBER
#undef SUBJECT
};

static const struct {
	unsigned bit;
	const char *path;
} members[] = {
#define MEMBER(name, path) { name, path },
#define SUBJECT(verdict, about, at)
#include "desk/subject.def"
#undef MEMBER
#undef SUBJECT
};

/* The last one is of whatever has no row: it is asked of the record. */
static const struct subject_row {
	enum verdict verdict;
	unsigned about, at;
} rows[] = {
#define MEMBER(name, path)
#define SUBJECT(verdict, about, at) { VERDICT_##verdict, about, at },
#include "desk/subject.def"
#undef MEMBER
#undef SUBJECT
};

static const struct subject_row *
row_of(enum verdict v)
{
	size_t i = 0;
	while (i < N_OF(rows) - 1 && rows[i].verdict != v)
		i++;
	return &rows[i];
}

unsigned
subject_of(enum verdict v)
{
	return row_of(v)->about;
}

const char *
subject_member(enum verdict v)
{
	const unsigned at = row_of(v)->at;
	for (size_t i = 0; i < N_OF(members); i++)
		if (members[i].bit == at)
			return members[i].path;
	return "";
}

unsigned
subject_part(const char *path)
{
	unsigned part = 0;
	const size_t n = strlen(path);
	for (size_t i = 0; n > 0 && i < N_OF(members); i++)
		if (strncmp(members[i].path, path, n) == 0
		    && (members[i].path[n] == '\0' || members[i].path[n] == '.'))
			part |= members[i].bit;
	return part;
}

bool
subject_is_of_one(const struct business_row *kind)
{
	return kind == NULL || kind->is_one_school || kind->names_no_child;
}

unsigned
subject_with_those(unsigned all, const struct business_row *kind)
{
	enum { SCHOOLS = SENDING | RECEIVING };
	if ((all & SCHOOLS) != 0 && subject_is_of_one(kind))
		all |= SCHOOLS;
	return (all & GRADE) != 0 && kind != NULL && kind->is_first ? all | FIRST_GRADE : all;
}
