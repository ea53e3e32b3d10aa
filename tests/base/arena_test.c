/*
 * What a turn relies on: memory that is zeroed, aligned, disjoint, and that comes back to
 * the same place turn after turn.
 */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

static bool
is_all(const unsigned char *p, size_t n, unsigned char value)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] != value)
			return false;
	return true;
}

Test(arena, every_address_suits_any_type)
{
	struct arena *a = arena_new();
	for (size_t size = 0; size < 100; size++) {
		const void *p = arena_alloc(a, size);
		cr_assert_eq((uintptr_t)p % alignof(max_align_t), 0, "size %zu", size);
	}
	arena_free(a);
}

Test(arena, allocations_do_not_overlap_across_chunks)
{
	enum { N = 200, MOST = 40000 };	/* some 4 MB: many chunks */
	unsigned char *at[N];
	size_t size[N];
	struct arena *a = arena_new();
	for (size_t i = 0; i < N; i++) {
		size[i] = i * 7919 % MOST;
		at[i] = arena_alloc(a, size[i]);
		cr_assert(is_all(at[i], size[i], 0), "allocation %zu is not zeroed", i);
		memset(at[i], (int)i, size[i]);
	}
	for (size_t i = 0; i < N; i++)
		cr_assert(is_all(at[i], size[i], (unsigned char)i), "%zu was written over", i);
	arena_free(a);
}

Test(arena, a_request_larger_than_a_chunk_is_met)
{
	enum { LARGE = 3 * 1024 * 1024 };
	struct arena *a = arena_new();
	unsigned char *before = arena_alloc(a, 10);
	unsigned char *large = arena_alloc(a, LARGE);
	unsigned char *after = arena_alloc(a, 10);
	memset(large, 0xff, LARGE);
	cr_assert(is_all(before, 10, 0));
	cr_assert(is_all(after, 10, 0));
	arena_free(a);
}

Test(arena, after_a_reset_memory_is_the_same_and_zeroed_again)
{
	struct arena *a = arena_new();
	unsigned char *first = arena_alloc(a, 1000);
	for (int turn = 0; turn < 100; turn++) {
		memset(arena_alloc(a, 1024 * 1024), 0xff, 1024 * 1024);
		memset(first, 0xff, 1000);
		arena_reset(a);
		unsigned char *again = arena_alloc(a, 1000);
		cr_assert_eq(again, first, "turn %d begins elsewhere", turn);
		cr_assert(is_all(again, 1000, 0));
	}
	arena_free(a);
}

Test(arena, copies_are_independent_of_what_they_were_copied_from)
{
	struct arena *a = arena_new();
	char text[] = "示范小学";
	uint8_t raw[] = { 1, 0, 2 };
	char *copy = arena_text(a, text);
	const struct bytes bytes = arena_copy(a, (struct bytes){ raw, sizeof(raw) });
	memset(text, 'x', sizeof(text) - 1);
	memset(raw, 'x', sizeof(raw));
	cr_assert_str_eq(copy, "示范小学");
	cr_assert_eq(bytes.size, 3);
	cr_assert_arr_eq(bytes.data, ((const uint8_t[]){ 1, 0, 2 }), 3);
	cr_assert_eq(bytes.data[3], 0, "bytes that are text may be read as text");
	arena_free(a);
}

Test(arena, no_bytes_copy_to_no_bytes)
{
	struct arena *a = arena_new();
	const struct bytes none = { NULL, 0 };
	const struct bytes copy = arena_copy(a, none);
	cr_assert_eq(copy.size, 0);
	cr_assert_not_null(copy.data);
	arena_free(a);
}

/* The product wraps round to 0: unchecked, this would hand out room for nothing. */
Test(arena, an_array_whose_size_overflows_ends_the_daemon, .signal = SIGABRT)
{
	struct arena *a = arena_new();
	const size_t n = SIZE_MAX / 2 + 1;
	(void)arena_array(a, n, 2);
}

Test(arena, a_size_that_overflows_when_rounded_up_ends_the_daemon, .signal = SIGABRT)
{
	struct arena *a = arena_new();
	(void)arena_alloc(a, SIZE_MAX - 3);
}
