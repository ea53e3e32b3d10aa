/* See hatch.h. */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "desk/door.h"
#include "hatch.h"

#define NEIGHBOUR	"2143000102"

static const struct unit units[] = {
	{ { "000000" }, { "" }, LEVEL_MINISTRY, PHASE_NONE, false, "教育部" },
	{ { SCHOOL }, { COUNTY }, LEVEL_SCHOOL, PHASE_PRIMARY, false, "示范甲小学" },
	{ { NEIGHBOUR }, { COUNTY }, LEVEL_SCHOOL, PHASE_PRIMARY, false, "示范乙小学" },
	{ { THERE }, { "440103" }, LEVEL_SCHOOL, PHASE_PRIMARY, false, "示范丁小学" },
	{ { "430000" }, { "000000" }, LEVEL_PROVINCE, PHASE_NONE, false, "湖南省教育厅" },
	{ { COUNTY }, { "430000" }, LEVEL_COUNTY, PHASE_NONE, false, "长沙市芙蓉区教育局" },
	{ { "440000" }, { "000000" }, LEVEL_PROVINCE, PHASE_NONE, false, "广东省教育厅" },
	{ { "440103" }, { "440000" }, LEVEL_COUNTY, PHASE_NONE, false, "广州市荔湾区教育局" },
};
static const struct registry registry = {
	.units = units,
	.n_units = sizeof(units) / sizeof(units[0]),
	.version = 1,
};
/* The first county publishes both, the ministry a telephone, the others nothing. */
static const struct unit_contact contact_rows[] = {
	{ { "000000" }, "000-00000000", "" },
	{ { COUNTY }, "000-00430102", "https://c430102.example" },
};
static const struct unit_contacts contacts = { .at = contact_rows, .n = 2 };
static const struct calendar calendar = { .n_days = 0 };
static const uint32_t codes[] = { 110101, 430102 };
static const struct division_codes divisions = { codes, 2 };
static const struct policy nation = { .province = { "000000" }, .unchanged_days = 180, .terms = { { 9, 1 } }, .n_terms = 1,
	.grounds = UINT64_C(1) << GROUND_NO_SEAT };

static const struct policy *
policy_of(const void *law, struct unit_code unit, struct instant at, uint32_t version)
{
	(void)law, (void)unit, (void)at, (void)version;
	return &nation;
}

/* The text "wide" is wider than the nation's; all others are law. */
static enum verdict
judge(const void *law, struct publication *p, char *ret_why, size_t size)
{
	(void)law;
	if (strcmp(p->text, "wide") == 0) {
		(void)snprintf(ret_why, size, "%s:3:1: too wide", p->file);
		return VERDICT_PUBLICATION_FAULTY;
	}
	if (p->version == 0)
		p->version = 9;
	return publication_check(p, &registry);
}

/* One of each state. */
static bool
published(const void *law, size_t i, struct relay_publication *ret)
{
	static struct publication list[4];
	static const int64_t begins_ms[] = { 1, 2, INT64_MAX, 3 };
	(void)law;
	if (i >= 4)
		return false;
	struct publication *p = &list[i];
	p->matter = MATTER_POLICY;
	(void)strcpy(p->unit.text, "430000");
	(void)strcpy(p->file, "430000.yaml");
	p->version = (uint32_t)i + 4;
	p->published_at.ms = 1;
	p->effective_at.ms = begins_ms[i] == INT64_MAX ? 4102444800000 : begins_ms[i];
	ret->publication = p;
	ret->verdict = i == 3 ? VERDICT_PUBLICATION_FAULTY : VERDICT_OK;
	ret->why = i == 3 ? "430000.yaml:2:1: \"grounds\": no such ground" : "";
	return true;
}

static int64_t
now_ms(void)
{
	return behind.now_ms != 0 ? behind.now_ms
				  : 1788224400000;	/* 2026-09-01T09:00:00+08:00 */
}

static bool
is_ready(const void *context, const char **ret_why)
{
	const struct hatch *w = context;
	*ret_why = w->is_ready ? "ready" : "database not reachable";
	return w->is_ready;
}

/* -- the docket ----------------------------------------------------------------------- */

static struct unit_code
code_of(const char *text)
{
	struct unit_code code;
	cr_assert(unit_code_parse(text, &code));
	return code;
}

/* One key signs for all, which the ministry vouches for. */
static void
make_keyring(struct hatch *w)
{
	static const char *const names[] = { "000000", SCHOOL, COUNTY, NEIGHBOUR };
	enum { N = sizeof(names) / sizeof(names[0]) };
	const struct instant from = { 1 }, until = { 4102444800000 };
	uint8_t root[PUBLIC_KEY_SIZE], public_key[PUBLIC_KEY_SIZE];
	struct bytes root_pem, pem[N], grants[N];
	size_t refused;
	cr_assert(keyring_generate(w->arena, &root_pem, root));
	for (size_t i = 0; i < N; i++) {
		cr_assert(keyring_generate(w->arena, &pem[i], public_key));
		cr_assert(keyring_grant(w->arena, code_of(names[i]), i == 0 ? root : public_key, from,
		    until, code_of("000000"), root_pem, &grants[i]));
	}
	w->keyring = keyring_open(keyring_file(w->arena, grants, N), root, NULL, &refused);
	cr_assert(w->keyring != NULL && refused == 0);
	for (size_t i = 1; i < N; i++)
		cr_assert(keyring_add_private(w->keyring, code_of(names[i]), pem[i]));
}

static struct header
make_header(void)
{
	struct header h = {
		.id = { DOCKET }, .kind = BUSINESS_transfer, .scope = SCOPE_within_county,
		.number = { NUMBER }, .citizen_id = { "110101201503078511" }, .name = "欧阳阿依",
		.grade = 4, .receiving_school = code_of(SCHOOL),
		.sending_school = code_of("2143000102"), .arrived_on = { 20697 },
		.filed_at = { 1788224400000 }, .answer_days = 10, .n_attachments = 1,
		.attachments = { { { 7 }, 9, "image/png" } },
	};
	static const struct { enum stage stage; const char *unit; } stops[] = {
		{ STAGE_receiving_school, SCHOOL }, { STAGE_check, "2143000102" },
		{ STAGE_sending_school, "2143000102" }, { STAGE_county, COUNTY },
		{ STAGE_release, "2143000102" }, { STAGE_admit, SCHOOL },
	};
	for (size_t i = 0; i < sizeof(stops) / sizeof(stops[0]); i++) {
		const bool is_automatic = stage_is_automatic(stage_row(stops[i].stage));
		h.route.stops[i] = (struct stop){ stops[i].stage, code_of(stops[i].unit),
			is_automatic, is_automatic ? 0 : 10 };
		h.route.n++;
	}
	return h;
}

/* Filed, and waits for the head of the school. */
static void
make_folder(const struct hatch *w)
{
	const struct header h = make_header();
	const struct entry e = {
		.docket = h.id, .n = 1, .at = h.filed_at, .unit = h.receiving_school,
		.holder = h.receiving_school, .officer = "zhao", .role = ROLE_REGISTRAR,
		.action = ACTION_filed, .stage = STAGE_receiving_school, .reason = "随父母迁居",
	};
	const struct bytes none = { NULL, 0 };
	behind.folder.header = wire_header_encode(w->arena, &h);
	wire_hash(behind.folder.header, behind.folder.header_hash);
	behind.folder.entries = arena_array(w->arena, ENTRIES_MAX, sizeof(struct sealed));
	behind.folder.n = 1;
	cr_assert_eq(wire_entry_seal(w->arena, w->keyring, &e, behind.folder.header_hash, none,
			 &behind.folder.entries[0]),
	    VERDICT_OK);
}

void
hatch_approve(struct hatch *w)
{
	const struct entry e = {
		.docket = { DOCKET }, .n = 2, .at = { 1788224400001 }, .unit = code_of(SCHOOL),
		.holder = code_of(SCHOOL), .officer = "qian", .role = ROLE_HEAD,
		.action = ACTION_approved, .stage = STAGE_receiving_school,
	};
	const struct bytes none = { NULL, 0 };
	cr_assert_eq(wire_entry_seal(w->arena, w->keyring, &e, behind.folder.entries[0].hash, none,
			 &behind.folder.entries[1]),
	    VERDICT_OK);
	behind.folder.n = 2;
}

static struct instant
next_at(void)
{
	struct instant at = { 1788224400000 };
	for (size_t i = 0; i < behind.folder.n; i++)
		at.ms += 60000 + behind.days_before[i + 1] * INT64_C(86400000);
	return at;
}

void
hatch_append(struct hatch *w, const char *unit, enum role role, enum action action, enum stage stage)
{
	struct folder *f = &behind.folder;
	struct entry e = {
		.docket = { DOCKET }, .n = (uint32_t)f->n + 1,
		.at = next_at(), .unit = code_of(unit),
		.holder = code_of(unit), .role = role, .action = action, .stage = stage,
	};
	const struct bytes none = { NULL, 0 };
	if (role != ROLE_SYSTEM)
		(void)strcpy(e.officer, "qian");
	if (stage == STAGE_sheet)
		(void)strcpy(e.reason, "请核对书面答复");
	if (action == ACTION_refused || action == ACTION_returned)
		(void)strcpy(e.reason, "请附户口簿");
	if (action == ACTION_failed)
		e.code = VERDICT_DATA_MISMATCH;
	if (action == ACTION_refused)
		e.ground = GROUND_UNDER_SANCTION;
	e.has_record = action == ACTION_released;
	if (e.has_record) {
		e.record = (struct record){ .number = { NUMBER }, .citizen_id = { "110101201503078511" },
			.name = "欧阳阿依", .birth = { 16501 }, .sex = '2', .school = code_of(NEIGHBOUR),
			.status = STATUS_in_school, .grade = 4, .version = 1 };
	}
	cr_assert_eq(wire_entry_seal(w->arena, w->keyring, &e,
			 f->n == 0 ? f->header_hash : f->entries[f->n - 1].hash, none, &f->entries[f->n]),
	    VERDICT_OK);
	f->n++;
}

void
hatch_admit(struct hatch *w)
{
	hatch_append(w, SCHOOL, ROLE_HEAD, ACTION_approved, STAGE_receiving_school);
	hatch_append(w, NEIGHBOUR, ROLE_SYSTEM, ACTION_passed, STAGE_check);
	hatch_append(w, NEIGHBOUR, ROLE_HEAD, ACTION_approved, STAGE_sending_school);
	hatch_append(w, COUNTY, ROLE_HEAD, ACTION_approved, STAGE_county);
	hatch_append(w, NEIGHBOUR, ROLE_SYSTEM, ACTION_released, STAGE_release);
	hatch_append(w, SCHOOL, ROLE_SYSTEM, ACTION_admitted, STAGE_admit);
}

void
hatch_give_back(struct hatch *w, enum action action)
{
	hatch_append(w, SCHOOL, ROLE_HEAD, ACTION_approved, STAGE_receiving_school);
	hatch_append(w, NEIGHBOUR, ROLE_SYSTEM, ACTION_passed, STAGE_check);
	hatch_append(w, NEIGHBOUR, ROLE_HEAD, action, STAGE_sending_school);
}

void
hatch_expire(struct hatch *w)
{
	hatch_append(w, SCHOOL, ROLE_SYSTEM, ACTION_expired, STAGE_answer);
}

static void
complain_of(struct hatch *w, const char *other, size_t stops)
{
	static const struct { enum stage stage; const char *unit; } row[] = {
		{ STAGE_sheet, COUNTY }, { STAGE_verification, NEIGHBOUR }, { STAGE_decision, COUNTY },
		{ STAGE_carrying_out, NEIGHBOUR }, { STAGE_conclusion, COUNTY },
	};
	struct header h = {
		.id = { DOCKET }, .kind = BUSINESS_complaint,
		.scope = strcmp(other, NEIGHBOUR) == 0 ? SCOPE_one_school : SCOPE_within_county,
		.receiving_school = code_of(other), .sending_school = code_of(NEIGHBOUR),
		.filed_at = { 1788224400000 }, .answer_days = 10,
	};
	struct entry e = {
		.docket = { DOCKET }, .n = 1, .at = h.filed_at, .unit = code_of(COUNTY),
		.holder = code_of(COUNTY), .officer = "wen", .role = ROLE_CLERK, .action = ACTION_filed,
		.stage = STAGE_sheet, .reason = "口头拒绝受理，\n未出具书面答复",
	};
	const struct bytes none = { NULL, 0 };
	struct folder *f = &behind.folder;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++, h.route.n++)
		h.route.stops[i] = (struct stop){ row[i].stage, code_of(row[i].unit),
			stage_is_automatic(stage_row(row[i].stage)),
			stage_is_automatic(stage_row(row[i].stage)) ? 0 : 5 };
	f->header = wire_header_encode(w->arena, &h);
	wire_hash(f->header, f->header_hash);
	f->n = 1;
	cr_assert_eq(wire_entry_seal(w->arena, w->keyring, &e, f->header_hash, none, &f->entries[0]),
	    VERDICT_OK);
	for (size_t i = 0; i < stops; i++)
		hatch_append(w, row[i].unit, ROLE_HEAD, ACTION_approved, row[i].stage);
}

void
hatch_complain(struct hatch *w, size_t stops)
{
	complain_of(w, SCHOOL, stops);
}

void
hatch_complain_alone(struct hatch *w)
{
	complain_of(w, NEIGHBOUR, 0);
}

/* -- opening -------------------------------------------------------------------------- */

static void
begin(struct hatch *w)
{
	static const struct hatch none;
	static const struct behind nothing;
	*w = none;
	behind = nothing;
	behind.answer.n = 1;
	log_open("desk", LOG_ERROR);
	w->arena = arena_new();
	w->is_ready = true;
	strcpy(w->dir, "/tmp/xueji-desk-XXXXXX");
	cr_assert_not_null(mkdtemp(w->dir));
	(void)snprintf(w->socket, sizeof(w->socket), "%s/desk.sock", w->dir);
	make_keyring(w);
	make_folder(w);
	w->law = (struct relay_law){ .registry = &registry, .contacts = &contacts,
		.calendar = &calendar, .divisions = &divisions, .nation = &nation, .policy = policy_of,
		.judge = judge, .published = published, .keyring = w->keyring };
	w->options = (struct desk_options){ .socket = w->socket, .daemon = "countyd",
		.level = LEVEL_COUNTY, .conninfo = "", .status_per_address = 1000, .sign_ins_per_address = 1000, .is_behind_proxy = true,
		.status_per_number = 1000, .now_ms = now_ms, .is_ready = is_ready,
		.context = w };
}

static void
open_desk(struct hatch *w)
{
	char why[256] = "";
	w->desk = desk_open(&w->options, NULL, &w->law, why, sizeof(why));
	cr_assert_not_null(w->desk, "%s", why);
}

void
hatch_open(struct hatch *w)
{
	begin(w);
	open_desk(w);
}

void
hatch_open_asked(struct hatch *w, int per_address, int per_number)
{
	begin(w);
	w->options.status_per_address = per_address;
	w->options.status_per_number = per_number;
	open_desk(w);
}

/* Of paper: what is answered to the one door that is the pages' business. */
static void
console(struct door *d, const char *method, const char *path)
{
	if (strcmp(method, "POST") == 0 && strcmp(path, ACCOUNTS_PATH) == 0)
		answer_json(d, 201, json_pack("{s:s, s:s, s:s}", "account", "qian", "unit", SCHOOL, "role", "head"));
	else
		answer_bad_request(d, "no page of paper");
}

void
hatch_open_press(struct hatch *w, const char *program)
{
	begin(w);
	w->options.console = console;
	w->options.paper = program;
	w->options.is_demo = true;
	w->options.public_base = "https://xueji.example";
	open_desk(w);
}

static bool
is_signed_in(struct door *d)
{
	const char *cookie = d->header(d, "Cookie");
	return cookie != NULL && strcmp(cookie, "in") == 0 && !behind.is_signed_out;
}

static void
answer_page(struct door *d, const char *method, const char *path)
{
	(void)method;
	if (strcmp(path, "/console/live") != 0) {
		answer_json(d, d->has_no_room ? 503 : d->is_too_large ? 413 : 200, json_object());
		return;
	}
	d->as.unit = code_of(COUNTY);
	d->answer.status = 200;
	d->answer.type = "text/event-stream";
	d->answer.is_stream = true;
}

void
hatch_open_pages(struct hatch *w)
{
	begin(w);
	w->options.console = answer_page;
	w->options.is_signed_in = is_signed_in;
	open_desk(w);
}

/* A port nobody uses, as far as one can tell. */
static int
free_port(void)
{
	struct sockaddr_in sa = { .sin_family = AF_INET };
	socklen_t size = sizeof(sa);
	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	const int fd = socket(AF_INET, SOCK_STREAM, 0);
	cr_assert_eq(bind(fd, (const struct sockaddr *)&sa, sizeof(sa)), 0);
	cr_assert_eq(getsockname(fd, (struct sockaddr *)&sa, &size), 0);
	(void)close(fd);
	return ntohs(sa.sin_port);
}

int
hatch_open_tcp(struct hatch *w, const char *token)
{
	begin(w);
	w->options.port = free_port();
	w->options.token = token;
	open_desk(w);
	return w->options.port;
}

void
hatch_close(struct hatch *w)
{
	desk_close(w->desk);
	cr_assert_neq(access(w->socket, F_OK), 0, "the socket was left behind");
	(void)rmdir(w->dir);
	keyring_free(w->keyring);
	arena_free(w->arena);
}

/* -- asking --------------------------------------------------------------------------- */

static int
connect_to(const struct hatch *w, int port)
{
	struct sockaddr_un local = { .sun_family = AF_UNIX };
	struct sockaddr_in loopback = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	(void)snprintf(local.sun_path, sizeof(local.sun_path), "%s", w->socket);
	loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	const int fd = socket(port == 0 ? AF_UNIX : AF_INET, SOCK_STREAM, 0);
	const struct timeval patience = { 20, 0 };
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	const int rc = port == 0
	    ? connect(fd, (const struct sockaddr *)&local, sizeof(local))
	    : connect(fd, (const struct sockaddr *)&loopback, sizeof(loopback));
	cr_assert_eq(rc, 0, "nobody listens");
	return fd;
}

static void
read_all(int fd, struct reply *r)
{
	size_t capacity = 1 << 16;
	ssize_t n;
	r->body = malloc(capacity + 1);
	while ((n = recv(fd, r->body + r->size, capacity - r->size, 0)) > 0 || (n < 0 && errno == EINTR)) {
		if (n < 0)
			continue;	/* a child of the desk has ended, and Criterion listens to that */
		r->size += (size_t)n;
		if (r->size == capacity) {
			capacity *= 2;
			r->body = realloc(r->body, capacity + 1);
		}
	}
	r->body[r->size] = '\0';
}

/* Head and body stand in `body` so far. */
static void
split(struct reply *r)
{
	const char *end = strstr(r->body, "\r\n\r\n");
	if (end == NULL || strncmp(r->body, "HTTP/1.1 ", 9) != 0)
		return;
	const size_t n = (size_t)(end - r->body) + 4;
	cr_assert_lt(n, sizeof(r->head));
	memcpy(r->head, r->body, n);
	r->head[n] = '\0';
	r->status = atoi(r->head + 9);
	memmove(r->body, r->body + n, r->size - n + 1);
	r->size -= n;
	r->json = json_loadb(r->body, r->size, 0, NULL);
}

struct reply
hatch_raw(struct hatch *w, int port, const void *bytes, size_t size)
{
	struct reply r = { .status = 0 };
	const char *data = bytes;
	const int fd = connect_to(w, port);
	while (size > 0) {
		const ssize_t n = send(fd, data, size, MSG_NOSIGNAL);
		if (n <= 0)
			break;
		data += n;
		size -= (size_t)n;
	}
	(void)shutdown(fd, SHUT_WR);
	read_all(fd, &r);
	(void)close(fd);
	split(&r);
	return r;
}

static void
note(struct hatch *w, const char *method, const char *path, const struct reply *r)
{
	char type[96] = "";
	const char *at = strstr(r->head, "Content-Type: ");
	if (w->answers == NULL)
		return;
	if (at != NULL)
		(void)sscanf(at, "Content-Type: %95[^\r]", type);
	json_t *line = json_pack("{s:s, s:s, s:i, s:s, s:o}", "method", method, "path", path,
	    "status", r->status, "type", type, "body",
	    r->json != NULL ? json_string(r->body) : json_string(""));
	cr_assert_eq(json_dumpf(line, w->answers, JSON_COMPACT), 0);
	(void)fputc('\n', w->answers);
	json_decref(line);
}

struct reply
hatch_send(struct hatch *w, const char *method, const char *path, const char *as,
    const void *body, size_t size)
{
	char head[1024];
	const int n = snprintf(head, sizeof(head),
	    "%s %s HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n%s%s%sContent-Length: %zu\r\n\r\n",
	    method, path, as == NULL ? "" : "X-Xueji-As: ", as == NULL ? "" : as,
	    as == NULL ? "" : "\r\n", size);
	cr_assert(n > 0 && (size_t)n < sizeof(head));
	char *all = malloc((size_t)n + size);
	memcpy(all, head, (size_t)n);
	if (size > 0)
		memcpy(all + n, body, size);
	struct reply r = hatch_raw(w, 0, all, (size_t)n + size);
	free(all);
	note(w, method, path, &r);
	return r;
}

struct reply
hatch_ask(struct hatch *w, const char *method, const char *path, const char *as,
    const char *body)
{
	return hatch_send(w, method, path, as, body, body == NULL ? 0 : strlen(body));
}

void
reply_end(struct reply *r)
{
	json_decref(r->json);
	free(r->body);
}

const char *
reply_text(const struct reply *r, const char *member)
{
	const char *text = json_string_value(json_object_get(r->json, member));
	return text == NULL ? "" : text;
}

void
hatch_expect(struct hatch *w, const char *method, const char *path, const char *as,
    const char *body, int status, const char *verdict)
{
	struct reply r = hatch_ask(w, method, path, as, body);
	cr_expect_eq(r.status, status, "%s %s as %s: %d %.300s", method, path,
	    as == NULL ? "nobody" : as, r.status, r.body);
	if (verdict != NULL)
		cr_expect_str_eq(reply_text(&r, "verdict"), verdict, "%s %s: %.300s", method, path,
		    r.body);
	if (verdict != NULL)
		cr_expect(reply_text(&r, "zh")[0] != '\0' && reply_text(&r, "remedy_en")[0] != '\0');
	reply_end(&r);
}

void
hatch_keep_scan(void)
{
	static const uint8_t png[] = "\x89PNG\r\n\x1a\n";
	const struct attachment scan = { { 7 }, sizeof(png), "image/png" };
	behind.kept = scan;
	behind.kept_bytes = (struct bytes){ png, sizeof(png) };
}
