/*
 * An outgoing call, from the user's wish to the ACK.
 */
#ifndef SOFIA_OUTGOING_H
#define SOFIA_OUTGOING_H

#include "leg.h"

/* `text` as an address that can be called, in `home`; NULL with a sentence. */
sip_to_t *outgoing_parse(su_home_t *home, const char *text, char *why, size_t why_size);

/* Where it goes. Returns the fresh leg, or NULL with a sentence. */
struct leg *outgoing_describe(struct engine *engine, const char *uri, char *text, size_t text_size);

/* The same for a call that is to go elsewhere: To stays as it was (RFC 3261 8.1.3.4). */
struct leg *outgoing_describe_instead(struct leg *leg, const char *uri, char *text,
                                      size_t text_size);

/* Place it: ask the media stack for our offer, then send the INVITE. */
void outgoing_invite(struct leg *leg);
void outgoing_described(struct leg *leg, uint16_t code, const char *why);

/* A response to the INVITE. */
void outgoing_response(struct leg *leg, int status, sip_t const *sip);

#endif
