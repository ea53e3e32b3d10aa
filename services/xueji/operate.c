/* Commands of operators: how the daemons do, and Kafka's topics. */
#include <stdlib.h>
#include <string.h>

#include "bus/bus.h"
#include "base/text.h"
#include "client.h"

static const struct bytes nothing;

/* -- doctor --------------------------------------------------------------------------- */

/* The value of a series in Prometheus text; -1 if it is not there. */
static double
series(const struct reply *r, const char *name)
{
	const size_t n = strlen(name);
	const char *p = (const char *)r->body.data;
	const char *end = p == NULL ? NULL : p + r->body.size;
	while (p != NULL && p < end) {
		if ((size_t)(end - p) > n && strncmp(p, name, n) == 0 && p[n] == ' ')
			return strtod(p + n, NULL);
		p = memchr(p, '\n', (size_t)(end - p));
		if (p != NULL)
			p++;
	}
	return -1;
}

static json_t *
json_series(const struct reply *r, const char *name)
{
	const double value = series(r, name);
	return value < 0 ? json_null() : json_real(value);
}

/* One daemon; *ret_is_well becomes false if it is not. */
static json_t *
examine(const struct typed *t, const struct address *a, bool *ret_is_well)
{
	const struct reply ready = client_ask_at(t, a, "GET", "/readyz", nothing);
	const struct reply metrics = client_ask_at(t, a, "GET", "/metrics", nothing);
	json_t *j = ready.status == 0 ? NULL : client_json(&ready);
	const json_t *schema = json_object_get(j, "schema");
	const char *why = json_string_value(json_object_get(j, "why"));
	if (ready.status != 200)
		*ret_is_well = false;
	json_t *row = json_pack("{s:s, s:s, s:b, s:s, s:o, s:o, s:o, s:o}", "level", a->level, "prefix",
	    a->prefix, "ready", ready.status == 200, "why", why == NULL ? "not reachable" : why,
	    "schema", schema == NULL ? json_null() : json_integer(json_integer_value(schema)),
	    "outbox_age_seconds", json_series(&metrics, "xueji_outbox_age_seconds"), "dead_letters",
	    json_series(&metrics, "xueji_dead_letters"), "overdue_dockets",
	    json_series(&metrics, "xueji_overdue_dockets"));
	json_decref(j);
	return row;
}

static void
print_count(const json_t *row, const char *name, const char *zh)
{
	const json_t *value = json_object_get(row, name);
	if (json_is_real(value))
		(void)printf("  %s %.0f", zh, json_real_value(value));
}

static void
print_examined(const json_t *row)
{
	print_cell(json_string_value(json_object_get(row, "level")), 10);
	print_cell(json_string_value(json_object_get(row, "prefix")), 6);
	print_cell(json_string_value(json_object_get(row, "why")), 22);
	if (json_is_integer(json_object_get(row, "schema")))
		(void)printf("schema %lld",
		    (long long)json_integer_value(json_object_get(row, "schema")));
	print_count(row, "outbox_age_seconds", "待回执(秒)");
	print_count(row, "dead_letters", "无法使用");
	print_count(row, "overdue_dockets", "逾期");
	(void)putchar('\n');
}

int
command_doctor(const struct typed *t)
{
	struct address a;
	bool is_well = true;
	size_t i;
	json_t *list = json_array(), *row;
	if (t->n_rest != 1)
		return EXIT_USAGE;
	for (i = 0; desks_at(i, &a); i++)
		(void)json_array_append_new(list, examine(t, &a, &is_well));
	if (t->json)
		print_json(list);
	else
		json_array_foreach(list, i, row)
			print_examined(row);
	is_well = is_well && json_array_size(list) > 0;
	json_decref(list);
	return is_well ? EXIT_DONE : EXIT_UNREACHABLE;
}

/* -- topics --------------------------------------------------------------------------- */

enum { PROVINCES_MAX = 40, OF_A_PROVINCE = 5, OF_THE_NATION = 3 };

struct topics {
	struct bus_topic list[PROVINCES_MAX * OF_A_PROVINCE + OF_THE_NATION + OPTIONS_MAX];
	size_t n;
	int n_replicas;
};

static void
add(struct topics *t, const char *province, const char *name, int n_partitions, bool is_compacted)
{
	struct bus_topic *topic = &t->list[t->n++];
	(void)snprintf(topic->name, sizeof(topic->name), "xueji.v1.%.2s%s%s", province,
	    province[0] == '\0' ? "" : ".", name);
	topic->n_partitions = n_partitions;
	topic->n_replicas = t->n_replicas;
	topic->is_compacted = is_compacted;
}

/* "43,44" */
static bool
add_provinces(struct topics *t, const char *list, int n_partitions)
{
	static const char *const levels[] = { "school", "county", "prefecture", "province" };
	for (const char *p = list;; p += 3) {
		if (strspn(p, "0123456789") != 2 || (p[2] != ',' && p[2] != '\0')
		    || t->n + OF_A_PROVINCE > PROVINCES_MAX * OF_A_PROVINCE) {
			(void)fprintf(stderr, "xueji: --provinces takes two digits each, as in 43,44\n");
			return false;
		}
		for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
			add(t, p, levels[i], n_partitions, false);
		add(t, p, "dead", 1, false);
		if (p[2] == '\0')
			return true;
	}
}

/* Every --topic NAME: of daemons with a topic of their own. */
static bool
add_own(struct topics *t, const struct typed *typed, int n_partitions)
{
	for (size_t i = 0; i < typed->n_options; i++) {
		if (strcmp(typed->names[i], "topic") != 0)
			continue;
		struct bus_topic *topic = &t->list[t->n++];
		if (!text_is_ident(typed->values[i])
		    || !text_copy(topic->name, sizeof(topic->name), typed->values[i])) {
			(void)fprintf(stderr, "xueji: --topic takes the name of a topic\n");
			return false;
		}
		topic->n_partitions = n_partitions;
		topic->n_replicas = t->n_replicas;
	}
	return true;
}

int
command_topics(const struct typed *t)
{
	static struct topics topics;
	char why[256];
	long partitions = 4, replicas = 1;
	const char *brokers = typed_option(t, "brokers"), *list = typed_option(t, "provinces");
	if (t->n_rest != 2 || strcmp(t->rest[1], "create") != 0 || brokers == NULL || list == NULL
	    || !typed_number(t, "partitions", 1, 1000, &partitions)
	    || !typed_number(t, "replicas", 1, 9, &replicas))
		return EXIT_USAGE;
	topics.n_replicas = (int)replicas;
	if (!add_provinces(&topics, list, (int)partitions) || !add_own(&topics, t, (int)partitions))
		return EXIT_USAGE;
	add(&topics, "00", "ministry", (int)partitions, false);
	add(&topics, "00", "dead", 1, false);
	add(&topics, "", "registry", 1, true);
	if (!bus_create_topics(brokers, topics.list, topics.n, why, sizeof(why))) {
		(void)fprintf(stderr, "xueji: %s\n", why);
		return EXIT_UNREACHABLE;
	}
	if (t->json)
		(void)printf("{\"topics\":%zu}\n", topics.n);
	else
		(void)printf("%zu 个主题已就绪\n", topics.n);
	return EXIT_DONE;
}
