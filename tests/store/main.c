/*
 * The program of the store's tests: skipped, with a word, where there is no PostgreSQL.
 * By hand: tests/store/pg run PROGRAM.
 */
#include <criterion/criterion.h>
#include <stdio.h>

#include "base.h"

int
main(int argc, char **argv)
{
	if (!base_is_there()) {
		(void)fprintf(stderr, "skipped: no PostgreSQL; run tests/store/pg run %s\n", argv[0]);
		return 77;
	}
	struct criterion_test_set *tests = criterion_initialize();
	int status = 0;
	if (criterion_handle_args(argc, argv, true))
		status = criterion_run_all_tests(tests) ? 0 : 1;
	criterion_finalize(tests);
	return status;
}
