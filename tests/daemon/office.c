/* The scratch office: files, keys of a real chain, and processes that always end. */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "office.h"
#include "wire/keyring.h"

enum { LIFE_MOST_S = 100 };

static const char settings[] =
    "serves: [\"430102\"]\n"
    "database: \"host=%s/nowhere dbname=none connect_timeout=1\"\n"
    "kafka:\n"
    "  brokers: \"127.0.0.1:1\"\n"
    "  topics: [\"county:430102=xueji.test.furong\"]\n"
    "desk:\n"
    "  socket: %s/desk.sock\n"
    "law:\n"
    "  units: " XUEJI_SOURCE_DIR "/config/units.csv\n"
    "  divisions: " XUEJI_SOURCE_DIR "/config/divisions.csv\n"
    "  calendar: " XUEJI_SOURCE_DIR "/config/calendar.csv\n"
    "  policies: " XUEJI_SOURCE_DIR "/config/policy\n"
    "keys:\n"
    "  grants: %s/grants.bin\n"
    "  root: %s/root.pub\n"
    "  private: %s/keys\n";

/* -- files ---------------------------------------------------------------------------- */

const char *
office_path(const struct office *o, const char *name)
{
	static char path[OFFICE_PATH_MAX];
	(void)snprintf(path, sizeof(path), "%s/%s", o->dir, name);
	return path;
}

static void
write_bytes(const struct office *o, const char *name, struct bytes b, mode_t mode)
{
	FILE *f = fopen(office_path(o, name), "wb");
	cr_assert_not_null(f, "%s: %s", office_path(o, name), strerror(errno));
	cr_assert_eq(fwrite(b.data, 1, b.size, f), b.size);
	cr_assert_eq(fclose(f), 0);
	cr_assert_eq(chmod(office_path(o, name), mode), 0);
}

void
office_write(const struct office *o, const char *name, const char *text, mode_t mode)
{
	const struct bytes b = { (const uint8_t *)text, strlen(text) };
	write_bytes(o, name, b, mode);
}

void
office_read(const struct office *o, const char *name, char *ret, size_t size)
{
	FILE *f = fopen(office_path(o, name), "rb");
	ret[0] = '\0';
	if (f == NULL)
		return;
	ret[fread(ret, 1, size - 1, f)] = '\0';
	(void)fclose(f);
}

void
office_set(struct office *o, const char *from, const char *to)
{
	static char changed[OFFICE_TEXT_MAX];
	const char *at = strstr(o->text, from);
	cr_assert_not_null(at, "\"%s\" is not in the settings", from);
	(void)snprintf(changed, sizeof(changed), "%.*s%s%s", (int)(at - o->text), o->text, to,
	    at + strlen(from));
	memcpy(o->text, changed, sizeof(changed));
	office_write(o, "county.yaml", o->text, 0644);
}

/* -- keys ----------------------------------------------------------------------------- */

static struct unit_code
code_of(const char *text)
{
	struct unit_code code;
	cr_assert(unit_code_parse(text, &code));
	return code;
}

/* The ministry vouches for the two counties itself, which it may. */
static void
make_keys(const struct office *o)
{
	static const char *const names[] = { "000000", "430102", "430104" };
	enum { N = sizeof(names) / sizeof(names[0]) };
	const struct instant from = { 0 }, until = { INT64_C(4102444800000) };
	struct arena *a = arena_new();
	struct bytes pem[N], grants[N];
	uint8_t public_key[N][PUBLIC_KEY_SIZE];
	char hex[2 * PUBLIC_KEY_SIZE + 1], name[32];
	for (size_t i = 0; i < N; i++) {
		cr_assert(keyring_generate(a, &pem[i], public_key[i]));
		cr_assert(keyring_grant(a, code_of(names[i]), public_key[i], from, until,
		    code_of("000000"), pem[0], &grants[i]));
	}
	for (size_t i = 1; i < N; i++) {
		(void)snprintf(name, sizeof(name), "keys/%s.pem", names[i]);
		write_bytes(o, name, pem[i], 0600);
	}
	office_write(o, "keys/index.key",
	    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n", 0600);
	write_bytes(o, "grants.bin", keyring_file(a, grants, N), 0644);
	text_hex(public_key[0], PUBLIC_KEY_SIZE, hex);
	office_write(o, "root.pub", hex, 0644);
	arena_free(a);
}

void
office_begin(struct office *o)
{
	strcpy(o->dir, "/tmp/xueji-daemon-XXXXXX");
	cr_assert_not_null(mkdtemp(o->dir));
	cr_assert_eq(mkdir(office_path(o, "keys"), 0700), 0);
	make_keys(o);
	(void)snprintf(
	    o->text, sizeof(o->text), settings, o->dir, o->dir, o->dir, o->dir, o->dir);
	office_write(o, "county.yaml", o->text, 0644);
	strcpy(o->config, office_path(o, "county.yaml"));
}

void
office_end(struct office *o)
{
	char command[OFFICE_PATH_MAX];
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", o->dir);
	cr_assert_eq(system(command), 0);
}

/* -- processes ------------------------------------------------------------------------ */

static void
sleep_ms(int ms)
{
	const struct timespec ts = { ms / 1000, (long)(ms % 1000) * 1000000 };
	(void)nanosleep(&ts, NULL);
}

/* The daemons lie beside this program. */
static void
path_of_daemon(const char *daemon, char *ret, size_t size)
{
	char self[OFFICE_PATH_MAX];
	const ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	cr_assert_gt(n, 0);
	self[n] = '\0';
	(void)snprintf(ret, size, "%.*s/%s", (int)(strrchr(self, '/') - self), self, daemon);
}

static pid_t
start(const struct office *o, const char *daemon, const char *const *args, const char *out,
    const char *err)
{
	char path[2 * OFFICE_PATH_MAX], *argv[8] = { path };
	path_of_daemon(daemon, path, sizeof(path));
	cr_assert_eq(access(path, X_OK), 0, "%s is not built", path);
	for (size_t i = 0; args[i] != NULL; i++)
		argv[i + 1] = strdup(args[i]);
	const int out_fd = open(office_path(o, out), O_WRONLY | O_CREAT | O_TRUNC, 0600);
	const int err_fd = open(office_path(o, err), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);
	cr_assert(out_fd >= 0 && err_fd >= 0);
	const pid_t child = fork();
	if (child == 0) {
		(void)dup2(out_fd, STDOUT_FILENO);
		(void)dup2(err_fd, STDERR_FILENO);
		(void)alarm(LIFE_MOST_S);	/* outlives execv: none outlives a test that fails */
		(void)execv(path, argv);
		_exit(127);
	}
	(void)close(out_fd);
	(void)close(err_fd);
	for (size_t i = 1; argv[i] != NULL; i++)
		free(argv[i]);
	cr_assert_gt(child, 0);
	return child;
}

int
office_wait(pid_t child, int seconds)
{
	int status;
	for (int i = 0; i < seconds * 50; i++) {
		if (waitpid(child, &status, WNOHANG) == child)
			return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
		sleep_ms(20);
	}
	(void)kill(child, SIGKILL);
	(void)waitpid(child, &status, 0);
	return -1;
}

void
office_run(const struct office *o, const char *daemon, const char *const *args,
    struct outcome *ret)
{
	ret->status = office_wait(start(o, daemon, args, "out", "err"), 60);
	office_read(o, "out", ret->out, sizeof(ret->out));
	office_read(o, "err", ret->err, sizeof(ret->err));
}

pid_t
office_start(const struct office *o)
{
	const char *const args[] = { "-c", o->config, NULL };
	return start(o, "countyd", args, "out", "log");
}

bool
office_logs(const struct office *o, const char *words)
{
	static char text[OFFICE_TEXT_MAX];
	for (int i = 0; i < 500; i++) {
		office_read(o, "log", text, sizeof(text));
		if (strstr(text, words) != NULL)
			return true;
		sleep_ms(20);
	}
	(void)fprintf(stderr, "no \"%s\" in:\n%s", words, text);
	return false;
}

void
office_get(const struct office *o, const char *path, char *ret, size_t size)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	char request[256];
	size_t n = 0;
	const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	cr_assert_geq(fd, 0);
	(void)snprintf(sa.sun_path, sizeof(sa.sun_path), "%s/desk.sock", o->dir);
	const int length = snprintf(request, sizeof(request),
	    "GET %s HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n\r\n", path);
	if (connect(fd, (const struct sockaddr *)&sa, sizeof(sa)) == 0
	    && write(fd, request, (size_t)length) == length)
		for (ssize_t k; n < size - 1 && (k = read(fd, ret + n, size - 1 - n)) > 0;)
			n += (size_t)k;
	ret[n] = '\0';
	(void)close(fd);
}
