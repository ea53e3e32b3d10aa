/*
 * What lies on the desk of the unit: what waits for the role of who looks, or all of it, by kind, by who
 * has claimed it. Rows never move under the hand: what has come meanwhile is told in a line.
 */
#include <stdio.h>
#include <string.h>

#include "console/table.h"

/* Only a desk approves: what else waits here is answered or ruled, one by one. */
static bool
is_at_desk(const char *name)
{
	enum stage stage;
	return stage_parse(name, &stage) && stage_row(stage)->how == STAGE_DESK;
}

static struct inbox_line
line_of(struct visit *v, const json_t *row)
{
	const char *by = console_text(v, row, "claimed_by");
	const char *receiving = console_text(v, row, "receiving_school");
	const char *sending = console_text(v, row, "sending_school");
	const char *back = console_text(v, row, "back");
	return (struct inbox_line){
		.docket = console_text(v, row, "docket"),
		.kind = label_business(v->lang, console_text(v, row, "kind")),
		.scope = label_scope(v->lang, console_text(v, row, "scope")),
		.stage = label_stage(v->lang, console_text(v, row, "stage")),
		.number = look_masked(v, console_text(v, row, "student_number")),
		.receiving = strcmp(receiving, sending) == 0 ? NULL : console_unit(v, receiving),
		.sending = console_unit(v, sending),
		.term = label_term(v, row),
		.claimed_by = by,
		.back = back[0] == '\0' ? NULL : label_action(v->lang, back),
		.back_sign = docket_back_sign(back),
		.may_be_chosen = is_at_desk(console_text(v, row, "stage")),
		.n = json_integer_value(json_object_get(row, "n")),
		.is_claimed = by[0] != '\0',
		.is_releasable = by[0] != '\0'
		    && (v->role == ROLE_HEAD || strcmp(by, v->account.name) == 0),
	};
}

const struct choice_line *
inbox_kinds(struct visit *v, const char *chosen, size_t *ret_n)
{
	struct choice_line *lines = arena_array(v->door->arena, BUSINESS_N, sizeof(*lines));
	*ret_n = 0;
	for (int b = 1; b < BUSINESS_N; b++) {
		const struct business_row *row = business_row((enum business)b);
		if (row != NULL)
			lines[(*ret_n)++] = (struct choice_line){ row->name,
				v->lang == LANG_EN ? row->en : row->zh, strcmp(row->name, chosen) == 0 };
	}
	return lines;
}

static const char *
asked(const struct visit *v, const char *name)
{
	const char *value = v->door->query(v->door, name);
	return value == NULL ? "" : value;
}

static void
add(struct form *f, const char *name, const char *value)
{
	if (value[0] == '\0')
		return;
	f->names[f->n] = name;
	f->values[f->n++] = value;
}

/* The page's parameters as the door's: without any, what waits for the role. */
static void
ask_as(const struct visit *v, const struct form *given, struct form *ret, struct inbox_page *p)
{
	ret->n = 0;
	p->is_all = strcmp(form_value(given, "for"), "all") == 0;
	p->is_mine = strcmp(form_value(given, "claimed"), "mine") == 0;
	p->kind = form_value(given, "kind");
	add(ret, "for", p->is_all ? "" : form_value(given, "for"));
	add(ret, "kind", p->kind);
	add(ret, "claimed_by", p->is_mine ? v->account.name : "");
}

/* Claimed by somebody else is no choice of the page. */
bool
inbox_takes(struct visit *v, const struct form *given, const char **ret_words)
{
	struct form f;
	struct inbox_page p;
	ask_as(v, given, &f, &p);
	if ((form_value(given, "claimed")[0] != '\0' && !p.is_mine) || !view_fits(v, inbox_check, &f))
		return false;
	*ret_words = table_text(v, "%s · %s%s%s", word(v->lang, p.is_all ? WORD_for_unit : WORD_for_role),
	    p.kind[0] == '\0' ? word(v->lang, WORD_all_kinds) : label_business(v->lang, p.kind),
	    p.is_mine ? " · " : "", p.is_mine ? word(v->lang, WORD_claims_mine) : "");
	return true;
}

static void
ask_inbox(struct visit *v, struct inbox_page *p)
{
	struct form f;
	const struct form given = view_asked(v);
	ask_as(v, &given, &f, p);
	add(&f, "after", asked(v, "after"));
	console_call(v, door_inbox, &f);
}

static void
show(struct visit *v, const json_t *rows, struct inbox_page *p)
{
	struct out out = { .size = 0 };
	const size_t n = json_array_size(rows);
	struct inbox_line *lines = arena_array(v->door->arena, n + 1, sizeof(*lines));
	for (size_t i = 0; i < n; i++) {
		lines[i] = line_of(v, json_array_get(rows, i));
		p->may_decide = p->may_decide || (v->role == ROLE_HEAD && lines[i].may_be_chosen);
	}
	p->frame = console_frame(v, word(v->lang, WORD_inbox));
	p->saved = view_bar(v);
	p->stands_in = deputy_stands_in(v);
	p->has_scope = choice_shows(v, CHOICE_inbox_scope);
	p->has_stage = choice_shows(v, CHOICE_inbox_stage);
	p->has_schools = choice_shows(v, CHOICE_inbox_schools);
	p->lines = lines;
	p->n_lines = n;
	p->kinds = inbox_kinds(v, p->kind, &p->n_kinds);
	p->is_later = asked(v, "after")[0] != '\0';
	p->has_next = n == PAGE_MAX;
	p->next = n == 0 ? "" : console_text(v, json_array_get(rows, n - 1), "cursor");
	p->now = v->door->now.ms;
	p->live = asset_live.path;
	page_inbox(&out, p);
	console_page(v, 200, &out);
}

void
inbox_show(struct visit *v)
{
	struct inbox_page p = { .has_next = false };
	if (v->role == ROLE_TEACHER) {	/* who has no part in dockets has class lists */
		console_go(v, "/console/verification");
		return;
	}
	ask_inbox(v, &p);
	const unsigned status = v->door->answer.status;
	json_t *rows = console_take_json(v);
	if (status == 200 && json_is_array(rows))
		show(v, rows, &p);
	else
		console_notice(v, status == 503 ? 503 : 404,
		    status == 503 ? WORD_weather : WORD_not_found);
	json_decref(rows);
}

/* A part of the inbox that asks for itself again and again; empty while there is nothing. */
void
inbox_news(struct visit *v)
{
	struct out out = { .size = 0 };
	struct news_page p = { .frame = console_frame(v, "") };
	struct form f = { .n = 0 };
	add(&f, "since", asked(v, "since"));
	add(&f, "for", strcmp(asked(v, "for"), "all") == 0 ? "" : "role");
	console_call(v, door_inbox_news, &f);
	json_t *j = console_take_json(v);
	p.n = json_integer_value(json_object_get(j, "new"));
	p.has_news = p.n > 0;
	json_decref(j);
	page_news(&out, &p);
	console_page(v, 200, &out);
}

/* Tells asset/live.js when that is worth asking for. */
void
inbox_live(struct visit *v)
{
	struct answer *a = &v->door->answer;
	if (!people_may(v->door, door_inbox_news))
		return;
	a->status = 200;
	a->type = "text/event-stream";
	a->is_stream = true;
}

/* -- claims --------------------------------------------------------------------------- */

static void
show_claim(struct visit *v)
{
	const unsigned status = v->door->answer.status;
	json_decref(console_take_json(v));
	if (status == 200)
		console_back(v, "/console/");
	else
		console_notice(v, status, status == 409 ? WORD_claimed_by_other
			: status == 503 ? WORD_weather : WORD_not_found);
}

void
inbox_claim(struct visit *v)
{
	door_claim(v->door);
	show_claim(v);
}

void
inbox_release(struct visit *v)
{
	door_release_claim(v->door);
	show_claim(v);
}
