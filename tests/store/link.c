/* See link.h. One thread, one connection at a time. */
#include <criterion/criterion.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "link.h"

struct link {
	char dir[64], server[128];
	int listener;
	pthread_t thread;
	atomic_bool is_over, is_mute;
	atomic_size_t carried, left;	/* left: to be carried before the cut */
};

static void
name_socket(struct sockaddr_un *at, const char *dir)
{
	memset(at, 0, sizeof(*at));
	at->sun_family = AF_UNIX;
	const int n = snprintf(at->sun_path, sizeof(at->sun_path), "%s/.s.PGSQL.5432", dir);
	cr_assert(n > 0 && (size_t)n < sizeof(at->sun_path));
}

static int
dial(const char *dir)
{
	struct sockaddr_un at;
	name_socket(&at, dir);
	const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (connect(fd, (const struct sockaddr *)&at, sizeof(at)) != 0) {
		(void)close(fd);
		return -1;
	}
	return fd;
}

static bool
write_all(int fd, const char *data, size_t size)
{
	for (size_t done = 0; done < size;) {
		const ssize_t n = send(fd, data + done, size - done, MSG_NOSIGNAL);
		if (n <= 0)
			return false;
		done += (size_t)n;
	}
	return true;
}

/* False: the connection is over, or is to be cut here. */
static bool
carry_up(struct link *l, int from, int to)
{
	char data[4096];
	const ssize_t n = read(from, data, sizeof(data));
	if (n <= 0)
		return false;
	const size_t left = atomic_load(&l->left);
	const size_t size = (size_t)n < left ? (size_t)n : left;
	if (!write_all(to, data, size))
		return false;
	atomic_fetch_add(&l->carried, size);
	if (left != SIZE_MAX)
		atomic_store(&l->left, left - size);
	return left == SIZE_MAX || left > size;
}

static bool
carry_down(struct link *l, int from, int to)
{
	char data[4096];
	const ssize_t n = read(from, data, sizeof(data));
	if (n <= 0)
		return false;
	/* 'Z' ends what the server has to say; it says nothing after it by itself. */
	if (atomic_load(&l->is_mute))
		return !(n >= 6 && data[n - 6] == 'Z');
	return write_all(to, data, (size_t)n);
}

static void
carry(struct link *l, int client, int server)
{
	struct pollfd fds[2] = { { .fd = client, .events = POLLIN }, { .fd = server, .events = POLLIN } };
	while (!atomic_load(&l->is_over)) {
		if (poll(fds, 2, 20) <= 0)
			continue;
		if (fds[0].revents != 0 && !carry_up(l, client, server))
			break;
		if (fds[1].revents != 0 && !carry_down(l, server, client))
			break;
	}
	atomic_store(&l->left, SIZE_MAX);
	atomic_store(&l->is_mute, false);
}

static void *
work(void *context)
{
	struct link *l = context;
	struct pollfd fd = { .fd = l->listener, .events = POLLIN };
	while (!atomic_load(&l->is_over)) {
		if (poll(&fd, 1, 20) <= 0)
			continue;
		const int client = accept(l->listener, NULL, NULL);
		const int server = dial(l->server);
		if (client >= 0 && server >= 0)
			carry(l, client, server);
		(void)close(client);
		(void)close(server);
	}
	return NULL;
}

struct link *
link_open(const char *server_dir)
{
	struct sockaddr_un at;
	struct link *l = calloc(1, sizeof(*l));
	cr_assert_not_null(l);
	(void)snprintf(l->server, sizeof(l->server), "%s", server_dir);
	(void)snprintf(l->dir, sizeof(l->dir), "/tmp/xueji-link-XXXXXX");
	cr_assert_not_null(mkdtemp(l->dir));
	atomic_store(&l->left, SIZE_MAX);
	name_socket(&at, l->dir);
	l->listener = socket(AF_UNIX, SOCK_STREAM, 0);
	cr_assert_eq(bind(l->listener, (const struct sockaddr *)&at, sizeof(at)), 0);
	cr_assert_eq(listen(l->listener, 8), 0);
	cr_assert_eq(pthread_create(&l->thread, NULL, work, l), 0);
	return l;
}

void
link_close(struct link *l)
{
	struct sockaddr_un at;
	atomic_store(&l->is_over, true);
	cr_assert_eq(pthread_join(l->thread, NULL), 0);
	(void)close(l->listener);
	name_socket(&at, l->dir);
	(void)unlink(at.sun_path);
	(void)rmdir(l->dir);
	free(l);
}

const char *
link_conninfo(const struct link *l, const char *dbname)
{
	static char conninfo[256];
	(void)snprintf(conninfo, sizeof(conninfo), "host=%s dbname=%s user=postgres", l->dir, dbname);
	return conninfo;
}

size_t
link_carried(struct link *l)
{
	return atomic_load(&l->carried);
}

void
link_cut_after(struct link *l, size_t bytes)
{
	atomic_store(&l->carried, 0);
	atomic_store(&l->left, bytes);
}

void
link_cut_answer(struct link *l)
{
	atomic_store(&l->is_mute, true);
}
