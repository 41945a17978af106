/*
 * Two media stacks talk over loopback, each with a tone of its own, and hear each other's in the
 * decoded stream.
 */
#include "stack.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

enum { CALLER = 1, CALLEE = 2 };

static void open_both(struct stack *stack, oh_leg leg)
{
    stack->port.open(stack->port.ctx, leg, OH_DIRECTION_BOTH);
}

/* Whether the leg hears `hz` now, as loud as the other one sends it. */
static bool hears(const struct stack *stack, oh_leg leg, const struct stack *other,
                  oh_leg other_leg, double hz)
{
    const struct oh_media_measure *in = &stack->legs[leg].measured[1];
    const struct oh_media_measure *out = &other->legs[other_leg].measured[0];
    return fabs(in->hz - hz) <= 5 && fabs(out->hz - hz) <= 5 &&
           fabs(in->level_db - out->level_db) <= 3 && out->level_db > -20;
}

/* Two stacks with tones of their own; `a` calls `b`. */
struct pair {
    struct stack a, b;
};

static void make_pair(struct pair *pair, const char *options_a, const char *options_b)
{
    if (!stack_make(&pair->a, options_a))
        fail_msg("%s", pair->a.why);
    if (!stack_make(&pair->b, options_b))
        fail_msg("%s", pair->b.why);
}

static void end_pair(struct pair *pair)
{
    assert_int_equal(pair->a.legs[CALLER].failed_count + pair->b.legs[CALLEE].failed_count, 0);
    stack_destroy(&pair->a);
    stack_destroy(&pair->b);
}

static void wait_until_both_hear(struct pair *pair, double hz_a, double hz_b)
{
    WAIT_FOR(hears(&pair->a, CALLER, &pair->b, CALLEE, hz_b) &&
                 hears(&pair->b, CALLEE, &pair->a, CALLER, hz_a),
             5);
}

static void connect_and_open(struct pair *pair)
{
    stack_connect(&pair->a, CALLER, &pair->b, CALLEE);
    open_both(&pair->a, CALLER);
    open_both(&pair->b, CALLEE);
}

static void talk_with(const char *options)
{
    struct pair pair;
    char *options_a = g_strconcat("audio=tone:400 measure=1 ", options, NULL);
    char *options_b = g_strconcat("audio=tone:1000 measure=1 ", options, NULL);
    make_pair(&pair, options_a, options_b);
    connect_and_open(&pair);
    wait_until_both_hear(&pair, 400, 1000);
    end_pair(&pair);
    g_free(options_a);
    g_free(options_b);
}

static void two_ends_hear_each_other_in_pcma(void **state)
{
    (void)state;
    talk_with("codecs=pcma");
}

static void two_ends_hear_each_other_in_pcmu(void **state)
{
    (void)state;
    talk_with("codecs=pcmu");
}

static void two_ends_hear_each_other_in_opus(void **state)
{
    (void)state;
    talk_with("codecs=opus");
}

static void two_ends_hear_each_other_over_ipv6(void **state)
{
    (void)state;
    talk_with("address=::1");
}

#define TONE_400  "audio=tone:400 measure=1 codecs=pcma"
#define TONE_1000 "audio=tone:1000 measure=1 codecs=pcma"

/* The caller is open and sends; the callee is ringing. */
static void before_the_opening_nothing_goes_either_way(void **state)
{
    struct pair pair;
    (void)state;
    make_pair(&pair, TONE_400, TONE_1000);
    stack_connect(&pair.a, CALLER, &pair.b, CALLEE);
    open_both(&pair.a, CALLER);
    WAIT_FOR(pair.a.legs[CALLER].flowed_count >= 1, 3);
    assert_in_range(pair.a.legs[CALLER].frames.sent, 40, 60);
    assert_int_equal(pair.a.legs[CALLER].frames.received, 0);
    assert_int_equal(pair.a.legs[CALLER].measured_count[1], 0);
    assert_int_equal(pair.b.legs[CALLEE].measured_count[0], 0);
    assert_int_equal(pair.b.legs[CALLEE].measured_count[1], 0);
    assert_int_equal(pair.b.legs[CALLEE].flowed_count, 0);
    open_both(&pair.b, CALLEE);
    wait_until_both_hear(&pair, 400, 1000);
    end_pair(&pair);
}

static void each_gate_opens_alone(void **state)
{
    struct pair pair;
    (void)state;
    make_pair(&pair, TONE_400, TONE_1000);
    stack_connect(&pair.a, CALLER, &pair.b, CALLEE);
    open_both(&pair.a, CALLER);
    pair.b.port.open(pair.b.port.ctx, CALLEE, OH_DIRECTION_RECEIVE);
    WAIT_FOR(hears(&pair.b, CALLEE, &pair.a, CALLER, 400), 5);
    WAIT_FOR(pair.b.legs[CALLEE].flowed_count >= 1, 3);
    assert_int_equal(pair.b.legs[CALLEE].frames.sent, 0);
    assert_true(pair.b.legs[CALLEE].frames.captured > 0);
    assert_true(pair.b.legs[CALLEE].frames.played > 0);
    assert_int_equal(pair.a.legs[CALLER].measured_count[1], 0);
    pair.b.port.open(pair.b.port.ctx, CALLEE, OH_DIRECTION_SEND);
    WAIT_FOR(hears(&pair.a, CALLER, &pair.b, CALLEE, 1000), 5);
    unsigned count = pair.b.legs[CALLEE].measured_count[1];
    WAIT_FOR(pair.b.legs[CALLEE].last.sent > 0 && pair.b.legs[CALLEE].last.played == 0, 4);
    assert_in_range(pair.b.legs[CALLEE].measured_count[1], count, count + 2); /* on its way */
    end_pair(&pair);
}

static void closing_stops_both_ways_and_opening_again_works(void **state)
{
    struct pair pair;
    (void)state;
    make_pair(&pair, TONE_400, TONE_1000);
    connect_and_open(&pair);
    wait_until_both_hear(&pair, 400, 1000);
    pair.b.port.close(pair.b.port.ctx, CALLEE);
    pair.b.port.close(pair.b.port.ctx, CALLEE);
    unsigned flowed = pair.b.legs[CALLEE].flowed_count;
    WAIT_FOR(pair.a.legs[CALLER].flowed_count && pair.a.legs[CALLER].last.received == 0, 4);
    assert_int_equal(pair.b.legs[CALLEE].flowed_count, flowed);
    memset(pair.a.legs[CALLER].measured, 0, sizeof pair.a.legs[CALLER].measured);
    open_both(&pair.b, CALLEE);
    wait_until_both_hear(&pair, 400, 1000);
    end_pair(&pair);
}

/* `a` holds: it offers sendonly, and closes its gates as the core would. */
static void a_hold_is_seen_and_a_resume_too(void **state)
{
    struct pair pair;
    char why[300];
    (void)state;
    make_pair(&pair, TONE_400, TONE_1000);
    connect_and_open(&pair);
    wait_until_both_hear(&pair, 400, 1000);

    pair.a.port.close(pair.a.port.ctx, CALLER);
    stack_answer(&pair.b, CALLEE, stack_offer(&pair.a, CALLER, true));
    assert_non_null(strstr(pair.b.legs[CALLEE].sdp, "a=recvonly"));
    assert_true(pair.a.port.agree(pair.a.port.ctx, CALLER, pair.b.legs[CALLEE].sdp, why, 300));
    assert_true(pair.b.port.remote_holds(pair.b.port.ctx, CALLEE));
    assert_false(pair.a.port.remote_holds(pair.a.port.ctx, CALLER));
    WAIT_FOR(pair.b.legs[CALLEE].last.sent == 0 && pair.b.legs[CALLEE].last.captured > 0, 4);

    memset(pair.a.legs[CALLER].measured, 0, sizeof pair.a.legs[CALLER].measured);
    memset(pair.b.legs[CALLEE].measured, 0, sizeof pair.b.legs[CALLEE].measured);
    stack_connect(&pair.a, CALLER, &pair.b, CALLEE);
    open_both(&pair.a, CALLER);
    assert_false(pair.b.port.remote_holds(pair.b.port.ctx, CALLEE));
    wait_until_both_hear(&pair, 400, 1000);
    end_pair(&pair);
}

/* The peer's re-INVITE says another port, where another tone comes from. */
static void change_to(const char *options, double hz)
{
    enum { LATER = 7 };
    struct pair pair;
    struct stack other;
    make_pair(&pair, "audio=tone:400 measure=1", TONE_1000);
    connect_and_open(&pair);
    wait_until_both_hear(&pair, 400, 1000);
    assert_true(stack_make(&other, options));
    stack_connect(&other, LATER, &pair.a, CALLER);
    pair.b.port.end(pair.b.port.ctx, CALLEE);
    open_both(&other, LATER);
    WAIT_FOR(
        hears(&pair.a, CALLER, &other, LATER, hz) && hears(&other, LATER, &pair.a, CALLER, 400), 5);
    stack_destroy(&other);
    end_pair(&pair);
}

static void a_changed_port_is_followed(void **state)
{
    (void)state;
    change_to("audio=tone:1500 measure=1 codecs=pcma", 1500);
}

static void a_changed_codec_is_followed(void **state)
{
    (void)state;
    change_to("audio=tone:1500 measure=1 codecs=opus", 1500);
}

static void two_calls_at_once_keep_apart(void **state)
{
    struct pair first, second;
    (void)state;
    make_pair(&first, TONE_400, TONE_1000);
    make_pair(&second, "audio=tone:600 measure=1", "audio=tone:1800 measure=1");
    connect_and_open(&first);
    connect_and_open(&second);
    WAIT_FOR(hears(&first.a, CALLER, &first.b, CALLEE, 1000) &&
                 hears(&first.b, CALLEE, &first.a, CALLER, 400) &&
                 hears(&second.a, CALLER, &second.b, CALLEE, 1800) &&
                 hears(&second.b, CALLEE, &second.a, CALLER, 600),
             5);
    end_pair(&first);
    wait_until_both_hear(&second, 600, 1800);
    end_pair(&second);
}

/* One stack with two legs, to two others. */
static void legs_of_one_stack_keep_apart(void **state)
{
    struct stack one, x, y;
    (void)state;
    assert_true(stack_make(&one, TONE_400));
    assert_true(stack_make(&x, TONE_1000));
    assert_true(stack_make(&y, "audio=tone:1800 measure=1"));
    stack_connect(&x, 1, &one, 1);
    stack_connect(&y, 1, &one, 2);
    open_both(&x, 1);
    open_both(&y, 1);
    open_both(&one, 2);
    WAIT_FOR(hears(&one, 2, &y, 1, 1800) && hears(&y, 1, &one, 2, 400), 5);
    assert_int_equal(one.legs[1].measured_count[1], 0);
    open_both(&one, 1);
    WAIT_FOR(hears(&one, 1, &x, 1, 1000) && hears(&x, 1, &one, 1, 400), 5);
    one.port.end(one.port.ctx, 1);
    memset(one.legs[2].measured, 0, sizeof one.legs[2].measured);
    WAIT_FOR(hears(&one, 2, &y, 1, 1800), 5);
    stack_destroy(&one);
    stack_destroy(&x);
    stack_destroy(&y);
}

static void mute_sends_silence(void **state)
{
    struct pair pair;
    (void)state;
    make_pair(&pair, TONE_400, TONE_1000);
    pair.b.port.mute(pair.b.port.ctx, CALLEE, true); /* an unknown leg */
    connect_and_open(&pair);
    wait_until_both_hear(&pair, 400, 1000);
    pair.b.port.mute(pair.b.port.ctx, CALLEE, true);
    struct heard *caller = &pair.a.legs[CALLER];
    WAIT_FOR(caller->measured[1].level_db < -60, 5); /* A-law has no zero: -72 dB is its silence */
    unsigned flowed = caller->flowed_count;
    WAIT_FOR(caller->flowed_count > flowed + 1, 4);
    assert_true(caller->last.received > 40);
    pair.b.port.mute(pair.b.port.ctx, CALLEE, false);
    wait_until_both_hear(&pair, 400, 1000);
    end_pair(&pair);
}

static void echo_sends_back_what_it_hears(void **state)
{
    struct pair pair;
    (void)state;
    make_pair(&pair, TONE_400, "audio=echo codecs=pcma");
    connect_and_open(&pair);
    WAIT_FOR(hears(&pair.a, CALLER, &pair.a, CALLER, 400), 5);
    end_pair(&pair);
}

static void none_sends_nothing_and_drains(void **state)
{
    struct pair pair;
    (void)state;
    make_pair(&pair, TONE_400, "audio=none codecs=pcma measure=1");
    connect_and_open(&pair);
    WAIT_FOR(fabs(pair.b.legs[CALLEE].measured[1].hz - 400.0) <= 5, 5);
    WAIT_FOR(pair.b.legs[CALLEE].flowed_count >= 1, 3);
    assert_int_equal(pair.b.legs[CALLEE].frames.sent, 0);
    assert_true(pair.b.legs[CALLEE].frames.received > 0);
    assert_true(pair.b.legs[CALLEE].frames.played > 0);
    end_pair(&pair);
}

/* A second of a tone of 800 Hz at 8000 Hz, 16 bit, one channel. */
static char *write_wav(void)
{
    enum { RATE_HZ = 8000 };
    static const uint8_t head[44] =
        "RIFF\x84\x3e\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0\x80\x3e\0\0"
        "\2\0\x10\0data\x80\x3e\0";
    uint8_t bytes[sizeof head + 2 * RATE_HZ];
    char *path = NULL;
    int file = g_file_open_tmp("offhook-XXXXXX.wav", &path, NULL);
    assert_true(file >= 0);
    close(file);
    memcpy(bytes, head, sizeof head);
    for (int i = 0; i < RATE_HZ; i++) {
        int sample = (int)lround(8192 * sin(2 * G_PI * 800 * i / RATE_HZ));
        bytes[sizeof head + 2 * i] = (uint8_t)(sample & 0xff);
        bytes[sizeof head + 2 * i + 1] = (uint8_t)(sample >> 8 & 0xff);
    }
    assert_true(g_file_set_contents(path, (const char *)bytes, sizeof bytes, NULL));
    return path;
}

static void a_file_is_played_over_and_over(void **state)
{
    struct pair pair;
    char *path = write_wav();
    char *options = g_strconcat("measure=1 codecs=pcma audio=file:", path, NULL);
    (void)state;
    make_pair(&pair, TONE_400, options);
    connect_and_open(&pair);
    wait_until_both_hear(&pair, 400, 800);
    WAIT_FOR(pair.b.legs[CALLEE].frames.sent > 100, 5); /* more than the file's second */
    memset(pair.a.legs[CALLER].measured, 0, sizeof pair.a.legs[CALLER].measured);
    wait_until_both_hear(&pair, 400, 800);
    end_pair(&pair);
    unlink(path);
    g_free(options);
    g_free(path);
}

static void a_file_without_sound_is_refused(void **state)
{
    struct stack stack;
    (void)state;
    assert_true(stack_make(&stack, "audio=file:" __FILE__));
    stack_offer(&stack, 1, false);
    assert_int_equal(stack.legs[1].described_count, 1);
    assert_int_equal(stack.legs[1].code, 500);
    assert_non_null(strstr(stack.legs[1].why, "test_talk.c"));
    stack_destroy(&stack);
}

static void bad_options_name_the_key(void **state)
{
    struct stack stack;
    (void)state;
    assert_false(stack_make(&stack, "loudness=11"));
    assert_non_null(strstr(stack.why, "loudness=11"));
    assert_true(stack_make(&stack, "session=1 audio=none"));
    assert_true(stack.port.uses_session);
    stack_destroy(&stack);
    assert_true(stack_make(&stack, "audio=none"));
    assert_false(stack.port.uses_session);
    stack_destroy(&stack);
}

static void a_refused_reoffer_costs_nothing(void **state)
{
    struct pair pair;
    char why[300] = "";
    (void)state;
    make_pair(&pair, TONE_400, TONE_1000);
    connect_and_open(&pair);
    stack_answer(&pair.a, CALLER, "garbage");
    assert_int_equal(pair.a.legs[CALLER].code, 400);
    assert_string_not_equal(pair.a.legs[CALLER].why, "");
    stack_offer(&pair.b, CALLEE, true);
    pair.b.port.withdraw(pair.b.port.ctx, CALLEE);
    stack_offer(&pair.b, CALLEE, true);
    assert_false(pair.b.port.agree(pair.b.port.ctx, CALLEE, "garbage", why, sizeof why));
    assert_string_not_equal(why, "");
    assert_false(pair.b.port.agree(pair.b.port.ctx, 55, "garbage", why, sizeof why));
    wait_until_both_hear(&pair, 400, 1000);
    end_pair(&pair);
}

/* Requests that come before GStreamer is loaded are answered in their order, except for legs that
 * ended; a mute asked for meanwhile holds. */
static void early_requests_are_kept(void **state)
{
    struct pair pair;
    (void)state;
    make_pair(&pair, TONE_400, TONE_1000);
    for (oh_leg leg = 1; leg <= 3; leg++)
        pair.a.port.offer(pair.a.port.ctx, leg, false);
    pair.a.port.mute(pair.a.port.ctx, CALLER, true);
    pair.a.port.end(pair.a.port.ctx, 3);
    assert_int_equal(pair.a.legs[CALLER].described_count, 0);
    WAIT_FOR(pair.a.legs[2].described_count == 1, 10);
    assert_int_equal(pair.a.legs[CALLER].described_count, 1);
    assert_int_equal(pair.a.legs[3].described_count, 0);
    connect_and_open(&pair);
    WAIT_FOR(pair.b.legs[CALLEE].measured_count[1], 5);
    assert_true(pair.b.legs[CALLEE].measured[1].level_db < -60);
    end_pair(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STACK_TEST(two_ends_hear_each_other_in_pcma),
        STACK_TEST(two_ends_hear_each_other_in_pcmu),
        STACK_TEST(two_ends_hear_each_other_in_opus),
        STACK_TEST(two_ends_hear_each_other_over_ipv6),
        STACK_TEST(before_the_opening_nothing_goes_either_way),
        STACK_TEST(each_gate_opens_alone),
        STACK_TEST(closing_stops_both_ways_and_opening_again_works),
        STACK_TEST(a_hold_is_seen_and_a_resume_too),
        STACK_TEST(a_changed_port_is_followed),
        STACK_TEST(a_changed_codec_is_followed),
        STACK_TEST(two_calls_at_once_keep_apart),
        STACK_TEST(legs_of_one_stack_keep_apart),
        STACK_TEST(mute_sends_silence),
        STACK_TEST(echo_sends_back_what_it_hears),
        STACK_TEST(none_sends_nothing_and_drains),
        STACK_TEST(a_file_is_played_over_and_over),
        STACK_TEST(a_file_without_sound_is_refused),
        STACK_TEST(bad_options_name_the_key),
        STACK_TEST(a_refused_reoffer_costs_nothing),
        STACK_TEST(early_requests_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
