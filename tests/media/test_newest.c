/*
 * Packets before and after there are keys: none passes before, of those the newest leaves the
 * moment there are some, and the order stays.
 */
#include "newest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

enum { PACKETS_MAX = 16 };

static struct {
    GstPad *from, *to;
    struct oh_newest newest;
    guint64 came[PACKETS_MAX]; /* by number */
    unsigned count;
    /* For the one test with a second thread: packet 1 is held up on its way. */
    GMutex lock;
    GCond changed;
    bool holds_up, is_held_up;
} wire;

static GstFlowReturn on_packet(GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
    (void)pad, (void)parent;
    g_mutex_lock(&wire.lock);
    wire.is_held_up = wire.holds_up;
    g_cond_broadcast(&wire.changed);
    while (wire.holds_up)
        g_cond_wait(&wire.changed, &wire.lock);
    assert_true(wire.count < PACKETS_MAX);
    wire.came[wire.count++] = GST_BUFFER_OFFSET(buffer);
    g_mutex_unlock(&wire.lock);
    gst_buffer_unref(buffer);
    return GST_FLOW_OK;
}

static int setup(void **state)
{
    GstSegment segment;
    (void)state;
    wire.count = 0;
    wire.from = gst_object_ref_sink(gst_pad_new(NULL, GST_PAD_SRC));
    wire.to = gst_object_ref_sink(gst_pad_new(NULL, GST_PAD_SINK));
    gst_pad_set_chain_function(wire.to, on_packet);
    gst_pad_set_active(wire.to, TRUE);
    gst_pad_set_active(wire.from, TRUE);
    gst_pad_link(wire.from, wire.to);
    gst_segment_init(&segment, GST_FORMAT_TIME);
    gst_pad_push_event(wire.from, gst_event_new_stream_start("test"));
    gst_pad_push_event(wire.from, gst_event_new_segment(&segment));
    oh_newest_begin(&wire.newest);
    oh_newest_watch(&wire.newest, wire.from);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    gst_pad_set_active(wire.from, FALSE);
    oh_newest_end(&wire.newest);
    gst_clear_object(&wire.from);
    gst_clear_object(&wire.to);
    return 0;
}

static void push(guint64 number)
{
    GstBuffer *buffer = gst_buffer_new();
    GST_BUFFER_OFFSET(buffer) = number;
    assert_int_equal(gst_pad_push(wire.from, buffer), GST_FLOW_OK);
}

static void the_newest_leaves_with_the_keys(void **state)
{
    (void)state;
    push(1);
    push(2);
    push(3);
    assert_int_equal(wire.count, 0);
    oh_newest_pass(&wire.newest);
    assert_int_equal(wire.count, 1);
    assert_int_equal(wire.came[0], 3);
    push(4);
    push(5);
    oh_newest_pass(&wire.newest); /* new keys: nothing is kept any more */
    assert_int_equal(wire.count, 3);
    assert_int_equal(wire.came[2], 5);
}

static void keys_that_come_first_let_everything_pass(void **state)
{
    (void)state;
    oh_newest_pass(&wire.newest);
    push(1);
    assert_int_equal(wire.count, 1);
}

static void what_is_forgotten_does_not_leave(void **state)
{
    (void)state;
    push(1);
    oh_newest_forget(&wire.newest);
    oh_newest_pass(&wire.newest);
    assert_int_equal(wire.count, 0);
}

static void nothing_of_a_former_sender_leaves(void **state)
{
    (void)state;
    push(1);
    oh_newest_leave(&wire.newest);
    oh_newest_pass(&wire.newest);
    assert_int_equal(wire.count, 0);
    oh_newest_watch(&wire.newest, wire.from);
    push(2);
    assert_int_equal(wire.count, 1);
}

static void one_goes_ahead(void **state)
{
    (void)state;
    oh_newest_let_one(&wire.newest);
    push(1);
    push(2);
    assert_int_equal(wire.count, 1);
    oh_newest_pass(&wire.newest);
    assert_int_equal(wire.came[1], 2);
}

static gpointer bring_keys(gpointer ctx)
{
    (void)ctx;
    oh_newest_pass(&wire.newest);
    return NULL;
}

static gpointer push_2(gpointer ctx)
{
    (void)ctx;
    push(2);
    return NULL;
}

/* Whichever of the two threads comes first. */
static void the_next_one_waits_for_it(void **state)
{
    (void)state;
    push(1);
    wire.holds_up = true;
    wire.is_held_up = false;
    GThread *keys = g_thread_new("keys", bring_keys, NULL);
    g_mutex_lock(&wire.lock);
    while (!wire.is_held_up)
        g_cond_wait(&wire.changed, &wire.lock);
    GThread *source = g_thread_new("source", push_2, NULL);
    g_mutex_unlock(&wire.lock);
    g_mutex_lock(&wire.lock);
    assert_int_equal(wire.count, 0);
    wire.holds_up = false;
    g_cond_broadcast(&wire.changed);
    g_mutex_unlock(&wire.lock);
    g_thread_join(keys);
    g_thread_join(source);
    assert_int_equal(wire.count, 2);
    assert_int_equal(wire.came[0], 1);
    assert_int_equal(wire.came[1], 2);
}

#define WIRE_TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WIRE_TEST(the_newest_leaves_with_the_keys),
        WIRE_TEST(keys_that_come_first_let_everything_pass),
        WIRE_TEST(what_is_forgotten_does_not_leave),
        WIRE_TEST(nothing_of_a_former_sender_leaves),
        WIRE_TEST(one_goes_ahead),
        WIRE_TEST(the_next_one_waits_for_it),
    };
    gst_init(NULL, NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
