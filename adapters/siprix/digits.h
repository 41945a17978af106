/*
 * Digits both ways.
 */
#ifndef SIPRIX_DIGITS_H
#define SIPRIX_DIGITS_H

#include "leg.h"

/* Send these after what is being sent. */
void digits_send(struct leg *leg, const char *digits);

/* OnCallDtmfReceived. */
void digits_told(struct leg *leg, uint32_t tone);

#endif
