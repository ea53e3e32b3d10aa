/*
 * Pages. A file page/NAME.html becomes the function page_NAME(); what it may show are the members
 * of struct NAME_page, and everything it shows is escaped. page.py says how such a file is written.
 */
#ifndef CONSOLE_PAGE_H
#define CONSOLE_PAGE_H

#include <stdbool.h>
#include <stddef.h>

enum { URL_MAX = 160, LINES_MAX = 200 };

enum lang { LANG_ZH, LANG_EN };

enum word {
#define WORD(key, ...) WORD_##key,
#include "console/word.def"
#undef WORD
	WORD_N,
};
const char	*word(enum lang, enum word);

/* What is written grows; data is malloc'd and the caller's. */
struct out {
	char *data;
	size_t size, capacity;
};
void	out_raw(struct out *, const char *, size_t);
/* & < > " ' as references: safe as text and between quotes. NULL writes nothing. */
void	out_text(struct out *, const char *);
void	out_number(struct out *, long long);
/* By its type: no page can show a text that is not escaped. */
#define out_put(o, x)                                                                    \
	_Generic((x), const char *: out_text, char *: out_text, long long: out_number)((o), (x))

struct menu_line {
	const char *path, *label;
	bool is_here;
};

/* A key, what the script does by it, in words. */
struct key_line {
	const char *key, *act, *label;
};

/* What is around every page. */
struct hidden_line {
	const char *name, *value;
};

struct frame_page {
	enum lang lang;
	bool is_demo, is_signed_in, is_large, is_compact;
	const char *title, *unit, *officer, *role, *csrf, *other_lang, *style, *script;
	const char *acting, *acting_role;	/* in whose place he acts, and as what; NULL: for himself */
	const char *again;	/* where who chooses language or size gets this page again, with a query; NULL: by its address */
	const char *repost;	/* where the form that this page answers is sent once more, with those fields; NULL: nowhere */
	const struct hidden_line *reposted;
	size_t n_reposted;
	const char *help_office, *help_phone, *help_channel;	/* who is in charge; NULL: nobody is */
	const struct menu_line *menu, *rare;	/* rare: folded away, unless the page is one of them */
	size_t n_menu, n_rare;
	bool is_rare_here;
	bool has_keys;			/* who is signed in and has not switched them off */
	const char *keys_script;
	const struct key_line *keys;
	size_t n_keys;
};

struct sign_in_page {
	struct frame_page frame;
	const char *name, *office, *level;	/* whose account works here: the offices of that level, and under whom */
	bool has_failed, is_busy;
	const char *provider;	/* where to sign in by it; NULL: there is none */
};

/* How signing in by the identity provider came out. */
struct oidc_page {
	struct frame_page frame;
	const char *text, *remedy, *path, *go_on;
	bool is_done;
};

struct notice_page {
	struct frame_page frame;
	const char *text;
	bool is_parents;
};

/* How long there is still time: as a sign, as text and by its class. */
struct term {
	const char *sign, *css, *text, *day;
	long long days;
	bool has_days;
};

struct choice_line {
	const char *value, *label;
	bool is_chosen;
};

struct inbox_line {
	const char *docket, *kind, *scope, *stage, *number;
	const char *receiving;	/* NULL: one school */
	const char *sending, *claimed_by;
	const char *back, *back_sign;	/* what sent it back, in words and as a sign; NULL: nothing has */
	struct term term;
	long long n;
	bool is_claimed, is_releasable;
	bool may_be_chosen;		/* to be approved with others */
};

/* -- filters that are saved ----------------------------------------------------------- */
struct view_line {
	const char *name, *account;	/* whose it is */
	const char *href, *words;	/* what it filters; NULL: what the page would not take any more */
	bool is_here, is_own, is_shared, may_end;
};

/* The views of a list as links above it. */
struct saved_page {
	struct frame_page frame;
	const struct view_line *lines;
	size_t n_lines;
	const char *add;	/* where its filter is saved; NULL: it has no views */
	const char *columns;	/* the part of the account's page where its columns are chosen; NULL: they cannot be */
};

/* Where the filter of a list is saved, and what is saved of that list. */
struct views_page {
	struct frame_page frame;
	const char *list, *title, *back;	/* the list */
	const char *words, *trouble;		/* the filter; NULL: it cannot be saved; NULL: none */
	const char *name;			/* as it was typed, or is */
	bool is_shared;
	const struct hidden_line *fields;
	size_t n_fields;
	const struct view_line *lines;
	size_t n_lines;
};

struct act_line {
	const char *name, *role;	/* whom he may act for now */
	bool is_now;
};

/* For whom he may act today, and does not. */
struct stands_in_page {
	struct frame_page frame;
	const struct act_line *acts;
	size_t n_acts;
};

struct inbox_page {
	struct frame_page frame;
	struct stands_in_page stands_in;
	struct saved_page saved;
	const struct inbox_line *lines;
	size_t n_lines;
	const struct choice_line *kinds;
	size_t n_kinds;
	bool has_next, is_later, is_all, is_mine, may_decide;
	bool has_scope, has_stage, has_schools;	/* columns */
	const char *next, *kind;
	const char *live;	/* the script that asks for news when there are some */
	long long now;
};

struct news_page {
	struct frame_page frame;
	long long n;
	bool has_news;
};

/* A docket before it is decided with others: as it is, and what speaks for a second look. */
struct bulk_line {
	const char *docket, *kind, *number, *name, *sending;
	const char *receiving;	/* NULL: one school */
	const char *marks;	/* NULL: none */
	struct term term;
	long long seen;
	bool is_ready;
};

struct bulk_page {
	struct frame_page frame;
	const struct bulk_line *lines;
	size_t n_lines;
	const char *reason;
	long long n_ready;
	bool is_ready, has_none;
};

struct result_line {
	const char *docket, *number, *text, *remedy;
	bool has_failed;
};

struct results_page {
	struct frame_page frame;
	const struct result_line *lines;	/* what failed comes first */
	size_t n_lines;
	long long n_done, n_failed;
	bool has_failed;
};

struct step_line {
	const char *stage, *unit, *css, *where;
	bool is_now;
};

struct stamp_line {
	const char *at, *unit, *officer, *action, *stage, *code, *reason, *key;
	const char *corrected;	/* what of the child; NULL: nothing */
	const char *seal, *css, *sign;	/* does it hold? In words, by class, as a sign */
};

struct ground_line {
	const char *name, *label;
	bool is_chosen;
};

struct verb_line {
	const char *verb, *label, *css;
};

struct fact_line {
	const char *label, *value;
};

struct change_line {
	const char *what, *before, *after, *mark;
	bool is_changed;
};

/* By its place among the others, what it is and how large; by its hash no person knows it. */
struct scan_line {
	const char *digest, *label;
	const char *hash;	/* its beginning */
	bool is_here;
};

/* How the last decision went; what was typed stays where it was not done. */
struct outcome {
	bool has_failed;
	const char *trouble, *remedy, *reason, *code, *name, *citizen_id;
	bool is_withdrawal;
	const char *reason_fault, *code_fault, *name_fault, *id_fault;	/* what a field lacks; NULL: nothing */
};

/* What sent the docket back to who filed it; what it does not say is NULL. */
struct back_line {
	const char *sign, *unit, *action, *stage, *officer, *at, *code, *reason;
	const char *whose;	/* who answers, and how */
};

/* The child of a docket, masked, or shown for a minute. */
struct student_page {
	struct frame_page frame;
	const char *docket, *number, *name, *citizen_id;
	bool is_shown, may_show, has_trouble;
	const char *purpose;	/* as it was typed */
};

struct neighbour_line {
	const char *docket;
};

struct docket_page {
	struct frame_page frame;
	struct student_page student;
	const char *docket, *holder, *stage, *state, *done_what;
	const char *task;	/* what it waits for its holder to do */
	const char *waits_for_head;	/* it is at his desk who looks, and he is not who decides; NULL: not so */
	bool is_own_filing;	/* ... because he has filed it himself */
	bool is_automatic;	/* nobody decides: the daemon does its step */
	bool is_back, may_withdraw;
	struct back_line back;
	const char *needs_words;	/* the verbs that need them; NULL: none does */
	const char *again_first, *again_then;	/* who decides after a correction; NULL: all of the way, once more */
	bool has_lost_form;	/* what was typed has no form any more to stand in */
	bool is_open, is_done, is_underway, has_days, may_correct, has_dispute, has_child, is_ours, is_filers;
	bool is_current;	/* else: as it was when this unit handed it on */
	struct term term;
	long long used, days;	/* working days of the holder's term */
	struct outcome outcome;
	const struct fact_line *facts;
	size_t n_facts;
	const struct change_line *changes;
	size_t n_changes;
	const struct scan_line *scans;
	size_t n_scans;
	const struct step_line *steps;
	size_t n_steps;
	const struct stamp_line *stamps;
	size_t n_stamps;
	const struct verb_line *verbs;
	size_t n_verbs;
	const struct ground_line *grounds;
	size_t n_grounds;
	long long n;		/* entries, as it was looked at */
	bool has_paper;
	const char *paper, *paper_label;	/* the last part of its path */
	const char *follows;	/* the docket before, which came to nothing; NULL: there is none */
	bool is_follows_here, may_file_again;
	const char *kind;
	const struct neighbour_line *followed_by;
	size_t n_followed_by;
};

/* -- filing --------------------------------------------------------------------------- */
struct kind_line {
	const char *name, *label;
};

struct kind_group {
	const char *title;
	struct kind_line *lines;
	size_t n_lines;
};

struct kinds_page {
	struct frame_page frame;
	const struct kind_group *groups;
	size_t n_groups;	/* 0: nothing at all */
};

/* A unit that fits what was typed. */
struct found_line {
	const char *code, *name, *where;	/* where: those above it, the province first */
	bool is_closed;
};

/* Under the field for a unit: the one that is meant, said back, or those to choose from. */
struct found_page {
	struct frame_page frame;
	const char *field;	/* its name and id */
	const char *asked;	/* the text that this is about; NULL: about none */
	const char *code;	/* of the one that is meant by it; NULL: none is, or it is the text itself */
	const char *said;	/* read aloud when it changes */
	const struct found_line *lines;
	size_t n_lines;
	bool is_part;		/* sent alone, for a page that is there already */
};

struct unit_page {
	struct frame_page frame;
	const char *field, *typed;
	const char *fault;	/* NULL: none */
	bool is_any;		/* not only schools */
	struct found_page found;
};

struct field_line {
	const char *name, *label, *type, *value, *fault;
	const char *hint;	/* NULL: none */
	long long most;
	bool is_needed, has_fault;
	const struct choice_line *options;	/* one of these is chosen, ... */
	size_t n_options;			/* ... where there are any */
	bool is_unit;
	struct unit_page unit;			/* if it is one */
};

/* What stands against a filing, and at which field: its id on the page. */
struct problem_line {
	const char *verdict, *field, *text, *remedy, *opens, *owner, *phone;
	long long number;
};

struct file_page {
	struct frame_page frame;
	const char *kind, *docket, *reason, *trouble;
	const char *follows;	/* the docket that this one says it follows; NULL: none was looked at */
	bool is_one_school, is_following;
	bool is_clear, needs_scans, has_trouble, has_reason_fault;
	bool may_attend;	/* whatever stands against it */
	const char *found;	/* the units found by their names, which are to be seen before anything is filed; NULL: none */
	long long n_needed;
	const struct field_line *fields;
	size_t n_fields;
	const struct problem_line *problems;
	size_t n_problems;
	const struct scan_line *scans;	/* that were uploaded already */
	size_t n_scans;
};

/* -- tables, as pages and as files ---------------------------------------------------- */
struct table_column {
	const char *name, *href, *aria, *sign;	/* href: sorted by it; NULL: cannot be */
	bool is_number;
};

struct table_cell {
	const char *text, *href;	/* href NULL: no link */
	long long order;		/* of a column of numbers: what it is sorted by */
	long long bar;			/* per mille; with has_bar */
	bool is_number, has_bar;
};

struct table_row {
	struct table_cell *cells;
	size_t n_cells, place;
};

/* The table as a file. */
struct file_line {
	const char *href, *label;
};

struct table_page {
	const char *title, *note;	/* note NULL: none */
	const struct table_column *columns;
	struct table_row *rows;
	const struct file_line *files;
	size_t n_columns, n_rows, n_files, capacity;
	bool is_form;	/* its file is to be filled in: what is typed stays as it is typed */
};

/* -- students, search, looks ---------------------------------------------------------- */

struct search_page {
	struct frame_page frame;
	const char *docket, *number, *citizen_id, *name, *birth;	/* as they were typed */
	struct unit_page school;
	const char *trouble, *remedy;
	bool has_failed, is_done, is_empty, has_more, has_dockets, has_records;
	struct table_page dockets, records;
};

struct students_page {
	struct frame_page frame;
	struct saved_page saved;
	const struct choice_line *statuses;
	size_t n_statuses;
	struct table_page table;
	const char *status, *next, *first;	/* addresses */
	bool has_next, is_later, is_empty;
};

struct version_line {
	const char *at, *why, *docket, *status, *grade, *number, *unit, *officer;
	long long version;
	bool has_docket, has_filed, is_problem;
};

struct record_page {
	struct frame_page frame;
	const char *ref;	/* what stands for the number in an address */
	const char *number, *name, *status, *grade, *status_on, *docket;
	bool has_docket, is_problem, has_status_on, may_link;
	struct table_page numbers;
	const struct version_line *versions;
	size_t n_versions;
};

/* -- figures -------------------------------------------------------------------------- */
struct bar_line {
	const char *label, *text, *css;
	long long y, y_text, width, x_text;
};

struct bars_page {
	const char *id, *title, *description;
	long long height;
	const struct bar_line *lines;
	size_t n_lines;
};

struct tile_line {
	const char *name, *in, *out, *css, *what;
	long long x, y, x_text, y_name, y_in, y_out;
};

struct tiles_page {
	const char *title, *description;
	const struct tile_line *lines;
	size_t n_lines;
};

struct figures_page {
	struct frame_page frame;
	const char *from, *to, *trouble, *remedy, *as_of;
	bool has_failed;
	const struct choice_line *units;
	size_t n_units;
	const struct choice_line *groups;
	size_t n_groups;
	const char *n_dockets, *n_decided, *on_time, *n_open, *n_open_late;
	struct tiles_page tiles;
	struct table_page moves, league, backlog, delays;
	struct bars_page backlog_bars, delay_bars;
};

/* -- classes, findings, complaints, units, publications ------------------------------- */
#include "console/business.h"

/* -- accounts ------------------------------------------------------------------------- */
/* One-time codes: of an account that has none, with the secret that it is offered. */
struct totp_page {
	struct frame_page frame;
	bool is_new;
	const char *secret, *uri;
};

struct code_page {
	struct frame_page frame;
	struct totp_page totp;
	bool has_failed;
};

struct deputy_line {
	const char *principal, *deputy, *first, *last, *by;
	const char *from, *to;		/* as a form sends them */
	bool may_end, is_today;
};

/* A form that appoints one, as it was typed, with what is wrong with it. */
struct deputy_form_page {
	struct frame_page frame;
	const char *id;				/* before those of its fields: two of them stand on a page */
	const struct choice_line *principals;	/* none: for himself */
	size_t n_principals;
	const struct choice_line *colleagues;
	size_t n_colleagues;
	const char *from, *to, *today;
	const char *who_fault, *days_fault;	/* NULL: nothing */
};

/* Who acts in whose place. */
struct deputies_page {
	struct frame_page frame;
	const struct act_line *acts;
	size_t n_acts;
	const struct deputy_line *lines;
	size_t n_lines;
	struct deputy_form_page own, other;	/* for himself; by a head, for another */
	bool is_other;				/* the other one was sent */
	const char *fault, *fault_at;		/* of the form that was sent; NULL: nothing is wrong at a field of it */
};

/* What an officer chooses: part by part of its form. */
struct choice_row {
	const char *name, *label;
	bool is_column, is_shown;
	const struct choice_line *values;
	size_t n_values;
};

struct choice_group {
	const char *name, *title;
	bool has_columns, is_messages;
	const struct choice_row *rows;
	size_t n_rows;
};

struct choices_page {
	struct frame_page frame;
	const struct choice_group *groups;
	size_t n_groups;
	const char *trouble;				/* NULL: none */
	const char *phone, *phone_typed, *phone_fault;	/* masked, NULL: there is none; NULL: nothing is wrong */
};

struct account_page {
	struct frame_page frame;
	struct totp_page totp;
	struct deputies_page deputies;
	struct choices_page choices;
	const char *trouble, *done;
	bool has_trouble, is_done, may_remove, has_password;	/* without one the provider alone says who it is */
};

struct account_line {
	const char *name, *unit, *role, *used, *state, *css;
	bool is_sealed;
	const char *subject;	/* whom the provider calls so; NULL: linked to nobody */
};

struct accounts_page {
	struct frame_page frame;
	const struct account_line *lines;
	size_t n_lines;
	bool is_sealed_only, has_next, is_none, has_trouble, is_done;
	const char *next, *trouble, *done;
	const char *name, *subject;	/* as they were typed */
	struct unit_page unit;
	bool has_provider;
};

struct unmask_page {
	struct frame_page frame;
	struct student_page student;
	const char *docket;
};

struct look_line {
	const char *at, *unit, *account, *role, *kind, *subject, *purpose;
	long long hits;
	bool is_docket;
};

struct looks_page {
	struct frame_page frame;
	const struct look_line *lines;
	size_t n_lines;
	bool has_trouble, has_next, is_office;
	const char *account, *subject, *next;
	struct unit_page unit;
	const char *unit_code, *trouble;
};


/* -- paper ---------------------------------------------------------------------------- */

/* -- parents -------------------------------------------------------------------------- */
#include "console/parents.h"

/* -- what page.py makes --------------------------------------------------------------- */
void	page_table(struct out *, const struct table_page *);
void	page_bars(struct out *, const struct bars_page *);
void	page_tiles(struct out *, const struct tiles_page *);
void	page_search(struct out *, const struct search_page *);
void	page_students(struct out *, const struct students_page *);
void	page_record(struct out *, const struct record_page *);
void	page_figures(struct out *, const struct figures_page *);
void	page_frame(struct out *, const struct frame_page *);
void	page_foot(struct out *, const struct frame_page *);
void	page_sign_in(struct out *, const struct sign_in_page *);
void	page_oidc(struct out *, const struct oidc_page *);
void	page_notice(struct out *, const struct notice_page *);
void	page_inbox(struct out *, const struct inbox_page *);
void	page_saved(struct out *, const struct saved_page *);
void	page_views(struct out *, const struct views_page *);
void	page_docket(struct out *, const struct docket_page *);
void	page_news(struct out *, const struct news_page *);
void	page_bulk(struct out *, const struct bulk_page *);
void	page_results(struct out *, const struct results_page *);
void	page_kinds(struct out *, const struct kinds_page *);
void	page_unit(struct out *, const struct unit_page *);
void	page_found(struct out *, const struct found_page *);
void	page_file(struct out *, const struct file_page *);
void	page_totp(struct out *, const struct totp_page *);
void	page_code(struct out *, const struct code_page *);
void	page_deputies(struct out *, const struct deputies_page *);
void	page_deputy_form(struct out *, const struct deputy_form_page *);
void	page_stands_in(struct out *, const struct stands_in_page *);
void	page_choices(struct out *, const struct choices_page *);
void	page_account(struct out *, const struct account_page *);
void	page_accounts(struct out *, const struct accounts_page *);
void	page_student(struct out *, const struct student_page *);
void	page_unmask(struct out *, const struct unmask_page *);
void	page_looks(struct out *, const struct looks_page *);

/* A file of asset/, served as it is; its name changes with its content. */
struct asset {
	const char *path;	/* "/console/style-0123456789ab.css" */
	const char *type;
	const unsigned char *data;
	size_t size;
};
extern const struct asset	asset_style, asset_htmx, asset_keys, asset_live;

#endif
