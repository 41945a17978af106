/*
 * What the device captured, on its way to a leg's encoder: the gate for sending of a leg that uses
 * the audio session. Closed, it drops every block; opened, a first frame of silence leaves within
 * the call, and the next one as soon as the first block is captured, with silence in front of it.
 */
#ifndef OFFHOOK_GSTREAMER_FEED_H
#define OFFHOOK_GSTREAMER_FEED_H

#include "block.h"

#include <gst/audio/audio.h>
#include <gst/gst.h>
#include <stdbool.h>

struct oh_feed {
    GMutex lock;
    GstPad *pad; /* our own; belongs to no element */
    GstClock *clock;
    GstAudioResampler *resampler; /* NULL: the leg has the device's rate */
    int16_t *frame;
    size_t frame_samples, filled;
    unsigned rate_hz;
    bool open, discont;
    GstClockTime base, next, frame_ns; /* `next`: the running time of the next frame */
    gint blocks;                       /* captured, not yet reported; atomic */
};

/* Push into `into` frames of `ptime_ms` with one channel at this rate, of the pipeline whose base
 * time is `base`. */
void oh_feed_begin(struct oh_feed *feed, GstPad *into, unsigned rate_hz, unsigned ptime_ms,
                   GstClockTime base);
/* When no captured block can come any more. */
void oh_feed_end(struct oh_feed *feed);

/* Nothing that was captured before the opening passes, and nothing at all once closing returned. */
void oh_feed_set(struct oh_feed *feed, bool open);
/* Push one frame of silence through the closed gate, for what it sets up on its way. Whoever is
 * behind must drop what comes of it. */
void oh_feed_prepare(struct oh_feed *feed);
/* A block that the device captured. On the device's thread. */
void oh_feed_captured(struct oh_feed *feed, const int16_t block[OH_BLOCK_SAMPLES]);
/* Frames of 20 ms that were captured since the last time, sent or not. */
uint32_t oh_feed_take_frames(struct oh_feed *feed);

#endif
