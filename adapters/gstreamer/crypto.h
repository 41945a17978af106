/*
 * SRTP keys in a description (a=crypto, RFC 4568): read, made, written.
 */
#ifndef OFFHOOK_GSTREAMER_CRYPTO_H
#define OFFHOOK_GSTREAMER_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Key and salt of the longest suite. */
enum { OH_CRYPTO_KEY_MAX = 46 };

/* A suite by its name in SDP and by srtpenc's words for it. */
struct oh_suite {
    const char *name;
    const char *cipher; /* of RTP and of RTCP */
    const char *rtp_auth, *rtcp_auth;
    size_t key_bytes; /* with the salt */
};

struct oh_crypto {
    const struct oh_suite *suite; /* NULL: there is none */
    uint32_t tag;
    uint8_t key[OH_CRYPTO_KEY_MAX];
};

/* What follows "a=crypto:". False if it is not of this form, or asks for what we do not have:
 * another suite, a master key identifier, several keys, session parameters. */
bool oh_crypto_read(struct oh_crypto *crypto, const char *text, size_t length);
/* A new key for the suite of `like`, under its tag; for the suite that everybody has if it has
 * none. False: the system gives no random numbers. */
bool oh_crypto_make(struct oh_crypto *crypto, const struct oh_crypto *like);
/* What follows "a=crypto:". Free with oh_crypto_free_text. */
char *oh_crypto_text(const struct oh_crypto *crypto);
/* The suite of these words of srtpenc's; "" if there is none. Static. */
const char *oh_crypto_suite_name(const char *cipher, const char *rtp_auth);
/* Writes the key into a description whose a=crypto: is of this suite and tag, with another key. */
void oh_crypto_fill_in(const struct oh_crypto *crypto, char *text);
/* Zeroes it first. NULL is nothing. */
void oh_crypto_free_text(char *text);
/* Zeroes the key. */
void oh_crypto_clear(struct oh_crypto *crypto);

#endif
