/* rules/entry_age.c
 *
 * Who enters primary school "is six years old on the province's cut-off date" of the year it
 * enters (regulation §5, enrolment); age and date are data. Whoever is made a record late, above
 * grade one, has been at school for long, and nobody asks when it should have begun.
 */
#include "core/rule.h"

/* The cut-off date on or before which that child has its birthday of `age` years. */
static struct day
cut_off(const struct policy *p, struct day entered)
{
	struct day ret = { 0 };
	const struct date date = { day_date(entered).year, p->entry_month, p->entry_day };
	(void)day_of_date(date, &ret);
	return ret;
}

enum verdict
rule_entry_age(const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	if (!business_row(h->filing.kind)->is_first || h->filing.grade != 1)
		return VERDICT_OK;
	const struct policy *p = w->receiving;
	const struct day birthday =
	    day_after_months(h->filing.change.birth, 12 * p->entry_age);
	return birthday.n <= cut_off(p, h->filing.arrived_on).n ? VERDICT_OK : VERDICT_TOO_YOUNG;
}
