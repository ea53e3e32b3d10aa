/*
 * From a path under /console/ to a page. Whoever is not signed in sees the page for that and
 * nothing else; whoever is, is to the doors what X-Xueji-As would say.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "console/console.h"
#include "console/inside.h"

/* -- what pages have in common -------------------------------------------------------- */

static const struct menu_row {
	const char *path;
	enum word word;
	unsigned levels, roles;
	bool is_rare;
} menu[] = {
#define DAILY false
#define RARE true
#define ANY_LEVEL (~0u)
#define AT(level) (1u << LEVEL_##level)
#define MENU(path, word, levels, roles, how) { path, WORD_##word, levels, roles, how },
#include "console/menu.def"
#undef MENU
};

enum { N_MENU = sizeof(menu) / sizeof(menu[0]) };

static bool	is_for_above(const char *path);

static bool
is_offered(const struct visit *v, const struct unit *u, const struct menu_row *row)
{
	return (row->levels >> u->level & 1) && (row->roles >> v->role & 1)
	    && (!v->is_above || is_for_above(row->path));
}

bool
console_offers(const struct visit *v, const char *path)
{
	const struct unit *u = registry_find(v->door->law->registry, v->account.unit);
	for (size_t i = 0; u != NULL && i < N_MENU; i++)
		if (strcmp(menu[i].path, path) == 0)
			return is_offered(v, u, &menu[i]);
	return false;
}

static const struct menu_line *
menu_of(const struct visit *v, const struct unit *u, bool is_rare, size_t *ret_n)
{
	struct menu_line *lines = arena_array(v->door->arena, N_MENU, sizeof(*lines));
	*ret_n = 0;
	for (size_t i = 0; u != NULL && i < N_MENU; i++) {
		const struct menu_row *row = &menu[i];
		if (row->is_rare != is_rare || !is_offered(v, u, row))
			continue;
		lines[(*ret_n)++] = (struct menu_line){ row->path, word(v->lang, row->word),
			v->path != NULL && strcmp(row->path, v->path) == 0 };
	}
	return lines;
}

enum word
console_role(enum role role)
{
	return role == ROLE_REGISTRAR ? WORD_role_registrar
	    : role == ROLE_HEAD	      ? WORD_role_head
	    : role == ROLE_CLERK      ? WORD_role_clerk
				      : WORD_role_teacher;
}

static void
add_keys(const struct visit *v, struct frame_page *f)
{
	static const struct key_row {
		const char *key, *act;
		enum word word;
	} keys[] = {
#define KEY(key, act, word) { key, #act, WORD_##word },
#include "console/key.def"
#undef KEY
	};
	enum { N_KEYS = sizeof(keys) / sizeof(keys[0]) };
	struct key_line *lines = arena_array(v->door->arena, N_KEYS, sizeof(*lines));
	for (size_t i = 0; i < N_KEYS; i++)
		lines[i] = (struct key_line){ keys[i].key, keys[i].act, word(v->lang, keys[i].word) };
	f->keys_script = asset_keys.path;
	f->keys = lines;
	f->n_keys = N_KEYS;
}

/* Whom to turn to: the office that is in charge of the unit, and how it is reached. */
static void
add_help(const struct visit *v, const struct unit *u, struct frame_page *f)
{
	const struct relay_law *law = v->door->law;
	const struct unit *office = u == NULL ? NULL : registry_parent(law->registry, u);
	if (office == NULL)
		office = u;
	if (office == NULL)
		return;
	const struct unit_contact *c =
	    law->contacts == NULL ? NULL : unit_contact_find(law->contacts, office->code);
	f->help_office = office->name;
	f->help_phone = c == NULL || c->phone[0] == '\0' ? NULL : c->phone;
	f->help_channel = c == NULL || c->channel[0] == '\0' ? NULL : c->channel;
}

struct frame_page
console_frame(const struct visit *v, const char *title)
{
	const bool is_signed_in = v->account.name[0] != '\0';
	const struct unit *u =
	    is_signed_in ? registry_find(v->door->law->registry, v->account.unit) : NULL;
	struct frame_page f = {
		.lang = v->lang,
		.is_demo = v->door->options->is_demo,
		.is_large = v->is_large,
		.is_compact = strcmp(choice_of(v, CHOICE_density), "compact") == 0,
		.is_signed_in = is_signed_in,
		.title = title,
		.unit = u == NULL ? "" : u->name,
		.officer = v->account.name,
		.role = word(v->lang, console_role(v->account.role)),
		.acting = v->acting.name[0] == '\0' ? NULL : v->acting.name,
		.acting_role = word(v->lang, console_role(v->role)),
		.csrf = v->csrf,
		.other_lang = v->lang == LANG_EN ? "zh" : "en",
		.style = asset_style.path,
		.script = asset_htmx.path,
	};
	f.menu = menu_of(v, u, false, &f.n_menu);
	f.rare = menu_of(v, u, true, &f.n_rare);
	for (size_t i = 0; i < f.n_rare; i++)
		f.is_rare_here = f.is_rare_here || f.rare[i].is_here;
	add_help(v, u, &f);
	f.has_keys = is_signed_in && v->has_keys;
	if (f.has_keys)
		add_keys(v, &f);
	return f;
}

void
console_page(struct visit *v, unsigned status, struct out *out)
{
	struct answer *a = &v->door->answer;
	free(a->data);
	a->data = out->data;
	a->size = out->size;
	a->status = status;
	a->type = "text/html; charset=utf-8";
	a->policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:;"
		    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
}

static bool
is_for_parents(const struct visit *v)
{
	return v->path != NULL && strncmp(v->path, "/parents/", 9) == 0;
}

void
console_notice(struct visit *v, unsigned status, enum word what)
{
	struct out out = { .size = 0 };
	const struct notice_page p = {
		.frame = console_frame(v, word(v->lang, WORD_title)),
		.text = word(v->lang, what),
		.is_parents = is_for_parents(v),
	};
	page_notice(&out, &p);
	console_page(v, status, &out);
	v->door->answer.is_stale = v->door->header(v->door, "HX-Request") != NULL;
}

void
console_go(struct visit *v, const char *path)
{
	struct out out = { .size = 0 };
	out_raw(&out, "", 0);
	console_page(v, 303, &out);
	(void)snprintf(v->door->answer.location, sizeof(v->door->answer.location), "%s", path);
}

void
console_cookie(struct visit *v, const char *text)
{
	struct answer *a = &v->door->answer;
	size_t i = 0;
	while (i < COOKIES_MAX - 1 && a->cookies[i][0] != '\0')
		i++;
	(void)snprintf(a->cookies[i], sizeof(a->cookies[i]), "%s", text);
}

json_t *
console_take_json(struct visit *v)
{
	struct answer *a = &v->door->answer;
	json_t *j = a->data == NULL ? NULL : json_loadb(a->data, a->size, 0, NULL);
	free(a->data);
	a->data = NULL;
	a->size = 0;
	return j;
}

void
console_set_body(struct visit *v, json_t *stolen)
{
	char *text = json_dumps(stolen, JSON_COMPACT);
	const struct bytes body = { (const uint8_t *)text, text == NULL ? 0 : strlen(text) };
	v->door->body = arena_copy(v->door->arena, body);
	free(text);
	json_decref(stolen);
}

/* While a door is asked, the parameters are those of the form in `connection`. */
static const char *
query_of_form(const struct door *d, const char *name)
{
	const struct form *f = d->connection;
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->names[i], name) == 0)
			return f->values[i];
	return NULL;
}

static const char *
no_header(const struct door *d, const char *name)
{
	(void)d, (void)name;
	return NULL;
}

void
console_call(struct visit *v, void (*door)(struct door *), const struct form *query)
{
	struct door *d = v->door;
	struct form asked = *query;
	const char *(*const own_query)(const struct door *, const char *) = d->query;
	const char *(*const own_header)(const struct door *, const char *) = d->header;
	void *const connection = d->connection;
	d->fault = NULL;
	d->query = query_of_form;
	d->header = no_header;
	d->connection = &asked;
	door(d);
	d->query = own_query;
	d->header = own_header;
	d->connection = connection;
}

const char *
console_text(struct visit *v, const json_t *j, const char *name)
{
	const char *text = json_string_value(json_object_get(j, name));
	return text == NULL ? "" : arena_text(v->door->arena, text);
}

const char *
console_unit(struct visit *v, const char *code)
{
	struct unit_code c;
	const struct unit *u =
	    unit_code_parse(code, &c) ? registry_find(v->door->law->registry, c) : NULL;
	return arena_text(v->door->arena, u == NULL ? code : u->name);
}

/* -- from path to page ---------------------------------------------------------------- */

static const struct asset *const assets[] = { &asset_style, &asset_htmx, &asset_keys, &asset_live };

static bool
send_asset(struct door *d, const char *path)
{
	struct answer *a = &d->answer;
	const struct asset *found = NULL;
	for (size_t i = 0; i < sizeof(assets) / sizeof(assets[0]); i++)
		if (strcmp(path, assets[i]->path) == 0)
			found = assets[i];
	if (found == NULL)
		return false;
	free(a->data);
	a->data = malloc(found->size);
	if (a->data == NULL)
		log_panic("out of memory size=%zu", found->size);
	memcpy(a->data, found->data, found->size);
	a->size = found->size;
	a->status = 200;
	a->type = found->type;
	a->cache = "public, max-age=31536000, immutable";
	return true;
}

/* ?lang= is kept in a cookie; before anybody has chosen, a word of the browser's. Chinese comes first. */
static void
choose_lang(struct visit *v)
{
	static const char name[] = "xueji_lang=";
	const char *asked = v->door->query(v->door, "lang");
	const char *cookie = v->door->header(v->door, "Cookie");
	const char *wished = v->door->header(v->door, "Accept-Language");
	const char *kept = cookie == NULL ? NULL : strstr(cookie, name);
	if (asked != NULL)
		wished = strcmp(asked, "en") == 0 ? "en" : "zh";
	else if (kept != NULL)
		wished = kept + sizeof(name) - 1;
	v->lang = wished != NULL && strncmp(wished, "en", 2) == 0 ? LANG_EN : LANG_ZH;
	if (asked != NULL)
		console_cookie(v, v->lang == LANG_EN ? "xueji_lang=en; Path=/; Max-Age=31536000; SameSite=Lax"
						     : "xueji_lang=zh; Path=/; Max-Age=31536000; SameSite=Lax");
}

/* ?NAME=1 and ?NAME=0 are kept in the same way; until somebody has chosen it is as usual. */
static bool
chosen(struct visit *v, const char *name, bool usual)
{
	char text[ANSWER_COOKIE_MAX];
	const char *asked = v->door->query(v->door, name);
	const char *cookie = v->door->header(v->door, "Cookie");
	const bool is = asked != NULL && strcmp(asked, "1") == 0;
	if (asked != NULL) {
		(void)snprintf(text, sizeof(text), "xueji_%s=%d; Path=/; Max-Age=31536000; SameSite=Lax", name, is);
		console_cookie(v, text);
		return is;
	}
	(void)snprintf(text, sizeof(text), "xueji_%s=%d", name, !usual);
	return (cookie != NULL && strstr(cookie, text) != NULL) != usual;
}

/* Does that address choose how pages are shown? */
static bool
is_choice(const struct door *d)
{
	return d->query(d, "lang") != NULL || d->query(d, "large") != NULL || d->query(d, "keys") != NULL;
}

static const struct page_row pages[] = {
#define PAGE(method, path, function, who) { method, path, function, who },
#include "console/route.def"
#undef PAGE
};

static bool
is_for_above(const char *path)
{
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		if (strcmp(pages[i].path, path) == 0)
			return pages[i].who == ALSO_FROM_ABOVE;
	return false;
}

/* NULL: no such path, or with *ret_is_known it has another method. */
static const struct page_row *
find_page(struct door *d, const char *method, const char *path, bool *ret_is_known)
{
	*ret_is_known = false;
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		if (!route_fits(pages[i].path, path, d->segments))
			continue;
		if (strcmp(pages[i].method, method) == 0)
			return &pages[i];
		*ret_is_known = true;
	}
	return NULL;
}

/* The page before: Referer names it, with what was asked of it. False: it is another host's, or was no page
 * that can be asked for again. */
static bool
find_before(const struct visit *v, char ret[ANSWER_LOCATION_MAX])
{
	struct door d = *v->door;
	char path[ANSWER_LOCATION_MAX];
	bool is_known;
	const char *referer = d.header(&d, "Referer"), *host = d.header(&d, "Host");
	const char *at = referer == NULL ? NULL : strstr(referer, "://");
	const size_t n = host == NULL ? 0 : strlen(host);
	if (at == NULL || n == 0 || strncmp(at + 3, host, n) != 0 || at[3 + n] != '/'
	    || !text_copy(ret, ANSWER_LOCATION_MAX, at + 3 + n))
		return false;
	(void)snprintf(path, sizeof(path), "%.*s", (int)strcspn(ret, "?"), ret);
	return find_page(&d, "GET", path, &is_known) != NULL;
}

void
console_back(struct visit *v, const char *fallback)
{
	char before[ANSWER_LOCATION_MAX];
	console_go(v, find_before(v, before) ? before : fallback);
}

/* Who chooses on a page wants that page. False: the one before is none, another one, or this choice itself. */
static bool
go_back(struct visit *v)
{
	char before[ANSWER_LOCATION_MAX];
	if (!find_before(v, before) || strstr(before, "lang=") != NULL || strstr(before, "large=") != NULL
	    || strstr(before, "keys=") != NULL)
		return false;
	const size_t n = strcspn(before, "?");
	if (strlen(v->path) != n || strncmp(before, v->path, n) != 0)
		return false;
	console_go(v, before);
	return true;
}

/* An account whose unit is no longer served here is none, unless it is that of an office above. */
static void
take_account(struct visit *v)
{
	static const struct account nobody;
	struct door *d = v->door;
	if (v->account.name[0] != '\0' && !account_belongs(v, &v->account, &v->is_above))
		v->account = v->acting = nobody;
	v->role = v->acting.name[0] == '\0' ? v->account.role : v->acting.role;
	d->as.unit = v->account.unit;
	d->as.role = v->role;
	memcpy(d->as.officer, v->account.name, sizeof(d->as.officer));
	memcpy(d->as.deputy_for, v->acting.name, sizeof(d->as.deputy_for));
}

/* Of an office that is served elsewhere: the desk here is not his, the accounts are. */
static void
show_from_above(struct visit *v)
{
	if (strcmp(v->path, "/console/") == 0)
		console_go(v, "/console/accounts");
	else
		console_notice(v, 403, WORD_not_found);
}

static enum word
too_large(const struct page_row *page)
{
	if (page != NULL && page->function == import_act)
		return WORD_import_too_large;
	return page != NULL && page->function == file_act ? WORD_scans_too_large : WORD_form_too_large;
}

static void
show_page(struct visit *v, const char *method, const struct page_row *page, bool is_known)
{
	struct door *d = v->door;
	const bool is_post = strcmp(method, "POST") == 0;
	const bool is_closed = v->account.name[0] == '\0'
	    && (page == NULL ? !is_for_parents(v) : page->who != ANYBODY_LOOKS);
	if (is_post && d->has_no_room)
		console_notice(v, 503, WORD_weather);
	else if (is_post && d->is_too_large && is_closed)
		sign_in_ask(v, SIGN_IN_ASKED);	/* his scans were not read because his session is over */
	else if (is_post && d->is_too_large)
		console_notice(v, 413, too_large(page));
	else if (is_post && (!form_parse(d->arena, d->header(d, "Content-Type"), d->body, &v->form) || !session_is_own_form(v)))
		console_notice(v, 403, WORD_bad_form);
	else if (v->weather != STORE_OK && !is_for_parents(v))
		console_notice(v, 503, WORD_weather);	/* not that he is signed out */
	else if (is_closed)
		sign_in_ask(v, SIGN_IN_ASKED);
	else if (v->is_above && page != NULL && page->who == SIGNED_IN)
		show_from_above(v);
	else if (page == NULL)
		console_notice(v, is_known ? 405 : 404, WORD_not_found);
	else
		page->function(v);
}

bool
console_is_signed_in(struct door *d)
{
	struct visit v = { .door = d };
	session_begin(&v);
	return v.account.name[0] != '\0';
}

void
console_answer(struct door *d, const char *method, const char *path)
{
	bool is_known;
	struct visit v = { .door = d, .path = path };
	const bool is_get = strcmp(method, "GET") == 0;
	if (strcmp(path, ACCOUNTS_PATH) == 0) {
		account_put_by_socket(&v);
		return;
	}
	if (is_get && send_asset(d, path))
		return;
	choose_lang(&v);
	v.is_large = chosen(&v, "large", false);
	v.has_keys = chosen(&v, "keys", true);	/* WCAG 2.2, 2.1.4: who cannot use them switches them off */
	if (is_get && is_choice(d) && go_back(&v))
		return;
	if (strcmp(path, "/") == 0 || strcmp(path, "/console") == 0) {
		console_go(&v, "/console/");
		return;
	}
	if (strcmp(path, "/parents") == 0) {	/* as people type it */
		console_go(&v, "/parents/");
		return;
	}
	session_begin(&v);
	take_account(&v);
	const struct page_row *page = find_page(d, method, path, &is_known);
	show_page(&v, method, page, is_known);
}
