/* The one place where the clock and the random source are read. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/* Every later clock_now_ms() is shifted by this; the demo's clock starts on a school day. */
void	clock_shift(int64_t ms);
int64_t	clock_now_ms(void);		/* since the epoch, shifted */
int64_t	clock_world_ms(void);		/* since the epoch, never shifted: what others say of the time is compared with it */
int64_t	clock_monotonic_us(void);	/* for durations only; never shifted */
/* UUIDv7 (RFC 9562) in text, 36 characters and the NUL. Later calls in one process sort
 * later. Thread-safe. */
void	clock_uuid7(char ret[37]);

#endif
