/*
 * A trace as rows of a ladder: who tells whom what, when, about which call. show.c, html.c and
 * svg.c draw it. Private to src/trace.
 */
#ifndef OFFHOOK_TRACE_LADDER_H
#define OFFHOOK_TRACE_LADDER_H

#include "trouble.h"
#include "words.h"

enum lane { LANE_UI, LANE_CORE, LANE_AUDIO, LANE_ENGINE, LANE_COUNT };

extern const char *const lane_names[LANE_COUNT];

/* How far the audio session is, by the orders it was given and what it answered. */
enum readiness { AUDIO_IDLE, AUDIO_PREPARES, AUDIO_RUNS };

/* One arrow; from LANE_CORE to LANE_CORE: a note (time passed). */
struct row {
    const struct oh_trace_step *step; /* the trace's */
    const struct oh_command *order;   /* one of the step's; NULL: this is the step's fact */
    enum lane from;
    enum lane to;
    bool first;               /* of its step */
    bool last;                /* of its step */
    bool ignored;             /* the fact meant nothing */
    bool media;               /* after it, some leg is open */
    enum readiness readiness; /* after it */
    enum trouble trouble;
    uint64_t at_ms;  /* since the first step */
    uint64_t gap_ms; /* since the row before; 0 inside a step */
    unsigned call;   /* 1 for the first call of the trace, 2 ...; 0: no call */
};

struct known;

struct ladder {
    struct row *rows;
    size_t row_count;
    size_t shown_steps;
    unsigned call_count;
    struct known *known; /* which id, leg and key is which call */
    size_t known_count;
};

/*
 * Steps that change nothing and order nothing are left out: time that passed, and frames that flow
 * on (shown are the first of each leg, and those that flow another way than the ones before). Keeps
 * pointers into `trace`. NULL if memory is out.
 */
struct ladder *ladder_new(const struct oh_trace *trace);
void ladder_free(struct ladder *ladder);

/* Which call of the ladder has this id; 0: none. */
unsigned ladder_call_of(const struct ladder *ladder, struct oh_call_id id);

/* What stands on the arrow, and all of it. */
void row_label(const struct row *row, char text[WORDS_MAX]);
void row_words(const struct row *row, char text[WORDS_MAX]);

/* The lane that is not offhook's, or offhook's for a note. */
enum lane row_other(const struct row *row);

#endif
