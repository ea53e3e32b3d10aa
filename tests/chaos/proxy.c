/*
 * Bad weather on the wires: a TCP proxy that stands between the daemons and their servers and does
 * on command what networks do. One thread, one poll loop; whatever is drawn by chance comes from
 * one seed.
 *
 *	proxy SEED CONTROL NAME=PORT:TARGET...
 *
 * Listens on loopback PORT for each NAME and passes on to loopback TARGET. CONTROL is a Unix socket
 * that takes one command a line and answers "ok" or "no":
 *
 *	NAME delay MS		every piece waits so long, and up to as much again
 *	NAME dribble N		at most N bytes a piece
 *	NAME corrupt N		one bit of about every N bytes is turned over
 *	NAME hold up|down|both	nothing gets through (to the server, from it); it waits
 *	NAME deaf		connections are taken and nobody answers, ever
 *	NAME refuse		new connections are reset
 *	NAME cut | NAME reset	ends all connections in order | with RST, at once
 *	NAME heal		all is well; what waited goes on, who was deaf is reset
 *	NAME count		answers "ok CONNECTIONS BYTES"
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { WIRES_MAX = 8, PAIRS_MAX = 1024, PIECE = 65536, LINE = 128 };
enum { UP, DOWN };	/* to the server, from it */

struct wire {
	char name[16];
	in_port_t port, target;
	int fd;
	int delay_ms, dribble, corrupt;
	bool is_held[2], is_deaf, is_refused;
	uint64_t n_bytes;
};

/* What was read at one end and not yet written at the other. */
struct flow {
	uint8_t *data;
	size_t begin, end;
	int64_t ready_ms;
	bool is_ended, is_told;		/* no more comes; the other end knows */
};

struct pair {
	struct wire *wire;
	int fd[2];			/* UP: the client's; DOWN: the server's, -1: nobody answers */
	struct flow flow[2];		/* UP is read from the client */
};

static struct wire wires[WIRES_MAX];
static size_t n_wires;
static struct pair pairs[PAIRS_MAX];
static size_t n_pairs;
static uint64_t chance;

static void
panic(const char *what)
{
	(void)fprintf(stderr, "proxy: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* xorshift64*: the same seed, the same weather. */
static uint64_t
draw(uint64_t below)
{
	chance ^= chance >> 12;
	chance ^= chance << 25;
	chance ^= chance >> 27;
	return (chance * UINT64_C(2685821657736338717) >> 11) % below;
}

static int64_t
now_ms(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* -- sockets -------------------------------------------------------------------------- */

static struct sockaddr_in
loopback(in_port_t port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

static void
be_quick(int fd)
{
	const int on = 1;
	(void)fcntl(fd, F_SETFL, O_NONBLOCK);
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

static int
listen_on(in_port_t port)
{
	const int on = 1;
	const struct sockaddr_in address = loopback(port);
	const int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0
	    || bind(fd, (const struct sockaddr *)&address, sizeof(address)) != 0
	    || listen(fd, 128) != 0)
		panic("listen");
	be_quick(fd);
	return fd;
}

static void
shut(int *fd, bool with_reset)
{
	const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
	if (*fd < 0)
		return;
	if (with_reset)
		(void)setsockopt(*fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	(void)close(*fd);
	*fd = -1;
}

/* -- pairs ---------------------------------------------------------------------------- */

static void
end_pair(struct pair *p, bool with_reset)
{
	shut(&p->fd[UP], with_reset);
	shut(&p->fd[DOWN], with_reset);
	free(p->flow[UP].data);
	free(p->flow[DOWN].data);
	p->wire = NULL;		/* swept out at the end of the round */
}

static void
sweep(void)
{
	for (size_t i = 0; i < n_pairs;)
		if (pairs[i].wire == NULL)
			pairs[i] = pairs[--n_pairs];
		else
			i++;
}

static int
call(in_port_t target)
{
	const struct sockaddr_in address = loopback(target);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof(address)) != 0)
		shut(&fd, false);
	if (fd >= 0)
		be_quick(fd);
	return fd;
}

static void
take(struct wire *w)
{
	int client = accept(w->fd, NULL, NULL);
	if (client < 0)
		return;
	be_quick(client);
	const int server = w->is_deaf || w->is_refused ? -1 : call(w->target);
	if (n_pairs == PAIRS_MAX || w->is_refused || (server < 0 && !w->is_deaf)) {
		shut(&client, true);
		return;
	}
	struct pair *p = &pairs[n_pairs++];
	*p = (struct pair){ .wire = w, .fd = { client, server } };
	p->flow[UP].data = malloc(PIECE);
	p->flow[DOWN].data = malloc(PIECE);
	if (p->flow[UP].data == NULL || p->flow[DOWN].data == NULL)
		panic("out of memory");
}

static void
spoil(const struct wire *w, struct flow *f)
{
	if (w->corrupt > 0 && draw((uint64_t)w->corrupt) < f->end)
		f->data[draw(f->end)] ^= (uint8_t)(1U << draw(8));
}

/* False: the pair is at its end. */
static bool
read_piece(struct pair *p, int way, int64_t now)
{
	struct flow *f = &p->flow[way];
	struct wire *w = p->wire;
	const size_t most = w->dribble > 0 ? (size_t)w->dribble : PIECE;
	const ssize_t n = recv(p->fd[way], f->data, most, 0);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	f->is_ended = n == 0;
	f->begin = 0;
	f->end = (size_t)n;
	f->ready_ms = now;
	if (w->delay_ms > 0)
		f->ready_ms += w->delay_ms + (int64_t)draw((uint64_t)w->delay_ms + 1);
	w->n_bytes += (uint64_t)n;
	spoil(w, f);
	return true;
}

static bool
write_piece(struct pair *p, int way)
{
	struct flow *f = &p->flow[way];
	const int fd = p->fd[!way];
	if (f->begin == f->end && f->is_ended && !f->is_told) {
		f->is_told = true;
		(void)shutdown(fd, SHUT_WR);
		return !p->flow[!way].is_told;
	}
	const ssize_t n = send(fd, f->data + f->begin, f->end - f->begin, MSG_NOSIGNAL);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	f->begin += (size_t)n;
	return true;
}

static bool
wants_read(const struct pair *p, int way)
{
	const struct flow *f = &p->flow[way];
	return p->fd[DOWN] >= 0 && f->begin == f->end && !f->is_ended && !p->wire->is_held[way];
}

static bool
wants_write(const struct pair *p, int way)
{
	const struct flow *f = &p->flow[way];
	return p->fd[DOWN] >= 0 && (f->begin < f->end || (f->is_ended && !f->is_told))
	    && !p->wire->is_held[way];
}

/* -- commands ------------------------------------------------------------------------- */

static void
end_all(struct wire *w, bool with_reset, bool only_deaf)
{
	for (size_t i = 0; i < n_pairs; i++)
		if (pairs[i].wire == w && (!only_deaf || pairs[i].fd[DOWN] < 0))
			end_pair(&pairs[i], with_reset);
}

/* Those that are there go deaf too. */
static void
make_deaf(struct wire *w)
{
	w->is_deaf = true;
	for (size_t i = 0; i < n_pairs; i++)
		if (pairs[i].wire == w)
			shut(&pairs[i].fd[DOWN], false);
}

static void
heal(struct wire *w)
{
	end_all(w, true, true);
	w->delay_ms = w->dribble = w->corrupt = 0;
	w->is_held[UP] = w->is_held[DOWN] = w->is_deaf = w->is_refused = false;
}

static bool
hold(struct wire *w, const char *what)
{
	const bool both = strcmp(what, "both") == 0;
	w->is_held[UP] = both || strcmp(what, "up") == 0;
	w->is_held[DOWN] = both || strcmp(what, "down") == 0;
	return w->is_held[UP] || w->is_held[DOWN];
}

static bool
obey_number(struct wire *w, const char *verb, int n)
{
	if (n < 0 || n > 100000000)
		return false;
	if (strcmp(verb, "delay") == 0)
		w->delay_ms = n;
	else if (strcmp(verb, "dribble") == 0)
		w->dribble = n < PIECE ? n : PIECE;
	else if (strcmp(verb, "corrupt") == 0)
		w->corrupt = n;
	else
		return false;
	return true;
}

static bool
obey(struct wire *w, const char *verb, const char *what)
{
	if (strcmp(verb, "hold") == 0)
		return hold(w, what);
	if (strcmp(verb, "deaf") == 0)
		make_deaf(w);
	else if (strcmp(verb, "refuse") == 0)
		w->is_refused = true;
	else if (strcmp(verb, "cut") == 0 || strcmp(verb, "reset") == 0)
		end_all(w, verb[0] == 'r', false);
	else if (strcmp(verb, "heal") == 0)
		heal(w);
	else if (strcmp(verb, "count") != 0)
		return obey_number(w, verb, atoi(what));
	return true;
}

static void
answer(int fd, char *line)
{
	char reply[LINE] = "no\n", name[16] = "", verb[16] = "", what[16] = "";
	(void)sscanf(line, "%15s %15s %15s", name, verb, what);
	for (size_t i = 0; i < n_wires; i++) {
		struct wire *w = &wires[i];
		size_t n = 0;
		if (strcmp(w->name, name) != 0 || !obey(w, verb, what))
			continue;
		for (size_t k = 0; k < n_pairs; k++)
			n += pairs[k].wire == w;
		(void)snprintf(reply, sizeof(reply), "ok %zu %llu\n", n,
		    (unsigned long long)w->n_bytes);
	}
	(void)send(fd, reply, strlen(reply), MSG_NOSIGNAL);
}

/* One command a connection. */
static void
listen_to(int control)
{
	const struct timeval patience = { .tv_sec = 1 };
	char line[LINE];
	const int fd = accept(control, NULL, NULL);
	if (fd < 0)
		return;
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	const ssize_t n = recv(fd, line, sizeof(line) - 1, 0);
	if (n > 0) {
		line[n] = '\0';
		answer(fd, line);
	}
	(void)close(fd);
}

static int
open_control(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(address.sun_path))
		panic("the path of the control socket is too long");
	(void)strcpy(address.sun_path, path);
	(void)unlink(path);
	const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof(address)) != 0
	    || listen(fd, 8) != 0)
		panic(path);
	return fd;
}

/* -- the loop ------------------------------------------------------------------------- */

/* POLLERR and POLLHUP come unasked; so only an end that something is wanted of is looked at, or a
 * held one that is broken would keep the loop busy. */
static struct pollfd
look_at(const struct pair *p, int end, int64_t now, int *wait_ms)
{
	short events = 0;
	if (wants_read(p, end))
		events |= POLLIN;
	if (wants_write(p, !end)) {
		const int64_t left = p->flow[!end].ready_ms - now;
		if (left <= 0)
			events |= POLLOUT;
		else if (left < *wait_ms)
			*wait_ms = (int)left;
	}
	return (struct pollfd){ .fd = events != 0 ? p->fd[end] : -1, .events = events };
}

static void
serve(struct pair *p, const struct pollfd *seen, int64_t now)
{
	bool is_alive = true;
	for (int end = UP; is_alive && end <= DOWN; end++) {
		if (seen[end].fd < 0 || seen[end].revents == 0)
			continue;
		if (wants_write(p, !end) && (seen[end].events & POLLOUT))
			is_alive = write_piece(p, !end);
		if (is_alive && wants_read(p, end) && (seen[end].events & POLLIN))
			is_alive = read_piece(p, end, now);
	}
	if (!is_alive)
		end_pair(p, false);
}

static void
turn(int control)
{
	static struct pollfd fds[1 + WIRES_MAX + 2 * PAIRS_MAX];
	int wait_ms = 1000;
	int64_t now = now_ms();
	struct pollfd *fd = fds;
	*fd++ = (struct pollfd){ .fd = control, .events = POLLIN };
	for (size_t i = 0; i < n_wires; i++)
		*fd++ = (struct pollfd){ .fd = wires[i].fd, .events = POLLIN };
	for (size_t i = 0; i < n_pairs; i++) {
		*fd++ = look_at(&pairs[i], UP, now, &wait_ms);
		*fd++ = look_at(&pairs[i], DOWN, now, &wait_ms);
	}
	if (poll(fds, (nfds_t)(fd - fds), wait_ms) < 0 && errno != EINTR)
		panic("poll");
	now = now_ms();
	const size_t n = n_pairs;	/* those that are taken below were not looked at */
	for (size_t i = 0; i < n; i++)
		serve(&pairs[i], &fds[1 + n_wires + 2 * i], now);
	for (size_t i = 0; i < n_wires; i++)
		if (fds[1 + i].revents != 0)
			take(&wires[i]);
	if (fds[0].revents != 0)
		listen_to(control);
	sweep();
}

static void
add_wire(const char *text)
{
	struct wire *w = &wires[n_wires];
	if (n_wires++ == WIRES_MAX
	    || sscanf(text, "%15[^=]=%hu:%hu", w->name, &w->port, &w->target) != 3) {
		(void)fprintf(stderr, "proxy: %s: NAME=PORT:TARGET is wanted\n", text);
		exit(2);
	}
	w->fd = listen_on(w->port);
}

int
main(int argc, char **argv)
{
	if (argc < 4) {
		(void)fprintf(stderr, "usage: proxy SEED CONTROL NAME=PORT:TARGET...\n");
		return 2;
	}
	(void)signal(SIGPIPE, SIG_IGN);
	chance = strtoull(argv[1], NULL, 10) * 2 + 1;
	for (int i = 3; i < argc; i++)
		add_wire(argv[i]);
	const int control = open_control(argv[2]);
	for (;;)
		turn(control);
}
