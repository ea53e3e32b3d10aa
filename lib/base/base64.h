/* Base64 (RFC 4648): bytes as a text, one way to write them. Nothing here allocates. */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include <stdbool.h>
#include <stddef.h>

/* What n bytes become, with the NUL. */
#define BASE64_SIZE(n)		(((n) + 2) / 3 * 4 + 1)
#define BASE64URL_SIZE(n)	(((n) * 4 + 2) / 3 + 1)

/* §4, padded: for a form or a JSON text. */

void	base64_write(const void *bytes, size_t n, char *ret /* BASE64_SIZE(n) */);
/* The one way to write them, padding and all: false for any other text, and for more than `size` bytes. */
bool	base64_read(const char *text, void *ret, size_t size, size_t *ret_n);
/* §5, not padded: for an address or a file name. */
void	base64url_write(const void *bytes, size_t n, char *ret /* BASE64URL_SIZE(n) */);
bool	base64url_read(const char *text, void *ret, size_t size, size_t *ret_n);

#endif
