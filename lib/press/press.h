/*
 * The press: the worker program that makes PDFs (services/xueji-paper), started when it is first needed.
 *
 * Request and answer are each four bytes of length, big-endian, and so many bytes. A request is a JSON
 * object (services/xueji-paper/request.h). An answer begins with "%PDF-"; one that does not is a sentence,
 * why the request could not be printed, without anything that was to be printed in it.
 */
#ifndef PRESS_PRESS_H
#define PRESS_PRESS_H

#include <stdbool.h>

#include "base/arena.h"

enum {
	PRESS_HEAD_SIZE = 4,
	PRESS_REQUEST_MAX = 128 * 1024,
	PRESS_ANSWER_MAX = 4 * 1024 * 1024,
	PRESS_WAIT_MS = 5000,	/* for an answer, and for those who are before */
};

struct press;

void		 press_free(struct press *);
/* `program` is borrowed; "": there is none, and nothing can be printed. */
struct press	*press_new(const char *program)
		    __attribute__((malloc, malloc(press_free, 1), warn_unused_result));
/* Any thread. False, and why in one sentence (in the arena or for ever), if there is no PDF. */
bool		 press_print(struct press *, struct arena *, struct bytes request, struct bytes *ret_pdf,
		    const char **ret_why);

#endif
