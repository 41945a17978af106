/*
 * Text from the SDK and from peers: NULL, endless or in no known encoding until it went through
 * here.
 */
#ifndef SIPRIX_TEXT_H
#define SIPRIX_TEXT_H

#include <stdbool.h>
#include <stdint.h>

/* The most bytes that are taken of any text. */
#define TEXT_MAX 1024

/* A copy that is valid UTF-8 without control characters, at most TEXT_MAX bytes long before it was
 * made valid; of NULL: "". To be freed with g_free. */
char *text_clean(const char *text);

/* A From or To header as people read it: without the tag and other parameters. To be freed. */
char *text_party(const char *header);

/* The status that a response begins with ("180 Ringing"); 0 if it begins with none. */
uint16_t text_status(const char *response);

/* The number behind `key` in a header ("cause=" in "SIP;cause=200"); 0 if it is not there. */
int text_number_after(const char *header, const char *key);

/* Whether it may be given to the SDK as an address: sip: or sips:, a host, no spaces, not endless.
 */
bool text_is_address(const char *uri);

/* The user part and the host (with port, without parameters) of a SIP URI, each to be freed; the
 * user is NULL if there is none. */
void text_split_uri(const char *uri, char **user, char **host);

#endif
