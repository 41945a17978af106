/*
 * SIP URIs that people write: what is one, and what it says about the way there.
 */
#ifndef SOFIA_URI_H
#define SOFIA_URI_H

#include "engine.h"

/* Nothing but what RFC 3261 25.1 has in a URI: no blanks, no control characters, no brackets. */
bool uri_is_printed(const char *text);

/* It has a host, and a port that is one if any. */
bool uri_has_host(const url_t *url);

/* To call it is a plain INVITE: it has no headers (Replaces above all) and no other method. */
bool uri_is_plain_invite(const url_t *url);

/* `text` as a sip: or sips: URI, in `home`; NULL if it is none. */
url_t *uri_parse(su_home_t *home, const char *text);

/* It demands TLS, by its scheme or transport. */
bool uri_needs_tls(const url_t *url);

/* Both lead to the same host and port. */
bool uri_same_place(const url_t *a, const url_t *b);

#endif
