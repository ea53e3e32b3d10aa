/* Law that was published comes back in the order in which it came, each value once. */
#include <criterion/criterion.h>
#include <string.h>

#include "opened.h"
#include "rows.h"
#include "wire/wire.h"

TestSuite(publication, .init = opened_begin, .fini = opened_end, .timeout = 60);

static void
keep(const char *const *values, size_t n)
{
	static const struct publication p = { .matter = MATTER_POLICY, .unit = { "430000" }, .version = 8 };
	struct publication_write w[4];
	for (size_t i = 0; i < n; i++) {
		w[i].publication = &p;
		w[i].value = (struct bytes){ (const uint8_t *)values[i], strlen(values[i]) };
	}
	const struct batch b = { .publications = w, .n_publications = n, .now = rows_at(0) };
	cr_assert_eq(store_commit(store, &b), STORE_OK);
}

static void
expect(const char *const *values, size_t n)
{
	struct bytes *got;
	size_t n_got;
	cr_assert_eq(store_publications(store, arena, &got, &n_got), STORE_OK);
	cr_assert_eq(n_got, n);
	for (size_t i = 0; i < n; i++)
		cr_expect(got[i].size == strlen(values[i])
		    && memcmp(got[i].data, values[i], got[i].size) == 0, "%zu", i);
}

Test(publication, values_come_back_in_their_order_and_each_once)
{
	static const char *const first[] = { "zhang", "wang" }, *const second[] = { "wang", "li", "li" },
				 *const all[] = { "zhang", "wang", "li" };
	int64_t last = -1, then;
	cr_assert_eq(store_publication_last(store, &last), STORE_OK);
	cr_expect_eq(last, 0);
	expect(NULL, 0);
	keep(first, 2);
	expect(first, 2);
	cr_assert_eq(store_publication_last(store, &last), STORE_OK);
	keep(second, 3);
	expect(all, 3);
	cr_assert_eq(store_publication_last(store, &then), STORE_OK);
	cr_expect_gt(then, last, "whoever had read the first two sees that there is more");
	keep(first, 2);
	cr_assert_eq(store_publication_last(store, &last), STORE_OK);
	cr_expect_eq(last, then, "nothing new");
}

Test(publication, all_of_a_unit_goes_into_the_outbox_again_and_each_once)
{
	static const char *const values[] = { "zhang", "wang" };
	static const struct unit_code hunan = { "430000" }, guangdong = { "440000" };
	struct outgoing *out;
	size_t n;
	keep(values, 2);
	cr_assert_eq(store_republish(store, &guangdong, 1, TOPIC, rows_at(0)), STORE_OK);
	cr_assert_eq(store_resend(store, arena, rows_at(1), rows_at(2), 9, &out, &n), STORE_OK);
	cr_expect_eq(n, 0, "another's");
	cr_assert_eq(store_republish(store, &hunan, 1, TOPIC, rows_at(0)), STORE_OK);
	cr_assert_eq(store_republish(store, &hunan, 1, TOPIC, rows_at(0)), STORE_OK);
	cr_assert_eq(store_resend(store, arena, rows_at(1), rows_at(2), 9, &out, &n), STORE_OK);
	cr_assert_eq(n, 2);
	for (size_t i = 0; i < n; i++) {
		char id[STORE_LETTER_ID_MAX];
		wire_id_of(out[i].value, id);
		cr_expect_str_eq(out[i].letter, id);
		cr_expect_str_eq(out[i].docket.text, id);
		cr_expect_str_eq(out[i].kind, "publication");
		cr_expect_str_eq(out[i].topic, TOPIC);
		cr_expect_str_eq(out[i].to.text, "430000");
	}
}
