/*
 * What parents may see of their child's record or case, without an account:
 *
 *	"By student number + name: the state of the record or case, the stage, the unit that
 *	 holds it, the due date, the way to complain. No other personal field; a wrong name
 *	 answers exactly like an unknown number."		(regulation §7)
 *
 * Exactly means byte for byte, and after the same work: the store is asked the same questions,
 * of which each has one row for an answer whether or not the number is known (a stand-in where it
 * is not); a docket is folded, and both names are compared, every byte of them. What is left of a
 * difference in time disappears because an answer leaves only at a whole tenth of a second
 * after it was asked for.
 *
 * Whoever opens this door to the net passes on in X-Forwarded-For whose address asks, and says so
 * in desk.behind_proxy.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/metric.h"
#include "base/text.h"
#include "desk/door.h"

enum {
	TICK_US = 100 * 1000,
	CODE_MS = 10 * 60 * 1000,
	LINK_MS = 48 * 60 * 60 * 1000,
	MESSAGE_MAX = 512,
	KEY_MAX = 512,
	PHONE_LEAST = 7,	/* digits */
};

/* What was asked. Behind the ends of number and name there are only NULs. */
struct asked {
	struct student_number number;
	struct docket_id docket;	/* empty: by the number */
	char name[STUDENT_NAME_MAX];
};

/* -- asking --------------------------------------------------------------------------- */

/* A text that does not fit is nobody's, and neither is an empty one, for complaints have neither number nor
 * name. Nobody who asks is another one than nobody who is found. */
static void
take_or_nobody(const char *text, char nobody, char *ret, size_t size)
{
	memset(ret, 0, size);
	if (text[0] == '\0' || !text_copy(ret, size, text))
		ret[0] = nobody;
}

static bool
take_asked(struct door *d, const char *number, const char *name, struct asked *ret)
{
	static const struct asked nothing;
	static const char *const needed[] = { "number", "name" };
	*ret = nothing;
	if (number != NULL && name != NULL && text_is_utf8(number, strlen(number))
	    && text_is_utf8(name, strlen(name))) {
		if (!docket_id_parse(number, &ret->docket))
			take_or_nobody(number, '\x01', ret->number.text, sizeof(ret->number.text));
		take_or_nobody(name, '\x01', ret->name, sizeof(ret->name));
		return true;
	}
	d->fault = needed[number != NULL];
	answer_bad_request(d, "a student number and a name");
	return false;
}

/* -- looking -------------------------------------------------------------------------- */

static bool
is_same_name(const char a[STUDENT_NAME_MAX], const char b[STUDENT_NAME_MAX])
{
	unsigned differs = 0;
	for (size_t i = 0; i < STUDENT_NAME_MAX; i++)
		differs |= (unsigned)(a[i] ^ b[i]);
	return differs == 0;
}

/* Whose docket and which record to look at: by the number of either. */
static enum store_result
find(struct store *s, const struct asked *asked, struct docket_id *ret, struct record *ret_record,
    bool *ret_is_docket_own, bool *ret_is_record_own)
{
	struct student_number number = asked->number;
	const bool is_by_docket = asked->docket.text[0] != '\0';
	enum store_result r = is_by_docket
	    ? store_status_case(s, asked->docket, ret, &number, ret_is_docket_own)
	    : store_status_docket(s, number, ret, ret_is_docket_own);
	if (r == STORE_OK)
		r = store_status_record(s, number, ret_record, ret_is_record_own);
	if (is_by_docket)	/* of a stand-in the number is there */
		*ret_is_record_own = *ret_is_record_own & *ret_is_docket_own;
	return r;
}

/* No branch here hangs on what was found, so that finding nothing takes as long. */
static enum store_result
look_up(struct door *d, const struct asked *asked, struct parents_view *ret)
{
	char of_record[STUDENT_NAME_MAX], of_docket[STUDENT_NAME_MAX];
	bool is_record_own = false, is_docket_own = false;
	struct docket_id id;
	struct stored_docket stored;
	struct store *s = desk_store(d);
	enum store_result r = find(s, asked, &id, &ret->record, &is_docket_own, &is_record_own);
	if (r == STORE_OK)
		r = store_dockets(s, d->arena, &id, 1, &stored);
	if (r != STORE_OK)
		return r;
	ret->docket = docket_none();
	const bool is_folded =
	    wire_folder_open(&stored.folder, &ret->docket, NULL) == VERDICT_OK;
	ret->folder = stored.folder;
	docket_reach(&ret->docket, stored.reached);
	take_or_nobody(ret->record.name, '\x02', of_record, sizeof(of_record));
	take_or_nobody(docket_name(&ret->docket), '\x02', of_docket, sizeof(of_docket));
	const bool knows_record = is_same_name(of_record, asked->name);
	const bool knows_docket = is_same_name(of_docket, asked->name);
	ret->has_record = is_record_own & knows_record;
	ret->has_docket = is_docket_own & is_folded & (knows_docket | ret->has_record);
	return STORE_OK;
}

/* -- answering ------------------------------------------------------------------------ */

static void
answer_view(struct door *d, struct parents_view *f)
{
	if (!f->has_record && !f->has_docket) {
		metric_add(METRIC_status_no_match, 1);
		answer_verdict(d, VERDICT_NO_MATCH, NULL);
		return;
	}
	metric_add(METRIC_status_answered, 1);
	f->is_current = f->has_docket && docket_is_current(d, &f->docket);
	answer_json(d, 200, status_json(d, f));
}

static void
answer_later(struct door *d, unsigned wait_s)
{
	const struct instant then = { d->now.ms + (int64_t)wait_s * 1000 };
	metric_add(METRIC_status_limited, 1);
	d->answer.retry_after_s = wait_s;
	answer_verdict(d, VERDICT_ASKED_TOO_OFTEN,
	    json_pack("{s:i, s:o}", "retry_after_seconds", (int)wait_s, "retry_at",
		json_instant(then)));
}

/* The next whole tick after this one was asked for. */
static int64_t
next_tick(int64_t begin_us)
{
	return begin_us + (clock_monotonic_us() - begin_us + TICK_US) / TICK_US * TICK_US;
}

bool
status_may_ask(struct door *d, const char *number)
{
	char address[ADDRESS_MAX];
	unsigned wait_s;
	desk_address(d, address);
	if (desk_may_ask(d, address, number, &wait_s))
		return true;
	answer_later(d, wait_s);
	return false;
}

/* False: answered. */
static bool
begin(struct door *d, const char *number, const char *name, struct asked *ret)
{
	return take_asked(d, number, name, ret)
	    && status_may_ask(d, ret->docket.text[0] != '\0' ? ret->docket.text : ret->number.text);
}

void
status_answer(struct door *d, const char *number, const char *name)
{
	const int64_t begin_us = clock_monotonic_us();
	struct asked asked;
	struct parents_view view;
	if (!begin(d, number, name, &asked) || answer_weather(d, look_up(d, &asked, &view)))
		return;
	answer_view(d, &view);
	desk_pause(d, next_tick(begin_us));
}

void
enter_status(struct door *d)
{
	status_answer(d, d->query(d, "number"), d->query(d, "name"));
}

/* -- with a code ---------------------------------------------------------------------- */

/* Its digits, without China's 86 in front and whatever stands between; behind them NULs. */
static void
take_phone(const char *text, char ret[CONTACT_PHONE_MAX])
{
	size_t n = 0;
	memset(ret, 0, CONTACT_PHONE_MAX);
	if (strncmp(text, "+86", 3) == 0)
		text += 3;
	for (; *text != '\0' && n < CONTACT_PHONE_MAX - 1; text++)
		if (*text >= '0' && *text <= '9')
			ret[n++] = *text;
}

/* The telephone that the school has, where it is known here: in the record, or on its way in a docket. */
static const char *
phone_of(const struct parents_view *f)
{
	const char *in_record = f->has_record ? f->record.contact.phone : "";
	const char *in_docket = f->has_docket && f->docket.is_released
	    ? f->docket.record.contact.phone : "";
	return in_record[0] != '\0' ? in_record : in_docket;
}

static bool
is_same_phone(const char a[CONTACT_PHONE_MAX], const char b[CONTACT_PHONE_MAX])
{
	unsigned differs = strlen(a) < PHONE_LEAST;
	for (size_t i = 0; i < CONTACT_PHONE_MAX; i++)
		differs |= (unsigned)(a[i] ^ b[i]);
	return differs == 0;
}

static void
key_of(const struct status_asked *a, char ret[KEY_MAX])
{
	(void)snprintf(ret, KEY_MAX, "%.96s\n%.40s\n%s", a->browser, a->number, a->name);
}

void
status_send_code(struct door *d, const struct status_asked *a, const char *before_code,
    const char *after_code)
{
	const int64_t begin_us = clock_monotonic_us();
	char code[CODE_MAX], key[KEY_MAX], text[MESSAGE_MAX], known[CONTACT_PHONE_MAX],
	    given[CONTACT_PHONE_MAX];
	struct asked asked;
	struct parents_view view;
	if (!begin(d, a->number, a->name, &asked) || answer_weather(d, look_up(d, &asked, &view)))
		return;
	metric_add(METRIC_status_code_asked, 1);
	take_phone(a->phone, given);
	take_phone(phone_of(&view), known);
	const bool is_meant = is_same_phone(known, given) && desk_may_send(d, known);
	key_of(a, key);
	code_make(code);
	codes_put(desk_codes(d), key, code, d->now.ms + CODE_MS, is_meant);
	(void)snprintf(text, sizeof(text), "%s%s%s", before_code, code, after_code);
	const struct message m = { given, text, d->now };
	message_send(d->options->parents_code, &m, is_meant);
	answer_json(d, 202, json_pack("{s:b}", "sent_if_it_matches", true));
	desk_pause(d, next_tick(begin_us));
}

/* Whoever has no code has the same work done for him. */
void
status_answer_code(struct door *d, const struct status_asked *a, const char *code)
{
	const int64_t begin_us = clock_monotonic_us();
	char key[KEY_MAX];
	struct asked asked;
	struct parents_view view;
	if (!begin(d, a->number, a->name, &asked) || answer_weather(d, look_up(d, &asked, &view)))
		return;
	key_of(a, key);
	const bool has_code = codes_take(desk_codes(d), key, code, d->now.ms);
	view.has_record = view.has_record & has_code;
	view.has_docket = view.has_docket & has_code;
	answer_view(d, &view);
	desk_pause(d, next_tick(begin_us));
}

/* -- with a link from the school ------------------------------------------------------- */

bool
status_make_link(struct door *d, const char *number, char ret_token[LINK_TOKEN_MAX],
    struct instant *ret_until)
{
	struct record r;
	struct link_about about = { "", "" };
	if (d->as.role != ROLE_REGISTRAR) {
		answer_verdict(d, VERDICT_ROLE_NOT_ALLOWED, NULL);
		return false;
	}
	if (!sheet_find(d, number, &r) || !look_put(d, "link", r.number.text, "", 1))
		return false;
	(void)text_copy(about.number, sizeof(about.number), r.number.text);
	(void)text_copy(about.name, sizeof(about.name), r.name);
	ret_until->ms = d->now.ms + LINK_MS;
	links_put(desk_links(d), &about, ret_until->ms, ret_token);
	return true;
}

/* A link that is none is about nobody, who is looked for all the same. Bad weather costs no opening. */
void
status_answer_link(struct door *d, const char *token)
{
	const int64_t begin_us = clock_monotonic_us();
	struct link_about about;
	struct asked asked;
	struct parents_view view;
	if (!status_may_ask(d, NULL))
		return;
	const bool is_good = links_open(desk_links(d), token, d->now.ms, &about);
	if (!take_asked(d, about.number, about.name, &asked))
		return;
	if (answer_weather(d, look_up(d, &asked, &view))) {
		if (is_good)
			links_give_back(desk_links(d), token);
		return;
	}
	answer_view(d, &view);
	desk_pause(d, next_tick(begin_us));
}
