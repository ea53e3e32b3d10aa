/* See pdf.h. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/pdf.h"

static void
say(const char *command, char *ret, size_t size)
{
	FILE *f = popen(command, "r");
	cr_assert_not_null(f);
	const size_t n = fread(ret, 1, size - 1, f);
	ret[n] = '\0';
	cr_assert_eq(pclose(f), 0, "%s: %s", command, ret);
}

struct pdf_seen
pdf_look(const void *data, size_t size)
{
	struct pdf_seen s = { .size = size };
	char dir[] = "/tmp/xueji-pdf-XXXXXX", command[512];
	cr_assert_not_null(mkdtemp(dir));
	(void)snprintf(command, sizeof(command), "%s/a.pdf", dir);
	FILE *f = fopen(command, "wb");
	cr_assert(f != NULL && fwrite(data, 1, size, f) == size && fclose(f) == 0);
	(void)snprintf(command, sizeof(command), "pdffonts %s/a.pdf", dir);
	say(command, s.fonts, sizeof(s.fonts));
	(void)snprintf(command, sizeof(command), "pdfinfo %s/a.pdf", dir);
	say(command, s.info, sizeof(s.info));
	(void)snprintf(command, sizeof(command), "pdftotext -raw -nopgbrk %s/a.pdf -", dir);
	say(command, s.text, sizeof(s.text));
	(void)snprintf(command, sizeof(command),
	    "cd %s && pdftoppm -r 200 -png a.pdf a && zbarimg -q --nodbus --raw -Sdisable -Sqrcode.enable a-*.png 2>/dev/null"
	    " || [ $? = 4 ]",	/* 4: none on some of the pages */
	    dir);
	say(command, s.code, sizeof(s.code));
	s.code[strcspn(s.code, "\n")] = '\0';
	(void)snprintf(command, sizeof(command), "rm -r %s", dir);
	cr_assert_eq(system(command), 0);
	return s;
}

/* Behind two lines of head, "emb sub uni" are the sixth and fifth words from behind. */
void
pdf_expect_embedded(const struct pdf_seen *s)
{
	size_t n = 0;
	char text[sizeof(s->fonts)], *line, *rest = text;
	memcpy(text, s->fonts, sizeof(text));
	for (int i = 0; (line = strtok_r(rest, "\n", &rest)) != NULL; i++) {
		if (i < 2)
			continue;
		n++;
		cr_expect_not_null(strstr(line, " yes yes yes "), "%s", line);
		cr_expect(strstr(line, "+NotoSansCJK") != NULL || strstr(line, "+DejaVuSans") != NULL, "%s", line);
	}
	cr_expect_gt(n, 0, "no fonts: %s", s->fonts);
}
