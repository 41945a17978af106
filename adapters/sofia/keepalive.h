/*
 * Keeps the way to the registrar open, and sees when it is gone. On TCP Sofia sends CRLF CRLF by
 * itself (RFC 5626 4.4.1; listen.c); it cannot on UDP and TLS, so there it is an OPTIONS.
 */
#ifndef SOFIA_KEEPALIVE_H
#define SOFIA_KEEPALIVE_H

#include "account.h"

#define KEEPALIVE_S 30 /* below the shortest time that NATs are known to keep a UDP mapping */

void keepalive_start(struct account *account);
void keepalive_stop(struct account *account);

/* The OPTIONS is over. True if nobody was heard to answer it: register anew. */
bool keepalive_answered(struct account *account, bool heard);

#endif
