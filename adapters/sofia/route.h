/*
 * The way of a request that leaves by the account.
 */
#ifndef SOFIA_ROUTE_H
#define SOFIA_ROUTE_H

#include "account.h"

/* `url` in brackets, for From, To and Route. Free with g_free. */
char *route_address(const url_t *url);

/*
 * The Route header that a request to `target` must start with, or NULL if it gets there by itself.
 * An outbound proxy is always a route (RFC 3261 8.1.2). Without one the registrar is the next hop
 * of everything that is not addressed to it: calls leave where calls come from.
 */
char *route_by_account(const struct account *account, const url_t *target);

/* `target` as the request's URI: with the transport that leads to the registrar, if it is there and
 * says none itself. In `home`. */
url_t *route_target(const struct account *account, su_home_t *home, const url_t *target);

#endif
