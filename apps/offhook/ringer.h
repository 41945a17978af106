/*
 * What the user hears of calls that are not up yet: the ring, call waiting, ring-back.
 */
#ifndef OFFHOOK_APP_RINGER_H
#define OFFHOOK_APP_RINGER_H

#include "offhook/adapter.h"

struct ringer;

/* `play` is told the tone whenever it changes. */
struct ringer *ringer_new(void (*play)(void *ctx, enum oh_tone tone), void *ctx);
void ringer_free(struct ringer *ringer);

/* A step of the core was carried out. */
void ringer_step(struct ringer *ringer, const struct oh_core *core, const struct oh_event *event);

#endif
