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

static enum verdict
ask(uint32_t when, const struct docket *d, const struct happening *h, const struct world *w)
{
	const bool names_no_child = business_row(rule_subject(d, h)->kind)->names_no_child;
	for (int i = 0; i < N_ROWS; i++) {
		if ((rows[i].asked_on & when) != when
		    || ((rows[i].asked_on & CHILD) != 0 && names_no_child))
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

bool
rule_is_clean_text(const char *text)
{
	for (const char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return false;
	return true;
}

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
