/*
 * Changes of a running call: the peer's re-INVITE and UPDATE, and our hold and resume.
 */
#ifndef SOFIA_CHANGE_H
#define SOFIA_CHANGE_H

#include "leg.h"

/* The peer sent a re-INVITE or UPDATE, which nua gave the present event for. */
void change_asked(struct leg *leg, nua_t *nua, sip_t const *sip);
void change_peer_described(struct leg *leg, uint16_t code, const char *why);

/* The peer took its re-INVITE back. */
void change_cancelled(struct leg *leg);

/* The ACK of the peer's re-INVITE came. */
void change_acknowledged(struct leg *leg, sip_t const *sip);

/* We hold or resume; HELD, RESUMED or CHANGE_FAILED follows. */
void change_hold(struct leg *leg, bool held);
/* Ask the peer anew for what was agreed; no event follows. */
void change_restart(struct leg *leg);
void change_own_described(struct leg *leg, uint16_t code, const char *why);

/* No other request of ours is in flight: send the re-INVITE that waited for that. */
void change_send(struct leg *leg);

/* A response to our re-INVITE. */
void change_response(struct leg *leg, int status, sip_t const *sip);

/* Something that our change waited for is over: try it now. */
void change_settle(struct leg *leg);

/* Post REMOTE_HELD or REMOTE_RESUMED if the peer's side of it is new. */
void change_tell_peer_hold(struct leg *leg);

#endif
