/*
 * The desk: what people use. HTTP/JSON for officers' actions and for reading, described by
 * lib/desk/openapi.yaml; /livez, /readyz and /metrics for operators.
 *
 * A request names who acts in the header "X-Xueji-As: UNIT:ROLE:OFFICER". On the Unix socket
 * the socket's file mode decides who may connect; over loopback TCP a bearer token does.
 */
#ifndef DESK_DESK_H
#define DESK_DESK_H

#include "relay/relay.h"

struct desk;
struct door;
struct provider;

struct desk_options {
	const char *socket;	/* path; an old socket there is replaced */
	int port;		/* 0: no TCP */
	const char *token;	/* NULL: TCP serves only /livez /readyz /metrics */
	const char *daemon;	/* "countyd" */
	enum level level;
	const char (*serves)[256];	/* division prefixes, as relay_options has them */
	size_t n_serves;
	const char *conninfo;	/* the desk reads with a connection of its own */
	int status_per_address;	/* questions of parents: a minute from one address, ... */
	int status_per_number;	/* ... an hour about one student number */
	const char *parents_code;	/* where messages with one-time codes for parents are written; NULL:
					 * on the pages number and name are enough */
	const char *messages;	/* where messages to officers are written; NULL: they get none */
	/* Answers what lies under /console/ and /parents/, which lets in by its own accounts, and
	 * POST /v1/accounts, which makes them; NULL: nothing does. */
	void (*console)(struct door *, const char *method, const char *path);
	/* Does its header name a session of theirs? Asked before files are read; NULL: it never does. */
	bool (*is_signed_in)(struct door *);
	bool is_demo;		/* its pages say that the people in them are invented */
	bool is_totp_required;	/* no account of the pages without one-time codes */
	bool is_behind_proxy;	/* of ours: X-Forwarded-For and X-Forwarded-Proto are believed */
	int sign_ins_per_address;	/* a minute, behind a proxy */
	const char *public_base;	/* scheme and host of the pages; "" or NULL: not known */
	struct provider *provider;	/* by which officers may sign in to the pages; NULL: none */
	const char *paper;	/* the program that prints (lib/press); "" or NULL: none */
	int64_t (*now_ms)(void);
	bool (*is_ready)(const void *context, const char **ret_why);
	const void *context;
};

void		 desk_close(struct desk *);
struct desk	*desk_open(const struct desk_options *, struct relay *, const struct relay_law *,
		    char *reterr, size_t size)
		    __attribute__((malloc, malloc(desk_close, 1), warn_unused_result));
/* After SIGHUP; as relay_set_law. */
void		 desk_set_law(struct desk *, const struct relay_law *);

#endif
