/*
 * Hold. The SDK has one function for it, which toggles, and one callback, which comes for both
 * sides' doing. Here a toggle is made only when what is differs from what is wanted, and never two
 * at once.
 */
#ifndef SIPRIX_HOLD_H
#define SIPRIX_HOLD_H

#include "leg.h"

/* HOLD or RESUME: HELD, RESUMED or CHANGE_FAILED follows. */
void hold_want(struct leg *leg, bool on);

/* OnCallHeld. */
void hold_told(struct leg *leg, siprix_hold_state state);

#endif
