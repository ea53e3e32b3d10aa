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

/* Our record has a double: it is a problem record, and stays one until that is cleared. */
static void
mark(struct turn *t, const struct index_news *n, struct unit_code school)
{
	struct live_record *r = turn_record(t, n->number, school);
	if (r == NULL || !r->has)
		return;
	const bool is_marked = record_mark(&r->record);
	if (r->record.is_problem && turn_is_live(r->record.status) && strlen(n->other.text) == 6)
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

static void
tell_province(struct turn *t, struct unit_code told, struct unit_code other,
    const struct index_news *n)
{
	struct news_out *out = LIST_ADD(t, t->news);
	out->from = unit_code_ministry;
	out->to = told;
	out->news = *n;
	out->news.other = other;
}

static void
take_confirmation(struct turn *t, struct live_index *x, const struct index_news *n,
    struct unit_code from)
{
	struct index_row *r = &x->write.row;
	if (unit_code_equal(from, n->other)
	    || (!unit_code_equal(r->unit, from) && !unit_code_equal(r->unit, n->other)))
		return;
	r->is_double = true;
	r->other = unit_code_equal(r->unit, from) ? n->other : from;
	x->is_changed = true;
	log_line(LOG_WARN, "index_double", " unit=%s other=%s", from.text, n->other.text);
	tell_province(t, n->other, from, n);
}

/* One of the two is no more, and the other one is the child's. */
static void
end_double(struct live_index *x, struct unit_code gone)
{
	static const struct unit_code nobody;
	struct index_row *r = &x->write.row;
	if (unit_code_equal(r->unit, gone)) {
		r->unit = r->other;
		r->version = 1;		/* whatever it is; its next news is newer */
	}
	r->is_double = false;
	r->other = nobody;
	x->is_changed = true;
}

/* News of one that is known to be double. True: that is all there is to it. */
static bool
take_news_of_double(struct turn *t, struct live_index *x, const struct index_news *n,
    struct unit_code from)
{
	const struct index_row *r = &x->write.row;
	const bool is_one = unit_code_equal(from, r->unit), is_other = unit_code_equal(from, r->other);
	if (turn_is_live(n->status)) {
		if (!is_one && !is_other)	/* a third one */
			tell_province(t, from, r->unit, n);
		return !is_one;
	}
	if (is_other || (is_one && n->version > r->version))
		end_double(x, from);
	return true;
}

bool
turn_take_double(struct turn *t, struct live_index *x, const struct index_news *n,
    struct unit_code from)
{
	const struct index_row *r = x == NULL ? NULL : &x->write.row;
	if (r == NULL || !turn_is_live(r->status) || r->version == 0)
		return false;
	if (r->is_double)
		return take_news_of_double(t, x, n, from);
	if (!unit_code_is_none(n->other)) {
		take_confirmation(t, x, n, from);
		return r->is_double;
	}
	if (unit_code_equal(from, r->unit) || !turn_is_live(n->status))
		return false;
	if (n->version > r->version)
		tell_province(t, r->unit, from, n);
	else
		tell_province(t, from, r->unit, n);
	return false;
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
