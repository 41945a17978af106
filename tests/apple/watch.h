/*
 * What must hold on the way (check/properties.c), looked at after every block that ran, with the
 * core's view beside the double's: S5, S7, S8, S10, S13 to S16. The double itself sees to the rest.
 */
#ifndef TEST_APPLE_WATCH_H
#define TEST_APPLE_WATCH_H

#import "OHBridge.h"
#import "engine.h"

/* The sink of a new bridge: its steps are watched and go to `next`. */
struct oh_trace_sink watch_sink(struct oh_trace_sink next);
/* From now on its state is watched, too, and its engine's (nil: one that cannot gate). Neither is
 * retained. */
void watch(OHBridge *bridge, TestEngine *engine);
void watch_nobody(void);
/* The core took up that this leg is over. */
bool watch_knows_end(oh_leg leg);
/* Steps that were made since the program began; reports of what flows do not count. */
uint64_t watch_steps(void);

#endif
