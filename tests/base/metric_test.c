/* /metrics as Prometheus reads it: text exposition 0.0.4. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/metric.h"

static size_t
count(const char *text, const char *what)
{
	size_t n = 0;
	for (const char *p = text; (p = strstr(p, what)) != NULL; p += strlen(what))
		n++;
	return n;
}

static char *
print_all(void)
{
	const size_t n = metric_print(NULL, 0);
	char *text = malloc(n + 1);
	cr_assert_not_null(text);
	cr_assert_eq(metric_print(text, n + 1), n);
	cr_assert_eq(strlen(text), n);
	return text;
}

Test(metric, every_family_has_one_help_and_one_type_before_its_samples)
{
	char *text = print_all();
	char *copy = malloc(strlen(text) + 1);
	cr_assert_not_null(copy);
	strcpy(copy, text);
	char family[128] = "";
	size_t n_samples = 0;
	for (char *line = strtok(copy, "\n"); line != NULL; line = strtok(NULL, "\n")) {
		char name[128], wanted[160], type[16];
		if (sscanf(line, "# HELP %127s", name) == 1) {
			(void)snprintf(wanted, sizeof(wanted), "# HELP %s ", name);
			cr_expect_eq(count(text, wanted), 1, "%s", name);
			(void)snprintf(wanted, sizeof(wanted), "# TYPE %s ", name);
			cr_expect_eq(count(text, wanted), 1, "%s", name);
			strcpy(family, name);
		} else if (sscanf(line, "# TYPE %127s %15s", name, type) == 2) {
			cr_expect_str_eq(name, family);
			cr_expect(strcmp(type, "counter") == 0 || strcmp(type, "gauge") == 0, "%s", type);
			cr_expect_eq(strcmp(type, "counter") == 0, strstr(name, "_total") != NULL,
			    "a counter's name ends in _total, no other's: %s", name);
		} else {
			const size_t n = strcspn(line, "{ ");
			cr_expect_eq(n, strlen(family), "%s stands under %s", line, family);
			cr_expect_eq(strncmp(line, family, n), 0, "%s stands under %s", line, family);
			n_samples++;
		}
	}
	cr_expect_eq(n_samples, METRIC_N);
	free(copy);
	free(text);
}

Test(metric, values_are_printed_with_name_and_label)
{
	metric_add(METRIC_letters_dead, 2);
	metric_add(METRIC_letters_dead, 3);
	metric_set(METRIC_consumer_lag, 1234567890123);
	char *text = print_all();
	cr_expect_not_null(strstr(text, "\nxueji_letters_total{result=\"dead\"} 5\n"));
	cr_expect_not_null(strstr(text, "\nxueji_letters_total{result=\"applied\"} 0\n"));
	cr_expect_not_null(strstr(text, "\nxueji_consumer_lag_letters 1234567890123\n"));
	cr_expect_eq(metric_get(METRIC_letters_dead), 5);
	metric_set(METRIC_consumer_lag, 0);
	cr_expect_eq(metric_get(METRIC_consumer_lag), 0);
	free(text);
}

/* The buffer is exactly as long as said: a sanitizer sees every byte too far. */
Test(metric, a_buffer_too_small_is_filled_and_the_wanted_length_told)
{
	const size_t wanted = metric_print(NULL, 0);
	char *all = print_all();
	for (size_t size = 1; size <= wanted; size += 7) {
		char *text = malloc(size);
		cr_assert_not_null(text);
		cr_assert_eq(metric_print(text, size), wanted);
		cr_assert_eq(strlen(text), size - 1);
		cr_assert_eq(strncmp(text, all, size - 1), 0);
		free(text);
	}
	free(all);
}
