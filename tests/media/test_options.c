/*
 * The options a media stack is made with.
 */
#include "options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void options_are_checked(void **state)
{
    static const struct {
        const char *option, *why;
    } bad[] = {
        {"volume=3", "unknown"},
        {"audio", "unknown"},
        {"audio=tone:0", "tone:HZ"},
        {"audio=tone:1e3", "tone:HZ"},
        {"audio=file:/none", "/none"},
        {"audio=file:/", "file:PATH"},
        {"audio=loud", "loud"},
        {"address=nowhere", "address"},
        {"address=0.0.0.0", "address"},
        {"address=224.0.0.1", "address"},
        {"rtp_ports=1-2", "rtp_ports"},
        {"rtp_ports=5000", "rtp_ports"},
        {"rtp_ports=5001-5002", "even"},
        {"rtp_ports=6000-5000", "rtp_ports"},
        {"codecs=", "codecs"},
        {"codecs=pcma,pcma", "codecs"},
        {"codecs=pcma,g729", "g729"},
        {"codecs=opus,pcma,pcmu,pcma,pcma", "codecs"},
        {"measure=yes", "measure"},
        {"session=", "session"},
        {"connect=0", "connect"},
        {"connect=3601", "connect"},
        {"security=", "require"},
        {"security=on", "prefer, require or off"},
        {"security=Off", "security"},
        {"offer=", "webrtc"},
        {"offer=srtp", "auto, rtp"},
        {"offer=rtp,sdes", "offer"},
        {"ice=", "ice"},
        {"ice=0.0.0.0", "ice"},
        {"ice=::", "ice"},
        {"ice=224.0.0.1", "ice"},
        {"ice=localhost", "ice"},
        {"ice=127.0.0.1,", "ice"},
        {"stun=", "HOST:PORT"},
        {"stun=127.0.0.1", "HOST:PORT"},
        {"stun=127.0.0.1:0", "stun"},
        {"stun=127.0.0.1:65536", "stun"},
        {"stun=::1:3478", "stun"},
        {"ice=127.0.0.1,127.0.0.2,127.0.0.3,127.0.0.4,127.0.0.5,127.0.0.6,127.0.0.7,127.0.0.8,"
         "127.0.0.9",
         "at most 8"},
    };
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        const char *strings[] = {"measure=1", bad[i].option, NULL};
        struct oh_media_options options;
        char why[400] = "";
        if (oh_media_options_read(&options, strings, why, sizeof why))
            fail_msg("%s was taken", bad[i].option);
        if (!strstr(why, bad[i].why) || !strstr(why, bad[i].option))
            fail_msg("%s: %s", bad[i].option, why);
    }
}

static bool read_two(const char *one, const char *other, struct oh_media_options *options,
                     char *why, size_t why_size)
{
    const char *strings[] = {one, other, NULL};
    return oh_media_options_read(options, strings, why, why_size);
}

/* There is a password in it, wherever the mistake is. */
static void what_is_wrong_with_turn_is_not_quoted(void **state)
{
    static const char *const bad[] = {
        "turn=alice:hushhush@127.0.0.1",  "turn=alice:hushhush@127.0.0.1:0",
        "turn=alice:hushhush127.0.0.1:1", "turn=hushhush@127.0.0.1:3478",
        "turn=@127.0.0.1:3478:hushhush",  "turn=hushhush",
        "turn=alice:hushhush@[::1:3478",  "turn=",
    };
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        struct oh_media_options options;
        char why[400] = "";
        if (read_two("measure=1", bad[i], &options, why, sizeof why))
            fail_msg("%s was taken", bad[i]);
        if (!strstr(why, "turn takes USER:PASSWORD@HOST:PORT") || strstr(why, "hush"))
            fail_msg("%s: %s", bad[i], why);
    }
}

/* A call with these could never be agreed on. */
static void security_and_offer_do_not_contradict_each_other(void **state)
{
    static const char *const securities[] = {"prefer", "require", "off"};
    static const char *const offers[] = {"auto", "rtp", "sdes", "webrtc"};
    static const bool fits[3][4] = {{1, 1, 1, 1}, {1, 0, 1, 1}, {1, 1, 0, 0}};
    (void)state;
    for (size_t s = 0; s < G_N_ELEMENTS(securities); s++)
        for (size_t o = 0; o < G_N_ELEMENTS(offers); o++)
            for (size_t order = 0; order < 2; order++) {
                char *security = g_strconcat("security=", securities[s], NULL);
                char *offer = g_strconcat("offer=", offers[o], NULL);
                struct oh_media_options options;
                char why[400] = "";
                bool taken = read_two(order ? offer : security, order ? security : offer, &options,
                                      why, sizeof why);
                if (taken != fits[s][o])
                    fail_msg("%s with %s: %s", offer, security, taken ? "taken" : why);
                if (taken) {
                    assert_int_equal(options.security, s);
                    assert_int_equal(options.offer, o);
                    oh_media_options_clear(&options);
                } else if (!strstr(why, security) || !strstr(why, offer) ||
                           !strstr(why, "offer takes auto")) {
                    fail_msg("%s with %s: %s", offer, security, why);
                }
                g_free(security);
                g_free(offer);
            }
}

static void options_of_webrtc_are_read(void **state)
{
    const char *strings[] = {"ice=127.0.0.1,::1", "stun=[::1]:3478",
                             "turn=al%40ice:s3%3Acret@turn.example:3478", NULL};
    struct oh_media_options options;
    char why[400];
    (void)state;
    assert_true(oh_media_options_read(&options, strings, why, sizeof why));
    assert_int_equal(options.ice_address_count, 2);
    assert_int_equal(g_inet_address_get_family(options.ice_addresses[1]), G_SOCKET_FAMILY_IPV6);
    assert_string_equal(options.stun, "stun://[::1]:3478");
    assert_string_equal(options.turn, "turn://al%40ice:s3%3Acret@turn.example:3478");
    oh_media_options_clear(&options);
}

static void options_are_read(void **state)
{
    const char *strings[] = {
        "audio=echo", "address=::1", "rtp_ports=5000-5001", "codecs=pcmu,opus", "measure=1",
        "session=1",  NULL};
    struct oh_media_options options;
    char why[400];
    (void)state;
    assert_true(oh_media_options_read(&options, strings, why, sizeof why));
    assert_int_equal(options.audio, OH_AUDIO_ECHO);
    assert_int_equal(options.port_min, 5000);
    assert_int_equal(options.port_max, 5001);
    assert_int_equal(options.codec_count, 2);
    assert_string_equal(options.codecs[0]->name, "PCMU");
    assert_true(options.measure && options.session);
    oh_media_options_clear(&options);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_are_checked),
        cmocka_unit_test(what_is_wrong_with_turn_is_not_quoted),
        cmocka_unit_test(security_and_offer_do_not_contradict_each_other),
        cmocka_unit_test(options_are_read),
        cmocka_unit_test(options_of_webrtc_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
