/* From what was typed to a command, by the table command.def. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "client.h"

static const struct command {
	const char *name;
	int (*function)(const struct typed *);
	const char *arguments, *meaning;
} commands[] = {
#define COMMAND(name, function, arguments, meaning)                                        \
	{ name, command_##function, arguments, meaning },
#include "command.def"
#undef COMMAND
};

enum { N_COMMANDS = sizeof(commands) / sizeof(commands[0]) };

/* -- saying how ----------------------------------------------------------------------- */

static void
print_usage(FILE *out)
{
	(void)fprintf(out, "usage: xueji [--as UNIT:ROLE:OFFICER [--for OFFICER]] [--json] COMMAND ...\n\n");
	for (size_t i = 0; i < N_COMMANDS; i++)
		(void)fprintf(out, "  %-9s %s\n            %s\n", commands[i].name,
		    commands[i].arguments, commands[i].meaning);
	(void)fprintf(out,
	    "\nexit: 0 done, 2 usage, 3 refused, 4 not found, 5 not allowed, 6 daemon not"
	    " reachable, 7 not verified\n");
}

static void
print_usage_of(const struct command *c, FILE *out)
{
	(void)fprintf(out, "usage: xueji %s %s\n       %s\n", c->name, c->arguments, c->meaning);
}

static const struct command *
find_command(const char *name)
{
	const struct command *nearest = &commands[0];
	for (size_t i = 0; i < N_COMMANDS; i++) {
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
		if (text_distance(name, commands[i].name) < text_distance(name, nearest->name))
			nearest = &commands[i];
	}
	(void)fprintf(stderr, "xueji: no command \"%s\"", name);
	if (text_distance(name, nearest->name) <= 2)
		(void)fprintf(stderr, "; did you mean \"%s\"?", nearest->name);
	(void)fprintf(stderr, "\nxueji --help lists them all\n");
	return NULL;
}

/* -- reading -------------------------------------------------------------------------- */

enum shape { UNKNOWN, FLAG, VALUE, VALUES };

/* How an option is used, as the arguments of its command say. */
static enum shape
shape_in(const char *arguments, const char *name)
{
	const size_t n = strlen(name);
	for (const char *p = arguments; (p = strstr(p, "--")) != NULL; p += 2) {
		const char *end = p + 2 + strspn(p + 2, "abcdefghijklmnopqrstuvwxyz-");
		if ((size_t)(end - p) != n + 2 || strncmp(p + 2, name, n) != 0)
			continue;
		if (end[0] != ' ' || end[1] < 'A' || end[1] > 'Z')
			return FLAG;
		end += 1 + strcspn(end + 1, " ]");
		return strncmp(end, "]...", 4) == 0 ? VALUES : VALUE;
	}
	return UNKNOWN;
}

static enum shape
shape_of(const struct command *c, const char *name)
{
	if (strcmp(name, "as") == 0 || strcmp(name, "for") == 0)
		return VALUE;
	if (strcmp(name, "json") == 0 || strcmp(name, "help") == 0)
		return FLAG;
	return c == NULL ? UNKNOWN : shape_in(c->arguments, name);
}

const char *
typed_option(const struct typed *t, const char *name)
{
	for (size_t i = 0; i < t->n_options; i++)
		if (strcmp(t->names[i], name) == 0)
			return t->values[i];
	return NULL;
}

bool
typed_number(const struct typed *t, const char *name, long least, long most, long *ret)
{
	char *end;
	const char *text = typed_option(t, name);
	if (text == NULL)
		return true;
	const long n = strtol(text, &end, 10);
	if (end == text || *end != '\0' || n < least || n > most) {
		(void)fprintf(stderr, "xueji: --%s takes a number from %ld to %ld\n", name, least, most);
		return false;
	}
	*ret = n;
	return true;
}

/* One option at argv[*i]; says what is wrong with it. */
static bool
take_option(int argc, char **argv, int *i, const struct command *c, struct typed *t)
{
	const char *name = argv[*i] + 2;
	const enum shape shape = shape_of(c, name);
	if (shape == UNKNOWN) {
		(void)fprintf(stderr, "xueji: no option --%s %s%s\n", name,
		    c == NULL ? "before the command" : "of ", c == NULL ? "" : c->name);
		return false;
	}
	if ((shape != VALUES && typed_option(t, name) != NULL) || t->n_options == OPTIONS_MAX) {
		(void)fprintf(stderr, "xueji: --%s is there more than once\n", name);
		return false;
	}
	if (shape != FLAG && ++*i == argc) {
		(void)fprintf(stderr, "xueji: --%s takes a value\n", name);
		return false;
	}
	t->names[t->n_options] = name;
	t->values[t->n_options++] = shape == FLAG ? "" : argv[*i];
	return true;
}

static bool
take(int argc, char **argv, struct typed *t, const struct command **ret)
{
	for (int i = 1; i < argc; i++)
		if (!text_is_utf8(argv[i], strlen(argv[i]))) {
			(void)fprintf(stderr, "xueji: argument %d is not UTF-8\n", i);
			return false;
		}
	for (int i = 1; i < argc; i++) {
		if (strncmp(argv[i], "--", 2) == 0) {
			if (!take_option(argc, argv, &i, *ret, t))
				return false;
			continue;
		}
		t->rest[t->n_rest++] = argv[i];
		if (t->n_rest == 1 && (*ret = find_command(argv[i])) == NULL)
			return false;
	}
	t->as = typed_option(t, "as");
	t->deputy_for = typed_option(t, "for");
	t->json = typed_option(t, "json") != NULL;
	return true;
}

int
main(int argc, char **argv)
{
	struct typed t = { .arena = arena_new() };
	const struct command *c = NULL;
	int status = EXIT_USAGE;
	t.rest = arena_array(t.arena, (size_t)argc, sizeof(*t.rest));
	const bool is_understood = take(argc, argv, &t, &c);
	if (typed_option(&t, "help") != NULL) {
		c != NULL ? print_usage_of(c, stdout) : print_usage(stdout);
		status = EXIT_DONE;
	} else if (is_understood && c == NULL)
		print_usage(stderr);
	else if (is_understood) {
		status = c->function(&t);
		if (status == EXIT_USAGE)
			print_usage_of(c, stderr);
	}
	arena_free(t.arena);
	return status;
}
