/*
 * Where the account's requests may come from: the addresses of its registrar and proxy. Those are
 * the ones their names resolve to, and those that answered our REGISTER.
 */
#ifndef SOFIA_ORIGIN_H
#define SOFIA_ORIGIN_H

#include "engine.h"

#include <sofia-sip/msg_addr.h>

/* An address without its port, IPv4 within IPv6 as IPv4, in INET6_ADDRSTRLEN octets. False if it is
 * of another family. */
bool origin_print(const su_sockaddr_t *address, char text[]);

/* The account is new: what was known is forgotten, its hosts are looked up anew. */
void origin_reset(struct engine *engine);

/* The registrar sent this message. */
void origin_learn(struct engine *engine, msg_t *msg);

/* It is an address of the registrar or the proxy. False if there is no account. */
bool origin_knows(const struct engine *engine, const su_sockaddr_t *address);

/* A request outside dialogs from there is taken: there is no account, or it takes any, or it is
 * from the registrar or the proxy. */
bool origin_accepts(const struct engine *engine, const su_sockaddr_t *address);

/* Look-ups that still run are dropped. */
void origin_stop(struct engine *engine);

#endif
