/* Names of actions, roles, states and happenings; all from the tables. */
#include <string.h>

#include "core/docket.h"

static const struct {
	enum action action;
	const char *name, *zh;
} actions[] = {
#define ACTION(name, no, ends, zh, en) { ACTION_##name, #name, zh },
#include "core/action.def"
#undef ACTION
};

enum { N_ACTIONS = sizeof(actions) / sizeof(actions[0]) };

static const char *const roles[] = { "none", "registrar", "head", "clerk", "system", "teacher" };

static const char *const verbs[HAPPENING_N] = {
#define HAPPENING(name, verb, role) [HAPPENING_##name] = verb,
#include "core/happening.def"
#undef HAPPENING
};

const char *
action_name(enum action action)
{
	for (size_t i = 0; i < N_ACTIONS; i++)
		if (actions[i].action == action)
			return actions[i].name;
	return "none";
}

const char *
action_label_zh(enum action action)
{
	for (size_t i = 0; i < N_ACTIONS; i++)
		if (actions[i].action == action)
			return actions[i].zh;
	return "";
}

const char *
role_name(enum role role)
{
	return roles[role];
}

bool
role_parse(const char *name, enum role *ret)
{
	for (size_t i = 1; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (strcmp(roles[i], name) == 0) {
			*ret = (enum role)i;
			return true;
		}
	return false;
}

const char *
docket_state_name(enum docket_state state)
{
	static const char *const names[] = {
		"open", "completed", "refused", "withdrawn", "expired",
	};
	return names[state];
}

const char *
happening_verb(enum happening_kind kind)
{
	return verbs[kind];
}

bool
happening_parse(const char *verb, enum happening_kind *ret)
{
	for (size_t i = 0; i < HAPPENING_N; i++)
		if (strcmp(verbs[i], verb) == 0) {
			*ret = (enum happening_kind)i;
			return true;
		}
	return false;
}

bool
docket_id_equal(struct docket_id a, struct docket_id b)
{
	return strcmp(a.text, b.text) == 0;
}

bool
docket_id_parse(const char *text, struct docket_id *ret)
{
	if (strlen(text) != DOCKET_ID_MAX - 1)
		return false;
	for (size_t i = 0; i < DOCKET_ID_MAX - 1; i++) {
		const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
		const bool is_hex =
		    (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f');
		if (is_dash ? text[i] != '-' : !is_hex)
			return false;
	}
	memcpy(ret->text, text, DOCKET_ID_MAX);
	return true;
}
