/*
 * ICE and DTLS-SRTP without a browser: two media stacks connect over loopback and hear each other.
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

#define WEBRTC_400  "audio=tone:400 measure=1 offer=webrtc "
#define WEBRTC_1000 "audio=tone:1000 measure=1 offer=webrtc "

static void talk_with(const char *options)
{
    struct pair pair;
    char *options_a = g_strconcat(WEBRTC_400, options, NULL);
    char *options_b = g_strconcat(WEBRTC_1000, options, NULL);
    pair_make(&pair, options_a, options_b);
    pair_connect_and_open(&pair);
    pair_wait_until_both_hear(&pair, 400, 1000);
    pair_end(&pair);
    g_free(options_a);
    g_free(options_b);
}

static void two_ends_hear_each_other_in_opus(void **state)
{
    (void)state;
    talk_with("codecs=opus");
}

static void two_ends_hear_each_other_in_pcma(void **state)
{
    (void)state;
    talk_with("codecs=pcma");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STACK_TEST(two_ends_hear_each_other_in_opus),
        STACK_TEST(two_ends_hear_each_other_in_pcma),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
