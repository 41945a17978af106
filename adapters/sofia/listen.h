/*
 * Where we listen: one nua for each "listen=" option, which is how Sofia-SIP has several addresses.
 */
#ifndef SOFIA_LISTEN_H
#define SOFIA_LISTEN_H

#include "engine.h"

struct listener {
    struct engine *engine;
    nua_t *nua;
    msg_mclass_t *gate; /* what its messages pass: gate.h */
    bool tcp;           /* a stream: TCP or TLS */
    bool tls;
    bool ipv6;
    bool any;          /* bound to no address in particular */
    void *tls_context; /* OpenSSL's, caught: tls.c */
    char *called_host; /* of the last call by TLS without an account */
    char *host;        /* as in the option, without brackets */
    uint16_t port;     /* as really bound */
    bool down;         /* nua_shutdown was answered */
    char *address;     /* "udp:127.0.0.1:5070", as really bound */
};

/* Bind `where` ("udp:127.0.0.1:5070", "tcp:[::1]:0") and add it to the engine. False, with a
 * sentence, if that cannot be done. */
bool listen_add(struct engine *engine, const char *where, char *text, size_t text_size);

/* "udp", "tcp" or "tls". Static. */
const char *listen_transport(const struct listener *listener);

/* The listener that can reach this URI, or NULL with a sentence. */
struct listener *listen_for(struct engine *engine, url_t const *url, char *text, size_t text_size);

/*
 * The machine's addresses changed: have the listeners that are bound to any address listen on the
 * present ones, for Sofia-SIP binds each by itself. On the same port if it is free, else on
 * another. Calls that run stay with what they have.
 */
void listen_anew(struct engine *engine);

/* An array for engine->retired. */
GPtrArray *listen_retired_new(void);

/* This nua was replaced, and its shutdown is done. False if it is a listener's present one. */
bool listen_retired_is_down(struct engine *engine, const nua_t *nua);

/* Unbind; `engine->legs` must be empty of handles. Bounded. */
void listen_close(struct engine *engine);

#endif
