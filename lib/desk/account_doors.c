/*
 * Accounts of the pages, for whoever may connect to the Unix socket. The door stands outside
 * /console/, for that is what a proxy hands on; passwords are the console's business, so the console answers.
 */
#include "desk/door.h"

void
enter_put_account(struct door *d)
{
	if (d->options->console != NULL) {
		d->options->console(d, "POST", ACCOUNTS_PATH);
		return;
	}
	answer_bad_request(d, "desk.console is 0: there are no pages, and no accounts of them");
	d->answer.status = 404;
}
