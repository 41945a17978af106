/*
 * A server's certificate in words: whom it is for, and what is wrong with it.
 */
#ifndef SOFIA_CERTIFICATE_H
#define SOFIA_CERTIFICATE_H

#include <stdbool.h>

#include <openssl/x509.h>

/* It names this host (RFC 5922 7.2: DNS names and addresses, SIP URIs; no wildcards). */
bool certificate_is_for(X509 *certificate, const char *host);

/* Sentences; free with g_free. `error` is an X509_V_ERR_*; `certificate` the one that it is about,
 * which may be NULL. */
char *certificate_trouble(int error, X509 *certificate);
char *certificate_wrong_name(X509 *certificate, const char *host);

#endif
