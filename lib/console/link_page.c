/* A link that a registrar gives to a guardian, who then needs neither number nor name (lib/desk/link.c). It is
 * shown once: nobody can read it again afterwards, only make another. */
#include <stdio.h>
#include <string.h>

#include "console/table.h"

/* Where ?lang= leads from a page that came by POST. */
void
link_go_back(struct visit *v)
{
	char number[STUDENT_NUMBER_MAX];
	const bool is_one = ref_open(v, v->door->segments[0], number);
	console_go(v, is_one ? table_text(v, "/console/students/%s", ref_of(v, number)) : "/console/students");
}

void
link_give(struct visit *v)
{
	struct out out = { .size = 0 };
	char number[STUDENT_NUMBER_MAX], token[LINK_TOKEN_MAX], at[INSTANT_TEXT_MAX];
	struct instant until;
	if (!ref_open(v, v->door->segments[0], number)) {
		console_notice(v, 404, WORD_not_found);
		return;
	}
	if (!status_make_link(v->door, number, token, &until)) {
		const unsigned status = v->door->answer.status;
		json_t *j = console_take_json(v);
		ask_refuse(v, status, j);
		json_decref(j);
		return;
	}
	instant_text(until, at);
	const struct link_page p = {
		.frame = console_frame(v, word(v->lang, WORD_link_give)),
		.url = table_text(v, "%s/parents/link/%s", session_origin(v), token),
		.until = label_time(v, at),
		.ref = ref_of(v, number),
		.openings = LINK_OPENINGS,
	};
	page_link(&out, &p);
	console_page(v, 200, &out);
}
