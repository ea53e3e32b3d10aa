/* Arguments by table: command.def. */
#include <string.h>

#include "client.h"

static const struct {
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

/* Options that take no value. */
static const char *const flags[] = { "json", "dead", "all", "uphold", "overrule", "return" };

static void
print_usage(FILE *out)
{
	(void)fprintf(out, "usage: xueji --as UNIT:ROLE:OFFICER [--json] COMMAND ...\n\n");
	for (size_t i = 0; i < N_COMMANDS; i++)
		(void)fprintf(out, "  %-9s %s\n            %s\n", commands[i].name,
		    commands[i].arguments, commands[i].meaning);
	(void)fprintf(out,
	    "\nexit: 0 done, 2 usage, 3 refused, 4 not found, 5 not allowed, 6 daemon not"
	    " reachable, 7 not verified\n");
}

const char *
typed_option(const struct typed *t, const char *name)
{
	for (size_t i = 0; i < t->n_options; i++)
		if (strcmp(t->names[i], name) == 0)
			return t->values[i];
	return NULL;
}

static bool
is_flag(const char *name)
{
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (strcmp(flags[i], name) == 0)
			return true;
	return false;
}

static bool
take(int argc, char **argv, struct typed *t)
{
	for (int i = 1; i < argc; i++) {
		if (strncmp(argv[i], "--", 2) != 0) {
			if (t->n_rest == ARGUMENTS_MAX)
				return false;
			t->rest[t->n_rest++] = argv[i];
			continue;
		}
		const char *name = argv[i] + 2;
		if (t->n_options == OPTIONS_MAX)
			return false;
		t->names[t->n_options] = name;
		t->values[t->n_options] = "";
		if (!is_flag(name)) {
			if (++i == argc)
				return false;
			t->values[t->n_options] = argv[i];
		}
		t->n_options++;
	}
	t->as = typed_option(t, "as");
	t->json = typed_option(t, "json") != NULL;
	return true;
}

int
main(int argc, char **argv)
{
	struct typed t = { .arena = arena_new() };
	int status = EXIT_USAGE;
	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		print_usage(stdout);
		status = EXIT_DONE;
	} else if (take(argc, argv, &t) && t.n_rest > 0) {
		for (size_t i = 0; i < N_COMMANDS; i++)
			if (strcmp(commands[i].name, t.rest[0]) == 0)
				status = commands[i].function(&t);
		if (status == EXIT_USAGE)
			for (size_t i = 0; i < N_COMMANDS; i++)
				if (strcmp(commands[i].name, t.rest[0]) == 0)
					(void)fprintf(stderr, "usage: xueji %s %s\n",
					    commands[i].name, commands[i].arguments);
	} else
		print_usage(stderr);
	arena_free(t.arena);
	return status;
}
