/*
 * A 3xx to our INVITE (RFC 3261 8.1.3.4): where it points, as the leg of an INVITE that could go
 * there. Whether it does is the core's decision.
 */
#ifndef SOFIA_REDIRECT_H
#define SOFIA_REDIRECT_H

#include "leg.h"

/* How many INVITEs of one call may follow another. Who is moved has one forward, and a service
 * before it one more; a longer chain is a mistake, or played with us. */
#define REDIRECTS_MAX 5

/* Post REDIRECTED if the response points somewhere that can be called: the leg is over then. False
 * if it is a refusal like any other. */
bool redirect_told(struct leg *leg, int status, sip_t const *sip);

#endif
