/* What is printed: the bytes of a door as they are, or a page that says why there are none. */
#include <stdio.h>
#include <string.h>

#include "console/inside.h"

static void
pass_on(struct visit *v)
{
	struct out out = { .size = 0 };
	const unsigned status = v->door->answer.status;
	if (status == 200)
		return;
	json_t *j = console_take_json(v);
	const bool is_en = v->lang == LANG_EN;
	struct notice_page p = { .frame = console_frame(v, word(v->lang, WORD_print)) };
	const char *said = ask_sentence(v, j);
	const char *remedy = ask_remedy(v, j);
	const size_t size = strlen(said) + strlen(remedy) + 8;
	char *text = arena_alloc(v->door->arena, size);
	(void)snprintf(text, size, "%s%s%s", said, is_en ? ". " : "。", remedy);
	p.text = text;
	json_decref(j);
	page_notice(&out, &p);
	console_page(v, status, &out);
}

void
paper_receipt(struct visit *v)
{
	door_receipt_pdf(v->door);
	pass_on(v);
}

void
paper_notice(struct visit *v)
{
	door_notice_pdf(v->door);
	pass_on(v);
}

void
paper_verification(struct visit *v)
{
	door_verification_sheet_pdf(v->door);
	pass_on(v);
}

void
paper_sheet(struct visit *v)
{
	char number[STUDENT_NUMBER_MAX];
	if (!ref_open(v, v->door->segments[0], number)) {
		console_notice(v, 404, WORD_not_found);
		return;
	}
	const struct form f = { .names = { "number" }, .values = { number }, .n = 1 };
	console_call(v, door_sheet_pdf, &f);
	pass_on(v);
}
