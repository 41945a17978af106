/*
 * Two clocks that run apart show in how full the queue is when it is emptiest. What is too little
 * ends in a new start; what was never needed for two seconds is dropped at once. Neither delay nor
 * silence can grow.
 */
#include "playout.h"

#include <string.h>

enum {
    CAPACITY = OH_PLAYOUT_MAX_BLOCKS * OH_BLOCK_SAMPLES,
    START = OH_PLAYOUT_START_BLOCKS * OH_BLOCK_SAMPLES,
    FRAME_SAMPLES = OH_BLOCK_RATE_HZ / 50,
};

static void restart_window(struct oh_playout *playout)
{
    playout->least = CAPACITY;
    playout->window = 0;
}

void oh_playout_begin(struct oh_playout *playout)
{
    *playout = (struct oh_playout){0};
    g_mutex_init(&playout->lock);
    restart_window(playout);
}

void oh_playout_end(struct oh_playout *playout)
{
    g_mutex_clear(&playout->lock);
}

static void drop(struct oh_playout *playout, size_t count)
{
    playout->first = (playout->first + count) % CAPACITY;
    playout->count -= count;
}

void oh_playout_put(struct oh_playout *playout, const int16_t *samples, size_t count)
{
    g_mutex_lock(&playout->lock);
    if (count > CAPACITY) {
        samples += count - CAPACITY;
        count = CAPACITY;
    }
    if (playout->count + count > CAPACITY)
        drop(playout, playout->count + count - CAPACITY);
    size_t end = (playout->first + playout->count) % CAPACITY;
    size_t straight = MIN(count, CAPACITY - end);
    memcpy(playout->ring + end, samples, straight * sizeof *samples);
    memcpy(playout->ring, samples + straight, (count - straight) * sizeof *samples);
    playout->count += count;
    g_mutex_unlock(&playout->lock);
}

void oh_playout_clear(struct oh_playout *playout)
{
    g_mutex_lock(&playout->lock);
    playout->count = 0;
    playout->playing = false;
    g_mutex_unlock(&playout->lock);
}

static bool may_play(struct oh_playout *playout)
{
    size_t needed = playout->playing ? OH_BLOCK_SAMPLES : START;
    if (playout->count >= needed && !playout->playing)
        restart_window(playout);
    playout->playing = playout->count >= needed;
    return playout->playing;
}

static void drop_what_was_never_needed(struct oh_playout *playout)
{
    playout->least = MIN(playout->least, playout->count);
    if (++playout->window < OH_PLAYOUT_WINDOW_BLOCKS)
        return;
    /* The margin keeps as much as one more burst would need. */
    if (playout->least > START)
        drop(playout, playout->least - START / 2);
    restart_window(playout);
}

void oh_playout_mix(struct oh_playout *playout, int16_t mix[OH_BLOCK_SAMPLES])
{
    g_mutex_lock(&playout->lock);
    if (may_play(playout)) {
        for (size_t i = 0; i < OH_BLOCK_SAMPLES; i++) {
            int sum = mix[i] + playout->ring[(playout->first + i) % CAPACITY];
            mix[i] = (int16_t)CLAMP(sum, G_MININT16, G_MAXINT16);
        }
        drop(playout, OH_BLOCK_SAMPLES);
        playout->taken += OH_BLOCK_SAMPLES;
        drop_what_was_never_needed(playout);
    }
    g_mutex_unlock(&playout->lock);
}

uint32_t oh_playout_take_frames(struct oh_playout *playout)
{
    g_mutex_lock(&playout->lock);
    uint32_t frames = (uint32_t)(playout->taken / FRAME_SAMPLES);
    playout->taken %= FRAME_SAMPLES;
    g_mutex_unlock(&playout->lock);
    return frames;
}
