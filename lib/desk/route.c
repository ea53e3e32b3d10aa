/*
 * From method and path to a door, by the table route.def, and through it: whoever calls one, this daemon
 * for a program or a page of the console, is asked for his role here. Knows no HTTP library.
 */
#include <stdio.h>
#include <string.h>

#include "desk/door.h"

static const struct route_row rows[] = {
#define ROUTE(method, path, function, who, roles, meaning) { method, path, door_##function, who, roles },
#include "desk/route.def"
#undef ROUTE
};

enum { N_ROWS = sizeof(rows) / sizeof(rows[0]) };

#define ROUTE(method, path, function, ...)                                                         \
	void door_##function(struct door *d)                                                       \
	{                                                                                          \
		if (people_may(d, door_##function))                                                \
			enter_##function(d);                                                       \
	}
#include "desk/route.def"
#undef ROUTE

unsigned
route_roles(void (*door)(struct door *))
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (rows[i].function == door)
			return rows[i].roles;
	return 0;
}

bool
route_fits(const char *pattern, const char *path, char segments[SEGMENTS_MAX][SEGMENT_MAX])
{
	size_t n = 0;
	while (*pattern != '\0') {
		if (pattern[0] != '{') {
			if (*pattern++ != *path++)
				return false;
			continue;
		}
		const size_t length = strcspn(path, "/");
		if (length == 0 || length >= SEGMENT_MAX || n == SEGMENTS_MAX)
			return false;
		memcpy(segments[n], path, length);
		segments[n++][length] = '\0';
		path += length;
		pattern += 2;
	}
	return *path == '\0';
}

const struct route_row *
route_find(const char *method, const char *path, char segments[SEGMENTS_MAX][SEGMENT_MAX],
    bool *ret_is_known)
{
	*ret_is_known = false;
	for (size_t i = 0; i < N_ROWS; i++) {
		if (!route_fits(rows[i].path, path, segments))
			continue;
		if (strcmp(rows[i].method, method) == 0)
			return &rows[i];
		*ret_is_known = true;
	}
	return NULL;
}

void
route_methods(const char *path, char *ret, size_t size)
{
	char segments[SEGMENTS_MAX][SEGMENT_MAX];
	size_t at = 0;
	ret[0] = '\0';
	for (size_t i = 0; i < N_ROWS && at < size; i++)
		if (route_fits(rows[i].path, path, segments))
			at += (size_t)snprintf(ret + at, size - at, "%s%s", at > 0 ? ", " : "",
			    rows[i].method);
}
