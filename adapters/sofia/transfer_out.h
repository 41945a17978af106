/*
 * Blind transfer by us (RFC 3515, RFC 5589): our REFER, and what the peer tells of it.
 */
#ifndef SOFIA_TRANSFER_OUT_H
#define SOFIA_TRANSFER_OUT_H

#include "leg.h"

/* Where the next REFER sends the peer; false with a sentence if that is no address. */
bool transfer_describe(struct leg *leg, const char *uri, char *text, size_t text_size);

/* Send it; TRANSFERRED or TRANSFER_FAILED follows, or ENDED. */
void transfer_send(struct leg *leg);

/* A response to our REFER. */
void transfer_response(struct leg *leg, int status);

/* A NOTIFY came, which nua has answered; of a REFER of ours, as nua has no other subscriptions. */
void transfer_notified(struct leg *leg, sip_t const *sip);

/* The leg is over: nothing more is told. */
void transfer_forget(struct leg *leg);

#endif
