/*
 * An incoming call, from INVITE to ACK.
 */
#ifndef SOFIA_INCOMING_H
#define SOFIA_INCOMING_H

#include "leg.h"

/* A new INVITE came. */
void incoming_invite(struct listener *listener, nua_handle_t *handle, sip_t const *sip);

/* The media stack answered: our description is in leg->sdp, or `code` says why there is none. */
void incoming_described(struct leg *leg, uint16_t code, const char *why);

void incoming_ring(struct leg *leg);
void incoming_accept(struct leg *leg);

/* Our description has left: the media may look for the peer. */
void incoming_connect(const struct leg *leg);

/* The ACK (or PRACK) came; it may hold the answer to our offer. */
void incoming_answer_came(struct leg *leg, sip_t const *sip);

#endif
