/* The loop around a turn: what is done once, what again, and what an officer's wish lives
 * through meanwhile. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "office.h"
#include "ports.h"
#include "relay/relay_loop.h"

static struct office office;
static struct relay *relay;

static int64_t
now_ms(void)
{
	return INT64_C(1767230000000);
}

static int64_t
first_of_september(void)
{
	return at("2026-09-01T09:00:00+08:00").ms;
}

static void
begin(void)
{
	office_begin(&office, LEVEL_COUNTY);
	office.options.now_ms = now_ms;
	office.options.pace.turn_letters = PORTS_MAX;
	office.options.pace.sweep_every_s = 3600;
	memset(&ports, 0, sizeof(ports));
	relay = relay_new(&office.options, &office.law, NULL, NULL);
}

static void
end(void)
{
	relay_free(relay);
	office_end(&office);
}

TestSuite(loop, .init = begin, .fini = end, .timeout = 60);

/* -- what was published ---------------------------------------------------------------- */

static void
wipe_registry(enum level level)
{
	relay_free(relay);
	office.options.level = level;
	relay = relay_new(&office.options, &office.law, NULL, NULL);
	ports.topic = RELAY_REGISTRY_TOPIC;
	ports_event(BUS_WIPED, 0, 0);
	cr_expect(relay_turn(relay, 0));
}

Test(loop, what_a_province_published_goes_out_again_when_its_topic_was_wiped)
{
	wipe_registry(LEVEL_PROVINCE);
	cr_expect_eq(ports.n_republished, 2, "of both provinces served here");
	cr_expect_str_eq(ports.republished.text, HUNAN);
	cr_expect(relay_turn(relay, 0));
	cr_expect_eq(ports.n_republished, 2, "once");
}

Test(loop, who_publishes_nothing_sends_nothing_again)
{
	wipe_registry(LEVEL_COUNTY);
	cr_expect_eq(ports.n_republished, 0);
}

/* -- letters -------------------------------------------------------------------------- */

Test(loop, a_dead_letter_is_copied_to_its_topic_when_it_is_new)
{
	ports_event(BUS_LETTER, 0, 0);
	ports_event(BUS_LETTER, 0, 1);
	ports.is_known[1] = true;
	cr_expect(relay_turn(relay, 0));
	cr_expect_eq(ports.n_dead_sent, 1);
	ports_event(BUS_LETTER, 0, 2);
	ports.is_known[0] = true;
	cr_expect(relay_turn(relay, 0));
	cr_expect_eq(ports.n_commits, 2);
	cr_expect_eq(ports.n_dead_sent, 1);
}

Test(loop, a_daemon_may_have_any_number_of_partitions)
{
	enum { N = 1000 };
	for (int32_t i = 0; i < N; i++)
		cr_assert_eq(relay_position(relay, "xueji.v1.43.county", i), i * 10);
	for (int32_t i = 0; i < N; i += 111) {
		ports_event(BUS_LETTER, i, i * 10 + 5);
		cr_assert(relay_turn(relay, 0));
		cr_expect_eq(ports.moved.partition, i);
		cr_expect_eq(ports.moved.from, i * 10, "partition %d", i);
		cr_expect_eq(ports.moved.to, i * 10 + 6);
	}
}

/* -- scans of nobody ------------------------------------------------------------------ */

Test(loop, scans_that_nobody_names_in_a_day_are_taken_away_until_there_are_none)
{
	const struct instant before = { now_ms() - INT64_C(24) * 3600 * 1000 };
	ports.n_unnamed = 40;
	for (int i = 0; i < 3; i++)
		cr_expect(relay_turn(relay, 0));
	cr_expect_eq(ports.n_unnamed, 0, "one sweep after the other, and not an hour later");
	cr_expect_eq(ports.dropped_before.ms, before.ms);
	ports.n_unnamed = 1;
	cr_expect(relay_turn(relay, 0));
	cr_expect_eq(ports.n_unnamed, 1, "with the next sweep");
}

/* -- the courier ---------------------------------------------------------------------- */

Test(loop, everything_is_due_after_a_start_when_kafka_is_back_and_when_a_topic_was_wiped)
{
	for (int i = 0; i < 3; i++)
		cr_expect(relay_turn(relay, 0));
	cr_expect_eq(ports.n_all_due, 1, "a start is once");
	relay_resend_now(relay);
	for (int i = 0; i < 3; i++)
		cr_expect(relay_turn(relay, 0));
	cr_expect_eq(ports.n_all_due, 2);
	ports_event(BUS_WIPED, 0, 0);
	for (int i = 0; i < 3; i++)
		cr_expect(relay_turn(relay, 0));
	cr_expect_eq(ports.n_all_due, 3);
}

Test(loop, what_the_bus_did_not_take_does_not_wait_for_its_next_time)
{
	ports.n_due_letters = 1;
	ports.is_full = true;
	for (int i = 0; i < 3; i++)
		cr_expect(relay_turn(relay, 0));
	cr_expect_eq(ports.n_all_due, 1, "a full bus is left alone for a while");
	ports.is_full = false;
	relay->next_resend_us = 0;	/* the while is over */
	cr_expect(relay_turn(relay, 0));
	cr_expect_eq(ports.n_all_due, 2);
	relay->next_resend_us = 0;
	cr_expect(relay_turn(relay, 0));
	cr_expect_eq(ports.n_all_due, 2, "all of it went");
}

/* -- a reload ------------------------------------------------------------------------- */

Test(loop, a_new_pace_counts_from_the_next_turn_on)
{
	for (int i = 0; i < 3; i++)
		cr_expect(relay_turn(relay, 0));
	cr_expect_eq(ports.n_due, 1);
	cr_expect_eq(ports.polled_max, PORTS_MAX);
	relay_set_pace(relay, (struct relay_pace){ .turn_letters = 3, .resend_after_s = 5, .sweep_every_s = 3600 });
	for (int i = 0; i < 3; i++)
		cr_expect(relay_turn(relay, 0));
	cr_expect_eq(ports.n_due, 2, "what the old pace had put off is looked at now");
	cr_expect_eq(ports.polled_max, 3);
}

/* -- officers ------------------------------------------------------------------------- */

struct asker {
	struct relay_action action;
	struct relay_answer answer;
	pthread_t thread;
};

static void *
submit(void *context)
{
	struct asker *a = context;
	a->answer = relay_submit(relay, &a->action, 10000);
	return NULL;
}

static void
wait_for_wish(void)
{
	const struct timespec pause = { .tv_nsec = 1000000 };
	while (!relay_has_wishes(relay))
		(void)nanosleep(&pause, NULL);
}

/* FURONG_SCHOOL's registrar files for a child of LIWAN_SCHOOL. */
static void
file(struct asker *a)
{
	struct happening *h = &a->action.happening;
	memset(a, 0, sizeof(*a));
	h->kind = HAPPENING_FILE;
	h->unit = h->filing.receiving_school = code(FURONG_SCHOOL);
	h->filing.sending_school = code(LIWAN_SCHOOL);
	h->role = ROLE_REGISTRAR;
	h->filing.kind = BUSINESS_transfer;
	h->filing.grade = 3;
	h->filing.arrived_on = on("2026-09-01");
	(void)strcpy(h->officer, "clerk.wang");
	(void)strcpy(h->reason, "随父母工作调动");
	(void)strcpy(h->filing.name, "欧阳·阿依");
	(void)strcpy(h->filing.number.text, "G430102201605200013");
	(void)strcpy(h->filing.citizen_id.text, "430102201605200013");
	(void)strcpy(a->action.docket.text, "0198c0de-0000-7000-8000-000000000001");
	h->filing.id = a->action.docket;
	cr_assert_eq(pthread_create(&a->thread, NULL, submit, a), 0);
	wait_for_wish();
}

/* As a school, on a school day. */
static void
move_to_school(void)
{
	relay_free(relay);
	office.options.level = LEVEL_SCHOOL;
	office.options.now_ms = first_of_september;
	office.law.calendar = &land_calendar;
	relay = relay_new(&office.options, &office.law, NULL, NULL);
	ports.is_empty = true;
}

Test(loop, who_files_second_on_another_instance_is_told_so)
{
	struct asker a;
	move_to_school();
	ports.weather = STORE_CONFLICT;
	file(&a);
	cr_expect(relay_turn(relay, 0));
	cr_expect_eq(ports.n_filed, 1);
	cr_expect_eq(ports.n_copies, 0);
	(void)strcpy(ports.open_filing.text, "0198c0de-0000-7000-8000-0000000000fe");
	cr_expect(relay_turn(relay, 0));
	cr_assert_eq(pthread_join(a.thread, NULL), 0);
	cr_expect_eq(a.answer.verdict, VERDICT_DUPLICATE_FILING, "%s",
	    verdict_name(a.answer.verdict));
	cr_expect_str_eq(a.answer.open.text, ports.open_filing.text, "which one");
}

Test(loop, who_watches_a_desk_hears_of_what_has_come_there_once_it_is_committed)
{
	struct asker a;
	move_to_school();
	const uint32_t here = relay_news(relay, code(FURONG_SCHOOL)), elsewhere = relay_news(relay, code(FURONG));
	ports.weather = STORE_AGAIN;
	file(&a);
	(void)relay_turn(relay, 0);
	cr_expect_eq(ports.n_filed, 1);
	cr_expect_eq(relay_news(relay, code(FURONG_SCHOOL)), here, "nothing has happened yet");
	ports.weather = STORE_OK;
	cr_expect(relay_turn(relay, 0));
	cr_assert_eq(pthread_join(a.thread, NULL), 0);
	cr_expect_eq(a.answer.verdict, VERDICT_OK, "%s", verdict_name(a.answer.verdict));
	cr_expect_neq(relay_news(relay, code(FURONG_SCHOOL)), here);
	cr_expect_eq(relay_news(relay, code(FURONG)), elsewhere);
}

/* Records for a school that is not served here: whatever happens, that is the answer. */
static void *
import(void *context)
{
	struct record r = { .version = 1 };
	(void)strcpy(r.school.text, FURONG_SCHOOL);
	*(enum verdict *)context = relay_import(relay, &r, 1, 10000);
	return NULL;
}

static const struct wish *
waiting(void)
{
	for (size_t i = 0; i < RELAY_LINES; i++)
		if (relay->lines[i].first != NULL)
			return relay->lines[i].first;
	return NULL;
}

/* Runs turns under that weather until they have come to a commit with the wish in them. */
static bool
is_in_doubt_after(enum store_result weather)
{
	enum verdict verdict = VERDICT_OK;
	pthread_t thread;
	ports.weather = weather;
	cr_assert_eq(pthread_create(&thread, NULL, import, &verdict), 0);
	wait_for_wish();
	ports_event(BUS_LETTER, 0, 0);
	(void)relay_turn(relay, 0);
	cr_assert_eq(ports.n_commits, 1);
	const struct wish *w = waiting();
	cr_assert_not_null(w, "the wish waits again");
	const bool is_in_doubt = w != NULL && w->is_outcome_unknown;
	ports.weather = STORE_OK;
	(void)relay_turn(relay, 0);
	cr_assert_eq(pthread_join(thread, NULL), 0);
	cr_expect_eq(verdict, VERDICT_NOT_SERVED);
	return is_in_doubt;
}

Test(loop, a_commit_without_an_answer_may_have_happened)
{
	cr_expect(is_in_doubt_after(STORE_AGAIN));
}

Test(loop, a_commit_that_lost_a_race_has_not_happened)
{
	cr_expect_not(is_in_doubt_after(STORE_CONFLICT));
}
