/* An officer's own account: password, one-time codes, deputies, what he has chosen; and accounts that come by the Unix socket. */
#include <string.h>

#include "base/text.h"
#include "console/inside.h"
#include "provider/provider.h"

static void
answer(struct visit *v, unsigned status, const struct choices_page *choices, const enum word *trouble,
    const enum word *done)
{
	struct out out = { .size = 0 };
	struct account_page p = {
		.choices = *choices,
		.frame = console_frame(v, word(v->lang, WORD_own_account)),
		.totp = totp_page_of(v, &v->account),
		.is_done = done != NULL,
		.has_password = v->account.has_password,
	};
	p.trouble = trouble == NULL ? "" : word(v->lang, *trouble);
	p.done = done == NULL ? "" : word(v->lang, *done);
	p.may_remove = v->account.has_totp && !v->door->options->is_totp_required;
	if (!deputy_section(v, trouble, &p.deputies)) {
		console_notice(v, 503, WORD_weather);
		return;
	}
	p.has_trouble = trouble != NULL && p.deputies.fault == NULL;
	page_account(&out, &p);
	console_page(v, status, &out);
}

void
account_answer(struct visit *v, unsigned status, const enum word *trouble, const enum word *done)
{
	const struct choices_page choices = choice_section(v);
	answer(v, status, &choices, trouble, done);
}

void
account_answer_choices(struct visit *v, unsigned status, const struct choices_page *choices)
{
	answer(v, status, choices, NULL, NULL);
}

void
account_show(struct visit *v)
{
	static const struct {
		const char *done;
		enum word word;
	} told[] = {
		{ "password", WORD_password_changed },
		{ "totp", WORD_totp_is_set },
		{ "none", WORD_totp_is_gone },
		{ "deputy", WORD_deputy_appointed },
		{ "deputy-end", WORD_deputy_ended },
		{ "choices", WORD_choices_saved },
	};
	const enum word *what = NULL;
	const char *done = v->door->query(v->door, "done");
	for (size_t i = 0; done != NULL && i < sizeof(told) / sizeof(told[0]); i++)
		if (strcmp(done, told[i].done) == 0)
			what = &told[i].word;
	account_answer(v, 200, NULL, what);
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
	account_answer(v, fits == PASSWORD_BUSY ? 503 : 403, &trouble, NULL);
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
		account_answer(v, 400, &bad, NULL);
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
		account_answer(v, 403, &wrong, NULL);
}

/* -- by the Unix socket --------------------------------------------------------------- */

/* What the body says: an empty password is none, and without `subject` the link stays as it is. NULL, or what is
 * wrong with it. */
static const char *
take_body(const struct door *d, const json_t *body, struct account *ret, bool *ret_links)
{
	const json_t *subject = json_object_get(body, "subject");
	const char *password = json_string_value(json_object_get(body, "password"));
	*ret_links = subject != NULL;
	if (json_object_size(body) != (json_object_get(body, "password") != NULL) + (size_t)*ret_links)
		return "\"password\" and \"subject\", and no other member";
	if (*ret_links && d->options->provider == NULL)
		return "desk.oidc_issuer is empty: there is no identity to link an account to";
	if (*ret_links && !account_subject_fits(json_is_null(subject) ? "" : json_string_value(subject)))
		return "\"subject\": null, or at most 255 characters of ASCII";
	(void)text_copy(ret->subject, sizeof(ret->subject), json_is_string(subject) ? json_string_value(subject) : "");
	if (*ret_links && json_object_get(body, "password") == NULL)
		return NULL;
	return password != NULL && is_good_password(password)
	    && password_hash(password, ret->password, sizeof(ret->password))
	    ? NULL : "\"password\": 10 to 256 characters";
}

bool
account_subject_fits(const char *subject)
{
	bool fits = subject != NULL && strlen(subject) < STORE_IDENTITY_MAX;
	for (const char *p = subject; fits && *p != '\0'; p++)
		fits = *p >= ' ' && *p <= '~';
	return fits;
}

/* False: answered. */
static bool
take_account(struct door *d, struct account *ret, bool *ret_links)
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
	const char *fault = take_body(d, body, ret, ret_links);
	json_decref(body);
	if (fault != NULL)
		answer_bad_request(d, fault);
	return fault == NULL;
}

/* The password is set if there is one. Without one the account has to be there, or is made for whom it is linked to. */
static enum store_result
put_account(struct door *d, const struct account *a)
{
	struct account there;
	struct store *s = desk_store(d);
	if (a->password[0] != '\0')
		return store_account_put(s, a, d->now);
	const enum store_result result = store_account(s, a->name, &there);
	if (result != STORE_OK)
		return result;
	if (there.name[0] == '\0' && a->subject[0] != '\0')
		return store_account_new(s, a, d->now);
	return there.role == a->role && unit_code_equal(there.unit, a->unit) ? STORE_OK : STORE_CONFLICT;
}

enum store_result
account_may_link(struct visit *v, const char *name, const char *subject)
{
	struct account there;
	if (subject[0] == '\0')
		return STORE_OK;
	const enum store_result result = store_account_of(desk_store(v->door),
	    provider_issuer(v->door->options->provider), subject, &there);
	const bool is_others = result == STORE_OK && there.name[0] != '\0' && strcmp(there.name, name) != 0;
	return is_others ? STORE_CONFLICT : result;
}

enum store_result
account_link(struct visit *v, const char *name, const char *subject)
{
	const char *issuer = subject[0] == '\0' ? "" : provider_issuer(v->door->options->provider);
	return store_account_link(desk_store(v->door), name, issuer, subject);
}

/* Whoever may connect there (lib/desk/route.def: SOCKET) may speak for the unit anyhow. */
void
account_put_by_socket(struct visit *v)
{
	bool is_above, links;
	struct door *d = v->door;
	struct account a = { .failures = 0 };
	if (!take_account(d, &a, &links))
		return;
	if (!account_belongs(v, &a, &is_above)) {
		answer_verdict(d, VERDICT_NOT_SERVED, NULL);
		return;
	}
	const char *conflict = "another account is linked to that identity";
	enum store_result result = account_may_link(v, a.name, a.subject);
	if (result == STORE_OK && (result = put_account(d, &a)) == STORE_CONFLICT)
		conflict = "an account of that name belongs to another unit or role, or there is none";
	else if (result == STORE_OK && links)
		result = account_link(v, a.name, a.subject);
	if (result == STORE_CONFLICT)
		answer_bad_request(d, conflict);
	else if (!answer_weather(d, result))
		answer_json(d, 201, json_pack("{s:s, s:s, s:s}", "account", a.name, "unit",
		    a.unit.text, "role", role_name(a.role)));
}
