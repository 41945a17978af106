/*
 * ICE and DTLS-SRTP without a browser: two media stacks connect over loopback and hear each other,
 * if each is who it says it is.
 */
#include "pair.h"

#include <gio/gio.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define WEBRTC_400  "audio=tone:400 measure=1 offer=webrtc"
#define WEBRTC_1000 "audio=tone:1000 measure=1 offer=webrtc"

/* ---- Talk ---- */

static void talk_with(const char *options)
{
    pair_talk(WEBRTC_400, WEBRTC_1000, options);
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

static void two_ends_hear_each_other_over_ipv6(void **state)
{
    (void)state;
    talk_with("address=::1");
}

static void two_calls_at_once_keep_apart(void **state)
{
    struct pair first, second;
    (void)state;
    pair_make(&first, WEBRTC_400, WEBRTC_1000);
    pair_make(&second, "audio=tone:600 measure=1 offer=webrtc", "audio=tone:1800 measure=1");
    pair_connect_and_open(&first);
    pair_connect_and_open(&second);
    pair_wait_until_both_hear(&first, 400, 1000);
    pair_wait_until_both_hear(&second, 600, 1800);
    pair_end(&first);
    pair_end(&second);
}

static void ports_are_those_that_it_may_use(void **state)
{
    struct stack stack;
    (void)state;
    assert_true(stack_make(&stack, "offer=webrtc rtp_ports=40100-40199"));
    const char *found = strstr(stack_offer(&stack, 1, false), " 127.0.0.1 401");
    assert_non_null(found);
    assert_null(strstr(stack.legs[1].sdp, "TCP"));
    stack_destroy(&stack);
}

/* Nobody has called, and it is not said that anybody will by WebRTC. */
static void the_certificate_is_made_before_the_first_call(void **state)
{
    struct stack stack;
    (void)state;
    assert_true(stack_make(&stack, "offer=rtp"));
    WAIT_FOR(stack.is_warm, 10);
    stack_destroy(&stack);
}

/* For how long the owner's context was kept is known of offers, too, and from the order on. */
static void what_a_making_keeps_its_owner_for_is_told(void **state)
{
    struct stack stack;
    struct oh_media_stats stats;
    (void)state;
    assert_true(stack_make(&stack, "offer=webrtc"));
    stack_offer(&stack, 1, false); /* it is loaded */
    stack.port.offer(stack.port.ctx, 2, false);
    assert_int_equal(stack.legs[2].described_count, 0);
    assert_true(stack.port.stats(stack.port.ctx, 2, &stats));
    assert_true(stats.stretch_ms > 0);
    stack_destroy(&stack);
}

/* ---- Another way ---- */

static char *ufrag_of(const char *sdp)
{
    const char *found = strstr(sdp, "a=ice-ufrag:");
    assert_non_null(found);
    return g_strndup(found, strcspn(found, "\r"));
}

static void hears_on(struct pair *pair)
{
    unsigned a = pair->a.legs[CALLER].flowed_count, b = pair->b.legs[CALLEE].flowed_count;
    WAIT_FOR(pair->a.legs[CALLER].flowed_count > a + 2 && pair->b.legs[CALLEE].flowed_count > b + 2,
             10);
    assert_true(pair->a.legs[CALLER].last.received > 20 && pair->b.legs[CALLEE].last.received > 20);
    a = pair->a.legs[CALLER].measured_count[1];
    b = pair->b.legs[CALLEE].measured_count[1];
    WAIT_FOR(pair->a.legs[CALLER].measured_count[1] > a + 2 &&
                 pair->b.legs[CALLEE].measured_count[1] > b + 2,
             10);
    pair_wait_until_both_hear(pair, 400, 1000);
}

static void restart_from(struct pair *pair, struct stack *from, oh_leg from_leg, struct stack *to,
                         oh_leg to_leg)
{
    char *ours = ufrag_of(from->legs[from_leg].sdp), *theirs = ufrag_of(to->legs[to_leg].sdp);
    char why[300];
    from->port.restart(from->port.ctx, from_leg);
    const char *offer = stack_offer(from, from_leg, false);
    char *ours_now = ufrag_of(offer);
    const char *answer = stack_answer(to, to_leg, offer);
    char *theirs_now = ufrag_of(answer);
    assert_string_not_equal(ours, ours_now);
    assert_string_not_equal(theirs, theirs_now);
    if (!from->port.agree(from->port.ctx, from_leg, answer, why, sizeof why))
        fail_msg("%s", why);
    hears_on(pair);
    /* The next one begins nothing new. */
    offer = stack_offer(from, from_leg, false);
    char *ours_then = ufrag_of(offer);
    assert_string_equal(ours_now, ours_then);
    assert_true(from->port.agree(from->port.ctx, from_leg, stack_answer(to, to_leg, offer), why,
                                 sizeof why));
    hears_on(pair);
    g_free(ours);
    g_free(theirs);
    g_free(ours_now);
    g_free(theirs_now);
    g_free(ours_then);
}

static void ice_is_restarted_by_either(void **state)
{
    struct pair pair;
    (void)state;
    pair_make(&pair, WEBRTC_400, WEBRTC_1000);
    pair_connect_and_open(&pair);
    pair_wait_until_both_hear(&pair, 400, 1000);
    restart_from(&pair, &pair.a, CALLER, &pair.b, CALLEE);
    restart_from(&pair, &pair.b, CALLEE, &pair.a, CALLER);
    pair_end(&pair);
}

static void a_restart_that_is_refused_changes_nothing(void **state)
{
    struct pair pair;
    (void)state;
    pair_make(&pair, WEBRTC_400, WEBRTC_1000);
    pair_connect_and_open(&pair);
    pair_wait_until_both_hear(&pair, 400, 1000);
    char *before = ufrag_of(pair.a.legs[CALLER].sdp);
    pair.a.port.restart(pair.a.port.ctx, CALLER);
    stack_offer(&pair.a, CALLER, false);
    pair.a.port.withdraw(pair.a.port.ctx, CALLER);
    char *after = ufrag_of(stack_offer(&pair.a, CALLER, false));
    assert_string_equal(before, after);
    pair.a.port.withdraw(pair.a.port.ctx, CALLER);
    hears_on(&pair);
    pair_end(&pair);
    g_free(before);
    g_free(after);
}

/* ---- Other numbers ---- */

/* What the other one says, with Opus under another number. */
static char *with_number(const char *sdp, const char *from, const char *to)
{
    static const char *const places[] = {"SAVPF %s ", "rtpmap:%s ", "fmtp:%s "};
    char *text = g_strdup(sdp);
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
        char *old = g_strdup_printf(places[i], from), *new = g_strdup_printf(places[i], to);
        char **parts = g_strsplit(text, old, -1);
        g_free(text);
        text = g_strjoinv(new, parts);
        g_strfreev(parts);
        g_free(old);
        g_free(new);
    }
    return text;
}

/* A proxy in between, or another end behind the same one, may count anew. */
static void numbers_may_change_in_a_later_offer(void **state)
{
    struct pair pair;
    (void)state;
    pair_make(&pair, WEBRTC_400 " codecs=opus", WEBRTC_1000 " codecs=opus");
    pair_connect_and_open(&pair);
    pair_wait_until_both_hear(&pair, 400, 1000);
    char *from_a = with_number(pair.a.legs[CALLER].sdp, "96", "106");
    char *from_b = with_number(pair.b.legs[CALLEE].sdp, "96", "106");
    assert_non_null(strstr(stack_answer(&pair.b, CALLEE, from_a), "a=rtpmap:106 opus"));
    assert_non_null(strstr(stack_answer(&pair.a, CALLER, from_b), "a=rtpmap:106 opus"));
    hears_on(&pair);
    pair_end(&pair);
    g_free(from_a);
    g_free(from_b);
}

/* ---- Gates ---- */

static void nothing_passed(const struct stack *stack, oh_leg leg)
{
    struct oh_media_stats stats;
    assert_true(stack->port.stats(stack->port.ctx, leg, &stats));
    assert_int_equal(stats.sent + stats.received, 0);
    assert_int_equal(stack->legs[leg].measured_count[1], 0);
}

static unsigned sent(const struct stack *stack, oh_leg leg)
{
    return stack->legs[leg].frames.sent;
}

/* Connected while it rings, as with an early answer, and still nothing passes; and what was said
 * before the opening is not heard after it. */
static void closed_gates_let_nothing_through(void **state)
{
    struct pair pair;
    struct oh_media_stats stats;
    (void)state;
    pair_make(&pair, WEBRTC_400, WEBRTC_1000);
    stack_connect(&pair.a, CALLER, &pair.b, CALLEE);
    pair.b.port.connect(pair.b.port.ctx, CALLEE);
    stack_open(&pair.a, CALLER); /* the caller sends before the callee has answered */
    WAIT_FOR(sent(&pair.a, CALLER) > 20, 10);
    WAIT_FOR(pair.b.port.stats(pair.b.port.ctx, CALLEE, &stats) && stats.received > 20, 10);
    assert_int_equal(stats.sent, 0);
    assert_true(stats.received_db <= -120);
    assert_int_equal(pair.a.legs[CALLER].frames.received, 0);
    assert_int_equal(pair.b.legs[CALLEE].measured_count[1], 0);
    stack_open(&pair.b, CALLEE);
    pair_wait_until_both_hear(&pair, 400, 1000);
    pair.b.port.close(pair.b.port.ctx, CALLEE);
    unsigned before = pair.b.legs[CALLEE].measured_count[1];
    unsigned count = pair.a.legs[CALLER].flowed_count;
    WAIT_FOR(pair.a.legs[CALLER].flowed_count > count + 1, 10);
    assert_int_equal(pair.a.legs[CALLER].last.received, 0);
    assert_true(pair.b.legs[CALLEE].measured_count[1] <= before + 1); /* one was under way */
    pair_end(&pair);
}

static char *without_candidates(const char *sdp)
{
    GString *kept = g_string_new(NULL);
    char **lines = g_strsplit(sdp, "\r\n", -1);
    for (char **line = lines; *line; line++)
        if (**line && !g_str_has_prefix(*line, "a=candidate:"))
            g_string_append_printf(kept, "%s\r\n", *line);
    g_strfreev(lines);
    return g_string_free(kept, FALSE);
}

/* Open, as after the answer, and no way to the peer yet: what is recorded does not leave, and keys
 * that are pressed are not lost. */
static void digits_wait_for_the_keys(void **state)
{
    struct pair pair;
    char why[300];
    (void)state;
    pair_make(&pair, WEBRTC_400, WEBRTC_1000);
    char *answer =
        without_candidates(stack_answer(&pair.b, CALLEE, stack_offer(&pair.a, CALLER, false)));
    assert_true(pair.a.port.agree(pair.a.port.ctx, CALLER, answer, why, sizeof why));
    stack_open(&pair.a, CALLER);
    WAIT_FOR(pair.a.legs[CALLER].measured_count[0] > 2, 10);
    assert_true(pair.a.port.send_digits(pair.a.port.ctx, CALLER, "12"));
    unsigned recorded = pair.a.legs[CALLER].measured_count[0];
    WAIT_FOR(pair.a.legs[CALLER].measured_count[0] > recorded + 2, 10);
    nothing_passed(&pair.a, CALLER);
    stack_open(&pair.b, CALLEE); /* it looks for the caller */
    pair_wait_until_both_hear(&pair, 400, 1000);
    WAIT_FOR(strlen(pair.b.legs[CALLEE].digits) == 2, 10);
    assert_string_equal(pair.b.legs[CALLEE].digits, "12");
    pair_end(&pair);
    g_free(answer);
}

/* Until our answer leaves the peer hears nothing: no check, no call. */
static void nothing_leaves_before_the_answer(void **state)
{
    struct pair pair;
    (void)state;
    pair_make(&pair, WEBRTC_400, WEBRTC_1000);
    GSocket *socket =
        g_socket_new(G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
    GInetAddress *loopback = g_inet_address_new_loopback(G_SOCKET_FAMILY_IPV4);
    GSocketAddress *any = g_inet_socket_address_new(loopback, 0);
    assert_true(g_socket_bind(socket, any, FALSE, NULL));
    GSocketAddress *bound = g_socket_get_local_address(socket, NULL);
    unsigned port = g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(bound));
    char *offer = g_strdup_printf("%sa=candidate:9 1 UDP 2122260223 127.0.0.1 %u typ host\r\n",
                                  stack_offer(&pair.a, CALLER, false), port);
    stack_answer(&pair.b, CALLEE, offer);
    struct oh_media_stats stats;
    assert_true(pair.b.port.stats(pair.b.port.ctx, CALLEE, &stats));
    assert_string_equal(stats.security, "webrtc");
    gint64 until = g_get_monotonic_time() + 300000; /* an agent that checks begins within 20 ms */
    while (g_get_monotonic_time() < until) {
        stack_turn();
        assert_false(g_socket_condition_check(socket, G_IO_IN));
    }
    pair.b.port.connect(pair.b.port.ctx, CALLEE);
    WAIT_FOR(g_socket_condition_check(socket, G_IO_IN), 10);
    pair_end(&pair);
    g_free(offer);
    g_object_unref(bound);
    g_object_unref(any);
    g_object_unref(loopback);
    g_object_unref(socket);
}

/* ---- Who it is ---- */

/* The description with another fingerprint of the same form. */
static char *with_wrong_fingerprint(const char *sdp)
{
    char *wrong = g_strdup(sdp);
    char *digits = strstr(wrong, "sha-256 ");
    assert_non_null(digits);
    digits += strlen("sha-256 ");
    *digits = *digits == '0' ? '1' : '0';
    return wrong;
}

static void a_caller_with_another_certificate_is_not_talked_to(void **state)
{
    struct pair pair;
    char why[300];
    (void)state;
    pair_make(&pair, WEBRTC_400, WEBRTC_1000);
    char *offer = with_wrong_fingerprint(stack_offer(&pair.a, CALLER, false));
    const char *answer = stack_answer(&pair.b, CALLEE, offer);
    assert_true(pair.a.port.agree(pair.a.port.ctx, CALLER, answer, why, sizeof why));
    stack_open(&pair.a, CALLER);
    stack_open(&pair.b, CALLEE);
    WAIT_FOR(pair.b.legs[CALLEE].insecure_count > 0, 10);
    assert_int_equal(pair.b.legs[CALLEE].failed_count, 0);
    assert_non_null(strstr(pair.b.legs[CALLEE].why, "certificate"));
    nothing_passed(&pair.b, CALLEE);
    pair_end(&pair);
    g_free(offer);
}

static void a_callee_with_another_certificate_is_not_talked_to(void **state)
{
    struct pair pair;
    char why[300];
    (void)state;
    pair_make(&pair, WEBRTC_400, WEBRTC_1000);
    char *answer =
        with_wrong_fingerprint(stack_answer(&pair.b, CALLEE, stack_offer(&pair.a, CALLER, false)));
    assert_true(pair.a.port.agree(pair.a.port.ctx, CALLER, answer, why, sizeof why));
    stack_open(&pair.a, CALLER);
    stack_open(&pair.b, CALLEE);
    WAIT_FOR(pair.a.legs[CALLER].insecure_count > 0, 10);
    nothing_passed(&pair.a, CALLER);
    pair_end(&pair);
    g_free(answer);
}

static char *replaced(const char *text, const char *from, const char *to)
{
    const char *found = strstr(text, from);
    assert_non_null(found);
    return g_strdup_printf("%.*s%s%s", (int)(found - text), text, to, found + strlen(from));
}

#define WEBRTC_SOON WEBRTC_400 " connect=1"

/* Two ends that are both told that the other one begins: ICE finds the way, and nobody says hello.
 */
static void keys_that_are_not_agreed_on_end_the_wait(void **state)
{
    struct pair pair;
    char why[300];
    (void)state;
    pair_make(&pair, WEBRTC_SOON, WEBRTC_1000 " connect=1");
    char *offer =
        replaced(stack_offer(&pair.a, CALLER, false), "a=setup:actpass", "a=setup:active");
    char *answer =
        replaced(stack_answer(&pair.b, CALLEE, offer), "a=setup:passive", "a=setup:active");
    assert_true(pair.a.port.agree(pair.a.port.ctx, CALLER, answer, why, sizeof why));
    stack_open(&pair.a, CALLER);
    stack_open(&pair.b, CALLEE);
    WAIT_FOR(pair.a.legs[CALLER].insecure_count > 0 && pair.b.legs[CALLEE].insecure_count > 0, 10);
    assert_string_equal(pair.a.legs[CALLER].why,
                        "the peer does not agree on keys by DTLS within 1 s");
    assert_string_equal(pair.b.legs[CALLEE].why, pair.a.legs[CALLER].why);
    nothing_passed(&pair.a, CALLER);
    nothing_passed(&pair.b, CALLEE);
    pair_end(&pair);
    g_free(offer);
    g_free(answer);
}

/* What is captured meanwhile and cannot leave is not told: it would look like dead audio. */
static void a_way_that_is_not_found_ends_the_wait(void **state)
{
    struct pair pair;
    (void)state;
    pair_make(&pair, WEBRTC_400, WEBRTC_1000 " connect=2");
    char *offer = replaced(stack_offer(&pair.a, CALLER, false), "a=candidate:", "a=other:");
    stack_answer(&pair.b, CALLEE, offer);
    stack_open(&pair.b, CALLEE);
    WAIT_FOR(pair.b.legs[CALLEE].failed_count > 0, 10);
    assert_string_equal(pair.b.legs[CALLEE].why, "ICE finds no way to the peer within 2 s");
    assert_int_equal(pair.b.legs[CALLEE].insecure_count, 0);
    assert_int_equal(pair.b.legs[CALLEE].flowed_count, 0);
    nothing_passed(&pair.b, CALLEE);
    stack_destroy(&pair.a);
    stack_destroy(&pair.b);
    g_free(offer);
}

/* A call beside the one that is not to be trusted. */
static void another_call_goes_on(void **state)
{
    struct pair good;
    (void)state;
    pair_make(&good, WEBRTC_400, WEBRTC_1000);
    pair_connect_and_open(&good);
    char *offer = with_wrong_fingerprint(stack_offer(&good.a, 5, false));
    const char *answer = stack_answer(&good.b, 6, offer);
    char why[300];
    assert_true(good.a.port.agree(good.a.port.ctx, 5, answer, why, sizeof why));
    stack_open(&good.a, 5);
    stack_open(&good.b, 6);
    WAIT_FOR(good.b.legs[6].insecure_count > 0, 10);
    good.b.port.end(good.b.port.ctx, 6);
    good.a.port.end(good.a.port.ctx, 5);
    pair_wait_until_both_hear(&good, 400, 1000);
    pair_end(&good);
    g_free(offer);
}

/* ---- Bad input ---- */

static void refuses(struct stack *stack, const char *offer, const char *why)
{
    assert_string_equal(stack_answer(stack, 7, offer), "");
    assert_true(stack->legs[7].code == 488 || stack->legs[7].code == 400);
    if (!strstr(stack->legs[7].why, why))
        fail_msg("\"%s\" not in \"%s\"", why, stack->legs[7].why);
    stack->port.end(stack->port.ctx, 7);
}

static char *without(const char *sdp, const char *line)
{
    const char *found = strstr(sdp, line);
    assert_non_null(found);
    return g_strdup_printf("%.*s%s", (int)(found - sdp), sdp, strstr(found, "\r\n") + 2);
}

static void bad_offers_cost_no_running_call(void **state)
{
    static const char *const needed[] = {
        "a=fingerprint:", "a=ice-ufrag:", "a=ice-pwd:", "a=rtcp-mux"};
    struct pair pair;
    (void)state;
    pair_make(&pair, WEBRTC_400, WEBRTC_1000);
    pair_connect_and_open(&pair);
    char *good = g_strdup(stack_offer(&pair.a, 5, false));
    for (size_t i = 0; i < G_N_ELEMENTS(needed); i++) {
        char *bad = without(good, needed[i]);
        refuses(&pair.b, bad, i == 0 ? "fingerprint" : i == 3 ? "rtcp-mux" : "ICE");
        g_free(bad);
    }
    refuses(&pair.b, "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n", "no audio");
    refuses(&pair.b, "", "no SDP");
    pair_wait_until_both_hear(&pair, 400, 1000);
    pair_end(&pair);
    g_free(good);
}

/* Attributes that break nothing, whatever they say. */
static void odd_words_are_borne(void **state)
{
    static const char *const odd[] = {
        "a=candidate:\r\n",
        "a=candidate:1 1 udp 99999999999999999999 x 1 typ host\r\n",
        "a=ssrc:abc cname:x\r\na=ssrc:1\r\na=ssrc:\r\n",
        "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\na=extmap:\r\n",
        "a=rtcp-fb:* nack\r\na=rtcp-fb:\r\na=simulcast:send 1;2\r\na=rid:1 send\r\n",
        "a=fmtp:96\r\na=fmtp:\r\na=fmtp:96 =;;=;\r\n",
        "a=ice-options:\r\na=end-of-candidates:x\r\na=msid:\r\na=imageattr:\r\n",
        "a=setup:holdconn\r\n",
    };
    struct pair pair;
    (void)state;
    pair_make(&pair, WEBRTC_400, WEBRTC_1000);
    for (oh_leg i = 0; i < G_N_ELEMENTS(odd); i++) {
        char *offer = g_strconcat(stack_offer(&pair.a, 10 + i, false), odd[i], NULL);
        const char *answer = stack_answer(&pair.b, 10 + i, offer);
        if (!*answer)
            fail_msg("%s: %s", odd[i], pair.b.legs[10 + i].why);
        char why[300];
        if (!pair.a.port.agree(pair.a.port.ctx, 10 + i, answer, why, sizeof why))
            fail_msg("%s: %s", odd[i], why);
        stack_open(&pair.a, 10 + i);
        stack_open(&pair.b, 10 + i);
        WAIT_FOR(pair.a.legs[10 + i].measured_count[1] && pair.b.legs[10 + i].measured_count[1],
                 10);
        pair.a.port.end(pair.a.port.ctx, 10 + i);
        pair.b.port.end(pair.b.port.ctx, 10 + i);
        g_free(offer);
    }
    pair_end(&pair);
}

/* ---- Ends ---- */

/* At every moment of the making, over and over. */
static void a_leg_may_end_while_it_is_made(void **state)
{
    struct pair pair;
    (void)state;
    pair_make(&pair, WEBRTC_400, WEBRTC_1000);
    char *offer = g_strdup(stack_offer(&pair.a, CALLER, false));
    for (oh_leg leg = 1; leg < 30; leg++) {
        pair.b.port.answer(pair.b.port.ctx, leg, offer, false);
        for (oh_leg turns = 0; turns < leg % 4; turns++)
            stack_turn();
        pair.b.port.end(pair.b.port.ctx, leg);
    }
    const char *answer = stack_answer(&pair.b, CALLEE, offer);
    char why[300];
    assert_true(pair.a.port.agree(pair.a.port.ctx, CALLER, answer, why, sizeof why));
    stack_open(&pair.a, CALLER);
    stack_open(&pair.b, CALLEE);
    pair_wait_until_both_hear(&pair, 400, 1000);
    pair_end(&pair);
    g_free(offer);
}

static void a_stack_may_end_while_a_leg_is_made(void **state)
{
    struct stack a, b;
    (void)state;
    assert_true(stack_make(&a, WEBRTC_400));
    assert_true(stack_make(&b, WEBRTC_1000));
    char *offer = g_strdup(stack_offer(&a, 1, false));
    (void)stack_offer(&b, 1, false); /* it is loaded */
    b.port.answer(b.port.ctx, 2, offer, false);
    b.port.answer(b.port.ctx, 3, offer, false);
    stack_destroy(&b);
    stack_destroy(&a);
    g_free(offer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STACK_TEST(two_ends_hear_each_other_in_opus),
        STACK_TEST(two_ends_hear_each_other_in_pcma),
        STACK_TEST(two_ends_hear_each_other_over_ipv6),
        STACK_TEST(two_calls_at_once_keep_apart),
        STACK_TEST(ports_are_those_that_it_may_use),
        STACK_TEST(the_certificate_is_made_before_the_first_call),
        STACK_TEST(what_a_making_keeps_its_owner_for_is_told),
        STACK_TEST(ice_is_restarted_by_either),
        STACK_TEST(a_restart_that_is_refused_changes_nothing),
        STACK_TEST(numbers_may_change_in_a_later_offer),
        STACK_TEST(closed_gates_let_nothing_through),
        STACK_TEST(digits_wait_for_the_keys),
        STACK_TEST(nothing_leaves_before_the_answer),
        STACK_TEST(a_caller_with_another_certificate_is_not_talked_to),
        STACK_TEST(a_callee_with_another_certificate_is_not_talked_to),
        STACK_TEST(keys_that_are_not_agreed_on_end_the_wait),
        STACK_TEST(a_way_that_is_not_found_ends_the_wait),
        STACK_TEST(another_call_goes_on),
        STACK_TEST(bad_offers_cost_no_running_call),
        STACK_TEST(odd_words_are_borne),
        STACK_TEST(a_leg_may_end_while_it_is_made),
        STACK_TEST(a_stack_may_end_while_a_leg_is_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
