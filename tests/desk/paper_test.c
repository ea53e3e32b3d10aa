/* What the desk has printed, as people, their cameras and the holder of the grants see it. */
#include <criterion/criterion.h>
#include <string.h>

#include "hatch.h"
#include "lib/pdf.h"

TestSuite(paper, .timeout = 60);

#define SHEET	"/v1/sheet.pdf?number=" NUMBER
#define RECEIPT	"/v1/dockets/" DOCKET "/receipt.pdf"
#define NOTICE	"/v1/dockets/" DOCKET "/notice.pdf"
#define VERIFICATION "/v1/dockets/" DOCKET "/sheet.pdf"

static struct pdf_seen
see(struct hatch *w, const char *path, const char *as)
{
	struct reply r = hatch_ask(w, "GET", path, as, NULL);
	cr_assert_eq(r.status, 200, "%s: %s", path, r.body);
	cr_expect_not_null(strstr(r.head, "Content-Type: application/pdf"), "%s", r.head);
	cr_expect_not_null(strstr(r.head, "Cache-Control: no-store"), "%s", r.head);
	const struct pdf_seen s = pdf_look(r.body, r.size);
	reply_end(&r);
	pdf_expect_embedded(&s);
	cr_expect_leq(s.size, 150 * 1024, "%zu %s", s.size, s.fonts);
	return s;
}

static struct paper_proof
proof_on(const struct hatch *w, const struct pdf_seen *s)
{
	struct paper_proof p;
	cr_assert_eq(wire_paper_check(w->keyring, s->code, &p), VERDICT_OK, "%s", s->code);
	return p;
}

static void
expect_text(const struct pdf_seen *s, const char *text)
{
	cr_expect_not_null(strstr(s->text, text), "no \"%s\" in: %s", text, s->text);
}

/* The hash of what /v1/sheet tells, as `xueji sheet` would print it. */
static void
hash_sheet(struct hatch *w, uint8_t ret[HASH_SIZE])
{
	size_t i;
	const json_t *f;
	struct paper_line lines[32];
	struct reply r = hatch_ask(w, "GET", "/v1/sheet?number=" NUMBER, CLERK, NULL);
	const json_t *fields = json_object_get(r.json, "fields");
	cr_assert(json_array_size(fields) > 0 && json_array_size(fields) <= 32);
	json_array_foreach(fields, i, f)
		lines[i] = (struct paper_line){ json_string_value(json_object_get(f, "field")),
			json_string_value(json_object_get(f, "text")) };
	wire_paper_content(w->arena, lines, i, ret);
	reply_end(&r);
}

Test(paper, a_sheet_says_what_the_record_says_and_proves_it)
{
	struct hatch w;
	uint8_t content[HASH_SIZE], subject[WIRE_PAPER_SUBJECT_SIZE];
	hatch_open_press(&w, XUEJI_PAPER);
	const struct pdf_seen s = see(&w, SHEET, CLERK);
	const struct paper_proof p = proof_on(&w, &s);
	cr_expect_eq(behind.n_looks, 1);
	cr_expect_str_eq(behind.look.kind, "paper");
	hash_sheet(&w, content);
	wire_paper_subject(NUMBER, subject);
	cr_expect_eq(p.form, PAPER_FORM_sheet);
	cr_expect_str_eq(p.unit.text, SCHOOL);
	cr_expect_eq(p.at.ms, 1788224400000);
	cr_expect_eq(memcmp(p.content, content, HASH_SIZE), 0);
	cr_expect_eq(memcmp(p.subject, subject, sizeof(subject)), 0);
	expect_text(&s, "欧阳阿依");
	expect_text(&s, NUMBER);
	expect_text(&s, "学生基本信息表");
	expect_text(&s, "演示数据");
	expect_text(&s, "2026年9月1日");
	cr_expect_eq(behind.n_looks, 2, "one of the print, one of the comparison");
	behind.is_look_lost = true;
	hatch_expect(&w, "GET", SHEET, CLERK, NULL, 503, "BUSY");
	hatch_close(&w);
}

Test(paper, a_sheet_is_for_those_who_may_see_it)
{
	struct hatch w;
	hatch_open_press(&w, XUEJI_PAPER);
	hatch_expect(&w, "GET", SHEET, SCHOOL ":clerk:x", NULL, 403, "ROLE_NOT_ALLOWED");
	hatch_expect(&w, "GET", SHEET, "2143000102:registrar:x", NULL, 404, "UNKNOWN_STUDENT");
	hatch_expect(&w, "GET", SHEET, COUNTY ":head:x", NULL, 404, "UNKNOWN_STUDENT");
	hatch_expect(&w, "GET", SHEET, NULL, NULL, 400, "BAD_REQUEST");
	hatch_expect(&w, "GET", "/v1/sheet.pdf", HEAD, NULL, 400, "BAD_REQUEST");
	hatch_expect(&w, "GET", "/v1/sheet.pdf?number=x", HEAD, NULL, 404, "UNKNOWN_STUDENT");
	behind.weather = STORE_AGAIN;
	hatch_expect(&w, "GET", SHEET, HEAD, NULL, 503, "BUSY");
	hatch_close(&w);
}

Test(paper, a_notice_is_there_once_the_record_is_admitted)
{
	struct hatch w;
	hatch_open_press(&w, XUEJI_PAPER);
	hatch_expect(&w, "GET", NOTICE, HEAD, NULL, 409, "NOT_NOW");
	hatch_admit(&w);
	hatch_expect(&w, "GET", VERIFICATION, HEAD, NULL, 409, "NOT_NOW");
	hatch_expect(&w, "GET", NOTICE, SCHOOL ":clerk:x", NULL, 403, "ROLE_NOT_ALLOWED");
	hatch_expect(&w, "GET", NOTICE, "430000:head:x", NULL, 404, "UNKNOWN_DOCKET");
	const struct pdf_seen s = see(&w, NOTICE, HEAD);
	const struct paper_proof p = proof_on(&w, &s);
	cr_expect_eq(p.form, PAPER_FORM_notice);
	expect_text(&s, "转学通知书");
	expect_text(&s, "欧阳阿依");
	expect_text(&s, "示范乙小学：");
	expect_text(&s, "长沙市芙蓉区教育局 同意 2026年9月1日");
	expect_text(&s, DOCKET);
	cr_expect_null(strstr(s.text, "110101201503078511\n"), "the citizen ID stands on it: %s", s.text);
	struct reply r = hatch_ask(&w, "GET", "/v1/dockets/" DOCKET, HEAD, NULL);
	cr_expect_str_eq(reply_text(&r, "paper"), "notice");
	cr_expect_str_eq(behind.look.subject, DOCKET);
	reply_end(&r);
	hatch_close(&w);
}

Test(paper, a_receipt_is_for_the_family_of_what_the_unit_has_filed)
{
	struct hatch w;
	hatch_open_press(&w, XUEJI_PAPER);
	const struct pdf_seen s = see(&w, RECEIPT, CLERK);
	const struct paper_proof p = proof_on(&w, &s);
	cr_expect_eq(p.form, PAPER_FORM_receipt);
	expect_text(&s, "申请回执");
	expect_text(&s, "欧阳阿依");
	expect_text(&s, DOCKET);
	expect_text(&s, "示范甲小学（10 个工作日） → 示范乙小学（10 个工作日） → 长沙市");
	expect_text(&s, "https://xueji.example/parents\n");
	expect_text(&s, "在上列网址查询办理进度");
	expect_text(&s, "粘贴到下列网址");
	expect_text(&s, "https://xueji.example/parents/verify");
	cr_expect_null(strstr(s.text, "--proof"), "a command on a family's paper: %s", s.text);
	struct reply r = hatch_ask(&w, "GET", "/v1/dockets/" DOCKET, HEAD, NULL);
	cr_expect_str_eq(reply_text(&r, "paper"), "receipt");
	reply_end(&r);
	hatch_admit(&w);
	hatch_expect(&w, "GET", RECEIPT, CLERK, NULL, 409, "NOT_NOW");
	hatch_complain(&w, 1);
	hatch_expect(&w, "GET", RECEIPT, COUNTY ":clerk:x", NULL, 409, "NOT_NOW");
	hatch_close(&w);
	hatch_open_press(&w, XUEJI_PAPER);
	hatch_give_back(&w, ACTION_returned);
	hatch_expect(&w, "GET", RECEIPT, "2143000102:head:x", NULL, 409, "NOT_NOW");
	hatch_expect(&w, "GET", RECEIPT, CLERK, NULL, 409, "NOT_NOW");
	hatch_close(&w);
}

Test(paper, where_no_address_is_known_the_school_is_to_be_asked_for_it)
{
	struct hatch w;
	char why[256] = "";
	hatch_open_press(&w, XUEJI_PAPER);
	desk_close(w.desk);
	w.options.public_base = "";
	w.desk = desk_open(&w.options, NULL, &w.law, why, sizeof(why));
	cr_assert_not_null(w.desk, "%s", why);
	struct pdf_seen s = see(&w, RECEIPT, CLERK);
	expect_text(&s, "未列网址的，请向学校索取");
	expect_text(&s, "核验网址请向");	/* and a new line on paper */
	cr_expect_null(strstr(s.text, "http"), "%s", s.text);
	hatch_close(&w);
}

Test(paper, a_verification_sheet_says_what_is_to_be_found_out_and_names_no_child)
{
	struct hatch w;
	hatch_open_press(&w, XUEJI_PAPER);
	hatch_expect(&w, "GET", VERIFICATION, HEAD, NULL, 409, "NOT_NOW");
	hatch_complain(&w, 0);
	struct pdf_seen s = see(&w, VERIFICATION, COUNTY ":head:x");
	expect_text(&s, "口头拒绝受理， 未出具书面答复");
	hatch_complain(&w, 1);
	s = see(&w, VERIFICATION, COUNTY ":clerk:x");
	const struct paper_proof p = proof_on(&w, &s);
	cr_expect_eq(p.form, PAPER_FORM_verification_sheet);
	cr_expect_str_eq(p.unit.text, COUNTY);
	expect_text(&s, "核查单");
	expect_text(&s, "示范乙小学：");
	expect_text(&s, "收到本单后 5 个工作日");
	expect_text(&s, "请核对书面答复");
	cr_expect_null(strstr(s.text, "欧阳"));
	hatch_expect(&w, "GET", NOTICE, COUNTY ":head:x", NULL, 409, "NOT_NOW");
	hatch_close(&w);
}

Test(paper, what_cannot_be_printed_is_said_with_a_reason)
{
	struct hatch w;
	hatch_open(&w);
	hatch_expect(&w, "GET", SHEET, HEAD, NULL, 503, "PAPER_NOT_AVAILABLE");
	hatch_close(&w);
	hatch_open_press(&w, "/nonexistent/xueji-paper");
	struct reply r = hatch_ask(&w, "GET", SHEET, HEAD, NULL);
	cr_expect_str_eq(reply_text(&r, "verdict"), "PAPER_NOT_AVAILABLE", "%d %.200s", r.status, r.body);
	const char *why = json_string_value(json_object_get(json_object_get(r.json, "details"), "why"));
	cr_expect(why != NULL && strstr(why, "cannot be started") != NULL, "%s", r.body);
	cr_expect_null(strstr(r.body, "欧阳"));
	reply_end(&r);
	hatch_close(&w);
}

/* Keys that only the ministry has. */
Test(paper, a_unit_without_its_key_prints_nothing)
{
	struct hatch w;
	hatch_open_press(&w, XUEJI_PAPER);
	hatch_complain(&w, 1);
	keyring_free(w.keyring);
	struct bytes pem, grant;
	size_t refused;
	uint8_t root[PUBLIC_KEY_SIZE];
	const struct unit_code ministry = { "000000" };
	cr_assert(keyring_generate(w.arena, &pem, root));
	cr_assert(keyring_grant(w.arena, ministry, root, (struct instant){ 1 },
	    (struct instant){ 4102444800000 }, ministry, pem, &grant));
	w.keyring = keyring_open(keyring_file(w.arena, &grant, 1), root, NULL, &refused);
	cr_assert_not_null(w.keyring);
	w.law.keyring = w.keyring;
	desk_set_law(w.desk, &w.law);
	hatch_expect(&w, "GET", VERIFICATION, COUNTY ":head:x", NULL, 503, "PAPER_NOT_AVAILABLE");
	hatch_close(&w);
}
