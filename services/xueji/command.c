/* Commands of officers: dockets and what lies around them. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "client.h"
#include "core/docket.h"

enum { PATH_BYTES = 256, FILE_MAX = 5 * 1024 * 1024 };

static const struct bytes nothing;

static int
get(const struct typed *t, const char *path, void (*print)(const struct typed *, const json_t *))
{
	const struct reply r = client_ask(t, "GET", path, nothing);
	return client_finish(t, &r, print);
}

/* -- filing --------------------------------------------------------------------------- */

/* More than an attachment may have is enough to be told so. */
static bool
read_scan(const struct typed *t, const char *path, struct bytes *ret)
{
	uint8_t *data = arena_alloc(t->arena, FILE_MAX);
	FILE *f = fopen(path, "rb");
	if (f == NULL) {
		perror(path);
		return false;
	}
	ret->data = data;
	ret->size = fread(data, 1, FILE_MAX, f);
	const bool is_whole = client_is_whole(f, path);
	(void)fclose(f);
	return is_whole;
}

/* Uploads every --attach FILE; their digests go into *list. */
static int
attach(const struct typed *t, json_t *list)
{
	for (size_t i = 0; i < t->n_options; i++) {
		struct bytes data;
		if (strcmp(t->names[i], "attach") != 0)
			continue;
		if (!read_scan(t, t->values[i], &data))
			return EXIT_NOT_FOUND;
		const struct reply r = client_ask(t, "PUT", "/v1/attachments", data);
		if (client_exit_code(&r) != EXIT_DONE)
			return client_finish(t, &r, print_docket);
		json_t *j = client_json(&r);
		(void)json_array_append(list, json_object_get(j, "digest"));
		json_decref(j);
	}
	return EXIT_DONE;
}

static json_t *
filing_of(const struct typed *t, long grade, json_t *attachments)
{
	char id[DOCKET_ID_MAX];
	json_t *body = json_object(), *student = json_object(), *change = json_object();
	clock_uuid7(id);
	client_set_text(student, "number", typed_option(t, "student"));
	client_set_text(student, "name", typed_option(t, "name"));
	client_set_text(student, "citizen_id", typed_option(t, "citizen-id"));
	if (grade > 0)
		(void)json_object_set_new(student, "grade", json_integer(grade));
	client_set_text(body, "docket", id);
	client_set_text(body, "docket", typed_option(t, "docket"));
	client_set_text(body, "kind", t->rest[1]);
	client_set_text(body, "sending_school", typed_option(t, "from"));
	client_set_text(body, "receiving_school", typed_option(t, "to"));
	client_set_text(body, "arrived_on", typed_option(t, "arrived"));
	client_set_text(body, "reason", typed_option(t, "reason"));
	client_set_text(change, "until", typed_option(t, "until"));
	client_set_text(change, "name", typed_option(t, "new-name"));
	client_set_text(change, "citizen_id", typed_option(t, "new-citizen-id"));
	client_set_text(change, "address", typed_option(t, "address"));
	client_set_text(change, "phone", typed_option(t, "phone"));
	client_set_text(change, "guardian", typed_option(t, "guardian"));
	client_set_text(change, "birth", typed_option(t, "birth"));
	client_set_text(change, "sex", typed_option(t, "sex"));
	client_set_text(body, "about", typed_option(t, "about"));
	client_set_text(body, "follows", typed_option(t, "follows"));
	if (json_object_size(student) > 0)
		(void)json_object_set(body, "student", student);
	json_decref(student);
	if (json_object_size(change) > 0)
		(void)json_object_set(body, "change", change);
	json_decref(change);
	(void)json_object_set_new(body, "attachments", attachments);
	return body;
}

int
command_file(const struct typed *t)
{
	static const char *const needed[] = { "reason", "name", "student" };
	enum business kind;
	long grade = 0;
	if (t->n_rest != 2)
		return EXIT_USAGE;
	const struct business_row *row =
	    business_parse(t->rest[1], &kind) ? business_row(kind) : NULL;
	const bool names_no_child = row != NULL && row->names_no_child;
	const bool has_no_number = row != NULL && row->is_first;
	const size_t n = names_no_child ? 1 : has_no_number ? 2 : 3;
	for (size_t i = 0; i < n; i++)
		if (typed_option(t, needed[i]) == NULL)
			return EXIT_USAGE;
	if (!typed_number(t, "grade", 1, GRADE_MAX, &grade))
		return EXIT_USAGE;
	json_t *list = json_array();
	const int attached = attach(t, list);
	if (attached != EXIT_DONE) {
		json_decref(list);
		return attached;
	}
	const struct bytes body = client_body(t, filing_of(t, grade, list));
	const struct reply r = client_ask(t, "POST", "/v1/dockets", body);
	return client_finish(t, &r, print_docket);
}

/* -- one docket ----------------------------------------------------------------------- */

/* A segment of a path: only what an id or a number may hold. */
static bool
is_word(const char *s)
{
	return s[0] != '\0'
	    && s[strspn(s, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-")] == '\0';
}

static int
act(const struct typed *t, const char *verb)
{
	char path[PATH_BYTES];
	long seen = -1;
	if (t->n_rest != 2 || !is_word(t->rest[1]) || !typed_number(t, "seen", 0, ENTRIES_MAX, &seen))
		return EXIT_USAGE;
	json_t *body = json_object();
	client_set_text(body, "code", typed_option(t, "code"));
	client_set_text(body, "reason", typed_option(t, "reason"));
	client_set_text(body, "name", typed_option(t, "name"));
	client_set_text(body, "citizen_id", typed_option(t, "citizen-id"));
	if (seen >= 0)
		(void)json_object_set_new(body, "seen_n", json_integer(seen));
	(void)snprintf(path, sizeof(path), "/v1/dockets/%.100s/%s", t->rest[1], verb);
	const struct reply r = client_ask(t, "POST", path, client_body(t, body));
	return client_finish(t, &r, print_docket);
}

int
command_act(const struct typed *t)
{
	return act(t, t->rest[0]);
}

int
command_dispute_level(const struct typed *t)
{
	return act(t, "dispute_level");
}

int
command_rule(const struct typed *t)
{
	static const char *const rulings[][2] = {
		{ "uphold", "uphold" }, { "overrule", "overrule" }, { "return", "send_back" },
	};
	const char *verb = NULL;
	for (size_t i = 0; i < sizeof(rulings) / sizeof(rulings[0]); i++)
		if (typed_option(t, rulings[i][0]) != NULL) {
			if (verb != NULL)
				return EXIT_USAGE;
			verb = rulings[i][1];
		}
	return verb == NULL ? EXIT_USAGE : act(t, verb);
}

static bool
docket_path(const struct typed *t, const char *tail, char ret[PATH_BYTES])
{
	if (t->n_rest != 2 || !is_word(t->rest[1]))
		return false;
	(void)snprintf(ret, PATH_BYTES, "/v1/dockets/%.100s%s", t->rest[1], tail);
	return true;
}

int
command_show(const struct typed *t)
{
	char path[PATH_BYTES];
	return docket_path(t, "", path) ? get(t, path, print_docket) : EXIT_USAGE;
}

/* The answer as it came, to standard output. */
static int
get_bytes(const struct typed *t, const char *path)
{
	const struct reply r = client_ask(t, "GET", path, nothing);
	if (client_exit_code(&r) != EXIT_DONE)
		return client_finish(t, &r, print_docket);
	if (fwrite(r.body.data, 1, r.body.size, stdout) == r.body.size && fflush(stdout) == 0)
		return EXIT_DONE;
	perror("standard output");
	return EXIT_FAILURE;
}

int
command_export(const struct typed *t)
{
	char path[PATH_BYTES];
	return docket_path(t, "/export", path) ? get_bytes(t, path) : EXIT_USAGE;
}

int
command_attachment(const struct typed *t)
{
	char path[PATH_BYTES];
	if (t->n_rest != 3 || !is_word(t->rest[1]) || !is_word(t->rest[2]))
		return EXIT_USAGE;
	(void)snprintf(path, sizeof(path), "/v1/dockets/%.100s/attachments/%.100s", t->rest[1],
	    t->rest[2]);
	return get_bytes(t, path);
}

/* -- trace ---------------------------------------------------------------------------- */

static json_t *
of_docket(const json_t *notices, const char *docket)
{
	size_t i;
	json_t *n, *list = json_array();
	json_array_foreach(notices, i, n)
	{
		const char *about = json_string_value(json_object_get(n, "docket"));
		if (about != NULL && strcmp(about, docket) == 0)
			(void)json_array_append(list, n);
	}
	return list;
}

int
command_trace(const struct typed *t)
{
	char path[PATH_BYTES], forks_path[PATH_BYTES];
	if (!docket_path(t, "", path) || !docket_path(t, "/forks", forks_path))
		return EXIT_USAGE;
	const struct reply show = client_ask(t, "GET", path, nothing);
	if (client_exit_code(&show) != EXIT_DONE)
		return client_finish(t, &show, print_docket);
	const struct reply forks = client_ask(t, "GET", forks_path, nothing);
	if (client_exit_code(&forks) != EXIT_DONE)
		return client_finish(t, &forks, print_forks);
	const struct reply notices = client_ask(t, "GET", "/v1/notices", nothing);
	if (client_exit_code(&notices) != EXIT_DONE)
		return client_finish(t, &notices, print_notices);
	json_t *all = client_json(&notices);
	json_t *j = json_pack("{s:o, s:o, s:o}", "show", client_json(&show), "forks",
	    client_json(&forks), "notices", of_docket(all, t->rest[1]));
	json_decref(all);
	if (t->json)
		print_json(j);
	else {
		print_docket(t, json_object_get(j, "show"));
		print_forks(t, json_object_get(j, "forks"));
		print_notices(t, json_object_get(j, "notices"));
	}
	json_decref(j);
	return EXIT_DONE;
}

/* -- lists ---------------------------------------------------------------------------- */

int
command_inbox(const struct typed *t)
{
	return t->n_rest == 1 ? client_list(t, "/v1/inbox", "cursor", print_inbox) : EXIT_USAGE;
}

int
command_findings(const struct typed *t)
{
	return t->n_rest == 1 ? client_list(t, "/v1/findings", "docket", print_findings)
			      : EXIT_USAGE;
}

int
command_notices(const struct typed *t)
{
	return t->n_rest == 1 ? get(t, "/v1/notices", print_notices) : EXIT_USAGE;
}

int
command_units(const struct typed *t)
{
	char path[PATH_BYTES];
	const char *under = typed_option(t, "under");
	const bool is_missing = typed_option(t, "without-contact") != NULL;
	if (t->n_rest != 1 || (under != NULL && !is_word(under)))
		return EXIT_USAGE;
	(void)snprintf(path, sizeof(path), "/v1/units?under=%.32s%s", under == NULL ? "000000" : under,
	    is_missing ? "&without_contact=1" : "");
	return is_missing ? client_list(t, path, "code", print_units) : get(t, path, print_units);
}

int
command_student(const struct typed *t)
{
	char path[PATH_BYTES];
	if (t->n_rest != 2 || !is_word(t->rest[1]))
		return EXIT_USAGE;
	(void)snprintf(path, sizeof(path), "/v1/students/%.60s", t->rest[1]);
	return get(t, path, print_student);
}

int
command_letters(const struct typed *t)
{
	char path[PATH_BYTES];
	const char *id = typed_option(t, "replay");
	if (t->n_rest != 1 || typed_option(t, "dead") == NULL || (id != NULL && !is_word(id)))
		return EXIT_USAGE;
	if (id == NULL)
		return client_list(t,
		    typed_option(t, "all") != NULL ? "/v1/letters/dead?all=1" : "/v1/letters/dead", "id",
		    print_letters);
	(void)snprintf(path, sizeof(path), "/v1/letters/dead/%.20s/replay", id);
	const struct reply r = client_ask(t, "POST", path, nothing);
	return client_finish(t, &r, print_replayed);
}
