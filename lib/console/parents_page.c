/*
 * What parents see without an account: the state of their child's record or case, from the door of
 * lib/desk that says how (status_doors.c). Number and name come by POST, so that they stand in no
 * address and in no log. Where the daemon sends one-time codes, a telephone and a code as well. A link
 * from the school needs none of these; it is opened by a button, for programs that carry messages look at links
 * before people do, and it opens but a few times.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "console/inside.h"

/* -- what was typed ------------------------------------------------------------------- */

/* Without spaces around it, also those of Chinese keyboards (U+3000). */
static char *
trimmed(struct visit *v, const char *field)
{
	static const char wide[] = "\xe3\x80\x80";
	char *text = arena_text(v->door->arena, form_value(&v->form, field));
	for (;;) {
		const size_t n = strncmp(text, wide, 3) == 0 ? 3 : strspn(text, " \t\r\n") > 0;
		if (n == 0)
			break;
		text += n;
	}
	for (size_t n = strlen(text); n > 0; n = strlen(text)) {
		if (strchr(" \t\r\n", text[n - 1]) != NULL)
			text[n - 1] = '\0';
		else if (n >= 3 && strcmp(text + n - 3, wide) == 0)
			text[n - 3] = '\0';
		else
			break;
	}
	return text;
}

/* Its digits alone: some telephones paste "123 456". */
static const char *
code_of(struct visit *v)
{
	char *text = arena_text(v->door->arena, form_value(&v->form, "code")), *to = text;
	for (const char *p = text; *p != '\0'; p++)
		if (*p >= '0' && *p <= '9')
			*to++ = *p;
	*to = '\0';
	return text;
}

/* A student number has capitals, a docket's id small letters; people type either. */
static const char *
number_of(struct visit *v)
{
	char *text = trimmed(v, "number");
	const bool is_docket = strchr(text, '-') != NULL;
	for (char *p = text; *p != '\0'; p++) {
		if (is_docket && *p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
		else if (!is_docket && *p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	}
	return text;
}

/* By its length alone, so that nobody learns by it which numbers there are. */
static bool
is_wrong_length(const char *number)
{
	const size_t n = text_chars(number);
	return n > 0 && n != (strchr(number, '-') != NULL ? DOCKET_ID_MAX : STUDENT_NUMBER_MAX) - 1;
}

/* A text that a page of the same browser carries on, in pieces of what a reference can hold (ref.c): what was typed
 * stands on no page in the clear. */
static const char *
sealed(struct visit *v, const char *text)
{
	char piece[STUDENT_NUMBER_MAX];
	const size_t n = strlen(text), most = sizeof(piece) - 1, n_ref = strlen(ref_of(v, ""));
	char *all = arena_alloc(v->door->arena, (n / most + 1) * n_ref + 1), *to = all;
	for (size_t i = 0; i < n; i += most, to += n_ref) {
		(void)snprintf(piece, sizeof(piece), "%.*s", (int)most, text + i);
		memcpy(to, ref_of(v, piece), n_ref);
	}
	*to = '\0';
	return all;
}

/* Empty: it is none, or of another browser. */
static const char *
opened(struct visit *v, const char *field)
{
	char ref[256];
	const char *given = form_value(&v->form, field);
	const size_t n_ref = strlen(ref_of(v, "")), n = strlen(given) / n_ref, most = STUDENT_NUMBER_MAX - 1;
	char *text = arena_alloc(v->door->arena, n * most + STUDENT_NUMBER_MAX), *to = text;
	*to = '\0';
	for (size_t i = 0; i < n && n_ref < sizeof(ref); i++, to += strlen(to)) {
		(void)snprintf(ref, sizeof(ref), "%.*s", (int)n_ref, given + i * n_ref);
		if (!ref_open(v, ref, to))
			return "";
	}
	return text;
}

static struct status_asked
asked_of(struct visit *v)
{
	if (form_value(&v->form, "sealed_number")[0] != '\0')
		return (struct status_asked){ opened(v, "sealed_number"), opened(v, "sealed_name"), "", v->csrf };
	return (struct status_asked){
		.number = number_of(v),
		.name = trimmed(v, "name"),
		.phone = trimmed(v, "phone"),
		.browser = v->csrf,
	};
}

/* -- forms ---------------------------------------------------------------------------- */

static bool
asks_phone(const struct visit *v)
{
	return v->door->options->parents_code != NULL;
}

static void
show_form(struct visit *v, unsigned status, const struct status_asked *a, bool is_no_match)
{
	struct out out = { .size = 0 };
	session_need_token(v);
	struct parents_page p = {
		.frame = console_frame(v, word(v->lang, WORD_parents)),
		.number = a->number,
		.name = a->name,
		.phone = a->phone,
		.asks_phone = asks_phone(v),
		.is_no_match = is_no_match,
		.lacks_number = status == 400 && a->number[0] == '\0',
		.lacks_name = status == 400 && a->name[0] == '\0',
		.lacks_phone = status == 400 && asks_phone(v) && a->phone[0] == '\0',
	};
	p.is_wrong_length = status == 400 && is_wrong_length(a->number);
	p.n_typed = (long long)text_chars(a->number);
	p.has_trouble = p.is_wrong_length || p.is_no_match || p.lacks_number || p.lacks_name || p.lacks_phone;
	page_parents(&out, &p);
	console_page(v, status, &out);
}

static void
show_code(struct visit *v, unsigned status, const struct status_asked *a)
{
	struct out out = { .size = 0 };
	const struct parents_code_page p = {
		.frame = console_frame(v, word(v->lang, WORD_parents_code)),
		.number = a->number,
		.name = a->name,
		.has_failed = status == 404,
	};
	page_parents_code(&out, &p);
	console_page(v, status, &out);
}

static void
show_wait(struct visit *v)
{
	struct out out = { .size = 0 };
	const struct parents_wait_page p = {
		.frame = console_frame(v, word(v->lang, WORD_parents)),
		.seconds = v->door->answer.retry_after_s,
	};
	page_parents_wait(&out, &p);
	console_page(v, 429, &out);
}

/* -- the result ----------------------------------------------------------------------- */

static const char *
text_in(struct visit *v, const json_t *j, const char *zh, const char *en)
{
	return console_text(v, j, v->lang == LANG_EN ? en : zh);
}

static enum word
word_of_where(const char *where)
{
	static const struct {
		const char *where;
		enum word word;
	} words[] = {
		{ "now", WORD_step_now },
		{ "done", WORD_step_done },
		{ "stopped", WORD_step_stopped },
		{ "decided", WORD_step_decided },
		{ "unknown", WORD_step_unknown },
	};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i].where, where) == 0)
			return words[i].word;
	return WORD_step_ahead;
}

static const struct step_line *
steps_of(struct visit *v, const json_t *list, size_t *ret_n)
{
	const size_t n = json_array_size(list);
	struct step_line *steps = arena_array(v->door->arena, n + 1, sizeof(*steps));
	for (size_t i = 0; i < n; i++) {
		const json_t *j = json_array_get(list, i);
		const char *where = console_text(v, j, "where");
		steps[i] = (struct step_line){
			.stage = text_in(v, j, "zh", "en"),
			.css = where,
			.is_now = strcmp(where, "now") == 0,
			.where = word(v->lang, word_of_where(where)),
		};
	}
	*ret_n = n;
	return steps;
}

static enum word
word_of_place(const char *what, bool is_open, bool has_office)
{
	return strcmp(what, "holder") == 0 ? is_open ? WORD_parents_to_holder : WORD_parents_to_school
	    : strcmp(what, "filer") == 0   ? WORD_parents_to_filer
	    : strcmp(what, "office") == 0  ? WORD_parents_to_office
	    : strcmp(what, "owner") == 0   ? has_office ? WORD_parents_to_common : WORD_parents_to_owner
					   : WORD_parents_to_above;
}

static const struct contact_line *
contacts_of(struct visit *v, const json_t *list, bool is_open, size_t *ret_n)
{
	const size_t n = json_array_size(list);
	struct contact_line *lines = arena_array(v->door->arena, n + 1, sizeof(*lines));
	bool has_office = false;
	for (size_t i = 0; i < n; i++) {
		const json_t *j = json_array_get(list, i), *contact = json_object_get(j, "contact");
		struct contact_line *l = &lines[i];
		const char *what = console_text(v, j, "what");
		has_office = has_office || strcmp(what, "office") == 0;
		l->what = word(v->lang, word_of_place(what, is_open, has_office));
		l->unit = console_text(v, j, "name");
		l->phone = l->tel = console_text(v, contact, "phone");
		l->channel = l->link = console_text(v, contact, "channel");
		l->has_phone = l->phone[0] != '\0';
		l->has_tel = l->phone[strspn(l->phone, "+-0123456789")] == '\0';
		l->has_channel = l->channel[0] != '\0';
		l->has_link = strncmp(l->link, "https://", 8) == 0;
		l->has_none = !l->has_phone && !l->has_channel;
	}
	*ret_n = n;
	return lines;
}

/* What was typed, to send the same form once more. A code is good for one answer, and a link's button is on a page
 * of its own: there the language is chosen before. */
static const struct hidden_line *
typed_of(struct visit *v, const struct status_asked *a, size_t *ret_n)
{
	struct hidden_line *lines = arena_array(v->door->arena, 2, sizeof(*lines));
	lines[0] = (struct hidden_line){ "sealed_number", sealed(v, a->number) };
	lines[1] = (struct hidden_line){ "sealed_name", sealed(v, a->name) };
	*ret_n = 2;
	return lines;
}

/* a: what was typed, of which no more is shown than is on any paper; NULL: nothing was. */
static void
show_result(struct visit *v, const json_t *j, const struct status_asked *a)
{
	struct out out = { .size = 0 };
	const json_t *k = json_object_get(j, "case"), *record = json_object_get(j, "record");
	const json_t *complain = json_object_get(j, "complain");
	const bool is_refused = strcmp(console_text(v, k, "state"), "refused") == 0;
	const bool is_bad = is_refused || json_is_true(json_object_get(k, "overdue"));
	struct parents_result_page p = {
		.frame = console_frame(v, word(v->lang, WORD_parents_result)),
		.sentence = text_in(v, j, "zh", "en"),
		.css = is_bad ? "over" : "on-time",
		.sign = is_bad ? "▲" : "●",
		.has_case = json_is_object(k),
		.has_record = json_is_object(record),
		.has_complain = json_is_object(complain),
		.kind = label_business(v->lang, console_text(v, k, "kind")),
		.holder = console_text(v, json_object_get(k, "holder"), "name"),
		.stage = text_in(v, k, "stage_zh", "stage_en"),
		.due = label_day(v, console_text(v, k, "due")),
		.is_guess = json_is_true(json_object_get(k, "due_is_guess")),
		.status = text_in(v, record, "zh", "en"),
		.school = console_text(v, json_object_get(record, "school"), "name"),
	};
	if (a != NULL) {
		p.number = strchr(a->number, '-') != NULL ? a->number : look_masked(v, a->number);
		json_t *name = json_masked(a->name);
		p.name = arena_text(v->door->arena, json_string_value(name));
		json_decref(name);
	}
	if (a != NULL && !asks_phone(v)) {
		p.frame.repost = "/parents/";
		p.frame.reposted = typed_of(v, a, &p.frame.n_reposted);
	}
	p.is_open = strcmp(console_text(v, k, "state"), "open") == 0;
	p.has_turn = p.is_open && json_is_true(json_object_get(k, "current"));
	if (p.is_open && !p.has_turn) {
		p.css = "";
		p.sign = "→";
	}
	p.has_due = p.due[0] != '\0';
	const char *keeper = console_text(v, json_object_get(k, "record_at"), "name");
	p.keeper = p.has_record || keeper[0] == '\0' ? NULL : keeper;
	p.steps = steps_of(v, json_object_get(k, "steps"), &p.n_steps);
	p.contacts = contacts_of(v, json_object_get(complain, "order"), p.is_open, &p.n_contacts);
	page_parents_result(&out, &p);
	console_page(v, 200, &out);
}

/* -- pages ---------------------------------------------------------------------------- */

void
parents_show(struct visit *v)
{
	const struct status_asked nothing = { "", "", "", "" };
	show_form(v, 200, &nothing, false);
}

/* Where ?lang= leads from a page that came by POST. */
void
parents_begin_again(struct visit *v)
{
	console_go(v, "/parents/");
}

/* True: too often, or no weather for it. */
static bool
has_no_answer(struct visit *v, unsigned status)
{
	if (status == 429)
		show_wait(v);
	else if (status == 503)
		console_notice(v, 503, WORD_weather);
	return status == 429 || status == 503;
}

bool
parents_answer(struct visit *v, const struct status_asked *a)
{
	const unsigned status = v->door->answer.status;
	json_t *j = console_take_json(v);
	if (status == 200)
		show_result(v, j, a);
	const bool is_shown = status == 200 || has_no_answer(v, status);
	json_decref(j);
	return is_shown;
}

void
parents_ask(struct visit *v)
{
	const struct status_asked a = asked_of(v);
	if (a.number[0] == '\0' || is_wrong_length(a.number) || a.name[0] == '\0' || (asks_phone(v) && a.phone[0] == '\0')) {
		show_form(v, 400, &a, false);
		return;
	}
	if (asks_phone(v))
		status_send_code(v->door, &a, word(v->lang, WORD_parents_code_before),
		    word(v->lang, WORD_parents_code_after));
	else
		status_answer(v->door, a.number, a.name);
	if (v->door->answer.status == 202)
		show_code(v, 200, &a);
	else if (!parents_answer(v, &a))
		show_form(v, 404, &a, true);
}

void
parents_enter_code(struct visit *v)
{
	const struct status_asked a = asked_of(v);
	if (!asks_phone(v)) {
		console_go(v, "/parents/");
		return;
	}
	status_answer_code(v->door, &a, code_of(v));
	if (!parents_answer(v, &a))
		show_code(v, 404, &a);
}

/* -- a link from the school ----------------------------------------------------------- */

/* Whether it opens anything is not said before. */
void
parents_show_link(struct visit *v)
{
	struct out out = { .size = 0 };
	session_need_token(v);
	const struct parents_link_page p = {
		.frame = console_frame(v, word(v->lang, WORD_parents)),
		.token = v->door->segments[0],
	};
	page_parents_link(&out, &p);
	console_page(v, 200, &out);
}

void
parents_open_link(struct visit *v)
{
	static const struct status_asked nothing = { "", "", "", "" };
	status_answer_link(v->door, v->door->segments[0]);
	if (!parents_answer(v, NULL))
		show_form(v, 404, &nothing, true);
}
