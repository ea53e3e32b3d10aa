/* Time and identity: RFC 9562 UUIDv7, as other programs will read it. */
#include <criterion/criterion.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"

enum { UUID_SIZE = 37 };

static uint64_t
milliseconds_in(const char *uuid)
{
	char hex[13];
	memcpy(hex, uuid, 8);
	memcpy(hex + 8, uuid + 9, 4);
	hex[12] = '\0';
	return strtoull(hex, NULL, 16);
}

Test(clock, a_uuid_has_the_layout_of_version_7)
{
	for (int i = 0; i < 1000; i++) {
		char id[UUID_SIZE];
		clock_uuid7(id);
		cr_assert_eq(strlen(id), 36);
		cr_assert_eq(strspn(id, "0123456789abcdef-"), 36, "%s", id);
		for (size_t k = 0; k < 36; k++)
			cr_assert_eq(id[k] == '-', k == 8 || k == 13 || k == 18 || k == 23, "%s", id);
		cr_assert_eq(id[14], '7', "version: %s", id);
		cr_assert_not_null(strchr("89ab", id[19]), "variant 10: %s", id);
	}
}

Test(clock, a_uuid_begins_with_the_time_in_milliseconds)
{
	char id[UUID_SIZE];
	const int64_t before = clock_now_ms();
	clock_uuid7(id);
	const int64_t after = clock_now_ms();
	cr_assert_geq(milliseconds_in(id), (uint64_t)before);
	cr_assert_leq(milliseconds_in(id), (uint64_t)after);
}

/* 20,000 in a row: more than the 4096 that fit into one millisecond. */
Test(clock, later_uuids_sort_later)
{
	char last[UUID_SIZE] = "", id[UUID_SIZE];
	for (int i = 0; i < 20000; i++) {
		clock_uuid7(id);
		cr_assert_lt(strcmp(last, id), 0, "%s is not before %s", last, id);
		memcpy(last, id, sizeof(last));
	}
}

Test(clock, uuids_go_on_rising_when_the_clock_is_set_back)
{
	char before[UUID_SIZE], after[UUID_SIZE];
	clock_uuid7(before);
	clock_shift(-3600000);
	clock_uuid7(after);
	cr_assert_lt(strcmp(before, after), 0, "%s is not before %s", before, after);
}

enum { THREADS = 4, EACH = 2000 };
static char ids[THREADS * EACH][UUID_SIZE];

static void *
make_ids(void *from)
{
	char(*at)[UUID_SIZE] = from;
	for (int i = 0; i < EACH; i++)
		clock_uuid7(at[i]);
	return NULL;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

Test(clock, threads_never_get_the_same_uuid)
{
	pthread_t threads[THREADS];
	for (int i = 0; i < THREADS; i++)
		cr_assert_eq(pthread_create(&threads[i], NULL, make_ids, ids[i * EACH]), 0);
	for (int i = 0; i < THREADS; i++)
		cr_assert_eq(pthread_join(threads[i], NULL), 0);
	qsort(ids, THREADS * EACH, UUID_SIZE, compare);
	/* The last 16 digits are random; what comes before must differ already. */
	for (int i = 1; i < THREADS * EACH; i++)
		cr_assert_neq(strncmp(ids[i - 1], ids[i], 18), 0, "%s, %s", ids[i - 1], ids[i]);
}

Test(clock, a_shifted_clock_is_ahead_by_the_shift_and_durations_are_not)
{
	const int64_t now = clock_now_ms(), monotonic = clock_monotonic_us();
	clock_shift(86400000);
	const int64_t ahead = clock_now_ms() - now;
	cr_assert_geq(ahead, 86400000);
	cr_assert_lt(ahead, 86400000 + 60000);
	cr_assert_lt(clock_monotonic_us() - monotonic, 60000000);
	clock_shift(0);
	cr_assert_lt(llabs(clock_now_ms() - (int64_t)time(NULL) * 1000), 2000);
}
