/*
 * Two media stacks talk over loopback, each with a tone of its own, and hear each other's in the
 * decoded stream.
 */
#include "pair.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static void talk_with(const char *options)
{
    pair_talk("audio=tone:400 measure=1", "audio=tone:1000 measure=1", options);
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

static void two_calls_at_once_keep_apart(void **state)
{
    struct pair first, second;
    (void)state;
    pair_make(&first, TONE_400, TONE_1000);
    pair_make(&second, "audio=tone:600 measure=1", "audio=tone:1800 measure=1");
    pair_connect_and_open(&first);
    pair_connect_and_open(&second);
    WAIT_FOR(stack_hears(&first.a, CALLER, &first.b, CALLEE, 1000) &&
                 stack_hears(&first.b, CALLEE, &first.a, CALLER, 400) &&
                 stack_hears(&second.a, CALLER, &second.b, CALLEE, 1800) &&
                 stack_hears(&second.b, CALLEE, &second.a, CALLER, 600),
             5);
    pair_end(&first);
    pair_wait_until_both_hear(&second, 600, 1800);
    pair_end(&second);
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
    stack_open(&x, 1);
    stack_open(&y, 1);
    stack_open(&one, 2);
    WAIT_FOR(stack_hears(&one, 2, &y, 1, 1800) && stack_hears(&y, 1, &one, 2, 400), 5);
    assert_int_equal(one.legs[1].measured_count[1], 0);
    stack_open(&one, 1);
    WAIT_FOR(stack_hears(&one, 1, &x, 1, 1000) && stack_hears(&x, 1, &one, 1, 400), 5);
    one.port.end(one.port.ctx, 1);
    memset(one.legs[2].measured, 0, sizeof one.legs[2].measured);
    WAIT_FOR(stack_hears(&one, 2, &y, 1, 1800), 5);
    stack_destroy(&one);
    stack_destroy(&x);
    stack_destroy(&y);
}

static void echo_sends_back_what_it_hears(void **state)
{
    struct pair pair;
    (void)state;
    pair_make(&pair, TONE_400, "audio=echo codecs=pcma");
    pair_connect_and_open(&pair);
    WAIT_FOR(stack_hears(&pair.a, CALLER, &pair.a, CALLER, 400), 5);
    pair_end(&pair);
}

static void none_sends_nothing_and_drains(void **state)
{
    struct pair pair;
    (void)state;
    pair_make(&pair, TONE_400, "audio=none codecs=pcma measure=1");
    pair_connect_and_open(&pair);
    WAIT_FOR(fabs(pair.b.legs[CALLEE].measured[1].hz - 400.0) <= 5, 5);
    WAIT_FOR(pair.b.legs[CALLEE].flowed_count >= 1, 3);
    assert_int_equal(pair.b.legs[CALLEE].frames.sent, 0);
    assert_true(pair.b.legs[CALLEE].frames.received > 0);
    assert_true(pair.b.legs[CALLEE].frames.played > 0);
    pair_end(&pair);
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
    pair_make(&pair, TONE_400, options);
    pair_connect_and_open(&pair);
    pair_wait_until_both_hear(&pair, 400, 800);
    WAIT_FOR(pair.b.legs[CALLEE].frames.sent > 100, 5); /* more than the file's second */
    memset(pair.a.legs[CALLER].measured, 0, sizeof pair.a.legs[CALLER].measured);
    pair_wait_until_both_hear(&pair, 400, 800);
    pair_end(&pair);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        STACK_TEST(two_ends_hear_each_other_in_pcma),
        STACK_TEST(two_ends_hear_each_other_in_pcmu),
        STACK_TEST(two_ends_hear_each_other_in_opus),
        STACK_TEST(two_ends_hear_each_other_over_ipv6),
        STACK_TEST(two_calls_at_once_keep_apart),
        STACK_TEST(legs_of_one_stack_keep_apart),
        STACK_TEST(echo_sends_back_what_it_hears),
        STACK_TEST(none_sends_nothing_and_drains),
        STACK_TEST(a_file_is_played_over_and_over),
        STACK_TEST(a_file_without_sound_is_refused),
        STACK_TEST(bad_options_name_the_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
