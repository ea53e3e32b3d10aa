/*
 * What parents may see of their child's record or case, without an account:
 *
 *	"By student number + name: the state of the record or case, the stage, the unit that
 *	 holds it, the due date, the way to complain. No other personal field; a wrong name
 *	 answers exactly like an unknown number."		(regulation §7)
 *
 * Exactly means byte for byte, and after the same work: the store is asked the same questions,
 * of which each has one row for an answer whether or not the number is known (a stand-in where it
 * is not); a docket is folded, and both names are compared, every byte of them. What is left of a
 * difference in time disappears because an answer leaves only at a whole tenth of a second
 * after it was asked for.
 *
 * Whoever opens this door to the net passes on in X-Forwarded-For whose address asks.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/metric.h"
#include "base/text.h"
#include "desk/door.h"

enum { TICK_US = 100 * 1000, ADDRESS_MAX = 64, SENTENCE_MAX = 2 * UNIT_NAME_MAX + UNIT_CHANNEL_MAX + UNIT_PHONE_MAX + 128 };

/* What was asked. Behind the name's end there are only NULs. */
struct asked {
	struct student_number number;
	char name[STUDENT_NAME_MAX];
};

/* What there is for whoever knows number and name. */
struct found {
	bool has_record, has_docket;
	struct record record;
	struct docket docket;
};

/* -- asking --------------------------------------------------------------------------- */

/* A text that does not fit is nobody's: it becomes one that no child has. So does an empty one, for
 * complaints have neither number nor name. */
static void
take_or_nobody(const char *text, char *ret, size_t size)
{
	memset(ret, 0, size);
	if (text[0] == '\0' || !text_copy(ret, size, text))
		ret[0] = '\x01';
}

static bool
take_asked(struct door *d, struct asked *ret)
{
	static const char *const needed[] = { "number", "name" };
	const char *number = d->query(d, "number"), *name = d->query(d, "name");
	if (number != NULL && name != NULL && text_is_utf8(number, strlen(number))
	    && text_is_utf8(name, strlen(name))) {
		take_or_nobody(number, ret->number.text, sizeof(ret->number.text));
		take_or_nobody(name, ret->name, sizeof(ret->name));
		return true;
	}
	d->fault = needed[number != NULL];
	answer_bad_request(d, "a student number and a name");
	return false;
}

/* The last address of the list: the one before it was told by whoever asks, this one by our
 * own front. Of IPv6 the network counts, for one household has all of it. */
static void
take_address(const struct door *d, char ret[ADDRESS_MAX])
{
	const char *list = d->header(d, "X-Forwarded-For");
	const char *last = list == NULL ? NULL : strrchr(list, ',');
	struct in6_addr six;
	last = last == NULL ? list : last + 1;
	ret[0] = '\0';
	if (last == NULL || !text_copy(ret, ADDRESS_MAX, last + strspn(last, " ")))
		return;
	if (inet_pton(AF_INET6, ret, &six) != 1)
		return;
	memset(&six.s6_addr[8], 0, 8);
	(void)inet_ntop(AF_INET6, &six, ret, ADDRESS_MAX);
}

/* -- looking -------------------------------------------------------------------------- */

static bool
is_same_name(const char a[STUDENT_NAME_MAX], const char b[STUDENT_NAME_MAX])
{
	unsigned differs = 0;
	for (size_t i = 0; i < STUDENT_NAME_MAX; i++)
		differs |= (unsigned)(a[i] ^ b[i]);
	return differs == 0;
}

/* No branch here hangs on what was found, so that finding nothing takes as long. */
static enum store_result
look_up(struct door *d, const struct asked *asked, struct found *ret)
{
	char of_record[STUDENT_NAME_MAX], of_docket[STUDENT_NAME_MAX];
	bool is_record_own, is_docket_own;
	struct docket_id id;
	struct stored_docket stored;
	struct store *s = desk_store(d);
	enum store_result r = store_status_record(s, asked->number, &ret->record, &is_record_own);
	if (r == STORE_OK)
		r = store_status_docket(s, asked->number, &id, &is_docket_own);
	if (r == STORE_OK)
		r = store_dockets(s, d->arena, &id, 1, &stored);
	if (r != STORE_OK)
		return r;
	ret->docket = docket_none();
	const bool is_folded =
	    wire_folder_open(&stored.folder, &ret->docket, NULL) == VERDICT_OK;
	docket_reach(&ret->docket, stored.reached);
	take_or_nobody(ret->record.name, of_record, sizeof(of_record));
	take_or_nobody(docket_name(&ret->docket), of_docket, sizeof(of_docket));
	const bool knows_record = is_same_name(of_record, asked->name);
	const bool knows_docket = is_same_name(of_docket, asked->name);
	ret->has_record = is_record_own & knows_record;
	ret->has_docket = is_docket_own & is_folded & (knows_docket | ret->has_record);
	return STORE_OK;
}

/* -- telling -------------------------------------------------------------------------- */

static const char *
status_en(enum status status)
{
	static const char *const names[] = {
#define STATUS(name, no, between, within, otherwise, zh, en) [STATUS_##name] = (en),
#include "core/status.def"
#undef STATUS
	};
	return names[status];
}

static const char *const states[][2] = {
	[DOCKET_OPEN] = { "办理中", "under way" },
	[DOCKET_COMPLETED] = { "已办结", "completed" },
	[DOCKET_REFUSED] = { "已结案：不同意", "closed: refused" },
	[DOCKET_WITHDRAWN] = { "已结案：申请单位撤销", "closed: withdrawn by the unit that filed" },
	[DOCKET_EXPIRED] = { "已结案：逾期未答复", "closed for want of an answer" },
};

/* {"code", "name"}, or null for no unit; a name is null where our tree does not know it. */
static json_t *
unit_json(const struct door *d, struct unit_code code)
{
	const struct unit *u = registry_find(d->law->registry, code);
	if (unit_code_is_none(code))
		return json_null();
	return json_pack("{s:s, s:s?}", "code", code.text, "name", u == NULL ? NULL : u->name);
}

static json_t *
record_json(const struct door *d, const struct record *r)
{
	return json_pack("{s:s, s:s, s:s, s:o}", "status", status_name(r->status), "zh",
	    status_label_zh(r->status), "en", status_en(r->status), "school",
	    unit_json(d, r->school));
}

static json_t *
case_json(const struct door *d, const struct docket *k)
{
	const struct stage_row *stage = stage_row(docket_stage(k));
	const struct instant term = docket_term(k, d->law->calendar);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s?, s:s?, s:s?, s:o, s:o, s:o, s:b}", "kind",
	    business_name(k->header.kind), "kind_zh", business_label_zh(k->header.kind), "state",
	    docket_state_name(k->state), "zh", states[k->state][0], "en", states[k->state][1],
	    "stage", stage == NULL ? NULL : stage->name, "stage_zh",
	    stage == NULL ? NULL : stage->zh, "stage_en", stage == NULL ? NULL : stage->en, "holder",
	    unit_json(d, k->holder), "due", json_due(term), "due_is_guess",
	    json_due_is_guess(d->law->calendar, term), "overdue",
	    term.ms != 0 && term.ms <= d->now.ms);
}

/* Who a complaint belongs to: the lowest level that both schools have in common; of one school
 * its office (regulation §6). */
static const struct unit *
owner_of(const struct door *d, const struct found *f)
{
	const struct registry *r = d->law->registry;
	const struct header *h = &f->docket.header;
	const struct unit *to =
	    registry_find(r, f->has_docket ? h->receiving_school : f->record.school);
	const struct unit *from = f->has_docket ? registry_find(r, h->sending_school) : to;
	if (to == NULL || from == NULL)
		return NULL;
	const struct unit *common = registry_common(r, to, from);
	return common != NULL && common->level == LEVEL_SCHOOL ? registry_office(r, common) : common;
}

/* ", telephone 010-..., https://..." with what is published of it. */
static void
add_contact(const struct door *d, struct unit_code code, const char *phone, const char *comma,
    char sentence[SENTENCE_MAX])
{
	const struct unit_contact *c =
	    d->law->contacts == NULL ? NULL : unit_contact_find(d->law->contacts, code);
	const size_t n = strlen(sentence);
	if (c != NULL)
		(void)snprintf(sentence + n, SENTENCE_MAX - n, "%s%s%s%s%s",
		    c->phone[0] != '\0' ? comma : "", c->phone[0] != '\0' ? phone : "", c->phone,
		    c->channel[0] != '\0' ? comma : "", c->channel);
}

static json_t *
complain_json(const struct door *d, const struct found *f)
{
	char zh[SENTENCE_MAX], en[SENTENCE_MAX];
	const struct unit *u = owner_of(d, f);
	if (u == NULL)
		return json_null();
	(void)snprintf(zh, sizeof(zh), "对办理有异议的，可向%s（%s）投诉", u->name, u->code.text);
	(void)snprintf(en, sizeof(en), "complaints go to %s (%s)", u->name, u->code.text);
	add_contact(d, u->code, "电话 ", "，", zh);
	add_contact(d, u->code, "telephone ", ", ", en);
	return json_pack("{s:s, s:s, s:o, s:s, s:s}", "code", u->code.text, "name", u->name,
	    "contact", json_contact(d->law, u->code), "zh", zh, "en", en);
}

static void
answer_found(struct door *d, const struct found *f)
{
	if (!f->has_record && !f->has_docket) {
		metric_add(METRIC_status_no_match, 1);
		answer_verdict(d, VERDICT_NO_MATCH, NULL);
		return;
	}
	metric_add(METRIC_status_answered, 1);
	answer_json(d, 200,
	    json_pack("{s:o, s:o, s:o}", "record",
		f->has_record ? record_json(d, &f->record) : json_null(), "case",
		f->has_docket ? case_json(d, &f->docket) : json_null(), "complain",
		complain_json(d, f)));
}

static void
answer_later(struct door *d, unsigned wait_s)
{
	const struct instant then = { d->now.ms + (int64_t)wait_s * 1000 };
	metric_add(METRIC_status_limited, 1);
	d->answer.retry_after_s = wait_s;
	answer_verdict(d, VERDICT_ASKED_TOO_OFTEN,
	    json_pack("{s:i, s:o}", "retry_after_seconds", (int)wait_s, "retry_at",
		json_instant(then)));
}

/* The next whole tick after this one was asked for. */
static int64_t
next_tick(int64_t begin_us)
{
	return begin_us + (clock_monotonic_us() - begin_us + TICK_US) / TICK_US * TICK_US;
}

void
door_status(struct door *d)
{
	const int64_t begin_us = clock_monotonic_us();
	char address[ADDRESS_MAX];
	struct asked asked;
	struct found found;
	unsigned wait_s;
	if (!take_asked(d, &asked))
		return;
	take_address(d, address);
	if (!desk_may_ask(d, address, asked.number.text, &wait_s)) {
		answer_later(d, wait_s);
		return;
	}
	if (answer_weather(d, look_up(d, &asked, &found)))
		return;
	answer_found(d, &found);
	desk_pause(d, next_tick(begin_us));
}
