/*
 * Doors for operators: does it run, can it work, how does it do. What the database knows is
 * left out of /metrics while it is away: a missing series is seen, an invented zero is not.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/metric.h"
#include "desk/door.h"

enum { METRICS_BYTES = 32768 };

void
enter_livez(struct door *d)
{
	answer_json(d, 200, json_pack("{s:s}", "daemon", d->options->daemon));
}

void
enter_readyz(struct door *d)
{
	const char *why = "";
	const bool is_ready = d->options->is_ready(d->options->context, &why);
	answer_json(d, is_ready ? 200 : 503,
	    json_pack("{s:s, s:s, s:b, s:s, s:i}", "daemon", d->options->daemon, "level",
		level_name(d->options->level), "ready", is_ready, "why", why, "schema",
		(int)STORE_SCHEMA_VERSION));
}

/* -- text ----------------------------------------------------------------------------- */

struct page {
	char *text;
	size_t size, at;	/* at < size: whatever does not fit is cut off */
};

static void page_print(struct page *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void
page_print(struct page *p, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const int n = vsnprintf(p->text + p->at, p->size - p->at, fmt, ap);
	va_end(ap);
	p->at = n < 0 ? p->at : p->at + (size_t)n < p->size ? p->at + (size_t)n : p->size - 1;
}

static void
print_gauge(struct page *p, const char *name, const char *help)
{
	page_print(p, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

static void
print_stages(struct page *p, const struct census_row *rows, size_t n)
{
	int64_t overdue = 0;
	print_gauge(p, "xueji_open_dockets", "open dockets held here, by stage");
	for (size_t i = 0; i < n; i++) {
		const struct stage_row *stage = stage_row(rows[i].stage);
		page_print(p, "xueji_open_dockets{stage=\"%s\"} %" PRId64 "\n",
		    stage == NULL ? "unknown" : stage->name, rows[i].n_open);
		overdue += rows[i].n_overdue;
	}
	print_gauge(p, "xueji_overdue_dockets", "dockets held here whose term is over");
	page_print(p, "xueji_overdue_dockets %" PRId64 "\n", overdue);
}

static void
print_census(struct door *d, struct page *p)
{
	struct census_row *rows;
	size_t n;
	int64_t age, n_dead;
	struct store *s = desk_store(d);
	if (store_census(s, d->arena, d->now, &rows, &n) != STORE_OK
	    || store_outbox_age(s, d->now, &age) != STORE_OK
	    || store_dead_count(s, &n_dead) != STORE_OK)
		return;
	if (age < 0)	/* a clock that was put back */
		age = 0;
	print_stages(p, rows, n);
	print_gauge(p, "xueji_outbox_age_seconds", "age of the oldest letter without receipt");
	page_print(p, "xueji_outbox_age_seconds %" PRId64 ".%03d\n", age / 1000, (int)(age % 1000));
	print_gauge(p, "xueji_dead_letters", "letters nobody could use, not replayed");
	page_print(p, "xueji_dead_letters %" PRId64 "\n", n_dead);
}

void
enter_metrics(struct door *d)
{
	struct page p = { arena_alloc(d->arena, METRICS_BYTES), METRICS_BYTES, 0 };
	const size_t n = metric_print(p.text, p.size);
	p.at = n < p.size ? n : p.size - 1;
	print_census(d, &p);
	const struct bytes b = { (const uint8_t *)p.text, p.at };
	answer_bytes(d, "text/plain; version=0.0.4; charset=utf-8", b);
}
