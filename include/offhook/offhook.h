/*
 * offhook: the coordinator of a VoIP call's answer path.
 *
 * Three parties must agree on a call: the engine (a SIP/WebRTC stack), the system's call UI, and
 * the audio session. They tell the core facts (events), the core says what each is to do
 * (commands). The core does no I/O, reads no clock, starts no thread, allocates nothing and never
 * fails; one caller drives it from one serial context. Words: docs/glossary.md. Who answers what,
 * when: docs/protocol.md.
 */
#ifndef OFFHOOK_OFFHOOK_H
#define OFFHOOK_OFFHOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define OH_VERSION_MAJOR 0
#define OH_VERSION_MINOR 1
#define OH_VERSION_PATCH 0

/* "major.minor.patch" of the library that runs, as SemVer has it. Static. */
const char *oh_version(void);

/* No deadline is running. */
#define OH_NEVER UINT64_MAX

/*
 * A call as the call UI knows it: 16 bytes, fresh for each call (a UUID), never used twice. Whoever
 * posts an event that may begin a call (INVITED, PUSHED, STARTED) brings the id; the core uses it
 * if a call begins.
 */
struct oh_call_id {
    uint8_t bytes[16];
};

/*
 * A leg: one SIP dialog or transaction, numbered by the engine from 1, each number used once. 0: no
 * leg. Engine events name the leg, not the call, because two INVITEs may belong to one call
 * (forking).
 */
typedef uint32_t oh_leg;

/*
 * What a push and an INVITE of the same call share (a hash of, say, the Call-ID), with the
 * direction mixed in. 0: absent; such an event belongs to the only call that lacks its other half,
 * if there is exactly one, or begins a call of its own. A push without a key joins the only ringing
 * INVITE that had no push, for as long as that rings: the ring is the window.
 */
typedef uint64_t oh_match_key;

/* An action of the call UI (CXAction): numbered by the call UI from 1. 0: none. */
typedef uint32_t oh_action;

/* ---------------------------------------------------------------------------------------------------
 * Events: facts, in the past tense, party first. Values are only ever appended.
 * The field named behind each is what the event carries beside `type` and `now_ms`.
 * ------------------------------------------------------------------------------------------------
 */
enum oh_event_type {
    OH_EV_NONE = 0,

    /* The engine, by leg. */
    OH_EV_ENGINE_INVITED = 1, /* leg, call (fresh), match_key, flags OH_INVITE_*: an INVITE came */
    OH_EV_ENGINE_PREPARED,    /* leg: our answer is ready (only after OH_INVITE_PREPARING) */
    OH_EV_ENGINE_PREPARE_FAILED, /* leg: no answer can be made; the call is refused with 488 */
    OH_EV_ENGINE_PROGRESSED, /* leg, flags OH_PROGRESS_*: the callee rings, or sends early media */
    OH_EV_ENGINE_ACCEPTED,   /* leg: the 200 left (incoming) or came (outgoing) */
    OH_EV_ENGINE_CONNECTED,  /* leg: the ACK came (incoming) or left (outgoing) */
    OH_EV_ENGINE_MEDIA_AGREED, /* leg: for the trace */
    OH_EV_ENGINE_ENDED,   /* leg, reason: the leg is over, whoever ended it; once for each leg */
    OH_EV_ENGINE_HELD,    /* leg: the peer took our HOLD */
    OH_EV_ENGINE_RESUMED, /* leg: the peer took our RESUME */
    OH_EV_ENGINE_CHANGE_FAILED,   /* leg: the peer refused our HOLD or RESUME for good */
    OH_EV_ENGINE_REMOTE_HELD,     /* leg */
    OH_EV_ENGINE_REMOTE_RESUMED,  /* leg */
    OH_EV_ENGINE_REPLACED,        /* leg, other_leg (fresh), flags OH_INVITE_*: an INVITE came
                                     whose dialog takes leg's place (RFC 3891) */
    OH_EV_ENGINE_REDIRECTED,      /* leg, other_leg (fresh: that of the INVITE to where it points):
                                     a 3xx came and leg is over; no ENDED follows. INVITE of
                                     other_leg follows, or END */
    OH_EV_ENGINE_TRANSFER_ASKED,  /* leg, other_leg (fresh: that of the call which is asked for),
                                     call  (fresh), flags OH_START_*: the peer sent REFER (RFC 3515)
                                   */
    OH_EV_ENGINE_TRANSFERRED,     /* leg: our REFER was carried out */
    OH_EV_ENGINE_FLOWED,          /* leg, frames, span_ms: what flowed in that time; while a gate of
                                     it is open, about once a second; the rest
                                     when the last gate closes */
    OH_EV_ENGINE_DIGITS_RECEIVED, /* leg, digits: for the trace */
    OH_EV_ENGINE_VIDEO_ASKED,     /* leg: the peer offers video in a call that has none; shown
                                     (UI_UPDATE), the engine itself declines it */
    OH_EV_ENGINE_AUDIO_GRABBED,   /* the engine took the audio session by itself, early */

    /* The call UI, by call. Those with an action must be answered, exactly once, by FULFIL or FAIL.
     */
    OH_EV_UI_REPORTED,       /* call: the report completed, the call rings; or the call UI shows one
                                that we know nothing of (of a former process): it is ended */
    OH_EV_UI_REPORT_REFUSED, /* call, code (the platform's): it does not ring (Do Not Disturb, block
                                list) */
    OH_EV_UI_ANSWERED,       /* call, action */
    OH_EV_UI_ENDED,          /* call, action: the user declined or hung up */
    OH_EV_UI_STARTED, /* call (fresh), action, leg (fresh), flags OH_START_*: the user places a call
                       */
    OH_EV_UI_HELD,    /* call, action, on */
    OH_EV_UI_MUTED,   /* call, action, on */
    OH_EV_UI_DIGITS,  /* call, action, digits */
    OH_EV_UI_GROUPED, /* call, action, other_call (all zeros: it leaves its group) */
    OH_EV_UI_ACTION_TIMED_OUT, /* call, action, request (its kind; none: unknown): not answered in
                                  time; it must not be answered any more */
    OH_EV_UI_REQUEST_REFUSED,  /* call, request, on (hold, mute) */
    OH_EV_UI_RESET,        /* the system's call service died: every call and action in it is void */
    OH_EV_UI_BEGAN,        /* the call service is there: for the trace */
    OH_EV_UI_FOREIGN_CALL, /* foreign, reason: how the calls of other applications (cellular ones)
                              stand now, the busiest of them; with none left: who ended it */

    /* The audio session. */
    OH_EV_AUDIO_ACTIVATED,   /* found: the system activated the session (CallKit's didActivate) */
    OH_EV_AUDIO_DEACTIVATED, /* the system deactivated it, or the device was taken */
    OH_EV_AUDIO_INTERRUPTED, /* another audio took over; the session is inactive */
    OH_EV_AUDIO_INTERRUPTION_ENDED, /* may be missing altogether (AS-21) */
    OH_EV_AUDIO_SERVICES_LOST,      /* the audio server died */
    OH_EV_AUDIO_SERVICES_RESET,     /* the audio server is back; every audio object is void */
    OH_EV_AUDIO_PREPARED,           /* answer to PREPARE: active, configured, may be enabled */
    OH_EV_AUDIO_PREPARE_FAILED,     /* answer to PREPARE */
    OH_EV_AUDIO_RELEASED,           /* answer to RELEASE: for the trace */
    OH_EV_AUDIO_ROUTE_CHANGED,      /* found: other devices; whether the session is of use with
                                       them */

    /* Push. */
    OH_EV_PUSHED, /* call (fresh), match_key, flags OH_PUSH_*, age_ms */

    /* The application's wishes. They go through the call UI: each becomes a REQUEST, and is done
     * when the action comes back. What is refused, or does not come back within T_REQUEST, is given
     * up and told (REFUSED); an end is carried out all the same. What is so already, or asked for
     * already, is not asked for again. UNDISTURBED and TRANSFERRED need no asking. */
    OH_EV_APP_PLACED, /* call (fresh), leg (fresh), flags OH_START_*; INVITE of the leg follows, or
                         END if it is not started */
    OH_EV_APP_ANSWERED, /* call; whom the user talks to is held first, if one may talk (focus) */
    OH_EV_APP_ENDED,    /* call, reason; none: the user's wish. With a reason it is a fact: the call
                           is over at once, and the call UI is told */
    OH_EV_APP_HELD,     /* call, on; off: as ANSWERED */
    OH_EV_APP_MUTED,    /* call, on */
    OH_EV_APP_DIGITS,   /* call, digits */
    OH_EV_APP_GROUPED,  /* call, other_call (all zeros: it leaves its group); ignored while one is
                           open */
    OH_EV_APP_SWAPPED,  /* call: talk on this one, hold whoever is talked to now */
    OH_EV_APP_TRANSFERRED, /* call: pass it on; ignored while one is open. No REQUEST: no call UI
                              knows it */

    /* The clock. */
    OH_EV_TIME, /* nothing but now_ms */

    OH_EV_ENGINE_TRANSFER_FAILED, /* leg, code (SIP): our REFER, or the call it asked for */
    OH_EV_ENGINE_GROUP_FAILED,    /* leg: it cannot be mixed with the others of its group, and is
                                     mixed with none of them */
    OH_EV_ENGINE_CALLER_CHANGED,  /* leg: who calls is known better now */
    OH_EV_APP_UNDISTURBED,        /* on: who calls is refused (486), nobody is told; or not any more
                                   */

    OH_EVENT_TYPES
};

/* Flags of OH_EV_ENGINE_INVITED. */
enum {
    OH_INVITE_VIDEO = 1 << 0,     /* the offer has video */
    OH_INVITE_HAS_OFFER = 1 << 1, /* an SDP offer came with it; for the trace */
    OH_INVITE_MERGED =
        1 << 2, /* same From tag, Call-ID and CSeq as one we have (RFC 3261 8.2.2.2) */
    OH_INVITE_AUTO_ANSWER = 1 << 3, /* the caller asks for it */
    OH_INVITE_NO_SESSION = 1 << 4, /* its media (tone, file, echo) does not use the audio session */
    OH_INVITE_PREPARING =
        1 << 5, /* our answer is not ready yet: PREPARED or PREPARE_FAILED follows */
};

/* Flags of OH_EV_ENGINE_PROGRESSED, for the trace: whichever it is, there may be something to hear,
 * and the leg is opened for receiving (S16). */
enum {
    OH_PROGRESS_RINGING = 1 << 0,     /* the callee rings; ring-back is to be heard */
    OH_PROGRESS_EARLY_MEDIA = 1 << 1, /* the callee sends media before it answers */
};

/* Flags of OH_EV_UI_STARTED. */
enum {
    OH_START_NO_SESSION = 1 << 0, /* as OH_INVITE_NO_SESSION */
};

/* Flags of OH_EV_PUSHED. */
enum {
    OH_PUSH_MUST_REPORT =
        1 << 0,              /* the platform demands a report before the push's callback returns */
    OH_PUSH_CANCEL = 1 << 1, /* it tells that the call is over */
};

/* How an activated session was found (OH_EV_AUDIO_ACTIVATED). */
enum oh_found {
    OH_FOUND_USABLE = 0,
    OH_FOUND_NO_INPUT = 1,    /* no input is available */
    OH_FOUND_OTHER_AUDIO = 2, /* another application's audio plays */
};

/* How the calls of other applications stand, which share the call UI and the audio session with us:
 * the busiest of them. */
enum oh_foreign {
    OH_FOREIGN_NONE = 0,
    OH_FOREIGN_HELD = 1,
    OH_FOREIGN_RINGING = 2,
    OH_FOREIGN_ACTIVE = 3,
};

/* Why a leg or a call ended, in both directions. Adapters map SIP causes and CXCallEndedReason to
 * it. */
enum oh_reason {
    OH_REASON_NONE = 0,
    OH_REASON_FAILED = 1,             /* something broke; see the trace */
    OH_REASON_REMOTE = 2,             /* the peer hung up, or gave up calling */
    OH_REASON_UNANSWERED = 3,         /* nobody answered in time */
    OH_REASON_ANSWERED_ELSEWHERE = 4, /* on another device of the user */
    OH_REASON_DECLINED_ELSEWHERE = 5,
    OH_REASON_USER = 6,      /* the user declined or hung up */
    OH_REASON_REFUSED = 7,   /* the call UI did not show it (Do Not Disturb, block list) */
    OH_REASON_BUSY = 8,      /* the peer is busy, or we have no place for the call */
    OH_REASON_NO_INVITE = 9, /* the push's INVITE never came */
    OH_REASON_NO_AUDIO = 10, /* the audio session did not come on in time */
    OH_REASON_NO_ACK = 11,   /* the caller never confirmed our 200 */
    OH_REASON_UI_RESET = 12, /* the system's call service died */
    OH_REASON_MERGED = 13,   /* the INVITE is another branch of one we have */
    OH_REASON_DECLINED = 14, /* the callee declined */
    OH_REASON_MEDIA = 15, /* the two ends have no media in common, or the engine's media failed */
    OH_REASON_UNREACHABLE = 16, /* no route, no registration, no such user */
    OH_REASON_STOPPED = 17,     /* the application is closing; the user decided nothing */
    OH_REASON_TRANSFERRED = 18, /* the user passed it on: the peer talks to somebody else now */
    OH_REASON_REPLACED = 19,    /* another leg took its place */
    OH_REASON_INSECURE = 20,    /* the media's encryption is not what was promised, or required */
    OH_REASONS
};

/* Frames that went each way in the span of a FLOWED, for judging silence by frames, not by level.
 */
struct oh_frames {
    uint32_t sent;
    uint32_t received;
    uint32_t captured; /* by the device (or what stands for it); muted ones, too */
    uint32_t played;
    uint32_t alive; /* other signs of life from the peer: RTCP, comfort noise, ICE consent */
};

/* The most digits that one event may bring, and that may wait for a call to be up. */
#define OH_DIGITS_MAX 16

/* One fact. Fields that the type does not name are ignored; OH_EVENT() zeroes them. Of an older,
 * shorter struct (`size` says so) what is missing counts as 0. */
struct oh_event {
    uint32_t size; /* sizeof(struct oh_event) */
    enum oh_event_type type;
    uint64_t now_ms; /* monotonic, counting suspended time; if it goes back, no time has passed */
    struct oh_call_id call;
    oh_match_key match_key;
    oh_leg leg;
    oh_leg other_leg;
    oh_action action;
    uint16_t flags;                 /* OH_INVITE_*, OH_PROGRESS_*, OH_START_*, OH_PUSH_*, by type */
    uint16_t code;                  /* the platform's own number, for the trace */
    uint8_t reason;                 /* enum oh_reason */
    uint8_t found;                  /* enum oh_found */
    uint8_t request;                /* enum oh_request */
    uint8_t on;                     /* HELD, MUTED and the like: 1 on, 0 off */
    uint32_t age_ms;                /* PUSHED: how old it says it is */
    struct oh_frames frames;        /* FLOWED */
    uint32_t span_ms;               /* FLOWED: the time that `frames` covers */
    char digits[OH_DIGITS_MAX + 1]; /* 0 to 9, *, #, A to D; ended by a NUL. Never in a trace */
    uint8_t foreign;                /* FOREIGN_CALL: enum oh_foreign */
    struct oh_call_id other_call;   /* GROUPED */
};

#define OH_EVENT(event_type, ...) \
    ((struct oh_event){.size = sizeof(struct oh_event), .type = (event_type), __VA_ARGS__})

/* ---------------------------------------------------------------------------------------------------
 * Commands: orders, party first. Values are only ever appended. Carry them out in order; being
 * asked twice must do no harm.
 * ------------------------------------------------------------------------------------------------
 */
enum oh_command_type {
    OH_CMD_NONE = 0,

    /* To the engine. REJECT and END close the leg's gates, too; ENDED follows either. */
    OH_CMD_ENGINE_RING = 1, /* leg: 180 */
    OH_CMD_ENGINE_ACCEPT,   /* leg: 200 as soon as the answer is ready; ACCEPTED, then CONNECTED
                               follow */
    OH_CMD_ENGINE_REJECT,   /* leg, code (SIP), reason */
    OH_CMD_ENGINE_END,      /* leg, reason: BYE, after the ACK if need be (RFC 3261 15); CANCEL our
                               INVITE */
    OH_CMD_ENGINE_INVITE, /* leg, call: place the call that the application described under this id
                           */
    OH_CMD_ENGINE_HOLD,   /* leg: re-INVITE; HELD or CHANGE_FAILED follows */
    OH_CMD_ENGINE_RESUME, /* leg: re-INVITE; RESUMED or CHANGE_FAILED follows */
    OH_CMD_ENGINE_OPEN,   /* leg, direction: let media through */
    OH_CMD_ENGINE_CLOSE,  /* leg: let nothing through, either way */
    OH_CMD_ENGINE_MUTE,   /* leg, on */
    OH_CMD_ENGINE_SEND_DIGITS,   /* leg, digits: in this order, after what is being sent */
    OH_CMD_ENGINE_GROUP,         /* leg, other_leg: both are up; each hears the other, and all that
                                    other_leg is in a group with, as far as the gates let them (0: it
                                    leaves its group). A leg that ends leaves. GROUP_FAILED may follow */
    OH_CMD_ENGINE_TRANSFER,      /* leg: REFER to where the application described; TRANSFERRED or
                                    TRANSFER_FAILED follows, or ENDED */
    OH_CMD_ENGINE_RESTART_MEDIA, /* leg: nothing comes in; ask the peer anew (re-INVITE) */

    /* To the call UI. */
    OH_CMD_UI_REPORT,       /* call: a new incoming call; REPORTED or REPORT_REFUSED follows */
    OH_CMD_UI_REPORT_AGAIN, /* call: satisfies a push of a call that is known; nothing follows */
    OH_CMD_UI_REPORT_ENDED, /* call, reason */
    OH_CMD_UI_REPORT_CONNECTING, /* call (outgoing) */
    OH_CMD_UI_REPORT_CONNECTED,  /* call (outgoing) */
    OH_CMD_UI_UPDATE,  /* call: what is shown of it changed (who calls, video); read it again */
    OH_CMD_UI_FULFIL,  /* call, action */
    OH_CMD_UI_FAIL,    /* call, action */
    OH_CMD_UI_REQUEST, /* call, request, on (hold, mute), leg and flags (start), digits, other_call
                          (group): an action of this kind, or REQUEST_REFUSED, follows */
    OH_CMD_UI_REFRESH, /* assign the provider's configuration anew (CK-21) */
    OH_CMD_UI_REBUILD, /* make a new provider and controller (CK-63) */

    /* To the audio session. */
    OH_CMD_AUDIO_PREPARE, /* how; PREPARED or PREPARE_FAILED follows, once. One is in flight at most
                           */
    OH_CMD_AUDIO_RELEASE, /* let go of the session: setActive(false); close the streams */
    OH_CMD_AUDIO_ENABLE,  /* the engine's audio may run (RTCAudioSession.isAudioEnabled) */
    OH_CMD_AUDIO_DISABLE,

    /* To the application. */
    OH_CMD_APP_TELL, /* call, what, reason, request and on (REFUSED) */

    OH_CMD_ENGINE_ANSWER_TRANSFER, /* leg, on: take the peer's REFER (202) or refuse it (603). When
                                      taken, INVITE of its other_leg follows, or END if the call UI
                                      does not start the call */

    OH_COMMAND_TYPES
};

/* How to prepare the session (OH_CMD_AUDIO_PREPARE). */
enum oh_prepare {
    OH_PREPARE_PLAIN = 0, /* system: configure category and mode; self: acquire and configure */
    OH_PREPARE_ASSUME =
        1, /* take the session as activated though nothing was said; fail if it does not run */
    OH_PREPARE_FORCE =
        2, /* setActive(false), setActive(true), configure: the reset of an interrupted session */
    OH_PREPARE_REOPEN = 3, /* self: close what is open, acquire and configure anew */
};

/* Which way media may go through a leg. */
enum oh_direction {
    OH_DIRECTION_NONE = 0,
    OH_DIRECTION_RECEIVE = 1,
    OH_DIRECTION_SEND = 2,
    OH_DIRECTION_BOTH = 3,
};

/* What the application is told of a call that goes on (OH_CMD_APP_TELL). */
enum oh_told {
    OH_TOLD_NOTHING = 0,
    OH_TOLD_DEAF,            /* nothing comes in from the peer any more, for T_DEAF */
    OH_TOLD_HEARS_AGAIN,     /* after DEAF: it does again */
    OH_TOLD_SILENT,          /* our audio is dead, and the ladder did not cure it three times */
    OH_TOLD_TRANSFER_FAILED, /* our transfer; the call is as it was */
    OH_TOLD_REFUSED,         /* a wish was given up: the call UI refused it, or said nothing */
    OH_TOLD_STILL_HELD,      /* what it was held for is over; the user may resume it */
    OH_TOLD_GROUP_FAILED,    /* the engine cannot mix it; it left its group */
    OH_TOLD_KINDS
};

/* What we ask of the system's call UI (OH_CMD_UI_REQUEST). */
enum oh_request {
    OH_REQUEST_NONE = 0,
    OH_REQUEST_ANSWER,
    OH_REQUEST_END,
    OH_REQUEST_HOLD,
    OH_REQUEST_MUTE,
    OH_REQUEST_START,
    OH_REQUEST_DIGITS,
    OH_REQUEST_GROUP,
};

/* The most digits of one SEND_DIGITS; more go in further commands. */
#define OH_COMMAND_DIGITS_MAX 6

/* One order. Fields that the type does not name are 0. */
struct oh_command {
    uint16_t type; /* enum oh_command_type */
    uint16_t code; /* REJECT: the SIP status */
    oh_leg leg;
    oh_action action;
    uint8_t reason;    /* enum oh_reason */
    uint8_t how;       /* enum oh_prepare */
    uint8_t direction; /* enum oh_direction */
    uint8_t request;   /* enum oh_request */
    struct oh_call_id call;
    uint8_t on;
    uint8_t what;                       /* APP_TELL: enum oh_told */
    char digits[OH_COMMAND_DIGITS_MAX]; /* SEND_DIGITS, REQUEST: ended by a NUL if fewer */
    uint16_t flags;                     /* REQUEST to start: OH_START_* */
    oh_leg other_leg;                   /* GROUP */
    struct oh_call_id other_call;       /* REQUEST to group */
};

/*
 * The commands of one step. The caller owns `items` and sets `max` to their number, which must be
 * at least oh_commands_max(calls_max) (proved enough by check/); oh_step overwrites the rest.
 */
struct oh_commands {
    struct oh_command *items;
    uint16_t max;
    uint16_t count;
    bool ignored; /* the event meant nothing in the present state (a mark for the trace) */
};

/* ---------------------------------------------------------------------------------------------------
 * Policy: what a platform or an application may choose. Data, copied by oh_init.
 * ------------------------------------------------------------------------------------------------
 */
enum oh_activation {
    OH_ACTIVATION_SYSTEM =
        0, /* the system activates the session after the answer is fulfilled (CallKit) */
    OH_ACTIVATION_SELF = 1, /* we acquire it (desktop) */
};

enum oh_accept {
    OH_ACCEPT_AFTER_AUDIO = 0, /* 200 only once the session is on: the deferred answer */
    OH_ACCEPT_GATED = 1,       /* 200 at once, both gates closed until the session is on */
};

enum oh_fulfil {
    OH_FULFIL_AT_ONCE = 0,
    OH_FULFIL_WHEN_CONNECTED = 1,
};

enum oh_focus {
    OH_FOCUS_ONE = 0, /* one un-held connected call uses the session (S8) */
    OH_FOCUS_ALL = 1, /* test benches and intercoms that mix every call */
};

enum oh_ui_reset {
    OH_UI_RESET_ENDS_CALLS = 0, /* CallKit: the system forgot them */
    OH_UI_RESET_RESHOW = 1,     /* desktop: running calls go on, ringing ones are shown again */
};

enum oh_auto_answer {
    OH_AUTO_ANSWER_NEVER = 0,
    OH_AUTO_ANSWER_WHEN_ASKED = 1, /* the caller asks for it (OH_INVITE_AUTO_ANSWER) */
    OH_AUTO_ANSWER_ALWAYS = 2,
};

enum oh_call_waiting {
    OH_CALL_WAITING_ON = 0,
    OH_CALL_WAITING_OFF = 1, /* an INVITE while the user talks, or is about to, gets 486 */
};

/* What becomes of a peer's REFER. Who follows lets the peer place calls at our cost. */
enum oh_transfer {
    OH_TRANSFER_REFUSE = 0,
    OH_TRANSFER_FOLLOW = 1, /* a new call is started; the old one is held until the peer ends it */
};

/* What becomes of a 3xx (RFC 3261 8.1.3.4). Who follows calls whom the callee names, at our cost.
 */
enum oh_redirect {
    OH_REDIRECT_REFUSE = 0,
    OH_REDIRECT_FOLLOW = 1,
};

/* Whether calls may be joined in groups (three-way calls). Only for an engine that mixes: one that
 * does not says so of each that is joined (GROUP_FAILED). */
enum oh_groups {
    OH_GROUPS_OFF = 0,
    OH_GROUPS_ON = 1,
};

/* A remedy for a session that does not come on. */
enum oh_rung_kind {
    OH_RUNG_WAIT = 0,    /* the system may still activate it */
    OH_RUNG_RELEASE,     /* let go of it, so that the system can (CK-93) */
    OH_RUNG_REFRESH,     /* refresh the provider (CK-21) */
    OH_RUNG_ASSUME,      /* an un-hold was fulfilled: take the session as active (CONFLICT C3); else
                            passed over */
    OH_RUNG_HOLD_BOUNCE, /* hold and un-hold through the system (CK-109): of a call that is up, and
                            the only one, once until audio was on; else passed over */
    OH_RUNG_FORCE,       /* PREPARE with FORCE */
    OH_RUNG_PREPARE,     /* PREPARE with PLAIN: look again (system: only where it is active) */
    OH_RUNG_REOPEN,      /* PREPARE with REOPEN */
    OH_RUNG_GIVE_UP, /* the end of every ladder: the rung before is tried again until the call's own
                        deadline (T_SETUP, T_LOST) ends it with OH_REASON_NO_AUDIO */
    OH_RUNG_KINDS
};

/* One rung: the remedy, and for how long it may take effect (or rest after it failed) before the
 * next. */
struct oh_rung {
    uint8_t kind; /* enum oh_rung_kind */
    uint16_t wait_ms;
};

#define OH_RUNGS_MAX 8

/* Ended by a rung of kind OH_RUNG_GIVE_UP. */
struct oh_ladder {
    struct oh_rung rungs[OH_RUNGS_MAX];
};

/* Every deadline in milliseconds. Defaults, units and reasons: src/core/limits.h. */
struct oh_deadlines {
    uint32_t invite_ms;     /* T_INVITE: from the push to its INVITE */
    uint32_t ring_ms;       /* T_RING: nobody answers */
    uint32_t setup_ms;      /* T_SETUP: from the answer to our 200 */
    uint32_t ack_ms;        /* T_ACK: from our 200 to its ACK */
    uint32_t lost_ms;       /* T_LOST: a connected call without audio */
    uint32_t connecting_ms; /* T_CONNECTING: an outgoing call that nobody answers */
    uint32_t dead_ms;       /* T_DEAD: for how long an ended call is remembered */
    uint32_t silent_ms;     /* T_SILENT: nothing captured, sent or played though it should be */
    uint32_t deaf_ms;       /* T_DEAF: no sign of life from the peer */
    uint32_t request_ms;    /* T_REQUEST: the call UI does not do what it was asked for */
};

struct oh_policy {
    uint32_t size;         /* sizeof(struct oh_policy) */
    uint8_t activation;    /* enum oh_activation */
    uint8_t accept;        /* enum oh_accept */
    uint8_t fulfil;        /* enum oh_fulfil */
    uint8_t focus;         /* enum oh_focus */
    uint8_t ui_reset;      /* enum oh_ui_reset */
    uint8_t auto_answer;   /* enum oh_auto_answer */
    uint8_t call_waiting;  /* enum oh_call_waiting */
    uint8_t transfer;      /* enum oh_transfer */
    uint8_t redirect;      /* enum oh_redirect */
    uint8_t groups;        /* enum oh_groups */
    uint16_t decline_code; /* SIP status of the user's decline: 603 or 486 */
    struct oh_deadlines deadlines;
    struct oh_ladder ladder;   /* a needed session that is not active */
    struct oh_ladder unusable; /* system: an activated session found unusable */
};

/* The defaults of the profiles: iOS (the system activates), Linux (we do), and Android's Telecom
 * (we do, where the system lets us: an action of its call UI is the permission). */
struct oh_policy oh_policy_system(void);
struct oh_policy oh_policy_self(void);
struct oh_policy oh_policy_telecom(void);

/* Which rule a policy or a call of oh_init breaks. */
enum oh_rule {
    OH_RULE_NONE = 0,        /* none: all is well */
    OH_RULE_SIZE,            /* memory or policy smaller than this library needs */
    OH_RULE_CALLS_MAX,       /* calls_max is 0 */
    OH_RULE_ENUM,            /* a choice has a value that does not exist */
    OH_RULE_DECLINE_CODE,    /* neither 603 nor 486 */
    OH_RULE_DEADLINE_ZERO,   /* a deadline of 0 ms */
    OH_RULE_LADDER_OPEN,     /* a ladder without GIVE_UP, or with nothing before it, or without a
                                PREPARE */
    OH_RULE_LADDER_LONG,     /* a ladder longer than T_SETUP */
    OH_RULE_LADDER_KIND,     /* a rung that this ladder of this profile cannot have */
    OH_RULE_FULFIL_DEADLOCK, /* when_connected, after_audio, system: activation follows fulfilment
                              */
    OH_RULE_SYSTEM_LIMIT,    /* system: a deadline that its own limit of 60 s comes before */
    OH_RULES
};

/* One sentence on what is broken and what would mend it. Static. */
const char *oh_rule_text(enum oh_rule rule);

/* ---------------------------------------------------------------------------------------------------
 * The core.
 * ------------------------------------------------------------------------------------------------
 */
struct oh_core;

/* Bytes of memory (aligned for uint64_t) for a core of `calls_max` calls at once; 0 if calls_max is
 * 0. */
size_t oh_core_size(uint8_t calls_max);

/* How many commands one step may give. */
uint16_t oh_commands_max(uint8_t calls_max);

/*
 * Make a core in `memory`, which the caller owns and keeps for as long as the core is used. There
 * is nothing to tear down. Returns OH_RULE_NONE, or the rule that was broken (then there is no
 * core).
 */
enum oh_rule oh_init(void *memory, size_t size, uint8_t calls_max, const struct oh_policy *policy);

/*
 * Take one event and say what to do about it.
 *
 * First every deadline at or before the event's time fires, in the order of their times; then the
 * event is learned. `event` is read during the call only. `out` is overwritten: carry its commands
 * out in order and report what came of each as a later event. Never fails, never blocks. An event
 * that means nothing in the present state changes nothing, and sets out->ignored.
 */
void oh_step(struct oh_core *core, const struct oh_event *event, struct oh_commands *out);

/* When to call oh_step with OH_EV_TIME at the latest, in the clock of now_ms, or OH_NEVER. */
uint64_t oh_deadline_ms(const struct oh_core *core);

/* ------------------------------------------------------------------------------------------------
 */

enum oh_sip_state {
    OH_SIP_NONE = 0,  /* a push without INVITE yet */
    OH_SIP_OFFERED,   /* an INVITE came; only within a step */
    OH_SIP_RINGING,   /* we said 180 */
    OH_SIP_ACCEPTING, /* ACCEPT was given, the 200 has not left yet */
    OH_SIP_ACCEPTED,  /* the 200 left (incoming) or came (outgoing) */
    OH_SIP_UP,        /* the ACK came (left) */
    OH_SIP_INVITING,  /* outgoing: our INVITE is on its way */
    OH_SIP_PROGRESSED /* outgoing: the callee rings */
};

enum oh_audio_state {
    OH_AUDIO_OFF = 0,   /* nobody needs it */
    OH_AUDIO_WAITING,   /* on a rung of a ladder */
    OH_AUDIO_PREPARING, /* a PREPARE is in flight */
    OH_AUDIO_ON         /* active, configured, enabled */
};

/* What the core knows of one call; for faces and traces. */
struct oh_call_info {
    struct oh_call_id call;
    oh_match_key match_key;
    oh_leg leg;
    uint8_t sip;       /* enum oh_sip_state */
    uint8_t direction; /* enum oh_direction that the leg is open for */
    bool outgoing;
    bool shown;  /* the call UI completed the report */
    bool wanted; /* the user decided to talk */
    bool held;   /* the user holds it */
    bool uses_session;
    bool muted;
    bool remote_held; /* the peer holds it */
    bool video;       /* it has video, or is asked to */
    uint8_t group;    /* calls of one group have the same number; 0: none */
};

/* The number of calls, and the index-th of them (0 up); false if there is none. */
uint8_t oh_call_count(const struct oh_core *core);
bool oh_call_at(const struct oh_core *core, uint8_t index, struct oh_call_info *info);

enum oh_audio_state oh_audio_state(const struct oh_core *core);
uint8_t oh_calls_max(const struct oh_core *core);

/* No call, no report owed, no preparation in flight, the session not ours: nothing is left to wait
 * for. */
bool oh_idle(const struct oh_core *core);

/* The policy that the core copied. Borrowed. */
const struct oh_policy *oh_core_policy(const struct oh_core *core);

/*
 * Write the whole state but its times as bytes into `out` (at most `max`), the same bytes for the
 * same state on every little-endian machine. Returns their number, which may be more than `max`
 * (then out is cut short).
 */
size_t oh_core_write(const struct oh_core *core, uint8_t *out, size_t max);

/* A 64-bit FNV-1a digest of what oh_core_write writes. */
uint64_t oh_core_digest(const struct oh_core *core);

/* ------------------------------------------------------------------------------------------------
 * Names, as they stand in traces and scenarios: "engine invited", "audio prepare", "answered
 * elsewhere". Static; NULL for a value that does not exist. The _from functions return the value or
 * -1.
 * ------------------------------------------------------------------------------------------------
 */
const char *oh_event_name(enum oh_event_type type);
const char *oh_command_name(enum oh_command_type type);
const char *oh_reason_name(enum oh_reason reason);
const char *oh_found_name(enum oh_found found);
const char *oh_prepare_name(enum oh_prepare how);
const char *oh_direction_name(enum oh_direction direction);
const char *oh_request_name(enum oh_request request);
const char *oh_rung_name(enum oh_rung_kind kind);
const char *oh_told_name(enum oh_told what);
const char *oh_foreign_name(enum oh_foreign foreign);
const char *oh_sip_state_name(enum oh_sip_state state);
const char *oh_audio_state_name(enum oh_audio_state state);
int oh_event_from(const char *name);
int oh_command_from(const char *name);
int oh_reason_from(const char *name);
int oh_found_from(const char *name);
int oh_prepare_from(const char *name);
int oh_direction_from(const char *name);
int oh_request_from(const char *name);
int oh_rung_from(const char *name);
int oh_told_from(const char *name);
int oh_foreign_from(const char *name);

#ifdef __cplusplus
}
#endif

#endif
