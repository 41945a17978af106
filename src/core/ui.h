/*
 * Learning what the call UI tells. Each returns whether the event meant
 * anything, and gives the answer that it is owed.
 */
#ifndef OH_CORE_UI_H
#define OH_CORE_UI_H

#include "core.h"

bool ui_reported(struct oh_core *core, const struct oh_event *event, struct oh_commands *out);
bool ui_report_refused(struct oh_core *core, const struct oh_event *event, struct oh_commands *out);
bool ui_action(struct oh_core *core, const struct oh_event *event, struct oh_commands *out);
bool ui_started(struct oh_core *core, const struct oh_event *event, struct oh_commands *out);
bool ui_timed_out(struct oh_core *core, const struct oh_event *event, struct oh_commands *out);
bool ui_reset(struct oh_core *core, struct oh_commands *out);

/* The user turned to this call, or it moved: who may not talk beside it is held. */
void ui_take_focus(struct oh_core *core, const struct call *call);

#endif
