/* The document lib/desk/openapi.yaml: held against the doors, and against real answers. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "hatch.h"

TestSuite(openapi, .timeout = 60);

/* What the script says goes where the test's own words go. */
static int
run_script(const char *arguments)
{
	char command[512];
	(void)snprintf(command, sizeof(command), "'%s/tests/desk/openapi' %s 1>&2", XUEJI_SOURCE_DIR,
	    arguments);
	const int status = system(command);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

Test(openapi, every_door_is_described_and_every_description_has_a_door)
{
	cr_expect_eq(run_script(""), 0);
}

Test(openapi, each_check_can_fail)
{
	cr_expect_eq(run_script("--self-test"), 0);
}

static void
ask(struct hatch *w, const char *method, const char *path, const char *as, const char *body)
{
	struct reply r = hatch_ask(w, method, path, as, body);
	cr_expect_neq(r.status, 0, "%s %s", method, path);
	reply_end(&r);
}

#define STUDENT "\"student\":{\"number\":\"" NUMBER "\",\"name\":\"欧阳阿依\",\"grade\":4}"
#define FILING                                                                                  \
	"{\"docket\":\"" DOCKET "\",\"kind\":\"transfer\"," STUDENT ",\"sending_school\":\"" THERE  \
	"\",\"reason\":\"x\"}"
#define PROVINCE "430000:head:wen"
#define PUBLICATION "{\"matter\":\"policy\",\"file\":\"430000.yaml\",\"text\":\"version: 4\"}"
#define RECORD                                                                                  \
	"{\"number\":\"" NUMBER "\",\"name\":\"欧阳阿依\",\"birth\":\"2015-03-07\",\"sex\":\"2\","  \
	"\"status\":\"in_school\",\"grade\":4}"

#define TEACHER		SCHOOL ":teacher:zhao"
#define CLASS_PATH	"/v1/class?class=%E4%B8%89%E5%B9%B4%E7%BA%A72%E7%8F%AD"
#define CONFIRM		"{\"class\":\"三年级2班\",\"list\":\"0123456789abcdef\",\"parents\":2}"

/* Base64 of lists: first records, right and wrong; class lists with a child in two, and in one. */
#define ROWS "5aeT5ZCNLOi6q+S7veivgeS7tuWPtyzmgKfliKss5Ye655Sf5pel5pyfLOW5tOe6pwrmrKfpmLPpmL/kvp0sLOWlsywyMDE5LTA1LTIwLDEK"
#define WRONG_ROWS "5aeT5ZCNLOi6q+S7veivgeS7tuWPtyzmgKfliKss5Ye655Sf5pel5pyfLOW5tOe6pwrmrKfpmLPpmL/kvp0sMSx4LHgseArmrKfpmLPpmL/kvp0K"
#define CLASSES "54+t57qnLOWtpuexjeWPtwrkuInlubTnuqcy54+tLEcxMTAxMDEyMDE1MDMwNzg1MTEK5LiJ5bm057qnM+ePrSxHMTEwMTAxMjAxNTAzMDc4NTExCg=="
#define ONE_CLASS "54+t57qnLOWtpuexjeWPtwrkuInlubTnuqcy54+tLEcxMTAxMDEyMDE1MDMwNzg1MTEK"
#define IMPORT(list, verb, file)                                                                \
	"{\"list\":\"" list "\",\"verb\":\"" verb "\",\"reason\":\"x\",\"file\":\"" file "\"}"

static void
ask_everything(struct hatch *w)
{
	static const char *const gets[] = { "/livez", "/readyz", "/metrics", "/v1/verdicts", "/v1/grounds",
		"/v1/dockets/" DOCKET, "/v1/dockets/" DOCKET "/export", "/v1/dockets/" DOCKET "/forks",
		"/v1/inbox", "/v1/handled", "/v1/students", "/v1/students/" NUMBER, "/v1/units", "/v1/units?under=430102",
		"/v1/units?without_contact=1", "/v1/units?without_contact=2", "/v1/units?name=%E5%B0%8F%E5%AD%A6", "/v1/units?name=x",
		"/v1/notices", "/v1/publications", "/v1/letters/dead", "/v1/letters/dead?all=1", "/v1/nowhere" };
	for (size_t i = 0; i < sizeof(gets) / sizeof(gets[0]); i++)
		ask(w, "GET", gets[i], HEAD, NULL);
	ask(w, "GET", "/v1/status?number=" NUMBER "&name=%E6%AC%A7%E9%98%B3%E9%98%BF%E4%BE%9D", NULL, NULL);
	behind.serves = "2143000102";	/* not where the docket is */
	ask(w, "GET", "/v1/status?number=" NUMBER "&name=%E6%AC%A7%E9%98%B3%E9%98%BF%E4%BE%9D", NULL, NULL);
	behind.serves = NULL;
	ask(w, "GET", "/v1/status?number=" NUMBER "&name=x", NULL, NULL);
	ask(w, "GET", "/v1/status", NULL, NULL);
	ask(w, "GET", "/v1/sheet?number=" NUMBER, HEAD, NULL);
	ask(w, "GET", "/v1/sheet?number=x", HEAD, NULL);
	ask(w, "GET", "/v1/sheet", HEAD, NULL);
	ask(w, "GET", "/v1/sheet.pdf?number=" NUMBER, HEAD, NULL);
	ask(w, "GET", "/v1/sheet.pdf?number=x", HEAD, NULL);
	ask(w, "GET", "/v1/sheet.pdf", HEAD, NULL);
	ask(w, "GET", "/v1/dockets/" DOCKET "/receipt.pdf", HEAD, NULL);
	ask(w, "GET", "/v1/dockets/" DOCKET "/notice.pdf", HEAD, NULL);
	ask(w, "GET", "/v1/dockets/" DOCKET "/notice.pdf", SCHOOL ":clerk:x", NULL);
	ask(w, "GET", "/v1/dockets/" DOCKET "/sheet.pdf", HEAD, NULL);
	ask(w, "GET", "/v1/verification", HEAD, NULL);
	ask(w, "GET", "/v1/unfinished", HEAD, NULL);
	ask(w, "GET", "/v1/unfinished?after=x", HEAD, NULL);
	ask(w, "GET", "/v1/unchanged", HEAD, NULL);
	ask(w, "GET", "/v1/unchanged?after=%20", HEAD, NULL);
	ask(w, "GET", CLASS_PATH, TEACHER, NULL);
	ask(w, "GET", CLASS_PATH, SCHOOL ":clerk:x", NULL);
	ask(w, "GET", "/v1/class?class=x", TEACHER, NULL);
	ask(w, "GET", "/v1/class", TEACHER, NULL);
	ask(w, "PUT", "/v1/class", CLERK, "{\"class\":\"三年级2班\",\"students\":[\"" NUMBER "\"]}");
	ask(w, "POST", "/v1/class", TEACHER, CONFIRM);
	ask(w, "POST", "/v1/class", SCHOOL ":registrar:zhao", CONFIRM);
	ask(w, "GET", "/v1/dockets", HEAD, NULL);
	ask(w, "GET", "/v1/dockets?number=" NUMBER "&kind=transfer", HEAD, NULL);
	ask(w, "GET", "/v1/dockets?kind=transfer", HEAD, NULL);
	ask(w, "GET", "/v1/units/" SCHOOL, HEAD, NULL);
	ask(w, "GET", "/v1/units/999999", HEAD, NULL);
	ask(w, "GET", "/v1/calendar", HEAD, NULL);
	ask(w, "GET", "/v1/calendar?year=x", HEAD, NULL);
	ask(w, "GET", "/v1/notices?after=x", HEAD, NULL);
	ask(w, "GET", "/v1/findings", HEAD, NULL);
	ask(w, "GET", "/v1/findings?after=x", HEAD, NULL);
	ask(w, "GET", "/v1/figures?from=2026-09-01&until=2026-09-02", HEAD, NULL);
	ask(w, "GET", "/v1/figures?from=2026-09-01", HEAD, NULL);
	ask(w, "GET", "/v1/figures?from=2026-09-01&until=2026-09-02&unit=440103", HEAD, NULL);
	ask(w, "GET", "/v1/figures/dockets?from=2026-09-01&until=2026-09-02&limit=1", HEAD, NULL);
	ask(w, "POST", "/v1/sheet", HEAD, "{\"number\":\"" NUMBER "\",\"paper\":{\"name\":\"x\"}}");
	ask(w, "POST", "/v1/sheet", HEAD, "{}");
	ask(w, "POST", "/v1/search", HEAD, "{\"number\":\"" NUMBER "\"}");
	ask(w, "POST", "/v1/search", HEAD, "{}");
	ask(w, "POST", "/v1/search", TEACHER, "{\"docket\":\"" DOCKET "\"}");
	ask(w, "POST", "/v1/dockets", CLERK, FILING);
	ask(w, "POST", "/v1/dockets", CLERK, "{}");
	ask(w, "POST", "/v1/decisions", HEAD,
	    "{\"verb\":\"approve\",\"dockets\":[{\"docket\":\"" DOCKET "\",\"seen_n\":1}]}");
	ask(w, "POST", "/v1/decisions", HEAD, "{\"verb\":\"file\",\"dockets\":[{}]}");
	ask(w, "POST", "/v1/preflight", CLERK, FILING);
	ask(w, "POST", "/v1/preflight", CLERK, "{}");
	ask(w, "POST", "/v1/dockets/" DOCKET "/unmask", HEAD, "{\"purpose\":\"核对证件\"}");
	ask(w, "POST", "/v1/dockets/" DOCKET "/unmask", HEAD, "{\"purpose\":\"x\"}");
	ask(w, "POST", "/v1/dockets/" DOCKET "/unmask", TEACHER, "{\"purpose\":\"核对证件\"}");
	ask(w, "GET", "/v1/looks/verify", HEAD, NULL);
	ask(w, "GET", "/v1/looks/verify", CLERK, NULL);
	ask(w, "POST", "/v1/accounts", HEAD, "{\"password\":\"a long enough word\"}");
	ask(w, "POST", "/v1/accounts", HEAD, "{\"subject\":\"person-100\"}");
	ask(w, "POST", "/v1/accounts", HEAD, "{\"subject\":null,\"password\":\"a long enough word\"}");
	ask(w, "POST", "/v1/dockets/" DOCKET "/approve", HEAD, "{}");
	ask(w, "POST", "/v1/letters/dead/1/replay", HEAD, NULL);
	ask(w, "POST", "/v1/publications", PROVINCE, PUBLICATION);
	ask(w, "POST", "/v1/publications", HEAD, PUBLICATION);
	ask(w, "POST", "/v1/publications", PROVINCE, "{}");
	ask(w, "POST", "/v1/students", CLERK, "[" RECORD "]");
	ask(w, "POST", "/v1/students", CLERK, "[{}]");
	ask(w, "POST", "/v1/imports", CLERK, IMPORT("enrolment", "check", ROWS));
	ask(w, "POST", "/v1/imports", CLERK, IMPORT("enrolment", "file", ROWS));
	ask(w, "POST", "/v1/imports", CLERK, IMPORT("enrolment", "file", WRONG_ROWS));
	ask(w, "POST", "/v1/imports", CLERK, IMPORT("enrolment", "check", "eA=="));
	ask(w, "POST", "/v1/imports", CLERK, IMPORT("class_list", "file", CLASSES));
	ask(w, "POST", "/v1/imports", CLERK, IMPORT("class_list", "file", ONE_CLASS));
	ask(w, "POST", "/v1/imports", CLERK, IMPORT("x", "file", ROWS));
	ask(w, "POST", "/v1/imports", HEAD, IMPORT("enrolment", "check", ROWS));
	ask(w, "PUT", "/v1/attachments", CLERK, "\xff\xd8\xff");
	ask(w, "PUT", "/v1/attachments", CLERK, "GIF");
	ask(w, "DELETE", "/v1/inbox", HEAD, NULL);
	ask(w, "GET", "/v1/inbox", NULL, NULL);
	ask(w, "GET", "/v1/inbox?for=role&kind=transfer&claimed_by=su", HEAD, NULL);
	ask(w, "GET", "/v1/inbox?for=x", HEAD, NULL);
	ask(w, "GET", "/v1/handled?by=me&state=open&kind=transfer", HEAD, NULL);
	ask(w, "GET", "/v1/handled?state=x", HEAD, NULL);
	ask(w, "GET", "/v1/inbox/news?since=1788224400000&for=role", HEAD, NULL);
	ask(w, "GET", "/v1/inbox/news", HEAD, NULL);
	ask(w, "PUT", "/v1/dockets/" DOCKET "/claim", HEAD, NULL);
	ask(w, "PUT", "/v1/dockets/" DOCKET "/claim", CLERK, NULL);
	ask(w, "DELETE", "/v1/dockets/" DOCKET "/claim", CLERK, NULL);
	ask(w, "DELETE", "/v1/dockets/" DOCKET "/claim", HEAD, NULL);
	ask(w, "GET", "/v1/inbox", THERE ":head:x", NULL);
}

/* The good day, the bad day, and the request that travels. */
Test(openapi, every_answer_is_as_described)
{
	struct hatch w;
	char name[96], arguments[128];
	hatch_open_press(&w, XUEJI_PAPER);
	(void)snprintf(name, sizeof(name), "%s/answers", w.dir);
	w.answers = fopen(name, "w");
	cr_assert_not_null(w.answers);
	behind.n_rows = 2;
	ask_everything(&w);
	ask(&w, "GET", "/v1/dockets/" DOCKET "/attachments/" DIGEST, CLERK, NULL);
	hatch_keep_scan();
	ask(&w, "GET", "/v1/dockets/" DOCKET "/attachments/" DIGEST, CLERK, NULL);
	behind.answer.is_underway = true;
	ask(&w, "POST", "/v1/dockets/" DOCKET "/object", HEAD, "{\"reason\":\"x\"}");
	behind.answer.verdict = VERDICT_WINDOW_CLOSED;
	behind.answer.opens.ms = 1789488000000;
	ask(&w, "POST", "/v1/dockets", CLERK, FILING);
	behind.answer.verdict = VERDICT_OK;
	behind.answer.is_underway = false;
	behind.weather = STORE_AGAIN;
	w.is_ready = false;
	ask_everything(&w);
	behind.weather = STORE_OK;
	hatch_admit(&w);
	ask(&w, "GET", "/v1/dockets/" DOCKET "/notice.pdf", HEAD, NULL);
	hatch_complain(&w, 1);
	ask(&w, "GET", "/v1/dockets/" DOCKET "/sheet.pdf", COUNTY ":head:x", NULL);
	cr_assert_eq(fclose(w.answers), 0);
	w.answers = NULL;
	(void)snprintf(arguments, sizeof(arguments), "--answers '%s'", name);
	cr_expect_eq(run_script(arguments), 0);
	(void)remove(name);
	hatch_close(&w);
}
