/*
 * How long everything takes, and how often it happens: one row a reason for a move. The table is
 * printed into docs/sim.md; each row says where its figures come from.
 */
#ifndef SIM_TIMES_H
#define SIM_TIMES_H

#include "acts.h"
#include "random.h"

/* Only ever appended to: a row's number is part of its draws' addresses. */
enum row {
    ROW_NONE, /* not now */

    /* Answers and obligations: from when the move becomes possible. */
    ROW_REPORTED,
    ROW_REPORT_REFUSED,
    ROW_ACCEPTED,
    ROW_ACK,
    ROW_ACK_OURS,
    ROW_CONFIRM,
    ROW_CHANGE_TAKEN,
    ROW_CHANGE_REFUSED,
    ROW_LEG_READY,
    ROW_LEG_FAILED,
    ROW_TELL_GRAB,
    ROW_ACTIVATE,
    ROW_ACTIVATE_PERHAPS,
    ROW_LOSE,
    ROW_DEACTIVATE,
    ROW_DEACTIVATE_HELD,
    ROW_PREPARED,
    ROW_PREPARE_REFUSED,
    ROW_PREPARED_LATE,
    ROW_HEAL,
    ROW_TIME_OUT,
    ROW_TIME_OUT_CROSSING,
    ROW_LATE_END,
    ROW_LATE_ANSWER,
    ROW_PROGRESS,
    ROW_BE_ANSWERED,
    ROW_BE_DECLINED,
    ROW_TRANSFER_DONE,
    ROW_TRANSFER_FAILED,
    ROW_ASKED_ANSWER,
    ROW_ASKED_REFUSED,
    ROW_ASKED_START,
    ROW_ASKED_END,
    ROW_FLOW,
    ROW_FLOW_ALIVE,
    ROW_CAPTURE_NOTHING,
    ROW_PLAY_NOTHING,
    ROW_HEAR_NOTHING,
    ROW_STAY_DEAD,

    /* People. */
    ROW_ANSWER,
    ROW_ANSWER_EARLY,
    ROW_DECLINE,
    ROW_END_DEAD_AIR,
    ROW_END_TALK,
    ROW_END_PLACED,
    ROW_HOLD,
    ROW_RESUME,
    ROW_MUTE,
    ROW_UNMUTE,
    ROW_DIAL,
    ROW_CANCEL,
    ROW_ELSEWHERE,
    ROW_RETRY,
    ROW_BYE_DEAD_AIR,
    ROW_BYE_TALK,
    ROW_BE_HELD,
    ROW_BE_RESUMED,
    ROW_BE_LOST,
    ROW_BE_FOUND,
    ROW_APP_END,
    ROW_APP_TRANSFER,
    ROW_TRANSFER_ASKED,

    /* What the seed decides before anything runs: how often, and from the first sign of the wave's
     * first call (of a call's own first sign where the row says so). */
    PLAN_MORE_CALLS,
    PLAN_NEXT_WAVE,
    PLAN_START,
    PLAN_PUSH,
    PLAN_PUSH_ALONE,
    PLAN_PUSH_LATE,
    PLAN_PUSH_CANCEL,
    PLAN_GRAB,
    PLAN_PREPARING,
    PLAN_NO_SESSION,
    PLAN_ASKING,
    PLAN_FORK,
    PLAN_NO_ACK,
    PLAN_LOSE,
    PLAN_EARLY,
    PLAN_DEACTIVATE,
    PLAN_INTERRUPT,
    PLAN_INTERRUPT_END,
    PLAN_SERVICES_RESET,
    PLAN_SERVICES_LOST,
    PLAN_SERVICES_BACK,
    PLAN_REFUSED,
    PLAN_REFUSED_END,
    PLAN_RESET,
    PLAN_DIE,
    PLAN_DIE_END,
    PLAN_LEG_FAILED,
    PLAN_REPORT_REFUSED,
    PLAN_ANSWER_EARLY,
    PLAN_TIME_OUT,
    PLAN_LATE,
    PLAN_HOLD,
    PLAN_ELSEWHERE,
    PLAN_RETRY,
    PLAN_MAKE_ROOM,
    PLAN_WAKE,

    /* The user who uses the application's own buttons, and the call UI, which is asked then. */
    PLAN_IN_APP,
    ROW_WISH_ANSWER,
    ROW_WISH_END,
    ROW_WISH_HOLD,
    ROW_WISH_RESUME,
    ROW_WISH_MUTE,
    ROW_WISH_UNMUTE,
    ROW_WISH_DIAL,
    ROW_WISH_SWAP,
    ROW_ASKED_HOLD,
    ROW_ASKED_RESUME,
    ROW_ASKED_MUTE,
    ROW_ASKED_UNMUTE,
    ROW_ASKED_DIAL,
    ROW_ASKED_BUSY,
    PLAN_OTHER_TIME_OUT,
    ROW_HOLD_TIMES_OUT,
    ROW_END_TIMES_OUT,

    /* What else there is (--world all). */
    PLAN_ROUTE,
    PLAN_ROUTE_BAD,
    PLAN_DND,
    PLAN_DND_END,
    PLAN_LEFTOVER,
    PLAN_PUSH_OLD,
    PLAN_REPLACE,
    PLAN_REDIRECT,
    ROW_REPLACE,
    ROW_REDIRECT,
    ROW_REDIRECT_LATE,
    ROW_UPDATE,

    ROWS
};

struct times {
    enum act act;
    const char *after;     /* from when the time counts, and of what it is a share */
    struct spread spread;  /* ms; all 0: no time of its own */
    uint16_t of_10000;     /* how often it happens at all */
    uint32_t otherwise_ms; /* if not: the time all the same (0: it does not happen) */
    const char *source;
};

extern const struct times times[ROWS];

#define NEVER_MS UINT64_MAX

/* The time of this row that the seed's stream has for `who` (a place, a leg, an id), the n-th time;
 * or NEVER_MS. */
uint64_t time_at(uint64_t stream, enum row row, unsigned who, unsigned n);

/* Only whether it happens. */
bool chance_at(uint64_t stream, enum row row, unsigned who);

/* The table as Markdown. */
void times_print(void);

#endif
