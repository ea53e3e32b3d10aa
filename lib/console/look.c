/* Looks at data of students: recorded before anything is shown, and what is hidden until then. */
#include <string.h>

#include "console/inside.h"

enum { HEAD_CHARS = 4, TAIL_CHARS = 4 };

bool
look_record_found(struct visit *v, const char *kind, const char *subject, int64_t hits)
{
	if (look_put(v->door, kind, subject, "", hits))
		return true;
	console_notice(v, 503, WORD_weather);
	return false;
}

bool
look_record(struct visit *v, const char *kind, const char *subject)
{
	return look_record_found(v, kind, subject, 1);
}

/* G4301**********0021: enough to find a paper by, not enough to know a birthday. A number that
 * is hardly longer than what would be shown is hidden but for its first character. */
const char *
look_masked(struct visit *v, const char *number)
{
	const size_t n = strlen(number);
	const size_t head = HEAD_CHARS + (number[0] > '9' ? 1u : 0u);
	char *text = arena_alloc(v->door->arena, n + 1);
	memcpy(text, number, n + 1);
	if (n >= head + TAIL_CHARS + 4)
		memset(text + head, '*', n - head - TAIL_CHARS);
	else if (n > 1)
		memset(text + 1, '*', n - 1);
	return text;
}
