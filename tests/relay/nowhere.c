/* The ports behind a turn. Most tests bring the dockets themselves, so nothing is ever
 * read; whoever asks has left the path that is tested. */
#include <string.h>

#include "base/log.h"
#include "ports.h"

enum store_result
store_dockets(struct store *s, struct arena *a, const struct docket_id *ids, size_t n,
    struct stored_docket *ret)
{
	(void)s, (void)a;
	if (!ports.is_empty && ports.stored.n == 0)
		log_panic("no store here");
	memset(ret, 0, n * sizeof(*ret));
	for (size_t i = 0; i < n; i++) {
		ret[i].id = ids[i];
		ret[i].folder = ports.stored;
	}
	return STORE_OK;
}

enum store_result
store_records(struct store *s, const struct student_number *numbers,
    const struct unit_code *schools, size_t n, struct stored_record *ret)
{
	(void)s, (void)numbers, (void)schools;
	if (!ports.is_empty)
		log_panic("no store here");
	memset(ret, 0, n * sizeof(*ret));
	return STORE_OK;
}

enum store_result
store_attachments_missing(
    struct store *s, const uint8_t (*digests)[DIGEST_SIZE], size_t n, bool *ret)
{
	(void)s, (void)digests;
	if (!ports.is_empty)
		log_panic("no store here");
	for (size_t i = 0; i < n; i++)
		ret[i] = ports.are_scans_away;
	return STORE_OK;
}

enum store_result
store_attachment_get(struct store *s, struct arena *a, const uint8_t digest[DIGEST_SIZE],
    struct attachment *ret, struct bytes *ret_data)
{
	(void)s, (void)a, (void)digest, (void)ret, (void)ret_data;
	log_panic("no store here");
}

enum store_result
store_index(struct store *s, struct arena *a, const char (*ids)[STORE_INDEX_ID_MAX], size_t n_ids,
    const uint8_t (*keys)[STORE_INDEX_KEY], size_t n_keys, struct index_row **ret, size_t *ret_n)
{
	(void)s, (void)a, (void)ids, (void)n_ids, (void)keys, (void)n_keys, (void)ret, (void)ret_n;
	log_panic("no store here");
}

enum store_result
store_questions(struct store *s, struct arena *a, const struct docket_id *ids, size_t n,
    struct question **ret, size_t *ret_n)
{
	(void)s, (void)a, (void)ids, (void)n, (void)ret, (void)ret_n;
	log_panic("no store here");
}

enum store_result
store_questions_in(struct store *s, struct arena *a, enum question_state state, size_t max,
    struct question **ret, size_t *ret_n)
{
	(void)s, (void)a, (void)state, (void)max, (void)ret, (void)ret_n;
	log_panic("no store here");
}

enum store_result
store_numbers(struct store *s, struct arena *a, const struct student_number *prefixes, size_t n,
    struct student_number **ret, size_t *ret_n)
{
	(void)s, (void)a, (void)prefixes, (void)n, (void)ret, (void)ret_n;
	log_panic("no store here");
}
