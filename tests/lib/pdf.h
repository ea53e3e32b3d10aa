/* A PDF as others see it: poppler's programs, and a camera (zbar). */
#ifndef TESTS_LIB_PDF_H
#define TESTS_LIB_PDF_H

#include <stddef.h>

struct pdf_seen {
	size_t size;
	char fonts[4096], info[4096], text[65536];
	char code[1024];	/* what the QR code says */
};

struct pdf_seen	pdf_look(const void *, size_t);
/* Every font is embedded, a subset, and Noto's, or DejaVu's for some letters with accents. */
void		pdf_expect_embedded(const struct pdf_seen *);

#endif
