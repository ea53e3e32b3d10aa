/* The command figures: who decided in time, and where the time went, for offices. */
#include <string.h>

#include "client.h"
#include "core/figure.h"

enum { PATH_BYTES = 256 };

static const struct bytes nothing;

static bool
is_plain(const char *text)
{
	return text != NULL && strlen(text) < 32 && text[strspn(text, "0123456789-")] == '\0';
}

/* "figures" or "figures/dockets" with the period in question. */
static void
write_path(const struct typed *t, const char *door, const char *after, char ret[PATH_BYTES])
{
	const char *unit = typed_option(t, "unit");
	(void)snprintf(ret, PATH_BYTES, "/v1/%s?from=%s&until=%s%s%s%s%s", door,
	    typed_option(t, "from"), typed_option(t, "until"), unit == NULL ? "" : "&unit=",
	    unit == NULL ? "" : unit, after[0] == '\0' ? "" : "&after=", after);
}

/* Every docket of the period into *list. */
static struct reply
read_dockets(const struct typed *t, json_t *list)
{
	char path[PATH_BYTES], after[DOCKET_ID_MAX] = "";
	for (;;) {
		write_path(t, "figures/dockets", after, path);
		const struct reply r = client_ask(t, "GET", path, nothing);
		if (client_exit_code(&r) != EXIT_DONE)
			return r;
		json_t *page = client_json(&r);
		const char *next = json_string_value(json_object_get(page, "next"));
		(void)json_array_extend(list, json_object_get(page, "dockets"));
		(void)snprintf(after, sizeof(after), "%s", next == NULL ? "" : next);
		json_decref(page);
		if (after[0] == '\0')
			return r;
	}
}

/* The figures, and beside them the dockets they were made of. */
static int
tell_with_dockets(const struct typed *t, const struct reply *figures)
{
	json_t *list = json_array(), *all = client_json(figures);
	const struct reply r = read_dockets(t, list);
	const int code = client_exit_code(&r);
	(void)json_object_set_new(all, "list", list);
	if (code != EXIT_DONE)
		(void)client_finish(t, &r, print_figures);
	else if (t->json)
		print_json(all);
	else
		print_figures(t, all);
	json_decref(all);
	return code;
}

int
command_figures(const struct typed *t)
{
	char path[PATH_BYTES];
	const char *unit = typed_option(t, "unit");
	if (t->n_rest != 1 || !is_plain(typed_option(t, "from")) || !is_plain(typed_option(t, "until"))
	    || (unit != NULL && !is_plain(unit)))
		return EXIT_USAGE;
	write_path(t, "figures", "", path);
	const struct reply r = client_ask(t, "GET", path, nothing);
	if (typed_option(t, "dockets") != NULL && client_exit_code(&r) == EXIT_DONE)
		return tell_with_dockets(t, &r);
	return client_finish(t, &r, print_figures);
}

/* -- in words ------------------------------------------------------------------------- */

static long long
number(const json_t *j, const char *name)
{
	return (long long)json_integer_value(json_object_get(j, name));
}

static const char *
text(const json_t *j, const char *name)
{
	const char *s = json_string_value(json_object_get(j, name));
	return s == NULL ? "" : s;
}

static void
print_rows(const char *title, const json_t *rows)
{
	size_t i;
	const json_t *r;
	(void)printf("%s %zu\n", title, json_array_size(rows));
	json_array_foreach(rows, i, r)
	{
		const long long share = number(r, "on_time_per_mille");
		print_cell(text(r, "unit"), 10);
		print_cell(text(r, "name"), 28);
		if (json_is_integer(json_object_get(r, "on_time_per_mille")))
			(void)printf("按期 %3lld.%lld%%", share / 10, share % 10);
		else
			(void)printf("按期    --");
		(void)printf("  办结 %lld  逾期 %lld  不同意 %lld  未办 %lld  逾期未办 %lld  系统 %lld",
		    number(r, "decided"), number(r, "late"), number(r, "refused"), number(r, "open"),
		    number(r, "open_late"), number(json_object_get(r, "technical"), "n"));
		if (json_object_get(r, "late_units") != NULL)
			(void)printf("  逾期单位 %lld/%lld", number(r, "late_units"), number(r, "units"));
		(void)putchar('\n');
	}
}

static void
print_delay(const json_t *delay)
{
	for (int i = 0; i < DELAY_N; i++)
		(void)printf("  %s %lld 天 (%.3f s)", delay_label_zh(i),
		    number(json_object_get(delay, "working_days"), delay_name(i)),
		    (double)number(json_object_get(delay, "ms"), delay_name(i)) / 1000);
	(void)putchar('\n');
}

void
print_figures(const struct typed *t, const json_t *j)
{
	size_t i;
	const json_t *r, *delays = json_object_get(j, "delays");
	(void)t;
	(void)printf("%s  %s 至 %s（不含）  截至 %s  卷宗 %lld 件\n", text(j, "unit"), text(j, "from"),
	    text(j, "until"), text(j, "as_of"), number(j, "dockets"));
	print_rows("省", json_object_get(j, "provinces"));
	print_rows("县区", json_object_get(j, "counties"));
	print_rows("单位", json_object_get(j, "units"));
	(void)printf("已结案 %lld 件，用时合计\n", number(delays, "dockets"));
	print_delay(delays);
	json_array_foreach(json_object_get(j, "list"), i, r)
	{
		(void)printf("%s %s\n", text(r, "docket"), text(r, "state"));
		if (json_is_object(json_object_get(r, "delay")))
			print_delay(json_object_get(r, "delay"));
	}
}
