/*
 * A list of first records (regulation §5, enrolment): each row becomes the filing that a form would have made
 * (import_filing.c), is asked what POST /v1/preflight asks, and goes into the same queue.
 */
#include <string.h>

#include "desk/import.h"
#include "desk/subject.h"

/* The column at which an answer is shown; IMPORT_COLUMN_N: it is about the row, or about all of them. */
static enum import_column
column_of(enum verdict v)
{
	const char *member = subject_member(v);
	for (int c = 0; c < IMPORT_COLUMN_N; c++)
		if (member[0] != '\0' && strcmp(import_columns[c].member, member) == 0)
			return (enum import_column)c;
	return IMPORT_COLUMN_N;
}

/* Does it compare a cell with one that is wrong already? What is about the row as a whole is told in any case. */
static bool
is_worthless(const struct import *m, size_t i, enum verdict v)
{
	unsigned all = 0;
	for (int c = 0; c < IMPORT_COLUMN_N; c++)
		if (c != (int)column_of(v) && import_is_faulty(m, i, (enum import_column)c))
			all |= subject_part(import_columns[c].member);
	return column_of(v) != IMPORT_COLUMN_N && (all & subject_of(v)) != 0;
}

/* -- what the rules say --------------------------------------------------------------- */

static bool
is_weather(enum verdict v)
{
	return verdict_row(v)->class == VERDICT_WEATHER;
}

/* False: there is bad weather, and the rest was not asked. */
static bool
submit(struct import *m, struct relay_submission *all, size_t n)
{
	for (size_t i = 0; i < n; i += IMPORT_CHUNK) {
		const size_t some = n - i < IMPORT_CHUNK ? n - i : IMPORT_CHUNK;
		desk_submit_all(m->door, all + i, some);
		for (size_t k = i; k < i + some; k++) {
			if (!is_weather(all[k].answer.verdict))
				continue;
			m->weather = all[k].answer.verdict;
			m->retry_after_s = all[k].answer.retry_after_s;
		}
		for (size_t k = i + some; k < n && m->weather != VERDICT_OK; k++)
			all[k].answer = (struct relay_answer){ .verdict = m->weather };
		if (m->weather != VERDICT_OK)
			return false;
	}
	return true;
}

/* Is it the sex that is not the ID's, or the birth date, or both? */
static void
put_person(struct import *m, size_t i, const struct header *h)
{
	const char *id = h->citizen_id.text;
	const bool has_id = number_is_citizen_id(id);
	const bool is_sex = has_id && number_sex(id) != h->change.sex;
	if (is_sex)
		(void)import_stand_against(m, i, IMPORT_COLUMN_sex, VERDICT_BAD_BIRTH, IMPORT_FAULT_none);
	if (!is_sex || number_birth(id).n != h->change.birth.n)
		(void)import_stand_against(m, i, IMPORT_COLUMN_birth, VERDICT_BAD_BIRTH, IMPORT_FAULT_none);
}

static void
put_found(struct import *m, size_t k, enum verdict v)
{
	const size_t i = m->rows[k];
	if (is_worthless(m, i, v))
		return;
	if (v == VERDICT_BAD_BIRTH)
		put_person(m, i, &m->filings[k].action.happening.filing);
	else if (import_stand_against(m, i, column_of(v), v, IMPORT_FAULT_none))
		m->problems[m->n_problems - 1].opens = m->filings[k].answer.opens;
}

static bool
has_found(const struct relay_answer *a, enum verdict v)
{
	for (size_t i = 0; i < a->n_found; i++)
		if (a->found[i] == v)
			return true;
	return false;
}

/* What has no column and stands against every row is about the list: a window, a reason. */
static bool
is_of_all(const struct import *m, enum verdict v)
{
	for (size_t k = 0; k < m->n_filings; k++)
		if (!has_found(&m->filings[k].answer, v))
			return false;
	return column_of(v) == IMPORT_COLUMN_N;
}

/* All rows but the header are wrong then. */
static void
put_of_all(struct import *m, const struct relay_answer *a, enum verdict v)
{
	if (import_stand_against(m, 0, IMPORT_COLUMN_N, v, IMPORT_FAULT_none))
		m->problems[m->n_problems - 1].opens = a->opens;
	for (size_t k = 0; k < m->n_filings; k++)
		m->is_wrong[m->rows[k]] = true;
}

/* A row whose docket is there was filed by this very form: nothing stands against it any more. */
static void
put_answer(struct import *m, size_t k, bool is_here)
{
	const struct relay_answer *a = &m->filings[k].answer;
	if (a->verdict == VERDICT_OK && a->n > 0)
		return;
	if (a->verdict != VERDICT_OK)
		put_found(m, k, a->verdict);
	if (is_here)
		(void)import_stand_against(m, m->rows[k], import_child_key(&m->filings[k].action.happening.filing),
		    VERDICT_RECORD_HERE_ALREADY, IMPORT_FAULT_none);
	for (size_t i = 0; i < a->n_found; i++)
		if (is_of_all(m, a->found[i]))
			put_of_all(m, a, a->found[i]);
		else
			put_found(m, k, a->found[i]);
}

/* Records first, then the trial: a row that another click files meanwhile is found by its docket. */
void
import_check_enrolment(struct import *m)
{
	m->filings = arena_array(m->door->arena, m->csv.n, sizeof(*m->filings));
	m->rows = arena_array(m->door->arena, m->csv.n, sizeof(*m->rows));
	bool *is_here = arena_array(m->door->arena, m->csv.n, sizeof(*is_here));
	for (size_t i = 1; i < m->csv.n; i++)
		if (import_has_cells(m, i))
			import_filing_read(m, i);
	import_child_twice(m);
	if (!import_child_here(m, is_here)) {
		m->weather = VERDICT_BUSY;
		return;
	}
	if (!submit(m, m->filings, m->n_filings))
		return;
	for (size_t k = 0; k < m->n_filings; k++)
		put_answer(m, k, is_here[k]);
}

/* -- filing --------------------------------------------------------------------------- */

/* Weather that comes in between is the answer of the rows that it has kept out: sending the form again files them. */
void
import_file_enrolment(struct import *m)
{
	size_t n = 0;
	struct relay_submission *right = arena_array(m->door->arena, m->n_filings + 1, sizeof(*right));
	m->results = arena_array(m->door->arena, m->n_filings + 1, sizeof(*m->results));
	for (size_t k = 0; k < m->n_filings; k++) {
		if (m->is_wrong[m->rows[k]])
			continue;
		struct relay_action *a = &m->filings[k].action;
		m->results[n].row = m->csv.rows[m->rows[k]].row;
		m->results[n].docket = a->docket.text;
		m->results[n].is_before = m->filings[k].answer.n > 0;
		a->is_trial = false;
		right[n++].action = *a;
	}
	(void)submit(m, right, n);
	m->weather = VERDICT_OK;
	for (size_t i = 0; i < n; i++)
		m->results[i].verdict = right[i].answer.verdict;
	m->n_results = n;
}
