/*
 * How a leg ends: the SDK has a function to refuse and one to hang up, each of which it takes in
 * certain states only, and one callback that may come late, twice or never.
 */
#ifndef SIPRIX_END_H
#define SIPRIX_END_H

#include "leg.h"

/* End it: with this SIP status if it is an incoming call that nobody accepted. ENDED follows, if
 * need be without the SDK's word. */
void end_leg(struct leg *leg, uint16_t status, enum oh_reason reason);

/* OnCallConnected came to a leg that is ending: what the SDK would not end before it does now. */
void end_again(struct leg *leg);

/* OnCallTerminated. */
void end_told(struct leg *leg, uint32_t status);

/* The SDK says that it has no such call: OnCallTerminated may be on its way, and knows more. */
void end_vanished(struct leg *leg);

#endif
