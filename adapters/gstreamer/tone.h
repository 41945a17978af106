/*
 * The sound of a ringing phone and its relatives, sample by sample.
 */
#ifndef OFFHOOK_GSTREAMER_TONE_H
#define OFFHOOK_GSTREAMER_TONE_H

#include "block.h"
#include "offhook/media.h"

#include <stddef.h>

/* Write `count` samples of the tone, the first of which is `position` samples after its beginning;
 * the position after them. */
uint64_t oh_tone_write(enum oh_tone tone, uint64_t position, int16_t *samples, size_t count);

#endif
