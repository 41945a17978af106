/*
 * What a leg hears: from the jitter buffer of rtpbin, or of webrtcbin's, through the gate and the
 * decoder to where it is played.
 */
#ifndef OFFHOOK_GSTREAMER_RECEIVER_H
#define OFFHOOK_GSTREAMER_RECEIVER_H

#include "level.h"
#include "options.h"
#include "playout.h"
#include "sdp.h"

#include <gst/gst.h>

struct oh_receiver {
    GstBin *bin;                /* borrowed, as what follows */
    GstElement *source;         /* rtpbin or webrtcbin */
    GstElement *funnel;         /* all decoders end here */
    GstElement *echo;           /* appsrc that gets what is played, or NULL; owned */
    struct oh_playout *playout; /* audio=device: what is played goes there; else NULL; borrowed */
    struct oh_level level;      /* of what is played */
    GMutex lock;
    struct oh_formats formats;
    gint open;           /* atomic */
    gint begun;          /* a frame passed since the opening; atomic */
    gint played;         /* frames, where no device plays; atomic */
    gint digits_pending; /* presses told and not read yet; atomic */
};

/* `source`: rtpbin, or webrtcbin, which knows the numbers of its descriptions by itself.
 * `playout`: audio=device; else NULL. */
void oh_receiver_begin(struct oh_receiver *receiver, GstBin *bin, GstElement *source,
                       const struct oh_media_options *options, struct oh_playout *playout);
void oh_receiver_end(struct oh_receiver *receiver);

/* What may come from now on. */
void oh_receiver_expect(struct oh_receiver *receiver, const struct oh_formats *formats);
/* Whether packets with this number may come, and what they carry. On any thread. */
bool oh_receiver_expects(struct oh_receiver *receiver, uint8_t payload, enum oh_codec_kind *kind);
/* Each packet goes by here before the jitter buffer has it: what arrives while the gate is closed
 * is not heard later. Takes the packet and gives one back. On any thread. */
GstBuffer *oh_receiver_arrived(struct oh_receiver *receiver, GstBuffer *packet);
/* Give what is played to this appsrc; NULL: to none. */
void oh_receiver_echo_to(struct oh_receiver *receiver, GstElement *echo);
void oh_receiver_set(struct oh_receiver *receiver, bool open);
/* Frames that were played since the last time. */
uint32_t oh_receiver_take_frames(struct oh_receiver *receiver);

#endif
