/*
 * xueji: the officers' command line. Which daemon to ask follows from the unit in --as: the
 * file named by XUEJI_DESKS lists them (see desks.c), and the units files give a school's
 * division.
 */
#ifndef XUEJI_CLIENT_H
#define XUEJI_CLIENT_H

#include <jansson.h>
#include <stdio.h>

#include "base/arena.h"
#include "core/unit.h"
#include "core/verdict.h"

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

enum { OPTIONS_MAX = 64, CODE_MAX = 16, ADDRESS_MAX = 256 };

/* What was typed: --name value, --flag, and the rest in order, the command first. */
struct typed {
	const char *names[OPTIONS_MAX], *values[OPTIONS_MAX];
	size_t n_options;
	const char **rest;
	size_t n_rest;
	const char *as;
	const char *deputy_for;	/* whose deputy he is; NULL: nobody's */
	bool json;
	struct arena *arena;
};

/* The value of --name; NULL if it was not typed, "" for a flag. */
const char	*typed_option(const struct typed *, const char *name);
/* A whole number in a range; false, and said, if it is none. *ret stays where it was not typed. */
bool		 typed_number(const struct typed *, const char *name, long least, long most,
		    long *ret);

/* -- desks.c -------------------------------------------------------------------------- */
struct address {
	char level[CODE_MAX], prefix[CODE_MAX];
	char where[ADDRESS_MAX];	/* path of a socket, or http://127.0.0.1:PORT */
	char token[ADDRESS_MAX];	/* file; empty: none */
};

/* Level and division of a unit, by the units files. */
bool	desks_find_unit(const char *code, char level[CODE_MAX], char division[CODE_MAX]);
/* Its name into the arena; "" if it is in no file. */
const char	*desks_name(const struct typed *, const char *code);
/* The daemon that serves it: the longest prefix wins. */
bool	desks_find(const char *level, const char *division, struct address *ret);
/* The i-th daemon of the file; false past the end. */
bool	desks_at(size_t i, struct address *ret);

/* -- client.c ------------------------------------------------------------------------- */
struct reply {
	long status;		/* HTTP; 0: none came, and ... */
	int failed;		/* ... why, as an exit code */
	struct bytes body;
};

/* Asks the daemon that serves the unit of --as, or of --at where a command has it; says so if that
 * cannot be. */
struct reply	client_ask(const struct typed *, const char *method, const char *path,
		    struct bytes body);
/* Asks one daemon and says nothing. */
struct reply	client_ask_at(const struct typed *, const struct address *, const char *method,
		    const char *path, struct bytes body);
int	client_exit_code(const struct reply *);
/* False: reading it has broken off, which is said: a part must not be taken for the whole. */
bool	client_is_whole(FILE *, const char *path);
/* JSON as the body of a request, in the arena. */
struct bytes	client_body(const struct typed *, json_t *stolen);
/* Sets a member; nothing if there is no value. */
void	client_set_text(json_t *, const char *name, const char *value);
/* The body as JSON; NULL if it is none. */
json_t	*client_json(const struct reply *);
/* Prints a reply (JSON as it came, or in words) and tells the exit code. */
int	client_finish(const struct typed *, const struct reply *,
	    void (*print)(const struct typed *, const json_t *));
/* Every page of a list as one: `cursor` is the member of a row after which the next begins. */
int	client_list(const struct typed *, const char *path, const char *cursor,
	    void (*print)(const struct typed *, const json_t *));

/* -- proof.c -------------------------------------------------------------------------- */
enum { ROOT_SIZE = 32 };

/* The root public key of --root, XUEJI_ROOT or var/keys; false, and said, if there is none. */
bool	proof_root(const struct typed *, uint8_t ret[ROOT_SIZE]);
/* An exported docket, "-" from standard input; false, and said, if there is none. */
bool	proof_read(struct arena *, const char *path, struct bytes *ret);

/* -- sheets.c ------------------------------------------------------------------------- */
/* What stands on a form, as an object of texts; NULL, and said, if the file is none. */
json_t	*sheet_read(FILE *, const char *path);

/* -- paper.c -------------------------------------------------------------------------- */
/* Checks the proof on a printed form, and what stands on it if --sheet says so. */
int	paper_verify(const struct typed *, const char *text);

/* -- print.c -------------------------------------------------------------------------- */
void	print_docket(const struct typed *, const json_t *);
void	print_inbox(const struct typed *, const json_t *);
void	print_class(const struct typed *, const json_t *);
void	print_verification(const struct typed *, const json_t *);
void	print_unfinished(const struct typed *, const json_t *);
void	print_findings(const struct typed *, const json_t *);
void	print_student(const struct typed *, const json_t *);
void	print_students(const struct typed *, const json_t *);
void	print_import(const struct typed *, const json_t *);
void	print_status(const struct typed *, const json_t *);
void	print_sheet(const struct typed *, const json_t *);
void	print_comparison(const struct typed *, const json_t *);
void	print_figures(const struct typed *, const json_t *);
void	print_units(const struct typed *, const json_t *);
void	print_letters(const struct typed *, const json_t *);
void	print_notices(const struct typed *, const json_t *);
void	print_forks(const struct typed *, const json_t *);
void	print_replayed(const struct typed *, const json_t *);
void	print_refusal(const json_t *);
/* JSON on one line, as the daemons write it. */
void	print_json(const json_t *);
/* The row of an answer by its name; that of OK if there is none. */
const struct verdict_row	*print_verdict_of(const char *name);
/* A text and blanks up to `width` columns; a Chinese character takes two. */
void	print_cell(const char *, int width);

/* -- publications.c ------------------------------------------------------------------- */
int	registry_publish(const struct typed *);
int	registry_list(const struct typed *);

/* -- commands ------------------------------------------------------------------------- */
#define COMMAND(name, function, ...) int command_##function(const struct typed *);
#include "command.def"
#undef COMMAND

#endif
