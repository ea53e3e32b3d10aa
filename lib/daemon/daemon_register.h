/*
 * The thread that asks the population register. Questions wait in the ministry's store (turn_question.c);
 * it takes them in batches, writes down what the register says, and wakes the relay. A register that
 * is slow or away keeps nothing waiting but its own questions.
 */
#ifndef DAEMON_DAEMON_REGISTER_H
#define DAEMON_DAEMON_REGISTER_H

#include "relay/relay.h"
#include "settings/settings.h"

struct daemon_register;

/* `token`: of the register's URL; empty: none. NULL where the settings name no register. Signals
 * are to be held while it begins. */
struct daemon_register	*daemon_register_begin(const struct settings *, const char *token,
			    struct relay *);
/* Before the relay goes. An answer that is still under way is not waited for: its question
 * is in the store and will be asked again. */
void			 daemon_register_end(struct daemon_register *);

#endif
