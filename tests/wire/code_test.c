/* The vectors of RFC 6238, appendix B, of whose eight digits the last six are ours. */
#include <criterion/criterion.h>

#include "wire/wire.h"

Test(code, is_that_of_the_rfc)
{
	static const struct {
		int64_t seconds;
		uint32_t eight;
	} vectors[] = {
		{ 59, 94287082 }, { 1111111109, 7081804 }, { 1111111111, 14050471 },
		{ 1234567890, 89005924 }, { 2000000000, 69279037 }, { 20000000000, 65353130 },
	};
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++)
		cr_expect_eq(wire_code((const uint8_t *)"12345678901234567890", vectors[i].seconds / 30),
		    vectors[i].eight % 1000000, "%zu", i);
}
