/*
 * The search: breadth first over all reachable states, so that the first way to a state is a
 * shortest one. States are numbered in the order of their discovery (the frontier is a range of
 * numbers). One state stands for all that differ by the names of calls (symmetry.h), and for those
 * that it covers (store.h), unless that is switched off: then every state is looked at.
 */
#ifndef CHECK_SEARCH_H
#define CHECK_SEARCH_H

#include <stdatomic.h>
#include <stdio.h>

#include "moves.h"
#include "store.h"
#include "world.h"

#define NO_STATE   NO_ITEM
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
    bool canonical; /* one state stands for all that differ by the names of calls */

    struct store store;
    uint32_t *parents;
    uint8_t *how; /* by which move from the parent */

    struct finding findings[PROPERTIES];
    struct finding talk; /* the first state in which two can hear each other */
    uint32_t states;     /* that were looked at: what was found, but for what is covered */
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
    bool no_symmetry;   /* do not exchange calls */
    bool no_covering;   /* look at states that are covered, too */
    bool show_progress; /* on stderr */
    bool show_levels;   /* on stderr, a line for each */
};

/* Search it all. Returns false if memory is out. */
bool search_run(struct search *search, const struct setting *setting,
                const struct search_options *options);
void search_free(struct search *search);

/* The record of a scene, and back. */
void record_of(const struct scene *scene, uint64_t *record);
void record_open(struct scene *scene, const uint64_t *record);
void record_layout(struct setting *setting);

/* How many were found; the record of one. */
uint32_t search_count(const struct search *search);
void search_open(const struct search *search, uint32_t state, uint64_t *record);

/* The scene's record, after it was made the one that stands for it. */
void search_record(const struct search *search, struct scene *scene, struct scene *spare,
                   uint64_t *record);

/* The state with this record, or one that covers it, or NO_STATE. */
uint32_t search_find(const struct search *search, const uint64_t *record);

/* How many events lead to it. */
unsigned search_depth(const struct search *search, uint32_t state);

/* The moves from the start to a finding, the one that broke the property last; with the names that
 * the calls have there. Returns their number. */
unsigned search_way(const struct search *search, const struct finding *finding, uint8_t *moves,
                    unsigned max);

/* Whether there is such a way to each violation: not if this mind does not treat calls alike, so
 * that one world does not stand for the others. */
bool search_ways_exist(const struct search *search);

/* What the states and the ways to them take, in bytes. */
size_t search_memory(const struct search *search);

/* Q9, and the longest quiet way: no cycle in the quiet and hostile moves of all states. */
bool search_check_progress(struct search *search);

unsigned search_violations(const struct search *search);

double now_s(void);

#endif
