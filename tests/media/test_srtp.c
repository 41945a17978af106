/*
 * SRTP with keys in the descriptions: two media stacks hear each other by each suite, and nobody
 * who does not have the key.
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

#define SDES_400  "audio=tone:400 measure=1 offer=sdes"
#define SDES_1000 "audio=tone:1000 measure=1 offer=sdes"

static void two_ends_hear_each_other(void **state)
{
    struct pair pair;
    (void)state;
    pair_make(&pair, SDES_400, SDES_1000);
    pair_connect_and_open(&pair);
    pair_wait_until_both_hear(&pair, 400, 1000);
    pair_end(&pair);
}

/* The offer in another suite, with keys of that suite's length. */
static char *in_suite(const char *offer, const char *suite, size_t key_bytes)
{
    guchar key[64];
    for (size_t i = 0; i < key_bytes; i++)
        key[i] = (guchar)(i + 1);
    char *base64 = g_base64_encode(key, key_bytes);
    const char *line = strstr(offer, "a=crypto:");
    assert_non_null(line);
    char *changed = g_strdup_printf("%.*sa=crypto:7 %s inline:%s|2^31%s", (int)(line - offer),
                                    offer, suite, base64, strstr(line, "\r\n"));
    g_free(base64);
    return changed;
}

/* The caller's key is not what it really sends with: only the other way can be heard. */
static void an_answer_is_in_the_suite_of_the_offer(void **state)
{
    static const struct {
        const char *suite;
        size_t key_bytes;
    } suites[] = {{"AES_CM_128_HMAC_SHA1_32", 30},
                  {"AES_256_CM_HMAC_SHA1_80", 46},
                  {"AEAD_AES_128_GCM", 28},
                  {"AEAD_AES_256_GCM", 44}};
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(suites); i++) {
        struct stack callee;
        char wanted[100];
        assert_true(stack_make(&callee, SDES_1000));
        struct stack caller;
        assert_true(stack_make(&caller, SDES_400));
        char *offer =
            in_suite(stack_offer(&caller, 1, false), suites[i].suite, suites[i].key_bytes);
        const char *answer = stack_answer(&callee, 1, offer);
        g_snprintf(wanted, sizeof wanted, "a=crypto:7 %s inline:", suites[i].suite);
        if (!strstr(answer, wanted))
            fail_msg("%s: %s\n%s", suites[i].suite, callee.legs[1].why, answer);
        assert_non_null(strstr(answer, "RTP/SAVP"));
        g_free(offer);
        stack_destroy(&caller);
        stack_destroy(&callee);
    }
}

/* The callee was told another key: what comes in is not the peer's, and is dropped. */
static void another_key_is_not_heard(void **state)
{
    struct stack a, b;
    char why[300];
    (void)state;
    assert_true(stack_make(&a, SDES_400));
    assert_true(stack_make(&b, SDES_1000));
    char *offer = in_suite(stack_offer(&a, 1, false), "AES_CM_128_HMAC_SHA1_80", 30);
    char *answer = g_strdup(stack_answer(&b, 1, offer));
    char *tag = strstr(answer, "a=crypto:7");
    assert_non_null(tag);
    tag[strlen("a=crypto:")] = '1';
    assert_true(a.port.agree(a.port.ctx, 1, answer, why, sizeof why));
    stack_open(&a, 1);
    stack_open(&b, 1);
    /* The other way is fine, and as long on its way. */
    WAIT_FOR(fabs(a.legs[1].measured[1].hz - 1000.0) < 5, 10);
    WAIT_FOR(b.legs[1].frames.received > 0, 10);
    assert_int_equal(b.legs[1].frames.played, 0);
    assert_int_equal(b.legs[1].measured_count[1], 0);
    g_free(offer);
    g_free(answer);
    stack_destroy(&a);
    stack_destroy(&b);
}

static void refused(const char *options, const char *offer, const char *why)
{
    struct stack stack;
    assert_true(stack_make(&stack, options));
    assert_string_equal(stack_answer(&stack, 1, offer), "");
    assert_int_equal(stack.legs[1].code, 488);
    if (!strstr(stack.legs[1].why, why))
        fail_msg("\"%s\", not \"%s\"", stack.legs[1].why, why);
    stack_destroy(&stack);
}

#define OFFER(protocol, key)                                                    \
    "v=0\r\no=a 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n" \
    "m=audio 40000 " protocol " 8\r\n" key
#define KEY "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkw\r\n"

static void what_is_not_private_enough_is_refused(void **state)
{
    (void)state;
    refused("security=require", OFFER("RTP/AVP", ""), "plain RTP");
    refused("security=require", OFFER("RTP/SAVP", KEY), "without TLS");
    refused("security=off", OFFER("RTP/SAVP", KEY), "off");
    refused("security=prefer", OFFER("RTP/SAVP", ""), "no keys");
    refused("security=prefer", OFFER("RTP/SAVP", "a=crypto:1 F8_128_HMAC_SHA1_80 inline:MTIz\r\n"),
            "no SRTP suite");
}

static void with_private_signalling_keys_are_taken(void **state)
{
    struct stack stack;
    (void)state;
    assert_true(stack_make(&stack, "security=require"));
    stack.port.signalled(stack.port.ctx, 1, true);
    assert_non_null(strstr(stack_answer(&stack, 1, OFFER("RTP/SAVP", KEY)), "a=crypto:1 "));
    assert_non_null(strstr(stack_offer(&stack, 2, false), "UDP/TLS/RTP/SAVPF"));
    stack.port.signalled(stack.port.ctx, 3, true);
    assert_non_null(strstr(stack_offer(&stack, 3, false), "RTP/SAVP"));
    stack_destroy(&stack);
}

/* An offer with a key in it, which everybody could read, and whose answer would be refused. */
static void a_key_does_not_leave_in_the_open(void **state)
{
    struct stack stack;
    (void)state;
    assert_true(stack_make(&stack, "security=require offer=sdes"));
    assert_string_equal(stack_offer(&stack, 1, false), "");
    assert_int_equal(stack.legs[1].code, 488);
    assert_non_null(strstr(stack.legs[1].why, "without TLS, and media_security is require"));
    stack.port.signalled(stack.port.ctx, 2, true);
    assert_non_null(strstr(stack_offer(&stack, 2, false), "a=crypto:1 "));
    stack_destroy(&stack);
    assert_true(stack_make(&stack, "security=prefer offer=sdes"));
    assert_non_null(strstr(stack_offer(&stack, 1, false), "a=crypto:1 "));
    stack_destroy(&stack);
}

/* RFC 8643: plain RTP with keys beside it. */
static void keys_beside_plain_rtp_are_taken(void **state)
{
    struct stack stack;
    (void)state;
    assert_true(stack_make(&stack, "security=prefer"));
    const char *answer = stack_answer(&stack, 1, OFFER("RTP/AVP", KEY));
    assert_non_null(strstr(answer, "RTP/AVP"));
    assert_non_null(strstr(answer, "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:"));
    stack_destroy(&stack);
}

/* What the first keys need is not loaded on the caller's thread, nor waited for there; those of a
 * leg that ends meanwhile are nobody's loss. */
static void what_the_first_keys_need_is_loaded_elsewhere(void **state)
{
    static const char offer[] = OFFER("RTP/SAVP", KEY);
    struct stack stack;
    const struct oh_media_port *port = &stack.port;
    (void)state;
    assert_true(stack_make(&stack, "security=prefer"));
    assert_string_not_equal(stack_answer(&stack, 1, OFFER("RTP/AVP", "")), "");
    port->answer(port->ctx, 2, offer, false);
    port->answer(port->ctx, 3, offer, false);
    port->ring_back(port->ctx, 3);
    port->mute(port->ctx, 3, true);
    assert_int_equal(stack.legs[2].described_count + stack.legs[3].described_count, 0);
    port->answer(port->ctx, 4, OFFER("RTP/AVP", ""), false);
    assert_int_equal(stack.legs[4].described_count, 1); /* it needs none of it */
    port->end(port->ctx, 2);
    WAIT_FOR(stack.legs[3].described_count == 1, 10);
    assert_non_null(strstr(stack.legs[3].sdp, "a=crypto:1 "));
    assert_int_equal(stack.legs[2].described_count, 0);
    port->answer(port->ctx, 5, offer, false);
    assert_int_equal(stack.legs[5].described_count, 1); /* it is there */
    stack_destroy(&stack);
}

static void a_stack_may_end_while_that_is_loaded(void **state)
{
    struct stack stack;
    (void)state;
    assert_true(stack_make(&stack, "offer=sdes"));
    assert_string_not_equal(stack_answer(&stack, 1, OFFER("RTP/AVP", "")), "");
    stack.port.offer(stack.port.ctx, 2, false);
    stack.port.answer(stack.port.ctx, 3, OFFER("RTP/SAVP", KEY), false);
    stack_destroy(&stack);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STACK_TEST(two_ends_hear_each_other),
        STACK_TEST(an_answer_is_in_the_suite_of_the_offer),
        STACK_TEST(another_key_is_not_heard),
        STACK_TEST(what_is_not_private_enough_is_refused),
        STACK_TEST(with_private_signalling_keys_are_taken),
        STACK_TEST(a_key_does_not_leave_in_the_open),
        STACK_TEST(keys_beside_plain_rtp_are_taken),
        STACK_TEST(what_the_first_keys_need_is_loaded_elsewhere),
        STACK_TEST(a_stack_may_end_while_that_is_loaded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
