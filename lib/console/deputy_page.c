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

/* Once, however often he was appointed. */
static bool
is_offered(const struct deputies_page *p, const char *name)
{
	for (size_t i = 0; i < p->n_acts; i++)
		if (strcmp(p->acts[i].name, name) == 0)
			return true;
	return false;
}

/* False: weather. */
static bool
find_lines(struct visit *v, struct deputies_page *p)
{
	size_t n;
	struct door *d = v->door;
	struct deputy *found = arena_array(d->arena, STORE_DEPUTIES_LIST_MAX, sizeof(*found));
	struct deputy_line *lines = arena_array(d->arena, STORE_DEPUTIES_LIST_MAX, sizeof(*lines));
	struct act_line *acts = arena_array(d->arena, STORE_DEPUTIES_LIST_MAX, sizeof(*acts));
	if (store_deputies(desk_store(d), v->account.unit, is_head(v) ? "" : v->account.name,
	    instant_day(d->now), found, &n) != STORE_OK)
		return false;
	p->lines = lines;
	p->acts = acts;
	for (size_t i = 0; i < n; i++) {
		const struct deputy *one = &found[i];
		lines[p->n_lines++] = line_of(v, one);
		const struct account principal = { .alive = one->alive };
		if (strcmp(one->deputy, v->account.name) == 0 && is_on(v, one) && !is_offered(p, one->principal)
		    && !account_is_sealed(&principal, d->now))
			acts[p->n_acts++] = (struct act_line){ lines[i].principal,
				word(v->lang, console_role(one->role)), strcmp(one->principal, v->acting.name) == 0 };
	}
	return true;
}

/* His colleagues as deputies; for a head all of the unit as those who are away, himself first thought of. */
static bool
find_colleagues(struct visit *v, struct deputies_page *p)
{
	size_t n;
	struct door *d = v->door;
	const char *principal = form_value(&v->form, "principal"), *deputy = form_value(&v->form, "deputy");
	struct account *found = arena_array(d->arena, STORE_COLLEAGUES_MAX, sizeof(*found));
	struct choice_line *deputies = arena_array(d->arena, STORE_COLLEAGUES_MAX, sizeof(*deputies));
	struct choice_line *principals = arena_array(d->arena, STORE_COLLEAGUES_MAX, sizeof(*principals));
	if (store_colleagues(desk_store(d), v->account.unit, found, &n) != STORE_OK)
		return false;
	if (principal[0] == '\0')
		principal = v->account.name;
	p->colleagues = deputies;
	p->principals = principals;
	for (size_t i = 0; i < n; i++) {
		const char *name = arena_text(d->arena, found[i].name);
		const char *label = table_text(v, "%s %s", name, word(v->lang, console_role(found[i].role)));
		if (account_is_sealed(&found[i], d->now))
			continue;
		if (is_head(v))
			principals[p->n_principals++] = (struct choice_line){ name, label, strcmp(name, principal) == 0 };
		if (is_head(v) || strcmp(name, v->account.name) != 0)
			deputies[p->n_colleagues++] = (struct choice_line){ name, label, strcmp(name, deputy) == 0 };
	}
	if (p->n_principals == 1)	/* he is alone */
		p->n_principals = p->n_colleagues = 0;
	return true;
}

bool
deputy_section(struct visit *v, struct deputies_page *ret)
{
	*ret = (struct deputies_page){
		.frame = console_frame(v, ""),
		.from = form_value(&v->form, "first"),
		.to = form_value(&v->form, "last"),
		.today = day_of(v, instant_day(v->door->now)),
	};
	if (ret->from[0] == '\0')
		ret->from = ret->today;
	return find_lines(v, ret) && find_colleagues(v, ret);
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
