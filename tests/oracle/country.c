/*
 * A country of two provinces that is another one in each life: prefectures without counties, counties
 * without a prefecture, schools that answer to an office higher up. Its law is the shipped one,
 * narrowed here and there, as provinces may.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oracle/lives.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

void
put_text(char *to, size_t size, const char *from)
{
	const size_t n = strlen(from);
	assert(n < size);
	memset(to, 0, size);
	memcpy(to, from, n);
}

int
below(struct life *l, int n)
{
	return (int)chance_below(&l->chance, (size_t)n);
}

bool
percent(struct life *l, int n)
{
	return below(l, 100) < n;
}

/* -- units ---------------------------------------------------------------------------- */

static void
add(struct life *l, const char *code, const char *parent, enum level level, enum phase phase)
{
	assert(l->n_units < UNITS_MAX);
	struct unit *u = &l->units[l->n_units++];
	memset(u, 0, sizeof(*u));
	COPY(u->code.text, code);
	COPY(u->parent.text, parent);
	u->level = level;
	u->phase = phase;
	u->is_void = level == LEVEL_SCHOOL && percent(l, 4);
}

static void
add_offices(struct life *l, const char pp[3])
{
	char province[7], prefecture[7], county[7];
	(void)snprintf(province, sizeof(province), "%s0000", pp);
	add(l, province, "000000", LEVEL_PROVINCE, PHASE_NONE);
	const int prefectures = below(l, 4) % 3;	/* none, one, two; none is the likelier */
	for (int i = 1; i <= prefectures; i++) {
		(void)snprintf(prefecture, sizeof(prefecture), "%s%02u00", pp, (unsigned)i % 100u);
		add(l, prefecture, province, LEVEL_PREFECTURE, PHASE_NONE);
		const int counties = below(l, 4) % 3;
		for (int k = 1; k <= counties; k++) {
			(void)snprintf(county, sizeof(county), "%s%02u%02u", pp, (unsigned)i % 100u,
			    (unsigned)k % 100u);
			add(l, county, prefecture, LEVEL_COUNTY, PHASE_NONE);
		}
	}
	const int direct = below(l, 2) + (prefectures == 0 ? 2 : 0);
	for (int k = 1; k <= direct; k++) {
		(void)snprintf(county, sizeof(county), "%s90%02u", pp, (unsigned)k % 100u);
		add(l, county, province, LEVEL_COUNTY, PHASE_NONE);
	}
}

static void
add_schools(struct life *l, const char pp[3], size_t first_office)
{
	static const enum phase phases[] = {
		PHASE_PRIMARY, PHASE_PRIMARY, PHASE_PRIMARY, PHASE_JUNIOR, PHASE_JUNIOR, PHASE_SENIOR,
		PHASE_SENIOR, PHASE_NONE,
	};
	const int offices = (int)(l->n_units - first_office);
	const int schools = 10 + below(l, 6);
	for (int i = 1; i <= schools; i++) {
		int at = below(l, offices);
		if (at == 0)	/* the province itself has a school now and then */
			at = below(l, offices);
		char code[11], parent[7];
		(void)snprintf(code, sizeof(code), "21%s%06u", pp, (unsigned)i % 1000000u);
		COPY(parent, l->units[first_office + (size_t)at].code.text);
		add(l, code, parent, LEVEL_SCHOOL, phases[below(l, COUNT(phases))]);
	}
}

static int
by_code(const void *a, const void *b)
{
	const struct unit *ua = a, *ub = b;
	return strcmp(ua->code.text, ub->code.text);
}

static void
make_tree(struct life *l)
{
	static const char provinces[][3] = { "11", "42", "43", "44", "65", "66" };
	const int one = below(l, COUNT(provinces));
	const int other = (one + 1 + below(l, COUNT(provinces) - 1)) % COUNT(provinces);
	const int pair[PROVINCES] = { one, other };
	add(l, "000000", "", LEVEL_MINISTRY, PHASE_NONE);
	for (int i = 0; i < PROVINCES; i++) {
		const char *pp = provinces[pair[i]];
		const size_t first_office = l->n_units;
		add_offices(l, pp);
		add_schools(l, pp, first_office);
		COPY(l->province[i].province.text, l->units[first_office].code.text);
	}
	qsort(l->units, l->n_units, sizeof(l->units[0]), by_code);
	l->registry.units = l->units;
	l->registry.n_units = l->n_units;
	l->registry.version = (uint32_t)(1 + below(l, 900));
}

/* -- mergers -------------------------------------------------------------------------- */

static void
add_edition(struct life *l, const struct unit *u, struct instant from, struct unit_code successor)
{
	assert(l->n_editions < EDITIONS_MAX);
	struct unit_edition *e = &l->editions[l->n_editions++];
	memset(e, 0, sizeof(*e));
	e->unit = *u;
	e->from = from;
	e->successor = successor;
}

static int
by_code_and_time(const void *a, const void *b)
{
	const struct unit_edition *ea = a, *eb = b;
	const int order = strcmp(ea->unit.code.text, eb->unit.code.text);
	return order != 0 ? order : (ea->from.ms > eb->from.ms) - (ea->from.ms < eb->from.ms);
}

/* An office of the same parent takes the place of another one, with all that answer to it. */
static void
merge_offices(struct life *l)
{
	static const struct unit_code nobody;
	const struct unit *gone = &l->units[below(l, (int)l->n_units)];
	const struct unit *heir = &l->units[below(l, (int)l->n_units)];
	const struct instant from = { l->now.ms + (below(l, 80) - 20) * INT64_C(86400000) };
	if (gone == heir || l->n_editions + l->n_units / 2 > EDITIONS_MAX || gone->level == LEVEL_SCHOOL || gone->level >= LEVEL_PROVINCE
	    || heir->level != gone->level || !unit_code_equal(gone->parent, heir->parent))
		return;
	struct unit changed = *gone;
	changed.is_void = true;
	add_edition(l, &changed, from, heir->code);
	for (size_t i = 0; i < l->n_units; i++) {
		if (!unit_code_equal(l->units[i].parent, gone->code))
			continue;
		changed = l->units[i];
		changed.parent = heir->code;
		add_edition(l, &changed, from, nobody);
	}
	qsort(l->editions, l->n_editions, sizeof(l->editions[0]), by_code_and_time);
	l->registry.editions = l->editions;
	l->registry.n_editions = l->n_editions;
}

struct unit_code
any_unit(struct life *l)
{
	return l->units[below(l, (int)l->n_units)].code;
}

static bool
lies_in(const struct unit *u, const struct policy *p)
{
	return strncmp(u->code.text + 2, p->province.text, 2) == 0;
}

struct unit_code
any_school(struct life *l, int province, enum phase phase)
{
	struct unit_code found = { "" };
	for (int i = 0; i < 400; i++) {
		const struct unit *u = &l->units[below(l, (int)l->n_units)];
		const bool is_void = u->is_void && !percent(l, 3);
		if (u->level != LEVEL_SCHOOL || is_void
		    || (province >= 0 && !lies_in(u, &l->province[province])))
			continue;
		found = u->code;
		if (phase == PHASE_NONE || u->phase == phase || u->phase == PHASE_NONE)
			break;
	}
	return found;
}

const struct policy *
policy_for(const struct life *l, struct unit_code school)
{
	for (int i = 0; i < PROVINCES; i++)
		if (strlen(school.text) == 10
		    && strncmp(school.text + 2, l->province[i].province.text, 2) == 0)
			return &l->province[i];
	return &l->province[0];
}

/* -- law ------------------------------------------------------------------------------ */

static void
drop_bits(struct life *l, uint64_t *set, int chance)
{
	for (int i = 0; i < 64; i++)
		if (percent(l, chance))
			*set &= ~(UINT64_C(1) << i);
}

static void
drop_bits32(struct life *l, uint32_t *set, int chance)
{
	uint64_t wide = *set;
	drop_bits(l, &wide, chance);
	*set = (uint32_t)wide;
}

static void
narrow_windows(struct life *l, struct policy *p)
{
	static const struct windows narrower[] = {
		{ .open = { { 9, 1, 7, 1 } }, .n = 1 },
		{ .open = { { 8, 15, 10, 15 }, { 2, 1, 6, 1 } }, .n = 2 },
		{ .n = 0 },
		{ .open = { { 10, 1, 10, 2 } }, .n = 1 },
	};
	for (int kind = 1; kind < BUSINESS_N; kind++)
		if (percent(l, 5))
			p->windows[kind] = narrower[below(l, COUNT(narrower))];
}

/* Stages of an officer that the province leaves to a rule. */
static void
leave_to_rules(struct life *l, struct policy *p)
{
	for (int s = 1; s < 64; s++) {
		const struct stage_row *row = stage_row((enum stage)s);
		if (row != NULL && row->how == STAGE_DESK && row->side < SIDE_OWNER && percent(l, 4))
			p->rule_stages |= UINT64_C(1) << s;
	}
}

static void
make_policy(struct life *l, struct policy *p)
{
	const struct unit_code province = p->province;
	*p = l->nation;
	p->province = province;
	p->version = (uint32_t)(1 + below(l, 90));
	for (int i = 1; i < TERMS_OF_DAYS; i++)
		if (percent(l, 20))
			p->days[i] = 1 + below(l, p->days[i]);
	if (percent(l, 20))
		p->answer_days = 1 + below(l, p->answer_days);
	if (percent(l, 50))
		p->prefecture_phases = (uint32_t)below(l, 16);
	drop_bits32(l, &p->between_provinces, 10);
	drop_bits(l, &p->grounds, 10);
	if (percent(l, 3))
		p->within_province = 0;
	narrow_windows(l, p);
	if (percent(l, 25))
		leave_to_rules(l, p);
	p->entry_grade_first_term = percent(l, 85);
	p->leaving_grade_last_term = percent(l, 85);
	p->primary_years = percent(l, 20) ? 5 : 6;
	p->suspension_months = percent(l, 20) ? 1 + below(l, 12) : 12;
	p->roll_back_months = percent(l, 20) ? 1 + below(l, 6) : 6;
	p->entry_age = percent(l, 15) ? 7 : 6;
	if (percent(l, 30)) {
		p->entry_month = 8 + below(l, 5);
		p->entry_day = 1 + below(l, 30);
	}
}

static void
make_law(struct life *l, const struct policy *nation)
{
	l->nation = *nation;
	l->nation.version = (uint32_t)(1 + below(l, 90));
	if (percent(l, 10)) {
		l->nation.promotion.month = 8;
		l->nation.promotion.day = 1 + below(l, 31);
	}
	if (percent(l, 10))
		l->nation.purge.day = 1 + below(l, 31);
	if (percent(l, 30))
		l->nation.purged |= UINT64_C(1) << (1 + below(l, BUSINESS_N - 1));
	for (int i = 0; i < PROVINCES; i++)
		make_policy(l, &l->province[i]);
}

/* -- texts and numbers ---------------------------------------------------------------- */

const char *
any_name(struct life *l)
{
	static const char *const names[] = {
		"欧阳·阿依", "王小明", "Zhang San", "古丽娜尔", "𠮷田", "ᠮᠣᠩᠭᠣᠯ", "李 四", "赵\"钱\\孙",
	};
	return names[below(l, COUNT(names))];
}

/* Names and reasons that are none, or nearly. */
const char *
bad_text(struct life *l)
{
	static const char *const texts[] = {
		"", " ", "\t", "　", "\u00a0", "王\u200b明", "\u202e明小王", "王\x01明", "王\x7f", "\ufeff王",
		"\u2000\u3000", "王\ufffd", "\U0010fffe", "王\U000e0041", "\u1680", "王\u00ad明", "\u061c",
		"王\u2028明", "\ufdd0", "王\u205f明", "\u180e", "王\ufe00", "\ufff8", "\ue000", "\u205f", "\u202f", "x", "\u00a0\u3000王", "\u200a",
	};
	return texts[below(l, COUNT(texts))];
}

static void
put_birth(struct life *l, struct day birth, char ret[15])
{
	const struct date date = day_date(birth);
	const uint32_t division = l->divisions->codes[below(l, (int)l->divisions->n_codes)];
	(void)snprintf(ret, 15, "%06u%04u%02u%02u", (unsigned)division, (unsigned)date.year % 10000u,
	    (unsigned)date.month % 100u, (unsigned)date.day % 100u);
}

struct citizen_id
any_id(struct life *l, struct day birth, char sex)
{
	struct citizen_id id = { "" };
	char head[15];
	put_birth(l, birth, head);
	const unsigned sequence = (unsigned)below(l, 500) * 2u + (sex == '1');
	(void)snprintf(id.text, sizeof(id.text), "%s%03u", head, sequence % 1000u);
	id.text[17] = number_check_digit(id.text);
	return id;
}

/* L: four digits, J: three and a check digit. */
static struct student_number
temporary(struct life *l, char kind, struct day birth)
{
	struct student_number n = { "" };
	char head[15];
	put_birth(l, birth, head);
	(void)snprintf(n.text, sizeof(n.text), "%c%s%04d", kind, head, below(l, 10000));
	if (kind == 'J')
		n.text[18] = number_check_digit(n.text + 1);
	return n;
}

/* The same with a slip of the pen. */
const char *
any_number_near(struct life *l, const char *number, char ret[STUDENT_NUMBER_MAX])
{
	memset(ret, 0, STUDENT_NUMBER_MAX);
	memcpy(ret, number, strlen(number));
	const int n = (int)strlen(ret);
	switch (below(l, 6)) {
	case 0:
		ret[0] = '\0';
		break;
	case 1:
		ret[0] = "GLJX9"[below(l, 5)];
		break;
	case 2:
		ret[n > 0 ? n - 1 : 0] = "0123456789Xx"[below(l, 12)];
		break;
	case 3:		/* one character short */
		ret[n > 0 ? n - 1 : 0] = '\0';
		break;
	default:
		if (n > 1)
			ret[1 + below(l, n - 1)] = (char)('0' + below(l, 10));
	}
	return ret;
}

/* -- the child ------------------------------------------------------------------------ */

static const struct unit *
find(const struct life *l, struct unit_code code)
{
	for (size_t i = 0; i < l->n_units; i++)
		if (unit_code_equal(l->units[i].code, code))
			return &l->units[i];
	return NULL;
}

static int
grade_at(struct life *l, struct unit_code school)
{
	const struct unit *u = find(l, school);
	const int primary = policy_for(l, school)->primary_years;
	switch (u == NULL ? PHASE_NONE : u->phase) {
	case PHASE_PRIMARY:
		return 1 + below(l, primary);
	case PHASE_JUNIOR:
		return primary + 1 + below(l, COMPULSORY_YEARS - primary);
	case PHASE_SENIOR:
		return COMPULSORY_YEARS + 1 + below(l, 3);
	case PHASE_NONE:
		break;
	}
	return 1 + below(l, GRADE_MAX);
}

static enum status
any_of(struct life *l, uint32_t from)
{
	for (int i = 0; i < 200; i++) {
		const int s = 1 + below(l, 14);
		if ((from & 1u << s) != 0)
			return (enum status)s;
	}
	return STATUS_in_school;
}

static struct day
days_before(struct day d, int n)
{
	d.n -= n;
	return d;
}

static char
kind_of_number(struct life *l)
{
	const char *numbers = business_row(l->kind)->numbers;
	if (numbers != NULL)
		return numbers[below(l, (int)strlen(numbers))];
	return "GGGGGGLLJ"[below(l, 9)];
}

static void
make_numbers(struct life *l, struct record *r)
{
	const char kind = kind_of_number(l);
	r->citizen_id = any_id(l, r->birth, r->sex);
	if (kind != 'G') {
		r->number = temporary(l, kind, r->birth);
		if (kind == 'J' && percent(l, 80))
			r->citizen_id.text[0] = '\0';
		return;
	}
	r->number = number_formal(r->citizen_id);
	if (l->kind == BUSINESS_number_change || percent(l, 10))
		r->number = number_formal(any_id(l, r->birth, r->sex));
}

static void
make_former(struct life *l, struct record *r)
{
	const int n = percent(l, 80) ? below(l, 3) : below(l, FORMER_MAX + 1);
	for (int i = 0; i < n; i++)
		r->former[r->n_former++] = temporary(l, "LJ"[below(l, 2)], r->birth);
}

/* The last day whose namesake so many months later is that day, or a day off it. */
static struct day
months_before(struct life *l, struct day day, int months)
{
	struct day d = { day.n - 31 * months - 5 };
	while (day_after_months(d, months).n < day.n)
		d.n++;
	d.n += below(l, 3) - 1;
	return d;
}

/* Six (or seven) years old on the very day, or a day off it. */
static struct day
birth_for_entry(struct life *l, const struct policy *p)
{
	const struct date date = { day_date(l->filing.arrived_on).year, p->entry_month, p->entry_day };
	struct day cut_off = l->filing.arrived_on;
	(void)day_of_date(date, &cut_off);
	return months_before(l, cut_off, 12 * p->entry_age);
}

static void
make_child(struct life *l, struct unit_code school)
{
	struct record *r = &l->here;
	const struct business_row *row = business_row(l->kind);
	const struct day today = instant_day(l->now);
	const int year = policy_school_year(&l->nation, today);
	const struct policy *p = policy_for(l, school);
	memset(r, 0, sizeof(*r));
	r->school = school;
	r->grade = grade_at(l, school);
	if (row->is_leaving && percent(l, 85))
		r->grade = r->grade <= p->primary_years ? p->primary_years
		    : r->grade <= COMPULSORY_YEARS ? COMPULSORY_YEARS : GRADE_MAX;
	r->birth = days_before(today, (r->grade + 6) * 365 + below(l, 400));
	if (row->is_first && r->grade <= 2 && percent(l, 50))
		r->birth = birth_for_entry(l, p);
	r->sex = "12"[below(l, 2)];
	COPY(r->name, any_name(l));
	make_numbers(l, r);
	make_former(l, r);
	r->status = any_of(l, row->from != 0 ? row->from : p->within_province);
	r->status_on = days_before(today, below(l, 900));
	r->school_year = percent(l, 90) ? year : percent(l, 50) ? 0 : year - 1;
	r->is_problem = row->clears || (l->kind == BUSINESS_removal_l && percent(l, 50));
	r->version = (uint32_t)(1 + below(l, 40));
	if (percent(l, 50))
		COPY(r->contact.phone, "+86 731 0000 0000");
	l->has_here = !row->names_no_child && !row->is_first;
}

/* -- the filing ----------------------------------------------------------------------- */

static void
make_change(struct life *l)
{
	struct change *c = &l->filing.change;
	const struct business_row *row = business_row(l->kind);
	const struct record *r = &l->here;
	if ((row->needs & CHANGE_UNTIL) != 0)
		c->until.n = l->filing.arrived_on.n + below(l, 400);
	if (c->until.n != 0 && percent(l, 40))	/* to the day */
		c->until.n = day_after_months(l->filing.arrived_on,
		    policy_for(l, l->filing.sending_school)->suspension_months).n + below(l, 3) - 1;
	if ((row->needs & CHANGE_CONTACT) != 0)
		COPY(c->contact.address, percent(l, 90) ? "某路一号" : bad_text(l));
	if ((row->needs & CHANGE_CONTACT) != 0 && percent(l, 50))
		COPY(c->contact.guardian, any_name(l));
	const bool is_key = (row->needs & CHANGE_KEY) != 0
	    || ((row->may & CHANGE_KEY) != 0 && percent(l, 50));
	if (is_key && percent(l, row->renumbers ? 15 : 60))
		COPY(c->name, any_name(l));
	if (is_key && (row->renumbers || c->name[0] == '\0' || percent(l, 40)))
		c->citizen_id = any_id(l, r->birth, r->sex);
	const bool is_person = (row->needs & CHANGE_PERSON) != 0
	    || ((row->may & CHANGE_PERSON) != 0 && percent(l, 30));
	if (is_person) {
		c->birth = r->birth;
		c->sex = r->sex;
	}
}

static void
name_child(struct life *l)
{
	struct header *h = &l->filing;
	const struct record *r = &l->here;
	h->number = r->number;
	h->citizen_id = r->citizen_id;
	memcpy(h->name, r->name, sizeof(h->name));
	h->grade = r->grade + business_row(l->kind)->grade_step;
	if (business_row(l->kind)->is_first) {
		h->number = temporary(l, r->citizen_id.text[0] != '\0' ? 'L' : 'J', r->birth);
		h->grade = r->grade <= 2 ? 1 : r->grade;
	}
	if (r->n_former > 0 && percent(l, 10) && business_row(l->kind)->numbers == NULL)
		h->number = r->former[below(l, r->n_former)];
}

/* Who may bring a complaint: whoever stands above both schools. */
static struct unit_code
brought_to(struct life *l)
{
	const struct registry *r = &l->registry;
	struct unit_code code = l->filing.sending_school;
	for (int i = 0; i < 60; i++) {
		const struct unit_code u = any_unit(l);
		if (registry_answers_to(r, find(l, l->filing.receiving_school), u)
		    && registry_answers_to(r, find(l, l->filing.sending_school), u))
			return u;
	}
	return code;
}

static void
choose_schools(struct life *l)
{
	const struct business_row *row = business_row(l->kind);
	struct header *h = &l->filing;
	const enum phase phase = row->is_senior_only ? PHASE_SENIOR : (enum phase)below(l, 4);
	const int province = below(l, PROVINCES);
	const bool crosses = row->crosses || percent(l, 40);
	h->sending_school = any_school(l, province, phase);
	const struct unit *u = find(l, h->sending_school);
	/* A graduate goes to the next stage of school. */
	const enum phase wanted = row->grade_step > 0 ? (enum phase)(u->phase + 1)
	    : row->grade_step < 0 ? (enum phase)(u->phase - (u->phase > 1)) : u->phase;
	h->receiving_school = row->is_one_school || (row->names_no_child && percent(l, 25))
	    ? h->sending_school
	    : any_school(l, crosses ? 1 - province : province, wanted > PHASE_SENIOR ? PHASE_NONE : wanted);
}

static void
make_graduate(struct life *l)
{
	struct record *r = &l->here;
	const struct day today = instant_day(l->now);
	if (l->kind == BUSINESS_graduate_transfer) {
		r->status = percent(l, 90) ? STATUS_graduated : STATUS_in_school;
		const struct policy *p = policy_for(l, r->school);
		r->grade = r->grade <= p->primary_years ? p->primary_years : COMPULSORY_YEARS;
	}
	r->graduated_on = days_before(today, below(l, 250));
	if (percent(l, 40))
		r->graduated_on = months_before(l, today, policy_for(l, r->school)->roll_back_months);
	r->graduated_from = l->kind == BUSINESS_roll_back ? l->filing.receiving_school : r->school;
}

static void
make_filing(struct life *l)
{
	struct header *h = &l->filing;
	const struct business_row *row = business_row(l->kind);
	(void)snprintf(h->id.text, sizeof(h->id.text), "%08x-0000-7000-8000-%012x",
	    (unsigned)(l->seed & 0xffffffffu), (unsigned)below(l, 1 << 30));
	h->kind = l->kind;
	choose_schools(l);
	h->arrived_on = days_before(instant_day(l->now), below(l, 30));
	make_child(l, h->sending_school);
	if (row->grade_step != 0)
		make_graduate(l);
	h->n_attachments = (uint8_t)(row->scans + below(l, 3));
	if (row->names_no_child) {
		if (percent(l, 50))
			COPY(h->about.text, "0198c0de-0000-7000-8000-0000000000ff");
		l->filer = brought_to(l);
		return;
	}
	name_child(l);
	make_change(l);
	const struct unit *u = route_filer(l->kind, &l->registry, find(l, h->receiving_school),
	    find(l, h->sending_school));
	l->filer = u == NULL ? h->receiving_school : u->code;
}

/* To the millisecond where a period, a term of school or a school year begins or ends. */
static void
go_to_an_edge(struct life *l)
{
	const struct yearly edges[] = {
		{ 7, 15 }, { 8, 15 }, { 12, 15 }, { 3, 1 }, { 6, 1 }, { 4, 1 }, { 8, 1 }, { 2, 1 },
		l->nation.promotion,
	};
	const struct yearly edge = edges[below(l, COUNT(edges))];
	const struct date date = { day_date(instant_day(l->now)).year, edge.month, edge.day };
	struct day day = instant_day(l->now);
	(void)day_of_date(date, &day);
	l->now.ms = instant_of_day(day).ms + below(l, 3) - 1;
}

/* Schools and offices are chosen, the law is known, nothing has been filed. */
void
life_begin(struct life *l, uint64_t seed, const struct policy *nation)
{
	const struct calendar *calendar = l->calendar;
	const struct division_codes *divisions = l->divisions;
	memset(l, 0, sizeof(*l));
	l->calendar = calendar;
	l->divisions = divisions;
	l->seed = l->chance = seed;
	for (int i = 0; i < 4; i++)	/* neighbouring seeds are not neighbouring lives */
		(void)chance_draw(&l->chance);
	make_tree(l);
	make_law(l, nation);
	do
		l->kind = (enum business)(1 + below(l, BUSINESS_N - 1));
	while (business_row(l->kind) == NULL);
	if (percent(l, 25))
		l->kind = BUSINESS_transfer;
	const struct date first = { 2015 + below(l, 14), 1 + below(l, 12), 1 + below(l, 28) };
	struct day day = { 0 };
	(void)day_of_date(first, &day);
	l->now.ms = instant_of_day(day).ms + below(l, 86400) * INT64_C(1000);
	if (percent(l, 25))
		go_to_an_edge(l);
	const size_t merged = l->seed % 4 != 0 ? 0 : l->seed % 8 != 0 ? 1 : EDITIONS_MAX / 2;
	for (int i = 0; i < 30 && l->n_editions < merged; i++)
		merge_offices(l);
	l->registry.at = l->now;
	l->is_long = percent(l, 1);
	l->docket = docket_none();
	make_filing(l);
}
