/*
 * Echo cancellation, noise suppression and gain control of what the microphone hears: webrtcdsp,
 * with webrtcechoprobe listening to what is played.
 */
#ifndef OFFHOOK_GSTREAMER_CLEANER_H
#define OFFHOOK_GSTREAMER_CLEANER_H

#include "block.h"

#include <gst/gst.h>
#include <stdbool.h>

struct oh_cleaner {
    GstElement *bin;                /* NULL: it is off */
    GstPad *captured, *played;      /* ours, to push from */
    GstPad *cleaned, *probed;       /* ours, where it comes out */
    guint64 captured_ns, played_ns; /* stream times */
    int16_t block[OH_BLOCK_SAMPLES];
    bool got;
};

/* False with a sentence: an element is missing. */
bool oh_cleaner_begin(struct oh_cleaner *cleaner, char *why, size_t why_size);
void oh_cleaner_end(struct oh_cleaner *cleaner);

/* In place. On the devices' thread, both. */
void oh_cleaner_captured(struct oh_cleaner *cleaner, int16_t block[OH_BLOCK_SAMPLES]);
void oh_cleaner_played(struct oh_cleaner *cleaner, const int16_t block[OH_BLOCK_SAMPLES]);

#endif
