/*
 * Tones by their cadence. Ring-back and call waiting have the 425 Hz that most countries use (ITU-T
 * E.180); the ring is ours.
 */
#include "tone.h"

#include <math.h>

static const struct cadence {
    double hz[2];      /* both at once */
    unsigned on_ms[2]; /* sound, then silence, twice, and again from the beginning */
    unsigned off_ms[2];
    double amplitude;
} cadences[] = {
    [OH_TONE_NONE] = {{0, 0}, {0, 0}, {100, 100}, 0},
    [OH_TONE_RING] = {{440, 480}, {400, 400}, {200, 2000}, 0.2},
    [OH_TONE_RING_BACK] = {{425, 425}, {1000, 1000}, {4000, 4000}, 0.1},
    [OH_TONE_CALL_WAITING] = {{425, 425}, {200, 200}, {600, 3000}, 0.1},
};

/* A tone that begins or ends at once clicks. */
enum { EDGE_SAMPLES = OH_BLOCK_RATE_HZ / 200 };

static uint64_t samples_of(unsigned ms)
{
    return (uint64_t)ms * OH_BLOCK_RATE_HZ / 1000;
}

/* How loud it is at this sample, 0 to 1. */
static double envelope(const struct cadence *cadence, uint64_t position)
{
    uint64_t period = 0;
    for (int i = 0; i < 2; i++)
        period += samples_of(cadence->on_ms[i]) + samples_of(cadence->off_ms[i]);
    position %= period;
    for (int i = 0; i < 2; i++) {
        uint64_t on = samples_of(cadence->on_ms[i]);
        if (position < on) {
            uint64_t edge = position < on - position ? position : on - position;
            return edge < EDGE_SAMPLES ? (double)edge / EDGE_SAMPLES : 1;
        }
        position -= on;
        if (position < samples_of(cadence->off_ms[i]))
            return 0;
        position -= samples_of(cadence->off_ms[i]);
    }
    return 0;
}

uint64_t oh_tone_write(enum oh_tone tone, uint64_t position, int16_t *samples, size_t count)
{
    const struct cadence *cadence = &cadences[tone];
    for (size_t i = 0; i < count; i++, position++) {
        double loud = envelope(cadence, position) * cadence->amplitude / 2, sum = 0;
        for (int k = 0; k < 2 && loud > 0; k++)
            sum += sin(2 * M_PI * cadence->hz[k] * (double)position / OH_BLOCK_RATE_HZ);
        samples[i] = (int16_t)lround(loud * sum * INT16_MAX);
    }
    return position;
}
