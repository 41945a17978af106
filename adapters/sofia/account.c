/*
 * Registration. nua sends and refreshes the REGISTER and asks again after a 423; when to try again,
 * what is worth trying, and what to tell is here. An account that is no longer wanted is kept in
 * engine->leaving until its un-REGISTER is answered, or LEAVE_MS.
 */
#include "account.h"

#include <sofia-sip/nta_tag.h>
#include <stdio.h>
#include <string.h>

#include "backoff.h"
#include "challenge.h"
#include "digest.h"
#include "keepalive.h"
#include "listen.h"
#include "log.h"
#include "message.h"
#include "network.h"
#include "origin.h"
#include "route.h"
#include "trouble.h"
#include "uri.h"

/* What is asked for unless the account says otherwise. */
#define EXPIRES_S 3600

/* How long an un-REGISTER may take before it is given up. */
#define LEAVE_MS 2000

/* ---- Telling ---- */

static void tell(struct account *account, enum oh_registration_state state, uint16_t code,
                 uint32_t retry_s, const char *why)
{
    struct engine *engine = account->engine;
    account->state = state;
    struct oh_registration registration = {
        .size = sizeof registration,
        .state = state,
        .code = code,
        .expires_s = state == OH_REGISTERED ? account->granted_s : 0,
        .retry_s = retry_s,
        .why = why,
    };
    if (engine->events.registered && !engine->closing)
        engine->events.registered(engine->events.ctx, &registration);
}

/* ---- Time ---- */

static void stop_timer(GSource **timer)
{
    if (*timer)
        g_source_destroy(*timer);
    *timer = NULL;
}

static void start_timer(struct account *account, GSource **timer, guint ms, GSourceFunc function)
{
    stop_timer(timer);
    *timer = g_timeout_source_new(ms);
    g_source_set_callback(*timer, function, account, NULL);
    g_source_attach(*timer, account->engine->context);
    g_source_unref(*timer);
}

/* ---- Making one ---- */

static void account_free(struct account *account)
{
    stop_timer(&account->retry);
    keepalive_stop(account);
    if (account->handle)
        nua_handle_destroy(account->handle);
    digest_forget(account->secret);
    su_home_deinit(account->home);
    g_free(account->contact_params);
    g_free(account->contact);
    g_free(account->realm);
    g_free(account->tried);
    g_free(account->trouble);
    g_free(account);
}

static bool is_parameters(const char *text)
{
    return g_utf8_validate(text, -1, NULL) && uri_is_printed(text) && *text != ';' &&
           !strchr(text, '?') && !strchr(text, ',');
}

/* Read `config` into a fresh account; false with a sentence. */
static bool read_config(struct account *account, const struct oh_sip_account *config, char *text,
                        size_t text_size)
{
    account->aor = config->uri ? uri_parse(account->home, config->uri) : NULL;
    if (!account->aor || !account->aor->url_user || !*account->aor->url_user) {
        snprintf(text, text_size, "account: \"%s\" is no address; write sip:name@host",
                 config->uri ? config->uri : "");
        return false;
    }
    if (config->registrar) {
        account->registrar = uri_parse(account->home, config->registrar);
    } else {
        account->registrar = url_hdup(account->home, account->aor);
        account->registrar->url_user = NULL;
    }
    if (!account->registrar || account->registrar->url_user) {
        snprintf(text, text_size,
                 "account: registrar \"%s\" is no URI of a server; write sip:host or "
                 "sip:host:port;transport=tls",
                 config->registrar);
        return false;
    }
    account->registrar->url_password = NULL;
    if (config->proxy) {
        account->proxy = uri_parse(account->home, config->proxy);
        if (!account->proxy) {
            snprintf(text, text_size,
                     "account: outbound proxy \"%s\" is no URI; write sip:host or "
                     "sip:host:port;transport=tls",
                     config->proxy);
            return false;
        }
    }
    if (config->contact_params && !is_parameters(config->contact_params)) {
        snprintf(text, text_size,
                 "account: contact parameters \"%s\" are none; write name=value;name=value",
                 config->contact_params);
        return false;
    }
    account->contact_params = g_strdup(config->contact_params);
    account->expires_s = config->expires_s ? config->expires_s : EXPIRES_S;
    account->accept_any = config->accept_any;
    account->has_password = config->password != NULL;
    return true;
}

static char *make_contact(const struct account *account)
{
    const struct listener *listener = account->listener;
    char *host = network_own_address(listener, account_next_hop(account)->url_host);
    const char *transport = listen_transport(listener);
    GString *text = g_string_new(NULL);
    g_string_printf(text, "<%s:%s@%s:%u", account->aor->url_scheme, account->aor->url_user,
                    host ? host : listener->host, listener->port);
    if (strcmp(transport, "udp") != 0)
        g_string_append_printf(text, ";transport=%s", transport);
    if (account->contact_params)
        g_string_append_printf(text, ";%s", account->contact_params);
    g_string_append_c(text, '>');
    g_free(host);
    return g_string_free(text, FALSE);
}

static void make_handle(struct account *account)
{
    char *aor = route_address(account->aor);
    char *route = route_by_account(account, account->registrar);
    account->handle = nua_handle(account->listener->nua, NULL, SIPTAG_FROM_STR(aor),
                                 SIPTAG_TO_STR(aor), TAG_END());
    /* Credentials may be repeated unasked: a REGISTER goes to nobody else. */
    nua_set_hparams(account->handle, NUTAG_AUTH_CACHE(nua_auth_cache_dialog),
                    TAG_IF(route, NUTAG_INITIAL_ROUTE_STR(route)), TAG_END());
    g_free(route);
    g_free(aor);
}

const url_t *account_next_hop(const struct account *account)
{
    return account->proxy ? account->proxy : account->registrar;
}

/* ---- Registering ---- */

static void send_register(struct account *account)
{
    char expires[16];
    stop_timer(&account->retry);
    g_clear_pointer(&account->trouble, g_free);
    snprintf(expires, sizeof expires, "%u", account->expires_s);
    account->sent = true;
    nua_register(account->handle, NUTAG_REGISTRAR((url_string_t *)account->registrar),
                 SIPTAG_CONTACT_STR(account->contact), SIPTAG_EXPIRES_STR(expires), TAG_END());
}

static gboolean try_again(gpointer data)
{
    struct account *account = data;
    account->retry = NULL;
    tell(account, OH_REGISTERING, 0, 0, NULL);
    send_register(account);
    return G_SOURCE_REMOVE;
}

static void begin(struct account *account)
{
    account->contact = make_contact(account);
    make_handle(account);
    origin_reset(account->engine);
    tell(account, OH_REGISTERING, 0, 0, NULL);
    send_register(account);
}

/* ---- Leaving ---- */

static void left(struct account *account)
{
    struct engine *engine = account->engine;
    g_ptr_array_remove_fast(engine->leaving, account);
    if (!engine->account && engine->leaving->len == 0)
        tell(account, OH_UNREGISTERED, 0, 0, NULL);
    account_free(account);
}

static gboolean leave_anyway(gpointer data)
{
    struct account *account = data;
    account->retry = NULL;
    log_line(account->engine, OH_LOG_WARNING,
             "account: the registrar did not answer when we unregistered");
    left(account);
    return G_SOURCE_REMOVE;
}

/* Unregister it; it frees itself. */
static void leave(struct account *account)
{
    struct engine *engine = account->engine;
    bool may_be_registered = account->state == OH_REGISTERED || account->sent;
    if (engine->account == account)
        engine->account = NULL;
    account->leaving = true;
    keepalive_stop(account);
    g_ptr_array_add(engine->leaving, account);
    if (!may_be_registered) {
        left(account);
        return;
    }
    nua_unregister(account->handle, NUTAG_REGISTRAR((url_string_t *)account->registrar),
                   SIPTAG_CONTACT_STR(account->contact), TAG_END());
    start_timer(account, &account->retry, LEAVE_MS, leave_anyway);
}

/* ---- What the registrar answers ---- */

/* What it granted to our contact; 0 if it does not name it. */
static uint32_t granted(const struct account *account, sip_t const *sip)
{
    su_home_t home[1] = {SU_HOME_INIT(home)};
    uint32_t seconds = 0;
    su_home_init(home);
    sip_contact_t *ours = sip_contact_make(home, account->contact);
    for (sip_contact_t const *m = sip->sip_contact; ours && m; m = m->m_next)
        if (url_cmp(m->m_url, ours->m_url) == 0)
            seconds = (uint32_t)sip_contact_expires(m, sip->sip_expires, sip->sip_date,
                                                    account->expires_s, sip_now());
    su_home_deinit(home);
    return seconds;
}

static void registered(struct account *account, sip_t const *sip)
{
    uint32_t seconds = granted(account, sip);
    bool news = account->state != OH_REGISTERED || account->granted_s != seconds;
    account->failures = 0;
    g_clear_pointer(&account->tried, g_free);
    g_clear_pointer(&account->trouble, g_free);
    if (!seconds)
        log_line(account->engine, OH_LOG_WARNING,
                 "account: the registrar's 200 does not name our Contact; calls may not come");
    account->granted_s = seconds;
    if (news)
        tell(account, OH_REGISTERED, 200, 0, NULL);
    keepalive_start(account);
}

/* It failed for good, or is tried again later. `code` 0: no answer came. */
static void failed(struct account *account, int status, char const *phrase, sip_t const *sip)
{
    int code = sip ? status : status == CHALLENGE_REFUSED ? account->refused_status : 0;
    struct trouble trouble = {.account = account,
                              .code = code,
                              .status = status,
                              .phrase = phrase,
                              .tls = account->trouble};
    uint32_t retry_s = 0;
    keepalive_stop(account);
    if (trouble_may_pass(&trouble)) {
        retry_s = backoff_s(++account->failures, account->engine->retry_base_s, g_random_double());
        if (sip && sip->sip_retry_after)
            retry_s = MAX(1, MIN(sip->sip_retry_after->af_delta, BACKOFF_MAX_S));
        start_timer(account, &account->retry, retry_s * 1000, try_again);
    }
    char *why = trouble_sentence(&trouble, retry_s);
    log_line(account->engine, OH_LOG_WARNING, "%s", why);
    tell(account, OH_REGISTRATION_FAILED, (uint16_t)code, retry_s, why);
    g_free(why);
}

/* The final answer to a REGISTER. */
static void answered(struct account *account, int status, char const *phrase, sip_t const *sip)
{
    account->sent = false;
    if (status < 300 && sip)
        registered(account, sip);
    else
        failed(account, status, phrase, sip);
}

/* ---- nua ---- */

/* Requests other than REGISTER are answered for this realm, too (challenge.h). */
static void learn_realm(struct account *account, sip_t const *sip)
{
    const msg_auth_t *challenge = !sip                        ? NULL
                                  : sip->sip_www_authenticate ? sip->sip_www_authenticate
                                                              : sip->sip_proxy_authenticate;
    const char *realm = challenge ? msg_params_find(challenge->au_params, "realm=") : NULL;
    if (!realm || g_strcmp0(realm, account->realm) == 0)
        return;
    g_free(account->realm);
    account->realm = g_strdup(realm);
}

static struct account *find(struct engine *engine, const nua_handle_t *handle)
{
    struct account *account = engine->account;
    if (account && (account->handle == handle || account->ping == handle))
        return account;
    for (guint i = 0; i < engine->leaving->len; i++)
        if (((struct account *)engine->leaving->pdata[i])->handle == handle)
            return engine->leaving->pdata[i];
    return NULL;
}

bool account_nua_event(struct engine *engine, nua_event_t event, int status, char const *phrase,
                       nua_t *nua, nua_handle_t *handle, sip_t const *sip)
{
    struct account *account = handle ? find(engine, handle) : NULL;
    if (!account)
        return false;
    if (handle == account->ping) {
        bool heard = message_is_heard(nua_current_request(nua));
        if (event == nua_r_options && status >= 200 && keepalive_answered(account, heard))
            send_register(account);
        return true;
    }
    if (event != nua_r_register && event != nua_r_unregister && event != nua_r_authenticate)
        return true;
    msg_t *msg = nua_current_request(nua);
    if (sip &&
        message_is_heard(msg)) /* nta has matched it to our REGISTER: it is the registrar's */
        origin_learn(engine, msg);
    else
        sip = NULL;
    learn_realm(account, sip);
    if (status < 200 || challenge_answered(account, handle, &account->tried, status, sip))
        return true;
    if (account->leaving)
        left(account);
    else if (event != nua_r_unregister)
        answered(account, event == nua_r_authenticate ? CHALLENGE_REFUSED : status, phrase, sip);
    return true;
}

/* ---- Set, changed, gone ---- */

/* nua must be told everything anew, or an update of who we are will do. */
static bool is_same_binding(const struct account *a, const struct account *b)
{
    return a->listener == b->listener && url_cmp_all(a->aor, b->aor) == 0 &&
           url_cmp_all(a->registrar, b->registrar) == 0 &&
           (a->proxy && b->proxy ? url_cmp_all(a->proxy, b->proxy) == 0 : a->proxy == b->proxy) &&
           g_strcmp0(a->contact_params, b->contact_params) == 0;
}

/* The same binding with another user, password or time: the handle stays, and with it the place in
 * the registrar. */
static void update(struct account *account, const struct account *fresh,
                   const struct oh_sip_account *config)
{
    account->expires_s = fresh->expires_s;
    account->accept_any = fresh->accept_any;
    account->has_password = fresh->has_password;
    account->failures = 0;
    digest_replace(account->secret, config->user ? config->user : account->aor->url_user,
                   config->password ? config->password : "");
    g_clear_pointer(&account->tried, g_free);
    tell(account, OH_REGISTERING, 0, 0, NULL);
    send_register(account);
}

/* It is the one from now on. */
static void take_place(struct account *account)
{
    struct account *old = account->engine->account;
    account->engine->account = account;
    if (old)
        leave(old);
    begin(account);
}

bool account_set(struct engine *engine, const struct oh_sip_account *config, char *text,
                 size_t text_size)
{
    if (!config) {
        if (engine->account)
            leave(engine->account);
        return true;
    }
    struct account *account = g_new0(struct account, 1);
    account->engine = engine;
    su_home_init(account->home);
    bool usable = read_config(account, config, text, text_size);
    account->listener =
        usable ? listen_for(engine, account_next_hop(account), text, text_size) : NULL;
    if (!account->listener) {
        account_free(account);
        return false;
    }
    if (engine->account && is_same_binding(engine->account, account)) {
        update(engine->account, account, config);
        account_free(account);
        return true;
    }
    account->secret = digest_keep(config->user ? config->user : account->aor->url_user,
                                  config->password ? config->password : "");
    take_place(account);
    return true;
}

/* The same account with a new Contact: another binding. The old one is taken back. */
static void move(struct account *old)
{
    struct account *account = g_new0(struct account, 1);
    account->engine = old->engine;
    account->listener = old->listener;
    su_home_init(account->home);
    account->aor = url_hdup(account->home, old->aor);
    account->registrar = url_hdup(account->home, old->registrar);
    account->proxy = old->proxy ? url_hdup(account->home, old->proxy) : NULL;
    account->contact_params = g_strdup(old->contact_params);
    account->expires_s = old->expires_s;
    account->accept_any = old->accept_any;
    account->has_password = old->has_password;
    account->secret = digest_share(old->secret);
    account->realm = g_strdup(old->realm);
    take_place(account);
}

/* The address that leads to the next hop is another one than in our Contact. */
static bool has_moved(const struct account *account)
{
    char *host = network_own_address(account->listener, account_next_hop(account)->url_host);
    char *contact = host ? make_contact(account) : NULL;
    bool moved = contact && strcmp(contact, account->contact) != 0;
    g_free(contact);
    g_free(host);
    return moved;
}

void account_network_changed(struct engine *engine)
{
    struct account *account = engine->account;
    if (!account)
        return;
    network_shut_dead_connections(engine);
    bool moved = has_moved(account);
    log_line(engine, OH_LOG_INFO, "account: the network changed; registering at once%s",
             moved ? " with another Contact" : "");
    if (moved)
        listen_anew(engine);
    account->failures = 0;
    if (moved) {
        move(account);
        return;
    }
    tell(account, OH_REGISTERING, 0, 0, NULL);
    send_register(account);
}

void account_tls_trouble(struct account *account, const char *why)
{
    g_free(account->trouble);
    account->trouble = g_strdup(why);
}

void account_say_goodbye(struct engine *engine)
{
    if (engine->account)
        leave(engine->account);
}

bool account_is_gone(const struct engine *engine)
{
    return engine->leaving->len == 0;
}

void account_forget_all(struct engine *engine)
{
    while (engine->leaving->len > 0) {
        struct account *account = engine->leaving->pdata[0];
        g_ptr_array_remove_index_fast(engine->leaving, 0);
        account_free(account);
    }
}
