/*
 * What the core knew after each step of a trace: its events replayed through a core of this build.
 * Private to src/trace.
 */
#ifndef OFFHOOK_TRACE_STATES_H
#define OFFHOOK_TRACE_STATES_H

#include "ladder.h"

struct call_state {
    unsigned call; /* its number in the ladder; 0: not in it */
    struct oh_call_info info;
    bool changed; /* since the state that was asked for before */
};

struct state {
    enum oh_audio_state audio;
    bool audio_changed;
    uint64_t deadline_ms; /* how long after the step the next deadline fires, or OH_NEVER */
    struct call_state *calls;
    unsigned call_count;
    unsigned ended[4]; /* calls that were there before and are not now, as many as fit; 0: none */
};

struct states;

/* NULL if memory is out. */
struct states *states_new(const struct oh_trace *trace, const struct ladder *ladder);
void states_free(struct states *states);

/* After this step; ask in order. Valid until the next question. NULL: from this step on, this
 * build orders other things than the trace says, so its state tells nothing. */
const struct state *states_after(struct states *states, const struct oh_trace_step *step);

/* The first step from which on there is no state, and why in `text`; the number of steps if there
 * is none such. */
size_t states_end(const struct states *states, const char **text);

/* "up, open both, muted". */
void call_state_words(const struct call_state *state, char text[WORDS_MAX]);

#endif
