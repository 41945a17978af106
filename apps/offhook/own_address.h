/*
 * Where to listen for an account, and which address of this machine to name to others, if nobody
 * says so.
 */
#ifndef OFFHOOK_APP_OWN_ADDRESS_H
#define OFFHOOK_APP_OWN_ADDRESS_H

#include "options.h"

/* On every address, by the transport of the proxy or registrar: "tcp:0.0.0.0:0"; to be freed. */
char *listen_for_account(const struct phone_options *options);

/* The address that "udp:192.0.2.7:5060" names; if it is any (0.0.0.0), the one that the route to
 * the account's proxy or registrar begins with, or the default route, at this moment. NULL if
 * `listen` has no such form. To be freed. */
char *own_address(const struct phone_options *options, const char *listen);

#endif
