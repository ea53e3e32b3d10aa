/*
 * A disk that takes its time: loaded into PostgreSQL by LD_PRELOAD, it lets every fsync wait for as
 * many milliseconds as stand in the file that SLOW_DISK names; no file, no wait.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void
wait_for_disk(void)
{
	char text[8] = "";
	const char *path = getenv("SLOW_DISK");
	const int fd = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	const ssize_t n = read(fd, text, sizeof(text) - 1);
	(void)close(fd);
	const long ms = n > 0 ? atol(text) : 0;
	const struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
	(void)nanosleep(&t, NULL);
}

static int
pass_on(const char *name, int fd)
{
	int (*real)(int);
	*(void **)&real = dlsym(RTLD_NEXT, name);
	wait_for_disk();
	return real(fd);
}

int	fsync(int);
int	fdatasync(int);

int
fsync(int fd)
{
	return pass_on("fsync", fd);
}

int
fdatasync(int fd)
{
	return pass_on("fdatasync", fd);
}
