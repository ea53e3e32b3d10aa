/* What a docket is about: the schools, the day, why it was filed, what is to change, the scans. Of business that names no
 * child nothing is said of one. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "console/table.h"

enum { FACTS_MAX = 16, CHANGES_MAX = 8, HASH_CHARS = 12 };

struct facts {
	struct fact_line *lines;
	size_t n;
};

/* Nothing is said of what is not there. */
static void
add_fact(struct visit *v, struct facts *f, enum word label, const char *value)
{
	if (value[0] != '\0' && f->n < FACTS_MAX)
		f->lines[f->n++] = (struct fact_line){ word(v->lang, label), value };
}

static const char *
grade_of(struct visit *v, const json_t *student)
{
	char text[16];
	const json_t *grade = json_object_get(student, "grade");
	if (!json_is_integer(grade))
		return "";
	(void)snprintf(text, sizeof(text), "%d", (int)json_integer_value(grade));
	return arena_text(v->door->arena, text);
}

static void
gather_facts(struct visit *v, const json_t *j, struct facts *f)
{
	const json_t *student = json_object_get(j, "student");
	const char *receiving = console_text(v, j, "receiving_school");
	const char *sending = console_text(v, j, "sending_school");
	const bool is_one = strcmp(receiving, sending) == 0, has_child = json_is_object(student);
	add_fact(v, f, WORD_docket, console_text(v, j, "docket"));
	add_fact(v, f, WORD_scope, label_scope(v->lang, console_text(v, j, "scope")));
	add_fact(v, f, WORD_grade, grade_of(v, student));
	if (!has_child)
		add_fact(v, f, WORD_complaints_answers, console_unit(v, sending));
	if (!has_child && !is_one)
		add_fact(v, f, WORD_other_school, console_unit(v, receiving));
	if (has_child)
		add_fact(v, f, is_one ? WORD_school : WORD_receiving_school, console_unit(v, receiving));
	if (has_child && !is_one)
		add_fact(v, f, WORD_sending_school, console_unit(v, sending));
	if (has_child)
		add_fact(v, f, WORD_arrived_on, label_day(v, console_text(v, j, "arrived_on")));
	add_fact(v, f, WORD_filed_at, label_time(v, console_text(v, j, "filed_at")));
	add_fact(v, f, WORD_about, console_text(v, j, "about"));
	add_fact(v, f, has_child ? WORD_filed_because : WORD_complained_because,
	    console_text(v, json_array_get(json_object_get(j, "entries"), 0), "reason"));
	const json_t *contact = json_object_get(j, "holder_contact");
	add_fact(v, f, WORD_holder_phone, console_text(v, contact, "phone"));
	add_fact(v, f, WORD_holder_channel, console_text(v, contact, "channel"));
}

/* Blank is something that was written; what was not written at all is not asked to change. */
static void
add_change(struct visit *v, const json_t *change, const json_t *before, const char *name, enum word label,
    struct change_line *lines, size_t *n)
{
	const char *to = console_text(v, change, name), *from = console_text(v, before, name);
	if (to[0] == '\0' && !json_is_object(before))
		return;
	const bool is_changed = to[0] != '\0' && strcmp(to, from) != 0;
	const char *none = word(v->lang, WORD_blank);
	lines[(*n)++] = (struct change_line){
		.what = word(v->lang, label),
		.before = from[0] == '\0' ? none
		    : !is_changed && label == WORD_citizen_id ? look_masked(v, from) : from,
		.after = to[0] == '\0' ? word(v->lang, WORD_not_asked) : to,
		.is_changed = is_changed,
		.mark = word(v->lang, is_changed ? WORD_is_changed : WORD_stays),
	};
}

static const struct change_line *
changes_of(struct visit *v, const json_t *j, size_t *ret_n)
{
	const json_t *change = json_object_get(j, "change"), *before = json_object_get(j, "before");
	const json_t *key = json_is_object(before) ? before : NULL;
	struct change_line *lines = arena_array(v->door->arena, CHANGES_MAX, sizeof(*lines));
	*ret_n = 0;
	if (!json_is_object(change))
		return lines;
	add_change(v, change, key, "name", WORD_name, lines, ret_n);
	add_change(v, change, key, "citizen_id", WORD_citizen_id, lines, ret_n);
	add_change(v, change, NULL, "birth", WORD_birth, lines, ret_n);
	add_change(v, change, NULL, "sex", WORD_sex, lines, ret_n);
	add_change(v, change, NULL, "until", WORD_until, lines, ret_n);
	return lines;
}

/* -- scans ---------------------------------------------------------------------------- */

/* "639 B", "120 KiB", "1.9 MiB". */
static const char *
size_of(struct visit *v, long long bytes)
{
	char text[32];
	if (bytes < 1024)
		(void)snprintf(text, sizeof(text), "%lld B", bytes);
	else if (bytes < 1024 * 1024)
		(void)snprintf(text, sizeof(text), "%lld KiB", (bytes + 1023) / 1024);
	else
		(void)snprintf(text, sizeof(text), "%.1f MiB", (double)bytes / (1024 * 1024));
	return arena_text(v->door->arena, text);
}

struct scan_line
docket_scan_line(struct visit *v, size_t i, const char *digest, const char *type, long long bytes)
{
	char hash[HASH_CHARS + 1];
	(void)snprintf(hash, sizeof(hash), "%s", digest);
	const char *name = table_text(v, "%s %zu", word(v->lang, WORD_scan_number), i + 1);
	const char *what = strcmp(type, "image/png") == 0 ? "PNG" : strcmp(type, "image/jpeg") == 0 ? "JPEG" : type;
	return (struct scan_line){
		.digest = digest,
		.hash = arena_text(v->door->arena, hash),
		.label = type[0] == '\0' ? name
		    : v->lang == LANG_EN ? table_text(v, "%s (%s, %s)", name, what, size_of(v, bytes))
					 : table_text(v, "%s（%s，%s）", name, what, size_of(v, bytes)),
	};
}

const struct scan_line *
docket_scans_kept(struct visit *v, const char *const *digests, size_t n)
{
	struct scan_line *lines = arena_array(v->door->arena, n + 1, sizeof(*lines));
	for (size_t i = 0; i < n; i++) {
		uint8_t digest[DIGEST_SIZE];
		struct attachment a = { .size = 0 };
		if (!text_unhex(digests[i], digest, sizeof(digest))
		    || store_attachment_renew(desk_store(v->door), digest, v->door->now, &a) != STORE_OK)
			a.type[0] = '\0';
		lines[i] = docket_scan_line(v, i, digests[i], arena_text(v->door->arena, a.type), a.size);
	}
	return lines;
}

static const struct scan_line *
scans_of(struct visit *v, const json_t *j, size_t *ret_n)
{
	const json_t *list = json_object_get(j, "attachments");
	const size_t n = json_array_size(list);
	struct scan_line *lines = arena_array(v->door->arena, n + 1, sizeof(*lines));
	for (size_t i = 0; i < n; i++) {
		const json_t *a = json_array_get(list, i);
		lines[i] = docket_scan_line(v, i, console_text(v, a, "digest"), console_text(v, a, "media_type"),
		    ask_number(a, "size"));
		lines[i].is_here = json_is_true(json_object_get(a, "here"));
	}
	*ret_n = n;
	return lines;
}

void
docket_facts(struct visit *v, const json_t *j, struct docket_page *p)
{
	struct facts facts = { .lines = arena_array(v->door->arena, FACTS_MAX, sizeof(*facts.lines)) };
	p->has_child = json_is_object(json_object_get(j, "student"));
	gather_facts(v, j, &facts);
	p->facts = facts.lines;
	p->n_facts = facts.n;
	p->changes = changes_of(v, j, &p->n_changes);
	p->scans = scans_of(v, j, &p->n_scans);
}
