/*
 * A docket at work: files, decides and applies as a daemon would, and keeps the records
 * of both schools beside it.
 */
#ifndef PAPER_H
#define PAPER_H

#include "core/land.h"

#define PAPER_ID	"0198c0de-0000-7000-8000-000000000001"
#define OTHER_ID	"0198c0de-0000-7000-8000-000000000002"
#define CHILD_ID	"430102201605200013"
#define CHILD_NUMBER	"G" CHILD_ID
#define CHILD_NAME	"欧阳·阿依"
#define OTHER_NAME	"欧阳·阿依娜"
#define OTHER_CHILD_ID	"430102201605200021"
#define CLERK		"clerk.wang"
#define HEAD		"head.li"

struct paper {
	struct law law;
	struct docket docket;
	struct instant now;
	enum business kind;
	struct change change;
	uint8_t scans;
	const char *receiving, *sending;	/* unit codes */
	const char *brought;	/* where a complaint was brought */
	struct record record;	/* at the sending school */
	struct record admitted;	/* at the receiving school ... */
	bool has_admitted;	/* ... once there is one */
	bool has_no_record;	/* a first record is still to be made */
	struct index_view index;	/* what the province finds */
	enum verdict answer;	/* of the ministry, and ... */
	struct unit_code found;	/* ... where it found another record */
};

/* A child of the third grade between two schools, nothing filed yet; a school day in
 * September 2026. */
void	paper_begin(struct paper *, const char *receiving, const char *sending);
/* The same for a graduate of grade six. */
void	paper_begin_graduate(struct paper *, const char *receiving, const char *sending);
/* Business of one school, with a record that it fits and all that it needs. */
void	paper_begin_change(struct paper *, enum business, const char *school);
/* A child that `operator` took as a graduate of `graduating`. */
void	paper_begin_roll_back(struct paper *, const char *graduating, const char *operator);
/* A complaint or a supervision letter that `answers` has to answer, brought to that unit. */
void	paper_begin_complaint(struct paper *, enum business, const char *other, const char *answers,
	    const char *brought);
struct docket_id	paper_id(const char *);

/* What whoever may do that would ask, with everything it takes. */
struct happening	paper_ask(const struct paper *, enum happening_kind);
/* Only asks; a refusal must not come with an entry to append. */
struct decision	paper_try(const struct paper *, const struct happening *);
/* Asks, and applies what is decided to docket and records. */
enum verdict	paper_act(struct paper *, const struct happening *);
/* paper_act(paper_ask()), which must be OK; before a ruling, everybody is heard. */
void	paper_do(struct paper *, enum happening_kind);
/* Whoever is heard in a dispute states what there is to say. */
void	paper_hear(struct paper *);
/* Files and approves until it lies at that stage. */
void	paper_to(struct paper *, enum stage);
/* The entry that lawfully comes next; may be spoilt by the test. */
struct entry	paper_entry(const struct paper *, enum happening_kind);
/* The world as the holder's daemon sees it. */
struct world	paper_world(const struct paper *);

#endif
