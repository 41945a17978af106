/*
 * This machine's own side of the network: which address of ours leads to the registrar, and when
 * that may have changed.
 */
#ifndef SOFIA_NETWORK_H
#define SOFIA_NETWORK_H

#include "listen.h"

/*
 * The address that a Contact on this listener must have so that `host` can reach us: the one it is
 * bound to, or, if that is any (0.0.0.0), the one that the route to `host` starts with; to the
 * default route's where `host` is a name. In brackets if IPv6. Asks the kernel, sends nothing. Free
 * with g_free.
 */
char *network_own_address(const struct listener *listener, const char *host);

/* From now on changes of addresses and routes lead to account_network_changed(). */
void network_watch(struct engine *engine);
void network_unwatch(struct engine *engine);

#endif
