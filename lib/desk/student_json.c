/* A record as JSON: the shape `student`. The name is masked, the citizen ID is not
 * there, and of the contact only whether there is one. */
#include <string.h>

#include "desk/door.h"

static json_t *
day_or_null(struct day d)
{
	return d.n == 0 ? json_null() : json_day(d);
}

json_t *
student_json(const struct record *r)
{
	return json_pack("{s:s, s:o, s:s, s:s, s:i, s:o, s:i, s:o, s:b, s:o, s:o, s:b}", "student_number",
	    r->number.text, "name_masked", json_masked(r->name), "status", status_name(r->status),
	    "school", r->school.text, "grade", r->grade, "school_year",
	    r->school_year == 0 ? json_null() : json_integer(r->school_year), "version",
	    (int)r->version, "open_docket", json_words(r->open_docket.text), "problem", r->is_problem,
	    "status_on", day_or_null(r->status_on), "status_until", day_or_null(r->status_until),
	    "contact", r->contact.address[0] != '\0' || r->contact.phone[0] != '\0'
		|| r->contact.guardian[0] != '\0');
}

static const char *
why_text(const struct record_version *v)
{
	if (v->why == RECORD_WHY_PROMOTION)
		return "promotion";
	if (v->why == RECORD_WHY_DOUBLE)
		return "double";
	return v->cause.text[0] == '\0' ? "entered" : "docket";
}

/* Every number the student had: those it brought along, then a new one wherever it changes. */
static json_t *
numbers_json(const struct record_version *versions, size_t n)
{
	json_t *list = json_array();
	for (size_t i = 0; i < versions[0].record.n_former; i++)
		(void)json_array_append_new(list,
		    json_pack("{s:s, s:n, s:o, s:s}", "number", versions[0].record.former[i].text,
			"from", "until", json_instant(versions[0].at), "why", "before"));
	for (size_t i = 0; i < n; i++) {
		const struct record_version *v = &versions[i];
		if (i > 0 && student_number_equal(v->record.number, versions[i - 1].record.number))
			continue;
		json_t *last = json_array_get(list, json_array_size(list) - 1);
		if (i > 0)
			(void)json_object_set_new(last, "until", json_instant(v->at));
		(void)json_array_append_new(list,
		    json_pack("{s:s, s:o, s:n, s:s}", "number", v->record.number.text, "from",
			json_instant(v->at), "until", "why", why_text(v)));
	}
	return list;
}

static json_t *
words_of(const char *text)
{
	json_t *list = json_array();
	for (const char *p = text; *p != '\0';) {
		const size_t n = strcspn(p, " ");
		(void)json_array_append_new(list, json_stringn(p, n));
		p += n + (p[n] == ' ');
	}
	return list;
}

/* Who filed what made the version, and the digests of the scans that proved it. */
static json_t *
filed_json(const struct evidence *e)
{
	return unit_code_is_none(e->unit) ? json_null()
					  : json_pack("{s:s, s:s, s:o}", "unit", e->unit.text, "officer",
						e->officer, "evidence", words_of(e->digests));
}

json_t *
student_json_history(const struct record_version *versions, size_t n)
{
	json_t *j = student_json(&versions[n - 1].record), *history = json_array();
	for (size_t i = 0; i < n; i++) {
		json_t *v = student_json(&versions[i].record);
		(void)json_object_set_new(v, "at", json_instant(versions[i].at));
		(void)json_object_set_new(v, "why", json_string(why_text(&versions[i])));
		(void)json_object_set_new(v, "docket", json_words(versions[i].cause.text));
		(void)json_object_set_new(v, "filed", filed_json(&versions[i].evidence));
		(void)json_array_append_new(history, v);
	}
	(void)json_object_set_new(j, "numbers", numbers_json(versions, n));
	(void)json_object_set_new(j, "history", history);
	return j;
}
