/* Counters in an array of atomics; metric.def is their catalogue. */
#include <inttypes.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/metric.h"

static _Atomic int64_t values[METRIC_N];

static const struct {
	const char *type, *name, *label, *help;
} rows[] = {
#define COUNTER "counter"
#define GAUGE	"gauge"
#define METRIC(id, type, name, label, help) { type, name, label, help },
#include "base/metric.def"
#undef METRIC
};

void
metric_add(enum metric m, int64_t n)
{
	atomic_fetch_add_explicit(&values[m], n, memory_order_relaxed);
}

void
metric_set(enum metric m, int64_t value)
{
	atomic_store_explicit(&values[m], value, memory_order_relaxed);
}

int64_t
metric_get(enum metric m)
{
	return atomic_load_explicit(&values[m], memory_order_relaxed);
}

/* Appends, and counts what did not fit, as snprintf does. */
#define PRINT(...)                                                                         \
	do {                                                                               \
		const int k_ = snprintf(                                                   \
		    n < size ? buf + n : NULL, n < size ? size - n : 0, __VA_ARGS__);      \
		n += (size_t)k_;                                                           \
	} while (0)

size_t
metric_print(char *buf, size_t size)
{
	size_t n = 0;
	for (size_t i = 0; i < METRIC_N; i++) {
		if (i == 0 || strcmp(rows[i].name, rows[i - 1].name) != 0) {
			PRINT("# HELP xueji_%s %s\n", rows[i].name, rows[i].help);
			PRINT("# TYPE xueji_%s %s\n", rows[i].name, rows[i].type);
		}
		const bool has_label = rows[i].label[0] != '\0';
		PRINT("xueji_%s%s%s%s %" PRId64 "\n", rows[i].name, has_label ? "{" : "",
		    rows[i].label, has_label ? "}" : "", metric_get((enum metric)i));
	}
	return n;
}
