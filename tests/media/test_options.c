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
        {"volume=3", "unknown"},         {"audio", "unknown"},
        {"audio=tone:0", "tone:HZ"},     {"audio=tone:1e3", "tone:HZ"},
        {"audio=file:/none", "/none"},   {"audio=file:/", "file:PATH"},
        {"audio=loud", "loud"},          {"address=nowhere", "address"},
        {"address=0.0.0.0", "address"},  {"address=224.0.0.1", "address"},
        {"rtp_ports=1-2", "rtp_ports"},  {"rtp_ports=5000", "rtp_ports"},
        {"rtp_ports=5001-5002", "even"}, {"rtp_ports=6000-5000", "rtp_ports"},
        {"codecs=", "codecs"},           {"codecs=pcma,pcma", "codecs"},
        {"codecs=pcma,g729", "g729"},    {"codecs=opus,pcma,pcmu,pcma,pcma", "codecs"},
        {"measure=yes", "measure"},      {"session=", "session"},
        {"connect=0", "connect"},        {"connect=3601", "connect"},
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
        cmocka_unit_test(options_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
