/*
 * Doors to what is printed: the basic information sheet of a record, the receipt of a filing for the family, the notice
 * of a transfer that is complete, the verification sheet of a complaint. A paper bears a proof (wire.h) of the unit that prints
 * it; the press (lib/press) only draws.
 *
 * Anybody may have such a proof checked; it holds no data of a child.
 *
 * A notice shows the child's name in full, so it is for those who may see a sheet; a receipt is for whoever filed, who
 * wrote that name.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "desk/door.h"
#include "press/press.h"
#include "wire/keyring.h"

enum { LINE_SIZE = REASON_MAX, DATE_SIZE = 32, SERIAL_SIZE = 48 };

/* What is to be printed. */
struct paper {
	enum paper_form form;
	const char *subject;		/* number or docket */
	const char *serial;		/* NULL: made from the proof */
	const char *to;
	const struct printed *lines;
	size_t n_lines;
};

static void
say_date(struct instant at, char *ret, size_t size)
{
	const struct date date = day_date(instant_day(at));
	(void)snprintf(ret, size, "%d年%d月%d日", date.year, date.month, date.day);
}

/* -- printing ------------------------------------------------------------------------- */

static enum verdict
prove(struct door *d, const struct paper *p, struct paper_proof *ret, char ret_text[WIRE_PAPER_MAX])
{
	struct paper_line *lines = arena_array(d->arena, p->n_lines + 1, sizeof(*lines));
	for (size_t i = 0; i < p->n_lines; i++)
		lines[i] = (struct paper_line){ p->lines[i].field, p->lines[i].value };
	*ret = (struct paper_proof){ .form = p->form, .unit = d->as.unit, .at = d->now };
	wire_paper_subject(p->subject, ret->subject);
	wire_paper_content(d->arena, lines, p->n_lines, ret->content);
	return wire_paper_write(d->law->keyring, ret, ret_text);
}

/* The serial of a sheet can be told from its proof. */
static const char *
serial_of(struct door *d, const struct paper *p, const struct paper_proof *proof)
{
	char text[SERIAL_SIZE], hex[9];
	const struct date date = day_date(instant_day(proof->at));
	if (p->serial != NULL)
		return p->serial;
	text_hex(proof->content, 4, hex);
	(void)snprintf(text, sizeof(text), "%s-%04d%02d%02d-%s", proof->unit.text, date.year, date.month,
	    date.day, hex);
	return arena_text(d->arena, text);
}

static const char *
name_of(const struct door *d, struct unit_code code)
{
	const struct unit *u = registry_find(d->law->registry, code);
	return arena_text(d->arena, u == NULL ? code.text : u->name);
}

/* A page of the console that needs no account; empty where nobody knows by which address browsers reach it. */
static void
say_address(const struct door *d, const char *path, char *ret, size_t size)
{
	const char *base = d->options->public_base;
	ret[0] = '\0';
	if (base != NULL && base[0] != '\0')
		(void)snprintf(ret, size, "%s%s", base, path);
}

static struct bytes
write_request(struct door *d, const struct paper *p, const struct paper_proof *proof, const char *text)
{
	char date[DATE_SIZE], verify_at[LINE_SIZE];
	const struct paper_form_row *row = paper_form_row(p->form);
	json_t *rows = json_array();
	say_address(d, "/parents/verify", verify_at, sizeof(verify_at));
	say_date(proof->at, date, sizeof(date));
	for (size_t i = 0; i < p->n_lines; i++)
		(void)json_array_append_new(rows,
		    json_pack("{s:s, s:s, s:s}", "zh", p->lines[i].zh, "en", p->lines[i].en, "value",
			p->lines[i].value));
	json_t *j = json_pack("{s:s, s:{s:s, s:s}, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:o}", "form", row->name,
	    "title", "zh", row->zh, "en", row->en, "unit", name_of(d, d->as.unit), "to", p->to, "serial",
	    serial_of(d, p, proof), "date", date, "proof", text, "verify_at", verify_at, "demo", d->options->is_demo, "rows", rows);
	char *request = json_dumps(j, JSON_COMPACT);
	json_decref(j);
	const struct bytes b = { (const uint8_t *)request, request == NULL ? 0 : strlen(request) };
	const struct bytes kept = arena_copy(d->arena, b);
	free(request);
	return kept;
}

static void
answer_not_printed(struct door *d, enum paper_form form, const char *why)
{
	log_line(LOG_WARN, "not_printed", " form=%s why=\"%s\"", paper_form_row(form)->name, why);
	answer_verdict(d, VERDICT_PAPER_NOT_AVAILABLE, json_pack("{s:s}", "why", why));
}

static void
print(struct door *d, const struct paper *p)
{
	struct paper_proof proof;
	struct bytes pdf;
	const char *why;
	char text[WIRE_PAPER_MAX];
	if (prove(d, p, &proof, text) != VERDICT_OK)
		answer_not_printed(d, p->form, "the unit has no key here to sign it with");
	else if (desk_print(d, write_request(d, p, &proof, text), &pdf, &why))
		answer_bytes(d, "application/pdf", pdf);
	else
		answer_not_printed(d, p->form, why);
}

/* -- the sheet of a record ------------------------------------------------------------ */

void
enter_sheet_pdf(struct door *d)
{
	struct record r;
	const char *number = d->query(d, "number");
	struct paper p = { .form = PAPER_FORM_sheet, .to = "" };
	if (number == NULL) {
		d->fault = "number";
		answer_bad_request(d, "a student number");
		return;
	}
	if (!sheet_find(d, number, &r) || !look_put(d, "paper", r.number.text, "", 1))
		return;
	p.subject = arena_text(d->arena, r.number.text);
	p.lines = sheet_lines(d, &r, &p.n_lines);
	print(d, &p);
}

/* -- lines of a docket ---------------------------------------------------------------- */

struct source {
	const struct door *d;
	const struct docket_view *v;
	const struct header *h;
};

static const struct stop *
stop_at(const struct header *h, enum stage stage)
{
	for (size_t i = 0; i < h->route.n; i++)
		if (h->route.stops[i].stage == stage)
			return &h->route.stops[i];
	return NULL;
}

static void
say_unit(const struct source *s, struct unit_code code, char *ret)
{
	if (!unit_code_is_none(code))
		(void)text_copy(ret, LINE_SIZE, name_of(s->d, code));
}

static void
say_number(const struct source *s, char *ret)
{
	(void)text_copy(ret, LINE_SIZE, docket_number(&s->v->docket).text);
}

static void
say_name(const struct source *s, char *ret)
{
	(void)text_copy(ret, LINE_SIZE, docket_name(&s->v->docket));
}

static void
say_kind(const struct source *s, char *ret)
{
	(void)text_copy(ret, LINE_SIZE, business_row(s->h->kind)->zh);
}

static void
say_grade(const struct source *s, char *ret)
{
	sheet_grade(s->h->grade, ret, LINE_SIZE);
}

static void
say_sending_school(const struct source *s, char *ret)
{
	if (!unit_code_equal(s->h->receiving_school, s->h->sending_school))
		say_unit(s, s->h->sending_school, ret);
}

static void
say_receiving_school(const struct source *s, char *ret)
{
	say_unit(s, s->h->receiving_school, ret);
}

static void
say_filed_on(const struct source *s, char *ret)
{
	say_date(s->h->filed_at, ret, LINE_SIZE);
}

static void
say_completed_on(const struct source *s, char *ret)
{
	say_date(s->v->docket.last_at, ret, LINE_SIZE);
}

/* Those whose officers decide, in their order, and how long each may take. */
static void
say_route(const struct source *s, char *ret)
{
	size_t n = 0;
	const struct route *r = &s->h->route;
	for (size_t i = 0; i < r->n; i++) {
		if (r->stops[i].is_automatic || r->stops[i].unit.text[0] == '\0')
			continue;
		n += (size_t)snprintf(ret + n, LINE_SIZE - n, "%s%s（%d 个工作日）", n == 0 ? "" : " → ",
		    name_of(s->d, docket_successor(&s->v->docket, r->stops[i].unit)), r->stops[i].days);
		if (n >= LINE_SIZE)
			return;
	}
}

static void
say_ask_at(const struct source *s, char *ret)
{
	say_address(s->d, "/parents", ret, LINE_SIZE);
}

static void
say_issued_by(const struct source *s, char *ret)
{
	const struct stop *stop = stop_at(s->h, STAGE_sheet);
	if (stop != NULL)
		say_unit(s, stop->unit, ret);
}

static void
say_answered_by(const struct source *s, char *ret)
{
	const struct stop *stop = stop_at(s->h, STAGE_verification);
	if (stop != NULL)
		say_unit(s, stop->unit, ret);
}

static void
say_concerned(const struct source *s, char *ret)
{
	say_unit(s, s->h->sending_school, ret);
}

static void
say_other_school(const struct source *s, char *ret)
{
	if (!unit_code_equal(s->h->receiving_school, s->h->sending_school))
		say_unit(s, s->h->receiving_school, ret);
}

static void
say_about(const struct source *s, char *ret)
{
	(void)text_copy(ret, LINE_SIZE, s->h->about.text);
}

static void
say_term(const struct source *s, char *ret)
{
	const struct stop *stop = stop_at(s->h, STAGE_verification);
	if (stop != NULL)
		(void)snprintf(ret, LINE_SIZE, "收到本单后 %d 个工作日", stop->days);
}

static void
say_matter(const struct source *s, char *ret)
{
	(void)text_copy(ret, LINE_SIZE, s->v->entries[0].reason);
}

/* What whoever issued the sheet wrote; the last one, if it was issued again. */
static void
say_instruction(const struct source *s, char *ret)
{
	for (size_t i = 0; i < s->v->folder.n; i++)
		if (s->v->entries[i].stage == STAGE_sheet && s->v->entries[i].action == ACTION_approved)
			(void)text_copy(ret, LINE_SIZE, s->v->entries[i].reason);
}

static const struct {
	enum paper_form form;
	const char *field, *zh, *en;
	void (*say)(const struct source *, char *ret);
} rows[] = {
#define PAPER_FIELD(form, field, zh, en) { PAPER_FORM_##form, #field, zh, en, say_##field },
#include "desk/paper_field.def"
#undef PAPER_FIELD
};

enum { N_ROWS = sizeof(rows) / sizeof(rows[0]), STEPS_MAX = 32 };

/* Who agreed, and when. */
static size_t
put_steps(const struct source *s, struct printed *lines)
{
	size_t n = 0;
	for (size_t i = 0; i < s->v->folder.n && n < STEPS_MAX; i++) {
		char field[16], date[DATE_SIZE], text[LINE_SIZE];
		const struct entry *e = &s->v->entries[i];
		const struct stage_row *stage = stage_row(e->stage);
		if ((e->action != ACTION_approved && e->action != ACTION_ruled_overrule) || stage == NULL)
			continue;
		say_date(e->at, date, sizeof(date));
		(void)snprintf(field, sizeof(field), "step_%zu", n + 1);
		(void)snprintf(text, sizeof(text), "%s　%s　%s", name_of(s->d, e->unit),
		    action_label_zh(e->action), date);
		lines[n++] = (struct printed){ arena_text(s->d->arena, field), stage->zh, stage->en,
			arena_text(s->d->arena, text) };
	}
	return n;
}

static void
print_docket(struct door *d, const struct docket_view *v, enum paper_form form)
{
	const struct source s = { d, v, &v->docket.header };
	struct printed *lines = arena_array(d->arena, N_ROWS + STEPS_MAX, sizeof(*lines));
	struct paper p = { .form = form, .subject = s.h->id.text, .serial = s.h->id.text, .lines = lines };
	for (size_t i = 0; i < N_ROWS; i++) {
		char text[LINE_SIZE] = "";
		if (rows[i].form != form)
			continue;
		rows[i].say(&s, text);
		if (form == PAPER_FORM_receipt && text[0] == '\0')
			continue;
		for (char *c = text; *c != '\0'; c++)
			if (*c > '\0' && *c < ' ')
				*c = ' ';	/* a reason of empty lines would fill a page */
		lines[p.n_lines++] = (struct printed){ rows[i].field, rows[i].zh, rows[i].en,
			arena_text(d->arena, text) };
	}
	const struct stop *answering = stop_at(s.h, STAGE_verification);
	if (form == PAPER_FORM_notice)
		p.n_lines += put_steps(&s, lines + p.n_lines);
	p.to = form == PAPER_FORM_notice ? name_of(d, s.h->sending_school)
	    : answering != NULL		 ? name_of(d, answering->unit)
					 : "";
	print(d, &p);
}

/* -- doors ---------------------------------------------------------------------------- */

enum paper_form
paper_of(const struct docket_view *v)
{
	const struct docket *k = &v->docket;
	const struct stop *sheet = stop_at(&k->header, STAGE_sheet);
	if (v->folder.n > 0 && v->entries[v->folder.n - 1].action == ACTION_admitted)
		return PAPER_FORM_notice;
	if (sheet != NULL && sheet - k->header.route.stops <= k->furthest)
		return PAPER_FORM_verification_sheet;
	if (v->is_filer && k->state == DOCKET_OPEN && k->posture != POSTURE_ANSWER && !business_row(k->header.kind)->names_no_child)
		return PAPER_FORM_receipt;
	return PAPER_FORM_NONE;
}

static void
print_of_path(struct door *d, enum paper_form form)
{
	struct docket_view v;
	if (!docket_find(d, &v))
		return;
	if (paper_of(&v) != form)
		answer_verdict(d, VERDICT_NOT_NOW, NULL);
	else if (look_put(d, "paper", v.docket.header.id.text, "", 1))
		print_docket(d, &v, form);
}

void
enter_notice_pdf(struct door *d)
{
	print_of_path(d, PAPER_FORM_notice);
}

void
enter_receipt_pdf(struct door *d)
{
	print_of_path(d, PAPER_FORM_receipt);
}

void
enter_verification_sheet_pdf(struct door *d)
{
	print_of_path(d, PAPER_FORM_verification_sheet);
}

/* -- checking ------------------------------------------------------------------------- */

/* Blanks say nothing: on paper the proof stands in lines, and telephones add some. False: too long for one. */
static bool
take_proof(const char *text, char ret[WIRE_PAPER_MAX])
{
	static const char wide[] = "\xe3\x80\x80";
	size_t n = 0;
	while (*text != '\0') {
		const size_t blank = *text > '\0' && *text <= ' ' ? 1
		    : strncmp(text, wide, 3) == 0		   ? 3
								   : 0;
		if (blank == 0 && n == WIRE_PAPER_MAX - 1)
			return false;
		if (blank == 0)
			ret[n++] = *text;
		text += blank == 0 ? 1 : blank;
	}
	ret[n] = '\0';
	return true;
}

void
paper_answer_check(struct door *d, const char *text)
{
	char kept[WIRE_PAPER_MAX];
	struct paper_proof p = { .form = PAPER_FORM_sheet };
	if (!status_may_ask(d, NULL))
		return;
	const enum verdict v =
	    take_proof(text, kept) ? wire_paper_check(d->law->keyring, kept, &p) : VERDICT_GARBLED;
	const struct paper_form_row *form = paper_form_row(p.form);
	if (v != VERDICT_OK || form == NULL)
		answer_verdict(d, v == VERDICT_OK ? VERDICT_OUT_OF_RANGE : v, NULL);
	else
		answer_json(d, 200,
		    json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:s}", "form", form->name, "zh", form->zh,
			"en", form->en, "unit", p.unit.text, "name", name_of(d, p.unit), "on",
			json_day(instant_day(p.at)), "key", p.key_id));
}
