/*
 * A YAML file as a flat list of dotted keys, each with one scalar or a list of scalars and
 * the place where it stands. What both settings and policy files are read through: the one
 * place where YAML's surprises (duplicate keys, aliases, depth) are dealt with.
 */
#ifndef SETTINGS_FLAT_H
#define SETTINGS_FLAT_H

#include "settings/settings.h"

enum { FLAT_KEY_MAX = 64, FLAT_ITEMS_MAX = 64, FLAT_BYTES_MAX = 1048576 };

struct flat_item {
	char key[FLAT_KEY_MAX];
	bool is_list;
	struct settings_list values;	/* one value if it is no list */
	size_t line, column;		/* from 1 */
};

struct flat {
	struct flat_item items[FLAT_ITEMS_MAX];
	size_t n;
};

/* The i-th key that the reader knows; NULL past the end. Sections need not be named. */
typedef const char	*flat_known_fn(size_t i);

/* Unknown and duplicate keys, aliases, a second document, and anything but scalars and
 * lists of them are faults with file:line:column. `ret` is large: allocate it. */
bool	flat_parse(const char *name, const char *text, size_t size, flat_known_fn *,
	    struct flat *ret, struct settings_fault *reterr);
/* "name:line:column: <text>" */
void	flat_fault(struct settings_fault *reterr, const char *name, size_t line, size_t column,
	    const char *fmt, ...) __attribute__((format(printf, 5, 6)));
/* "path: why", of a file or folder as a whole. */
void	flat_file_fault(struct settings_fault *reterr, const char *path, const char *why);
/* Whole file, at most 64 MiB, into malloc'd memory with a NUL behind it; NULL with a
 * fault. */
char	*flat_read_file(const char *path, size_t *ret_size, struct settings_fault *reterr);

#endif
