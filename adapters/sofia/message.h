/*
 * What we read out of a SIP message: its SDP, who sent it, what it asks for. No state, no policy.
 */
#ifndef SOFIA_MESSAGE_H
#define SOFIA_MESSAGE_H

#include "engine.h"

enum body {
    BODY_NONE,
    BODY_SDP,
    BODY_OTHER /* something that we cannot read: 415 */
};

/* The SDP of a message, a copy to free with message_free_sdp, or NULL. */
enum body message_sdp(sip_t const *sip, char **sdp);
/* Zeroes it first, since there may be a key in it. NULL is nothing. */
void message_free_sdp(char *sdp);

/* Its body is compressed or otherwise encoded, which we cannot read. */
bool message_is_encoded(sip_t const *sip);

/* What an INFO brings. */
enum digit {
    DIGIT_NONE,    /* nothing: it has no body */
    DIGIT_PRESSED, /* a key, in `digit` */
    DIGIT_BAD,     /* one that does not exist: 400 */
    DIGIT_OTHER    /* something that we cannot read: 415 */
};

/* The key in application/dtmf-relay ("Signal=5") or application/dtmf ("5"). */
enum digit message_digit(sip_t const *sip, char *digit);

/* OH_INVITE_VIDEO and OH_INVITE_AUTO_ANSWER, as the message has them. `sdp` may be NULL. */
uint16_t message_flags(sip_t const *sip, const char *sdp);

/* What push and INVITE share: a hash of the Call-ID with the direction mixed in; never 0. */
oh_match_key message_match_key(sip_t const *sip, bool outgoing);

/* "Alice <sip:alice@example.org>", clean; a copy to free with g_free. */
char *message_address(sip_addr_t const *address);

/* It came from the network; else nta made it, to say that no answer came. */
bool message_is_heard(msg_t *msg);

/* `text` as UTF-8 without control characters, whatever a peer put into it. Free with g_free. */
char *message_clean(const char *text);

/* The status that a message/sipfrag begins with (RFC 3420); 0: it is none. */
int message_fragment_status(sip_t const *sip);

/* Why a CANCEL or BYE was sent. */
enum oh_reason message_cancel_reason(sip_t const *sip);
enum oh_reason message_bye_reason(sip_t const *sip);

#endif
