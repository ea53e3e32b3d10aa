/* Who is sent what: a copy begins where its receiver surely is. */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "core/paper.h"
#include "office.h"
#include "ports.h"

enum { N = 4 };

static struct office office;
static struct turn *turn;

static void
begin(void)
{
	office_begin(&office, LEVEL_COUNTY);
	memset(&ports, 0, sizeof(ports));
	turn = office_turn(&office, at("2026-09-21T12:00:00+08:00"));
}

static void
end(void)
{
	office_end(&office);
}

TestSuite(courier, .init = begin, .fini = end, .timeout = 60);

/* Is there a letter from FURONG to that unit with those entries? Its id is made of them (turn_send_once). */
static bool
is_sent(const struct live *l, const char *unit, const char *entries)
{
	char name[256], id[STORE_LETTER_ID_MAX];
	const int n = snprintf(name, sizeof(name), "%s %s %s %s %s", letter_kind_name(LETTER_DELIVERY), FURONG, unit,
	    l->id.text, entries);
	wire_id_of((struct bytes){ (const uint8_t *)name, (size_t)n }, id);
	for (size_t i = 0; i < turn->outgoing.n; i++)
		if (strcmp(turn->outgoing.at[i].letter, id) == 0)
			return true;
	return false;
}

/* The school's entries and one of the province came by letter; the county appends one of its own, which sets aside what that
 * unit has said, if any. */
static struct live *
append_against(struct unit_code overruled)
{
	static struct sealed entries[N];
	static struct unit_code holders[N];
	static const char *const bodies[N] = { "first", "second", "third", "fourth" };
	struct paper p;
	paper_begin(&p, FURONG_SCHOOL, LIWAN_SCHOOL);
	struct happening h = paper_ask(&p, HAPPENING_FILE);
	h.at = turn->now;
	struct live *l = LIST_ADD(turn, turn->lives);
	*l = office_live(&p.docket);
	l->id = h.filing.id;
	l->docket.posture = POSTURE_DESK;
	l->docket.header = h.filing;
	l->docket.header.route.stops[0].unit = code(FURONG_SCHOOL);
	l->docket.holder = code(GUANGDONG);
	l->header = (struct bytes){ (const uint8_t *)"header", 6 };
	l->entries = entries;
	l->holders = holders;
	for (size_t i = 0; i < N; i++) {
		entries[i].body = (struct bytes){ (const uint8_t *)bodies[i], strlen(bodies[i]) };
		wire_hash(entries[i].body, entries[i].hash);
		holders[i] = code(i < 2 ? FURONG_SCHOOL : i == 2 ? HUNAN : FURONG);
	}
	l->n = l->capacity = N;
	l->n_before = N - 1;
	l->overruled = overruled;
	turn_deliver(turn);
	return l;
}

static struct live *
append_one(void)
{
	return append_against((struct unit_code){ "" });
}

Test(courier, the_filer_is_told_of_what_is_new_and_the_holder_of_all)
{
	const struct live *l = append_one();
	cr_expect_eq(turn->outgoing.n, 2);
	cr_expect(is_sent(l, GUANGDONG, "1-4"));
	cr_expect(is_sent(l, FURONG_SCHOOL, "4-4"));
}

Test(courier, who_is_overruled_is_sent_what_follows_his_own_last_entry)
{
	const struct live *l = append_against(code(HUNAN));
	cr_expect_eq(turn->outgoing.n, 3);
	cr_expect(is_sent(l, HUNAN, "4-4"));
}

Test(courier, a_delivery_that_is_sent_again_is_made_of_the_stored_entries_and_has_the_bytes_of_the_first_time)
{
	const struct live *l = append_one();
	struct outgoing again[3] = { turn->outgoing.at[0], turn->outgoing.at[1] };
	const struct bytes kept = { (const uint8_t *)"a notice", 8 };
	for (size_t i = 0; i < 2; i++)
		again[i].value = (struct bytes){ NULL, 0 };
	again[2].value = kept;
	ports.stored = (struct folder){ .header = l->header, .entries = l->entries, .n = l->n };
	turn->now.ms += 3600000;
	cr_assert_eq(turn_write_again(turn, again, 3), STORE_OK);
	for (size_t i = 0; i < 2; i++) {
		const struct bytes first = turn->outgoing.at[i].value;
		cr_assert_eq(again[i].value.size, first.size);
		cr_expect_arr_eq(again[i].value.data, first.data, first.size);
	}
	cr_expect_eq(again[2].value.data, kept.data, "one that is no delivery is what was kept");
}

Test(courier, a_letter_of_entries_that_are_not_there_stops_the_daemon, .signal = SIGABRT)
{
	const struct live *l = append_one();
	struct outgoing again = turn->outgoing.at[0];
	ports.stored = (struct folder){ .header = l->header, .entries = l->entries, .n = l->n - 1 };
	(void)turn_write_again(turn, &again, 1);
}
