/* Words of entries, roles, states and happenings, and the docket's number. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/paper.h"

Test(names, every_action_has_a_number_of_its_own_a_name_and_a_label)
{
	static const struct {
		enum action action;
		const char *name;
	} all[] = {
#define ACTION(name, ...) { ACTION_##name, #name },
#include "core/action.def"
#undef ACTION
	};
	enum { N = sizeof(all) / sizeof(all[0]) };
	cr_assert_eq((int)N, 29);
	for (int i = 0; i < N; i++) {
		cr_expect_str_eq(action_name(all[i].action), all[i].name);
		cr_expect_gt(strlen(action_label_zh(all[i].action)), 0);
		for (int k = 0; k < i; k++)
			cr_expect_neq(all[k].action, all[i].action);
	}
	cr_expect_str_eq(action_name(ACTION_NONE), "none");
	cr_expect_str_eq(action_label_zh(ACTION_N), "");
}

Test(names, roles_are_named_and_parsed)
{
	static const char *const names[] = { "none", "registrar", "head", "clerk",
		"system", "teacher" };
	for (int i = ROLE_REGISTRAR; i <= ROLE_TEACHER; i++) {
		enum role r = ROLE_NONE;
		cr_expect_str_eq(role_name((enum role)i), names[i]);
		cr_expect(role_parse(names[i], &r));
		cr_expect_eq((int)r, i);
	}
	enum role r = ROLE_HEAD;
	cr_expect_str_eq(role_name(ROLE_NONE), "none");
	cr_expect_not(role_parse("none", &r), "nobody acts without a role");
	cr_expect_not(role_parse("", &r));
	cr_expect_eq(r, ROLE_HEAD);
}

Test(names, states_are_the_words_of_the_interface)
{
	cr_expect_str_eq(docket_state_name(DOCKET_OPEN), "open");
	cr_expect_str_eq(docket_state_name(DOCKET_COMPLETED), "completed");
	cr_expect_str_eq(docket_state_name(DOCKET_REFUSED), "refused");
	cr_expect_str_eq(docket_state_name(DOCKET_WITHDRAWN), "withdrawn");
	cr_expect_str_eq(docket_state_name(DOCKET_EXPIRED), "expired");
}

Test(names, verbs_are_what_people_type)
{
	static const char *const verbs[] = {
		"file",
		"approve",
		"refuse",
		"return",
		"correct",
		"withdraw",
		"object",
		"uphold",
		"overrule",
		"send_back",
		"state",
		"dismiss",
		"dispute_level",
		"urge",
		"proceed",
		"expire",
		"purge",
		"settle",
		"follow",
	};
	cr_assert_eq((int)HAPPENING_N, 19);
	for (int i = 0; i < HAPPENING_N; i++) {
		enum happening_kind k = HAPPENING_N;
		cr_expect_str_eq(happening_verb((enum happening_kind)i), verbs[i]);
		cr_expect(happening_parse(verbs[i], &k));
		cr_expect_eq((int)k, i);
	}
	enum happening_kind k = HAPPENING_OBJECT;
	cr_expect_not(happening_parse("FILE", &k));
	cr_expect_not(happening_parse("", &k));
	cr_expect_eq(k, HAPPENING_OBJECT);
}

Test(names, a_docket_number_is_a_uuid_in_lower_case)
{
	static const char *const wrong[] = {
		"",
		"0198c0de-0000-7000-8000-00000000000",
		"0198c0de-0000-7000-8000-0000000000011",
		"0198C0DE-0000-7000-8000-000000000001",
		"0198c0de00000-7000-8000-000000000001",
		"0198c0de-0000-7000-8000-00000000000g",
		"0198c0de-0000-7000-8000-00000000000`",
		"0198c0de-0000-7000-8000-00000000000/",
		"0198c0de-0000-7000-8000-00000000000:",
		"0198c0de-0000-7000-800-00000000000001",
		"-198c0de-0000-7000-8000-000000000001",
		"0198c0de-0000x7000-8000-000000000001",
		"0198c0de-0000-7000x8000-000000000001",
		"0198c0de-0000-7000-8000x000000000001",
	};
	struct docket_id id = { "kept" };
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		cr_expect_not(docket_id_parse(wrong[i], &id), "%s", wrong[i]);
	cr_expect_str_eq(id.text, "kept");
	cr_expect(docket_id_parse("0198c0de-9abf-7000-8000-0123456789af", &id));
	cr_expect_str_eq(id.text, "0198c0de-9abf-7000-8000-0123456789af");
}

Test(names, docket_numbers_are_equal_if_their_text_is)
{
	cr_expect(docket_id_equal(paper_id(PAPER_ID), paper_id(PAPER_ID)));
	cr_expect_not(docket_id_equal(paper_id(PAPER_ID), paper_id(OTHER_ID)));
}
