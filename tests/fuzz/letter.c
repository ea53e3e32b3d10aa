/*
 * Letters. First byte: 1 stamps them anew, 2 chains their entries anew. Whatever comes, there is a
 * verdict; what was taken can be written and read again; and a whole docket that folds and whose
 * stamps hold is one that its export proves off line.
 */
#include <string.h>

#include "fuzz.h"
#include "stamps.h"
#include "wire/paper.h"

enum { STAMPED = 1, CHAINED = 2 };

static struct paper paper;

static void
expect_same_again(struct arena *a, const struct letter *l)
{
	static struct letter again;
	struct bytes value;
	enum verdict v = wire_letter_encode(a, paper.keyring, l, &value);
	MUST(v == VERDICT_OK, "%s cannot be written: %s", letter_kind_name(l->kind), verdict_name(v));
	v = wire_letter_decode(a, paper.keyring, value, &again);
	MUST(v == VERDICT_OK, "%s cannot be read: %s", letter_kind_name(l->kind), verdict_name(v));
	MUST(again.kind == l->kind && again.first == l->first && again.n_entries == l->n_entries
		&& again.n_receipts == l->n_receipts && again.n_news == l->n_news
		&& strcmp(again.docket.text, l->docket.text) == 0,
	    "another %s", letter_kind_name(l->kind));
}

/* Entry by entry, as a daemon takes them. */
static bool
all_stamps_hold(const struct folder *f)
{
	struct entry e;
	const uint8_t *previous = f->header_hash;
	bool hold = true;
	for (size_t i = 0; i < f->n; i++) {
		if (wire_entry_open(f->entries[i].body, previous, &e) != VERDICT_OK)
			return false;
		hold = wire_entry_check(paper.keyring, &f->entries[i], &e) == VERDICT_OK && hold;
		previous = f->entries[i].hash;
	}
	return hold;
}

static void
expect_proof(struct arena *a, const struct letter *l)
{
	static struct docket docket;
	struct folder f = { .header = l->header, .entries = l->entries, .n = l->n_entries };
	struct bytes exported;
	if (f.n == 0)
		return;
	wire_hash(f.header, f.header_hash);
	const bool folds = wire_folder_open(&f, &docket, NULL) == VERDICT_OK;
	if (!all_stamps_hold(&f) || !folds)
		return;
	MUST(docket.n == f.n, "%u of %zu entries", docket.n, f.n);
	enum verdict v = wire_export(a, paper.keyring, &f, &exported);
	MUST(v == VERDICT_OK, "a sound docket cannot be exported: %s", verdict_name(v));
	const struct proof p = wire_verify(a, exported, paper_root(&paper));
	MUST(p.verdict == VERDICT_OK, "a sound docket is not proved: %s at entry %u",
	    verdict_name(p.verdict), p.n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct letter l;
	if (paper.keyring == NULL)
		paper_begin(&paper);
	if (size == 0)
		return 0;
	struct arena *a = arena_new();
	struct bytes value = { data + 1, size - 1 };
	if ((data[0] & STAMPED) != 0)
		value = stamps_letter(a, paper.keyring, value, (data[0] & CHAINED) != 0);
	const enum verdict v = wire_letter_decode(a, paper.keyring, value, &l);
	MUST(verdict_row(v) != NULL, "verdict %d", (int)v);
#ifdef PLANTED	/* the evidence that fuzzing gets here: see run */
	MUST(v != VERDICT_OK || l.kind != LETTER_NOTICE
		|| (l.notice.stage == STAGE_sending_school && l.notice.at.ms > 1788000000000),
	    "planted");
#endif
	if (v == VERDICT_OK) {
		expect_same_again(a, &l);
		if (l.kind == LETTER_DELIVERY && l.first == 1)
			expect_proof(a, &l);
	}
	arena_free(a);
	return 0;
}

/* -- seeds ---------------------------------------------------------------------------- */

static const uint8_t digest[DIGEST_SIZE] = { 7 };

static void
fill(struct letter *l, size_t i, struct folder *f)
{
	static struct receipt receipts[2];
	static struct index_news news;
	static struct unit_code done;
	*f = i == 0 ? paper_long(&paper) : paper_short(&paper);
	receipts[0].n = 3;
	(void)snprintf(receipts[0].docket.text, sizeof(receipts[0].docket.text), "%s", paper_docket);
	(void)memcpy(receipts[1].letter, "0198f0a0-0000-7000-8000-000000000002", LETTER_ID_MAX);
	news = (struct index_news){ .number = { "G110101201503078515" },
	    .citizen_id = { "110101201503078515" }, .status = STATUS_in_school, .version = 5,
	    .former = { { "L110101201503070042" } }, .n_former = 1 };
	done = paper_code(SCHOOL);
	l->first = 1;
	l->header = f->header;
	l->entries = f->entries;
	l->n_entries = f->n;
	l->receipts_unit = paper_code(COUNTY);
	l->receipts = receipts;
	l->n_receipts = 2;
	l->request = paper_request();
	l->notice = (struct notice){ .docket = l->docket, .what = "overdue",
	    .unit = paper_code(SCHOOL), .stage = STAGE_sending_school, .at = { 1788310700000 } };
	memcpy(l->part.digest, digest, DIGEST_SIZE);
	l->part.data = paper_text("\x89PNG");
	l->news = &news;
	l->n_news = 1;
	l->inquiry = (struct inquiry){ .key = { 9 }, .seen = 4, .name = "欧阳·阿依古丽",
	    .citizen_id = { "110101201503078515" }, .is_new = true };
	l->progress = (struct progress){ .unit = l->from, .term = { 20697 }, .schools = 3,
	    .schools_done = 1, .done = &done, .students = 90, .listed = 60, .confirmed = 30,
	    .at = { 1788310700000 } };
}

size_t
fuzz_seed(size_t i, uint8_t ret[FUZZ_SEED_MAX], const char **ret_name)
{
	static char name[32];
	struct folder f;
	struct bytes value;
	if (paper.keyring == NULL)
		paper_begin(&paper);
	if (i > LETTER_PROGRESS + 1)
		return 0;
	struct letter l = { .id = "0198f0a0-0000-7000-8000-000000000001", .from = paper_code(SCHOOL),
		.to = paper_code(COUNTY), .sent_at = { 1788310800456 },
		.kind = i == 0 ? LETTER_DELIVERY : (enum letter_kind)(i - 1) };
	(void)snprintf(l.docket.text, sizeof(l.docket.text), "%s", paper_docket);
	fill(&l, i, &f);
	MUST(wire_letter_encode(paper.arena, paper.keyring, &l, &value) == VERDICT_OK, "%zu", i);
	MUST(value.size < FUZZ_SEED_MAX, "%zu", value.size);
	ret[0] = STAMPED | CHAINED;
	memcpy(ret + 1, value.data, value.size);
	(void)snprintf(name, sizeof(name), "%s%s", letter_kind_name(l.kind), i == 0 ? "_long" : "");
	*ret_name = name;
	return value.size + 1;
}
