/*
 * Calls of other applications, cellular ones above all: how they stand, and what that does to ours.
 */
#ifndef OH_CORE_FOREIGN_H
#define OH_CORE_FOREIGN_H

#include "core.h"

/* One rings or is talked on: the user is about to turn to it, and the session may be its own. */
static inline bool foreign_in_the_way(const struct oh_core *core)
{
    return core->foreign >= OH_FOREIGN_RINGING;
}

/* Returns whether it meant anything. */
bool foreign_changed(struct oh_core *core, const struct oh_event *event, struct oh_commands *out);

/* T_LOST of a connected call, while one is in the way: the call is held. */
void foreign_holds(struct oh_core *core, struct call *call, struct oh_commands *out);

/* What was held so, and is not shown as held, ends with its cause. */
void foreign_settle(struct oh_core *core);

#endif
