/* Statuses, the lock, and the numbers. */
#include <criterion/criterion.h>
#include <string.h>

#include "core/land.h"

static const struct {
	enum status status;
	const char *name, *zh;
} rows[] = {
	{ STATUS_in_school, "in_school", "在校" },
	{ STATUS_suspended, "suspended", "休学" },
	{ STATUS_abroad, "abroad", "出国" },
	{ STATUS_left_other, "left_other", "其他离校" },
	{ STATUS_dropped_out, "dropped_out", "辍学" },
	{ STATUS_withdrawn, "withdrawn", "退学" },
	{ STATUS_expelled, "expelled", "开除" },
	{ STATUS_missing, "missing", "失踪" },
	{ STATUS_deceased, "deceased", "死亡" },
	{ STATUS_graduated, "graduated", "毕业" },
	{ STATUS_completed_without_diploma, "completed_without_diploma", "结业" },
	{ STATUS_left_uncompleted, "left_uncompleted", "肄业" },
	{ STATUS_transferred_out, "transferred_out", "转出" },
	{ STATUS_removed, "removed", "注销" },
};

enum { N = sizeof(rows) / sizeof(rows[0]) };

Test(record, every_status_of_the_regulation_has_its_name_and_label)
{
	for (int i = 0; i < N; i++) {
		enum status s = STATUS_NONE;
		cr_expect_eq((int)rows[i].status, i + 1, "numbers are on the wire");
		cr_expect_str_eq(status_name(rows[i].status), rows[i].name);
		cr_expect_str_eq(status_label_zh(rows[i].status), rows[i].zh);
		cr_expect(status_parse(rows[i].name, &s));
		cr_expect_eq(s, rows[i].status);
	}
}

Test(record, a_number_or_name_that_is_no_status_is_none)
{
	enum status s = STATUS_abroad;
	cr_expect_str_eq(status_name(STATUS_NONE), "none");
	cr_expect_str_eq(status_name((enum status)(N + 1)), "none");
	cr_expect_str_eq(status_label_zh(STATUS_NONE), "");
	cr_expect_not(status_parse("none", &s));
	cr_expect_not(status_parse("In_School", &s));
	cr_expect_eq(s, STATUS_abroad);
}

Test(record, a_record_is_locked_by_the_docket_it_names)
{
	struct record r = { .status = STATUS_in_school };
	cr_expect_not(record_is_locked(&r));
	memcpy(r.open_docket.text, "0198c0de-0000-7000-8000-000000000001", DOCKET_ID_MAX);
	cr_expect(record_is_locked(&r));
}

Test(record, a_number_it_had_is_its_number_for_ever)
{
	const struct student_number numbers[] = {
		{ "L430102201501010001" }, { "G43010220150101002X" }, { "G430102201501010038" },
	};
	struct record r = { .number = numbers[0] };
	for (size_t i = 0; i < 3; i++) {
		cr_expect_str_eq(r.number.text, numbers[i].text);
		cr_expect_eq(r.n_former, i);
		for (size_t k = 0; k < 3; k++)
			cr_expect_eq(record_has_number(&r, numbers[k]), k <= i);
		if (i < 2)
			record_renumber(&r, numbers[i + 1]);
	}
}

Test(record, a_record_with_a_double_is_marked_once_while_it_is_its_schools)
{
	struct record r = { .status = STATUS_in_school, .version = 4 };
	cr_expect(record_mark(&r));
	cr_expect(r.is_problem);
	cr_expect_eq(r.version, 5);
	cr_expect_not(record_mark(&r), "it is one already");
	cr_expect_eq(r.version, 5);
	r.is_problem = false;
	r.status = STATUS_transferred_out;
	cr_expect_not(record_mark(&r), "a back-up");
	r.status = STATUS_removed;
	cr_expect_not(record_mark(&r), "a tombstone");
	cr_expect_not(r.is_problem);
}
