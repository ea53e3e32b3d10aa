/*
 * xueji: the officers' command line. Which daemon to ask follows from the unit in --as: the
 * file named by XUEJI_DESKS lists them (see client.c), and the units files give a school's
 * division.
 */
#ifndef XUEJI_CLIENT_H
#define XUEJI_CLIENT_H

#include <jansson.h>
#include <stdio.h>

#include "base/arena.h"
#include "core/unit.h"

/* Exit codes, for scripts. */
enum {
	EXIT_DONE = 0,
	EXIT_USAGE = 2,
	EXIT_REFUSED = 3,
	EXIT_NOT_FOUND = 4,
	EXIT_NOT_ALLOWED = 5,
	EXIT_UNREACHABLE = 6,
	EXIT_UNVERIFIED = 7,
};

enum { OPTIONS_MAX = 24, ARGUMENTS_MAX = 64 };

/* What was typed: --name value, --flag, and the rest in order. */
struct typed {
	const char *names[OPTIONS_MAX], *values[OPTIONS_MAX];
	size_t n_options;
	const char *rest[ARGUMENTS_MAX];
	size_t n_rest;
	const char *as;
	bool json;
	struct arena *arena;
};

/* The value of --name; NULL if it was not typed, "" for a flag. */
const char	*typed_option(const struct typed *, const char *name);

/* -- client.c ------------------------------------------------------------------------- */
struct reply {
	long status;		/* HTTP; 0: not reachable */
	struct bytes body;
};

/* Asks the daemon that serves the unit of --as. */
struct reply	client_ask(const struct typed *, const char *method, const char *path,
		    struct bytes body);
/* Asks one desk of the file by its address. */
struct reply	client_ask_at(const struct typed *, const char *address, const char *method,
		    const char *path, struct bytes body);
/* Calls for every desk of the file. */
void	client_each(const struct typed *,
	    void (*)(const struct typed *, const char *level, const char *prefix, const char *address));
/* Prints a reply (JSON as it is, or in words) and tells the exit code. */
int	client_finish(const struct typed *, const struct reply *, void (*print)(const json_t *));
int	client_exit_code(const struct reply *);

/* -- print.c -------------------------------------------------------------------------- */
void	print_docket(const json_t *);
void	print_inbox(const json_t *);
void	print_student(const json_t *);
void	print_students(const json_t *);
void	print_units(const json_t *);
void	print_letters(const json_t *);
void	print_notices(const json_t *);
void	print_plain(const json_t *);

/* -- commands ------------------------------------------------------------------------- */
#define COMMAND(name, function, ...) int command_##function(const struct typed *);
#include "command.def"
#undef COMMAND

#endif
