/* Store and relay of paper. See hatch.h. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "hatch.h"
#include "store/account.h"

struct behind behind;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t all_there = PTHREAD_COND_INITIALIZER;

/* -- relay ---------------------------------------------------------------------------- */

bool
relay_serves(struct relay *r, const struct unit *u)
{
	(void)r;
	if (behind.serves != NULL)
		return strcmp(u->code.text, behind.serves) == 0;
	if (behind.is_school_elsewhere && strcmp(u->code.text, SCHOOL) == 0)
		return false;
	return strcmp(u->code.text, THERE) != 0 && strncmp(u->code.text, "44", 2) != 0;
}

uint32_t
relay_news(struct relay *r, struct unit_code unit)
{
	(void)r, (void)unit;
	return behind.news;
}

void
relay_submit_all(struct relay *r, struct relay_submission *all, size_t n, int wait_ms)
{
	for (size_t i = 0; i < n; i++)
		all[i].answer = relay_submit(r, &all[i].action, wait_ms);
}

struct relay_answer
relay_submit(struct relay *r, const struct relay_action *action, int wait_ms)
{
	struct timespec until;
	int rc = 0;
	(void)r;
	(void)clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += wait_ms / 1000;
	(void)pthread_mutex_lock(&lock);
	behind.asked = *action;
	behind.n_asked++;
	(void)pthread_cond_broadcast(&all_there);
	while (behind.n_asked < behind.n_expected && rc == 0)
		rc = pthread_cond_timedwait(&all_there, &lock, &until);
	struct relay_answer answer = behind.answer;
	if (behind.n_asked < behind.n_expected)
		answer.verdict = VERDICT_BUSY;
	if (behind.is_gone_after_commit)
		behind.weather = STORE_AGAIN;
	(void)pthread_mutex_unlock(&lock);
	return answer;
}

enum verdict
relay_import(struct relay *r, const struct record *records, size_t n, int wait_ms)
{
	(void)r;
	(void)wait_ms;
	for (size_t i = 0; i < n && i < IMPORTED_MAX; i++)
		behind.imported[i] = records[i];
	behind.n_imported = n;
	return behind.answer.verdict;
}

/* -- store ---------------------------------------------------------------------------- */

static int a_store;

struct store *
store_open(const char *conninfo, const char *name)
{
	(void)conninfo;
	(void)name;
	void *p = malloc(sizeof(a_store));
	return p;
}

void
store_close(struct store *s)
{
	free(s);
}

enum store_result
store_dockets(struct store *s, struct arena *a, const struct docket_id *ids, size_t n,
    struct stored_docket *ret)
{
	(void)s;
	(void)a;
	behind.n_reads++;
	for (size_t i = 0; i < n; i++) {
		const struct stored_docket unknown = { .id = ids[i] };
		ret[i] = unknown;
		if (strcmp(ids[i].text, DOCKET) == 0)
			ret[i].folder = behind.folder;
		behind.n_bytes += ret[i].folder.header.size;
	}
	return behind.weather;
}

enum store_result
store_redates(struct store *s, struct arena *a, struct docket_id docket, struct redate **ret,
    size_t *ret_n)
{
	(void)s, (void)docket;
	*ret = arena_array(a, 1, sizeof(**ret));
	(*ret)[0].at.ms = 1788224400000;
	(*ret)[0].before.ms = 1789488000000;	/* after 2026-09-15 */
	(*ret)[0].term.ms = 1789574400000;
	*ret_n = 1;
	return behind.weather;
}

static void
name(char *ret, size_t size, const char *text)
{
	(void)text_copy(ret, size, text);
}

enum store_result
store_inbox_news(struct store *s, const struct inbox_wanted *wanted, struct instant since, int64_t *ret_n)
{
	(void)s, (void)since;
	behind.wanted = *wanted;
	*ret_n = 2;
	return behind.weather;
}

enum store_result
store_claim_put(struct store *s, struct docket_id docket, struct unit_code unit, const char *account,
    struct instant at, char ret[OFFICER_MAX])
{
	(void)s, (void)docket, (void)unit, (void)at;
	if (behind.claimed_by[0] == '\0')
		(void)text_copy(behind.claimed_by, sizeof(behind.claimed_by), account);
	(void)text_copy(ret, OFFICER_MAX, behind.claimed_by);
	return behind.weather;
}

enum store_result
store_claim_end(struct store *s, struct docket_id docket, struct unit_code unit, const char *account,
    bool is_head, bool *ret_was_there)
{
	(void)s, (void)docket, (void)unit;
	*ret_was_there = is_head || strcmp(behind.claimed_by, account) == 0;
	if (*ret_was_there)
		behind.claimed_by[0] = '\0';
	return behind.weather;
}

enum store_result
store_inbox(struct store *s, struct arena *a, const struct inbox_wanted *wanted,
    const struct inbox_row *after, size_t max, struct inbox_row **ret, size_t *ret_n)
{
	(void)s;
	if (behind.list_is_read != NULL)
		behind.list_is_read();
	behind.wanted = *wanted;
	behind.has_after = after != NULL;
	if (after != NULL)
		behind.after = *after;
	behind.limit = max;
	*ret_n = behind.n_rows;
	*ret = arena_array(a, behind.n_rows + 1, sizeof(**ret));
	for (size_t i = 0; i < behind.n_rows; i++) {
		struct inbox_row *row = &(*ret)[i];
		name(row->id.text, sizeof(row->id.text), DOCKET);
		row->kind = BUSINESS_transfer;
		row->n = 1;
		name(row->receiving_school.text, sizeof(row->receiving_school.text), SCHOOL);
		name(row->sending_school.text, sizeof(row->sending_school.text), THERE);
		row->scope = SCOPE_within_county;
		row->stage = behind.row_stage == STAGE_NONE ? STAGE_county : behind.row_stage;
		name(row->number.text, sizeof(row->number.text), NUMBER);
		row->since.ms = 1788224400000;
		row->term.ms = 1789488000000;
	}
	return behind.weather;
}

/* n_rows of DOCKET, and none behind it. */
enum store_result
store_handled(struct store *s, const struct handled_wanted *wanted, const struct handled_row *after, size_t max,
    struct handled_row *ret, size_t *ret_n)
{
	const struct handled_row row = { { DOCKET }, behind.handled_n == 0 ? 1 : behind.handled_n,
		{ 1788224400000 } };
	(void)s;
	behind.handled = *wanted;
	if (after != NULL)
		behind.handled_after = *after;
	*ret_n = behind.n_rows < max ? behind.n_rows : max;
	if (after != NULL && after->at.ms <= row.at.ms)
		*ret_n = 0;
	for (size_t i = 0; i < *ret_n; i++)
		ret[i] = row;
	return behind.weather;
}

/* Nobody is told anything. */
enum store_schema
store_schema(struct store *s)
{
	(void)s;
	return STORE_SCHEMA_AWAY;
}

enum store_until
store_until(const struct digest_day *d, struct instant term)
{
	(void)d, (void)term;
	return STORE_UNTIL_LATER;
}

enum store_result
store_digest_accounts(struct store *s, const struct digest_day *d, const char *choice, const char *after,
    size_t max, struct digest_account *ret, size_t *ret_n)
{
	(void)s, (void)d, (void)choice, (void)after, (void)max, (void)ret;
	*ret_n = 0;
	return behind.weather;
}

enum store_result
store_digest_counts(struct store *s, struct arena *a, const struct digest_day *d, struct digest_count **ret,
    size_t *ret_n)
{
	(void)s, (void)a, (void)d, (void)ret;
	*ret_n = 0;
	return behind.weather;
}

enum store_result
store_digest_dockets(struct store *s, const struct digest_day *d, enum stage stage, struct docket_id after,
    size_t max, struct digest_docket *ret, size_t *ret_n)
{
	(void)s, (void)d, (void)stage, (void)after, (void)max, (void)ret;
	*ret_n = 0;
	return behind.weather;
}

enum store_result
store_digest_take(struct store *s, const struct digest_day *d, const struct digest_account *a, bool *ret_is_mine)
{
	(void)s, (void)d, (void)a;
	*ret_is_mine = false;
	return behind.weather;
}

enum store_result
store_digest_give_back(struct store *s, const struct digest_day *d, const char *account)
{
	(void)s, (void)d, (void)account;
	return behind.weather;
}

/* Nobody has saved a filter. */
enum store_result
store_views(struct store *s, const struct account *a, const char *list,
    struct saved_view ret[STORE_VIEWS_MAX + STORE_VIEWS_SHARED_MAX], size_t *ret_n)
{
	(void)s, (void)a, (void)list, (void)ret;
	*ret_n = 0;
	return behind.weather;
}

static struct record
a_record(void)
{
	struct record r = {
		.name = "欧阳阿依", .sex = '2', .status = STATUS_in_school, .grade = 4, .version = 1,
	};
	name(r.number.text, sizeof(r.number.text), NUMBER);
	name(r.citizen_id.text, sizeof(r.citizen_id.text), "110101201503078511");
	name(r.school.text, sizeof(r.school.text), SCHOOL);
	name(r.contact.phone, sizeof(r.contact.phone), behind.phone == NULL ? "" : behind.phone);
	return r;
}

enum store_result
store_period(struct store *s, struct instant from, struct instant until, struct docket_id after,
    size_t max, struct docket_id *ret, size_t *ret_n)
{
	(void)s;
	*ret_n = strcmp(after.text, DOCKET) < 0 && max > 0 && from.ms <= 1788224400000
	    && until.ms > 1788224400000;
	if (*ret_n > 0)
		name(ret[0].text, sizeof(ret[0].text), DOCKET);
	return behind.weather;
}

enum store_result
store_class_put(struct store *s, struct unit_code school, const char *class,
    const struct student_number *numbers, size_t n, struct instant now)
{
	(void)s, (void)school, (void)numbers, (void)now;
	name(behind.put_class, sizeof(behind.put_class), class);
	behind.n_put = n;
	behind.n_puts++;
	return behind.weather;
}

enum store_result
store_classes(struct store *s, struct arena *a, struct unit_code school, struct day term,
    struct class_row **ret, size_t *ret_n)
{
	(void)s, (void)school, (void)term;
	*ret_n = 1;
	*ret = arena_alloc(a, sizeof(**ret));
	name((*ret)->class, sizeof((*ret)->class), "三年级2班");
	name((*ret)->list, sizeof((*ret)->list), "0123456789abcdef");
	name((*ret)->teacher, sizeof((*ret)->teacher), "zhao");
	(*ret)->teacher_at.ms = 1788224400000;
	(*ret)->n_students = 2;
	return behind.weather;
}

enum store_result
store_class_list(struct store *s, struct arena *a, struct unit_code school, const char *class,
    struct record **ret, size_t *ret_n)
{
	(void)s, (void)school, (void)class;
	*ret_n = 1;
	*ret = arena_alloc(a, sizeof(**ret));
	(*ret)[0] = a_record();
	return behind.weather;
}

enum store_result
store_class_teacher(struct store *s, const struct class_check *k, bool *ret_done)
{
	(void)s, (void)k;
	*ret_done = true;
	return behind.weather;
}

enum store_result
store_class_registrar(struct store *s, const struct class_check *k, bool *ret_done)
{
	(void)s;
	*ret_done = strcmp(k->officer, "zhao") != 0;
	return behind.weather;
}

enum store_result
store_verification(struct store *s, struct unit_code school, struct instant cut,
    struct verification *ret)
{
	(void)s, (void)school, (void)cut;
	ret->n_students = 3;
	ret->n_unchanged = 1;
	return behind.weather;
}

enum store_result
store_unchanged(struct store *s, struct arena *a, struct unit_code school, struct instant cut,
    struct student_number after, size_t max, struct record **ret, size_t *ret_n)
{
	(void)s, (void)school, (void)cut, (void)after, (void)max;
	*ret_n = 1;
	*ret = arena_alloc(a, sizeof(**ret));
	(*ret)[0] = a_record();
	return behind.weather;
}

enum store_result
store_progress(struct store *s, struct arena *a, struct unit_code told, struct day term,
    struct progress **ret, size_t *ret_n)
{
	(void)s, (void)told;
	*ret_n = 1;
	*ret = arena_alloc(a, sizeof(**ret));
	name((*ret)->unit.text, sizeof((*ret)->unit.text), SCHOOL);
	(*ret)->term = term;
	(*ret)->schools = 1;
	(*ret)->students = 3;
	(*ret)->at.ms = 1788224400000;
	return behind.weather;
}

enum store_result
store_cases(struct store *s, const struct case_query *q, size_t max, struct case_row *ret, size_t *ret_n)
{
	(void)s;
	behind.cases = *q;
	if (behind.n_cases > 0) {
		*ret_n = max < behind.n_cases ? max : behind.n_cases;
		for (size_t i = 0; i < *ret_n; i++) {
			name(ret[i].id.text, sizeof(ret[i].id.text), "0198f0a0-7c11-7abc-8def-000000000000");
			ret[i].filed_at.ms = (int64_t)behind.n_cases--;
		}
		return behind.weather;
	}
	*ret_n = q->after == NULL && max > 0;
	if (*ret_n > 0) {
		name(ret[0].id.text, sizeof(ret[0].id.text), DOCKET);
		ret[0].filed_at.ms = 1788224400000;
	}
	return behind.weather;
}

enum store_result
store_findings(struct store *s, struct unit_code school, struct docket_id after, size_t max,
    struct docket_id *ret, size_t *ret_n)
{
	(void)s, (void)school;
	*ret_n = strcmp(after.text, DOCKET) < 0 && max > 0;
	if (*ret_n > 0)
		name(ret[0].text, sizeof(ret[0].text), DOCKET);
	return behind.weather;
}

enum store_result
store_records(struct store *s, const struct student_number *numbers,
    const struct unit_code *schools, size_t n, struct stored_record *ret)
{
	(void)s;
	for (size_t i = 0; i < n; i++) {
		ret[i].has = strcmp(numbers[i].text, NUMBER) == 0 && strcmp(schools[i].text, SCHOOL) == 0;
		ret[i].record = a_record();
	}
	return behind.weather;
}

enum store_result
store_status_record(struct store *s, struct student_number number, struct record *ret,
    bool *ret_is_own)
{
	(void)s;
	behind.n_reads++;
	*ret = a_record();
	*ret_is_own = strcmp(number.text, NUMBER) == 0 && !behind.has_other_record;
	return behind.weather;
}

enum store_result
store_status_docket(struct store *s, struct student_number number, struct docket_id *ret,
    bool *ret_is_own)
{
	(void)s;
	behind.n_reads++;
	name(ret->text, sizeof(ret->text), DOCKET);
	*ret_is_own = strcmp(number.text, NUMBER) == 0;
	return behind.weather;
}

enum store_result
store_status_case(struct store *s, struct docket_id docket, struct docket_id *ret,
    struct student_number *ret_number, bool *ret_is_own)
{
	(void)s;
	behind.n_reads++;
	name(ret->text, sizeof(ret->text), DOCKET);
	name(ret_number->text, sizeof(ret_number->text), NUMBER);
	*ret_is_own = strcmp(docket.text, DOCKET) == 0;
	return behind.weather;
}

enum store_result
store_students(struct store *s, struct arena *a, struct unit_code school,
    const struct student_number *after, size_t max, struct record **ret, size_t *ret_n)
{
	(void)s;
	if (behind.list_is_read != NULL)
		behind.list_is_read();
	(void)school;
	behind.has_after = after != NULL;
	behind.limit = max;
	*ret_n = behind.n_rows;
	*ret = arena_array(a, behind.n_rows + 1, sizeof(**ret));
	for (size_t i = 0; i < behind.n_rows; i++)
		(*ret)[i] = a_record();
	return behind.weather;
}

enum store_result
store_record_history(struct store *s, struct arena *a, struct student_number number,
    struct unit_code school, struct record_version **ret, size_t *ret_n)
{
	(void)s;
	(void)school;
	*ret_n = strcmp(number.text, NUMBER) == 0 ? 2 : 0;
	*ret = arena_array(a, 2, sizeof(**ret));
	(*ret)[0].record = (*ret)[1].record = a_record();
	(*ret)[0].at.ms = 1700000000000;
	(*ret)[1].at.ms = 1788224400000;
	(*ret)[1].record.version = 2;
	name((*ret)[1].cause.text, sizeof((*ret)[1].cause.text), DOCKET);
	(*ret)[1].record.open_docket = (*ret)[1].cause;
	return behind.weather;
}

enum store_result
store_notices(struct store *s, struct arena *a, struct unit_code told,
    const struct notice_write *after, size_t max, struct notice_write **ret, size_t *ret_n)
{
	(void)s;
	behind.has_after = after != NULL;
	behind.after.term.ms = after == NULL ? 0 : after->at.ms;
	behind.limit = max;
	*ret_n = behind.n_rows;
	*ret = arena_array(a, behind.n_rows + 1, sizeof(**ret));
	for (size_t i = 0; i < behind.n_rows; i++) {
		struct notice_write *n = &(*ret)[i];
		name(n->docket.text, sizeof(n->docket.text), DOCKET);
		name(n->what, sizeof(n->what), behind.notice == NULL ? "overdue" : behind.notice);
		n->unit = n->told = told;
		if (behind.late_unit != NULL)
			name(n->unit.text, sizeof(n->unit.text), behind.late_unit);
		n->stage = i % 2 == 0 ? STAGE_county : STAGE_NONE;
		n->at.ms = 1788224400000 + (behind.notice == NULL ? 0 : INT64_C(2592000000));	/* a month on */
	}
	return behind.weather;
}

enum store_result
store_dead_rows(struct store *s, struct arena *a, int64_t after, size_t max,
    bool with_replayed, struct dead_row **ret, size_t *ret_n)
{
	(void)s;
	(void)max;
	*ret_n = behind.n_rows;
	*ret = arena_array(a, behind.n_rows + 1, sizeof(**ret));
	for (size_t i = 0; i < behind.n_rows; i++) {
		struct dead_row *l = &(*ret)[i];
		l->id = after + 1 + (int64_t)i;
		name(l->topic, sizeof(l->topic), "xueji.v1.43.county");
		l->reason = VERDICT_BAD_STAMP;
		l->size = 1048576;
		l->times = 12;
		l->at.ms = 1788224400000;
		l->replayed_at.ms = with_replayed ? 1788224500000 : 0;
	}
	return behind.weather;
}

enum store_result
store_dead_count(struct store *s, int64_t *ret)
{
	(void)s;
	*ret = behind.n_dead;
	return behind.weather;
}

enum store_result
store_forks(struct store *s, struct arena *a, struct docket_id docket, struct fork **ret,
    size_t *ret_n)
{
	(void)s;
	*ret_n = behind.n_rows;
	*ret = arena_array(a, behind.n_rows + 1, sizeof(**ret));
	for (size_t i = 0; i < behind.n_rows; i++) {
		struct fork *f = &(*ret)[i];
		f->docket = docket;
		f->n = 2;
		f->ours[0] = 1;
		f->at.ms = 1788224400000;
		name(f->theirs.stamp.key_id, sizeof(f->theirs.stamp.key_id), "0123456789abcdef");
	}
	return behind.weather;
}

enum store_result
store_census(struct store *s, struct arena *a, struct instant now, struct census_row **ret,
    size_t *ret_n)
{
	(void)s;
	(void)now;
	*ret_n = 2;
	*ret = arena_array(a, 2, sizeof(**ret));
	(*ret)[0] = (struct census_row){ STAGE_receiving_county, 5, 2 };
	(*ret)[1] = (struct census_row){ STAGE_county, 3, 1 };
	return behind.weather;
}

enum store_result
store_outbox_age(struct store *s, struct instant now, int64_t *ret_ms)
{
	(void)s;
	(void)now;
	*ret_ms = 1250;
	return behind.weather;
}

enum store_result
store_attachment_put(struct store *s, const struct attachment *attachment, struct bytes data,
    struct instant now)
{
	(void)s;
	(void)now;
	static uint8_t *copy;
	behind.kept = *attachment;
	free(copy);
	copy = malloc(data.size);
	memcpy(copy, data.data, data.size);
	behind.kept_bytes.data = copy;
	behind.kept_bytes.size = data.size;
	return behind.weather;
}

enum store_result
store_attachments_missing(
    struct store *s, const uint8_t (*digests)[DIGEST_SIZE], size_t n, bool *ret)
{
	(void)s;
	for (size_t i = 0; i < n; i++)
		ret[i] = memcmp(digests[i], behind.kept.digest, DIGEST_SIZE) != 0;
	return behind.weather;
}

enum store_result
store_attachment_get(struct store *s, struct arena *a, const uint8_t digest[DIGEST_SIZE],
    struct attachment *ret, struct bytes *ret_data)
{
	static const struct attachment unknown;
	(void)s;
	(void)a;
	*ret = memcmp(digest, behind.kept.digest, DIGEST_SIZE) == 0 ? behind.kept : unknown;
	*ret_data = behind.kept_bytes;
	return behind.weather;
}

enum store_result
store_attachment_renew(struct store *s, const uint8_t digest[DIGEST_SIZE], struct instant now,
    struct attachment *ret)
{
	struct bytes unused;
	behind.renewed_at = now;
	return store_attachment_get(s, NULL, digest, ret, &unused);
}

enum store_result
store_look_subject(struct store *s, const char *text, char ret[LOOK_SUBJECT_MAX])
{
	(void)s, (void)text;
	name(ret, LOOK_SUBJECT_MAX, "0123456789abcdef0123456789abcdef");
	return behind.weather;
}

/* -- what officers search for --------------------------------------------------------- */

static void
only_docket(size_t max, bool is_it, struct docket_id *ret, size_t *ret_n)
{
	*ret_n = max > 0 && is_it;
	if (*ret_n > 0)
		name(ret[0].text, sizeof(ret[0].text), DOCKET);
}

enum store_result
store_search_born(struct store *s, struct day birth, struct docket_id before, size_t max,
    struct docket_id *ret, size_t *ret_n)
{
	(void)s;
	only_docket(max, birth.n == number_birth(NUMBER + 1).n && before.text[0] == '\0', ret, ret_n);
	return behind.weather;
}

enum store_result
store_search_school(struct store *s, struct unit_code school, size_t max, struct docket_id *ret,
    size_t *ret_n)
{
	(void)s;
	only_docket(max, strcmp(school.text, SCHOOL) == 0, ret, ret_n);
	return behind.weather;
}

enum store_result
store_search_records(struct store *s, struct arena *a, struct unit_code school, struct day birth,
    const char *wanted, struct citizen_id id, size_t max, struct record **ret, size_t *ret_n)
{
	const struct record r = a_record();
	(void)s;
	*ret = arena_alloc(a, sizeof(**ret));
	(*ret)[0] = r;
	*ret_n = max > 0 && strcmp(school.text, SCHOOL) == 0 && birth.n == number_birth(NUMBER + 1).n
	    && (strcmp(wanted, r.name) == 0 || strcmp(id.text, r.citizen_id.text) == 0);
	return behind.weather;
}

enum store_result
store_records_born(struct store *s, struct arena *a, struct unit_code school, const struct day *births,
    size_t n, struct record **ret, size_t *ret_n)
{
	struct record r = a_record();
	(void)s;
	r.birth = number_birth(NUMBER + 1);
	*ret = arena_alloc(a, sizeof(**ret));
	(*ret)[0] = r;
	*ret_n = 0;
	for (size_t i = 0; i < n && strcmp(school.text, SCHOOL) == 0; i++)
		*ret_n = births[i].n == r.birth.n ? behind.n_rows : *ret_n;
	return behind.weather;
}

enum store_result
store_look_put(struct store *s, const struct look *look)
{
	(void)s;
	behind.look = *look;
	behind.n_looks++;
	return behind.is_look_lost ? STORE_AGAIN : behind.weather;
}

enum store_result
store_look_walk(struct store *s, size_t max, struct look_walk *w)
{
	(void)s, (void)max;
	w->n += 2;
	w->is_done = w->n >= 4;
	w->is_broken = w->is_done && behind.is_look_changed;
	return behind.weather;
}
