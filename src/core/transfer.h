/*
 * Learning what becomes of transfers. Each returns whether the event meant anything.
 */
#ifndef OH_CORE_TRANSFER_H
#define OH_CORE_TRANSFER_H

#include "core.h"

/* Of ours: the application's wish, and what became of it. */
bool transfer_wished(struct oh_core *core, const struct oh_event *event, struct oh_commands *out);
bool transfer_done(struct oh_core *core, const struct oh_event *event, struct oh_commands *out);
bool transfer_failed(struct oh_core *core, const struct oh_event *event, struct oh_commands *out);

/* A peer wants us to call somebody. */
bool transfer_asked(struct oh_core *core, const struct oh_event *event, struct oh_commands *out);

#endif
