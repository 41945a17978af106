/*
 * What the parts of the fake iOS platform share: its calls, its actions, its session. Claim ids
 * (CK-, AS-) are listed in this folder's README. Private to adapters/fake.
 */
#ifndef OFFHOOK_FAKE_IOS_PRIVATE_H
#define OFFHOOK_FAKE_IOS_PRIVATE_H

#include "agenda.h"

enum phase {
    PHASE_PENDING, /* the report has not completed */
    PHASE_RINGING,
    PHASE_CONNECTING, /* outgoing: the start was fulfilled */
    PHASE_CONNECTED,
};

struct ios_call {
    struct oh_call_id id;
    unsigned number; /* for the record */
    enum phase phase;
    bool outgoing;
    bool taken; /* the user answered or placed it, fulfilled or not yet */
    bool held;
    bool held_for_foreign; /* by the system */
};

struct ios_action {
    struct fake_action seen; /* what tests may see */
    oh_leg leg;              /* STARTED */
    uint16_t flags;
    char digits[OH_DIGITS_MAX + 1]; /* DIGITS */
    struct oh_call_id other_call;   /* GROUPED */
    bool is_void;                   /* its provider died */
    bool goes_on;                   /* the next action belongs to the same transaction */
};

struct fake_ios {
    struct agenda agenda;
    struct fake_ios_faults faults;
    struct fake_ios_delays delays;
    void (*screen)(void *ctx, struct oh_call_id call, enum fake_screen what, enum oh_reason reason);
    void *screen_ctx;

    /* CallKit */
    bool up;         /* the provider is connected to the system */
    GArray *calls;   /* struct ios_call */
    GArray *actions; /* struct ios_action; action n at index n - 1 */
    unsigned last_number;
    enum oh_foreign foreign; /* a call of another application */
    struct oh_call_id last_call;

    /* The audio session */
    enum fake_session session;
    uint64_t unusable_until_ms; /* 0: usable; UINT64_MAX: until it is forced */
    bool enabled;

    uint32_t violations;
};

#define RECORD(ios, ...) fake_record_add((ios)->agenda.setup.record, __VA_ARGS__)

void ios_violation(struct fake_ios *ios, const char *format, ...) G_GNUC_PRINTF(2, 3);
void ios_later(struct fake_ios *ios, uint32_t delay_ms,
               void (*run)(void *ctx, const struct task *task), struct oh_call_id call,
               uint32_t number);

/* ios_calls.c */
struct ios_call *ios_call_of(const struct fake_ios *ios, struct oh_call_id id);
/* Some call of ours is connected (or, outgoing, about to be) and not held: it wants the session. */
bool ios_wants_session(const struct fake_ios *ios);

/* ios_foreign.c: a call of ours is turned to, and the foreign one put on hold. */
void ios_foreign_makes_way(struct fake_ios *ios);

/* ios_session.c */
void ios_session_taken(struct fake_ios *ios); /* by a foreign call */
void ios_session_given_back(struct fake_ios *ios);
void ios_activate_later(struct fake_ios *ios);   /* something happened that makes it activate */
void ios_deactivate_later(struct fake_ios *ios); /* a call went, or was held */

#endif
