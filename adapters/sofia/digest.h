/*
 * Digest authentication (RFC 7616 as RFC 8760 has it for SIP: MD5, SHA-256, SHA-512-256) in place
 * of Sofia-SIP's own, for two reasons: Sofia copies the password into memory that it never clears,
 * and it knows MD5 only. Sofia holds no more than a key; the secret is here.
 */
#ifndef SOFIA_DIGEST_H
#define SOFIA_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sofia-sip/msg_types.h>

/* Put ours in place of Sofia's. Once is enough; again does no harm. */
bool digest_install(void);

/* Keep a secret under a key that is never used again; both are copied. */
unsigned digest_keep(const char *user, const char *password);

/* Another one that will call digest_forget(). Returns the key. */
unsigned digest_share(unsigned key);

/* Another user or password under the same key. */
void digest_replace(unsigned key, const char *user, const char *password);

/* When all who share it have: clear its memory and free it. Requests that still name its key get no
 * credentials. */
void digest_forget(unsigned key);

/* What NUTAG_AUTH takes for a challenge with this realm (quoted, as it came). nua ignores what is
 * equal to the last one; hence `serial`. Free with g_free. */
char *digest_credentials(unsigned key, unsigned serial, const char *realm);

/* A challenge that can be answered: Digest, a known algorithm, and qop "auth" or none. */
bool digest_can_answer(const msg_auth_t *challenge);

/* The response of RFC 7616 3.4.1 as hexadecimal text. `algorithm` NULL: MD5; `cnonce` NULL: no qop.
 * False if the algorithm is not known. */
#define DIGEST_HEX_MAX 65
struct digest_input {
    const char *algorithm, *user, *realm, *password, *nonce, *cnonce, *method, *uri;
    uint32_t count;
};
bool digest_response(const struct digest_input *in, char hex[DIGEST_HEX_MAX]);

#endif
