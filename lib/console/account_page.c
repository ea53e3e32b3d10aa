/* An officer's own account: password and one-time codes; and accounts that come by the Unix socket. */
#include <string.h>

#include "base/text.h"
#include "console/inside.h"

static void
show(struct visit *v, unsigned status, const enum word *trouble, const enum word *done)
{
	struct out out = { .size = 0 };
	struct account_page p = {
		.frame = console_frame(v, word(v->lang, WORD_own_account)),
		.totp = totp_page_of(v, &v->account),
		.has_trouble = trouble != NULL,
		.is_done = done != NULL,
	};
	p.trouble = trouble == NULL ? "" : word(v->lang, *trouble);
	p.done = done == NULL ? "" : word(v->lang, *done);
	p.may_remove = v->account.has_totp && !v->door->options->is_totp_required;
	page_account(&out, &p);
	console_page(v, status, &out);
}

void
account_show(struct visit *v)
{
	const char *done = v->door->query(v->door, "done");
	const enum word what = done != NULL && strcmp(done, "password") == 0 ? WORD_password_changed
	    : done != NULL && strcmp(done, "totp") == 0			      ? WORD_totp_is_set
									      : WORD_totp_is_gone;
	show(v, 200, NULL, done == NULL ? NULL : &what);
}

static bool
is_good_password(const char *password)
{
	return text_chars(password) >= PASSWORD_LEAST && strlen(password) <= PASSWORD_MOST;
}

/* Counted like signing in: whoever finds a browser open must not try for ever. False: answered. */
static bool
knows_password(struct visit *v)
{
	struct account a;
	struct account_try try;
	struct door *d = v->door;
	if (store_account_try(desk_store(d), v->account.name, d->now, &try) != STORE_OK
	    || store_account(desk_store(d), v->account.name, &a) != STORE_OK) {
		console_notice(v, 503, WORD_weather);
		return false;
	}
	const enum password_result fits = sign_in_compare(v, form_value(&v->form, "old"), &a);
	const enum word trouble = fits == PASSWORD_BUSY ? WORD_sign_in_busy : WORD_password_wrong;
	if (try.may && fits != PASSWORD_DIFFERS
	    && store_account_give_back(desk_store(d), a.name, &try) != STORE_OK) {
		console_notice(v, 503, WORD_weather);
		return false;
	}
	if (try.may && fits == PASSWORD_FITS)
		return true;
	show(v, fits == PASSWORD_BUSY ? 503 : 403, &trouble, NULL);
	return false;
}

void
account_change_password(struct visit *v)
{
	char hash[STORE_PASSWORD_MAX];
	uint8_t digest[DIGEST_SIZE];
	const enum word bad = WORD_password_bad;
	const char *password = form_value(&v->form, "new");
	if (!is_good_password(password)) {
		show(v, 400, &bad, NULL);
		return;
	}
	if (!knows_password(v))
		return;
	session_hash("session", v->token, digest);
	if (!password_hash(password, hash, sizeof(hash))
	    || store_account_password(desk_store(v->door), v->account.name, hash, digest) != STORE_OK)
		console_notice(v, 503, WORD_weather);
	else
		console_go(v, "/console/account?done=password");
}

/* A code that counts sets the codes up, or takes them away. Before they are set up the password is asked:
 * whoever finds a browser open must not make the account his own. */
void
account_change_totp(struct visit *v)
{
	bool counts = false;
	uint8_t session[DIGEST_SIZE];
	struct account_try try = { .may = true };	/* a code of one's own new secret is nothing to guess */
	struct door *d = v->door;
	const struct account a = v->account;
	const enum word wrong = WORD_code_wrong;
	const bool removes = strcmp(form_value(&v->form, "verb"), "remove") == 0;
	const bool may = removes ? a.has_totp && !d->options->is_totp_required : !a.has_totp;
	if (!may) {
		console_notice(v, 400, WORD_bad_form);
		return;
	}
	if (!removes && !knows_password(v))
		return;
	session_hash("session", v->token, session);
	enum store_result r = removes ? store_account_try(desk_store(d), a.name, d->now, &try) : STORE_OK;
	if (r == STORE_OK && try.may)
		r = totp_take(v, &a, form_value(&v->form, "code"), &counts);
	if (r == STORE_OK && counts && removes)
		r = store_account_totp(desk_store(d), a.name, NULL, a.totp_step, session);
	if (r == STORE_OK && counts && removes)
		r = store_account_give_back(desk_store(d), a.name, &try);
	if (r != STORE_OK)
		console_notice(v, 503, WORD_weather);
	else if (counts)
		console_go(v, removes ? "/console/account?done=none" : "/console/account?done=totp");
	else
		show(v, 403, &wrong, NULL);
}

/* -- by the Unix socket --------------------------------------------------------------- */

/* False: answered. */
static bool
take_account(struct door *d, struct account *ret)
{
	struct people p;
	const char *as = d->header(d, "X-Xueji-As");
	if (as == NULL || !people_parse(as, &p)) {
		answer_verdict(d, VERDICT_ROLE_NOT_ALLOWED, NULL);
		return false;
	}
	ret->unit = p.unit;
	ret->role = p.role;
	(void)text_copy(ret->name, sizeof(ret->name), p.officer);
	json_t *body = request_object(d);
	if (body == NULL)
		return false;
	const char *password = json_string_value(json_object_get(body, "password"));
	const bool is_good = password != NULL && is_good_password(password)
	    && password_hash(password, ret->password, sizeof(ret->password));
	json_decref(body);
	if (!is_good)
		answer_bad_request(d, "\"password\": 10 to 256 characters");
	return is_good;
}

/* Whoever may connect there (lib/desk/route.def: SOCKET) may speak for the unit anyhow. */
void
account_put_by_socket(struct visit *v)
{
	bool is_above;
	struct door *d = v->door;
	struct account a = { .failures = 0 };
	if (!take_account(d, &a))
		return;
	if (!account_belongs(v, &a, &is_above)) {
		answer_verdict(d, VERDICT_NOT_SERVED, NULL);
		return;
	}
	const enum store_result result = store_account_put(desk_store(d), &a, d->now);
	if (result == STORE_CONFLICT)
		answer_bad_request(d, "an account of that name belongs to another unit or role");
	else if (!answer_weather(d, result))
		answer_json(d, 201, json_pack("{s:s, s:s, s:s}", "account", a.name, "unit",
		    a.unit.text, "role", role_name(a.role)));
}
