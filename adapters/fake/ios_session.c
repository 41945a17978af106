/*
 * The audio session's part of the fake iOS platform: who made it active, and what befalls it.
 */
#include "ios_private.h"

static const char *session_word(enum fake_session session)
{
    switch (session) {
    case FAKE_SESSION_INACTIVE: return "inactive";
    case FAKE_SESSION_BY_SYSTEM: return "active by the system";
    case FAKE_SESSION_BY_ENGINE: return "active by the engine";
    case FAKE_SESSION_BY_US: return "active by us";
    case FAKE_SESSION_INTERRUPTED: return "interrupted";
    }
    return "?";
}

static bool is_active(const struct fake_ios *ios)
{
    return ios->session == FAKE_SESSION_BY_SYSTEM || ios->session == FAKE_SESSION_BY_ENGINE ||
           ios->session == FAKE_SESSION_BY_US;
}

static bool is_usable(const struct fake_ios *ios)
{
    return ios->unusable_until_ms <= agenda_now_ms(&ios->agenda);
}

static void become(struct fake_ios *ios, enum fake_session session)
{
    ios->session = session;
    RECORD(ios, "ios session %s", session_word(session));
}

/* ---- Activation and deactivation ---- */

static uint64_t unusable_until(const struct fake_ios *ios)
{
    if (ios->faults.found == OH_FOUND_USABLE)
        return 0;
    return ios->faults.found_for_ms
               ? agenda_now_ms(&ios->agenda) + ios->faults.found_for_ms /* AS-32 */
               : UINT64_MAX;
}

static void activate(struct fake_ios *ios)
{
    ios->unusable_until_ms = unusable_until(ios);
    become(ios, FAKE_SESSION_BY_SYSTEM);
    agenda_post(&ios->agenda,
                &OH_EVENT(OH_EV_AUDIO_ACTIVATED, .found = (uint8_t)ios->faults.found));
}

/* Nothing tells the application when it does not come: that is the trouble with it. */
static void activation_due(void *ctx, const struct task *task)
{
    struct fake_ios *ios = ctx;
    (void)task;
    if (!ios->up || !ios_wants_session(ios) || ios->session == FAKE_SESSION_BY_SYSTEM)
        return;
    if (ios->session != FAKE_SESSION_INACTIVE) { /* CK-93: it cannot activate an active session */
        RECORD(ios, "ios does not activate: the session is %s", session_word(ios->session));
    } else if (ios->faults.stale_until_refresh) { /* CK-21 */
        RECORD(ios, "ios does not activate: the provider is stale");
    } else if (ios->faults.activations_lost) { /* CK-107, CK-108 */
        if (ios->faults.activations_lost != UINT32_MAX)
            ios->faults.activations_lost--;
        RECORD(ios, "ios does not activate: lost");
    } else {
        activate(ios);
    }
}

void ios_activate_later(struct fake_ios *ios)
{
    ios_later(ios, ios->delays.activate_ms, activation_due, (struct oh_call_id){{0}}, 0);
}

static void deactivation_due(void *ctx, const struct task *task)
{
    struct fake_ios *ios = ctx;
    (void)task;
    if (ios->session != FAKE_SESSION_BY_SYSTEM)
        return;
    if (ios_wants_session(ios) && !ios->faults.deactivates_with_any_end) /* CK-103 */
        return;
    fake_ios_deactivate(ios);
}

void ios_deactivate_later(struct fake_ios *ios)
{
    ios_later(ios, ios->delays.deactivate_ms, deactivation_due, (struct oh_call_id){{0}}, 0);
}

/* ---- The port ---- */

/* setActive(false), setActive(true): the platform may refuse it at any time (CK-92). */
static bool force(struct fake_ios *ios)
{
    if (ios->session == FAKE_SESSION_INTERRUPTED)
        return false; /* whoever interrupts has the right to it */
    if (ios->faults.forces_refused) {
        if (ios->faults.forces_refused != UINT32_MAX)
            ios->faults.forces_refused--;
        if (ios->session != FAKE_SESSION_BY_SYSTEM)
            become(ios, FAKE_SESSION_INACTIVE);
        return false;
    }
    ios->unusable_until_ms = 0;
    if (ios->session != FAKE_SESSION_BY_SYSTEM)
        become(ios, FAKE_SESSION_BY_US);
    return true;
}

/* Configuring succeeds on a session that is active, usable, and not the engine's: what the engine
 * took plays, but does not record (CK-93). */
static bool configure(const struct fake_ios *ios)
{
    return (ios->session == FAKE_SESSION_BY_SYSTEM || ios->session == FAKE_SESSION_BY_US) &&
           is_usable(ios);
}

static bool prepare(struct fake_ios *ios, enum oh_prepare how)
{
    switch (how) {
    case OH_PREPARE_PLAIN:
    case OH_PREPARE_ASSUME: return configure(ios);
    case OH_PREPARE_FORCE:
    case OH_PREPARE_REOPEN: return force(ios);
    }
    return false;
}

static void prepare_done(void *ctx, const struct task *task)
{
    struct fake_ios *ios = ctx;
    if (ios->faults.prepares_never_answered)
        return;
    bool done = prepare(ios, (enum oh_prepare)task->number);
    agenda_post(&ios->agenda, &OH_EVENT(done ? OH_EV_AUDIO_PREPARED : OH_EV_AUDIO_PREPARE_FAILED));
}

static void do_prepare(void *ctx, enum oh_prepare how)
{
    struct fake_ios *ios = ctx;
    RECORD(ios, "audio prepare %s", oh_prepare_name(how));
    ios_later(ios, ios->delays.prepare_ms, prepare_done, (struct oh_call_id){{0}}, (uint32_t)how);
}

static void release_done(void *ctx, const struct task *task)
{
    struct fake_ios *ios = ctx;
    (void)task;
    agenda_post(&ios->agenda, &OH_EVENT(OH_EV_AUDIO_RELEASED));
}

/* setActive(false): of what we or the engine took, and of nothing else (CK-92). */
static void do_release(void *ctx)
{
    struct fake_ios *ios = ctx;
    RECORD(ios, "audio release");
    if (ios->session == FAKE_SESSION_BY_SYSTEM)
        ios_violation(ios, "the system's session is released (CK-92)");
    if (ios->enabled)
        ios_violation(ios, "the session is released with the engine's audio running (AS-4)");
    if (is_active(ios)) {
        become(ios, FAKE_SESSION_INACTIVE);
        if (!ios->faults.no_activation_by_release)
            ios_activate_later(ios); /* if a call waits for it */
    }
    ios_later(ios, ios->delays.release_ms, release_done, (struct oh_call_id){{0}}, 0);
}

static void do_enable(void *ctx)
{
    struct fake_ios *ios = ctx;
    RECORD(ios, "audio enable");
    if (!is_active(ios))
        ios_violation(ios, "the engine's audio is enabled, but the session is %s",
                      session_word(ios->session));
    ios->enabled = true;
}

static void do_disable(void *ctx)
{
    struct fake_ios *ios = ctx;
    RECORD(ios, "audio disable");
    ios->enabled = false;
}

struct oh_audio_port fake_ios_audio_port(struct fake_ios *ios)
{
    return (struct oh_audio_port){.size = sizeof(struct oh_audio_port),
                                  .ctx = ios,
                                  .prepare = do_prepare,
                                  .release = do_release,
                                  .enable = do_enable,
                                  .disable = do_disable};
}

/* ---- What befalls it ---- */

/* Whoever is first, wins: if the system was, the engine's attempt merely fails (CK-93). */
void fake_ios_engine_grabs(struct fake_ios *ios, bool notified)
{
    if (ios->session != FAKE_SESSION_INACTIVE)
        return;
    become(ios, FAKE_SESSION_BY_ENGINE);
    if (notified)
        agenda_post(&ios->agenda, &OH_EVENT(OH_EV_ENGINE_AUDIO_GRABBED));
}

void fake_ios_activate(struct fake_ios *ios)
{
    if (ios->session == FAKE_SESSION_INACTIVE || ios->session == FAKE_SESSION_BY_SYSTEM)
        activate(ios);
}

void fake_ios_deactivate(struct fake_ios *ios)
{
    if (ios->session != FAKE_SESSION_INACTIVE)
        become(ios, FAKE_SESSION_INACTIVE);
    agenda_post(&ios->agenda, &OH_EVENT(OH_EV_AUDIO_DEACTIVATED));
}

/* The session has been deactivated already when this is told (AS-20). */
void fake_ios_interrupt(struct fake_ios *ios)
{
    become(ios, FAKE_SESSION_INTERRUPTED);
    agenda_post(&ios->agenda, &OH_EVENT(OH_EV_AUDIO_INTERRUPTED));
}

void ios_session_taken(struct fake_ios *ios)
{
    become(ios, FAKE_SESSION_INTERRUPTED);
    agenda_post(&ios->agenda, &OH_EVENT(OH_EV_AUDIO_DEACTIVATED));
}

void ios_session_given_back(struct fake_ios *ios)
{
    if (ios->session == FAKE_SESSION_INTERRUPTED)
        become(ios, FAKE_SESSION_INACTIVE);
}

/* No second didActivate follows (CK-109), and perhaps not even a word (AS-21). */
void fake_ios_interruption_over(struct fake_ios *ios, bool notified)
{
    if (ios->session == FAKE_SESSION_INTERRUPTED)
        become(ios, FAKE_SESSION_INACTIVE);
    if (notified)
        agenda_post(&ios->agenda, &OH_EVENT(OH_EV_AUDIO_INTERRUPTION_ENDED));
}

/* The audio server died and is back: every audio object is void. */
void fake_ios_services_reset(struct fake_ios *ios)
{
    become(ios, FAKE_SESSION_INACTIVE);
    ios->enabled = false;
    agenda_post(&ios->agenda, &OH_EVENT(OH_EV_AUDIO_SERVICES_LOST));
    agenda_post(&ios->agenda, &OH_EVENT(OH_EV_AUDIO_SERVICES_RESET));
}
