/* A request as pages of A4. */
#ifndef XUEJI_PAPER_PAGE_H
#define XUEJI_PAPER_PAGE_H

#include <stddef.h>

#include "request.h"

/* malloc'd. */
struct pdf {
	unsigned char *data;
	size_t size, capacity;
};

/* What fonts cost is paid here and not by whoever asks first. */
void		 page_begin(void);
/* NULL, or why it cannot be printed; then there is nothing to free. */
const char	*page_print(const struct request *, struct pdf *ret);

#endif
