/*
 * A world: a real coordinator ("mind") and the environment's own record of what happened, which is
 * made from the commands alone. Moves are in environment_*.c, what a command does to the record in
 * obey.c, properties in properties.c and rest.c.
 */
#ifndef CHECK_WORLD_H
#define CHECK_WORLD_H

#include "offhook/offhook.h"

#define KEYS_MAX  3  /* logical calls at most: what a push and an INVITE share */
#define WORDS_MAX 18 /* of 8 bytes, in a state's record */
#define LEGS      2  /* INVITEs a key: the first, and a fork or a new attempt */

/* Call ids a key: a fresh one with each event that may begin a call. */
enum { ID_FIRST, ID_RETRY, ID_PUSH, IDS };

/* ---- Adversaries: behaviours that can be switched on ---- */

#define ADV(number) (UINT64_C(1) << (number))

/* `all`: the eleven of docs/environment.md. */
#define ADV_GRAB       ADV(0)
#define ADV_LOSE       ADV(1)
#define ADV_EARLY      ADV(2)
#define ADV_DEACTIVATE ADV(3)
#define ADV_INTERRUPT  ADV(4)
#define ADV_SERVICES   ADV(5)
#define ADV_RESET      ADV(6)
#define ADV_HOLD       ADV(7)
#define ADV_STALE      ADV(8)
#define ADV_PUSH       ADV(9)
#define ADV_REPORT     ADV(10)
#define ADV_ALL        (ADV(11) - 1)

/* Beyond `all`, and once a run, too. */
#define ADV_CANCEL_PUSH ADV(11)
#define ADV_APP         ADV(12)
#define ADV_SILENCE     ADV(13)
#define ADV_FOREIGN     ADV(14)

/* As often as they like. */
#define ADV_FORK         ADV(16)
#define ADV_RETRY        ADV(17)
#define ADV_ELSEWHERE    ADV(18)
#define ADV_PREPARING    ADV(19)
#define ADV_NO_SESSION   ADV(20)
#define ADV_OUTGOING     ADV(21)
#define ADV_MUTE         ADV(22)
#define ADV_DIGITS       ADV(23)
#define ADV_AUTO         ADV(24)
#define ADV_TRANSFER     ADV(25)
#define ADV_WISHES       ADV(27)
#define ADV_MUTE_WISHES  ADV(28)
#define ADV_DIGIT_WISHES ADV(29)
#define ADV_BOUNCE       ADV(30)
#define ADV_AWAY         ADV(26) /* to `services` under a system: a third more states, not in `all` */

#define ADV_ROUTE    ADV(40)
#define ADV_DND      ADV(41)
#define ADV_LEFTOVER ADV(42)
#define ADV_OLD_PUSH ADV(43)
#define ADV_KEYLESS  ADV(44)
#define ADV_UPDATE   ADV(45)
#define ADV_REPLACE  ADV(46)
#define ADV_REDIRECT ADV(47)

#define ADV_GROUPS       ADV(50)
#define ADV_GROUP_WISHES ADV(51)

/* Worlds in which there is more to a call, or to the world (struct env_more, struct env_extra). */
#define ADV_MORE                                                                  \
    (ADV_MUTE | ADV_DIGITS | ADV_AUTO | ADV_TRANSFER | ADV_SILENCE | ADV_WISHES | \
     ADV_MUTE_WISHES | ADV_DIGIT_WISHES | ADV_BOUNCE | ADV_FOREIGN | ADV_EXTRA)
#define ADV_EXTRA                                                                     \
    (ADV_DND | ADV_LEFTOVER | ADV_OLD_PUSH | ADV_KEYLESS | ADV_UPDATE | ADV_REPLACE | \
     ADV_REDIRECT | ADV_GROUPS | ADV_GROUP_WISHES)

/* Not a behaviour: nothing may depend on a rung's time. */
#define ADV_NO_RUNGS ADV(63)

#define TURNS 16 /* adversaries that act once a run */

/* ---- The environment's record ---- */

enum leg_state {
    LEG_NONE = 0,  /* has not come */
    LEG_OFFERED,   /* an INVITE without final response */
    LEG_ACCEPTING, /* ACCEPT was given */
    LEG_ACCEPTED,  /* the 200 left (came) */
    LEG_UP,        /* the ACK came (left) */
    LEG_ENDING,    /* REJECT or END was given, ENDED is owed */
    LEG_GONE,
    LEG_INVITING, /* outgoing */
    LEG_PROGRESSED
};

struct env_leg {
    uint16_t sip : 4;        /* enum leg_state */
    uint16_t open : 2;       /* enum oh_direction */
    uint16_t held : 1;       /* what the peer was told last */
    uint16_t changing : 1;   /* a re-INVITE of ours is in flight */
    uint16_t preparing : 1;  /* the answer is not ready */
    uint16_t no_session : 1; /* its media does not use the audio session */
    uint16_t outgoing : 1;
    uint16_t muted : 1;        /* what the engine was told last */
    uint16_t asks : 1;         /* the caller asks to be answered at once */
    uint16_t transferring : 1; /* a REFER of ours is open */
    uint16_t lost : 1;         /* nothing comes from the peer any more */
    uint16_t remote_held : 1;  /* the peer holds it */
};

/* What the call UI's service knows of one id. */
enum shown {
    SHOWN_NOT = 0,
    SHOWN_PENDING, /* reported, not completed */
    SHOWN_YES,
    SHOWN_OVER
};

struct env_ui {
    uint8_t shown : 2;      /* enum shown */
    uint8_t answered : 1;   /* the user answered or started it */
    uint8_t open : 1;       /* and that action is not answered yet (when_connected) */
    uint8_t held : 1;       /* the user holds it */
    uint8_t over : 1;       /* it is over: to be ended when its report completes */
    uint8_t connected : 1;  /* outgoing: reported connected */
    uint8_t completing : 1; /* over, ended by the user before its report completed */
};

struct env_key {
    struct env_leg legs[LEGS];
    struct env_ui ids[IDS];
    uint8_t done : 1;    /* the user, here or elsewhere, is done with it */
    uint8_t gave_up : 1; /* the caller is */
    uint8_t latest : 2;  /* the id under which it was last reported to be talked on */
    uint8_t waits : 1;   /* a push was reported, and its INVITE has not come */
};

/* What can be wished of a call that is there, and asked of the call UI, as bits. */
enum wish {
    WISH_ANSWER = 1 << 0,
    WISH_END = 1 << 1,
    WISH_HOLD = 1 << 2,
    WISH_RESUME = 1 << 3,
    WISH_MUTE = 1 << 4,
    WISH_UNMUTE = 1 << 5,
    WISH_START = 1 << 6,
    WISH_DIGITS = 1 << 7,
    WISH_TO_TALK = WISH_ANSWER | WISH_RESUME,
};

/* What became of them, each a set. */
struct env_wishes {
    uint8_t open;    /* somebody wishes it, and waits for it to be done, or to be told otherwise */
    uint8_t asked;   /* the call UI was asked for it, and has not done or refused it */
    uint8_t pending; /* the same, but that nobody may wait for it any more */
};

/* Hold and resume that the core asks for of its own accord. */
enum bounces {
    BOUNCES_NOT = 0,
    BOUNCES, /* it is to be held, and then resumed */
    BOUNCED  /* it was tried; not once more until audio is on */
};

/* What only some worlds ask for (ADV_MORE), and only their records hold. */
struct env_more {
    struct env_wishes wishes[IDS];
    uint8_t muted : IDS;     /* the user is, on this id */
    uint8_t given_up : IDS;  /* nobody but the user will answer it any more */
    uint8_t silent : 1;      /* in the last report our audio was dead */
    uint8_t unheard : 1;     /* and nothing came from the peer */
    uint8_t told_silent : 1; /* and that is what the application knows */
    uint8_t told_deaf : 1;
    uint8_t outdated : IDS; /* what the call UI shows of it changed, and it was not told */
    uint8_t bounce : 2;     /* enum bounces */
    uint8_t cures : 2;      /* episodes of dead audio that were to be cured */
    uint8_t parked : IDS;   /* held for a foreign call, and the call UI has not held it */
    uint8_t grouped : 1;    /* it is joined to others, as the call UI has it: of three calls, no two
                             * groups can be */
    uint8_t parted : 1;     /* and the engine cannot mix it with them */
    uint8_t mixed : LEGS;   /* legs that the engine mixes */
    uint8_t group_asked : 1;   /* the call UI was asked to join it, or to take it out */
    uint8_t group_pending : 1; /* it may do so, and nobody waits for it any more */
    uint8_t dialled[IDS];      /* how often he dialled DIALLED since digits last left */
};

/* And of the world as a whole. */
struct env_extra {
    uint8_t undisturbed : 1;     /* the user is not to be disturbed */
    uint8_t leftover : 2;        /* enum shown: a call of a former process */
    uint8_t old_pushes : 1;      /* a push came that was stored for long */
    uint8_t foreign : 2;         /* enum oh_foreign: a call of another application */
    uint8_t foreign_told : 2;    /* as the core was told last */
    uint8_t foreign_by_user : 1; /* it is over, and the user ended it; until that is told */
};

#define DIALLED     "1234567" /* more than one command holds */
#define DIALLED_MAX 3         /* counted up to here: more than fits */

enum owner {
    OWNER_NONE = 0, /* the session is inactive */
    OWNER_SYSTEM,
    OWNER_US,
    OWNER_ENGINE /* the engine took it by itself */
};

enum owed {
    OWED_NONE = 0,
    OWED_DUE,     /* the system will activate the session */
    OWED_POSSIBLE /* it may */
};

struct env {
    uint32_t used : TURNS; /* adversaries that had their turn */
    uint32_t owner : 2;
    uint32_t owed : 2;
    uint32_t interrupted : 1; /* other audio has the upper hand */
    uint32_t away : 1;        /* the audio server died, and is not back */
    uint32_t unusable : 1;    /* active, but activated while interrupted */
    uint32_t configured : 1;
    uint32_t enabled : 1;     /* the engine's audio */
    uint32_t prepare : 3;     /* 0, or 1 + enum oh_prepare in flight */
    uint32_t grab_told : 1;   /* the engine has yet to say that it took the session */
    uint32_t dead : 1;        /* the devices are: nothing is captured or played, enabled or not */
    uint32_t late_answer : 1; /* a PREPARE succeeded before the session was lost; it says so late */
    struct env_key keys[KEYS_MAX];
    struct env_extra extra;
    struct env_more more[KEYS_MAX];
};

/* ---- What is explored ---- */

struct strategy;

struct setting {
    const struct strategy *strategy;
    struct oh_policy policy;
    uint64_t adversaries;
    uint8_t keys;
    uint8_t slots; /* calls_max of the mind */
    uint8_t ids;   /* ids a key that can occur: ID_RETRY and ID_PUSH only with their adversaries */
    uint8_t env_bytes, more_bytes, mind_bytes, words; /* of a record; setting_complete() */
    uint8_t mind_head_bytes, slot_bytes;              /* of the mind's; see strategy.h */
    bool exact; /* make no two states one that behave alike but tell other reasons */
};

/* The largest mind: a core of KEYS_MAX calls. */
#define MIND_MAX     1024
#define COMMANDS_MAX 96

struct scene {
    const struct setting *setting;
    struct env env;

    /* Of the present move only. */
    uint64_t broken;            /* properties, as bits */
    enum oh_event_type telling; /* the event being told */
    uint8_t action_key, action_id;
    oh_action action;          /* the action that it carries, until it is answered */
    bool reported;             /* a report was given */
    bool keyless;              /* the event that is told has no match key */
    bool stored;               /* the push that is told was stored for longer than T_RING */
    uint8_t sent[KEYS_MAX];    /* digits */
    uint8_t told;              /* the application: enum oh_told as bits */
    bool restarted;            /* media, of some leg */
    uint8_t spared;            /* 1 + key: the call is to be held, not to be ended */
    uint8_t still_held;        /* the application was told so, of these keys */
    struct oh_call_id other;   /* to whom it is, or is to be, joined; zeros: to nobody */
    unsigned regroupings;      /* how often the call UI was asked to */
    uint32_t reasons;          /* for which something may end now: enum oh_reason as bits */
    uint8_t followed, refused; /* transfers of the peer's: how often answered so */
    struct oh_event event;     /* the event itself, in an exact setting */
    struct oh_commands out;
    struct oh_command items[COMMANDS_MAX];

    _Alignas(uint64_t) uint8_t mind[MIND_MAX];
};

/* Reports of frames cover this time: two of them are T_SILENT, and here T_DEAF, too. */
#define REPORT_MS(setting) ((setting)->policy.deadlines.silent_ms / 2)

/* Prepare a scene; then its start, and a copy of another's state. */
void scene_init(struct scene *scene, const struct setting *setting);
void scene_copy(struct scene *to, const struct scene *from);

/* Tell the mind one event, and obey its commands. */
void scene_tell(struct scene *scene, const struct oh_event *event);
void scene_fire(struct scene *scene, uint8_t who);

/* Identities, in events and back. Return false for one that the environment never gave out. */
struct oh_call_id id_of(unsigned key, unsigned id);
oh_leg leg_of(unsigned key, unsigned leg);
bool id_back(const struct oh_call_id *call, uint8_t *key, uint8_t *id);
bool leg_back(oh_leg number, uint8_t *key, uint8_t *leg);

/* The wish that a request or a refusal is about, or that an action fulfils; 0: none of these. */
uint8_t wish_of_request(uint8_t request, bool on);
uint8_t wish_of_action(oh_action action);

/* It is done, whoever did it. What the call UI was asked for it may do once more. */
void close_wish(struct env_wishes *wishes, uint8_t wish);

/* Actions of the call UI: one number a kind is enough, as each is answered before the next. */
enum {
    ACTION_ANSWER = 1,
    ACTION_END,
    ACTION_HOLD,
    ACTION_UNHOLD,
    ACTION_START,
    ACTION_MUTE,
    ACTION_UNMUTE,
    ACTION_DIAL,
    ACTION_JOIN,
    ACTION_LEAVE
};

/* ---- Facts of the record ---- */

static inline bool leg_lives(const struct env_leg *leg)
{
    return leg->sip != LEG_NONE && leg->sip != LEG_ENDING && leg->sip != LEG_GONE;
}

static inline bool ui_lives(const struct env_ui *ui)
{
    return ui->shown == SHOWN_PENDING || ui->shown == SHOWN_YES;
}

/* Nobody but the system has a say: other audio runs, or a foreign call is talked on. */
static inline bool session_taken(const struct env *env)
{
    return env->interrupted || env->extra.foreign == OH_FOREIGN_ACTIVE;
}

static inline bool session_active(const struct env *env)
{
    return env->owner == OWNER_SYSTEM || env->owner == OWNER_US;
}

bool key_answered(const struct env_key *key); /* the user talks, or wants to, on this call */
bool key_held(const struct env_key *key);     /* he holds it */
bool is_on_hold(const struct env *env, unsigned key, unsigned id); /* or T_LOST did for him */
bool key_on_hold(const struct env *env, unsigned key);
bool key_lives(const struct env_key *key); /* an INVITE of it lives, or is waited for */
bool uses_session(const struct env_key *key);
bool session_wanted(const struct scene *scene);

/* The user turned to this call, by answer, start or resume: where no system has seen to it, whoever
 * had the session is held from now on. Told after the step, for a call that is over gets nothing.
 */
void turn_to(struct scene *scene, unsigned key, unsigned id);

/* The user has joined them, as the call UI has it; and they hear each other, or will. */
static inline bool joined(const struct env *env, unsigned key, unsigned other)
{
    return key != other && env->more[key].grouped && env->more[other].grouped;
}

static inline bool mixable(const struct env *env, unsigned key, unsigned other)
{
    return joined(env, key, other) && !env->more[key].parted && !env->more[other].parted;
}

/* The user talks to it and to others of its group, which would not be let otherwise (S8). */
bool is_beside(const struct scene *scene, unsigned key);

/* The call UI did it: the call is joined to the one that is named in the scene, or to nobody. */
void regroup(struct scene *scene, unsigned key);

/* What is left of groups when calls are over. */
void settle_groups(struct scene *scene);

/* The call of a former process that the call UI still shows. */
#define LEFTOVER_ID 15

/* The core's list of calls has it. */
bool core_knows(const struct scene *scene, unsigned key, unsigned id);

/* Somebody is talked to already: a call is being accepted, or placed, or up; or a foreign one. */
bool talks(const struct env *env);

/* Whether the peer of a leg is to be heard of: open that way, nobody holds, no re-INVITE of ours.
 */
static inline bool must_hear(const struct env_leg *leg)
{
    return leg->sip == LEG_UP && leg->open & OH_DIRECTION_RECEIVE && !leg->remote_held &&
           !leg->changing;
}

/* A push was reported on this id, and no INVITE is of it. */
static inline bool has_no_invite(const struct env_key *key, unsigned id)
{
    return id == ID_PUSH && key->waits;
}

/* Whether it is to be answered without the user: an INVITE that waits for its answer. */
bool answers_itself(const struct scene *scene, unsigned key, unsigned id);
bool somebody_waits(const struct env *env); /* an answered call, as the call UI has it */
void lose_session(struct env *env);

/* ---- Properties ---- */

enum property {
    P_S1,
    P_S2,
    P_S3,
    P_S3B,
    P_S4,
    P_S5,
    P_S6,
    P_S7,
    P_S8,
    P_S9,
    P_S10,
    P_S11,
    P_S12,
    P_S13,
    P_S14,
    P_S15,
    P_S16,
    P_S17,
    P_S18,
    P_S19,
    P_S20,
    P_S21,
    P_S22,
    P_S23,
    P_S24,
    P_S26,
    P_S27,
    P_S28,
    P_S29,
    P_S30,
    P_S31,
    P_S32,
    P_S33,
    P_S34,
    P_S35,
    P_S36,
    P_S37,
    P_S38,
    P_S39,
    P_Q1,
    P_Q2,
    P_Q3,
    P_Q4,
    P_Q5,
    P_Q6,
    P_Q7,
    P_Q8,
    P_Q9,
    P_R1,
    PROPERTIES
};

const char *property_name(enum property property);
const char *property_text(enum property property);
int property_from(const char *name);

static inline void breaks(struct scene *scene, enum property property)
{
    scene->broken |= UINT64_C(1) << property;
}

/* What must hold in every state. */
uint64_t broken_by_state(const struct scene *scene);

/* The restricted worlds in which only obligations happen. */
enum { OPEN = 1, QUIET = 2, HOSTILE = 4, MUTE = 8, LAST_RESORT = 16, CLOCK = 32 };

/* What must hold where no move of such a world is left. `worlds`: the union of what every move
 * that can be made returned; `helps`: the same without last resorts; `comes`: without any deadline
 * of a call. */
uint64_t broken_at_rest(const struct scene *scene, uint8_t worlds, uint8_t helps, uint8_t comes);

/* A number that falls with each move of a world; see rank.c. Only where the strategy has ranks. */
uint32_t rank_of(const struct scene *scene, uint8_t world);

/* A leg that is up is heard both ways, as far as the session goes. */
bool leg_has_audio(const struct scene *scene, const struct env_leg *leg);

/* Two can hear each other: what the whole thing is for. */
bool somebody_talks(const struct scene *scene);

#endif
