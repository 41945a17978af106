/*
 * What every message passes before nta matches it to a dialog: bounds, what TCP demands, and
 * requests that belong to one of our calls by their Call-ID and From tag but have no To tag.
 */
#ifndef SOFIA_GATE_H
#define SOFIA_GATE_H

#include "listen.h"

#include <sofia-sip/msg_mclass.h>

/* Octets of the headers of one message, and of all of it; beyond that it is answered with 413. */
#define GATE_HEADERS_MAX 16384
#define GATE_MESSAGE_MAX 65536

/* What a peer may make us hold on TCP while a header does not end; then the connection is closed.
 * Above GATE_MESSAGE_MAX, so that most of what is too large can be read to its end and answered. */
#define GATE_BUFFER_MAX (4 * GATE_MESSAGE_MAX)

/* The message class that does it, for NTATAG_MCLASS. Freed with gate_free once no message lives. */
msg_mclass_t *gate_new(struct listener *listener);
void gate_free(msg_mclass_t *class);

/* This INVITE is another branch of a call that is up; the gate kept it from that call's dialog. */
bool gate_saw_late_branch(sip_t const *sip);

#endif
