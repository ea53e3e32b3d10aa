/* Pages of term verification, findings, complaints, disputes, units, law, the year, the catalogue, notices
 * and letters. A part of page.h, which has what they are made of; nobody else includes it. */
#ifndef CONSOLE_BUSINESS_H
#define CONSOLE_BUSINESS_H

/* A state as a sign, as text and by its class. */
struct badge {
	const char *sign, *css, *text;
};

/* Where a list goes on: a path, where it does; and is there something before it? */
struct pager {
	const char *next, *first;
	bool has_next, is_later;
};

struct refused_page {
	struct frame_page frame;
	const char *text, *remedy, *code;
};

struct place_line {
	const char *code, *name, *office;
};

struct progress_line {
	const char *name, *as_of;
	long long schools, schools_done, students, listed, confirmed, unchanged, share;
};

struct verification_office_page {
	struct frame_page frame;
	const char *term;
	struct progress_line sum;
	const struct progress_line *lines;
	size_t n_lines;
	const struct place_line *silent;
	size_t n_silent;
	bool has_unfinished;	/* a list of them, which the ministry has not */
};

struct class_line {
	const char *name, *link, *teacher, *teacher_at, *registrar, *registrar_at;
	long long students, parents;
	struct badge badge;
};

/* A line of a list that was typed, and why it does not count. */
struct dropped_line {
	long long line;
	const char *number, *why;
};

struct verification_school_page {
	struct frame_page frame;
	const char *term;
	long long students, listed, confirmed, unlisted, unchanged;
	const struct class_line *lines;
	size_t n_lines;
	bool is_done, has_failed, is_saved, is_registrar;
	const struct dropped_line *dropped;
	size_t n_dropped;
	bool may_see_records;	/* those that have not changed, one by one */
	const char *trouble, *remedy, *name, *numbers;	/* the last two as they were typed */
};

struct pupil_line {
	const char *number, *name, *sex, *birth;
	long long grade;
	const char *ref;
};

struct class_list_page {
	struct frame_page frame;
	const char *term, *list, *trouble, *remedy;
	struct class_line sheet;
	const struct pupil_line *pupils;
	size_t n_pupils;
	bool is_teacher, may_confirm, has_failed;
};

struct unfinished_page {
	struct frame_page frame;
	const struct place_line *lines;
	size_t n_lines;
	struct pager pager;
};

struct unchanged_page {
	struct frame_page frame;
	const struct pupil_line *pupils;
	size_t n_pupils;
	long long days;
	struct pager pager;
};

struct finding_line {
	const char *docket, *kind, *stage, *holder, *sits, *keeps, *number, *since, *due;
	bool is_ours;	/* the child sits here, and who looks may file for it */
};

struct findings_page {
	struct frame_page frame;
	const struct finding_line *lines;
	size_t n_lines;
	struct pager pager;
	bool may_report;	/* file one */
};

struct offline_page {
	struct frame_page frame;
	bool may_file;
};

struct case_line {
	const char *docket, *kind, *stage, *holder, *owner, *answers, *about, *filed_at;
	struct term term;
	struct badge badge;
	bool is_ours;
	const struct stamp_line *stamps;
	size_t n_stamps;
};

struct complaints_page {
	struct frame_page frame;
	struct saved_page saved;
	const struct choice_line *kinds;
	size_t n_kinds;
	const struct case_line *lines;
	size_t n_lines;
	struct pager pager;
	bool is_open_only;
	bool may_complain, may_supervise;	/* file one */
};

struct cases_page {
	struct frame_page frame;
	const char *number;
	const struct case_line *lines;
	size_t n_lines;
	bool is_asked, is_cut;
};

struct evidence_line {
	const char *digest, *label, *where;
};

struct dispute_line {
	const char *coordinator;
	struct stamp_line refusal, objection, ruling;
	bool has_refusal, has_ruling;
	const struct stamp_line *statements;
	size_t n_statements;
	const struct place_line *missing;	/* who is heard and has not stated */
	size_t n_missing;
};

struct dispute_page {
	struct frame_page frame;
	const char *docket, *kind;
	bool is_open;		/* it waits for the ruling */
	struct term term;
	const struct dispute_line *disputes;
	size_t n_disputes;
	const struct evidence_line *papers;
	size_t n_papers;
};

struct unit_line {
	const char *code, *name, *level, *phone, *channel, *successor;
	struct badge badge;
	bool is_office, has_contact;
};

struct units_page {
	struct frame_page frame;
	struct unit_page under;
	struct unit_line unit;
	const struct place_line *path;
	size_t n_path;
	const struct unit_line *lines;
	size_t n_lines;
	struct pager pager;
	bool is_without;
};

struct publication_line {
	const char *matter, *unit, *file, *officer, *published_at, *effective_at, *code, *why;
	long long version;
	struct badge badge;
};

struct publications_page {
	struct frame_page frame;
	const struct publication_line *lines;
	size_t n_lines;
	bool may_publish, is_done, has_failed;
	const char *trouble, *remedy, *why, *file, *text, *effective_at;
	const struct choice_line *matters;
	size_t n_matters;
};

struct closed_line {
	const char *kind, *unit, *from, *until;
	const char *state, *sign, *css;		/* not begun, closed now, over */
	long long days;
};

struct day_cell {
	const char *day, *css, *mark, *title;
	bool is_today;
};

struct week_line {
	const struct day_cell *days;
	size_t n_days;
};

struct month_box {
	const char *title;
	const struct week_line *weeks;
	size_t n_weeks;
};

struct year_page {
	struct frame_page frame;
	long long year, before, after;
	bool is_guess;
	const struct closed_line *closed;
	size_t n_closed;
	const struct month_box *months;
	size_t n_months;
};

struct verdict_line {
	const char *name, *zh, *en, *remedy_zh, *remedy_en;
	long long number;
	bool is_later;
	struct badge badge;
};

struct verdicts_page {
	struct frame_page frame;
	const char *id, *title;
	const char *hint;	/* NULL: none */
	const struct verdict_line *lines;
	size_t n_lines;
};

struct catalogue_page {
	struct frame_page frame;
	struct verdicts_page officers, machines;	/* what a person can be told, and what machines tell each other */
	const struct verdict_line *grounds;
	size_t n_grounds;
};

struct handled_page {
	struct frame_page frame;
	struct saved_page saved;
	const struct choice_line *by, *states, *kinds;
	size_t n_by, n_states, n_kinds;
	struct table_page table;
	struct pager pager;
	bool is_empty;
};

struct told_line {
	const char *docket, *unit, *stage, *at;
	const char *kind, *number;	/* of one that is open to us, as in the inbox */
	const char *now;	/* how the docket stands, or what is wanted */
	struct badge badge;
	bool may_supervise, is_open_to_us;
};

struct told_page {
	struct frame_page frame;
	const struct told_line *lines;
	size_t n_lines;
	struct pager pager;
	bool may_supervise;	/* one of them */
};

struct letter_line {
	const char *topic, *code, *why, *at;
	long long id, size, times;
	struct badge badge;
	bool is_waiting;
};

struct letters_page {
	struct frame_page frame;
	const struct letter_line *lines;
	size_t n_lines;
	struct pager pager;
	const char *trouble, *remedy;
	bool is_all, is_done, has_failed;
};

/* -- lists from a file ---------------------------------------------------------------- */
struct import_page {
	struct frame_page frame;
	const struct choice_line *lists, *encodings;
	size_t n_lists, n_encodings;
	const char *reason, *arrived_on;
	bool lacks_file;
};

struct import_line {
	const char *row, *column, *value, *code, *text, *remedy;
};

/* What goes with the form from page to page; file: as Base64. */
struct import_form_page {
	const char *csrf, *list, *asked, *batch, *file, *reason, *arrived_on;
};

struct import_check_page {
	struct frame_page frame;
	struct import_form_page form;
	const char *label, *encoding;
	long long n_rows, n_right, n_found;	/* problems; `lines` are the first of them */
	bool is_clear, has_right, has_errors, is_cut, is_class_list, has_none_filed;
	const struct import_line *lines;
	size_t n_lines;
};

struct imported_line {
	const char *row, *docket, *class;	/* one of them NULL */
	const char *text, *remedy;
	bool has_failed;
};

struct imported_page {
	struct frame_page frame;
	struct import_form_page form;
	const struct imported_line *lines;	/* what failed comes first */
	size_t n_lines;
	long long n_done, n_failed;
	bool has_failed;
};

void	page_import(struct out *, const struct import_page *);
void	page_import_form(struct out *, const struct import_form_page *);
void	page_import_check(struct out *, const struct import_check_page *);
void	page_imported(struct out *, const struct imported_page *);
void	page_refused(struct out *, const struct refused_page *);
void	page_verification_office(struct out *, const struct verification_office_page *);
void	page_verification_school(struct out *, const struct verification_school_page *);
void	page_class_list(struct out *, const struct class_list_page *);
void	page_unfinished(struct out *, const struct unfinished_page *);
void	page_unchanged(struct out *, const struct unchanged_page *);
void	page_findings(struct out *, const struct findings_page *);
void	page_offline(struct out *, const struct offline_page *);
void	page_complaints(struct out *, const struct complaints_page *);
void	page_cases(struct out *, const struct cases_page *);
void	page_dispute(struct out *, const struct dispute_page *);
void	page_units(struct out *, const struct units_page *);
void	page_publications(struct out *, const struct publications_page *);
void	page_year(struct out *, const struct year_page *);
void	page_verdicts(struct out *, const struct verdicts_page *);
void	page_catalogue(struct out *, const struct catalogue_page *);
void	page_handled(struct out *, const struct handled_page *);
void	page_told(struct out *, const struct told_page *);
void	page_letters(struct out *, const struct letters_page *);

#endif
