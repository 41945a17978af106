/*
 * The digits that the user dials in a call (DTMF): kept until they can be sent, and then given to
 * the engine in order.
 */
#ifndef OH_CORE_DIGITS_H
#define OH_CORE_DIGITS_H

#include "call.h"

/* Keep them all, or, if one is no digit, there is none, or they do not all fit, none of them; says
 * which. `digits` has OH_DIGITS_MAX + 1 bytes. */
bool digits_queue(struct call *call, const char *digits);

/* Send what waits, once the call is up and open for sending. */
void digits_settle(struct call *call, struct oh_commands *out);

#endif
