/*
 * The wire of a leg with ICE and DTLS-SRTP: webrtcbin. It gets descriptions of our own making, one
 * audio stream each, and is asked for no more than its transport: credentials, candidates, its
 * certificate's fingerprint. What was negotiated with the peer is sdp.c's business, and hold is a
 * matter of descriptions and gates, of which webrtcbin hears nothing.
 */
#ifndef OFFHOOK_GSTREAMER_WEBRTC_H
#define OFFHOOK_GSTREAMER_WEBRTC_H

#include "counts.h"
#include "newest.h"
#include "options.h"
#include "receiver.h"

/* What its messages on the pipeline's bus tell. */
enum oh_webrtc_fact {
    OH_WEBRTC_NOTHING,
    OH_WEBRTC_CONNECTED,  /* ICE and DTLS are through; media may flow */
    OH_WEBRTC_DISTRUSTED, /* the peer's certificate is not the one of its description */
};

struct oh_webrtc {
    GstElement *bin;              /* webrtcbin; the pipeline's */
    GstElement *rtpbin;           /* its own one; owned */
    struct oh_receiver *receiver; /* borrowed */
    struct oh_counts *counts;     /* borrowed */
    struct oh_newest *newest;     /* borrowed */
    GMutex lock;
    GCond gathered;
    GPtrArray *candidates; /* ours, as they are found */
    bool gathering_over;
    struct oh_formats known, expected; /* under the numbers agreed on first, and last */
    bool asks_servers;                 /* STUN or TURN */
    bool has_relay;                    /* TURN */
    char *fingerprint;                 /* that the peer's certificate must have */
    gint trusted;                      /* it has; atomic, as what follows */
    gint rtp_open, rtcp_open, ice_connected;
};

void oh_webrtc_begin(struct oh_webrtc *webrtc, GstBin *bin, const struct oh_media_options *options,
                     struct oh_receiver *receiver, struct oh_counts *counts,
                     struct oh_newest *newest);
/* After the pipeline stopped. */
void oh_webrtc_end(struct oh_webrtc *webrtc);

bool oh_webrtc_ice_is_connected(const struct oh_webrtc *webrtc);
/* What may come. The first time is for good: later numbers of the same codecs are turned into
 * those, as webrtcbin learns of no others. */
void oh_webrtc_expect(struct oh_webrtc *webrtc, const struct oh_formats *formats);
/* What may leave, once there are keys. */
void oh_webrtc_open(struct oh_webrtc *webrtc, bool rtp, bool rtcp);

/* What a message from the bus tells. */
enum oh_webrtc_fact oh_webrtc_message(GstMessage *message);

#endif
