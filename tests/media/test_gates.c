/*
 * What happens to a call: its gates open and close, it is held, its peer changes port or codec, is
 * muted, says nonsense.
 */
#include "pair.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* The caller is open and sends; the callee is ringing. */
static void before_the_opening_nothing_goes_either_way(void **state)
{
    struct pair pair;
    (void)state;
    pair_make(&pair, TONE_400, TONE_1000);
    stack_connect(&pair.a, CALLER, &pair.b, CALLEE);
    stack_open(&pair.a, CALLER);
    WAIT_FOR(pair.a.legs[CALLER].flowed_count >= 1, 3);
    const struct oh_frames *caller = &pair.a.legs[CALLER].frames;
    assert_true(caller->sent > 0 && caller->sent <= caller->captured + 1); /* each frame once */
    assert_int_equal(caller->received, 0);
    assert_int_equal(pair.a.legs[CALLER].measured_count[1], 0);
    assert_int_equal(pair.b.legs[CALLEE].measured_count[0], 0);
    assert_int_equal(pair.b.legs[CALLEE].measured_count[1], 0);
    assert_int_equal(pair.b.legs[CALLEE].flowed_count, 0);
    stack_open(&pair.b, CALLEE);
    pair_wait_until_both_hear(&pair, 400, 1000);
    pair_end(&pair);
}

static void each_gate_opens_alone(void **state)
{
    struct pair pair;
    (void)state;
    pair_make(&pair, TONE_400, TONE_1000);
    stack_connect(&pair.a, CALLER, &pair.b, CALLEE);
    stack_open(&pair.a, CALLER);
    pair.b.port.open(pair.b.port.ctx, CALLEE, OH_DIRECTION_RECEIVE);
    WAIT_FOR(stack_hears(&pair.b, CALLEE, &pair.a, CALLER, 400), 5);
    WAIT_FOR(pair.b.legs[CALLEE].flowed_count >= 1, 3);
    assert_int_equal(pair.b.legs[CALLEE].frames.sent, 0);
    assert_true(pair.b.legs[CALLEE].frames.captured > 0);
    assert_true(pair.b.legs[CALLEE].frames.played > 0);
    assert_int_equal(pair.a.legs[CALLER].measured_count[1], 0);
    pair.b.port.open(pair.b.port.ctx, CALLEE, OH_DIRECTION_SEND);
    WAIT_FOR(stack_hears(&pair.a, CALLER, &pair.b, CALLEE, 1000), 5);
    unsigned count = pair.b.legs[CALLEE].measured_count[1];
    WAIT_FOR(pair.b.legs[CALLEE].last.sent > 0 && pair.b.legs[CALLEE].last.played == 0, 4);
    assert_in_range(pair.b.legs[CALLEE].measured_count[1], count, count + 2); /* on its way */
    pair_end(&pair);
}

static void closing_stops_both_ways_and_opening_again_works(void **state)
{
    struct pair pair;
    (void)state;
    pair_make(&pair, TONE_400, TONE_1000);
    pair_connect_and_open(&pair);
    pair_wait_until_both_hear(&pair, 400, 1000);
    unsigned flowed = pair.b.legs[CALLEE].flowed_count;
    pair.b.port.close(pair.b.port.ctx, CALLEE);
    pair.b.port.close(pair.b.port.ctx, CALLEE);
    assert_int_equal(pair.b.legs[CALLEE].flowed_count, ++flowed); /* the rest, once */
    WAIT_FOR(pair.a.legs[CALLER].flowed_count && pair.a.legs[CALLER].last.received == 0, 4);
    assert_int_equal(pair.b.legs[CALLEE].flowed_count, flowed);
    memset(pair.a.legs[CALLER].measured, 0, sizeof pair.a.legs[CALLER].measured);
    stack_open(&pair.b, CALLEE);
    pair_wait_until_both_hear(&pair, 400, 1000);
    flowed = pair.b.legs[CALLEE].flowed_count;
    pair.b.port.end(pair.b.port.ctx, CALLEE); /* closes, too */
    assert_int_equal(pair.b.legs[CALLEE].flowed_count, flowed + 1);
    pair_end(&pair);
}

/* `a` holds: it offers sendonly, and closes its gates as the core would. */
static void a_hold_is_seen_and_a_resume_too(void **state)
{
    struct pair pair;
    char why[300];
    (void)state;
    pair_make(&pair, TONE_400, TONE_1000);
    pair_connect_and_open(&pair);
    pair_wait_until_both_hear(&pair, 400, 1000);

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
    stack_open(&pair.a, CALLER);
    assert_false(pair.b.port.remote_holds(pair.b.port.ctx, CALLEE));
    pair_wait_until_both_hear(&pair, 400, 1000);
    pair_end(&pair);
}

/* The peer's re-INVITE says another port, where another tone comes from. */
static void change_to(const char *options, double hz)
{
    enum { LATER = 7 };
    struct pair pair;
    struct stack other;
    pair_make(&pair, "audio=tone:400 measure=1", TONE_1000);
    pair_connect_and_open(&pair);
    pair_wait_until_both_hear(&pair, 400, 1000);
    assert_true(stack_make(&other, options));
    stack_connect(&other, LATER, &pair.a, CALLER);
    pair.b.port.end(pair.b.port.ctx, CALLEE);
    stack_open(&other, LATER);
    WAIT_FOR(stack_hears(&pair.a, CALLER, &other, LATER, hz) &&
                 stack_hears(&other, LATER, &pair.a, CALLER, 400),
             5);
    stack_destroy(&other);
    pair_end(&pair);
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

static void a_refused_reoffer_costs_nothing(void **state)
{
    struct pair pair;
    char why[300] = "";
    (void)state;
    pair_make(&pair, TONE_400, TONE_1000);
    pair_connect_and_open(&pair);
    stack_answer(&pair.a, CALLER, "garbage");
    assert_int_equal(pair.a.legs[CALLER].code, 400);
    assert_string_not_equal(pair.a.legs[CALLER].why, "");
    stack_offer(&pair.b, CALLEE, true);
    pair.b.port.withdraw(pair.b.port.ctx, CALLEE);
    stack_offer(&pair.b, CALLEE, true);
    assert_false(pair.b.port.agree(pair.b.port.ctx, CALLEE, "garbage", why, sizeof why));
    assert_string_not_equal(why, "");
    assert_false(pair.b.port.agree(pair.b.port.ctx, 55, "garbage", why, sizeof why));
    pair_wait_until_both_hear(&pair, 400, 1000);
    pair_end(&pair);
}

/* Requests that come before GStreamer is loaded are answered in their order, except for legs that
 * ended; a mute asked for meanwhile holds. */
static void early_requests_are_kept(void **state)
{
    struct pair pair;
    (void)state;
    pair_make(&pair, TONE_400, TONE_1000);
    for (oh_leg leg = 1; leg <= 3; leg++)
        pair.a.port.offer(pair.a.port.ctx, leg, false);
    pair.a.port.mute(pair.a.port.ctx, CALLER, true);
    pair.a.port.end(pair.a.port.ctx, 3);
    assert_int_equal(pair.a.legs[CALLER].described_count, 0);
    WAIT_FOR(pair.a.legs[2].described_count == 1, 10);
    assert_int_equal(pair.a.legs[CALLER].described_count, 1);
    assert_int_equal(pair.a.legs[3].described_count, 0);
    pair_connect_and_open(&pair);
    WAIT_FOR(pair.b.legs[CALLEE].measured_count[1], 5);
    assert_true(pair.b.legs[CALLEE].measured[1].level_db < -60);
    pair_end(&pair);
}

static void mute_sends_silence(void **state)
{
    struct pair pair;
    (void)state;
    pair_make(&pair, TONE_400, TONE_1000);
    pair.b.port.mute(pair.b.port.ctx, CALLEE, true); /* an unknown leg */
    pair_connect_and_open(&pair);
    pair_wait_until_both_hear(&pair, 400, 1000);
    pair.b.port.mute(pair.b.port.ctx, CALLEE, true);
    struct heard *caller = &pair.a.legs[CALLER];
    WAIT_FOR(caller->measured[1].level_db < -60, 5); /* A-law has no zero: -72 dB is its silence */
    unsigned flowed = caller->flowed_count;
    WAIT_FOR(caller->flowed_count > flowed + 1, 4);
    assert_true(caller->last.received > 40);
    pair.b.port.mute(pair.b.port.ctx, CALLEE, false);
    pair_wait_until_both_hear(&pair, 400, 1000);
    pair_end(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STACK_TEST(before_the_opening_nothing_goes_either_way),
        STACK_TEST(each_gate_opens_alone),
        STACK_TEST(closing_stops_both_ways_and_opening_again_works),
        STACK_TEST(a_hold_is_seen_and_a_resume_too),
        STACK_TEST(a_changed_port_is_followed),
        STACK_TEST(a_changed_codec_is_followed),
        STACK_TEST(mute_sends_silence),
        STACK_TEST(a_refused_reoffer_costs_nothing),
        STACK_TEST(early_requests_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
