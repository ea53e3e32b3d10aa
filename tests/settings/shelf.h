/*
 * A small country on a scratch disk: units, schools, divisions, a calendar and policies,
 * all of them sound. A test spoils one file and asks what law_load() says of it.
 */
#ifndef SHELF_H
#define SHELF_H

#include "settings/law.h"

enum { SHELF_TEXT_MAX = 8192 };

/* .init and .fini of a suite. */
void	shelf_begin(void);
void	shelf_end(void);
/* Every file as it was in the beginning. */
void	shelf_fill(void);
/* The settings that name its files. */
struct settings	*shelf_settings(void);
/* "<folder>/<name>", valid until the next call. */
const char	*shelf_path(const char *name);
void	shelf_write_bytes(const char *name, const char *bytes, size_t n);
void	shelf_write(const char *name, const char *text);
/* Puts `to` in the place of the first `from`, which must be there; "" is the end. */
void	shelf_set(const char *name, const char *from, const char *to);

/* The law, or a failed test. */
struct law	*shelf_law(void);
/* No law, for exactly this reason: "units.csv:3:1: ..." */
void	shelf_expect_fault(const char *fault);

/* One file spoilt, and what is said of it. */
struct spoilt {
	const char *file, *from, *to, *fault;
};
void	shelf_expect_faults(const struct spoilt *rows, size_t n);

struct unit_code	shelf_code(const char *);

#endif
