/* What pages are written with. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "console/page.h"

static const char *const words[WORD_N][2] = {
#define WORD(key, zh, en) { zh, en },
#include "console/word.def"
#undef WORD
};

const char *
word(enum lang lang, enum word w)
{
	return words[w][lang == LANG_EN];
}

void
out_raw(struct out *o, const char *data, size_t n)
{
	if (n >= o->capacity - o->size) {	/* also at first, with nothing: then there is data */
		const size_t capacity = 2 * (o->size + n) + 1024;
		char *wider = realloc(o->data, capacity);
		if (wider == NULL)
			log_panic("out of memory size=%zu", capacity);
		o->data = wider;
		o->capacity = capacity;
	}
	memcpy(o->data + o->size, data, n);
	o->size += n;
}

static const char *
reference_of(char c)
{
	return c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;"
	    : c == '"' ? "&quot;" : c == '\'' ? "&#39;" : NULL;
}

void
out_text(struct out *o, const char *text)
{
	for (const char *p = text == NULL ? "" : text; *p != '\0'; p++) {
		const char *reference = reference_of(*p);
		out_raw(o, reference == NULL ? p : reference,
		    reference == NULL ? 1 : strlen(reference));
	}
}

void
out_number(struct out *o, long long n)
{
	char text[24];
	const int size = snprintf(text, sizeof(text), "%lld", n);
	out_raw(o, text, (size_t)size);
}
