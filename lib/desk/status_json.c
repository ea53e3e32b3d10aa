/*
 * What parents are told, as JSON: the state of the record and of the case, whose turn it is, until when,
 * and whom to turn to - no other personal field (regulation §7). Of a docket that has gone on to where this
 * daemon is told no more of it until its end, nothing is said as if it were so now: what was done here, on which
 * day, and who knows more.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "desk/door.h"

enum { SENTENCE_MAX = 4 * UNIT_NAME_MAX + UNIT_CHANNEL_MAX + UNIT_PHONE_MAX + 512 };

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

/* -- what sent it back, or ended it --------------------------------------------------- */

/* By whom and on what ground, in the words of the catalogue: what officers wrote is between offices. */
struct back {
	enum action action;	/* NONE: nothing has */
	struct unit_code unit, ruled_by;	/* ... and who upheld it, if anybody did */
	const char *code, *zh, *en;	/* the ground, or the answer of a check; NULL: none is given */
};

static bool
take_last(const struct folder *f, struct entry *ret)
{
	const size_t n = f->n;
	return n > 0 && wire_entry_open(f->entries[n - 1].body,
	    n == 1 ? f->header_hash : f->entries[n - 2].hash, ret) == VERDICT_OK;
}

static struct back
back_of(const struct parents_view *f)
{
	struct entry last;
	const struct docket *k = &f->docket;
	struct back b = { .action = ACTION_NONE };
	const bool is_in_question = k->is_refused
	    && (k->posture == POSTURE_COORDINATION || k->state == DOCKET_REFUSED);
	if (!f->has_docket || !f->is_current || business_row(k->header.kind)->names_no_child
	    || !(k->posture == POSTURE_ANSWER || is_in_question))
		return b;
	b.unit = docket_successor(k, k->header.route.stops[k->disputed].unit);
	b.action = k->is_refused ? ACTION_refused : k->code != VERDICT_OK ? ACTION_failed : ACTION_returned;
	if (b.action == ACTION_refused) {
		b.code = ground_name(k->ground);
		b.zh = ground_label_zh(k->ground);
		b.en = ground_label_en(k->ground);
	} else if (b.action == ACTION_failed) {
		const struct verdict_row *row = verdict_row(k->code);
		b.code = row->name;
		b.zh = row->zh;
		b.en = row->en;
	}
	if (k->state == DOCKET_REFUSED && take_last(&f->folder, &last) && last.action == ACTION_ruled_uphold)
		b.ruled_by = last.unit;
	return b;
}

static json_t *
back_json(const struct door *d, const struct parents_view *f)
{
	const struct back b = back_of(f);
	if (b.action == ACTION_NONE)
		return json_null();
	return json_pack("{s:s, s:s, s:o, s:o, s:s?, s:s?, s:s?}", "action", action_name(b.action), "action_zh",
	    action_label_zh(b.action), "unit", unit_json(d, b.unit), "ruled_by", unit_json(d, b.ruled_by), "code",
	    b.code, "zh", b.zh, "en", b.en);
}

/* -- what was done here before it went on ---------------------------------------------- */

static const char *
action_en(enum action action)
{
	static const char *const names[] = {
#define ACTION(name, no, state, zh, en) [ACTION_##name] = (en),
#include "core/action.def"
#undef ACTION
	};
	return names[action];
}

static bool
has_gone_on(const struct parents_view *f)
{
	return f->has_docket && !f->is_current;
}

/* The last stamp that is known here, and what it was about; false: nothing is known, or it has not gone on. */
static bool
take_parting(const struct parents_view *f, struct entry *ret, const char **ret_zh, const char **ret_en)
{
	*ret_zh = *ret_en = NULL;
	if (!has_gone_on(f) || !take_last(&f->folder, ret))
		return false;
	if (ret->action == ACTION_refused) {
		*ret_zh = ground_label_zh(ret->ground);
		*ret_en = ground_label_en(ret->ground);
	} else if (ret->action == ACTION_failed) {
		*ret_zh = verdict_row(ret->code)->zh;
		*ret_en = verdict_row(ret->code)->en;
	}
	return true;
}

static json_t *
handed_on_json(const struct door *d, const struct parents_view *f)
{
	struct entry e;
	const char *zh, *en;
	if (!take_parting(f, &e, &zh, &en))
		return json_null();
	return json_pack("{s:o, s:o, s:s, s:s, s:s, s:s?, s:s?, s:o}", "unit", unit_json(d, e.unit), "on",
	    json_day(instant_day(e.at)), "action", action_name(e.action), "action_zh", action_label_zh(e.action),
	    "action_en", action_en(e.action), "zh", zh, "en", en, "ask", unit_json(d, docket_filer(&f->docket)));
}

/* Who keeps the record now: it leaves with its release, and is kept again once it was admitted. None: it is on
 * its way, or nobody here can tell. */
static struct unit_code
keeper_of(const struct parents_view *f)
{
	static const struct unit_code none;
	const struct docket *k = &f->docket;
	const struct business_row *kind = business_row(k->header.kind);
	if (f->has_record && (f->record.status != STATUS_transferred_out || !f->has_docket))
		return f->record.school;
	if (!f->has_docket || (has_gone_on(f) && !f->has_record)
	    || (kind->is_first && k->state != DOCKET_OPEN && k->state != DOCKET_COMPLETED))
		return none;
	if (k->state == DOCKET_COMPLETED)
		return kind->is_finding ? none : k->header.receiving_school;
	return k->is_released ? none : k->header.sending_school;
}

/* Where a stop of the route lies, seen from where the docket is. Beside its way - the filer answers, somebody
 * rules - and refused it stays where it was stopped. */
static const char *
where_of(const struct parents_view *f, size_t stop)
{
	const struct docket *k = &f->docket;
	const struct route *way = &k->header.route;
	if (k->state == DOCKET_COMPLETED || stop < k->stop)
		return "done";
	if (!f->is_current)
		return stop == k->stop && k->posture == POSTURE_ANSWER ? "decided" : "unknown";
	if (stop > k->stop)
		return "ahead";
	return k->state == DOCKET_OPEN && docket_stage(k) == way->stops[stop].stage ? "now" : "stopped";
}

static json_t *
steps_json(const struct parents_view *f)
{
	json_t *steps = json_array();
	const struct route *way = &f->docket.header.route;
	for (size_t i = 0; i < way->n; i++) {
		const struct stage_row *row = stage_row(way->stops[i].stage);
		if (row != NULL)
			(void)json_array_append_new(steps,
			    json_pack("{s:s, s:s, s:s, s:s}", "stage", row->name, "zh", row->zh, "en",
				row->en, "where", where_of(f, i)));
	}
	return steps;
}

/* Where it has gone on, nobody here knows with whom it is now, and until when. */
static json_t *
case_json(const struct door *d, const struct parents_view *f)
{
	static const struct unit_code nobody;
	static const struct instant never;
	const struct docket *k = &f->docket;
	const bool has_gone = has_gone_on(f);
	const struct stage_row *stage = has_gone ? NULL : stage_row(docket_stage(k));
	const struct instant term = has_gone ? never : docket_term(k, d->law->calendar);
	const struct unit_code holder = has_gone ? nobody : k->holder;
	json_t *j = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s?, s:s?, s:s?, s:o, s:o, s:o, s:b}", "kind",
	    business_name(k->header.kind), "kind_zh", business_label_zh(k->header.kind), "state",
	    docket_state_name(k->state), "zh", states[k->state][0], "en", states[k->state][1],
	    "stage", stage == NULL ? NULL : stage->name, "stage_zh",
	    stage == NULL ? NULL : stage->zh, "stage_en", stage == NULL ? NULL : stage->en, "holder",
	    unit_json(d, holder), "due", json_due(term), "due_is_guess",
	    json_due_is_guess(d->law->calendar, term), "overdue",
	    term.ms != 0 && term.ms <= d->now.ms);
	(void)json_object_set_new(j, "holder_contact",
	    unit_code_is_none(holder) ? json_null() : json_contact(d->law, holder));
	(void)json_object_set_new(j, "days",
	    term.ms == 0 ? json_null() : json_integer(docket_days(k)));
	(void)json_object_set_new(j, "working_days_left",
	    json_days_left(d->law->calendar, k->since, d->now, term));
	(void)json_object_set_new(j, "steps", steps_json(f));
	(void)json_object_set_new(j, "back", back_json(d, f));
	(void)json_object_set_new(j, "record_at", unit_json(d, keeper_of(f)));
	(void)json_object_set_new(j, "current", json_boolean(f->is_current));
	(void)json_object_set_new(j, "handed_on", handed_on_json(d, f));
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

/* What the holder has to do: to a refusal there is an objection, to all that came back a correction. */
struct task {
	const char *zh, *en;
};

static struct task
task_of(const struct docket *k)
{
	static const struct task decide = { "核办", "to decide" }, rule = { "裁定", "to rule" },
	    object = { "更正、申请协调或撤销", "to correct, object or withdraw" },
	    correct = { "更正或撤销", "to correct or withdraw" };
	if (k->posture == POSTURE_ANSWER)
		return k->is_refused ? object : correct;
	return k->posture == POSTURE_COORDINATION || k->posture == POSTURE_LEVEL ? rule : decide;
}

static void
say_open(const struct door *d, const struct docket *k, struct sentence *s)
{
	char *zh = s->zh + strlen(s->zh), *en = s->en + strlen(s->en);
	const size_t n_zh = sizeof(s->zh) - strlen(s->zh), n_en = sizeof(s->en) - strlen(s->en);
	const char *holder = name_of(d, &k->holder);
	const struct stage_row *stage = stage_row(docket_stage(k));
	const struct instant term = docket_term(k, d->law->calendar);
	const int days = docket_days(k);
	const struct task task = task_of(k);
	const int left = term.ms == 0 ? 0
	    : calendar_days_left(d->law->calendar, k->since, d->now, term);
	if (docket_is_automatic(k) || term.ms == 0) {
		(void)snprintf(zh, n_zh, "系统正在自动办理：%s（%s）",
		    stage == NULL ? "" : stage->zh, holder);
		(void)snprintf(en, n_en, "Done by the system without anybody's action: %s (%s)",
		    stage == NULL ? "" : stage->en, holder);
	} else if (left < 0 || term.ms <= d->now.ms) {
		(void)snprintf(zh, n_zh, "等待 %s %s，%d 个工作日的期限已过 %d 个工作日", holder,
		    task.zh, days, -left);
		(void)snprintf(en, n_en,
		    "Waiting for %s %s: %d working days over the term of %d", holder, task.en, -left, days);
	} else {
		(void)snprintf(zh, n_zh, "等待 %s %s，已 %d/%d 个工作日", holder,
		    task.zh, days - left, days);
		(void)snprintf(en, n_en, "Waiting for %s %s: %d of %d working days have passed",
		    holder, task.en, days - left, days);
	}
}

static void add(char sentence[SENTENCE_MAX], const char *format, ...) __attribute__((format(printf, 2, 3)));

static void
add(char sentence[SENTENCE_MAX], const char *format, ...)
{
	va_list list;
	const size_t n = strlen(sentence);
	va_start(list, format);
	(void)vsnprintf(sentence + n, SENTENCE_MAX - n, format, list);
	va_end(list);
}

/* Before whose turn it is: what the answer is about. */
static void
say_back(const struct back *b, struct sentence *s)
{
	const bool is_refused = b->action == ACTION_refused, is_failed = b->action == ACTION_failed;
	if (b->action == ACTION_NONE)
		return;
	add(s->zh, "%s", is_refused ? "未获同意" : is_failed ? "核验未通过" : "已退回补正");
	add(s->en, "%s", is_refused ? "Refused" : is_failed ? "A check was not passed" : "Returned to be corrected");
	if (b->code != NULL) {
		add(s->zh, "（%s：%s）", is_refused ? "理由" : "原因", b->zh);
		add(s->en, " (%s: %s)", is_refused ? "ground" : "reason", b->en);
	}
	add(s->zh, "，");
	add(s->en, ". ");
}

/* What was done here, on which day, and who knows what has become of it. */
static void
say_gone_on(const struct door *d, const struct parents_view *f, struct sentence *s)
{
	struct entry e;
	const char *zh, *en;
	const struct unit_code filer = docket_filer(&f->docket);
	if (take_parting(f, &e, &zh, &en)) {
		const struct date c = day_date(instant_day(e.at));
		add(s->zh, "%s 已于 %d年%d月%d日 办理（%s%s%s）并移交，", name_of(d, &e.unit), c.year, c.month, c.day,
		    action_label_zh(e.action), zh == NULL ? "" : "：", zh == NULL ? "" : zh);
		add(s->en, "%s did its part on %04d-%02d-%02d (%s%s%s) and passed it on. ", name_of(d, &e.unit), c.year,
		    c.month, c.day, action_en(e.action), en == NULL ? "" : ": ", en == NULL ? "" : en);
	}
	add(s->zh, "此后的进展这里不掌握。最新情况请向提交申请的 %s 查询", name_of(d, &filer));
	add(s->en, "What has happened since is not known here: ask %s, which filed it", name_of(d, &filer));
}

/* That it came to nothing, by whom, and that the record is where it was. */
static void
say_ended(const struct door *d, const struct parents_view *f, struct sentence *s)
{
	const struct docket *k = &f->docket;
	const struct back b = back_of(f);
	const struct unit_code keeper = keeper_of(f);
	if (b.action == ACTION_refused) {
		add(s->zh, "。%s 不同意（理由：%s）", name_of(d, &b.unit), b.zh);
		add(s->en, ". %s refused it (ground: %s)", name_of(d, &b.unit), b.en);
	}
	if (!unit_code_is_none(b.ruled_by)) {
		add(s->zh, "，%s 裁定维持", name_of(d, &b.ruled_by));
		add(s->en, ", and %s upheld that", name_of(d, &b.ruled_by));
	}
	if (k->state != DOCKET_COMPLETED && !business_row(k->header.kind)->is_one_school
	    && !unit_code_is_none(keeper)) {
		add(s->zh, "。学籍仍在原学校：%s", name_of(d, &keeper));
		add(s->en, ". The record stays where it was: %s", name_of(d, &keeper));
	}
}

static struct sentence
sentence_of(const struct door *d, const struct parents_view *f)
{
	struct sentence s = { "", "" };
	const struct docket *k = &f->docket;
	const struct record *r = &f->record;
	if (has_gone_on(f))
		say_gone_on(d, f, &s);
	else if (f->has_docket && k->state == DOCKET_OPEN) {
		const struct back b = back_of(f);
		say_back(&b, &s);
		say_open(d, k, &s);
	} else if (f->has_docket) {
		(void)snprintf(s.zh, sizeof(s.zh), "%s：%s", business_label_zh(k->header.kind),
		    states[k->state][0]);
		(void)snprintf(s.en, sizeof(s.en), "The %s is %s", business_row(k->header.kind)->en,
		    states[k->state][1]);
		say_ended(d, f, &s);
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

/* Whom to turn to, one after the other: who has it on the desk, or who filed it where it has gone on; the office in
 * charge of that one, whose a complaint about it alone is; whose the complaint is that is about both; and the office
 * above, which settles a quarrel about whose it is (regulation §6). */
static json_t *
order_json(const struct door *d, const struct parents_view *f, const struct unit *owner)
{
	json_t *order = json_array();
	const struct registry *r = d->law->registry;
	const bool is_open = f->has_docket && f->docket.state == DOCKET_OPEN, has_gone = has_gone_on(f);
	const struct unit *holder = has_gone ? NULL : registry_find(r, is_open ? f->docket.holder : keeper_of(f));
	const struct unit *filer = has_gone ? registry_find(r, docket_filer(&f->docket)) : NULL;
	const struct unit *above = registry_parent(r, owner);
	const struct unit *office = holder == NULL ? NULL : registry_parent(r, holder);
	if (filer != NULL && filer != owner)
		(void)json_array_append_new(order, door_json(d, "filer", filer));
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
	    f->has_docket ? case_json(d, f) : json_null(), "complain",
	    complain_json(d, f));
}
