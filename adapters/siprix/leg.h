/*
 * A leg: one call of the SDK's, from its INVITE to its end. The table of legs; how one ends (ENDED
 * exactly once) is end.c's.
 */
#ifndef SIPRIX_LEG_H
#define SIPRIX_LEG_H

#include "engine.h"

struct leg {
    oh_leg id;
    struct engine *engine;
    siprix_call call; /* the SDK's number, if it has one */
    bool has_call;
    bool outgoing;
    bool over;         /* ENDED was posted */
    char *remote;      /* for people to read */
    char *destination; /* outgoing: where to */
    char *transfer_to;
    bool transferring; /* our REFER is on its way */
    oh_leg related;    /* the call which the peer's REFER asks for, until that is answered */

    bool accepted;  /* Call_Accept was taken */
    bool connected; /* OnCallConnected came */

    /* A call that the SDK placed by itself, because the peer sent REFER. What happened to it is
     * kept until the core takes it as its own (INVITE). */
    bool unasked;
    uint16_t kept_progress; /* OH_PROGRESS_* */

    /* Gates: gate.c. */
    enum oh_direction open;
    bool muted;  /* by the user */
    bool mic_on; /* what the SDK was told last; it begins with an open microphone */
    bool mic_complained;
    bool hear_owed; /* the mixer is to play this call, once it is connected */

    /* Hold: hold.c. */
    bool hold_wanted;       /* what HOLD and RESUME last asked for */
    bool hold_owed;         /* HELD, RESUMED or CHANGE_FAILED must still be posted */
    bool hold_unsure;       /* the last change failed: the SDK's state is what it is */
    bool toggling;          /* Call_Hold was taken, OnCallHeld is to come */
    siprix_hold_state held; /* what OnCallHeld said last */
    uint8_t corrections;    /* of what the SDK did by itself */
    GSource *hold_timer;

    /* Digits: digits.c. */
    GString *digits; /* those that wait */
    GSource *digit_timer;

    /* How it ends: end.c. */
    bool ending;    /* we were told to end it */
    bool end_taken; /* the SDK took Call_Reject or Call_Bye */
    bool end_complained;
    uint16_t end_status;
    enum oh_reason reason; /* NONE until somebody said why */
    gint64 end_until_us;
    GSource *end_timer;
};

struct leg *leg_new(struct engine *engine, bool outgoing);

/* The leg of this number, or of this call of the SDK's; NULL if it is over, or never was. */
struct leg *leg_find(const struct engine *engine, oh_leg id);
struct leg *leg_of_call(const struct engine *engine, siprix_call call);

/* This is its call from now on. */
void leg_set_call(struct leg *leg, siprix_call call);

/* Post an event of nothing but its type and the leg; nothing if it is over. */
void leg_post(struct leg *leg, enum oh_event_type type);

/* The first one to say why is right: what follows is only the consequence. */
void leg_because(struct leg *leg, enum oh_reason reason);

/* Log that the SDK refused something about this leg. */
void leg_complain(const struct leg *leg, enum oh_log_level level, const char *function,
                  siprix_error error);

/* Call `fire` with the leg in so many milliseconds, once, on the host's context; *timer is the
 * leg's place for it, and what was in it is given up. */
void leg_timer(struct leg *leg, GSource **timer, guint ms, GSourceFunc fire);
void leg_stop_timer(GSource **timer);

/* Post ENDED, once, and take it off the tables. */
void leg_ended(struct leg *leg);

/* Free what is off the tables. */
void leg_sweep(struct engine *engine);

#endif
