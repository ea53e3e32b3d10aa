/*
 * Passwords by Argon2id (19 MiB, two passes, one lane). One at a time: many who sign in at once
 * must not take the memory of the daemon. And few wait: each holds a thread meanwhile, and one
 * sender could fill the queue with what he makes up; the others are told to come again.
 */
#include <argon2.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/random.h>

#include "console/inside.h"

enum { PASSES = 2, MEMORY_KIB = 19 * 1024, LANES = 1, SALT_SIZE = 16, HASH_BYTES = 32 };

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
static atomic_int n_there;	/* one whose turn it is, and those who wait */

bool
password_hash(const char *password, char *ret, size_t size)
{
	uint8_t salt[SALT_SIZE];
	if (getrandom(salt, sizeof(salt), 0) != sizeof(salt))
		return false;
	(void)pthread_mutex_lock(&one_at_a_time);
	const int result = argon2id_hash_encoded(PASSES, MEMORY_KIB, LANES, password,
	    strlen(password), salt, sizeof(salt), HASH_BYTES, ret, size);
	(void)pthread_mutex_unlock(&one_at_a_time);
	return result == ARGON2_OK;
}

/* Who has no account must not be told so by a shorter wait. */
static void
waste_time(const char *password)
{
	static const uint8_t salt[SALT_SIZE];
	uint8_t hash[HASH_BYTES];
	(void)argon2id_hash_raw(PASSES, MEMORY_KIB, LANES, password, strlen(password), salt,
	    sizeof(salt), hash, sizeof(hash));
}

enum password_result
password_fits(const char *password, const char *hash)
{
	bool fits = false;
	if (atomic_fetch_add(&n_there, 1) > PASSWORDS_WAITING_MAX) {
		(void)atomic_fetch_sub(&n_there, 1);
		return PASSWORD_BUSY;
	}
	(void)pthread_mutex_lock(&one_at_a_time);
	if (hash[0] == '\0')
		waste_time(password);
	else
		fits = argon2id_verify(hash, password, strlen(password)) == ARGON2_OK;
	(void)pthread_mutex_unlock(&one_at_a_time);
	(void)atomic_fetch_sub(&n_there, 1);
	return fits ? PASSWORD_FITS : PASSWORD_DIFFERS;
}
