/*
 * From a path under /console/ to a page. Whoever is not signed in sees the page for that and
 * nothing else; whoever is, is to the doors what X-Xueji-As would say.
 */
#include <stdlib.h>
#include <string.h>

#include "console/console.h"
#include "console/inside.h"

/* -- what pages have in common -------------------------------------------------------- */

struct frame_page
console_frame(const struct visit *v, const char *title)
{
	const struct unit *u = registry_find(v->door->law->registry, v->account.unit);
	return (struct frame_page){
		.lang = v->lang,
		.is_demo = v->door->options->is_demo,
		.is_signed_in = v->account.name[0] != '\0',
		.title = title,
		.unit = u == NULL ? "" : u->name,
		.officer = v->account.name,
		.csrf = v->csrf,
		.other_lang = v->lang == LANG_EN ? "zh" : "en",
		.style = style_path,
	};
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
		    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
}

void
console_notice(struct visit *v, unsigned status, enum word what)
{
	struct out out = { .size = 0 };
	const struct notice_page p = {
		.frame = console_frame(v, word(v->lang, WORD_title)),
		.text = word(v->lang, what),
	};
	page_notice(&out, &p);
	console_page(v, status, &out);
}

void
console_go(struct visit *v, const char *path)
{
	struct out out = { .size = 0 };
	out_raw(&out, "", 0);
	console_page(v, 303, &out);
	(void)snprintf(v->door->answer.location, sizeof(v->door->answer.location), "%s", path);
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

static void
send_style(struct door *d)
{
	struct answer *a = &d->answer;
	free(a->data);
	a->data = malloc(style_size);
	if (a->data == NULL)
		return;
	memcpy(a->data, style_data, style_size);
	a->size = style_size;
	a->status = 200;
	a->type = "text/css";
	a->cache = "public, max-age=31536000, immutable";
}

/* ?lang= for this page; a word of the browser's otherwise. Chinese comes first. */
static enum lang
lang_of(const struct door *d)
{
	const char *asked = d->query(d, "lang");
	const char *wished = d->header(d, "Accept-Language");
	if (asked != NULL)
		return strcmp(asked, "en") == 0 ? LANG_EN : LANG_ZH;
	return wished != NULL && strncmp(wished, "en", 2) == 0 ? LANG_EN : LANG_ZH;
}

static const char *
docket_of(const char *path)
{
	static const char before[] = "/console/dockets/";
	const size_t n = sizeof(before) - 1;
	struct docket_id id;
	return strncmp(path, before, n) == 0 && docket_id_parse(path + n, &id) ? path + n : NULL;
}

static void
post(struct visit *v, const char *path)
{
	struct door *d = v->door;
	if (d->is_too_large || !form_parse(d->arena, d->body, &v->form) || !session_is_own_form(v))
		console_notice(v, 403, WORD_bad_form);
	else if (strcmp(path, "/console/sign-in") == 0)
		session_sign_in(v);
	else if (v->account.name[0] == '\0')
		session_show_sign_in(v, false);
	else if (strcmp(path, "/console/sign-out") == 0)
		session_sign_out(v);
	else if (docket_of(path) != NULL)
		docket_act(v, docket_of(path));
	else
		console_notice(v, 404, WORD_not_found);
}

static void
get(struct visit *v, const char *path)
{
	if (v->account.name[0] == '\0')
		session_show_sign_in(v, false);
	else if (strcmp(path, "/console/") == 0)
		inbox_show(v);
	else if (strcmp(path, "/console/sign-in") == 0)
		console_go(v, "/console/");
	else if (docket_of(path) != NULL)
		docket_show(v, docket_of(path));
	else
		console_notice(v, 404, WORD_not_found);
}

/* An account whose unit is no longer served here is none. */
static void
take_account(struct visit *v)
{
	static const struct account nobody;
	struct door *d = v->door;
	const struct unit *u = registry_find(d->law->registry, v->account.unit);
	if (u == NULL || !relay_serves(d->relay, u))
		v->account = nobody;
	d->as.unit = v->account.unit;
	d->as.role = v->account.role;
	memcpy(d->as.officer, v->account.name, sizeof(d->as.officer));
}

void
console_answer(struct door *d, const char *method, const char *path)
{
	struct visit v = { .door = d, .lang = lang_of(d) };
	const bool is_post = strcmp(method, "POST") == 0;
	if (is_post && strcmp(path, "/console/accounts") == 0) {
		session_put_account(&v);
		return;
	}
	if (!is_post && strcmp(path, style_path) == 0) {
		send_style(d);
		return;
	}
	session_begin(&v);
	take_account(&v);
	if (is_post)
		post(&v, path);
	else if (strcmp(method, "GET") == 0)
		get(&v, path);
	else
		console_notice(&v, 405, WORD_not_found);
}
