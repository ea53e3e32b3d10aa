/* See ports.h. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "ports.h"

struct ports ports;

void
ports_event(enum bus_event_kind kind, int32_t partition, int64_t offset)
{
	static const uint8_t garbage[] = "no letter";
	cr_assert_lt(ports.n_events, PORTS_MAX);
	struct bus_event *e = &ports.events[ports.n_events++];
	e->kind = kind;
	e->partition = partition;
	e->offset = offset;
	(void)snprintf(e->topic, sizeof(e->topic), "%s",
	    ports.topic == NULL ? "xueji.v1.43.county" : ports.topic);
	if (kind != BUS_LETTER)
		return;
	e->value.data = garbage;
	e->value.size = sizeof(garbage);
}

/* -- the bus -------------------------------------------------------------------------- */

int
bus_fd(const struct bus *b)
{
	(void)b;
	return -1;
}

size_t
bus_poll(struct bus *b, struct arena *a, struct bus_event *ret, size_t max, int wait_ms)
{
	(void)b, (void)a, (void)wait_ms;
	const size_t n = ports.n_events < max ? ports.n_events : max;
	ports.polled_max = max;
	memcpy(ret, ports.events, n * sizeof(*ret));
	return n;
}

void
bus_rewind(struct bus *b)
{
	(void)b;
}

void
bus_done(struct bus *b, const char *topic, int32_t partition, int64_t next)
{
	(void)b, (void)topic, (void)partition, (void)next;
	ports.n_events = 0;
}

bool
bus_send(struct bus *b, const struct bus_letter *letter)
{
	(void)b;
	if (letter->verdict != NULL)
		ports.n_dead_sent++;
	return !ports.is_full;
}

/* -- the store ------------------------------------------------------------------------ */

const char *
store_trouble(const struct store *s)
{
	(void)s;
	return "paper";
}

enum store_result
store_position(struct store *s, const char *topic, int32_t partition, int64_t *ret)
{
	(void)s, (void)topic;
	*ret = (int64_t)partition * 10;
	return STORE_OK;
}

enum store_result
store_commit(struct store *s, const struct batch *b)
{
	(void)s;
	ports.n_commits++;
	for (size_t i = 0; i < b->n_dead; i++)
		b->ret_dead_is_new[i] = !ports.is_known[i];
	ports.n_filed = ports.n_copies = 0;
	for (size_t i = 0; i < b->n_dockets; i++)
		if (b->dockets[i].n_before == 0)
			*(b->dockets[i].is_filed_here ? &ports.n_filed : &ports.n_copies) += 1;
	if (b->n_positions > 0)
		ports.moved = b->positions[0];
	return ports.weather;
}

enum store_result
store_due(struct store *s, struct instant now, size_t max, struct due *ret, size_t *ret_n)
{
	(void)s, (void)now, (void)max, (void)ret;
	ports.n_due++;
	*ret_n = 0;
	return STORE_OK;
}

enum store_result
store_attachments_drop(struct store *s, struct instant before, size_t max, size_t *ret_n)
{
	(void)s;
	ports.dropped_before = before;
	*ret_n = ports.n_unnamed < max ? ports.n_unnamed : max;
	ports.n_unnamed -= *ret_n;
	return STORE_OK;
}

enum store_result
store_unpromoted(struct store *s, int year, size_t max, struct record *ret, size_t *ret_n)
{
	(void)s, (void)year, (void)max, (void)ret;
	*ret_n = 0;
	return STORE_OK;
}

enum store_result
store_temporary(struct store *s, const struct temporary *after, size_t max, struct temporary *ret,
    size_t *ret_n)
{
	(void)s, (void)after, (void)max, (void)ret;
	*ret_n = 0;
	return STORE_OK;
}

enum store_result
store_republish(struct store *s, const struct unit_code *units, size_t n, const char *topic,
    struct instant now)
{
	(void)s, (void)topic, (void)now;
	ports.n_republished += n;
	if (n > 0)
		ports.republished = units[0];
	return ports.weather;
}

enum store_result
store_misdated(struct store *s, uint32_t calendar, size_t max, struct misdated *ret, size_t *ret_n)
{
	(void)s, (void)calendar, (void)max, (void)ret;
	ports.n_misdated++;
	*ret_n = 0;
	return STORE_OK;
}

enum store_result
store_progress_due(struct store *s, struct arena *a, bool is_schools, struct day term,
    struct instant cut, struct instant now, size_t max, struct progress *ret, size_t *ret_n)
{
	(void)s, (void)a, (void)is_schools, (void)term, (void)cut, (void)now, (void)max, (void)ret;
	*ret_n = 0;
	return STORE_OK;
}

enum store_result
store_held_by(struct store *s, const struct unit_code *units, size_t n, size_t max,
    struct docket_id *ret, size_t *ret_n)
{
	(void)s, (void)units, (void)n, (void)max, (void)ret;
	*ret_n = 0;
	return STORE_OK;
}

enum store_result
store_resend(struct store *s, struct arena *a, struct instant now, struct instant next, size_t max,
    struct outgoing **ret, size_t *ret_n)
{
	(void)s, (void)now, (void)next;
	*ret_n = ports.n_due_letters < max ? ports.n_due_letters : max;
	*ret = arena_array(a, *ret_n + 1, sizeof(**ret));
	return STORE_OK;
}

enum store_result
store_resend_now(struct store *s, const char *topic, struct instant now)
{
	(void)s, (void)topic, (void)now;
	ports.n_all_due++;
	return STORE_OK;
}

enum store_result
store_open_filings(struct store *s, const struct student_number *numbers,
    const struct unit_code *schools, const bool *findings, size_t n, struct docket_id *ret)
{
	(void)s, (void)numbers, (void)schools, (void)findings;
	for (size_t i = 0; i < n; i++)
		ret[i] = ports.open_filing;
	return STORE_OK;
}

enum store_result
store_dead_letters(struct store *s, struct arena *a, int64_t after, size_t max, bool with_replayed,
    struct dead_letter **ret, size_t *ret_n)
{
	(void)s, (void)a, (void)after, (void)max, (void)with_replayed, (void)ret, (void)ret_n;
	return STORE_AGAIN;
}
