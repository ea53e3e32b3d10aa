/*
 * xueji-paper: prints forms. Started by a daemon (lib/press), which asks one request after the other on
 * standard input and is answered on standard output, until the input ends. It opens no file but fonts,
 * and keeps nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "page.h"
#include "press/press.h"
#include "request.h"

static bool
write_answer(const void *data, size_t size)
{
	unsigned char head[PRESS_HEAD_SIZE];
	for (size_t i = 0; i < sizeof(head); i++)
		head[i] = (unsigned char)(size >> 8 * (sizeof(head) - 1 - i));
	return fwrite(head, 1, sizeof(head), stdout) == sizeof(head)
	    && fwrite(data, 1, size, stdout) == size && fflush(stdout) == 0;
}

static bool
answer(const char *text, size_t n)
{
	struct request r;
	struct pdf pdf;
	const char *why = request_parse(text, n, &r);
	if (why != NULL)
		return write_answer(why, strlen(why));
	why = page_print(&r, &pdf);
	request_end(&r);
	if (why != NULL)
		return write_answer(why, strlen(why));
	const bool ok = write_answer(pdf.data, pdf.size);
	free(pdf.data);
	return ok;
}

/* False with *ret_size 0: the input has ended where it may. */
static bool
read_request(char *text, size_t *ret_size)
{
	unsigned char head[PRESS_HEAD_SIZE];
	*ret_size = fread(head, 1, sizeof(head), stdin);
	if (*ret_size < sizeof(head))
		return false;
	*ret_size = 0;
	for (size_t i = 0; i < sizeof(head); i++)
		*ret_size = *ret_size << 8 | head[i];
	return *ret_size <= PRESS_REQUEST_MAX && fread(text, 1, *ret_size, stdin) == *ret_size;
}

int
main(void)
{
	size_t n;
	char *text = malloc(PRESS_REQUEST_MAX);
	if (text == NULL)
		return EXIT_FAILURE;
	page_begin();
	while (read_request(text, &n))
		if (!answer(text, n))
			break;
	free(text);
	return n == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
