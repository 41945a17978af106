/*
 * This machine's own side of the network: which address of ours leads to the registrar, and which
 * connections have lost theirs.
 */
#ifndef SOFIA_NETWORK_H
#define SOFIA_NETWORK_H

#include "listen.h"

/*
 * The address that a Contact on this listener must have so that `host` can reach us: the one it is
 * bound to, or, if that is any (0.0.0.0), the one that the route to `host` starts with; to the
 * default route's where `host` is a name; NULL if there is none. In brackets if IPv6. Asks the
 * kernel, sends nothing. Free with g_free.
 */
char *network_own_address(const struct listener *listener, const char *host);

/* Shut connections to the registrar or the proxy whose end at our side is an address that is gone:
 * no packet comes back to them, and Sofia would use them until TCP gives up. */
void network_shut_dead_connections(const struct engine *engine);

#endif
