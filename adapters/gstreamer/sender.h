/*
 * What a leg sends: source, mute, gate, encoder, payloader, in one bin with the source pad "src".
 * Made for one codec; another codec gets another sender.
 */
#ifndef OFFHOOK_GSTREAMER_SENDER_H
#define OFFHOOK_GSTREAMER_SENDER_H

#include "feed.h"
#include "gate.h"
#include "level.h"
#include "options.h"
#include "pcm.h"
#include "sdp.h"

struct oh_sender {
    GstElement *bin; /* owned by the pipeline it is added to */
    GstElement *volume, *payloader;
    GstElement *echo; /* audio=echo: the appsrc that takes what was heard */
    struct oh_gate gate;
    struct oh_feed feed; /* audio=device: instead of a source and the gate */
    bool fed;
    struct oh_level *level;   /* of what goes to the encoder; borrowed */
    const struct oh_pcm *pcm; /* borrowed; audio=file */
    size_t position;
    GstClockTime ring_begin; /* OH_AUDIO_RING */
};

/* Makes the bin, which is not yet part of anything. `audio`: the options', or OH_AUDIO_RING. Not
 * for audio=none. */
void oh_sender_begin(struct oh_sender *sender, enum oh_audio_kind audio,
                     const struct oh_media_options *options, const struct oh_pcm *pcm,
                     const struct oh_format *format, unsigned ptime_ms, bool muted,
                     struct oh_level *level);
/* The bin is part of a pipeline with this base time, and runs. */
void oh_sender_start(struct oh_sender *sender, const struct oh_format *format, unsigned ptime_ms,
                     GstClockTime base);
/* After the bin stopped. */
void oh_sender_end(struct oh_sender *sender);
/* The gate. Opening sends the first packet within the call; once closing returned nothing passes.
 */
void oh_sender_open(struct oh_sender *sender, bool open);
/* Have one packet of silence made, now or with the source's next frame, which sets up what is on
 * its way; whoever is behind must drop it. */
void oh_sender_prepare(struct oh_sender *sender);
/* Frames of 20 ms that were captured since the last time, sent or not. */
uint32_t oh_sender_take_frames(struct oh_sender *sender);
void oh_sender_mute(struct oh_sender *sender, bool on);

#endif
