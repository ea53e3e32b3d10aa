/*
 * What is done while one call fails: each story is one life of an office's daemon, from the first
 * connection on, on the database of store/base.h.
 *
 *	filing	a school: a registrar files, the head approves; the county's letter is in the outbox
 *	turn	that county: the letter comes, between two that nobody can use, and is decided on
 */
#ifndef TESTS_NTH_STORY_H
#define TESTS_NTH_STORY_H

#include <stdbool.h>
#include <stddef.h>

enum story { STORY_filing, STORY_turn, STORY_N };

extern const char *const story_names[];

/* Law and keys, before anything is forked. */
void	story_begin(void);
void	story_end(void);
/* What a filing has left for the county is what a turn will read. */
void	story_take_letters(void);
/* Lives it; only what it says on the way is armed. 0: all is as it should be. Otherwise the reason is on
 * standard error. With is_again somebody else may have done part of it before. */
int	story_live(enum story, bool is_again);

#endif
