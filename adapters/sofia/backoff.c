/*
 * RFC 5626 4.5: the upper bound doubles with each failure; the wait is between half of it and all.
 */
#include "backoff.h"

uint32_t backoff_s(unsigned failures, uint32_t base_s, double roll)
{
    uint64_t most = base_s;
    for (unsigned i = 0; i < failures && most < BACKOFF_MAX_S; i++)
        most *= 2;
    if (most > BACKOFF_MAX_S)
        most = BACKOFF_MAX_S;
    uint32_t wait = (uint32_t)((double)most * (0.5 + roll / 2) + 0.5);
    return wait ? wait : 1;
}
