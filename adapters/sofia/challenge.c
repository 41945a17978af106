/*
 * Challenges: which are answered, and the answer handed to nua. nua sends the request again by
 * itself, and asks us only when it has no credentials for a realm, or they were refused.
 */
#include "challenge.h"

#include <string.h>

#include <sofia-sip/hostdomain.h>
#include <sofia-sip/msg_addr.h>

#include "digest.h"
#include "listen.h"
#include "log.h"
#include "origin.h"

static const char *realm_of(const msg_auth_t *challenge)
{
    return msg_params_find(challenge->au_params, "realm=");
}

/* The realm, quoted as it came, is this name. */
static bool is_named(const char *realm, const url_t *url)
{
    size_t length = strlen(realm);
    if (!url || length < 2 || realm[0] != '"' || realm[length - 1] != '"')
        return false;
    char *bare = g_strndup(realm + 1, length - 2);
    bool same = host_cmp(bare, url->url_host) == 0;
    g_free(bare);
    return same;
}

static bool is_our_realm(const struct account *account, const char *realm)
{
    return g_strcmp0(realm, account->realm) == 0 || is_named(realm, account->aor) ||
           is_named(realm, account->registrar) || is_named(realm, account->proxy);
}

/* NULL, or why this challenge gets no answer. */
static const char *objection(const struct account *account, const msg_auth_t *challenge,
                             bool is_register, bool from_us)
{
    const char *realm = realm_of(challenge);
    if (!digest_can_answer(challenge))
        return "its scheme, algorithm or qop is not known here";
    if (is_register)
        return NULL;
    if (!account)
        return "there is no account";
    if (!from_us)
        return "it comes neither from the registrar nor from the proxy";
    return is_our_realm(account, realm) ? NULL : "its realm is not the account's";
}

static void filter(const struct listener *listener, msg_t *msg, sip_t *sip, msg_auth_t *challenge)
{
    const struct engine *engine = listener->engine;
    bool is_register = sip->sip_cseq && sip->sip_cseq->cs_method == sip_method_register;
    bool from_us = origin_knows(engine, msg_addr(msg));
    bool kept = false;
    for (msg_auth_t *next = NULL; challenge; challenge = next) {
        const char *why = objection(engine->account, challenge, is_register, from_us);
        next = challenge->au_next;
        if (!why && !kept) { /* the server's first choice that we know: RFC 8760 2.4 */
            kept = true;
            continue;
        }
        if (why)
            log_line(engine, OH_LOG_WARNING, "%d to our %s: a challenge is not answered: %s",
                     sip->sip_status->st_status,
                     sip->sip_cseq ? sip->sip_cseq->cs_method_name : "request", why);
        sip_header_remove(msg, sip, (sip_header_t *)challenge);
    }
}

void challenge_filter(const struct listener *listener, msg_t *msg, sip_t *sip)
{
    if (!sip->sip_status)
        return;
    filter(listener, msg, sip, sip->sip_www_authenticate);
    filter(listener, msg, sip, sip->sip_proxy_authenticate);
}

bool challenge_answered(struct account *account, nua_handle_t *handle, char **tried, int status,
                        sip_t const *sip)
{
    static unsigned serial; /* nua takes credentials only if they differ from the last ones */
    const msg_auth_t *challenge = !sip            ? NULL
                                  : status == 401 ? sip->sip_www_authenticate
                                  : status == 407 ? sip->sip_proxy_authenticate
                                                  : NULL;
    if (!account || !challenge)
        return false;
    char *this = g_strdup_printf("%d %s", status, realm_of(challenge));
    if (!account->has_password || g_strcmp0(*tried, this) == 0) {
        account->refused_status = status;
        nua_authenticate(handle, TAG_END());
    } else {
        char *credentials = digest_credentials(account->secret, ++serial, realm_of(challenge));
        nua_authenticate(handle, NUTAG_AUTH(credentials), TAG_END());
        g_free(credentials);
    }
    g_free(*tried);
    *tried = this;
    return true;
}
