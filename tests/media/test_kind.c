/*
 * Which kind of leg an audio stream asks for, as a table.
 */
#include "kind.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define PREFER  OH_SECURITY_PREFER
#define REQUIRE OH_SECURITY_REQUIRE
#define OFF     OH_SECURITY_OFF
enum { OPEN = false, PRIVATE = true };

#define DTLS   .fingerprint = true, .ice = true, .rtcp_mux = true
#define CRYPTO .crypto = true

static const struct row {
    struct oh_kind_facts facts;
    enum oh_media_security security;
    bool is_private;
    const char *kind; /* or, if it is refused, a part of the sentence, after a "!" */
} rows[] = {
    {{.protocol = "RTP/AVP"}, PREFER, OPEN, "rtp"},
    {{.protocol = "RTP/AVPF"}, PREFER, PRIVATE, "rtp"},
    {{.protocol = "RTP/AVP"}, OFF, OPEN, "rtp"},
    {{.protocol = "RTP/AVP"}, REQUIRE, OPEN, "!plain RTP"},
    {{.protocol = "RTP/AVP"}, REQUIRE, PRIVATE, "!plain RTP"},

    {{.protocol = "RTP/SAVP", CRYPTO}, PREFER, OPEN, "sdes"},
    {{.protocol = "RTP/SAVPF", CRYPTO}, PREFER, OPEN, "sdes"},
    {{.protocol = "RTP/SAVP", CRYPTO}, REQUIRE, PRIVATE, "sdes"},
    {{.protocol = "RTP/SAVP", CRYPTO}, REQUIRE, OPEN, "!without TLS"},
    {{.protocol = "RTP/SAVP", CRYPTO}, OFF, PRIVATE, "!media_security is off"},
    {{.protocol = "RTP/SAVP"}, PREFER, OPEN, "!no keys"},
    {{.protocol = "RTP/SAVP", .strange_crypto = true}, PREFER, OPEN, "!no SRTP suite"},

    {{.protocol = "UDP/TLS/RTP/SAVPF", DTLS}, PREFER, OPEN, "webrtc"},
    {{.protocol = "UDP/TLS/RTP/SAVP", DTLS}, REQUIRE, OPEN, "webrtc"},
    {{.protocol = "UDP/TLS/RTP/SAVPF", DTLS}, OFF, OPEN, "!media_security is off"},
    {{.protocol = "UDP/TLS/RTP/SAVPF"}, PREFER, OPEN, "!no fingerprint"},
    {{.protocol = "UDP/TLS/RTP/SAVPF", .weak_fingerprint = true}, PREFER, OPEN, "!not trusted"},
    {{.protocol = "UDP/TLS/RTP/SAVPF", .fingerprint = true, .rtcp_mux = true},
     PREFER,
     OPEN,
     "!without ICE"},
    {{.protocol = "UDP/TLS/RTP/SAVPF", .fingerprint = true, .ice = true},
     PREFER,
     OPEN,
     "!without rtcp-mux"},
    /* Keys beside it do not save it: they are not what the line says. */
    {{.protocol = "UDP/TLS/RTP/SAVPF", CRYPTO}, PREFER, PRIVATE, "!no fingerprint"},

    /* Old browsers and gateways. */
    {{.protocol = "RTP/SAVPF", DTLS}, REQUIRE, OPEN, "webrtc"},
    {{.protocol = "RTP/SAVPF", DTLS, CRYPTO}, PREFER, PRIVATE, "webrtc"},
    {{.protocol = "RTP/SAVPF", .fingerprint = true, CRYPTO}, PREFER, PRIVATE, "!without ICE"},

    /* Opportunistic encryption (RFC 8643): what cannot be had is done without. */
    {{.protocol = "RTP/AVP", CRYPTO}, PREFER, OPEN, "sdes"},
    {{.protocol = "RTP/AVP", CRYPTO}, REQUIRE, PRIVATE, "sdes"},
    {{.protocol = "RTP/AVP", CRYPTO}, REQUIRE, OPEN, "!plain RTP"},
    {{.protocol = "RTP/AVP", CRYPTO}, OFF, OPEN, "rtp"},
    {{.protocol = "RTP/AVPF", DTLS}, PREFER, OPEN, "webrtc"},
    {{.protocol = "RTP/AVP", .fingerprint = true}, PREFER, OPEN, "rtp"},
    {{.protocol = "RTP/AVP", .strange_crypto = true}, PREFER, OPEN, "rtp"},

    {{.protocol = "TCP/RTP/AVP"}, PREFER, OPEN, "!no audio over RTP"},
    {{.protocol = "udptl"}, PREFER, OPEN, "!no audio over RTP"},
    {{.protocol = NULL}, PREFER, OPEN, "!no audio over RTP"},
};

static void each_stream_has_its_kind(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        enum oh_kind kind = OH_KIND_RTP;
        char why[200] = "";
        bool found =
            oh_kind_choose(&row->facts, row->security, row->is_private, &kind, why, sizeof why);
        bool wanted = row->kind[0] != '!';
        if (found != wanted)
            fail_msg("row %zu: %s, %s", i, found ? oh_kind_name(kind) : why, row->kind);
        if (wanted ? strcmp(oh_kind_name(kind), row->kind) != 0 : !strstr(why, row->kind + 1))
            fail_msg("row %zu: \"%s\", not \"%s\"", i, wanted ? oh_kind_name(kind) : why,
                     row->kind);
    }
}

/* What we offer; keys only where nobody else can read them, or where that was said to be enough. */
static void each_offer_has_its_kind(void **state)
{
    static const struct {
        enum oh_offer_kind offer;
        enum oh_media_security security;
        bool is_private;
        const char *kind; /* NULL: refused */
    } offers[] = {
        {OH_OFFER_AUTO, PREFER, OPEN, "rtp"},       {OH_OFFER_AUTO, PREFER, PRIVATE, "rtp"},
        {OH_OFFER_AUTO, OFF, OPEN, "rtp"},          {OH_OFFER_AUTO, OFF, PRIVATE, "rtp"},
        {OH_OFFER_AUTO, REQUIRE, OPEN, "webrtc"},   {OH_OFFER_AUTO, REQUIRE, PRIVATE, "sdes"},
        {OH_OFFER_RTP, PREFER, OPEN, "rtp"},        {OH_OFFER_RTP, OFF, PRIVATE, "rtp"},
        {OH_OFFER_SDES, PREFER, OPEN, "sdes"},      {OH_OFFER_SDES, PREFER, PRIVATE, "sdes"},
        {OH_OFFER_SDES, REQUIRE, OPEN, NULL},       {OH_OFFER_SDES, REQUIRE, PRIVATE, "sdes"},
        {OH_OFFER_WEBRTC, REQUIRE, OPEN, "webrtc"}, {OH_OFFER_WEBRTC, PREFER, PRIVATE, "webrtc"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof offers / sizeof *offers; i++) {
        enum oh_kind kind = OH_KIND_RTP;
        char why[200] = "";
        bool found = oh_kind_to_offer(offers[i].offer, offers[i].security, offers[i].is_private,
                                      &kind, why, sizeof why);
        if (found != (offers[i].kind != NULL) ||
            (found ? strcmp(oh_kind_name(kind), offers[i].kind) != 0
                   : !strstr(why, "without TLS, and media_security is require")))
            fail_msg("row %zu: %s %s", i, oh_kind_name(kind), why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_stream_has_its_kind),
                                       cmocka_unit_test(each_offer_has_its_kind)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
