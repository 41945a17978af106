/*
 * Why a leg ended, between SIP (status codes, the Reason header of RFC 3326) and enum oh_reason,
 * both ways. Pure tables; reading headers is message.c's.
 */
#ifndef SOFIA_REASON_H
#define SOFIA_REASON_H

#include "offhook/offhook.h"

/* Why our INVITE was refused with this final status (300 to 699). */
enum oh_reason reason_from_status(int status);

/* Why the caller cancelled; protocol and cause of one Reason header, or NULL and 0. */
enum oh_reason reason_from_cancel(const char *protocol, int cause);

/* Why the peer sent BYE; as above. */
enum oh_reason reason_from_bye(const char *protocol, int cause);

/* The status that refuses an INVITE which we have not answered yet. */
int reason_to_status(enum oh_reason reason);

/* The Reason header of our BYE or CANCEL, or NULL where it would help nobody. Static. */
const char *reason_to_header(enum oh_reason reason);

#endif
