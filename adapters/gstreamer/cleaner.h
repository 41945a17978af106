/*
 * Echo cancellation, noise suppression and gain control of what the microphone hears: webrtcdsp,
 * with webrtcechoprobe listening to what is played.
 */
#ifndef OFFHOOK_GSTREAMER_CLEANER_H
#define OFFHOOK_GSTREAMER_CLEANER_H

#include "block.h"

#include <stddef.h>

struct oh_cleaner;

/* NULL with a sentence: an element is missing. */
struct oh_cleaner *oh_cleaner_new(char *why, size_t why_size);
void oh_cleaner_free(struct oh_cleaner *cleaner); /* NULL is fine */

/* In place. On the devices' thread, both. */
void oh_cleaner_captured(struct oh_cleaner *cleaner, int16_t block[OH_BLOCK_SAMPLES]);
void oh_cleaner_played(struct oh_cleaner *cleaner, const int16_t block[OH_BLOCK_SAMPLES]);

#endif
