/*
 * The kinds of leg there are, by what protects their media, and which of them a description asks
 * for. A pure function of what its audio stream says, so that it can be tested as a table.
 */
#ifndef OFFHOOK_GSTREAMER_KIND_H
#define OFFHOOK_GSTREAMER_KIND_H

#include <stdbool.h>
#include <stddef.h>

/* In the order of what they are worth. */
enum oh_kind {
    OH_KIND_RTP,    /* plain RTP: anybody on the way may listen */
    OH_KIND_SDES,   /* SRTP, its keys in the description (RFC 4568): as private as the signalling */
    OH_KIND_WEBRTC, /* SRTP with ICE, its keys agreed by DTLS (RFC 8826): private between the ends
                     */
};

/* What is demanded of media (`media_security`). */
enum oh_media_security {
    OH_SECURITY_PREFER,  /* the best that the peer offers; plain RTP, too */
    OH_SECURITY_REQUIRE, /* DTLS-SRTP; SDES only if the signalling is private; never plain RTP */
    OH_SECURITY_OFF,     /* plain RTP only */
};

/* What our own offers are (`offer`). AUTO: the best that every peer takes and `security` allows. */
enum oh_offer_kind { OH_OFFER_AUTO, OH_OFFER_RTP, OH_OFFER_SDES, OH_OFFER_WEBRTC };

/* What the m= line and the attributes of one audio stream say. */
struct oh_kind_facts {
    const char *protocol;  /* of the m= line; borrowed; NULL: none */
    bool fingerprint;      /* a=fingerprint, of a hash that we trust */
    bool weak_fingerprint; /* only of hashes that we do not */
    bool ice;              /* a=ice-ufrag and a=ice-pwd */
    bool rtcp_mux;
    bool crypto;         /* a=crypto of a suite that we have */
    bool strange_crypto; /* only of suites that we do not have */
};

/* The best kind that the stream allows. False with a sentence if there is none. `is_private`: the
 * signalling is (TLS). */
bool oh_kind_choose(const struct oh_kind_facts *facts, enum oh_media_security security,
                    bool is_private, enum oh_kind *kind, char *why, size_t why_size);

/* Security and offer contradict each other: nothing that may be offered may be agreed on, whoever
 * the peer is. */
bool oh_kind_is_contradiction(enum oh_media_security security, enum oh_offer_kind offer);

/* What our first offer is to be. False with a sentence if it would have keys in it that others can
 * read and `security` does not allow that. */
bool oh_kind_to_offer(enum oh_offer_kind offer, enum oh_media_security security, bool is_private,
                      enum oh_kind *kind, char *why, size_t why_size);

/* The m= line's protocol is one of RTP's, in whatever dress. */
bool oh_kind_is_rtp(const char *protocol);

/* "rtp", "sdes", "webrtc". Static. */
const char *oh_kind_name(enum oh_kind kind);

#endif
