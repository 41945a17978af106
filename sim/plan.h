/*
 * What the seed decides before anything runs: which calls come when, what the environment has in
 * store for them, and which of them no strategy could save within offhook's own deadlines. Nothing
 * here looks at a strategy.
 */
#ifndef SIM_PLAN_H
#define SIM_PLAN_H

#include "times.h"
#include "world.h"

/* What becomes of an incoming call if nobody makes a mistake. */
enum fate {
    FATE_TALK, /* it can be talked on: whoever loses it lost it */

    /* Nobody wanted it, or nobody was there. */
    FATE_PLACED,       /* not an incoming call */
    FATE_BY_ITSELF,    /* to be answered at once, or by the application's buttons */
    FATE_NO_INVITE,    /* a push, and no INVITE */
    FATE_NOT_SHOWN,    /* Do Not Disturb */
    FATE_NOT_ANSWERED, /* declined, or nobody came */
    FATE_GAVE_UP,      /* one of the two, before T_SETUP was over */
    FATE_ELSEWHERE,    /* answered on another device */
    FATE_TURNED,       /* its user turned to another call, or gave up, before it could be heard */

    /* Both wanted it, and no strategy could have saved it. */
    FATE_SESSION,     /* the session was not to be had for CHANCE_MS within T_SETUP */
    FATE_SERVICE,     /* the system's call service died, and the call with it */
    FATE_TIMED_OUT,   /* the system said that the answer was too late */
    FATE_ENGINE,      /* our answer was not ready within T_SETUP, or could not be made */
    FATE_NO_ACK,      /* the caller never confirmed */
    FATE_LATE_INVITE, /* it came later than T_INVITE after its push */
    FATES
};

#define FATE_FIRST_LOST FATE_SESSION /* from here on: beyond saving */

const char *fate_name(enum fate fate); /* "session refused", as in reports */

/*
 * Who is to have a session needs it free for so long in a row: the system's own time comes first
 * (3.5 s: to force it before does damage, CK-92), then an attempt a second (setActive blocks,
 * AS-1), each of which takes up to one.
 */
#define CHANCE_MS 6000

/* An answer that is ready is sent so soon. */
#define ANSWER_MS 1000

/* What the call UI is asked for it has done by then (ROW_ASKED_ANSWER). */
#define ASKED_MS 5000

struct plan_call {
    uint64_t first_ms; /* its first sign, from the wave's beginning, as all times here */
    uint64_t invite_ms, push_ms, cancel_push_ms, old_push_ms, fork_ms, start_ms; /* or NEVER_MS */
    enum act invite; /* which INVITE it is */
    bool report_refused, early, no_ack, leg_fails, times_out, late, holds, elsewhere, retries;
    bool hold_times_out; /* and an end */
    bool replaced, redirected;
    bool in_app; /* its user uses the application's own buttons */
    enum fate fate;
};

/* A time in which the session is not to be had, or (of no length) in which it is lost. */
struct trouble_time {
    uint64_t from_ms, to_ms;
};

#define TROUBLES_MAX 9

struct plan {
    uint64_t stream; /* what everything else of the wave is drawn from */
    unsigned count;
    struct plan_call calls[KEYS_MAX];
    uint64_t early_ms, deactivate_ms, reset_ms;
    uint64_t interrupt_ms, interrupt_end_ms;
    uint64_t lost_ms, back_ms, services_reset_ms;
    uint64_t refused_ms, refused_end_ms; /* every PREPARE fails */
    uint64_t die_ms, die_end_ms;         /* what is opened stays dead */
    uint64_t route_ms, route_bad_ms;     /* other devices, usable or not */
    uint64_t dnd_ms, dnd_end_ms;         /* nobody is to be shown */
    uint64_t leftover_ms;
    bool interrupt_end_told, back_told, lose;
    unsigned trouble_count;
    struct trouble_time troubles[TROUBLES_MAX]; /* by their beginning */
};

/* Decide a wave of a seed, of at most `calls` calls. */
void plan_make(struct plan *plan, const struct setting *setting, uint64_t seed, uint32_t wave,
               unsigned calls);

/* The longest time between the two in which there was no trouble. */
uint64_t plan_free_ms(const struct plan *plan, uint64_t from_ms, uint64_t to_ms);

/* Who draws: a place, and a leg or an id of it. */
static inline unsigned who_of(unsigned key, unsigned sub)
{
    return key * 8 + sub;
}

#define WHO_WORLD 255

#endif
