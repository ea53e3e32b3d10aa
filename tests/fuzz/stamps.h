/*
 * Stamps again whatever is in a letter or an export, with the keys that its own words call for, so
 * that fuzzing gets behind the signature: a change that a stamp would have given away becomes one
 * that its unit has signed.
 */
#ifndef TESTS_FUZZ_STAMPS_H
#define TESTS_FUZZ_STAMPS_H

#include "wire/keyring.h"
#include "wire/wire.h"

/* The same bytes where they cannot be read, or no key is good for them. `chains`: every body also
 * names the hash of the one before. */
struct bytes	stamps_letter(struct arena *, const struct keyring *, struct bytes letter, bool chains);
/* The grants are put in the place of its own. */
struct bytes	stamps_export(struct arena *, const struct keyring *, struct bytes exported, bool chains,
		    const struct bytes *grants, size_t n_grants);

#endif
