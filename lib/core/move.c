/* Looks up move.def and happening.def. A pair without a row is not legal. */
#include "core/move.h"

static const struct move moves[] = {
#define MOVE(posture, happening, who, becomes)                                             \
	{ POSTURE_##posture, HAPPENING_##happening, MOVE_##who, ACTION_##becomes },
#include "core/move.def"
#undef MOVE
};

enum { N_MOVES = sizeof(moves) / sizeof(moves[0]) };

const struct move *
move_of(enum posture posture, enum happening_kind happening)
{
	for (size_t i = 0; i < N_MOVES; i++)
		if (moves[i].posture == posture && moves[i].happening == happening)
			return &moves[i];
	return NULL;
}

const struct move *
move_of_action(enum posture posture, enum action action)
{
	const enum action as = action == ACTION_illegal_refusal ? ACTION_refused : action;
	for (size_t i = 0; i < N_MOVES; i++)
		if (moves[i].posture == posture && moves[i].becomes == as
		    && moves[i].happening != HAPPENING_PROCEED)
			return &moves[i];
	return NULL;
}

bool
move_becomes(enum happening_kind happening, enum action action)
{
	for (size_t i = 0; i < N_MOVES; i++)
		if (moves[i].happening == happening && moves[i].becomes == action)
			return true;
	return happening == HAPPENING_REFUSE && action == ACTION_illegal_refusal;
}

bool
move_role_may(enum happening_kind happening, enum role role)
{
	enum {
		FILER = 1u << ROLE_REGISTRAR | 1u << ROLE_CLERK,
		HEAD = 1u << ROLE_HEAD,
		FILER_OR_HEAD = FILER | HEAD,
		SYSTEM = 1u << ROLE_SYSTEM,
	};
	static const unsigned roles[HAPPENING_N] = {
#define HAPPENING(name, verb, role) [HAPPENING_##name] = role,
#include "core/happening.def"
#undef HAPPENING
	};
	return (roles[happening] & 1u << role) != 0;
}

bool
move_role_may_for(enum business kind, enum happening_kind happening, enum role role)
{
	const struct business_row *row = business_row(kind);
	if (row != NULL && row->is_batch && happening == HAPPENING_FILE)
		return role == ROLE_SYSTEM;
	return move_role_may(happening, role)
	    || (row != NULL && row->is_found && happening == HAPPENING_FILE && role == ROLE_SYSTEM);
}
