/*
 * Signing in and out. Everything wrong - the name, the password, too soon, a sealed account - is one
 * answer after the same work: one password is compared and one row written, whoever it was. The try is
 * written down before anything is compared, so that many at the same time are no more than one after the other.
 *
 * With one-time codes there is a second step: the password gives a session that is good for
 * nothing but the code. Failures of both steps are counted together, and only the end of the second
 * sets the count back; who knows the password alone cannot try codes for ever.
 */
#include <string.h>

#include "base/text.h"
#include "console/inside.h"
#include "console/table.h"

enum { BUSY_RETRY_S = 2 };
static const int64_t DORMANT_MS = INT64_C(24) * 60 * 60 * 1000 * STORE_DORMANT_DAYS;

/* -- the page ------------------------------------------------------------------------- */

/* Of the places whose offices have their accounts here: "湖南省教育厅", by the codes that the daemon serves. */
static const char *
offices_of(struct visit *v)
{
	const struct desk_options *o = v->door->options;
	const char *all = "";
	for (size_t i = 0; i < o->n_serves; i++) {
		struct unit_code code;
		char text[7] = "000000";
		const size_t n = strlen(o->serves[i]);
		memcpy(text, o->serves[i], n < 6 ? n : 6);
		const struct unit *u = unit_code_parse(text, &code)
		    ? registry_find(v->door->law->registry, code) : NULL;
		all = table_text(v, "%s%s%s", all, i == 0 ? "" : word(v->lang, WORD_list_comma),
		    u == NULL ? o->serves[i] : u->name);
	}
	return all;
}

void
sign_in_ask(struct visit *v, enum sign_in_trouble trouble)
{
	struct out out = { .size = 0 };
	/* On another path the form was not for signing in, and its name is a child's. */
	const bool is_own_form = strcmp(v->path, "/console/sign-in") == 0;
	session_need_token(v);
	const struct sign_in_page p = {
		.frame = console_frame(v, word(v->lang, WORD_sign_in)),
		.name = is_own_form ? form_value(&v->form, "name") : "",
		.office = offices_of(v),
		.level = label_level(v->lang, level_name(v->door->options->level)),
		.has_failed = trouble == SIGN_IN_FAILED,
		.is_busy = trouble == SIGN_IN_BUSY,
		.provider = oidc_address(v),
	};
	page_sign_in(&out, &p);
	console_page(v, p.is_busy ? 503 : p.has_failed ? 403 : 200, &out);
	v->door->answer.is_stale = v->door->header(v->door, "HX-Request") != NULL;
}

void
session_show_sign_in(struct visit *v)
{
	if (v->account.name[0] == '\0')
		sign_in_ask(v, SIGN_IN_ASKED);
	else
		console_go(v, "/console/");
}

/* -- who may -------------------------------------------------------------------------- */

enum password_result
sign_in_compare(struct visit *v, const char *password, const struct account *a)
{
	if (strlen(password) > PASSWORD_MOST)
		return PASSWORD_DIFFERS;
	desk_let_go_of_store(v->door);
	desk_let_go_of_law(v->door->desk);
	const enum password_result result = password_fits(password, a->password);
	desk_hold_law(v->door->desk);
	return result;
}

bool
account_is_sealed(const struct account *a, struct instant now)
{
	return now.ms - a->alive.ms >= DORMANT_MS;
}

/* The unit may have gone, or be another daemon's, since the account was made. An office sees after the
 * accounts of the units under it, wherever they are served. */
bool
account_belongs(const struct visit *v, const struct account *a, bool *ret_is_above)
{
	const struct door *d = v->door;
	const struct registry *r = d->law->registry;
	const struct unit *u = registry_find(r, a->unit);
	const bool is_served = u != NULL && relay_serves(d->relay, u);
	*ret_is_above = false;
	if (u == NULL || is_served || u->level <= d->options->level)
		return is_served;
	for (const struct unit *below = registry_next(r, (struct unit_code){ "" });
	     below != NULL && !*ret_is_above; below = registry_next(r, below->code))
		*ret_is_above = below->level == d->options->level && relay_serves(d->relay, below)
		    && registry_answers_to(r, below, u->code);
	return *ret_is_above;
}

/* -- the first step ------------------------------------------------------------------- */

static void
go_on(struct visit *v, const struct account *a, bool waits)
{
	if (!session_open(v, a->name, waits))
		console_notice(v, 503, WORD_weather);
	else
		console_go(v, waits ? "/console/sign-in/code" : "/console/");
}

static void
ask_later(struct visit *v, unsigned wait_s)
{
	sign_in_ask(v, SIGN_IN_BUSY);
	v->door->answer.retry_after_s = wait_s;
}

/* What was found wrong stays written down as the try was; what was right is not the end where a code is asked. */
static enum store_result
settle(struct visit *v, const char *name, const struct account_try *try, bool is_end)
{
	struct store *s = desk_store(v->door);
	return is_end ? store_account_went_well(s, name) : store_account_give_back(s, name, try);
}

void
session_sign_in(struct visit *v)
{
	bool is_above;
	unsigned wait_s;
	struct account a;
	struct account_try try;
	struct door *d = v->door;
	const char *name = form_value(&v->form, "name");
	if (!desk_may_sign_in(d, &wait_s)) {
		ask_later(v, wait_s);
		return;
	}
	if (strlen(name) >= OFFICER_MAX || !text_is_ident(name))
		name = "";
	if (store_account_try(desk_store(d), name, d->now, &try) != STORE_OK
	    || store_account(desk_store(d), name, &a) != STORE_OK) {
		console_notice(v, 503, WORD_weather);
		return;
	}
	const enum password_result fits = sign_in_compare(v, form_value(&v->form, "password"), &a);
	const bool may = fits == PASSWORD_FITS && try.may && !account_is_sealed(&a, d->now)
	    && account_belongs(v, &a, &is_above);
	const bool waits = a.has_totp || d->options->is_totp_required;
	enum store_result r = STORE_OK;
	if (may || (try.may && fits == PASSWORD_BUSY))
		r = settle(v, name, &try, may && !waits);
	if (r != STORE_OK)
		console_notice(v, 503, WORD_weather);
	else if (fits == PASSWORD_BUSY)
		ask_later(v, BUSY_RETRY_S);
	else if (may)
		go_on(v, &a, waits);
	else
		sign_in_ask(v, SIGN_IN_FAILED);
}

/* -- the second step ------------------------------------------------------------------ */

static void
ask_code(struct visit *v, bool has_failed)
{
	struct out out = { .size = 0 };
	const struct code_page p = {
		.frame = console_frame(v, word(v->lang, WORD_code_title)),
		.totp = totp_page_of(v, &v->waiting),
		.has_failed = has_failed,
	};
	page_code(&out, &p);
	console_page(v, has_failed ? 403 : 200, &out);
}

void
session_show_code(struct visit *v)
{
	if (v->waiting.name[0] == '\0')
		session_show_sign_in(v);
	else
		ask_code(v, false);
}

void
session_take_code(struct visit *v)
{
	bool counts = false;
	unsigned wait_s;
	struct account_try try;
	struct door *d = v->door;
	const struct account a = v->waiting;
	if (a.name[0] == '\0') {
		session_show_sign_in(v);
		return;
	}
	if (!desk_may_sign_in(d, &wait_s)) {
		console_notice(v, 503, WORD_sign_in_busy);
		d->answer.retry_after_s = wait_s;
		return;
	}
	enum store_result r = store_account_try(desk_store(d), a.name, d->now, &try);
	if (r == STORE_OK && try.may)
		r = totp_take(v, &a, form_value(&v->form, "code"), &counts);
	if (r == STORE_OK && counts)
		r = settle(v, a.name, &try, true);
	if (r != STORE_OK)
		console_notice(v, 503, WORD_weather);
	else if (counts)
		go_on(v, &a, false);
	else
		ask_code(v, true);
}

/* -- out ------------------------------------------------------------------------------ */

void
session_sign_out(struct visit *v)
{
	if (session_end(v) != STORE_OK) {
		console_notice(v, 503, WORD_weather);
		return;
	}
	session_give_token(v);
	console_go(v, "/console/sign-in");
}
