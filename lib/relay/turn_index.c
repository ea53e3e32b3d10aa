/*
 * The index of a province and of the ministry: which child has a record where (regulation §5,
 * duplicate check). Schools tell their province what changed in their records, provinces tell
 * the ministry, which knows a keyed hash and a province and no more. News carries the record's
 * version; late news is known by it.
 *
 * An enrolment that passes a check claims the child: of two at the same moment one finds the
 * other's claim, and if they run on two instances the store's unique key decides. The claim
 * becomes the record's row with the first news of it, or goes with the enrolment. Where a record
 * comes in although another one of the child is there, the province tells both schools, and each
 * marks its own as a problem record.
 */
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "relay/turn.h"

/* -- the rows ------------------------------------------------------------------------- */

/* FNV-1a: a turn may have thousands of rows, and each is looked for several times. */
static uint32_t *
head_of(struct turn *t, enum index_chain chain, const void *bytes, size_t n)
{
	uint32_t h = 2166136261;
	for (size_t i = 0; i < n; i++)
		h = (h ^ ((const uint8_t *)bytes)[i]) * 16777619;
	return &t->index_heads[chain][h % INDEX_BUCKETS];
}

static uint32_t *
head_of_id(struct turn *t, const char *id)
{
	return head_of(t, INDEX_BY_ID, id, strlen(id));
}

static uint32_t *
head_of_key(struct turn *t, const uint8_t *key)
{
	return head_of(t, INDEX_BY_KEY, key, INDEX_KEY_SIZE);
}

static struct live_index *
nth(struct turn *t, uint32_t number)
{
	return number == 0 ? NULL : &t->index.at[number - 1];
}

static bool
is_key(const struct index_row *r, const uint8_t *key)
{
	return r->has_key && key != NULL && memcmp(r->key, key, INDEX_KEY_SIZE) == 0;
}

/* A number that a record had before is that record's for ever (regulation §2). */
static bool
is_former(const struct live_index *x)
{
	return x->write.row.became.text[0] != '\0';
}

static struct live_index *
by_id(struct turn *t, const char *id)
{
	struct live_index *x = t->index.n == 0 ? NULL : nth(t, *head_of_id(t, id));
	while (x != NULL && (x->write.is_gone || strcmp(x->write.row.id, id) != 0))
		x = nth(t, x->next[INDEX_BY_ID]);
	return x;
}

/* The live row of that key, other than `but`. */
static struct live_index *
by_key(struct turn *t, const uint8_t *key, const struct live_index *but)
{
	struct live_index *x =
	    t->index.n == 0 || key == NULL ? NULL : nth(t, *head_of_key(t, key));
	while (x != NULL && (x == but || x->write.is_gone || !record_is_live(x->write.row.status)
	    || !is_key(&x->write.row, key)))
		x = nth(t, x->next[INDEX_BY_KEY]);
	return x;
}

struct live_index *
turn_index_of(struct turn *t, struct student_number number)
{
	struct live_index *x = by_id(t, number.text);
	return x == NULL || is_former(x) ? NULL : x;
}

struct live_index *
turn_index_other(struct turn *t, const uint8_t key[INDEX_KEY_SIZE], const struct live_index *but)
{
	return by_key(t, key, but);
}

static struct live_index *
by_claim(struct turn *t, struct docket_id docket)
{
	for (size_t i = 0; i < t->index.n; i++)
		if (!t->index.at[i].write.is_gone
		    && docket_id_equal(t->index.at[i].write.row.claim, docket))
			return &t->index.at[i];
	return NULL;
}

static struct live_index *
add_row(struct turn *t)
{
	for (int chain = 0; chain < INDEX_CHAINS && t->index.n == 0; chain++)
		t->index_heads[chain] =
		    arena_array(t->arena, INDEX_BUCKETS, sizeof(*t->index_heads[chain]));
	struct live_index *x = LIST_ADD(t, t->index);
	x->is_changed = x->write.is_new = true;
	return x;
}

/* Takes it out of a chain, where it stands in it. */
static void
unlink_from(struct turn *t, uint32_t *head, enum index_chain chain, const struct live_index *x)
{
	uint32_t *at = head;
	while (*at != 0 && nth(t, *at) != x)
		at = &nth(t, *at)->next[chain];
	if (*at != 0)
		*at = x->next[chain];
}

static void
link_to(struct turn *t, uint32_t *head, enum index_chain chain, struct live_index *x)
{
	x->next[chain] = *head;
	*head = (uint32_t)(x - t->index.at) + 1;
}

/* Gives a row the id and the key (NULL: none) by which it is found from then on. */
static void
place(struct turn *t, struct live_index *x, const char *id, const uint8_t *key)
{
	struct index_row *r = &x->write.row;
	unlink_from(t, head_of_id(t, r->id), INDEX_BY_ID, x);
	unlink_from(t, head_of_key(t, r->key), INDEX_BY_KEY, x);
	(void)text_copy(r->id, sizeof(r->id), id);
	link_to(t, head_of_id(t, r->id), INDEX_BY_ID, x);
	r->has_key = key != NULL;
	if (key == NULL)
		return;
	memcpy(r->key, key, sizeof(r->key));
	link_to(t, head_of_key(t, r->key), INDEX_BY_KEY, x);
}

static void
take_away(struct live_index *x)
{
	x->is_changed = x->write.is_gone = true;
}

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

static void
want_child(struct turn *t, struct student_number number, struct citizen_id id)
{
	uint8_t key[INDEX_KEY_SIZE];
	if (t->options->level != LEVEL_PROVINCE)
		return;
	want_id(t, number.text);
	if (has_key(&id)) {
		wire_index_key(t->options->index_secret, id, key);
		want_key(t, key);
	}
}

/* Its number may have been taken meanwhile: then it needs one that is free. */
void
turn_index_want(struct turn *t, struct student_number number, struct citizen_id id)
{
	want_child(t, number, id);
	if (t->options->level == LEVEL_PROVINCE)
		turn_numbers_want(t, number);
}

void
turn_index_want_formal(struct turn *t, struct student_number number, struct citizen_id id)
{
	want_child(t, number, id);
	if (has_key(&id))
		want_child(t, number_formal(id), id);
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
		want_child(t, n->number, n->citizen_id);
		for (size_t k = 0; k < n->n_former; k++)
			want_id(t, n->former[k].text);
	}
	if (letter->kind == LETTER_INQUIRY)
		want_key(t, letter->inquiry.key);
}

/* Sheets about records that were loaded: is one under way still? */
static enum store_result
load_sheets(struct turn *t)
{
	struct docket_id *ids = arena_array(t->arena, t->index.n + 1, sizeof(*ids));
	size_t n = 0;
	for (size_t i = 0; i < t->index.n; i++) {
		const struct index_row *r = &t->index.at[i].write.row;
		if (r->version > 0 && r->claim.text[0] != '\0')
			ids[n++] = r->claim;
	}
	return turn_load(t, ids, n);
}

void
turn_index_want_key(struct turn *t, const uint8_t key[INDEX_KEY_SIZE])
{
	want_key(t, key);
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
		struct live_index *x = add_row(t);
		x->write.is_new = x->is_changed = false;
		memcpy(x->write.id_before, rows[i].id, sizeof(x->write.id_before));
		place(t, x, rows[i].id, rows[i].has_key ? rows[i].key : NULL);
		x->write.row = rows[i];	/* id and key once more */
	}
	return r == STORE_OK ? load_sheets(t) : r;
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
	const uint8_t *key = key_of(t, docket_sought_id(d), bytes);
	const struct business_row *kind = business_row(d->header.kind);
	const struct student_number becomes =
	    kind->renumbers ? number_formal(docket_sought_id(d)) : number;
	*ret = none;
	if (!was_asked_for(t, number, key) || !was_asked_for(t, becomes, key))
		return false;	/* corrected on the way; the next sweep loads it */
	const struct live_index *namesake = by_id(t, becomes.text);
	const struct live_index *own =
	    kind->is_first ? by_claim(t, d->header.id) : by_id(t, number.text);
	const struct live_index *other = by_key(t, key, own);
	if (other != NULL) {
		ret->has_other = true;
		ret->other_unit = other->write.row.unit;
	}
	ret->is_number_taken = namesake != NULL && namesake != own
	    && (own == NULL || strcmp(namesake->write.row.became.text, own->write.row.id) != 0);
	if (ret->is_number_taken && kind->is_first)
		(void)turn_numbers_free(t, number, &ret->free_number);
	return true;
}

void
turn_index_claim(struct turn *t, const struct docket *d)
{
	uint8_t bytes[INDEX_KEY_SIZE];
	struct live_index *x = by_claim(t, d->header.id);
	if (x == NULL)
		x = add_row(t);
	place(t, x, docket_number(d).text, key_of(t, docket_citizen_id(d), bytes));
	x->write.row.unit = d->header.receiving_school;
	x->write.row.status = STATUS_in_school;
	x->write.row.claim = d->header.id;
	x->is_changed = true;
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
	out->to = unit_code_ministry;
	memcpy(out->news.key, key, INDEX_KEY_SIZE);
	out->news.status = record_is_live(status) ? STATUS_in_school : status;
	out->news.version = version;
}

/* Our school has found its record there: another province's is a double of it. */
static void
confirm(struct turn *t, struct unit_code province, const uint8_t *key, const struct live_index *x,
    const struct index_news *n)
{
	if (unit_code_is_none(n->other) || key == NULL || x == NULL
	    || !is_key(&x->write.row, key) || !record_is_live(n->status)
	    || n->version < x->write.row.version)
		return;
	pass_on(t, province, key, n->status, n->version);
	t->news.at[t->news.n - 1].news.other = n->other;
}

/* A school may have filed for one child twice; what becomes of one enrolment is not the other's. */
static bool
is_claim_of_another(const struct live_index *x, const struct index_news *n)
{
	return x->write.row.version == 0 && n->docket.text[0] != '\0'
	    && !docket_id_equal(x->write.row.claim, n->docket);
}

/* The row the news is about: of that number, of one it had before, or the enrolment's claim. Where all
 * there is are rows of former numbers, the news is older than they are. */
static struct live_index *
row_of(struct turn *t, const struct index_news *n, const uint8_t *key, struct unit_code from)
{
	struct live_index *former = NULL;
	for (size_t i = 0; i <= n->n_former; i++) {
		struct live_index *x = by_id(t, i == 0 ? n->number.text : n->former[i - 1].text);
		if (x != NULL && is_former(x))
			former = x;
		else if (x != NULL && !is_claim_of_another(x, n)
		    && (unit_code_equal(x->write.row.unit, from) || is_key(&x->write.row, key)))
			return x;
	}
	if (former != NULL)
		return former;
	struct live_index *claim = by_key(t, key, NULL);
	return claim != NULL && claim->write.row.version == 0 && !is_claim_of_another(claim, n)
		&& unit_code_equal(claim->write.row.unit, from)
	    ? claim : NULL;
}

/* Late, or of a place that the record has left already. */
static bool
is_old_news(const struct live_index *x, const struct index_news *n, struct unit_code from)
{
	return x != NULL
	    && (x->write.row.version >= n->version
		|| (!record_is_live(n->status) && !unit_code_equal(x->write.row.unit, from)));
}

/* An enrolment that came to nothing: its claim goes, if it got so far, and leaves no row. */
static bool
is_given_up(const struct live_index *x, const struct index_news *n)
{
	return n->status == STATUS_removed && (x == NULL || x->write.row.version == 0);
}

/* What the news says, but for id and key. */
static void
take_news(struct live_index *x, const struct index_news *n, struct unit_code from)
{
	static const struct docket_id nobody;
	static const struct student_number none;
	if (x->write.row.version == 0)	/* later it is a sheet, which goes on */
		x->write.row.claim = nobody;
	x->write.row.unit = from;
	x->write.row.status = n->status;
	x->write.row.version = n->version;
	x->write.row.became = none;
	x->is_changed = true;
}

/* Its former numbers stay, without a child: news of before is known by them, and nobody else gets
 * them. One that was given to another child before that was so is that other child's. */
static void
keep_former(struct turn *t, const struct index_news *n, struct unit_code from)
{
	for (size_t i = 0; i < n->n_former; i++) {
		struct live_index *x = by_id(t, n->former[i].text);
		if (x == NULL)
			place(t, x = add_row(t), n->former[i].text, NULL);
		else if (!is_former(x) || student_number_equal(x->write.row.became, n->number))
			continue;
		take_news(x, n, from);
		x->write.row.status = STATUS_removed;
		x->write.row.became = n->number;
	}
}

/* "Problem record: duplicate ID" (regulation §1): the school that keeps it marks it. The claim of an
 * enrolment is none yet; it is told when it becomes one. */
static void
tell_of_double(struct turn *t, struct unit_code province, const struct index_row *r,
    struct unit_code other)
{
	if (r->version == 0)
		return;
	struct news_out *out = LIST_ADD(t, t->news);
	out->from = province;
	out->to = r->unit;
	(void)text_copy(out->news.number.text, sizeof(out->news.number.text), r->id);
	out->news.status = r->status;
	out->news.version = r->version;
	out->news.other = other;
}

static void
tell_of_doubles(struct turn *t, struct unit_code province, const struct index_row *r,
    const struct index_row *other)
{
	log_line(LOG_WARN, "index_double", " unit=%s other=%s", r->unit.text, other->unit.text);
	tell_of_double(t, province, r, other->unit);
	tell_of_double(t, province, other, r->unit);
}

static void
take_news_of_school(struct turn *t, const struct index_news *n, struct unit_code from,
    struct unit_code province)
{
	uint8_t bytes[INDEX_KEY_SIZE];
	const uint8_t *key = key_of(t, n->citizen_id, bytes);
	struct live_index *x = row_of(t, n, key, from);
	struct live_index *namesake = by_id(t, n->number.text);
	confirm(t, province, key, x, n);
	if (is_old_news(x, n, from))
		return;
	if (is_given_up(x, n)) {
		if (x != NULL)
			take_away(x);
		if (by_key(t, key, x) == NULL)	/* or another one has the child */
			pass_on(t, province, key, n->status, n->version);
		return;
	}
	if (namesake != NULL && namesake != x && is_former(namesake)) {
		take_away(namesake);	/* the record comes back to it */
	} else if (namesake != NULL && namesake != x) {
		log_line(LOG_ERROR, "index_namesake", " unit=%s other=%s", from.text,
		    namesake->write.row.unit.text);
		return;
	}
	if (x == NULL)
		x = add_row(t);
	if (x->write.row.has_key && !is_key(&x->write.row, key)
	    && by_key(t, x->write.row.key, x) == NULL)
		pass_on(t, province, x->write.row.key, STATUS_removed, n->version);	/* nobody's by then */
	place(t, x, n->number.text, key);
	take_news(x, n, from);
	const struct live_index *other = by_key(t, key, x);
	x->write.row.is_double = record_is_live(n->status) && other != NULL;
	if (record_is_live(n->status) || other == NULL)	/* or the province has another one of the child */
		pass_on(t, province, key, n->status, n->version);
	if (x->write.row.is_double)
		tell_of_doubles(t, province, &x->write.row, &other->write.row);
	keep_former(t, n, from);	/* may move the rows */
}

static void
take_news_of_province(struct turn *t, const struct index_news *n, struct unit_code from)
{
	char id[STORE_INDEX_ID_MAX];
	text_hex(n->key, INDEX_KEY_SIZE, id);
	struct live_index *x = by_id(t, id);
	if (x == NULL)
		x = add_row(t);
	else if (turn_take_double(t, x, n, from) || is_old_news(x, n, from))
		return;
	else
		turn_remember_other(x, from);
	place(t, x, id, n->key);
	take_news(x, n, from);
}

/* The ministry asks: are ours still there? Their schools know. Of what it has not heard yet it will
 * ask again when it has. */
static enum letter_fate
ask_schools(struct turn *t, const struct letter *letter, enum verdict *ret_why)
{
	*ret_why = VERDICT_OUT_OF_RANGE;
	for (size_t i = 0; i < letter->n_news; i++)
		if (letter->news[i].number.text[0] != '\0' || unit_code_is_none(letter->news[i].other))
			return LETTER_DEAD;
	for (size_t i = 0; i < letter->n_news; i++) {
		const struct index_news *n = &letter->news[i];
		const struct live_index *x = by_key(t, n->key, NULL);
		if (x != NULL && n->version >= x->write.row.version)
			tell_of_double(t, letter->to, &x->write.row, n->other);
	}
	turn_receipt(t, letter, 0);
	return LETTER_APPLIED;
}

enum letter_fate
turn_take_index(struct turn *t, const struct letter *letter, enum verdict *ret_why)
{
	if (t->options->level == LEVEL_SCHOOL)
		return turn_take_doubles(t, letter, ret_why);
	if (t->options->level == LEVEL_PROVINCE && unit_code_equal(letter->from, unit_code_ministry))
		return ask_schools(t, letter, ret_why);
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

static struct live_index *
by_hex(struct turn *t, const uint8_t key[INDEX_KEY_SIZE], char ret_id[STORE_INDEX_ID_MAX])
{
	text_hex(key, INDEX_KEY_SIZE, ret_id);
	return by_id(t, ret_id);
}

/* A record that left one province and has not come to another yet is one all the same. By an ID
 * that the child did not have so far nobody may be there, in its own province neither. */
bool
turn_index_is_taken(struct turn *t, const struct question *q, struct unit_code *ret_where)
{
	char id[STORE_INDEX_ID_MAX];
	const struct live_index *x = by_hex(t, q->key, id);
	const struct index_row *r = x == NULL ? NULL : &x->write.row;
	if (r == NULL || r->status == STATUS_removed || docket_id_equal(r->claim, q->docket))
		return false;
	const bool is_own = unit_code_equal(r->unit, q->unit);
	if (is_own && r->status != STATUS_transferred_out && r->claim.text[0] == '\0' && !q->is_new
	    && !r->is_double)
		return false;
	*ret_where = is_own && r->is_double ? r->other : r->unit;
	return true;
}

void
turn_index_claim_key(struct turn *t, const struct question *q)
{
	char id[STORE_INDEX_ID_MAX];
	struct live_index *x = by_hex(t, q->key, id);
	if (x == NULL)
		x = add_row(t);
	else if (x->write.row.status != STATUS_removed)
		return;	/* the province's own, told of already */
	place(t, x, id, q->key);
	x->write.row.unit = q->unit;
	x->write.row.status = STATUS_in_school;
	x->write.row.version = 0;
	x->write.row.claim = q->docket;
	x->is_changed = true;
}

void
turn_index_unclaim_key(struct turn *t, const struct question *q)
{
	char id[STORE_INDEX_ID_MAX];
	struct live_index *x = by_hex(t, q->key, id);
	if (x != NULL && docket_id_equal(x->write.row.claim, q->docket))
		take_away(x);
}
