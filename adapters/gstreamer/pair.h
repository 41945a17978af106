/*
 * The two streams of a call: the microphone's and the loudspeaker's. Part of pulse.c's work; all
 * under the server's lock.
 */
#ifndef OFFHOOK_GSTREAMER_PAIR_H
#define OFFHOOK_GSTREAMER_PAIR_H

#include "backlog.h"
#include "pulse.h"

#include <pulse/pulseaudio.h>

struct oh_pair {
    const struct oh_media_options *options;
    const struct oh_pulse_owner *owner;
    unsigned number;
    pa_stream *capture, *playback; /* NULL: closed */
    bool ready;                    /* both were made */
    unsigned acks_open;            /* of the streams that are to run */
    bool flowing;                  /* both run; what comes and goes counts */
    bool over;                     /* FAILED or TAKEN was said: nothing follows */
    bool claimed;
    int16_t block[OH_BLOCK_SAMPLES]; /* captured, not yet whole */
    size_t filled;
    struct oh_backlog backlog;
};

void oh_pair_begin(struct oh_pair *pair, const struct oh_media_options *options,
                   const struct oh_pulse_owner *owner);
void oh_pair_open(struct oh_pair *pair, pa_context *context, unsigned number);
void oh_pair_start(struct oh_pair *pair);
void oh_pair_stop(struct oh_pair *pair);
void oh_pair_close(struct oh_pair *pair);

#endif
