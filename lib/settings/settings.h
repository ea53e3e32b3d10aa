/*
 * Settings of a daemon: one YAML file, one table (setting.def). Unknown and duplicate keys
 * are errors with file:line:column and the nearest known key. Printing the settings and
 * reading them back is the identity.
 */
#ifndef SETTINGS_SETTINGS_H
#define SETTINGS_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SETTINGS_TEXT_MAX = 256,
	SETTINGS_LIST_MAX = 32,
	SETTINGS_FAULT_MAX = 512,
};

struct settings_list {
	char item[SETTINGS_LIST_MAX][SETTINGS_TEXT_MAX];
	size_t n;
};

/* One member per row of setting.def: TEXT char[], INT int64_t, BOOL bool, LIST struct settings_list.
 * "kafka.brokers" is the member kafka_brokers. */
struct settings {
#define SETTINGS_MEMBER_TEXT(id) char id[SETTINGS_TEXT_MAX];
#define SETTINGS_MEMBER_INT(id)	 int64_t id;
#define SETTINGS_MEMBER_BOOL(id) bool id;
#define SETTINGS_MEMBER_LIST(id) struct settings_list id;
#define SETTING(id, key, type, ...) SETTINGS_MEMBER_##type(id)
#include "settings/setting.def"
#undef SETTING
};

/* What is wrong with a file: "countyd.yaml:7:3: unknown key \"kafka.broker\"; did you mean
 * \"kafka.brokers\"?" */
struct settings_fault {
	char text[SETTINGS_FAULT_MAX];
};

/* False with *reterr filled; *ret untouched. */
bool	settings_load(const char *path, struct settings *ret, struct settings_fault *reterr);
/* The same from memory; `name` stands for the file in faults. For tests and fuzzing. */
bool	settings_parse(const char *name, const char *text, size_t size, struct settings *ret,
	    struct settings_fault *reterr);
/* YAML of every setting, commented with its sentence. Into the stream of `out` as text;
 * returns the length it wants, as snprintf. */
size_t	settings_print(const struct settings *, char *out, size_t size);
/* True if the two differ in a row that cannot be changed by SIGHUP; names the first. */
bool	settings_needs_restart(const struct settings *, const struct settings *,
	    const char **ret_key);

#endif
