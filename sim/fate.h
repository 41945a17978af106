/*
 * What becomes of a call by its seed alone: whether two people wanted to talk, and whether anybody
 * could have let them. Nothing here looks at a strategy, or at a run.
 */
#ifndef SIM_FATE_H
#define SIM_FATE_H

#include "plan.h"

enum fate fate_of(const struct plan *plan, const struct setting *setting, unsigned key);

#endif
