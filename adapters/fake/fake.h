/*
 * Fakes: the three parties of a call in memory, behind the real ports, with faults on demand. They
 * are no adapters to anything; tests, the demo and `offhook phone --ui fake-ios` use them.
 *
 * fake_engine, fake_ui and fake_audio do what a kind world does; fake_ios is the system's call UI
 * and audio session in one, as adapters know them from iOS (the README lists the claims that it
 * follows). All delays go through a scheduler, so the same fakes run in virtual time and in a main
 * loop. Everything is called on the host's context. Faults may be changed at any time.
 */
#ifndef OFFHOOK_FAKE_H
#define OFFHOOK_FAKE_H

#include "offhook/adapter.h"
#include "offhook/host.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Time ---- */

/* What runs a fake's delays. `fn` is called once, never from inside `after`. */
struct fake_scheduler {
    void *ctx;
    uint64_t (*now_ms)(void *ctx);
    void (*after)(void *ctx, uint32_t delay_ms, void (*fn)(void *data), void *data);
};

/* Virtual time: nothing happens until it is run. Free it before the fakes that use it. */
struct fake_clock;
struct fake_clock *fake_clock_new(uint64_t start_ms);
void fake_clock_free(struct fake_clock *clock);
struct fake_scheduler fake_clock_scheduler(struct fake_clock *clock);
/* A clock port for the host that `host` will point to once it is made. Lives as long as the clock.
 */
struct oh_clock_port fake_clock_port(struct fake_clock *clock, struct oh_host **host);
uint64_t fake_clock_now_ms(const struct fake_clock *clock);
/* Let this much time pass and everything due in it happen, in order. */
void fake_clock_run(struct fake_clock *clock, uint32_t for_ms);

/* Real time, on a GMainContext (NULL: the default one). Free it before the fakes that use it. */
struct fake_loop;
struct fake_loop *fake_loop_new(void *main_context);
void fake_loop_free(struct fake_loop *loop);
struct fake_scheduler fake_loop_scheduler(struct fake_loop *loop);

/* ---- What happened ---- */

/* Lines of what the fakes were told and did, in order; fakes may share one. */
struct fake_record;
struct fake_record *fake_record_new(void);
void fake_record_free(struct fake_record *record);
void fake_record_add(struct fake_record *record, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* All lines, each ended by a newline. Borrowed until the next line. */
const char *fake_record_text(const struct fake_record *record);
bool fake_record_has(const struct fake_record *record, const char *line);
void fake_record_clear(struct fake_record *record);

/* What every fake is made of. `record` may be NULL. */
struct fake_setup {
    struct fake_scheduler scheduler;
    struct oh_post post;
    struct fake_record *record;
};

/* ---- The engine ---- */

struct fake_engine_faults {
    bool never_accepts;  /* ACCEPT is not answered */
    bool never_acks;     /* the caller never confirms our 200 */
    bool never_ends;     /* REJECT and END are not answered */
    bool refuses_change; /* the peer refuses HOLD and RESUME */
    bool transfers_fail; /* our REFER comes to nothing */
    bool cannot_mix;     /* whoever is joined cannot be mixed with the others */
    bool never_answers;  /* the callee of our INVITE only rings */
    bool declines;       /* the callee of our INVITE declines */
};

struct fake_engine_delays {
    uint32_t accept_ms; /* ACCEPT to ACCEPTED: default 1 */
    uint32_t ack_ms;    /* ACCEPTED to CONNECTED: default 20 */
    uint32_t end_ms;    /* REJECT or END to ENDED: default 20 */
    uint32_t change_ms; /* HOLD to HELD: default 20 */
    uint32_t ring_ms;   /* INVITE to PROGRESSED: default 50 */
    uint32_t answer_ms; /* PROGRESSED to ACCEPTED: default 1000 */
};

/* What a leg came to, for tests. */
struct fake_leg {
    oh_leg leg;
    enum oh_direction open;
    bool ringing;
    bool accepted;
    bool connected;
    bool held;
    bool muted;
    bool ended;
    uint16_t rejected; /* the SIP status, 0: not rejected */
};

struct fake_engine;
struct fake_engine *fake_engine_new(const struct fake_setup *setup);
void fake_engine_free(struct fake_engine *engine);
struct oh_engine_port fake_engine_port(struct fake_engine *engine);
struct fake_engine_faults *fake_engine_faults(struct fake_engine *engine);
struct fake_engine_delays *fake_engine_delays(struct fake_engine *engine);
/* Call `grab` at each INVITE that comes, before it is posted: WebRTC that prepares audio at once.
 */
void fake_engine_grabs(struct fake_engine *engine, void (*grab)(void *ctx), void *ctx);

/* The peer. An INVITE comes with this key and these OH_INVITE_* flags; returns its leg. */
oh_leg fake_engine_invited(struct fake_engine *engine, oh_match_key key, uint16_t flags);
/* A leg for an outgoing call, to put into UI_STARTED. */
oh_leg fake_engine_fresh_leg(struct fake_engine *engine);
void fake_engine_cancelled(struct fake_engine *engine, oh_leg leg);
void fake_engine_hung_up(struct fake_engine *engine, oh_leg leg);
/* It sends a REFER; returns the leg of the call that it asks for. */
oh_leg fake_engine_asks_for_transfer(struct fake_engine *engine, oh_leg leg);
void fake_engine_remote_holds(struct fake_engine *engine, oh_leg leg, bool on);
/* Borrowed until the next leg; NULL if there is no such leg. */
const struct fake_leg *fake_engine_leg(const struct fake_engine *engine, oh_leg leg);

/* ---- A call UI without a system behind it (a desktop's) ---- */

struct fake_ui_faults {
    bool refuses_reports; /* Do Not Disturb */
    bool never_reports;   /* the report never completes */
    bool refuses_requests;
    bool ignores_requests; /* neither an action nor a word comes of them */
};

struct fake_ui;
struct fake_ui *fake_ui_new(const struct fake_setup *setup);
void fake_ui_free(struct fake_ui *ui);
struct oh_ui_port fake_ui_port(struct fake_ui *ui);
struct fake_ui_faults *fake_ui_faults(struct fake_ui *ui);
/* The user. Each returns the number of its action. */
oh_action fake_ui_answer(struct fake_ui *ui, struct oh_call_id call);
oh_action fake_ui_end(struct fake_ui *ui, struct oh_call_id call);
oh_action fake_ui_hold(struct fake_ui *ui, struct oh_call_id call, bool on);
oh_action fake_ui_mute(struct fake_ui *ui, struct oh_call_id call, bool on);
oh_action fake_ui_dial(struct fake_ui *ui, struct oh_call_id call, const char *digits);
oh_action fake_ui_start(struct fake_ui *ui, struct oh_call_id call, oh_leg leg, uint16_t flags);
/* The call that was reported last. */
struct oh_call_id fake_ui_last(const struct fake_ui *ui);

/* ---- An audio session that we acquire ourselves (a desktop's) ---- */

struct fake_audio_faults {
    uint32_t prepares_fail; /* so many PREPAREs fail; UINT32_MAX: all */
    bool never_answers;     /* PREPARE is not answered */
};

struct fake_audio;
struct fake_audio *fake_audio_new(const struct fake_setup *setup);
void fake_audio_free(struct fake_audio *audio);
struct oh_audio_port fake_audio_port(struct fake_audio *audio);
struct fake_audio_faults *fake_audio_faults(struct fake_audio *audio);
bool fake_audio_enabled(const struct fake_audio *audio);
/* The device is taken away. */
void fake_audio_take(struct fake_audio *audio);

/* ---- iOS: CallKit and the audio session ---- */

/* What the screen shows of a call. */
enum fake_screen {
    FAKE_SCREEN_RINGING,    /* incoming, with Answer and Decline */
    FAKE_SCREEN_CONNECTING, /* answered, not yet fulfilled; or outgoing */
    FAKE_SCREEN_CONNECTED,  /* the timer counts */
    FAKE_SCREEN_HELD,
    FAKE_SCREEN_ENDED
};

/* Who made the session active. */
enum fake_session {
    FAKE_SESSION_INACTIVE,
    FAKE_SESSION_BY_SYSTEM, /* CallKit, with priority */
    FAKE_SESSION_BY_ENGINE, /* the engine grabbed it */
    FAKE_SESSION_BY_US,     /* PREPARE with FORCE */
    FAKE_SESSION_INTERRUPTED
};

struct fake_ios_delays {
    uint32_t report_ms;       /* report to its completion: default 30 */
    uint32_t deliver_ms;      /* the user's touch to the action: default 5 */
    uint32_t activate_ms;     /* fulfil to didActivate: default 60 */
    uint32_t deactivate_ms;   /* last call's end to didDeactivate: default 60 */
    uint32_t prepare_ms;      /* PREPARE to its answer: default 10 */
    uint32_t release_ms;      /* RELEASE to its answer: default 2 */
    uint32_t rebuild_ms;      /* REBUILD to didBegin: default 100 */
    uint32_t ring_ms;         /* the system ends an unanswered call: 60000 (CK-85) */
    uint32_t start_limit_ms;  /* to answer a start action: 600000 (CK-80) */
    uint32_t answer_limit_ms; /* to answer an answer action: 60000 (CK-81) */
    uint32_t action_limit_ms; /* to answer any other action: 5000 (CK-82) */
};

struct fake_ios_faults {
    uint16_t report_refused;       /* CXErrorCodeIncomingCall of every report; 0: none (3: DND) */
    uint32_t activations_lost;     /* so many didActivates do not come (CK-107, CK-108) */
    bool stale_until_refresh;      /* no didActivate until REFRESH (CK-21) */
    bool activates_at_report;      /* didActivate before the answer */
    enum oh_found found;           /* how activations find the session ... */
    uint32_t found_for_ms;         /* ... and for how long (AS-32); 0: until it is forced */
    uint32_t forces_refused;       /* so many PREPAREs with FORCE fail; UINT32_MAX: all (CK-92) */
    bool prepares_never_answered;  /* PREPARE is not answered */
    bool deactivates_with_any_end; /* didDeactivate although another call lives (CK-103) */
    bool outgoing_at_connected;    /* activation at REPORT_CONNECTED, not at the start (CK-91) */
    bool ends_twice;               /* each End action is delivered twice (CK-8B) */
    bool mutes_after_connect;      /* an unasked SetMuted(off) once connected (CK-52) */
    bool no_activation_by_release; /* a release after the fulfilment does not help (CK-93) */
    bool refuses_requests;         /* of the application (CK-62) */
    bool ignores_requests;         /* neither an action nor a word comes of them */
    bool foreign_holds_nobody; /* a foreign call takes the session, and ours is not held (F93) */
};

/* One action and what became of it. */
struct fake_action {
    oh_action action;
    struct oh_call_id call;
    enum oh_event_type type; /* UI_ANSWERED, _ENDED, _STARTED, _HELD, _MUTED, _DIGITS, _GROUPED */
    bool on;
    bool fulfilled;
    bool failed;
    bool timed_out;
};

struct fake_ios;
struct fake_ios *fake_ios_new(const struct fake_setup *setup);
void fake_ios_free(struct fake_ios *ios);
struct oh_ui_port fake_ios_ui_port(struct fake_ios *ios);
struct oh_audio_port fake_ios_audio_port(struct fake_ios *ios);
struct fake_ios_faults *fake_ios_faults(struct fake_ios *ios);
struct fake_ios_delays *fake_ios_delays(struct fake_ios *ios);
/* Tell `screen` whenever what is shown changes; reason: why a call ended, else OH_REASON_NONE. */
void fake_ios_show(struct fake_ios *ios,
                   void (*screen)(void *ctx, struct oh_call_id call, enum fake_screen what,
                                  enum oh_reason reason),
                   void *ctx);

/* The user touches the screen. Each returns the number of its action, 0 if the screen shows no such
 * call. Who answers, starts or un-holds a call while another one talks, holds that one first: an
 * action of its own before this one, in the same transaction (CK-89). */
oh_action fake_ios_answer(struct fake_ios *ios, struct oh_call_id call);
oh_action fake_ios_end(struct fake_ios *ios, struct oh_call_id call);
oh_action fake_ios_hold(struct fake_ios *ios, struct oh_call_id call, bool on);
oh_action fake_ios_mute(struct fake_ios *ios, struct oh_call_id call, bool on);
/* At most OH_DIGITS_MAX. */
oh_action fake_ios_dial(struct fake_ios *ios, struct oh_call_id call, const char *digits);
oh_action fake_ios_start(struct fake_ios *ios, struct oh_call_id call, oh_leg leg, uint16_t flags);
/* The call that was reported or started last. */
struct oh_call_id fake_ios_last(const struct fake_ios *ios);

/* What befalls the platform. */
void fake_ios_engine_grabs(struct fake_ios *ios, bool notified); /* CK-93 */
void fake_ios_activate(struct fake_ios *ios);                    /* unasked didActivate (CK-100) */
void fake_ios_deactivate(struct fake_ios *ios);                  /* unasked (CK-101 to CK-103) */
void fake_ios_interrupt(struct fake_ios *ios);                   /* an alarm, Siri (AS-20) */
void fake_ios_interruption_over(struct fake_ios *ios, bool notified); /* AS-21: may be silent */
void fake_ios_services_reset(struct fake_ios *ios);
void fake_ios_reset(struct fake_ios *ios); /* the provider's (CK-130) */

/* A call of another application, a cellular one above all. Ours that talks is held for it, first;
 * and resumed when the user ended it, but not when its peer did (CK-108). Who answers or un-holds
 * one of ours meanwhile puts it on hold. */
void fake_ios_foreign_rings(struct fake_ios *ios);
void fake_ios_foreign_answered(struct fake_ios *ios);
void fake_ios_foreign_over(struct fake_ios *ios, bool by_user);

/* Reading. */
enum fake_session fake_ios_session(const struct fake_ios *ios);
bool fake_ios_enabled(const struct fake_ios *ios);
uint32_t fake_ios_call_count(const struct fake_ios *ios);
/* Borrowed until the next action; NULL if there is no such action. */
const struct fake_action *fake_ios_action(const struct fake_ios *ios, oh_action action);
/* What a platform would not forgive: an action answered twice or after its time-out, a call ended
 * before it was reported, audio enabled in an inactive session, the system's session released. Each
 * is a line "violation: ..." in the record, too. */
uint32_t fake_ios_violations(const struct fake_ios *ios);

#ifdef __cplusplus
}
#endif

#endif
