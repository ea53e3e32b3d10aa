/*
 * Who acts in whose place while he is away. An officer appoints one for himself, the head of the unit for any
 * officer of it; both as themselves: who acts for a head has the head's role, and not this. A deputy chooses for
 * whom he acts now, and his session remembers it.
 */
#include <string.h>

#include "base/text.h"
#include "console/inside.h"
#include "console/table.h"

/* -- what is shown -------------------------------------------------------------------- */

static bool
is_head(const struct visit *v)
{
	return v->account.role == ROLE_HEAD;
}

static bool
is_on(const struct visit *v, const struct deputy *d)
{
	const struct day today = instant_day(v->door->now);
	return d->first.n <= today.n && today.n <= d->last.n;
}

static const char *
day_of(struct visit *v, struct day day)
{
	char *text = arena_alloc(v->door->arena, DAY_TEXT_MAX);
	day_text(day, text);
	return text;
}

static struct deputy_line
line_of(struct visit *v, const struct deputy *d)
{
	struct arena *arena = v->door->arena;
	struct deputy_line line = {
		.principal = arena_text(arena, d->principal),
		.deputy = arena_text(arena, d->deputy),
		.by = arena_text(arena, d->appointed_by),
		.from = day_of(v, d->first),
		.to = day_of(v, d->last),
		.may_end = is_head(v) || strcmp(d->principal, v->account.name) == 0,
		.is_today = is_on(v, d),
	};
	line.first = label_day(v, line.from);
	line.last = label_day(v, line.to);
	return line;
}

/* Whom he may act for now, once, however often he was appointed. */
static void
add_act(struct visit *v, const struct deputy *one, struct act_line *acts, size_t *n)
{
	const struct account principal = { .alive = one->alive };
	if (strcmp(one->deputy, v->account.name) != 0 || !is_on(v, one) || account_is_sealed(&principal, v->door->now))
		return;
	for (size_t i = 0; i < *n; i++)
		if (strcmp(acts[i].name, one->principal) == 0)
			return;
	acts[(*n)++] = (struct act_line){ arena_text(v->door->arena, one->principal),
		word(v->lang, console_role(one->role)), strcmp(one->principal, v->acting.name) == 0 };
}

/* All of his unit for a head, else his own. False: weather. */
static bool
find_deputies(struct visit *v, bool is_all, struct deputy **ret, size_t *ret_n)
{
	struct door *d = v->door;
	*ret = arena_array(d->arena, STORE_DEPUTIES_LIST_MAX, sizeof(**ret));
	return store_deputies(desk_store(d), v->account.unit, is_all ? "" : v->account.name, instant_day(d->now), *ret,
	    ret_n) == STORE_OK;
}

static bool
find_lines(struct visit *v, struct deputies_page *p)
{
	size_t n;
	struct deputy *found;
	if (!find_deputies(v, is_head(v), &found, &n))
		return false;
	struct deputy_line *lines = arena_array(v->door->arena, n + 1, sizeof(*lines));
	struct act_line *acts = arena_array(v->door->arena, n + 1, sizeof(*acts));
	p->lines = lines;
	p->acts = acts;
	for (size_t i = 0; i < n; i++) {
		lines[p->n_lines++] = line_of(v, &found[i]);
		add_act(v, &found[i], acts, &p->n_acts);
	}
	return true;
}

struct stands_in_page
deputy_stands_in(struct visit *v)
{
	size_t n = 0;
	struct deputy *found;
	struct stands_in_page p = { .frame = console_frame(v, "") };
	if (v->acting.name[0] != '\0' || !find_deputies(v, false, &found, &n))
		return p;
	struct act_line *acts = arena_array(v->door->arena, n + 1, sizeof(*acts));
	p.acts = acts;
	for (size_t i = 0; i < n; i++)
		add_act(v, &found[i], acts, &p.n_acts);
	return p;
}

/* The accounts of his unit that are in use, but for that one; NULL: all. */
static const struct choice_line *
accounts_of(struct visit *v, const struct account *found, size_t n, const char *but, const char *chosen, size_t *ret_n)
{
	struct choice_line *lines = arena_array(v->door->arena, n + 1, sizeof(*lines));
	*ret_n = 0;
	for (size_t i = 0; i < n; i++) {
		const char *name = arena_text(v->door->arena, found[i].name);
		if (account_is_sealed(&found[i], v->door->now) || (but != NULL && strcmp(name, but) == 0))
			continue;
		lines[(*ret_n)++] = (struct choice_line){ name,
			table_text(v, "%s %s", name, word(v->lang, console_role(found[i].role))), strcmp(name, chosen) == 0 };
	}
	return lines;
}

/* Nobody is his own deputy. A head appoints for others by a form of its own, in which he may be the one. */
static bool
find_colleagues(struct visit *v, struct deputies_page *p)
{
	size_t n;
	struct door *d = v->door;
	const char *self = v->account.name;
	const char *principal = form_value(&v->form, "principal"), *deputy = form_value(&v->form, "deputy");
	struct account *found = arena_array(d->arena, STORE_COLLEAGUES_MAX, sizeof(*found));
	if (store_colleagues(desk_store(d), v->account.unit, found, &n) != STORE_OK)
		return false;
	p->own.colleagues = accounts_of(v, found, n, self, p->is_other ? "" : deputy, &p->own.n_colleagues);
	if (!is_head(v))
		return true;
	p->other.principals = accounts_of(v, found, n, self, principal, &p->other.n_principals);
	p->other.colleagues = accounts_of(v, found, n, p->other.n_principals == 1 ? p->other.principals[0].value : NULL,
	    p->is_other ? deputy : "", &p->other.n_colleagues);
	return true;
}

static void
begin_form(struct visit *v, const char *id, bool was_sent, struct deputy_form_page *f)
{
	const char *today = day_of(v, instant_day(v->door->now));
	const char *from = was_sent ? form_value(&v->form, "first") : "";
	*f = (struct deputy_form_page){ .frame = console_frame(v, ""), .id = id, .today = today,
		.from = from[0] == '\0' ? today : from, .to = was_sent ? form_value(&v->form, "last") : "" };
}

/* At which field it is said; who is alone has none. */
static void
say_fault(struct visit *v, enum word wrong, struct deputies_page *p)
{
	struct deputy_form_page *f = p->is_other ? &p->other : &p->own;
	const bool is_who = wrong == WORD_deputy_unknown || wrong == WORD_deputy_sealed || wrong == WORD_deputy_too_many;
	if (f->n_colleagues == 0 || (!is_who && wrong != WORD_deputy_days_bad))
		return;
	p->fault = word(v->lang, wrong);
	p->fault_at = table_text(v, "%s%s", f->id, is_who ? "deputy" : "first");
	*(is_who ? &f->who_fault : &f->days_fault) = p->fault;
}

bool
deputy_section(struct visit *v, const enum word *wrong, struct deputies_page *ret)
{
	const char *principal = form_value(&v->form, "principal");
	*ret = (struct deputies_page){ .frame = console_frame(v, ""),
		.is_other = is_head(v) && principal[0] != '\0' && strcmp(principal, v->account.name) != 0 };
	begin_form(v, "", !ret->is_other, &ret->own);
	begin_form(v, "other_", ret->is_other, &ret->other);
	if (!find_lines(v, ret) || !find_colleagues(v, ret))
		return false;
	if (wrong != NULL)
		say_fault(v, *wrong, ret);
	return true;
}

/* -- appointing and ending ------------------------------------------------------------ */

static void
fail(struct visit *v, unsigned status, enum word why)
{
	account_answer(v, status, &why, NULL);
}

/* Whose deputy, who, and when, as the form says. False: answered. */
static bool
take_form(struct visit *v, struct deputy *ret)
{
	const char *principal = form_value(&v->form, "principal"), *deputy = form_value(&v->form, "deputy");
	if (principal[0] == '\0')
		principal = v->account.name;
	(void)text_copy(ret->appointed_by, sizeof(ret->appointed_by), v->account.name);
	if (strcmp(principal, v->account.name) != 0 && !is_head(v))
		fail(v, 403, WORD_deputy_not_yours);
	else if (!text_is_ident(principal) || !text_copy(ret->principal, sizeof(ret->principal), principal)
	    || !text_is_ident(deputy) || !text_copy(ret->deputy, sizeof(ret->deputy), deputy))
		fail(v, 400, WORD_deputy_unknown);
	else if (!day_parse(form_value(&v->form, "first"), &ret->first)
	    || !day_parse(form_value(&v->form, "last"), &ret->last))
		fail(v, 400, WORD_deputy_days_bad);
	else
		return true;
	return false;
}

/* Both are officers of his unit whose accounts are in use. False: answered. */
static bool
may_be(struct visit *v, const struct deputy *d)
{
	struct account a;
	const char *const names[] = { d->principal, d->deputy };
	for (size_t i = 0; i < 2; i++) {
		if (store_account(desk_store(v->door), names[i], &a) != STORE_OK) {
			console_notice(v, 503, WORD_weather);
			return false;
		}
		const bool is_ours = a.name[0] != '\0' && unit_code_equal(a.unit, v->account.unit);
		if (is_ours && !account_is_sealed(&a, v->door->now))
			continue;
		fail(v, is_ours ? 409 : 400, is_ours ? WORD_deputy_sealed : WORD_deputy_unknown);
		return false;
	}
	if (strcmp(d->principal, d->deputy) == 0)
		fail(v, 400, WORD_deputy_unknown);
	return strcmp(d->principal, d->deputy) != 0;
}

static bool
record(struct visit *v, const char *kind, const struct deputy *d)
{
	return accounts_record(v, kind, d->principal,
	    table_text(v, "%s %s %s", d->deputy, day_of(v, d->first), day_of(v, d->last)));
}

void
deputy_appoint(struct visit *v)
{
	enum store_deputy_put put;
	struct deputy d = { .role = ROLE_NONE };
	const struct day today = instant_day(v->door->now);
	if (!take_form(v, &d))
		return;
	if (d.first.n < today.n || d.last.n < d.first.n || d.last.n - d.first.n >= STORE_DEPUTY_DAYS_MAX) {
		fail(v, 400, WORD_deputy_days_bad);
		return;
	}
	if (!may_be(v, &d) || !record(v, "deputy", &d))
		return;
	if (store_deputy_put(desk_store(v->door), &d, today, &put) != STORE_OK)
		console_notice(v, 503, WORD_weather);
	else if (put == STORE_DEPUTY_KEPT)
		console_go(v, "/console/account?done=deputy");
	else if (put == STORE_DEPUTY_TOO_MANY)
		fail(v, 409, WORD_deputy_too_many);
	else
		fail(v, 400, WORD_deputy_unknown);
}

void
deputy_end(struct visit *v)
{
	bool was_there;
	struct deputy d = { .role = ROLE_NONE };
	if (!take_form(v, &d) || !record(v, "deputy_end", &d))
		return;
	if (store_deputy_end(desk_store(v->door), v->account.unit, &d, &was_there) != STORE_OK)
		console_notice(v, 503, WORD_weather);
	else
		console_go(v, "/console/account?done=deputy-end");
}

/* -- acting --------------------------------------------------------------------------- */

/* A sealed account is nobody's to act for; false: weather, and answered. */
static bool
find_sealed(struct visit *v, const char *name, bool *ret)
{
	struct account a;
	*ret = false;
	if (name[0] == '\0')
		return true;
	if (store_account(desk_store(v->door), name, &a) != STORE_OK) {
		console_notice(v, 503, WORD_weather);
		return false;
	}
	*ret = a.name[0] != '\0' && account_is_sealed(&a, v->door->now);
	return true;
}

/* Without a name: for himself again. */
void
deputy_act(struct visit *v)
{
	bool may, sealed;
	uint8_t digest[DIGEST_SIZE];
	struct door *d = v->door;
	const char *name = form_value(&v->form, "for");
	if (name[0] != '\0' && !text_is_ident(name)) {
		fail(v, 400, WORD_deputy_over);
		return;
	}
	if (!find_sealed(v, name, &sealed))
		return;
	session_hash("session", v->token, digest);
	if (store_session_act(desk_store(d), digest, name, instant_day(d->now), &may) != STORE_OK)
		console_notice(v, 503, WORD_weather);
	else if (!may || sealed)
		fail(v, 403, sealed && may ? WORD_deputy_sealed : WORD_deputy_over);
	else
		console_go(v, "/console/");
}
