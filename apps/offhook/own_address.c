/*
 * Asks the kernel for the route, and sends nothing. Names are not looked up: the default route is
 * taken to lead to them.
 */
#include "own_address.h"

#include <gio/gio.h>
#include <string.h>

/* Addresses for documentation (RFC 5737, RFC 3849): the route to them is the default route. */
#define SOMEWHERE_V4 "192.0.2.1"
#define SOMEWHERE_V6 "2001:db8::1"

/* To which the REGISTER goes; NULL: there is no account. */
static const char *next_hop(const struct phone_options *options)
{
    if (options->account_proxy)
        return options->account_proxy;
    return options->account_registrar ? options->account_registrar : options->account_uri;
}

/* The host of a URI that has the form of one, without brackets. */
static char *host_of(const char *uri)
{
    const char *host = strchr(uri, ':') + 1;
    const char *at = strchr(host, '@');
    if (at)
        host = at + 1;
    if (*host == '[')
        return g_strndup(host + 1, strcspn(host + 1, "]"));
    return g_strndup(host, strcspn(host, ":;?"));
}

static const char *transport_of(const char *uri)
{
    char *small = g_ascii_strdown(uri, -1);
    const char *transport = g_str_has_prefix(small, "sips:")  ? "tls"
                            : strstr(small, ";transport=tls") ? "tls"
                            : strstr(small, ";transport=tcp") ? "tcp"
                                                              : "udp";
    g_free(small);
    return transport;
}

char *listen_for_account(const struct phone_options *options)
{
    char *host = host_of(next_hop(options));
    const char *any = strchr(host, ':') ? "[::]" : "0.0.0.0";
    g_free(host);
    return g_strdup_printf("%s:%s:0", transport_of(next_hop(options)), any);
}

/* ---- The route ---- */

/* The source address of datagrams to `host`; NULL: it is none, of another family, or out of reach.
 */
static GInetAddress *source_towards(GSocketFamily family, const char *host)
{
    GInetAddress *source = NULL;
    GSocketAddress *peer = g_inet_socket_address_new_from_string(host, 9);
    if (peer && g_socket_address_get_family(peer) == family) {
        GSocket *socket = g_socket_new(family, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
        GSocketAddress *ours = socket && g_socket_connect(socket, peer, NULL, NULL)
                                   ? g_socket_get_local_address(socket, NULL)
                                   : NULL;
        if (ours)
            source = g_object_ref(g_inet_socket_address_get_address(G_INET_SOCKET_ADDRESS(ours)));
        g_clear_object(&ours);
        g_clear_object(&socket);
    }
    g_clear_object(&peer);
    return source;
}

/* What to name instead of any address of this family. With no network at all it is loopback. */
static GInetAddress *named_instead(const struct phone_options *options, GSocketFamily family)
{
    GInetAddress *source = NULL;
    if (next_hop(options)) {
        char *host = host_of(next_hop(options));
        source = source_towards(family, host);
        g_free(host);
    }
    if (!source)
        source =
            source_towards(family, family == G_SOCKET_FAMILY_IPV6 ? SOMEWHERE_V6 : SOMEWHERE_V4);
    return source ? source : g_inet_address_new_loopback(family);
}

char *own_address(const struct phone_options *options, const char *listen)
{
    const char *begin = strchr(listen, ':');
    const char *end = strrchr(listen, ':');
    if (!begin || end == begin)
        return NULL;
    begin++;
    bool brackets = *begin == '[' && end[-1] == ']';
    char *text = g_strndup(begin + brackets, (gsize)(end - begin) - 2 * brackets);
    GInetAddress *address = g_inet_address_new_from_string(text);
    if (address && g_inet_address_get_is_any(address)) {
        GInetAddress *named = named_instead(options, g_inet_address_get_family(address));
        g_free(text);
        text = g_inet_address_to_string(named);
        g_object_unref(named);
    }
    g_clear_object(&address);
    return text;
}
