/* rules/graduate_scope.c
 *
 * 毕业后跨省就学: a graduate goes on to the next stage of school in another province
 * (regulation §1). Inside a province the next school admits the graduate itself. Which
 * kinds of business are so limited is the `scopes` column of business.def.
 */
#include "core/rule.h"

static bool
is_inter_province_only(enum business kind)
{
	enum { ANY, INTER_PROVINCE };
	static const int scopes[BUSINESS_N] = {
#define BUSINESS(name, no, student, grade, scopes, ...) [no] = scopes,
#include "core/business.def"
#undef BUSINESS
	};
	return scopes[kind] == INTER_PROVINCE;
}

enum verdict
rule_graduate_scope(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	const struct registry *r = w->registry;
	const enum scope scope = route_scope(r, registry_find(r, h->filing.receiving_school),
	    registry_find(r, h->filing.sending_school));
	return is_inter_province_only(h->filing.kind) && scope != SCOPE_inter_province
	    ? VERDICT_NOT_BETWEEN_PROVINCES : VERDICT_OK;
}
