/*
 * The Warning header (RFC 3261 20.43) of a refusal: what the caller could do otherwise.
 */
#ifndef SOFIA_WARNING_H
#define SOFIA_WARNING_H

#include <stdint.h>

/* `why` as a header's value, to free with g_free: clean, quoted, bounded. NULL where it is none of
 * the peer's business: the fault is ours, or there is nothing to say. */
char *warning_new(int status, const char *why);

#endif
