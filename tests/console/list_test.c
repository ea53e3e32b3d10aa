/* Long lists as files: whoever sets the law meanwhile does not wait for them. */
#define _GNU_SOURCE	/* RTLD_NEXT */
#include <criterion/criterion.h>
#include <dlfcn.h>
#include <iconv.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "console/table.h"
#include "desk/hatch.h"

static struct hatch w;

static void
begin(void)
{
	hatch_open(&w);
}

static void
end(void)
{
	hatch_close(&w);
}

TestSuite(list, .init = begin, .fini = end, .timeout = 60);

static void
sleep_5_ms(void)
{
	const struct timespec t = { .tv_nsec = 5000000 };
	(void)nanosleep(&t, NULL);
}

/* -- who sets the law ------------------------------------------------------------------ */

static atomic_bool is_law_set;
static pthread_t setter;

static void *
set_law(void *unused)
{
	desk_set_law(w.desk, &w.law);
	is_law_set = true;
	return unused;
}

static void
begin_to_set_law(void)
{
	cr_assert_eq(pthread_create(&setter, NULL, set_law, NULL), 0);
}

/* -- what is called while a file is written -------------------------------------------- */

static bool is_watching, was_set_meanwhile;

/* In the midst of it somebody comes to set the law, and is waited for. */
static void
watch(void)
{
	if (!is_watching)
		return;
	is_watching = false;
	begin_to_set_law();
	for (int i = 0; i < 1000 && !is_law_set; i++)
		sleep_5_ms();
	was_set_meanwhile = is_law_set;
}

iconv_t
iconv_open(const char *to, const char *from)
{
	iconv_t (*real)(const char *, const char *);
	*(void **)&real = dlsym(RTLD_NEXT, "iconv_open");
	watch();
	return real(to, from);
}

FILE *
tmpfile(void)
{
	FILE *(*real)(void);
	*(void **)&real = dlsym(RTLD_NEXT, "tmpfile");
	watch();
	return real();
}

/* -- the file -------------------------------------------------------------------------- */

static const char *as, *encoding;

static const char *
query_of(const struct door *d, const char *name)
{
	(void)d;
	return strcmp(name, "as") == 0 ? as : strcmp(name, "encoding") == 0 ? encoding : NULL;
}

static const char *
no_header(const struct door *d, const char *name)
{
	(void)d, (void)name;
	return NULL;
}

static size_t
send_list(void (*page)(struct visit *), const char *file)
{
	const unsigned n_before = behind.n_looks, is_of_children = page == list_students;
	struct door d = desk_door(w.desk);
	struct visit v = { .door = &d, .path = "/console/lists/x", .lang = LANG_ZH };
	d.query = query_of;
	d.header = no_header;
	d.as.role = ROLE_HEAD;
	(void)strcpy(d.as.unit.text, SCHOOL);
	(void)strcpy(d.as.officer, "qian");
	desk_hold_law(w.desk);
	page(&v);
	desk_let_go_of_store(&d);
	desk_let_go_of_law(w.desk);
	cr_expect_eq(d.answer.status, 200);
	cr_expect_str_eq(d.answer.file, file);
	cr_expect_eq(behind.n_looks - n_before, is_of_children, "a look however many pages it has");
	const size_t size = d.answer.size;
	free(d.answer.data);
	arena_free(d.arena);
	return size;
}

static const struct {
	void (*page)(struct visit *);
	const char *as, *encoding, *file;
} files[] = {
	{ list_students, "csv", "gb18030", "students.csv" },
	{ list_students, "xlsx", NULL, "students.xlsx" },
	{ list_inbox, "csv", "gb18030", "inbox.csv" },
	{ list_inbox, "xlsx", NULL, "inbox.xlsx" },
};

Test(list, while_it_becomes_a_file_the_law_can_be_set)
{
	behind.n_rows = 3;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		as = files[i].as;
		encoding = files[i].encoding;
		is_watching = true;
		was_set_meanwhile = is_law_set = false;
		cr_expect_gt(send_list(files[i].page, files[i].file), 100);
		cr_assert_not(is_watching, "%s was not watched", files[i].file);
		cr_assert_eq(pthread_join(setter, NULL), 0);
		cr_expect(was_set_meanwhile, "%s", files[i].file);
	}
}

/* -- page after page ------------------------------------------------------------------- */

enum { PAGES_MOST = 90 };	/* the inbox has no more */

static int n_pages;

static void
read_page(void)
{
	if (n_pages++ == 0)
		begin_to_set_law();
	sleep_5_ms();
	behind.n_rows = is_law_set || n_pages == PAGES_MOST ? 1 : PAGE_MAX;
}

Test(list, between_two_pages_of_what_is_taken_the_law_can_be_set)
{
	as = "csv";
	encoding = NULL;
	behind.list_is_read = read_page;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i += 2) {
		n_pages = 0;
		is_law_set = false;
		cr_expect_gt(send_list(files[i].page, files[i].file), 100);
		cr_assert_eq(pthread_join(setter, NULL), 0);
		cr_expect(n_pages > 1 && n_pages < PAGES_MOST, "%s: %d pages", files[i].file, n_pages);
	}
}
