/* rules/sound_student_number.c
 *
 * The student number is G, L or J and 18 characters; G and J end in a check digit, L in
 * four digits without meaning (FAQ-5; GB 11643-1999). What exactly is wrong is found by
 * number_check_student().
 */
#include "core/rule.h"

enum verdict
rule_sound_student_number(
    const struct docket *d, const struct happening *h, const struct world *w)
{
	(void)d;
	return number_check_student(h->filing.number.text, w->divisions, instant_day(h->at))
		== NUMBER_OK ? VERDICT_OK : VERDICT_BAD_STUDENT_NUMBER;
}
