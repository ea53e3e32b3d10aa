/*
 * The command replay: recorded dockets, as `xueji export` wrote them, under another policy. The law
 * in force is that of a daemon's settings; the draft stands in for one of its policy files. No
 * daemon is asked, and nothing is written.
 */
#include <stdlib.h>
#include <string.h>

#include "client.h"
#include "core/replay.h"
#include "settings/law.h"
#include "wire/wire.h"

/* What is the same for every file, and what is counted. */
struct reading {
	const struct typed *t;
	const struct law *now, *draft;
	uint8_t root[ROOT_SIZE];
	struct instant from, until;
	int n_replayed, n_different, n_outside, n_unverified, n_unknown;
	int counts[DIFFERENCE_N];
};

/* -- one docket ----------------------------------------------------------------------- */

static struct unit_code
province_of(const struct registry *r, struct unit_code school)
{
	static const struct unit_code nobody;
	const struct unit *u = registry_find(r, school);
	const struct unit *province = u == NULL ? NULL : registry_province(r, u);
	return province == NULL ? nobody : province->code;
}

static struct world
world_of(const struct law *law, const struct header *h)
{
	const struct registry *r = law_registry(law);
	const struct world w = {
		.registry = r,
		.calendar = law_calendar(law),
		.divisions = law_divisions(law),
		.nation = law_nation(law),
		.receiving = law_policy(law, h->receiving_school),
		.sending = law_policy(law, h->sending_school),
		.receiving_province = province_of(r, h->receiving_school),
		.sending_province = province_of(r, h->sending_school),
	};
	return w;
}

static void
set_day(json_t *j, const char *name, struct instant term)
{
	char text[DAY_TEXT_MAX];
	day_text(calendar_due_day(term), text);
	(void)json_object_set_new(j, name, json_string(text));
}

static json_t *
json_of(const struct law *law, const struct difference *d)
{
	const struct unit *u = registry_find(law_registry(law), d->unit);
	json_t *j = json_pack("{s:s, s:s, s:s, s:b, s:s, s:s, s:s}", "what", difference_name(d->kind),
	    "zh", difference_label_zh(d->kind), "en", difference_label_en(d->kind), "ends",
	    d->ends, "stage", stage_row(d->stage)->name, "unit", d->unit.text, "name",
	    u == NULL ? "" : u->name);
	if (d->n > 0)
		(void)json_object_set_new(j, "n", json_integer(d->n));
	if (d->kind == DIFFERENCE_answer) {
		client_set_text(j, "now", verdict_name(d->now));
		client_set_text(j, "draft", verdict_name(d->draft));
	} else if (d->due_now.ms != 0) {
		set_day(j, "due_now", d->due_now);
		set_day(j, "due_draft", d->due_draft);
	}
	return j;
}

/* What was found goes into the case, and is counted. */
static void
tell(struct reading *r, json_t *told, const struct replayed *found)
{
	json_t *list = json_array();
	for (size_t i = 0; i < found->n; i++) {
		r->counts[found->differences[i].kind]++;
		(void)json_array_append_new(list, json_of(r->now, &found->differences[i]));
	}
	r->n_replayed++;
	r->n_different += found->n > 0;
	(void)json_object_set_new(told, "differences", list);
}

static void
tell_header(json_t *told, const struct header *h)
{
	char filed_at[INSTANT_TEXT_MAX];
	instant_text(h->filed_at, filed_at);
	client_set_text(told, "docket", h->id.text);
	client_set_text(told, "kind", business_name(h->kind));
	client_set_text(told, "scope", scope_name(h->scope));
	client_set_text(told, "filed_at", filed_at);
	client_set_text(told, "receiving_school", h->receiving_school.text);
	client_set_text(told, "sending_school", h->sending_school.text);
}

/* NULL: it was not filed in that period. */
static json_t *
read_case(struct reading *r, struct arena *arena, const char *path, struct bytes exported)
{
	struct replayed found;
	const struct proof p = wire_verify(arena, exported, r->root);
	const struct header *h = &p.docket.header;
	enum verdict v = p.verdict;
	const bool is_proved = v == VERDICT_OK;
	if (is_proved && (h->filed_at.ms < r->from.ms || h->filed_at.ms >= r->until.ms)) {
		r->n_outside++;
		return NULL;
	}
	json_t *told = json_pack("{s:s}", "file", path);
	if (is_proved) {
		const struct world now = world_of(r->now, h), draft = world_of(r->draft, h);
		tell_header(told, h);
		v = replay(h, p.entries, p.n_entries, &now, &draft, &found);
	}
	client_set_text(told, "verdict", verdict_name(v));
	if (v == VERDICT_OK)
		tell(r, told, &found);
	r->n_unverified += !is_proved;
	r->n_unknown += is_proved && v != VERDICT_OK;
	return told;
}

/* -- in words ------------------------------------------------------------------------- */

static const char *
text(const json_t *j, const char *name)
{
	const char *s = json_string_value(json_object_get(j, name));
	return s == NULL ? "" : s;
}

static void
print_difference(const json_t *d)
{
	enum stage stage;
	const bool is_known = stage_parse(text(d, "stage"), &stage);
	const json_t *n = json_object_get(d, "n");
	if (n != NULL)
		(void)printf("  %3lld  ", (long long)json_integer_value(n));
	else
		(void)printf("    -  ");
	print_cell(is_known ? stage_row(stage)->zh : "", 14);
	print_cell(text(d, "unit"), 10);
	print_cell(text(d, "name"), 24);
	(void)printf("%s %s", text(d, "zh"), text(d, "en"));
	if (text(d, "due_now")[0] != '\0')
		(void)printf("：%s → %s", text(d, "due_now"), text(d, "due_draft"));
	if (text(d, "now")[0] != '\0')
		(void)printf("：%s → %s\n       %s\n       %s", text(d, "now"), text(d, "draft"),
		    print_verdict_of(text(d, "draft"))->zh, print_verdict_of(text(d, "draft"))->en);
	(void)printf("%s\n", json_is_true(json_object_get(d, "ends"))
	    ? "\n       其后的记录不再成立  what follows on record would not have come about" : "");
}

static void
print_case(const json_t *c)
{
	size_t i;
	enum business kind;
	const json_t *d, *list = json_object_get(c, "differences");
	const struct verdict_row *v = print_verdict_of(text(c, "verdict"));
	(void)printf("%s", text(c, "docket")[0] == '\0' ? text(c, "file") : text(c, "docket"));
	if (business_parse(text(c, "kind"), &kind))
		(void)printf("  %s  %.10s  %s → %s", business_label_zh(kind), text(c, "filed_at"),
		    text(c, "sending_school"), text(c, "receiving_school"));
	if (list == NULL)
		(void)printf("  未能重放：%s  not replayed: %s (%s)\n", v->zh, v->en, v->name);
	else if (json_array_size(list) == 0)
		(void)printf("  无不同 no difference\n");
	else
		(void)putchar('\n');
	json_array_foreach(list, i, d)
		print_difference(d);
}

static void
print_all(const struct reading *r, const json_t *cases)
{
	size_t i;
	const json_t *c;
	json_array_foreach(cases, i, c)
		print_case(c);
	(void)printf("重放 %d 件，其中 %d 件有不同；未能重放 %d 件；不在期间内 %d 件\n"
		     "%d replayed, %d of them differ; %d not replayed; %d outside the period\n",
	    r->n_replayed, r->n_different, r->n_unverified + r->n_unknown, r->n_outside,
	    r->n_replayed, r->n_different, r->n_unverified + r->n_unknown, r->n_outside);
	for (int i_kind = 1; i_kind < DIFFERENCE_N; i_kind++)
		if (r->counts[i_kind] > 0)
			(void)printf("  %5d  %s %s\n", r->counts[i_kind],
			    difference_label_zh((enum difference_kind)i_kind),
			    difference_label_en((enum difference_kind)i_kind));
}

static json_t *
json_of_all(const struct reading *r, json_t *cases)
{
	json_t *counts = json_object();
	for (int i = 1; i < DIFFERENCE_N; i++)
		(void)json_object_set_new(counts, difference_name((enum difference_kind)i),
		    json_integer(r->counts[i]));
	return json_pack("{s:O, s:i, s:i, s:i, s:i, s:o}", "cases", cases, "replayed", r->n_replayed,
	    "different", r->n_different, "not_replayed", r->n_unverified + r->n_unknown, "outside",
	    r->n_outside, "counts", counts);
}

/* -- the law -------------------------------------------------------------------------- */

static bool
take_day(const struct typed *t, const char *name, struct instant *ret)
{
	struct day d;
	const char *typed = typed_option(t, name);
	if (typed == NULL)
		return true;
	if (!day_parse(typed, &d)) {
		(void)fprintf(stderr, "xueji: --%s takes a day such as 2026-09-01\n", name);
		return false;
	}
	*ret = instant_of_day(d);
	return true;
}

static bool
take_of(const struct typed *t, struct unit_code *ret)
{
	const char *of = typed_option(t, "of");
	if (of == NULL || (unit_code_parse(of, ret) && strlen(of) == 6))
		return true;
	(void)fprintf(stderr, "xueji: --of takes a province, or 000000 for the nation\n");
	return false;
}

static int
refuse(const struct typed *t, const struct settings_fault *why)
{
	if (t->json) {
		json_t *j = json_pack("{s:s}", "why", why->text);
		print_json(j);
		json_decref(j);
	} else
		(void)fprintf(stderr, "xueji: %s\n", why->text);
	return EXIT_REFUSED;
}

static const char *
settings_path(const struct typed *t)
{
	const char *path = typed_option(t, "settings");
	if (path == NULL)
		path = getenv("XUEJI_SETTINGS");
	return path == NULL ? "var/etc/ministry-00.yaml" : path;
}

/* -- the command ---------------------------------------------------------------------- */

static int
read_all(struct reading *r)
{
	const struct typed *t = r->t;
	bool is_missing = false;
	json_t *cases = json_array();
	for (size_t i = 1; i < t->n_rest; i++) {
		struct arena *arena = arena_new();
		struct bytes exported;
		json_t *told = NULL;
		if (!proof_read(arena, t->rest[i], &exported))
			is_missing = true;
		else
			told = read_case(r, arena, t->rest[i], exported);
		if (told != NULL)
			(void)json_array_append_new(cases, told);
		arena_free(arena);
	}
	if (t->json) {
		json_t *all = json_of_all(r, cases);
		print_json(all);
		json_decref(all);
	} else
		print_all(r, cases);
	json_decref(cases);
	if (r->n_unverified > 0)
		return EXIT_UNVERIFIED;
	return is_missing || r->n_unknown > 0 ? EXIT_NOT_FOUND : EXIT_DONE;
}

int
command_replay(const struct typed *t)
{
	struct reading r = { .t = t, .until = { INT64_MAX } };
	struct unit_code of = { "" };
	struct settings settings;
	struct settings_fault why;
	const char *policy = typed_option(t, "policy");
	if (t->n_rest < 2 || policy == NULL || !take_of(t, &of) || !take_day(t, "from", &r.from)
	    || !take_day(t, "until", &r.until))
		return EXIT_USAGE;
	if (!proof_root(t, r.root))
		return EXIT_NOT_FOUND;
	if (!settings_load(settings_path(t), &settings, &why))
		return refuse(t, &why);
	struct law *now = law_load(&settings, &why), *draft = NULL;
	if (now == NULL)
		return refuse(t, &why);
	draft = law_load_draft(&settings, policy, of, &why);
	r.now = now;
	r.draft = draft;
	const int code = draft == NULL ? refuse(t, &why) : read_all(&r);
	law_free(draft);
	law_free(now);
	return code;
}
