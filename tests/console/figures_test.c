/* The bars of the figures: as long as what they stand for, for dockets that have lain somewhere. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console/inside.h"
#include "core/figure.h"
#include "desk/hatch.h"

enum { LONGEST = 280, DAY_MS = 86400000 };

static struct hatch w;
static char *html;

static void
begin(void)
{
	hatch_open(&w);
}

static void
end(void)
{
	free(html);
	hatch_close(&w);
}

TestSuite(figures, .init = begin, .fini = end, .timeout = 60);

static const char *
query_of(const struct door *d, const char *name)
{
	(void)d;
	return strcmp(name, "from") == 0 ? "2026-09-01" : strcmp(name, "to") == 0 ? "2026-09-30" : NULL;
}

static const char *
no_header(const struct door *d, const char *name)
{
	(void)d, (void)name;
	return NULL;
}

/* What a unit sees so many days after the filing of 2026-09-01, a Tuesday. */
static void
see(const char *unit, int day)
{
	behind.now_ms = INT64_C(1788224400000) + day * (int64_t)DAY_MS;
	struct door d = desk_door(w.desk);
	struct visit v = { .door = &d, .path = "/console/figures", .lang = LANG_ZH };
	d.query = query_of;
	d.header = no_header;
	(void)strcpy(d.as.unit.text, unit);
	d.as.role = ROLE_HEAD;
	(void)strcpy(d.as.officer, "sun");
	v.account.unit = d.as.unit;
	v.account.role = v.role = d.as.role;
	desk_hold_law(w.desk);
	figures_show(&v);
	desk_let_go_of_store(&d);
	desk_let_go_of_law(w.desk);
	cr_assert_eq(d.answer.status, 200);
	html = strndup(d.answer.data, d.answer.size);
	free(d.answer.data);
	arena_free(d.arena);
}

struct bar {
	long long width, x_text, n;
};

/* The bar behind that label, in the picture of that name. */
static struct bar
bar_of(const char *picture, const char *label)
{
	char id[64], text[128];
	struct bar b;
	(void)snprintf(id, sizeof(id), "<title id=\"%s-title\"", picture);
	(void)snprintf(text, sizeof(text), ">%s</text>", label);
	const char *at = strstr(html, id);
	cr_assert_not_null(at, "%s", html);
	at = strstr(at, text);
	cr_assert_not_null(at, "%s", text);
	cr_assert_eq(sscanf(strstr(at, "width="), "width=\"%lld\" height=\"20\"/> <text x=\"%lld\" y=\"%*d\">%lld",
	    &b.width, &b.x_text, &b.n), 3, "%.300s", at);
	return b;
}

static void
expect_bar(const char *picture, const char *label, long long n, long long most)
{
	const struct bar b = bar_of(picture, label);
	cr_expect_eq(b.n, n, "%s: %lld", label, b.n);
	cr_expect_eq(b.width, n * LONGEST / most, "%s: %lld of %lld is %lld wide", label, n, most, b.width);
	cr_expect_eq(b.x_text, 350 + b.width + 8, "the number of %s does not stand behind its bar", label);
}

/* Two working days and one at the schools, nine at the county, which two week-ends interrupt. */
Test(figures, where_the_time_went_is_as_long_as_it_took)
{
	behind.days_before[1] = 2;
	behind.days_before[3] = 1;
	behind.days_before[4] = 13;
	hatch_admit(&w);
	see(COUNTY, 40);
	expect_bar("delay-bars", delay_label_zh(DELAY_school), 3, 9);
	expect_bar("delay-bars", delay_label_zh(DELAY_county), 9, 9);
	expect_bar("delay-bars", delay_label_zh(DELAY_province), 0, 9);
	expect_bar("delay-bars", delay_label_zh(DELAY_automatic), 0, 9);
}

Test(figures, what_is_open_is_a_bar_at_its_age_and_at_no_other)
{
	static const char *const ages[] = { "0–2", "3–5", "6–10", "11–20" };
	see(SCHOOL, 10);	/* Friday of the week after: eight working days */
	for (size_t i = 0; i < sizeof(ages) / sizeof(ages[0]); i++)
		expect_bar("backlog-bars", ages[i], i == 2, 1);
}

Test(figures, where_no_time_went_anywhere_no_bar_has_a_length)
{
	hatch_admit(&w);
	see(COUNTY, 1);
	for (int i = 0; i < DELAY_N; i++)
		expect_bar("delay-bars", delay_label_zh(i), 0, 1);
}
