/*
 * The peer's description, read into what we need of it. Part of sdp.c's work.
 */
#ifndef OFFHOOK_GSTREAMER_SDP_READ_H
#define OFFHOOK_GSTREAMER_SDP_READ_H

#include "sdp.h"

#include <gst/sdp/gstsdpmessage.h>

/* What the peer's audio stream says. Free with oh_remote_clear. */
struct oh_remote {
    GstSDPMessage *message;
    size_t audio;              /* the m-line */
    struct oh_formats formats; /* those we know, in the peer's order */
    GInetSocketAddress *rtp;   /* NULL: 0.0.0.0 */
    GInetSocketAddress *rtcp;  /* NULL with rtp */
    bool rtcp_mux;
    unsigned ptime_ms;           /* what it wishes to get */
    enum oh_direction direction; /* seen from the peer */
};

bool oh_remote_read(struct oh_remote *remote, const char *text, GSocketFamily family,
                    struct oh_sdp_refusal *refusal);
void oh_remote_clear(struct oh_remote *remote);

bool oh_sdp_refuse(struct oh_sdp_refusal *refusal, uint16_t code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
