/* Signals as two questions that the main thread asks between turns. */
#ifndef DAEMON_DAEMON_SIGNAL_H
#define DAEMON_DAEMON_SIGNAL_H

#include <stdbool.h>

/* SIGTERM and SIGINT want the end, SIGHUP the files read again, SIGALRM is the watchdog. */
void	daemon_signal_catch(void);
/* Around the start of threads: they inherit the mask, so that our signals reach the main
 * thread only and end its waits at once. */
void	daemon_signal_hold(bool is_held);
bool	daemon_signal_wants_end(void);
/* True once for any number of SIGHUPs since the last time. */
bool	daemon_signal_wants_reload(void);
/* Ends the process with exit status 1 after so many seconds; 0: no longer. */
void	daemon_signal_watchdog(unsigned seconds);

#endif
