/* One question to the provider over HTTP, answered by JSON or by nothing. No redirect is followed, and no third
 * machine is asked to pass it on. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "provider/provider_inside.h"

struct reply {
	char *text;
	size_t n;
};

static size_t
on_data(char *data, size_t one, size_t n, void *context)
{
	struct reply *r = context;
	if (n > PROVIDER_REPLY_MAX - r->n)
		return 0;	/* ends it */
	memcpy(r->text + r->n, data, n);
	r->n += n;
	return one * n;
}

/* libcurl asks about once a second while nothing comes. Not 0 ends it. */
static int
on_progress(void *stop, curl_off_t down, curl_off_t down_now, curl_off_t up, curl_off_t up_now)
{
	(void)down, (void)down_now, (void)up, (void)up_now;
	return atomic_load((atomic_bool *)stop);
}

static void
set_up(CURL *c, const struct fetch *f, struct reply *reply)
{
	(void)curl_easy_setopt(c, CURLOPT_URL, f->url);
	(void)curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);	/* not the main thread */
	(void)curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)PROVIDER_TIMEOUT_MS);
	(void)curl_easy_setopt(c, CURLOPT_NOPROXY, "*");
	(void)curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	(void)curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_data);
	(void)curl_easy_setopt(c, CURLOPT_WRITEDATA, reply);
	(void)curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
	(void)curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, on_progress);
	(void)curl_easy_setopt(c, CURLOPT_XFERINFODATA, f->stop);
	if (f->form != NULL)
		(void)curl_easy_setopt(c, CURLOPT_POSTFIELDS, f->form);
	if (f->user == NULL)
		return;
	(void)curl_easy_setopt(c, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
	(void)curl_easy_setopt(c, CURLOPT_USERNAME, f->user);
	(void)curl_easy_setopt(c, CURLOPT_PASSWORD, f->password);
}

void
provider_fetch(const struct fetch *f, struct fetched *ret)
{
	struct reply reply = { malloc(PROVIDER_REPLY_MAX), 0 };
	CURL *c = curl_easy_init();
	memset(ret, 0, sizeof(*ret));
	if (c == NULL || reply.text == NULL)
		log_panic("out of memory size=%d", PROVIDER_REPLY_MAX);
	set_up(c, f, &reply);
	const CURLcode code = curl_easy_perform(c);
	if (code == CURLE_OK) {
		(void)curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &ret->status);
		ret->json = json_loadb(reply.text, reply.n, JSON_REJECT_DUPLICATES, NULL);
		(void)snprintf(ret->why, sizeof(ret->why), "HTTP status %ld", ret->status);
	} else
		(void)snprintf(ret->why, sizeof(ret->why), "%s",
		    code == CURLE_ABORTED_BY_CALLBACK ? "the daemon ends" : curl_easy_strerror(code));
	curl_easy_cleanup(c);
	free(reply.text);
}

bool
provider_encode(char *text, size_t size, const char *value)
{
	const size_t n = strlen(text);
	char *escaped = curl_easy_escape(NULL, value, 0);
	if (escaped == NULL)
		log_panic("out of memory size=%zu", strlen(value));
	const bool fits = strlen(escaped) < size - n;
	if (fits)
		memcpy(text + n, escaped, strlen(escaped) + 1);
	curl_free(escaped);
	return fits;
}
