/*
 * letters.csv through the door of the library: a county's turn (or whoever's topic it is) without
 * Kafka and without a store. Writes keys and one sound letter into a folder, then answers each line
 * "TOPIC KNOWN FILE" of its input with what becomes of that letter. tests/hostile/letters asks.
 *
 *	letters_door DIR
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "core/paper.h"
#include "relay/office.h"
#include "relay/ports.h"
#include "wire/keyring.h"

static const char *const signers[] = { MINISTRY, HUNAN, GUANGDONG, CHANGSHA, FURONG, TIANXIN, LIWAN,
	FURONG_SCHOOL, FURONG_OTHER, LIWAN_SCHOOL };

enum { N_SIGNERS = sizeof(signers) / sizeof(signers[0]), VALUE_ROOM = 4 << 20 };

static struct office office;
static struct paper paper;
static struct instant now;
static const char *dir;

static void
write_file(const char *name, struct bytes b)
{
	char path[512];
	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	FILE *f = fopen(path, "wb");
	if (f == NULL || fwrite(b.data, 1, b.size, f) != b.size || fclose(f) != 0)
		log_panic("cannot write %s", path);
}

static void
make_keys(void)
{
	const struct instant from = at("2026-01-01T00:00:00+08:00"), until = { INT64_C(4102444800000) };
	struct bytes pem[N_SIGNERS], grants[N_SIGNERS];
	uint8_t public_key[N_SIGNERS][PUBLIC_KEY_SIZE];
	char name[32];
	size_t refused;
	for (size_t i = 0; i < N_SIGNERS; i++) {
		if (!keyring_generate(office.arena, &pem[i], public_key[i])
		    || !keyring_grant(office.arena, code(signers[i]), public_key[i], from, until,
			code(MINISTRY), pem[0], &grants[i]))
			log_panic("no key");
		(void)snprintf(name, sizeof(name), "%s.pem", signers[i]);
		write_file(name, pem[i]);
	}
	keyring_free(office.keyring);
	office.keyring = keyring_open(
	    keyring_file(office.arena, grants, N_SIGNERS), public_key[0], &land, &refused);
	office.law.keyring = office.keyring;
	for (size_t i = 0; i < N_SIGNERS; i++)
		if (!keyring_add_private(office.keyring, code(signers[i]), pem[i]))
			log_panic("no private key");
}

/* What the school did: it filed, and its head approved. */
static struct bytes
sound_letter(void)
{
	static struct sealed entries[2];
	static const enum happening_kind done[] = { HAPPENING_FILE, HAPPENING_APPROVE };
	struct letter l = { .id = "0198f0a0-0000-7000-8000-000000000001", .from = code(FURONG_SCHOOL),
		.to = code(FURONG), .kind = LETTER_DELIVERY, .first = 1, .entries = entries, .n_entries = 2 };
	struct bytes value = { NULL, 0 };
	uint8_t previous[HASH_SIZE];
	paper_begin(&paper, FURONG_SCHOOL, LIWAN_SCHOOL);
	for (size_t i = 0; i < 2; i++) {
		const struct happening h = paper_ask(&paper, done[i]);
		const struct decision yes = paper_try(&paper, &h);
		if (i == 0) {
			l.header = wire_header_encode(office.arena, &yes.header);
			wire_hash(l.header, previous);
		}
		if (wire_entry_seal(office.arena, office.keyring, &yes.entry, previous,
			(struct bytes){ NULL, 0 }, &entries[i]) != VERDICT_OK)
			log_panic("no stamp");
		memcpy(previous, entries[i].hash, HASH_SIZE);
		(void)paper_act(&paper, &h);
	}
	l.docket = paper.docket.header.id;
	l.sent_at = paper.now;
	if (wire_letter_encode(office.arena, office.keyring, &l, &value) != VERDICT_OK)
		log_panic("no letter");
	return value;
}

static void
serve(const char *topic)
{
	static char served[1][256];
	char level[16];
	if (sscanf(topic, "xueji.v1.%2[0-9].%15s", served[0], level) != 2)
		log_panic("no topic: %s", topic);
	for (int i = LEVEL_SCHOOL; i <= LEVEL_MINISTRY; i++)
		if (strcmp(level_name((enum level)i), level) == 0)
			office.options.level = (enum level)i;
	office.options.serves = (const char (*)[256])served;
	office.options.n_serves = 1;
	if (office.options.level == LEVEL_MINISTRY)
		served[0][0] = '\0';
}

/* A word for what became of it: a verdict where it is dead. */
static const char *
fate_of(struct turn *t, struct bytes value, const char *topic)
{
	static const char *const words[] = {
		[LETTER_APPLIED] = "applied", [LETTER_KNOWN] = "known", [LETTER_EARLY] = "early",
		[LETTER_FORKED] = "forked", [LETTER_DEAD] = "dead",
	};
	struct letter l;
	enum verdict why = wire_letter_decode(t->arena, office.keyring, value, &l);
	enum letter_fate fate = LETTER_DEAD;
	if (why == VERDICT_OK && l.docket.text[0] != '\0')
		(void)turn_load(t, &l.docket, 1);
	if (why == VERDICT_OK)
		fate = turn_letter(t, &l, topic, &why);
	return fate == LETTER_DEAD ? verdict_name(why) : words[fate];
}

static struct bytes
read_value(const char *path)
{
	static uint8_t value[VALUE_ROOM];
	FILE *f = fopen(path, "rb");
	if (f == NULL)
		log_panic("cannot read %s", path);
	const struct bytes b = { value, fread(value, 1, sizeof(value), f) };
	(void)fclose(f);
	return b;
}

int
main(int argc, char **argv)
{
	char topic[TOPIC_MAX], path[512], text[32];
	int is_known;
	if (argc != 2)
		return 2;
	dir = argv[1];
	office_begin(&office, LEVEL_COUNTY);
	ports.is_empty = true;
	make_keys();
	const struct bytes sound = sound_letter();
	now.ms = paper.now.ms + 3600 * 1000;
	(void)snprintf(text, sizeof(text), "%lld", (long long)now.ms);
	write_file("sound", sound);
	write_file("now", (struct bytes){ (const uint8_t *)text, strlen(text) });
	(void)printf("ready\n");
	(void)fflush(stdout);
	while (scanf("%63s %d %511s", topic, &is_known, path) == 3) {
		serve(topic);
		struct turn *t = office_turn(&office, now);
		if (is_known && strcmp(fate_of(t, sound, topic), "applied") != 0)
			log_panic("the sound letter is not taken");
		(void)printf("%s\n", fate_of(t, read_value(path), topic));
		(void)fflush(stdout);
	}
	office_end(&office);
	return 0;
}
