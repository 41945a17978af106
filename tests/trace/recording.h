/*
 * A core whose steps are recorded, for tests of the trace. Needs no host.
 */
#ifndef OFFHOOK_TEST_RECORDING_H
#define OFFHOOK_TEST_RECORDING_H

#include "offhook/trace.h"

struct recording {
    struct oh_core *core;
    struct oh_commands commands;
    struct oh_trace_writer *writer;
    FILE *file;
    char *text; /* what was written; valid after each step */
    size_t size;
};

struct recording *recording_new(const struct oh_policy *policy);
void recording_free(struct recording *recording);
void record(struct recording *recording, struct oh_event event);

/* A call that is answered, talked on, and ended by the user. */
void record_answered_call(struct recording *recording);
/* The same, up to the first event of type `last`. */
void record_answered_call_until(struct recording *recording, enum oh_event_type last);

/* Read a trace from memory. */
struct oh_trace *read_text(const char *text, size_t size, char *why, size_t why_size);
/* The same; it must be readable. */
struct oh_trace *read_good(const char *text, size_t size);

/* A fresh copy of `text` in which the first `from` behind the start of line `line` (from 1) is
 * replaced. */
char *replaced(const char *text, int line, const char *from, const char *to);

#endif
