/*
 * Offer and answer, as text.
 */
#include "options.h"
#include "sdp.h"

#include <gst/gst.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define HEAD           "v=0\r\no=alice 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
#define AUDIO(formats) "m=audio 40000 RTP/AVP " formats "\r\n"
#define OPUS           "a=rtpmap:111 opus/48000/2\r\n"
#define EVENT          "a=rtpmap:100 telephone-event/8000\r\na=fmtp:100 0-16\r\n"

struct world {
    struct oh_media_options options;
    struct oh_sdp sdp;
    struct oh_sdp_refusal refusal;
};

static void begin(struct world *world, const char *options)
{
    const char *strings[] = {options, NULL};
    char why[300];
    memset(world, 0, sizeof *world);
    if (!oh_media_options_read(&world->options, options ? strings : NULL, why, sizeof why))
        fail_msg("%s", why);
    oh_sdp_begin(&world->sdp, world->options.address, world->options.codecs,
                 world->options.codec_count);
    world->sdp.port = 30000;
}

static int setup(void **state)
{
    *state = g_new0(struct world, 1);
    begin(*state, NULL);
    return 0;
}

static void end(struct world *world)
{
    oh_sdp_end(&world->sdp);
    oh_media_options_clear(&world->options);
}

static int teardown(void **state)
{
    end(*state);
    g_free(*state);
    return 0;
}

static const char *answer(struct world *world, const char *offer)
{
    return oh_sdp_answer(&world->sdp, offer, false, &world->refusal);
}

/* The answer must have this line. */
static void has_line(const char *sdp, const char *line)
{
    char *whole = g_strdup_printf("\r\n%s\r\n", line);
    assert_non_null(sdp);
    if (!strstr(sdp, whole))
        fail_msg("no line \"%s\" in\n%s", line, sdp);
    g_free(whole);
}

static void lacks(const char *sdp, const char *text)
{
    if (strstr(sdp, text))
        fail_msg("\"%s\" in\n%s", text, sdp);
}

static void refused(struct world *world, const char *offer, int code, const char *why)
{
    const char *sdp = answer(world, offer);
    if (sdp)
        fail_msg("answered with\n%s", sdp);
    assert_int_equal(world->refusal.code, code);
    if (!strstr(world->refusal.why, why))
        fail_msg("why: %s", world->refusal.why);
}

static void the_peers_first_codec_wins(void **state)
{
    struct world *world = *state;
    const char *sdp = answer(world, HEAD AUDIO("9 0 8 111 100") OPUS EVENT);
    has_line(sdp, "m=audio 30000 RTP/AVP 0 100");
    has_line(sdp, "a=rtpmap:0 PCMU/8000");
    has_line(sdp, "a=rtpmap:100 telephone-event/8000");
    has_line(sdp, "a=fmtp:100 0-15");
    has_line(sdp, "a=sendrecv");
    has_line(sdp, "c=IN IP4 127.0.0.1");
    lacks(sdp, "PCMA");
    assert_string_equal(world->sdp.agreed.send.codec->name, "PCMU");
    assert_int_equal(g_inet_socket_address_get_port(world->sdp.agreed.rtp), 40000);
    assert_int_equal(g_inet_socket_address_get_port(world->sdp.agreed.rtcp), 40001);
}

static void the_offers_payload_numbers_are_kept(void **state)
{
    struct world *world = *state;
    const char *sdp = answer(world, HEAD AUDIO("111 8 100") OPUS EVENT);
    has_line(sdp, "m=audio 30000 RTP/AVP 111"); /* the events' clock is another one */
    has_line(sdp, "a=rtpmap:111 opus/48000/2");
    sdp = oh_sdp_offer(&world->sdp, false);
    has_line(sdp, "m=audio 30000 RTP/AVP 111");
}

static void names_are_compared_without_case(void **state)
{
    has_line(answer(*state, HEAD AUDIO("97") "a=rtpmap:97 OPUS/48000/2\r\n"),
             "a=rtpmap:97 opus/48000/2");
    has_line(answer(*state, HEAD AUDIO("98") "a=rtpmap:98 pcma/8000/1\r\n"),
             "a=rtpmap:98 PCMA/8000");
}

static void other_streams_are_declined_in_their_place(void **state)
{
    const char *sdp =
        answer(*state, HEAD "m=video 5000 RTP/AVP 31 97\r\na=rtpmap:97 H264/90000\r\n" AUDIO(
                           "8") "m=application 6000 TCP/BFCP *\r\n" AUDIO("0"));
    const char *video = strstr(sdp, "m=video 0 RTP/AVP 31\r\n");
    const char *audio = strstr(sdp, "m=audio 30000 RTP/AVP 8\r\n");
    const char *slides = strstr(sdp, "m=application 0 TCP/BFCP *\r\n");
    const char *second = strstr(sdp, "m=audio 0 RTP/AVP 0\r\n");
    if (!video || !(audio > video) || !(slides > audio) || !(second > slides))
        fail_msg("%s", sdp);
    sdp = oh_sdp_offer(&((struct world *)*state)->sdp, false);
    has_line(sdp, "m=video 0 RTP/AVP 31");
    has_line(sdp, "m=application 0 TCP/BFCP *");
}

static void srtp_streams_are_passed_over(void **state)
{
    const char *sdp = answer(*state, HEAD "m=audio 5000 RTP/SAVP 8\r\n" AUDIO("8"));
    has_line(sdp, "m=audio 0 RTP/SAVP 8");
    has_line(sdp, "m=audio 30000 RTP/AVP 8");
    refused(*state, HEAD "m=audio 5000 RTP/SAVP 8\r\nm=audio 5000 RTP/SAVP 8\r\n", 488, "no keys");
}

static const struct {
    const char *offered, *answered, *answered_held;
    bool holds;
} directions[] = {
    {"sendrecv", "sendrecv", "sendonly", false},
    {"sendonly", "recvonly", "inactive", true},
    {"recvonly", "sendonly", "sendonly", false},
    {"inactive", "inactive", "inactive", true},
};

static void each_direction_has_its_answer(void **state)
{
    struct world *world = *state;
    for (size_t i = 0; i < G_N_ELEMENTS(directions); i++) {
        char *media = g_strdup_printf(HEAD AUDIO("8") "a=%s\r\n", directions[i].offered);
        char *session = g_strdup_printf(HEAD "a=%s\r\n" AUDIO("8"), directions[i].offered);
        char *line = g_strdup_printf("a=%s", directions[i].answered);
        char *line_held = g_strdup_printf("a=%s", directions[i].answered_held);
        has_line(answer(world, media), line);
        assert_int_equal(world->sdp.agreed.remote_holds, directions[i].holds);
        has_line(answer(world, session), line);
        has_line(oh_sdp_answer(&world->sdp, media, true, &world->refusal), line_held);
        g_free(media);
        g_free(session);
        g_free(line);
        g_free(line_held);
    }
}

static void the_old_hold_is_a_hold(void **state)
{
    struct world *world = *state;
    const char *sdp = answer(world, HEAD AUDIO("8") "c=IN IP4 0.0.0.0\r\n");
    has_line(sdp, "a=recvonly");
    assert_true(world->sdp.agreed.remote_holds);
    assert_null(world->sdp.agreed.rtp);
    assert_int_equal(world->sdp.agreed.direction, OH_DIRECTION_RECEIVE);
}

static void the_streams_address_counts_more(void **state)
{
    struct world *world = *state;
    assert_non_null(answer(world, HEAD AUDIO("8") "c=IN IP4 127.0.0.9\r\n"));
    char *host = g_inet_address_to_string(g_inet_socket_address_get_address(world->sdp.agreed.rtp));
    assert_string_equal(host, "127.0.0.9");
    g_free(host);
}

static void rtcp_goes_where_it_is_asked_to(void **state)
{
    struct world *world = *state;
    lacks(answer(world, HEAD AUDIO("8") "a=rtcp:41234\r\n"), "rtcp-mux");
    assert_int_equal(g_inet_socket_address_get_port(world->sdp.agreed.rtcp), 41234);
    assert_non_null(answer(world, HEAD AUDIO("8") "a=rtcp:41236 IN IP4 127.0.0.7\r\n"));
    char *host =
        g_inet_address_to_string(g_inet_socket_address_get_address(world->sdp.agreed.rtcp));
    assert_string_equal(host, "127.0.0.7");
    g_free(host);
    has_line(answer(world, HEAD AUDIO("8") "a=rtcp-mux\r\n"), "a=rtcp-mux");
    assert_true(world->sdp.agreed.rtcp_mux);
}

static void the_asked_packet_time_is_kept_within_bounds(void **state)
{
    struct world *world = *state;
    static const struct {
        const char *lines;
        unsigned ms;
    } cases[] = {{"", 20},
                 {"a=ptime:30\r\n", 30},
                 {"a=ptime:60\r\n", 60},
                 {"a=ptime:5000\r\n", 20},
                 {"a=ptime:x\r\n", 20},
                 {"a=ptime:40\r\na=maxptime:25\r\n", 20}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        char *offer = g_strconcat(HEAD AUDIO("8"), cases[i].lines, NULL);
        assert_non_null(answer(world, offer));
        assert_int_equal(world->sdp.agreed.ptime_ms, cases[i].ms);
        g_free(offer);
    }
}

static void comfort_noise_is_expected_and_not_answered(void **state)
{
    struct world *world = *state;
    const char *sdp = answer(world, HEAD AUDIO("13 8"));
    has_line(sdp, "m=audio 30000 RTP/AVP 8");
    const struct oh_format *noise = oh_formats_find(&world->sdp.agreed.receive, 13);
    assert_non_null(noise);
    assert_int_equal(noise->codec->kind, OH_CODEC_NOISE);
}

static void the_version_grows_only_with_a_change(void **state)
{
    struct world *world = *state;
    char *first = g_strdup(answer(world, HEAD AUDIO("8")));
    assert_string_equal(answer(world, HEAD AUDIO("8")), first);
    assert_int_equal(world->sdp.version, 1);
    assert_string_not_equal(oh_sdp_offer(&world->sdp, true), first);
    assert_int_equal(world->sdp.version, 2);
    assert_non_null(oh_sdp_offer(&world->sdp, false));
    assert_int_equal(world->sdp.version, 3);
    char *origin = g_strdup_printf("o=- %" G_GUINT64_FORMAT " 3 IN IP4 127.0.0.1", world->sdp.id);
    has_line(world->sdp.last, origin);
    g_free(origin);
    g_free(first);
}

static void our_offer_has_all_we_speak_in_our_order(void **state)
{
    struct world *world = *state;
    const char *sdp = oh_sdp_offer(&world->sdp, false);
    has_line(sdp, "m=audio 30000 RTP/AVP 96 8 0 101 102");
    has_line(sdp, "a=sendrecv");
    assert_true(oh_sdp_agree(
        &world->sdp, HEAD AUDIO("0 101") "a=rtpmap:101 telephone-event/8000\r\n", &world->refusal));
    assert_string_equal(world->sdp.agreed.send.codec->name, "PCMU");
    assert_int_equal(world->sdp.agreed.direction, OH_DIRECTION_BOTH);
    has_line(oh_sdp_offer(&world->sdp, true), "a=sendonly");
}

static void the_answerer_may_use_its_own_numbers(void **state)
{
    struct world *world = *state;
    assert_non_null(oh_sdp_offer(&world->sdp, false));
    assert_true(oh_sdp_agree(&world->sdp, HEAD AUDIO("111") OPUS, &world->refusal));
    assert_int_equal(world->sdp.agreed.send.payload, 111);
    assert_non_null(oh_formats_find(&world->sdp.agreed.receive, 96));
}

static void a_bad_answer_leaves_what_was(void **state)
{
    struct world *world = *state;
    assert_non_null(answer(world, HEAD AUDIO("8")));
    struct oh_agreed before = world->sdp.agreed;
    assert_non_null(oh_sdp_offer(&world->sdp, true));
    assert_false(oh_sdp_agree(&world->sdp, HEAD AUDIO("9"), &world->refusal));
    assert_memory_equal(&before, &world->sdp.agreed, sizeof before);
    assert_false(oh_sdp_agree(&world->sdp, HEAD AUDIO("8"), &world->refusal)); /* none is open */
    assert_int_equal(world->refusal.code, 500);
    assert_non_null(oh_sdp_offer(&world->sdp, true));
    oh_sdp_withdraw(&world->sdp);
    assert_memory_equal(&before, &world->sdp.agreed, sizeof before);
}

static void a_held_offer_agreed_receives_nothing(void **state)
{
    struct world *world = *state;
    assert_non_null(oh_sdp_offer(&world->sdp, true));
    assert_true(oh_sdp_agree(&world->sdp, HEAD AUDIO("8") "a=recvonly\r\n", &world->refusal));
    assert_int_equal(world->sdp.agreed.direction, OH_DIRECTION_SEND);
    assert_false(world->sdp.agreed.remote_holds);
}

static void later_offers_change_codec_and_address(void **state)
{
    struct world *world = *state;
    assert_non_null(answer(world, HEAD AUDIO("8")));
    const char *sdp =
        answer(world, HEAD "m=audio 50000 RTP/AVP 111\r\nc=IN IP4 127.0.0.3\r\n" OPUS);
    has_line(sdp, "m=audio 30000 RTP/AVP 111");
    assert_string_equal(world->sdp.agreed.send.codec->name, "opus");
    assert_int_equal(g_inet_socket_address_get_port(world->sdp.agreed.rtp), 50000);
}

static void a_refused_offer_changes_nothing(void **state)
{
    struct world *world = *state;
    char *before = g_strdup(answer(world, HEAD "m=video 0 RTP/AVP 31\r\n" AUDIO("8")));
    refused(world, HEAD AUDIO("8"), 488, "fewer streams");
    refused(world, HEAD "m=video 0 RTP/AVP 31\r\n" AUDIO("9"), 488, "no codec");
    assert_string_equal(world->sdp.last, before);
    assert_string_equal(world->sdp.agreed.send.codec->name, "PCMA");
    g_free(before);
}

static void ipv6_speaks_ipv6(void **state)
{
    struct world world;
    (void)state;
    begin(&world, "address=::1");
    const char *sdp = answer(&world, "v=0\r\no=a 1 1 IN IP6 ::1\r\ns=-\r\nc=IN IP6 ::1\r\n"
                                     "t=0 0\r\n" AUDIO("8"));
    has_line(sdp, "c=IN IP6 ::1");
    refused(&world, HEAD AUDIO("8"), 488, "not IPv6");
    end(&world);
}

static void what_cannot_be_used_is_refused(void **state)
{
    static const struct {
        const char *offer, *why;
        int code;
    } cases[] = {
        {"", "no SDP", 400},
        {"hello", "", 400},
        {"v=1\r\no=a 1 1 IN IP4 127.0.0.1\r\n", "v=0", 400},
        {"v=0\r\ns=-\r\n" AUDIO("8"), "o=", 400},
        {HEAD, "no audio", 488},
        {HEAD "m=video 5000 RTP/AVP 31\r\n", "no audio", 488},
        {HEAD "m=audio 0 RTP/AVP 8\r\n", "no audio", 488},
        {HEAD AUDIO("9 18 3"), "no codec", 488},
        {HEAD AUDIO("8000 -8 x"), "no codec", 488},
        {HEAD AUDIO("101") "a=rtpmap:101 telephone-event/8000\r\n", "no codec", 488},
        {HEAD AUDIO("111") "a=rtpmap:111 opus/48000/1\r\n", "no codec", 488},
        {HEAD AUDIO("97") "a=rtpmap:97 PCMA/16000\r\n", "no codec", 488},
        {HEAD AUDIO("8") "c=IN IP4 host.example.org\r\n", "not an IP number", 488},
        {HEAD AUDIO("8") "c=IN IP4 239.1.2.3\r\n", "multicast", 488},
        {HEAD AUDIO("8") "c=IN IP6 ::1\r\n", "not IPv4", 488},
        {HEAD "m=audio 70000 RTP/AVP 8\r\n", "port", 400},
        {"v=0\r\no=a 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n" AUDIO("8"), "not an IP number", 488},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        refused(*state, cases[i].offer, cases[i].code, cases[i].why);
}

/* It is logged. The address is quoted up to its 60th octet, here the first half of a letter. */
static void a_refusal_is_text(void **state)
{
    struct world *world = *state;
    GString *offer = g_string_new("v=0\r\no=alice 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 ");
    for (int i = 0; i < 59; i++)
        g_string_append_c(offer, 'x');
    g_string_append(offer, "\xc3\xa9\r\nt=0 0\r\n" AUDIO("8"));
    refused(world, offer->str, 488, "is not an IP number");
    assert_true(g_utf8_validate(world->refusal.why, -1, NULL));
    g_string_free(offer, TRUE);
}

static void huge_descriptions_are_refused(void **state)
{
    GString *long_one = g_string_new(HEAD AUDIO("8"));
    while (long_one->len <= OH_SDP_BYTES_MAX)
        g_string_append(long_one, "a=x-filler:0123456789012345678901234567890123456789\r\n");
    refused(*state, long_one->str, 488, "longer");
    g_string_free(long_one, TRUE);
    GString *wide = g_string_new(HEAD);
    for (int i = 0; i <= OH_SDP_STREAMS_MAX; i++)
        g_string_append(wide, AUDIO("8"));
    refused(*state, wide->str, 488, "streams");
    g_string_free(wide, TRUE);
    GString *formats = g_string_new(HEAD "m=audio 40000 RTP/AVP");
    for (int i = 0; i < 127; i++)
        g_string_append_printf(formats, " %d", i);
    has_line(answer(*state, g_string_append(formats, "\r\n")->str), "a=rtpmap:0 PCMU/8000");
    g_string_free(formats, TRUE);
}

/* Every offer cut off anywhere, and with one byte changed, is answered or refused. */
static void damaged_offers_do_no_harm(void **state)
{
    struct world *world = *state;
    static const char whole[] = HEAD "a=sendrecv\r\nm=video 0 RTP/AVP 31\r\n" AUDIO("111 8 100 13")
        OPUS EVENT "a=ptime:20\r\na=rtcp:4000 IN IP4 127.0.0.1\r\na=rtcp-mux\r\n";
    static const char bytes[] = {' ', '\r', '\n', ':', '/', '=', '9', '-', 'm', '\x7f', '\xff'};
    for (size_t i = 0; i < sizeof whole; i++) {
        char *cut = g_strndup(whole, i);
        if (!answer(world, cut))
            assert_true(world->refusal.code == 400 || world->refusal.code == 488);
        g_free(cut);
        for (size_t j = 0; j < sizeof bytes; j++) {
            char *changed = g_strdup(whole);
            changed[i < sizeof whole - 1 ? i : 0] = bytes[j];
            if (!answer(world, changed))
                assert_true(world->refusal.code == 400 || world->refusal.code == 488);
            g_free(changed);
        }
    }
}

#define SDP_TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SDP_TEST(the_peers_first_codec_wins),
        SDP_TEST(the_offers_payload_numbers_are_kept),
        SDP_TEST(names_are_compared_without_case),
        SDP_TEST(other_streams_are_declined_in_their_place),
        SDP_TEST(srtp_streams_are_passed_over),
        SDP_TEST(each_direction_has_its_answer),
        SDP_TEST(the_old_hold_is_a_hold),
        SDP_TEST(the_streams_address_counts_more),
        SDP_TEST(rtcp_goes_where_it_is_asked_to),
        SDP_TEST(the_asked_packet_time_is_kept_within_bounds),
        SDP_TEST(comfort_noise_is_expected_and_not_answered),
        SDP_TEST(the_version_grows_only_with_a_change),
        SDP_TEST(our_offer_has_all_we_speak_in_our_order),
        SDP_TEST(the_answerer_may_use_its_own_numbers),
        SDP_TEST(a_bad_answer_leaves_what_was),
        SDP_TEST(a_held_offer_agreed_receives_nothing),
        SDP_TEST(later_offers_change_codec_and_address),
        SDP_TEST(a_refused_offer_changes_nothing),
        SDP_TEST(ipv6_speaks_ipv6),
        SDP_TEST(what_cannot_be_used_is_refused),
        SDP_TEST(a_refusal_is_text),
        SDP_TEST(huge_descriptions_are_refused),
        SDP_TEST(damaged_offers_do_no_harm),
    };
    gst_init(NULL, NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
