/* Counters and gauges; metric.def lists them. Safe from any thread. */
#ifndef BASE_METRIC_H
#define BASE_METRIC_H

#include <stddef.h>
#include <stdint.h>

enum metric {
#define METRIC(id, ...) METRIC_##id,
#include "base/metric.def"
#undef METRIC
	METRIC_N,
};

void	metric_add(enum metric, int64_t n);
void	metric_set(enum metric, int64_t value);
int64_t	metric_get(enum metric);
/* Prometheus text exposition 0.0.4 into buf; returns the length it wants, as snprintf. */
size_t	metric_print(char *buf, size_t size);

#endif
