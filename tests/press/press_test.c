/*
 * The press with the real program behind it, and with some that are worse: what comes out of it is a page as
 * people and their cameras see it, and whatever happens to the program, who asks next is served.
 */
#define _DEFAULT_SOURCE	/* syscall */
#include <criterion/criterion.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "lib/pdf.h"
#include "press/press.h"

TestSuite(press, .timeout = 120);

enum { KIB = 1024, LONG_MS = PRESS_WAIT_MS + 2000 };

#define RARE	"㛃䶮𬭚𫖯"
#define PROOF	"XUEJI1:AQIxNDMwMDAxMDE-_w"
#define HEAD	"{\"title\":{\"zh\":\"学生基本信息表\",\"en\":\"Sheet\"},\"unit\":\"示范甲小学\","        \
		"\"serial\":\"1\",\"date\":\"2026年9月1日\",\"proof\":\"" PROOF "\","
#define ROW(value)	"{\"zh\":\"姓名\",\"en\":\"name\",\"value\":\"" value "\"}"
#define SHEET(value)	HEAD "\"form\":\"sheet\",\"rows\":[" ROW(value) "]}"

struct outcome {
	bool ok;
	struct bytes pdf;
	const char *why;
};

static struct arena *arena;

static void
begin(void)
{
	arena = arena_new();
}

static void
end(void)
{
	arena_free(arena);
	cr_expect(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD, "a worker was left behind");
}

static struct outcome
print(struct press *p, const char *request)
{
	struct outcome o = { .why = "" };
	const struct bytes b = { (const uint8_t *)request, strlen(request) };
	o.ok = press_print(p, arena, b, &o.pdf, &o.why);
	return o;
}

static void
expect_page(struct press *p)
{
	const struct outcome o = print(p, SHEET("张三"));
	cr_expect(o.ok, "%s", o.why);
}

static void
expect_refused(struct press *p, const char *request, const char *why)
{
	const struct outcome o = print(p, request);
	cr_expect(!o.ok && strstr(o.why, why) != NULL, "%.60s: %s", request, o.ok ? "printed" : o.why);
}

Test(press, a_page_has_its_rare_characters_its_fonts_and_its_code, .init = begin, .fini = end)
{
	struct press *p = press_new(XUEJI_PAPER);
	const struct outcome o = print(p, SHEET("欧阳" RARE "FKLñÃị"));
	cr_assert(o.ok, "%s", o.why);
	const struct pdf_seen s = pdf_look(o.pdf.data, o.pdf.size);
	pdf_expect_embedded(&s);
	cr_expect_not_null(strstr(s.text, "欧阳" RARE), "%s", s.text);
	cr_expect_not_null(strstr(s.text, "学生基本信息表"), "%s", s.text);
	cr_expect_null(strstr(s.text, "演示数据"));
	cr_expect_str_eq(s.code, PROOF);
	cr_expect_not_null(strstr(s.info, "(A4)"), "%s", s.info);
	cr_expect_not_null(strstr(s.info, "Pages:           1"), "%s", s.info);
	cr_expect_leq(s.size, 150 * KIB);
	press_free(p);
}

Test(press, a_demonstration_says_so_on_every_page, .init = begin, .fini = end)
{
	struct press *p = press_new(XUEJI_PAPER);
	const struct outcome o = print(p, HEAD "\"demo\":true,\"form\":\"sheet\",\"rows\":[]}");
	cr_assert(o.ok, "%s", o.why);
	const struct pdf_seen s = pdf_look(o.pdf.data, o.pdf.size);
	cr_expect_not_null(strstr(s.text, "演示数据"), "%s", s.text);
	press_free(p);
}

/* As many different characters as a reason may have, and more rows than a page has room for. */
Test(press, much_to_say_takes_more_pages_and_stays_small, .init = begin, .fini = end)
{
	static const char row[] = ",{\"zh\":\"事项\",\"en\":\"matter\",\"value\":\"据来访人反映\"}";
	char *text = malloc(16 * KIB);
	size_t n = (size_t)sprintf(text, HEAD "\"form\":\"verification_sheet\",\"to\":\"示范丁小学\",\"rows\":["
					     "{\"zh\":\"事项\",\"en\":\"matter\",\"value\":\"");
	for (unsigned c = 0x4e00; c < 0x4e00 + 300; c++)
		n += (size_t)sprintf(text + n, "%c%c%c", 0xe0 | (int)(c >> 12), 0x80 | (int)(c >> 6 & 63),
		    0x80 | (int)(c & 63));
	n += (size_t)sprintf(text + n, "\"}");
	for (int i = 0; i < 30; i++)
		n += (size_t)sprintf(text + n, "%s", row);
	(void)sprintf(text + n, "]}");
	struct press *p = press_new(XUEJI_PAPER);
	const struct outcome o = print(p, text);
	cr_assert(o.ok, "%s", o.why);
	const struct pdf_seen s = pdf_look(o.pdf.data, o.pdf.size);
	cr_expect_not_null(strstr(s.info, "Pages:           3"), "%s", s.info);
	cr_expect_not_null(strstr(s.text, "第 3 页"), "%s", s.text);
	cr_expect_str_eq(s.code, PROOF);
	cr_expect_leq(s.size, 150 * KIB, "%zu", s.size);
	press_free(p);
	free(text);
}

Test(press, what_cannot_be_printed_is_refused_and_the_next_is_printed, .init = begin, .fini = end)
{
	struct press *p = press_new(XUEJI_PAPER);
	char *large = calloc(1, PRESS_REQUEST_MAX + 2);
	memset(large, ' ', PRESS_REQUEST_MAX + 1);
	expect_refused(p, large, "too much");
	large[PRESS_REQUEST_MAX] = '\0';
	expect_refused(p, large, "no JSON");
	expect_refused(p, "", "no JSON");
	expect_refused(p, "{", "no JSON");
	expect_refused(p, "{\"a\":1,\"a\":2}", "no JSON");
	expect_refused(p, "[]", "a member is missing");
	expect_refused(p, "{}", "a member is missing");
	expect_refused(p, HEAD "\"form\":\"sheet\",\"rows\":[],\"x\":1}", "a member is missing");
	expect_refused(p, HEAD "\"form\":\"sheet\",\"rows\":{}}", "a member is missing");
	expect_refused(p, HEAD "\"form\":\"diploma\",\"rows\":[]}", "no such form");
	expect_refused(p, HEAD "\"form\":\"sheet\",\"rows\":[{\"zh\":\"a\"}]}", "a row is not");
	expect_refused(p, SHEET("a\\u0000b"), "no JSON");
	expect_refused(p, SHEET("\xf0\xaf\xbf\xbf"), "character that the font");
	expect_page(p);
	free(large);
	press_free(p);
}

Test(press, a_value_higher_than_a_page_is_refused, .init = begin, .fini = end)
{
	struct press *p = press_new(XUEJI_PAPER);
	char *text = malloc(16 * KIB);
	size_t n = (size_t)sprintf(text, HEAD "\"form\":\"sheet\",\"rows\":[{\"zh\":\"a\",\"en\":\"a\",\"value\":\"");
	for (int i = 0; i < 3000; i++)
		n += (size_t)sprintf(text + n, "长");
	(void)sprintf(text + n, "\"}]}");
	expect_refused(p, text, "higher than a page");
	expect_page(p);
	free(text);
	press_free(p);
}

/* The fastest of ten: whatever else the machine does, one of them has had it for itself. */
Test(press, a_page_takes_less_than_a_fifth_of_a_second, .init = begin, .fini = end)
{
	int64_t least_us = INT64_MAX;
	struct press *p = press_new(XUEJI_PAPER);
	expect_page(p);
	for (int i = 0; i < 10; i++) {
		const int64_t from_us = clock_monotonic_us();
		expect_page(p);
		const int64_t took_us = clock_monotonic_us() - from_us;
		least_us = took_us < least_us ? took_us : least_us;
	}
	cr_expect_lt(least_us, 200000, "%lld us", (long long)least_us);
	press_free(p);
}

/* -- programs that fail --------------------------------------------------------------- */

/* Somebody sets the clock on the wall; what the kernel waits by stays as it was. */
static int64_t wall_is_ahead_s;

int
clock_gettime(clockid_t id, struct timespec *ret)
{
	const int rc = (int)syscall(SYS_clock_gettime, id, ret);
	if (rc == 0 && id == CLOCK_REALTIME)
		ret->tv_sec += wall_is_ahead_s;
	return rc;
}

/* A script that does what is given once, and is the real program from then on. */
static void
write_script(char dir[32], char path[64], const char *once)
{
	char text[512];
	(void)strcpy(dir, "/tmp/xueji-press-XXXXXX");
	cr_assert_not_null(mkdtemp(dir));
	(void)snprintf(path, 64, "%s/paper", dir);
	(void)snprintf(text, sizeof(text),
	    "#!/bin/sh\nif mkdir %s/been 2>/dev/null; then\n%s\nfi\nexec %s\n", dir, once, XUEJI_PAPER);
	FILE *f = fopen(path, "w");
	cr_assert(f != NULL && fputs(text, f) >= 0 && fclose(f) == 0);
	cr_assert_eq(chmod(path, 0700), 0);
}

static void
remove_script(const char *dir)
{
	char command[96];
	(void)snprintf(command, sizeof(command), "rm -r %s", dir);
	cr_assert_eq(system(command), 0);
}

Test(press, a_program_that_dies_is_told_and_started_again, .init = begin, .fini = end)
{
	static const char *const deaths[] = { "exit 1", "head -c 7 >/dev/null; kill -9 $$",
		"head -c 7 >/dev/null; printf '\\000\\000\\001\\000%%PDF-1.5 half'; exit 0",
		"printf '\\377\\377\\377\\377'; cat >/dev/null", "printf '\\000\\000\\000\\000'; cat >/dev/null" };
	for (size_t i = 0; i < sizeof(deaths) / sizeof(deaths[0]); i++) {
		char dir[32], path[64];
		write_script(dir, path, deaths[i]);
		struct press *p = press_new(path);
		expect_refused(p, SHEET("张三"), "died, or not answered");
		expect_page(p);
		press_free(p);
		remove_script(dir);
	}
}

Test(press, a_program_that_babbles_is_no_pdf, .init = begin, .fini = end)
{
	char dir[32], path[64];
	write_script(dir, path, "head -c 7 >/dev/null; printf '\\000\\000\\000\\002\\377\\376'; cat >/dev/null");
	struct press *p = press_new(path);
	expect_refused(p, SHEET("张三"), "nothing that can be read");
	press_free(p);
	remove_script(dir);
}

Test(press, a_program_that_hangs_is_given_up_in_time, .init = begin, .fini = end)
{
	char dir[32], path[64];
	write_script(dir, path, "exec sleep 60");
	struct press *p = press_new(path);
	const int64_t from_us = clock_monotonic_us();
	expect_refused(p, SHEET("张三"), "died, or not answered");
	const int64_t took_ms = (clock_monotonic_us() - from_us) / 1000;
	cr_expect(took_ms >= PRESS_WAIT_MS - 100 && took_ms < LONG_MS, "%lld ms", (long long)took_ms);
	expect_page(p);
	press_free(p);
	remove_script(dir);
}

struct waiting {
	struct press *press;
	int64_t took_ms;
	bool is_behind;		/* he was told that others are printing */
};

static void *
print_timed(void *waiting)
{
	struct waiting *w = waiting;
	struct arena *own = arena_new();
	const struct bytes b = { (const uint8_t *)SHEET("张三"), strlen(SHEET("张三")) };
	struct bytes pdf;
	const char *why;
	const int64_t from_us = clock_monotonic_us();
	cr_expect_not(press_print(w->press, own, b, &pdf, &why));
	w->took_ms = (clock_monotonic_us() - from_us) / 1000;
	w->is_behind = strstr(why, "others are printing") != NULL;
	arena_free(own);
	return NULL;
}

/* Of those who wait behind a program that hangs one is next when it is given up, and waits for one that hangs
 * again; the others have waited long enough by then, and not a moment less. */
Test(press, who_waits_behind_programs_that_hang_is_told_in_time_whatever_the_clock_on_the_wall_says, .init = begin,
    .fini = end)
{
	enum { N = 3 };
	char dir[32], path[64];
	pthread_t threads[N];
	struct waiting w[N];
	int n_behind = 0;
	write_script(dir, path, "rmdir $(dirname $0)/been; exec sleep 60");
	struct press *p = press_new(path);
	wall_is_ahead_s = 3600;
	for (size_t i = 0; i < N; i++) {
		w[i] = (struct waiting){ .press = p };
		cr_assert_eq(pthread_create(&threads[i], NULL, print_timed, &w[i]), 0);
	}
	for (size_t i = 0; i < N; i++) {
		cr_assert_eq(pthread_join(threads[i], NULL), 0);
		cr_expect_geq(w[i].took_ms, PRESS_WAIT_MS - 100, "%d ms", (int)w[i].took_ms);
		cr_expect_lt(w[i].took_ms, (w[i].is_behind ? 0 : PRESS_WAIT_MS) + LONG_MS, "%d ms",
		    (int)w[i].took_ms);
		n_behind += w[i].is_behind;
	}
	cr_expect_geq(n_behind, 1, "nobody was told that others are printing");
	press_free(p);
	remove_script(dir);
}

Test(press, without_a_program_there_is_a_sentence, .init = begin, .fini = end)
{
	struct press *none = press_new(""), *gone = press_new("/nonexistent/xueji-paper");
	expect_refused(none, SHEET("张三"), "desk.paper");
	expect_refused(gone, SHEET("张三"), "cannot be started");
	press_free(none);
	press_free(gone);
	press_free(NULL);
}

static void *
print_ten(void *press)
{
	struct arena *own = arena_new();
	intptr_t n = 0;
	const struct bytes b = { (const uint8_t *)SHEET("张三"), strlen(SHEET("张三")) };
	for (int i = 0; i < 10; i++) {
		struct bytes pdf;
		const char *why;
		n += press_print(press, own, b, &pdf, &why);
	}
	arena_free(own);
	return (void *)n;
}

Test(press, many_who_print_at_once_all_get_theirs, .init = begin, .fini = end)
{
	pthread_t threads[4];
	intptr_t n = 0;
	struct press *p = press_new(XUEJI_PAPER);
	for (size_t i = 0; i < 4; i++)
		cr_assert_eq(pthread_create(&threads[i], NULL, print_ten, p), 0);
	for (size_t i = 0; i < 4; i++) {
		void *done;
		cr_assert_eq(pthread_join(threads[i], &done), 0);
		n += (intptr_t)done;
	}
	cr_expect_eq(n, 40);
	press_free(p);
}

/* -- the program itself, by its pipe -------------------------------------------------- */

static int
run_with(const char *input)
{
	char command[1024];
	(void)snprintf(command, sizeof(command),
	    "printf '%s' | LSAN_OPTIONS=suppressions=%s/tests/press/fonts.supp %s >/dev/null 2>&1", input,
	    XUEJI_SOURCE_DIR, XUEJI_PAPER);
	const int status = system(command);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

Test(press, half_a_request_ends_the_program_and_is_a_failure)
{
	cr_expect_eq(run_with(""), 0);
	cr_expect_eq(run_with("\\000\\000\\000\\002{}"), 0);
	cr_expect_neq(run_with("\\000"), 0);
	cr_expect_neq(run_with("\\000\\000\\000\\003{}"), 0);
	cr_expect_neq(run_with("\\177\\000\\000\\000{}"), 0);
}
