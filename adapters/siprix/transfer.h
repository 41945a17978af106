/*
 * Transfers: ours (REFER by us), and the SDK's doing when the peer sends REFER or a 3xx.
 */
#ifndef SIPRIX_TRANSFER_H
#define SIPRIX_TRANSFER_H

#include "leg.h"

/* TRANSFER: TRANSFERRED or TRANSFER_FAILED follows, or ENDED. */
void transfer_begin(struct leg *leg);

/* OnCallTransferred: the status of our REFER. */
void transfer_told(struct leg *leg, uint32_t status);

/* OnCallRedirected: the SDK placed the call `related` by itself. */
void transfer_redirected(struct leg *leg, siprix_call related, const char *to);

/* ANSWER_TRANSFER. */
void transfer_answer(struct leg *leg, bool on);

#endif
