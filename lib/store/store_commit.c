/*
 * One batch, one transaction, one round trip: begin, a statement a kind of row, commit, all
 * in one pipeline. Conditions are checked inside by xueji_expect(), so that whatever does
 * not hold keeps the commit from being run at all.
 */
#include <assert.h>
#include <string.h>

#include "store/pg.h"
#include "store/record_columns.h"

enum { CALLS_MAX = 32, COLUMNS_MAX = PARAMETERS_MAX };

/* The calls of a batch, and columns for the one under construction. */
struct writing {
	struct store *store;
	struct call calls[CALLS_MAX];
	size_t n;
	size_t n_before_dead;	/* calls before the one of dead letters, if there is one */
	struct column c[COLUMNS_MAX];
};

static uint32_t
type_of(char letter)
{
	switch (letter) {
	case 't':
		return TYPE_TEXT;
	case 'b':
		return TYPE_BYTEA;
	case 'o':
		return TYPE_BOOL;
	default:
		return TYPE_INT8;
	}
}

/* Opens columns by a type letter each: t text, b bytea, i bigint, o boolean. */
static void
open_columns(struct writing *w, const char *types)
{
	for (size_t i = 0; types[i] != '\0'; i++)
		column_begin(&w->c[i], w->store, type_of(types[i]));
}

/* Adds the call if any row was written. */
static void
close_columns(struct writing *w, enum statement statement, const char *types)
{
	if (w->c[0].n == 0)
		return;
	assert(w->n < CALLS_MAX);
	struct call *call = &w->calls[w->n++];
	call_begin(call, statement);
	for (size_t i = 0; types[i] != '\0'; i++)
		call_array(call, &w->c[i]);
}

static void
write_positions(struct writing *w, const struct batch *b)
{
	static const char types[] = "tiii";
	open_columns(w, types);
	for (size_t i = 0; i < b->n_positions; i++) {
		const struct position_move *p = &b->positions[i];
		column_text(&w->c[0], p->topic);
		column_int(&w->c[1], p->partition);
		column_int(&w->c[2], p->from);
		column_int(&w->c[3], p->to);
	}
	close_columns(w, STATEMENT_move_positions, types);
}

static void
write_new_dockets(struct writing *w, const struct batch *b)
{
	static const char types[] = "tiiiiitiiiiitttibiioi";
	open_columns(w, types);
	for (size_t i = 0; i < b->n_dockets; i++) {
		const struct docket_write *d = &b->dockets[i];
		const struct header *h = &d->docket->header;
		if (d->n_before != 0)
			continue;
		column_text(&w->c[0], d->id.text);
		column_int(&w->c[1], d->docket->n);
		column_int(&w->c[2], h->kind);
		column_int(&w->c[3], h->scope);
		column_int(&w->c[4], d->docket->state);
		column_int(&w->c[5], docket_stage(d->docket));
		column_text(&w->c[6], d->docket->holder.text);
		column_int(&w->c[7], d->docket->since.ms);
		column_int(&w->c[8], d->term.ms);
		column_int(&w->c[9], d->next_look.ms);
		column_int(&w->c[10], docket_is_automatic(d->docket));
		column_int(&w->c[11], d->is_held_here);
		column_text(&w->c[12], h->number.text);
		column_text(&w->c[13], h->receiving_school.text);
		column_text(&w->c[14], h->sending_school.text);
		column_int(&w->c[15], h->filed_at.ms);
		column_bytes(&w->c[16], d->header.data, d->header.size);
		column_int(&w->c[17], d->is_filed_here);
		column_int(&w->c[18], d->reached.ms);
		column_bool(&w->c[19], business_row(h->kind)->is_finding);
		column_int(&w->c[20], d->calendar);
	}
	close_columns(w, STATEMENT_insert_dockets, types);
}

static void
write_known_dockets(struct writing *w, const struct batch *b)
{
	static const char types[] = "tiiiitiiiiiii";
	open_columns(w, types);
	for (size_t i = 0; i < b->n_dockets; i++) {
		const struct docket_write *d = &b->dockets[i];
		if (d->n_before == 0)
			continue;
		column_text(&w->c[0], d->id.text);
		column_int(&w->c[1], d->n_before);
		column_int(&w->c[2], d->docket->n);
		column_int(&w->c[3], d->docket->state);
		column_int(&w->c[4], docket_stage(d->docket));
		column_text(&w->c[5], d->docket->holder.text);
		column_int(&w->c[6], d->docket->since.ms);
		column_int(&w->c[7], d->term.ms);
		column_int(&w->c[8], d->next_look.ms);
		column_int(&w->c[9], docket_is_automatic(d->docket));
		column_int(&w->c[10], d->is_held_here);
		column_int(&w->c[11], d->reached.ms);
		column_int(&w->c[12], d->calendar);
	}
	close_columns(w, STATEMENT_update_dockets, types);
}

static void
write_entries(struct writing *w, const struct batch *b)
{
	static const char types[] = "tibbitb";
	open_columns(w, types);
	for (size_t i = 0; i < b->n_dockets; i++)
		for (size_t k = 0; k < b->dockets[i].n_entries; k++) {
			const struct sealed *s = &b->dockets[i].entries[k];
			column_text(&w->c[0], b->dockets[i].id.text);
			column_int(&w->c[1], (int64_t)b->dockets[i].n_before + 1 + (int64_t)k);
			column_bytes(&w->c[2], s->body.data, s->body.size);
			column_bytes(&w->c[3], s->hash, HASH_SIZE);
			column_int(&w->c[4], s->stamp.algorithm);
			column_text(&w->c[5], s->stamp.key_id);
			column_bytes(&w->c[6], s->stamp.signature, s->stamp.size);
		}
	close_columns(w, STATEMENT_insert_entries, types);
}

static void
write_handled(struct writing *w, const struct batch *b)
{
	static const char types[] = "tttii";
	open_columns(w, types);
	for (size_t i = 0; i < b->n_handled; i++) {
		const struct handled_write *h = &b->handled[i];
		column_text(&w->c[0], h->docket.text);
		column_text(&w->c[1], h->unit.text);
		column_text(&w->c[2], h->officer);
		column_int(&w->c[3], h->n);
		column_int(&w->c[4], h->at.ms);
	}
	close_columns(w, STATEMENT_put_handled, types);
}

static void
put_former(struct column *c, const struct record *r)
{
	char text[FORMER_MAX * STUDENT_NUMBER_MAX] = "";
	for (size_t i = 0; i < r->n_former; i++) {
		strcat(text, i == 0 ? "" : " ");
		strcat(text, r->former[i].text);
	}
	column_text(c, text);
}

/* The columns of record_columns.h. */
static void
put_record(struct column *c, const struct record *r)
{
	const char sex[2] = { r->sex, '\0' };
	const struct column *first = c;
	column_text(c++, r->school.text);
	column_text(c++, r->number.text);
	column_int(c++, r->version);
	column_text(c++, r->citizen_id.text);
	column_text(c++, r->name);
	column_int(c++, r->birth.n);
	column_text(c++, sex);
	column_int(c++, r->status);
	column_int(c++, r->grade);
	column_bool(c++, r->is_problem);
	column_text(c++, r->open_docket.text);
	column_int(c++, r->status_on.n);
	column_int(c++, r->status_until.n);
	column_int(c++, r->graduated_on.n);
	column_text(c++, r->graduated_from.text);
	column_text(c++, r->contact.address);
	column_text(c++, r->contact.phone);
	column_text(c++, r->contact.guardian);
	put_former(c++, r);
	column_int(c++, r->school_year);
	column_int(c++, r->told);
	assert(c == first + RECORD_COLUMNS_N);
}

static void
write_records(struct writing *w, const struct batch *b)
{
	static const char types[] = "tiitittt" RECORD_TYPES;
	open_columns(w, types);
	for (size_t i = 0; i < b->n_records; i++) {
		const struct record_write *r = &b->records[i];
		column_text(&w->c[0], r->cause.text);
		column_int(&w->c[1], r->at.ms);
		column_int(&w->c[2], r->version_before);
		column_text(&w->c[3], r->number_before.text);
		column_int(&w->c[4], r->why);
		column_text(&w->c[5], r->evidence.unit.text);
		column_text(&w->c[6], r->evidence.officer);
		column_text(&w->c[7], r->evidence.digests);
		put_record(&w->c[8], &r->record);
	}
	close_columns(w, STATEMENT_write_records, types);
}

/* Of put_index_row. */
#define INDEX_TYPES "tbtiitotiot"

static void
put_index_row(struct column *c, const struct index_row *r)
{
	column_text(&c[0], r->id);
	column_bytes(&c[1], r->key, r->has_key ? sizeof(r->key) : 0);
	column_text(&c[2], r->unit.text);
	column_int(&c[3], r->status);
	column_int(&c[4], r->version);
	column_text(&c[5], r->claim.text);
	column_bool(&c[6], r->is_double);
	column_text(&c[7], r->other.text);
	column_int(&c[8], r->other_version);
	column_bool(&c[9], r->is_asked);
	column_text(&c[10], r->became.text);
}

static void
write_index(struct writing *w, const struct batch *b)
{
	open_columns(w, "ti");
	for (size_t i = 0; i < b->n_index; i++) {
		if (!b->index[i].is_gone)
			continue;
		column_text(&w->c[0], b->index[i].id_before);
		column_int(&w->c[1], b->index[i].row.writes);
	}
	close_columns(w, STATEMENT_delete_index, "ti");
	open_columns(w, "ti" INDEX_TYPES);
	for (size_t i = 0; i < b->n_index; i++) {
		if (b->index[i].is_gone || b->index[i].is_new)
			continue;
		column_text(&w->c[0], b->index[i].id_before);
		column_int(&w->c[1], b->index[i].row.writes);
		put_index_row(&w->c[2], &b->index[i].row);
	}
	close_columns(w, STATEMENT_update_index, "ti" INDEX_TYPES);
	open_columns(w, INDEX_TYPES);
	for (size_t i = 0; i < b->n_index; i++)
		if (b->index[i].is_new)
			put_index_row(w->c, &b->index[i].row);
	close_columns(w, STATEMENT_insert_index, INDEX_TYPES);
}

static void
write_questions(struct writing *w, const struct batch *b)
{
	static const char types[] = "tiiiitbottiiti";
	open_columns(w, types);
	for (size_t i = 0; i < b->n_questions; i++) {
		const struct question *q = &b->questions[i].question;
		column_text(&w->c[0], q->docket.text);
		column_int(&w->c[1], b->questions[i].is_first);
		column_int(&w->c[2], b->questions[i].seen_before);
		column_int(&w->c[3], b->questions[i].state_before);
		column_int(&w->c[4], q->seen);
		column_text(&w->c[5], q->unit.text);
		column_bytes(&w->c[6], q->key, sizeof(q->key));
		column_bool(&w->c[7], q->is_new);
		column_text(&w->c[8], q->citizen_id.text);
		column_text(&w->c[9], q->name);
		column_int(&w->c[10], q->state);
		column_int(&w->c[11], q->code);
		column_text(&w->c[12], q->found.text);
		column_int(&w->c[13], q->at.ms);
	}
	close_columns(w, STATEMENT_write_questions, types);
}

static void
write_outbox(struct writing *w, const struct batch *b)
{
	static const char types[] = "ttttittbiiii";
	open_columns(w, types);
	for (size_t i = 0; i < b->n_outgoing; i++) {
		const struct outgoing *o = &b->outgoing[i];
		const bool is_kept_elsewhere = o->first > 0;
		column_text(&w->c[0], o->letter);
		column_text(&w->c[1], o->docket.text);
		column_text(&w->c[2], o->from.text);
		column_text(&w->c[3], o->to.text);
		column_int(&w->c[4], o->upto);
		column_text(&w->c[5], o->kind);
		column_text(&w->c[6], o->topic);
		column_bytes(&w->c[7], o->value.data, is_kept_elsewhere ? 0 : o->value.size);
		column_int(&w->c[8], b->now.ms);
		column_int(&w->c[9], o->resend_at.ms);
		column_int(&w->c[10], o->first);
		column_int(&w->c[11], o->sent_at.ms);
	}
	close_columns(w, STATEMENT_insert_outbox, types);
}

/* Receipts come from other programs: what has not the form of our ids is none of our letters.
 * Docket and letter ids are both UUIDs in text. */
static bool
is_letter_id(const char *text)
{
	struct docket_id id;
	return docket_id_parse(text, &id);
}

static void
write_done(struct writing *w, const struct batch *b)
{
	open_columns(w, "tti");
	for (size_t i = 0; i < b->n_done; i++) {
		if (b->done[i].letter[0] != '\0')
			continue;
		column_text(&w->c[0], b->done[i].docket.text);
		column_text(&w->c[1], b->done[i].to.text);
		column_int(&w->c[2], b->done[i].n);
	}
	close_columns(w, STATEMENT_delete_delivered, "tti");
	open_columns(w, "tt");
	for (size_t i = 0; i < b->n_done; i++) {
		if (!is_letter_id(b->done[i].letter))
			continue;
		column_text(&w->c[0], b->done[i].letter);
		column_text(&w->c[1], b->done[i].to.text);
	}
	close_columns(w, STATEMENT_delete_letters, "tt");
}

static void
write_dead(struct writing *w, const struct batch *b)
{
	static const char types[] = "tiiibbi";
	w->n_before_dead = w->n;
	open_columns(w, types);
	for (size_t i = 0; i < b->n_dead; i++) {
		const struct dead_letter *d = &b->dead[i];
		column_text(&w->c[0], d->topic);
		column_int(&w->c[1], d->partition);
		column_int(&w->c[2], d->offset);
		column_int(&w->c[3], d->reason);
		column_bytes(&w->c[4], d->key.data, d->key.size);
		column_bytes(&w->c[5], d->value.data, d->value.size);
		column_int(&w->c[6], d->at.ms);
	}
	close_columns(w, STATEMENT_insert_dead, types);
}

static void
write_forks(struct writing *w, const struct batch *b)
{
	static const char types[] = "tibbbitbi";
	open_columns(w, types);
	for (size_t i = 0; i < b->n_forks; i++) {
		const struct fork *f = &b->forks[i];
		column_text(&w->c[0], f->docket.text);
		column_int(&w->c[1], f->n);
		column_bytes(&w->c[2], f->ours, HASH_SIZE);
		column_bytes(&w->c[3], f->theirs.hash, HASH_SIZE);
		column_bytes(&w->c[4], f->theirs.body.data, f->theirs.body.size);
		column_int(&w->c[5], f->theirs.stamp.algorithm);
		column_text(&w->c[6], f->theirs.stamp.key_id);
		column_bytes(&w->c[7], f->theirs.stamp.signature, f->theirs.stamp.size);
		column_int(&w->c[8], f->at.ms);
	}
	close_columns(w, STATEMENT_insert_forks, types);
}

static void
write_notices(struct writing *w, const struct batch *b)
{
	static const char types[] = "ttttii";
	open_columns(w, types);
	for (size_t i = 0; i < b->n_notices; i++) {
		const struct notice_write *n = &b->notices[i];
		column_text(&w->c[0], n->docket.text);
		column_text(&w->c[1], n->what);
		column_text(&w->c[2], n->unit.text);
		column_text(&w->c[3], n->told.text);
		column_int(&w->c[4], n->stage);
		column_int(&w->c[5], n->at.ms);
	}
	close_columns(w, STATEMENT_insert_notices, types);
}

static void
write_parts(struct writing *w, const struct batch *b)
{
	open_columns(w, "bib");
	for (size_t i = 0; i < b->n_parts; i++) {
		column_bytes(&w->c[0], b->parts[i].of.digest, DIGEST_SIZE);
		column_int(&w->c[1], b->parts[i].index);
		column_bytes(&w->c[2], b->parts[i].data.data, b->parts[i].data.size);
	}
	close_columns(w, STATEMENT_insert_parts, "bib");
	open_columns(w, "bit");
	for (size_t i = 0; i < b->n_parts; i++) {
		column_bytes(&w->c[0], b->parts[i].of.digest, DIGEST_SIZE);
		column_int(&w->c[1], b->parts[i].of.size);
		column_text(&w->c[2], b->parts[i].of.type);
	}
	close_columns(w, STATEMENT_join_parts, "bit");
	if (b->n_parts > 0)
		call_int(&w->calls[w->n - 1], w->store, b->now.ms);
}

/* After the parts, which may have been sent as a whole meanwhile. */
static void
write_named(struct writing *w, const struct batch *b)
{
	open_columns(w, "b");
	for (size_t i = 0; i < b->n_named; i++)
		column_bytes(&w->c[0], b->named[i].digest, DIGEST_SIZE);
	close_columns(w, STATEMENT_name_attachments, "b");
}

static void
write_terms(struct writing *w, const struct batch *b)
{
	static const char types[] = "tiiiii";
	open_columns(w, types);
	for (size_t i = 0; i < b->n_terms; i++) {
		const struct term_write *t = &b->terms[i];
		column_text(&w->c[0], t->docket.text);
		column_int(&w->c[1], t->n);
		column_int(&w->c[2], t->before.ms);
		column_int(&w->c[3], t->term.ms);
		column_int(&w->c[4], t->next_look.ms);
		column_int(&w->c[5], t->calendar);
	}
	close_columns(w, STATEMENT_update_terms, types);
	if (b->n_terms > 0)
		call_int(&w->calls[w->n - 1], w->store, b->now.ms);
}

static void
write_publications(struct writing *w, const struct batch *b)
{
	static const char types[] = "itiiibi";
	open_columns(w, types);
	for (size_t i = 0; i < b->n_publications; i++) {
		const struct publication *p = b->publications[i].publication;
		column_int(&w->c[0], p->matter);
		column_text(&w->c[1], p->unit.text);
		column_int(&w->c[2], p->version);
		column_int(&w->c[3], p->published_at.ms);
		column_int(&w->c[4], p->effective_at.ms);
		column_bytes(&w->c[5], b->publications[i].value.data, b->publications[i].value.size);
		column_int(&w->c[6], (int64_t)i);
	}
	close_columns(w, STATEMENT_insert_publications, types);
	if (b->n_publications > 0)
		call_int(&w->calls[w->n - 1], w->store, b->now.ms);
}

/* Codes of ten digits, a space after each but the last. */
static void
put_schools(struct column *c, struct arena *arena, const struct unit_code *list, size_t n)
{
	char *text = arena_alloc(arena, n * UNIT_CODE_MAX + 1);
	for (size_t i = 0; i < n; i++) {
		memcpy(text + i * UNIT_CODE_MAX, list[i].text, UNIT_CODE_MAX - 1);
		if (i > 0)
			text[i * UNIT_CODE_MAX - 1] = ' ';
	}
	column_text(c, text);
}

static void
write_progress(struct writing *w, const struct batch *b)
{
	static const char types[] = "ttiitiiiii";
	open_columns(w, types);
	for (size_t i = 0; i < b->n_progress; i++) {
		const struct progress *p = &b->progress[i].progress;
		const uint32_t counts[] = { p->students, p->listed, p->confirmed, p->unchanged };
		column_text(&w->c[0], p->unit.text);
		column_text(&w->c[1], b->progress[i].told.text);
		column_int(&w->c[2], p->term.n);
		column_int(&w->c[3], p->schools);
		put_schools(&w->c[4], w->store->arena, p->done, p->schools_done);
		for (size_t k = 0; k < 4; k++)
			column_int(&w->c[5 + k], counts[k]);
		column_int(&w->c[9], p->at.ms);
	}
	close_columns(w, STATEMENT_put_progress, types);
	open_columns(w, "t");
	for (size_t i = 0; i < b->n_progress; i++)
		column_text(&w->c[0], b->progress[i].told.text);
	close_columns(w, STATEMENT_put_progress_due, "t");
	if (b->n_progress > 0)
		call_int(&w->calls[w->n - 1], w->store, b->now.ms);
	open_columns(w, "ti");
	for (size_t i = 0; i < b->n_told; i++) {
		column_text(&w->c[0], b->told[i].unit.text);
		column_int(&w->c[1], b->told[i].at.ms);
	}
	close_columns(w, STATEMENT_told_progress, "ti");
	if (b->n_told > 0)
		call_int(&w->calls[w->n - 1], w->store, b->now.ms);
}

static void
write_rest(struct writing *w, const struct batch *b)
{
	open_columns(w, "tiii");
	for (size_t i = 0; i < b->n_sweeps; i++) {
		column_text(&w->c[0], b->sweeps[i].docket.text);
		column_int(&w->c[1], b->sweeps[i].n);
		column_int(&w->c[2], b->sweeps[i].before.ms);
		column_int(&w->c[3], b->sweeps[i].next.ms);
	}
	close_columns(w, STATEMENT_update_looks, "tiii");
	open_columns(w, "t");
	for (size_t i = 0; i < b->n_moved; i++)
		column_text(&w->c[0], b->moved[i].text);
	close_columns(w, STATEMENT_look_at_findings, "t");
	if (b->n_moved > 0)
		call_int(&w->calls[w->n - 1], w->store, b->now.ms);
	open_columns(w, "i");
	for (size_t i = 0; i < b->n_replayed; i++)
		column_int(&w->c[0], b->replayed[i]);
	close_columns(w, STATEMENT_mark_replayed, "i");
	if (b->n_replayed > 0)
		call_int(&w->calls[w->n - 1], w->store, b->now.ms);
}

static void
take_new_dead(const PGresult *r, bool *ret)
{
	for (int row = 0; row < PQntuples(r); row++)
		ret[read_int(r, row, 0) - 1] = true;
}

static enum store_result
run(struct writing *w, const struct batch *b)
{
	PGresult *results[CALLS_MAX];
	const enum store_result result = store_pipeline(w->store, w->calls, w->n, true, results);
	if (result != STORE_OK)
		return result;
	if (b->n_dead > 0 && b->ret_dead_is_new != NULL) {
		memset(b->ret_dead_is_new, 0, b->n_dead * sizeof(*b->ret_dead_is_new));
		take_new_dead(results[w->n_before_dead], b->ret_dead_is_new);
	}
	for (size_t i = 0; i < w->n; i++)
		PQclear(results[i]);
	return STORE_OK;
}

enum store_result
store_commit(struct store *s, const struct batch *b)
{
	struct writing *w = NULL;
	arena_reset(s->arena);
	w = arena_alloc(s->arena, sizeof(*w));
	w->store = s;
	write_positions(w, b);
	write_new_dockets(w, b);
	write_known_dockets(w, b);
	write_entries(w, b);
	write_handled(w, b);	/* after their dockets, which tell of what kind they are */
	write_records(w, b);
	write_index(w, b);
	write_questions(w, b);
	write_done(w, b);	/* of what was sent before, not of what is said again now */
	write_outbox(w, b);
	write_dead(w, b);
	write_forks(w, b);
	write_notices(w, b);
	write_parts(w, b);
	write_named(w, b);
	write_publications(w, b);
	write_terms(w, b);
	write_progress(w, b);
	write_rest(w, b);
	return w->n == 0 ? STORE_OK : run(w, b);
}
