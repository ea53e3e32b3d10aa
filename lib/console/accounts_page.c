/*
 * The accounts of the units under an office, for its head: which are sealed because nobody has used
 * them for ninety days, opening them, making new ones. Nobody opens one of his own unit, least of
 * all his own; the office above that one does. Two persons where the law wants two: an account
 * is one officer in one role, and one that is there is never given another.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "console/inside.h"
#include "provider/provider.h"

struct told {
	bool has_trouble, is_done;
	enum word word;
};

static bool
may_see_after(const struct visit *v, struct unit_code unit)
{
	const struct registry *r = v->door->law->registry;
	const struct unit *u = registry_find(r, unit);
	return u != NULL && !unit_code_equal(unit, v->account.unit)
	    && registry_answers_to(r, u, v->account.unit);
}

/* In person: an account that a deputy made would outlive his time. False: answered. */
static bool
is_head_of_office(struct visit *v)
{
	const struct unit *u = registry_find(v->door->law->registry, v->account.unit);
	const bool is = u != NULL && u->level > LEVEL_SCHOOL && v->account.role == ROLE_HEAD;
	if (!is)
		console_notice(v, 403, WORD_not_found);
	return is;
}

static const char *
day_of(struct visit *v, struct instant at)
{
	char *text = arena_alloc(v->door->arena, INSTANT_TEXT_MAX);
	if (at.ms == 0)
		return word(v->lang, WORD_never);
	instant_text(at, text);
	text[10] = '\0';
	return text;
}

/* A link to another provider than today's opens nothing, and is shown as none. */
static const char *
subject_of(struct visit *v, const struct account *a)
{
	const struct provider *p = v->door->options->provider;
	const bool is = p != NULL && a->subject[0] != '\0' && strcmp(a->issuer, provider_issuer(p)) == 0;
	return is ? arena_text(v->door->arena, a->subject) : NULL;
}

static struct account_line
line_of(struct visit *v, const struct account *a)
{
	const bool is_sealed = account_is_sealed(a, v->door->now);
	return (struct account_line){
		.name = arena_text(v->door->arena, a->name),
		.unit = console_unit(v, a->unit.text),
		.role = word(v->lang, console_role(a->role)),
		.used = day_of(v, a->used),
		.state = word(v->lang, is_sealed ? WORD_sealed : WORD_in_use),
		.css = is_sealed ? "over" : "calm",
		.is_sealed = is_sealed,
		.subject = subject_of(v, a),
	};
}

/* Those of a slice that are his to see after, until the page is full; *last is where to go on. */
static void
take_slice(struct visit *v, struct accounts_page *p, struct account_line *lines, const struct account *found,
    size_t n, char last[OFFICER_MAX])
{
	for (size_t i = 0; i < n; i++) {
		const bool is_his = may_see_after(v, found[i].unit)
		    && (!p->is_sealed_only || account_is_sealed(&found[i], v->door->now));
		p->has_next = is_his && p->n_lines == LINES_MAX;
		if (p->has_next)
			return;
		memcpy(last, found[i].name, OFFICER_MAX);
		if (is_his)
			lines[p->n_lines++] = line_of(v, &found[i]);
	}
}

/* A page of them; false: weather. The daemon may have many that are not his: the store is let go of after every
 * slice, and after some the page goes on where it stopped, even if it is not full. */
static bool
find_lines(struct visit *v, struct accounts_page *p)
{
	enum { SLICE = 200, SLICES_MOST = 5 };
	struct arena *arena = v->door->arena;
	struct account *found = arena_array(arena, SLICE, sizeof(*found));
	struct account_line *lines = arena_array(arena, LINES_MAX, sizeof(*lines));
	const char *after = v->door->query(v->door, "after");
	char last[OFFICER_MAX] = "";
	size_t n = SLICE;
	if (after != NULL && text_is_ident(after))
		(void)text_copy(last, sizeof(last), after);
	p->lines = lines;
	for (int i = 0; i < SLICES_MOST && n == SLICE && !p->has_next; i++) {
		if (store_accounts(desk_store(v->door), last, SLICE, found, &n) != STORE_OK)
			return false;
		desk_let_go_of_store(v->door);
		take_slice(v, p, lines, found, n, last);
	}
	p->has_next = p->has_next || n == SLICE;
	p->is_none = p->n_lines == 0 && !p->has_next;
	p->next = arena_text(arena, last);
	return true;
}

static void
show(struct visit *v, unsigned status, const struct told *told)
{
	struct out out = { .size = 0 };
	struct accounts_page p = {
		.frame = console_frame(v, word(v->lang, WORD_accounts)),
		.is_sealed_only = v->door->query(v->door, "sealed") != NULL,
		.has_trouble = told->has_trouble,
		.is_done = told->is_done,
		.trouble = told->has_trouble ? word(v->lang, told->word) : "",
		.done = told->is_done ? word(v->lang, told->word) : "",
		.name = form_value(&v->form, "name"),
		.unit = unit_take(v, "unit", true).page,
		.subject = form_value(&v->form, "subject"),
		.has_provider = v->door->options->provider != NULL,
	};
	if (!find_lines(v, &p)) {
		console_notice(v, 503, WORD_weather);
		return;
	}
	page_accounts(&out, &p);
	console_page(v, status, &out);
}

static void
fail(struct visit *v, unsigned status, enum word word)
{
	const struct told told = { .has_trouble = true, .word = word };
	show(v, status, &told);
}

void
accounts_show(struct visit *v)
{
	const char *done = v->door->query(v->door, "done");
	const struct told told = {
		.is_done = done != NULL,
		.word = done != NULL && strcmp(done, "open") == 0 ? WORD_account_opened
		    : done != NULL && strcmp(done, "link") == 0	    ? WORD_identity_linked : WORD_account_made,
	};
	if (is_head_of_office(v))
		show(v, 200, &told);
}

bool
accounts_record(struct visit *v, const char *kind, const char *name, const char *purpose)
{
	struct door *d = v->door;
	struct look l = { .unit = v->account.unit, .role = v->role, .at = d->now, .hits = 1 };
	(void)text_copy(l.account, sizeof(l.account), v->account.name);
	(void)text_copy(l.kind, sizeof(l.kind), kind);
	(void)snprintf(l.subject, sizeof(l.subject), "%s", name);
	(void)text_copy(l.purpose, sizeof(l.purpose), purpose);
	if (store_look_put(desk_store(d), &l) == STORE_OK)
		return true;
	console_notice(v, 503, WORD_weather);
	return false;
}

/* The account that the form names, if it is his to see after; false: answered. */
static bool
find_named(struct visit *v, struct account *ret)
{
	const char *name = form_value(&v->form, "name");
	if (!is_head_of_office(v))
		return false;
	if (store_account(desk_store(v->door), text_is_ident(name) ? name : "", ret) != STORE_OK)
		console_notice(v, 503, WORD_weather);
	else if (ret->name[0] == '\0' || !may_see_after(v, ret->unit))
		fail(v, 404, WORD_account_unknown);
	else
		return true;
	return false;
}

void
accounts_open(struct visit *v)
{
	struct account a;
	struct door *d = v->door;
	if (!find_named(v, &a) || !accounts_record(v, "account", a.name, ""))
		return;
	if (store_account_open(desk_store(d), a.name, d->now) != STORE_OK)
		console_notice(v, 503, WORD_weather);
	else
		console_go(v, "/console/accounts?done=open");
}

/* False: answered. */
static bool
went_well(struct visit *v, enum store_result r)
{
	if (r == STORE_CONFLICT)
		fail(v, 409, WORD_identity_taken);
	else if (r != STORE_OK)
		console_notice(v, 503, WORD_weather);
	return r == STORE_OK;
}

void
accounts_link(struct visit *v)
{
	struct account a;
	const char *subject = form_value(&v->form, "subject");
	if (!find_named(v, &a))
		return;
	if (v->door->options->provider == NULL)
		console_notice(v, 404, WORD_not_found);
	else if (!account_subject_fits(subject))
		fail(v, 400, WORD_identity_bad);
	else if (went_well(v, account_may_link(v, a.name, subject)) && accounts_record(v, "account_link", a.name, "")
	    && went_well(v, account_link(v, a.name, subject)))
		console_go(v, "/console/accounts?done=link");
}

/* -- making one ----------------------------------------------------------------------- */

/* False: what was typed is none of his, or none at all; *ret_why says what. */
static bool
take_account(struct visit *v, struct account *ret, enum word *ret_why)
{
	const struct form *f = &v->form;
	const char *name = form_value(f, "name"), *password = form_value(f, "password");
	*ret_why = WORD_account_name_bad;
	if (!text_is_ident(name) || !text_copy(ret->name, sizeof(ret->name), name))
		return false;
	const struct unit_typed unit = unit_take(v, "unit", true);
	*ret_why = unit.how == UNIT_UNSETTLED ? unit.why : WORD_account_unit_bad;
	if (!unit_code_parse(unit.code, &ret->unit) || !may_see_after(v, ret->unit)
	    || !relay_serves(v->door->relay, registry_find(v->door->law->registry, ret->unit)))
		return false;
	*ret_why = WORD_account_unit_found;
	if (unit.how == UNIT_FOUND)	/* an account is for good: first it is said which that is */
		return false;
	*ret_why = WORD_account_role_bad;
	if (!role_parse(form_value(f, "role"), &ret->role) || ret->role == ROLE_SYSTEM)
		return false;
	*ret_why = WORD_identity_bad;
	if (!account_subject_fits(form_value(f, "subject"))
	    || (v->door->options->provider == NULL && form_value(f, "subject")[0] != '\0'))
		return false;
	*ret_why = WORD_password_bad;
	if (form_value(f, "subject")[0] != '\0' && password[0] == '\0')
		return true;
	return text_chars(password) >= PASSWORD_LEAST && strlen(password) <= PASSWORD_MOST;
}

/* Only one that is not there yet: the password of another is not for the office to set here. False: answered. */
static bool
is_free(struct visit *v, const char *name)
{
	struct account there;
	if (store_account(desk_store(v->door), name, &there) != STORE_OK)
		console_notice(v, 503, WORD_weather);
	else if (there.name[0] != '\0')
		fail(v, 409, WORD_account_is_there);
	else
		return true;
	return false;
}

/* It may have come meanwhile: a password takes its time, and the store is not held. */
void
accounts_add(struct visit *v)
{
	enum word why;
	struct account a = { .failures = 0 };
	struct door *d = v->door;
	if (!is_head_of_office(v))
		return;
	if (!take_account(v, &a, &why)) {
		fail(v, 400, why);
		return;
	}
	if (!is_free(v, a.name) || !went_well(v, account_may_link(v, a.name, form_value(&v->form, "subject")))
	    || !accounts_record(v, "account_new", a.name, ""))
		return;
	desk_let_go_of_store(d);
	const char *password = form_value(&v->form, "password"), *subject = form_value(&v->form, "subject");
	enum store_result r = STORE_AGAIN;
	if (password[0] == '\0' || password_hash(password, a.password, sizeof(a.password)))
		r = store_account_new(desk_store(d), &a, d->now);
	if (r == STORE_CONFLICT)
		fail(v, 409, WORD_account_is_there);
	else if (r != STORE_OK)
		console_notice(v, 503, WORD_weather);
	else if (subject[0] == '\0' || went_well(v, account_link(v, a.name, subject)))
		console_go(v, "/console/accounts?done=new");
}
