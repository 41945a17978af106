/*
 * The leg of a call: offered by an INVITE, replaced by another INVITE's (RFC 3891), redirected to
 * where a 3xx points, and what its peer tells of itself.
 */
#ifndef OH_CORE_LEG_H
#define OH_CORE_LEG_H

#include "core.h"

/* An INVITE with these flags is the call's. */
void leg_offered(struct oh_core *core, struct call *call, oh_leg leg, uint16_t flags);

/* Facts. Each returns whether it meant anything, and gives the answer that it is owed. */
bool leg_replaced(struct oh_core *core, const struct oh_event *event, struct oh_commands *out);
bool leg_redirected(struct oh_core *core, const struct oh_event *event, struct oh_commands *out);
bool leg_video_asked(struct call *call);
bool leg_caller_changed(struct call *call);

#endif
