/*
 * The m= line's protocol says what a peer insists on: SAVP that it wants encryption, AVP that it
 * does not, though keys beside it are an offer to encrypt all the same (RFC 8643).
 */
#include "kind.h"

#include <glib.h>

enum dress { DRESS_NONE, DRESS_PLAIN, DRESS_SECURE, DRESS_DTLS };

static enum dress dress_of(const char *protocol)
{
    static const struct {
        const char *protocol;
        enum dress dress;
    } dresses[] = {
        {"RTP/AVP", DRESS_PLAIN},         {"RTP/AVPF", DRESS_PLAIN},
        {"RTP/SAVP", DRESS_SECURE},       {"RTP/SAVPF", DRESS_SECURE},
        {"UDP/TLS/RTP/SAVP", DRESS_DTLS}, {"UDP/TLS/RTP/SAVPF", DRESS_DTLS},
    };
    for (size_t i = 0; protocol && i < G_N_ELEMENTS(dresses); i++)
        if (strcmp(dresses[i].protocol, protocol) == 0)
            return dresses[i].dress;
    return DRESS_NONE;
}

static bool no(char *why, size_t why_size, const char *sentence)
{
    g_strlcpy(why, sentence, why_size);
    return false;
}

static bool yes(enum oh_kind found, enum oh_kind *kind)
{
    *kind = found;
    return true;
}

/* What DTLS-SRTP needs beside a fingerprint, as far as we can do it. */
static bool dtls_is_whole(const struct oh_kind_facts *facts, char *why, size_t why_size)
{
    if (!facts->fingerprint)
        return no(why, why_size,
                  facts->weak_fingerprint
                      ? "the fingerprint is of a hash that is not trusted; sha-256 is"
                      : "the description has no fingerprint: nobody could tell whose media it is");
    if (!facts->ice)
        return no(why, why_size,
                  "the description has DTLS without ICE (ice-ufrag, ice-pwd), which we cannot do");
    if (!facts->rtcp_mux)
        return no(why, why_size, "the description has DTLS without rtcp-mux, which we cannot do");
    return true;
}

static bool sdes_is_allowed(enum oh_media_security security, bool is_private)
{
    return is_private || security == OH_SECURITY_PREFER;
}

static bool choose_secure(const struct oh_kind_facts *facts, enum oh_media_security security,
                          bool is_private, enum oh_kind *kind, char *why, size_t why_size)
{
    if (security == OH_SECURITY_OFF)
        return no(why, why_size,
                  "the description wants encrypted media, and media_security is off");
    if (facts->fingerprint || facts->weak_fingerprint)
        return dtls_is_whole(facts, why, why_size) && yes(OH_KIND_WEBRTC, kind);
    if (!facts->crypto)
        return no(why, why_size,
                  facts->strange_crypto
                      ? "the description has no SRTP suite that we have (AES_CM_128_HMAC_SHA1_80)"
                      : "the description wants SRTP and has no keys (a=crypto or a=fingerprint)");
    if (!sdes_is_allowed(security, is_private))
        return no(why, why_size,
                  "SRTP keys in the description are worth nothing without TLS, and media_security "
                  "is require");
    return yes(OH_KIND_SDES, kind);
}

static bool choose_plain(const struct oh_kind_facts *facts, enum oh_media_security security,
                         bool is_private, enum oh_kind *kind, char *why, size_t why_size)
{
    char unused[8];
    if (security != OH_SECURITY_OFF && facts->fingerprint &&
        dtls_is_whole(facts, unused, sizeof unused))
        return yes(OH_KIND_WEBRTC, kind);
    if (security != OH_SECURITY_OFF && facts->crypto && sdes_is_allowed(security, is_private))
        return yes(OH_KIND_SDES, kind);
    if (security == OH_SECURITY_REQUIRE)
        return no(why, why_size,
                  "the description has plain RTP only, and media_security is require");
    return yes(OH_KIND_RTP, kind);
}

bool oh_kind_choose(const struct oh_kind_facts *facts, enum oh_media_security security,
                    bool is_private, enum oh_kind *kind, char *why, size_t why_size)
{
    switch (dress_of(facts->protocol)) {
    case DRESS_NONE: return no(why, why_size, "the description has no audio over RTP");
    case DRESS_PLAIN: return choose_plain(facts, security, is_private, kind, why, why_size);
    case DRESS_DTLS:
        if (security != OH_SECURITY_OFF && !dtls_is_whole(facts, why, why_size))
            return false;
        break;
    case DRESS_SECURE: break;
    }
    return choose_secure(facts, security, is_private, kind, why, why_size);
}

bool oh_kind_is_contradiction(enum oh_media_security security, enum oh_offer_kind offer)
{
    switch (offer) {
    case OH_OFFER_AUTO: return false;
    case OH_OFFER_RTP: return security == OH_SECURITY_REQUIRE;
    case OH_OFFER_SDES:
    case OH_OFFER_WEBRTC: break;
    }
    return security == OH_SECURITY_OFF;
}

static enum oh_kind best_to_offer(enum oh_media_security security, bool is_private)
{
    if (security != OH_SECURITY_REQUIRE)
        return OH_KIND_RTP;
    return is_private ? OH_KIND_SDES : OH_KIND_WEBRTC;
}

bool oh_kind_to_offer(enum oh_offer_kind offer, enum oh_media_security security, bool is_private,
                      enum oh_kind *kind, char *why, size_t why_size)
{
    switch (offer) {
    case OH_OFFER_AUTO: return yes(best_to_offer(security, is_private), kind);
    case OH_OFFER_RTP: return yes(OH_KIND_RTP, kind);
    case OH_OFFER_WEBRTC: return yes(OH_KIND_WEBRTC, kind);
    case OH_OFFER_SDES: break;
    }
    if (!sdes_is_allowed(security, is_private))
        return no(
            why, why_size,
            "our offer would have SRTP keys in it (offer is sdes), which everybody on the way "
            "could read without TLS, and media_security is require");
    return yes(OH_KIND_SDES, kind);
}

bool oh_kind_is_rtp(const char *protocol)
{
    return dress_of(protocol) != DRESS_NONE;
}

const char *oh_kind_name(enum oh_kind kind)
{
    static const char *const names[] = {
        [OH_KIND_RTP] = "rtp", [OH_KIND_SDES] = "sdes", [OH_KIND_WEBRTC] = "webrtc"};
    return names[kind];
}
