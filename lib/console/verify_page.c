/* Anybody who holds a printed form has the text of its QR code checked: who issued which form on which day. It
 * holds no data of a child, and nothing that is typed here is kept. */
#include <string.h>

#include "console/inside.h"

static void
show(struct visit *v, unsigned status, struct verify_page *p)
{
	struct out out = { .size = 0 };
	session_need_token(v);
	p->frame = console_frame(v, word(v->lang, WORD_verify));
	page_verify(&out, p);
	console_page(v, status, &out);
}

void
verify_show(struct visit *v)
{
	struct verify_page p = { .typed = "" };
	show(v, 200, &p);
}

static struct verify_page
page_of(struct visit *v, const json_t *j)
{
	return (struct verify_page){
		.typed = "",
		.is_valid = true,
		.form = console_text(v, j, v->lang == LANG_EN ? "en" : "zh"),
		.unit = console_text(v, j, "name"),
		.code = console_text(v, j, "unit"),
		.day = label_day(v, console_text(v, j, "on")),
		.key = console_text(v, j, "key"),
	};
}

void
verify_check(struct visit *v)
{
	const char *typed = form_value(&v->form, "proof");
	struct verify_page p = { .typed = typed, .is_empty = true };
	if (typed[strspn(typed, " \t\r\n")] == '\0') {
		show(v, 400, &p);
		return;
	}
	paper_answer_check(v->door, typed);
	const unsigned status = v->door->answer.status;
	if (status == 429 || status == 503) {
		(void)parents_answer(v, NULL);
		return;
	}
	json_t *j = console_take_json(v);
	if (status == 200)
		p = page_of(v, j);
	else
		p = (struct verify_page){ .typed = typed, .is_not_valid = true,
			.trouble = ask_sentence(v, j) };
	json_decref(j);
	show(v, status == 200 ? 200 : 400, &p);
}
