/*
 * What became of each call of a ladder, and how long the answer took. Private to src/trace.
 */
#ifndef OFFHOOK_TRACE_OUTCOME_H
#define OFFHOOK_TRACE_OUTCOME_H

#include "ladder.h"

/* Times are milliseconds since the first step; OH_NEVER: it did not happen. */
struct outcome {
    bool outgoing;
    uint64_t began_ms;
    uint64_t answered_ms; /* incoming: by our user; outgoing: by the callee */
    uint64_t accepted_ms; /* incoming: our 200 left */
    uint64_t audio_ms;    /* the leg was opened for sending: the user is heard from here on */
    uint64_t ended_ms;
    enum oh_reason reason;
    unsigned warnings;
    unsigned failures;
};

/* One for each call, the first call's first; free() it. NULL if memory is out. */
struct outcome *outcomes_new(const struct ladder *ladder);

/* From one time to a later one; OH_NEVER if either did not happen. */
uint64_t outcome_span_ms(uint64_t from_ms, uint64_t to_ms);

#endif
