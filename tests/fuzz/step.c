/*
 * A life of a docket of any kind, as bytes choose it: what officers, machines and other daemons do to it,
 * lawful and not, in a world that turns meanwhile. Whatever happens, there is a verdict; what is decided
 * folds, here and at whoever gets it by letter, who finds it as lawful; one unit holds it, and nobody once
 * it is closed; a child is in one place.
 */
#include <string.h>

#include "core/move.h"
#include "core/paper.h"
#include "fuzz.h"

enum { STEPS = 48 };

struct life {
	struct paper p;
	struct docket copy;	/* at somebody else's */
	struct choices c;
	bool knows_no_record;
};

static void
begin(struct life *l)
{
	static const char *const pairs[][2] = {
		{ FURONG_SCHOOL, LIWAN_SCHOOL }, { FURONG_SCHOOL, FURONG_OTHER },
		{ FURONG_SCHOOL, TIANXIN_SCHOOL }, { FURONG_SCHOOL, HETANG_SCHOOL },
		{ DONGCHENG_SCHOOL, XICHENG_SCHOOL }, { DONGGUAN_SCHOOL, LIWAN_SCHOOL },
		{ XIANTAO_SCHOOL, JIANGAN_SCHOOL }, { BINGTUAN_SCHOOL, HUNAN_SCHOOL },
	};
	static const char *const owners[] = { FURONG, CHANGSHA, HUNAN, MINISTRY, LIWAN, GUANGDONG };
	const enum business kind = (enum business)choose(&l->c, BUSINESS_N);
	const struct business_row *row = business_row(kind);
	const size_t pair = choose(&l->c, 8), owner = choose(&l->c, 6);
	struct paper *p = &l->p;
	if (row == NULL)
		paper_begin(p, FURONG_SCHOOL, LIWAN_SCHOOL);
	else if (row->names_no_child)
		paper_begin_complaint(p, kind, pairs[pair][0], pairs[pair][1], owners[owner]);
	else if (kind == BUSINESS_graduate_transfer)
		paper_begin_graduate(p, FURONG_JUNIOR, LIWAN_SCHOOL);
	else if (kind == BUSINESS_roll_back)
		paper_begin_roll_back(p, LIWAN_SCHOOL, FURONG_JUNIOR);
	else if (row->is_one_school)
		paper_begin_change(p, kind, NINE_YEAR_SCHOOL);
	else
		paper_begin(p, pairs[pair][0], pairs[pair][1]);
	p->kind = row == NULL ? BUSINESS_transfer : kind;
	p->scans = business_row(p->kind)->scans;
	p->law.receiving.prefecture_phases = (uint32_t)choose(&l->c, 16);
	p->law.sending.prefecture_phases = (uint32_t)choose(&l->c, 16);
	if (choose(&l->c, 4) == 0)
		p->law.receiving.rule_stages = (uint32_t)choose_number(&l->c, 4);
}

static void
text(struct choices *c, char *to, size_t size)
{
	static const char *const words[] = { "", " ", "写明原因", "阿依·古丽", "\x01", "\xe2\x80\xae",
		"430102201605200021", "430102201605200013", "G430102201605200013", "x", "\xff", "\xe5" };
	const size_t i = choose(c, 16);
	memset(to, 0, size);
	if (i < sizeof(words) / sizeof(words[0]) && strlen(words[i]) < size)
		memcpy(to, words[i], strlen(words[i]));
	else
		memset(to, (int)(1 + choose(c, 255)), choose(c, size));
}

/* Anything a filing has, as one would write it who knows no law. */
static void
spoil_filing(struct choices *c, struct header *h)
{
	switch (choose(c, 12)) {
	case 0:
		h->kind = (enum business)choose(c, BUSINESS_N + 2);
		break;
	case 1:
		text(c, h->number.text, sizeof(h->number.text));
		break;
	case 2:
		text(c, h->citizen_id.text, sizeof(h->citizen_id.text));
		break;
	case 3:
		text(c, h->name, sizeof(h->name));
		break;
	case 4:
		h->grade = (int)choose_number(c, 2) - 100;
		break;
	case 5:
		h->receiving_school = land.units[choose(c, land.n_units)].code;
		break;
	case 6:
		h->sending_school = land.units[choose(c, land.n_units)].code;
		break;
	case 7:
		h->arrived_on.n = (int)choose_number(c, 3) - 1000;
		break;
	case 8:
		h->n_attachments = (uint8_t)choose(c, ATTACHMENTS_MAX + 1);
		break;
	case 9:
		text(c, h->change.name, sizeof(h->change.name));
		text(c, h->change.citizen_id.text, sizeof(h->change.citizen_id.text));
		break;
	case 10:
		h->change.until.n = h->change.birth.n = (int)choose_number(c, 3);
		h->change.sex = (char)choose(c, 128);
		break;
	default:
		text(c, h->change.contact.phone, sizeof(h->change.contact.phone));
	}
}

static struct happening
something(struct life *l)
{
	struct choices *c = &l->c;
	struct paper *p = &l->p;
	enum happening_kind kind = (enum happening_kind)choose(c, HAPPENING_N);
	const size_t way = choose(c, 16);
	for (int i = 0; way < 12 && i < HAPPENING_N && move_of(p->docket.posture, kind) == NULL; i++)
		kind = (enum happening_kind)((kind + 1) % HAPPENING_N);
	struct happening h = paper_ask(p, kind);
	if (way == 15)
		h.unit = land.units[choose(c, land.n_units)].code;
	if (way == 14)
		h.role = (enum role)choose(c, ROLE_TEACHER + 1);
	if (way == 13)
		text(c, h.reason, sizeof(h.reason));
	if (way == 12)
		h.at.ms += (int64_t)choose_number(c, 5) - (1 << 30);
	if (way == 11)
		h.ground = (enum ground)choose(c, 64);
	if (way == 10) {
		text(c, h.correction.name, sizeof(h.correction.name));
		text(c, h.correction.citizen_id.text, sizeof(h.correction.citizen_id.text));
	}
	if (way == 9)
		h.asked_n = (uint32_t)choose_number(c, 1);
	if (way == 7)
		memcpy(h.deputy_for, p->docket.filed_by, sizeof(h.deputy_for));
	if (way == 8 && kind == HAPPENING_FILE)
		spoil_filing(c, &h.filing);
	return h;
}

static void
let_time_pass(struct life *l)
{
	struct choices *c = &l->c;
	struct paper *p = &l->p;
	static const enum verdict answers[] = { VERDICT_OK, VERDICT_ID_TAKEN, VERDICT_NOT_IN_REGISTER,
		VERDICT_REGISTER_DIFFERS, VERDICT_ENROLLED_ELSEWHERE };
	const size_t what = choose(c, 32);
	p->now.ms += (int64_t)choose(c, 8) * 43200000;
	if (what == 0)
		p->record.is_problem = !p->record.is_problem;
	else if (what == 1 && p->record.status != STATUS_transferred_out)
		p->record.status = (enum status)(1 + choose(c, STATUS_removed));
	else if (what == 2 && !record_is_locked(&p->record))
		p->record.open_docket = paper_id(OTHER_ID);
	else if (what == 3 && docket_id_equal(p->record.open_docket, paper_id(OTHER_ID)))
		p->record.open_docket.text[0] = '\0';
	else if (what == 4)
		p->answer = answers[choose(c, 5)];
	else if (what == 5)
		p->index.has_other = !p->index.has_other;
	else if (what == 6)
		p->index.is_number_taken = !p->index.is_number_taken;
	else if (what == 7)
		l->knows_no_record = !l->knows_no_record;
	else if (what == 8)
		p->record.grade = (int)choose(c, GRADE_MAX) + 1;
}

/* Whoever gets it by letter finds it as lawful, and comes to the same docket. */
static void
expect_taken_elsewhere(struct life *l, const struct happening *h, const struct decision *yes)
{
	struct world w = paper_world(&l->p);
	w.record = NULL;
	if (h->kind == HAPPENING_FILE)
		l->copy = docket_begin(&yes->header);
	const enum verdict again = docket_recheck(&l->copy, &yes->entry, &w);
	MUST(again == VERDICT_OK || yes->entry.action == ACTION_followed, "%s is %s elsewhere",
	    action_name(yes->entry.action), verdict_name(again));
	MUST(docket_apply(&l->copy, &yes->entry) == VERDICT_OK, "%s does not fold elsewhere",
	    action_name(yes->entry.action));
}

static void
keep(struct life *l, const struct happening *h, const struct decision *yes)
{
	struct paper *p = &l->p;
	expect_taken_elsewhere(l, h, yes);
	if (h->kind == HAPPENING_FILE)
		p->docket = docket_begin(&yes->header);
	MUST(docket_apply(&p->docket, &yes->entry) == VERDICT_OK, "a decision that does not fold: %s",
	    action_name(yes->entry.action));
	const struct unit_code sending = p->docket.header.sending_school;
	const struct unit_code receiving = p->docket.header.receiving_school;
	if (unit_code_equal(sending, code(p->sending))
	    && docket_effect(&p->docket, &yes->entry, sending, !p->has_no_record, &p->record)
		== RECORD_CREATED)
		p->has_no_record = false;
	if (!unit_code_equal(receiving, sending)
	    && docket_effect(&p->docket, &yes->entry, receiving, p->has_admitted, &p->admitted)
		== RECORD_CREATED)
		p->has_admitted = true;
}

static void
expect_sound(const struct life *l)
{
	const struct docket *d = &l->p.docket;
	const bool is_open = d->state == DOCKET_OPEN;
	if (d->n == 0)
		return;
	MUST(is_open == (d->posture != POSTURE_CLOSED), "%s", docket_state_name(d->state));
	MUST(is_open == !unit_code_is_none(d->holder), "%s", docket_state_name(d->state));
	MUST(!is_open || docket_was_seen_by(d, d->holder), "held unseen");
	MUST(d->n <= ENTRIES_MAX && d->stop < d->header.route.n, "%u entries, stop %u", d->n, d->stop);
	MUST(is_open || !docket_id_equal(l->p.record.open_docket, d->header.id), "a lock outlives its business");
	MUST(d->n == l->copy.n && d->posture == l->copy.posture && d->stop == l->copy.stop, "two copies differ");
	const bool is_under_way = d->is_released && is_open;
	MUST(!is_under_way || l->p.record.status == STATUS_transferred_out || l->p.has_no_record
		|| !unit_code_equal(d->header.sending_school, l->p.record.school),
	    "a child in two places");
}

static void
step(struct life *l)
{
	struct paper *p = &l->p;
	const struct happening h = something(l);
	struct world w = paper_world(p);
	if (l->knows_no_record)
		w.record = NULL;
	const struct decision yes = docket_step(&p->docket, &h, &w);
	MUST(verdict_row(yes.verdict) != NULL, "verdict %d", (int)yes.verdict);
	MUST(!yes.appends || yes.verdict == VERDICT_OK || yes.verdict == VERDICT_ILLEGAL_GROUND, "%s",
	    verdict_name(yes.verdict));
	if (yes.appends)
		keep(l, &h, &yes);
	expect_sound(l);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct life l;
	memset(&l, 0, sizeof(l));
	l.c = (struct choices){ data, size };
	begin(&l);
	for (int i = 0; i < STEPS && (l.c.size > 0 || i < 4); i++) {
		let_time_pass(&l);
		step(&l);
	}
	return 0;
}

/* A life of each kind in which everybody does the next thing. */
size_t
fuzz_seed(size_t i, uint8_t ret[FUZZ_SEED_MAX], const char **ret_name)
{
	enum { BYTES = 128 };
	static char name[48];
	const enum business kind = (enum business)(i + 1);
	if (i + 1 >= BUSINESS_N)
		return 0;
	(void)snprintf(name, sizeof(name), "%s", business_row(kind) == NULL ? "none" : business_name(kind));
	*ret_name = name;
	for (size_t k = 0; k < BYTES; k++)
		ret[k] = (uint8_t)(k % 4 == 0 ? 20 : k % 4 == 1 ? 1 : k % 4 == 2 ? 1 + k / 4 % 13 : 0);
	ret[0] = (uint8_t)kind;
	ret[1] = ret[2] = ret[3] = ret[4] = 0;
	ret[5] = 1;
	return BYTES;
}
