/* The pages of lists from a file: the real door behind them, before a store of paper. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "console/inside.h"
#include "desk/hatch.h"

TestSuite(import, .timeout = 60);

#define ROWS	"姓名,身份证件号,性别,出生日期,年级\n张三,,男,2019-05-20,1\n李四,,=1+1,2019-06-01,1\n"
#define GOOD	"姓名,身份证件号,性别,出生日期,年级\n张三,,男,2019-05-20,1\n"

static const char *asked_list, *asked_as;

static const char *
query_of(const struct door *d, const char *name)
{
	(void)d;
	return strcmp(name, "list") == 0 ? asked_list : strcmp(name, "as") == 0 ? asked_as : NULL;
}

static const char *
nothing_of(const struct door *d, const char *name)
{
	(void)d, (void)name;
	return NULL;
}

struct seen {
	unsigned status;
	char *text, type[96], file[ANSWER_FILE_MAX];
	size_t size;
};

/* `upload` NULL: the form carries `kept`. */
static struct seen
ask(struct hatch *w, enum role role, void (*page)(struct visit *), const char *verb, const char *upload,
    const char *kept, const char *all)
{
	static const char *const names[] = { "list", "encoding", "reason", "verb", "kept", "batch", "all" };
	const char *const values[] = { "enrolment", "", "新生", verb, kept, DOCKET, all };
	struct seen seen = { .size = 0 };
	struct door d = desk_door(w->desk);
	struct visit v = { .door = &d, .path = "/console/import", .lang = LANG_ZH };
	d.query = query_of;
	d.header = nothing_of;
	cr_assert(unit_code_parse(SCHOOL, &v.account.unit));
	v.account.role = v.role = d.as.role = role;
	d.as.unit = v.account.unit;
	memcpy(v.account.name, "zhao", 5);
	memcpy(d.as.officer, "zhao", 5);
	for (v.form.n = 0; verb != NULL && v.form.n < 7; v.form.n++) {
		v.form.names[v.form.n] = names[v.form.n];
		v.form.values[v.form.n] = values[v.form.n];
	}
	v.form.n_files = 1;
	v.form.files[0] = (struct bytes){ (const uint8_t *)upload, upload == NULL ? 0 : strlen(upload) };
	desk_hold_law(w->desk);
	page(&v);
	desk_let_go_of_store(&d);
	desk_let_go_of_law(w->desk);
	seen.status = d.answer.status;
	seen.size = d.answer.size;
	seen.text = calloc(1, d.answer.size + 1);
	memcpy(seen.text, d.answer.data, d.answer.size);
	(void)snprintf(seen.type, sizeof(seen.type), "%s", d.answer.type);
	memcpy(seen.file, d.answer.file, sizeof(seen.file));
	free(d.answer.data);
	arena_free(d.arena);
	return seen;
}

static const char *
base64_of(const char *text, char *ret)
{
	base64_write(text, strlen(text), ret);
	return ret;
}

Test(import, the_form_is_for_the_registrar_of_a_school)
{
	struct hatch w;
	hatch_open(&w);
	struct seen s = ask(&w, ROLE_REGISTRAR, import_show, NULL, NULL, "", "");
	cr_expect_eq(s.status, 200);
	cr_expect_not_null(strstr(s.text, "type=\"file\""));
	cr_expect_not_null(strstr(s.text, "/console/import/template?list=class_list&amp;as=xlsx"));
	free(s.text);
	s = ask(&w, ROLE_HEAD, import_show, NULL, NULL, "", "");
	cr_expect_eq(s.status, 403);
	free(s.text);
	s = ask(&w, ROLE_HEAD, import_act, "check", GOOD, "", "");
	cr_expect_eq(s.status, 403);
	cr_expect_not_null(strstr(s.text, verdict_row(VERDICT_ROLE_NOT_ALLOWED)->zh));
	free(s.text);
	s = ask(&w, ROLE_REGISTRAR, import_act, "check", NULL, "", "");
	cr_expect_eq(s.status, 400);
	cr_expect_not_null(strstr(s.text, "请选择要导入的文件"));
	free(s.text);
	hatch_close(&w);
}

Test(import, a_check_shows_rows_and_columns_and_carries_the_file)
{
	struct hatch w;
	char kept[512];
	hatch_open(&w);
	struct seen s = ask(&w, ROLE_REGISTRAR, import_act, "check", ROWS, "", "");
	cr_expect_eq(s.status, 409);
	cr_expect_not_null(strstr(s.text, "<td>3</td><td>性别</td><td>=1+1</td>"), "%s", s.text);
	cr_expect_not_null(strstr(s.text, base64_of(ROWS, kept)), "the file is not carried");
	cr_expect_null(strstr(s.text, "value=\"" DOCKET "\""), "another file has the batch of the one before");
	cr_expect_not_null(strstr(s.text, "value=\"file\""));
	cr_expect(behind.asked.is_trial);
	free(s.text);
	s = ask(&w, ROLE_REGISTRAR, import_act, "check", NULL, base64_of(GOOD, kept), "");
	cr_expect_eq(s.status, 200);
	cr_expect_not_null(strstr(s.text, "value=\"" DOCKET "\""), "the batch has changed");
	cr_expect_null(strstr(s.text, "errors_csv"), "of no problem");
	free(s.text);
	hatch_close(&w);
}

Test(import, the_error_file_has_row_column_value_and_remedy_and_no_formula)
{
	struct hatch w;
	char kept[512];
	hatch_open(&w);
	struct seen s = ask(&w, ROLE_REGISTRAR, import_act, "errors_csv", NULL, base64_of(ROWS, kept), "");
	cr_expect_eq(s.status, 200);
	cr_expect_str_eq(s.file, "import-errors.csv");
	cr_expect_str_eq(s.type, "text/csv; charset=utf-8");
	cr_expect_not_null(strstr(s.text, "\r\n3,性别,'=1+1,LIST_MALFORMED,"), "%s", s.text);
	free(s.text);
	s = ask(&w, ROLE_REGISTRAR, import_act, "errors_xlsx", NULL, base64_of(ROWS, kept), "");
	cr_expect_str_eq(s.file, "import-errors.xlsx");
	cr_expect_eq(memcmp(s.text, "PK", 2), 0);
	cr_expect(behind.asked.is_trial, "something was filed");
	free(s.text);
	/* 姓名 and what is missing, in the encoding of the upload. */
	s = ask(&w, ROLE_REGISTRAR, import_act, "errors_csv", "\xd0\xd5\xc3\xfb\nx\n", "", "");
	cr_expect_str_eq(s.type, "text/csv; charset=GB18030");
	cr_expect_not_null(strstr(s.text, "\xd0\xd4\xb1\xf0"), "%s", s.text);
	free(s.text);
	hatch_close(&w);
}

Test(import, what_is_right_is_filed_and_what_is_not_stands_first)
{
	struct hatch w;
	char kept[512];
	hatch_open(&w);
	struct seen s = ask(&w, ROLE_REGISTRAR, import_act, "file", NULL, base64_of(ROWS, kept), "");
	cr_expect_eq(s.status, 200);
	cr_expect_not(behind.asked.is_trial);
	cr_expect_str_eq(behind.asked.happening.filing.name, "张三");
	const char *failed = strstr(s.text, "✘"), *done = strstr(s.text, "✔");
	cr_expect(failed != NULL && done != NULL && failed < done, "%s", s.text);
	cr_expect_not_null(strstr(s.text, behind.asked.docket.text));
	free(s.text);
	s = ask(&w, ROLE_REGISTRAR, import_act, "file", NULL, base64_of(ROWS, kept), "1");
	cr_expect_eq(s.status, 409);
	cr_expect(behind.asked.is_trial, "all or none, and one was filed");
	cr_expect_not_null(strstr(s.text, "未提交任何一行"));
	free(s.text);
	hatch_close(&w);
}

Test(import, a_file_that_is_too_large_is_not_carried_on)
{
	struct hatch w;
	hatch_open(&w);
	char *large = calloc(1, 2 * IMPORT_FILE_MAX + 1);
	memset(large, 'a', 2 * IMPORT_FILE_MAX);
	struct seen s = ask(&w, ROLE_REGISTRAR, import_act, "check", large, "", "");
	cr_expect_eq(s.status, 409);
	cr_expect_not_null(strstr(s.text, "256 KiB"));
	cr_expect_lt(s.size, 64 * 1024);
	free(s.text);
	free(large);
	hatch_close(&w);
}

Test(import, a_template_has_the_header_and_nothing_else)
{
	struct hatch w;
	hatch_open(&w);
	asked_list = "enrolment";
	asked_as = "csv";
	struct seen s = ask(&w, ROLE_REGISTRAR, import_template, NULL, NULL, "", "");
	cr_expect_str_eq(s.text, "\xef\xbb\xbf姓名,身份证件号,性别,出生日期,年级\r\n");
	free(s.text);
	asked_as = "xlsx";
	s = ask(&w, ROLE_REGISTRAR, import_template, NULL, NULL, "", "");
	cr_expect_eq(memcmp(s.text, "PK", 2), 0);
	free(s.text);
	asked_list = "x";
	s = ask(&w, ROLE_REGISTRAR, import_template, NULL, NULL, "", "");
	cr_expect_eq(s.status, 404);
	free(s.text);
	hatch_close(&w);
}
