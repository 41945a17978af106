/*
 * One schedule: waves of calls, each made by the plan of a seed, driven through check/'s
 * environment on a clock until nothing is left to happen.
 */
#ifndef SIM_DRIVE_H
#define SIM_DRIVE_H

#include "judge.h"
#include "mind.h"
#include "moves.h"
#include "plan.h"

#define ENTRIES_MAX 640
#define NO_ENTRY    UINT16_MAX

/* A move, and what the simulator knows of it. */
struct entry {
    struct move move;
    enum act act;
    uint8_t key, sub;
    bool planned; /* made at a time that the plan says, not when it becomes possible */
};

/* What all schedules of a run share. */
struct world {
    struct setting setting;
    unsigned count;
    struct entry entries[ENTRIES_MAX];
    uint16_t index[ACTS][KEYS_MAX][IDS]; /* of an act's entry, by place and leg or id; NO_ENTRY */
};

/* The worlds: incoming calls with what the models know of, or all that the core knows of. */
#define ADV_INCOMING \
    (ADV_ALL | ADV_AWAY | ADV_FORK | ADV_RETRY | ADV_ELSEWHERE | ADV_CANCEL_PUSH | ADV_PREPARING)
#define ADV_EVERYTHING                                                                        \
    (ADV_INCOMING | ADV_APP | ADV_SILENCE | ADV_NO_SESSION | ADV_OUTGOING | ADV_MUTE |        \
     ADV_DIGITS | ADV_AUTO | ADV_TRANSFER | ADV_WISHES | ADV_MUTE_WISHES | ADV_DIGIT_WISHES | \
     ADV_ROUTE | ADV_DND | ADV_LEFTOVER | ADV_OLD_PUSH | ADV_UPDATE | ADV_REPLACE | ADV_REDIRECT)

void world_make(struct world *world, const struct strategy *strategy,
                const struct oh_policy *policy, uint64_t adversaries);

/* One schedule at a time; used again and again. */
struct sim {
    const struct world *world;
    struct scene scene;
    struct plan plan;
    struct judge judge;
    uint64_t base_ms; /* the wave's beginning */
    uint64_t due_ms[ENTRIES_MAX];
    uint8_t row[ENTRIES_MAX];                    /* why it is due: enum row */
    uint8_t made[ENTRIES_MAX];                   /* how often it was drawn for, in this wave */
    uint16_t actives[KEYS_MAX + 1][ENTRIES_MAX]; /* to look at: of each place, of the world */
    uint16_t active_count[KEYS_MAX + 1];
    bool asleep[KEYS_MAX + 1];
    uint16_t planned[ENTRIES_MAX]; /* entries that the plan has a time for */
    unsigned planned_count;
    uint64_t deadline_ms, wake_ms; /* the mind's, and when it is woken for it */
    unsigned wakes;
    uint64_t events, digest;
    uint64_t broken; /* properties, as bits */
    /* Shown each move that was made; or NULL. */
    void (*watch)(void *ctx, const struct sim *sim, const struct entry *entry);
    void *ctx;
};

/* What came of a schedule. */
struct outcome {
    uint64_t seed;
    uint64_t events;
    uint64_t digest;
    uint64_t broken;
    uint32_t bad[BADS]; /* calls lost, silent, ghosts, stuck */
};

/* Run it; what came of each wave's calls is added to `sums`. `trace` may be NULL. */
struct outcome sim_run(struct sim *sim, const struct world *world, uint64_t seed, unsigned calls,
                       struct sums *sums, struct oh_trace_writer *trace);

static inline uint64_t sim_now_ms(const struct sim *sim)
{
    return ((const struct mind *)sim->scene.mind)->now_ms;
}

/* For which reason a move is due now; ROW_NONE: it is not. */
enum row row_now(const struct sim *sim, const struct entry *entry);

#endif
