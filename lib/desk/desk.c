/*
 * Opening and closing, and the two things requests share: the store connection and the law.
 *
 * Requests hold the law for reading. POSIX lets readers overtake a waiting writer for ever,
 * and here the writer is the thread that runs the turns; so whoever comes passes a gate
 * first, and a reload that waits keeps the gate.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "desk/door.h"
#include "press/press.h"

enum { MINUTE_MS = 60 * 1000, HOUR_MS = 60 * MINUTE_MS, MESSAGES_PER_PHONE = 5 };

struct desk {
	struct desk_options options;
	struct relay *relay;
	struct relay_law law;
	pthread_rwlock_t law_lock;
	pthread_mutex_t law_gate;
	struct store *store;
	pthread_mutex_t store_lock;
	struct server *local, *tcp;
	struct quota *addresses, *numbers, *phones, *signers;
	struct codes *codes;
	struct links *links;
	struct press *press;
	struct digest *digest;	/* NULL: no messages to officers */
};

/* -- what requests share -------------------------------------------------------------- */

struct store *
desk_store(struct door *d)
{
	if (d->store == NULL) {
		(void)pthread_mutex_lock(&d->desk->store_lock);
		d->store = d->desk->store;
	}
	return d->store;
}

void
desk_let_go_of_store(struct door *d)
{
	if (d->store == NULL)
		return;
	d->store = NULL;
	(void)pthread_mutex_unlock(&d->desk->store_lock);
}

void
desk_hold_law(struct desk *desk)
{
	(void)pthread_mutex_lock(&desk->law_gate);
	(void)pthread_rwlock_rdlock(&desk->law_lock);
	(void)pthread_mutex_unlock(&desk->law_gate);
}

void
desk_let_go_of_law(struct desk *desk)
{
	(void)pthread_rwlock_unlock(&desk->law_lock);
}

void
desk_set_law(struct desk *desk, const struct relay_law *law)
{
	(void)pthread_mutex_lock(&desk->law_gate);
	(void)pthread_rwlock_wrlock(&desk->law_lock);
	desk->law = *law;
	(void)pthread_rwlock_unlock(&desk->law_lock);
	(void)pthread_mutex_unlock(&desk->law_gate);
}

bool
desk_is_digest_time(struct desk *desk, struct instant now, struct digest_day *ret)
{
	desk_hold_law(desk);
	const bool is = digest_is_time(desk->law.calendar, now, ret);
	desk_let_go_of_law(desk);
	return is;
}

struct relay_answer
desk_submit(struct door *d, const struct relay_action *action)
{
	desk_let_go_of_store(d);
	desk_let_go_of_law(d->desk);
	const struct relay_answer a = relay_submit(d->relay, action, WAIT_MS);
	desk_hold_law(d->desk);
	return a;
}

void
desk_submit_all(struct door *d, struct relay_submission *all, size_t n)
{
	desk_let_go_of_store(d);
	desk_let_go_of_law(d->desk);
	relay_submit_all(d->relay, all, n, WAIT_MS);
	desk_hold_law(d->desk);
}

enum verdict
desk_import(struct door *d, const struct record *records, size_t n)
{
	desk_let_go_of_store(d);
	desk_let_go_of_law(d->desk);
	const enum verdict v = relay_import(d->relay, records, n, WAIT_MS);
	desk_hold_law(d->desk);
	return v;
}

/* The number is counted even where the address asks too much: both say so for as long as it
 * lasts, whatever the other does. */
bool
desk_may_ask(struct door *d, const char *address, const char *number, unsigned *ret_wait_s)
{
	const int64_t address_ms = quota_take(d->desk->addresses, address, d->now.ms);
	const int64_t number_ms =
	    number == NULL ? 0 : quota_take(d->desk->numbers, number, d->now.ms);
	const int64_t wait_ms = address_ms > number_ms ? address_ms : number_ms;
	*ret_wait_s = (unsigned)((wait_ms + 999) / 1000);
	return wait_ms == 0;
}

struct codes *
desk_codes(struct door *d)
{
	return d->desk->codes;
}

struct links *
desk_links(struct door *d)
{
	return d->desk->links;
}

bool
desk_may_send(struct door *d, const char *phone)
{
	return quota_take(d->desk->phones, phone, d->now.ms) == 0;
}

/* The last address of the list: the one before it was told by whoever asks, this one by our
 * own front. Of IPv6 the network counts, for one household has all of it. */
void
desk_address(const struct door *d, char ret[ADDRESS_MAX])
{
	const char *list = d->options->is_behind_proxy ? d->header(d, "X-Forwarded-For") : NULL;
	const char *last = list == NULL ? NULL : strrchr(list, ',');
	struct in6_addr six;
	last = last == NULL ? list : last + 1;
	ret[0] = '\0';
	if (last == NULL || !text_copy(ret, ADDRESS_MAX, last + strspn(last, " ")))
		return;
	if (inet_pton(AF_INET6, ret, &six) != 1)
		return;
	memset(&six.s6_addr[8], 0, 8);
	(void)inet_ntop(AF_INET6, &six, ret, ADDRESS_MAX);
}

bool
desk_may_sign_in(struct door *d, unsigned *ret_wait_s)
{
	char address[ADDRESS_MAX];
	desk_address(d, address);
	const int64_t wait_ms =
	    address[0] == '\0' ? 0 : quota_take(d->desk->signers, address, d->now.ms);
	*ret_wait_s = (unsigned)((wait_ms + 999) / 1000);
	return wait_ms == 0;
}

bool
desk_print(struct door *d, struct bytes request, struct bytes *ret_pdf, const char **ret_why)
{
	desk_let_go_of_store(d);
	desk_let_go_of_law(d->desk);
	const bool ok = press_print(d->desk->press, d->arena, request, ret_pdf, ret_why);
	desk_hold_law(d->desk);
	return ok;
}

void
desk_pause(struct door *d, int64_t until_us)
{
	const int64_t left_us = until_us - clock_monotonic_us();
	const struct timespec left = { left_us / 1000000, left_us % 1000000 * 1000 };
	desk_let_go_of_store(d);
	desk_let_go_of_law(d->desk);
	if (left_us > 0)
		(void)nanosleep(&left, NULL);
	desk_hold_law(d->desk);
}

struct door
desk_door(struct desk *desk)
{
	const struct door d = {
		.desk = desk,
		.options = &desk->options,
		.relay = desk->relay,
		.law = &desk->law,
		.arena = arena_new(),
		.now = { desk->options.now_ms() },
		.answer = { .status = 500, .type = "text/plain" },
	};
	return d;
}

/* -- opening and closing -------------------------------------------------------------- */

/* The path goes first: nobody new comes in, and whoever binds it next keeps it. */
static void
let_go(struct desk *desk)
{
	if (desk->local != NULL)
		(void)unlink(desk->options.socket);
	serve_end(desk->local);
	serve_end(desk->tcp);
	digest_end(desk->digest);
	store_close(desk->store);
	press_free(desk->press);
	quota_free(desk->addresses);
	quota_free(desk->numbers);
	quota_free(desk->phones);
	codes_free(desk->codes);
	links_free(desk->links);
	quota_free(desk->signers);
	(void)pthread_rwlock_destroy(&desk->law_lock);
	(void)pthread_mutex_destroy(&desk->law_gate);
	(void)pthread_mutex_destroy(&desk->store_lock);
	free(desk);
}

void
desk_close(struct desk *desk)
{
	if (desk != NULL)
		let_go(desk);
}

/* NULL with errno. */
static struct server *
serve_at(struct desk *desk, int fd, bool is_tcp)
{
	struct server *server = fd < 0 ? NULL : serve_begin(desk, &desk->options, fd, is_tcp);
	if (server == NULL && fd >= 0) {
		(void)close(fd);
		errno = EAGAIN;		/* no thread, no memory */
	}
	return server;
}

static bool
may_write(const char *setting, const char *directory, char *reterr, size_t size)
{
	if (directory == NULL || access(directory, W_OK | X_OK) == 0)
		return true;
	(void)snprintf(reterr, size, "%s: cannot write in %s: %s", setting, directory, strerror(errno));
	return false;
}

/* False: no thread. */
static bool
begin_digest(struct desk *desk, char *reterr, size_t size)
{
	if (desk->options.messages == NULL)
		return true;
	desk->digest = digest_begin(desk, &desk->options);
	if (desk->digest == NULL)
		(void)snprintf(reterr, size, "desk.messages: no thread");
	return desk->digest != NULL;
}

static bool
serve_both(struct desk *desk, char *reterr, size_t size)
{
	const struct desk_options *o = &desk->options;
	if (!may_write("desk.parents_code", o->parents_code, reterr, size)
	    || !may_write("desk.messages", o->messages, reterr, size))
		return false;
	desk->local = serve_at(desk, listen_local(o->socket), false);
	if (desk->local == NULL) {
		(void)snprintf(reterr, size, "cannot listen on %s: %s", o->socket, strerror(errno));
		return false;
	}
	if (o->port == 0)
		return true;
	desk->tcp = serve_at(desk, listen_loopback(o->port), true);
	if (desk->tcp == NULL)
		(void)snprintf(
		    reterr, size, "cannot listen on port %d: %s", o->port, strerror(errno));
	return desk->tcp != NULL;
}

struct desk *
desk_open(const struct desk_options *o, struct relay *relay, const struct relay_law *law,
    char *reterr, size_t size)
{
	struct desk *desk = calloc(1, sizeof(*desk));
	if (desk == NULL)
		log_panic("out of memory size=%zu", sizeof(*desk));
	desk->options = *o;
	desk->relay = relay;
	desk->law = *law;
	desk->store = store_open(o->conninfo, "desk");
	desk->addresses = quota_new(o->status_per_address, MINUTE_MS);
	desk->numbers = quota_new(o->status_per_number, HOUR_MS);
	desk->phones = quota_new(MESSAGES_PER_PHONE, HOUR_MS);
	desk->codes = codes_new();
	desk->links = links_new();
	desk->signers = quota_new(o->sign_ins_per_address, MINUTE_MS);
	desk->press = press_new(o->paper == NULL ? "" : o->paper);
	(void)pthread_rwlock_init(&desk->law_lock, NULL);
	(void)pthread_mutex_init(&desk->law_gate, NULL);
	(void)pthread_mutex_init(&desk->store_lock, NULL);
	if (serve_both(desk, reterr, size) && begin_digest(desk, reterr, size))
		return desk;
	let_go(desk);
	return NULL;
}
