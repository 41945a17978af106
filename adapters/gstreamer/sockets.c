/*
 * Finds and binds the ports of a leg.
 */
#include "sockets.h"

/* How often to ask the system for any port: half of them are odd, some have a neighbour in use. */
enum { TRIES_MAX = 100 };

static GSocket *bind_one(GInetAddress *address, uint16_t port, GError **error)
{
    GSocket *socket = g_socket_new(g_inet_address_get_family(address), G_SOCKET_TYPE_DATAGRAM,
                                   G_SOCKET_PROTOCOL_UDP, error);
    if (!socket)
        return NULL;
    GSocketAddress *full = g_inet_socket_address_new(address, port);
    if (!g_socket_bind(socket, full, FALSE, error))
        g_clear_object(&socket);
    g_object_unref(full);
    return socket;
}

static uint16_t bound_port(GSocket *socket)
{
    GSocketAddress *address = g_socket_get_local_address(socket, NULL);
    uint16_t port =
        address ? g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(address)) : (uint16_t)0;
    g_clear_object(&address);
    return port;
}

/* `port` 0: any that is even. */
static bool bind_pair(struct oh_sockets *sockets, GInetAddress *address, uint16_t port,
                      GError **error)
{
    sockets->rtp = bind_one(address, port, error);
    if (!sockets->rtp)
        return false;
    sockets->port = bound_port(sockets->rtp);
    if (sockets->port % 2 == 0)
        sockets->rtcp = bind_one(address, (uint16_t)(sockets->port + 1), error);
    else
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE, "the port is odd");
    if (!sockets->rtcp)
        oh_sockets_close(sockets);
    return sockets->rtcp != NULL;
}

bool oh_sockets_bind(struct oh_sockets *sockets, GInetAddress *address, uint16_t min, uint16_t max,
                     char *why, size_t why_size)
{
    GError *error = NULL;
    unsigned first = (min + 1u) / 2 * 2;
    unsigned tries = max ? (max + 1 - first) / 2 : TRIES_MAX;
    /* Not always the lowest pair: late packets of the call before shall not reach the next one. */
    unsigned offset = max ? g_random_int_range(0, (gint32)tries) : 0;
    *sockets = (struct oh_sockets){0};
    for (unsigned i = 0; i < tries; i++) {
        unsigned port = max ? first + (offset + i) % tries * 2 : 0;
        g_clear_error(&error);
        if (bind_pair(sockets, address, (uint16_t)port, &error))
            return true;
        if (!g_error_matches(error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
            break;
    }
    char *host = g_inet_address_to_string(address);
    g_snprintf(why, why_size, "no pair of UDP ports for media on %s (option rtp_ports): %s", host,
               error ? error->message : "none tried");
    g_free(host);
    g_clear_error(&error);
    return false;
}

void oh_sockets_close(struct oh_sockets *sockets)
{
    g_clear_object(&sockets->rtp);
    g_clear_object(&sockets->rtcp);
}
