/* YAML by libyaml's document API, walked once. Every scalar is text here; what it means is
 * for the tables to say, so that `no`, `012` and `07-01` are what they look like. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/text.h"
#include "settings/flat.h"

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
	char what[SETTINGS_FAULT_MAX - 128];
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	(void)snprintf(reterr->text, sizeof(reterr->text), "%.100s:%zu:%zu: %s", name, line,
	    column, what);
}

#define FAULT(w, node, ...)                                                                \
	flat_fault((w)->reterr, (w)->name, (node)->start_mark.line + 1,                    \
	    (node)->start_mark.column + 1, __VA_ARGS__)

char *
flat_read_file(const char *path, size_t *ret_size, struct settings_fault *reterr)
{
	FILE *f = fopen(path, "rb");
	if (f == NULL) {
		(void)snprintf(reterr->text, sizeof(reterr->text), "%.200s: %s", path,
		    strerror(errno));
		return NULL;
	}
	size_t size = 0, capacity = 65536;
	char *text = malloc(capacity + 1);
	while (text != NULL) {
		size += fread(text + size, 1, capacity - size, f);
		if (size < capacity)
			break;
		capacity *= 2;
		char *wider = realloc(text, capacity + 1);
		if (wider == NULL)
			free(text);
		text = wider;
	}
	const bool ok = text != NULL && ferror(f) == 0;
	(void)fclose(f);
	if (!ok) {
		(void)snprintf(reterr->text, sizeof(reterr->text), "%.200s: cannot be read", path);
		free(text);
		return NULL;
	}
	text[size] = '\0';
	*ret_size = size;
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
	if (node->data.scalar.length >= SETTINGS_TEXT_MAX
	    || strlen(value) != node->data.scalar.length) {
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
		const bool is_nested = value->type == YAML_MAPPING_NODE && prefix[0] == '\0';
		if (is_nested && is_section(w, key)) {
			if (!take_mapping(w, key, value))
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

/* libyaml resolves aliases into shared nodes; a node that two parents share is one. */
static bool
has_alias(yaml_document_t *document)
{
	const long n = document->nodes.top - document->nodes.start;
	long n_children = 0;
	for (long i = 0; i < n; i++) {
		const yaml_node_t *node = &document->nodes.start[i];
		if (node->type == YAML_SEQUENCE_NODE)
			n_children +=
			    node->data.sequence.items.top - node->data.sequence.items.start;
		if (node->type == YAML_MAPPING_NODE)
			n_children +=
			    2 * (node->data.mapping.pairs.top - node->data.mapping.pairs.start);
	}
	return n > 0 && n_children != n - 1;
}

static bool
walk_document(struct walk *w)
{
	const yaml_node_t *root = yaml_document_get_root_node(w->document);
	if (root == NULL)	/* an empty file: every key keeps its default */
		return true;
	if (has_alias(w->document)) {
		FAULT(w, root, "aliases are not allowed");
		return false;
	}
	if (root->type != YAML_MAPPING_NODE) {
		FAULT(w, root, "keys and values are expected");
		return false;
	}
	return take_mapping(w, "", root);
}

bool
flat_parse(const char *name, const char *text, size_t size, flat_known_fn *known,
    struct flat *ret, struct settings_fault *reterr)
{
	yaml_parser_t parser;
	yaml_document_t document;
	ret->n = 0;
	memset(ret->items, 0, sizeof(ret->items));
	if (size > FLAT_BYTES_MAX) {
		flat_fault(reterr, name, 1, 1, "larger than 1 MiB");
		return false;
	}
	if (yaml_parser_initialize(&parser) != 1) {
		flat_fault(reterr, name, 1, 1, "out of memory");
		return false;
	}
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, size);
	bool ok = yaml_parser_load(&parser, &document) == 1;
	if (!ok) {
		flat_fault(reterr, name, parser.problem_mark.line + 1,
		    parser.problem_mark.column + 1, "%s",
		    parser.problem == NULL ? "not YAML" : parser.problem);
	} else {
		struct walk w = { name, &document, known, ret, reterr };
		ok = walk_document(&w);
		yaml_document_delete(&document);
	}
	yaml_parser_delete(&parser);
	return ok;
}
