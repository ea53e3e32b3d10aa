/*
 * Officers. At the beginning schools have some children, and plans: transfers within a county, a
 * province and between provinces, two schools that want one child, first records of one child at two
 * schools, business at one school, a formal number that is changed. Whatever comes to a desk is
 * decided sooner or later: approved, refused with or without a legal ground, returned, or left lying;
 * the filer withdraws, corrects, objects or says nothing. Each action is signed by an officer of its
 * own, so that what became of it can be told from the entries.
 */
#include <stdlib.h>
#include <string.h>

#include "core/move.h"
#include "sim/sim.h"

enum { TASKS_MAX = 512, ASKED_MAX = 4096, TRIES_MAX = 40 };

enum task_kind { TASK_IMPORT, TASK_FILE, TASK_DECIDE, TASK_WITHDRAW, TASK_OBJECT, TASK_STATE };

struct task {
	int64_t at;
	enum task_kind kind;
	struct unit_code unit;	/* who acts */
	struct docket_id docket;
	struct header filing;	/* TASK_FILE */
	uint32_t n;		/* TASK_DECIDE: entries it had */
	int tries;
};

/* An action that was handed in at an instance's door. */
struct asked {
	struct wish wish;
	struct relay_action action;
	struct task task;
	struct instance *instance;	/* NULL: answered, or lost with its instance */
	bool is_asked_again;	/* one that stood still for long: elsewhere, and once */
};

struct children children;

static struct task *tasks;
static size_t n_tasks;
static struct asked **asked;
static size_t n_asked;
static unsigned n_officers;
static bool is_brisk;		/* this country decides within minutes, so that more happens at once */

static const char *const schools[] = { FURONG_SCHOOL, FURONG_OTHER, TIANXIN_SCHOOL, HETANG_SCHOOL,
	LIWAN_SCHOOL, DONGGUAN_SCHOOL, DONGGUAN_OTHER };

enum { N_SCHOOLS = sizeof(schools) / sizeof(schools[0]) };

static struct task *
add_task(enum task_kind kind, struct unit_code unit, int64_t delay_ms)
{
	if (n_tasks == TASKS_MAX)
		abort();
	struct task *t = &tasks[n_tasks++];
	memset(t, 0, sizeof(*t));
	t->kind = kind;
	t->unit = unit;
	t->at = sim.now_ms + delay_ms;
	return t;
}

static void
again(const struct task *t, int64_t delay_ms)
{
	if (t->tries == TRIES_MAX || n_tasks == TASKS_MAX)
		return;
	struct task *copy = &tasks[n_tasks++];
	*copy = *t;
	copy->tries++;
	copy->at = sim.now_ms + delay_ms;
}

int64_t
story_next(void)
{
	int64_t next = INT64_MAX;
	for (size_t i = 0; i < n_tasks; i++)
		if (tasks[i].at < next)
			next = tasks[i].at;
	return next;
}

bool
story_is_over(void)
{
	for (size_t i = 0; i < n_asked; i++)
		if (asked[i]->instance != NULL)
			return false;
	return n_tasks == 0;
}

bool
story_has_asked(const struct entry *e)
{
	for (size_t i = 0; i < n_asked; i++) {
		const struct happening *h = &asked[i]->action.happening;
		if (strcmp(h->officer, e->officer) == 0 && strcmp(h->deputy_for, e->deputy_for) == 0
		    && unit_code_equal(h->unit, e->unit) && move_becomes(h->kind, e->action))
			return true;
	}
	return false;
}

/* -- handing in ---------------------------------------------------------------------------- */

static struct asked *
begin_asked(const struct task *t)
{
	if (n_asked == ASKED_MAX)
		sim_violation("officers have asked %d times, and it is not over", ASKED_MAX);
	struct asked *a = asked[n_asked++] = arena_alloc(sim.arena, sizeof(*a));
	a->task = *t;
	a->action.docket = t->docket;
	a->action.happening.unit = t->unit;
	return a;
}

static void
hand_in(struct asked *a, struct instance *i)
{
	const struct happening *h = &a->action.happening;
	if (a->task.kind != TASK_IMPORT) {
		a->wish.action = &a->action;
		sim_say("%s of %s asks: %s docket=%s", h->officer, h->unit.text, happening_verb(h->kind),
		    a->action.docket.text);
	}
	a->instance = i;
	if (!relay_wish(i->relay, &a->wish))
		a->instance = NULL;
}

/* A name of its own, so that its entry can be found. One in four acts for somebody who is away. */
static void
sign(struct happening *h, enum happening_kind kind, enum role role, const char *reason)
{
	h->kind = kind;
	h->role = role;
	(void)snprintf(h->officer, sizeof(h->officer), "%s-%u", role == ROLE_HEAD ? "head" : "clerk",
	    ++n_officers);
	if (n_officers % 4 == 0)
		(void)snprintf(h->deputy_for, sizeof(h->deputy_for), "away-%u", n_officers);
	(void)snprintf(h->reason, sizeof(h->reason), "%s", reason);
}

/* -- what is filed --------------------------------------------------------------------------- */

static void
plan(enum business kind, const struct child *c, const char *receiving, int64_t delay_ms)
{
	const struct record *r = &c->record;
	const bool is_one_school = business_row(kind)->is_one_school;
	struct task *t = add_task(TASK_FILE, code(receiving), delay_ms);
	sim_id(t->docket.text);
	struct header *h = &t->filing;
	h->id = t->docket;
	h->kind = kind;
	if (!business_row(kind)->is_first)
		h->number = r->number;
	h->citizen_id = r->citizen_id;
	memcpy(h->name, r->name, sizeof(h->name));
	h->grade = r->grade;
	h->receiving_school = code(receiving);
	h->sending_school = is_one_school ? code(receiving) : r->school;
	if (kind == BUSINESS_enrolment) {
		h->change.birth = r->birth;
		h->change.sex = r->sex;
	}
	if (kind == BUSINESS_ordinary_update)
		(void)snprintf(h->change.contact.phone, sizeof(h->change.contact.phone), "+8610000%04d",
		    (int)sim_below(10000));
}

static void
file(const struct task *t, struct instance *i)
{
	struct asked *a = begin_asked(t);
	struct happening *h = &a->action.happening;
	sign(h, HAPPENING_FILE, ROLE_REGISTRAR, "随父母工作调动");
	h->filing = t->filing;
	h->filing.arrived_on = instant_day((struct instant){ sim.now_ms - 10 * MINUTE_MS });
	if (t->filing.kind == BUSINESS_suspension)
		h->filing.change.until.n = h->filing.arrived_on.n + 60;
	hand_in(a, i);
}

/* -- what is decided -------------------------------------------------------------------------- */

static bool
decide_at_desk(const struct docket *d, struct happening *h)
{
	const int64_t dice = sim.is_calm ? 0 : sim_below(100);
	if (dice >= 96)
		return false;	/* left lying */
	if (dice < 78) {
		sign(h, HAPPENING_APPROVE, ROLE_HEAD, "同意");
	} else if (dice < 86) {
		sign(h, HAPPENING_REFUSE, ROLE_HEAD, "身份无法核实");
		h->ground = GROUND_IDENTITY_NOT_PROVEN;
	} else if (dice < 91) {
		sign(h, HAPPENING_REFUSE, ROLE_HEAD, "学籍未到");
		h->ground = GROUND_NO_RECORD;
	} else {
		sign(h, HAPPENING_RETURN, ROLE_HEAD, "请补正");
	}
	(void)d;
	return true;
}

/* Silence, now and then: the sweeper closes it. */
static bool
answer(const struct docket *d, struct happening *h)
{
	const int64_t dice = sim_below(100);
	if (dice < 30 && d->code == VERDICT_OK)
		sign(h, HAPPENING_CORRECT, ROLE_REGISTRAR, "已更正");
	else if (dice < 60)
		sign(h, HAPPENING_WITHDRAW, ROLE_REGISTRAR, "家长撤回");
	else if (dice < 85 && d->is_refused)
		sign(h, HAPPENING_OBJECT, ROLE_HEAD, "请上级协调");
	else
		return false;
	return true;
}

static void
rule(struct happening *h)
{
	static const enum happening_kind rulings[] = { HAPPENING_UPHOLD, HAPPENING_OVERRULE,
		HAPPENING_SEND_BACK };
	sign(h, rulings[sim_below(3)], ROLE_HEAD, "裁定");
}

static bool
decide(const struct docket *d, struct happening *h)
{
	switch (d->posture) {
	case POSTURE_DESK:
		return decide_at_desk(d, h);
	case POSTURE_ANSWER:
		return answer(d, h);
	case POSTURE_COORDINATION:
		rule(h);
		return true;
	default:
		return false;
	}
}

static void
do_decide(const struct task *t, struct daemon *d, struct instance *i)
{
	struct docket docket;
	if (!db_fold(d->db, t->docket, &docket) || docket.posture == POSTURE_CLOSED
	    || !unit_code_equal(docket.holder, t->unit) || docket_is_automatic(&docket))
		return;
	struct happening h = { .unit = t->unit };
	if (!decide(&docket, &h)) {
		if (docket.posture == POSTURE_DESK)
			again(t, DAY_MS + sim_below(15 * DAY_MS));
		return;
	}
	struct asked *a = begin_asked(t);
	a->action.happening = h;
	a->action.seen_n = sim_chance(2) ? docket.n : 0;
	hand_in(a, i);
}

/* The filer's, wherever the docket lies; a province's statement. */
static void
do_travelling(const struct task *t, struct daemon *d, struct instance *i)
{
	struct docket docket;
	if (!db_fold(d->db, t->docket, &docket) || docket.posture == POSTURE_CLOSED)
		return;
	struct asked *a = begin_asked(t);
	if (t->kind == TASK_WITHDRAW)
		sign(&a->action.happening, HAPPENING_WITHDRAW, ROLE_REGISTRAR, "家长撤回");
	else if (t->kind == TASK_OBJECT)
		sign(&a->action.happening, HAPPENING_OBJECT, ROLE_HEAD, "逾期未办");
	else
		sign(&a->action.happening, HAPPENING_STATE, ROLE_HEAD, "本省意见");
	hand_in(a, i);
}

static void
do_import(const struct task *t, struct daemon *d, struct instance *i)
{
	struct asked *a = begin_asked(t);
	size_t n = 0;
	struct record *list = arena_array(sim.arena, children.n + 1, sizeof(*list));
	for (size_t k = 0; k < children.n; k++)
		if (children.at[k].is_imported && daemon_serves(d, children.at[k].record.school))
			list[n++] = children.at[k].record;
	a->wish.records = list;
	a->wish.n_records = n;
	hand_in(a, i);
}

static void
act(const struct task *t)
{
	struct daemon *d = country_daemon_of(t->unit);
	struct instance *i = d == NULL ? NULL : daemon_door(d);
	if (i == NULL) {
		again(t, MINUTE_MS + sim_below(HOUR_MS));
		return;
	}
	switch (t->kind) {
	case TASK_IMPORT:
		do_import(t, d, i);
		return;
	case TASK_FILE:
		file(t, i);
		return;
	case TASK_DECIDE:
		do_decide(t, d, i);
		return;
	case TASK_WITHDRAW:
	case TASK_OBJECT:
	case TASK_STATE:
		do_travelling(t, d, i);
		return;
	}
}

void
story_act(void)
{
	for (size_t i = 0; i < n_tasks;) {
		if (tasks[i].at > sim.now_ms) {
			i++;
			continue;
		}
		const struct task t = tasks[i];
		tasks[i] = tasks[--n_tasks];
		act(&t);
	}
}

static int64_t
while_ms(void)
{
	if (is_brisk)
		return SECOND_MS + sim_below(20 * MINUTE_MS);
	if (sim.is_calm)
		return MINUTE_MS + sim_below(4 * HOUR_MS);
	return sim_chance(12) ? sim_below(20 * DAY_MS) : MINUTE_MS + sim_below(DAY_MS);
}

void
story_on_desk(struct daemon *d, const struct docket *docket)
{
	(void)d;
	for (size_t i = 0; i < n_tasks; i++)
		if (tasks[i].kind == TASK_DECIDE && docket_id_equal(tasks[i].docket, docket->header.id)
		    && unit_code_equal(tasks[i].unit, docket->holder) && tasks[i].n == docket->n)
			return;
	struct task *t = add_task(TASK_DECIDE, docket->holder, while_ms());
	t->docket = docket->header.id;
	t->n = docket->n;
	for (size_t i = 0; docket->is_hearing && i < docket->n_heard; i++) {
		t = add_task(TASK_STATE, docket->heard[i], while_ms());
		t->docket = docket->header.id;
	}
}

void
story_rescan(void)
{
	struct docket docket;
	for (int k = 0; k < sim.n_daemons; k++) {
		struct daemon *d = &sim.daemons[k];
		const struct docket_row *rows = ROWS(d->db, T_DOCKET, struct docket_row);
		for (size_t i = 0; i < N_ROWS(d->db, T_DOCKET); i++)
			if (rows[i].state == DOCKET_OPEN && rows[i].is_held_here && !rows[i].is_automatic
			    && db_fold(d->db, rows[i].id, &docket))
				story_on_desk(d, &docket);
	}
}

/* -- answers ------------------------------------------------------------------------------------ */

static void
later_of_filer(const struct asked *a)
{
	if (sim_chance(3)) {
		struct task *t = add_task(TASK_WITHDRAW, a->task.unit, sim_below(12 * DAY_MS));
		t->docket = a->action.docket;
	}
	if (sim_chance(4)) {
		struct task *t = add_task(TASK_OBJECT, a->task.unit, sim_below(30 * DAY_MS));
		t->docket = a->action.docket;
	}
}

static void
yes(const struct asked *a)
{
	const char *officer = a->action.happening.officer;
	if (a->task.kind == TASK_IMPORT)
		return;
	if (a->task.kind == TASK_FILE) {
		if (!check_has_docket(a->action.docket))
			sim_violation("docket=%s: %s was told that it is filed, and it is not",
			    a->action.docket.text, officer);
		later_of_filer(a);
	} else if (!a->wish.answer.is_underway && !check_has_entry_of(officer)) {
		sim_violation("docket=%s: %s was told yes, and there is no such entry",
		    a->action.docket.text, officer);
	}
}

static void
no(const struct asked *a)
{
	const char *officer = a->action.happening.officer;
	const enum verdict v = a->wish.answer.verdict;
	if (a->task.kind == TASK_IMPORT)
		sim_violation("an import was answered %s", verdict_name(v));
	if (v != VERDICT_ILLEGAL_GROUND && check_has_entry_of(officer))
		sim_violation("docket=%s: %s was told %s, and it is done", a->action.docket.text, officer,
		    verdict_name(v));
	if (a->task.kind == TASK_DECIDE)
		again(&a->task, v == VERDICT_NOT_HEARD_YET ? 2 * DAY_MS : while_ms());
	else if (a->task.kind == TASK_FILE && v == VERDICT_OPEN_BUSINESS)
		again(&a->task, DAY_MS + sim_below(10 * DAY_MS));
}

void
story_look_at(struct instance *i)
{
	for (size_t k = 0; k < n_asked; k++) {
		struct asked *a = asked[k];
		if (a->instance != i || a->wish.state != WISH_DONE)
			continue;
		const enum verdict v = a->wish.answer.verdict;
		a->instance = NULL;
		sim_say("%s is answered %s%s", a->action.happening.officer, verdict_name(v),
		    a->wish.answer.is_underway ? ", under way" : "");
		if (v == VERDICT_OK)
			yes(a);
		else if (v == VERDICT_BUSY)
			again(&a->task, MINUTE_MS + sim_below(HOUR_MS));
		else
			no(a);
	}
}

/* Whoever hears nothing for a while asks another instance, and the first one may answer after all. A clerk who
 * thinks that nothing was filed files anew. */
void
story_impatient(struct instance *i)
{
	const size_t n = n_asked;
	for (size_t k = 0; k < n; k++) {
		struct task t = asked[k]->task;
		if (asked[k]->instance != i || asked[k]->is_asked_again || t.kind == TASK_IMPORT)
			continue;
		asked[k]->is_asked_again = true;
		if (t.kind == TASK_FILE && sim_chance(2)) {
			sim_id(t.docket.text);
			t.filing.id = t.docket;
		}
		again(&t, SECOND_MS + sim_below(5 * MINUTE_MS));
	}
}

/* Nobody will answer: they ask again, not knowing what became of it. */
void
story_lost(struct instance *i)
{
	for (size_t k = 0; k < n_asked; k++)
		if (asked[k]->instance == i) {
			asked[k]->instance = NULL;
			again(&asked[k]->task, MINUTE_MS + sim_below(HOUR_MS));
		}
}

/* -- the beginning ------------------------------------------------------------------------------ */

static struct child *
new_child(const char *birth, int grade, bool is_imported)
{
	static const char *const sings[] = { "甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸" };
	struct child *c = &children.at[children.n];
	struct record *r = &c->record;
	char digits[48];
	(void)snprintf(digits, sizeof(digits), "%s%.4s%.2s%.2s%03d", sim_chance(2) ? "430102" : "440103",
	    birth, birth + 5, birth + 8, 100 + (int)children.n);
	memcpy(r->citizen_id.text, digits, 17);
	r->citizen_id.text[17] = number_check_digit(digits);
	r->number = number_formal(r->citizen_id);
	(void)snprintf(r->name, sizeof(r->name), "样例%s", sings[children.n]);
	r->birth = on(birth);
	r->sex = number_sex(r->citizen_id.text);
	r->status = STATUS_in_school;
	r->grade = grade;
	c->is_imported = is_imported;
	children.n++;
	return c;
}

static const char *
some_school(void)
{
	return schools[sim_below(N_SCHOOLS)];
}

static const char *
another_school(struct unit_code than)
{
	const char *s = some_school();
	while (strcmp(s, than.text) == 0)
		s = some_school();
	return s;
}

static void
plan_for(const struct child *c)
{
	const int64_t at = HOUR_MS + sim_below(5 * DAY_MS);
	const char *to = another_school(c->record.school);
	const int64_t dice = sim_below(10);
	if (dice < 6)
		plan(BUSINESS_transfer, c, to, at);
	if (dice >= 4 && dice < 7)	/* somebody else wants the child too, or the same school once more */
		plan(BUSINESS_transfer, c, sim_chance(4) ? to : another_school(c->record.school),
		    at + sim_below(sim_chance(2) ? HOUR_MS : 3 * DAY_MS));
	if (dice == 3 || dice == 7)
		plan(BUSINESS_ordinary_update, c, c->record.school.text, at + sim_below(10 * DAY_MS));
	if (dice == 8)
		plan(BUSINESS_suspension, c, c->record.school.text, at + sim_below(3 * DAY_MS));
}

/* A formal number that was made of an ID which has been corrected since: its school wants the one that the
 * ID makes now. News about the former number may come again long after that. */
static void
plan_number_change(void)
{
	struct child *c = new_child("2016-04-05", 4, true);
	struct record *r = &c->record;
	char digits[18];
	memcpy(digits, r->citizen_id.text, 17);
	digits[17] = '\0';
	digits[14] = '9';
	(void)snprintf(r->number.text, sizeof(r->number.text), "G%s%c", digits,
	    number_check_digit(digits));
	r->school = code(some_school());
	plan(BUSINESS_number_change, c, r->school.text, HOUR_MS + sim_below(5 * DAY_MS));
	if (sim_chance(4))
		plan(BUSINESS_transfer, c, another_school(r->school), HOUR_MS + sim_below(30 * DAY_MS));
}

static void
plan_enrolment(void)
{
	const struct child *c = new_child("2020-03-05", 1, false);
	const int64_t at = HOUR_MS + sim_below(5 * DAY_MS);
	plan(BUSINESS_enrolment, c, some_school(), at);
	if (sim_chance(2))
		plan(BUSINESS_enrolment, c, some_school(), at + sim_below(sim_chance(2) ? HOUR_MS : 3 * DAY_MS));
}

void
story_begin(void)
{
	tasks = arena_array(sim.arena, TASKS_MAX, sizeof(*tasks));
	asked = arena_array(sim.arena, ASKED_MAX, sizeof(struct asked *));
	n_tasks = n_asked = 0;
	n_officers = 0;
	is_brisk = sim_chance(3);
	memset(&children, 0, sizeof(children));
	const int64_t n = 1 + sim_below(4);
	for (int64_t i = 0; i < n; i++) {
		struct child *c = new_child("2017-05-06", 3, true);
		c->record.school = code(some_school());
		plan_for(c);
	}
	if (sim_chance(2))
		plan_enrolment();
	if (sim_chance(2))
		plan_number_change();
	for (int i = 0; i < N_SCHOOLS; i++)	/* one of each daemon is enough */
		if (i != 1 && i != 3 && i < 5)
			(void)add_task(TASK_IMPORT, code(schools[i]), 0);
}

