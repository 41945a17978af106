/*
 * Blind transfer by the peer (RFC 3515): its REFER, and what we tell it of the call it asked for.
 */
#ifndef SOFIA_TRANSFER_IN_H
#define SOFIA_TRANSFER_IN_H

#include "leg.h"

/* The peer sent a REFER, which nua gave the present event for. */
void transfer_asked(struct leg *leg, nua_t *nua, sip_t const *sip, tagi_t tags[]);

/* A REFER outside of any call. */
void transfer_stranger(struct engine *engine, nua_handle_t *handle, nua_t *nua, sip_t const *sip);

/* What the core says to it. */
void transfer_answer(struct leg *leg, bool on);

/* How the call stands that was asked for: the status of a response to its INVITE. */
void transfer_tell(struct leg *carrying, int status);

/* The leg is over, as the one that asked or the one that carries out. */
void transfer_cut(struct leg *leg);

/* Another leg carries it on: it was redirected. */
void transfer_moved(struct leg *carrying, struct leg *other);

#endif
