/*
 * Which daemon serves a unit. The desks file (XUEJI_DESKS, or var/etc/desks) has a line for
 * each daemon and for each units file; what begins with # is a remark:
 *
 *	county 43 /run/xueji/county-43.sock
 *	province 43 http://127.0.0.1:8043 /etc/xueji/province-43.token
 *	units config/units.csv
 *
 * The longest prefix of the unit's division wins. A units file begins each line with code,
 * parent and level, and ends it with the name.
 */
#include <stdlib.h>
#include <string.h>

#include "client.h"

enum { LINE_BYTES = 1024 };

static FILE *
open_desks(void)
{
	const char *path = getenv("XUEJI_DESKS");
	if (path == NULL)
		path = "var/etc/desks";
	FILE *f = fopen(path, "r");
	if (f == NULL)
		(void)fprintf(stderr, "xueji: no desks file at %s; name it in XUEJI_DESKS\n", path);
	return f;
}

/* -- units ---------------------------------------------------------------------------- */

/* The line of a unit in one units file, without its code. */
static bool
find_line(const char *path, const char *code, char line[LINE_BYTES])
{
	const size_t n = strlen(code);
	FILE *f = fopen(path, "r");
	bool found = false;
	while (f != NULL && !found && fgets(line, LINE_BYTES, f) != NULL)
		found = strncmp(line, code, n) == 0 && line[n] == ',';
	if (f != NULL)
		(void)fclose(f);
	if (!found)
		return false;
	memmove(line, line + n, strlen(line + n) + 1);
	line[strcspn(line, "\r\n")] = '\0';
	return true;
}

static bool
find_line_anywhere(const char *code, char line[LINE_BYTES])
{
	char desk[LINE_BYTES], path[ADDRESS_MAX];
	FILE *f = open_desks();
	bool found = false;
	while (f != NULL && !found && fgets(desk, sizeof(desk), f) != NULL)
		if (sscanf(desk, "units %255s", path) == 1)
			found = find_line(path, code, line);
	if (f != NULL)
		(void)fclose(f);
	return found;
}

bool
desks_find_unit(const char *code, char level[CODE_MAX], char division[CODE_MAX])
{
	char line[LINE_BYTES], parent[CODE_MAX] = "";
	if (!find_line_anywhere(code, line)
	    || (sscanf(line, ",%15[0-9],%15[a-z]", parent, level) != 2
		&& sscanf(line, ",,%15[a-z]", level) != 1))
		return false;
	(void)snprintf(division, CODE_MAX, "%s", strcmp(level, "school") == 0 ? parent : code);
	return true;
}

const char *
desks_name(const struct typed *t, const char *code)
{
	char line[LINE_BYTES];
	if (code[0] == '\0' || !find_line_anywhere(code, line))
		return "";
	const char *comma = strrchr(line, ',');
	return comma == NULL ? "" : arena_text(t->arena, comma + 1);
}

/* -- daemons -------------------------------------------------------------------------- */

static bool
take_address(const char *line, struct address *ret)
{
	struct address a = { .token = "" };
	if (line[0] == '#'
	    || sscanf(line, "%15s %15s %255s %255s", a.level, a.prefix, a.where, a.token) < 3
	    || strcmp(a.level, "units") == 0)
		return false;
	*ret = a;
	return true;
}

bool
desks_find(const char *level, const char *division, struct address *ret)
{
	char line[LINE_BYTES];
	struct address a;
	size_t longest = 0;
	FILE *f = open_desks();
	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		if (!take_address(line, &a) || strcmp(a.level, level) != 0
		    || strncmp(division, a.prefix, strlen(a.prefix)) != 0
		    || strlen(a.prefix) < longest)
			continue;
		longest = strlen(a.prefix);
		*ret = a;
	}
	if (f != NULL)
		(void)fclose(f);
	return longest > 0;
}

bool
desks_at(size_t i, struct address *ret)
{
	char line[LINE_BYTES];
	FILE *f = open_desks();
	bool found = false;
	while (f != NULL && !found && fgets(line, sizeof(line), f) != NULL)
		found = take_address(line, ret) && i-- == 0;
	if (f != NULL)
		(void)fclose(f);
	return found;
}
