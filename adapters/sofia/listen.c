/*
 * Binding and unbinding. Sofia-SIP says neither which port it got for port 0 nor why it could not
 * bind, so the address is tried with a socket of our own first.
 */
#include "listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <sofia-sip/nta_tag.h>
#include <sofia-sip/sresolv.h>
#include <sofia-sip/tport_tag.h>

#include "gate.h"
#include "log.h"
#include "tls.h"
#include "uri.h"

/* How long the rest of a message may take to come on TCP, in milliseconds. */
#define PARTIAL_MS 10000

/* How often another process may take our ephemeral port between our try and Sofia's. */
#define PORT_TRIES 8

/* Certificates between the server's and the authority's. */
#define TLS_DEPTH 5

/* How long unbinding may wait for nua; transactions that are still open are dropped then. */
#define CLOSE_MS 1000

struct place {
    bool tcp; /* or TLS */
    bool tls;
    bool ipv6;
    char host[INET6_ADDRSTRLEN];
    uint16_t port;
};

static bool parse(const char *where, struct place *place)
{
    const char *host = strchr(where, ':');
    const char *port = strrchr(where, ':');
    if (!host || host == port)
        return false;
    place->tls = strncmp(where, "tls:", 4) == 0;
    place->tcp = place->tls || strncmp(where, "tcp:", 4) == 0;
    if (!place->tcp && strncmp(where, "udp:", 4) != 0)
        return false;
    host++;
    size_t length = (size_t)(port - host);
    place->ipv6 = host[0] == '[';
    if (place->ipv6) {
        if (length < 3 || host[length - 1] != ']')
            return false;
        host++;
        length -= 2;
    }
    if (length >= sizeof place->host)
        return false;
    memcpy(place->host, host, length);
    place->host[length] = '\0';
    char *end = NULL;
    unsigned long number = strtoul(port + 1, &end, 10);
    if (port[1] < '0' || port[1] > '9' || *end || number > 65535)
        return false;
    place->port = (uint16_t)number;
    struct in6_addr any;
    return inet_pton(place->ipv6 ? AF_INET6 : AF_INET, place->host, &any) == 1;
}

/* Bind and let go again. Returns 0 and the port that was free, or the errno. */
static int try_port(const struct place *place, uint16_t *port)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } address = {.any = {.sa_family = place->ipv6 ? AF_INET6 : AF_INET}};
    socklen_t length = place->ipv6 ? sizeof address.v6 : sizeof address.v4;
    if (place->ipv6) {
        inet_pton(AF_INET6, place->host, &address.v6.sin6_addr);
        address.v6.sin6_port = htons(place->port);
    } else {
        inet_pton(AF_INET, place->host, &address.v4.sin_addr);
        address.v4.sin_port = htons(place->port);
    }
    int fd =
        socket(address.any.sa_family, (place->tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return errno;
    int one = 1, error = 0;
    if (place->tcp) /* as Sofia does: connections in TIME_WAIT are no hindrance */
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (place->ipv6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
    if (bind(fd, &address.any, length) != 0 || (place->tcp && listen(fd, 1) != 0) ||
        getsockname(fd, &address.any, &length) != 0)
        error = errno;
    else
        *port = ntohs(place->ipv6 ? address.v6.sin6_port : address.v4.sin_port);
    close(fd);
    return error;
}

static nua_t *make_nua(struct listener *listener, const struct place *place, uint16_t port)
{
    char url[96], agent[32];
    snprintf(url, sizeof url, place->ipv6 ? "%s:[%s]:%u;transport=%s" : "%s:%s:%u;transport=%s",
             place->tls ? "sips" : "sip", place->host, port, listen_transport(listener));
    snprintf(agent, sizeof agent, "offhook/%d.%d.%d", OH_VERSION_MAJOR, OH_VERSION_MINOR,
             OH_VERSION_PATCH);
    return nua_create(
        listener->engine->root, engine_nua_event, listener, NUTAG_URL(url), NUTAG_MEDIA_ENABLE(0),
        NUTAG_AUTOANSWER(0), NUTAG_AUTOALERT(0), NUTAG_AUTO302(0),
        NUTAG_AUTO305(0), /* redirects are policy */
        /* What nua would answer with 200 or 202 without asking. */
        NUTAG_APPL_METHOD("UPDATE"), NUTAG_APPL_METHOD("INFO"), NUTAG_APPL_METHOD("REFER"),
        SIPTAG_ALLOW_STR("INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, UPDATE, INFO, REFER, NOTIFY"),
        NUTAG_ALLOW_EVENTS(NULL), SIPTAG_SUPPORTED_STR("100rel, replaces"),
        SIPTAG_ACCEPT_STR("application/sdp"), SIPTAG_USER_AGENT_STR(agent),
        NUTAG_OUTBOUND("no-outbound no-natify no-validate no-options-keepalive"),
        NUTAG_MAX_RETRY_AFTER(0), /* account.c does it */
        NUTAG_AUTH_CACHE(nua_auth_cache_challenged), NTATAG_CLIENT_RPORT(1),
        TAG_IF(listener->tcp && listener->engine->keepalive_s,
               TPTAG_KEEPALIVE(listener->engine->keepalive_s * 1000)),
        NUTAG_SHUTDOWN_EVENTS(1), NTATAG_MAXSIZE(GATE_BUFFER_MAX), NTATAG_MCLASS(listener->gate),
        NTATAG_MAX_PROCEEDING(listener->engine->legs_max + 64), NTATAG_SERVER_RPORT(1),
        TAG_IF(listener->engine->resolv_conf, SRESTAG_RESOLV_CONF(listener->engine->resolv_conf)),
        NUTAG_CERTIFICATE_DIR(TLS_NO_FOLDER), TPTAG_TLS_VERIFY_POLICY(TPTLS_VERIFY_OUT),
        TPTAG_TLS_VERIFY_DATE(1), TPTAG_TLS_VERIFY_DEPTH(TLS_DEPTH),
        TPTAG_SDWN_ERROR(1), /* what waits for an answer on a closed connection waits in vain */
        TPTAG_TIMEOUT(PARTIAL_MS), TPTAG_STUN_SERVER(0), /* it writes to stderr */
        TAG_END());
}

static void name_listener(struct listener *listener)
{
    GString *bound = listener->engine->bound;
    g_free(listener->address);
    listener->address = g_strdup_printf(listener->ipv6 ? "%s:[%s]:%u" : "%s:%s:%u",
                                        listen_transport(listener), listener->host, listener->port);
    g_string_append_printf(bound, "%s%s", bound->len ? " " : "", listener->address);
}

bool listen_add(struct engine *engine, const char *where, char *text, size_t text_size)
{
    struct place place = {0};
    if (!parse(where, &place)) {
        snprintf(text, text_size,
                 "listen=%s (--listen %s): not an address; write udp:127.0.0.1:5060, "
                 "tcp:[::1]:5060, tls:0.0.0.0:0 or port 0 for any free port",
                 where, where);
        return false;
    }
    struct listener *listener = g_new0(struct listener, 1);
    listener->engine = engine;
    listener->tcp = place.tcp;
    listener->tls = place.tls;
    listener->ipv6 = place.ipv6;
    listener->host = g_strdup(place.host);
    listener->any = strcmp(place.host, place.ipv6 ? "::" : "0.0.0.0") == 0;
    listener->gate = gate_new(listener);
    uint16_t port = 0;
    int error = 0;
    if (place.tls)
        tls_catch_begin();
    for (int i = 0; i < PORT_TRIES && !listener->nua; i++) {
        error = try_port(&place, &port);
        if (!error)
            listener->nua = make_nua(listener, &place, port);
        if (error || place.port)
            break;
    }
    if (!listener->nua) {
        tls_catch_cancel();
        gate_free(listener->gate);
        g_free(listener->host);
        g_free(listener);
        snprintf(text, text_size, "listen=%s (--listen %s): cannot be bound: %s; %s", where, where,
                 error ? strerror(error) : "Sofia-SIP refused it",
                 error == EADDRINUSE ? "another program listens there: end it, or choose another "
                                       "port (0 takes any free one)"
                                     : "choose an address of this machine");
        return false;
    }
    g_ptr_array_add(engine->listeners, listener);
    listener->port = port;
    if (place.tls && !tls_catch_end(listener, engine->ca, text, text_size))
        return false;
    name_listener(listener);
    return true;
}

const char *listen_transport(const struct listener *listener)
{
    return listener->tls ? "tls" : listener->tcp ? "tcp" : "udp";
}

struct listener *listen_for(struct engine *engine, url_t const *url, char *text, size_t text_size)
{
    char transport[8] = "";
    url_param(url->url_params, "transport", transport, sizeof transport);
    if (uri_needs_tls(url))
        strcpy(transport, "tls");
    bool ipv6 = url->url_host && url->url_host[0] == '[';
    bool name = url->url_host && !ipv6 && inet_addr(url->url_host) == INADDR_NONE;
    for (guint i = 0; i < engine->listeners->len; i++) {
        struct listener *listener = engine->listeners->pdata[i];
        bool suits = *transport ? g_ascii_strcasecmp(transport, listen_transport(listener)) == 0
                                : !listener->tls;
        if (suits && (name || ipv6 == listener->ipv6))
            return listener;
    }
    snprintf(text, text_size, "no %s%s%s address to call from: add one with listen= (--listen)",
             ipv6   ? "IPv6"
             : name ? "such"
                    : "IPv4",
             *transport ? " " : "", transport);
    return NULL;
}

/* ---- Listening anew ---- */

/* What a listener had before; kept for the calls that use it. */
struct retired {
    nua_t *nua;
    msg_mclass_t *gate;
    void *tls_context;
    bool down;
};

static void retired_free(gpointer data)
{
    struct retired *old = data;
    if (old->down) { /* else it may still have messages */
        nua_destroy(old->nua);
        gate_free(old->gate);
    }
    tls_forget_context(old->tls_context);
    g_free(old);
}

GPtrArray *listen_retired_new(void)
{
    return g_ptr_array_new_with_free_func(retired_free);
}

static void sweep_retired(struct engine *engine)
{
    for (guint i = engine->retired->len; i-- > 0;) {
        struct retired *old = engine->retired->pdata[i];
        if (old->down)
            g_ptr_array_remove_index(engine->retired, i);
        else if (g_hash_table_size(engine->legs) == 0)
            nua_shutdown(old->nua); /* destroyed at the next look */
    }
}

bool listen_retired_is_down(struct engine *engine, const nua_t *nua)
{
    for (guint i = 0; i < engine->retired->len; i++) {
        struct retired *old = engine->retired->pdata[i];
        if (old->nua != nua)
            continue;
        old->down = true;
        return true;
    }
    return false;
}

/* False: there is none now, and all stays as it was. */
static bool replace(struct listener *listener)
{
    struct place place = {.tcp = listener->tcp, .tls = listener->tls, .ipv6 = listener->ipv6};
    struct retired *old = g_new0(struct retired, 1);
    *old = (struct retired){
        .nua = listener->nua, .gate = listener->gate, .tls_context = listener->tls_context};
    char text[200] = "";
    uint16_t port = listener->port;
    g_strlcpy(place.host, listener->host, sizeof place.host);
    listener->gate = gate_new(listener);
    if (place.tls)
        tls_catch_begin();
    listener->nua = make_nua(listener, &place, port);
    if (!listener->nua && try_port(&place, &port) == 0)
        listener->nua = make_nua(listener, &place, port);
    if (listener->nua && place.tls &&
        !tls_catch_end(listener, listener->engine->ca, text, sizeof text)) {
        nua_destroy(listener->nua);
        listener->nua = NULL;
    }
    if (!listener->nua) {
        tls_catch_cancel();
        gate_free(listener->gate);
        listener->nua = old->nua;
        listener->gate = old->gate;
        g_free(old);
        return false;
    }
    listener->port = port;
    g_ptr_array_add(listener->engine->retired, old);
    return true;
}

void listen_anew(struct engine *engine)
{
    sweep_retired(engine);
    g_string_truncate(engine->bound, 0);
    for (guint i = 0; i < engine->listeners->len; i++) {
        struct listener *listener = engine->listeners->pdata[i];
        bool done = !listener->any || replace(listener);
        name_listener(listener);
        if (listener->any)
            log_line(engine, done ? OH_LOG_INFO : OH_LOG_WARNING, "%s: %s", listener->address,
                     done ? "listening on the present addresses"
                          : "cannot be bound to the present addresses");
    }
}

void listen_close(struct engine *engine)
{
    gint64 until = g_get_monotonic_time() + CLOSE_MS * 1000;
    for (guint i = 0; i < engine->retired->len; i++)
        nua_shutdown(((struct retired *)engine->retired->pdata[i])->nua);
    for (guint i = 0; i < engine->listeners->len; i++)
        nua_shutdown(((struct listener *)engine->listeners->pdata[i])->nua);
    for (guint i = 0; i < engine->listeners->len; i++) {
        struct listener *listener = engine->listeners->pdata[i];
        while (!listener->down && g_get_monotonic_time() < until)
            su_root_step(engine->root, 20);
        if (!listener->down)
            log_line(engine, OH_LOG_WARNING, "%s: a peer did not answer; its dialog is dropped",
                     listener->address);
        if (listener->down) { /* else it may still have messages */
            nua_destroy(listener->nua);
            gate_free(listener->gate);
        }
        tls_forget(listener);
        g_free(listener->called_host);
        g_free(listener->address);
        g_free(listener->host);
        g_free(listener);
    }
    g_ptr_array_set_size(engine->listeners, 0);
    while (engine->retired->len > 0 && g_get_monotonic_time() < until) {
        struct retired *old = engine->retired->pdata[0];
        if (old->down)
            g_ptr_array_remove_index(engine->retired, 0);
        else
            su_root_step(engine->root, 20);
    }
    g_ptr_array_set_size(engine->retired, 0);
}
