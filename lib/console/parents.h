/* What parents see without an account, and what a school gives them: the structs of these pages; see page.h, which
 * includes this. */
#ifndef CONSOLE_PARENTS_H
#define CONSOLE_PARENTS_H

struct parents_page {
	struct frame_page frame;
	const char *number, *name, *phone;	/* as they were typed */
	bool asks_phone, has_trouble, lacks_number, lacks_name, lacks_phone, is_no_match;
	bool is_wrong_length;	/* the number is nobody's by its shape alone */
	long long n_typed;
};

struct parents_code_page {
	struct frame_page frame;
	const char *number, *name;
	bool has_failed;
};

struct parents_wait_page {
	struct frame_page frame;
	long long seconds;
};

/* Who is to be turned to; link and tel are empty where they would be no addresses. */
struct contact_line {
	const char *what, *unit, *phone, *tel, *channel, *link;
	bool has_phone, has_tel, has_channel, has_link, has_none;
};

struct parents_result_page {
	struct frame_page frame;
	const char *sentence, *css, *sign, *kind, *holder, *stage, *due, *status, *school;
	const char *number, *name;	/* masked; NULL: by a link, and not typed */
	const char *keeper;		/* of the record, where that is another school; NULL: not told */
	bool has_case, is_open, has_turn, has_due, is_guess, has_record, has_complain;
	const struct step_line *steps;	/* has_turn: it is known here with whom it is now */
	size_t n_steps;
	const struct contact_line *contacts;
	size_t n_contacts;
};

/* A link from the school, before it is opened. */
struct parents_link_page {
	struct frame_page frame;
	const char *token;
};

/* The proof on a printed form. */
struct verify_page {
	struct frame_page frame;
	const char *typed, *trouble;
	const char *form, *unit, *code, *day, *key;
	bool is_valid, is_not_valid, is_empty;
};

/* The link that a registrar has made. */
struct link_page {
	struct frame_page frame;
	const char *url, *until, *ref;
	long long openings;
};

void	page_parents(struct out *, const struct parents_page *);
void	page_parents_code(struct out *, const struct parents_code_page *);
void	page_parents_wait(struct out *, const struct parents_wait_page *);
void	page_parents_result(struct out *, const struct parents_result_page *);
void	page_parents_link(struct out *, const struct parents_link_page *);
void	page_verify(struct out *, const struct verify_page *);
void	page_link(struct out *, const struct link_page *);

#endif
