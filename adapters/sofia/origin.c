/*
 * A set of addresses. Names are looked up by GLib's resolver, in the background and after the
 * REGISTER is on its way, as Sofia does not tell what it found for them.
 */
#include "origin.h"

#include <arpa/inet.h>
#include <gio/gio.h>
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

static void looked_up(GObject *resolver, GAsyncResult *result, gpointer data)
{
    GError *error = NULL;
    GList *found = g_resolver_lookup_by_name_finish(G_RESOLVER(resolver), result, &error);
    if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
        g_error_free(error); /* the engine may be gone */
        return;
    }
    if (error) {
        log_line(data, OH_LOG_INFO, "account: %s", error->message);
        g_error_free(error);
    }
    for (GList *address = found; address; address = address->next) {
        char *text = g_inet_address_to_string(address->data);
        add(data, text);
        g_free(text);
    }
    g_resolver_free_addresses(found);
}

/* Host of a URI: an address is known at once, a name later. */
static void add_host(struct engine *engine, const url_t *url)
{
    if (!url)
        return;
    char *host = *url->url_host == '[' ? g_strndup(url->url_host + 1, strlen(url->url_host) - 2)
                                       : g_strdup(url->url_host);
    GInetAddress *address = g_inet_address_new_from_string(host);
    if (address) {
        char *text = g_inet_address_to_string(address);
        add(engine, text);
        g_free(text);
        g_object_unref(address);
    } else {
        GResolver *resolver = g_resolver_get_default();
        g_main_context_push_thread_default(engine->context);
        g_resolver_lookup_by_name_async(resolver, host, engine->look_ups, looked_up, engine);
        g_main_context_pop_thread_default(engine->context);
        g_object_unref(resolver);
    }
    g_free(host);
}

void origin_stop(struct engine *engine)
{
    if (engine->look_ups) {
        g_cancellable_cancel(engine->look_ups);
        g_object_unref(engine->look_ups);
    }
    engine->look_ups = NULL;
}

void origin_reset(struct engine *engine)
{
    origin_stop(engine);
    g_hash_table_remove_all(engine->origins);
    if (!engine->account)
        return;
    engine->look_ups = g_cancellable_new();
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
