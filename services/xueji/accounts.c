/*
 * The command account add: the officer of --as may sign in to the console, with the password that
 * stands in the first line of standard input; with --at to that of the daemon that serves a unit
 * below, whose accounts he then sees after; with --subject also by the province's identity provider, and
 * then a password is not needed. And looks --verify: is the record of who looked at whom
 * whole?
 */
#include <string.h>

#include "client.h"

enum { PASSWORD_MAX = 256 };

static void
print_account(const struct typed *t, const json_t *j)
{
	(void)t;
	(void)printf("%s %s %s\n", json_string_value(json_object_get(j, "unit")),
	    json_string_value(json_object_get(j, "role")),
	    json_string_value(json_object_get(j, "account")));
}

int
command_account(const struct typed *t)
{
	char line[PASSWORD_MAX + 2] = "";
	if (t->n_rest != 2 || strcmp(t->rest[1], "add") != 0)
		return EXIT_USAGE;
	const char *subject = typed_option(t, "subject");
	if (fgets(line, sizeof(line), stdin) == NULL && subject == NULL) {
		(void)fputs("xueji: no password on standard input\n", stderr);
		return EXIT_USAGE;
	}
	line[strcspn(line, "\r\n")] = '\0';
	json_t *asked = json_object();
	if (line[0] != '\0' || subject == NULL)
		(void)json_object_set_new(asked, "password", json_string(line));
	if (subject != NULL)
		(void)json_object_set_new(asked, "subject", subject[0] == '\0' ? json_null() : json_string(subject));
	const struct bytes body = client_body(t, asked);
	const struct reply reply = client_ask(t, "POST", "/v1/accounts", body);
	return client_finish(t, &reply, print_account);
}

static void
print_walk(const struct typed *t, const json_t *j)
{
	const long long n = json_integer_value(json_object_get(j, "looks"));
	(void)t;
	if (json_is_true(json_object_get(j, "intact")))
		(void)printf("%lld looks, none changed, taken away or put in; head %s\n", n,
		    json_string_value(json_object_get(j, "head")));
	else
		(void)printf("%lld looks are sound; the one after them was changed, taken away or put in\n", n);
}

/* Not whole is an answer like any other, but not one that a script may overlook. */
int
command_looks(const struct typed *t)
{
	static const struct bytes nothing;
	if (t->n_rest != 1 || typed_option(t, "verify") == NULL)
		return EXIT_USAGE;
	const struct reply reply = client_ask(t, "GET", "/v1/looks/verify", nothing);
	json_t *j = client_json(&reply);
	const bool is_broken = json_is_false(json_object_get(j, "intact"));
	json_decref(j);
	const int code = client_finish(t, &reply, print_walk);
	return code == EXIT_DONE && is_broken ? EXIT_UNVERIFIED : code;
}
