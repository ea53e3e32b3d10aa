/* What the answers to a filing are about: subject.def. A set of members is bits, which nobody else has to know. */
#ifndef DESK_SUBJECT_H
#define DESK_SUBJECT_H

#include "core/business.h"
#include "core/verdict.h"

/* All members that an answer is about; one of them that cannot be read makes it worthless. */
unsigned	 subject_of(enum verdict);
/* The path of the member at which it is shown, "student.grade"; "": it is about the whole. */
const char	*subject_member(enum verdict);
/* A member by its path, or all that are in it ("change"); 0: there is none. */
unsigned	 subject_part(const char *path);
/* Are both its schools one, or does it name none? NULL: business that is none. */
bool		 subject_is_of_one(const struct business_row *);
/* Those that cannot be read, and what of such business hangs on them: the other school, where both are one; of a first
 * record the season that its grade has. `kind` NULL: business that is none. */
unsigned	 subject_with_those(unsigned unreadable, const struct business_row *kind);

#endif
