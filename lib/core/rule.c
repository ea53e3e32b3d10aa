/*
 * Asks the rules of rules.def in their order. The table generates prototypes, dispatch
 * and catalogue; adding a rule is a row and a file.
 */
#include "core/rule.h"

struct row {
	uint32_t asked_on;
	enum verdict (*ask)(
	    const struct docket *, const struct happening *, const struct world *);
	const char *name, *source;
};

static const struct row rows[] = {
#define RULE(name, again, asked_on, source)                                                \
	{ (again) | (asked_on), rule_##name, #name, source },
#include "core/rules/rules.def"
#undef RULE
};

enum { N_ROWS = sizeof(rows) / sizeof(rows[0]) };

_Static_assert((int)N_ROWS <= (int)TRIED_MAX, "an answer of each");

static bool
is_asked(const struct row *row, uint32_t when, const struct docket *d, const struct happening *h)
{
	const bool names_no_child = business_row(rule_subject(d, h)->kind)->names_no_child;
	return (row->asked_on & when) == when && ((row->asked_on & CHILD) == 0 || !names_no_child);
}

static enum verdict
ask(uint32_t when, const struct docket *d, const struct happening *h, const struct world *w)
{
	for (int i = 0; i < N_ROWS; i++) {
		if (!is_asked(&rows[i], when, d, h))
			continue;
		const enum verdict v = rows[i].ask(d, h, w);
		if (v != VERDICT_OK)
			return v;
	}
	return VERDICT_OK;
}

enum verdict
rule_ask(const struct docket *d, const struct happening *h, const struct world *w)
{
	return ask(1u << h->kind, d, h, w);
}

enum verdict
rule_ask_again(const struct docket *d, const struct happening *h, const struct world *w)
{
	return ask(1u << h->kind | AGAIN, d, h, w);
}

static bool
is_told(const enum verdict *list, size_t n, enum verdict v)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == v)
			return true;
	return false;
}

size_t
rule_ask_all(const struct docket *d, const struct happening *h, const struct world *w,
    enum verdict ret[TRIED_MAX])
{
	size_t n = 0;
	for (int i = 0; i < N_ROWS; i++) {
		const enum verdict v =
		    is_asked(&rows[i], 1u << h->kind, d, h) ? rows[i].ask(d, h, w) : VERDICT_OK;
		if (v == VERDICT_OK)
			continue;
		if (!is_told(ret, n, v))
			ret[n++] = v;
		if ((rows[i].asked_on & ALONE) != 0)
			break;
	}
	return n;
}

const char *
rule_name(int i)
{
	return i >= 0 && i < N_ROWS ? rows[i].name : NULL;
}

const char *
rule_source(int i)
{
	return i >= 0 && i < N_ROWS ? rows[i].source : NULL;
}

/* -- text ----------------------------------------------------------------------------- */

struct span {
	uint32_t first, last;
};

/* Nobody sees them, or they change how others are read: two names that look alike would be two
 * children, and one name could look like another (Unicode: Cc, Cf, Zl, Zp, noncharacters). Variation
 * selectors and private use are left alone: rare characters are written with them; and so is U+180E,
 * with which Mongolian is. U+FFFD is what a broken conversion leaves. */
static const struct span unseen[] = {
	{ 0x0000, 0x001f }, { 0x007f, 0x009f }, { 0x00ad, 0x00ad }, { 0x061c, 0x061c },
	{ 0x200b, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0xfdd0, 0xfdef },
	{ 0xfeff, 0xfeff }, { 0xfff9, 0xffff }, { 0xe0000, 0xe007f },
};

/* White_Space, as far as it is not unseen. */
static const struct span blanks[] = {
	{ 0x0020, 0x0020 }, { 0x00a0, 0x00a0 }, { 0x1680, 0x1680 }, { 0x2000, 0x200a },
	{ 0x202f, 0x202f }, { 0x205f, 0x205f }, { 0x3000, 0x3000 },
};

#define IS_IN(spans, c) is_in(spans, sizeof(spans) / sizeof((spans)[0]), c)

static bool
is_in(const struct span *spans, size_t n, uint32_t c)
{
	for (size_t i = 0; i < n; i++)
		if (c >= spans[i].first && c <= spans[i].last)
			return true;
	return false;
}

/* The last two of every plane are no characters. */
static bool
is_unseen(uint32_t c)
{
	return IS_IN(unseen, c) || (c & 0xfffe) == 0xfffe;
}

/* Well formed it is where bytes come in (base/text.h); here it only must not read beyond the end. */
static uint32_t
next_character(const char **text)
{
	const char *p = *text;
	const unsigned char lead = (unsigned char)*p++;
	uint32_t c = lead < 0x80 ? lead : lead < 0xe0 ? lead & 0x1fu : lead < 0xf0 ? lead & 0x0fu
									      : lead & 0x07u;
	for (; ((unsigned char)*p & 0xc0) == 0x80; p++)
		c = c << 6 | ((unsigned char)*p & 0x3fu);
	*text = p;
	return c;
}

bool
rule_is_clean_text(const char *text)
{
	while (*text != '\0')
		if (is_unseen(next_character(&text)))
			return false;
	return true;
}

bool
rule_has_words(const char *text)
{
	while (*text != '\0') {
		const uint32_t c = next_character(&text);
		if (!is_unseen(c) && !IS_IN(blanks, c))
			return true;
	}
	return false;
}

bool
rule_is_name(const char *text)
{
	return rule_has_words(text) && rule_is_clean_text(text);
}

/* -- questions of several rules -------------------------------------------------------- */

struct instant
rule_filing_day(const struct happening *h)
{
	return business_row(h->filing.kind)->is_afterwards
	    ? instant_of_day(h->filing.arrived_on) : h->at;
}

bool
rule_is_late(const struct happening *h)
{
	return business_row(h->filing.kind)->is_first && h->filing.grade > 1;
}

const struct header *
rule_subject(const struct docket *d, const struct happening *h)
{
	return h->kind == HAPPENING_FILE ? &h->filing : &d->header;
}

bool
rule_sees_record(const struct docket *d, const struct happening *h, const struct world *w)
{
	const struct business_row *kind = business_row(rule_subject(d, h)->kind);
	if (kind->names_no_child || kind->is_first)
		return false;
	if (h->kind == HAPPENING_FILE)
		return w->record != NULL || unit_code_equal(h->unit, h->filing.sending_school);
	const enum stage stage = docket_stage(d);
	return stage == STAGE_check || stage == STAGE_release;
}
