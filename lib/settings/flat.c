/*
 * YAML by libyaml, twice: the events tell whether it is plain enough to be loaded - one
 * document, no aliases, little depth - then the document is walked once. Every scalar is
 * text here; what it means is for the tables to say, so that `no`, `012` and `07-01` are
 * what they look like.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/text.h"
#include "settings/flat.h"

enum {
	DEPTH_MAX = 8,			/* libyaml takes the square of it in time */
	FILE_BYTES_MAX = 67108864,	/* all schools of the nation are 15 MB */
	PATH_SHOWN_MAX = 300,		/* longer than any path in struct settings */
};

struct walk {
	const char *name;
	yaml_document_t *document;
	flat_known_fn *known;
	struct flat *flat;
	struct settings_fault *reterr;
};

void
flat_fault(struct settings_fault *reterr, const char *name, size_t line, size_t column,
    const char *fmt, ...)
{
	va_list ap;
	const int n = snprintf(reterr->text, sizeof(reterr->text), "%.*s:%zu:%zu: ",
	    PATH_SHOWN_MAX, name, line, column);
	va_start(ap, fmt);
	(void)vsnprintf(reterr->text + n, sizeof(reterr->text) - (size_t)n, fmt, ap);
	va_end(ap);
}

void
flat_file_fault(struct settings_fault *reterr, const char *path, const char *why)
{
	(void)snprintf(
	    reterr->text, sizeof(reterr->text), "%.*s: %s", PATH_SHOWN_MAX, path, why);
}

#define FAULT(w, node, ...)                                                                \
	flat_fault((w)->reterr, (w)->name, (node)->start_mark.line + 1,                    \
	    (node)->start_mark.column + 1, __VA_ARGS__)

/* All of it, or NULL: it cannot be read or is too large. */
static char *
read_all(FILE *f, size_t *ret_size)
{
	size_t size = 0, capacity = 65536;
	char *text = malloc(capacity + 1);
	while (text != NULL) {
		size += fread(text + size, 1, capacity - size, f);
		if (size < capacity)
			break;
		capacity *= 2;
		char *wider =
		    capacity > FILE_BYTES_MAX ? NULL : realloc(text, capacity + 1);
		if (wider == NULL)
			free(text);
		text = wider;
	}
	if (text != NULL && ferror(f) != 0) {
		free(text);
		text = NULL;
	}
	if (text != NULL)
		text[size] = '\0';
	*ret_size = size;
	return text;
}

char *
flat_read_file(const char *path, size_t *ret_size, struct settings_fault *reterr)
{
	FILE *f = fopen(path, "rb");
	if (f == NULL) {
		flat_file_fault(reterr, path, strerror(errno));
		return NULL;
	}
	char *text = read_all(f, ret_size);
	const bool is_broken = ferror(f) != 0;
	if (text == NULL)
		flat_file_fault(
		    reterr, path, is_broken ? "cannot be read" : "larger than 64 MiB");
	(void)fclose(f);
	return text;
}

/* -- keys ----------------------------------------------------------------------------- */

static bool
is_section(const struct walk *w, const char *key)
{
	const size_t n = strlen(key);
	const char *known;
	for (size_t i = 0; (known = w->known(i)) != NULL; i++)
		if (strncmp(known, key, n) == 0 && known[n] == '.')
			return true;
	return false;
}

static bool
is_known(const struct walk *w, const char *key)
{
	const char *known;
	for (size_t i = 0; (known = w->known(i)) != NULL; i++)
		if (strcmp(known, key) == 0)
			return true;
	return false;
}

static const char *
nearest(const struct walk *w, const char *key)
{
	const char *best = NULL, *known;
	size_t least = 4;	/* farther away it is no help */
	for (size_t i = 0; (known = w->known(i)) != NULL; i++) {
		const size_t distance = text_distance(key, known);
		if (distance < least) {
			least = distance;
			best = known;
		}
	}
	return best;
}

static void
unknown_key(const struct walk *w, const yaml_node_t *node, const char *key)
{
	const char *near = nearest(w, key);
	if (near == NULL)
		FAULT(w, node, "unknown key \"%s\"", key);
	else
		FAULT(w, node, "unknown key \"%s\"; did you mean \"%s\"?", key, near);
}

static bool
make_key(const struct walk *w, const char *prefix, const yaml_node_t *node,
    char ret[FLAT_KEY_MAX])
{
	if (node->type != YAML_SCALAR_NODE) {
		FAULT(w, node, "a key has to be a word");
		return false;
	}
	const int n = snprintf(ret, FLAT_KEY_MAX, "%s%s%s", prefix, prefix[0] != '\0' ? "." : "",
	    (const char *)node->data.scalar.value);
	if (n < 0 || n >= FLAT_KEY_MAX
	    || strlen((const char *)node->data.scalar.value) != node->data.scalar.length) {
		FAULT(w, node, "unknown key");
		return false;
	}
	return true;
}

/* -- values --------------------------------------------------------------------------- */

static bool
take_scalar(const struct walk *w, const yaml_node_t *node, char ret[SETTINGS_TEXT_MAX])
{
	if (node->type != YAML_SCALAR_NODE) {
		FAULT(w, node, "a plain value is expected here");
		return false;
	}
	const char *value = (const char *)node->data.scalar.value;
	if (strlen(value) != node->data.scalar.length) {
		FAULT(w, node, "a NUL in a value");
		return false;
	}
	if (node->data.scalar.length >= SETTINGS_TEXT_MAX) {
		FAULT(w, node, "the value is too long");
		return false;
	}
	memcpy(ret, value, node->data.scalar.length + 1);
	return true;
}

static bool
take_list(const struct walk *w, const yaml_node_t *node, struct flat_item *item)
{
	item->is_list = true;
	for (yaml_node_item_t *i = node->data.sequence.items.start;
	     i < node->data.sequence.items.top; i++) {
		if (item->values.n == SETTINGS_LIST_MAX) {
			FAULT(w, node, "more than %d items", SETTINGS_LIST_MAX);
			return false;
		}
		if (!take_scalar(w, yaml_document_get_node(w->document, *i),
			item->values.item[item->values.n++]))
			return false;
	}
	return true;
}

static bool
take_item(const struct walk *w, const char *key, const yaml_node_t *at, const yaml_node_t *value)
{
	for (size_t i = 0; i < w->flat->n; i++)
		if (strcmp(w->flat->items[i].key, key) == 0) {
			FAULT(w, at, "duplicate key \"%s\", first on line %zu", key,
			    w->flat->items[i].line);
			return false;
		}
	if (w->flat->n == FLAT_ITEMS_MAX) {
		FAULT(w, at, "too many keys");
		return false;
	}
	struct flat_item *item = &w->flat->items[w->flat->n++];
	(void)snprintf(item->key, sizeof(item->key), "%s", key);
	item->line = at->start_mark.line + 1;
	item->column = at->start_mark.column + 1;
	if (value->type == YAML_SEQUENCE_NODE)
		return take_list(w, value, item);
	item->values.n = 1;
	return take_scalar(w, value, item->values.item[0]);
}

/* The key of an earlier pair of the same mapping that says the same, or NULL. */
static const yaml_node_t *
earlier(const struct walk *w, const yaml_node_t *mapping, const yaml_node_pair_t *pair)
{
	const yaml_node_t *at = yaml_document_get_node(w->document, pair->key);
	for (yaml_node_pair_t *p = mapping->data.mapping.pairs.start; p < pair; p++) {
		const yaml_node_t *other = yaml_document_get_node(w->document, p->key);
		if (strcmp((const char *)at->data.scalar.value,
			(const char *)other->data.scalar.value) == 0)
			return other;
	}
	return NULL;
}

static bool	take_mapping(const struct walk *, const char *, const yaml_node_t *);

static bool
take_section(const struct walk *w, const char *key, const yaml_node_t *mapping,
    const yaml_node_pair_t *pair)
{
	const yaml_node_t *at = yaml_document_get_node(w->document, pair->key);
	const yaml_node_t *value = yaml_document_get_node(w->document, pair->value);
	const yaml_node_t *first = earlier(w, mapping, pair);
	if (first != NULL) {
		FAULT(w, at, "duplicate key \"%s\", first on line %zu", key,
		    first->start_mark.line + 1);
		return false;
	}
	if (value->type != YAML_MAPPING_NODE) {
		FAULT(w, at, "\"%s\" is a section: keys are expected below it", key);
		return false;
	}
	return take_mapping(w, key, value);
}

/* Two levels: sections and their keys. Depth is bounded by the calls, not by the file. */
static bool
take_mapping(const struct walk *w, const char *prefix, const yaml_node_t *mapping)
{
	char key[FLAT_KEY_MAX];
	for (yaml_node_pair_t *p = mapping->data.mapping.pairs.start;
	     p < mapping->data.mapping.pairs.top; p++) {
		const yaml_node_t *at = yaml_document_get_node(w->document, p->key);
		const yaml_node_t *value = yaml_document_get_node(w->document, p->value);
		if (!make_key(w, prefix, at, key))
			return false;
		if (prefix[0] == '\0' && is_section(w, key)) {
			if (!take_section(w, key, mapping, p))
				return false;
			continue;
		}
		if (!is_known(w, key)) {
			unknown_key(w, at, key);
			return false;
		}
		if (!take_item(w, key, at, value))
			return false;
	}
	return true;
}

static bool
walk_document(struct walk *w)
{
	const yaml_node_t *root = yaml_document_get_root_node(w->document);
	if (root == NULL)	/* an empty file: every key keeps its default */
		return true;
	if (root->type != YAML_MAPPING_NODE) {
		FAULT(w, root, "keys and values are expected");
		return false;
	}
	return take_mapping(w, "", root);
}

/* -- plain enough to be loaded ------------------------------------------------------- */

/* Line and column, from 1, of a byte; columns in characters, as libyaml counts them. */
static void
place_of(const char *text, size_t offset, size_t *ret_line, size_t *ret_column)
{
	*ret_line = *ret_column = 1;
	for (const char *p = text; p < text + offset; p++)
		if (*p == '\n') {
			*ret_line += 1;
			*ret_column = 1;
		} else {
			*ret_column += ((unsigned char)*p & 0xc0) != 0x80;
		}
}

/* What libyaml says. Bytes that are no characters it tells by their offset only. */
static void
parser_fault(const yaml_parser_t *parser, const char *name, const char *text, size_t size,
    struct settings_fault *reterr)
{
	size_t line = parser->problem_mark.line + 1;
	size_t column = parser->problem_mark.column + 1;
	if (parser->error == YAML_READER_ERROR && parser->problem_offset < size)
		place_of(text, parser->problem_offset, &line, &column);
	flat_fault(reterr, name, line, column, "%s",
	    parser->problem == NULL ? "not YAML" : parser->problem);
}

struct shape {
	int depth, n_documents;
};

/* NULL, or what is wrong. */
static const char *
take_event(struct shape *s, const yaml_event_t *e)
{
	switch (e->type) {
	case YAML_ALIAS_EVENT:
		return "aliases are not allowed";
	case YAML_DOCUMENT_START_EVENT:
		return ++s->n_documents > 1 ? "a second document" : NULL;
	case YAML_SEQUENCE_START_EVENT:
	case YAML_MAPPING_START_EVENT:
		return ++s->depth > DEPTH_MAX ? "nested too deep" : NULL;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		s->depth--;
		return NULL;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_STREAM_END_EVENT:
	case YAML_DOCUMENT_END_EVENT:
	case YAML_SCALAR_EVENT:
		break;
	}
	return NULL;
}

static bool
is_plain(yaml_parser_t *parser, const char *name, const char *text, size_t size,
    struct settings_fault *reterr)
{
	struct shape shape = { 0 };
	const char *wrong = NULL;
	for (bool is_end = false; !is_end && wrong == NULL;) {
		yaml_event_t e;
		if (yaml_parser_parse(parser, &e) != 1) {
			parser_fault(parser, name, text, size, reterr);
			return false;
		}
		is_end = e.type == YAML_STREAM_END_EVENT;
		wrong = take_event(&shape, &e);
		if (wrong != NULL)
			flat_fault(reterr, name, e.start_mark.line + 1,
			    e.start_mark.column + 1, "%s", wrong);
		yaml_event_delete(&e);
	}
	return wrong == NULL;
}

static bool
load(yaml_parser_t *parser, struct walk *w)
{
	yaml_document_t document;
	if (yaml_parser_load(parser, &document) != 1) {
		flat_fault(w->reterr, w->name, 1, 1, "not YAML");
		return false;
	}
	w->document = &document;
	const bool ok = walk_document(w);
	yaml_document_delete(&document);
	return ok;
}

/* A parser of its own for each of the two. */
static bool
parse_as(const char *text, size_t size, struct walk *w, bool is_first)
{
	yaml_parser_t parser;
	if (yaml_parser_initialize(&parser) != 1) {
		flat_fault(w->reterr, w->name, 1, 1, "out of memory");
		return false;
	}
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, size);
	const bool ok = is_first ? is_plain(&parser, w->name, text, size, w->reterr)
				 : load(&parser, w);
	yaml_parser_delete(&parser);
	return ok;
}

bool
flat_parse(const char *name, const char *text, size_t size, flat_known_fn *known,
    struct flat *ret, struct settings_fault *reterr)
{
	struct walk w = { name, NULL, known, ret, reterr };
	ret->n = 0;
	memset(ret->items, 0, sizeof(ret->items));
	if (size > FLAT_BYTES_MAX) {
		flat_fault(reterr, name, 1, 1, "larger than 1 MiB");
		return false;
	}
	return parse_as(text, size, &w, true) && parse_as(text, size, &w, false);
}
