/* Commands that need no daemon: verify a proof, make keys. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/text.h"
#include "client.h"
#include "wire/keyring.h"
#include "wire/wire.h"

enum { PATH_BYTES = 512, PROOF_BYTES_MAX = 4 * 1024 * 1024, UNITS_MAX = 300000 };

/* -- verify --------------------------------------------------------------------------- */

static bool
read_root(const struct typed *t, uint8_t root[PUBLIC_KEY_SIZE])
{
	char hex[2 * PUBLIC_KEY_SIZE + 1] = "";
	const char *path = typed_option(t, "root");
	if (path == NULL)
		path = getenv("XUEJI_ROOT");
	if (path == NULL)
		path = "var/keys/root.pub";
	FILE *f = fopen(path, "r");
	const bool ok = f != NULL && fscanf(f, "%64s", hex) == 1
	    && text_unhex(hex, root, PUBLIC_KEY_SIZE);
	if (f != NULL)
		(void)fclose(f);
	if (!ok)
		(void)fprintf(stderr, "xueji: %s: no root public key (64 hex digits)\n", path);
	return ok;
}

static void
print_proof(const struct typed *t, const struct proof *p)
{
	const struct verdict_row *row = verdict_row(p->verdict);
	if (t->json) {
		json_t *j = json_pack("{s:b, s:s, s:i, s:s, s:s}", "verified", p->verdict == VERDICT_OK,
		    "verdict", row->name, "n", (int)p->n, "docket", p->docket.header.id.text, "state",
		    docket_state_name(p->docket.state));
		(void)json_dumpf(j, stdout, JSON_COMPACT);
		(void)putchar('\n');
		json_decref(j);
	} else if (p->verdict == VERDICT_OK)
		(void)printf("核验通过：%s，%u 个签章，状态 %s\nverified: %u stamps, %s\n",
		    p->docket.header.id.text, p->n, docket_state_name(p->docket.state), p->n,
		    docket_state_name(p->docket.state));
	else
		(void)printf("核验未通过：第 %u 条，%s\nnot verified: entry %u, %s (%s)\n", p->n, row->zh,
		    p->n, row->en, row->name);
}

int
command_verify(const struct typed *t)
{
	uint8_t root[PUBLIC_KEY_SIZE];
	if (t->n_rest != 2)
		return EXIT_USAGE;
	if (!read_root(t, root))
		return EXIT_USAGE;
	FILE *f = strcmp(t->rest[1], "-") == 0 ? stdin : fopen(t->rest[1], "rb");
	if (f == NULL) {
		perror(t->rest[1]);
		return EXIT_NOT_FOUND;
	}
	uint8_t *data = arena_alloc(t->arena, PROOF_BYTES_MAX);
	const struct bytes b = { data, fread(data, 1, PROOF_BYTES_MAX, f) };
	if (f != stdin)
		(void)fclose(f);
	const struct proof p = wire_verify(t->arena, b, root);
	print_proof(t, &p);
	return p.verdict == VERDICT_OK ? EXIT_DONE : EXIT_UNVERIFIED;
}

/* -- keys ----------------------------------------------------------------------------- */

struct owner {
	struct unit_code unit, parent;
	bool is_office;
	struct bytes pem;
	uint8_t public_key[PUBLIC_KEY_SIZE];
};

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
	char line[512];
	FILE *f = fopen(path, "r");
	if (f == NULL) {
		perror(path);
		return n;
	}
	while (n < UNITS_MAX && fgets(line, sizeof(line), f) != NULL) {
		char *comma = strchr(line, ',');
		char *second = comma == NULL ? NULL : strchr(comma + 1, ',');
		if (second == NULL)
			continue;
		*comma = *second = '\0';
		struct owner o = { .is_office = strlen(line) == 6 };
		if (!unit_code_parse(line, &o.unit) || !is_wanted(t, line))
			continue;
		if (comma[1] != '\0' && !unit_code_parse(comma + 1, &o.parent))
			continue;
		owners[n++] = o;
	}
	(void)fclose(f);
	return n;
}

static bool
write_file(const char *dir, const char *name, struct bytes b, mode_t mode)
{
	char path[PATH_BYTES];
	(void)snprintf(path, sizeof(path), "%.400s/%.64s", dir, name);
	FILE *f = fopen(path, "wb");
	bool ok = f != NULL && chmod(path, mode) == 0 && fwrite(b.data, 1, b.size, f) == b.size;
	if (f != NULL)
		ok = fclose(f) == 0 && ok;
	if (!ok)
		perror(path);
	return ok;
}

static const struct owner *
find_owner(const struct owner *owners, size_t n, struct unit_code unit)
{
	for (size_t i = 0; i < n; i++)
		if (unit_code_equal(owners[i].unit, unit))
			return &owners[i];
	return NULL;
}

static bool
make_key(const struct typed *t, const char *dir, struct owner *o)
{
	char name[32];
	(void)snprintf(name, sizeof(name), "%s.pem", o->unit.text);
	return keyring_generate(t->arena, &o->pem, o->public_key)
	    && write_file(dir, name, o->pem, S_IRUSR | S_IWUSR);
}

static struct instant
instant_option(const struct typed *t, const char *name, int64_t preset_ms)
{
	struct instant at = { preset_ms };
	const char *text = typed_option(t, name);
	if (text != NULL)
		(void)instant_parse(text, &at);
	return at;
}

/* Every unit's key, vouched for by its superior; the ministry's vouches for itself. */
static bool
make_all(const struct typed *t, const char *dir, struct owner *owners, size_t n)
{
	enum { YEAR_MS_HIGH = 31536 };
	const int64_t year_ms = (int64_t)YEAR_MS_HIGH * 1000000;
	const struct instant from = instant_option(t, "from", clock_now_ms() - 10 * year_ms);
	const struct instant until = instant_option(t, "until", clock_now_ms() + 10 * year_ms);
	struct bytes *grants = arena_array(t->arena, n + 1, sizeof(*grants));
	char hex[2 * PUBLIC_KEY_SIZE + 2];
	for (size_t i = 0; i < n; i++)
		if (!make_key(t, dir, &owners[i]))
			return false;
	for (size_t i = 0; i < n; i++) {
		const struct owner *o = &owners[i];
		const struct owner *issuer = unit_code_is_none(o->parent)
		    ? o : find_owner(owners, n, o->parent);
		if (issuer == NULL
		    || !keyring_grant(t->arena, o->unit, o->public_key, from, until, issuer->unit,
			issuer->pem, &grants[i]))
			return false;
		if (issuer == o) {
			text_hex(o->public_key, PUBLIC_KEY_SIZE, hex);
			hex[2 * PUBLIC_KEY_SIZE] = '\n';
			const struct bytes b = { (const uint8_t *)hex, 2 * PUBLIC_KEY_SIZE + 1 };
			if (!write_file(dir, "root.pub", b, 0644))
				return false;
		}
	}
	return write_file(dir, "grants.bin", keyring_file(t->arena, grants, n), 0644);
}

int
command_registry(const struct typed *t)
{
	const char *dir = typed_option(t, "dir");
	size_t n = 0;
	if (t->n_rest != 2 || strcmp(t->rest[1], "keys") != 0 || dir == NULL)
		return EXIT_USAGE;
	if (mkdir(dir, S_IRWXU) != 0 && errno != EEXIST) {
		perror(dir);
		return EXIT_USAGE;
	}
	struct owner *owners = calloc(UNITS_MAX, sizeof(*owners));
	if (owners == NULL)
		return EXIT_USAGE;
	for (size_t i = 0; i < t->n_options; i++)
		if (strcmp(t->names[i], "units") == 0)
			n = read_owners(t, t->values[i], owners, n);
	const bool ok = n > 0 && make_all(t, dir, owners, n);
	free(owners);
	if (ok)
		(void)printf("%zu keys in %s\n", n, dir);
	return ok ? EXIT_DONE : EXIT_USAGE;
}
