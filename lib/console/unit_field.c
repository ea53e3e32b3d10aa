/*
 * The field for a unit. Nobody knows codes by heart, so a name is taken too, or a part of it: what fits one unit
 * is that unit, and is said back with its code and where it stands; of several one is chosen, from radio buttons under
 * the field. What was said or chosen comes back with the form beside the text it was for, and counts as long as that
 * is still the text. Where there is a script the same stands there while somebody types (POST, because nobody can
 * know what is typed into a wrong field: it stands in no address).
 */
#include <string.h>

#include "console/table.h"
#include "desk/unit_search.h"

enum { SHOWN_MOST = 20 };

#define FIELD_BELOW	"unit"	/* asks for one that who looks has to see after */

/* Those of all pages. */
static const char *const fields[] = { "sending_school", "receiving_school", "school", "under", FIELD_BELOW };

static const char *
field_named(const char *name)
{
	for (size_t i = 0; name != NULL && i < sizeof(fields) / sizeof(fields[0]); i++)
		if (strcmp(fields[i], name) == 0)
			return fields[i];
	return NULL;
}

/* Without the blanks that come along when something is copied. */
static const char *
trimmed(struct visit *v, const char *text)
{
	text += strspn(text, " \t\r\n");
	size_t n = strlen(text);
	while (n > 0 && strchr(" \t\r\n", text[n - 1]) != NULL)
		n--;
	return table_text(v, "%.*s", (int)n, text);
}

static const char *
value_beside(struct visit *v, const char *field, const char *what)
{
	return form_value(&v->form, table_text(v, "%s.%s", field, what));
}

/* -- units in words -------------------------------------------------------------------- */

/* Those above it but the ministry, the province first. */
static const char *
where_of(struct visit *v, const struct unit *u)
{
	const struct registry *r = v->door->law->registry;
	const char *text = "";
	for (u = registry_parent(r, u); u != NULL && u->level < LEVEL_MINISTRY; u = registry_parent(r, u))
		text = table_text(v, "%s%s%s", u->name, text[0] == '\0' ? "" : " / ", text);
	return text;
}

static const char *
sentence_of(struct visit *v, const struct unit *u)
{
	return table_text(v, "%s%s%s · %s · %s", word(v->lang, WORD_unit_one), u->name,
	    u->is_void ? word(v->lang, WORD_unit_closed) : "", u->code.text, where_of(v, u));
}

static void
add_lines(struct visit *v, struct found_page *p, const struct unit_found *found)
{
	struct found_line *lines = arena_array(v->door->arena, SHOWN_MOST, sizeof(*lines));
	for (size_t i = 0; i < found->n; i++)
		lines[i] = (struct found_line){ arena_text(v->door->arena, found->at[i]->code.text),
			arena_text(v->door->arena, found->at[i]->name), where_of(v, found->at[i]),
			found->at[i]->is_void };
	p->lines = lines;
	p->n_lines = found->n;
	if (found->n_all > found->n)
		p->said = word(v->lang, WORD_unit_more);
}

/* -- what was typed -------------------------------------------------------------------- */

static void
settle(struct visit *v, struct unit_typed *t, enum unit_how how, const struct unit *u)
{
	t->how = how;
	t->code = t->page.found.code = arena_text(v->door->arena, u->code.text);
	t->page.found.said = sentence_of(v, u);
}

static void
refuse(struct visit *v, struct unit_typed *t, enum word trouble, enum word remedy)
{
	t->how = UNIT_UNSETTLED;
	t->why = trouble;
	t->trouble = t->page.fault = word(v->lang, trouble);
	t->remedy = word(v->lang, remedy);
}

/* What was said back or chosen for that text before, if it is still found by it. */
static const struct unit *
chosen_before(struct visit *v, const struct unit_typed *t, const struct unit_found *found)
{
	const char *code = value_beside(v, t->page.field, "choice");
	if (strcmp(value_beside(v, t->page.field, "asked"), t->page.typed) != 0)
		return NULL;
	for (size_t i = 0; i < found->n; i++)
		if (strcmp(found->at[i]->code.text, code) == 0)
			return found->at[i];
	return NULL;
}

static void
take_found(struct visit *v, struct unit_typed *t, const struct unit_found *found)
{
	const struct unit *before = chosen_before(v, t, found), *one = unit_found_one(found);
	if (before != NULL)
		settle(v, t, UNIT_SETTLED, before);
	else if (one != NULL)
		settle(v, t, UNIT_FOUND, one);
	else if (found->n == 0)
		refuse(v, t, WORD_unit_none, WORD_unit_none_remedy);
	else {
		refuse(v, t, WORD_unit_many, WORD_unit_many_remedy);
		add_lines(v, &t->page.found, found);
	}
}

static void
search(struct visit *v, struct unit_typed *t)
{
	struct unit_found found;
	struct unit_wanted wanted = { .is_school = !t->page.is_any, .most = SHOWN_MOST };
	if (strcmp(t->page.field, FIELD_BELOW) == 0)
		wanted.under = v->account.unit;
	switch (unit_search(v->door->law->registry, t->page.typed, &wanted, &found)) {
	case UNIT_ASKED_WELL:
		take_found(v, t, &found);
		break;
	case UNIT_ASKED_NOTHING:
		break;
	case UNIT_ASKED_SHORT:
		refuse(v, t, WORD_unit_short, WORD_unit_anew_remedy);
		break;
	case UNIT_ASKED_LONG:
		refuse(v, t, WORD_unit_long, WORD_unit_anew_remedy);
		break;
	case UNIT_ASKED_UNREADABLE:
		refuse(v, t, WORD_unit_unreadable, WORD_unit_anew_remedy);
		break;
	}
}

struct unit_typed
unit_take(struct visit *v, const char *field, bool is_any)
{
	struct unit_code code;
	const char *text = trimmed(v, form_value(&v->form, field));
	struct unit_typed t = {
		.code = "",
		.page = {
			.frame = { .lang = v->lang },
			.field = field,
			.typed = text,
			.is_any = is_any,
			.found = { .frame = { .lang = v->lang }, .field = field, .said = "" },
		},
	};
	if (!unit_code_parse(text, &code)) {
		search(v, &t);
		t.page.found.asked = t.page.found.code != NULL || t.page.found.n_lines > 0 ? text : NULL;
		return t;
	}
	const struct unit *u = registry_find(v->door->law->registry, code);
	t.how = UNIT_SETTLED;
	t.code = text;
	t.page.found.said = u == NULL ? "" : sentence_of(v, u);
	return t;
}

/* -- while somebody types -------------------------------------------------------------- */

/* Letters at the end are a Chinese word on its way, typed by its sound. */
static bool
is_on_its_way(const char *text)
{
	const size_t n = strlen(text);
	return n > 0 && ((text[n - 1] >= 'a' && text[n - 1] <= 'z') || text[n - 1] == '\'');
}

void
unit_find(struct visit *v)
{
	struct out out = { .size = 0 };
	struct door *d = v->door;
	const char *field = field_named(d->query(d, "field"));
	if (field == NULL) {
		console_notice(v, 404, WORD_not_found);
		return;
	}
	struct unit_typed t = unit_take(v, field, d->query(d, "any") != NULL);
	struct found_page *p = &t.page.found;
	p->is_part = true;
	if (t.how == UNIT_UNSETTLED && (p->n_lines > 0 || !is_on_its_way(t.page.typed)))
		p->said = table_text(v, "%s %s", t.trouble, p->n_lines == 0 ? t.remedy : p->said);
	page_found(&out, p);
	console_page(v, 200, &out);
}
