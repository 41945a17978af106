/*
 * A trace as rows of a ladder: who tells whom what, when, about which call. show.c and html.c draw
 * it. Private to src/trace.
 */
#ifndef OFFHOOK_TRACE_LADDER_H
#define OFFHOOK_TRACE_LADDER_H

#include "words.h"

enum lane { LANE_UI, LANE_CORE, LANE_AUDIO, LANE_ENGINE, LANE_COUNT };

extern const char *const lane_names[LANE_COUNT];

/* One arrow; from LANE_CORE to LANE_CORE: a note (time passed). */
struct row {
    enum lane from;
    enum lane to;
    bool command;    /* an order of ours; else a fact */
    bool first;      /* of its step */
    bool last;       /* of its step */
    bool ignored;    /* the fact meant nothing */
    uint64_t at_ms;  /* since the first step */
    uint64_t gap_ms; /* since the row before; 0 inside a step */
    unsigned call;   /* 1 for the first call of the trace, 2 ...; 0: no call */
    char label[WORDS_MAX];
    char full[WORDS_MAX];
};

struct ladder {
    struct row *rows;
    size_t row_count;
    unsigned call_count;
};

/*
 * Steps that change nothing and order nothing are left out: time that passed, and frames that flow
 * on (the first frames of each leg are shown). NULL if memory is out.
 */
struct ladder *ladder_new(const struct oh_trace *trace);
void ladder_free(struct ladder *ladder);

#endif
