/*
 * A call's way up: incoming from INVITE to accept, outgoing from the description to the answer.
 */
#ifndef SIPRIX_CALL_H
#define SIPRIX_CALL_H

#include "leg.h"

/* OnCallIncoming, OnCallProceeding, OnCallConnected. */
void call_incoming(struct engine *engine, const struct notice *notice);
void call_proceeding(struct leg *leg, const char *response);
void call_connected(struct leg *leg, const struct notice *notice);

/* ACCEPT. */
void call_accept(struct leg *leg);

/* An outgoing call to this URI; NULL with a sentence. */
struct leg *call_describe(struct engine *engine, const char *uri, char *text, size_t text_size);

/* INVITE. */
void call_invite(struct leg *leg);

#endif
