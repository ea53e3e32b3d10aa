/* A link that a school gives to parents, and the proof of a printed form: the real doors behind the pages, before
 * a store of paper. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "console/inside.h"
#include "desk/hatch.h"

TestSuite(link, .timeout = 60);
TestSuite(verify, .timeout = 60);

#define NAME	"欧阳阿依"
#define NOBODYS	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define EVIL	"\"'><script>alert(1)</script>&"
#define LASTING	(48 * 60 * 60 * 1000LL)
#define BEGINNING 1788224400000LL

static const char *address = "198.51.100.1", *host = "school.example";

static const char *
no_query(const struct door *d, const char *name)
{
	(void)d, (void)name;
	return NULL;
}

static const char *
header_of(const struct door *d, const char *name)
{
	(void)d;
	return strcmp(name, "X-Forwarded-For") == 0 ? address
	    : strcmp(name, "X-Forwarded-Proto") == 0 ? "https"
	    : strcmp(name, "Host") == 0		     ? host
						     : NULL;
}

struct seen {
	unsigned status;
	char *html;
};

/* What stands for {}: of the officers' pages the reference of a number. */
static struct seen
see(struct hatch *w, enum lang lang, enum role role, void (*page)(struct visit *), const char *segment,
    const char *proof)
{
	struct door d = desk_door(w->desk);
	struct visit v = { .door = &d, .path = "/parents/", .lang = lang };
	memcpy(v.token, NOBODYS, sizeof(v.token));
	memcpy(v.csrf, NOBODYS, sizeof(v.csrf));
	d.query = no_query;
	d.header = header_of;
	d.as.role = role;
	(void)strcpy(d.as.unit.text, SCHOOL);
	(void)strcpy(d.as.officer, "zhao");
	(void)snprintf(d.segments[0], SEGMENT_MAX, "%s",
	    strcmp(segment, NUMBER) == 0 ? ref_of(&v, NUMBER) : segment);
	v.form = (struct form){ .names = { "proof" }, .values = { proof }, .n = 1 };
	desk_hold_law(w->desk);
	page(&v);
	desk_let_go_of_store(&d);
	desk_let_go_of_law(w->desk);
	const struct seen seen = { d.answer.status, strndup(d.answer.data, d.answer.size) };
	free(d.answer.data);
	arena_free(d.arena);
	return seen;
}

static bool
shows(const struct seen *s, const char *text)
{
	return strstr(s->html, text) != NULL;
}

/* Looks once, and forgets the page. */
static unsigned
status_of(struct seen s)
{
	free(s.html);
	return s.status;
}

/* -- the link ------------------------------------------------------------------------- */

static struct seen
give_as(struct hatch *w, enum role role)
{
	return see(w, LANG_ZH, role, link_give, NUMBER, "");
}

static void
give(struct hatch *w, char ret_token[LINK_TOKEN_MAX])
{
	static const char before[] = "https://school.example/parents/link/";
	struct seen s = give_as(w, ROLE_REGISTRAR);
	cr_assert_eq(s.status, 200, "%s", s.html);
	const char *url = strstr(s.html, before);
	cr_assert_not_null(url, "%s", s.html);
	(void)snprintf(ret_token, LINK_TOKEN_MAX, "%s", url + sizeof(before) - 1);
	cr_expect_eq(strspn(ret_token, "0123456789abcdef"), LINK_TOKEN_MAX - 1);
	free(s.html);
}

static struct seen
open_link(struct hatch *w, const char *token)
{
	return see(w, LANG_ZH, ROLE_TEACHER, parents_open_link, token, "");
}

Test(link, opens_what_number_and_name_open_three_times_and_says_neither)
{
	static const char *const secrets[] = { NUMBER, NAME, "110101201503078511", "zhao", DOCKET };
	struct hatch w;
	char token[LINK_TOKEN_MAX];
	hatch_open(&w);
	give(&w, token);
	for (int i = 0; i < LINK_OPENINGS; i++) {
		struct seen s = open_link(&w, token);
		cr_assert_eq(s.status, 200, "%s", s.html);
		cr_expect(shows(&s, "等待 示范甲小学"), "%s", s.html);
		for (size_t k = 0; k < sizeof(secrets) / sizeof(secrets[0]); k++)
			cr_expect_not(shows(&s, secrets[k]), "%s is shown", secrets[k]);
		free(s.html);
	}
	cr_expect_eq(status_of(open_link(&w, token)), 404);
	hatch_close(&w);
}

Test(link, before_it_is_opened_the_page_says_what_it_is_and_costs_nothing)
{
	struct hatch w;
	char token[LINK_TOKEN_MAX];
	hatch_open(&w);
	give(&w, token);
	for (int i = 0; i < 2 * LINK_OPENINGS; i++) {
		struct seen s = see(&w, LANG_EN, ROLE_TEACHER, parents_show_link, token, "");
		cr_expect_eq(s.status, 200);
		cr_expect(shows(&s, token) && shows(&s, "48 hours") && shows(&s, "at most 3 times"), "%s", s.html);
		free(s.html);
	}
	cr_expect_eq(status_of(open_link(&w, token)), 200);
	hatch_close(&w);
}

Test(link, a_wrong_one_one_that_is_over_and_one_that_is_used_up_are_one_page_after_the_same_work)
{
	static const char *const wrong[] = { NOBODYS, "", "x", EVIL, NUMBER };
	struct hatch w;
	char token[LINK_TOKEN_MAX], used[LINK_TOKEN_MAX];
	hatch_open(&w);
	behind.now_ms = BEGINNING;
	give(&w, token);
	give(&w, used);
	cr_expect_str_neq(token, used);
	behind.n_reads = 0;
	struct seen first = open_link(&w, NOBODYS);
	const unsigned n_reads = behind.n_reads;
	cr_expect_eq(first.status, 404);
	cr_expect(shows(&first, "没有查到") && n_reads > 0);
	for (size_t i = 0; i < 2 + sizeof(wrong) / sizeof(wrong[0]); i++) {
		behind.now_ms = BEGINNING + (i == 0 ? LASTING : LASTING - 1);
		for (int k = 0; i == 1 && k < LINK_OPENINGS; k++)
			cr_assert_eq(status_of(open_link(&w, used)), 200);
		behind.n_reads = 0;
		struct seen s = open_link(&w, i == 0 ? token : i == 1 ? used : wrong[i - 2]);
		cr_expect_eq(s.status, 404, "%zu", i);
		cr_expect_str_eq(s.html, first.html, "%zu", i);
		cr_expect_eq(behind.n_reads, n_reads, "%zu", i);
		free(s.html);
	}
	cr_expect_eq(status_of(open_link(&w, token)), 200, "it was not over yet");
	free(first.html);
	hatch_close(&w);
}

Test(link, is_given_by_the_registrar_alone_and_recorded_first)
{
	struct hatch w;
	hatch_open(&w);
	behind.now_ms = BEGINNING;
	cr_expect_eq(status_of(give_as(&w, ROLE_HEAD)), 403);
	cr_expect_eq(status_of(give_as(&w, ROLE_TEACHER)), 403);
	cr_expect_eq(behind.n_looks, 0);
	behind.is_look_lost = true;
	struct seen s = give_as(&w, ROLE_REGISTRAR);
	cr_expect_eq(s.status, 503);
	cr_expect_not(shows(&s, "/parents/link/"), "%s", s.html);
	free(s.html);
	behind.is_look_lost = false;
	s = give_as(&w, ROLE_REGISTRAR);
	cr_expect(shows(&s, "2026年9月3日 09:00"), "%s", s.html);
	cr_expect_str_eq(behind.look.kind, "link");
	cr_expect_str_eq(behind.look.account, "zhao");
	cr_expect_not(shows(&s, NUMBER) || shows(&s, NAME));
	free(s.html);
	s = see(&w, LANG_ZH, ROLE_REGISTRAR, link_give, NOBODYS, "");
	cr_expect_eq(s.status, 404, "what stands for no number");
	free(s.html);
	hatch_close(&w);
}

Test(link, bad_weather_costs_no_opening)
{
	struct hatch w;
	char token[LINK_TOKEN_MAX];
	hatch_open(&w);
	give(&w, token);
	behind.weather = STORE_AGAIN;
	for (int i = 0; i < 2 * LINK_OPENINGS; i++)
		cr_expect_eq(status_of(open_link(&w, token)), 503);
	behind.weather = STORE_OK;
	for (int i = 0; i < LINK_OPENINGS; i++)
		cr_expect_eq(status_of(open_link(&w, token)), 200);
	behind.weather = STORE_AGAIN;
	cr_expect_eq(status_of(open_link(&w, token)), 503);
	behind.weather = STORE_OK;
	cr_expect_eq(status_of(open_link(&w, token)), 404, "bad weather gave one back that was used");
	hatch_close(&w);
}

Test(link, who_tries_too_often_has_to_wait)
{
	struct hatch w;
	hatch_open_asked(&w, 2, 1000);
	cr_expect_eq(status_of(open_link(&w, NOBODYS)), 404);
	cr_expect_eq(status_of(see(&w, LANG_ZH, ROLE_TEACHER, verify_check, "", "x")), 400);
	struct seen s = open_link(&w, NOBODYS);
	cr_expect(s.status == 429 && shows(&s, "需等待的秒数"), "%s", s.html);
	free(s.html);
	s = see(&w, LANG_ZH, ROLE_TEACHER, verify_check, "", "x");
	cr_expect(s.status == 429 && shows(&s, "需等待的秒数"), "%s", s.html);
	free(s.html);
	hatch_close(&w);
}

Test(link, a_full_table_forgets_what_is_over_first_and_opens_to_nobody)
{
	enum { MANY = 40000 };
	const struct link_about mine = { NUMBER, NAME };
	struct link_about other = { "", "" }, got;
	char token[LINK_TOKEN_MAX], more[LINK_TOKEN_MAX];
	struct links *l = links_new();
	links_put(l, &mine, 1000000, token);
	for (int i = 0; i < MANY; i++) {
		(void)snprintf(other.name, sizeof(other.name), "%d", i);
		links_put(l, &other, 1000 + i, more);
	}
	cr_assert(links_open(l, more, 0, &got));
	cr_expect_str_eq(got.name, other.name);
	cr_assert(links_open(l, token, 0, &got), "the one that is over last was forgotten");
	cr_expect(strcmp(got.number, NUMBER) == 0 && strcmp(got.name, NAME) == 0);
	token[0] = token[0] == '0' ? '1' : '0';
	cr_expect_not(links_open(l, token, 0, &got));
	cr_expect(got.number[0] == '\0' && got.name[0] == '\0');
	links_free(l);
}

/* -- the proof ------------------------------------------------------------------------ */

static struct seen
check(struct hatch *w, enum lang lang, const char *text)
{
	return see(w, lang, ROLE_TEACHER, verify_check, "", text);
}

static void
prove_at(struct hatch *w, const char *unit, struct instant at, char ret[WIRE_PAPER_MAX])
{
	struct paper_proof p = { .form = PAPER_FORM_notice, .at = at };
	(void)strcpy(p.unit.text, unit);
	wire_paper_subject(DOCKET, p.subject);
	memset(p.content, 7, sizeof(p.content));
	cr_assert_eq(wire_paper_write(w->keyring, &p, ret), VERDICT_OK);
}

Test(verify, says_which_form_which_unit_which_day_and_which_key)
{
	struct hatch w;
	char proof[WIRE_PAPER_MAX], broken[3 * WIRE_PAPER_MAX] = "";
	struct paper_proof p;
	hatch_open(&w);
	prove_at(&w, COUNTY, (struct instant){ BEGINNING }, proof);
	cr_assert_eq(wire_paper_check(w.keyring, proof, &p), VERDICT_OK);
	struct seen s = check(&w, LANG_ZH, proof);
	cr_assert_eq(s.status, 200, "%s", s.html);
	cr_expect(shows(&s, "核验通过") && shows(&s, "转学通知书") && shows(&s, "(" COUNTY ")"), "%s", s.html);
	cr_expect(shows(&s, "2026年9月1日") && shows(&s, "只证明"), "%s", s.html);
	cr_expect(strlen(p.key_id) == 16 && shows(&s, p.key_id), "%s", s.html);
	cr_expect_not(shows(&s, DOCKET) || shows(&s, proof));
	free(s.html);
	for (const char *c = proof; *c != '\0'; c += c[1] == '\0' ? 1 : 2)
		(void)snprintf(broken + strlen(broken), sizeof(broken) - strlen(broken), "%.2s%s", c,
		    (c - proof) % 40 == 0 ? "\r\n \xe3\x80\x80" : "");
	s = check(&w, LANG_EN, broken);
	cr_expect(s.status == 200 && shows(&s, "Notice of a transfer"), "in lines: %s", s.html);
	cr_expect(shows(&s, "proves only"));
	free(s.html);
	hatch_close(&w);
}

Test(verify, no_character_can_be_another)
{
	struct hatch w;
	char proof[WIRE_PAPER_MAX];
	hatch_open(&w);
	prove_at(&w, SCHOOL, (struct instant){ BEGINNING }, proof);
	for (size_t i = 0; proof[i] != '\0'; i += 9) {
		const char kept = proof[i];
		proof[i] = kept == 'A' ? 'B' : 'A';
		struct seen s = check(&w, LANG_ZH, proof);
		cr_expect_eq(s.status, 400, "%zu", i);
		cr_expect(shows(&s, "核验未通过") && !shows(&s, "核验通过"), "%zu: %s", i, s.html);
		free(s.html);
		proof[i] = kept;
	}
	cr_expect_eq(status_of(check(&w, LANG_ZH, proof)), 200);
	hatch_close(&w);
}

/* The same key, told by its grant to be good for a day. */
Test(verify, a_key_that_was_over_on_that_day_proves_nothing)
{
	struct hatch w;
	uint8_t root[PUBLIC_KEY_SIZE], public_key[PUBLIC_KEY_SIZE];
	struct bytes root_pem, pem, grants[2];
	const struct unit_code ministry = { "000000" }, school = { SCHOOL };
	const struct instant from = { BEGINNING }, until = { BEGINNING + 86400000 };
	char proof[WIRE_PAPER_MAX];
	size_t refused;
	hatch_open(&w);
	cr_assert(keyring_generate(w.arena, &root_pem, root) && keyring_generate(w.arena, &pem, public_key));
	for (int late = 0; late < 2; late++) {
		const struct instant end = { until.ms + (late == 0 ? 86400000 : 0) };
		cr_assert(keyring_grant(w.arena, ministry, root, (struct instant){ 1 },
		    (struct instant){ 4102444800000 }, ministry, root_pem, &grants[0]));
		cr_assert(keyring_grant(w.arena, school, public_key, from, end, ministry, root_pem, &grants[1]));
		struct keyring *k = keyring_open(keyring_file(w.arena, grants, 2), root, NULL, &refused);
		cr_assert_not_null(k);
		struct hatch there = { .keyring = k };
		if (late == 0) {
			cr_assert(keyring_add_private(k, school, pem));
			prove_at(&there, SCHOOL, (struct instant){ until.ms + 1000 }, proof);
		}
		struct relay_law law = w.law;
		law.keyring = k;
		desk_set_law(w.desk, &law);
		struct seen s = check(&w, LANG_ZH, proof);
		cr_expect_eq(s.status, late == 0 ? 200 : 400);
		cr_expect_eq(shows(&s, "签章时密钥不在有效期内"), late == 1, "%s", s.html);
		free(s.html);
		desk_set_law(w.desk, &w.law);
		keyring_free(k);
	}
	hatch_close(&w);
}

Test(verify, what_is_no_proof_is_said_and_stays_text)
{
	enum { HUGE = 100 * 1024 };
	struct hatch w;
	char *huge = malloc(HUGE + 1);
	hatch_open(&w);
	cr_assert_not_null(huge);
	memset(huge, 'A', HUGE);
	memcpy(huge, "XUEJI1:", 7);
	huge[HUGE] = '\0';
	const char *const texts[] = { EVIL, "XUEJI1:", "XUEJI1:" EVIL, "\xff\xfe", "https://school.example/", huge };
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct seen s = check(&w, LANG_EN, texts[i]);
		cr_expect_eq(s.status, 400, "%zu", i);
		cr_expect(shows(&s, "Not valid") && shows(&s, "id=\"proof\"") && !shows(&s, "<script>"), "%zu", i);
		free(s.html);
	}
	struct seen s = check(&w, LANG_ZH, " \r\n");
	cr_expect(s.status == 400 && shows(&s, "请填写二维码中的文字"), "%s", s.html);
	free(s.html);
	free(huge);
	cr_expect_eq(behind.n_reads, 0);
	hatch_close(&w);
}

/* -- a script in every text ----------------------------------------------------------- */

static void
expect_harmless(struct out *out)
{
	out_raw(out, "", 1);
	cr_expect_null(strstr(out->data, "<script>"), "%s", out->data);
	cr_expect_null(strstr(out->data, "\"'>"), "%s", out->data);
	cr_expect_not_null(strstr(out->data, "&quot;&#39;&gt;&lt;script&gt;"));
	cr_expect_not_null(strstr(out->data, "</html>"));
	free(out->data);
}

Test(link, a_script_in_every_text_is_text)
{
	static const struct frame_page frame = { .title = EVIL, .csrf = EVIL, .other_lang = EVIL, .style = EVIL,
		.script = EVIL };
	struct out one = { .size = 0 }, two = one, three = one;
	const struct parents_link_page before = { .frame = frame, .token = EVIL };
	const struct link_page made = { .frame = frame, .url = EVIL, .until = EVIL, .ref = EVIL, .openings = 3 };
	const struct verify_page proof = { .frame = frame, .typed = EVIL, .trouble = EVIL, .form = EVIL,
		.unit = EVIL, .code = EVIL, .day = EVIL, .key = EVIL, .is_valid = true, .is_not_valid = true,
		.is_empty = true };
	page_parents_link(&one, &before);
	expect_harmless(&one);
	page_link(&two, &made);
	expect_harmless(&two);
	page_verify(&three, &proof);
	expect_harmless(&three);
}
