/*
 * What must hold, looked at after every commit and every letter, by an eye of its own that sees all
 * databases at once: one holder, one writer, equal gapless chains, one place a child, nothing decided
 * that nobody asked for, nothing sent that is not in an outbox, nothing told to whom it does not
 * concern. And at the end: everything closed, told, receipted, let go.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/sim.h"

enum {
	VERSIONS_MAX = 256,
	LETTERS_MAX = 3000,	/* of a seed, each counted once; a few hundred are usual */
};

/* A docket as the country knows it: the longest chain anybody has committed. */
struct known {
	struct docket_id id;
	struct header header;
	uint32_t n;
	uint8_t header_hash[HASH_SIZE];
	uint8_t hash[ENTRIES_MAX][HASH_SIZE];
	struct entry *entries[ENTRIES_MAX];
	bool is_closed, is_released, is_admitted;
	bool may_fork;		/* its writer's database has lost commits */
	bool is_forked;
	struct known *next;
};

static struct known *dockets;
static struct {
	struct unit_code school;
	struct student_number number;
	uint32_t version;
} versions[VERSIONS_MAX];
static size_t n_versions;
static bool is_any_rolled_back;

void
check_begin(void)
{
	dockets = NULL;
	n_versions = 0;
	is_any_rolled_back = false;
}

static struct known *
find(struct docket_id id)
{
	for (struct known *k = dockets; k != NULL; k = k->next)
		if (docket_id_equal(k->id, id))
			return k;
	return NULL;
}

bool
check_has_docket(struct docket_id id)
{
	return find(id) != NULL;
}

bool
check_has_entry_of(const char *officer)
{
	for (const struct known *k = dockets; k != NULL; k = k->next)
		for (uint32_t n = 0; n < k->n; n++)
			if (strcmp(k->entries[n]->officer, officer) == 0)
				return true;
	return false;
}

bool
check_is_closed(void)
{
	for (const struct known *k = dockets; k != NULL; k = k->next)
		if (!k->is_closed && !k->is_forked)
			return false;
	return true;
}

/* -- entries ------------------------------------------------------------------------------ */

/* Working days that have passed between two instants, the first day not counted. */
static int
working_days(const struct calendar *c, struct instant from, struct instant until)
{
	int n = 0;
	const struct instant tolerant = { until.ms + 10 * MINUTE_MS };
	struct day day = instant_day(from);
	for (day.n++; day.n < instant_day(tolerant).n; day.n++)
		n += calendar_is_working_day(c, day);
	return n;
}

static void
check_silence(const struct known *k, const struct entry *e)
{
	/* Whoever writes it counts by the calendar that has come there. */
	const struct calendar *c =
	    sim.current == NULL ? &land_calendar : country_calendar(&sim.current->known);
	if (e->role != ROLE_SYSTEM && !story_has_asked(e))
		sim_violation("docket=%s n=%u %s by %s was decided, and nobody asked for it", k->id.text,
		    e->n, action_name(e->action), e->unit.text);
	if (e->role == ROLE_SYSTEM && (e->action == ACTION_approved || e->action == ACTION_refused)
	    && stage_row(e->stage)->days != DAYS_NONE && !country_has_rule(&k->header, e->stage))
		sim_violation("docket=%s n=%u %s by silence", k->id.text, e->n, action_name(e->action));
	if (e->action == ACTION_expired && k->n > 0
	    && working_days(c, k->entries[k->n - 1]->at, e->at) < k->header.answer_days)
		sim_violation("docket=%s n=%u was closed after %d of %d working days", k->id.text, e->n,
		    working_days(c, k->entries[k->n - 1]->at, e->at), (int)k->header.answer_days);
}

static void
learn(struct known *k, const struct daemon *d, uint32_t n, const struct sealed *s)
{
	struct entry *e = arena_alloc(sim.arena, sizeof(*e));
	const uint8_t *before = n == 1 ? k->header_hash : k->hash[n - 2];
	if (wire_entry_open(s->body, before, e) != VERDICT_OK || e->n != n)
		sim_violation("docket=%s n=%u does not follow the entry before", k->id.text, n);
	if (wire_entry_check(country_keyring(), s, e) != VERDICT_OK)
		sim_violation("docket=%s n=%u has no good stamp", k->id.text, n);
	if (!daemon_serves(d, e->holder))
		sim_violation("docket=%s n=%u of %s was first written by %s", k->id.text, n,
		    e->holder.text, d->name);
	if (k->is_closed)
		sim_violation("docket=%s n=%u %s was written after the end", k->id.text, n,
		    action_name(e->action));
	check_silence(k, e);
	memcpy(k->hash[n - 1], s->hash, HASH_SIZE);
	k->entries[n - 1] = e;
	k->n = n;
	k->is_released |= e->action == ACTION_released;
	k->is_admitted |= e->action == ACTION_admitted;
}

static struct known *
meet(const struct docket_write *w)
{
	struct known *k = find(w->id);
	if (k != NULL)
		return k;
	k = arena_alloc(sim.arena, sizeof(*k));
	k->id = w->id;
	k->header = w->docket->header;
	wire_hash(w->header, k->header_hash);
	k->next = dockets;
	dockets = k;
	return k;
}

/* A stand-by has taken over without the last commits: what was stamped in them may be stamped again.
 * Then there are two truths, both are kept, and whoever sees it is told. */
static void
differ(struct known *k, uint32_t n, const struct daemon *d)
{
	if (!k->may_fork)
		sim_violation("docket=%s n=%u at %s is not what others have", k->id.text, n, d->name);
	k->is_forked = true;
}

static void
check_holders(const struct known *k)
{
	int n = 0;
	const char *names[2] = { "", "" };
	for (int d = 0; d < sim.n_daemons; d++) {
		const struct docket_row *row = db_docket(sim.daemons[d].db, k->id);
		if (row == NULL || row->state != DOCKET_OPEN || !row->is_held_here)
			continue;
		if (n < 2)
			names[n] = sim.daemons[d].name;
		n++;
	}
	if (n > 1 && !k->may_fork)
		sim_violation("docket=%s is held by %s and by %s", k->id.text, names[0], names[1]);
}

static void
check_docket(struct db *db, const struct docket_write *w)
{
	struct known *k = meet(w);
	for (size_t i = 0; i < w->n_entries; i++) {
		const uint32_t n = w->n_before + 1 + (uint32_t)i;
		if (k->is_forked)
			continue;
		if (n > k->n + 1)
			sim_violation("docket=%s at %s has entry %u, and nobody has %u", k->id.text,
			    db->daemon->name, n, k->n + 1);
		if (n == k->n + 1)
			learn(k, db->daemon, n, &w->entries[i]);
		else if (memcmp(k->hash[n - 1], w->entries[i].hash, HASH_SIZE) != 0)
			differ(k, n, db->daemon);
	}
	const struct docket_row *row = db_docket(db, w->id);
	uint32_t length = 0;
	for (const struct entry_node *e = row->last; e != NULL; e = e->before)
		length++;
	if (length != row->n)
		sim_violation("docket=%s at %s says %u entries and has %u", k->id.text, db->daemon->name,
		    row->n, length);
	k->is_closed |= w->docket->posture == POSTURE_CLOSED && w->docket->n == k->n;
	check_holders(k);
	if (row->is_held_here && !row->is_automatic)
		story_on_desk(db->daemon, w->docket);
}

/* A second filing of one school for one student while the first one is open. */
static void
check_filings(const struct db *db, const struct docket_row *one)
{
	const struct docket_row *rows = ROWS(db, T_DOCKET, struct docket_row);
	for (size_t i = 0; i < N_ROWS(db, T_DOCKET); i++)
		if (&rows[i] != one && one->is_filed_here && rows[i].is_filed_here
		    && rows[i].state == DOCKET_OPEN && one->state == DOCKET_OPEN
		    && rows[i].is_finding == one->is_finding && !db->daemon->was_rolled_back
		    && unit_code_equal(rows[i].receiving_school, one->receiving_school)
		    && student_number_equal(rows[i].number, one->number))
			sim_violation("docket=%s and docket=%s are open at one school for one student",
			    rows[i].id.text, one->id.text);
}

static bool
is_live_status(enum status s)
{
	return s != STATUS_transferred_out && s != STATUS_removed && s != STATUS_NONE;
}

/* From the check on, until it is released or its docket ends, the record is that docket's. */
static void
check_lock(const struct db *db, const struct known *k)
{
	const struct record *rows = ROWS(db, T_RECORD, struct record);
	bool is_checked = false;
	for (uint32_t n = 0; k != NULL && n < k->n && !k->is_forked; n++)
		is_checked |= k->entries[n]->stage == STAGE_check
		    && k->entries[n]->action == ACTION_passed
		    && daemon_serves(db->daemon, k->entries[n]->holder);
	if (!is_checked || k->is_closed || k->is_released)
		return;
	for (size_t i = 0; i < N_ROWS(db, T_RECORD); i++)
		if (unit_code_equal(rows[i].school, k->header.sending_school)
		    && student_number_equal(rows[i].number, k->header.number)
		    && !docket_id_equal(rows[i].open_docket, k->id) && !k->may_fork)
			sim_violation("docket=%s has passed the check of %s, and has not locked the record",
			    k->id.text, db->daemon->name);
}

/* A child is one row of an index, whatever number it has. */
static void
check_keys(const struct db *db)
{
	const struct index_row *rows = ROWS(db, T_INDEX, struct index_row);
	for (size_t i = 0; i < N_ROWS(db, T_INDEX); i++)
		for (size_t j = 0; j < i; j++)
			if (rows[i].has_key && rows[j].has_key && !rows[i].is_double && !rows[j].is_double
			    && is_live_status(rows[i].status) && is_live_status(rows[j].status)
			    && memcmp(rows[i].key, rows[j].key, STORE_INDEX_KEY) == 0)
				sim_violation("a child stands twice in the index of %s", db->daemon->name);
}

/* -- children ----------------------------------------------------------------------------- */

/* A first record that is still being looked up is there, but it is nobody's only one yet: until the end
 * of its docket has come to the school and let it go. */
static bool
is_provisional(const struct record *r)
{
	struct docket_id id = r->open_docket;
	const struct known *k = id.text[0] == '\0' ? NULL : find(id);
	return k != NULL && business_row(k->header.kind)->is_first;
}

static bool
is_of(const struct record *r, const struct child *c)
{
	return strcmp(r->citizen_id.text, c->record.citizen_id.text) == 0;
}

static int
places(const struct child *c, const struct record *ret[2])
{
	int n = 0;
	for (int d = 0; d < sim.n_daemons; d++) {
		const struct db *db = sim.daemons[d].db;
		const struct record *rows = ROWS(db, T_RECORD, struct record);
		for (size_t i = 0; i < N_ROWS(db, T_RECORD); i++)
			if (is_of(&rows[i], c) && is_live_status(rows[i].status)
			    && !is_provisional(&rows[i]) && !rows[i].is_problem) {
				if (n < 2)
					ret[n] = &rows[i];
				n++;
			}
	}
	return n;
}

static int
on_the_way(const struct child *c)
{
	int n = 0;
	for (const struct known *k = dockets; k != NULL; k = k->next)
		n += k->is_released && !k->is_admitted
		    && strcmp(k->header.citizen_id.text, c->record.citizen_id.text) == 0;
	return n;
}

static bool
is_excused(const struct child *c)
{
	for (const struct known *k = dockets; k != NULL; k = k->next)
		if (k->may_fork && strcmp(k->header.citizen_id.text, c->record.citizen_id.text) == 0)
			return true;
	return false;
}

/* Of whoever was imported there is no other record, and nobody enrols them. */
static void
check_marks(const struct child *c)
{
	for (int d = 0; d < sim.n_daemons && c->is_imported; d++) {
		const struct db *db = sim.daemons[d].db;
		const struct record *rows = ROWS(db, T_RECORD, struct record);
		for (size_t i = 0; i < N_ROWS(db, T_RECORD); i++)
			if (is_of(&rows[i], c) && rows[i].is_problem)
				sim_violation("%s at %s is marked as a problem record, and is the only one",
				    rows[i].number.text, rows[i].school.text);
	}
}

static void
check_child(const struct child *c)
{
	const struct record *at[2] = { NULL, NULL };
	const int n = places(c, at), way = on_the_way(c);
	if (is_excused(c))
		return;
	check_marks(c);
	if (n > 1)
		sim_violation("%s is a record of %s and of %s", at[0]->number.text, at[0]->school.text,
		    at[1]->school.text);
	if (n + way > 1)
		sim_violation("%s is at %s and on the way as well", at[0]->number.text, at[0]->school.text);
	if (c->is_imported && n + way == 0)
		sim_violation("%s is nowhere", c->record.number.text);
}

static void
check_version(const struct db *db, const struct record_write *w)
{
	size_t i = 0;
	while (i < n_versions && !(unit_code_equal(versions[i].school, w->record.school)
				     && student_number_equal(versions[i].number, w->record.number)))
		i++;
	if (i == VERSIONS_MAX)
		return;
	if (i < n_versions && w->record.version <= versions[i].version && !db->daemon->was_rolled_back)
		sim_violation("version %u of %s at %s was written after version %u", w->record.version,
		    w->record.number.text, w->record.school.text, versions[i].version);
	if (i == n_versions)
		n_versions++;
	versions[i].school = w->record.school;
	versions[i].number = w->record.number;
	versions[i].version = w->record.version;
}

static void
check_records(const struct db *db, const struct batch *b)
{
	for (size_t i = 0; i < b->n_records; i++) {
		check_version(db, &b->records[i]);
		for (size_t c = 0; c < children.n; c++) {
			if (children.at[c].is_imported && b->records[i].record.version == 1
			    && b->records[i].why == RECORD_WHY_DOCKET)
				continue;
			if (is_of(&b->records[i].record, &children.at[c]))
				check_child(&children.at[c]);
		}
	}
}

void
check_commit(struct db *db, const struct batch *b)
{
	for (size_t i = 0; i < b->n_dockets; i++) {
		check_docket(db, &b->dockets[i]);
		if (b->dockets[i].n_before == 0)
			check_filings(db, db_docket(db, b->dockets[i].id));
	}
	for (size_t i = 0; i < b->n_dockets; i++)
		check_lock(db, find(b->dockets[i].id));
	if (b->n_index > 0)
		check_keys(db);
	check_records(db, b);
}

void
check_rolled_back(struct daemon *d)
{
	d->was_rolled_back = is_any_rolled_back = true;
	for (struct known *k = dockets; k != NULL; k = k->next)
		k->may_fork = true;
}

/* -- letters ------------------------------------------------------------------------------- */

/* NULL: it stands in none. */
static const struct outbox_row *
outbox_row_of(const struct db *db, const struct bus_letter *letter)
{
	const struct outbox_row *rows = ROWS(db, T_OUTBOX, struct outbox_row);
	for (size_t i = 0; i < N_ROWS(db, T_OUTBOX); i++)
		if (strcmp(rows[i].out.letter, letter->id) == 0)
			return rows[i].out.value.size == letter->value.size
			    && memcmp(rows[i].out.value.data, letter->value.data, letter->value.size) == 0
			    ? &rows[i] : NULL;
	return NULL;
}

static const struct daemon *
reader_of(const char *topic)
{
	for (int d = 0; d < sim.n_daemons; d++)
		if (strcmp(sim.daemons[d].topic, topic) == 0)
			return &sim.daemons[d];
	return NULL;
}

/* Stands it on the route, or was it brought in by an objection? */
static bool
may_see(const struct known *k, const struct daemon *d)
{
	for (size_t i = 0; i < k->header.route.n; i++)
		if (daemon_serves(d, k->header.route.stops[i].unit))
			return true;
	for (uint32_t n = 0; n < k->n; n++)
		if (daemon_serves(d, k->entries[n]->coordinator))
			return true;
	return k->header.scope == SCOPE_inter_province && d->level == LEVEL_PROVINCE;
}

static bool
contains(struct bytes hay, const char *needle)
{
	const size_t n = strlen(needle);
	for (size_t i = 0; n > 0 && i + n <= hay.size; i++)
		if (hay.data[i] == (uint8_t)needle[0] && memcmp(hay.data + i, needle, n) == 0)
			return true;
	return false;
}

static void
check_secrecy(const struct daemon *d, const struct bus_letter *letter)
{
	struct docket_id id = { "" };
	if (letter->key != NULL)
		(void)docket_id_parse(letter->key, &id);
	const struct known *k = letter->key == NULL ? NULL : find(id);
	const bool is_delivery = strstr(letter->type, "delivery") != NULL;
	if (k != NULL && is_delivery && !may_see(k, d))
		sim_violation("docket=%s is told to %s, whom it does not concern", k->id.text, d->name);
	if (d->level != LEVEL_MINISTRY)
		return;
	if (k != NULL && k->header.scope != SCOPE_inter_province
	    && strstr(letter->type, "inquiry") == NULL && strstr(letter->type, "index") == NULL
	    && strstr(letter->type, "catch_up") == NULL)
		sim_violation("docket=%s of one province reaches the ministry as %s", k->id.text,
		    letter->type);
	/* What the register is asked, it is asked by name. */
	const bool is_for_register = k != NULL && business_row(k->header.kind)->renumbers
	    && strstr(letter->type, "inquiry") != NULL;
	for (size_t i = 0; i < children.n && !is_delivery && !is_for_register; i++)
		if (contains(letter->value, children.at[i].record.name))
			sim_violation("a name reaches the ministry in %s", letter->type);
}

void
check_sent(struct instance *i, const struct bus_letter *letter)
{
	const struct daemon *d = reader_of(letter->topic);
	if (letter->verdict != NULL)
		return;
	const bool is_receipts = strstr(letter->type, "receipts") != NULL;
	const struct outbox_row *row = outbox_row_of(i->daemon->db, letter);
	if (!is_receipts && row == NULL)
		sim_violation("letter %s (%s) is sent and stands in no outbox", letter->id, letter->type);
	/* What waits for its receipt comes again every hour, for ten days if it has to. */
	if (!is_receipts && row->attempts == 0 && ++sim.n_new_letters > LETTERS_MAX)
		sim_violation("letters go round: %u, now %s of %s to %s", sim.n_new_letters, letter->type,
		    i->daemon->name, letter->topic);
	if (d == NULL)
		sim_violation("letter %s goes to %s, which nobody reads", letter->id, letter->topic);
	check_secrecy(d, letter);
}

/* -- the end -------------------------------------------------------------------------------- */

static void
check_copies(const struct known *k)
{
	for (int d = 0; d < sim.n_daemons; d++) {
		const struct docket_row *row = db_docket(sim.daemons[d].db, k->id);
		if (row != NULL && (row->n != k->n || row->state == DOCKET_OPEN))
			sim_violation("docket=%s has ended with entry %u, and %s has %u", k->id.text, k->n,
			    sim.daemons[d].name, row->n);
	}
	for (uint32_t n = 0; n < k->n; n++) {
		const struct daemon *d = country_daemon_of(k->entries[n]->holder);
		if (d == NULL || db_docket(d->db, k->id) == NULL)
			sim_violation("docket=%s is not with %s, which has stamped it", k->id.text,
			    k->entries[n]->holder.text);
	}
}

/* Where units change, who has not heard of it writes to an office that is another's, and who has files by a route that
 * others do not know yet: buried as evidence, sent again, and taken in the end, for no outbox keeps anything. */
static bool
is_of_another_tree(const struct dead_letter *l)
{
	return country_moves_units() && (l->reason == VERDICT_UNIT_NOT_ALLOWED
	    || l->reason == VERDICT_OUT_OF_RANGE || l->reason == VERDICT_UNKNOWN_UNIT);
}

static void
check_dead(const struct daemon *d)
{
	const struct dead_letter *rows = ROWS(d->db, T_DEAD, struct dead_letter);
	for (size_t i = 0; i < N_ROWS(d->db, T_DEAD) && !is_any_rolled_back; i++)
		if (!is_of_another_tree(&rows[i]))
			sim_violation("%s has buried a letter: %s", d->name, verdict_name(rows[i].reason));
}

static void
check_daemon(const struct daemon *d)
{
	const struct record *records = ROWS(d->db, T_RECORD, struct record);
	if (N_ROWS(d->db, T_OUTBOX) > 0)
		sim_violation("a letter (%s) of %s to %s has no receipt",
		    ROWS(d->db, T_OUTBOX, struct outbox_row)[0].out.kind, d->name,
		    ROWS(d->db, T_OUTBOX, struct outbox_row)[0].out.to.text);
	check_dead(d);
	if (N_ROWS(d->db, T_FORK) > 0 && !is_any_rolled_back)
		sim_violation("%s has met a fork", d->name);
	for (size_t i = 0; i < N_ROWS(d->db, T_RECORD); i++) {
		const struct known *k = find(records[i].open_docket);
		if (k != NULL && k->is_closed && !is_any_rolled_back)
			sim_violation("%s at %s is locked by docket=%s, which has ended",
			    records[i].number.text, records[i].school.text, k->id.text);
	}
}

static const struct index_row *
index_live(const struct daemon *d, const char *id)
{
	const struct index_row *rows = ROWS(d->db, T_INDEX, struct index_row);
	for (size_t i = 0; i < N_ROWS(d->db, T_INDEX); i++)
		if (strcmp(rows[i].id, id) == 0)
			return &rows[i];
	return NULL;
}

/* Rows of a child that say that there is a record, in all provinces. */
static int
live_rows(const struct child *c)
{
	uint8_t secret[INDEX_KEY_SIZE] = INDEX_SECRET, key[INDEX_KEY_SIZE];
	int n = 0;
	wire_index_key(secret, c->record.citizen_id, key);
	for (int d = 0; d < sim.n_daemons; d++) {
		const struct db *db = sim.daemons[d].db;
		const struct index_row *rows = ROWS(db, T_INDEX, struct index_row);
		for (size_t i = 0; i < N_ROWS(db, T_INDEX) && db->daemon->level == LEVEL_PROVINCE; i++)
			n += rows[i].has_key && is_live_status(rows[i].status)
			    && memcmp(rows[i].key, key, INDEX_KEY_SIZE) == 0;
	}
	return n;
}

/* The province knows where the child's record is. */
static void
check_index(const struct child *c)
{
	const struct record *at[2] = { NULL, NULL };
	if (places(c, at) != 1 || is_any_rolled_back)
		return;
	const struct unit *province = registry_province(&land, registry_find(&land, at[0]->school));
	const struct daemon *d = country_daemon_of(province->code);
	const struct index_row *x = index_live(d, at[0]->number.text);
	if (x == NULL || !unit_code_equal(x->unit, at[0]->school) || x->status != at[0]->status)
		sim_violation("%s of %s stands otherwise in the index of %s", at[0]->number.text,
		    at[0]->school.text, d->name);
	if (live_rows(c) != 1)
		sim_violation("%s has %d live rows in the indexes of provinces", at[0]->number.text,
		    live_rows(c));
}

void
check_end(void)
{
	for (const struct known *k = dockets; k != NULL; k = k->next) {
		if (!k->is_closed && !k->is_forked)
			sim_violation("docket=%s (%s) has not ended: %u entries, the last %s by %s", k->id.text,
			    business_row(k->header.kind)->name, k->n,
			    k->n == 0 ? "" : action_name(k->entries[k->n - 1]->action),
			    k->n == 0 ? "" : k->entries[k->n - 1]->holder.text);
		if (!k->may_fork)
			check_copies(k);
	}
	for (int d = 0; d < sim.n_daemons; d++)
		check_daemon(&sim.daemons[d]);
	for (size_t i = 0; i < children.n; i++) {
		if (children.at[i].is_imported)
			check_child(&children.at[i]);
		check_index(&children.at[i]);
	}
}
