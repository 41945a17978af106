/*
 * The search: breadth first over all reachable states, so that the first way to a state is a
 * shortest one. States are packed records in one array in the order of their discovery (the
 * frontier is a range of it), found again through an open-addressing table of indices.
 */
#ifndef CHECK_SEARCH_H
#define CHECK_SEARCH_H

#include <stdatomic.h>
#include <stdio.h>

#include "moves.h"
#include "world.h"

#define WORDS_MAX  16
#define NO_STATE   UINT32_MAX
#define NO_MOVE    255
#define LEVELS_MAX 512

/* Where a property was first seen broken: after `state`, or by `move` from it. */
struct finding {
    uint32_t state; /* NO_STATE: never */
    uint8_t move;
    uint16_t events;
};

struct search {
    const struct setting *setting;
    struct moves moves;
    unsigned words; /* 8-byte words a record */

    uint64_t *records;
    uint32_t *parents;
    uint8_t *how; /* by which move from the parent */
    uint32_t max;
    _Atomic uint32_t count;

    _Atomic uint64_t *table;
    unsigned bits;

    struct finding findings[PROPERTIES];
    struct finding talk; /* the first state in which two can hear each other */
    uint64_t transitions;
    unsigned commands_max; /* the most that one step gave */
    unsigned levels;
    bool cut;        /* max states, or depth, reached */
    bool ranked;     /* the ranks fell with each quiet and hostile move: Q9 holds */
    double search_s; /* wall time */
    double progress_s;
    unsigned quiet_max; /* the longest way to rest in a quiet world, in moves */
};

struct search_options {
    unsigned threads;
    uint32_t max_states;
    unsigned depth; /* events at most; 0: no bound */
    bool no_progress_check;
    bool search_cycles; /* look for cycles even if the ranks fell */
    bool until_talk;    /* stop at the first talking call */
    bool show_progress; /* on stderr */
};

/* Search it all. Returns false if memory is out. */
bool search_run(struct search *search, const struct setting *setting,
                const struct search_options *options);
void search_free(struct search *search);

/* The record of a scene, and back. */
void record_of(const struct scene *scene, uint64_t *record);
void record_open(struct scene *scene, const uint64_t *record);
void record_layout(struct setting *setting);

/* The index of a record, or NO_STATE. */
uint32_t search_find(const struct search *search, const uint64_t *record);

/* The moves from the start to a state; returns their number. */
unsigned search_path(const struct search *search, uint32_t state, uint8_t *moves, unsigned max);

/* Q9, and the longest quiet way: no cycle in the quiet and hostile moves of all states. */
bool search_check_progress(struct search *search);

unsigned search_violations(const struct search *search);

double now_s(void);

#endif
