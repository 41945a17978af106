/*
 * What a wave's calls came to, judged from the environment's record alone. docs/sim.md defines the
 * four ways in which a call can be bad.
 */
#ifndef SIM_JUDGE_H
#define SIM_JUDGE_H

#include "plan.h"

enum bad { BAD_LOST, BAD_SILENT, BAD_GHOST, BAD_STUCK, BADS };

const char *bad_name(enum bad bad);

/* How long is too long. */
#define SILENT_MS 10000 /* up and without sound, though the session could be had */
#define GHOST_MS  5000  /* shown, or the microphone on, with nobody there */
#define GHOST_WAITING_MS                                                                       \
    26000                   /* the same while a push's INVITE is waited for: T_INVITE, T_SETUP \
                             */
#define STUCK_MS      30000 /* a peer is there, and nobody is shown it */
#define UNANSWERED_MS 61000 /* an action: CK-81, and one second */

/* Of one place, in this wave. Times are from the wave's beginning; NEVER_MS: not so. */
struct verdict {
    uint64_t both_ms;                                /* the user wants it and the peer is there */
    uint64_t talk_ms;                                /* first heard both ways */
    uint64_t silent_ms, ghost_ms, stuck_ms, open_ms; /* since when */
    bool waited; /* `ghost_ms` began while an INVITE was waited for */
    bool up, dropped;
    bool user_ended; /* the user, or the application for him */
    uint8_t bad;     /* enum bad as bits */
};

struct judge {
    struct verdict calls[KEYS_MAX];
    uint64_t light_ms; /* since when the microphone is on for nobody */
};

/* Seconds from answer to sound, in bins; the last one is "later". */
#define BIN_MS 100
#define BINS   128

/* Adversaries by their bits in check/'s world.h. */
#define KINDS 64

struct sums {
    uint64_t schedules, bad_schedules, broken_schedules, events;
    uint64_t calls;
    uint64_t fates[FATES];  /* by the plan alone */
    uint64_t talked[FATES]; /* of them, how many were talked on all the same */
    uint64_t bad[BADS];
    uint64_t bad_calls; /* in any of these ways */
    uint64_t answer_to_sound[BINS];
    uint64_t met[KINDS];     /* calls in whose wave this adversary acted */
    uint64_t bad_met[KINDS]; /* of them, bad ones */
    uint64_t broken;         /* properties, as bits */
    uint64_t digest;         /* the sum of the schedules' */
};

struct sim;

void judge_begin(struct judge *judge);

/* After each move: which it was, and of which place. */
void judge_look(struct sim *sim, enum act act, unsigned key);

/* At the wave's end. Returns how many calls were bad in each way, and adds to the sums. */
void judge_end(struct sim *sim, bool at_rest, uint32_t *bad, struct sums *sums);

void sums_add(struct sums *to, const struct sums *from);

#endif
