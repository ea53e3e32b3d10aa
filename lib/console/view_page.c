/*
 * Views: the filter of a list, saved under a name. A list shows those that fit it as links; what is saved is what
 * can be chosen on its page, held to what takes it there, now and whenever it is shown: one that the page would
 * not take any more is only told to its owner. A name is the one text in it that is typed: it stands in no
 * address, and has no room for a number or a birthday.
 */
#include <string.h>

#include "base/text.h"
#include "console/table.h"
#include "core/rule.h"

enum { CHOICES_MAX = 3, VIEWS_MOST = STORE_VIEWS_MAX + STORE_VIEWS_SHARED_MAX, NAME_CHARS = 30, NAME_DIGITS = 5 };

static const struct view_row {
	const char *name, *path;
	enum word word;
	bool (*takes)(struct visit *, const struct form *, const char **);
	struct choice {
		const char *name, *usual;
	} choices[CHOICES_MAX + 1];
} lists[] = {
#define CHOICE(name, usual) { name, usual },
#define VIEW(name, path, word, takes, choices) { #name, path, WORD_##word, takes, { choices { NULL, NULL } } },
#include "console/view.def"
#undef VIEW
#undef CHOICE
};

static const struct view_row *
find_list(const char *name, const char *path)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if ((name != NULL && strcmp(name, lists[i].name) == 0)
		    || (path != NULL && strcmp(path, lists[i].path) == 0))
			return &lists[i];
	return NULL;
}

/* -- a filter ------------------------------------------------------------------------- */

/* Of what is given, what is a choice of that list. */
static struct form
choices_of(const struct view_row *list, const char *(*value)(const void *, const char *), const void *given)
{
	struct form f = { .n = 0 };
	for (const struct choice *c = list->choices; c->name != NULL; c++) {
		const char *text = value(given, c->name);
		f.names[f.n] = c->name;
		f.values[f.n++] = text == NULL || text[0] == '\0' ? c->usual : text;
	}
	return f;
}

static const char *
of_form(const void *given, const char *name)
{
	return form_value(given, name);
}

static const char *
of_door(const void *given, const char *name)
{
	const struct door *d = given;
	return d->query(d, name);
}

struct form
view_asked(const struct visit *v)
{
	static const struct form none;
	const struct view_row *list = find_list(NULL, v->path);
	return list == NULL ? none : choices_of(list, of_door, v->door);
}

bool
view_fits(struct visit *v, void (*check)(struct door *), const struct form *query)
{
	struct answer *a = &v->door->answer;
	a->status = 0;
	console_call(v, check, query);
	const bool fits = a->status == 0;
	json_decref(console_take_json(v));
	a->status = 0;
	return fits;
}

/* "name=value&name=value", in the order of the table, so that the same filter is the same text. */
static const char *
text_of(struct visit *v, const struct form *choices)
{
	const char *text = "";
	for (size_t i = 0; i < choices->n; i++)
		text = table_text(v, "%s%s%s=%s", text, i == 0 ? "" : "&", choices->names[i],
		    form_encode(v->door->arena, choices->values[i]));
	return text;
}

static const char *
path_of(struct visit *v, const struct view_row *list, const char *query)
{
	return table_text(v, "%s?%s", list->path, query);
}

/* As the page would take it now. Names that it does not know are left out; a value it would not take: false. */
static bool
read_kept(struct visit *v, const struct view_row *list, const char *query, const char **ret_query,
    const char **ret_words)
{
	struct form kept;
	const struct bytes text = { (const uint8_t *)query, strlen(query) };
	if (!form_parse(v->door->arena, NULL, text, &kept))
		return false;
	const struct form choices = choices_of(list, of_form, &kept);
	*ret_query = text_of(v, &choices);
	return list->takes(v, &choices, ret_words);
}

/* -- what is kept --------------------------------------------------------------------- */

static struct view_line
line_of(struct visit *v, const struct view_row *list, const struct saved_view *view, const char *now)
{
	const bool is_own = strcmp(view->account, v->account.name) == 0;
	const char *query = "", *words = "";
	struct view_line line = {
		.name = arena_text(v->door->arena, view->name),
		.account = arena_text(v->door->arena, view->account),
		.is_shared = view->is_shared,
		.is_own = is_own,
		.may_end = is_own || v->account.role == ROLE_HEAD,
	};
	if (read_kept(v, list, view->query, &query, &words)) {
		line.href = path_of(v, list, query);
		line.is_here = strcmp(query, now) == 0;
		line.words = words;
	}
	return line;
}

/* All of them, his own first; false: weather. */
static bool
read_lines(struct visit *v, const struct view_row *list, const char *now, struct view_line **ret, size_t *ret_n)
{
	struct saved_view *views = arena_array(v->door->arena, VIEWS_MOST, sizeof(*views));
	*ret = arena_array(v->door->arena, VIEWS_MOST, sizeof(**ret));
	*ret_n = 0;
	if (store_views(desk_store(v->door), &v->account, list->name, views, ret_n) != STORE_OK)
		return false;
	for (size_t i = 0; i < *ret_n; i++)
		(*ret)[i] = line_of(v, list, &views[i], now);
	return true;
}

/* In bad weather a list is worth more than its views: it has none then. */
struct saved_page
view_bar(struct visit *v)
{
	struct saved_page p = { .frame = console_frame(v, ""), .add = NULL };
	const struct view_row *list = find_list(NULL, v->path);
	struct view_line *lines;
	size_t n;
	if (list == NULL)
		return p;
	const struct form asked = choices_of(list, of_door, v->door);
	const char *now = text_of(v, &asked);
	p.add = table_text(v, "/console/views?list=%s&%s", list->name, now);
	p.columns = choice_has_columns(list->name) ? list->name : NULL;
	if (!read_lines(v, list, now, &lines, &n))
		return p;
	p.lines = lines;
	for (size_t i = 0; i < n; i++)
		if (lines[i].href != NULL)
			lines[p.n_lines++] = lines[i];
	return p;
}

/* -- the page where they are saved ---------------------------------------------------- */

struct trial {
	const struct view_row *list;
	struct form choices;
	const char *query, *words;	/* words NULL: the filter cannot be saved */
	const char *name;		/* as it was typed; NULL: not yet */
	bool is_shared;
};

/* False: no such list, and answered. */
static bool
take_list(struct visit *v, const char *name, struct trial *ret)
{
	ret->list = find_list(name, NULL);
	if (ret->list == NULL)
		console_notice(v, 400, WORD_view_bad_filter);
	return ret->list != NULL;
}

static void
take_filter(struct visit *v, const char *(*value)(const void *, const char *), const void *given, struct trial *t)
{
	t->choices = choices_of(t->list, value, given);
	t->query = text_of(v, &t->choices);
	t->words = NULL;
	if (!t->list->takes(v, &t->choices, &t->words) || strlen(t->query) >= STORE_VIEW_QUERY_MAX)
		t->words = NULL;
}

static void
put_fields(struct visit *v, const struct trial *t, struct views_page *p)
{
	struct hidden_line *fields = arena_array(v->door->arena, CHOICES_MAX, sizeof(*fields));
	p->fields = fields;
	for (size_t i = 0; t->words != NULL && i < t->choices.n; i++)
		fields[p->n_fields++] = (struct hidden_line){ t->choices.names[i], t->choices.values[i] };
}

/* Whose filter this is already is asked for its name again. */
static void
put_name(const struct trial *t, struct views_page *p)
{
	p->name = t->name == NULL ? "" : t->name;
	p->is_shared = t->is_shared;
	for (size_t i = 0; t->name == NULL && i < p->n_lines; i++)
		if (p->lines[i].is_own && p->lines[i].is_here) {
			p->name = p->lines[i].name;
			p->is_shared = p->lines[i].is_shared;
		}
}

static void
show(struct visit *v, unsigned status, const struct trial *t, const char *trouble)
{
	struct out out = { .size = 0 };
	struct view_line *lines;
	struct views_page p = {
		.list = t->list->name,
		.title = word(v->lang, t->list->word),
		.words = t->words,
		.trouble = trouble,
	};
	if (!read_lines(v, t->list, t->query, &lines, &p.n_lines)) {
		console_notice(v, 503, WORD_weather);
		return;
	}
	p.frame = console_frame(v, word(v->lang, WORD_views));
	p.lines = lines;
	p.back = t->words == NULL ? t->list->path : path_of(v, t->list, t->query);
	put_fields(v, t, &p);
	put_name(t, &p);
	page_views(&out, &p);
	console_page(v, status, &out);
}

void
view_show(struct visit *v)
{
	struct trial t = { .name = NULL };
	const char *list = v->door->query(v->door, "list");
	if (!take_list(v, list == NULL ? "" : list, &t))
		return;
	take_filter(v, of_door, v->door, &t);
	show(v, t.words == NULL ? 400 : 200, &t, t.words == NULL ? word(v->lang, WORD_view_bad_filter) : NULL);
}

/* -- saving --------------------------------------------------------------------------- */

/* In what is not of the form: a parameter that nobody can choose may say anything of anybody. */
static bool
has_more(const struct visit *v, const struct view_row *list)
{
	static const char *const own[] = { "csrf", "list", "name", "shared" };
	for (size_t i = 0; i < v->form.n; i++) {
		bool is_known = false;
		for (size_t j = 0; j < sizeof(own) / sizeof(own[0]); j++)
			is_known = is_known || strcmp(v->form.names[i], own[j]) == 0;
		for (const struct choice *c = list->choices; c->name != NULL; c++)
			is_known = is_known || strcmp(v->form.names[i], c->name) == 0;
		if (!is_known)
			return true;
	}
	return false;
}

/* 0-9, and as wide as the characters they stand between. */
static size_t
digits_in(const char *text)
{
	size_t n = 0;
	for (const char *p = text; *p != '\0'; p++)
		if ((*p >= '0' && *p <= '9')
		    || (strncmp(p, "\xef\xbc", 2) == 0 && (unsigned char)p[2] >= 0x90 && (unsigned char)p[2] <= 0x99))
			n++;
	return n;
}

/* Without the blanks around it. */
static const char *
trimmed(struct visit *v, const char *text)
{
	text += strspn(text, " ");
	char *name = arena_text(v->door->arena, text);
	for (size_t n = strlen(name); n > 0 && name[n - 1] == ' '; n--)
		name[n - 1] = '\0';
	return name;
}

static bool
is_name(const char *name)
{
	return rule_is_clean_text(name) && rule_has_words(name) && text_chars(name) <= NAME_CHARS
	    && digits_in(name) <= NAME_DIGITS;
}

static void
save(struct visit *v, const struct trial *t)
{
	enum store_view_put put;
	struct saved_view view = { .is_shared = t->is_shared };
	(void)text_copy(view.account, sizeof(view.account), v->account.name);
	(void)text_copy(view.name, sizeof(view.name), t->name);
	(void)text_copy(view.query, sizeof(view.query), t->query);
	if (store_view_put(desk_store(v->door), t->list->name, &view, &put) != STORE_OK)
		console_notice(v, 503, WORD_weather);
	else if (put == STORE_VIEW_KEPT)
		console_go(v, path_of(v, t->list, t->query));
	else
		show(v, 409, t, word(v->lang, put == STORE_VIEW_TOO_MANY ? WORD_view_too_many : WORD_view_too_many_shared));
}

void
view_save(struct visit *v)
{
	struct trial t = { .name = trimmed(v, form_value(&v->form, "name")) };
	if (!take_list(v, form_value(&v->form, "list"), &t))
		return;
	t.is_shared = form_value(&v->form, "shared")[0] != '\0';
	take_filter(v, of_form, &v->form, &t);
	if (has_more(v, t.list))
		t.words = NULL;
	if (t.words == NULL)
		show(v, 400, &t, word(v->lang, WORD_view_bad_filter));
	else if (!is_name(t.name))
		show(v, 400, &t, word(v->lang, WORD_view_bad_name));
	else
		save(v, &t);
}

/* One that is gone already is as it should be. */
void
view_end(struct visit *v)
{
	struct trial t;
	const char *of = form_value(&v->form, "of"), *name = form_value(&v->form, "name");
	if (!take_list(v, form_value(&v->form, "list"), &t))
		return;
	if (store_view_end(desk_store(v->door), &v->account, t.list->name, of, name) != STORE_OK)
		console_notice(v, 503, WORD_weather);
	else
		console_back(v, table_text(v, "/console/views?list=%s", t.list->name));
}
