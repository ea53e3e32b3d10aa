/* One docket as a page: whose turn it is, its way, its stamps, what it changes, and what who looks may do. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console/table.h"

/* -- its way -------------------------------------------------------------------------- */

static int
place_on(const json_t *route, const char *stage)
{
	for (size_t i = 0; i < json_array_size(route); i++) {
		const char *one = json_string_value(json_object_get(json_array_get(route, i), "stage"));
		if (one != NULL && strcmp(one, stage) == 0)
			return (int)i;
	}
	return -1;
}

/* Where on its way it is. Beside the way - the filer answers, somebody rules - it stays where it was
 * stopped, which the last stamp on the way tells; of one that ended well it is behind the end. */
static int
place_of(struct visit *v, const json_t *j)
{
	const json_t *route = json_object_get(j, "route"), *entries = json_object_get(j, "entries");
	if (strcmp(console_text(v, j, "state"), "completed") == 0)
		return (int)json_array_size(route);
	int place = place_on(route, console_text(v, j, "stage"));
	for (size_t i = json_array_size(entries); i > 0 && place < 0; i--)
		place = place_on(route, console_text(v, json_array_get(entries, i - 1), "stage"));
	return place;
}

static const struct step_line *
steps_of(struct visit *v, const json_t *j, const struct docket_page *p, size_t *ret_n)
{
	const json_t *route = json_object_get(j, "route");
	const bool is_on_way = place_on(route, console_text(v, j, "stage")) >= 0;
	const size_t n = json_array_size(route);
	const int place = place_of(v, j);
	struct step_line *steps = arena_array(v->door->arena, n + 1, sizeof(*steps));
	for (size_t i = 0; i < n; i++) {
		const json_t *stop = json_array_get(route, i);
		const bool is_passed = json_is_true(json_object_get(stop, "passed"));
		const bool is_here = (int)i == place, is_ahead = (int)i > place && !is_passed;
		const bool is_under_way = is_here && p->is_open && is_on_way;
		const bool is_now = is_under_way && p->is_current;
		steps[i] = (struct step_line){
			.stage = label_stage(v->lang, console_text(v, stop, "stage")),
			.unit = console_unit(v, console_text(v, stop, "unit")),
			.css = is_now ? "now" : is_under_way || is_ahead ? "ahead" : is_here ? "stopped" : "done",
			.where = word(v->lang, is_now ? WORD_step_now
				: is_under_way ? WORD_step_handed_on
				: is_here ? WORD_step_stopped
				: is_ahead ? WORD_step_ahead : WORD_step_done),
			.is_now = is_now,
		};
	}
	*ret_n = n;
	return steps;
}

/* -- its stamps ----------------------------------------------------------------------- */

/* NULL: nothing. */
static const char *
corrected_of(struct visit *v, const json_t *list)
{
	size_t i;
	const json_t *one;
	const char *text = NULL;
	json_array_foreach(list, i, one) {
		const char *what = word(v->lang,
		    strcmp(json_string_value(one), "name") == 0 ? WORD_name : WORD_citizen_id);
		text = text == NULL ? what : table_text(v, "%s%s%s", text, v->lang == LANG_EN ? ", " : "、", what);
	}
	return text;
}

const char *
docket_officer(struct visit *v, const json_t *e)
{
	const char *officer = console_text(v, e, "officer"), *deputy_for = console_text(v, e, "deputy_for");
	if (officer[0] == '\0')
		return word(v->lang, WORD_automatic);
	return deputy_for[0] == '\0' ? officer
				     : table_text(v, "%s %s %s", officer, word(v->lang, WORD_stamped_for), deputy_for);
}

struct stamp_line
docket_stamp(struct visit *v, const json_t *e)
{
	const json_t *stamp = json_object_get(e, "stamp");
	const bool is_sound = json_is_true(json_object_get(stamp, "sound"));
	const char *action = console_text(v, e, "action");
	return (struct stamp_line){
		.at = label_time(v, console_text(v, e, "at")),
		.unit = console_unit(v, console_text(v, e, "unit")),
		.officer = docket_officer(v, e),
		.action = label_action(v->lang, action),
		.stage = strcmp(action, "stated") == 0 ? label_action(v->lang, action)	/* and no ruling */
		    : label_stage(v->lang, console_text(v, e, "stage")),
		.code = label_code(v->lang, console_text(v, e, "code")),
		.reason = console_text(v, e, "reason"),
		.corrected = corrected_of(v, json_object_get(e, "corrected")),
		.key = console_text(v, stamp, "key_id"),
		.seal = word(v->lang, is_sound ? WORD_stamp_sound : WORD_stamp_unsound),
		.css = is_sound ? "sound" : "unsound",
		.sign = is_sound ? "✔" : "✘",
	};
}

/* The latest first. */
static const struct stamp_line *
stamps_of(struct visit *v, const json_t *j, size_t *ret_n)
{
	const json_t *entries = json_object_get(j, "entries");
	const size_t n = json_array_size(entries);
	struct stamp_line *stamps = arena_array(v->door->arena, n + 1, sizeof(*stamps));
	for (size_t i = 0; i < n; i++)
		stamps[i] = docket_stamp(v, json_array_get(entries, n - 1 - i));
	*ret_n = n;
	return stamps;
}

/* The entry of that number, if it is his who looks: what he has just done. NULL: it is not. */
static const json_t *
own_entry(struct visit *v, const json_t *j, const char *n)
{
	char *end;
	const json_t *entries = json_object_get(j, "entries");
	const long at = n == NULL ? 0 : strtol(n, &end, 10);
	if (at < 1 || *end != '\0')
		return NULL;
	const json_t *e = json_array_get(entries, (size_t)at - 1);
	return strcmp(console_text(v, e, "officer"), v->account.name) == 0
		&& strcmp(console_text(v, e, "unit"), v->account.unit.text) == 0
	    ? e : NULL;
}

/* -- what may be done ----------------------------------------------------------------- */

static const struct {
	const char *verb;
	enum word label, of_level;	/* where it is ruled whose a complaint is */
	const char *css;
} verbs[] = {
	{ "approve", WORD_approve, WORD_approve, "first" },
	{ "correct", WORD_correct, WORD_correct, "first" },
	{ "overrule", WORD_overrule, WORD_overrule_level, "" },
	{ "uphold", WORD_uphold, WORD_uphold_level, "" },
	{ "send_back", WORD_rule_return, WORD_rule_return, "" },
	{ "state", WORD_state, WORD_state, "first" },
	{ "return", WORD_send_back, WORD_send_back, "" },
	{ "refuse", WORD_refuse, WORD_refuse, "danger" },
	{ "dismiss", WORD_dismiss, WORD_dismiss, "danger" },
	{ "dispute_level", WORD_dispute_level, WORD_dispute_level, "" },
	{ "object", WORD_object, WORD_object, "" },
	{ "urge", WORD_urge, WORD_urge, "" },
};

/* Has a box of its own: it ends all, and needs nothing. */
static const char withdraw[] = "withdraw";

enum { N_VERBS = sizeof(verbs) / sizeof(verbs[0]) };

static bool
is_among(const json_t *list, const char *name)
{
	size_t i;
	const json_t *one;
	json_array_foreach(list, i, one)
		if (strcmp(json_string_value(one), name) == 0)
			return true;
	return false;
}

static const char *
verb_label(struct visit *v, const json_t *j, size_t i)
{
	const bool is_level = strcmp(console_text(v, j, "stage"), "level_ruling") == 0;
	return word(v->lang, is_level ? verbs[i].of_level : verbs[i].label);
}

static const struct verb_line *
verbs_of(struct visit *v, const json_t *j, size_t *ret_n)
{
	const json_t *may = json_object_get(j, "may");
	struct verb_line *lines = arena_array(v->door->arena, N_VERBS, sizeof(*lines));
	*ret_n = 0;
	for (size_t i = 0; i < N_VERBS; i++)
		if (is_among(may, verbs[i].verb))
			lines[(*ret_n)++] =
			    (struct verb_line){ verbs[i].verb, verb_label(v, j, i), verbs[i].css };
	return lines;
}

bool
docket_is_verb(const char *verb)
{
	for (size_t i = 0; i < N_VERBS; i++)
		if (strcmp(verbs[i].verb, verb) == 0)
			return true;
	return strcmp(verb, withdraw) == 0;
}

/* Which of these buttons need words, as the law of this docket says; NULL: none. */
static const char *
needs_words(struct visit *v, const json_t *j)
{
	const char *list = NULL;
	for (size_t i = 0; i < N_VERBS; i++)
		if (is_among(json_object_get(j, "needs_words"), verbs[i].verb))
			list = list == NULL ? verb_label(v, j, i)
			    : table_text(v, "%s%s%s", list, v->lang == LANG_EN ? ", " : "、",
				verb_label(v, j, i));
	return list;
}

static const struct ground_line *
grounds_of(struct visit *v, const json_t *grounds, const char *chosen, size_t *ret_n)
{
	const size_t n = json_array_size(grounds);
	struct ground_line *list = arena_array(v->door->arena, n + 1, sizeof(*list));
	for (size_t i = 0; i < n; i++) {
		list[i].name = arena_text(v->door->arena, json_string_value(json_array_get(grounds, i)));
		list[i].label = label_code(v->lang, list[i].name);
		list[i].is_chosen = strcmp(list[i].name, chosen) == 0;
	}
	*ret_n = n;
	return list;
}

/* -- whose turn it is ------------------------------------------------------------------ */

static const char *
text_or_null(const char *text)
{
	return text[0] == '\0' ? NULL : text;
}

/* The entry that has sent it back to who filed it; NULL: none has. */
static const json_t *
back_entry(const json_t *j)
{
	const long long n = ask_number(j, "back");
	return n > 0 ? json_array_get(json_object_get(j, "entries"), (size_t)n - 1) : NULL;
}

/* To a refusal there is an objection, to all that came back a correction. */
static enum word
task_of(struct visit *v, const json_t *j)
{
	const char *stage = console_text(v, j, "stage");
	if (strcmp(stage, "answer") == 0)
		return strcmp(console_text(v, back_entry(j), "action"), "refused") == 0 ? WORD_to_answer : WORD_to_correct;
	return strcmp(stage, "coordination") == 0 || strcmp(stage, "level_ruling") == 0 ? WORD_to_rule
	    : WORD_waits_to;
}

static bool
is_automatic(const json_t *j, const char *stage)
{
	const json_t *route = json_object_get(j, "route");
	const int place = place_on(route, stage);
	return place >= 0 && json_is_true(json_object_get(json_array_get(route, (size_t)place), "automatic"));
}

/* Is it he who looks, or in whose place he acts? */
static bool
is_himself(const struct visit *v, const char *name)
{
	return name[0] != '\0' && (strcmp(name, v->account.name) == 0 || strcmp(name, v->acting.name) == 0);
}

/* Who filed or last corrected it, or for whom, may not decide on it at the first stop (rules/two_persons.c). */
static bool
is_own_filing(struct visit *v, const json_t *j)
{
	const json_t *entries = json_object_get(j, "entries");
	for (size_t i = json_array_size(entries); i > 0; i--) {
		const json_t *e = json_array_get(entries, i - 1);
		const char *action = console_text(v, e, "action");
		if (strcmp(action, "filed") == 0 || strcmp(action, "corrected") == 0)
			return place_of(v, j) == 0 && (is_himself(v, console_text(v, e, "officer"))
			    || is_himself(v, console_text(v, e, "deputy_for")));
	}
	return false;
}

static const char *
whose_answer(struct visit *v, const json_t *may, const struct docket_page *p)
{
	if (p->may_correct)
		return word(v->lang, WORD_answer_now);
	if (p->is_open && !p->is_current)
		return word(v->lang, WORD_answer_unseen);
	if (!p->is_ours)
		return word(v->lang, WORD_answered_by_filer);
	const bool is_school = strlen(v->account.unit.text) > 6;
	const char *whose = word(v->lang, is_school ? WORD_answered_by_registrar : WORD_answered_by_clerk);
	return is_among(may, "object")
	    ? table_text(v, "%s%s%s", whose, v->lang == LANG_EN ? " " : "", word(v->lang, WORD_may_object)) : whose;
}

static void
set_back(struct visit *v, const json_t *j, struct docket_page *p)
{
	const json_t *e = back_entry(j);
	p->is_back = e != NULL;
	if (!p->is_back)
		return;
	const struct stamp_line s = docket_stamp(v, e);
	const char *action = console_text(v, e, "action");
	p->back = (struct back_line){
		.sign = docket_back_sign(action), .unit = s.unit, .action = s.action, .stage = s.stage,
		.officer = s.officer, .at = s.at, .code = text_or_null(s.code),
		.reason = text_or_null(s.reason),
		.whose = whose_answer(v, json_object_get(j, "may"), p),
	};
}

const char *
docket_back_sign(const char *action)
{
	return strcmp(action, "refused") == 0 || strcmp(action, "failed") == 0 ? "✘" : "↩";
}

/* A correction goes to the first stop, and from there to the one that asked for it. */
static void
set_again(struct visit *v, const json_t *j, struct docket_page *p)
{
	const json_t *route = json_object_get(j, "route");
	const int place = place_on(route, console_text(v, j, "resumes"));
	p->again_first = console_unit(v, console_text(v, json_array_get(route, 0), "unit"));
	if (place <= 0)
		return;
	const json_t *stop = json_array_get(route, (size_t)place);
	p->again_then = table_text(v, "%d %s (%s)", place + 1, label_stage(v->lang, console_text(v, stop, "stage")),
	    console_unit(v, console_text(v, stop, "unit")));
}

/* What has been done, and who goes on, in one sentence. */
static const char *
done_sentence(struct visit *v, const json_t *done, const struct docket_page *p)
{
	const char *action = console_text(v, done, "action");
	const char *what = strcmp(action, "filed") == 0 ? word(v->lang, WORD_done_filed)
	    : table_text(v, "%s%s", word(v->lang, WORD_done_head), label_action(v->lang, action));
	const char *end = v->lang == LANG_EN ? "." : "。";
	if (!p->is_open)
		return table_text(v, "%s%s", what, end);
	if (p->is_automatic)
		return table_text(v, "%s%s%s", what, word(v->lang, WORD_done_goes_on), end);
	return table_text(v, "%s%s%s %s%s", what, word(v->lang, WORD_done_waits), p->holder, p->task, end);
}

/* -- the page ------------------------------------------------------------------------- */

static void
put_state(struct visit *v, const json_t *j, struct docket_page *p)
{
	const json_t *days = json_object_get(j, "days");
	p->is_open = strcmp(console_text(v, j, "state"), "open") == 0;
	p->holder = console_unit(v, console_text(v, j, "holder"));
	p->is_ours = strcmp(console_text(v, j, "holder"), v->account.unit.text) == 0;
	p->is_filers = strcmp(console_text(v, json_array_get(json_object_get(j, "route"), 0), "unit"),
		v->account.unit.text) == 0;
	p->is_current = json_is_true(json_object_get(j, "current"));
	p->stage = label_stage(v->lang, console_text(v, j, "stage"));
	p->task = word(v->lang, task_of(v, j));
	p->is_automatic = p->is_open && is_automatic(j, console_text(v, j, "stage"));
	p->state = label_state(v->lang, console_text(v, j, "state"));
	p->term = label_term(v, j);
	p->has_days = json_is_integer(days);
	p->days = json_integer_value(days);
	p->used = p->days - json_integer_value(json_object_get(j, "working_days_left"));
}

static bool
has_entry(struct visit *v, const json_t *j, const char *action)
{
	const json_t *entries = json_object_get(j, "entries");
	for (size_t i = 0; i < json_array_size(entries); i++)
		if (strcmp(console_text(v, json_array_get(entries, i), "action"), action) == 0)
			return true;
	return false;
}

static void
set_paper(struct visit *v, const json_t *j, struct docket_page *p)
{
	static const struct {
		const char *form, *file;
		enum word label;
	} papers[] = {
		{ "receipt", "receipt.pdf", WORD_paper_receipt },
		{ "notice", "notice.pdf", WORD_paper_notice },
		{ "verification_sheet", "sheet.pdf", WORD_paper_verification },
	};
	const char *paper = console_text(v, j, "paper");
	for (size_t i = 0; i < sizeof(papers) / sizeof(papers[0]); i++)
		if (strcmp(papers[i].form, paper) == 0) {
			p->has_paper = true;
			p->paper = papers[i].file;
			p->paper_label = word(v->lang, papers[i].label);
		}
}

/* Who filed what came to nothing may file it anew, unless he has done so. */
static void
set_neighbours(struct visit *v, const json_t *j, struct docket_page *p)
{
	const json_t *list = json_object_get(j, "followed_by");
	const size_t n = json_array_size(list);
	struct neighbour_line *lines = arena_array(v->door->arena, n + 1, sizeof(*lines));
	for (size_t i = 0; i < n; i++)
		lines[i].docket = arena_text(v->door->arena, json_string_value(json_array_get(list, i)));
	p->followed_by = lines;
	p->n_followed_by = n;
	p->follows = console_text(v, j, "follows");
	if (p->follows[0] == '\0')
		p->follows = NULL;
	p->is_follows_here = json_is_true(json_object_get(j, "follows_here"));
	p->kind = console_text(v, j, "kind");
	p->may_file_again = n == 0 && file_may_be_repeated(v, j);
}

static bool
is_hearing(struct visit *v, const json_t *j)
{
	return v->role == ROLE_HEAD && strcmp(console_text(v, j, "stage"), "coordination") == 0
	    && json_array_size(json_object_get(j, "heard")) > 0;
}

/* A head who cannot rule yet is told whom he waits for: not for himself (rules/both_provinces_heard.c). */
static const char *
hearing(struct visit *v, const json_t *j)
{
	size_t i;
	const json_t *one;
	const char *text = word(v->lang, WORD_hears_first);
	const char *comma = v->lang == LANG_EN ? ", " : "，", *end = v->lang == LANG_EN ? "." : "。";
	json_array_foreach(json_object_get(j, "heard"), i, one)
		text = table_text(v, "%s%s%s %s", text, i == 0 ? " " : comma,
		    console_unit(v, console_text(v, one, "unit")),
		    word(v->lang, json_is_true(json_object_get(one, "stated")) ? WORD_has_stated : WORD_has_not_stated));
	return table_text(v, "%s%s", text, end);
}

/* What who looks may do, and what is said to him who may not decide at his own desk. */
static void
set_verbs(struct visit *v, const json_t *j, const struct outcome *o, struct docket_page *p)
{
	const json_t *may = json_object_get(j, "may");
	p->may_withdraw = is_among(may, withdraw);
	p->verbs = verbs_of(v, j, &p->n_verbs);
	if (p->is_underway)
		p->n_verbs = 0;
	p->needs_words = needs_words(v, j);
	p->grounds = grounds_of(v, json_object_get(j, "grounds"), o->code, &p->n_grounds);
	const bool has_form = o->is_withdrawal ? p->may_withdraw : p->n_verbs > 0;
	p->has_lost_form = o->has_failed && o->reason[0] != '\0' && !has_form;
	if (p->may_correct)
		set_again(v, j, p);
	if (p->is_open && p->is_ours && !p->is_automatic && !p->is_back && p->n_verbs == 0) {
		p->waits_for_head = is_hearing(v, j) ? hearing(v, j)
		    : table_text(v, "%s%s%s", word(v->lang, WORD_waits_head_before), p->holder,
			word(v->lang, WORD_waits_head_after));
		p->is_own_filing = is_own_filing(v, j);
	}
}

/* He has asked whoever holds it, and nothing has come since: the form would only ask for it again. */
static bool
is_underway(struct visit *v, const json_t *j)
{
	char *end;
	const char *n = v->door->query(v->door, "underway");
	const long at = n == NULL ? -1 : strtol(n, &end, 10);
	return at >= 0 && *end == '\0' && at == ask_number(j, "n");
}

static void
show(struct visit *v, unsigned status, const json_t *j, const struct outcome *o)
{
	struct out out = { .size = 0 };
	const json_t *done = own_entry(v, j, v->door->query(v->door, "done"));
	struct docket_page p = {
		.docket = console_text(v, j, "docket"),
		.student = unmask_section(v, j),
		.is_done = done != NULL,
		.outcome = *o,
		.n = json_integer_value(json_object_get(j, "n")),
	};
	p.frame = console_frame(v, label_title(v, label_business(v->lang, console_text(v, j, "kind"))));
	p.has_dispute = has_entry(v, j, "objected");
	put_state(v, j, &p);
	p.is_underway = is_underway(v, j);
	p.done_what = done_sentence(v, done, &p);
	set_neighbours(v, j, &p);
	docket_facts(v, j, &p);
	p.steps = steps_of(v, j, &p, &p.n_steps);
	p.stamps = stamps_of(v, j, &p.n_stamps);
	p.may_correct = is_among(json_object_get(j, "may"), "correct");
	set_back(v, j, &p);
	set_verbs(v, j, o, &p);
	set_paper(v, j, &p);
	page_docket(&out, &p);
	console_page(v, status, &out);
}

json_t *
docket_look(struct visit *v, const char *docket, unsigned *ret_status)
{
	struct door *d = v->door;
	(void)snprintf(d->segments[0], SEGMENT_MAX, "%s", docket);
	d->fault = NULL;
	docket_answer(d);
	*ret_status = d->answer.status;
	json_t *j = console_take_json(v);
	if (*ret_status == 200 && json_is_object(j))
		return j;
	json_decref(j);
	return NULL;
}

void
docket_open(struct visit *v, const char *docket, unsigned status, const struct outcome *o)
{
	unsigned answered;
	json_t *j = docket_look(v, docket, &answered);
	if (j == NULL)
		console_notice(v, answered == 503 ? 503 : 404,
		    answered == 503 ? WORD_weather : WORD_not_found);
	else if (look_record(v, "docket", docket))
		show(v, status, j, o);
	json_decref(j);
}

void
docket_show(struct visit *v)
{
	static const struct outcome nothing = { .code = "", .reason = "", .name = "", .citizen_id = "" };
	docket_open(v, arena_text(v->door->arena, v->door->segments[0]), 200, &nothing);
}

void
docket_scan(struct visit *v)
{
	struct door *d = v->door;
	door_get_attachment(d);
	const unsigned status = d->answer.status;
	if (status == 200)
		return;
	json_decref(console_take_json(v));
	console_notice(v, status == 503 ? 503 : 404, status == 503 ? WORD_weather : WORD_no_scan);
}
