/* Lists from a file, before a store and a relay of paper. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "desk/door.h"
#include "hatch.h"

TestSuite(import, .timeout = 60);

#define HEADER	"姓名,身份证件号,性别,出生日期,年级\n"
#define BATCH	"0198f0a0-7c11-7abc-8def-0123456789ab"

struct sent {
	const char *list, *verb, *encoding, *batch, *as;
	bool is_all;
};
static const struct sent check = { "enrolment", "check", "", "", CLERK, false };
static const struct sent file = { "enrolment", "file", "", BATCH, CLERK, false };
static const struct sent classes = { "class_list", "file", "", "", CLERK, false };

static struct reply
send(struct hatch *w, const struct sent *s, const void *data, size_t size)
{
	char *text = malloc(BASE64_SIZE(size));
	base64_write(data, size, text);
	json_t *body = json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:s}", "list", s->list, "verb", s->verb,
	    "encoding", s->encoding, "batch", s->batch, "reason", "新生入学", "all", s->is_all, "file", text);
	char *written = json_dumps(body, 0);
	struct reply r = hatch_ask(w, "POST", "/v1/imports", s->as, written);
	free(written);
	json_decref(body);
	free(text);
	return r;
}

static struct reply
send_text(struct hatch *w, const struct sent *s, const char *text)
{
	struct reply r = send(w, s, text, strlen(text));
	cr_expect_eq(r.status, 200, "%d %s", r.status, r.body);
	return r;
}

static json_int_t
count(const struct reply *r, const char *name)
{
	const json_t *j = json_object_get(r->json, name);
	return json_is_array(j) ? (json_int_t)json_array_size(j) : json_integer_value(j);
}

/* A problem of that row, at that column ("": none), with that verdict. */
static const json_t *
find(const struct reply *r, json_int_t row, const char *column, const char *verdict)
{
	size_t i;
	const json_t *one;
	json_array_foreach(json_object_get(r->json, "problems"), i, one) {
		const char *c = json_string_value(json_object_get(one, "column"));
		if (json_integer_value(json_object_get(one, "row")) == row && strcmp(c == NULL ? "" : c, column) == 0
		    && strcmp(json_string_value(json_object_get(one, "verdict")), verdict) == 0)
			return one;
	}
	return NULL;
}

static const char *
member(const json_t *j, const char *name)
{
	const char *text = json_string_value(json_object_get(j, name));
	return text == NULL ? "" : text;
}

/* -- first records -------------------------------------------------------------------- */

Test(import, a_check_asks_every_row_what_a_form_would_be_asked_and_files_none)
{
	struct hatch w;
	hatch_open(&w);
	struct reply r = send_text(&w, &check, HEADER "张三,,男,2019-05-20,1\n\n李四,,F,2019/6/1,2\n");
	cr_expect_eq(count(&r, "rows"), 2);
	cr_expect_eq(count(&r, "right"), 2);
	cr_expect_eq(count(&r, "problems"), 0);
	cr_expect_eq(count(&r, "results"), 0);
	cr_expect_eq(behind.n_asked, 2);
	cr_expect(behind.asked.is_trial);
	const struct header *h = &behind.asked.happening.filing;
	cr_expect_eq(h->kind, BUSINESS_enrolment);
	cr_expect_str_eq(h->name, "李四");
	cr_expect_str_eq(h->receiving_school.text, SCHOOL);
	cr_expect_eq(h->change.sex, '2');
	cr_expect_eq(h->grade, 2);
	cr_expect_str_eq(behind.asked.happening.reason, "新生入学");
	reply_end(&r);
	hatch_close(&w);
}

Test(import, what_is_right_is_filed_and_twice_with_one_batch_is_the_same_docket)
{
	struct hatch w;
	char first[DOCKET_ID_MAX];
	struct sent other = file;
	other.batch = "0198f0a0-7c11-7abc-8def-0123456789ac";
	hatch_open(&w);
	struct reply r = send_text(&w, &file, HEADER "张三,,男,2019-05-20,1\n李四,,女,2019-06-01,1\n");
	cr_expect_eq(count(&r, "results"), 2);
	cr_expect_eq(behind.n_asked, 4, "each was tried first");
	cr_expect_not(behind.asked.is_trial);
	cr_expect_str_eq(behind.asked.happening.filing.name, "李四");
	strcpy(first, behind.asked.docket.text);
	const json_t *results = json_object_get(r.json, "results");
	cr_expect_str_eq(member(json_array_get(results, 1), "docket"), first);
	cr_expect_str_neq(member(json_array_get(results, 0), "docket"), first);
	reply_end(&r);
	r = send_text(&w, &file, HEADER "李四,,女,2019-06-01,1\n");
	cr_expect_str_eq(behind.asked.docket.text, first, "wherever the row stands");
	reply_end(&r);
	r = send_text(&w, &other, HEADER "李四,,女,2019-06-01,1\n");
	cr_expect_str_neq(behind.asked.docket.text, first, "another batch");
	reply_end(&r);
	r = send_text(&w, &file, HEADER "李四,,女,2019-06-01,2\n");
	cr_expect_str_neq(behind.asked.docket.text, first, "another row");
	reply_end(&r);
	hatch_close(&w);
}

Test(import, a_row_that_this_form_has_filed_before_says_so_and_nothing_stands_against_it)
{
	struct hatch w;
	hatch_open(&w);
	behind.answer.n = 1;
	behind.n_rows = 1;	/* the school has a record of the child by now */
	struct reply r = send_text(&w, &file, HEADER "欧阳阿依,110101201503078511,女,2015-03-07,4\n");
	cr_expect_eq(count(&r, "problems"), 0);
	const json_t *one = json_array_get(json_object_get(r.json, "results"), 0);
	cr_expect(json_is_true(json_object_get(one, "before")));
	reply_end(&r);
	hatch_close(&w);
}

Test(import, all_problems_of_all_rows_come_at_once_by_row_and_column)
{
	struct hatch w;
	hatch_open(&w);
	struct reply r = send_text(&w, &check, HEADER "张三,,x,2019-02-30,十三\n"
	    "李四,,女,2019-06-01\n王五,1234567890123456789,男,2019-05-20,1\n,,男,20190520,0\n");
	cr_expect_eq(count(&r, "rows"), 4);
	cr_expect_eq(count(&r, "right"), 0);
	const json_t *sex = find(&r, 2, "sex", "LIST_MALFORMED");
	cr_expect_str_eq(member(sex, "header"), "性别");
	cr_expect_str_eq(member(sex, "value"), "x");
	cr_expect_not_null(strstr(member(sex, "remedy_zh"), "男"), "the remedy is its own");
	cr_expect_not_null(find(&r, 2, "birth", "LIST_MALFORMED"));
	cr_expect_not_null(find(&r, 2, "grade", "LIST_MALFORMED"));
	cr_expect_not_null(find(&r, 3, "", "LIST_MALFORMED"), "a cell is missing");
	cr_expect_not_null(find(&r, 4, "citizen_id", "BAD_CITIZEN_ID"));
	cr_expect_not_null(find(&r, 5, "grade", "LIST_MALFORMED"));
	cr_expect_eq(count(&r, "problems"), 6);
	cr_expect_eq(behind.n_asked, 3, "what could be read was asked all the same");
	reply_end(&r);
	hatch_close(&w);
}

Test(import, what_the_rules_say_has_the_column_it_is_about)
{
	struct hatch w;
	hatch_open(&w);
	behind.answer = (struct relay_answer){ .found = { VERDICT_BAD_NAME, VERDICT_TOO_YOUNG, VERDICT_WINDOW_CLOSED },
		.n_found = 3, .opens = { 1789488000000 } };
	struct reply r = send_text(&w, &check, HEADER "张三,,男,2022-05-20,1\n李四,,女,2022-06-01,x\n");
	cr_expect_not_null(find(&r, 2, "name", "BAD_NAME"));
	cr_expect_not_null(find(&r, 2, "birth", "TOO_YOUNG"));
	cr_expect_null(find(&r, 3, "birth", "TOO_YOUNG"), "of a grade that cannot be read nobody knows");
	const json_t *window = find(&r, 0, "", "WINDOW_CLOSED");
	cr_expect_not_null(window, "that is about the whole list: %s", r.body);
	cr_expect_str_neq(member(window, "opens"), "");
	cr_expect_eq(count(&r, "problems"), 5);
	cr_expect_eq(count(&r, "right"), 0);
	reply_end(&r);
	hatch_close(&w);
}

Test(import, a_birth_date_and_a_sex_that_are_not_those_of_the_id_are_told_apart)
{
	struct hatch w;
	hatch_open(&w);
	behind.answer = (struct relay_answer){ .found = { VERDICT_BAD_BIRTH }, .n_found = 1 };
	struct reply r = send_text(&w, &check, HEADER "张三,110101201503078511,女,2015-03-07,4\n"
	    "李四,430102201605200013,男,2016-05-21,4\n王五,110101201503078538,女,2015-03-08,4\n");
	cr_expect_not_null(find(&r, 2, "sex", "BAD_BIRTH"));
	cr_expect_null(find(&r, 2, "birth", "BAD_BIRTH"));
	cr_expect_not_null(find(&r, 3, "birth", "BAD_BIRTH"));
	cr_expect_null(find(&r, 3, "sex", "BAD_BIRTH"));
	cr_expect_not_null(find(&r, 4, "birth", "BAD_BIRTH"));
	cr_expect_not_null(find(&r, 4, "sex", "BAD_BIRTH"));
	reply_end(&r);
	hatch_close(&w);
}

Test(import, a_child_that_is_there_twice_or_has_a_record_here_is_not_filed_again)
{
	struct hatch w;
	hatch_open(&w);
	behind.n_rows = 1;
	behind.answer.n = 0;
	struct reply r = send_text(&w, &file, HEADER "张三,,男,2019-05-20,1\n张三,430102201905200011,男,2019-05-20,1\n"
	    "欧阳阿依,110101201503078511,男,2015-03-07,4\n张三,,女,2019-05-20,1\n");
	const json_t *twice = find(&r, 3, "citizen_id", "ROW_TWICE");
	cr_expect_eq(json_integer_value(json_object_get(twice, "other_row")), 2);
	cr_expect_not_null(find(&r, 4, "citizen_id", "RECORD_HERE_ALREADY"));
	cr_expect_eq(count(&r, "problems"), 2, "a girl is another child: %s", r.body);
	cr_expect_eq(count(&r, "results"), 2);
	reply_end(&r);
	r = send_text(&w, &file, HEADER "欧阳阿依,,女,2015-03-07,4\n");
	cr_expect_not_null(find(&r, 2, "name", "RECORD_HERE_ALREADY"), "by name, birth and sex: %s", r.body);
	reply_end(&r);
	r = send_text(&w, &file, HEADER "李四,110101201503078511,女,2019-05-20,1\n");
	cr_expect_not_null(find(&r, 2, "citizen_id", "RECORD_HERE_ALREADY"), "by the ID alone: %s", r.body);
	reply_end(&r);
	hatch_close(&w);
}

Test(import, all_or_none_files_none_where_one_is_wrong)
{
	struct hatch w;
	struct sent all = file;
	all.is_all = true;
	hatch_open(&w);
	struct reply r = send_text(&w, &all, HEADER "张三,,男,2019-05-20,1\n李四,,,2019-06-01,1\n");
	cr_expect_eq(count(&r, "results"), 0);
	cr_expect_eq(count(&r, "right"), 1);
	cr_expect(behind.asked.is_trial, "something was filed");
	reply_end(&r);
	r = send_text(&w, &all, HEADER "张三,,男,2019-05-20,1\n");
	cr_expect_eq(count(&r, "results"), 1);
	reply_end(&r);
	hatch_close(&w);
}

Test(import, bad_weather_is_told_and_when_to_come_again)
{
	struct hatch w;
	hatch_open(&w);
	behind.answer = (struct relay_answer){ .verdict = VERDICT_OVERLOADED, .retry_after_s = 7 };
	struct reply r = send(&w, &check, HEADER "张三,,男,2019-05-20,1\n", strlen(HEADER "张三,,男,2019-05-20,1\n"));
	cr_expect_eq(r.status, 503);
	cr_expect_not_null(strstr(r.head, "Retry-After: 7"), "%s", r.head);
	reply_end(&r);
	behind.weather = STORE_AGAIN;
	r = send(&w, &check, HEADER "张三,,男,2019-05-20,1\n", strlen(HEADER "张三,,男,2019-05-20,1\n"));
	cr_expect_eq(r.status, 503);
	reply_end(&r);
	hatch_close(&w);
}

/* -- files that are none -------------------------------------------------------------- */

static void
expect_no_list(struct hatch *w, const char *text, size_t size, json_int_t row, const char *word)
{
	struct reply r = send(w, &check, text, size);
	cr_expect_eq(r.status, 200);
	cr_expect_eq(count(&r, "rows") == 0 || count(&r, "right") == 0, 1);
	const json_t *one = json_array_get(json_object_get(r.json, "problems"), 0);
	cr_expect_eq(json_integer_value(json_object_get(one, "row")), row, "%s", r.body);
	cr_expect_str_eq(member(one, "verdict"), "LIST_MALFORMED");
	cr_expect_not_null(strstr(member(one, "en"), word), "%s instead of %s", member(one, "en"), word);
	cr_expect_str_neq(member(one, "remedy_zh"), "");
	reply_end(&r);
}

Test(import, a_file_that_is_no_list_says_what_it_is)
{
	struct hatch w;
	hatch_open(&w);
#define NONE(text, row, word) expect_no_list(&w, text, sizeof(text) - 1, row, word)
	NONE("", 0, "empty");
	NONE("\n\n", 0, "empty");
	NONE("PK\x03\x04\x14\x00", 0, "workbook");
	NONE("a\0b", 0, "no text");
	NONE("\xff\xfe\x61\x00", 0, "encoding");
	NONE(HEADER "\"张三,,男,2019-05-20,1\n", 2, "never closed");
	NONE(HEADER "张\"三,,男,2019-05-20,1\n", 2, "quote stands");
	NONE(HEADER, 0, "nothing else");
	NONE("姓名,性别,出生日期,年级\n张三,男,2019-05-20,1\n", 1, "missing");
	NONE("姓名,身份证件号,性别,出生日期,年级,星座\n", 1, "no such column");
	NONE("姓名,学生姓名,身份证件号,性别,出生日期,年级\n", 1, "twice");
#undef NONE
	cr_expect_eq(behind.n_asked, 0);
	hatch_close(&w);
}

Test(import, all_that_is_wrong_with_a_header_is_said_at_once_and_other_names_are_known)
{
	struct hatch w;
	hatch_open(&w);
	struct reply r = send_text(&w, &check, "name,NAME,x,性别,y\n");
	cr_expect_eq(count(&r, "problems"), 6, "%s", r.body);
	reply_end(&r);
	r = send_text(&w, &check, "Grade,公民身份号码,生日,Sex,学生姓名\n1,,2019.5.20,M,张三\n");
	cr_expect_eq(count(&r, "right"), 1, "%s", r.body);
	reply_end(&r);
	hatch_close(&w);
}

Test(import, a_list_has_a_most_of_rows_and_bytes)
{
	struct hatch w;
	hatch_open(&w);
	char *text = calloc(1, IMPORT_FILE_MAX + 2), *to = text + sprintf(text, HEADER);
	for (int i = 0; i < 500; i++)
		to += sprintf(to, "张%d,,男,2019-05-20,1\n", i);
	struct reply r = send_text(&w, &check, text);
	cr_expect_eq(count(&r, "right"), 500);
	cr_expect_eq(behind.n_asked, 500);
	reply_end(&r);
	(void)sprintf(to, "李四,,男,2019-05-20,1\n");
	expect_no_list(&w, text, strlen(text), 0, "more rows");
	memset(text, 'a', IMPORT_FILE_MAX + 1);
	expect_no_list(&w, text, IMPORT_FILE_MAX + 1, 0, "larger");
	expect_no_list(&w, text, IMPORT_FILE_MAX, 1, "missing");
	free(text);
	hatch_close(&w);
}

Test(import, gb_18030_is_found_out_and_what_was_typed_comes_back_as_text)
{
	/* 姓名,身份证件号,性别,出生日期,年级 / 张三,,外星,2019-05-20,1 */
	static const char gb[] = "\xd0\xd5\xc3\xfb,\xc9\xed\xb7\xdd\xd6\xa4\xbc\xfe\xba\xc5,\xd0\xd4\xb1\xf0,"
				 "\xb3\xf6\xc9\xfa\xc8\xd5\xc6\xda,\xc4\xea\xbc\xb6\n\xd5\xc5\xc8\xfd,,\xcd\xe2\xd0\xc7,2019-05-20,1\n";
	struct hatch w;
	hatch_open(&w);
	struct reply r = send_text(&w, &check, gb);
	cr_expect_str_eq(reply_text(&r, "encoding"), "gb18030");
	cr_expect_str_eq(member(find(&r, 2, "sex", "LIST_MALFORMED"), "value"), "外星");
	reply_end(&r);
	hatch_close(&w);
}

/* -- who ------------------------------------------------------------------------------ */

Test(import, only_the_registrar_of_a_school_imports)
{
	static const char *const body = "{\"list\":\"enrolment\",\"verb\":\"check\",\"file\":\"\"}";
	struct hatch w;
	hatch_open(&w);
	hatch_expect(&w, "POST", "/v1/imports", HEAD, body, 403, "ROLE_NOT_ALLOWED");
	hatch_expect(&w, "POST", "/v1/imports", COUNTY ":registrar:sun", body, 403, "NOT_THE_FILER");
	hatch_expect(&w, "POST", "/v1/imports", CLERK, "{}", 400, "BAD_REQUEST");
	hatch_expect(&w, "POST", "/v1/imports", CLERK,
	    "{\"list\":\"enrolment\",\"verb\":\"check\",\"file\":\"!\"}", 400, "BAD_REQUEST");
	hatch_expect(&w, "POST", "/v1/imports", CLERK,
	    "{\"list\":\"enrolment\",\"verb\":\"drop\",\"file\":\"\"}", 400, "BAD_REQUEST");
	hatch_expect(&w, "POST", "/v1/imports", CLERK,
	    "{\"list\":\"enrolment\",\"verb\":\"check\",\"file\":\"\",\"batch\":\"x\"}", 400, "BAD_REQUEST");
	hatch_expect(&w, "POST", "/v1/imports", CLERK,
	    "{\"list\":\"enrolment\",\"verb\":\"check\",\"file\":\"\",\"encoding\":\"big5\"}", 400, "BAD_REQUEST");
	hatch_expect(&w, "POST", "/v1/imports", CLERK,
	    "{\"list\":\"enrolment\",\"verb\":\"check\",\"file\":\"\",\"arrived_on\":\"x\"}", 400, "BAD_REQUEST");
	hatch_expect(&w, "POST", "/v1/imports", CLERK,
	    "{\"list\":\"enrolment\",\"verb\":\"check\",\"file\":\"\",\"all\":1}", 400, "BAD_REQUEST");
	hatch_close(&w);
}

/* -- class lists ---------------------------------------------------------------------- */

Test(import, a_class_is_written_whole_by_the_door_of_class_lists)
{
	struct hatch w;
	hatch_open(&w);
	struct reply r = send_text(&w, &classes, "学籍号,班级,姓名\n" NUMBER ",三年级2班,欧阳阿依\n");
	cr_expect_eq(count(&r, "problems"), 0, "%s", r.body);
	cr_expect_str_eq(behind.put_class, "三年级2班");
	cr_expect_eq(behind.n_put, 1);
	cr_expect_eq(behind.n_looks, 1, "that names were compared is recorded");
	cr_expect_eq(behind.n_asked, 0);
	reply_end(&r);
	hatch_close(&w);
}

Test(import, a_class_with_a_wrong_row_is_not_written_and_the_others_are)
{
	struct hatch w;
	hatch_open(&w);
	struct reply r = send_text(&w, &classes, "班级,学籍号,姓名\n一班," NUMBER ",\n二班,L430102201605200001,\n"
	    "二班,x y,\n三班," NUMBER ",李四\n");
	cr_expect_not_null(find(&r, 3, "student_number", "UNKNOWN_STUDENT"));
	cr_expect_not_null(find(&r, 4, "student_number", "BAD_STUDENT_NUMBER"));
	cr_expect_not_null(find(&r, 5, "pupil", "DATA_MISMATCH"));
	cr_expect_not_null(find(&r, 5, "student_number", "ROW_TWICE"));
	cr_expect_eq(count(&r, "right"), 0, "in which of two classes it sits nobody knows");
	cr_expect_eq(behind.n_puts, 0);
	reply_end(&r);
	r = send_text(&w, &classes, "班级,学籍号\n一班," NUMBER "\n二班,L430102201605200001\n二班,L430102201605200002\n");
	cr_expect_eq(count(&r, "right"), 1);
	cr_expect_eq(behind.n_puts, 1);
	cr_expect_str_eq(behind.put_class, "一班");
	reply_end(&r);
	hatch_close(&w);
}

Test(import, while_the_class_of_a_row_is_not_known_no_class_is_written)
{
	struct hatch w;
	hatch_open(&w);
	struct reply r = send_text(&w, &classes, "班级,学籍号\n一班," NUMBER "\n,L430102201605200001\n");
	cr_expect_not_null(find(&r, 3, "class", "LIST_MALFORMED"));
	cr_expect_eq(behind.n_puts, 0);
	reply_end(&r);
	r = send_text(&w, &classes, "班级,学籍号\n一班," NUMBER "\n二班\n");
	cr_expect_eq(behind.n_puts, 0);
	reply_end(&r);
	hatch_close(&w);
}
