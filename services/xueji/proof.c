/* The command verify: a docket's proof, with nothing but the root public key. How such files are
 * read is said here for others too. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "client.h"
#include "wire/keyring.h"
#include "wire/wire.h"

enum { PROOF_BYTES_MAX = 4 * 1024 * 1024 };

_Static_assert((int)ROOT_SIZE == (int)PUBLIC_KEY_SIZE, "the root public key");

bool
proof_root(const struct typed *t, uint8_t root[ROOT_SIZE])
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
	const char *state = docket_state_name(p->docket.state);
	if (t->json) {
		json_t *j = json_pack("{s:b, s:s, s:i, s:s, s:s}", "verified", p->verdict == VERDICT_OK,
		    "verdict", row->name, "n", (int)p->n, "docket", p->docket.header.id.text, "state",
		    state);
		print_json(j);
		json_decref(j);
	} else if (p->verdict == VERDICT_OK)
		(void)printf("核验通过：%s，%u 个签章，状态 %s\nverified: %u stamps, %s\n",
		    p->docket.header.id.text, p->n, state, p->n, state);
	else
		(void)printf("核验未通过：第 %u 条，%s\nnot verified: entry %u, %s (%s)\n", p->n, row->zh,
		    p->n, row->en, row->name);
}

bool
proof_read(struct arena *arena, const char *path, struct bytes *ret)
{
	const bool is_piped = strcmp(path, "-") == 0;
	FILE *f = is_piped ? stdin : fopen(path, "rb");
	if (f == NULL) {
		perror(path);
		return false;
	}
	uint8_t *data = arena_alloc(arena, PROOF_BYTES_MAX);
	ret->data = data;
	ret->size = fread(data, 1, PROOF_BYTES_MAX, f);
	const bool is_whole = client_is_whole(f, path);
	if (!is_piped)
		(void)fclose(f);
	return is_whole;
}

int
command_verify(const struct typed *t)
{
	uint8_t root[ROOT_SIZE];
	struct bytes b;
	const char *text = typed_option(t, "proof");
	if (text != NULL)
		return t->n_rest == 1 ? paper_verify(t, text) : EXIT_USAGE;
	if (t->n_rest != 2 || typed_option(t, "sheet") != NULL)
		return EXIT_USAGE;
	if (!proof_root(t, root) || !proof_read(t->arena, t->rest[1], &b))
		return EXIT_NOT_FOUND;
	const struct proof p = wire_verify(t->arena, b, root);
	print_proof(t, &p);
	return p.verdict == VERDICT_OK ? EXIT_DONE : EXIT_UNVERIFIED;
}
