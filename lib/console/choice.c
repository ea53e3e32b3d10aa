/*
 * What an officer has chosen about his pages and messages (choice.def). It is kept for his account and comes with
 * his session, so that no page asks for it. What the table does not know any more is as if nothing had been chosen;
 * what it does not know in a form is refused by its name.
 */
#include <string.h>

#include "base/text.h"
#include "console/table.h"

enum { VALUES_MAX = 2, PHONE_LEAST = 6, ECHO_MOST = 60 };

static const char SHOWN[] = "shown", HIDDEN[] = "hidden";

static const struct choice_of_table {
	const char *name, *part;
	enum word word;
	bool is_column;
	struct choice_value {
		const char *name;
		enum word word;
	} values[VALUES_MAX + 1];	/* the first is usual */
} choices[] = {
#define VALUE(name, word) { #name, WORD_##word },
#define CHOICE(name, part, word, values) { #name, #part, WORD_##word, false, { values { NULL, WORD_##word } } },
#define COLUMN(name, part, word) { #name, #part, WORD_##word, true, { VALUE(shown, word) VALUE(hidden, word) { NULL, WORD_##word } } },
#include "console/choice.def"
#undef COLUMN
#undef CHOICE
#undef VALUE
};

/* The parts of the form. A list is a part for whom its page is in the menu. */
static const struct form_part {
	const char *name, *path;	/* path NULL: everybody's */
	enum word word;
} parts[] = {
	{ "pages", NULL, WORD_choices_pages },
	{ "messages", "/console/", WORD_choices_messages },	/* of what is in an inbox */
	{ "inbox", "/console/", WORD_columns_inbox },
	{ "handled", "/console/handled", WORD_columns_handled },
	{ "students", "/console/students", WORD_columns_students },
	{ "search", "/console/search", WORD_columns_search },
};
enum { PARTS_N = sizeof(parts) / sizeof(parts[0]) };

/* -- what is chosen -------------------------------------------------------------------- */

/* One of its values by that text of so many bytes; NULL: it has none. */
static const char *
value_of(const struct choice_of_table *c, const char *text, size_t n)
{
	for (const struct choice_value *v = c->values; v->name != NULL; v++)
		if (strlen(v->name) == n && memcmp(v->name, text, n) == 0)
			return v->name;
	return NULL;
}

const char *
choice_of(const struct visit *v, enum account_choice choice)
{
	const struct choice_of_table *c = &choices[choice];
	const size_t n = strlen(c->name);
	for (const char *p = v->account.choices; *p != '\0'; p += strspn(p, " ")) {
		const size_t size = strcspn(p, " ");
		const bool is_this = size > n && memcmp(p, c->name, n) == 0 && p[n] == '=';
		const char *value = is_this ? value_of(c, p + n + 1, size - n - 1) : NULL;
		if (value != NULL)
			return value;
		p += size;
	}
	return c->values[0].name;
}

bool
choice_shows(const struct visit *v, enum account_choice choice)
{
	return strcmp(choice_of(v, choice), HIDDEN) != 0;
}

bool
choice_has_columns(const char *list)
{
	for (size_t i = 0; i < CHOICE_N; i++)
		if (choices[i].is_column && strcmp(choices[i].part, list) == 0)
			return true;
	return false;
}

static bool
is_hidden(const struct visit *v, const char *list, enum word word)
{
	for (size_t i = 0; i < CHOICE_N; i++)
		if (choices[i].is_column && choices[i].word == word && strcmp(choices[i].part, list) == 0)
			return !choice_shows(v, (enum account_choice)i);
	return false;
}

void
choice_hide(struct visit *v, struct table_page *t, const char *list, const struct column *columns)
{
	size_t n = 0;
	struct table_column *left = arena_array(v->door->arena, t->n_columns, sizeof(*left));
	for (size_t i = 0; i < t->n_columns; i++) {
		if (is_hidden(v, list, columns[i].name))
			continue;
		for (size_t r = 0; r < t->n_rows; r++)
			t->rows[r].cells[n] = t->rows[r].cells[i];
		left[n++] = t->columns[i];
	}
	for (size_t r = 0; r < t->n_rows; r++)
		t->rows[r].n_cells = n;
	t->columns = left;
	t->n_columns = n;
}

/* -- the form -------------------------------------------------------------------------- */

/* What is to be kept, or what is wrong with it. */
struct taken {
	const char *values[CHOICE_N];
	const char *trouble;
	const char *phone, *phone_fault;	/* phone NULL: it stays as it is */
};

static bool
is_offered(const struct visit *v, const struct form_part *p)
{
	return (strcmp(p->name, "messages") != 0 || v->door->options->messages != NULL)
	    && (p->path == NULL || console_offers(v, p->path));
}

/* 138****5678; of a short one only its end. */
static const char *
masked(struct visit *v, const char *phone)
{
	enum { SHOWN_BEHIND = 4, COVERED = 4, LONG = 11 };
	const size_t n = strlen(phone);
	char *text = arena_text(v->door->arena, phone);
	const size_t first = n < LONG ? 0 : n - SHOWN_BEHIND - COVERED;
	const size_t last = n < LONG ? n - 2 : n - SHOWN_BEHIND;
	for (size_t i = first; i < last; i++)
		text[i] = '*';
	return text;
}

static struct choice_row
row_of(struct visit *v, const struct choice_of_table *c, const char *chosen)
{
	struct choice_line *lines = arena_array(v->door->arena, VALUES_MAX, sizeof(*lines));
	struct choice_row row = { .name = c->name, .label = word(v->lang, c->word), .is_column = c->is_column };
	row.is_shown = strcmp(chosen, SHOWN) == 0;
	row.values = lines;
	for (const struct choice_value *p = c->values; p->name != NULL; p++)
		lines[row.n_values++] = (struct choice_line){ p->name, word(v->lang, p->word),
			strcmp(p->name, chosen) == 0 };
	return row;
}

static struct choice_group
group_of(struct visit *v, const struct form_part *p, const struct taken *t)
{
	struct choice_row *rows = arena_array(v->door->arena, CHOICE_N, sizeof(*rows));
	struct choice_group g = { .name = p->name, .title = word(v->lang, p->word), .rows = rows };
	g.has_columns = choice_has_columns(p->name);
	g.is_messages = strcmp(p->name, "messages") == 0;
	for (size_t i = 0; i < CHOICE_N; i++)
		if (strcmp(choices[i].part, p->name) == 0)
			rows[g.n_rows++] = row_of(v, &choices[i], t->values[i]);
	return g;
}

static struct choices_page
page_of(struct visit *v, const struct taken *t)
{
	struct choice_group *groups = arena_array(v->door->arena, PARTS_N, sizeof(*groups));
	struct choices_page p = {
		.frame = console_frame(v, ""),
		.groups = groups,
		.trouble = t->trouble,
		.phone = v->account.phone[0] == '\0' ? NULL : masked(v, v->account.phone),
		.phone_typed = t->phone_fault == NULL ? "" : form_value(&v->form, "phone"),
		.phone_fault = t->phone_fault,
	};
	for (size_t i = 0; i < PARTS_N; i++)
		if (is_offered(v, &parts[i]))
			groups[p.n_groups++] = group_of(v, &parts[i], t);
	return p;
}

static struct taken
as_it_is(const struct visit *v)
{
	struct taken t = { .phone = NULL };
	for (size_t i = 0; i < CHOICE_N; i++)
		t.values[i] = choice_of(v, (enum account_choice)i);
	return t;
}

struct choices_page
choice_section(struct visit *v)
{
	const struct taken t = as_it_is(v);
	return page_of(v, &t);
}

/* -- what was sent --------------------------------------------------------------------- */

static void
refuse(struct visit *v, struct taken *t, const char *name, const char *value)
{
	const bool is_short = strlen(name) + strlen(value) <= ECHO_MOST;
	t->trouble = table_text(v, "%s %s%s%s", word(v->lang, WORD_choice_unknown), is_short ? name : "",
	    value[0] == '\0' || !is_short ? "" : " = ", is_short ? value : "");
}

/* A browser leaves out a box without a tick: what is not said of a list whose columns are there is hidden. */
static void
hide_all(struct visit *v, struct taken *t, const char *list)
{
	if (!choice_has_columns(list))
		refuse(v, t, "columns", list);
	for (size_t i = 0; i < CHOICE_N; i++)
		if (choices[i].is_column && strcmp(choices[i].part, list) == 0)
			t->values[i] = HIDDEN;
}

static void
take_value(struct visit *v, struct taken *t, const char *name, const char *text)
{
	size_t i = 0;
	while (i < CHOICE_N && strcmp(choices[i].name, name) != 0)
		i++;
	const char *value = i == CHOICE_N ? NULL : value_of(&choices[i], text, strlen(text));
	if (value == NULL)
		refuse(v, t, name, i == CHOICE_N ? "" : text);
	else
		t->values[i] = value;
}

/* +86 and a mobile number, or 6 to 20 digits. */
static bool
is_phone(const char *text)
{
	const size_t n = strlen(text), digits = strspn(text[0] == '+' ? text + 1 : text, "0123456789");
	if (text[0] == '+')
		return n == 14 && digits == 13 && strncmp(text, "+861", 4) == 0 && text[4] >= '3';
	return digits == n && n >= PHONE_LEAST && n < STORE_PHONE_MAX;
}

/* As it is typed, with blanks and hyphens. */
static void
take_phone(struct visit *v, struct taken *t)
{
	const char *typed = form_value(&v->form, "phone");
	char *phone = arena_alloc(v->door->arena, strlen(typed) + 1), *end = phone;
	for (const char *p = typed; *p != '\0'; p++)
		if (*p != ' ' && *p != '-')
			*end++ = *p;
	*end = '\0';
	const bool is_gone = form_value(&v->form, "phone_gone")[0] != '\0';
	if (is_gone && phone[0] != '\0')
		t->phone_fault = word(v->lang, WORD_own_phone_either);
	else if (is_gone)
		t->phone = "";
	else if (phone[0] != '\0' && is_phone(phone))
		t->phone = phone;
	else if (typed[0] != '\0')
		t->phone_fault = word(v->lang, WORD_own_phone_bad);
}

static struct taken
take(struct visit *v)
{
	struct taken t = as_it_is(v);
	const bool has_messages = v->door->options->messages != NULL;
	for (size_t i = 0; i < v->form.n; i++)
		if (strcmp(v->form.names[i], "columns") == 0)
			hide_all(v, &t, v->form.values[i]);
	for (size_t i = 0; i < v->form.n; i++) {
		const char *name = v->form.names[i];
		const bool is_of_phone = strcmp(name, "phone") == 0 || strcmp(name, "phone_gone") == 0;
		if (strcmp(name, "csrf") != 0 && strcmp(name, "columns") != 0 && !(is_of_phone && has_messages))
			take_value(v, &t, name, v->form.values[i]);
	}
	if (has_messages)
		take_phone(v, &t);
	return t;
}

/* What is as usual is not kept. */
static enum store_result
keep(struct visit *v, const struct taken *t)
{
	const char *names[CHOICE_N], *values[CHOICE_N];
	size_t n = 0;
	for (size_t i = 0; i < CHOICE_N; i++) {
		if (strcmp(t->values[i], choices[i].values[0].name) == 0)
			continue;
		names[n] = choices[i].name;
		values[n++] = t->values[i];
	}
	return store_choices_put(desk_store(v->door), v->account.name, names, values, n, t->phone);
}

void
choice_save(struct visit *v)
{
	const struct taken t = take(v);
	if (t.trouble != NULL || t.phone_fault != NULL) {
		const struct choices_page p = page_of(v, &t);
		account_answer_choices(v, 400, &p);
	} else if (keep(v, &t) != STORE_OK)
		console_notice(v, 503, WORD_weather);
	else
		console_go(v, "/console/account?done=choices");
}
