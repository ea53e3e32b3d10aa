/* The year as a clerk has to know it: holidays, days worked for them, and when business is frozen. */
#include <stdio.h>
#include <string.h>

#include "console/table.h"

enum { MONTHS = 12, WEEKS_MAX = 6, DAYS = 7, SATURDAY = 5 };

/* What a door said of the year, day by day. */
struct year {
	struct day first;
	int n_days;
	bool *is_odd_off, *is_worked, *is_frozen;	/* by the day of the year */
};

static void
mark(const struct year *y, bool *days, const char *from, const char *until)
{
	struct day a, b;
	if (!day_parse(from, &a) || !day_parse(until, &b))
		return;
	for (; a.n <= b.n; a.n++)
		if (a.n >= y->first.n && a.n < y->first.n + y->n_days)
			days[a.n - y->first.n] = true;
}

static void
mark_all(const struct year *y, bool *days, const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *day = json_string_value(json_array_get(list, i));
		if (day != NULL)
			mark(y, days, day, day);
	}
}

static struct year
year_of(struct visit *v, const json_t *j, int number)
{
	struct year y = { .n_days = 0 };
	struct day end;
	const struct date first = { number, 1, 1 }, next = { number + 1, 1, 1 };
	const json_t *closed = json_object_get(j, "closed");
	(void)day_of_date(first, &y.first);
	(void)day_of_date(next, &end);
	y.n_days = end.n - y.first.n;
	y.is_odd_off = arena_array(v->door->arena, (size_t)y.n_days, sizeof(bool));
	y.is_worked = arena_array(v->door->arena, (size_t)y.n_days, sizeof(bool));
	y.is_frozen = arena_array(v->door->arena, (size_t)y.n_days, sizeof(bool));
	mark_all(&y, y.is_odd_off, json_object_get(j, "days_off"));
	mark_all(&y, y.is_worked, json_object_get(j, "days_worked"));
	for (size_t i = 0; i < json_array_size(closed); i++) {
		const json_t *one = json_array_get(closed, i);
		if (strcmp(console_text(v, one, "kind"), business_name(BUSINESS_transfer)) == 0)
			mark(&y, y.is_frozen, console_text(v, one, "from"), console_text(v, one, "until"));
	}
	return y;
}

static struct day_cell
cell_of(struct visit *v, const struct year *y, struct day day)
{
	const int i = day.n - y->first.n;
	const bool is_frozen = y->is_frozen[i], is_odd = y->is_odd_off[i], is_busy = y->is_worked[i];
	const bool is_off = day_weekday(day) >= SATURDAY && !is_busy;
	char text[4];
	(void)snprintf(text, sizeof(text), "%d", day_date(day).day % 100);
	return (struct day_cell){
		.day = arena_text(v->door->arena, text),
		.css = is_odd ? "odd" : is_busy ? "busy" : is_frozen ? "frozen" : is_off ? "off" : "",
		.mark = is_odd ? word(v->lang, WORD_year_off) : is_busy ? word(v->lang, WORD_year_work)
		    : is_frozen ? word(v->lang, WORD_year_shut) : "",
		.title = is_frozen ? word(v->lang, WORD_year_shut_long) : NULL,
		.is_today = day.n == instant_day(v->door->now).n,
	};
}

static struct month_box
month_of(struct visit *v, const struct year *y, int number, int month)
{
	struct arena *arena = v->door->arena;
	struct week_line *weeks = arena_array(arena, WEEKS_MAX, sizeof(*weeks));
	struct month_box box = { .weeks = weeks };
	const struct date first = { number, month, 1 };
	struct day day;
	char title[32];
	static const struct day_cell empty = { "", "", "", NULL, false };
	(void)day_of_date(first, &day);
	(void)snprintf(title, sizeof(title), v->lang == LANG_EN ? "%04d-%02d" : "%d年%d月", number, month);
	box.title = arena_text(arena, title);
	day.n -= day_weekday(day);
	while (box.n_weeks < WEEKS_MAX && (box.n_weeks == 0 || day_date(day).month == month)) {
		struct day_cell *cells = arena_array(arena, DAYS, sizeof(*cells));
		for (int k = 0; k < DAYS; k++, day.n++)
			cells[k] = day_date(day).month == month ? cell_of(v, y, day) : empty;
		weeks[box.n_weeks++] = (struct week_line){ cells, DAYS };
	}
	return box;
}

static struct closed_line
closed_line(struct visit *v, const json_t *one)
{
	struct day from = { 0 }, until = { 0 };
	const char *first = console_text(v, one, "from"), *last = console_text(v, one, "until");
	(void)day_parse(first, &from);
	(void)day_parse(last, &until);
	const int32_t today = instant_day(v->door->now).n;
	const bool is_ahead = today < from.n, is_over = today > until.n;
	return (struct closed_line){
		.state = word(v->lang, is_ahead ? WORD_year_ahead : is_over ? WORD_year_over : WORD_year_frozen),
		.sign = is_ahead ? "○" : is_over ? "✔" : "✱",
		.css = is_ahead || is_over ? "plain" : "frozen",
		.kind = label_business(v->lang, console_text(v, one, "kind")),
		.unit = console_unit(v, console_text(v, one, "unit")),
		.from = first,
		.until = last,
		.days = until.n - from.n + 1,
	};
}

/* What the province says as the nation does is one line, with both. */
static bool
has_joined(struct visit *v, struct closed_line *lines, size_t n, const struct closed_line *one)
{
	for (size_t i = 0; i < n; i++) {
		struct closed_line *line = &lines[i];
		if (strcmp(line->kind, one->kind) != 0 || strcmp(line->from, one->from) != 0
		    || strcmp(line->until, one->until) != 0)
			continue;
		line->unit = table_text(v, "%s%s%s", line->unit, word(v->lang, WORD_list_comma), one->unit);
		return true;
	}
	return false;
}

static const struct closed_line *
closed_of(struct visit *v, const json_t *list, size_t *ret_n)
{
	struct closed_line *lines =
	    arena_array(v->door->arena, json_array_size(list) + 1, sizeof(*lines));
	*ret_n = 0;
	for (size_t i = 0; i < json_array_size(list); i++) {
		const struct closed_line one = closed_line(v, json_array_get(list, i));
		if (!has_joined(v, lines, *ret_n, &one))
			lines[(*ret_n)++] = one;
	}
	return lines;
}

void
year_show(struct visit *v)
{
	struct out out = { .size = 0 };
	struct month_box months[MONTHS];
	json_t *j = ask_door(v, door_calendar, JSON_OBJECT);
	if (j == NULL)
		return;
	const int number = (int)ask_number(j, "year");
	const struct year y = year_of(v, j, number);
	for (int m = 0; m < MONTHS; m++)
		months[m] = month_of(v, &y, number, m + 1);
	struct year_page p = {
		.frame = console_frame(v, word(v->lang, WORD_year)),
		.year = number,
		.before = number - 1,
		.after = number + 1,
		.is_guess = !json_is_true(json_object_get(j, "known")),
		.months = months,
		.n_months = MONTHS,
	};
	p.closed = closed_of(v, json_object_get(j, "closed"), &p.n_closed);
	page_year(&out, &p);
	console_page(v, 200, &out);
	json_decref(j);
}
