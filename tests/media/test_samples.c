/*
 * What only knows samples and times: the queue between two clocks, the judge of old sound, tones.
 */
#include "backlog.h"
#include "playout.h"
#include "tone.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

enum { PACKET_SAMPLES = 2 * OH_BLOCK_SAMPLES }; /* 20 ms */

/* A packet of which each sample is `value`. */
static void put(struct oh_playout *playout, int16_t value, size_t count)
{
    int16_t samples[PACKET_SAMPLES];
    for (size_t i = 0; i < PACKET_SAMPLES; i++)
        samples[i] = value;
    for (; count > 0; count -= MIN(count, PACKET_SAMPLES))
        oh_playout_put(playout, samples, MIN(count, PACKET_SAMPLES));
}

/* The first sample of the next block; the rest is like it. */
static int16_t next(struct oh_playout *playout)
{
    int16_t mix[OH_BLOCK_SAMPLES] = {0};
    oh_playout_mix(playout, mix);
    for (size_t i = 1; i < OH_BLOCK_SAMPLES; i++)
        assert_int_equal(mix[i], mix[0]);
    return mix[0];
}

static void playing_begins_when_enough_is_there(void **state)
{
    struct oh_playout playout;
    (void)state;
    oh_playout_begin(&playout);
    put(&playout, 7, OH_PLAYOUT_START_BLOCKS * OH_BLOCK_SAMPLES - 1);
    assert_int_equal(next(&playout), 0);
    put(&playout, 7, 1);
    for (int i = 0; i < OH_PLAYOUT_START_BLOCKS; i++)
        assert_int_equal(next(&playout), 7);
    assert_int_equal(next(&playout), 0);
    put(&playout, 7, PACKET_SAMPLES); /* it ran dry: gather anew */
    assert_int_equal(next(&playout), 0);
    oh_playout_end(&playout);
}

static void what_was_played_is_counted_in_frames(void **state)
{
    struct oh_playout playout;
    (void)state;
    oh_playout_begin(&playout);
    put(&playout, 7, 7 * OH_BLOCK_SAMPLES);
    for (int i = 0; i < 100; i++)
        next(&playout);
    assert_int_equal(oh_playout_take_frames(&playout), 3); /* and a half */
    put(&playout, 7, 7 * OH_BLOCK_SAMPLES);
    for (int i = 0; i < 100; i++)
        next(&playout);
    assert_int_equal(oh_playout_take_frames(&playout), 4);
    oh_playout_end(&playout);
}

static void two_legs_are_added_and_do_not_wrap(void **state)
{
    struct oh_playout one, other;
    int16_t mix[OH_BLOCK_SAMPLES] = {0};
    (void)state;
    oh_playout_begin(&one);
    oh_playout_begin(&other);
    put(&one, 30000, 8 * OH_BLOCK_SAMPLES);
    put(&other, 20000, 8 * OH_BLOCK_SAMPLES);
    oh_playout_mix(&one, mix);
    oh_playout_mix(&other, mix);
    assert_int_equal(mix[0], 32767);
    oh_playout_end(&one);
    oh_playout_end(&other);
}

/* A device that is dead takes nothing: the newest is kept, and no more than fits. */
static void a_dead_device_makes_no_delay(void **state)
{
    struct oh_playout playout;
    (void)state;
    oh_playout_begin(&playout);
    put(&playout, 1, 10 * OH_BLOCK_RATE_HZ);
    put(&playout, 2, OH_PLAYOUT_MAX_BLOCKS * OH_BLOCK_SAMPLES);
    for (int i = 0; i < OH_PLAYOUT_MAX_BLOCKS; i++)
        assert_int_equal(next(&playout), 2);
    assert_int_equal(next(&playout), 0);
    assert_int_equal(oh_playout_take_frames(&playout), OH_PLAYOUT_MAX_BLOCKS / 2);
    oh_playout_end(&playout);
}

/* Ten minutes of a peer whose clock is apart by 1000 ppm, ten times what a crystal is: the delay is
 * bounded, and nearly all of it is heard. */
static void talk_with_clocks_apart(int packet_samples)
{
    struct oh_playout playout;
    unsigned silent = 0, blocks = 60000;
    size_t most = 0;
    oh_playout_begin(&playout);
    put(&playout, 7, OH_PLAYOUT_START_BLOCKS * OH_BLOCK_SAMPLES);
    for (unsigned i = 0; i < blocks; i++) {
        if (i % 2 == 0) {
            int16_t packet[2 * PACKET_SAMPLES];
            for (int k = 0; k < packet_samples; k++)
                packet[k] = 7;
            oh_playout_put(&playout, packet, (size_t)packet_samples);
        }
        silent += next(&playout) == 0;
        most = MAX(most, playout.count);
    }
    assert_true(most < 10 * OH_BLOCK_SAMPLES);
    assert_true(silent < blocks / 200);
    oh_playout_end(&playout);
}

static void clocks_that_run_apart_make_neither_delay_nor_silence(void **state)
{
    (void)state;
    talk_with_clocks_apart(PACKET_SAMPLES + 1);
    talk_with_clocks_apart(PACKET_SAMPLES - 1);
    talk_with_clocks_apart(PACKET_SAMPLES);
}

static void what_was_cleared_is_never_heard(void **state)
{
    struct oh_playout playout;
    (void)state;
    oh_playout_begin(&playout);
    put(&playout, 1, 10 * OH_BLOCK_SAMPLES);
    assert_int_equal(next(&playout), 1);
    oh_playout_clear(&playout);
    assert_int_equal(next(&playout), 0);
    put(&playout, 2, 10 * OH_BLOCK_SAMPLES);
    assert_int_equal(next(&playout), 2);
    oh_playout_end(&playout);
}

/* Blocks every `step_us`; how many of `count` are live. */
static int live(struct oh_backlog *backlog, int64_t *now_us, int64_t step_us, int count)
{
    int live = 0;
    for (int i = 0; i < count; i++) {
        *now_us += step_us;
        live += oh_backlog_is_live(backlog, *now_us);
    }
    return live;
}

static void live_sound_passes_also_from_a_fast_device(void **state)
{
    struct oh_backlog backlog;
    int64_t now_us = 1000;
    (void)state;
    oh_backlog_begin(&backlog);
    assert_int_equal(live(&backlog, &now_us, 10000, 10000), 10000);
    assert_int_equal(live(&backlog, &now_us, 9950, 100000), 100000); /* 0.5 % fast */
}

/* The process stood still for 40 s, and 4000 blocks come at once. */
static void the_flood_after_a_stand_still_is_dropped(void **state)
{
    struct oh_backlog backlog;
    int64_t now_us = 1000;
    (void)state;
    oh_backlog_begin(&backlog);
    assert_int_equal(live(&backlog, &now_us, 10000, 100), 100);
    now_us += 40000000;
    assert_in_range(live(&backlog, &now_us, 10, 4000), 1, 20);
    assert_in_range(live(&backlog, &now_us, 10000, 100), 99, 100);
}

static double rms_db(const int16_t *samples, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (double)samples[i] * samples[i];
    return sum > 0 ? 10 * log10(sum / (double)count / 32768 / 32768) : -120;
}

static void tones_have_their_cadence(void **state)
{
    static int16_t samples[10 * OH_BLOCK_RATE_HZ];
    const size_t second = OH_BLOCK_RATE_HZ;
    (void)state;
    oh_tone_write(OH_TONE_NONE, 0, samples, second);
    assert_true(rms_db(samples, second) < -100);
    uint64_t position = oh_tone_write(OH_TONE_RING_BACK, 0, samples, 3 * second);
    position = oh_tone_write(OH_TONE_RING_BACK, position, samples + 3 * second, 7 * second);
    assert_int_equal(position, 10 * second);
    assert_true(fabs(rms_db(samples + second / 4, second / 2) + 23) < 1); /* a sine of 0.1 */
    assert_true(rms_db(samples + second, 4 * second) < -100);
    assert_true(fabs(rms_db(samples + 5 * second + second / 4, second / 2) + 23) < 1);
    oh_tone_write(OH_TONE_RING, 0, samples, 10 * second);
    assert_true(rms_db(samples, second) > -30);
    oh_tone_write(OH_TONE_CALL_WAITING, 0, samples, 10 * second);
    assert_true(rms_db(samples, second) > -40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(playing_begins_when_enough_is_there),
        cmocka_unit_test(what_was_played_is_counted_in_frames),
        cmocka_unit_test(two_legs_are_added_and_do_not_wrap),
        cmocka_unit_test(a_dead_device_makes_no_delay),
        cmocka_unit_test(clocks_that_run_apart_make_neither_delay_nor_silence),
        cmocka_unit_test(what_was_cleared_is_never_heard),
        cmocka_unit_test(live_sound_passes_also_from_a_fast_device),
        cmocka_unit_test(the_flood_after_a_stand_still_is_dropped),
        cmocka_unit_test(tones_have_their_cadence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
