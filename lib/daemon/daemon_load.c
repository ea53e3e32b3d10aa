/*
 * Reads settings, law and keys. A private key that others can read is refused: a stamp is
 * worth what its key's secrecy is worth.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "daemon/daemon_load.h"
#include "population/population.h"
#include "provider/provider.h"

enum { FILE_BYTES_MAX = 64 * 1024 * 1024 };

static bool
fault(struct settings_fault *reterr, const char *path, const char *why)
{
	(void)snprintf(reterr->text, sizeof(reterr->text), "%.150s: %.350s", path, why);
	return false;
}

/* A whole file into malloc'd memory, unless its mode has a forbidden bit: then `why_mode`. The
 * mode is that of the file that was opened, not of what bore its name a moment ago. */
static bool
read_file(const char *path, mode_t forbidden, const char *why_mode, char **ret, size_t *ret_size,
    struct settings_fault *reterr)
{
	struct stat st;
	FILE *f = fopen(path, "rb");
	if (f == NULL)
		return fault(reterr, path, strerror(errno));
	const bool has_stat = fstat(fileno(f), &st) == 0 && st.st_size >= 0
	    && st.st_size < FILE_BYTES_MAX && S_ISREG(st.st_mode);
	const bool is_secret = has_stat && (st.st_mode & forbidden) == 0;
	char *data = is_secret ? malloc((size_t)st.st_size + 1) : NULL;
	const bool ok = data != NULL
	    && fread(data, 1, (size_t)st.st_size, f) == (size_t)st.st_size;
	(void)fclose(f);
	if (!ok) {
		free(data);
		return fault(reterr, path, has_stat && !is_secret ? why_mode : "cannot be read");
	}
	data[st.st_size] = '\0';
	*ret = data;
	*ret_size = (size_t)st.st_size;
	return true;
}

static bool
read_public(const char *path, char **ret, size_t *ret_size, struct settings_fault *reterr)
{
	return read_file(path, 0, "", ret, ret_size, reterr);
}

/* Text without white space at its end; empty is a fault. */
static bool
read_word(const char *path, mode_t forbidden, char *ret, size_t size,
    struct settings_fault *reterr)
{
	char *data;
	size_t n;
	if (!read_file(path, forbidden, "must not be open to others (chmod o=)", &data, &n, reterr))
		return false;
	while (n > 0 && (unsigned char)data[n - 1] <= ' ')
		data[--n] = '\0';
	const bool fits = n > 0 && text_copy(ret, size, data);
	free(data);
	return fits ? true : fault(reterr, path, n == 0 ? "empty" : "too long");
}

/* As it is today, with what was published. */
static const struct registry *
registry_of(const struct daemon_files *f)
{
	return law_registry(f->amended != NULL ? f->amended : f->law);
}

const char *
daemon_served_as(
    const struct daemon_spec *spec, const struct daemon_files *f, const struct unit *u)
{
	const char *longest = NULL;
	if (u->level != spec->level)
		return NULL;
	const struct unit_code division = registry_division(registry_of(f), u);
	for (size_t i = 0; i < f->settings.serves.n; i++) {
		const char *prefix = f->settings.serves.item[i];
		if (strncmp(division.text, prefix, strlen(prefix)) == 0
		    && (longest == NULL || strlen(prefix) > strlen(longest)))
			longest = prefix;
	}
	return longest;
}

bool
daemon_serves(
    const struct daemon_spec *spec, const struct daemon_files *f, const struct unit *u)
{
	return daemon_served_as(spec, f, u) != NULL;
}

/* -- keys ----------------------------------------------------------------------------- */

static bool
load_private(struct daemon_files *f, const struct unit *u, struct settings_fault *reterr)
{
	char path[SETTINGS_TEXT_MAX + 32];
	char *data;
	size_t n;
	(void)snprintf(path, sizeof(path), "%s/%s.pem", f->settings.keys_private, u->code.text);
	if (!read_file(path, S_IRWXG | S_IRWXO,
		"a private key must not be open to group or others (chmod 600)", &data, &n, reterr))
		return false;
	const struct bytes pem = { (const uint8_t *)data, n };
	const bool ok = keyring_add_private(f->keyring, u->code, pem);
	free(data);
	return ok ? true : fault(reterr, path, "no grant names this key for this unit");
}

static bool
has_private(const struct daemon_files *f, const struct unit *u)
{
	char path[SETTINGS_TEXT_MAX + 32];
	(void)snprintf(path, sizeof(path), "%s/%s.pem", f->settings.keys_private, u->code.text);
	return access(path, F_OK) == 0 || errno != ENOENT;
}

/* The key of one that is void is still good for handing over what its desk holds, if it is there. */
static void
load_void(struct daemon_files *f, const struct unit *u)
{
	struct settings_fault unused;
	if (has_private(f, u))
		(void)load_private(f, u, &unused);
}

/* The keys of all units served. A unit without one can read, but not stamp: an office that has
 * not joined yet is no fault, but it is said. */
static bool
load_privates(const struct daemon_spec *spec, struct daemon_files *f,
    struct settings_fault *reterr)
{
	static const struct unit_code before_all;
	const struct registry *r = registry_of(f);
	const struct unit *first = NULL;
	size_t n_missing = 0;
	for (const struct unit *u = registry_next(r, before_all); u != NULL;
	    u = registry_next(r, u->code)) {
		if (!daemon_serves(spec, f, u))
			continue;
		if (u->is_void)
			load_void(f, u);
		else if (!has_private(f, u)) {
			first = first == NULL ? u : first;
			n_missing++;
		} else if (!load_private(f, u, reterr))
			return false;
	}
	if (n_missing > 0)
		log_line(LOG_WARN, "keys_missing", " n=%zu first=%s folder=%s", n_missing,
		    first->code.text, f->settings.keys_private);
	return true;
}

/* What all provinces share and nobody else has: the key of the hash by which the ministry's index
 * knows a child. */
static bool
load_index_secret(const struct daemon_spec *spec, struct daemon_files *f,
    struct settings_fault *reterr)
{
	char path[SETTINGS_TEXT_MAX + 32], hex[2 * INDEX_KEY_SIZE + 1];
	if (spec->level != LEVEL_PROVINCE)
		return true;
	(void)snprintf(path, sizeof(path), "%s/index.key", f->settings.keys_private);
	if (!read_word(path, S_IRWXG | S_IRWXO, hex, sizeof(hex), reterr))
		return false;
	return text_unhex(hex, f->index_secret, sizeof(f->index_secret))
	    ? true : fault(reterr, path, "not 64 hex digits");
}

static bool
load_keys(const struct daemon_spec *spec, struct daemon_files *f, struct settings_fault *reterr)
{
	char hex[2 * PUBLIC_KEY_SIZE + 1];
	uint8_t root[PUBLIC_KEY_SIZE];
	char *data;
	size_t n, refused;
	if (!read_word(f->settings.keys_root, 0, hex, sizeof(hex), reterr))
		return false;
	if (!text_unhex(hex, root, sizeof(root)))
		return fault(reterr, f->settings.keys_root, "not 64 hex digits");
	if (!read_public(f->settings.keys_grants, &data, &n, reterr))
		return false;
	const struct bytes grants = { (const uint8_t *)data, n };
	f->keyring = keyring_open(grants, root, registry_of(f), &refused);
	free(data);
	if (f->keyring == NULL)
		return fault(reterr, f->settings.keys_grants, "no file of key grants");
	if (refused > 0)
		log_line(LOG_WARN, "grants_refused", " n=%zu file=%s", refused,
		    f->settings.keys_grants);
	return load_privates(spec, f, reterr) && load_index_secret(spec, f, reterr);
}

struct keyring *
daemon_load_keys(
    const struct daemon_spec *spec, struct daemon_files *f, struct settings_fault *reterr)
{
	struct keyring *before = f->keyring;
	f->keyring = NULL;
	if (load_keys(spec, f, reterr))
		return before;
	keyring_free(f->keyring);
	f->keyring = before;
	return NULL;
}

/* -- what the table of settings cannot say ---------------------------------------------- */

bool
daemon_log_level(const struct settings *s, enum log_level *ret)
{
	static const char *const names[] = { "debug", "info", "warn", "error" };
	for (int i = LOG_DEBUG; i <= LOG_ERROR; i++)
		if (strcmp(names[i], s->log_level) == 0) {
			*ret = (enum log_level)i;
			return true;
		}
	return false;
}

bool
daemon_messages(const char *text, const char **ret)
{
	static const char file[] = "file:";
	const bool is_file = strncmp(text, file, sizeof(file) - 1) == 0 && text[sizeof(file) - 1] != '\0';
	*ret = is_file ? text + sizeof(file) - 1 : NULL;
	return is_file || strcmp(text, "none") == 0;
}

/* NULL, or what is wrong with it. */
static const char *
check_provider(const struct settings *s)
{
	const bool has_base = s->desk_public_base[0] != '\0', has_issuer = s->desk_oidc_issuer[0] != '\0';
	if (has_base && !provider_is_origin(s->desk_public_base))
		return "desk.public_base is neither https:// nor http:// of this machine and a host, and nothing else";
	if (has_issuer && !provider_is_address(s->desk_oidc_issuer))
		return "desk.oidc_issuer is neither an https address nor an http address of this machine";
	return has_issuer && (!has_base || s->desk_oidc_client[0] == '\0')
	    ? "desk.oidc_issuer needs desk.oidc_client and desk.public_base" : NULL;
}

static bool
serves_any(const struct daemon_spec *spec, const struct daemon_files *f)
{
	const struct registry *r = law_registry(f->law);
	for (size_t i = 0; i < r->n_units; i++)
		if (daemon_serves(spec, f, &r->units[i]))
			return true;
	return false;
}

static bool
check_sense(const struct daemon_spec *spec, const char *path, struct daemon_files *f,
    struct settings_fault *reterr)
{
	struct settings_fault why;
	enum log_level level;
	const char *directory;
	if (!daemon_log_level(&f->settings, &level))
		return fault(reterr, path, "log.level is none of debug, info, warn, error");
	if (!daemon_messages(f->settings.desk_parents_code, &directory))
		return fault(reterr, path, "desk.parents_code is neither none nor file: and a directory");
	if (!daemon_messages(f->settings.desk_messages, &directory))
		return fault(reterr, path, "desk.messages is neither none nor file: and a directory");
	if (f->settings.register_source[0] != '\0'
	    && !population_is_source(f->settings.register_source))
		return fault(reterr, path, "register.source is neither postgresql: nor a URL");
	if (check_provider(&f->settings) != NULL)
		return fault(reterr, path, check_provider(&f->settings));
	if (!serves_any(spec, f)) {
		(void)snprintf(reterr->text, sizeof(reterr->text),
		    "%.300s: serves: no unit of level %s lies there", path,
		    level_name(spec->level));
		return false;
	}
	return daemon_topics(spec, f, &f->topics, &why) || fault(reterr, path, why.text);
}

/* -- all ------------------------------------------------------------------------------ */

void
daemon_unload(struct daemon_files *f)
{
	keyring_free(f->keyring);
	law_free(f->amended);
	law_free(f->law);
	f->keyring = NULL;
	f->amended = f->law = NULL;
}

bool
daemon_load(const struct daemon_spec *spec, const char *path, struct daemon_files *ret,
    struct settings_fault *reterr)
{
	struct daemon_files *f = calloc(1, sizeof(*f));
	if (f == NULL)
		log_panic("out of memory size=%zu", sizeof(*f));
	bool ok = settings_load(path, &f->settings, reterr);
	if (ok && (f->law = law_load(&f->settings, reterr)) == NULL)
		ok = false;
	if (ok)
		ok = check_sense(spec, path, f, reterr);
	if (ok && f->settings.desk_token_file[0] != '\0')
		ok = read_word(f->settings.desk_token_file, S_IRWXO, f->token, sizeof(f->token),
		    reterr);
	if (ok && f->settings.register_token_file[0] != '\0')
		ok = read_word(f->settings.register_token_file, S_IRWXO, f->register_token,
		    sizeof(f->register_token), reterr);
	if (ok && f->settings.desk_oidc_secret[0] != '\0')
		ok = read_word(f->settings.desk_oidc_secret, S_IRWXO, f->oidc_secret, sizeof(f->oidc_secret),
		    reterr);
	if (ok)
		ok = load_keys(spec, f, reterr);
	if (ok)
		*ret = *f;
	else
		daemon_unload(f);
	free(f);
	return ok;
}

static const struct policy *
policy_of(const void *law, struct unit_code code, struct instant at, uint32_t version)
{
	return law_policy_at(law, code, at, version);
}

static struct registry
registry_at(const void *law, struct instant at, uint32_t version)
{
	return law_registry_at(law, at, version);
}

static bool
is_ahead(const void *law, struct unit_code code, uint32_t version)
{
	return law_is_ahead(law, code, version);
}

static enum verdict
judge(const void *law, struct publication *p, char *ret_why, size_t size)
{
	struct settings_fault why;
	const enum verdict v = law_judge(law, p, &why);
	(void)snprintf(ret_why, size, "%s", why.text);
	return v;
}

static bool
published(const void *law, size_t i, struct relay_publication *ret)
{
	size_t n;
	const struct law_publication *list = law_publications(law, &n);
	if (i >= n)
		return false;
	ret->publication = &list[i].publication;
	ret->verdict = list[i].verdict;
	ret->why = list[i].why.text;
	return true;
}

struct relay_law
daemon_law(const struct daemon_files *f)
{
	const struct law *in_force = f->amended != NULL ? f->amended : f->law;
	const struct relay_law law = {
		.registry = law_registry(in_force),
		.registry_at = registry_at,
		.contacts = law_contacts(in_force),
		.calendar = law_calendar(in_force),
		.divisions = law_divisions(in_force),
		.nation = law_nation(in_force),
		.policy = policy_of,
		.is_ahead = is_ahead,
		.judge = judge,
		.published = published,
		.law = in_force,
		.keyring = f->keyring,
	};
	return law;
}
