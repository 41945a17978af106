/*
 * Groups: calls that the user has joined (a three-way call), so that their peers hear each other.
 * The call UI says who is joined; the engine is told of legs that are up. A group holds nobody and
 * resumes nobody: a member that is held is a member still, and its user resumes it by an action of
 * its own (a system's call UI does so right after joining it).
 */
#ifndef OH_CORE_GROUP_H
#define OH_CORE_GROUP_H

#include "core.h"

/* One conversation: the same call, or one of its group (S8). */
bool group_is_shared(const struct call *one, const struct call *other);

/* Join the call to the one of that id, or, all zeros, take it out of its group. False if that is
 * not possible. */
bool group_change(struct oh_core *core, struct call *call, const struct oh_call_id *to,
                  struct oh_commands *out);

/* Whether it would change nothing. */
bool group_is_so(struct oh_core *core, const struct call *call, const struct oh_call_id *to);

/* A member of this group is over. Of one who is alone nothing is left of it. */
void group_lost(struct oh_core *core, uint8_t group, struct oh_commands *out);

/* The engine cannot mix it. Returns whether that meant anything. */
bool group_failed(struct oh_core *core, const struct oh_event *event, struct oh_commands *out);

/* Tell the engine who hears whom; at the end of every step. */
void group_settle(struct oh_core *core, struct oh_commands *out);

#endif
