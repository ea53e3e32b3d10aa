/* See idp.h. */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "forge.h"
#include "idp.h"

struct idp idp;
static int listener;
static pthread_t thread;

/* Until the body that was announced is there. */
static void
hear(int s, char *heard, size_t size)
{
	size_t n = 0, wanted = size;
	heard[0] = '\0';
	while (n < wanted && n < size - 1) {
		const ssize_t got = read(s, heard + n, size - 1 - n);
		if (got <= 0)
			return;
		n += (size_t)got;
		heard[n] = '\0';
		const char *end = strstr(heard, "\r\n\r\n"), *length = strstr(heard, "Content-Length: ");
		if (end != NULL)
			wanted = (size_t)(end + 4 - heard) + (length == NULL ? 0 : strtoul(length + 16, NULL, 10));
	}
}

static void
answer(int s)
{
	static const char *const paths[] = { " /.well-known/openid-configuration ", " /keys ", " /token " };
	char heard[4096], head[160];
	hear(s, heard, sizeof(heard));
	for (int i = 0; i < IDP_DOORS; i++) {
		if (strstr(heard, paths[i]) == NULL)
			continue;
		const struct timespec ts = { idp.doors[i].wait_ms / 1000, idp.doors[i].wait_ms % 1000 * 1000000L };
		idp.doors[i].n_asked++;
		memcpy(idp.doors[i].heard, heard, sizeof(heard));
		(void)nanosleep(&ts, NULL);
		const int n = snprintf(head, sizeof(head), "HTTP/1.1 %d X\r\nLocation: /keys\r\nConnection: close\r\n"
		    "Content-Length: %zu\r\n\r\n", idp.doors[i].status, strlen(idp.doors[i].body));
		if (idp.doors[i].status != 0 && send(s, head, (size_t)n, MSG_NOSIGNAL) > 0)
			(void)send(s, idp.doors[i].body, strlen(idp.doors[i].body), MSG_NOSIGNAL);
	}
}

static void *
serve(void *unused)
{
	int s;
	while ((s = accept(listener, NULL, NULL)) >= 0) {
		answer(s);
		(void)close(s);
	}
	return unused;
}

void
idp_open(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(a);
	memset(&idp, 0, sizeof(idp));
	listener = socket(AF_INET, SOCK_STREAM, 0);
	cr_assert_eq(bind(listener, (const struct sockaddr *)&a, sizeof(a)), 0);
	cr_assert_eq(getsockname(listener, (struct sockaddr *)&a, &size), 0);
	cr_assert_eq(listen(listener, 16), 0);
	(void)snprintf(idp.issuer, sizeof(idp.issuer), "http://127.0.0.1:%d", ntohs(a.sin_port));
	forge_begin();
	idp_about(idp.issuer, "");
	idp.doors[IDP_KEYS].status = 200;
	forge_set(idp.doors[IDP_KEYS].body, sizeof(idp.doors[IDP_KEYS].body));
	cr_assert_eq(pthread_create(&thread, NULL, serve, NULL), 0);
}

void
idp_close(void)
{
	if (listener < 0)
		return;
	(void)shutdown(listener, SHUT_RDWR);
	(void)pthread_join(thread, NULL);
	(void)close(listener);
	listener = -1;
	forge_end();
}

void
idp_about(const char *issuer, const char *more)
{
	idp.doors[IDP_ABOUT].status = 200;
	(void)snprintf(idp.doors[IDP_ABOUT].body, sizeof(idp.doors[0].body),
	    "{\"issuer\":\"%s\",\"authorization_endpoint\":\"%s/auth\",\"token_endpoint\":\"%s/token\",\"jwks_uri\":\"%s/keys\"%s}",
	    issuer, idp.issuer, idp.issuer, idp.issuer, more);
}

void
idp_token(const char *token)
{
	idp.doors[IDP_TOKEN].status = 200;
	cr_assert_lt((size_t)snprintf(idp.doors[IDP_TOKEN].body, sizeof(idp.doors[0].body),
	    "{\"access_token\":\"x\",\"token_type\":\"Bearer\",\"id_token\":\"%s\"}", token), sizeof(idp.doors[0].body));
}

int
idp_asked(void)
{
	int n = 0;
	for (int i = 0; i < IDP_DOORS; i++)
		n += idp.doors[i].n_asked;
	return n;
}
