/*
 * A set of addresses. Names are looked up by the C library, each on a thread of its own, as Sofia
 * does not tell what it found for them. GIO's resolver does no more, and takes longer to load than
 * the first REGISTER may wait.
 */
#include "origin.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <string.h>

#include "account.h"
#include "log.h"

bool origin_print(const su_sockaddr_t *address, char text[])
{
    const struct in6_addr *v6 = &address->su_sin6.sin6_addr;
    if (address->su_family == AF_INET)
        return inet_ntop(AF_INET, &address->su_sin.sin_addr, text, INET6_ADDRSTRLEN) != NULL;
    if (address->su_family != AF_INET6)
        return false;
    if (IN6_IS_ADDR_V4MAPPED(v6))
        return inet_ntop(AF_INET, &v6->s6_addr[12], text, INET6_ADDRSTRLEN) != NULL;
    return inet_ntop(AF_INET6, v6, text, INET6_ADDRSTRLEN) != NULL;
}

static void add(struct engine *engine, const char *address)
{
    g_hash_table_add(engine->origins, g_strdup(address));
}

/* ---- Names ---- */

/* The look-ups of one account. Held by the engine, too, until another account takes its place. */
struct look_ups {
    bool dropped; /* on the host's context only; then the engine may be gone */
};

struct look_up {
    struct look_ups *among;
    struct engine *engine;
    GMainContext *context;
    char *host;
    struct addrinfo *found;
    int error; /* getaddrinfo's */
};

static void look_up_free(gpointer data)
{
    struct look_up *look_up = data;
    if (look_up->found)
        freeaddrinfo(look_up->found);
    g_atomic_rc_box_release(look_up->among);
    g_main_context_unref(look_up->context);
    g_free(look_up->host);
    g_free(look_up);
}

static gboolean looked_up(gpointer data)
{
    const struct look_up *look_up = data;
    char text[INET6_ADDRSTRLEN];
    if (look_up->among->dropped)
        return G_SOURCE_REMOVE;
    if (look_up->error)
        log_line(look_up->engine, OH_LOG_INFO, "account: %s cannot be resolved: %s", look_up->host,
                 gai_strerror(look_up->error));
    for (const struct addrinfo *found = look_up->found; found; found = found->ai_next)
        if (origin_print((const su_sockaddr_t *)found->ai_addr, text))
            add(look_up->engine, text);
    return G_SOURCE_REMOVE;
}

static gpointer look_up_on_thread(gpointer data)
{
    struct look_up *look_up = data;
    struct addrinfo hints = {.ai_socktype = SOCK_DGRAM};
    look_up->error = getaddrinfo(look_up->host, NULL, &hints, &look_up->found);
    GSource *source = g_idle_source_new();
    g_source_set_callback(source, looked_up, look_up, look_up_free);
    g_source_attach(source, look_up->context);
    g_source_unref(source);
    return NULL;
}

static void look_up_host(struct engine *engine, const char *host)
{
    struct look_up *look_up = g_new0(struct look_up, 1);
    look_up->among = g_atomic_rc_box_acquire(engine->look_ups);
    look_up->engine = engine;
    look_up->context = g_main_context_ref(engine->context);
    look_up->host = g_strdup(host);
    g_thread_unref(g_thread_new("look-up", look_up_on_thread, look_up));
}

/* Host of a URI: an address is known at once, a name later. */
static void add_host(struct engine *engine, const url_t *url)
{
    if (!url)
        return;
    su_sockaddr_t address = {0};
    char text[INET6_ADDRSTRLEN];
    char *host = *url->url_host == '[' ? g_strndup(url->url_host + 1, strlen(url->url_host) - 2)
                                       : g_strdup(url->url_host);
    if (inet_pton(AF_INET, host, &address.su_sin.sin_addr) == 1)
        address.su_family = AF_INET;
    else if (inet_pton(AF_INET6, host, &address.su_sin6.sin6_addr) == 1)
        address.su_family = AF_INET6;
    if (origin_print(&address, text))
        add(engine, text);
    else
        look_up_host(engine, host);
    g_free(host);
}

void origin_stop(struct engine *engine)
{
    if (engine->look_ups) {
        engine->look_ups->dropped = true;
        g_atomic_rc_box_release(engine->look_ups);
    }
    engine->look_ups = NULL;
}

void origin_reset(struct engine *engine)
{
    origin_stop(engine);
    g_hash_table_remove_all(engine->origins);
    if (!engine->account)
        return;
    engine->look_ups = g_atomic_rc_box_new0(struct look_ups);
    add_host(engine, engine->account->registrar);
    add_host(engine, engine->account->proxy);
}

void origin_learn(struct engine *engine, msg_t *msg)
{
    char text[INET6_ADDRSTRLEN];
    if (msg && origin_print(msg_addr(msg), text) && !g_hash_table_contains(engine->origins, text))
        add(engine, text);
}

bool origin_knows(const struct engine *engine, const su_sockaddr_t *address)
{
    char text[INET6_ADDRSTRLEN];
    return engine->account && origin_print(address, text) &&
           g_hash_table_contains(engine->origins, text);
}

bool origin_accepts(const struct engine *engine, const su_sockaddr_t *address)
{
    return !engine->account || engine->account->accept_any || origin_knows(engine, address);
}
