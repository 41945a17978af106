/*
 * What a description says of one end's ICE and DTLS: credentials, candidates, the certificate's
 * fingerprint, who calls whom (RFC 8839, 8842). Read from a peer's, written into ours.
 */
#ifndef OFFHOOK_GSTREAMER_ICE_H
#define OFFHOOK_GSTREAMER_ICE_H

#include <gst/sdp/gstsdpmessage.h>
#include <stdbool.h>
#include <stddef.h>

/* A browser with several networks has a dozen; each costs us a check against each of ours. */
enum { OH_CANDIDATES_MAX = 24 };

enum oh_dtls_setup { OH_SETUP_ACTPASS, OH_SETUP_ACTIVE, OH_SETUP_PASSIVE };

struct oh_ice {
    char *ufrag, *pwd;
    char *fingerprint;     /* "sha-256 AB:CD:..."; the strongest that is there */
    bool weak_fingerprint; /* there were only weaker ones */
    enum oh_dtls_setup setup;
    bool lite;
    char *candidates[OH_CANDIDATES_MAX]; /* what follows "candidate:" */
    size_t candidate_count;
};

/* Read the audio stream's words, or the session's where the stream has none. Whatever is of no use
 * is left out: candidates that do not parse, over TCP, by name (a name ending in ".local" would
 * have to be asked for by multicast), and more than OH_CANDIDATES_MAX. Free with oh_ice_clear. */
void oh_ice_read(struct oh_ice *ice, const GstSDPMessage *message, const GstSDPMedia *media);
struct oh_ice oh_ice_copy(const struct oh_ice *ice);
/* The pwd is zeroed before it is freed. */
void oh_ice_clear(struct oh_ice *ice);

/* Whether the two are of one session of ICE (RFC 8839, 4.4.1.1.1). */
bool oh_ice_same_session(const struct oh_ice *a, const struct oh_ice *b);
/* Begin another session: new credentials in place of the old. False: no random numbers. */
bool oh_ice_renew(struct oh_ice *ice);

/* Take over the credentials alone; `from` is left without. */
void oh_ice_take_credentials(struct oh_ice *ice, struct oh_ice *from);

/* Add the words to our audio stream. */
void oh_ice_write(const struct oh_ice *ice, GstSDPMedia *media);

/* What follows "candidate:", if it is one that we can use: UDP, component 1, an IP number that is
 * neither unspecified nor multicast. */
bool oh_candidate_is_usable(const char *text, size_t length);
/* Address and port of a usable one. Free the address with g_free. */
bool oh_candidate_address(const char *candidate, char **address, guint *port);

/* Whether the certificate has this fingerprint. */
bool oh_fingerprint_matches(const char *fingerprint, const char *pem);

#endif
