/*
 * The door for scans that come in. They are addressed by their SHA-256; what they are is told by their
 * first bytes. One that no docket names within a day is swept (lib/relay). They are
 * handed out with a docket only (docket_doors.c).
 */
#include "base/text.h"
#include "desk/door.h"

void
enter_put_attachment(struct door *d)
{
	struct attachment a = { .size = (uint32_t)d->body.size };
	const char *type = request_sniff(d->body);
	if (d->is_too_large || d->body.size > ATTACHMENT_BYTES) {
		answer_verdict(d, VERDICT_ATTACHMENT_TOO_LARGE, NULL);
		return;
	}
	if (type == NULL || !text_copy(a.type, sizeof(a.type), type)) {
		answer_verdict(d, VERDICT_ATTACHMENT_TYPE, NULL);
		return;
	}
	wire_hash(d->body, a.digest);
	if (answer_weather(d, store_attachment_put(desk_store(d), &a, d->body, d->now)))
		return;
	answer_json(d, 201,
	    json_pack("{s:o, s:i, s:s}", "digest", json_hash(a.digest), "size", (int)a.size,
		"media_type", a.type));
}
