/*
 * The audio session's machine: OFF, WAITING on a rung of a ladder, PREPARING, ON. It never gives up
 * and knows no calls; each call has its own last deadline (call.c) and knows no remedies. That
 * split is what makes both ends provable.
 */
#include "audio.h"
#include "emit.h"

static bool by_system(const struct oh_policy *policy)
{
    return policy->activation == OH_ACTIVATION_SYSTEM;
}

/* Which ladder we are on is a fact of the session: not active, or active and of no use. */
static const struct oh_rung *ladder(const struct audio *audio, const struct oh_policy *policy)
{
    return audio->system ? policy->unusable.rungs : policy->ladder.rungs;
}

static void prepare(struct audio *audio, enum oh_prepare how, struct oh_commands *out)
{
    audio->state = OH_AUDIO_PREPARING;
    audio->how = (uint8_t)how;
    audio->dirty = false;
    emit(out, OH_CMD_AUDIO_PREPARE)->how = (uint8_t)how;
}

static void wait(struct audio *audio, uint64_t now_ms)
{
    audio->state = OH_AUDIO_WAITING;
    audio->since_ms = now_ms;
}

void audio_release(struct audio *audio, struct oh_commands *out)
{
    emit(out, OH_CMD_AUDIO_RELEASE);
    audio->own = false;
    audio->touched = false;
}

/* Carry out the remedy of a rung, or of the next one that can do something here. */
static void step_on(struct audio *audio, const struct oh_policy *policy, uint8_t rung,
                    uint64_t now_ms, struct oh_commands *out)
{
    const struct oh_rung *rungs = ladder(audio, policy);

    /* The rung before GIVE_UP prepares (oh_init sees to it): it is what we try again and again. */
    if (rungs[rung].kind == OH_RUNG_GIVE_UP)
        rung--;
    audio->rung = rung;
    switch ((enum oh_rung_kind)rungs[rung].kind) {
    case OH_RUNG_WAIT:
    case OH_RUNG_HOLD_BOUNCE: wait(audio, now_ms); return; /* bounce.c sees to the calls */
    case OH_RUNG_RELEASE:
        if (!audio->system)
            audio_release(audio, out);
        wait(audio, now_ms);
        return;
    case OH_RUNG_REFRESH:
        emit(out, OH_CMD_UI_REFRESH);
        wait(audio, now_ms);
        return;
    case OH_RUNG_ASSUME:
        if (audio->unheld)
            prepare(audio, OH_PREPARE_ASSUME, out);
        else
            step_on(audio, policy, (uint8_t)(rung + 1), now_ms, out);
        return;
    case OH_RUNG_FORCE: prepare(audio, OH_PREPARE_FORCE, out); return;
    case OH_RUNG_PREPARE: prepare(audio, OH_PREPARE_PLAIN, out); return;
    case OH_RUNG_REOPEN: prepare(audio, OH_PREPARE_REOPEN, out); return;
    case OH_RUNG_GIVE_UP:
    case OH_RUNG_KINDS: OH_ASSERT(false);
    }
}

/* The last remedy of a ladder, which is the strongest. */
static uint8_t last_rung(const struct oh_rung *rungs)
{
    uint8_t rung = 0;

    while (rungs[rung + 1].kind != OH_RUNG_GIVE_UP)
        rung++;
    return rung;
}

/* The session is needed and nothing is in flight: where to start. */
static void begin(struct audio *audio, const struct oh_policy *policy, uint64_t now_ms,
                  struct oh_commands *out)
{
    bool reset = audio->reset;

    audio->reset = false;
    if (audio->system && !audio->unusable) {
        audio->rung = RUNG_NONE;
        prepare(audio, OH_PREPARE_PLAIN, out);
    } else if (reset) {
        step_on(audio, policy, last_rung(ladder(audio, policy)), now_ms, out);
    } else {
        step_on(audio, policy, 0, now_ms, out);
    }
}

bool audio_climb(struct audio *audio, const struct oh_policy *policy, uint64_t now_ms,
                 struct oh_commands *out)
{
    if (audio->state != OH_AUDIO_WAITING)
        return false;
    step_on(audio, policy, (uint8_t)(audio->rung + 1), now_ms, out);
    return true;
}

bool audio_waits_from(const struct audio *audio, const struct oh_policy *policy,
                      enum oh_rung_kind kind)
{
    const struct oh_rung *rungs = ladder(audio, policy);

    for (uint8_t rung = 0; audio->state == OH_AUDIO_WAITING && rung <= audio->rung; rung++)
        if (rungs[rung].kind == kind)
            return true;
    return false;
}

void audio_pass_over(struct audio *audio, const struct oh_policy *policy, enum oh_rung_kind kind,
                     uint64_t now_ms, struct oh_commands *out)
{
    if (ladder(audio, policy)[audio->rung].kind == kind)
        audio_climb(audio, policy, now_ms, out);
}

/* A level, not an edge (CK-100): it is remembered until the session is lost, needed or not. */
bool audio_activated(struct audio *audio, const struct oh_policy *policy, enum oh_found found)
{
    if (!by_system(policy))
        return false;
    audio->system = true;
    audio->own = false;
    audio->touched = false;
    audio->reset = false;
    audio->unheld = false;
    audio->unusable = found != OH_FOUND_USABLE;
    if (audio->state == OH_AUDIO_WAITING)
        audio->state = OH_AUDIO_OFF; /* begin anew, with what we know now */
    if (audio->state == OH_AUDIO_PREPARING) {
        audio->rung = RUNG_NONE;
        audio->dirty = audio->dirty || audio->unusable;
    }
    return true;
}

bool audio_lost(struct audio *audio)
{
    bool meant = audio->system || audio->own || audio->unheld || audio->state == OH_AUDIO_PREPARING;

    /* A ladder for an unusable session ends with the activation; one for a missing activation goes
     * on. */
    if (audio->state == OH_AUDIO_WAITING && audio->system)
        audio->state = OH_AUDIO_OFF;
    if (audio->state == OH_AUDIO_PREPARING)
        audio->dirty = true;
    audio->system = false;
    audio->own = false;
    audio->unusable = false;
    audio->unheld = false;
    return meant;
}

bool audio_services_reset(struct audio *audio)
{
    bool in_use = audio->state != OH_AUDIO_OFF;

    bool lost = audio_lost(audio);

    audio->reset = in_use;
    if (audio->state == OH_AUDIO_WAITING)
        audio->state = OH_AUDIO_OFF;
    return lost || in_use;
}

/* As after a reset of the services, but that the session is ours still, or the system's: of no use
 * to us then. */
void audio_found_dead(struct audio *audio)
{
    OH_ASSERT(audio->state == OH_AUDIO_ON);
    audio->reset = true;
    audio->unusable = audio->system;
}

/* Other devices. With usable ones nothing is touched, least of all a configuration that the
 * system's own buttons read (F78). Without, an active session is of no use from now on: it is
 * looked at again after a moment (AS-32), and one of our own begun anew. Between two changes there
 * is a PREPARE, or a rung's time (F77). */
bool audio_route_changed(struct audio *audio, enum oh_found found)
{
    if (found == OH_FOUND_USABLE)
        return true;
    if (audio->system)
        audio->unusable = true;
    else if (audio->state == OH_AUDIO_ON || audio->state == OH_AUDIO_PREPARING)
        audio->reset = true;
    if (audio->state == OH_AUDIO_PREPARING)
        audio->dirty = true;
    return true;
}

void audio_provider_gone(struct audio *audio)
{
    audio->system = false;
    audio->unusable = false;
    if (audio->state == OH_AUDIO_PREPARING)
        audio->dirty = true;
    if (audio->state == OH_AUDIO_WAITING)
        audio->state = OH_AUDIO_OFF;
}

/* Resuming may have activated the session without a word. */
void audio_unheld(struct audio *audio)
{
    audio->unheld = !audio->system && !audio->own;
}

bool audio_prepared(struct audio *audio, const struct oh_policy *policy)
{
    if (audio->state != OH_AUDIO_PREPARING)
        return false;
    if (!audio->dirty && audio->how == OH_PREPARE_ASSUME)
        audio->system = true;
    if (!by_system(policy) || audio->how == OH_PREPARE_FORCE)
        audio->own = !audio->system;
    if (!audio->dirty)
        audio->unusable = false;
    audio->state = audio->dirty ? OH_AUDIO_OFF : AUDIO_READY;
    return true;
}

bool audio_prepare_failed(struct audio *audio, uint64_t now_ms)
{
    if (audio->state != OH_AUDIO_PREPARING)
        return false;
    if (audio->dirty) {
        audio->state = OH_AUDIO_OFF;
        return true;
    }
    /* An activated session that cannot be prepared is as good as one found unusable. */
    if (audio->rung == RUNG_NONE) {
        audio->unusable = true;
        audio->rung = 0;
    }
    wait(audio, now_ms);
    return true;
}

static void turn_off(struct audio *audio)
{
    audio->state = OH_AUDIO_OFF;
    audio->unheld = false;
    audio->reset = false;
}

void audio_settle(struct audio *audio, const struct oh_policy *policy, bool needed, bool has_calls,
                  uint64_t now_ms, struct oh_commands *out)
{
    switch (audio->state) {
    case OH_AUDIO_OFF:
        if (needed)
            begin(audio, policy, now_ms, out);
        else
            turn_off(audio);
        break;
    case OH_AUDIO_WAITING:
        if (!needed)
            turn_off(audio);
        break;
    case OH_AUDIO_PREPARING: break; /* one in flight at most (S10): its answer decides */
    case AUDIO_READY:
        audio->state = OH_AUDIO_ON;
        if (needed)
            emit(out, OH_CMD_AUDIO_ENABLE);
        else
            turn_off(audio);
        break;
    case OH_AUDIO_ON:
        if (!needed) {
            emit(out, OH_CMD_AUDIO_DISABLE);
            turn_off(audio);
        } else if (!(audio->system || audio->own) || audio->unusable || audio->reset) {
            emit(out, OH_CMD_AUDIO_DISABLE);
            begin(audio, policy, now_ms, out);
        }
        break;
    }

    /* Nobody needs it: what we activated is ours to release, and so is what the engine may have
     * taken once the last call is gone, for a session that somebody holds is not activated for the
     * next. */
    if (audio->state == OH_AUDIO_OFF && !audio->system &&
        (audio->own || (audio->touched && !has_calls)))
        audio_release(audio, out);
    OH_ASSERT(!audio->own || audio->state != OH_AUDIO_OFF); /* which oh_idle relies on */
}

uint64_t audio_due_ms(const struct audio *audio, const struct oh_policy *policy)
{
    if (audio->state != OH_AUDIO_WAITING)
        return OH_NEVER;
    return audio->since_ms + ladder(audio, policy)[audio->rung].wait_ms;
}
