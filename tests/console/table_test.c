/* Lists as files: no text becomes a formula, and every character comes back. */
#include <criterion/criterion.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console/table.h"

#define RARE	"㛃䶮𬭚𫖯·ᠮᠣᠩ"	/* also outside the first plane */

static const struct table_column columns[] = {
	{ "姓名", NULL, NULL, NULL, false }, { "数量,\"个\"", NULL, NULL, NULL, true },
};
static struct table_cell cells[][2] = {
	{ { .text = RARE }, { .text = "12", .is_number = true } },
	{ { .text = "=HYPERLINK(\"http://x\")" }, { .text = "-3.5", .is_number = true } },
	{ { .text = "+1" }, { .text = "-1+1", .is_number = true } },
	{ { .text = "-1" }, { .text = "<5", .is_number = true } },
	{ { .text = "@SUM(A1)" }, { .text = "—", .is_number = true } },
	{ { .text = "\t=1" }, { .text = "-", .is_number = true } },
	{ { .text = "两\n行,一" }, { .text = "", .is_number = true } },
};
enum { N = sizeof(cells) / sizeof(cells[0]) };

static struct table_page
a_table(struct table_row rows[N])
{
	for (size_t i = 0; i < N; i++)
		rows[i] = (struct table_row){ cells[i], 2, i };
	return (struct table_page){ .columns = columns, .rows = rows, .n_columns = 2, .n_rows = N };
}

static const char csv[] = "\xef\xbb\xbf"
	"姓名,\"数量,\"\"个\"\"\"\r\n"
	RARE ",12\r\n"
	"\"'=HYPERLINK(\"\"http://x\"\")\",-3.5\r\n"
	"'+1,'-1+1\r\n"
	"'-1,<5\r\n"
	"'@SUM(A1),—\r\n"
	"'\t=1,'-\r\n"
	"\"两\n行,一\",\r\n";

Test(table, csv_is_quoted_marked_as_utf8_and_holds_no_formula)
{
	struct table_row rows[N];
	struct out out = { .size = 0 };
	const struct table_page t = a_table(rows);
	table_csv(&out, &t);
	out_raw(&out, "", 1);
	cr_expect_str_eq(out.data, csv);
	free(out.data);
}

/* Where rare names were written before they had a place of their own, this library has none. */
Test(table, a_character_that_gb18030_has_no_place_for_is_a_question_mark_and_the_rest_is_there)
{
	struct out utf8 = { .size = 0 }, coded = { .size = 0 };
	static const char text[] = "\xef\xbb\xbf\xee\xa0\x96*,a\r\n";	/* U+E816 */
	out_raw(&utf8, text, sizeof(text) - 1);
	cr_assert(table_gb18030(&utf8, &coded));
	cr_assert_eq(coded.size, 6);
	cr_expect_arr_eq(coded.data, "?*,a\r\n", 6);
	free(utf8.data);
	free(coded.data);
}

Test(table, gb18030_comes_back_as_what_it_was)
{
	struct table_row rows[N];
	struct out utf8 = { .size = 0 }, coded;
	char back[4096], *at = back;
	size_t room = sizeof(back);
	const struct table_page t = a_table(rows);
	table_csv(&utf8, &t);
	cr_assert(table_gb18030(&utf8, &coded));
	cr_expect_eq(memcmp(coded.data, "\xd0\xd5\xc3\xfb", 4), 0, "姓名");
	char *from = coded.data;
	size_t left = coded.size;
	const iconv_t c = iconv_open("UTF-8", "GB18030");
	cr_assert_neq(iconv(c, &from, &left, &at, &room), (size_t)-1);
	(void)iconv_close(c);
	*at = '\0';
	cr_expect_str_eq(back, csv + 3);
	free(utf8.data);
	free(coded.data);
}

/* Opened by somebody else's program. */
Test(table, a_workbook_opens_again_with_texts_as_texts_and_numbers_as_numbers)
{
	static const char script[] =
	    "import sys, zipfile, xml.etree.ElementTree as e\n"
	    "z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None\n"
	    "n = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'\n"
	    "s = [''.join(i.itertext()) for i in e.fromstring(z.read('xl/sharedStrings.xml'))]\n"
	    "sheet = e.fromstring(z.read('xl/worksheets/sheet1.xml'))\n"
	    "assert sheet.find('.//' + n + 'f') is None, 'a formula'\n"
	    "cell = {c.get('r'): (c.get('t'), c.findtext(n + 'v')) for c in sheet.iter(n + 'c')}\n"
	    "text = lambda r: s[int(cell[r][1])] if cell[r][0] == 's' else None\n"
	    "assert text('A1') == '姓名' and text('A2') == '" RARE "', text('A2')\n"
	    "assert text('A3').startswith('=HYPERLINK') and text('A6') == '@SUM(A1)'\n"
	    "assert cell['B2'] == (None, '12') and cell['B3'] == (None, '-3.5'), cell\n"
	    "assert text('B4') == '-1+1' and text('B5') == '<5'\n";
	char book[] = "/tmp/xueji-table-XXXXXX", program[] = "/tmp/xueji-script-XXXXXX", command[128];
	struct table_row rows[N];
	struct out out = { .size = 0 };
	const struct table_page t = a_table(rows);
	cr_assert(table_xlsx(&out, &t));
	FILE *f = fdopen(mkstemp(book), "wb"), *g = fdopen(mkstemp(program), "w");
	cr_assert(f != NULL && g != NULL);
	cr_assert_eq(fwrite(out.data, 1, out.size, f), out.size);
	cr_assert_geq(fputs(script, g), 0);
	cr_assert(fclose(f) == 0 && fclose(g) == 0);
	(void)snprintf(command, sizeof(command), "python3 %s %s", program, book);
	cr_expect_eq(system(command), 0);
	(void)remove(book);
	(void)remove(program);
	free(out.data);
}

Test(ref, a_number_comes_back_in_its_session_and_in_no_other_and_cannot_be_changed)
{
	char number[STUDENT_NUMBER_MAX], changed[2 * STUDENT_NUMBER_MAX * 2];
	struct door d = { .arena = arena_new() };
	struct visit one = { .door = &d, .token = "one" }, other = { .door = &d, .token = "two" };
	const char *ref = ref_of(&one, "G430102201503071234");
	cr_expect_lt(strlen(ref), SEGMENT_MAX);
	cr_expect_null(strstr(ref, "430102"));
	cr_expect_str_eq(ref_of(&one, "G430102201503071234"), ref);
	cr_assert(ref_open(&one, ref, number));
	cr_expect_str_eq(number, "G430102201503071234");
	cr_expect_not(ref_open(&other, ref, number));
	for (size_t i = 0; i < strlen(ref); i++) {
		(void)strcpy(changed, ref);
		changed[i] = changed[i] == '0' ? '1' : '0';
		cr_expect_not(ref_open(&one, changed, number), "byte %zu", i);
	}
	cr_expect_not(ref_open(&one, "", number));
	cr_expect_not(ref_open(&one, "G430102201503071234", number));
	cr_assert(ref_open(&one, ref_of(&one, ""), number));
	cr_expect_str_eq(number, "");
	arena_free(d.arena);
}
