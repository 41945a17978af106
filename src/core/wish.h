/*
 * Wishes: what the application wants done to a call, or the policy (an answer without the user).
 * The call UI is asked, and does it by an action like the user's. Each of the first group learns a
 * wish, and returns whether it meant anything.
 */
#ifndef OH_CORE_WISH_H
#define OH_CORE_WISH_H

#include "core.h"

bool wish_placed(struct oh_core *core, const struct oh_event *event, struct oh_commands *out);
bool wish_answered(struct oh_core *core, const struct oh_event *event);
bool wish_ended(struct oh_core *core, const struct oh_event *event, struct oh_commands *out);
bool wish_held(struct oh_core *core, const struct oh_event *event, struct oh_commands *out);
bool wish_muted(struct oh_core *core, const struct oh_event *event, struct oh_commands *out);
bool wish_dialled(struct oh_core *core, const struct oh_event *event, struct oh_commands *out);
bool wish_grouped(struct oh_core *core, const struct oh_event *event, struct oh_commands *out);
bool wish_swapped(struct oh_core *core, const struct oh_event *event);

/* Whoever is talked to but this call and its group is to be held. Returns whether all are. */
bool wish_make_way(struct oh_core *core, const struct call *call, struct oh_commands *out);

/* The call UI is to take it out of its group: it is in none. */
void wish_to_part(struct oh_core *core, struct call *call, struct oh_commands *out);

/* A call that the application, or a peer's transfer, wants placed on this leg: it has its slot from
 * now on, and begins when the call UI starts it. False if there is no place. */
bool wish_start(struct oh_core *core, const struct oh_event *event, oh_leg leg,
                struct oh_commands *out);

/* The call UI does not do what it was asked for. */
bool wish_refused(struct oh_core *core, const struct oh_event *event, struct oh_commands *out);

/* Whether this was asked of the call UI, and its action has not come. `on`: of hold and mute. */
bool wish_is_open(const struct call *call, enum oh_request request, bool on);

/* The action of that kind came. */
void wish_is_done(struct call *call, enum oh_request request, bool on);

/* Of our own accord: hold it, or resume it. */
void wish_ask_hold(const struct oh_core *core, struct call *call, bool on, struct oh_commands *out);

/* It will not come, nor be done if it does: both ways of hold and mute, if they are open. */
void wish_is_lost(struct oh_core *core, struct call *call, enum oh_request request,
                  struct oh_commands *out);

/* T_REQUEST is over, or who was asked is gone: nothing that is open will be done. */
void wish_give_up_all(struct oh_core *core, struct call *call, struct oh_commands *out);

/* Ask for what has become possible; at the end of every step. */
void wish_settle(struct oh_core *core, struct oh_commands *out);

#endif
