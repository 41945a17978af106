/*
 * The host: drives one core on one serial context. It takes events, runs the step, carries the
 * commands out through the ports, asks the clock for the next wake-up and shows every step to the
 * trace sink.
 *
 * It owns no thread and there is no global; several hosts may live in a process. Every function is
 * called on the host's context (debug builds assert it: one thread, or what the clock port's
 * on_context says).
 */
#ifndef OFFHOOK_HOST_H
#define OFFHOOK_HOST_H

#include "offhook/ports.h"

#ifdef __cplusplus
extern "C" {
#endif

enum oh_error {
    OH_OK = 0,
    OH_ERR_STOPPED = -1,  /* the host was stopped */
    OH_ERR_POLICY = -2,   /* the policy breaks a rule; see the error text */
    OH_ERR_MEMORY = -3,   /* out of memory */
    OH_ERR_ARGUMENT = -4, /* a needed field is missing */
    OH_ERR_MODULE = -5,   /* an adapter module cannot be loaded; see the error text */
    OH_ERR_IO = -6,       /* the system refused (address in use, file); see the error text */
    OH_ERR_TIMEOUT = -7   /* oh_host_stop: a party did not answer within T_STOP */
};

/* What a host is made of. Ports are copied; what their ctx points to must outlive the host. */
struct oh_host_config {
    uint32_t size;
    uint8_t calls_max;
    struct oh_policy policy;
    struct oh_engine_port engine;
    struct oh_ui_port ui;
    struct oh_audio_port audio;
    struct oh_app_port app; /* optional */
    struct oh_clock_port clock;
    struct oh_trace_sink trace; /* optional */
    struct oh_log_sink log;     /* optional */
};

struct oh_host;

/* Make a host. On failure returns NULL, sets *error (enum oh_error) and writes a sentence into
 * `text`. */
struct oh_host *oh_host_new(const struct oh_host_config *config, int *error, char *text,
                            size_t text_size);

/* Free it. Stop it first if a party may still hold a call. */
void oh_host_free(struct oh_host *host);

/*
 * Take an event. On return the step has been run and all its commands have been carried out; called
 * from inside a port, the event is queued instead and runs right after the present step. `now_ms`
 * is filled in from the clock if 0; a fresh call id is filled in where one is needed (INVITED,
 * PUSHED) and all zero. Returns OH_OK, OH_ERR_STOPPED (the event is dropped),
 * OH_ERR_MEMORY (so is it), or OH_ERR_ARGUMENT if its size is 0.
 */
int oh_host_post(struct oh_host *host, const struct oh_event *event);

/* The wake-up that the clock port was asked for is due. Early or late does no harm. */
void oh_host_wake(struct oh_host *host);

/*
 * End every call through the core, wait (clock.run_until_ms) until the parties have answered or
 * T_STOP (1.5 s: src/host/stop.c) is over, release the audio session, then refuse events. No port is
 * called after it returned. Returns OH_OK, or OH_ERR_TIMEOUT if a party did not answer. Not from
 * inside a port.
 */
int oh_host_stop(struct oh_host *host);

/* The core, to read its state. Borrowed. */
const struct oh_core *oh_host_core(const struct oh_host *host);

/* Who is at the other end of a call, for people to read; "unknown" if nobody knows. Borrowed until
 * the next call into the host. */
const char *oh_host_remote(struct oh_host *host, struct oh_call_id call);

/* A fresh call id (random, RFC 9562 version 4). */
struct oh_call_id oh_call_id_fresh(void);

#ifdef __cplusplus
}
#endif

#endif
