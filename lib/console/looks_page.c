/* Who looked at whom: for the head of the unit whose officers looked, and of the offices above. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "console/inside.h"

static struct look_line
line_of(struct visit *v, const struct look *l)
{
	struct docket_id id;
	struct arena *arena = v->door->arena;
	char *at = arena_alloc(arena, INSTANT_TEXT_MAX);
	instant_text(l->at, at);
	return (struct look_line){
		.at = label_time(v, at),
		.unit = console_unit(v, l->unit.text),
		.account = arena_text(arena, l->account),
		.role = word(v->lang, console_role(l->role)),
		.kind = label_look(v->lang, arena_text(arena, l->kind)),
		.subject = arena_text(arena, l->subject),
		.purpose = arena_text(arena, l->purpose),
		.hits = l->hits,
		.is_docket = !v->is_above && docket_id_parse(l->subject, &id),
	};
}

/* His own unit's; of one under his office if he asks for it. False: that is none of his, or none at all. */
static bool
take_unit(const struct visit *v, const struct unit_typed *typed, struct unit_code *ret)
{
	const struct registry *r = v->door->law->registry;
	*ret = v->account.unit;
	if (typed->how == UNIT_LEFT_EMPTY)
		return true;
	const struct unit *u = unit_code_parse(typed->code, ret) ? registry_find(r, *ret) : NULL;
	return u != NULL && registry_answers_to(r, u, v->account.unit);
}

/* A docket or an account stand in the looks as they are; of all other texts there is the hash, which
 * may also be typed as a line shows it. */
static enum store_result
take_subject(struct visit *v, const char *text, char ret[LOOK_SUBJECT_MAX])
{
	uint8_t bytes[16];
	struct docket_id id;
	ret[0] = '\0';
	if (text[0] == '\0')
		return STORE_OK;
	if (docket_id_parse(text, &id))
		return text_copy(ret, LOOK_SUBJECT_MAX, id.text) ? STORE_OK : STORE_AGAIN;
	if (text_unhex(text, bytes, sizeof(bytes)) && text_copy(ret, LOOK_SUBJECT_MAX, text))
		return STORE_OK;
	return store_look_subject(desk_store(v->door), text, ret);
}

static const char *
asked(struct visit *v, const char *name)
{
	const char *text = v->door->query(v->door, name);
	return text == NULL || !text_is_utf8(text, strlen(text)) ? "" : text;
}

static void
show(struct visit *v, struct looks_page *p, const struct look_row *rows, size_t n)
{
	struct out out = { .size = 0 };
	char *next = arena_alloc(v->door->arena, 24);
	struct look_line *lines = arena_array(v->door->arena, n + 1, sizeof(*lines));
	for (size_t i = 0; i < n; i++)
		lines[i] = line_of(v, &rows[i].look);
	(void)snprintf(next, 24, "%lld", n == 0 ? 0LL : (long long)rows[n - 1].n);
	p->frame = console_frame(v, word(v->lang, WORD_looks));
	p->lines = lines;
	p->n_lines = n;
	p->has_next = n == LINES_MAX;
	p->next = next;
	page_looks(&out, p);
	console_page(v, p->has_trouble ? 400 : 200, &out);
}

static void
find(struct visit *v, struct looks_page *p, const char *place)
{
	size_t n = 0;
	int64_t before = 0;
	struct unit_code unit;
	struct look_row *rows = NULL;
	char subject[LOOK_SUBJECT_MAX];
	struct door *d = v->door;
	const struct unit *own = registry_find(d->law->registry, v->account.unit);
	const struct unit_typed typed = unit_take(v, "unit", true);
	p->unit = typed.page;
	p->unit_code = typed.code;
	p->trouble = typed.how == UNIT_UNSETTLED ? typed.trouble : word(v->lang, WORD_looks_unit_bad);
	p->is_office = own != NULL && own->level > LEVEL_SCHOOL;
	if (v->role != ROLE_HEAD) {
		console_notice(v, 403, WORD_not_found);
		return;
	}
	p->has_trouble = !take_unit(v, &typed, &unit) || (place[0] != '\0' && !request_id(place, &before));
	if (p->has_trouble) {
		show(v, p, NULL, 0);
		return;
	}
	enum store_result r = take_subject(v, p->subject, subject);
	if (r == STORE_OK)
		r = store_looks(desk_store(d), d->arena, &unit, 1, p->account, subject, before, LINES_MAX,
		    &rows, &n);
	if (r == STORE_OK)
		show(v, p, rows, n);
	else
		console_notice(v, 503, WORD_weather);
}

void
looks_show(struct visit *v)
{
	struct looks_page p = { .account = asked(v, "account"), .subject = "" };
	v->form.names[0] = "unit";
	v->form.values[0] = asked(v, "unit");
	v->form.n = 1;
	find(v, &p, asked(v, "before"));
}

/* Of whom is POSTed: a number stands in no address. */
void
looks_find(struct visit *v)
{
	struct looks_page p = {
		.account = form_value(&v->form, "account"),
		.subject = form_value(&v->form, "subject"),
	};
	find(v, &p, form_value(&v->form, "before"));
}
