/* Text: bounded copies, UTF-8, hex. Nothing here allocates. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Copies with its NUL; false, and *to untouched, if it does not fit. */
bool	text_copy(char *to, size_t size, const char *from);
/* Valid UTF-8 (RFC 3629: no surrogates, no overlong forms), no NUL inside `n` bytes. */
bool	text_is_utf8(const void *, size_t n);
/* Characters (code points) in valid UTF-8. */
size_t	text_chars(const char *);
/* Printable ASCII without blanks: identifiers. */
bool	text_is_ident(const char *);
void	text_hex(const void *bytes, size_t n, char *ret /* 2n + 1 */);
bool	text_unhex(const char *hex, void *ret, size_t n);
/* Edits needed to turn one word into the other, for "did you mean". */
size_t	text_distance(const char *, const char *);

#endif
