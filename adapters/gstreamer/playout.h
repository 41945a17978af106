/*
 * What a leg has decoded and the device has not played yet: a bounded queue between two clocks.
 * Knows samples only, so that it can be tested with numbers.
 */
#ifndef OFFHOOK_GSTREAMER_PLAYOUT_H
#define OFFHOOK_GSTREAMER_PLAYOUT_H

#include "block.h"

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

enum {
    /* What is gathered before playing begins. The jitter buffer hands packets on as they come, and
     * after a lost one in bursts of 50 ms. */
    OH_PLAYOUT_START_BLOCKS = 6,
    OH_PLAYOUT_MAX_BLOCKS = 24,
    /* What was never needed in this many blocks is dropped: the peer's clock is faster than the
     * device's, or a burst came late. */
    OH_PLAYOUT_WINDOW_BLOCKS = 200,
};

struct oh_playout {
    GMutex lock;
    int16_t ring[OH_PLAYOUT_MAX_BLOCKS * OH_BLOCK_SAMPLES];
    size_t first, count; /* samples */
    bool playing;        /* enough was gathered */
    size_t least;        /* the fewest samples left after a block, in this window */
    unsigned window;     /* blocks since it began */
    size_t taken;        /* samples that the device took, not yet reported as frames */
};

void oh_playout_begin(struct oh_playout *playout);
void oh_playout_end(struct oh_playout *playout);

/* Append. What does not fit pushes the oldest out. On any thread, as all that follows. */
void oh_playout_put(struct oh_playout *playout, const int16_t *samples, size_t count);
/* Drop everything: what was decoded before a hold is not to be heard after it. */
void oh_playout_clear(struct oh_playout *playout);
/* Add the next block to `mix`, saturating; nothing while there is not enough. */
void oh_playout_mix(struct oh_playout *playout, int16_t mix[OH_BLOCK_SAMPLES]);
/* Frames of 20 ms that were played since the last time. */
uint32_t oh_playout_take_frames(struct oh_playout *playout);

#endif
