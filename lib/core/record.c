/* Names of status.def, the lock, and the numbers. */
#include <assert.h>
#include <string.h>

#include "core/record.h"

static const struct {
	enum status status;
	const char *name, *zh;
} rows[] = {
#define STATUS(name, no, between, within, otherwise, zh, en) { STATUS_##name, #name, zh },
#include "core/status.def"
#undef STATUS
};

enum { N_ROWS = sizeof(rows) / sizeof(rows[0]) };

const char *
status_name(enum status status)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (rows[i].status == status)
			return rows[i].name;
	return "none";
}

const char *
status_label_zh(enum status status)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (rows[i].status == status)
			return rows[i].zh;
	return "";
}

bool
status_parse(const char *name, enum status *ret)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (strcmp(rows[i].name, name) == 0) {
			*ret = rows[i].status;
			return true;
		}
	return false;
}

bool
record_is_locked(const struct record *r)
{
	return r->open_docket.text[0] != '\0';
}

bool
record_is_live(enum status status)
{
	return status != STATUS_transferred_out && status != STATUS_removed;
}

bool
record_has_number(const struct record *r, struct student_number number)
{
	for (size_t i = 0; i < r->n_former; i++)
		if (student_number_equal(r->former[i], number))
			return true;
	return student_number_equal(r->number, number);
}

void
record_renumber(struct record *r, struct student_number number)
{
	assert(r->n_former < FORMER_MAX);
	r->former[r->n_former++] = r->number;
	r->number = number;
}

bool
record_is_of_this_year(enum status status)
{
	switch (status) {
	case STATUS_in_school:
	case STATUS_suspended:
	case STATUS_abroad:
	case STATUS_left_other:
	case STATUS_dropped_out:
	case STATUS_withdrawn:
	case STATUS_missing:
		return true;
	case STATUS_NONE:
	case STATUS_expelled:
	case STATUS_deceased:
	case STATUS_graduated:
	case STATUS_completed_without_diploma:
	case STATUS_left_uncompleted:
	case STATUS_transferred_out:
	case STATUS_removed:
		break;
	}
	return false;
}

bool
record_mark(struct record *r)
{
	if (r->is_problem || r->status == STATUS_transferred_out || r->status == STATUS_removed)
		return false;
	r->is_problem = true;
	r->version++;
	return true;
}
