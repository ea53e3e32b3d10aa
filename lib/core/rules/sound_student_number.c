/* rules/sound_student_number.c
 *
 * The student number is G, L or J and 18 characters; G and J end in a check digit, L in
 * four digits without meaning (FAQ-5; GB 11643-1999). What exactly is wrong is found by
 * number_check_student().
 *
 * The number of a first record is given, and made of the birth date that is filed: where that lies
 * in the future, it is the date that is wrong.
 */
#include "core/rule.h"

enum verdict
rule_sound_student_number(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	const struct header *f = &h->filing;
	if (business_row(f->kind)->is_first && f->change.birth.n > instant_day(h->at).n)
		return VERDICT_BAD_BIRTH;
	return number_check_student(f->number.text, w->divisions, instant_day(h->at))
		== NUMBER_OK ? VERDICT_OK : VERDICT_BAD_STUDENT_NUMBER;
}
