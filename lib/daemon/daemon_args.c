/*
 * Arguments. One thing at a time: of two different modes neither is guessed, and a word
 * left over is wrong usage, because `schoold --check-config FILE` would otherwise check
 * nothing and say that all is well.
 */
#include <getopt.h>

#include "daemon/daemon_args.h"

enum { OPTION_FILE = 'c', OPTION_MODE = 256 };	/* OPTION_MODE + enum daemon_mode */

static const struct option options[] = {
	{ "check-config", no_argument, NULL, OPTION_MODE + DAEMON_CHECK_CONFIG },
	{ "print-config", no_argument, NULL, OPTION_MODE + DAEMON_PRINT_CONFIG },
	{ "migrate", no_argument, NULL, OPTION_MODE + DAEMON_MIGRATE },
	{ "help", no_argument, NULL, OPTION_MODE + DAEMON_HELP },
	{ "version", no_argument, NULL, OPTION_MODE + DAEMON_SHOW_VERSION },
	{ NULL, 0, NULL, 0 },
};

void
daemon_args_usage(const struct daemon_spec *spec, FILE *out)
{
	(void)fprintf(out,
	    "%s: %s\n"
	    "usage: %s -c FILE [--check-config | --print-config | --migrate]\n"
	    "\n"
	    "  -c FILE         settings, YAML\n"
	    "  --check-config  check settings, law and keys, then exit\n"
	    "  --print-config  print every setting with its meaning, then exit\n"
	    "  --migrate       bring the database's schema up to date, then exit\n"
	    "  --help          print this, then exit\n"
	    "  --version       print the version, then exit\n"
	    "\n"
	    "SIGHUP reads the files again, SIGTERM ends in order.\n",
	    spec->name, spec->title, spec->name);
}

static bool
set_mode(const struct daemon_spec *spec, enum daemon_mode mode, struct daemon_args *a)
{
	if (a->mode != DAEMON_SERVE && a->mode != mode) {
		(void)fprintf(stderr, "%s: one of these at a time\n", spec->name);
		return false;
	}
	a->mode = mode;
	return true;
}

/* Options in order; getopt itself says which one it does not know. */
static bool
take_options(const struct daemon_spec *spec, int argc, char **argv, struct daemon_args *a)
{
	optind = 1;
	for (int c; (c = getopt_long(argc, argv, "c:h", options, NULL)) != -1;) {
		if (c == OPTION_FILE)
			a->path = optarg;
		else if (c == '?')
			return false;
		else if (!set_mode(spec,
			     c == 'h' ? DAEMON_HELP : (enum daemon_mode)(c - OPTION_MODE), a))
			return false;
	}
	return true;
}

bool
daemon_args_take(const struct daemon_spec *spec, int argc, char **argv, struct daemon_args *ret)
{
	struct daemon_args a = { DAEMON_SERVE, NULL };
	if (!take_options(spec, argc, argv, &a))
		return false;
	if (optind < argc) {
		(void)fprintf(stderr, "%s: what is \"%s\"?\n", spec->name, argv[optind]);
		return false;
	}
	if (a.path == NULL && a.mode != DAEMON_HELP && a.mode != DAEMON_SHOW_VERSION) {
		(void)fprintf(stderr, "%s: -c FILE is missing\n", spec->name);
		return false;
	}
	*ret = a;
	return true;
}
