/* What officers and operators see: the real desk over its socket. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "hatch.h"

TestSuite(doors, .timeout = 60);

#define FILING                                                                                  \
	"{\"kind\":\"transfer\",\"student\":{\"number\":\"" NUMBER "\",\"name\":\"欧阳阿依\","  \
	"\"citizen_id\":\"110101201503078511\",\"grade\":4},\"sending_school\":\"" THERE "\","  \
	"\"reason\":\"随父母迁居\"}"

/* -- showing -------------------------------------------------------------------------- */

Test(doors, a_docket_is_shown_with_its_stamps_and_without_the_childs_name)
{
	struct hatch w;
	hatch_open(&w);
	struct reply r = hatch_ask(&w, "GET", "/v1/dockets/" DOCKET, HEAD, NULL);
	cr_assert_eq(r.status, 200);
	cr_expect_str_eq(reply_text(&r, "holder"), SCHOOL);
	cr_expect_str_eq(reply_text(&r, "stage"), "receiving_school");
	cr_expect_str_eq(reply_text(&r, "due"), "2026-09-15");
	const json_t *entry = json_array_get(json_object_get(r.json, "entries"), 0);
	cr_expect_str_eq(json_string_value(json_object_get(entry, "action")), "filed");
	cr_expect_str_eq(json_string_value(json_object_get(entry, "officer")), "zhao");
	cr_expect(json_is_null(json_object_get(entry, "code")));
	cr_expect_eq(json_string_length(json_object_get(entry, "hash")), 64);
	cr_expect_null(strstr(r.body, "欧阳"), "the name is not masked");
	cr_expect_not_null(strstr(r.body, "欧*"));
	cr_expect_null(strstr(r.body, "\"110101201503078511\""), "the citizen ID is shown");
	reply_end(&r);
	hatch_close(&w);
}

Test(doors, a_docket_does_not_exist_for_whom_it_has_not_reached)
{
	struct hatch w;
	hatch_open(&w);
	static const char *const paths[] = { "/v1/dockets/" DOCKET, "/v1/dockets/" DOCKET "/export",
		"/v1/dockets/" DOCKET "/forks" };
	for (size_t i = 0; i < 3; i++) {
		hatch_expect(&w, "GET", paths[i], HEAD, NULL, 200, NULL);
		hatch_expect(&w, "GET", paths[i], COUNTY ":head:sun", NULL, 404, "UNKNOWN_DOCKET");
		hatch_expect(&w, "GET", paths[i], THERE ":head:x", NULL, 403, "NOT_SERVED");
		hatch_expect(&w, "GET", paths[i], "999999:head:x", NULL, 404, "UNKNOWN_UNIT");
		hatch_expect(&w, "GET", paths[i], NULL, NULL, 400, "BAD_REQUEST");
	}
	hatch_expect(&w, "GET", "/v1/dockets/0198f0a0-7c11-7abc-8def-0123456789ac", HEAD, NULL, 404,
	    "UNKNOWN_DOCKET");
	hatch_expect(&w, "GET", "/v1/dockets/x", HEAD, NULL, 404, "UNKNOWN_DOCKET");
	hatch_close(&w);
}

Test(doors, an_export_is_proved_with_the_root_key_alone)
{
	struct hatch w;
	hatch_open(&w);
	struct reply r = hatch_ask(&w, "GET", "/v1/dockets/" DOCKET "/export", HEAD, NULL);
	cr_assert_eq(r.status, 200);
	cr_expect_not_null(strstr(r.head, "application/octet-stream"));
	cr_expect_gt(r.size, 300);
	reply_end(&r);
	hatch_close(&w);
}

/* -- acting --------------------------------------------------------------------------- */

Test(doors, a_filing_reaches_the_relay_as_it_was_written)
{
	struct hatch w;
	hatch_open(&w);
	hatch_expect(&w, "POST", "/v1/dockets", CLERK, FILING, 201, NULL);
	const struct happening *h = &behind.asked.happening;
	cr_expect_eq(h->kind, HAPPENING_FILE);
	cr_expect_str_eq(h->unit.text, SCHOOL);
	cr_expect_eq(h->role, ROLE_REGISTRAR);
	cr_expect_str_eq(h->officer, "zhao");
	cr_expect_str_eq(h->reason, "随父母迁居");
	cr_expect_str_eq(h->filing.receiving_school.text, SCHOOL);
	cr_expect_str_eq(h->filing.sending_school.text, THERE);
	cr_expect_str_eq(h->filing.name, "欧阳阿依");
	cr_expect_eq(h->filing.grade, 4);
	cr_expect_eq(h->filing.arrived_on.n, 20697, "today, where no day was given");
	cr_expect(docket_id_equal(h->filing.id, behind.asked.docket));
	cr_expect_eq(strlen(behind.asked.docket.text), 36, "an id was made");
	hatch_close(&w);
}

Test(doors, a_filing_with_an_id_of_its_own_keeps_it)
{
	static const char filing[] = FILING;
	struct hatch w;
	char body[1024];
	(void)snprintf(body, sizeof(body), "{\"docket\":\"" DOCKET "\",%s", filing + 1);
	hatch_open(&w);
	hatch_expect(&w, "POST", "/v1/dockets", CLERK, body, 201, NULL);
	cr_expect_str_eq(behind.asked.docket.text, DOCKET);
	hatch_close(&w);
}

/* The store's one answer to everything is the docket itself, which follows nothing. */
Test(doors, a_filing_may_say_what_it_follows_and_a_docket_says_what_follows_it)
{
	static const char filing[] = FILING;
	struct hatch w;
	char body[1024];
	hatch_open(&w);
	(void)snprintf(body, sizeof(body), "{\"follows\":\"" DOCKET "\",%s", filing + 1);
	hatch_expect(&w, "POST", "/v1/dockets", CLERK, body, 201, NULL);
	cr_expect_str_eq(behind.asked.happening.filing.follows.text, DOCKET);
	(void)snprintf(body, sizeof(body), "{\"follows\":\"x\",%s", filing + 1);
	hatch_expect(&w, "POST", "/v1/dockets", CLERK, body, 400, "BAD_REQUEST");
	struct reply r = hatch_ask(&w, "GET", "/v1/dockets/" DOCKET, CLERK, NULL);
	cr_expect(json_is_null(json_object_get(r.json, "follows")));
	cr_expect(json_is_false(json_object_get(r.json, "follows_here")));
	cr_expect_eq(json_array_size(json_object_get(r.json, "followed_by")), 0);
	reply_end(&r);
	hatch_close(&w);
}

Test(doors, a_filing_of_one_school_says_what_is_to_change_and_is_about_the_clerks_own)
{
	struct hatch w;
	hatch_open(&w);
	hatch_expect(&w, "POST", "/v1/dockets", CLERK,
	    "{\"kind\":\"suspension\",\"reason\":\"病休\",\"student\":{\"number\":"
	    "\"G110101201503078511\",\"name\":\"演示甲\"},\"change\":{\"until\":\"2027-01-20\","
	    "\"address\":\"a\",\"phone\":\"p\",\"guardian\":\"g\",\"name\":\"n\",\"citizen_id\":\"i\"}}",
	    201, NULL);
	const struct header *h = &behind.asked.happening.filing;
	cr_expect_eq(h->kind, BUSINESS_suspension);
	cr_expect_eq(h->grade, 0, "the record tells");
	cr_expect_str_eq(h->sending_school.text, behind.asked.happening.unit.text);
	cr_expect_str_eq(h->receiving_school.text, h->sending_school.text);
	struct day until;
	cr_assert(day_parse("2027-01-20", &until));
	cr_expect_eq(h->change.until.n, until.n);
	cr_expect_str_eq(h->change.name, "n");
	cr_expect_str_eq(h->change.citizen_id.text, "i");
	cr_expect_str_eq(h->change.contact.address, "a");
	cr_expect_str_eq(h->change.contact.phone, "p");
	cr_expect_str_eq(h->change.contact.guardian, "g");
	hatch_close(&w);
}

#define COMPLAINT "{\"kind\":\"complaint\",\"reason\":\"拒不办理\",\"sending_school\":\"2143000102\""

Test(doors, a_complaint_names_schools_and_a_docket_and_no_child)
{
	struct hatch w;
	hatch_open(&w);
	hatch_expect(&w, "POST", "/v1/dockets", CLERK, COMPLAINT ",\"about\":\"" DOCKET "\"}", 201, NULL);
	const struct header *h = &behind.asked.happening.filing;
	cr_expect_eq(h->kind, BUSINESS_complaint);
	cr_expect_str_eq(h->about.text, DOCKET);
	cr_expect_str_eq(h->sending_school.text, "2143000102");
	cr_expect_str_eq(h->receiving_school.text, "2143000102");
	cr_expect_str_eq(h->number.text, "");
	cr_expect_eq(h->grade, 0);
	hatch_expect(&w, "POST", "/v1/dockets", CLERK,
	    COMPLAINT ",\"receiving_school\":\"" SCHOOL "\"}", 201, NULL);
	cr_expect_str_eq(h->receiving_school.text, SCHOOL);
	hatch_expect(&w, "POST", "/v1/dockets", CLERK, COMPLAINT ",\"about\":\"x\"}", 400, "BAD_REQUEST");
	hatch_expect(&w, "POST", "/v1/dockets", CLERK, COMPLAINT ",\"student\":3}", 400, "BAD_REQUEST");
	hatch_close(&w);
}

Test(doors, whoever_is_too_low_for_a_complaint_is_told_its_owner_and_how_to_reach_it)
{
	struct hatch w;
	hatch_open(&w);
	behind.answer.verdict = VERDICT_TOO_LOW;
	struct reply r = hatch_ask(&w, "POST", "/v1/dockets", CLERK,
	    COMPLAINT ",\"receiving_school\":\"" SCHOOL "\"}");
	cr_assert_eq(r.status, 409, "%s", r.body);
	cr_expect_str_eq(reply_text(&r, "verdict"), "TOO_LOW");
	const json_t *owner = json_object_get(json_object_get(r.json, "details"), "owner");
	const json_t *contact = json_object_get(owner, "contact");
	cr_expect_str_eq(json_string_value(json_object_get(owner, "code")), COUNTY);
	cr_expect_str_eq(json_string_value(json_object_get(owner, "name")), "长沙市芙蓉区教育局");
	cr_expect_str_eq(json_string_value(json_object_get(contact, "phone")), "000-00430102");
	reply_end(&r);
	hatch_close(&w);
}

Test(doors, a_change_that_is_none_is_named)
{
#define SUSPENSION "{\"kind\":\"suspension\",\"reason\":\"r\",\"student\":{\"number\":"            \
		   "\"G110101201503078511\",\"name\":\"x\"},\"change\":"
	struct hatch w;
	hatch_open(&w);
	hatch_expect(&w, "POST", "/v1/dockets", CLERK, SUSPENSION "3}", 400, "BAD_REQUEST");
	hatch_expect(&w, "POST", "/v1/dockets", CLERK, SUSPENSION "{\"colour\":\"x\"}}", 400, "BAD_REQUEST");
	hatch_expect(&w, "POST", "/v1/dockets", CLERK, SUSPENSION "{\"until\":\"2027-02-30\"}}", 409,
	    "BAD_PERIOD");
	hatch_close(&w);
}

Test(doors, every_verb_reaches_the_relay)
{
	static const struct { const char *verb; enum happening_kind kind; } verbs[] = {
		{ "approve", HAPPENING_APPROVE }, { "refuse", HAPPENING_REFUSE },
		{ "return", HAPPENING_RETURN }, { "correct", HAPPENING_CORRECT },
		{ "withdraw", HAPPENING_WITHDRAW }, { "object", HAPPENING_OBJECT },
		{ "uphold", HAPPENING_UPHOLD }, { "overrule", HAPPENING_OVERRULE },
		{ "send_back", HAPPENING_SEND_BACK }, { "state", HAPPENING_STATE }, { "dismiss", HAPPENING_DISMISS },
		{ "dispute_level", HAPPENING_DISPUTE_LEVEL }, { "urge", HAPPENING_URGE },
	};
	struct hatch w;
	char path[128];
	hatch_open(&w);
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		(void)snprintf(path, sizeof(path), "/v1/dockets/" DOCKET "/%s", verbs[i].verb);
		const bool is_refusal = verbs[i].kind == HAPPENING_REFUSE;
		hatch_expect(&w, "POST", path, HEAD, is_refusal
			? "{\"code\":\"no_seat\",\"reason\":\"无\",\"seen_n\":1,\"name\":null,\"citizen_id\":\"X\"}"
			: "{\"reason\":\"无\",\"seen_n\":1,\"name\":null,\"citizen_id\":\"X\"}",
		    200, NULL);
		cr_expect_eq(behind.asked.happening.kind, verbs[i].kind, "%s", verbs[i].verb);
		cr_expect_eq(behind.asked.happening.ground, is_refusal ? GROUND_NO_SEAT : GROUND_NONE);
	}
	cr_expect_eq(behind.asked.seen_n, 1);
	cr_expect_str_eq(behind.asked.happening.correction.citizen_id.text, "X");
	hatch_close(&w);
}

Test(doors, who_gives_a_ground_does_not_mean_to_approve)
{
	static const char *const verbs[] = { "approve", "return", "object", "overrule" };
	struct hatch w;
	char path[128];
	hatch_open(&w);
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		(void)snprintf(path, sizeof(path), "/v1/dockets/" DOCKET "/%s", verbs[i]);
		struct reply r = hatch_ask(&w, "POST", path, HEAD, "{\"code\":\"no_seat\",\"reason\":\"无\"}");
		cr_expect_eq(r.status, 400, "%s: %s", verbs[i], r.body);
		cr_expect_str_eq(json_string_value(json_object_get(json_object_get(r.json, "details"), "member")), "code");
		reply_end(&r);
	}
	cr_expect_eq(behind.n_asked, 0);
	hatch_close(&w);
}

Test(doors, what_the_daemon_does_by_itself_nobody_can_ask_for)
{
	static const char *const verbs[] = { "proceed", "expire", "file", "export", "approved", "" };
	struct hatch w;
	char path[128];
	hatch_open(&w);
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		(void)snprintf(path, sizeof(path), "/v1/dockets/" DOCKET "/%s", verbs[i]);
		hatch_expect(&w, "POST", path, HEAD, "{}", 404, "BAD_REQUEST");
	}
	cr_expect_eq(behind.n_asked, 0);
	hatch_close(&w);
}

Test(doors, a_request_under_way_is_202)
{
	struct hatch w;
	hatch_open(&w);
	behind.answer.is_underway = true;
	struct reply r = hatch_ask(&w, "POST", "/v1/dockets/" DOCKET "/withdraw", CLERK, "{}");
	cr_expect_eq(r.status, 202);
	cr_expect(json_is_true(json_object_get(r.json, "underway")));
	reply_end(&r);
	hatch_close(&w);
}

Test(doors, a_closed_window_is_told_with_the_day_it_opens)
{
	struct hatch w;
	hatch_open(&w);
	behind.answer.verdict = VERDICT_PROVINCE_WINDOW_CLOSED;
	behind.answer.opens.ms = 1789488000000;
	struct reply r = hatch_ask(&w, "POST", "/v1/dockets", CLERK, FILING);
	cr_expect_eq(r.status, 409);
	cr_expect_str_eq(reply_text(&r, "verdict"), "PROVINCE_WINDOW_CLOSED");
	cr_expect(json_is_true(json_object_get(r.json, "retry")));
	cr_expect_str_eq(json_string_value(json_object_get(json_object_get(r.json, "details"), "opens")),
	    "2026-09-16T00:00:00+08:00");
	reply_end(&r);
	hatch_close(&w);
}

Test(doors, every_verdict_has_the_status_of_its_class)
{
	static const struct { enum verdict verdict; int status; } rows[] = {
		{ VERDICT_OUT_OF_TURN, 409 }, { VERDICT_UNKNOWN_DOCKET, 404 },
		{ VERDICT_ROLE_NOT_ALLOWED, 403 }, { VERDICT_GARBLED, 400 },
		{ VERDICT_BAD_REQUEST, 400 }, { VERDICT_BUSY, 503 }, { VERDICT_DATA_MISMATCH, 409 },
	};
	struct hatch w;
	hatch_open(&w);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		behind.answer.verdict = rows[i].verdict;
		hatch_expect(&w, "POST", "/v1/dockets", CLERK, FILING, rows[i].status,
		    verdict_name(rows[i].verdict));
	}
	hatch_close(&w);
}

/* -- malformed ------------------------------------------------------------------------ */

Test(doors, what_is_malformed_is_named_and_goes_nowhere)
{
	static const struct { const char *body, *member; } rows[] = {
		{ "", "" }, { "{", "" }, { "[]", "" }, { "null", "" }, { "{} {}", "" }, { "{\"a\":1,\"a\":2}", "" },
		{ "{\"kind\":\"\\u0000\"}", "" }, { "\xff\xfe", "" }, { "{\"kind\":\"\xff\"}", "" },
		{ "{}", "kind" }, { "{\"kind\":7}", "kind" }, { "{\"kind\":[]}", "kind" },
		{ "{\"kind\":\"wedding\"}", "kind" }, { "{\"reasons\":\"x\"}", "reasons" },
		{ "{\"kind\":\"transfer\"}", "sending_school" },
		{ "{\"kind\":\"transfer\",\"arrived_on\":\"2026-02-30\"}", "arrived_on" },
		{ "{\"kind\":\"transfer\",\"arrived_on\":20260901}", "arrived_on" },
		{ "{\"kind\":\"transfer\",\"sending_school\":\"" THERE "\",\"docket\":\"1\"}", "docket" },
		{ "{\"kind\":\"transfer\",\"sending_school\":\"" THERE "\"}", "student" },
		{ "{\"kind\":\"transfer\",\"sending_school\":\"" THERE "\",\"student\":[]}", "student" },
		{ "{\"kind\":\"transfer\",\"sending_school\":\"" THERE "\",\"student\":{\"grade\":\"4\"}}", "grade" },
		{ "{\"kind\":\"transfer\",\"sending_school\":\"" THERE "\",\"student\":{\"grade\":4.5}}", "grade" },
		{ "{\"kind\":\"transfer\",\"sending_school\":\"" THERE "\",\"student\":{\"sex\":\"1\"}}", "sex" },
		{ "{\"kind\":\"transfer\",\"sending_school\":\"" THERE "\",\"student\":{\"grade\":4},"
		  "\"attachments\":\"x\"}", "attachments" },
		{ "{\"kind\":\"transfer\",\"sending_school\":\"" THERE "\",\"student\":{\"grade\":4},"
		  "\"attachments\":[\"x\"]}", "attachments" },
	};
	struct hatch w;
	hatch_open(&w);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct reply r = hatch_ask(&w, "POST", "/v1/dockets", CLERK, rows[i].body);
		const char *member = json_string_value(
		    json_object_get(json_object_get(r.json, "details"), "member"));
		cr_expect_eq(r.status, 400, "%s: %d", rows[i].body, r.status);
		cr_expect_str_eq(reply_text(&r, "verdict"), "BAD_REQUEST", "%s", rows[i].body);
		cr_expect_str_eq(member == NULL ? "" : member, rows[i].member, "%s", rows[i].body);
		reply_end(&r);
	}
	cr_expect_eq(behind.n_asked, 0);
	hatch_close(&w);
}

Test(doors, what_is_too_long_for_its_field_has_the_fields_own_verdict)
{
	static const struct { const char *before, *after, *verdict; } rows[] = {
		{ "{\"number\":\"", "\"}", "BAD_STUDENT_NUMBER" },
		{ "{\"citizen_id\":\"", "\"}", "BAD_CITIZEN_ID" },
		{ "{\"name\":\"", "\"}", "BAD_NAME" },
		{ "{\"grade\":13,\"name\":null,\"number\":null,\"citizen_id\":\"", "\"}", "BAD_CITIZEN_ID" },
	};
	char body[4096], x[2001];
	struct hatch w;
	memset(x, 'x', 2000);
	x[2000] = '\0';
	hatch_open(&w);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)snprintf(body, sizeof(body),
		    "{\"kind\":\"transfer\",\"sending_school\":\"" THERE "\",\"student\":%s%s%s}",
		    rows[i].before, x, rows[i].after);
		hatch_expect(&w, "POST", "/v1/dockets", CLERK, body, 409, rows[i].verdict);
	}
	(void)snprintf(body, sizeof(body), "{\"reason\":\"%s\"}", x);
	hatch_expect(&w, "POST", "/v1/dockets/" DOCKET "/return", HEAD, body, 409, "REASON_TOO_LONG");
	(void)snprintf(body, sizeof(body), "{\"code\":\"%s\"}", x);
	hatch_expect(&w, "POST", "/v1/dockets/" DOCKET "/refuse", HEAD, body, 409, "UNKNOWN_GROUND");
	hatch_expect(&w, "POST", "/v1/dockets", CLERK,
	    "{\"kind\":\"transfer\",\"sending_school\":\"" THERE "\",\"student\":{\"grade\":13}}", 409,
	    "BAD_GRADE");
	hatch_close(&w);
}

Test(doors, an_entry_number_that_could_not_be_seen_is_refused)
{
	static const char *const numbers[] = { "-1", "4294967296", "1e3", "\"1\"", "1.5", "true" };
	struct hatch w;
	char body[64];
	hatch_open(&w);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		(void)snprintf(body, sizeof(body), "{\"seen_n\":%s}", numbers[i]);
		hatch_expect(&w, "POST", "/v1/dockets/" DOCKET "/approve", HEAD, body, 400, "BAD_REQUEST");
	}
	cr_expect_eq(behind.n_asked, 0);
	hatch_close(&w);
}

Test(doors, paths_methods_and_headers_that_are_wrong_are_answered_with_a_verdict)
{
	struct hatch w;
	hatch_open(&w);
	hatch_expect(&w, "GET", "/nowhere", NULL, NULL, 404, "BAD_REQUEST");
	hatch_expect(&w, "GET", "/v1/dockets/%2e%2e/%2e%2e/livez", HEAD, NULL, 404, "BAD_REQUEST");
	struct reply r = hatch_ask(&w, "DELETE", "/v1/students", HEAD, NULL);
	cr_expect_eq(r.status, 405);
	cr_expect_not_null(strstr(r.head, "Allow: GET, POST\r\n"));
	reply_end(&r);
	hatch_expect(&w, "GET", "/v1/inbox", "nonsense", NULL, 400, "BAD_REQUEST");
	hatch_expect(&w, "GET", "/v1/inbox", SCHOOL ":system:x", NULL, 400, "BAD_REQUEST");
	hatch_expect(&w, "GET", "/v1/students/%ff%fe", HEAD, NULL, 404, "UNKNOWN_STUDENT");
	hatch_expect(&w, "GET", "/v1/students?after=%ff", HEAD, NULL, 400, "BAD_REQUEST");
	hatch_expect(&w, "GET", "/v1/students?after=12345678901234567890", HEAD, NULL, 400, "BAD_REQUEST");
	hatch_expect(&w, "GET", "/v1/inbox?after=1", HEAD, NULL, 400, "BAD_REQUEST");
	hatch_expect(&w, "GET", "/v1/inbox?limit=201", HEAD, NULL, 400, "BAD_REQUEST");
	hatch_expect(&w, "GET", "/v1/inbox?limit=0", HEAD, NULL, 400, "BAD_REQUEST");
	hatch_expect(&w, "GET", "/v1/letters/dead?after=x", HEAD, NULL, 400, "BAD_REQUEST");
	hatch_expect(&w, "GET", "/v1/units?under=43", HEAD, NULL, 404, "UNKNOWN_UNIT");
	hatch_expect(&w, "GET", "/v1/units?without_contact=yes", HEAD, NULL, 400, "BAD_REQUEST");
	hatch_expect(&w, "GET", "/v1/units?without_contact=1&after=x", HEAD, NULL, 400, "BAD_REQUEST");
	hatch_expect(&w, "GET", "/v1/units?without_contact=1&limit=0", HEAD, NULL, 400, "BAD_REQUEST");
	hatch_close(&w);
}

Test(doors, bytes_that_are_no_http_and_half_requests_harm_nobody)
{
	static const char half[] =
	    "POST /v1/dockets HTTP/1.1\r\nHost: x\r\nX-Xueji-As: " CLERK "\r\nContent-Length: 99\r\n\r\n{";
	struct hatch w;
	char noise[5000];
	unsigned state = 20260901;
	hatch_open(&w);
	for (size_t i = 0; i < sizeof(noise); i++)
		noise[i] = (char)((state = state * 1103515245u + 12345u) >> 16);
	struct reply r = hatch_raw(&w, 0, noise, sizeof(noise));
	cr_expect_neq(r.status, 200);
	reply_end(&r);
	r = hatch_raw(&w, 0, half, sizeof(half) - 1);
	cr_expect_neq(r.status, 201);
	reply_end(&r);
	cr_expect_eq(behind.n_asked, 0);
	hatch_expect(&w, "GET", "/livez", NULL, NULL, 200, NULL);
	hatch_close(&w);
}

Test(doors, a_body_that_is_too_large_is_read_to_its_end_and_refused)
{
	enum { SIZE = 5 << 20 };
	struct hatch w;
	char *body = calloc(SIZE, 1);
	hatch_open(&w);
	struct reply r = hatch_send(&w, "POST", "/v1/dockets", CLERK, body, SIZE);
	cr_expect_eq(r.status, 400);
	cr_expect_str_eq(reply_text(&r, "verdict"), "TOO_LARGE");
	reply_end(&r);
	r = hatch_send(&w, "PUT", "/v1/attachments", CLERK, body, SIZE);
	cr_expect_str_eq(reply_text(&r, "verdict"), "ATTACHMENT_TOO_LARGE");
	reply_end(&r);
	free(body);
	hatch_close(&w);
}

Test(doors, a_tower_of_brackets_does_not_fall_on_us)
{
	enum { SIZE = 4 << 20 };
	struct hatch w;
	char *body = malloc(SIZE);
	memset(body, '[', SIZE);
	hatch_open(&w);
	struct reply r = hatch_send(&w, "POST", "/v1/students", CLERK, body, SIZE);
	cr_expect_eq(r.status, 400);
	reply_end(&r);
	free(body);
	hatch_close(&w);
}

/* -- attachments ---------------------------------------------------------------------- */

Test(doors, a_scan_is_kept_under_its_digest_as_it_was_sent)
{
	static const char png[] = "\x89PNG\r\n\x1a\n\0\1\2";
	struct hatch w;
	hatch_open(&w);
	struct reply r = hatch_send(&w, "PUT", "/v1/attachments", CLERK, png, sizeof(png));
	cr_assert_eq(r.status, 201);
	cr_expect_eq(behind.kept_bytes.size, sizeof(png));
	cr_expect_eq(memcmp(behind.kept_bytes.data, png, sizeof(png)), 0);
	reply_end(&r);
	hatch_close(&w);
}

Test(doors, who_has_no_part_in_dockets_keeps_no_scan_here)
{
	static const char png[] = "\x89PNG\r\n\x1a\n\0\1\2";
	static const char *const roles[] = { SCHOOL ":head:qian", SCHOOL ":clerk:x", SCHOOL ":registrar:clerk" };
	struct hatch w;
	hatch_open(&w);
	struct reply r = hatch_send(&w, "PUT", "/v1/attachments", SCHOOL ":teacher:he", png, sizeof(png));
	cr_expect_eq(r.status, 403);
	cr_expect_str_eq(reply_text(&r, "verdict"), "ROLE_NOT_ALLOWED");
	cr_expect_eq(behind.kept.size, 0);
	reply_end(&r);
	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
		r = hatch_send(&w, "PUT", "/v1/attachments", roles[i], png, sizeof(png));
		cr_expect_eq(r.status, 201, "%s", roles[i]);
		reply_end(&r);
	}
	hatch_close(&w);
}

Test(doors, a_filing_and_a_look_before_one_renew_the_scans_they_name)
{
	static const char filing[] = FILING;
	static const char *const doors[] = { "/v1/dockets", "/v1/preflight" };
	struct hatch w;
	char body[1024];
	hatch_open(&w);
	hatch_keep_scan();
	for (size_t i = 0; i < 2; i++) {
		behind.renewed_at.ms = 0;
		(void)snprintf(body, sizeof(body), "{\"attachments\":[\"%s\"],%s", DIGEST, filing + 1);
		hatch_expect(&w, "POST", doors[i], CLERK, body, i == 0 ? 201 : 200, NULL);
		const struct header *h = &behind.asked.happening.filing;
		cr_expect_eq(behind.renewed_at.ms, w.options.now_ms(), "%s", doors[i]);
		cr_assert_eq(h->n_attachments, 1);
		cr_expect_eq(h->attachments[0].size, behind.kept.size);
		cr_expect_str_eq(h->attachments[0].type, "image/png");
	}
	hatch_close(&w);
}

Test(doors, a_scan_is_handed_out_with_its_docket_to_whom_it_has_reached_and_nobody_else)
{
	static const char path[] = "/v1/dockets/" DOCKET "/attachments/" DIGEST;
	struct hatch w;
	hatch_open(&w);
	hatch_expect(&w, "GET", path, CLERK, NULL, 404, "ATTACHMENT_NOT_HERE");
	hatch_keep_scan();
	struct reply r = hatch_ask(&w, "GET", path, CLERK, NULL);
	cr_expect_eq(r.status, 200);
	cr_expect_not_null(strstr(r.head, "Content-Type: image/png"));
	cr_expect_eq(r.size, behind.kept_bytes.size);
	reply_end(&r);
	hatch_expect(&w, "GET", path, COUNTY ":head:sun", NULL, 404, "UNKNOWN_DOCKET");
	hatch_expect(&w, "GET", path, THERE ":head:x", NULL, 403, "NOT_SERVED");
	hatch_expect(&w, "GET", "/v1/dockets/" DOCKET "/attachments/zz", CLERK, NULL, 404,
	    "ATTACHMENT_UNKNOWN");
	hatch_expect(&w, "GET", "/v1/dockets/" DOCKET "/attachments/08" ZEROS, CLERK, NULL, 404,
	    "ATTACHMENT_UNKNOWN");
	hatch_expect(&w, "GET", "/v1/attachments/" DIGEST, CLERK, NULL, 404, "BAD_REQUEST");
	hatch_close(&w);
}

Test(doors, two_mebibytes_are_weighed_to_the_byte_and_before_the_type)
{
	enum { MOST = 2097152 };
	struct hatch w;
	char *data = calloc(MOST + 1, 1);
	memcpy(data, "\xff\xd8\xff", 3);
	hatch_open(&w);
	struct reply r = hatch_send(&w, "PUT", "/v1/attachments", CLERK, data, MOST);
	cr_expect_eq(r.status, 201);
	reply_end(&r);
	r = hatch_send(&w, "PUT", "/v1/attachments", CLERK, data, MOST + 1);
	cr_expect_str_eq(reply_text(&r, "verdict"), "ATTACHMENT_TOO_LARGE");
	reply_end(&r);
	data[0] = 'x';
	r = hatch_send(&w, "PUT", "/v1/attachments", CLERK, data, MOST + 1);
	cr_expect_str_eq(reply_text(&r, "verdict"), "ATTACHMENT_TOO_LARGE");
	reply_end(&r);
	r = hatch_send(&w, "PUT", "/v1/attachments", CLERK, data, MOST);
	cr_expect_str_eq(reply_text(&r, "verdict"), "ATTACHMENT_TYPE");
	reply_end(&r);
	hatch_expect(&w, "PUT", "/v1/attachments", CLERK, NULL, 409, "ATTACHMENT_TYPE");
	free(data);
	hatch_close(&w);
}

/* -- records -------------------------------------------------------------------------- */

#define RECORD(number, grade)                                                                  \
	"{\"number\":\"" number "\",\"name\":\"欧阳阿依\",\"birth\":\"2015-03-07\",\"sex\":\"2\","  \
	"\"status\":\"in_school\",\"grade\":" grade ",\"problem\":false}"

Test(doors, records_are_entered_by_the_registrar_all_or_none)
{
	struct hatch w;
	hatch_open(&w);
	hatch_expect(&w, "POST", "/v1/students", CLERK, "[" RECORD(NUMBER, "4") "]", 200, NULL);
	cr_assert_eq(behind.n_imported, 1);
	cr_expect_str_eq(behind.imported[0].school.text, SCHOOL);
	cr_expect_eq(behind.imported[0].grade, 4);
	behind.n_imported = 0;
	hatch_expect(&w, "POST", "/v1/students", HEAD, "[" RECORD(NUMBER, "4") "]", 403,
	    "ROLE_NOT_ALLOWED");
	struct reply r = hatch_ask(&w, "POST", "/v1/students", CLERK,
	    "[" RECORD(NUMBER, "4") "," RECORD(NUMBER, "13") "]");
	cr_expect_str_eq(reply_text(&r, "verdict"), "BAD_GRADE");
	cr_expect_eq(json_integer_value(json_object_get(json_object_get(r.json, "details"), "record")), 1);
	reply_end(&r);
	hatch_expect(&w, "POST", "/v1/students", CLERK, "[" RECORD("G110101201503078510", "4") "]", 409,
	    "BAD_STUDENT_NUMBER");
	hatch_expect(&w, "POST", "/v1/students", CLERK, "[]", 400, "BAD_REQUEST");
	hatch_expect(&w, "POST", "/v1/students", CLERK, "{}", 400, "BAD_REQUEST");
	hatch_expect(&w, "POST", "/v1/students", CLERK, "[7]", 400, "BAD_REQUEST");
	cr_expect_eq(behind.n_imported, 0);
	hatch_close(&w);
}

/* `n` times the same record, as a list. */
static char *
records(size_t n)
{
	static const char one[] = RECORD(NUMBER, "4");
	char *text = malloc(n * sizeof(one) + 3), *p = text;
	*p++ = '[';
	for (size_t i = 0; i < n; i++) {
		memcpy(p, one, sizeof(one) - 1);
		p += sizeof(one) - 1;
		*p++ = i + 1 < n ? ',' : ']';
	}
	*p = '\0';
	return text;
}

Test(doors, more_records_than_a_turn_should_write_are_not_entered)
{
	struct hatch w;
	hatch_open(&w);
	char *most = records(5000), *too_many = records(5001);
	struct reply r = hatch_ask(&w, "POST", "/v1/students", CLERK, too_many);
	const json_t *details = json_object_get(r.json, "details");
	cr_expect_eq(r.status, 400);
	cr_expect_str_eq(reply_text(&r, "verdict"), "BAD_REQUEST");
	cr_expect_eq(json_integer_value(json_object_get(details, "most")), 5000);
	cr_expect_eq(json_integer_value(json_object_get(details, "records")), 5001);
	reply_end(&r);
	cr_expect_eq(behind.n_imported, 0);
	hatch_expect(&w, "POST", "/v1/students", CLERK, most, 200, NULL);
	cr_expect_eq(behind.n_imported, 5000);
	free(most);
	free(too_many);
	hatch_close(&w);
}

Test(doors, pages_go_on_where_the_last_one_ended)
{
	struct hatch w;
	hatch_open(&w);
	hatch_expect(&w, "GET", "/v1/inbox", HEAD, NULL, 200, NULL);
	cr_expect_not(behind.has_after);
	cr_expect_eq(behind.limit, 200);
	hatch_expect(&w, "GET", "/v1/inbox?limit=7&after=1789488000000." DOCKET, HEAD, NULL, 200, NULL);
	cr_expect(behind.has_after);
	cr_expect_eq(behind.limit, 7);
	cr_expect_eq(behind.after.term.ms, 1789488000000);
	cr_expect_str_eq(behind.after.id.text, DOCKET);
	hatch_close(&w);
}

Test(doors, only_a_letter_that_can_be_is_replayed)
{
	struct hatch w;
	hatch_open(&w);
	hatch_expect(&w, "POST", "/v1/letters/dead/0/replay", HEAD, NULL, 404, "UNKNOWN_DOCKET");
	hatch_expect(&w, "POST", "/v1/letters/dead/x/replay", HEAD, NULL, 404, "UNKNOWN_DOCKET");
	cr_expect_eq(behind.n_asked, 0, "an empty action reached the relay");
	hatch_expect(&w, "POST", "/v1/letters/dead/17/replay", HEAD, NULL, 200, NULL);
	cr_expect_eq(behind.asked.replay, 17);
	hatch_close(&w);
}

Test(doors, of_a_dead_letter_the_list_has_the_size_and_how_often_it_came)
{
	struct hatch w;
	hatch_open(&w);
	behind.n_rows = 1;
	struct reply r = hatch_ask(&w, "GET", "/v1/letters/dead", HEAD, NULL);
	const json_t *one = json_array_get(r.json, 0);
	cr_expect_eq(json_integer_value(json_object_get(one, "size")), 1048576);
	cr_expect_eq(json_integer_value(json_object_get(one, "times")), 12);
	reply_end(&r);
	hatch_close(&w);
}

/* -- cases, notices, units, the year -------------------------------------------------- */

Test(doors, a_childs_dockets_are_seen_by_who_has_had_them_and_by_nobody_else)
{
	struct hatch w;
	hatch_open(&w);
	struct reply r = hatch_ask(&w, "GET", "/v1/dockets?number=" NUMBER "&open=1&limit=2", HEAD, NULL);
	cr_assert_eq(r.status, 200);
	cr_assert_eq(json_array_size(r.json), 1);
	const json_t *row = json_array_get(r.json, 0);
	cr_expect_str_eq(json_string_value(json_object_get(row, "docket")), DOCKET);
	cr_expect_str_eq(json_string_value(json_object_get(row, "kind")), "transfer");
	cr_expect_str_eq(json_string_value(json_object_get(row, "filer")), SCHOOL);
	cr_expect(json_is_null(json_object_get(row, "owner")));
	cr_expect_str_eq(behind.cases.number.text, NUMBER);
	cr_expect(behind.cases.is_open_only);
	reply_end(&r);
	r = hatch_ask(&w, "GET", "/v1/dockets?number=" NUMBER, COUNTY ":head:sun", NULL);
	cr_expect_eq(json_array_size(r.json), 0, "it has not come to the county");
	reply_end(&r);
	r = hatch_ask(&w, "GET", "/v1/dockets?after=1788224400000." DOCKET, HEAD, NULL);
	cr_expect_eq(json_array_size(r.json), 0, "the page after");
	reply_end(&r);
	hatch_close(&w);
}

Test(doors, of_many_complaints_of_others_so_many_are_read_and_the_next_request_goes_on_there)
{
	struct hatch w;
	hatch_open(&w);
	behind.n_cases = 5000;
	struct reply r = hatch_ask(&w, "GET", "/v1/dockets?kind=complaint", HEAD, NULL);
	cr_expect_eq(r.status, 200);
	cr_expect_eq(json_array_size(r.json), 0);
	cr_expect_eq(behind.n_cases, 3000);
	cr_expect_not_null(strstr(r.head, "X-Xueji-Next: 3001.0198f0a0-7c11-7abc-8def-000000000000"), "%s", r.head);
	cr_expect_eq(behind.cases.n_schools, 1, "a school's own are picked by the store");
	reply_end(&r);
	behind.n_cases = 7;
	r = hatch_ask(&w, "GET", "/v1/dockets?after=3001." DOCKET, COUNTY ":head:sun", NULL);
	cr_expect_eq(r.status, 200);
	cr_expect_null(strstr(r.head, "X-Xueji-Next"), "it is the end");
	cr_expect_eq(behind.cases.n_schools, 0, "of an office the store does not know");
	reply_end(&r);
	hatch_close(&w);
}

Test(doors, what_cannot_be_asked_about_dockets_is_said)
{
	static const char *const bad[] = { "kind=transfer", "kind=x", "open=2", "after=x",
		"number=%E5%BC%A0", "number=G1234567890123456789012345", "limit=0" };
	struct hatch w;
	char path[96];
	hatch_open(&w);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		(void)snprintf(path, sizeof(path), "/v1/dockets?%s", bad[i]);
		hatch_expect(&w, "GET", path, HEAD, NULL, 400, "BAD_REQUEST");
	}
	hatch_expect(&w, "GET", "/v1/dockets?kind=complaint", HEAD, NULL, 200, NULL);
	hatch_close(&w);
}

Test(doors, notices_go_on_where_the_page_before_ended)
{
	static const char *const bad[] = { "x", "1.2", "0." DOCKET ".overdue." COUNTY,
		"1788224400000." DOCKET ".overdue", "1788224400000." DOCKET ".overdue.43" };
	struct hatch w;
	char path[192];
	hatch_open(&w);
	behind.n_rows = 1;
	struct reply r = hatch_ask(&w, "GET", "/v1/notices", HEAD, NULL);
	const char *cursor = json_string_value(json_object_get(json_array_get(r.json, 0), "cursor"));
	cr_assert_not_null(cursor);
	cr_expect_not(behind.has_after);
	const json_t *first = json_array_get(r.json, 0);	/* late at the county; it lies at the school */
	cr_expect_str_eq(json_string_value(json_object_get(first, "state")), "open");
	cr_expect(json_is_false(json_object_get(first, "pending")));
	(void)snprintf(path, sizeof(path), "/v1/notices?limit=7&after=%s", cursor);
	reply_end(&r);
	hatch_expect(&w, "GET", path, HEAD, NULL, 200, NULL);
	cr_expect(behind.has_after);
	cr_expect_eq(behind.after.term.ms, 1788224400000);
	cr_expect_eq(behind.limit, 7);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		(void)snprintf(path, sizeof(path), "/v1/notices?after=%s", bad[i]);
		hatch_expect(&w, "GET", path, HEAD, NULL, 400, "BAD_REQUEST");
	}
	hatch_close(&w);
}

/* How many rows, and how many have come that are new. */
static void
expect_waiting(struct hatch *w, const char *as, size_t n_rows, int64_t n_new)
{
	struct reply r = hatch_ask(w, "GET", "/v1/inbox?for=role", as, NULL);
	cr_assert_eq(r.status, 200);
	cr_expect_eq(json_array_size(r.json), n_rows, "%s", as);
	if (n_rows > 0)
		cr_expect_str_eq(json_string_value(json_object_get(json_array_get(r.json, 0), "back")), "refused");
	reply_end(&r);
	r = hatch_ask(w, "GET", "/v1/inbox/news?for=role&since=1", as, NULL);
	cr_expect_eq(json_integer_value(json_object_get(r.json, "new")), n_new, "%s", as);
	reply_end(&r);
}

Test(doors, what_came_back_waits_for_who_can_answer_it)
{
	struct hatch w;
	hatch_open(&w);
	hatch_give_back(&w, ACTION_returned);
	behind.n_rows = 1;
	behind.row_stage = STAGE_answer;
	expect_waiting(&w, HEAD, 0, 1);
	struct reply r = hatch_ask(&w, "GET", "/v1/inbox", HEAD, NULL);
	cr_expect_eq(json_array_size(r.json), 1, "it lies on the desk of his unit");
	cr_expect_str_eq(json_string_value(json_object_get(json_array_get(r.json, 0), "back")), "returned");
	reply_end(&r);
	r = hatch_ask(&w, "GET", "/v1/dockets/" DOCKET, CLERK, NULL);
	cr_expect_str_eq(json_string_value(json_object_get(r.json, "resumes")), "sending_school");
	const json_t *e = json_array_get(json_object_get(r.json, "entries"),
	    (size_t)json_integer_value(json_object_get(r.json, "back")) - 1);
	cr_expect_str_eq(json_string_value(json_object_get(e, "action")), "returned");
	cr_expect_eq(json_array_size(json_object_get(r.json, "needs_words")), 0);
	reply_end(&r);
	hatch_close(&w);
	hatch_open(&w);
	hatch_give_back(&w, ACTION_refused);
	behind.n_rows = 1;
	behind.row_stage = STAGE_answer;
	expect_waiting(&w, HEAD, 1, 2);
	expect_waiting(&w, CLERK, 1, 2);
	hatch_close(&w);
}

Test(doors, a_unit_says_who_is_above_it)
{
	struct hatch w;
	hatch_open(&w);
	struct reply r = hatch_ask(&w, "GET", "/v1/units/" SCHOOL, HEAD, NULL);
	const json_t *path = json_object_get(r.json, "path");
	cr_assert_eq(r.status, 200);
	cr_assert_eq(json_array_size(path), 3);
	cr_expect_str_eq(json_string_value(json_object_get(json_array_get(path, 0), "code")), "000000");
	cr_expect_str_eq(json_string_value(json_object_get(json_array_get(path, 2), "code")), COUNTY);
	reply_end(&r);
	hatch_expect(&w, "GET", "/v1/units/x", HEAD, NULL, 404, "UNKNOWN_UNIT");
	hatch_close(&w);
}

/* The table of the test is empty, so weekends are off and all weekdays worked. */
Test(doors, a_year_says_when_business_is_closed)
{
	static const char *const bad[] = { "x", "2003", "2100", "20x6", "02026", "" };
	struct hatch w;
	char path[48];
	hatch_open(&w);
	struct reply r = hatch_ask(&w, "GET", "/v1/calendar?year=2026", HEAD, NULL);
	const json_t *closed = json_object_get(r.json, "closed");
	cr_assert_eq(r.status, 200);
	cr_expect(json_is_false(json_object_get(r.json, "known")));
	cr_expect_eq(json_array_size(json_object_get(r.json, "days_off")), 0);
	cr_assert_gt(json_array_size(closed), 0, "the nation of the test opens nothing");
	const json_t *one = json_array_get(closed, 0);
	cr_expect_str_eq(json_string_value(json_object_get(one, "from")), "2026-01-01");
	cr_expect_str_eq(json_string_value(json_object_get(one, "until")), "2026-12-31");
	reply_end(&r);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		(void)snprintf(path, sizeof(path), "/v1/calendar?year=%s", bad[i]);
		hatch_expect(&w, "GET", path, HEAD, NULL, 400, "BAD_REQUEST");
	}
	hatch_close(&w);
}

/* -- weather -------------------------------------------------------------------------- */

Test(doors, while_the_database_is_away_everybody_is_told_to_come_again)
{
	static const char *const paths[] = { "/v1/dockets/" DOCKET, "/v1/dockets/" DOCKET "/export",
		"/v1/inbox", "/v1/students", "/v1/students/" NUMBER, "/v1/notices", "/v1/letters/dead",
		"/v1/dockets" };
	struct hatch w;
	hatch_open(&w);
	behind.weather = STORE_AGAIN;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct reply r = hatch_ask(&w, "GET", paths[i], HEAD, NULL);
		cr_expect_eq(r.status, 503, "%s", paths[i]);
		cr_expect_str_eq(reply_text(&r, "verdict"), "BUSY");
		cr_expect_not_null(strstr(r.head, "Retry-After: "));
		reply_end(&r);
	}
	hatch_expect(&w, "GET", "/v1/units", HEAD, NULL, 200, NULL);
	hatch_expect(&w, "GET", "/livez", NULL, NULL, 200, NULL);
	struct reply r = hatch_ask(&w, "GET", "/metrics", NULL, NULL);
	cr_expect_eq(r.status, 200);
	cr_expect_null(strstr(r.body, "xueji_open_dockets"), "an invented number");
	cr_expect_not_null(strstr(r.body, "xueji_turns_total"));
	reply_end(&r);
	hatch_close(&w);
}

/* The codes of a list of units, one behind the other. */
static void
expect_units(struct hatch *w, const char *path, const char *codes)
{
	char got[256] = "";
	size_t i;
	const json_t *u;
	struct reply r = hatch_ask(w, "GET", path, HEAD, NULL);
	cr_assert_eq(r.status, 200, "%s", r.body);
	json_array_foreach(r.json, i, u)
	{
		strcat(got, json_string_value(json_object_get(u, "code")));
		strcat(got, " ");
	}
	cr_expect_str_eq(got, codes, "%s", path);
	reply_end(&r);
}

Test(doors, units_without_a_contact_are_listed_page_by_page_whatever_their_level)
{
	struct hatch w;
	hatch_open(&w);
	expect_units(&w, "/v1/units?without_contact=1",
	    "2143000101 2143000102 2144000101 430000 440000 440103 ");
	expect_units(&w, "/v1/units?without_contact=1&limit=2&after=2143000102", "2144000101 430000 ");
	expect_units(&w, "/v1/units?without_contact=1&under=430000", "2143000101 2143000102 430000 ");
	expect_units(&w, "/v1/units?under=430000", COUNTY " ");
	struct reply r = hatch_ask(&w, "GET", "/v1/units?under=430000", HEAD, NULL);
	const json_t *c = json_object_get(json_array_get(r.json, 0), "contact");
	cr_expect_str_eq(json_string_value(json_object_get(c, "phone")), "000-00430102");
	cr_expect_str_eq(json_string_value(json_object_get(c, "channel")), "https://c430102.example");
	reply_end(&r);
	hatch_close(&w);
}

Test(doors, units_are_found_by_their_names_each_with_those_above_it)
{
	struct hatch w;
	static const char *const bad[] = { "name=", "name=x", "name=%E6%A0%A1", "name=%01%02%03", "name=xx&limit=0", "name=xx&limit=201",
		"name=xx&without_contact=1" };
	hatch_open(&w);
	expect_units(&w, "/v1/units?name=%E7%A4%BA%E8%8C%83", "2143000101 2143000102 2144000101 ");	/* 示范 */
	expect_units(&w, "/v1/units?name=%E7%A4%BA%E8%8C%83&limit=1", "2143000101 ");
	expect_units(&w, "/v1/units?name=%E7%A4%BA%E8%8C%83&under=440000", "2144000101 ");
	expect_units(&w, "/v1/units?name=%E7%A4%BA%E8%8C%83%20%E8%8D%94%E6%B9%BE", "2144000101 ");	/* 示范 荔湾 */
	expect_units(&w, "/v1/units?name=xx", "");
	hatch_expect(&w, "GET", "/v1/units?name=xx&under=43", HEAD, NULL, 404, "UNKNOWN_UNIT");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char path[64];
		(void)snprintf(path, sizeof(path), "/v1/units?%s", bad[i]);
		hatch_expect(&w, "GET", path, HEAD, NULL, 400, "BAD_REQUEST");
	}
	struct reply r = hatch_ask(&w, "GET", "/v1/units?name=%E7%A4%BA%E8%8C%83&under=440000", HEAD, NULL);
	const json_t *path = json_object_get(json_array_get(r.json, 0), "path");
	cr_expect_eq(json_array_size(path), 3, "%s", r.body);
	cr_expect_str_eq(json_string_value(json_object_get(json_array_get(path, 2), "name")), "广州市荔湾区教育局");
	reply_end(&r);
	hatch_close(&w);
}

Test(doors, what_was_committed_is_done_even_if_it_cannot_be_read_again)
{
	struct hatch w;
	hatch_open(&w);
	behind.is_gone_after_commit = true;
	behind.answer.n = 2;
	struct reply r = hatch_ask(&w, "POST", "/v1/dockets/" DOCKET "/approve", HEAD, "{}");
	cr_expect_eq(r.status, 200);
	cr_expect_str_eq(reply_text(&r, "docket"), DOCKET);
	cr_expect_eq(json_integer_value(json_object_get(r.json, "n")), 2);
	reply_end(&r);
	hatch_close(&w);
}

Test(doors, who_acted_is_shown_the_docket_as_the_action_left_it)
{
	struct hatch w;
	hatch_open(&w);
	hatch_approve(&w);
	for (unsigned n = 1; n <= 2; n++) {
		behind.answer.n = n;
		struct reply r = hatch_ask(&w, "POST", "/v1/dockets/" DOCKET "/approve", HEAD, "{}");
		cr_expect_eq(json_array_size(json_object_get(r.json, "entries")), n);
		cr_expect_str_eq(reply_text(&r, "holder"), n == 1 ? SCHOOL : "2143000102");
		reply_end(&r);
	}
	hatch_close(&w);
}

Test(doors, readiness_says_why_not)
{
	struct hatch w;
	hatch_open(&w);
	hatch_expect(&w, "GET", "/readyz", NULL, NULL, 200, NULL);
	w.is_ready = false;
	struct reply r = hatch_ask(&w, "GET", "/readyz", NULL, NULL);
	cr_expect_eq(r.status, 503);
	cr_expect_str_eq(reply_text(&r, "why"), "database not reachable");
	reply_end(&r);
	hatch_close(&w);
}

Test(doors, metrics_count_what_lies_here)
{
	struct hatch w;
	hatch_open(&w);
	behind.n_dead = 70000;
	struct reply r = hatch_ask(&w, "GET", "/metrics", NULL, NULL);
	cr_expect_not_null(strstr(r.body, "xueji_open_dockets{stage=\"receiving_county\"} 5\n"));
	cr_expect_not_null(strstr(r.body, "xueji_overdue_dockets 3\n"));
	cr_expect_not_null(strstr(r.body, "xueji_outbox_age_seconds 1.250\n"));
	cr_expect_not_null(strstr(r.body, "xueji_dead_letters 70000\n"));
	reply_end(&r);
	hatch_close(&w);
}

/* -- many at once --------------------------------------------------------------------- */

enum { MANY = 300 };

static void
sleep_a_little(void)
{
	const struct timespec ts = { 0, 10000000 };
	(void)nanosleep(&ts, NULL);
}

static void *
file_one(void *context)
{
	struct reply r = hatch_ask(context, "POST", "/v1/dockets", CLERK, FILING);
	const long status = r.status;
	reply_end(&r);
	return (void *)status;
}

Test(doors, hundreds_wait_for_one_turn_and_a_reload_does_not_wait_for_them)
{
	struct hatch w;
	pthread_t threads[MANY];
	hatch_open(&w);
	behind.n_expected = MANY + 1;
	for (size_t i = 0; i < MANY; i++)
		cr_assert_eq(pthread_create(&threads[i], NULL, file_one, &w), 0);
	while (behind.n_asked < MANY)
		sleep_a_little();
	desk_set_law(w.desk, &w.law);
	hatch_expect(&w, "GET", "/v1/dockets/" DOCKET, HEAD, NULL, 200, NULL);
	hatch_expect(&w, "POST", "/v1/dockets", CLERK, FILING, 201, NULL);	/* the last one */
	for (size_t i = 0; i < MANY; i++) {
		void *status;
		cr_assert_eq(pthread_join(threads[i], &status), 0);
		cr_expect_eq((long)status, 201);
	}
	hatch_close(&w);
}

/* -- coming in ------------------------------------------------------------------------ */

static int
ask_tcp(struct hatch *w, int port, const char *path, const char *headers)
{
	char head[512];
	(void)snprintf(head, sizeof(head), "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s\r\n", path,
	    headers);
	struct reply r = hatch_raw(w, port, head, strlen(head));
	const int status = r.status;
	reply_end(&r);
	return status;
}

#define AS "X-Xueji-As: " HEAD "\r\n"

Test(doors, over_tcp_only_the_token_opens_more_than_the_probes)
{
	struct hatch w;
	const int port = hatch_open_tcp(&w, TOKEN);
	cr_expect_eq(ask_tcp(&w, port, "/livez", ""), 200);
	cr_expect_eq(ask_tcp(&w, port, "/readyz", ""), 200);
	cr_expect_eq(ask_tcp(&w, port, "/metrics", ""), 200);
	cr_expect_eq(ask_tcp(&w, port, "/v1/verdicts", ""), 403);
	cr_expect_eq(ask_tcp(&w, port, "/v1/inbox", AS), 403);
	cr_expect_eq(ask_tcp(&w, port, "/v1/inbox", AS "Authorization: Bearer \r\n"), 403);
	cr_expect_eq(ask_tcp(&w, port, "/v1/inbox", AS "Authorization: Bearer " TOKEN "x\r\n"), 403);
	cr_expect_eq(ask_tcp(&w, port, "/v1/inbox", AS "Authorization: Bearer s3cre\r\n"), 403);
	cr_expect_eq(ask_tcp(&w, port, "/v1/inbox", AS "Authorization: " TOKEN "\r\n"), 403);
	cr_expect_eq(ask_tcp(&w, port, "/v1/verdicts", "Authorization: Bearer " TOKEN "\r\n"), 200);
	cr_expect_eq(ask_tcp(&w, port, "/v1/inbox", AS "Authorization: Bearer " TOKEN "\r\n"), 200);
	cr_expect_eq(ask_tcp(&w, 0, "/v1/inbox", AS), 200, "the socket asks for no token");
	hatch_close(&w);
}

Test(doors, without_a_token_tcp_serves_only_the_probes)
{
	struct hatch w;
	const int port = hatch_open_tcp(&w, NULL);
	cr_expect_eq(ask_tcp(&w, port, "/livez", ""), 200);
	cr_expect_eq(ask_tcp(&w, port, "/v1/inbox", AS "Authorization: Bearer \r\n"), 403);
	cr_expect_eq(ask_tcp(&w, port, "/v1/grounds", ""), 403);
	hatch_close(&w);
}

/* What keeps one name alone: class lists and published law. */
Test(doors, what_is_done_in_person_no_deputy_does)
{
	struct hatch w;
	hatch_open(&w);
	hatch_expect(&w, "POST", "/v1/class", SCHOOL ":teacher:zhao for tang", "{\"class\":\"1\",\"list\":\"x\"}", 403,
	    "NOT_IN_PERSON");
	hatch_expect(&w, "POST", "/v1/publications", SCHOOL ":head:zhao for qian", "{}", 403, "NOT_IN_PERSON");
	hatch_close(&w);
}
