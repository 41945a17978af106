/*
 * The peer's description, read into what we need of it. Part of sdp.c's work.
 */
#ifndef OFFHOOK_GSTREAMER_SDP_READ_H
#define OFFHOOK_GSTREAMER_SDP_READ_H

#include "sdp.h"

#include <gst/sdp/gstsdpmessage.h>

/* What the peer's audio stream says. Free with oh_remote_clear. */
struct oh_remote {
    char *text; /* as it came; zeroed in the end, for there may be keys in it */
    GstSDPMessage *message;
    size_t audio;              /* the m-line */
    size_t way;                /* the m-line that says where its media goes; mostly itself */
    enum oh_kind kind;         /* what it asks for */
    bool bundled;              /* it is in the description's BUNDLE */
    struct oh_crypto crypto;   /* OH_KIND_SDES */
    struct oh_ice ice;         /* OH_KIND_WEBRTC */
    struct oh_formats formats; /* those we know, in the peer's order */
    GInetSocketAddress *rtp;   /* NULL: 0.0.0.0, or OH_KIND_WEBRTC */
    GInetSocketAddress *rtcp;  /* NULL with rtp */
    bool rtcp_mux;
    unsigned ptime_ms;           /* what it wishes to get */
    enum oh_direction direction; /* seen from the peer */
};

/* `security`, `is_private`: what is demanded of the media, and whether the signalling is private.
 */
bool oh_remote_read(struct oh_remote *remote, const char *text, GSocketFamily family,
                    enum oh_media_security security, bool is_private,
                    struct oh_sdp_refusal *refusal);
void oh_remote_clear(struct oh_remote *remote);

#endif
