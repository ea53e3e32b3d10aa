/* Commands that ask a daemon. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "bus/bus.h"
#include "client.h"

enum { PATH_BYTES = 256, FILE_MAX = 5 * 1024 * 1024 };

static struct bytes
dump(const struct typed *t, json_t *stolen)
{
	char *text = json_dumps(stolen, JSON_COMPACT);
	const struct bytes borrowed = { (const uint8_t *)text, text == NULL ? 0 : strlen(text) };
	const struct bytes b = arena_copy(t->arena, borrowed);
	free(text);
	json_decref(stolen);
	return b;
}

static const struct bytes nothing;

static int
get(const struct typed *t, const char *path, void (*print)(const json_t *))
{
	const struct reply r = client_ask(t, "GET", path, nothing);
	return client_finish(t, &r, print);
}

/* -- dockets -------------------------------------------------------------------------- */

/* A segment of a path: only what a docket id or number may hold. */
static bool
is_word(const char *s)
{
	for (const char *p = s; *p != '\0'; p++)
		if (!(*p >= '0' && *p <= '9') && !(*p >= 'a' && *p <= 'z') && !(*p >= 'A' && *p <= 'Z')
		    && *p != '-')
			return false;
	return s[0] != '\0';
}

static bool
read_whole(const struct typed *t, const char *path, struct bytes *ret)
{
	uint8_t *data = arena_alloc(t->arena, FILE_MAX);
	FILE *f = fopen(path, "rb");
	if (f == NULL) {
		perror(path);
		return false;
	}
	ret->data = data;
	ret->size = fread(data, 1, FILE_MAX, f);
	(void)fclose(f);
	return true;
}

/* Uploads every --attach FILE; the answer's digests go into *list. */
static int
attach(const struct typed *t, json_t *list)
{
	for (size_t i = 0; i < t->n_options; i++) {
		struct bytes data;
		if (strcmp(t->names[i], "attach") != 0)
			continue;
		if (!read_whole(t, t->values[i], &data))
			return EXIT_USAGE;
		const struct reply r = client_ask(t, "PUT", "/v1/attachments", data);
		if (client_exit_code(&r) != EXIT_DONE)
			return client_finish(t, &r, print_plain);
		json_t *j = json_loadb((const char *)r.body.data, r.body.size, 0, NULL);
		(void)json_array_append(list, json_object_get(j, "digest"));
		json_decref(j);
	}
	return EXIT_DONE;
}

static void
set_text(json_t *j, const char *name, const char *value)
{
	if (value != NULL)
		(void)json_object_set_new(j, name, json_string(value));
}

int
command_file(const struct typed *t)
{
	char id[37];
	const char *grade = typed_option(t, "grade"), *given = typed_option(t, "docket");
	if (t->n_rest != 2 || grade == NULL || typed_option(t, "student") == NULL
	    || typed_option(t, "from") == NULL)
		return EXIT_USAGE;
	json_t *body = json_object(), *student = json_object(), *list = json_array();
	clock_uuid7(id);
	set_text(student, "number", typed_option(t, "student"));
	set_text(student, "name", typed_option(t, "name"));
	set_text(student, "citizen_id", typed_option(t, "citizen-id"));
	(void)json_object_set_new(student, "grade", json_integer(atoi(grade)));
	set_text(body, "docket", given != NULL ? given : id);
	set_text(body, "kind", t->rest[1]);
	set_text(body, "sending_school", typed_option(t, "from"));
	set_text(body, "receiving_school", typed_option(t, "to"));
	set_text(body, "arrived_on", typed_option(t, "arrived"));
	set_text(body, "reason", typed_option(t, "reason"));
	(void)json_object_set_new(body, "student", student);
	const int attached = attach(t, list);
	(void)json_object_set_new(body, "attachments", list);
	const struct bytes b = dump(t, body);
	if (attached != EXIT_DONE)
		return attached;
	const struct reply r = client_ask(t, "POST", "/v1/dockets", b);
	return client_finish(t, &r, print_docket);
}

static int
act(const struct typed *t, const char *verb)
{
	char path[PATH_BYTES];
	const char *seen = typed_option(t, "seen");
	if (t->n_rest != 2 || !is_word(t->rest[1]))
		return EXIT_USAGE;
	json_t *body = json_object();
	set_text(body, "code", typed_option(t, "code"));
	set_text(body, "reason", typed_option(t, "reason"));
	set_text(body, "name", typed_option(t, "name"));
	set_text(body, "citizen_id", typed_option(t, "citizen-id"));
	if (seen != NULL)
		(void)json_object_set_new(body, "seen_n", json_integer(atoi(seen)));
	(void)snprintf(path, sizeof(path), "/v1/dockets/%.100s/%s", t->rest[1], verb);
	const struct reply r = client_ask(t, "POST", path, dump(t, body));
	return client_finish(t, &r, print_docket);
}

int
command_act(const struct typed *t)
{
	return act(t, t->rest[0]);
}

int
command_rule(const struct typed *t)
{
	if (typed_option(t, "uphold") != NULL)
		return act(t, "uphold");
	if (typed_option(t, "overrule") != NULL)
		return act(t, "overrule");
	return typed_option(t, "return") != NULL ? act(t, "send_back") : EXIT_USAGE;
}

static int
get_docket(const struct typed *t, const char *tail, void (*print)(const json_t *))
{
	char path[PATH_BYTES];
	if (t->n_rest != 2 || !is_word(t->rest[1]))
		return EXIT_USAGE;
	(void)snprintf(path, sizeof(path), "/v1/dockets/%.100s%s", t->rest[1], tail);
	return get(t, path, print);
}

int
command_show(const struct typed *t)
{
	return get_docket(t, "", print_docket);
}

int
command_trace(const struct typed *t)
{
	const int code = get_docket(t, "", print_docket);
	return code == EXIT_DONE ? get_docket(t, "/forks", print_plain) : code;
}

int
command_export(const struct typed *t)
{
	char path[PATH_BYTES];
	if (t->n_rest != 2 || !is_word(t->rest[1]))
		return EXIT_USAGE;
	(void)snprintf(path, sizeof(path), "/v1/dockets/%.100s/export", t->rest[1]);
	const struct reply r = client_ask(t, "GET", path, nothing);
	if (client_exit_code(&r) != EXIT_DONE)
		return client_finish(t, &r, print_plain);
	return fwrite(r.body.data, 1, r.body.size, stdout) == r.body.size ? EXIT_DONE : EXIT_USAGE;
}

int
command_inbox(const struct typed *t)
{
	return get(t, "/v1/inbox", print_inbox);
}

int
command_notices(const struct typed *t)
{
	return get(t, "/v1/notices", print_notices);
}

int
command_units(const struct typed *t)
{
	char path[PATH_BYTES] = "/v1/units";
	const char *under = typed_option(t, "under");
	if (under != NULL && is_word(under))
		(void)snprintf(path, sizeof(path), "/v1/units?under=%.32s", under);
	return get(t, path, print_units);
}

/* -- records -------------------------------------------------------------------------- */

int
command_student(const struct typed *t)
{
	char path[PATH_BYTES];
	if (t->n_rest != 2 || !is_word(t->rest[1]))
		return EXIT_USAGE;
	(void)snprintf(path, sizeof(path), "/v1/students/%.60s", t->rest[1]);
	return get(t, path, print_student);
}

/* number,citizen_id,name,birth,sex,school,status,grade,problem */
static json_t *
json_of_row(char *line, char school[16])
{
	char *fields[9], *p = line;
	for (int i = 0; i < 9; i++) {
		char *comma = strpbrk(p, i < 8 ? "," : "\r\n");
		fields[i] = p;
		if (comma == NULL && i < 8)
			return NULL;
		if (comma != NULL) {
			*comma = '\0';
			p = comma + 1;
		}
	}
	(void)snprintf(school, 16, "%.15s", fields[5]);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:b}", "number", fields[0], "citizen_id",
	    fields[1], "name", fields[2], "birth", fields[3], "sex", fields[4], "status", fields[6],
	    "grade", atoi(fields[7]), "problem", fields[8][0] == '1');
}

static int
import_school(const struct typed *t, const char *school, json_t *stolen)
{
	struct typed as = *t;
	char who[64];
	(void)snprintf(who, sizeof(who), "%s:registrar:import", school);
	as.as = who;
	const struct reply r = client_ask(&as, "POST", "/v1/students", dump(t, stolen));
	const int code = client_exit_code(&r);
	if (code != EXIT_DONE)
		(void)client_finish(&as, &r, print_plain);
	return code;
}

/* Rows of one school stand together; each school's are sent at once. */
static int
import(const struct typed *t, const char *path)
{
	char line[512], school[16] = "", before[16] = "";
	json_t *list = json_array();
	int code = EXIT_DONE;
	FILE *f = fopen(path, "r");
	if (f == NULL || fgets(line, sizeof(line), f) == NULL) {
		perror(path);
		json_decref(list);
		return EXIT_USAGE;
	}
	while (code == EXIT_DONE && fgets(line, sizeof(line), f) != NULL) {
		json_t *row = json_of_row(line, school);
		if (before[0] != '\0' && strcmp(before, school) != 0) {
			code = import_school(t, before, list);
			list = json_array();
		}
		memcpy(before, school, sizeof(before));
		(void)json_array_append_new(list, row);
	}
	(void)fclose(f);
	if (code == EXIT_DONE)
		return import_school(t, before, list);
	json_decref(list);
	return code;
}

int
command_students(const struct typed *t)
{
	if (t->n_rest == 3 && strcmp(t->rest[1], "import") == 0)
		return import(t, t->rest[2]);
	return t->n_rest == 1 ? get(t, "/v1/students", print_students) : EXIT_USAGE;
}

/* -- operators ------------------------------------------------------------------------ */

int
command_letters(const struct typed *t)
{
	char path[PATH_BYTES];
	const char *id = typed_option(t, "replay");
	if (id == NULL)
		return get(t, typed_option(t, "all") != NULL ? "/v1/letters/dead?all=1" : "/v1/letters/dead",
		    print_letters);
	if (!is_word(id))
		return EXIT_USAGE;
	(void)snprintf(path, sizeof(path), "/v1/letters/dead/%.20s/replay", id);
	const struct reply r = client_ask(t, "POST", path, nothing);
	return client_finish(t, &r, print_plain);
}

static void
examine(const struct typed *t, const char *level, const char *prefix, const char *address)
{
	if (strcmp(level, "units") == 0)
		return;
	const struct reply r = client_ask_at(t, address, "GET", "/readyz", nothing);
	json_t *j = json_loadb((const char *)r.body.data, r.body.size, 0, NULL);
	const char *why = json_string_value(json_object_get(j, "why"));
	(void)printf("%-10s %-6s %s\n", level, prefix, why == NULL ? "not reachable" : why);
	json_decref(j);
}

int
command_doctor(const struct typed *t)
{
	client_each(t, examine);
	return EXIT_DONE;
}

/* -- topics --------------------------------------------------------------------------- */

static struct bus_topic *
add_topic(struct bus_topic *at, const char *name, int partitions, int replicas, bool compacted)
{
	(void)snprintf(at->name, sizeof(at->name), "%s", name);
	at->n_partitions = partitions;
	at->n_replicas = replicas;
	at->is_compacted = compacted;
	return at + 1;
}

static int
number_of(const struct typed *t, const char *name, int preset)
{
	const char *text = typed_option(t, name);
	return text == NULL ? preset : atoi(text);
}

int
command_topics(const struct typed *t)
{
	static const char *const levels[] = { "school", "county", "prefecture", "province" };
	char name[TOPIC_MAX], why[256];
	const char *brokers = typed_option(t, "brokers"), *p = typed_option(t, "provinces");
	const int partitions = number_of(t, "partitions", 4), replicas = number_of(t, "replicas", 1);
	if (t->n_rest != 2 || strcmp(t->rest[1], "create") != 0 || brokers == NULL || p == NULL)
		return EXIT_USAGE;
	struct bus_topic *topics = arena_array(t->arena, 40 * 4 + 2, sizeof(*topics)), *end = topics;
	for (; strlen(p) >= 2 && end - topics < 160; p += p[2] == ',' ? 3 : 2)
		for (size_t i = 0; i < 4; i++) {
			(void)snprintf(name, sizeof(name), "xueji.v1.%.2s.%s", p, levels[i]);
			end = add_topic(end, name, partitions, replicas, false);
		}
	end = add_topic(end, "xueji.v1.00.ministry", partitions, replicas, false);
	end = add_topic(end, "xueji.v1.registry", 1, replicas, true);
	if (bus_create_topics(brokers, topics, (size_t)(end - topics), why, sizeof(why)))
		return EXIT_DONE;
	(void)fprintf(stderr, "xueji: %s\n", why);
	return EXIT_UNREACHABLE;
}
