/*
 * Tells what the microphone hears now from what it heard while we stood still (a stopped process, a
 * suspended machine): that comes in a flood, and must not be sent as if it were spoken now.
 */
#ifndef OFFHOOK_GSTREAMER_BACKLOG_H
#define OFFHOOK_GSTREAMER_BACKLOG_H

#include <stdbool.h>
#include <stdint.h>

struct oh_backlog {
    int64_t last_us;   /* 0: nothing came yet */
    int64_t credit_us; /* of sound that may come */
};

void oh_backlog_begin(struct oh_backlog *backlog);
/* A block came at this monotonic time. False: it is old, drop it. */
bool oh_backlog_is_live(struct oh_backlog *backlog, int64_t now_us);

#endif
