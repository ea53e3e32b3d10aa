/*
 * Every kind of business, begun with every status of the record, by the school and every office
 * above it, in every role: each pair has an answer, and it is the one below. The whole matrix
 * stands afterwards in build/tables/matrix.md.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/paper.h"

/* Read from regulation §3, §4 and §5, not from business.def: who files, and with which status. */
static const struct {
	enum business kind;
	const char *filer;
	const char *statuses;
} law[] = {
	{ BUSINESS_transfer, FURONG_SCHOOL,
		"in_school abroad left_other dropped_out withdrawn expelled" },
	{ BUSINESS_offline_transfer, FURONG_SCHOOL,
		"in_school abroad left_other dropped_out withdrawn expelled" },
	{ BUSINESS_graduate_transfer, FURONG_JUNIOR, "graduated" },
	{ BUSINESS_suspension, NINE_YEAR_SCHOOL, "in_school" },
	{ BUSINESS_resumption, NINE_YEAR_SCHOOL, "suspended abroad left_other dropped_out missing" },
	{ BUSINESS_going_abroad, NINE_YEAR_SCHOOL, "in_school suspended" },
	{ BUSINESS_leave, NINE_YEAR_SCHOOL, "in_school suspended" },
	{ BUSINESS_dropping_out, NINE_YEAR_SCHOOL, "in_school suspended" },
	{ BUSINESS_withdrawal, NINE_YEAR_SCHOOL, "in_school suspended" },
	{ BUSINESS_expulsion, NINE_YEAR_SCHOOL, "in_school" },
	{ BUSINESS_missing, NINE_YEAR_SCHOOL, "in_school suspended abroad left_other dropped_out" },
	{ BUSINESS_death, NINE_YEAR_SCHOOL,
		"in_school suspended abroad left_other dropped_out withdrawn missing" },
	{ BUSINESS_graduation, NINE_YEAR_SCHOOL, "in_school" },
	{ BUSINESS_completion, NINE_YEAR_SCHOOL, "in_school" },
	{ BUSINESS_leaving_uncompleted, NINE_YEAR_SCHOOL, "in_school suspended" },
	{ BUSINESS_ordinary_update, NINE_YEAR_SCHOOL,
		"in_school suspended abroad left_other dropped_out withdrawn missing" },
	{ BUSINESS_removal_g, HUNAN,
		"in_school suspended abroad left_other dropped_out withdrawn expelled missing deceased"
		" graduated completed_without_diploma left_uncompleted" },
	{ BUSINESS_removal_l, NINE_YEAR_SCHOOL,
		"in_school suspended abroad left_other dropped_out withdrawn expelled missing deceased"
		" graduated completed_without_diploma left_uncompleted" },
	{ BUSINESS_problem_record, NINE_YEAR_SCHOOL,
		"in_school suspended abroad left_other dropped_out withdrawn expelled missing deceased"
		" graduated completed_without_diploma left_uncompleted" },
	{ BUSINESS_roll_back, FURONG, "in_school" },
	{ BUSINESS_enrolment, NINE_YEAR_SCHOOL,	/* there is no record yet */
		"in_school suspended abroad left_other dropped_out withdrawn expelled missing deceased"
		" graduated completed_without_diploma left_uncompleted transferred_out removed" },
	{ BUSINESS_key_change, NINE_YEAR_SCHOOL,
		"in_school suspended abroad left_other dropped_out withdrawn missing" },
	{ BUSINESS_sits_here, FURONG_SCHOOL,
		"in_school suspended abroad left_other dropped_out withdrawn missing" },
	{ BUSINESS_sits_elsewhere, LIWAN_SCHOOL,
		"in_school suspended abroad left_other dropped_out withdrawn missing" },
	{ BUSINESS_number_change, NINE_YEAR_SCHOOL,
		"in_school suspended abroad left_other dropped_out withdrawn missing" },
	{ BUSINESS_formal_number, NINE_YEAR_SCHOOL,
		"in_school suspended abroad left_other dropped_out withdrawn missing" },
	{ BUSINESS_formal_batch, NINE_YEAR_SCHOOL,	/* by its daemon */
		"in_school suspended abroad left_other dropped_out withdrawn missing" },
};

enum { N_LAW = sizeof(law) / sizeof(law[0]) };

static bool
has_word(const char *words, const char *word)
{
	const size_t n = strlen(word);
	for (const char *p = strstr(words, word); p != NULL; p = strstr(p + 1, word))
		if ((p == words || p[-1] == ' ') && (p[n] == ' ' || p[n] == '\0'))
			return true;
	return false;
}

static void
begin(struct paper *p, enum business kind)
{
	if (kind == BUSINESS_graduate_transfer)
		paper_begin_graduate(p, FURONG_JUNIOR, LIWAN_SCHOOL);
	else if (kind == BUSINESS_roll_back)
		paper_begin_roll_back(p, LIWAN_SCHOOL, FURONG_JUNIOR);
	else if (business_row(kind)->is_one_school)
		paper_begin_change(p, kind, NINE_YEAR_SCHOOL);
	else
		paper_begin(p, FURONG_SCHOOL, LIWAN_SCHOOL);
	p->kind = kind;
	p->scans = business_row(kind)->scans;
}

/* The answer where the record can be seen. */
static enum verdict
asked(struct paper *p, const char *who, enum role role)
{
	struct happening h = paper_ask(p, HAPPENING_FILE);
	struct world w = paper_world(p);
	h.unit = code(who);
	h.role = role;
	w.record = &p->record;
	const struct decision yes = docket_step(&p->docket, &h, &w);
	const struct decision again = docket_step(&p->docket, &h, &w);
	cr_assert_eq(yes.verdict, again.verdict);
	cr_assert_not_null(verdict_row(yes.verdict));
	cr_assert_eq(yes.appends, yes.verdict == VERDICT_OK);
	if (yes.appends) {
		struct docket d = docket_begin(&yes.header);
		cr_assert_eq(docket_apply(&d, &yes.entry), VERDICT_OK);
	}
	return yes.verdict;
}

static const char *const who[] = {
	NINE_YEAR_SCHOOL, FURONG_SCHOOL, FURONG_JUNIOR, LIWAN_SCHOOL, FURONG, CHANGSHA, HUNAN, LIWAN,
	GUANGZHOU, GUANGDONG, MINISTRY, TIANXIN,
};

/* One line of the table: what the lawful filer is told; everybody else has to be refused. */
static enum verdict
line(int row, enum status status)
{
	enum verdict told = VERDICT_OK;
	const bool fits = has_word(law[row].statuses, status_name(status));
	for (size_t i = 0; i < sizeof(who) / sizeof(who[0]); i++)
		for (int role = ROLE_NONE; role <= ROLE_SYSTEM; role++) {
			struct paper p;
			begin(&p, law[row].kind);
			p.record.status = status;
			const enum verdict v = asked(&p, who[i], (enum role)role);
			const bool may = law[row].kind == BUSINESS_formal_batch
			    ? role == ROLE_SYSTEM : role == ROLE_REGISTRAR || role == ROLE_CLERK;
			const bool is_filer = strcmp(who[i], law[row].filer) == 0;
			cr_assert_eq(v == VERDICT_OK, may && is_filer && fits, "%s %s by %s as %s: %s",
			    business_name(law[row].kind), status_name(status), who[i],
			    role_name((enum role)role), verdict_name(v));
			cr_assert(may || v == VERDICT_ROLE_NOT_ALLOWED);
			cr_assert(!may || is_filer || v == business_row(law[row].kind)->not_filer);
			if (may && is_filer)
				told = v;
		}
	return told;
}

Test(matrix, every_kind_with_every_status_by_every_office_in_every_role)
{
	static const enum status statuses[] = {
#define STATUS(name, ...) STATUS_##name,
#include "core/status.def"
#undef STATUS
	};
	int n_with_child = 0;	/* complaint_test.c knows the others */
	for (int kind = 1; kind < BUSINESS_N; kind++) {
		const struct business_row *b = business_row((enum business)kind);
		n_with_child += b != NULL && !b->names_no_child;
	}
	cr_assert_eq((int)N_LAW, n_with_child, "a kind of business that this test does not know");
	(void)mkdir(XUEJI_SOURCE_DIR "/build", 0777);
	(void)mkdir(XUEJI_SOURCE_DIR "/build/tables", 0777);
	FILE *f = fopen(XUEJI_SOURCE_DIR "/build/tables/matrix.md", "w");
	cr_assert_not_null(f);
	fprintf(f, "| kind | filed by | status | answer to it |\n| --- | --- | --- | --- |\n");
	for (int row = 0; row < N_LAW; row++)
		for (size_t s = 0; s < sizeof(statuses) / sizeof(statuses[0]); s++)
			fprintf(f, "| %s | %s | %s | %s |\n", business_name(law[row].kind), law[row].filer,
			    status_name(statuses[s]), verdict_name(line(row, statuses[s])));
	cr_assert_eq(fclose(f), 0);
}
