/*
 * Every file call of a start fails once: settings, law and keys of the scratch office of tests/daemon are
 * read, and the n-th call says no. Either that made no difference, which only the closing of a file that
 * was read may say, or the start is refused with the path and a reason; nothing is taken for whole that
 * was read in part.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "daemon/daemon_load.h"
#include "daemon/office.h"
#include "fail.h"

static const FILE *broken;	/* reading it has failed */

static bool
fails(const char *call)
{
	enum how how;
	if (!fail_now(FAMILY_file, call, &how))
		return false;
	errno = EIO;
	return true;
}

REAL(FILE *, fopen, const char *path, const char *mode)
{
	return fails("fopen") ? NULL : __real_fopen(path, mode);
}

REAL(size_t, fread, void *to, size_t size, size_t n, FILE *f)
{
	if (!fails("fread"))
		return __real_fread(to, size, n, f);
	broken = f;
	return __real_fread(to, size, n / 2, f);
}

REAL(int, ferror, FILE *f)
{
	return f == broken ? 1 : __real_ferror(f);
}

REAL(int, fclose, FILE *f)
{
	const int result = __real_fclose(f);
	return fails("fclose") ? EOF : result;
}

REAL(int, fstat, int fd, struct stat *ret)
{
	return fails("fstat") ? -1 : __real_fstat(fd, ret);
}

REAL(DIR *, opendir, const char *path)
{
	return fails("opendir") ? NULL : __real_opendir(path);
}

REAL(struct dirent *, readdir, DIR *dir)
{
	return fails("readdir") ? NULL : __real_readdir(dir);
}

/* -- a start -------------------------------------------------------------------------- */

static const struct daemon_spec spec = { .name = "countyd", .level = LEVEL_COUNTY };

static bool
load(const struct office *o, struct settings_fault *why)
{
	struct daemon_files files;
	memset(why, 0, sizeof(*why));
	const bool ok = daemon_load(&spec, o->config, &files, why);
	if (ok)
		daemon_unload(&files);
	return ok;
}

/* NULL: as it should be. */
static const char *
wrong(bool is_loaded, const struct settings_fault *why)
{
	const bool is_end = strcmp(fail_tally()->call, "fclose") == 0;
	if (is_loaded)
		return is_end ? NULL : "it starts all the same";
	return strchr(why->text, '/') != NULL && strchr(why->text, ' ') != NULL ? NULL
		: "path and reason are not told";
}

int
main(void)
{
	static struct office office;
	struct settings_fault why;
	unsigned n = 1, n_failed = 0;
	log_open("nth", LOG_ERROR);
	fail_begin();
	office_begin(&office);
	for (;; n++) {
		broken = NULL;
		fail_arm(FAMILY_file, HOW_refuse, n);
		const bool is_loaded = load(&office, &why);
		fail_disarm();
		if (!fail_tally()->has_failed)
			break;
		const char *what = wrong(is_loaded, &why);
		if (what == NULL)
			continue;
		printf("FAILED start file refuse %u (%s): %s: \"%s\"\n", n, fail_tally()->call, what,
		    why.text);
		n_failed++;
	}
	broken = NULL;
	if (!load(&office, &why) || n == 1) {
		printf("FAILED start without a failure: \"%s\"\n", why.text);
		n_failed++;
	}
	office_end(&office);
	printf("start: file refuse, %u calls, %u failed\n", n - 1, n_failed);
	printf("%u passed, %u failed\n", n - 1 - (n_failed < n ? n_failed : n - 1), n_failed);
	return n_failed == 0 ? 0 : 1;
}
