/* The command account add: the officer of --as may sign in to the console, with the password that
 * stands in the first line of standard input. */
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
	if (fgets(line, sizeof(line), stdin) == NULL) {
		(void)fputs("xueji: no password on standard input\n", stderr);
		return EXIT_USAGE;
	}
	line[strcspn(line, "\r\n")] = '\0';
	const struct bytes body = client_body(t, json_pack("{s:s}", "password", line));
	const struct reply reply = client_ask(t, "POST", "/console/accounts", body);
	return client_finish(t, &reply, print_account);
}
