/* A register behind a URL: a thread that says what a server would. */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "population/population.h"

static struct {
	int listener, port;
	pthread_t thread;
	const char *status, *reply;
	size_t padding;		/* blanks before the reply */
	char heard[4096];
} server;

static void
hear(int s)
{
	size_t n = 0;
	const char *body = NULL;
	while (body == NULL || body[strlen(body) - 1] != ']') {
		const ssize_t got = read(s, server.heard + n, sizeof(server.heard) - 1 - n);
		if (got <= 0)
			return;
		n += (size_t)got;
		server.heard[n] = '\0';
		body = strstr(server.heard, "\r\n\r\n");
	}
}

static void *
serve(void *unused)
{
	char head[160], blanks[1024];
	const int s = accept(server.listener, NULL, NULL);
	hear(s);
	const int n = snprintf(head, sizeof(head), "HTTP/1.1 %s\r\nContent-Length: %zu\r\n\r\n",
	    server.status, server.padding + strlen(server.reply));
	ssize_t done = write(s, head, (size_t)n);
	memset(blanks, ' ', sizeof(blanks));
	for (size_t i = 0; i < server.padding && done > 0; i += sizeof(blanks))
		done = send(s, blanks, sizeof(blanks), MSG_NOSIGNAL);
	if (done > 0)
		(void)send(s, server.reply, strlen(server.reply), MSG_NOSIGNAL);
	(void)close(s);
	return unused;
}

static void
listen_on_loopback(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(a);
	server.listener = socket(AF_INET, SOCK_STREAM, 0);
	cr_assert_eq(bind(server.listener, (const struct sockaddr *)&a, sizeof(a)), 0);
	cr_assert_eq(getsockname(server.listener, (struct sockaddr *)&a, &size), 0);
	cr_assert_eq(listen(server.listener, 1), 0);
	server.port = ntohs(a.sin_port);
}

static struct population *
of(char source[64])
{
	(void)snprintf(source, 64, "http://127.0.0.1:%d/compare", server.port);
	const struct population_options o = { .source = source, .token = "word", .timeout_s = 2 };
	return population_open(&o);
}

/* Asks about two people. */
static bool
ask(const char *status, const char *reply, struct population_row rows[2], char why[160])
{
	char source[64];
	server.status = status;
	server.reply = reply;
	listen_on_loopback();
	cr_assert_eq(pthread_create(&server.thread, NULL, serve, NULL), 0);
	struct population *p = of(source);
	for (int i = 0; i < 2; i++) {
		const struct population_row row = { { "110105201605200011" }, "演示\"甲", { 16941 }, '1',
			POPULATION_MATCHES };
		rows[i] = row;
	}
	const bool ok = population_ask(p, rows, 2);
	(void)snprintf(why, 160, "%s", population_trouble(p));
	population_close(p);
	(void)pthread_join(server.thread, NULL);
	(void)close(server.listener);
	return ok;
}

Test(http, a_batch_is_posted_and_answered_in_its_order, .timeout = 20)
{
	struct population_row rows[2];
	char why[160];
	cr_assert(ask("200 OK", "[{\"answer\":\"differs\"},{\"answer\":\"unknown\"}]", rows, why), "%s",
	    why);
	cr_expect_eq(rows[0].answer, POPULATION_DIFFERS);
	cr_expect_eq(rows[1].answer, POPULATION_UNKNOWN);
	cr_expect_not_null(strstr(server.heard, "POST /compare"));
	cr_expect_not_null(strstr(server.heard, "Authorization: Bearer word"));
	cr_expect_not_null(strstr(server.heard, "[{\"citizen_id\":\"110105201605200011\",\"name\":\"演示\\\"甲\","
	    "\"birth\":\"2016-05-20\",\"sex\":\"1\"},"));
}

Test(http, what_is_not_one_answer_a_row_is_weather, .timeout = 60)
{
	static const char *const replies[] = { "", "[]", "{}", "[{\"answer\":\"matches\"}]",
		"[{\"answer\":\"matches\"},{\"answer\":\"perhaps\"}]", "[{\"answer\":\"matches\"},{}]",
		"[{\"answer\":\"matches\"},\"matches\"]" };
	struct population_row rows[2];
	char why[160];
	for (size_t i = 0; i < sizeof(replies) / sizeof(replies[0]); i++) {
		cr_expect_not(ask("200 OK", replies[i], rows, why), "%s", replies[i]);
		cr_expect_eq(rows[0].answer, POPULATION_AWAY);
		cr_expect_eq(rows[1].answer, POPULATION_AWAY);
		cr_expect_not_null(strstr(why, "one answer for each"), "%s", why);
	}
}

Test(http, a_server_that_refuses_overflows_or_is_not_there_is_weather, .timeout = 60)
{
	struct population_row rows[2];
	char why[160], source[64];
	cr_expect_not(ask("503 Away", "[{\"answer\":\"matches\"},{\"answer\":\"matches\"}]", rows, why));
	cr_expect_str_eq(why, "HTTP status 503");
	server.padding = 64 * 1024;
	cr_expect_not(ask("200 OK", "[{\"answer\":\"matches\"},{\"answer\":\"matches\"}]", rows, why));
	struct population *p = of(source);	/* nobody listens any more */
	cr_expect_not(population_ask(p, rows, 2));
	cr_expect_gt(strlen(population_trouble(p)), 0);
	cr_expect_null(strstr(population_trouble(p), "1101052016"));
	population_close(p);
}
