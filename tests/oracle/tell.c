/* Lives as lines of JSON. Enumerations by the names of their tables, instants in milliseconds,
 * days as numbers, so that nothing is computed on the way. */
#include <inttypes.h>
#include <stdio.h>

#include "core/rule.h"
#include "oracle/lives.h"

static const char *comma = "";
static bool is_among_effects;

static void
key(const char *name)
{
	(void)printf("%s", comma);
	if (name != NULL)
		(void)printf("\"%s\":", name);
	comma = ",";
}

static void
begin(const char *name, char bracket)
{
	key(name);
	(void)putchar(bracket);
	comma = "";
}

static void
end(char bracket)
{
	(void)putchar(bracket);
	comma = ",";
}

static void
text(const char *name, const char *value)
{
	key(name);
	(void)putchar('"');
	for (const char *p = value; *p != '\0'; p++) {
		const unsigned char c = (unsigned char)*p;
		if (c < 0x20 || c == '"' || c == '\\' || c == 0x7f)
			(void)printf("\\u%04x", c);
		else
			(void)putchar(c);
	}
	(void)putchar('"');
}

static void
number(const char *name, int64_t value)
{
	key(name);
	(void)printf("%" PRId64, value);
}

static void
flag(const char *name, bool value)
{
	key(name);
	(void)printf("%s", value ? "true" : "false");
}

static void
letter(const char *name, char c)
{
	const char one[2] = { c, '\0' };
	text(name, one);
}

static void
stage(const char *name, enum stage s)
{
	const struct stage_row *row = stage_row(s);
	text(name, row == NULL ? "none" : row->name);
}

/* -- the country ---------------------------------------------------------------------- */

static void
yearly(const char *name, int month, int day)
{
	begin(name, '[');
	number(NULL, month);
	number(NULL, day);
	end(']');
}

static void
windows(const struct policy *p)
{
	begin("windows", '{');
	for (int kind = 1; kind < BUSINESS_N; kind++) {
		if (business_row((enum business)kind) == NULL)
			continue;
		begin(business_name((enum business)kind), '[');
		for (int i = 0; i < p->windows[kind].n; i++) {
			const struct window *w = &p->windows[kind].open[i];
			begin(NULL, '[');
			number(NULL, w->from_month);
			number(NULL, w->from_day);
			number(NULL, w->until_month);
			number(NULL, w->until_day);
			end(']');
		}
		end(']');
	}
	end('}');
}

/* The numbers of the bits that are set. */
static void
bits(const char *name, uint64_t set)
{
	begin(name, '[');
	for (int i = 0; i < 64; i++)
		if ((set & UINT64_C(1) << i) != 0)
			number(NULL, i);
	end(']');
}

static void
policy(const char *name, const struct policy *p)
{
	static const char *const days[TERMS_OF_DAYS] = {
		[DAYS_NONE] = "NONE",
		[DAYS_RECEIVING_SCHOOL] = "RECEIVING_SCHOOL",
		[DAYS_RECEIVING_OFFICE] = "RECEIVING_OFFICE",
		[DAYS_SENDING_SCHOOL] = "SENDING_SCHOOL",
		[DAYS_SENDING_OFFICE] = "SENDING_OFFICE",
		[DAYS_SHEET] = "SHEET",
		[DAYS_VERIFICATION] = "VERIFICATION",
		[DAYS_DECISION] = "DECISION",
		[DAYS_CARRYING_OUT] = "CARRYING_OUT",
		[DAYS_STATEMENT] = "STATEMENT",
	};
	begin(name, '{');
	text("province", p->province.text);
	number("version", p->version);
	windows(p);
	begin("days", '{');
	for (int i = 0; i < TERMS_OF_DAYS; i++)
		number(days[i], p->days[i]);
	end('}');
	number("answer_days", p->answer_days);
	bits("between_provinces", p->between_provinces);
	bits("within_province", p->within_province);
	bits("prefecture_phases", p->prefecture_phases);
	bits("rule_stages", p->rule_stages);
	bits("grounds", p->grounds);
	flag("entry_grade_first_term", p->entry_grade_first_term);
	flag("leaving_grade_last_term", p->leaving_grade_last_term);
	number("primary_years", p->primary_years);
	number("suspension_months", p->suspension_months);
	number("roll_back_months", p->roll_back_months);
	yearly("promotion", p->promotion.month, p->promotion.day);
	yearly("purge", p->purge.month, p->purge.day);
	bits("purged", p->purged);
	number("entry_age", p->entry_age);
	yearly("entry_cut_off", p->entry_month, p->entry_day);
	end('}');
}

static void
unit(const struct unit *u)
{
	begin(NULL, '[');
	text(NULL, u->code.text);
	text(NULL, u->parent.text);
	number(NULL, u->level);
	number(NULL, u->phase);
	number(NULL, u->is_void);
	end(']');
}

static void
edition(const struct unit_edition *e)
{
	begin(NULL, '[');
	unit(&e->unit);
	number(NULL, e->from.ms);
	text(NULL, e->successor.text);
	end(']');
}

void
tell_life(const struct life *l)
{
	comma = "";
	begin(NULL, '{');
	number("life", (int64_t)l->seed);
	text("kind", business_name(l->kind));
	number("registry", l->registry.version);
	number("calendar", l->calendar->version);
	begin("units", '[');
	for (size_t i = 0; i < l->n_units; i++)
		unit(&l->units[i]);
	end(']');
	begin("editions", '[');
	for (size_t i = 0; i < l->n_editions; i++)
		edition(&l->editions[i]);
	end(']');
	policy("nation", &l->nation);
	begin("provinces", '[');
	for (int i = 0; i < PROVINCES; i++)
		policy(NULL, &l->province[i]);
	end(']');
	end('}');
	(void)putchar('\n');
}

/* -- an attempt ----------------------------------------------------------------------- */

static void
correction(const struct correction *c)
{
	begin("correction", '{');
	text("name", c->name);
	text("citizen_id", c->citizen_id.text);
	end('}');
}

static void
change(const struct change *c)
{
	begin("change", '{');
	number("until", c->until.n);
	text("name", c->name);
	text("citizen_id", c->citizen_id.text);
	text("address", c->contact.address);
	text("phone", c->contact.phone);
	text("guardian", c->contact.guardian);
	number("birth", c->birth.n);
	letter("sex", c->sex);
	end('}');
}

static void
route(const struct route *r)
{
	begin("route", '[');
	for (size_t i = 0; i < r->n; i++) {
		begin(NULL, '[');
		stage(NULL, r->stops[i].stage);
		text(NULL, r->stops[i].unit.text);
		flag(NULL, r->stops[i].is_automatic);
		number(NULL, r->stops[i].days);
		end(']');
	}
	end(']');
}

static void
header(const char *name, const struct header *h, bool is_complete)
{
	begin(name, '{');
	text("id", h->id.text);
	number("kind", h->kind);
	text("number", h->number.text);
	text("citizen_id", h->citizen_id.text);
	text("name", h->name);
	number("grade", h->grade);
	text("receiving_school", h->receiving_school.text);
	text("sending_school", h->sending_school.text);
	number("arrived_on", h->arrived_on.n);
	number("n_attachments", h->n_attachments);
	change(&h->change);
	text("about", h->about.text);
	text("follows", h->follows.text);
	if (is_complete) {
		text("scope", scope_name(h->scope));
		number("school_year", h->school_year);
		number("filed_at", h->filed_at.ms);
		number("answer_days", h->answer_days);
		number("policy_receiving", h->policy_receiving);
		number("policy_sending", h->policy_sending);
		number("calendar", h->calendar);
		number("registry", h->registry);
		route(&h->route);
	}
	end('}');
}

static void
record(const char *name, const struct record *r)
{
	if (r == NULL) {
		key(name);
		(void)printf("null");
		return;
	}
	begin(name, '{');
	text("number", r->number.text);
	text("citizen_id", r->citizen_id.text);
	text("name", r->name);
	number("birth", r->birth.n);
	letter("sex", r->sex);
	text("school", r->school.text);
	text("status", status_name(r->status));
	number("status_on", r->status_on.n);
	number("status_until", r->status_until.n);
	number("graduated_on", r->graduated_on.n);
	text("graduated_from", r->graduated_from.text);
	text("address", r->contact.address);
	text("phone", r->contact.phone);
	text("guardian", r->contact.guardian);
	number("grade", r->grade);
	number("school_year", r->school_year);
	flag("is_problem", r->is_problem);
	text("open_docket", r->open_docket.text);
	number("version", r->version);
	begin("former", '[');
	for (size_t i = 0; i < r->n_former; i++)
		text(NULL, r->former[i].text);
	end(']');
	end('}');
}

static const char *
happening_name(enum happening_kind kind)
{
	static const char *const names[] = {
#define HAPPENING(name, ...) #name,
#include "core/happening.def"
#undef HAPPENING
	};
	return names[kind];
}

static void
happening(const struct happening *h)
{
	begin("h", '{');
	text("kind", happening_name(h->kind));
	number("at", h->at.ms);
	text("unit", h->unit.text);
	number("role", h->role);
	text("officer", h->officer);
	text("deputy_for", h->deputy_for);
	number("ground", h->ground);
	text("reason", h->reason);
	correction(&h->correction);
	number("asked_n", h->asked_n);
	text("code", verdict_name(h->code));
	text("found", h->found.text);
	if (h->kind == HAPPENING_FILE)
		header("filing", &h->filing, false);
	end('}');
}

/* What the rule may look at. */
static void
before(const struct docket *d)
{
	struct unit_code seen[DOCKET_SEEN_MAX];
	const size_t n = d == NULL ? 0 : docket_seen(d, seen);
	key("before");
	if (d == NULL) {
		(void)printf("null");
		return;
	}
	(void)putchar('{');
	comma = "";
	text("state", docket_state_name(d->state));
	number("kind", d->header.kind);
	text("number", d->header.number.text);
	text("citizen_id", d->header.citizen_id.text);
	text("name", d->header.name);
	number("birth", d->header.change.birth.n);
	begin("seen", '[');
	for (size_t i = 0; i < n; i++)
		text(NULL, seen[i].text);
	end(']');
	end('}');
}

static void
world(const struct world *w)
{
	begin("w", '{');
	text("receiving", w->receiving->province.text);
	text("sending", w->sending->province.text);
	text("receiving_province", w->receiving_province.text);
	text("sending_province", w->sending_province.text);
	record("record", w->record);
	record("record_there", w->record_there);
	flag("has_open_filing", w->has_open_filing);
	before(w->before);
	begin("index", '{');
	flag("has_other", w->index.has_other);
	text("other_unit", w->index.other_unit.text);
	flag("is_number_taken", w->index.is_number_taken);
	text("free_number", w->index.free_number.text);
	end('}');
	end('}');
}

static void
entry(const struct entry *e)
{
	begin("entry", '{');
	text("docket", e->docket.text);
	number("n", e->n);
	number("at", e->at.ms);
	text("unit", e->unit.text);
	text("holder", e->holder.text);
	text("officer", e->officer);
	text("deputy_for", e->deputy_for);
	number("role", e->role);
	text("action", action_name(e->action));
	stage("stage", e->stage);
	number("ground", e->ground);
	text("code", verdict_name(e->code));
	text("reason", e->reason);
	text("coordinator", e->coordinator.text);
	correction(&e->correction);
	number("asked_n", e->asked_n);
	text("other", e->other.text);
	if (e->has_record)
		record("record", &e->record);
	text("number", e->number.text);
	text("found", e->found.text);
	number("reached", e->reached.ms);
	end('}');
}

void
tell_attempt(const struct life *l, const struct attempt *a, const struct decision *d)
{
	comma = "";
	begin(NULL, '{');
	number("seed", (int64_t)l->seed);
	number("reached", a->reached.ms);
	number("tree", l->registry.at.ms);
	happening(&a->h);
	world(&a->w);
	text("verdict", verdict_name(d->verdict));
	flag("appends", d->appends);
	flag("tells_superior", d->tells_superior);
	if (d->appends) {
		entry(&d->entry);
		if (a->h.kind == HAPPENING_FILE)
			header("header", &d->header, true);
	}
}

static const char *
posture_name(enum posture p)
{
	static const char *const names[POSTURE_N] = {
		[POSTURE_NEW] = "NEW",
		[POSTURE_DESK] = "DESK",
		[POSTURE_AUTO] = "AUTO",
		[POSTURE_ANSWER] = "ANSWER",
		[POSTURE_COORDINATION] = "COORDINATION",
		[POSTURE_WORK] = "WORK",
		[POSTURE_LEVEL] = "LEVEL",
		[POSTURE_CLOSED] = "CLOSED",
	};
	return names[p];
}

static void
docket(const struct life *l, const char *name, const struct docket *d)
{
	struct unit_code seen[DOCKET_SEEN_MAX];
	const size_t n = docket_seen(d, seen);
	begin(name, '{');
	number("n", d->n);
	text("state", docket_state_name(d->state));
	text("posture", posture_name(d->posture));
	stage("stage", docket_stage(d));
	text("holder", d->holder.text);
	text("filer", docket_filer(d).text);
	text("decider", docket_decider(d).text);
	text("name", docket_name(d));
	text("number", docket_number(d).text);
	text("citizen_id", docket_citizen_id(d).text);
	text("sought_name", docket_sought_name(d));
	text("sought_id", docket_sought_id(d).text);
	flag("brings_citizen_id", docket_brings_citizen_id(d));
	number("since", d->since.ms);
	const struct instant term = docket_term(d, l->calendar);
	number("term", term.ms);
	number("days_left", term.ms == 0 ? 0
	    : calendar_days_left(l->calendar, d->since, l->now, term));
	number("now", l->now.ms);
	number("purge", policy_purges(&l->nation, policy_for(l, d->header.sending_school),
	    d->header.kind, d->header.grade, d->header.filed_at).ms);
	begin("seen", '[');
	for (size_t i = 0; i < n; i++)
		text(NULL, seen[i].text);
	end(']');
	end('}');
}

void
tell_docket(const struct life *l, const struct docket *d, enum verdict applied, enum verdict recheck)
{
	text("applied", verdict_name(applied));
	text("recheck", verdict_name(recheck));
	docket(l, "after", d);
	begin("effects", '[');
	is_among_effects = true;
}

void
tell_letter(const struct life *l, const struct entry *e, enum verdict applied,
    const struct docket *after, enum verdict recheck)
{
	begin("letter", '{');
	entry(e);
	text("applied", verdict_name(applied));
	if (applied == VERDICT_OK) {
		text("recheck", verdict_name(recheck));
		docket(l, "after", after);
	}
	end('}');
}

void
tell_route(const struct header *h, enum verdict applied, bool is_same, bool is_near)
{
	begin("route", '{');
	header("header", h, true);
	text("applied", verdict_name(applied));
	flag("same", is_same);
	number("days_most", DAYS_MOST);
	flag("near", is_near);
	end('}');
}

void
tell_effect(struct unit_code keeper, bool had, const struct record *before,
    enum record_effect effect, const struct record *after)
{
	static const char *const names[] = {
		[RECORD_UNTOUCHED] = "untouched",
		[RECORD_CHANGED] = "changed",
		[RECORD_CREATED] = "created",
	};
	begin(NULL, '{');
	text("keeper", keeper.text);
	record("before", had ? before : NULL);
	text("effect", names[effect]);
	if (effect != RECORD_UNTOUCHED)
		record("record", after);
	end('}');
}

void
tell_end(void)
{
	if (is_among_effects)
		end(']');
	is_among_effects = false;
	end('}');
	(void)putchar('\n');
}
