/*
 * A sound file, decoded into memory once, to be played in a loop by any number of legs.
 */
#ifndef OFFHOOK_GSTREAMER_PCM_H
#define OFFHOOK_GSTREAMER_PCM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OH_PCM_RATE_HZ = 48000, OH_PCM_SECONDS_MAX = 600 };

struct oh_pcm {
    int16_t *samples; /* one channel */
    size_t count;
};

/* Decode a WAV file; it blocks. False with a sentence. */
bool oh_pcm_load(struct oh_pcm *pcm, const char *path, char *why, size_t why_size);
void oh_pcm_free(struct oh_pcm *pcm);

/* Copy `count` samples from `position` on, over and over; the new position. */
size_t oh_pcm_loop(const struct oh_pcm *pcm, size_t position, int16_t *out, size_t count);

#endif
