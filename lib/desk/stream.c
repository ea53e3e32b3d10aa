/*
 * What a browser is told that watches the desk of a unit: that something has come, and now and then that
 * the desk is still there. Its thread looks four times a second rather than being woken: that needs no
 * descriptor and no lock, and poll() meanwhile notices a client who has gone, been cut off (guests.c) or
 * whose server ends, at once.
 */
#include <poll.h>

#include "base/clock.h"
#include "desk/door.h"

enum { LOOK_MS = 250, NEWS_EVERY_US = 1000000, BEAT_US = 20000000 };

/* Whatever has come before it listened, and since its page was made, is news. */
struct stream
stream_begin(struct relay *relay, struct unit_code unit, int fd)
{
	return (struct stream){
		.relay = relay,
		.unit = unit,
		.fd = fd,
		.seen = relay_news(relay, unit) - 1,
		.next_beat_us = clock_monotonic_us() + BEAT_US,
	};
}

enum stream_what
stream_wait(struct stream *s)
{
	struct pollfd client = { .fd = s->fd, .events = POLLIN };
	for (;;) {
		const int64_t now_us = clock_monotonic_us();
		const uint32_t news = relay_news(s->relay, s->unit);
		if (news != s->seen && now_us >= s->next_news_us) {
			s->seen = news;
			s->next_news_us = now_us + NEWS_EVERY_US;
			return STREAM_NEWS;
		}
		if (now_us >= s->next_beat_us) {
			s->next_beat_us = now_us + BEAT_US;
			return STREAM_BEAT;
		}
		if (poll(&client, 1, LOOK_MS) > 0)	/* who speaks meanwhile is no browser */
			return STREAM_OVER;
	}
}
