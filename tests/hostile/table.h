/*
 * A table of bad input. A value is text in which \xNN is a byte and \\ a backslash; "*N:text" is N times
 * that text.
 */
#ifndef TESTS_HOSTILE_TABLE_H
#define TESTS_HOSTILE_TABLE_H

#include "base/arena.h"

enum { TABLE_FIELDS_MAX = 16 };

/* Every row but the first; returns how many. */
size_t		table_read(const char *name, size_t n_fields,
		    void (*take)(char *fields[TABLE_FIELDS_MAX]));
struct bytes	table_value(struct arena *, const char *);

#endif
