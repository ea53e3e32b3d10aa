/*
 * What parents are told, as JSON: the state of the record and of the case, whose turn it is, until when,
 * and whom to turn to - no other personal field (regulation §7).
 */
#include <stdio.h>
#include <string.h>

#include "desk/door.h"

enum { SENTENCE_MAX = 2 * UNIT_NAME_MAX + UNIT_CHANNEL_MAX + UNIT_PHONE_MAX + 160 };

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

/* Where a stop of the route lies, seen from where the docket is. Beside its way - the filer answers, somebody
 * rules - and refused it stays where it was stopped. */
static const char *
where_of(const struct docket *k, size_t stop)
{
	const struct route *way = &k->header.route;
	if (k->state == DOCKET_COMPLETED || stop < k->stop)
		return "done";
	if (stop > k->stop)
		return "ahead";
	return k->state == DOCKET_OPEN && docket_stage(k) == way->stops[stop].stage ? "now" : "stopped";
}

static json_t *
steps_json(const struct docket *k)
{
	json_t *steps = json_array();
	for (size_t i = 0; i < k->header.route.n; i++) {
		const struct stage_row *row = stage_row(k->header.route.stops[i].stage);
		if (row != NULL)
			(void)json_array_append_new(steps,
			    json_pack("{s:s, s:s, s:s, s:s}", "stage", row->name, "zh", row->zh, "en",
				row->en, "where", where_of(k, i)));
	}
	return steps;
}

static json_t *
case_json(const struct door *d, const struct docket *k)
{
	const struct stage_row *stage = stage_row(docket_stage(k));
	const struct instant term = docket_term(k, d->law->calendar);
	json_t *j = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s?, s:s?, s:s?, s:o, s:o, s:o, s:b}", "kind",
	    business_name(k->header.kind), "kind_zh", business_label_zh(k->header.kind), "state",
	    docket_state_name(k->state), "zh", states[k->state][0], "en", states[k->state][1],
	    "stage", stage == NULL ? NULL : stage->name, "stage_zh",
	    stage == NULL ? NULL : stage->zh, "stage_en", stage == NULL ? NULL : stage->en, "holder",
	    unit_json(d, k->holder), "due", json_due(term), "due_is_guess",
	    json_due_is_guess(d->law->calendar, term), "overdue",
	    term.ms != 0 && term.ms <= d->now.ms);
	(void)json_object_set_new(j, "holder_contact",
	    unit_code_is_none(k->holder) ? json_null() : json_contact(d->law, k->holder));
	(void)json_object_set_new(j, "days",
	    term.ms == 0 ? json_null() : json_integer(docket_days(k)));
	(void)json_object_set_new(j, "working_days_left",
	    json_days_left(d->law->calendar, k->since, d->now, term));
	(void)json_object_set_new(j, "steps", steps_json(k));
	return j;
}

/* -- one sentence --------------------------------------------------------------------- */

struct sentence {
	char zh[SENTENCE_MAX], en[SENTENCE_MAX];
};

static const char *
name_of(const struct door *d, const struct unit_code *code)
{
	const struct unit *u = registry_find(d->law->registry, *code);
	return u == NULL ? code->text : u->name;
}

/* What the holder has to do. */
static const char *
task_zh(const struct docket *k)
{
	return k->posture == POSTURE_ANSWER ? "补正或答复"
	    : k->posture == POSTURE_COORDINATION || k->posture == POSTURE_LEVEL ? "裁定" : "核办";
}

static void
say_open(const struct door *d, const struct docket *k, struct sentence *ret)
{
	const char *holder = name_of(d, &k->holder);
	const struct stage_row *stage = stage_row(docket_stage(k));
	const struct instant term = docket_term(k, d->law->calendar);
	const int days = docket_days(k);
	const int left = term.ms == 0 ? 0
	    : calendar_days_left(d->law->calendar, k->since, d->now, term);
	if (docket_is_automatic(k) || term.ms == 0) {
		(void)snprintf(ret->zh, sizeof(ret->zh), "系统正在自动办理：%s（%s）",
		    stage == NULL ? "" : stage->zh, holder);
		(void)snprintf(ret->en, sizeof(ret->en), "Done by the system without anybody's action: %s (%s)",
		    stage == NULL ? "" : stage->en, holder);
	} else if (left < 0 || term.ms <= d->now.ms) {
		(void)snprintf(ret->zh, sizeof(ret->zh), "等待 %s %s，%d 个工作日的期限已过 %d 个工作日", holder,
		    task_zh(k), days, -left);
		(void)snprintf(ret->en, sizeof(ret->en),
		    "Waiting for %s: %d working days over the term of %d", holder, -left, days);
	} else {
		(void)snprintf(ret->zh, sizeof(ret->zh), "等待 %s %s，已 %d/%d 个工作日", holder,
		    task_zh(k), days - left, days);
		(void)snprintf(ret->en, sizeof(ret->en), "Waiting for %s: %d of %d working days have passed",
		    holder, days - left, days);
	}
}

static struct sentence
sentence_of(const struct door *d, const struct parents_view *f)
{
	struct sentence s;
	const struct docket *k = &f->docket;
	const struct record *r = &f->record;
	if (f->has_docket && k->state == DOCKET_OPEN) {
		say_open(d, k, &s);
	} else if (f->has_docket) {
		(void)snprintf(s.zh, sizeof(s.zh), "%s：%s", business_label_zh(k->header.kind),
		    states[k->state][0]);
		(void)snprintf(s.en, sizeof(s.en), "The %s is %s", business_name(k->header.kind),
		    states[k->state][1]);
	} else {
		(void)snprintf(s.zh, sizeof(s.zh), "学籍在 %s，状态：%s，没有正在办理的业务",
		    name_of(d, &r->school), status_label_zh(r->status));
		(void)snprintf(s.en, sizeof(s.en), "The record is with %s: %s; no business is under way",
		    name_of(d, &r->school), status_en(r->status));
	}
	return s;
}

/* -- complaints ----------------------------------------------------------------------- */

/* Who a complaint belongs to: the lowest level that both schools have in common; of one school
 * its office (regulation §6). */
static const struct unit *
owner_of(const struct door *d, const struct parents_view *f)
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
door_json(const struct door *d, const char *what, const struct unit *u)
{
	return json_pack("{s:s, s:s, s:s, s:o}", "what", what, "code", u->code.text, "name", u->name,
	    "contact", json_contact(d->law, u->code));
}

/* Whom to turn to, one after the other: who has it on the desk; the office in charge of that one, whose a complaint
 * about it alone is; whose the complaint is that is about both; and the office above, which settles a quarrel about
 * whose it is (regulation §6). */
static json_t *
order_json(const struct door *d, const struct parents_view *f, const struct unit *owner)
{
	json_t *order = json_array();
	const struct registry *r = d->law->registry;
	const struct unit *holder = registry_find(r,
	    f->has_docket && f->docket.state == DOCKET_OPEN ? f->docket.holder
	    : f->has_record ? f->record.school : f->docket.header.receiving_school);
	const struct unit *above = registry_parent(r, owner);
	const struct unit *office = holder == NULL ? NULL : registry_parent(r, holder);
	if (holder != NULL && holder != owner)
		(void)json_array_append_new(order, door_json(d, "holder", holder));
	if (office != NULL && holder != owner && office != owner)
		(void)json_array_append_new(order, door_json(d, "office", office));
	(void)json_array_append_new(order, door_json(d, "owner", owner));
	if (above != NULL)
		(void)json_array_append_new(order, door_json(d, "above", above));
	return order;
}

static json_t *
complain_json(const struct door *d, const struct parents_view *f)
{
	char zh[SENTENCE_MAX], en[SENTENCE_MAX];
	const struct unit *u = owner_of(d, f);
	if (u == NULL)
		return json_null();
	(void)snprintf(zh, sizeof(zh), "对办理有异议的，可向%s（%s）投诉", u->name, u->code.text);
	(void)snprintf(en, sizeof(en), "complaints go to %s (%s)", u->name, u->code.text);
	add_contact(d, u->code, "电话 ", "，", zh);
	add_contact(d, u->code, "telephone ", ", ", en);
	return json_pack("{s:s, s:s, s:o, s:s, s:s, s:o}", "code", u->code.text, "name", u->name,
	    "contact", json_contact(d->law, u->code), "zh", zh, "en", en, "order",
	    order_json(d, f, u));
}

json_t *
status_json(const struct door *d, const struct parents_view *f)
{
	const struct sentence s = sentence_of(d, f);
	return json_pack("{s:s, s:s, s:o, s:o, s:o}", "zh", s.zh, "en", s.en, "record",
	    f->has_record ? record_json(d, &f->record) : json_null(), "case",
	    f->has_docket ? case_json(d, &f->docket) : json_null(), "complain",
	    complain_json(d, f));
}
