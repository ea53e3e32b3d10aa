/*
 * The console: the desk in a browser. Pages under /console/ for whoever has an account; what they
 * show and do goes through the doors of lib/desk, so that a page can do nothing a program could not.
 */
#ifndef CONSOLE_CONSOLE_H
#define CONSOLE_CONSOLE_H

#include <stdbool.h>

struct door;

/* Where the identity provider sends browsers back, under desk.public_base. */
#define CONSOLE_PROVIDER_BACK	"/console/sign-in/provider/back"

/* Of desk_options: answers every path under /console/ and /parents/, and /. */
void	console_answer(struct door *, const char *method, const char *path);
/* The same: by the cookie alone, before the body is there. */
bool	console_is_signed_in(struct door *);

#endif
