/* rules/reason_in_words.c
 *
 * A filing, a refusal, a return and an objection say why, in at most 500 characters
 * (regulation §4, "Refusal carries a code and a reason in words"; FAQ-11 for the filing).
 * Blanks are no words, of whatever width. Of a complaint, what was found, decided
 * and done is said in words too; only the sheet may go without (regulation §6).
 */
#include "core/rule.h"

static int
characters(const char *text)
{
	int n = 0;
	for (const char *p = text; *p != '\0'; p++)
		n += ((unsigned char)*p & 0xc0) != 0x80;	/* not a continuation byte */
	return n;
}

/* An approval needs none, but where it is a finding, a decision or a report. */
static bool
may_be_silent(const struct docket *d, const struct happening *h)
{
	return h->kind == HAPPENING_APPROVE
	    && (d->posture != POSTURE_WORK || docket_stage(d) == STAGE_sheet);
}

enum verdict
rule_reason_in_words(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)w;
	if (!may_be_silent(d, h) && !rule_has_words(h->reason))
		return VERDICT_REASON_MISSING;
	return characters(h->reason) > REASON_CHARS ? VERDICT_REASON_TOO_LONG : VERDICT_OK;
}
