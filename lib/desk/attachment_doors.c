/*
 * Doors to scans. They are addressed by their SHA-256, which only whoever has the scan or has
 * seen a docket that names it can know; what they are is told by their first bytes.
 */
#include "base/text.h"
#include "desk/door.h"

void
door_put_attachment(struct door *d)
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

void
door_get_attachment(struct door *d)
{
	struct attachment a;
	struct bytes data;
	uint8_t digest[DIGEST_SIZE];
	if (!text_unhex(d->segments[0], digest, sizeof(digest))) {
		answer_verdict(d, VERDICT_ATTACHMENT_UNKNOWN, NULL);
		return;
	}
	if (answer_weather(d, store_attachment_get(desk_store(d), d->arena, digest, &a, &data)))
		return;
	const char *type = a.size == 0 ? NULL : request_sniff(data);
	if (type == NULL)
		answer_verdict(d, VERDICT_ATTACHMENT_UNKNOWN, NULL);
	else
		answer_bytes(d, type, data);
}
