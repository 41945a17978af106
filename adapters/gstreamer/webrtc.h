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
    bool asks_servers; /* STUN or TURN */
    bool has_relay;    /* TURN */
    char *fingerprint; /* that the peer's certificate must have */
    gint trusted;      /* it has; atomic, as what follows */
    gint rtp_open, rtcp_open, ice_connected;
};

void oh_webrtc_begin(struct oh_webrtc *webrtc, GstBin *bin, const struct oh_media_options *options,
                     struct oh_receiver *receiver, struct oh_counts *counts,
                     struct oh_newest *newest);
/* Give back what a TURN server holds for us, which takes a round trip to it. Before the pipeline
 * stops, not on the owner's context. */
void oh_webrtc_release_relays(struct oh_webrtc *webrtc);
/* After the pipeline stopped. */
void oh_webrtc_end(struct oh_webrtc *webrtc);

/* All three block for some ten milliseconds, and up to seconds if there are servers to be asked:
 * not on the owner's context. The pipeline runs. False with a sentence. */

/* The answer to the peer's words; what is received has these formats. `ours` is filled. */
bool oh_webrtc_answer(struct oh_webrtc *webrtc, const struct oh_agreed *agreed, struct oh_ice *ours,
                      char *why, size_t why_size);
/* Our words for an offer of these formats. */
bool oh_webrtc_offer(struct oh_webrtc *webrtc, const struct oh_formats *formats,
                     struct oh_ice *ours, char *why, size_t why_size);
/* The peer's words to it. */
bool oh_webrtc_agree(struct oh_webrtc *webrtc, const struct oh_agreed *agreed, char *why,
                     size_t why_size);

/* Where the sender's packets go in; unref it. For an answer: before it; for an offer: after what
 * the peer answered. */
GstPad *oh_webrtc_input(struct oh_webrtc *webrtc, const struct oh_format *format);

/* The peer knows our words, or is about to: look for a way to it. Before, it hears nothing of us.
 * Never blocks. */
void oh_webrtc_connect(struct oh_webrtc *webrtc, const struct oh_ice *theirs);
/* Both have new credentials: look for a way anew, while the old one goes on. Never blocks. False
 * with a sentence. */
bool oh_webrtc_restart(struct oh_webrtc *webrtc, const struct oh_ice *ours,
                       const struct oh_ice *theirs, char *why, size_t why_size);
bool oh_webrtc_ice_is_connected(const struct oh_webrtc *webrtc);
/* What may leave, once there are keys. */
void oh_webrtc_open(struct oh_webrtc *webrtc, bool rtp, bool rtcp);

/* What a message from the bus tells. */
enum oh_webrtc_fact oh_webrtc_message(GstMessage *message);

#endif
