/* Rows to write, all different and all reproducible from a number. */
#ifndef ROWS_H
#define ROWS_H

#include "store/store.h"

#define TOPIC	"xueji.v1.43.county"
#define DESK	"430102"
#define SCHOOL	"2143000101"
#define SENDER	"2144000001"

/* 2026-09-01T09:00:00+08:00 */
#define NOW_MS	INT64_C(1788224400000)

struct docket_id	rows_docket_id(unsigned i);
void			rows_letter_id(unsigned i, char ret[STORE_LETTER_ID_MAX]);
struct student_number	rows_number(unsigned i);
struct unit_code	rows_unit(const char *);
struct instant		rows_at(int64_t ms_after_now);
/* Bytes of all 256 values, NUL first. */
struct bytes		rows_bytes(struct arena *, unsigned seed, size_t size);
void			rows_text(char *ret, size_t size, const char *);
void			rows_sealed(struct arena *, unsigned seed, size_t size, struct sealed *ret);

/* A docket on the desk of DESK, entries n_before + 1 .. n_before + n_entries, term in ten
 * days, to be looked at when the term is over. */
struct docket_write	rows_docket(struct arena *, unsigned i, uint32_t n_before, size_t n_entries);
struct docket		*rows_fold(struct arena *, const struct docket_write *);	/* to change it */
struct record_write	rows_record(unsigned i, uint32_t version_before);
/* A delivery of entries up to `upto` of docket i to SENDER. */
struct outgoing		rows_outgoing(struct arena *, unsigned letter, unsigned i, uint32_t upto);
struct position_move	rows_position(int32_t partition, int64_t from, int64_t to);

/* Lets the store connect and prepare now, and not while something is locked. */
void			rows_connect(struct store *);

/* store_commit() of one kind of row. */
enum store_result	commit_docket(struct store *, struct docket_write);
enum store_result	commit_record(struct store *, struct record_write);
enum store_result	commit_position(struct store *, struct position_move);
enum store_result	commit_outgoing(struct store *, struct outgoing);
enum store_result	commit_done(struct store *, struct outgoing_done);

#endif
