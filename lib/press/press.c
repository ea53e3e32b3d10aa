/* The press. See press.h. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "press/press.h"

enum { LAST_MS = 1000, LOOK_MS = 10 };

struct press {
	const char *program;
	pthread_mutex_t lock;
	pthread_cond_t free;
	bool is_busy;
	pid_t worker;	/* 0: none runs */
	int fd;
};

/* -- the worker ----------------------------------------------------------------------- */

static void
sleep_ms(long ms)
{
	const struct timespec t = { ms / 1000, ms % 1000 * 1000000 };
	(void)nanosleep(&t, NULL);
}

static void
kill_worker(struct press *p)
{
	if (p->worker == 0)
		return;
	(void)close(p->fd);
	(void)kill(p->worker, SIGKILL);
	while (waitpid(p->worker, NULL, 0) < 0 && errno == EINTR)
		;
	p->worker = 0;
}

/* It ends by itself once nobody can ask it any more. */
static void
dismiss_worker(struct press *p)
{
	if (p->worker == 0)
		return;
	(void)shutdown(p->fd, SHUT_WR);
	for (int ms = 0; ms < LAST_MS; ms += LOOK_MS) {
		if (waitpid(p->worker, NULL, WNOHANG) == p->worker) {
			(void)close(p->fd);
			p->worker = 0;
			return;
		}
		sleep_ms(LOOK_MS);
	}
	kill_worker(p);
}

/* Nothing of the daemon's goes with it: not its signals, not its environment, not its log. */
static int
spawn(const char *program, int end, pid_t *ret)
{
	char locale[] = "LC_ALL=C.UTF-8";
	char *const environment[] = { locale, NULL };
	char *name = strdup(program);
	char *const arguments[] = { name, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t none, all;
	(void)sigemptyset(&none);
	(void)sigfillset(&all);
	(void)posix_spawn_file_actions_init(&files);
	(void)posix_spawn_file_actions_adddup2(&files, end, STDIN_FILENO);
	(void)posix_spawn_file_actions_adddup2(&files, end, STDOUT_FILENO);
	(void)posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	(void)posix_spawnattr_init(&attributes);
	(void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	(void)posix_spawnattr_setsigmask(&attributes, &none);
	(void)posix_spawnattr_setsigdefault(&attributes, &all);
	const int rc = posix_spawn(ret, program, &files, &attributes, arguments, environment);
	(void)posix_spawnattr_destroy(&attributes);
	(void)posix_spawn_file_actions_destroy(&files);
	free(name);
	return rc;
}

static bool
start_worker(struct press *p)
{
	int ends[2];
	if (p->worker != 0)
		return true;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return false;
	const bool ok = spawn(p->program, ends[1], &p->worker) == 0;
	(void)close(ends[1]);
	if (ok)
		p->fd = ends[0];
	else {
		(void)close(ends[0]);
		p->worker = 0;
	}
	return ok;
}

/* -- asking it ------------------------------------------------------------------------ */

/* All of it, or false: too late, or the worker is gone. */
static bool
carry(int fd, bool is_out, uint8_t *data, size_t n, int64_t until_us)
{
	struct pollfd one = { .fd = fd, .events = is_out ? POLLOUT : POLLIN };
	while (n > 0) {
		const int64_t left_ms = (until_us - clock_monotonic_us()) / 1000;
		const int ready = left_ms <= 0 ? 0 : poll(&one, 1, (int)left_ms);
		if (ready < 0 && errno == EINTR)
			continue;
		if (ready <= 0)
			return false;
		const ssize_t done = is_out ? send(fd, data, n, MSG_NOSIGNAL | MSG_DONTWAIT)
					    : recv(fd, data, n, MSG_DONTWAIT);
		if (done < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (done <= 0)
			return false;
		data += done;
		n -= (size_t)done;
	}
	return true;
}

static bool
ask(const struct press *p, struct arena *arena, struct bytes request, struct bytes *ret)
{
	const int64_t until_us = clock_monotonic_us() + PRESS_WAIT_MS * INT64_C(1000);
	uint8_t head[PRESS_HEAD_SIZE];
	uint8_t *framed = arena_alloc(arena, PRESS_HEAD_SIZE + request.size);
	for (size_t i = 0; i < PRESS_HEAD_SIZE; i++)
		framed[i] = (uint8_t)(request.size >> 8 * (PRESS_HEAD_SIZE - 1 - i));
	memcpy(framed + PRESS_HEAD_SIZE, request.data, request.size);
	if (!carry(p->fd, true, framed, PRESS_HEAD_SIZE + request.size, until_us)
	    || !carry(p->fd, false, head, PRESS_HEAD_SIZE, until_us))
		return false;
	size_t size = 0;
	for (size_t i = 0; i < PRESS_HEAD_SIZE; i++)
		size = size << 8 | head[i];
	if (size == 0 || size > PRESS_ANSWER_MAX)
		return false;
	uint8_t *data = arena_alloc(arena, size + 1);
	ret->data = data;
	ret->size = size;
	return carry(p->fd, false, data, size, until_us);
}

static bool
is_pdf(struct bytes b)
{
	return b.size > 5 && memcmp(b.data, "%PDF-", 5) == 0;
}

static bool
print_now(struct press *p, struct arena *arena, struct bytes request, struct bytes *ret_pdf,
    const char **ret_why)
{
	struct bytes answer;
	*ret_why = "the program that prints cannot be started";
	if (!start_worker(p))
		return false;
	*ret_why = "the program that prints has died, or not answered in time";
	if (!ask(p, arena, request, &answer)) {
		kill_worker(p);
		return false;
	}
	if (is_pdf(answer)) {
		*ret_pdf = answer;
		return true;
	}
	*ret_why = "the program that prints said nothing that can be read";
	if (text_is_utf8(answer.data, answer.size))
		*ret_why = (const char *)answer.data;	/* zeroed behind it */
	return false;
}

/* Who waits longer than an answer may take, waits behind one that has hung. By the clock that nobody
 * sets: a step of the other would end all waits, or none. */
static bool
take_turn(struct press *p)
{
	const int64_t until_us = clock_monotonic_us() + PRESS_WAIT_MS * INT64_C(1000);
	const struct timespec until = { until_us / 1000000, (long)(until_us % 1000000) * 1000 };
	bool is_over = false;
	(void)pthread_mutex_lock(&p->lock);
	while (p->is_busy && !is_over)
		is_over = pthread_cond_timedwait(&p->free, &p->lock, &until) == ETIMEDOUT;
	const bool is_ours = !p->is_busy;
	p->is_busy = true;
	(void)pthread_mutex_unlock(&p->lock);
	return is_ours;
}

static void
end_turn(struct press *p)
{
	(void)pthread_mutex_lock(&p->lock);
	p->is_busy = false;
	(void)pthread_cond_signal(&p->free);
	(void)pthread_mutex_unlock(&p->lock);
}

bool
press_print(struct press *p, struct arena *arena, struct bytes request, struct bytes *ret_pdf,
    const char **ret_why)
{
	*ret_why = "no program that prints is named by the setting desk.paper";
	if (p->program[0] == '\0')
		return false;
	*ret_why = "too much is to be printed";
	if (request.size > PRESS_REQUEST_MAX)
		return false;
	*ret_why = "others are printing";
	if (!take_turn(p))
		return false;
	const bool ok = print_now(p, arena, request, ret_pdf, ret_why);
	end_turn(p);
	return ok;
}

/* -- beginning and end ---------------------------------------------------------------- */

void
press_free(struct press *p)
{
	if (p == NULL)
		return;
	dismiss_worker(p);
	(void)pthread_cond_destroy(&p->free);
	(void)pthread_mutex_destroy(&p->lock);
	free(p);
}

struct press *
press_new(const char *program)
{
	struct press *p = calloc(1, sizeof(*p));
	if (p == NULL)
		log_panic("out of memory size=%zu", sizeof(*p));
	p->program = program;
	pthread_condattr_t attr;
	(void)pthread_mutex_init(&p->lock, NULL);
	(void)pthread_condattr_init(&attr);
	(void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);	/* as take_turn() */
	(void)pthread_cond_init(&p->free, &attr);
	(void)pthread_condattr_destroy(&attr);
	return p;
}
