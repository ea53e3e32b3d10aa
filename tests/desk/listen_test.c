/* The path of the socket: what is replaced and what is left alone. */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk/door.h"

static char dir[64], path[96];

static void
begin(void)
{
	strcpy(dir, "/tmp/xueji-listen-XXXXXX");
	cr_assert_not_null(mkdtemp(dir));
	(void)snprintf(path, sizeof(path), "%s/desk.sock", dir);
}

static void
end(void)
{
	(void)unlink(path);
	(void)rmdir(dir);
}

TestSuite(listen, .init = begin, .fini = end, .timeout = 20);

Test(listen, a_socket_that_a_killed_daemon_left_is_replaced)
{
	const int first = listen_local(path);
	cr_assert_geq(first, 0);
	(void)close(first);	/* as kill -9 does */
	cr_assert_eq(access(path, F_OK), 0);
	const int second = listen_local(path);
	cr_expect_geq(second, 0, "%s", strerror(errno));
	(void)close(second);
}

Test(listen, a_socket_where_somebody_answers_is_left_to_him)
{
	const int first = listen_local(path);
	cr_assert_geq(first, 0);
	cr_expect_eq(listen_local(path), -1);
	cr_expect_eq(errno, EADDRINUSE);
	cr_expect_eq(access(path, F_OK), 0);
	(void)close(first);
}

Test(listen, a_file_that_is_no_socket_is_not_deleted)
{
	FILE *f = fopen(path, "w");
	cr_assert_not_null(f);
	cr_assert_gt(fprintf(f, "precious"), 0);
	cr_assert_eq(fclose(f), 0);
	cr_expect_eq(listen_local(path), -1);
	cr_expect_eq(errno, EEXIST);
	cr_expect_eq(access(path, F_OK), 0);
}

Test(listen, owner_and_group_may_connect_and_nobody_else)
{
	struct stat st;
	(void)umask(0);
	const int fd = listen_local(path);
	cr_assert_eq(stat(path, &st), 0);
	cr_expect_eq(st.st_mode & 0777, 0660);
	(void)close(fd);
}

Test(listen, a_path_that_is_too_long_is_said)
{
	char long_path[200];
	memset(long_path, 'x', sizeof(long_path));
	long_path[0] = '/';
	long_path[sizeof(long_path) - 1] = '\0';
	cr_expect_eq(listen_local(long_path), -1);
	cr_expect_eq(errno, ENAMETOOLONG);
	cr_expect_eq(listen_local("/tmp/xueji-nowhere/desk.sock"), -1);
	cr_expect_eq(errno, ENOENT);
}

static int64_t
now_ms(void)
{
	return 1;
}

Test(listen, a_desk_that_cannot_open_says_where_and_touches_nothing)
{
	const struct desk_options o = { .socket = path, .conninfo = "", .now_ms = now_ms };
	const struct relay_law law = { .registry = NULL };
	char why[256];
	const int fd = listen_local(path);
	cr_expect_null(desk_open(&o, NULL, &law, why, sizeof(why)));
	cr_expect_not_null(strstr(why, path), "%s", why);
	cr_expect_eq(access(path, F_OK), 0, "the neighbour's socket is gone");
	(void)close(fd);
}
