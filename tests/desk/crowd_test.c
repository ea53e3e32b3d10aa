/* More who want something from the desk than it has places, and more than it wants to read. */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/metric.h"
#include "desk/door.h"
#include "hatch.h"

enum { SLOW = 500, IDLE = 800, FILERS = 600, LARGE = 3 << 20 };

static void
begin(void)
{
	struct rlimit files;
	cr_assert_eq(getrlimit(RLIMIT_NOFILE, &files), 0);
	files.rlim_cur = files.rlim_max < 4096 ? files.rlim_max : 4096;
	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &files), 0);
}

TestSuite(crowd, .init = begin, .timeout = 120);

/* Somebody who sends this and stays; the port 0 is the Unix socket. */
static int
come(const struct hatch *w, int port, const char *text)
{
	struct sockaddr_un local = { .sun_family = AF_UNIX };
	struct sockaddr_in loopback = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	(void)snprintf(local.sun_path, sizeof(local.sun_path), "%s", w->socket);
	loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	const int fd = socket(port == 0 ? AF_UNIX : AF_INET, SOCK_STREAM, 0);
	const int rc = port == 0
	    ? connect(fd, (const struct sockaddr *)&local, sizeof(local))
	    : connect(fd, (const struct sockaddr *)&loopback, sizeof(loopback));
	cr_assert_eq(rc, 0, "nobody listens");
	(void)send(fd, text, strlen(text), MSG_NOSIGNAL);
	return fd;
}

static void
go(const int *fds, size_t n)
{
	for (size_t i = 0; i < n; i++)
		(void)close(fds[i]);
}

static int
status_of(struct hatch *w, int port, const char *text)
{
	struct reply r = hatch_raw(w, port, text, strlen(text));
	const int status = r.status;
	reply_end(&r);
	return status;
}

#define LIVEZ "GET /livez HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n\r\n"

/* After which a stream moves by itself (stream.c): what comes sooner was not waited for. */
enum { BEAT_US = 20000000 };

Test(crowd, slow_clients_keep_nobody_out)
{
	struct hatch w;
	int fds[SLOW];
	/* Without an end of the headers; with a body that never comes; who does not read the answer. */
	static const char *const slow[] = { "GET /livez HTTP/1.1\r\nHost: de",
		"POST /v1/dockets HTTP/1.1\r\nHost: desk\r\nContent-Length: 90\r\n\r\n{",
		"GET /livez HTTP/1.1\r\nHost: desk\r\n\r\n" };
	const int port = hatch_open_tcp(&w, TOKEN);
	for (size_t i = 0; i < SLOW; i++) {
		fds[i] = come(&w, port, slow[i % 3]);
		if (i % 25 != 24)
			continue;
		const int64_t begin_us = clock_monotonic_us();
		cr_expect_eq(status_of(&w, port, LIVEZ), 200, "not after %zu slow ones", i + 1);
		cr_expect_lt(clock_monotonic_us() - begin_us, 2000000);
	}
	go(fds, SLOW);
	hatch_close(&w);
}

Test(crowd, who_only_stays_connected_keeps_nobody_out)
{
	struct hatch w;
	static int fds[IDLE];
	hatch_open(&w);
	for (size_t i = 0; i < IDLE; i++)
		fds[i] = come(&w, 0, "");
	hatch_expect(&w, "GET", "/v1/inbox", HEAD, NULL, 200, NULL);
	go(fds, IDLE);
	hatch_close(&w);
}

#define FILING                                                                                    \
	"{\"kind\":\"transfer\",\"student\":{\"number\":\"" NUMBER "\",\"name\":\"欧阳阿依\","       \
	"\"grade\":4},\"sending_school\":\"" THERE "\",\"reason\":\"x\"}"

static void
wait_for_filings(unsigned n)
{
	const struct timespec moment = { 0, 10000000 };
	for (int i = 0; i < 6000 && *(volatile unsigned *)&behind.n_asked < n; i++)
		(void)nanosleep(&moment, NULL);
	cr_assert_eq(behind.n_asked, n);
}

Test(crowd, filings_are_put_off_while_places_are_short_and_decisions_are_not)
{
	struct hatch w;
	static int fds[FILERS];
	char text[1024], answer[16] = "";
	hatch_open(&w);
	behind.n_expected = FILERS + 1;
	(void)snprintf(text, sizeof(text),
	    "POST /v1/dockets HTTP/1.1\r\nHost: desk\r\nX-Xueji-As: " CLERK
	    "\r\nContent-Length: %zu\r\n\r\n%s", sizeof(FILING) - 1, FILING);
	for (size_t i = 0; i < FILERS; i++)
		fds[i] = come(&w, 0, text);
	wait_for_filings(FILERS);
	struct reply r = hatch_ask(&w, "POST", "/v1/dockets", CLERK, FILING);
	cr_expect_eq(r.status, 503);
	cr_expect_str_eq(reply_text(&r, "verdict"), "OVERLOADED");
	cr_expect_not_null(strstr(r.head, "Retry-After: 2"));
	reply_end(&r);
	hatch_expect(&w, "POST", "/v1/preflight", CLERK, FILING, 503, "OVERLOADED");
	hatch_expect(&w, "POST", "/v1/dockets/" DOCKET "/approve", HEAD, "{}", 200, NULL);
	for (size_t i = 0; i < FILERS; i++) {
		cr_assert_gt(recv(fds[i], answer, sizeof(answer), MSG_WAITALL), 12);
		cr_expect_eq(memcmp(answer, "HTTP/1.1 201", 12), 0, "%.12s", answer);
	}
	hatch_expect(&w, "POST", "/v1/dockets", CLERK, FILING, 201, NULL);
	go(fds, FILERS);
	hatch_close(&w);
}

Test(crowd, what_is_announced_too_large_is_answered_before_it_is_sent)
{
	struct hatch w;
	const int port = hatch_open_tcp(&w, TOKEN);
	static const char huge[] = "POST /v1/dockets HTTP/1.1\r\nHost: desk\r\nX-Xueji-As: " CLERK
	    "\r\nContent-Length: 99999999999\r\n\r\n{";
	struct reply r = hatch_raw(&w, 0, huge, sizeof(huge) - 1);
	cr_expect_str_eq(reply_text(&r, "verdict"), "TOO_LARGE");
	reply_end(&r);
	cr_expect_eq(status_of(&w, port, "POST /v1/dockets HTTP/1.1\r\nHost: desk\r\nX-Xueji-As: " CLERK
					 "\r\nContent-Length: 4000000\r\n\r\n{"), 403);
	cr_expect_eq(behind.n_asked, 0);
	hatch_close(&w);
}

/* Whoever sends more than he should, but not much more, reads why it was not taken. */
Test(crowd, what_is_a_little_too_large_is_read_and_thrown_away)
{
	struct hatch w;
	static char body[200000];
	char head[256];
	const int port = hatch_open_tcp(&w, TOKEN);
	memset(body, ' ', sizeof(body) - 1);
	const int n = snprintf(head, sizeof(head), "POST /v1/dockets HTTP/1.1\r\nHost: desk\r\n"
	    "Connection: close\r\nContent-Length: %zu\r\n\r\n", sizeof(body));
	char *all = malloc((size_t)n + sizeof(body));
	memcpy(all, head, (size_t)n);
	memcpy(all + n, body, sizeof(body));
	struct reply r = hatch_raw(&w, port, all, (size_t)n + sizeof(body));
	cr_expect_eq(r.status, 403);
	reply_end(&r);
	free(all);
	hatch_close(&w);
}

Test(crowd, a_body_without_an_end_is_cut_off)
{
	struct hatch w;
	static char chunk[65536 + 16];
	size_t sent = 0;
	const int port = hatch_open_tcp(&w, TOKEN);
	memset(chunk, 'a', sizeof(chunk));
	memcpy(chunk, "10000\r\n", 7);
	memcpy(chunk + 7 + 65536, "\r\n", 2);
	const int fd = come(&w, port,
	    "POST /v1/dockets HTTP/1.1\r\nHost: desk\r\nTransfer-Encoding: chunked\r\n\r\n");
	while (sent < 64 * LARGE && send(fd, chunk, 65536 + 9, MSG_NOSIGNAL) > 0)
		sent += 65536;
	cr_expect_lt(sent, 8 * LARGE, "all of it was read");
	(void)close(fd);
	cr_expect_eq(status_of(&w, port, LIVEZ), 200);
	hatch_close(&w);
}

/* -- files that are sent to pages ------------------------------------------------------- */

enum { SENDERS = 16, UPLOAD = 4 << 20 };

/* Sends so many bytes of an upload that is announced as so large. */
static char *
upload(const char *path, const char *type, const char *cookie, size_t announced, size_t sent, size_t *ret_n)
{
	char head[256];
	const int n = snprintf(head, sizeof(head), "POST %s HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n"
	    "Content-Type: %s\r\nCookie: %s\r\nContent-Length: %zu\r\n\r\n", path, type, cookie, announced);
	*ret_n = (size_t)n + sent;
	char *all = malloc(*ret_n + 1);
	memcpy(all, head, (size_t)n);
	memset(all + n, 'a', sent);
	all[*ret_n] = '\0';
	return all;
}

static int
status_of_upload(struct hatch *w, const char *path, const char *type, const char *cookie, size_t size)
{
	size_t n;
	char *all = upload(path, type, cookie, size, size, &n);
	struct reply r = hatch_raw(w, 0, all, n);
	const int status = r.status;
	if (status == 503)
		cr_expect_not_null(strstr(r.head, "Retry-After: "));
	reply_end(&r);
	free(all);
	return status;
}

#define FILES	"multipart/form-data; boundary=x"
#define FORM	"application/x-www-form-urlencoded"

Test(crowd, files_are_read_on_the_page_for_them_and_of_who_is_signed_in)
{
	struct hatch w;
	hatch_open_pages(&w);
	cr_expect_eq(status_of_upload(&w, "/console/file", FILES, "in", UPLOAD), 200);
	cr_expect_eq(status_of_upload(&w, "/console/file", FILES, "in", FORM_MAX + 1), 200);
	cr_expect_eq(status_of_upload(&w, "/console/file", FILES, "in", UPLOAD + 1), 413);
	cr_expect_eq(status_of_upload(&w, "/console/import", FILES, "in", FORM_MAX + 1), 200);
	cr_expect_eq(status_of_upload(&w, "/console/import", FILES, "out", FORM_MAX + 1), 413);
	cr_expect_eq(status_of_upload(&w, "/console/import/template", FILES, "in", FORM_MAX + 1), 413);
	cr_expect_eq(status_of_upload(&w, "/console/file", FILES, "out", FORM_MAX), 200);
	cr_expect_eq(status_of_upload(&w, "/console/file", FILES, "out", FORM_MAX + 1), 413);
	cr_expect_eq(status_of_upload(&w, "/console/file", FORM, "in", FORM_MAX + 1), 413);
	cr_expect_eq(status_of_upload(&w, "/console/sign-in", FILES, "in", FORM_MAX + 1), 413);
	cr_expect_eq(status_of_upload(&w, "/parents/", FILES, "in", FORM_MAX + 1), 413);
	hatch_close(&w);
}

Test(crowd, who_sends_much_and_slowly_keeps_no_form_out)
{
	struct hatch w;
	int fds[SENDERS];
	size_t n;
	hatch_open_pages(&w);
	for (size_t i = 0; i < SENDERS; i++) {
		char *part = upload("/console/file", FILES, "in", UPLOAD, UPLOAD - 1, &n);
		fds[i] = come(&w, 0, part);
		free(part);
	}
	const struct timespec moment = { 0, 10000000 };
	int status = 200;	/* until the last of them has come */
	for (int i = 0; i < 500 && status == 200; i++) {
		status = status_of_upload(&w, "/console/file", FILES, "in", UPLOAD);
		(void)nanosleep(&moment, NULL);
	}
	cr_expect_eq(status, 503, "there is room without end");
	cr_expect_eq(status_of_upload(&w, "/console/file", FILES, "in", FORM_MAX), 200);
	cr_expect_eq(status_of_upload(&w, "/parents/", FORM, "out", 200), 200);
	hatch_expect(&w, "POST", "/v1/dockets/" DOCKET "/approve", HEAD, "{}", 200, NULL);
	static char scan[100000];
	memset(scan, 'a', sizeof(scan));
	struct reply r = hatch_send(&w, "PUT", "/v1/attachments", CLERK, scan, sizeof(scan));
	cr_expect_eq(r.status, 503);
	cr_expect_str_eq(reply_text(&r, "verdict"), "BUSY");
	cr_expect_not_null(strstr(r.head, "Retry-After: 2"));
	reply_end(&r);
	go(fds, SENDERS);
	for (int i = 0; i < 500 && status != 200; i++) {
		(void)nanosleep(&moment, NULL);
		status = status_of_upload(&w, "/console/file", FILES, "in", UPLOAD);
	}
	cr_expect_eq(status, 200, "what they held is not given back");
	hatch_close(&w);
}

/* -- who listens ------------------------------------------------------------------------ */

#define LIVE	"GET /console/live HTTP/1.1\r\nHost: desk\r\nCookie: in\r\n\r\n"

enum { LISTENERS = 300, PLACES = 700, LISTENERS_MOST = PLACES / 4, BEAT_MS = 20000 };

/* What comes until it says so often that something is new, ends, or is silent for so long. */
static size_t
hear(int fd, size_t most, int silent_ms, bool *ret_is_over)
{
	char text[4096] = "";
	size_t n = 0, events = 0;
	struct pollfd p = { .fd = fd, .events = POLLIN };
	*ret_is_over = false;
	while (events < most && !*ret_is_over && n < sizeof(text) - 1 && poll(&p, 1, silent_ms) > 0) {
		const ssize_t got = recv(fd, text + n, sizeof(text) - 1 - n, 0);
		*ret_is_over = got <= 0;
		n += got <= 0 ? 0 : (size_t)got;
		text[n] = '\0';
		events = 0;
		for (const char *at = text; (at = strstr(at, "event: news\ndata: 1\n\n")) != NULL; at++)
			events++;
	}
	return events;
}

static bool
hears_once(int fd)
{
	bool is_over;
	return hear(fd, 1, 10000, &is_over) == 1 && !is_over;
}

static bool
is_over(int fd)
{
	char c;
	return recv(fd, &c, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

static void
wait_for_streams(int64_t n)
{
	const struct timespec moment = { 0, 10000000 };
	for (int i = 0; i < 500 && metric_get(METRIC_streams) != n; i++)
		(void)nanosleep(&moment, NULL);
	cr_assert_eq(metric_get(METRIC_streams), n);
}

Test(crowd, who_listens_hears_of_what_comes_and_at_most_once_a_second)
{
	struct hatch w;
	bool is_gone;
	hatch_open_pages(&w);
	const int fd = come(&w, 0, LIVE);
	cr_expect(hears_once(fd), "it does not ask for what came before it listened");
	cr_expect_eq(hear(fd, 1, 1500, &is_gone), 0, "nothing has come");
	const int64_t begin_us = clock_monotonic_us();
	behind.news++;
	cr_expect(hears_once(fd));
	cr_expect_lt(clock_monotonic_us() - begin_us, BEAT_US);
	behind.news += 5;
	cr_expect_eq(hear(fd, 9, 2500, &is_gone), 1, "five that come at once are one");
	cr_expect_not(is_gone);
	(void)close(fd);
	wait_for_streams(0);
	hatch_close(&w);
}

Test(crowd, who_listens_is_heard_of_no_more_when_his_session_is_over)
{
	struct hatch w;
	bool is_gone;
	hatch_open_pages(&w);
	const int fd = come(&w, 0, LIVE);
	cr_expect(hears_once(fd));
	behind.is_signed_out = 1;
	(void)hear(fd, 1, 2 * BEAT_MS, &is_gone);	/* the end of the answer, and then of the connection */
	cr_expect(is_gone);
	wait_for_streams(0);
	(void)close(fd);
	hatch_close(&w);
}

Test(crowd, a_quarter_of_all_places_listens_and_the_desk_serves_on)
{
	struct hatch w;
	static int fds[LISTENERS];
	char head[16] = "";
	size_t told = 0, refused = 0;
	hatch_open_pages(&w);
	for (size_t i = 0; i < LISTENERS; i++)
		fds[i] = come(&w, 0, LIVE);
	for (size_t i = 0; i < LISTENERS; i++) {
		cr_assert_eq(recv(fds[i], head, 12, MSG_WAITALL), 12);
		told += strcmp(head, "HTTP/1.1 200") == 0;
		refused += strcmp(head, "HTTP/1.1 204") == 0;
	}
	cr_expect_eq(told, LISTENERS_MOST);
	cr_expect_eq(refused, LISTENERS - LISTENERS_MOST);
	cr_expect_eq(metric_get(METRIC_streams), LISTENERS_MOST);
	hatch_expect(&w, "GET", "/v1/inbox", HEAD, NULL, 200, NULL);
	hatch_expect(&w, "POST", "/v1/dockets/" DOCKET "/approve", HEAD, "{}", 200, NULL);
	go(fds, LISTENERS);
	wait_for_streams(0);
	hatch_close(&w);
}

/* Though others have waited for longer, and without a word. */
Test(crowd, who_listens_is_the_first_to_lose_his_place)
{
	struct hatch w;
	enum { BEFORE = 600, LISTEN = 40, AFTER = 30, SPARE = 50, MORE = 3 };
	static int idle[BEFORE + AFTER + MORE];
	int fds[LISTEN];
	size_t over = 0;
	hatch_open_pages(&w);
	for (size_t i = 0; i < BEFORE; i++)
		idle[i] = come(&w, 0, "");
	for (size_t i = 0; i < LISTEN; i++)
		fds[i] = come(&w, 0, LIVE);
	for (size_t i = 0; i < LISTEN; i++)
		cr_assert(hears_once(fds[i]));
	for (size_t i = 0; i < AFTER; i++)
		idle[BEFORE + i] = come(&w, 0, "");
	hatch_expect(&w, "GET", "/v1/inbox", HEAD, NULL, 200, NULL);
	wait_for_streams(PLACES - SPARE - BEFORE - AFTER - 1);	/* and one for who asked */
	for (size_t i = 0; i < BEFORE + AFTER; i++)
		over += is_over(idle[i]);
	cr_expect_eq(over, 0, "%zu who are worth more", over);
	for (size_t i = 0; i < MORE; i++)	/* so that places are short whoever has left by now */
		idle[BEFORE + AFTER + i] = come(&w, 0, "");
	cr_expect_eq(status_of(&w, 0, LIVE), 204, "who comes now would be cut off at once");
	go(fds, LISTEN);
	go(idle, BEFORE + AFTER + MORE);
	hatch_close(&w);
}

Test(crowd, a_desk_that_ends_waits_for_nobody_who_listens)
{
	struct hatch w;
	enum { LISTEN = 50 };
	int fds[LISTEN];
	hatch_open_pages(&w);
	for (size_t i = 0; i < LISTEN; i++)
		fds[i] = come(&w, 0, LIVE);
	for (size_t i = 0; i < LISTEN; i++)
		cr_assert(hears_once(fds[i]));
	const int64_t begin_us = clock_monotonic_us();
	hatch_close(&w);
	cr_expect_lt(clock_monotonic_us() - begin_us, BEAT_US, "%lld us",
	    (long long)(clock_monotonic_us() - begin_us));
	cr_expect_eq(metric_get(METRIC_streams), 0);
	go(fds, LISTEN);
}
