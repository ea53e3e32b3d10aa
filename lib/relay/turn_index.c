/*
 * The index of a province and of the ministry: which child has a record where (regulation §5,
 * duplicate check). Schools tell their province what changed in their records, provinces tell
 * the ministry, which knows a keyed hash and a province and no more. News carries the record's
 * version; late news is known by it.
 *
 * An enrolment that passes a check claims the child: of two at the same moment one finds the
 * other's claim, and if they run on two instances the store's unique key decides. The claim
 * becomes the record's row with the first news of it, or goes with the enrolment.
 */
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "relay/turn.h"

/* -- what the turn needs -------------------------------------------------------------- */

static bool
has_key(const struct citizen_id *id)
{
	return id->text[0] != '\0';
}

static void
want_key(struct turn *t, const uint8_t key[INDEX_KEY_SIZE])
{
	memcpy(LIST_ADD(t, t->index_keys)->bytes, key, INDEX_KEY_SIZE);
}

static void
want_id(struct turn *t, const char *id)
{
	(void)text_copy(LIST_ADD(t, t->index_ids)->text, STORE_INDEX_ID_MAX, id);
}

void
turn_index_want(struct turn *t, struct student_number number, struct citizen_id id)
{
	uint8_t key[INDEX_KEY_SIZE];
	if (t->options->level != LEVEL_PROVINCE)
		return;
	want_id(t, number.text);
	if (has_key(&id)) {
		wire_index_key(t->options->index_secret, id, key);
		want_key(t, key);
	}
	turn_numbers_want(t, number);
}

void
turn_index_want_letter(struct turn *t, const struct letter *letter)
{
	for (size_t i = 0; i < letter->n_news; i++) {
		const struct index_news *n = &letter->news[i];
		if (n->number.text[0] == '\0') {
			want_key(t, n->key);
			continue;
		}
		turn_index_want(t, n->number, n->citizen_id);
		for (size_t k = 0; k < n->n_former; k++)
			want_id(t, n->former[k].text);
	}
	if (letter->kind == LETTER_INQUIRY)
		want_key(t, letter->inquiry.key);
}

enum store_result
turn_index_load(struct turn *t)
{
	struct index_row *rows;
	size_t n;
	if (t->index_ids.n + t->index_keys.n == 0)
		return STORE_OK;
	char (*ids)[STORE_INDEX_ID_MAX] = arena_array(t->arena, t->index_ids.n + 1, sizeof(*ids));
	uint8_t (*keys)[STORE_INDEX_KEY] = arena_array(t->arena, t->index_keys.n + 1, sizeof(*keys));
	for (size_t i = 0; i < t->index_ids.n; i++)
		memcpy(ids[i], t->index_ids.at[i].text, sizeof(ids[i]));
	for (size_t i = 0; i < t->index_keys.n; i++)
		memcpy(keys[i], t->index_keys.at[i].bytes, sizeof(keys[i]));
	const enum store_result r = store_index(t->store, t->arena,
	    (const char (*)[STORE_INDEX_ID_MAX])ids, t->index_ids.n,
	    (const uint8_t (*)[STORE_INDEX_KEY])keys, t->index_keys.n, &rows, &n);
	for (size_t i = 0; r == STORE_OK && i < n; i++) {
		struct live_index *x = LIST_ADD(t, t->index);
		memcpy(x->write.id_before, rows[i].id, sizeof(x->write.id_before));
		x->write.version_before = rows[i].version;
		x->write.row = rows[i];
	}
	return r;
}

/* -- the rows ------------------------------------------------------------------------- */

static bool
is_live(enum status status)
{
	return status != STATUS_transferred_out && status != STATUS_removed;
}

static bool
is_key(const struct index_row *r, const uint8_t *key)
{
	return r->has_key && key != NULL && memcmp(r->key, key, INDEX_KEY_SIZE) == 0;
}

static struct index_row *
by_id(struct turn *t, const char *id)
{
	for (size_t i = 0; i < t->index.n; i++)
		if (!t->index.at[i].write.is_gone && strcmp(t->index.at[i].write.row.id, id) == 0)
			return &t->index.at[i].write.row;
	return NULL;
}

/* The live row of that key, other than `but`. */
static struct index_row *
by_key(struct turn *t, const uint8_t *key, const struct index_row *but)
{
	for (size_t i = 0; i < t->index.n; i++) {
		struct index_row *r = &t->index.at[i].write.row;
		if (r != but && !t->index.at[i].write.is_gone && is_live(r->status) && is_key(r, key))
			return r;
	}
	return NULL;
}

static struct index_row *
by_claim(struct turn *t, struct docket_id docket)
{
	for (size_t i = 0; i < t->index.n; i++)
		if (!t->index.at[i].write.is_gone
		    && docket_id_equal(t->index.at[i].write.row.claim, docket))
			return &t->index.at[i].write.row;
	return NULL;
}

static struct live_index *
live_of(struct turn *t, const struct index_row *r)
{
	for (size_t i = 0; i < t->index.n; i++)
		if (&t->index.at[i].write.row == r)
			return &t->index.at[i];
	log_panic("index row of another turn");
}

static void
change(struct turn *t, const struct index_row *r)
{
	live_of(t, r)->is_changed = true;
}

static void
take_away(struct turn *t, const struct index_row *r)
{
	struct live_index *x = live_of(t, r);
	x->is_changed = x->write.is_gone = true;
}

static struct index_row *
add_row(struct turn *t)
{
	struct live_index *x = LIST_ADD(t, t->index);
	x->is_changed = x->write.is_new = true;
	return &x->write.row;
}

static void
set_key(struct index_row *r, const uint8_t *key)
{
	r->has_key = key != NULL;
	if (key != NULL)
		memcpy(r->key, key, INDEX_KEY_SIZE);
}

/* -- the province's own check --------------------------------------------------------- */

static const uint8_t *
key_of(const struct turn *t, struct citizen_id id, uint8_t ret[INDEX_KEY_SIZE])
{
	if (!has_key(&id))
		return NULL;
	wire_index_key(t->options->index_secret, id, ret);
	return ret;
}

static bool
was_asked_for(const struct turn *t, struct student_number number, const uint8_t *key)
{
	bool has_id = false, has = key == NULL;
	for (size_t i = 0; i < t->index_ids.n && !has_id; i++)
		has_id = strcmp(t->index_ids.at[i].text, number.text) == 0;
	for (size_t i = 0; i < t->index_keys.n && !has; i++)
		has = memcmp(t->index_keys.at[i].bytes, key, INDEX_KEY_SIZE) == 0;
	return has_id && has;
}

bool
turn_index_view(struct turn *t, const struct docket *d, struct index_view *ret)
{
	uint8_t bytes[INDEX_KEY_SIZE];
	const struct index_view none = { .has_other = false };
	const struct student_number number = docket_number(d);
	const uint8_t *key = key_of(t, docket_citizen_id(d), bytes);
	*ret = none;
	if (!was_asked_for(t, number, key))
		return false;	/* corrected on the way; the next sweep loads it */
	const struct index_row *own = by_claim(t, d->header.id);
	const struct index_row *other = by_key(t, key, own), *namesake = by_id(t, number.text);
	if (other != NULL) {
		ret->has_other = true;
		ret->other_unit = other->unit;
	}
	ret->is_number_taken = namesake != NULL && namesake != own;
	if (ret->is_number_taken)
		(void)turn_numbers_free(t, number, &ret->free_number);
	return true;
}

void
turn_index_claim(struct turn *t, const struct docket *d)
{
	uint8_t bytes[INDEX_KEY_SIZE];
	struct index_row *r = by_claim(t, d->header.id);
	if (r == NULL)
		r = add_row(t);
	(void)text_copy(r->id, sizeof(r->id), docket_number(d).text);
	set_key(r, key_of(t, docket_citizen_id(d), bytes));
	r->unit = d->header.receiving_school;
	r->status = STATUS_in_school;
	r->claim = d->header.id;
	change(t, r);
}

/* -- news ----------------------------------------------------------------------------- */

/* What the ministry is told: that there is a record, that it left, that it is gone. */
static void
pass_on(struct turn *t, struct unit_code province, const uint8_t *key, enum status status,
    uint32_t version)
{
	if (key == NULL)
		return;
	struct news_out *out = LIST_ADD(t, t->news);
	out->from = province;
	memcpy(out->news.key, key, INDEX_KEY_SIZE);
	out->news.status = is_live(status) ? STATUS_in_school : status;
	out->news.version = version;
}

/* The row the news is about: of that number, of one it had before, or the enrolment's claim. A
 * number that was given to another child meanwhile is that other child's row. */
static struct index_row *
row_of(struct turn *t, const struct index_news *n, const uint8_t *key, struct unit_code from)
{
	for (size_t i = 0; i <= n->n_former; i++) {
		struct index_row *r = by_id(t, i == 0 ? n->number.text : n->former[i - 1].text);
		if (r != NULL && (unit_code_equal(r->unit, from) || is_key(r, key)))
			return r;
	}
	struct index_row *claim = by_key(t, key, NULL);
	return claim != NULL && claim->version == 0 && unit_code_equal(claim->unit, from) ? claim
											  : NULL;
}

/* An enrolment that came to nothing: its claim goes, if it got so far, and leaves no row. */
static bool
is_given_up(const struct index_row *r, const struct index_news *n)
{
	return n->status == STATUS_removed && (r == NULL || r->version == 0);
}

static bool
is_number_of_another(struct turn *t, const struct index_row *r, const struct index_news *n)
{
	const struct index_row *namesake = by_id(t, n->number.text);
	return namesake != NULL && namesake != r;
}

static void
take_news_of_school(struct turn *t, const struct index_news *n, struct unit_code from,
    struct unit_code province)
{
	static const struct docket_id nobody;
	uint8_t bytes[INDEX_KEY_SIZE];
	const uint8_t *key = key_of(t, n->citizen_id, bytes);
	struct index_row *r = row_of(t, n, key, from);
	if (r != NULL && r->version >= n->version)
		return;
	if (r != NULL && !is_live(n->status) && !unit_code_equal(r->unit, from))
		return;	/* it left a school that the record has left already */
	if (is_given_up(r, n)) {
		if (r != NULL)
			take_away(t, r);
		pass_on(t, province, key, n->status, n->version);
		return;
	}
	if (is_number_of_another(t, r, n)) {
		log_line(LOG_ERROR, "index_namesake", " unit=%s other=%s", from.text,
		    by_id(t, n->number.text)->unit.text);
		return;
	}
	if (r == NULL)
		r = add_row(t);
	if (r->has_key && !is_key(r, key))	/* another ID: nobody is there any more by the old one */
		pass_on(t, province, r->key, STATUS_removed, n->version);
	(void)text_copy(r->id, sizeof(r->id), n->number.text);
	set_key(r, key);
	r->unit = from;
	r->status = n->status;
	r->version = n->version;
	r->claim = nobody;
	r->is_double = is_live(n->status) && by_key(t, key, r) != NULL;
	change(t, r);
	pass_on(t, province, key, n->status, n->version);
	if (r->is_double)
		log_line(LOG_WARN, "index_double", " unit=%s other=%s", from.text,
		    by_key(t, key, r)->unit.text);
}

static void
take_news_of_province(struct turn *t, const struct index_news *n, struct unit_code from)
{
	static const struct docket_id nobody;
	char id[STORE_INDEX_ID_MAX];
	text_hex(n->key, INDEX_KEY_SIZE, id);
	struct index_row *r = by_id(t, id);
	if (r != NULL && r->version >= n->version)
		return;
	if (r != NULL && !is_live(n->status) && !unit_code_equal(r->unit, from))
		return;
	if (r == NULL)
		r = add_row(t);
	(void)text_copy(r->id, sizeof(r->id), id);
	set_key(r, n->key);
	r->unit = from;
	r->status = n->status;
	r->version = n->version;
	r->claim = nobody;
	change(t, r);
}

enum letter_fate
turn_take_index(struct turn *t, const struct letter *letter, enum verdict *ret_why)
{
	const struct unit *from = registry_find(t->law->registry, letter->from);
	const bool is_of_school = t->options->level == LEVEL_PROVINCE;
	const enum level level = is_of_school ? LEVEL_SCHOOL : LEVEL_PROVINCE;
	*ret_why = VERDICT_UNIT_NOT_ALLOWED;
	if (from == NULL || from->level != level
	    || (!is_of_school && t->options->level != LEVEL_MINISTRY)
	    || !registry_answers_to(t->law->registry, from, letter->to))
		return LETTER_DEAD;
	for (size_t i = 0; i < letter->n_news; i++) {
		const struct index_news *n = &letter->news[i];
		*ret_why = VERDICT_OUT_OF_RANGE;
		if ((n->number.text[0] != '\0') != is_of_school)
			return LETTER_DEAD;
		if (is_of_school)
			take_news_of_school(t, n, letter->from, letter->to);
		else
			take_news_of_province(t, n, letter->from);
	}
	turn_receipt(t, letter, 0);
	return LETTER_APPLIED;
}

/* -- the ministry's check ------------------------------------------------------------- */

void
turn_index_ask(struct turn *t, const struct live *l)
{
	struct letter letter = {
		.from = l->docket.holder,
		.to = docket_decider(&l->docket),
		.docket = l->id,
		.kind = LETTER_INQUIRY,
		.inquiry = { .seen = (uint32_t)l->n },
	};
	wire_index_key(t->options->index_secret, docket_citizen_id(&l->docket), letter.inquiry.key);
	(void)turn_send(t, &letter);	/* without a key it cannot be asked; that is logged */
}

/* A record that left one province and has not come to another yet is one all the same. */
static bool
is_elsewhere(const struct index_row *r, const struct letter *letter)
{
	if (r == NULL || r->status == STATUS_removed || docket_id_equal(r->claim, letter->docket))
		return false;
	return !unit_code_equal(r->unit, letter->from) || r->status == STATUS_transferred_out
	    || r->claim.text[0] != '\0';
}

static void
claim_for(struct turn *t, const struct letter *letter, const char *id, struct index_row *r)
{
	if (r == NULL)
		r = add_row(t);
	else if (r->status != STATUS_removed)
		return;	/* the province's own, told of already */
	(void)text_copy(r->id, sizeof(r->id), id);
	set_key(r, letter->inquiry.key);
	r->unit = letter->from;
	r->status = STATUS_in_school;
	r->version = 0;
	r->claim = letter->docket;
	change(t, r);
}

/* The answer, not the question, has to be there at the end: it is given again to who asks again. */
enum letter_fate
turn_take_inquiry(struct turn *t, const struct letter *letter, enum verdict *ret_why)
{
	char id[STORE_INDEX_ID_MAX];
	const struct unit *from = registry_find(t->law->registry, letter->from);
	*ret_why = VERDICT_UNIT_NOT_ALLOWED;
	if (from == NULL || from->level != LEVEL_PROVINCE || t->options->level != LEVEL_MINISTRY)
		return LETTER_DEAD;
	text_hex(letter->inquiry.key, INDEX_KEY_SIZE, id);
	struct index_row *r = by_id(t, id);
	struct letter answer = {
		.from = letter->to,
		.to = letter->from,
		.docket = letter->docket,
		.kind = LETTER_REQUEST,
		.request = {
			.docket = letter->docket,
			.kind = HAPPENING_PROCEED,
			.unit = letter->to,
			.role = ROLE_SYSTEM,
			.at = t->now,
			.seen = letter->inquiry.seen,
		},
	};
	if (is_elsewhere(r, letter)) {
		answer.request.code = VERDICT_ENROLLED_ELSEWHERE;
		answer.request.found = r->unit;
	}
	if (turn_send(t, &answer) != VERDICT_OK)
		return LETTER_EARLY;
	if (answer.request.code == VERDICT_OK)
		claim_for(t, letter, id, r);
	turn_receipt(t, letter, 0);
	return LETTER_APPLIED;
}

/* -- telling the level above ---------------------------------------------------------- */

/* A first record is told of when its enrolment is through, or given up. */
static bool
is_provisional(struct turn *t, const struct record *r)
{
	const struct live *l = record_is_locked(r) ? turn_live(t, r->open_docket) : NULL;
	return l != NULL && l->is_begun && business_row(l->docket.header.kind)->is_first;
}

static bool
is_news(struct turn *t, const struct live_record *r)
{
	const struct record *a = &r->before, *b = &r->record;
	if (!r->is_changed || is_provisional(t, b))
		return false;
	return r->version_before == 0 || !student_number_equal(a->number, b->number)
	    || strcmp(a->citizen_id.text, b->citizen_id.text) != 0 || a->status != b->status
	    || is_provisional(t, a);
}

/* The letter of this turn from that unit to the one above which has room for one more. */
static struct letter *
letter_of(struct turn *t, struct unit_code from, struct unit_code to)
{
	for (size_t i = t->index_letters.n; i > 0; i--) {
		struct letter *l = &t->index_letters.at[i - 1];
		if (unit_code_equal(l->from, from) && unit_code_equal(l->to, to)
		    && l->n_news < INDEX_NEWS_MAX)
			return l;
	}
	struct letter *l = LIST_ADD(t, t->index_letters);
	l->from = from;
	l->to = to;
	l->kind = LETTER_INDEX;
	l->news = arena_array(t->arena, INDEX_NEWS_MAX, sizeof(*l->news));
	return l;
}

static void
tell_of_record(struct turn *t, const struct record *r)
{
	const struct unit *school = registry_find(t->law->registry, r->school);
	const struct unit *province =
	    school == NULL ? NULL : registry_province(t->law->registry, school);
	if (province == NULL)
		return;
	struct letter *l = letter_of(t, r->school, province->code);
	struct index_news *n = &l->news[l->n_news++];
	n->number = r->number;
	memcpy(n->former, r->former, sizeof(n->former));
	n->n_former = r->n_former;
	n->citizen_id = r->citizen_id;
	n->status = r->status;
	n->version = r->version;
}

static void
tell_ministry(struct turn *t, const struct news_out *out)
{
	static const struct unit_code ministry = { "000000" };
	struct letter *l = letter_of(t, out->from, ministry);
	l->news[l->n_news++] = out->news;
}

void
turn_index_tell(struct turn *t)
{
	for (size_t i = 0; i < t->records.n; i++)
		if (is_news(t, &t->records.at[i]))
			tell_of_record(t, &t->records.at[i].record);
	for (size_t i = 0; i < t->news.n; i++)
		tell_ministry(t, &t->news.at[i]);
	for (size_t i = 0; i < t->index_letters.n; i++)
		(void)turn_send(t, &t->index_letters.at[i]);
}
