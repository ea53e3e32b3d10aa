/* See visitor.h. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"
#include "console/console.h"
#include "visitor.h"

enum { ANSWER_MAX = 512 * 1024, QUESTION_MAX = 8192 };

static const struct unit units[] = {
	{ { "000000" }, { "" }, LEVEL_MINISTRY, PHASE_NONE, false, "教育部" },
	{ { SCHOOL }, { COUNTY }, LEVEL_SCHOOL, PHASE_PRIMARY, false, "示范甲小学" },
	{ { "2143000102" }, { COUNTY }, LEVEL_SCHOOL, PHASE_PRIMARY, false, "示范乙小学" },
	{ { "2144000101" }, { "440103" }, LEVEL_SCHOOL, PHASE_PRIMARY, false, "示范丁小学" },
	{ { "430000" }, { "000000" }, LEVEL_PROVINCE, PHASE_NONE, false, "湖南省教育厅" },
	{ { COUNTY }, { "430000" }, LEVEL_COUNTY, PHASE_NONE, false, "长沙市芙蓉区教育局" },
	{ { "440000" }, { "000000" }, LEVEL_PROVINCE, PHASE_NONE, false, "广东省教育厅" },
	{ { "440103" }, { "440000" }, LEVEL_COUNTY, PHASE_NONE, false, "广州市荔湾区教育局" },
};
static const struct registry registry = { .units = units, .n_units = sizeof(units) / sizeof(units[0]),
	.version = 1 };
static const struct calendar calendar = { .n_days = 0 };

static const char serves[][256] = { "43", "990000" };	/* as settings have them */
struct desk_options house_options;
int64_t house_now_ms;
static struct desk *desk;
static char dir[64], path_of_socket[96];

/* -- the house ------------------------------------------------------------------------ */

bool
relay_serves(struct relay *r, const struct unit *u)
{
	(void)r;
	return u->level == LEVEL_SCHOOL && strncmp(u->code.text, "2143", 4) == 0;
}

struct relay_answer
relay_submit(struct relay *r, const struct relay_action *action, int wait_ms)
{
	const struct relay_answer busy = { .verdict = VERDICT_BUSY };
	(void)r, (void)action, (void)wait_ms;
	return busy;
}

void
relay_submit_all(struct relay *r, struct relay_submission *all, size_t n, int wait_ms)
{
	for (size_t i = 0; i < n; i++)
		all[i].answer = relay_submit(r, &all[i].action, wait_ms);
}

enum verdict
relay_import(struct relay *r, const struct record *records, size_t n, int wait_ms)
{
	(void)r, (void)records, (void)n, (void)wait_ms;
	return VERDICT_BUSY;
}

static int64_t
now_ms(void)
{
	return house_now_ms;
}

static bool
is_ready(const void *context, const char **ret_why)
{
	(void)context, (void)ret_why;
	return true;
}

void
house_begin(void)
{
	char why[256] = "";
	const struct relay_law law = { .registry = &registry, .calendar = &calendar };
	log_open("console", LOG_ERROR);
	base_begin();
	house_now_ms = INT64_C(1788224400000);
	strcpy(dir, "/tmp/xueji-console-XXXXXX");
	cr_assert_not_null(mkdtemp(dir));
	(void)snprintf(path_of_socket, sizeof(path_of_socket), "%s/desk.sock", dir);
	house_options.socket = path_of_socket;
	house_options.daemon = "schoold";
	house_options.level = LEVEL_SCHOOL;
	house_options.serves = serves;
	house_options.n_serves = 2;
	house_options.conninfo = base.conninfo;
	house_options.status_per_address = house_options.status_per_number = 1000;
	if (house_options.sign_ins_per_address == 0)
		house_options.sign_ins_per_address = 1000;
	house_options.console = console_answer;
	house_options.is_signed_in = console_is_signed_in;
	house_options.now_ms = now_ms;
	house_options.is_ready = is_ready;
	desk = desk_open(&house_options, NULL, &law, why, sizeof(why));
	cr_assert_not_null(desk, "%s", why);
}

void
house_end(void)
{
	desk_close(desk);
	(void)rmdir(dir);
	base_end();
}

/* -- HTTP ----------------------------------------------------------------------------- */

static int
dial(void)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	(void)snprintf(at.sun_path, sizeof(at.sun_path), "%s", path_of_socket);
	const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	cr_assert_eq(connect(fd, (const struct sockaddr *)&at, sizeof(at)), 0, "nobody listens");
	return fd;
}

/* All that comes back; to be freed. */
static char *
exchange(const char *question)
{
	size_t size = 0;
	ssize_t n;
	char *answer = calloc(1, ANSWER_MAX);
	const int fd = dial();
	cr_assert_eq(send(fd, question, strlen(question), 0), (ssize_t)strlen(question));
	while ((n = recv(fd, answer + size, ANSWER_MAX - 1 - size, 0)) > 0)
		size += (size_t)n;
	(void)close(fd);
	return answer;
}

static void
take_header(const struct visitor *v, const char *name, const char *end, char *ret, size_t size)
{
	const char *p = strstr(v->head, name);
	if (p == NULL)
		return;
	p += strlen(name);
	const size_t n = strcspn(p, end);
	cr_assert_lt(n, size);
	memcpy(ret, p, n);
	ret[n] = '\0';
}

static void
ask(struct visitor *v, const char *question)
{
	static const char csrf[] = "name=\"csrf\" value=\"";
	free(v->page);
	v->page = exchange(question);
	const char *end = strstr(v->page, "\r\n\r\n");
	cr_assert_not_null(end, "%s", v->page);
	const size_t n = (size_t)(end - v->page) + 2;
	cr_assert_lt(n, sizeof(v->head));
	memcpy(v->head, v->page, n);
	v->head[n] = '\0';
	memmove(v->page, end + 4, strlen(end + 4) + 1);
	v->status = atoi(v->head + 9);
	v->location[0] = '\0';
	take_header(v, "Location: ", "\r", v->location, sizeof(v->location));
	take_header(v, "Set-Cookie: ", ";", v->cookie, sizeof(v->cookie));
	const char *token = strstr(v->page, csrf);
	if (token != NULL)
		(void)snprintf(v->csrf, sizeof(v->csrf), "%.64s", token + sizeof(csrf) - 1);
}

void
visitor_get(struct visitor *v, const char *path)
{
	char text[QUESTION_MAX];
	(void)snprintf(text, sizeof(text),
	    "GET %s HTTP/1.1\r\nHost: desk\r\nConnection: close\r\nCookie: %s\r\n%s\r\n", path, v->cookie,
	    v->more == NULL ? "" : v->more);
	ask(v, text);
}

void
visitor_post(struct visitor *v, const char *path, const char *form)
{
	char text[QUESTION_MAX];
	(void)snprintf(text, sizeof(text),
	    "POST %s HTTP/1.1\r\nHost: desk\r\nConnection: close\r\nCookie: %s\r\nOrigin: http://desk\r\n%s"
	    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\ncsrf=%s%s%s",
	    path, v->cookie, v->more == NULL ? "" : v->more,
	    5 + strlen(v->csrf) + (form[0] != '\0') + strlen(form), v->csrf, form[0] == '\0' ? "" : "&", form);
	ask(v, text);
}

void
visitor_leave(struct visitor *v)
{
	free(v->page);
	v->page = NULL;
}

int
visitor_sign_in(struct visitor *v, const char *name, const char *password)
{
	char form[512];
	v->cookie[0] = '\0';
	visitor_get(v, "/console/sign-in");
	(void)snprintf(form, sizeof(form), "name=%s&password=", name);
	for (const char *p = password; *p != '\0'; p++) {
		const size_t n = strlen(form);
		(void)snprintf(form + n, sizeof(form) - n, "%c", *p == ' ' ? '+' : *p);
	}
	visitor_post(v, "/console/sign-in", form);
	return v->status;
}

bool
visitor_sees(const struct visitor *v, const char *text)
{
	return strstr(v->page, text) != NULL;
}

bool
visitor_is_in(struct visitor *v)
{
	visitor_get(v, "/console/account");
	return visitor_sees(v, "sign-out");
}

int
house_account(const char *as)
{
	return house_account_with(as, "");
}

static int
put_account(const char *as, const char *more, const char *body)
{
	char text[QUESTION_MAX];
	(void)snprintf(text, sizeof(text),
	    "POST /v1/accounts HTTP/1.1\r\nHost: desk\r\nConnection: close\r\nX-Xueji-As: %s\r\n%s"
	    "Content-Length: %zu\r\n\r\n%s", as, more, strlen(body), body);
	char *answer = exchange(text);
	const int status = atoi(answer + 9);
	free(answer);
	return status;
}

int
house_account_with(const char *as, const char *more)
{
	return put_account(as, more, "{\"password\":\"" WORD_OF_MOUTH "\"}");
}

int
house_account_body(const char *as, const char *body)
{
	return put_account(as, "", body);
}
