/*
 * The insides of the desk: a request as the doors of route.def see it, and how they answer.
 * Everything of a request lives in its arena; reads share one store connection, which the
 * door holds from desk_store() until the request ends.
 */
#ifndef DESK_DOOR_H
#define DESK_DOOR_H

#include <jansson.h>

#include "desk/desk.h"

enum {
	BODY_MAX = 4 * 1024 * 1024,
	WAIT_MS = 15000,	/* longest wait for a turn */
	PAGE_MAX = 200,
	SEGMENTS_MAX = 2,
};

/* Who asks: "X-Xueji-As: UNIT:ROLE:OFFICER". */
struct people {
	struct unit_code unit;
	enum role role;
	char officer[OFFICER_MAX];
};

struct answer {
	unsigned status;	/* HTTP */
	const char *type;	/* Content-Type */
	char *data;		/* malloc'd */
	size_t size;
};

struct door {
	struct desk *desk;
	const struct desk_options *options;
	struct relay *relay;
	const struct relay_law *law;
	struct store *store;	/* NULL until desk_store() */
	struct arena *arena;
	struct people as;
	char segments[SEGMENTS_MAX][64];	/* what stood for {} */
	struct bytes body;
	const char *(*query)(const struct door *, const char *name);	/* NULL: absent */
	void *connection;
	struct instant now;
	struct answer answer;
};

/* The shared connection; taken once a request. */
struct store	*desk_store(struct door *);
/* Submits and waits. Meanwhile neither the connection nor the law is held: a reload needs the
 * law, and the thread that reloads is the one that runs the turns. */
struct relay_answer	desk_submit(struct door *, const struct relay_action *);
enum verdict		desk_import(struct door *, const struct record *, size_t n);

/* -- answer.c ------------------------------------------------------------------------- */
void	answer_json(struct door *, unsigned status, json_t *stolen);
/* A verdict as JSON of design: code, sentences, remedy, retry, details (stolen, may be NULL). */
void	answer_verdict(struct door *, enum verdict, json_t *details);
void	answer_bytes(struct door *, const char *type, struct bytes);
/* STORE_AGAIN in words; true if there is nothing more to do. */
bool	answer_weather(struct door *, enum store_result);
json_t	*json_day(struct day);		/* "2026-09-01" */
json_t	*json_instant(struct instant);	/* RFC 3339 or null */
json_t	*json_code(struct unit_code);	/* or null */
json_t	*json_words(const char *);	/* or null if empty */
json_t	*json_masked(const char *name);	/* 张*: the first character, the rest hidden */
json_t	*json_hash(const uint8_t[HASH_SIZE]);
json_t	*json_due(const struct door *, struct instant term);

/* -- request.c ------------------------------------------------------------------------ */
bool	people_parse(const char *header, struct people *ret);
/* The body as a JSON object; NULL after having answered BAD_REQUEST. To be decref'd. */
json_t	*request_json(struct door *);
/* Text of a member into a field: false if present but no text, too long or not UTF-8. */
bool	request_text(const json_t *, const char *name, char *ret, size_t size);
enum verdict	request_filing(struct door *, const json_t *, struct header *ret);
/* "image/jpeg", "image/png" by its first bytes; NULL for anything else. */
const char	*request_sniff(struct bytes);
/* A CSV row or JSON object of a record to import. */
bool	request_record(const json_t *, struct unit_code school, struct record *ret);

/* -- doors ---------------------------------------------------------------------------- */
#define ROUTE(method, path, function, ...) void door_##function(struct door *);
#include "desk/route.def"
#undef ROUTE

#endif
