/*
 * A trace run through a core of this build, step by step. Private to src/trace.
 */
#ifndef OFFHOOK_TRACE_REPLAY_H
#define OFFHOOK_TRACE_REPLAY_H

#include "offhook/trace.h"

/* A core and room for its commands. */
struct replay {
    const struct oh_trace *trace;
    struct oh_core *core;
    struct oh_commands commands; /* of the step taken last */
};

/* False, with a sentence in `text`, if memory is out or this build refuses the policy. Free it in
 * either case. */
bool replay_begin(struct replay *replay, const struct oh_trace *trace, char *text,
                  size_t text_size);
void replay_free(struct replay *replay);

/* Take the step `index`; in order, each once. */
void replay_step(struct replay *replay, size_t index);

/* Whether the commands of the step just taken are not those of the trace; then `text` says how. */
bool replay_commands_differ(const struct replay *replay, size_t index, char *text,
                            size_t text_size);

#endif
