/*
 * The hold-bounce: hold and resume through the call UI, for a session that does not come on.
 */
#ifndef OH_CORE_BOUNCE_H
#define OH_CORE_BOUNCE_H

#include "core.h"

/* Begin it where the ladder is at its rung, or climb on; resume whom we had held; at the end of
 * every step, when the session has been settled. */
void bounce_settle(struct oh_core *core, struct oh_commands *out);

#endif
