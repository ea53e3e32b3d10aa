/* The table of legal moves (move.def) and of roles (happening.def), for docket_step and
 * docket_apply. */
#ifndef CORE_MOVE_H
#define CORE_MOVE_H

#include "core/docket.h"

enum move_who {
	MOVE_HOLDER,
	MOVE_FILER,
	MOVE_HEARD,
	MOVE_WAITING,
};

struct move {
	enum posture posture;
	enum happening_kind happening;
	enum move_who who;
	enum action becomes;
};

/* NULL: no such row. */
const struct move	*move_of(enum posture, enum happening_kind);
/* The row by the entry it becomes; an illegal refusal stands where a refusal may. */
const struct move	*move_of_action(enum posture, enum action);
/* May such a happening have become such an entry, in whatever posture? */
bool			 move_becomes(enum happening_kind, enum action);
bool			 move_role_may(enum happening_kind, enum role);
/* The same for a kind of business (whatever number it has): what an index has found is filed by the
 * daemon too. */
bool			 move_role_may_for(enum business, enum happening_kind, enum role);

#endif
