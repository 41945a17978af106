/*
 * Where one kind of packet is sent: first to where the SDP says, then to where valid packets come
 * from (symmetric RTP, RFC 4961), which is how media gets through address translators.
 */
#ifndef OFFHOOK_GSTREAMER_DESTINATION_H
#define OFFHOOK_GSTREAMER_DESTINATION_H

#include <gst/gst.h>
#include <gio/gio.h>
#include <stdbool.h>

struct oh_destination {
    GMutex lock;
    GstElement *sink; /* multiudpsink; borrowed; NULL before the first tell */
    GInetSocketAddress *told, *current, *candidate;
    unsigned candidate_count;
    bool latched;
    gint64 heard_us;
};

void oh_destination_begin(struct oh_destination *destination);
void oh_destination_end(struct oh_destination *destination);

/* What the SDP says, and the multiudpsink to send through (borrowed); only a change counts. On any
 * thread, as the next. */
void oh_destination_tell(struct oh_destination *destination, GstElement *sink,
                         GInetSocketAddress *address);

/* A valid packet came from `from`: whether it is our peer's. */
bool oh_destination_heard(struct oh_destination *destination, GInetSocketAddress *from);

#endif
