/*
 * The account: our registration at a registrar, from set_account() to its end. What it is asked to
 * prove is challenge.c's business, how it proves it digest.c's.
 */
#ifndef SOFIA_ACCOUNT_H
#define SOFIA_ACCOUNT_H

#include "engine.h"

struct account {
    struct engine *engine;
    struct listener *listener; /* everything leaves by it */
    su_home_t home[1];         /* of the URIs */
    url_t *aor;
    url_t *registrar;
    url_t *proxy; /* outbound proxy, or NULL */
    char *contact_params;
    char *contact; /* "<sip:alice@192.0.2.1:5060;transport=tcp>", as registered */
    uint32_t expires_s;
    bool accept_any;
    bool has_password;
    unsigned secret; /* digest.c's key */

    nua_handle_t *handle;
    char *realm;        /* the registrar's, once it has asked; quoted */
    char *tried;        /* the challenge that our credentials were given to: challenge.c */
    int refused_status; /* of the challenge that our credentials did not satisfy */
    bool leaving;
    bool sent; /* a REGISTER of ours is on its way */

    enum oh_registration_state state;
    uint32_t granted_s;
    unsigned failures; /* in a row */
    char *trouble;     /* what TLS said about the connection, or NULL */
    GSource *retry;    /* the next try, or the end of the patience with an un-REGISTER */
    GSource *keepalive;
    nua_handle_t *ping; /* an OPTIONS that keeps the way open is on its way */
};

/* Register this account from now on, in place of any other; NULL: unregister. False with a sentence
 * if it cannot be used; then all stays as it was. */
bool account_set(struct engine *engine, const struct oh_sip_account *config, char *text,
                 size_t text_size);

/* The next hop of what leaves by the account: the proxy, or the registrar. */
const url_t *account_next_hop(const struct account *account);

/* The network changed: see to the Contact's address, and register at once. */
void account_network_changed(struct engine *engine);

/* What keeps TLS from connecting to the next hop, or NULL: nothing. Borrowed. */
void account_tls_trouble(struct account *account, const char *why);

/* An event of nua's. True if it was about a handle of an account. */
bool account_nua_event(struct engine *engine, nua_event_t event, int status, char const *phrase,
                       nua_t *nua, nua_handle_t *handle, sip_t const *sip);

/* Unregister because the engine goes; then, whether it is done, and forget it. */
void account_say_goodbye(struct engine *engine);
bool account_is_gone(const struct engine *engine);
void account_forget_all(struct engine *engine);

#endif
