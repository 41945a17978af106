/*
 * One call: the facts that the parties told about it, and what follows from them. Ending a call,
 * which takes memory of the whole core, is in coordinator.c.
 */
#ifndef OH_CORE_CALL_H
#define OH_CORE_CALL_H

#include "offhook/offhook.h"

enum ui_state {
    UI_NONE = 0,  /* the slot is free */
    UI_ASKED,     /* the call UI is asked to start it; until it does there is no call */
    UI_REPORTING, /* reported, not completed: it must not be reported ended yet (S3b) */
    UI_SHOWN,
    UI_GONE /* the call UI does not know it any more */
};

/* Which deadline of a call runs; a pure function of the facts. */
enum call_deadline {
    DEADLINE_NONE = 0,
    DEADLINE_INVITE,
    DEADLINE_RING,
    DEADLINE_SETUP,
    DEADLINE_ACK,
    DEADLINE_LOST,
    DEADLINE_CONNECTING
};

/* Hold and resume for a session that does not come on (bounce.c). */
enum bounce {
    BOUNCE_NONE = 0,
    BOUNCE_ASKED, /* to be held, and then resumed */
    BOUNCE_TRIED  /* not once more until audio is on */
};

struct call {
    struct oh_call_id id;
    oh_match_key key;
    uint64_t digits; /* that wait for the call to be up: four bits each, the first lowest */
    oh_leg leg;
    oh_action action; /* the answer, still to be fulfilled (when_connected only), or 0 */
    uint32_t
        since_ms; /* the present deadline runs since (its lower half: began_ms in coordinator.c) */
    uint32_t asked_ms;     /* so: something is asked of the call UI since */
    uint32_t silent_ms;    /* our audio was dead in the last reports, for so long */
    uint32_t deaf_ms;      /* and nothing came from the peer */
    uint16_t asked : 14;   /* of the call UI, whose action has not come (wish.c) */
    uint16_t bounce : 2;   /* enum bounce */
    uint8_t ui : 3;        /* enum ui_state */
    uint8_t deadline : 3;  /* enum call_deadline that since_ms belongs to */
    uint8_t direction : 2; /* enum oh_direction: what the engine was told last */
    uint8_t digit_count : 5;
    uint8_t cures : 3; /* episodes of dead audio; one more than CURES_MAX: it was told */
    uint8_t group;     /* of joined calls: one more than the lowest slot among them; 0: alone */
    uint8_t sip : 3;   /* enum oh_sip_state */
    bool outgoing : 1;
    bool uses_session : 1;
    bool preparing : 1;       /* the engine's answer is not ready yet */
    bool wanted : 1;          /* the user decided to talk: answered, or started */
    bool held : 1;            /* the user holds it, or turned to another call (focus) */
    bool parked : 1;          /* that is not his doing: for a foreign call, and the call UI has not
                               * held it (foreign.c) */
    bool sip_held : 1;        /* the peer was told so */
    bool changing : 1;        /* a re-INVITE of ours is in flight */
    bool told_connecting : 1; /* outgoing: the call UI was told */
    bool told_connected : 1;  /* so it was */
    bool muted : 1;           /* the user is not to be heard */
    bool told_muted : 1;      /* the engine was told so */
    bool remote_held : 1;     /* the peer holds it */
    bool transferring : 1;    /* a REFER of ours is open */
    bool deaf : 1;            /* the application was told that nothing comes */
    bool pushed : 1;          /* a push of it came */
    bool video : 1;           /* it has video, or is asked to */
    bool outdated : 1;        /* what the call UI shows of it has changed */
    bool auto_answer : 1;     /* it is to be answered without the user: asked for once it is shown
                               * and nobody talks */
    bool mixed : 1;           /* the engine was told to mix it with the others of its group */
    bool to_talk : 1;         /* the application wants to talk on it: asked for once whoever is
                               * talked to is held */
};

/* The user holds it, as he sees it. */
static inline bool call_shown_held(const struct call *call)
{
    return call->held && !call->parked;
}

/* Report it to the call UI; the report's completion is to come. */
void call_report(struct call *call, struct oh_commands *out);

/* Whether it needs the audio session: somebody wants to talk on it, now or as soon as it is up. */
bool call_needs_audio(const struct call *call);

/* Which deadline runs, and how long it is. */
enum call_deadline call_deadline(const struct call *call, bool audio_on);
uint32_t call_duration_ms(const struct oh_policy *policy, enum call_deadline deadline);

/* Make the commands follow the facts, and the deadline with them; at the end of every step. */
void call_settle(struct call *call, const struct oh_policy *policy, bool audio_on, uint64_t now_ms,
                 struct oh_commands *out);

/* Refuse an INVITE that has no final response yet: 480, 481, 482, 486, 488, 603 by the reason. */
void call_reject(oh_leg leg, const struct oh_policy *policy, enum oh_reason reason,
                 struct oh_commands *out);

/* Tell the engine that the call is over for us. */
void call_end_leg(const struct call *call, const struct oh_policy *policy, enum oh_reason reason,
                  struct oh_commands *out);

#endif
