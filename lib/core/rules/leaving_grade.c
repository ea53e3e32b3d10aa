/* rules/leaving_grade.c
 *
 * Graduation (毕业) and completion without a diploma (结业) end a stage of school, so they are of
 * a leaving grade: the last of primary, junior and senior school (regulation §3; the
 * `is_leaving` column of business.def).
 */
#include "core/rule.h"

enum verdict
rule_leaving_grade(const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	return business_row(h->filing.kind)->is_leaving
		&& !policy_is_leaving_grade(w->receiving, h->filing.grade)
	    ? VERDICT_NOT_LEAVING_GRADE : VERDICT_OK;
}
