/* See story.h. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "fail.h"
#include "post.h"
#include "story.h"
#include "relay/office.h"
#include "relay/relay_loop.h"
#include "store/base.h"
#include "store/pg.h"

#define DOCKET	"0198c0de-0000-7000-8000-0000000000d0"

enum { TURNS_MAX = 40, ASKS_MAX = 4, PATIENCE_MS = 2000 };

const char *const story_names[] = { "filing", "turn" };

static struct office office;
static struct post_letter letters[POST_MAX];
static size_t n_letters;

/* One life of a daemon. */
struct life {
	struct relay_options options;
	struct store *store;
	struct bus *bus;
	struct relay *relay;
};

static int64_t
now_ms(void)
{
	return INT64_C(1788224400000);	/* 2026-09-01T09:00:00+08:00 */
}

void
story_begin(void)
{
	office_begin(&office, LEVEL_SCHOOL);
	office.options.now_ms = now_ms;
	office.options.pace.turn_letters = POST_MAX;
	office.options.pace.sweep_every_s = 3600;
	office.law.calendar = &land_calendar;
}

void
story_end(void)
{
	office_end(&office);
}

/* -- letters -------------------------------------------------------------------------- */

static void
add_letter(const void *bytes, size_t size)
{
	cr_assert(n_letters < POST_MAX && size <= POST_BYTES_MAX);
	letters[n_letters].size = size;
	memcpy(letters[n_letters++].bytes, bytes, size);
}

/* As the courier would send them. */
void
story_take_letters(void)
{
	static const char garbage[] = "no letter";
	enum { MOST = 1000 };
	struct outgoing *list;
	size_t n, n_taken = 0;
	struct arena *arena = arena_new();
	struct turn t = { .options = &office.options, .law = &office.law, .arena = arena,
		.store = store_open(base.conninfo, "nth"),
		.now = { now_ms() + INT64_C(24) * 3600 * 1000 } };
	cr_assert_eq(store_resend(t.store, arena, t.now, t.now, MOST, &list, &n), STORE_OK);
	cr_assert_eq(turn_write_again(&t, list, n), STORE_OK);
	add_letter(garbage, sizeof(garbage));
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].to.text, FURONG) == 0) {
			add_letter(list[i].value.data, list[i].value.size);
			n_taken++;
		}
	cr_assert_gt(n_taken, 0);
	add_letter(garbage, sizeof(garbage) - 1);
	store_close(t.store);
	arena_free(arena);
}

/* -- a life --------------------------------------------------------------------------- */

static void
life_begin(struct life *l, enum level level, size_t n)
{
	l->options = office.options;
	l->options.level = level;
	l->store = store_open(base.conninfo, "nth");
	l->store->patience_ms = PATIENCE_MS;
	l->relay = relay_new(&l->options, &office.law, l->store, NULL);
	l->bus = post_open(letters, n, level == LEVEL_SCHOOL ? "xueji.v1.43.school"
	    : "xueji.v1.43.county", relay_position, l->relay);
	relay_set_bus(l->relay, l->bus);
}

static void
life_end(struct life *l)
{
	relay_free(l->relay);
	post_close(l->bus);
	store_close(l->store);
}

/* Turns until one in fair weather has left nothing to do. */
static bool
live_on(struct life *l, const struct wish *w)
{
	for (int i = 0; i < TURNS_MAX; i++)
		if (relay_turn(l->relay, 0) && post_is_read(l->bus)
		    && (w == NULL || w->state == WISH_DONE))
			return true;
	(void)fprintf(stderr, "not through after %d turns: %s\n", TURNS_MAX, store_trouble(l->store));
	return false;
}

/* An officer who does not get an answer asks again. */
static bool
ask(struct life *l, const struct relay_action *a, bool is_again)
{
	for (int i = 0; i < ASKS_MAX; i++) {
		struct wish w = { .action = a };
		if (!relay_wish(l->relay, &w) || !live_on(l, &w))
			return false;
		if (w.answer.verdict == VERDICT_OK || is_again)
			return true;
		(void)fprintf(stderr, "answered %s\n", verdict_name(w.answer.verdict));
		if (w.answer.verdict != VERDICT_BUSY)
			return false;
	}
	return false;
}

static struct relay_action
action_of(enum happening_kind kind, const char *unit_code, enum role role, const char *officer)
{
	struct relay_action a;
	memset(&a, 0, sizeof(a));
	a.happening.kind = kind;
	a.happening.unit = code(unit_code);
	a.happening.role = role;
	(void)strcpy(a.happening.officer, officer);
	(void)strcpy(a.docket.text, DOCKET);
	return a;
}

/* FURONG_SCHOOL's registrar files for a child of LIWAN_SCHOOL. */
static struct relay_action
filing(void)
{
	struct relay_action a = action_of(HAPPENING_FILE, FURONG_SCHOOL, ROLE_REGISTRAR, "clerk.wang");
	struct happening *h = &a.happening;
	h->filing.receiving_school = code(FURONG_SCHOOL);
	h->filing.sending_school = code(LIWAN_SCHOOL);
	h->filing.kind = BUSINESS_transfer;
	h->filing.grade = 3;
	h->filing.arrived_on = on("2026-09-01");
	(void)strcpy(h->reason, "随父母工作调动");
	(void)strcpy(h->filing.name, "欧阳·阿依");
	(void)strcpy(h->filing.number.text, "G430102201605200013");
	(void)strcpy(h->filing.citizen_id.text, "430102201605200013");
	h->filing.id = a.docket;
	return a;
}

static bool
live_filing(struct life *l, bool is_again)
{
	const struct relay_action file = filing();
	const struct relay_action approve =
	    action_of(HAPPENING_APPROVE, FURONG_SCHOOL, ROLE_HEAD, "head.qian");
	life_begin(l, LEVEL_SCHOOL, 0);
	return ask(l, &file, is_again) && ask(l, &approve, is_again);
}

static bool
live_turn(struct life *l, bool is_again)
{
	const struct relay_action approve =
	    action_of(HAPPENING_APPROVE, FURONG, ROLE_HEAD, "head.wu");
	life_begin(l, LEVEL_COUNTY, n_letters);
	return live_on(l, NULL) && ask(l, &approve, is_again);
}

int
story_live(enum story story, bool is_again)
{
	struct life l;
	const bool ok = story == STORY_filing ? live_filing(&l, is_again) : live_turn(&l, is_again);
	life_end(&l);
	return ok ? 0 : 1;
}
