/*
 * The daemons of the small country of tests/core/land.c: the ministry, 湖南 with two daemons of counties
 * and two of schools and one of prefectures, 广东 with one each. What changes in the law - the tree of
 * units, the provinces' policies, the calendar - each of them knows once it has come to it.
 */
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "sim/sim.h"

struct policy country_policies[2][3];

static struct keyring *keyring;
static struct arena *for_ever;

static const char topics[][256] = {
	"county:430102=xueji.v1.430102.county",
	"school:430102=xueji.v1.430102.school",
};

static const struct {
	const char *name;
	enum level level;
	const char *topic;
	const char *serves[SERVES_MAX];
} table[] = {
	{ "ministry", LEVEL_MINISTRY, "xueji.v1.00.ministry", { "00" } },
	{ "province43", LEVEL_PROVINCE, "xueji.v1.43.province", { "43" } },
	{ "province44", LEVEL_PROVINCE, "xueji.v1.44.province", { "44" } },
	{ "prefecture43", LEVEL_PREFECTURE, "xueji.v1.43.prefecture", { "43" } },
	{ "prefecture44", LEVEL_PREFECTURE, "xueji.v1.44.prefecture", { "44" } },
	{ "county430102", LEVEL_COUNTY, "xueji.v1.430102.county", { "430102" } },
	{ "county43", LEVEL_COUNTY, "xueji.v1.43.county", { "430103", "4302" } },
	{ "county44", LEVEL_COUNTY, "xueji.v1.44.county", { "44" } },
	{ "school430102", LEVEL_SCHOOL, "xueji.v1.430102.school", { "430102" } },
	{ "school43", LEVEL_SCHOOL, "xueji.v1.43.school", { "430103", "4302" } },
	{ "school44", LEVEL_SCHOOL, "xueji.v1.44.school", { "44" } },
};

enum {
	N_TABLE = sizeof(table) / sizeof(table[0]),
	TURNS_MAX = 300000,	/* of a seed; a few hundred are usual */
};

/* Schools of these give temporary numbers. */
static const uint32_t division_list[] = { 430102, 430103, 430202, 440103, 441900 };
static const struct division_codes divisions = { division_list, 5 };

/* -- the law ------------------------------------------------------------------------------ */

/* 天心 is merged into 荷塘, and its school with it; 荔湾 has another name. All stay with their daemons. */
static struct {
	struct instant from;
	struct unit_edition editions[3];	/* sorted by code */
	size_t n;
} change;

static struct {
	struct calendar calendar;
	uint8_t kinds[128];
} corrected;

static int
province_of(struct unit_code c)
{
	return strncmp(c.text, "43", 2) == 0 ? 1 : strncmp(c.text, "44", 2) == 0 ? 2 : 0;
}

static const struct policy *
find_policy(const void *law, struct unit_code province, struct instant at, uint32_t version)
{
	const struct law_known *k = law;
	(void)at;	/* a policy takes effect the moment it comes */
	const int best = version != 0 && (int)version <= k->version ? (int)version : k->version;
	return &country_policies[best - 1][province_of(province)];
}

static bool
is_ahead(const void *law, struct unit_code province, uint32_t version)
{
	const struct law_known *k = law;
	return version > country_policies[k->version - 1][province_of(province)].version;
}

bool
country_has_rule(const struct header *h, enum stage stage)
{
	const struct unit *to = registry_find(&land, h->receiving_school);
	const struct unit *from = registry_find(&land, h->sending_school);
	const struct policy *receiving =
	    &country_policies[h->policy_receiving - 1][province_of(registry_province(&land, to)->code)];
	const struct policy *sending =
	    &country_policies[h->policy_sending - 1][province_of(registry_province(&land, from)->code)];
	return ((receiving->rule_stages | sending->rule_stages) >> stage & 1) != 0;
}

const struct calendar *
country_calendar(const struct law_known *k)
{
	return k->has_calendar ? &corrected.calendar : &land_calendar;
}

bool
country_moves_units(void)
{
	return change.n > 1;
}

/* As lib/settings has it: with what has come here, at that instant. */
static struct registry
tree_at(const struct law_known *k, struct instant at)
{
	struct registry r = land;
	r.editions = change.editions;
	r.n_editions = k->has_tree ? change.n : 0;
	r.at = at;
	r.version = land.version + (r.n_editions > 0 && change.from.ms <= at.ms);
	return r;
}

static struct registry
registry_at(const void *law, struct instant at, uint32_t version)
{
	static const struct instant before = { 0 };
	const struct registry r = tree_at(law, at);
	if (version == 0 || version == r.version)
		return r;
	return tree_at(law, version == land.version ? before : change.from);
}

/* What has come to its daemon, by its clock. */
static struct relay_law
law_of(struct instance *i)
{
	const struct instant now = { sim.now_ms + i->skew_ms };
	i->known = i->daemon->known;
	i->tree = tree_at(&i->known, now);
	const struct relay_law law = {
		.registry = &i->tree,
		.registry_at = registry_at,
		.calendar = country_calendar(&i->known),
		.divisions = &divisions,
		.nation = &country_policies[0][0],
		.policy = find_policy,
		.is_ahead = is_ahead,
		.law = &i->known,
		.keyring = keyring,
	};
	return law;
}

const struct keyring *
country_keyring(void)
{
	return keyring;
}

/* The same key in every run: what is made from a stamp, such as the id of a letter, has to be the same in
 * every replay. keyring_generate() draws. */
static void
make_key(size_t unit, struct bytes *ret_pem, uint8_t ret_public[PUBLIC_KEY_SIZE])
{
	uint8_t raw[PUBLIC_KEY_SIZE] = { 0 };
	size_t n = PUBLIC_KEY_SIZE;
	char *text = NULL;
	BIO *bio = BIO_new(BIO_s_mem());
	memcpy(raw, &unit, sizeof(unit));
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, raw, sizeof(raw));
	if (bio == NULL || key == NULL || EVP_PKEY_get_raw_public_key(key, ret_public, &n) != 1
	    || PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) != 1)
		abort();
	const size_t size = (size_t)BIO_get_mem_data(bio, &text);
	*ret_pem = arena_copy(for_ever, (struct bytes){ (const uint8_t *)text, size });
	BIO_free(bio);
	EVP_PKEY_free(key);
}

/* The ministry vouches for all, which it may. */
void
country_prepare(void)
{
	const struct instant from = { 0 }, until = { INT64_C(4102444800000) };
	struct bytes *pem, *grants;
	uint8_t (*keys)[PUBLIC_KEY_SIZE];
	size_t ministry = 0, refused;
	for_ever = arena_new();
	pem = arena_array(for_ever, land.n_units, sizeof(*pem));
	grants = arena_array(for_ever, land.n_units, sizeof(*grants));
	keys = arena_array(for_ever, land.n_units, sizeof(*keys));
	for (size_t i = 0; i < land.n_units; i++) {
		make_key(i, &pem[i], keys[i]);
		if (land.units[i].level == LEVEL_MINISTRY)
			ministry = i;
	}
	for (size_t i = 0; i < land.n_units; i++)
		if (!keyring_grant(for_ever, land.units[i].code, keys[i], from, until, unit_code_ministry,
			pem[ministry], &grants[i]))
			abort();
	keyring = keyring_open(
	    keyring_file(for_ever, grants, land.n_units), keys[ministry], &land, &refused);
	if (keyring == NULL || refused != 0)
		abort();
	for (size_t i = 0; i < land.n_units; i++)
		if (!keyring_add_private(keyring, land.units[i].code, pem[i]))
			abort();
}

void
country_finish(void)
{
	keyring_free(keyring);
	arena_free(for_ever);
}

/* -- instances ---------------------------------------------------------------------------- */

static struct relay_options
options_of(const struct daemon *d)
{
	const struct relay_options o = {
		.level = d->level,
		.serves = (const char(*)[256])d->serves,
		.n_serves = d->n_serves,
		.topics = topics,
		.n_topics = sizeof(topics) / sizeof(topics[0]),
		.index_secret = INDEX_SECRET,
		.pace = { .turn_letters = 40, .resend_after_s = 60, .sweep_every_s = 600 },
		.now_ms = clock_now_ms,
		.new_id = sim_id,
	};
	return o;
}

void
instance_start(struct instance *i)
{
	const struct relay_options o = options_of(i->daemon);
	const struct relay_law law = law_of(i);
	i->store = store_memory(i->daemon->db, i);
	i->bus = bus_memory(i);
	i->relay = relay_new(&o, &law, i->store, i->bus);
	i->is_paused = false;
	i->looked_at = i->rests_until = 0;
	bus_rebalance(i->daemon);
}

void
instance_stop(struct instance *i, int64_t down_ms)
{
	relay_free(i->relay);
	bus_memory_free(i->bus);
	store_memory_free(i->store);
	i->relay = NULL;
	i->bus = NULL;
	i->store = NULL;
	i->start_at = sim.now_ms + down_ms;
	bus_rebalance(i->daemon);
	story_lost(i);
}

void
border(struct instance *i)
{
	if (i->end != NULL && strike(FAULT_crash))
		longjmp(*i->end, 1);
}

/* -- the population register, which finds everybody as filed --------------------------------- */

static struct question *
asked_of_register(const struct instance *i)
{
	const struct db *db = i->daemon->db;
	struct question *rows = ROWS(db, T_QUESTION, struct question);
	for (size_t k = 0; i->daemon->level == LEVEL_MINISTRY && k < N_ROWS(db, T_QUESTION); k++)
		if (rows[k].state == QUESTION_ASKED)
			return &rows[k];
	return NULL;
}

static void
register_answers(struct instance *i)
{
	struct question *q = asked_of_register(i);
	if (q == NULL || !sim_chance(3))
		return;
	q->state = QUESTION_ANSWERED;
	q->code = VERDICT_OK;
	relay_answered(i->relay);
}

static void
turn(struct instance *i)
{
	struct instance *const before = sim.current;
	jmp_buf end;
	sim.current = i;
	i->end = &end;
	if (++sim.n_turns > TURNS_MAX)
		sim_violation("%u turns, and no end", sim.n_turns);
	i->looked_at = sim.now_ms;
	register_answers(i);
	const struct relay_law law = law_of(i);
	relay_set_law(i->relay, &law);
	if (setjmp(end) == 0) {
		if (!relay_turn(i->relay, 0))
			i->rests_until = sim.now_ms + 5 * SECOND_MS + sim_below(MINUTE_MS);
		i->end = NULL;
		story_look_at(i);
	} else {
		i->end = NULL;
		sim_say("crashed");
		instance_stop(i, sim_below(20 * MINUTE_MS));
	}
	sim.current = before;
}

/* Terms and letters that are due by its own clock; and a look now and then. */
static int64_t
next_need(const struct instance *i)
{
	const struct db *db = i->daemon->db;
	int64_t resend = db_next_resend(db), look = db_next_look(db);
	resend = resend == INT64_MAX ? resend : resend - i->skew_ms;
	look = look == INT64_MAX ? look : look - i->skew_ms;
	if (resend < i->relay->next_resend_us / 1000)
		resend = i->relay->next_resend_us / 1000;
	if (look < i->relay->next_sweep_us / 1000)
		look = i->relay->next_sweep_us / 1000;
	const int64_t idle = i->looked_at + DAY_MS, need = resend < look ? resend : look;
	return need < idle ? need : idle;
}

static bool
has_work(struct instance *i)
{
	return relay_has_wishes(i->relay) || bus_has_letters(i->bus) || asked_of_register(i) != NULL
	    || next_need(i) <= sim.now_ms;
}

/* Somebody takes over its partitions meanwhile, unless it comes back in time. */
static void
stand_still(struct instance *i, bool is_missed, int64_t ms)
{
	jmp_buf *const end = i->end;
	struct instance *const current = sim.current;
	if (i->is_paused || end == NULL)
		return;
	for (int k = 0; k < sim.n_daemons; k++)	/* one at a time */
		for (int n = 0; n < sim.daemons[k].n_instances; n++)
			if (sim.daemons[k].instances[n].is_paused)
				return;
	sim_say("stands still");
	i->is_paused = true;
	if (is_missed)
		bus_rebalance(i->daemon);
	sim.current = NULL;
	story_impatient(i);
	country_run(sim.now_ms + ms);
	sim.current = current;
	i->is_paused = false;
	i->end = end;
	if (is_missed)
		bus_rebalance(i->daemon);
	sim_say("goes on");
}

void
instance_pause(struct instance *i)
{
	stand_still(i, true, 1 + sim_below(sim_chance(4) ? 12 * HOUR_MS : HOUR_MS));
}

void
instance_stall(struct instance *i)
{
	stand_still(i, false, 1 + sim_below(MINUTE_MS));
}

struct daemon *
country_daemon_of(struct unit_code code_of)
{
	for (int i = 0; i < sim.n_daemons; i++)
		if (daemon_serves(&sim.daemons[i], code_of))
			return &sim.daemons[i];
	return NULL;
}

bool
daemon_serves(const struct daemon *d, struct unit_code c)
{
	const struct unit *u = registry_find(&land, c);
	if (u == NULL || u->level != d->level)
		return false;
	const struct unit_code division = registry_division(&land, u);
	for (size_t i = 0; i < d->n_serves; i++)
		if (strncmp(division.text, d->serves[i], strlen(d->serves[i])) == 0)
			return true;
	return false;
}

struct instance *
daemon_door(struct daemon *d)
{
	const int first = (int)sim_below(d->n_instances);
	for (int k = 0; k < d->n_instances; k++) {
		struct instance *i = &d->instances[(first + k) % d->n_instances];
		if (i->relay != NULL && !i->is_paused)
			return i;
	}
	return NULL;
}

/* -- the country -------------------------------------------------------------------------- */

static void
begin_daemon(struct daemon *d, size_t row)
{
	d->name = table[row].name;
	d->level = table[row].level;
	(void)snprintf(d->topic, sizeof(d->topic), "%s", table[row].topic);
	for (size_t i = 0; i < SERVES_MAX && table[row].serves[i] != NULL; i++)
		(void)snprintf(d->serves[d->n_serves++], sizeof(d->serves[0]), "%s", table[row].serves[i]);
	d->known.version = 1;
	d->db = db_new(d);
	d->n_instances = fault_is_on(FAULT_second_instance) && sim_chance(2) ? 2 : 1;
	for (int i = 0; i < d->n_instances; i++) {
		d->instances[i].daemon = d;
		d->instances[i].no = i;
		if (fault_is_on(FAULT_skew))
			d->instances[i].skew_ms = sim_below(9 * MINUTE_MS) - 9 * MINUTE_MS / 2;
	}
}

static void
edit(const char *unit_of, const char *parent, const char *successor)
{
	struct unit_edition *e = &change.editions[change.n++];
	e->unit = *unit(unit_of);
	e->from = change.from;
	e->successor = code(successor);
	e->unit.is_void = successor[0] != '\0';
	if (parent[0] != '\0')
		e->unit.parent = code(parent);
	else if (!e->unit.is_void)
		(void)snprintf(e->unit.name, sizeof(e->unit.name), "another name");
}

static void
prepare_units(void)
{
	const int64_t dice = sim_below(4);
	memset(&change, 0, sizeof(change));
	change.from.ms = sim.now_ms + sim_below(20 * DAY_MS);
	if (dice > 1)
		edit(TIANXIN_SCHOOL, HETANG, "");
	if (dice > 2)
		edit(TIANXIN, "", HETANG);
	if (dice > 0)
		edit(LIWAN, "", "");
}

/* Some days turn out to be worked, or not to be. */
static void
prepare_calendar(void)
{
	corrected.calendar = land_calendar;
	corrected.calendar.version++;
	memcpy(corrected.kinds, land_calendar.kind, (size_t)land_calendar.n_days);
	for (int i = 0; i < 5; i++)
		corrected.kinds[sim_below(land_calendar.n_days)] ^= 1;
	corrected.calendar.kind = corrected.kinds;
}

static void
prepare_policies(void)
{
	static const char *const provinces[] = { MINISTRY, HUNAN, GUANGDONG };
	static const uint64_t offices = UINT64_C(1) << STAGE_receiving_county
	    | UINT64_C(1) << STAGE_sending_county | UINT64_C(1) << STAGE_county;
	for (int v = 0; v < 2; v++)
		for (int p = 0; p < 3; p++)
			country_policies[v][p] = policy_of(provinces[p]);
	for (int p = 1; p < 3; p++) {
		country_policies[1][p].version = 2;
		country_policies[1][p].answer_days = 5;
		country_policies[1][p].days[DAYS_SENDING_OFFICE] = 5;
		if (sim_chance(3))	/* counties are asked no longer, or are asked again */
			country_policies[sim_below(2)][p].rule_stages = offices;
	}
	if (sim_chance(2))
		country_policies[0][1].prefecture_phases = country_policies[1][1].prefecture_phases =
		    1u << PHASE_PRIMARY;
}

void
country_begin(void)
{
	prepare_policies();
	prepare_units();
	prepare_calendar();
	bus_memory_begin();
	sim.n_daemons = N_TABLE;
	for (size_t i = 0; i < N_TABLE; i++)
		begin_daemon(&sim.daemons[i], i);
	for (int d = 0; d < sim.n_daemons; d++)
		for (int i = 0; i < sim.daemons[d].n_instances; i++)
			instance_start(&sim.daemons[d].instances[i]);
}

void
country_end(void)
{
	for (int d = 0; d < sim.n_daemons; d++) {
		for (int i = 0; i < sim.daemons[d].n_instances; i++) {
			struct instance *one = &sim.daemons[d].instances[i];
			relay_free(one->relay);
			bus_memory_free(one->bus);
			store_memory_free(one->store);
		}
		db_free(sim.daemons[d].db);
	}
	sim.n_daemons = 0;
	bus_memory_end();
}

/* Each instance that has something to do, once, in some order. False: none had. */
static bool
everybody(void)
{
	struct instance *list[DAEMONS_MAX * INSTANCES_MAX];
	size_t n = 0;
	bool is_any = false;
	for (int d = 0; d < sim.n_daemons; d++)
		for (int i = 0; i < sim.daemons[d].n_instances; i++)
			list[n++] = &sim.daemons[d].instances[i];
	while (n > 0) {
		const size_t k = (size_t)sim_below((int64_t)n);
		struct instance *one = list[k];
		list[k] = list[--n];
		if (one->is_paused)
			continue;
		if (one->relay == NULL && one->start_at <= sim.now_ms) {
			instance_start(one);
			is_any = true;
		}
		if (one->relay == NULL || one->rests_until > sim.now_ms || !has_work(one))
			continue;
		turn(one);
		is_any = true;
	}
	return is_any;
}

static int64_t
earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t
next_event(void)
{
	int64_t next = earlier(earlier(bus_next(), story_next()), chaos_next());
	for (int d = 0; d < sim.n_daemons; d++) {
		next = sim.daemons[d].cut_off_until > sim.now_ms
		    ? earlier(next, sim.daemons[d].cut_off_until) : next;
		for (int i = 0; i < sim.daemons[d].n_instances; i++) {
			const struct instance *one = &sim.daemons[d].instances[i];
			if (one->is_paused)
				continue;
			if (one->rests_until > sim.now_ms)
				next = earlier(next, one->rests_until);
			else
				next = earlier(next, one->relay == NULL ? one->start_at : next_need(one));
		}
	}
	return next;
}

/* Nobody has anything to do, nothing is under way. */
static bool
is_quiet(void)
{
	if (!story_is_over() || !check_is_closed() || bus_next() != INT64_MAX)
		return false;
	for (int d = 0; d < sim.n_daemons; d++)
		if (N_ROWS(sim.daemons[d].db, T_OUTBOX) > 0)
			return false;
	return true;
}

void
country_run(int64_t until_ms)
{
	while (sim.now_ms < until_ms && !is_quiet()) {
		bus_deliver();
		chaos_act();
		story_act();
		const int64_t step = 1 + sim_below(SECOND_MS);
		if (everybody()) {
			sim.now_ms += step;
			continue;
		}
		const int64_t next = next_event();
		sim.now_ms = next > sim.now_ms + step ? earlier(next, until_ms) : sim.now_ms + step;
	}
}
