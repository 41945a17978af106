/*
 * What host.c and stop.c share of a host. Private to src/host.
 */
#ifndef OFFHOOK_HOST_PRIVATE_H
#define OFFHOOK_HOST_PRIVATE_H

#include <glib.h>

#include "carry.h"
#include "offhook/host.h"

struct oh_host {
    struct ports ports;
    struct oh_clock_port clock;
    struct oh_trace_sink trace;
    struct oh_log_sink log;
    struct oh_core *core;
    struct oh_commands commands; /* room for one step's */
    GQueue events;               /* struct oh_event *, posted while a step ran */
    GHashTable *legs;            /* legs that the engine has not said ENDED of */
    uint64_t wake_ms;            /* the wake-up that the clock was asked for last */
    GThread *thread;             /* the only one that may call */
    bool stepping;
    bool stopped;
};

/* Debug builds assert that the host is called on its own thread. */
void host_assert_thread(const struct oh_host *host);

void host_log(const struct oh_host *host, enum oh_log_level level, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* Ask the clock for the core's deadline, if that is not what it was asked for already. */
void host_ask_wake_up(struct oh_host *host);

#endif
