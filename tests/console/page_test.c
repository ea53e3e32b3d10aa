/* What a child or an officer wrote is text on every page, whatever it looks like. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "console/inside.h"

#define EVIL	"\"'><script>alert(1)</script>&"

static const char *
text_of(struct out *out)
{
	out_raw(out, "", 1);
	return out->data;
}

static void
expect_harmless(struct out *out)
{
	const char *html = text_of(out);
	cr_expect_null(strstr(html, "<script>"), "%s", html);
	cr_expect_null(strstr(html, "\"'>"), "%s", html);
	cr_expect_not_null(strstr(html, "&quot;&#39;&gt;&lt;script&gt;"), "%s", html);
	cr_expect_not_null(strstr(html, "</html>"));
	free(out->data);
}

static const struct menu_line menu = { EVIL, EVIL, true };
static const struct frame_page frame = {
	.is_demo = true, .is_signed_in = true, .title = EVIL, .unit = EVIL, .officer = EVIL, .csrf = EVIL,
	.other_lang = EVIL, .style = EVIL, .script = EVIL, .role = EVIL,
	.menu = &menu, .n_menu = 1,
};
static const struct term term = { EVIL, EVIL, EVIL, EVIL, 3, true };

Test(page, the_five_characters_are_references_and_all_others_stay)
{
	struct out out = { .size = 0 };
	out_text(&out, "张<>&\"'a");
	out_number(&out, -7);
	out_text(&out, NULL);
	cr_expect_str_eq(text_of(&out), "张&lt;&gt;&amp;&quot;&#39;a-7");
	free(out.data);
}

Test(page, nothing_written_is_data_all_the_same)
{
	struct out out = { .size = 0 };
	out_raw(&out, "", 0);
	cr_expect_not_null(out.data);
	cr_expect_eq(out.size, 0);
	free(out.data);
}

Test(page, a_script_in_every_text_is_text_in_the_frame_and_on_small_pages)
{
	struct out one = { .size = 0 }, two = { .size = 0 };
	const struct sign_in_page s = { .frame = frame, .name = EVIL, .has_failed = true };
	const struct notice_page n = { .frame = frame, .text = EVIL };
	page_sign_in(&one, &s);
	expect_harmless(&one);
	page_notice(&two, &n);
	expect_harmless(&two);
}

Test(page, a_script_in_every_text_is_text_in_the_inbox)
{
	struct out out = { .size = 0 };
	const struct inbox_line line = { EVIL, EVIL, EVIL, EVIL, term };
	const struct inbox_page p = { .frame = frame, .lines = &line, .n_lines = 1, .has_next = true,
		.is_later = true, .next = EVIL };
	page_inbox(&out, &p);
	expect_harmless(&out);
}

Test(page, a_script_in_every_text_is_text_on_the_page_of_a_docket)
{
	struct out out = { .size = 0 };
	const struct step_line step = { EVIL, EVIL, EVIL, EVIL, true };
	const struct stamp_line stamp = { EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL };
	const struct ground_line ground = { EVIL, EVIL, true };
	const struct docket_page p = { .frame = frame, .docket = EVIL, .kind = EVIL, .number = EVIL,
		.name = EVIL, .sentence = EVIL, .is_open = true, .is_ours = true, .is_done = true,
		.has_failed = true, .term = term, .trouble = EVIL, .remedy = EVIL, .steps = &step,
		.n_steps = 1, .stamps = &stamp, .n_stamps = 1, .grounds = &ground, .n_grounds = 1,
		.reason = EVIL, .n = 1 };
	page_docket(&out, &p);
	expect_harmless(&out);
}

static bool
parse(struct arena *arena, const char *text, struct form *ret)
{
	const struct bytes b = { (const uint8_t *)text, strlen(text) };
	return form_parse(arena, b, ret);
}

Test(form, names_and_values_are_decoded_and_what_is_no_form_is_refused)
{
	static const char *const bad[] = { "a", "a=%", "a=%4", "a=%zz", "a=%00", "a=%ff",
		"a=&b" };
	struct arena *arena = arena_new();
	struct form f;
	cr_assert(parse(arena, "reason=%E5%BC%A0+%26x&code=", &f));
	cr_expect_str_eq(form_value(&f, "reason"), "张 &x");
	cr_expect_str_eq(form_value(&f, "code"), "");
	cr_expect_str_eq(form_value(&f, "none"), "");
	cr_expect(parse(arena, "", &f) && f.n == 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		cr_expect_not(parse(arena, bad[i], &f), "%s", bad[i]);
	char *large = calloc(1, FORM_MAX + 2);
	memset(large, 'a', FORM_MAX + 1);
	large[1] = '=';
	cr_expect_not(parse(arena, large, &f));
	free(large);
	arena_free(arena);
}

Test(password, a_hash_fits_its_password_alone)
{
	char hash[STORE_PASSWORD_MAX];
	cr_assert(password_hash("correct horse", hash, sizeof(hash)));
	cr_expect_eq(strncmp(hash, "$argon2id$", 10), 0);
	cr_expect(password_fits("correct horse", hash));
	cr_expect_not(password_fits("correct horsf", hash));
	cr_expect_not(password_fits("", ""));
}
