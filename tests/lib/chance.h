/* Chance that can be repeated: SEED=n in the environment replays. */
#ifndef CHANCE_H
#define CHANCE_H

#include <stddef.h>
#include <stdint.h>

uint64_t	chance_seed(void);	/* 1 if none is given */
uint64_t	chance_draw(uint64_t *state);
size_t		chance_below(uint64_t *state, size_t n);

#endif
