/*
 * Follows the peer's address. A stranger's packets move nothing while the peer's own arrive.
 */
#include "destination.h"

/* A source must send this often in a row before we follow it: one stray packet is no peer. */
enum { FOLLOW_AFTER_PACKETS = 3 };
/* Silence of the present source after which another may take its place (a translator that forgot
 * us gives the peer a new port). */
#define FORGET_AFTER_US (2 * G_USEC_PER_SEC)

static bool same(GInetSocketAddress *a, GInetSocketAddress *b)
{
    return a && b && g_inet_socket_address_get_port(a) == g_inet_socket_address_get_port(b) &&
           g_inet_address_equal(g_inet_socket_address_get_address(a),
                                g_inet_socket_address_get_address(b));
}

/* Under the lock. */
static void send_to(struct oh_destination *destination, GInetSocketAddress *address)
{
    g_set_object(&destination->current, address);
    char *host = g_inet_address_to_string(g_inet_socket_address_get_address(address));
    g_signal_emit_by_name(destination->sink, "clear");
    g_signal_emit_by_name(destination->sink, "add", host,
                          (gint)g_inet_socket_address_get_port(address));
    g_free(host);
}

void oh_destination_begin(struct oh_destination *destination)
{
    *destination = (struct oh_destination){0};
    g_mutex_init(&destination->lock);
}

void oh_destination_end(struct oh_destination *destination)
{
    g_clear_object(&destination->told);
    g_clear_object(&destination->current);
    g_clear_object(&destination->candidate);
    g_mutex_clear(&destination->lock);
}

void oh_destination_tell(struct oh_destination *destination, GstElement *sink,
                         GInetSocketAddress *address)
{
    g_mutex_lock(&destination->lock);
    if (destination->sink != sink || !same(destination->told, address)) {
        if (destination->sink)
            g_signal_emit_by_name(destination->sink, "clear");
        destination->sink = sink;
        g_set_object(&destination->told, address);
        destination->latched = false;
        destination->candidate_count = 0;
        send_to(destination, address);
    }
    g_mutex_unlock(&destination->lock);
}

/* Under the lock: not from where we expect it. */
static bool follow(struct oh_destination *destination, GInetSocketAddress *from, gint64 now_us)
{
    if (!destination->current ||
        (destination->latched && now_us - destination->heard_us < FORGET_AFTER_US))
        return false;
    if (!same(destination->candidate, from)) {
        g_set_object(&destination->candidate, from);
        destination->candidate_count = 0;
    }
    if (++destination->candidate_count < FOLLOW_AFTER_PACKETS)
        return false;
    send_to(destination, from);
    return true;
}

bool oh_destination_heard(struct oh_destination *destination, GInetSocketAddress *from)
{
    g_mutex_lock(&destination->lock);
    gint64 now_us = g_get_monotonic_time();
    bool ours = same(destination->current, from) || follow(destination, from, now_us);
    if (ours) {
        destination->latched = true;
        destination->heard_us = now_us;
    }
    g_mutex_unlock(&destination->lock);
    return ours;
}
