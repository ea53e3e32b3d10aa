/*
 * Signals. Handlers only set flags; the watchdog says one sentence and is gone. It is there
 * for the orderly exit, which has to wait for libraries that may wait for ever.
 */
#include <signal.h>
#include <unistd.h>

#include "daemon/daemon_signal.h"

static volatile sig_atomic_t wants_end, wants_reload;

static void
on_signal(int signal)
{
	if (signal == SIGHUP)
		wants_reload = 1;
	else
		wants_end = 1;
}

static void
on_watchdog(int signal)
{
	static const char words[] = "watchdog: the orderly exit took too long\n";
	(void)signal;
	const ssize_t n = write(STDERR_FILENO, words, sizeof(words) - 1);
	(void)n;
	_exit(1);
}

void
daemon_signal_catch(void)
{
	struct sigaction sa = { .sa_handler = on_signal };
	(void)sigemptyset(&sa.sa_mask);
	(void)sigaction(SIGTERM, &sa, NULL);
	(void)sigaction(SIGINT, &sa, NULL);
	(void)sigaction(SIGHUP, &sa, NULL);
	sa.sa_handler = on_watchdog;
	(void)sigaction(SIGALRM, &sa, NULL);
	sa.sa_handler = SIG_IGN;
	(void)sigaction(SIGPIPE, &sa, NULL);
}

void
daemon_signal_hold(bool is_held)
{
	sigset_t set;
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGHUP);
	(void)sigaddset(&set, SIGALRM);
	(void)pthread_sigmask(is_held ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
}

bool
daemon_signal_wants_end(void)
{
	return wants_end != 0;
}

bool
daemon_signal_wants_reload(void)
{
	if (wants_reload == 0)
		return false;
	wants_reload = 0;	/* before the files are read: a later one reads them once more */
	return true;
}

void
daemon_signal_watchdog(unsigned seconds)
{
	(void)alarm(seconds);
}
