/*
 * How long to wait before the next try to register. Pure.
 */
#ifndef SOFIA_BACKOFF_H
#define SOFIA_BACKOFF_H

#include <stdint.h>

/* RFC 5626 4.5: base-time if no flow works, and max-time, in seconds. */
#define BACKOFF_BASE_S 30
#define BACKOFF_MAX_S  1800

/* Seconds after the `failures`-th failure in a row (from 1). `roll`, 0 to 1, spreads the phones
 * that all lost the same registrar over half of the time. */
uint32_t backoff_s(unsigned failures, uint32_t base_s, double roll);

#endif
