/*
 * The unit in which sound goes between the devices and the legs: 10 ms of one channel, which is
 * what echo cancellation works on, and short enough for the first packet.
 */
#ifndef OFFHOOK_GSTREAMER_BLOCK_H
#define OFFHOOK_GSTREAMER_BLOCK_H

#include <stdint.h>

enum {
    OH_BLOCK_MS = 10,
    OH_BLOCK_RATE_HZ = 48000,
    OH_BLOCK_SAMPLES = OH_BLOCK_RATE_HZ / 1000 * OH_BLOCK_MS,
    OH_BLOCK_BYTES = OH_BLOCK_SAMPLES * 2, /* signed 16 bit, little endian */
};

#endif
