/*
 * Passwords by Argon2id (19 MiB, two passes, one lane). One at a time: many who sign in at once
 * must not take the memory of the daemon.
 */
#include <argon2.h>
#include <pthread.h>
#include <string.h>
#include <sys/random.h>

#include "console/inside.h"

enum { PASSES = 2, MEMORY_KIB = 19 * 1024, LANES = 1, SALT_SIZE = 16, HASH_BYTES = 32 };

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

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

bool
password_fits(const char *password, const char *hash)
{
	bool fits = false;
	(void)pthread_mutex_lock(&one_at_a_time);
	if (hash[0] == '\0')
		waste_time(password);
	else
		fits = argon2id_verify(hash, password, strlen(password)) == ARGON2_OK;
	(void)pthread_mutex_unlock(&one_at_a_time);
	return fits;
}
