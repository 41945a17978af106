/*
 * Gates, and the microphone. The SDK plays and captures by itself; what it lets us do is to mute a
 * call's microphone and to choose the call that is heard.
 */
#ifndef SIPRIX_GATE_H
#define SIPRIX_GATE_H

#include "leg.h"

void gate_open(struct leg *leg, enum oh_direction direction);
void gate_close(struct leg *leg);
void gate_mute(struct leg *leg, bool on);

/* Something happened to the call: what the SDK would not do before it may do now. */
void gate_settle(struct leg *leg);

#endif
