/*
 * What host.c and stop.c share of a host. Private to src/host.
 */
#ifndef OFFHOOK_HOST_PRIVATE_H
#define OFFHOOK_HOST_PRIVATE_H

#include <pthread.h>

#include "carry.h"
#include "legs.h"
#include "offhook/host.h"

/* An event that waits for its step. */
struct posted {
    struct posted *next;
    struct oh_event event;
};

struct oh_host {
    struct ports ports;
    struct oh_clock_port clock;
    struct oh_trace_sink trace;
    struct oh_log_sink log;
    struct oh_core *core;
    struct oh_commands commands; /* room for one step's */
    struct posted *first;        /* events posted while a step ran, the oldest first */
    struct posted *last;
    struct legs legs; /* legs that the engine has not said ENDED of */
    uint64_t wake_ms; /* the wake-up that the clock was asked for last */
    pthread_t thread; /* the only one that may call, if the clock does not say who may */
    bool stepping;
    bool stopped;
};

/* Debug builds assert that the host is called on its own context. */
void host_assert_context(const struct oh_host *host);

void host_log(const struct oh_host *host, enum oh_log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Ask the clock for the core's deadline, if that is not what it was asked for already. */
void host_ask_wake_up(struct oh_host *host);

#endif
