/*
 * The command registry: keys makes a key for every unit, vouched for by its superior, the root
 * public key, and the secret of the provinces' indexes; add makes those of units that have none yet; show looks at those there are (publish and
 * list: publications.c). Private keys are readable by their owner only
 * from the first byte on, and keys that have been granted are never replaced: stamps made
 * with them would lose their proof.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "client.h"
#include "wire/keyring.h"
#include "wire/wire.h"

enum { PATH_BYTES = 512, UNITS_MAX = 300000, GRANTS_BYTES_MAX = 256 * 1024 * 1024 };

static const int64_t ten_years_ms = INT64_C(315360000000);

struct owner {
	struct unit_code unit, parent;
	struct bytes pem;
	uint8_t public_key[PUBLIC_KEY_SIZE];
};

/* -- units ---------------------------------------------------------------------------- */

static bool
is_wanted(const struct typed *t, const char *code)
{
	const char *only = typed_option(t, "only");
	const char *province = strlen(code) == 10 ? code + 2 : code;
	if (only == NULL || strcmp(code, "000000") == 0)
		return true;
	for (const char *p = only; strlen(p) >= 2; p += p[2] == ',' ? 3 : 2)
		if (strncmp(p, province, 2) == 0)
			return true;
	return false;
}

/* Units of one file: code,parent,... */
static size_t
read_owners(const struct typed *t, const char *path, struct owner *owners, size_t n)
{
	char line[1024];
	FILE *f = fopen(path, "r");
	if (f == NULL) {
		perror(path);
		return 0;
	}
	while (n < UNITS_MAX && fgets(line, sizeof(line), f) != NULL) {
		char *comma = strchr(line, ',');
		char *second = comma == NULL ? NULL : strchr(comma + 1, ',');
		struct owner o = { .pem = { NULL, 0 } };
		if (second == NULL)
			continue;
		*comma = *second = '\0';
		if (!unit_code_parse(line, &o.unit) || !is_wanted(t, line)
		    || (comma[1] != '\0' && !unit_code_parse(comma + 1, &o.parent)))
			continue;
		owners[n++] = o;
	}
	const bool is_whole = client_is_whole(f, path);
	(void)fclose(f);
	return is_whole ? n : 0;
}

/* All that --units names; 0 if there are none. */
static size_t
read_all_owners(const struct typed *t, struct owner *owners)
{
	size_t n = 0;
	for (size_t i = 0; i < t->n_options; i++)
		if (strcmp(t->names[i], "units") == 0) {
			n = read_owners(t, t->values[i], owners, n);
			if (n == 0)
				return 0;
		}
	return n;
}

static const struct owner *
find_owner(const struct owner *owners, size_t n, struct unit_code unit)
{
	for (size_t i = 0; i < n; i++)
		if (unit_code_equal(owners[i].unit, unit))
			return &owners[i];
	return NULL;
}

/* -- files ---------------------------------------------------------------------------- */

static void
path_in(const char *dir, const char *name, char ret[PATH_BYTES])
{
	(void)snprintf(ret, PATH_BYTES, "%.400s/%.64s", dir, name);
}

/* The umask lets nobody else read; `mode` may open it afterwards. */
static bool
write_file(const char *dir, const char *name, struct bytes b, mode_t mode)
{
	char path[PATH_BYTES];
	path_in(dir, name, path);
	FILE *f = fopen(path, "wb");
	bool ok = f != NULL && fwrite(b.data, 1, b.size, f) == b.size;
	if (f != NULL)
		ok = fclose(f) == 0 && ok;
	ok = ok && chmod(path, mode) == 0;
	if (!ok)
		perror(path);
	return ok;
}

static bool
read_file(const struct typed *t, const char *dir, const char *name, struct bytes *ret)
{
	char path[PATH_BYTES];
	struct stat st;
	path_in(dir, name, path);
	FILE *f = fopen(path, "rb");
	if (f == NULL)
		return false;
	const bool fits = fstat(fileno(f), &st) == 0 && st.st_size <= GRANTS_BYTES_MAX;
	uint8_t *data = arena_alloc(t->arena, fits ? (size_t)st.st_size + 1 : 1);
	ret->data = data;
	ret->size = fits ? fread(data, 1, (size_t)st.st_size, f) : 0;
	const bool is_whole = fits && client_is_whole(f, path) && ret->size == (size_t)st.st_size;
	(void)fclose(f);
	return is_whole;
}

/* -- registry keys -------------------------------------------------------------------- */

static bool
make_key(const struct typed *t, const char *dir, struct owner *o)
{
	char name[32];
	(void)snprintf(name, sizeof(name), "%s.pem", o->unit.text);
	return keyring_generate(t->arena, &o->pem, o->public_key)
	    && write_file(dir, name, o->pem, S_IRUSR | S_IWUSR);
}

static bool
take_instant(const struct typed *t, const char *name, int64_t preset_ms, struct instant *ret)
{
	const char *text = typed_option(t, name);
	ret->ms = preset_ms;
	if (text == NULL || instant_parse(text, ret))
		return true;
	(void)fprintf(stderr, "xueji: --%s takes a time such as 2026-09-01T09:00:00+08:00\n", name);
	return false;
}

/* The ministry vouches for itself. */
static bool
grant(const struct typed *t, const struct owner *owners, size_t n, const struct owner *o,
    struct bytes *ret)
{
	struct instant from, until;
	if (!take_instant(t, "from", clock_now_ms() - ten_years_ms, &from)
	    || !take_instant(t, "until", clock_now_ms() + ten_years_ms, &until))
		return false;
	const struct owner *issuer =
	    unit_code_is_none(o->parent) ? o : find_owner(owners, n, o->parent);
	if (issuer == NULL) {
		(void)fprintf(stderr, "xueji: the superior %s of %s is in no units file\n",
		    o->parent.text, o->unit.text);
		return false;
	}
	return keyring_grant(
	    t->arena, o->unit, o->public_key, from, until, issuer->unit, issuer->pem, ret);
}

static bool
write_root(const char *dir, const struct owner *o)
{
	char hex[2 * PUBLIC_KEY_SIZE + 2];
	text_hex(o->public_key, PUBLIC_KEY_SIZE, hex);
	hex[2 * PUBLIC_KEY_SIZE] = '\n';
	const struct bytes b = { (const uint8_t *)hex, 2 * PUBLIC_KEY_SIZE + 1 };
	return write_file(dir, "root.pub", b, 0644);
}

/* The secret that all provinces share (see wire_index_key()). One that is there stays: every index
 * would have to be made anew. */
static bool
write_index_secret(const char *dir)
{
	char path[PATH_BYTES], hex[2 * INDEX_KEY_SIZE + 2];
	uint8_t secret[INDEX_KEY_SIZE];
	path_in(dir, "index.key", path);
	if (access(path, F_OK) == 0)
		return true;
	if (getrandom(secret, sizeof(secret), 0) != (ssize_t)sizeof(secret)) {
		perror("getrandom");
		return false;
	}
	text_hex(secret, sizeof(secret), hex);
	hex[2 * INDEX_KEY_SIZE] = '\n';
	const struct bytes b = { (const uint8_t *)hex, 2 * INDEX_KEY_SIZE + 1 };
	return write_file(dir, "index.key", b, S_IRUSR | S_IWUSR);
}

/* The grants are written last: a run that was broken off may be repeated. */
static bool
make_all(const struct typed *t, const char *dir, struct owner *owners, size_t n)
{
	struct bytes *grants = arena_array(t->arena, n + 1, sizeof(*grants));
	for (size_t i = 0; i < n; i++)
		if (!make_key(t, dir, &owners[i]))
			return false;
	for (size_t i = 0; i < n; i++)
		if (!grant(t, owners, n, &owners[i], &grants[i])
		    || (unit_code_is_none(owners[i].parent) && !write_root(dir, &owners[i])))
			return false;
	return write_index_secret(dir) && write_file(dir, "grants.bin", keyring_file(t->arena, grants, n), 0644);
}

static bool
may_make(const char *dir)
{
	char path[PATH_BYTES];
	(void)umask(S_IRWXG | S_IRWXO);
	path_in(dir, "grants.bin", path);
	if (mkdir(dir, S_IRWXU) != 0 && errno != EEXIST) {
		perror(dir);
		return false;
	}
	if (access(path, F_OK) != 0)
		return true;
	(void)fprintf(stderr, "xueji: %s is there already; keys in use are not replaced\n", path);
	return false;
}

static int
make_keys(const struct typed *t, const char *dir, struct owner *owners)
{
	struct instant unused;
	if (!take_instant(t, "from", 0, &unused) || !take_instant(t, "until", 0, &unused))
		return EXIT_USAGE;
	const size_t n = read_all_owners(t, owners);
	if (n == 0)
		return EXIT_USAGE;
	if (!may_make(dir) || !make_all(t, dir, owners, n))
		return EXIT_REFUSED;
	if (t->json)
		(void)printf("{\"keys\":%zu}\n", n);
	else
		(void)printf("%zu 把密钥已写入 %s\n", n, dir);
	return EXIT_DONE;
}

/* -- registry add --------------------------------------------------------------------- */

static bool
has_key(const char *dir, struct unit_code unit)
{
	char path[PATH_BYTES], name[32];
	(void)snprintf(name, sizeof(name), "%s.pem", unit.text);
	path_in(dir, name, path);
	return access(path, F_OK) == 0;
}

/* The superior's private key is new as well, or lies in the folder. */
static bool
grant_here(const struct typed *t, const char *dir, const struct owner *owners, size_t n,
    const struct owner *o, struct bytes *ret)
{
	char name[32];
	struct owner above[2] = { *o, { .unit = o->parent } };
	const struct owner *fresh = find_owner(owners, n, o->parent);
	(void)snprintf(name, sizeof(name), "%s.pem", o->parent.text);
	if (fresh != NULL && fresh->pem.size > 0)
		above[1] = *fresh;
	else if (unit_code_is_none(o->parent) || !read_file(t, dir, name, &above[1].pem)) {
		(void)fprintf(stderr, "xueji: %s/%s, of the superior of %s, is not there\n", dir, name,
		    o->unit.text);
		return false;
	}
	return grant(t, above, 2, o, ret);
}

/* Protobuf: two files of grants, one behind the other, are one. The daemons may be reading. */
static bool
write_behind(const struct typed *t, const char *dir, struct bytes before, struct bytes more)
{
	char from[PATH_BYTES], to[PATH_BYTES];
	uint8_t *data = arena_alloc(t->arena, before.size + more.size + 1);
	memcpy(data, before.data, before.size);
	memcpy(data + before.size, more.data, more.size);
	const struct bytes both = { data, before.size + more.size };
	path_in(dir, "grants.new", from);
	path_in(dir, "grants.bin", to);
	if (!write_file(dir, "grants.new", both, 0644))
		return false;
	if (rename(from, to) == 0)
		return true;
	perror(to);
	return false;
}

/* Grants first: a key without one would be taken for one that is in use. */
static bool
add_all(const struct typed *t, const char *dir, struct owner *owners, size_t n, size_t *ret_n)
{
	struct bytes before, *grants = arena_array(t->arena, n + 1, sizeof(*grants));
	size_t n_new = 0;
	if (!read_file(t, dir, "grants.bin", &before)) {
		(void)fprintf(stderr, "xueji: %s holds no grants.bin to add to\n", dir);
		return false;
	}
	for (size_t i = 0; i < n; i++)
		if (!has_key(dir, owners[i].unit)
		    && (!keyring_generate(t->arena, &owners[i].pem, owners[i].public_key)
			|| !grant_here(t, dir, owners, n, &owners[i], &grants[n_new++])))
			return false;
	if (!write_behind(t, dir, before, keyring_file(t->arena, grants, n_new)))
		return false;
	for (size_t i = 0; i < n; i++) {
		char name[32];
		(void)snprintf(name, sizeof(name), "%s.pem", owners[i].unit.text);
		if (owners[i].pem.size > 0
		    && !write_file(dir, name, owners[i].pem, S_IRUSR | S_IWUSR))
			return false;
	}
	*ret_n = n_new;
	return true;
}

static int
add_keys(const struct typed *t, const char *dir, struct owner *owners)
{
	struct instant unused;
	size_t n_new;
	if (!take_instant(t, "from", 0, &unused) || !take_instant(t, "until", 0, &unused))
		return EXIT_USAGE;
	const size_t n = read_all_owners(t, owners);
	if (n == 0)
		return EXIT_USAGE;
	(void)umask(S_IRWXG | S_IRWXO);
	if (!add_all(t, dir, owners, n, &n_new))
		return EXIT_REFUSED;
	if (t->json)
		(void)printf("{\"keys\":%zu}\n", n_new);
	else
		(void)printf("新增 %zu 把密钥，已写入 %s\n", n_new, dir);
	return EXIT_DONE;
}

/* -- registry show -------------------------------------------------------------------- */

static bool
read_root(const struct typed *t, const char *dir, char hex[2 * PUBLIC_KEY_SIZE + 1],
    uint8_t root[PUBLIC_KEY_SIZE])
{
	struct bytes b;
	if (!read_file(t, dir, "root.pub", &b) || b.size < 2 * PUBLIC_KEY_SIZE)
		return false;
	memcpy(hex, b.data, 2 * PUBLIC_KEY_SIZE);
	hex[2 * PUBLIC_KEY_SIZE] = '\0';
	return text_unhex(hex, root, PUBLIC_KEY_SIZE);
}

/* What the folder says about one unit's private key. */
static const char *
key_state(const struct typed *t, const char *dir, struct keyring *k, struct unit_code unit)
{
	char name[32];
	struct bytes pem;
	const struct instant now = { clock_now_ms() };
	(void)snprintf(name, sizeof(name), "%s.pem", unit.text);
	if (!read_file(t, dir, name, &pem))
		return "no private key here";
	if (!keyring_add_private(k, unit, pem))
		return "not vouched for";
	return keyring_can_sign(k, unit, now) ? "good" : "expired";
}

static json_t *
look_at_keys(const struct typed *t, const char *dir, struct keyring *k, const struct owner *owners,
    size_t n)
{
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(list,
		    json_pack("{s:s, s:s}", "unit", owners[i].unit.text, "key",
			key_state(t, dir, k, owners[i].unit)));
	return list;
}

static void
print_registry(const json_t *j)
{
	size_t i;
	const json_t *row;
	(void)printf("根公钥 %s\n未被担保的授权 %lld 份\n",
	    json_string_value(json_object_get(j, "root")),
	    (long long)json_integer_value(json_object_get(j, "refused")));
	json_array_foreach(json_object_get(j, "keys"), i, row)
	{
		print_cell(json_string_value(json_object_get(row, "unit")), 10);
		(void)printf("%s\n", json_string_value(json_object_get(row, "key")));
	}
}

static int
show_keys(const struct typed *t, const char *dir, struct owner *owners)
{
	char hex[2 * PUBLIC_KEY_SIZE + 1];
	uint8_t root[PUBLIC_KEY_SIZE];
	struct bytes grants;
	size_t refused = 0;
	if (!read_root(t, dir, hex, root) || !read_file(t, dir, "grants.bin", &grants)) {
		(void)fprintf(stderr, "xueji: %s holds no root.pub and grants.bin\n", dir);
		return EXIT_NOT_FOUND;
	}
	struct keyring *k = keyring_open(grants, root, NULL, &refused);
	if (k == NULL) {
		(void)fprintf(stderr, "xueji: %s/grants.bin is no file of grants\n", dir);
		return EXIT_UNVERIFIED;
	}
	json_t *j = json_pack("{s:s, s:i, s:o}", "root", hex, "refused", (int)refused, "keys",
	    look_at_keys(t, dir, k, owners, read_all_owners(t, owners)));
	if (t->json)
		print_json(j);
	else
		print_registry(j);
	json_decref(j);
	keyring_free(k);
	return refused == 0 ? EXIT_DONE : EXIT_UNVERIFIED;
}

int
command_registry(const struct typed *t)
{
	const char *dir = typed_option(t, "dir");
	if (t->n_rest > 1 && strcmp(t->rest[1], "publish") == 0)
		return registry_publish(t);
	if (t->n_rest > 1 && strcmp(t->rest[1], "list") == 0)
		return registry_list(t);
	if (t->n_rest != 2 || dir == NULL)
		return EXIT_USAGE;
	struct owner *owners = calloc(UNITS_MAX, sizeof(*owners));
	if (owners == NULL)
		return EXIT_FAILURE;
	int code = EXIT_USAGE;
	if (strcmp(t->rest[1], "keys") == 0)
		code = make_keys(t, dir, owners);
	else if (strcmp(t->rest[1], "add") == 0)
		code = add_keys(t, dir, owners);
	else if (strcmp(t->rest[1], "show") == 0)
		code = show_keys(t, dir, owners);
	free(owners);
	return code;
}
