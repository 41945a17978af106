/*
 * The GStreamer pipeline of one leg: receiver and sender around a wire, which is either sockets
 * with rtpbin, or webrtcbin. Runs from its making on; what it lets through is up to its gates.
 */
#ifndef OFFHOOK_GSTREAMER_PIPELINE_H
#define OFFHOOK_GSTREAMER_PIPELINE_H

#include "digits_send.h"
#include "lines.h"
#include "newest.h"
#include "offhook/media.h"
#include "sender.h"
#include "transport.h"
#include "webrtc.h"

struct oh_pipeline {
    GstElement *element;
    enum oh_kind kind;
    GstElement *rtpbin; /* not with OH_KIND_WEBRTC */
    const struct oh_media_options *options;
    const struct oh_pcm *pcm;
    struct oh_lines *lines; /* NULL: no device */
    struct oh_line line;
    struct oh_playout playout;
    struct oh_receiver receiver;
    struct oh_counts counts;
    struct oh_level sent_level;
    struct oh_transport transport; /* not with OH_KIND_WEBRTC */
    struct oh_webrtc webrtc;       /* OH_KIND_WEBRTC */
    struct oh_newest newest;       /* OH_KIND_WEBRTC: what waits for its keys */
    struct oh_sender sender;       /* bin is NULL until a codec is agreed, and for audio=none */
    struct oh_digits_sender digits;
    struct oh_format sends;
    unsigned ptime_ms;
    bool muted;
    int sequence; /* what the next sender's packets begin with; -1: any */
    bool rings;   /* the sender is a ring-back tone */
};

/* What the wire is made of. */
struct oh_wire {
    enum oh_kind kind;
    const struct oh_sockets *sockets; /* not with OH_KIND_WEBRTC */
    const struct oh_crypto *ours;     /* OH_KIND_SDES: our key */
};

/* Everything given is borrowed until oh_pipeline_end, the wire until this returns. One thread at a
 * time. `lines`: where a leg with audio=device joins; NULL: nowhere, as in the rehearsal. */
bool oh_pipeline_begin(struct oh_pipeline *pipeline, const struct oh_wire *wire,
                       const struct oh_media_options *options, const struct oh_pcm *pcm,
                       struct oh_lines *lines, char *why, size_t why_size);
void oh_pipeline_end(struct oh_pipeline *pipeline);

/* Carry out what was agreed. A new codec comes with a closed sending gate. With OH_KIND_WEBRTC
 * before oh_webrtc_answer, and after oh_webrtc_agree. */
void oh_pipeline_agree(struct oh_pipeline *pipeline, const struct oh_agreed *agreed);
/* With OH_KIND_WEBRTC, when the descriptions are exchanged: have a packet of silence go the whole
 * way to where it is encrypted, and be dropped there. The first one takes some milliseconds. */
void oh_pipeline_prepare(struct oh_pipeline *pipeline);
/* The gates; `rtcp`: reports may be sent. Nothing passes a closed gate once this returned. */
void oh_pipeline_gates(struct oh_pipeline *pipeline, bool send, bool receive, bool rtcp);
/* Send a ring-back tone from now on, in place of what else would be sent; or that again, with a
 * closed gate. Once a codec is agreed. */
void oh_pipeline_ring(struct oh_pipeline *pipeline, bool on);
void oh_pipeline_mute(struct oh_pipeline *pipeline, bool on);
/* False if the peer takes no events, or we send no RTP that could carry them. Else `taken` of them
 * will be sent; beyond that there is no room. */
bool oh_pipeline_send_digits(struct oh_pipeline *pipeline, const char *digits, size_t *taken);
/* Fills in what the pipeline knows; `codec` and `clock_hz` are there already. */
void oh_pipeline_stats(struct oh_pipeline *pipeline, struct oh_media_stats *stats);
/* The frames since the last time. */
struct oh_frames oh_pipeline_take_frames(struct oh_pipeline *pipeline);

#endif
