/*
 * Problem records (regulation §2, §5), where more than one docket is concerned: a school marks its record
 * of a child of whom its province, or the ministry, has another one; and of several schools that
 * attest one child the level above them finds out which keeps it.
 *
 * News of a transfer may come to the ministry in any order, so two provinces that seem to have one child
 * may be one whose news is late. That with the older version is asked; its school knows, and only
 * if it finds its record there, marked, and says so up again, the other province is told too.
 */
#include <string.h>

#include "base/log.h"
#include "relay/turn.h"

/* -- at the school -------------------------------------------------------------------- */

/* Our record has a double: it is a problem record, and stays one until that is cleared. What is said of
 * an older one - of before it was cleared, or of another child's ID - says nothing of this one; our
 * province will look again when it has heard of it. */
static void
mark(struct turn *t, const struct index_news *n, struct unit_code school)
{
	struct live_record *r = turn_record(t, n->number, school);
	if (r == NULL || !r->has || n->version < r->record.told)
		return;
	const bool is_marked = record_mark(&r->record);
	if (r->record.is_problem && record_is_live(r->record.status) && strlen(n->other.text) == 6)
		r->other = n->other;
	if (!is_marked)
		return;
	r->is_changed = true;
	r->why = RECORD_WHY_DOUBLE;
	log_line(LOG_WARN, "problem_record", " unit=%s other=%s", school.text, n->other.text);
}

/* From the school's own province alone. */
enum letter_fate
turn_take_doubles(struct turn *t, const struct letter *letter, enum verdict *ret_why)
{
	const struct registry *all = t->law->registry;
	const struct unit *province = registry_province(all, registry_find(all, letter->to));
	*ret_why = VERDICT_UNIT_NOT_ALLOWED;
	if (province == NULL || !unit_code_equal(province->code, letter->from))
		return LETTER_DEAD;
	*ret_why = VERDICT_OUT_OF_RANGE;
	for (size_t i = 0; i < letter->n_news; i++)
		if (letter->news[i].number.text[0] == '\0' || unit_code_is_none(letter->news[i].other))
			return LETTER_DEAD;
	for (size_t i = 0; i < letter->n_news; i++)
		mark(t, &letter->news[i], letter->to);
	turn_receipt(t, letter, 0);
	return LETTER_APPLIED;
}

/* -- at the ministry: two provinces with one child --------------------------------------- */

/* That province: of its record of that version somebody else, of whom `n` tells, has another one. */
static void
tell_province(struct turn *t, struct unit_code told, uint32_t version, struct unit_code other,
    const struct index_news *n)
{
	struct news_out *out = LIST_ADD(t, t->news);
	out->from = unit_code_ministry;
	out->to = told;
	out->news = *n;
	out->news.version = version;
	out->news.other = other;
}

static void
set_other(struct live_index *x, struct unit_code other, uint32_t version, bool is_asked)
{
	struct index_row *r = &x->write.row;
	r->other = other;
	r->other_version = version;
	r->is_asked = is_asked;
	x->is_changed = true;
}

void
turn_remember_other(struct live_index *x, struct unit_code from)
{
	const struct index_row r = x->write.row;
	if (!r.is_double && !r.is_asked && r.version > 0 && !unit_code_equal(r.unit, from))
		set_other(x, r.unit, r.version, false);
}

/* The one that was left is no more, and the other one is the child's. */
static void
change_places(struct live_index *x, uint32_t version)
{
	struct index_row *r = &x->write.row;
	const struct unit_code gone = r->unit;
	r->unit = r->other;
	r->version = r->other_version;
	r->status = STATUS_in_school;
	set_other(x, gone, version, false);
}

/* It has been asked, and has it still. Whoever else had one may have given it to a third one meanwhile;
 * or is no more: then it is the child's. */
static void
take_confirmation(struct turn *t, struct live_index *x, const struct index_news *n,
    struct unit_code from)
{
	struct index_row *r = &x->write.row;
	if (!r->is_asked || !unit_code_equal(from, r->other) || n->version < r->other_version)
		return;
	set_other(x, from, n->version, false);
	if (!record_is_live(r->status)) {
		change_places(x, r->version);
		return;
	}
	r->is_double = true;
	log_line(LOG_WARN, "index_double", " unit=%s other=%s", from.text, r->unit.text);
	tell_province(t, r->unit, r->version, from, n);
}

/* News of the other one, known or asked for. */
static void
take_news_of_other(struct turn *t, struct live_index *x, const struct index_news *n,
    struct unit_code from)
{
	struct index_row *r = &x->write.row;
	set_other(x, from, n->version, r->is_asked && record_is_live(n->status));
	if (!record_is_live(n->status))
		r->is_double = false;
	else
		tell_province(t, from, n->version, r->unit, n);	/* what it was told before was of an older one */
}

/* Whose version is older is asked, and known as the other one until it says so. True: that is `from`. */
static bool
ask(struct turn *t, struct live_index *x, const struct index_news *n, struct unit_code from)
{
	const struct index_row r = x->write.row;
	const bool is_older = n->version <= r.version;
	const struct unit_code asked = is_older ? from : r.unit, other = is_older ? r.unit : from;
	const uint32_t version = is_older ? n->version : r.version;
	set_other(x, asked, version, true);
	tell_province(t, asked, version, other, n);
	return is_older;
}

/* News of the one that stands there. True: that is all there is to it. */
static bool
take_news_of_one(struct turn *t, struct live_index *x, const struct index_news *n,
    struct unit_code from)
{
	const struct index_row *r = &x->write.row;
	if (n->version <= r->version)
		return true;
	if (!r->is_double)
		return false;
	if (record_is_live(n->status)) {
		tell_province(t, from, n->version, r->other, n);
		return false;
	}
	x->write.row.is_double = false;
	change_places(x, n->version);
	return true;
}

bool
turn_take_double(struct turn *t, struct live_index *x, const struct index_news *n,
    struct unit_code from)
{
	const struct index_row *r = &x->write.row;
	const bool is_other = unit_code_equal(from, r->other);
	if (r->version == 0)
		return false;
	if (!unit_code_is_none(n->other)) {
		take_confirmation(t, x, n, from);
		return true;
	}
	if (unit_code_equal(from, r->unit))
		return take_news_of_one(t, x, n, from);
	if (is_other && n->version <= r->other_version)
		return true;
	if (is_other && (r->is_double || !record_is_live(n->status)
		|| (r->is_asked && n->version <= r->version))) {
		take_news_of_other(t, x, n, from);
		return true;
	}
	if (!record_is_live(r->status) || !record_is_live(n->status))
		return false;
	if (r->is_double) {	/* a third one */
		tell_province(t, from, n->version, r->unit, n);
		return true;
	}
	return ask(t, x, n, from);
}

/* -- the verification sheet ------------------------------------------------------------ */

void
turn_sheet_want(struct turn *t, const struct docket *d, const struct entry *failed)
{
	struct sheet_wanted *s = LIST_ADD(t, t->sheets);
	s->about = d->header.id;
	s->number = docket_number(d);
	wire_index_key(t->options->index_secret, docket_sought_id(d), s->key);
	s->province = failed->holder;
	s->school = d->header.sending_school;
	s->other = failed->found;
}

/* A row names the sheet that goes about it, from either of the two. */
static bool
is_under_way(struct turn *t, const struct live_index *x)
{
	const struct live *l =
	    x == NULL || x->write.row.version == 0 ? NULL : turn_live(t, x->write.row.claim);
	return l != NULL && l->is_begun && l->docket.posture != POSTURE_CLOSED;
}

static void
note_sheet(struct live_index *x, struct docket_id sheet)
{
	if (x == NULL || x->write.row.version == 0)
		return;
	x->write.row.claim = sheet;
	x->is_changed = true;
}

static void
file_sheet(struct turn *t, const struct sheet_wanted *s)
{
	static const char why[] = "省级查重发现两条学籍主张同一学生，请核查由哪一校保留";
	struct happening h = {
		.kind = HAPPENING_FILE,
		.at = t->now,
		.unit = s->province,
		.role = ROLE_SYSTEM,
		.filing = {
			.kind = BUSINESS_problem_sheet,
			.receiving_school = s->school,
			.sending_school = s->other,
			.arrived_on = instant_day(t->now),
			.about = s->about,
		},
	};
	struct live_index *own = turn_index_of(t, s->number);
	struct live_index *other = turn_index_other(t, s->key, own);
	const struct bytes none = { 0 };
	if (is_under_way(t, own) || is_under_way(t, other))
		return;
	memcpy(h.reason, why, sizeof(why));
	t->options->new_id(h.filing.id.text);
	struct live *l = LIST_ADD(t, t->lives);
	l->id = h.filing.id;
	l->docket = docket_none();
	const enum verdict v = turn_step(t, l, &h, none, false);
	if (v != VERDICT_OK) {
		log_line(LOG_ERROR, "cannot_stamp", " docket=%s unit=%s verdict=%s", l->id.text,
		    s->province.text, verdict_name(v));
		return;
	}
	note_sheet(own, l->id);
	note_sheet(other, l->id);
}

void
turn_file_sheets(struct turn *t)
{
	for (size_t i = 0; i < t->sheets.n; i++)
		file_sheet(t, &t->sheets.at[i]);
}
