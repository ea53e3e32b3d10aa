/* The register behind a URL: one POST a batch. What does not answer every row in the agreed words
 * has answered nothing. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "population/population_inside.h"

enum { REPLY_MAX = 64 * POPULATION_BATCH_MAX + 1024 };

struct reply {
	char text[REPLY_MAX];
	size_t n;
};

static size_t
on_data(char *data, size_t one, size_t n, void *context)
{
	struct reply *r = context;
	if (n > sizeof(r->text) - r->n)
		return 0;	/* ends it */
	memcpy(r->text + r->n, data, n);
	r->n += n;
	return one * n;
}

static void
disconnect(struct population *p)
{
	curl_easy_cleanup(p->connection);
	p->connection = NULL;
}

static bool
take_one(const json_t *one, struct population_row *row)
{
	static const struct {
		const char *word;
		enum population_answer answer;
	} words[] = {
		{ "matches", POPULATION_MATCHES },
		{ "differs", POPULATION_DIFFERS },
		{ "unknown", POPULATION_UNKNOWN },
	};
	const char *said = json_string_value(json_object_get(one, "answer"));
	for (size_t i = 0; said != NULL && i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i].word, said) == 0) {
			row->answer = words[i].answer;
			return true;
		}
	return false;
}

static bool
take(struct population *p, const struct reply *reply, struct population_row *rows, size_t n)
{
	json_t *list = json_loadb(reply->text, reply->n, 0, NULL);
	bool ok = json_is_array(list) && json_array_size(list) == n;
	for (size_t i = 0; ok && i < n; i++)
		ok = take_one(json_array_get(list, i), &rows[i]);
	json_decref(list);
	if (!ok)
		population_note(p, "the reply is not one answer for each that was asked about");
	return ok;
}

static struct curl_slist *
make_headers(const struct population *p)
{
	char line[320];
	struct curl_slist *list = curl_slist_append(NULL, "Content-Type: application/json");
	(void)snprintf(line, sizeof(line), "Authorization: Bearer %s", p->options.token);
	struct curl_slist *more =
	    list == NULL || p->options.token[0] == '\0' ? list : curl_slist_append(list, line);
	if (more == NULL)
		log_panic("out of memory size=%zu", sizeof(line));
	return more;
}

static bool
post(struct population *p, const char *batch, struct reply *reply)
{
	char why[64];
	long status = 0;
	CURL *c = p->connection;
	struct curl_slist *headers = make_headers(p);
	curl_easy_reset(c);	/* the connection stays */
	(void)curl_easy_setopt(c, CURLOPT_URL, p->options.source);
	(void)curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);	/* not the main thread */
	(void)curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)p->options.timeout_s);
	(void)curl_easy_setopt(c, CURLOPT_NOPROXY, "*");	/* names go by no third machine */
	(void)curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	(void)curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	(void)curl_easy_setopt(c, CURLOPT_POSTFIELDS, batch);
	(void)curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_data);
	(void)curl_easy_setopt(c, CURLOPT_WRITEDATA, reply);
	const CURLcode code = curl_easy_perform(c);
	if (code == CURLE_OK)
		(void)curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	curl_slist_free_all(headers);
	(void)snprintf(why, sizeof(why), "HTTP status %ld", status);
	if (status != 200)
		population_note(p, code != CURLE_OK ? curl_easy_strerror(code) : why);
	return status == 200;
}

static bool
ask(struct population *p, struct population_row *rows, size_t n)
{
	struct reply *reply = calloc(1, sizeof(*reply));
	if (p->connection == NULL)
		p->connection = curl_easy_init();
	if (reply == NULL || p->connection == NULL)
		log_panic("out of memory size=%zu", sizeof(*reply));
	char *batch = population_json(rows, n);
	const bool ok = post(p, batch, reply) && take(p, reply, rows, n);
	free(batch);
	free(reply);
	return ok;
}

const struct population_adapter population_http = { "http://", ask, disconnect };
const struct population_adapter population_https = { "https://", ask, disconnect };
