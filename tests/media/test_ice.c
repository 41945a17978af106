/*
 * A browser's descriptions, as text: what is taken of them, what is answered, what is refused.
 */
#include "options.h"
#include "sdp.h"
#include "sdp_read.h"

#include <gst/gst.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define HEAD                                                                       \
    "v=0\r\no=- 4611 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\n" \
    "a=msid-semantic: WMS\r\n"
#define AUDIO_LINE "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126\r\nc=IN IP4 0.0.0.0\r\n"
#define CODECS                                                                               \
    "a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\na=rtpmap:63 red/" \
    "48000/2\r\na=rtpmap:9 G722/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"    \
    "a=rtpmap:110 telephone-event/48000\r\na=rtpmap:126 telephone-event/8000\r\n"
#define ICE "a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\na=ice-options:trickle\r\n"
#define SHA_256                                                                                  \
    "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:" \
    "EE:FF"
#define FINGERPRINT "a=fingerprint:sha-256 " SHA_256 "\r\n"
#define REST        "a=setup:actpass\r\na=mid:0\r\na=sendrecv\r\na=rtcp-mux\r\na=rtcp-rsize\r\n"
#define CANDIDATE   "a=candidate:1 1 udp 2122260223 127.0.0.1 40000 typ host generation 0\r\n"
#define VIDEO                                                                             \
    "m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=rtpmap:96 VP8/90000\r\n" ICE \
        FINGERPRINT "a=setup:actpass\r\na=mid:1\r\na=sendrecv\r\na=rtcp-mux\r\n"
#define AUDIO   AUDIO_LINE ICE FINGERPRINT REST CODECS CANDIDATE
#define BROWSER HEAD AUDIO VIDEO

#define HEAD_OF(bundle) \
    "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE " bundle "\r\n"
/* Video, and audio with port 0; `more` are lines of the audio's. */
#define BUNDLE_ONLY(bundle, more)                                                                 \
    HEAD_OF(bundle)                                                                               \
    VIDEO CANDIDATE "m=audio 0 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126\r\nc=IN IP4 0.0.0.0\r\n" \
                    "a=mid:0\r\na=sendrecv\r\n" CODECS more

struct world {
    struct oh_media_options options;
    struct oh_sdp sdp;
    struct oh_sdp_refusal refusal;
};

static int setup(void **state)
{
    struct world *world = g_new0(struct world, 1);
    char why[300];
    assert_true(oh_media_options_read(&world->options, NULL, why, sizeof why));
    oh_sdp_begin(&world->sdp, world->options.address, world->options.codecs,
                 world->options.codec_count);
    world->sdp.ice = (struct oh_ice){
        .ufrag = g_strdup("ours"),
        .pwd = g_strdup("ourpasswordourpassword"),
        .fingerprint = g_strdup("sha-256 " SHA_256),
        .candidates = {g_strdup("1 1 UDP 2015363327 127.0.0.1 50000 typ host")},
        .candidate_count = 1,
    };
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    struct world *world = *state;
    oh_sdp_end(&world->sdp);
    oh_media_options_clear(&world->options);
    g_free(world);
    return 0;
}

static const char *answer(struct world *world, const char *offer)
{
    const char *sdp = oh_sdp_answer(&world->sdp, offer, false, &world->refusal);
    if (!sdp)
        fail_msg("refused: %s", world->refusal.why);
    return sdp;
}

static void has_line(const char *sdp, const char *line)
{
    char *whole = g_strdup_printf("\r\n%s\r\n", line);
    if (!strstr(sdp, whole))
        fail_msg("no line \"%s\" in\n%s", line, sdp);
    g_free(whole);
}

static void refused(struct world *world, const char *offer, int code, const char *why)
{
    const char *sdp = oh_sdp_answer(&world->sdp, offer, false, &world->refusal);
    if (sdp)
        fail_msg("taken:\n%s", sdp);
    assert_int_equal(world->refusal.code, code);
    if (!strstr(world->refusal.why, why))
        fail_msg("\"%s\" not in \"%s\"", why, world->refusal.why);
}

/* ---- What is answered ---- */

static void a_browser_is_answered(void **state)
{
    struct world *world = *state;
    const char *sdp = answer(world, BROWSER);
    assert_int_equal(world->sdp.kind, OH_KIND_WEBRTC);
    has_line(sdp, "m=audio 50000 UDP/TLS/RTP/SAVPF 111 110");
    has_line(sdp, "c=IN IP4 127.0.0.1");
    has_line(sdp, "a=rtpmap:111 opus/48000/2");
    has_line(sdp, "a=fmtp:111 minptime=10;useinbandfec=1");
    has_line(sdp, "a=rtpmap:110 telephone-event/48000");
    has_line(sdp, "a=rtcp-mux");
    has_line(sdp, "a=mid:0");
    has_line(sdp, "a=ice-ufrag:ours");
    has_line(sdp, "a=ice-pwd:ourpasswordourpassword");
    has_line(sdp, "a=fingerprint:sha-256 " SHA_256);
    has_line(sdp, "a=setup:active");
    has_line(sdp, "a=candidate:1 1 UDP 2015363327 127.0.0.1 50000 typ host");
    has_line(sdp, "a=end-of-candidates");
    has_line(sdp, "a=sendrecv");
}

static void video_is_declined_in_its_place(void **state)
{
    const char *sdp = answer(*state, BROWSER);
    has_line(sdp, "m=video 0 UDP/TLS/RTP/SAVPF 96");
    has_line(sdp, "a=group:BUNDLE 0");
}

static void video_may_come_first(void **state)
{
    const char *sdp = answer(*state, HEAD VIDEO AUDIO);
    const char *video = strstr(sdp, "m=video 0 "), *audio = strstr(sdp, "m=audio 50000 ");
    assert_true(video && audio && video < audio);
}

/* It is off but for the bundle, whose way the first stream with a port describes (RFC 9143, 7.2.1).
 * That one stays for its way, and nothing else: Chromium cannot bear that another takes its place.
 */
static void audio_that_is_bundle_only_goes_the_way_of_its_video(void **state)
{
    struct world *world = *state;
    const char *sdp = answer(world, BUNDLE_ONLY("1 0", "a=bundle-only\r\n"));
    const char *audio = strstr(sdp, "\r\nm=audio ");
    has_line(sdp, "m=video 50000 UDP/TLS/RTP/SAVPF 96");
    has_line(sdp, "a=rtpmap:96 VP8/90000");
    has_line(sdp, "a=inactive");
    has_line(sdp, "a=group:BUNDLE 1 0");
    has_line(sdp, "a=ice-ufrag:ours");
    has_line(sdp, "a=candidate:1 1 UDP 2015363327 127.0.0.1 50000 typ host");
    assert_non_null(audio);
    has_line(audio, "m=audio 50000 UDP/TLS/RTP/SAVPF 111 110");
    has_line(audio, "a=mid:0");
    has_line(audio, "a=sendrecv");
    assert_null(strstr(audio, "a=ice-ufrag"));
    assert_null(strstr(sdp, "bundle-only"));
    assert_string_equal(world->sdp.agreed.ice.ufrag, "abcd");
    assert_int_equal(world->sdp.agreed.ice.candidate_count, 1);
    assert_string_equal(world->sdp.agreed.ice.fingerprint, "sha-256 " SHA_256);
    has_line(oh_sdp_offer(&world->sdp, true), "m=video 50000 UDP/TLS/RTP/SAVPF 96");
}

/* Later the audio may have a port, and the video none. */
static void the_way_stays_as_long_as_its_stream(void **state)
{
    struct world *world = *state;
    answer(world, BUNDLE_ONLY("1 0", "a=bundle-only\r\n"));
    const char *sdp = answer(world, HEAD_OF("1 0") VIDEO CANDIDATE AUDIO);
    has_line(sdp, "a=group:BUNDLE 1 0");
    has_line(sdp, "m=video 50000 UDP/TLS/RTP/SAVPF 96");
    sdp = answer(world, HEAD_OF("0") "m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\n" AUDIO);
    has_line(sdp, "a=group:BUNDLE 0");
    has_line(sdp, "m=video 0 UDP/TLS/RTP/SAVPF 96");
    has_line(strstr(sdp, "\r\nm=audio "), "a=ice-ufrag:ours");
}

static void audio_that_is_off_is_no_audio(void **state)
{
    static const char *const offers[] = {
        BUNDLE_ONLY("1 0", ""),                /* without the word */
        BUNDLE_ONLY("1", "a=bundle-only\r\n"), /* not in the bundle */
        BUNDLE_ONLY("0", "a=bundle-only\r\n"), /* nobody in the bundle has a port */
        BUNDLE_ONLY("7 0", "a=bundle-only\r\n"),
        HEAD_OF("1 0") "m=video 4000 RTP/AVP 96\r\nc=IN IP4 127.0.0.1\r\na=mid:1\r\n"
                       "m=audio 0 RTP/AVP 8\r\na=mid:0\r\na=bundle-only\r\n", /* not with ICE */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(offers); i++)
        refused(*state, offers[i], 488, "");
}

static void without_a_bundle_there_is_none(void **state)
{
    const char *sdp = answer(*state, "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n" AUDIO);
    assert_null(strstr(sdp, "BUNDLE"));
    has_line(sdp, "a=mid:0");
}

static void what_the_session_says_holds_for_the_stream(void **state)
{
    answer(*state, HEAD ICE FINGERPRINT "a=setup:passive\r\n" AUDIO_LINE CODECS
                                        "a=mid:0\r\na=rtcp-mux\r\n");
    struct world *world = *state;
    assert_string_equal(world->sdp.agreed.ice.ufrag, "abcd");
    assert_int_equal(world->sdp.ice.setup, OH_SETUP_ACTIVE);
}

/* The parts are taken once, whoever offers later. */
static void who_calls_whom_stays(void **state)
{
    struct world *world = *state;
    answer(world, BROWSER);
    assert_int_equal(world->sdp.ice.setup, OH_SETUP_ACTIVE);
    has_line(oh_sdp_offer(&world->sdp, true), "a=setup:active");
    oh_sdp_withdraw(&world->sdp);
    has_line(answer(world, BROWSER), "a=setup:active");
}

static void hold_and_resume_change_the_direction_alone(void **state)
{
    struct world *world = *state;
    answer(world, BROWSER);
    const char *held = oh_sdp_offer(&world->sdp, true);
    has_line(held, "a=sendonly");
    has_line(held, "a=ice-ufrag:ours");
    has_line(held, "m=video 0 UDP/TLS/RTP/SAVPF 96");
    oh_sdp_withdraw(&world->sdp);
    char *inactive =
        g_strdup(HEAD AUDIO_LINE ICE FINGERPRINT
                 "a=setup:actpass\r\na=mid:0\r\na=inactive\r\na=rtcp-mux\r\n" CODECS VIDEO);
    has_line(answer(world, inactive), "a=inactive");
    assert_true(world->sdp.agreed.remote_holds);
    g_free(inactive);
}

/* With another clock it would need a source of its own: none is agreed on then. */
static void an_event_has_its_codecs_clock(void **state)
{
    struct world *world = *state;
    has_line(answer(world, BROWSER), "m=audio 50000 UDP/TLS/RTP/SAVPF 111 110");
    assert_int_equal(world->sdp.agreed.event.payload, 110);
    has_line(answer(world, HEAD
                    "m=audio 9 UDP/TLS/RTP/SAVPF 111 126\r\n" ICE FINGERPRINT REST CODECS VIDEO),
             "m=audio 50000 UDP/TLS/RTP/SAVPF 111");
    assert_null(world->sdp.agreed.event.codec);
}

static void an_event_beside_a_law_has_the_telephones_clock(void **state)
{
    struct world *world = *state;
    has_line(
        answer(world, HEAD
               "m=audio 9 UDP/TLS/RTP/SAVPF 8 111 110 126\r\n" ICE FINGERPRINT REST CODECS VIDEO),
        "m=audio 50000 UDP/TLS/RTP/SAVPF 8 126");
    assert_int_equal(world->sdp.agreed.event.payload, 126);
}

static void opus_does_as_the_peer_asks(void **state)
{
    struct world *world = *state;
    answer(world, BROWSER);
    assert_true(world->sdp.agreed.send.fec);
    assert_false(world->sdp.agreed.send.dtx);
    answer(world, HEAD AUDIO_LINE ICE FINGERPRINT REST
           "a=rtpmap:111 opus/48000/2\r\na=fmtp:111 usedtx=1;useinbandfec=0\r\n" VIDEO);
    assert_false(world->sdp.agreed.send.fec);
    assert_true(world->sdp.agreed.send.dtx);
}

/* ---- Candidates ---- */

static size_t candidates_of(struct world *world, const char *lines)
{
    char *offer = g_strconcat(HEAD AUDIO_LINE ICE FINGERPRINT REST CODECS, lines, VIDEO, NULL);
    answer(world, offer);
    g_free(offer);
    return world->sdp.agreed.ice.candidate_count;
}

static void only_candidates_of_use_are_taken(void **state)
{
    static const char *const useless[] = {
        "",
        "a=candidate:\r\n",
        "a=candidate:garbage\r\n",
        "a=candidate:1 1 udp 1\r\n",
        "a=candidate:1 2 udp 2122260223 127.0.0.1 40000 typ host\r\n", /* RTCP's own */
        "a=candidate:1 1 tcp 1518280447 127.0.0.1 9 typ host tcptype active\r\n",
        "a=candidate:1 1 udp 2122260223 0.0.0.0 40000 typ host\r\n",
        "a=candidate:1 1 udp 2122260223 224.0.0.251 5353 typ host\r\n",
        "a=candidate:1 1 udp 2122260223 ff02::fb 5353 typ host\r\n",
        "a=candidate:1 1 udp 2122260223 0d7b3fe6-1c5f.local 40000 typ host\r\n",
        "a=candidate:1 1 udp 2122260223 example.org 40000 typ host\r\n",
        "a=candidate:1 1 udp 2122260223 127.0.0.1 0 typ host\r\n",
        "a=candidate:1 1 udp 2122260223 127.0.0.1 65536 typ host\r\n",
        "a=candidate:1 1 udp 99999999999 127.0.0.1 40000 typ host\r\n",
        "a=candidate:1 1 udp -1 127.0.0.1 40000 typ host\r\n",
        "a=candidate:1 1 udp 2122260223 127.0.0.1 40000 typ\r\n",
        "a=candidate:1 1 udp 2122260223 127.0.0.1 40000 typ magic\r\n",
        "a=candidate:1 1 udp 2122260223 127.0.0.1 40000 xyz host\r\n",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(useless); i++)
        if (candidates_of(*state, useless[i]) != 0)
            fail_msg("taken: %s", useless[i]);
    assert_int_equal(candidates_of(*state, CANDIDATE), 1);
    assert_int_equal(candidates_of(*state, "a=candidate:2 1 UDP 1686052607 127.0.0.1 50001 typ "
                                           "srflx raddr 0.0.0.0 rport 0\r\n"),
                     1);
    assert_int_equal(
        candidates_of(*state,
                      "a=candidate:3 1 udp 41885439 ::1 50002 typ relay raddr ::1 rport 1\r\n"),
        1);
}

static void hundreds_of_candidates_are_no_more_than_a_few(void **state)
{
    GString *lines = g_string_new(NULL);
    for (int i = 0; i < 400; i++)
        g_string_append_printf(lines, "a=candidate:%d 1 udp %d 127.0.0.1 %d typ host\r\n", i + 1,
                               2122260223 - i, 40000 + i);
    assert_int_equal(candidates_of(*state, lines->str), OH_CANDIDATES_MAX);
    g_string_free(lines, TRUE);
}

/* ---- What is refused ---- */

static void without_a_fingerprint_it_is_refused(void **state)
{
    refused(*state, HEAD AUDIO_LINE ICE REST CODECS, 488, "no fingerprint");
    refused(*state, HEAD AUDIO_LINE ICE REST CODECS "a=fingerprint:sha-256 00:11\r\n", 488,
            "not trusted");
    refused(*state,
            HEAD AUDIO_LINE ICE REST CODECS
            "a=fingerprint:sha-1 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33\r\n",
            488, "not trusted");
}

static void the_strongest_fingerprint_counts(void **state)
{
    struct world *world = *state;
    answer(world, HEAD AUDIO_LINE ICE REST CODECS
           "a=fingerprint:sha-1 "
           "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33\r\n" FINGERPRINT VIDEO);
    assert_string_equal(world->sdp.agreed.ice.fingerprint, "sha-256 " SHA_256);
}

static void without_ice_or_mux_it_is_refused(void **state)
{
    refused(*state, HEAD AUDIO_LINE FINGERPRINT REST CODECS, 488, "without ICE");
    refused(*state, HEAD AUDIO_LINE FINGERPRINT REST CODECS "a=ice-ufrag:abcd\r\n", 488,
            "without ICE");
    refused(*state,
            HEAD AUDIO_LINE FINGERPRINT REST CODECS
            "a=ice-ufrag:ab cd\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\n",
            488, "without ICE");
    refused(*state, HEAD AUDIO_LINE ICE FINGERPRINT CODECS "a=mid:0\r\n", 488, "rtcp-mux");
}

static void unknown_codecs_are_refused(void **state)
{
    refused(*state,
            HEAD "m=audio 9 UDP/TLS/RTP/SAVPF 97 98\r\n" ICE FINGERPRINT REST
                 "a=rtpmap:97 iLBC/8000\r\na=rtpmap:98 SILK/16000\r\n",
            488, "no codec");
}

static void no_streams_are_refused(void **state)
{
    refused(*state, "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n", 488, "no audio stream");
    refused(*state, HEAD VIDEO, 488, "no audio stream");
}

static void a_huge_description_is_refused(void **state)
{
    GString *offer = g_string_new(BROWSER);
    while (offer->len <= OH_SDP_BYTES_MAX)
        g_string_append(offer, CANDIDATE);
    refused(*state, offer->str, 488, "longer than");
    g_string_free(offer, TRUE);
}

static void the_codec_stays_whatever_its_number(void **state)
{
    struct world *world = *state;
    answer(world, BROWSER);
    has_line(answer(world, HEAD "m=audio 9 UDP/TLS/RTP/SAVPF 8 112\r\n" ICE FINGERPRINT REST
                                "a=rtpmap:112 opus/48000/2\r\n" CANDIDATE VIDEO),
             "m=audio 50000 UDP/TLS/RTP/SAVPF 112");
    refused(world, HEAD "m=audio 9 UDP/TLS/RTP/SAVPF 8\r\n" ICE FINGERPRINT REST CANDIDATE VIDEO,
            488, "no codec");
    answer(world, BROWSER);
}

static void a_call_does_not_change_its_kind(void **state)
{
    struct world *world = *state;
    answer(world, BROWSER);
    refused(world,
            "v=0\r\no=- 4611 3 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            "m=audio 40000 RTP/AVP 8\r\nm=video 0 RTP/AVP 96\r\n",
            488, "cannot change from webrtc to rtp");
    assert_int_equal(world->sdp.kind, OH_KIND_WEBRTC);
    answer(world, BROWSER);
}

/* ---- The certificate ---- */

/* The digest of what is in it, whatever that is. */
static void a_certificate_has_its_fingerprint(void **state)
{
    static const char pem[] =
        "-----BEGIN CERTIFICATE-----\nYWJj\n-----END CERTIFICATE-----\n"; /* "abc" */
    static const char abc[] = "sha-256 BA:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23:B0:03:61:A3:"
                              "96:17:7A:9C:B4:10:FF:61:F2:00:15:AD";
    (void)state;
    assert_true(oh_fingerprint_matches(abc, pem));
    char *other = g_strdup(abc);
    other[strlen(other) - 1] = 'E';
    assert_false(oh_fingerprint_matches(other, pem));
    assert_false(oh_fingerprint_matches("sha-256 BA:78", pem));
    assert_false(oh_fingerprint_matches("md5 BA:78", pem));
    assert_false(oh_fingerprint_matches(NULL, pem));
    assert_false(oh_fingerprint_matches(abc, NULL));
    assert_false(oh_fingerprint_matches(abc, ""));
    assert_false(oh_fingerprint_matches(abc, "-----BEGIN CERTIFICATE-----"));
    g_free(other);
}

#define ICE_TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ICE_TEST(a_browser_is_answered),
        ICE_TEST(video_is_declined_in_its_place),
        ICE_TEST(video_may_come_first),
        ICE_TEST(audio_that_is_bundle_only_goes_the_way_of_its_video),
        ICE_TEST(the_way_stays_as_long_as_its_stream),
        ICE_TEST(audio_that_is_off_is_no_audio),
        ICE_TEST(without_a_bundle_there_is_none),
        ICE_TEST(what_the_session_says_holds_for_the_stream),
        ICE_TEST(who_calls_whom_stays),
        ICE_TEST(hold_and_resume_change_the_direction_alone),
        ICE_TEST(an_event_has_its_codecs_clock),
        ICE_TEST(an_event_beside_a_law_has_the_telephones_clock),
        ICE_TEST(opus_does_as_the_peer_asks),
        ICE_TEST(only_candidates_of_use_are_taken),
        ICE_TEST(hundreds_of_candidates_are_no_more_than_a_few),
        ICE_TEST(without_a_fingerprint_it_is_refused),
        ICE_TEST(the_strongest_fingerprint_counts),
        ICE_TEST(without_ice_or_mux_it_is_refused),
        ICE_TEST(unknown_codecs_are_refused),
        ICE_TEST(no_streams_are_refused),
        ICE_TEST(a_huge_description_is_refused),
        ICE_TEST(the_codec_stays_whatever_its_number),
        ICE_TEST(a_call_does_not_change_its_kind),
        ICE_TEST(a_certificate_has_its_fingerprint),
    };
    gst_init(NULL, NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
