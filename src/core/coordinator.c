/*
 * oh_step: fire the deadlines whose time has come, learn the fact, settle. Learning writes down
 * what a party told and gives the answer that this very event is owed; what follows from the state
 * is settled in one place for each command (call.c, audio.c). All ways a call ends go through
 * core_finish().
 */
#include "core.h"
#include "bounce.h"
#include "dead.h"
#include "emit.h"
#include "foreign.h"
#include "group.h"
#include "incoming.h"
#include "leg.h"
#include "silence.h"
#include "transfer.h"
#include "ui.h"
#include "wish.h"

#include <string.h>

/* ---- Finding ---- */

CALLED struct call *core_calls_end(struct oh_core *core)
{
    return core->calls + core->calls_max;
}

struct call *core_call_by_id(struct oh_core *core, const struct oh_call_id *id)
{
    for (struct call *call = core->calls; call < core_calls_end(core); call++)
        if (call->ui != UI_NONE && same_id(&call->id, id))
            return call;
    return NULL;
}

struct call *core_call_by_leg(struct oh_core *core, oh_leg leg)
{
    for (struct call *call = core->calls; call < core_calls_end(core); call++)
        if (call->ui != UI_NONE && leg != 0 && call->leg == leg)
            return call;
    return NULL;
}

struct call *core_free_slot(struct oh_core *core)
{
    for (struct call *call = core->calls; call < core_calls_end(core); call++)
        if (call->ui == UI_NONE)
            return call;
    return NULL;
}

struct call *core_slot_for(struct oh_core *core, const struct oh_call_id *id, oh_leg leg)
{
    bool used = core_call_by_id(core, id) != NULL || dead_by_id(core, id) != NULL ||
                core_call_by_leg(core, leg) != NULL;

    return used || leg == 0 ? NULL : core_free_slot(core);
}

bool core_has_calls(const struct oh_core *core)
{
    for (uint8_t i = 0; i < core->calls_max; i++)
        if (core->calls[i].ui != UI_NONE)
            return true;
    return false;
}

/* ---- Beginning and ending a call ---- */

void core_finish(struct oh_core *core, struct call *call, enum oh_reason reason,
                 bool engine_ended_it, struct oh_commands *out)
{
    if (!engine_ended_it)
        call_end_leg(call, &core->policy, reason, out);
    if (call->action != 0)
        emit_action(out, OH_CMD_UI_FAIL, call->id, call->action);
    if (call->ui == UI_SHOWN)
        emit_call(out, OH_CMD_UI_REPORT_ENDED, call->id)->reason = (uint8_t)reason;
    if (!call->outgoing || call->ui == UI_ASKED) /* its start may still come */
        dead_remember(core, &call->id, call->key, reason, call->ui == UI_REPORTING);
    uint8_t group = call->group;
    *call = (struct call){0};
    group_lost(core, group, out);
}

/* ---- The engine ---- */

static bool progressed(struct call *call)
{
    if (call->sip != OH_SIP_INVITING)
        return false;
    call->sip = OH_SIP_PROGRESSED;
    return true;
}

static bool accepted(struct call *call)
{
    bool meant = call->sip == OH_SIP_ACCEPTING || call->sip == OH_SIP_INVITING ||
                 call->sip == OH_SIP_PROGRESSED;

    if (meant)
        call->sip = OH_SIP_ACCEPTED;
    return meant;
}

static bool connected(struct call *call)
{
    bool meant = call->sip == OH_SIP_ACCEPTING || call->sip == OH_SIP_ACCEPTED;

    if (meant)
        call->sip = OH_SIP_UP;
    return meant;
}

/* The answer to our re-INVITE. A refused change counts as told: our gate is what keeps the promise,
 * and to ask again would be a loop. */
static bool changed(struct call *call)
{
    bool meant = call->changing;

    call->changing = false;
    return meant;
}

static bool remote_held(struct call *call)
{
    bool meant = !call->remote_held;

    call->remote_held = true;
    return meant;
}

static bool remote_resumed(struct call *call)
{
    bool meant = call->remote_held;

    call->remote_held = false;
    return meant;
}

static bool prepared(struct call *call)
{
    bool meant = call->preparing;

    call->preparing = false;
    return meant;
}

/* What flows tells more than what is said. A report of a leg that is closed by now came too late.
 */
static bool flowed(struct oh_core *core, const struct oh_event *event, struct oh_commands *out)
{
    struct call *call = core_call_by_leg(core, event->leg);

    if (call == NULL || call->direction == OH_DIRECTION_NONE)
        return false;
    if (silence_judge(call, &core->policy, event, out))
        audio_found_dead(&core->audio);
    return true;
}

/* ---- The application ---- */

static bool app_undisturbed(struct oh_core *core, bool on)
{
    bool meant = core->undisturbed != on;

    core->undisturbed = on;
    return meant;
}

/* ---- The step ---- */

/* A fact of one leg; of a leg that we do not know (any more) it means nothing. */
static bool on_leg(struct oh_core *core, const struct oh_event *event, bool (*fact)(struct call *))
{
    struct call *call = core_call_by_leg(core, event->leg);

    return call != NULL && fact(call);
}

static bool leg_ended(struct oh_core *core, const struct oh_event *event, struct oh_commands *out)
{
    struct call *call = core_call_by_leg(core, event->leg);

    if (call == NULL)
        return false;
    core_finish(core, call, (enum oh_reason)event->reason, true, out);
    return true;
}

static bool leg_unprepared(struct oh_core *core, const struct oh_event *event,
                           struct oh_commands *out)
{
    struct call *call = core_call_by_leg(core, event->leg);

    if (call == NULL || !call->preparing)
        return false;
    core_finish(core, call, OH_REASON_MEDIA, false, out);
    return true;
}

/* Write down the fact, and give the answer that this very event is owed. Returns whether it meant
 * anything. */
CALLED static bool learn(struct oh_core *core, const struct oh_event *event,
                         struct oh_commands *out)
{
    struct audio *audio = &core->audio;
    const struct oh_policy *policy = &core->policy;

    switch (event->type) {
    case OH_EV_ENGINE_INVITED: return invited(core, event, out);
    case OH_EV_ENGINE_PREPARED: return on_leg(core, event, prepared);
    case OH_EV_ENGINE_PREPARE_FAILED: return leg_unprepared(core, event, out);
    case OH_EV_ENGINE_PROGRESSED: return on_leg(core, event, progressed);
    case OH_EV_ENGINE_ACCEPTED: return on_leg(core, event, accepted);
    case OH_EV_ENGINE_CONNECTED: return on_leg(core, event, connected);
    case OH_EV_ENGINE_ENDED: return leg_ended(core, event, out);
    case OH_EV_ENGINE_HELD:
    case OH_EV_ENGINE_RESUMED:
    case OH_EV_ENGINE_CHANGE_FAILED: return on_leg(core, event, changed);
    case OH_EV_ENGINE_REMOTE_HELD: return on_leg(core, event, remote_held);
    case OH_EV_ENGINE_REMOTE_RESUMED: return on_leg(core, event, remote_resumed);
    case OH_EV_ENGINE_REPLACED: return leg_replaced(core, event, out);
    case OH_EV_ENGINE_REDIRECTED: return leg_redirected(core, event, out);
    case OH_EV_ENGINE_VIDEO_ASKED: return on_leg(core, event, leg_video_asked);
    case OH_EV_ENGINE_CALLER_CHANGED: return on_leg(core, event, leg_caller_changed);
    case OH_EV_ENGINE_FLOWED: return flowed(core, event, out);
    case OH_EV_ENGINE_TRANSFER_ASKED: return transfer_asked(core, event, out);
    case OH_EV_ENGINE_TRANSFERRED: return transfer_done(core, event, out);
    case OH_EV_ENGINE_TRANSFER_FAILED: return transfer_failed(core, event, out);
    case OH_EV_ENGINE_GROUP_FAILED: return group_failed(core, event, out);
    case OH_EV_ENGINE_AUDIO_GRABBED:
        if (policy->activation != OH_ACTIVATION_SYSTEM || audio->system ||
            !(audio->state == OH_AUDIO_OFF || audio->state == OH_AUDIO_WAITING))
            return false;
        audio_release(audio, out);
        return true;

    case OH_EV_UI_REPORTED: return ui_reported(core, event, out);
    case OH_EV_UI_REPORT_REFUSED: return ui_report_refused(core, event, out);
    case OH_EV_UI_ANSWERED:
    case OH_EV_UI_ENDED:
    case OH_EV_UI_HELD:
    case OH_EV_UI_MUTED:
    case OH_EV_UI_DIGITS:
    case OH_EV_UI_GROUPED: return ui_action(core, event, out);
    case OH_EV_UI_STARTED: return ui_started(core, event, out);
    case OH_EV_UI_ACTION_TIMED_OUT: return ui_timed_out(core, event, out);
    case OH_EV_UI_REQUEST_REFUSED: return wish_refused(core, event, out);
    case OH_EV_UI_RESET: return ui_reset(core, out);
    case OH_EV_UI_FOREIGN_CALL: return foreign_changed(core, event, out);

    case OH_EV_AUDIO_ACTIVATED: return audio_activated(audio, policy, (enum oh_found)event->found);
    case OH_EV_AUDIO_DEACTIVATED:
    case OH_EV_AUDIO_INTERRUPTED:
    case OH_EV_AUDIO_SERVICES_LOST: return audio_lost(audio);
    case OH_EV_AUDIO_INTERRUPTION_ENDED: return audio_climb(audio, policy, core->now_ms, out);
    case OH_EV_AUDIO_SERVICES_RESET: return audio_services_reset(audio);
    case OH_EV_AUDIO_PREPARED: return audio_prepared(audio, policy);
    case OH_EV_AUDIO_PREPARE_FAILED: return audio_prepare_failed(audio, core->now_ms);
    case OH_EV_AUDIO_ROUTE_CHANGED: return audio_route_changed(audio, (enum oh_found)event->found);

    case OH_EV_PUSHED: return pushed(core, event, out);
    case OH_EV_APP_PLACED: return wish_placed(core, event, out);
    case OH_EV_APP_ANSWERED: return wish_answered(core, event);
    case OH_EV_APP_ENDED: return wish_ended(core, event, out);
    case OH_EV_APP_HELD: return wish_held(core, event, out);
    case OH_EV_APP_MUTED: return wish_muted(core, event, out);
    case OH_EV_APP_DIGITS: return wish_dialled(core, event, out);
    case OH_EV_APP_GROUPED: return wish_grouped(core, event, out);
    case OH_EV_APP_SWAPPED: return wish_swapped(core, event);
    case OH_EV_APP_TRANSFERRED: return transfer_wished(core, event, out);
    case OH_EV_APP_UNDISTURBED: return app_undisturbed(core, event->on);
    case OH_EV_TIME: return true;

    case OH_EV_ENGINE_MEDIA_AGREED: /* for the trace: nothing follows from them, and nothing is odd
                                     */
    case OH_EV_ENGINE_DIGITS_RECEIVED:
    case OH_EV_UI_BEGAN:
    case OH_EV_AUDIO_RELEASED: return true;

    case OH_EV_NONE:
    case OH_EVENT_TYPES: return false;
    }
    return false;
}

static void settle(struct oh_core *core, struct oh_commands *out)
{
    struct call *const end = core_calls_end(core);
    bool has_calls = false, needed = false;

    foreign_settle(core);
    for (const struct call *call = core->calls; call < end; call++) {
        has_calls |= call->ui != UI_NONE;
        needed |= call_needs_audio(call); /* a free slot wants nothing */
    }
    audio_settle(&core->audio, &core->policy, needed, has_calls, core->now_ms, out);

    bounce_settle(core, out);

    bool audio_on = core->audio.state == OH_AUDIO_ON;
    for (struct call *call = core->calls; call < end; call++)
        if (call->ui != UI_NONE && call->ui != UI_ASKED)
            call_settle(call, &core->policy, audio_on, core->now_ms, out);
    group_settle(core, out);
    wish_settle(core, out);
}

/* ---- Deadlines ---- */

/* No duration has more than 32 bits, and what is over has fired before time went on: so the lower
 * half of when it began tells it all. */
static uint64_t began_ms(const struct oh_core *core, uint32_t lower_half)
{
    return core->now_ms - ((uint32_t)core->now_ms - lower_half);
}

static uint64_t call_due_ms(const struct oh_core *core, const struct call *call)
{
    if (call->ui == UI_NONE || call->deadline == DEADLINE_NONE)
        return OH_NEVER;
    return began_ms(core, call->since_ms) +
           call_duration_ms(&core->policy, (enum call_deadline)call->deadline);
}

static uint64_t request_due_ms(const struct oh_core *core, const struct call *call)
{
    return call->asked == 0 ? OH_NEVER
                            : began_ms(core, call->asked_ms) + core->policy.deadlines.request_ms;
}

uint64_t core_due_ms(const struct oh_core *core, unsigned who)
{
    if (who == AUDIO_CLOCK)
        return audio_due_ms(&core->audio, &core->policy);
    return who < REQUEST_CLOCK ? call_due_ms(core, &core->calls[who])
                               : request_due_ms(core, &core->calls[who - REQUEST_CLOCK]);
}

static enum oh_reason reason_of(const struct oh_core *core, const struct call *call)
{
    switch ((enum call_deadline)call->deadline) {
    case DEADLINE_NONE: return OH_REASON_NONE;
    case DEADLINE_INVITE: return OH_REASON_NO_INVITE;
    case DEADLINE_RING:
    case DEADLINE_CONNECTING: return OH_REASON_UNANSWERED;
    case DEADLINE_SETUP:
        return call->uses_session && core->audio.state != OH_AUDIO_ON ? OH_REASON_NO_AUDIO
                                                                      : OH_REASON_FAILED;
    case DEADLINE_ACK: return OH_REASON_NO_ACK;
    case DEADLINE_LOST: return OH_REASON_NO_AUDIO;
    }
    return OH_REASON_NONE;
}

void core_fire(struct oh_core *core, unsigned who, struct oh_commands *out)
{
    if (who == AUDIO_CLOCK)
        audio_climb(&core->audio, &core->policy, core->now_ms, out);
    else if (who >= REQUEST_CLOCK)
        wish_give_up_all(core, &core->calls[who - REQUEST_CLOCK], out);
    else if (core->calls[who].deadline == DEADLINE_LOST && foreign_in_the_way(core))
        foreign_holds(core, &core->calls[who], out);
    else
        core_finish(core, &core->calls[who], reason_of(core, &core->calls[who]), false, out);
    settle(core, out);
}

/* Whose clock comes first; on a tie deadlines before requests, and lower slots before higher, the
 * audio session's last. */
static unsigned next_due(const struct oh_core *core, uint64_t *due_ms)
{
    unsigned next = AUDIO_CLOCK;

    *due_ms = OH_NEVER;
    for (unsigned kind = 0; kind <= REQUEST_CLOCK; kind += REQUEST_CLOCK) {
        for (unsigned slot = 0; slot < core->calls_max; slot++) {
            uint64_t due = core_due_ms(core, kind + slot);
            if (due < *due_ms) {
                *due_ms = due;
                next = kind + slot;
            }
        }
    }
    uint64_t audio_ms = core_due_ms(core, AUDIO_CLOCK);
    if (audio_ms < *due_ms) {
        *due_ms = audio_ms;
        next = AUDIO_CLOCK;
    }
    return next;
}

uint64_t oh_deadline_ms(const struct oh_core *core)
{
    uint64_t due_ms;

    next_due(core, &due_ms);
    return due_ms;
}

/* Fire what is due until then, each at its own time, so that a late wake-up does no harm. */
static void catch_up(struct oh_core *core, uint64_t until_ms, struct oh_commands *out)
{
    uint64_t due_ms;

    for (unsigned who = next_due(core, &due_ms); due_ms <= until_ms && due_ms != OH_NEVER;
         who = next_due(core, &due_ms)) {
        core->now_ms = due_ms;
        core_fire(core, who, out);
    }
    core->now_ms = until_ms;
    dead_forget_expired(core);
}

void oh_step(struct oh_core *core, const struct oh_event *event, struct oh_commands *out)
{
    struct oh_event whole;

    if (event->size < sizeof *event) { /* of an older header: what it lacks is 0 */
        whole = (struct oh_event){0};
        memcpy(&whole, event, event->size);
        event = &whole;
    }
    out->count = 0;
    if (event->now_ms > core->now_ms) /* else no time has passed, and nothing new is due */
        catch_up(core, event->now_ms, out);
    out->ignored = !learn(core, event, out);
    settle(core, out);
}
