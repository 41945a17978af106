/*
 * What the device captured, on its way to an encoder: frames begin with the opening, and hold
 * nothing that was captured before it, and nothing but silence that was not captured.
 */
#include "lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { FRAMES_MAX = 64, RATE_HZ = 8000, FRAME = 160 /* 20 ms of it */ };

/* Where an encoder would be. */
static struct {
    GstPad *pad;
    int16_t frames[FRAMES_MAX][OH_BLOCK_RATE_HZ / 50];
    GstClockTime at[FRAMES_MAX];
    bool discont[FRAMES_MAX];
    unsigned count;
    gsize bytes;
} encoder;

static GstFlowReturn on_frame(GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
    (void)pad, (void)parent;
    assert_true(encoder.count < FRAMES_MAX);
    encoder.bytes = gst_buffer_get_size(buffer);
    gst_buffer_extract(buffer, 0, encoder.frames[encoder.count], sizeof encoder.frames[0]);
    encoder.discont[encoder.count] = GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DISCONT);
    encoder.at[encoder.count++] = GST_BUFFER_PTS(buffer);
    gst_buffer_unref(buffer);
    return GST_FLOW_OK;
}

static gboolean on_event(GstPad *pad, GstObject *parent, GstEvent *event)
{
    (void)pad, (void)parent;
    gst_event_unref(event);
    return TRUE;
}

static void begin(struct oh_feed *feed, unsigned rate_hz)
{
    memset(&encoder, 0, sizeof encoder);
    encoder.pad = gst_object_ref_sink(gst_pad_new(NULL, GST_PAD_SINK));
    gst_pad_set_chain_function(encoder.pad, on_frame);
    gst_pad_set_event_function(encoder.pad, on_event);
    gst_pad_set_active(encoder.pad, TRUE);
    GstClock *clock = gst_system_clock_obtain();
    oh_feed_begin(feed, encoder.pad, rate_hz, 20, gst_clock_get_time(clock));
    gst_object_unref(clock);
}

static void end(struct oh_feed *feed)
{
    oh_feed_end(feed);
    gst_clear_object(&encoder.pad);
}

static void capture(struct oh_feed *feed, int16_t value, int count)
{
    int16_t block[OH_BLOCK_SAMPLES];
    for (int i = 0; i < OH_BLOCK_SAMPLES; i++)
        block[i] = value;
    for (int i = 0; i < count; i++)
        oh_feed_captured(feed, block);
}

/* The largest sample of some of a frame. */
static int loudest(const int16_t *samples, int count)
{
    int most = 0;
    for (int i = 0; i < count; i++)
        most = MAX(most, abs(samples[i]));
    return most;
}

static void a_frame_of_silence_leaves_within_the_opening(void **state)
{
    struct oh_feed feed;
    (void)state;
    begin(&feed, RATE_HZ);
    oh_feed_set(&feed, true);
    assert_int_equal(encoder.count, 1);
    assert_int_equal(encoder.bytes, FRAME * 2);
    assert_int_equal(loudest(encoder.frames[0], FRAME), 0);
    oh_feed_set(&feed, true); /* being told twice does no harm */
    assert_int_equal(encoder.count, 1);
    end(&feed);
}

static void the_first_captured_block_leaves_at_once_behind_silence(void **state)
{
    struct oh_feed feed;
    (void)state;
    begin(&feed, RATE_HZ);
    oh_feed_set(&feed, true);
    capture(&feed, 10000, 1);
    assert_int_equal(encoder.count, 2);
    assert_int_equal(loudest(encoder.frames[1], FRAME / 2), 0);
    assert_true(loudest(encoder.frames[1] + FRAME / 2, FRAME / 2) > 9000);
    capture(&feed, 10000, 1);
    assert_int_equal(encoder.count, 2);
    capture(&feed, 10000, 1);
    assert_int_equal(encoder.count, 3);
    assert_in_range(loudest(encoder.frames[2], FRAME), 9500, 10500);
    end(&feed);
}

static void what_prepares_the_way_is_silent_and_opens_nothing(void **state)
{
    struct oh_feed feed;
    (void)state;
    begin(&feed, RATE_HZ);
    capture(&feed, 30000, 3);
    oh_feed_prepare(&feed);
    capture(&feed, 30000, 3);
    assert_int_equal(encoder.count, 1);
    assert_int_equal(loudest(encoder.frames[0], FRAME), 0);
    oh_feed_set(&feed, true);
    oh_feed_prepare(&feed); /* too late to be of use */
    assert_int_equal(encoder.count, 2);
    assert_true(encoder.at[1] >= encoder.at[0] + 20 * GST_MSECOND);
    end(&feed);
}

/* Also not by what a filter remembers of it. */
static void nothing_that_was_captured_before_is_sent(unsigned rate_hz)
{
    struct oh_feed feed;
    begin(&feed, rate_hz);
    capture(&feed, 30000, 20);
    assert_int_equal(encoder.count, 0);
    oh_feed_set(&feed, true);
    capture(&feed, 0, 7);
    for (unsigned i = 0; i < encoder.count; i++)
        assert_int_equal(loudest(encoder.frames[i], (int)rate_hz / 50), 0);
    capture(&feed, 30000, 7);
    oh_feed_set(&feed, false);
    unsigned count = encoder.count;
    capture(&feed, 30000, 20);
    assert_int_equal(encoder.count, count);
    oh_feed_set(&feed, true);
    capture(&feed, 0, 7);
    for (unsigned i = count; i < encoder.count; i++)
        assert_int_equal(loudest(encoder.frames[i], (int)rate_hz / 50), 0);
    end(&feed);
}

static void nothing_that_was_captured_before_the_opening_is_sent(void **state)
{
    (void)state;
    nothing_that_was_captured_before_is_sent(RATE_HZ);
    nothing_that_was_captured_before_is_sent(OH_BLOCK_RATE_HZ);
}

static void frames_follow_each_other(void **state)
{
    struct oh_feed feed;
    (void)state;
    begin(&feed, OH_BLOCK_RATE_HZ);
    oh_feed_set(&feed, true);
    capture(&feed, 5, 21);
    assert_int_equal(encoder.count, 12);
    assert_true(encoder.discont[0]);
    for (unsigned i = 1; i < encoder.count; i++) {
        assert_false(encoder.discont[i]);
        assert_int_equal(encoder.at[i] - encoder.at[i - 1], 20 * GST_MSECOND);
    }
    end(&feed);
}

static void what_is_captured_counts_whether_sent_or_not(void **state)
{
    struct oh_feed feed;
    (void)state;
    begin(&feed, RATE_HZ);
    capture(&feed, 5, 5);
    assert_int_equal(oh_feed_take_frames(&feed), 2);
    oh_feed_set(&feed, true);
    capture(&feed, 5, 5);
    assert_int_equal(oh_feed_take_frames(&feed), 3);
    assert_int_equal(oh_feed_take_frames(&feed), 0);
    end(&feed);
}

/* The session's gate, before all legs'. */
static void a_session_that_is_not_enabled_lets_nothing_through(void **state)
{
    struct oh_feed feed;
    struct oh_playout playout;
    struct oh_lines lines;
    struct oh_line line = {&feed, &playout};
    int16_t block[OH_BLOCK_SAMPLES] = {1, 2, 3};
    (void)state;
    begin(&feed, RATE_HZ);
    oh_playout_begin(&playout);
    oh_lines_begin(&lines);
    oh_lines_add(&lines, &line);
    for (int i = 0; i < OH_PLAYOUT_MAX_BLOCKS; i++)
        oh_playout_put(&playout, block, OH_BLOCK_SAMPLES);
    oh_lines_captured(&lines, block);
    oh_lines_captured(&lines, block);
    assert_int_equal(oh_feed_take_frames(&feed), 0);
    oh_lines_mix(&lines, block);
    assert_int_equal(loudest(block, OH_BLOCK_SAMPLES), 0);
    oh_lines_enable(&lines, true);
    oh_lines_captured(&lines, block);
    oh_lines_captured(&lines, block);
    assert_int_equal(oh_feed_take_frames(&feed), 1);
    oh_lines_mix(&lines, block);
    assert_int_equal(loudest(block, OH_BLOCK_SAMPLES), 3);
    oh_lines_remove(&lines, &line);
    oh_lines_end(&lines);
    oh_playout_end(&playout);
    end(&feed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_frame_of_silence_leaves_within_the_opening),
        cmocka_unit_test(the_first_captured_block_leaves_at_once_behind_silence),
        cmocka_unit_test(what_prepares_the_way_is_silent_and_opens_nothing),
        cmocka_unit_test(nothing_that_was_captured_before_the_opening_is_sent),
        cmocka_unit_test(frames_follow_each_other),
        cmocka_unit_test(what_is_captured_counts_whether_sent_or_not),
        cmocka_unit_test(a_session_that_is_not_enabled_lets_nothing_through),
    };
    gst_init(NULL, NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
