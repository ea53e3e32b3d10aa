/* Where a unit's letters go: the longest prefix of the routing table, or the default. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/land.h"
#include "relay/relay.h"

static const char rows[][256] = {
	"county:43=hunan.county",
	"county:4301=changsha",
	"county:430102=furong",
	"county:430102=furong.again",
	"school:430102=schools.of.furong",
	"countyx:44=none",
	"count:44=none",
	"county 44",
	"county:44",
	"province:=everybody",
	"ministry:00=0123456789.0123456789.0123456789.0123456789.0123456789.123456789",
	"prefecture:43=0123456789.0123456789.0123456789.0123456789.0123456789.12345678",
};

static const struct relay_options routed = {
	.topics = rows,
	.n_topics = sizeof(rows) / sizeof(rows[0]),
};

struct row {
	const char *unit, *topic, *row;
};

/* A row's index is no promise; its text is. */
static const struct row routes[] = {
	{ HETANG, "hunan.county", "county:43=hunan.county" },
	{ TIANXIN, "changsha", "county:4301=changsha" },
	{ FURONG, "furong", "county:430102=furong" },
	{ FURONG_SCHOOL, "schools.of.furong", "school:430102=schools.of.furong" },
	{ TIANXIN_SCHOOL, "xueji.v1.43.school", NULL },
	{ LIWAN, "xueji.v1.44.county", NULL },
	{ DONGGUAN_SCHOOL, "xueji.v1.44.school", NULL },
	{ DONGGUAN, "xueji.v1.44.prefecture", NULL },
	{ BINGTUAN, "everybody", "province:=everybody" },
	{ CHANGSHA, "0123456789.0123456789.0123456789.0123456789.0123456789.12345678",
	    "prefecture:43=0123456789.0123456789.0123456789.0123456789.0123456789.12345678" },
};

Test(topic, the_longest_prefix_wins_and_the_first_of_two)
{
	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
		const struct row *r = &routes[i];
		const struct unit *u = unit(r->unit);
		char topic[TOPIC_MAX] = "";
		size_t prefix = 99;
		cr_expect(relay_topic_of(&routed, &land, u, topic), "%s", r->unit);
		cr_expect_str_eq(topic, r->topic, "%s: %s", r->unit, topic);
		const char *row =
		    relay_topic_row(&routed, u->level, registry_division(&land, u), &prefix);
		cr_expect_eq(row == NULL, r->row == NULL, "%s", r->unit);
		if (row != NULL && r->row != NULL)
			cr_expect_str_eq(row, r->row);
		const char *colon = r->row == NULL ? "" : strchr(r->row, ':');
		cr_expect_eq(prefix, r->row == NULL ? 0 : strcspn(colon, "=") - 1, "%s", r->unit);
	}
}

Test(topic, without_rows_it_is_the_provinces_own)
{
	const struct relay_options none = { .n_topics = 0 };
	char topic[TOPIC_MAX];
	cr_expect(relay_topic_of(&none, &land, unit(MINISTRY), topic));
	cr_expect_str_eq(topic, "xueji.v1.00.ministry");
	cr_expect(relay_topic_of(&none, &land, unit(HUNAN), topic));
	cr_expect_str_eq(topic, "xueji.v1.43.province");
}

Test(topic, a_name_too_long_for_a_topic_is_none)
{
	char topic[TOPIC_MAX];
	cr_expect_not(relay_topic_of(&routed, &land, unit(MINISTRY), topic));
}
