/* The table of legal moves, read backwards: from an entry to what was asked. */
#include <criterion/criterion.h>

#include "core/move.h"

Test(move, each_row_is_found_by_posture_and_happening_and_by_what_it_becomes)
{
	static const struct move rows[] = {
#define MOVE(posture, happening, who, becomes)                                             \
	{ POSTURE_##posture, HAPPENING_##happening, MOVE_##who, ACTION_##becomes },
#include "core/move.def"
#undef MOVE
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct move *m = move_of(rows[i].posture, rows[i].happening);
		cr_assert_not_null(m);
		cr_expect_eq(m->becomes, rows[i].becomes);
		cr_expect(move_becomes(rows[i].happening, rows[i].becomes));
	}
}

Test(move, an_illegal_refusal_is_what_became_of_a_refusal_and_of_nothing_else)
{
	for (int k = 0; k < HAPPENING_N; k++)
		cr_expect_eq(move_becomes((enum happening_kind)k, ACTION_illegal_refusal),
		    k == HAPPENING_REFUSE);
	cr_expect_not(move_becomes(HAPPENING_REFUSE, ACTION_approved));
	cr_expect_not(move_becomes(HAPPENING_APPROVE, ACTION_refused));
}

Test(move, only_what_an_index_has_found_is_filed_by_the_daemon)
{
	for (int kind = 0; kind <= BUSINESS_N; kind++)
		for (int k = 0; k < HAPPENING_N; k++)
			for (int role = ROLE_NONE; role <= ROLE_SYSTEM; role++) {
				const bool is_found = kind == BUSINESS_problem_sheet
				    && k == HAPPENING_FILE && role == ROLE_SYSTEM;
				const enum happening_kind h = (enum happening_kind)k;
				const bool is_batch = kind == BUSINESS_formal_batch && k == HAPPENING_FILE;
				cr_assert_eq(move_role_may_for((enum business)kind, h, (enum role)role),
				    is_batch ? role == ROLE_SYSTEM
					     : is_found || move_role_may(h, (enum role)role));
			}
}

Test(move, a_class_teacher_has_no_part_in_dockets)
{
	for (int k = 0; k < HAPPENING_N; k++)
		cr_expect_not(move_role_may((enum happening_kind)k, ROLE_TEACHER));
}
