/*
 * See unit_search.h. Names are compared as bytes: in UTF-8 a character is never found inside another. Units and their
 * editions are walked side by side as they lie in memory, because finding each by its code would cost more than
 * looking at its name; and what is found in the names above is kept for the next school of that office.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "desk/unit_search.h"

enum {
	WORDS_MAX = 8,
	TEXT_MAX = 4 * UNIT_ASKED_MOST + 1,
	KEPT = 4096,	/* offices of which the words above are kept */
};

/* The lower the better. */
enum fit { FIT_FULL, FIT_FULL_CLOSED, FIT_BEGINS, FIT_PART, FIT_PART_CLOSED, FIT_NONE };

struct search {
	const struct registry *registry;
	const struct unit_wanted *wanted;
	char text[TEXT_MAX];		/* without blanks around it */
	char words[WORDS_MAX][TEXT_MAX];
	size_t n_words;
	struct above {
		uint32_t office;	/* its code, and 1 more: 0 is none */
		uint8_t words;		/* in its name or one above */
	} above[KEPT];
	enum fit fits[UNITS_FOUND_MAX];	/* of those in found */
	struct unit_found *found;
};

/* -- what is asked -------------------------------------------------------------------- */

/* What comes along when something is copied is a blank, too. */
static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Bytes of a blank at the beginning of the text: ASCII, or U+3000, which Chinese keyboards write. */
static size_t
blank_of(const char *text)
{
	static const char wide[] = "\xe3\x80\x80";
	if (is_blank(*text))
		return 1;
	return strncmp(text, wide, sizeof(wide) - 1) == 0 ? sizeof(wide) - 1 : 0;
}

static bool
has_controls(const char *text)
{
	for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++)
		if ((*p < 0x20 && !is_blank((char)*p)) || *p == 0x7f || (*p == 0xc2 && p[1] < 0xa0))	/* C0, DEL, C1 */
			return true;
	return false;
}

/* Of more words than there is room for the last has all that is left. */
static void
split(struct search *s, const char *text)
{
	size_t n = 0;
	while (*text != '\0') {
		const size_t blank = s->n_words + 1 < WORDS_MAX ? blank_of(text) : 0;
		if (blank == 0) {
			s->words[s->n_words][n++] = *text++;
			continue;
		}
		s->n_words += n > 0;
		n = 0;
		text += blank;
	}
	s->n_words += n > 0;
}

/* In one piece, with single blanks, for names that have some themselves. */
static size_t
join(struct search *s)
{
	size_t n = 0, chars = 0;
	for (size_t i = 0; i < s->n_words; i++) {
		const size_t size = strlen(s->words[i]);
		if (i > 0)
			s->text[n++] = ' ';
		memcpy(s->text + n, s->words[i], size + 1);
		n += size;
		chars += text_chars(s->words[i]);
	}
	return chars;
}

static enum unit_asked
ask(struct search *s, const char *text)
{
	const size_t size = strlen(text);
	if (!text_is_utf8(text, size) || has_controls(text))
		return UNIT_ASKED_UNREADABLE;
	if (text_chars(text) > UNIT_ASKED_MOST)
		return UNIT_ASKED_LONG;
	split(s, text);
	const size_t chars = join(s);
	return chars == 0 ? UNIT_ASKED_NOTHING : chars < UNIT_ASKED_LEAST ? UNIT_ASKED_SHORT : UNIT_ASKED_WELL;
}

/* -- what fits ------------------------------------------------------------------------ */

/* Which words stand in the name of a unit above. */
static unsigned
words_above(struct search *s, const struct unit *u)
{
	const uint32_t office = (uint32_t)strtoul(u->parent.text, NULL, 10) + 1;
	struct above *kept = &s->above[office % KEPT];
	if (kept->office == office)
		return kept->words;
	*kept = (struct above){ office, 0 };
	u = registry_parent(s->registry, u);
	for (int i = 0; i < UNIT_DEPTH_MAX && u != NULL; i++, u = registry_parent(s->registry, u))
		for (size_t k = 0; k < s->n_words; k++)
			if (strstr(u->name, s->words[k]) != NULL)
				kept->words |= (uint8_t)(1u << k);
	return kept->words;
}

static enum fit
fit_of(struct search *s, const struct unit *u)
{
	unsigned own = 0;
	bool is_full = strcmp(u->name, s->text) == 0, begins = false;
	for (size_t i = 0; i < s->n_words; i++) {
		const char *at = strstr(u->name, s->words[i]);
		if (at == NULL)
			continue;
		own |= 1u << i;
		begins = begins || at == u->name;
		is_full = is_full || strcmp(u->name, s->words[i]) == 0;
	}
	const unsigned all = (1u << s->n_words) - 1;
	if (own == 0 || (own != all && (own | words_above(s, u)) != all))
		return FIT_NONE;
	if (is_full)
		return u->is_void ? FIT_FULL_CLOSED : FIT_FULL;
	return u->is_void ? FIT_PART_CLOSED : begins ? FIT_BEGINS : FIT_PART;
}

static bool
is_wanted(const struct search *s, const struct unit *u)
{
	return (!s->wanted->is_school || u->level == LEVEL_SCHOOL)
	    && (unit_code_is_none(s->wanted->under)
		|| registry_answers_to(s->registry, u, s->wanted->under));
}

static bool
is_better(enum fit fit, const struct unit *u, enum fit than_fit, const struct unit *than)
{
	return fit != than_fit ? fit < than_fit : strcmp(u->code.text, than->code.text) < 0;
}

/* In its place among those found; the last goes if there is no room. */
static void
put(struct search *s, const struct unit *u, enum fit fit)
{
	struct unit_found *f = s->found;
	size_t i = f->n;
	if (i == s->wanted->most && (i == 0 || !is_better(fit, u, s->fits[i - 1], f->at[i - 1])))
		return;
	if (i == s->wanted->most)
		i--;
	else
		f->n++;
	for (; i > 0 && is_better(fit, u, s->fits[i - 1], f->at[i - 1]); i--) {
		s->fits[i] = s->fits[i - 1];
		f->at[i] = f->at[i - 1];
	}
	s->fits[i] = fit;
	f->at[i] = u;
}

static void
look_at(struct search *s, const struct unit *u)
{
	const enum fit fit = fit_of(s, u);
	struct unit_found *f = s->found;
	if (fit == FIT_NONE || (f->is_exact && fit > FIT_FULL_CLOSED) || !is_wanted(s, u))
		return;
	if (fit <= FIT_FULL_CLOSED && !f->is_exact) {	/* the first in full: parts do not count any more */
		f->n = f->n_all = f->n_open = 0;
		f->is_exact = true;
	}
	f->n_all++;
	f->n_open += !u->is_void;
	put(s, u, fit);
}

/* Each as it is now: its last edition that has begun, or as it was loaded. Both are sorted by code. */
static void
look_at_all(struct search *s)
{
	const struct registry *r = s->registry;
	for (size_t i = 0, k = 0; i < r->n_units || k < r->n_editions;) {
		const struct unit *u = i < r->n_units ? &r->units[i] : NULL;
		const int order = u == NULL ? 1 : k == r->n_editions ? -1
		    : strcmp(u->code.text, r->editions[k].unit.code.text);
		const struct unit_code code = order <= 0 ? u->code : r->editions[k].unit.code;
		if (order > 0)
			u = NULL;
		else
			i++;
		for (; k < r->n_editions && unit_code_equal(r->editions[k].unit.code, code); k++)
			if (r->editions[k].from.ms <= r->at.ms)
				u = &r->editions[k].unit;
		if (u != NULL)
			look_at(s, u);
	}
}

enum unit_asked
unit_search(const struct registry *r, const char *text, const struct unit_wanted *wanted, struct unit_found *ret)
{
	struct search s = { .registry = r, .wanted = wanted, .found = ret };
	ret->n = ret->n_all = ret->n_open = 0;
	ret->is_exact = false;
	const enum unit_asked asked = ask(&s, text);
	if (asked != UNIT_ASKED_WELL)
		return asked;
	look_at_all(&s);
	return asked;
}

const struct unit *
unit_found_one(const struct unit_found *f)
{
	return f->n_open == 1 || f->n_all == 1 ? f->at[0] : NULL;
}
