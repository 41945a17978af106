/*
 * How a call begins from outside: by an INVITE, by a push, or by both, in either order. Each
 * returns whether the event meant anything, and gives the answer that it is owed.
 */
#ifndef OH_CORE_INCOMING_H
#define OH_CORE_INCOMING_H

#include "core.h"

bool invited(struct oh_core *core, const struct oh_event *event, struct oh_commands *out);
bool pushed(struct oh_core *core, const struct oh_event *event, struct oh_commands *out);

#endif
