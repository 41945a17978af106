/*
 * Traces: what happened at the core, as JSON Lines (docs/trace.md): a head, then one line a step.
 * Written while it happens; read back, replayed through the core, and drawn as a ladder.
 */
#ifndef OFFHOOK_TRACE_H
#define OFFHOOK_TRACE_H

#include <stdio.h>

#include "offhook/ports.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Writing ---- */

struct oh_trace_writer;

/*
 * Write the head and then every step to `file` (borrowed; flushed after each line). `sink` is
 * filled for oh_host_config.trace. Returns NULL if memory is out. A write that fails is remembered:
 * see _free.
 */
struct oh_trace_writer *oh_trace_writer_new(FILE *file, const struct oh_policy *policy,
                                            uint8_t calls_max, struct oh_trace_sink *sink);

/* Write one step; what the sink does. */
void oh_trace_write(struct oh_trace_writer *writer, const struct oh_core *core,
                    const struct oh_event *event, const struct oh_commands *commands);

/* Returns 0, or the errno of the first write that failed. Does not close the file. */
int oh_trace_writer_free(struct oh_trace_writer *writer);

/* ---- Reading ---- */

struct oh_trace_step {
    struct oh_event event;
    struct oh_command *commands;
    uint16_t command_count;
    bool ignored;
    uint64_t digest;
};

struct oh_trace {
    char version[32];
    char commit[64];
    struct oh_policy policy;
    uint8_t calls_max;
    struct oh_trace_step *steps;
    size_t step_count;
};

/* Read a whole trace. Returns NULL, with "line N: reason" in `text`, if it is damaged or no trace
 * at all. */
struct oh_trace *oh_trace_read(FILE *file, char *text, size_t text_size);
void oh_trace_free(struct oh_trace *trace);

/* Run the events through the core again. Returns 0 if commands and digests are the same; else 1 and
 * the first difference, in words, in `text`. */
int oh_trace_replay(const struct oh_trace *trace, char *text, size_t text_size);

/* ---- Drawing ---- */

/* A ladder in the terminal; lanes: user and call UI, offhook, audio session, engine and peer.
 * `columns` is the width to keep to (0: 100; 56 at least; from 160 on the time between steps and
 * the state after each stand beside it); colours if `colour`. */
void oh_trace_show(const struct oh_trace *trace, FILE *out, int columns, bool colour);

/* One self-contained HTML page with the ladder; of a longer trace than 50000 steps, its end.
 * `title` is for people. Returns 0, or an errno. */
int oh_trace_html(const struct oh_trace *trace, const char *title, FILE *out);

/* The ladder alone, as one SVG; of a longer trace, its beginning. Returns 0, or an errno. */
#define OH_TRACE_SVG_STEPS_MAX 1000
int oh_trace_svg(const struct oh_trace *trace, const char *title, FILE *out);

#ifdef __cplusplus
}
#endif

#endif
