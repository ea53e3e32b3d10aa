/* See officer.h. */
#include "officer.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const char *
nothing_of(const struct door *d, const char *name)
{
	(void)d, (void)name;
	return NULL;
}

static const struct typed_field *query;

static const char *
query_of(const struct door *d, const char *name)
{
	(void)d;
	for (size_t i = 0; query != NULL && query[i].name != NULL; i++)
		if (strcmp(query[i].name, name) == 0)
			return query[i].value;
	return NULL;
}

/* The store of paper knows of no deputies; those of the real one are in tests/accounts. */
enum store_result
store_deputies(struct store *s, struct unit_code unit, const char *of, struct day today,
    struct deputy ret[STORE_DEPUTIES_LIST_MAX], size_t *ret_n)
{
	(void)s, (void)unit, (void)of, (void)today, (void)ret;
	*ret_n = 0;
	return behind.weather;
}

struct officer_sees
officer_opens(struct hatch *w, const struct officer *who, void (*page)(struct visit *), const struct typed_field *typed)
{
	struct door d = desk_door(w->desk);
	struct visit v = { .door = &d, .path = "/console/", .lang = who->lang };
	query = who->query;
	d.query = query_of;
	d.header = nothing_of;
	cr_assert(unit_code_parse(who->unit, &v.account.unit));
	v.account.role = v.role = d.as.role = who->role;
	d.as.unit = v.account.unit;
	memcpy(v.account.name, "qian", 5);
	memcpy(d.as.officer, "qian", 5);
	for (; typed != NULL && typed[v.form.n].name != NULL; v.form.n++) {
		v.form.names[v.form.n] = typed[v.form.n].name;
		v.form.values[v.form.n] = typed[v.form.n].value;
	}
	desk_hold_law(w->desk);
	page(&v);
	desk_let_go_of_store(&d);
	desk_let_go_of_law(w->desk);
	const struct officer_sees seen = { d.answer.status, strndup(d.answer.data, d.answer.size) };
	free(d.answer.data);
	arena_free(d.arena);
	return seen;
}

void
officer_expects(struct hatch *w, const struct officer *who, void (*page)(struct visit *),
    const struct typed_field *typed, unsigned status, const char *text, const char *other)
{
	struct officer_sees s = officer_opens(w, who, page, typed);
	cr_expect_eq(s.status, status, "%u: %s", s.status, s.html);
	cr_expect(text == NULL || strstr(s.html, text) != NULL, "no %s in %s", text, s.html);
	cr_expect(other == NULL || strstr(s.html, other) == NULL, "%s in %s", other, s.html);
	free(s.html);
}
