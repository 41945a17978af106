/*
 * What the call UI tells: reports that completed or were refused, the user's actions, each with its
 * answer, and the death of its service. What follows from it for a call is in call.c.
 */
#include "ui.h"
#include "dead.h"
#include "digits.h"
#include "emit.h"
#include "group.h"
#include "wish.h"

bool ui_reported(struct oh_core *core, const struct oh_event *event, struct oh_commands *out)
{
    struct call *call = core_call_by_id(core, &event->call);
    struct dead *dead = dead_by_id(core, &event->call);

    if (call != NULL && call->ui == UI_REPORTING) {
        call->ui = UI_SHOWN;
        return true;
    }
    if (call != NULL)
        return false;
    if (dead == NULL) { /* of a former process: nobody else will end it (F52) */
        emit_call(out, OH_CMD_UI_REPORT_ENDED, event->call)->reason = OH_REASON_FAILED;
        return true;
    }
    bool awaited = dead->reporting;
    if (dead->owes)
        emit_call(out, OH_CMD_UI_REPORT_ENDED, dead->id)->reason = dead->reason;
    dead->reporting = dead->owes = false;
    return awaited;
}

bool ui_report_refused(struct oh_core *core, const struct oh_event *event, struct oh_commands *out)
{
    struct call *call = core_call_by_id(core, &event->call);
    struct dead *dead = dead_by_id(core, &event->call);

    if (call != NULL && call->ui == UI_REPORTING) {
        call->ui = UI_GONE;
        core_finish(core, call, OH_REASON_REFUSED, false, out);
        return true;
    }
    bool awaited = dead != NULL && dead->reporting;
    if (awaited)
        dead->reporting = dead->owes = false;
    return awaited;
}

/* The system activates only a session that nobody holds, and only after the fulfilment (CK-90,
 * CK-93). */
static void make_way_for_activation(struct oh_core *core, const struct call *call,
                                    struct oh_commands *out)
{
    if (core->policy.activation == OH_ACTIVATION_SYSTEM && call->uses_session &&
        !core->audio.system && core->audio.state == OH_AUDIO_OFF)
        audio_release(&core->audio, out);
}

/* Where no system sees to it, the call that the user turns to has the session, with its group, and
 * whoever had it is held (S8). A system's call UI holds or ends the others itself, by actions
 * before this one. */
void ui_take_focus(struct oh_core *core, const struct call *call)
{
    if (core->policy.activation != OH_ACTIVATION_SELF || core->policy.focus != OH_FOCUS_ONE ||
        !call->wanted || call->held || !call->uses_session)
        return;
    for (struct call *other = core->calls; other < core_calls_end(core); other++)
        if (!group_is_shared(other, call) && other->wanted && other->uses_session) {
            other->held = true;
            other->parked = false;
        }
}

static void ui_answered(struct oh_core *core, struct call *call, const struct oh_event *event,
                        struct oh_commands *out)
{
    if (!call->wanted) /* else it is answered once more: by the user, and as it was asked for */
        make_way_for_activation(core, call, out);
    wish_is_done(call, OH_REQUEST_ANSWER, false);
    call->wanted = true;
    call->auto_answer = false;
    ui_take_focus(core, call);
    if (core->policy.fulfil == OH_FULFIL_WHEN_CONNECTED && call->sip != OH_SIP_UP &&
        call->action == 0)
        call->action = event->action;
    else
        emit_action(out, OH_CMD_UI_FULFIL, call->id, event->action);
}

static void ui_ended(struct oh_core *core, struct call *call, const struct oh_event *event,
                     struct oh_commands *out)
{
    bool reporting = call->ui == UI_REPORTING;

    emit_action(out, OH_CMD_UI_FULFIL, call->id, event->action);
    call->ui = UI_GONE;
    core_finish(core, call, OH_REASON_USER, false, out);
    struct dead *dead = dead_by_id(core, &event->call);
    if (dead != NULL)
        dead->reporting = reporting; /* that still comes, and means nothing */
}

/* At once, also before the call is up: a hold that is answered late ends the call (CK-74). */
static void ui_held(struct oh_core *core, struct call *call, const struct oh_event *event,
                    struct oh_commands *out)
{
    emit_action(out, OH_CMD_UI_FULFIL, call->id, event->action);
    if (call->held && !event->on)
        audio_unheld(&core->audio);
    call->held = event->on;
    call->parked = false;
    wish_is_done(call, OH_REQUEST_HOLD, event->on);
    ui_take_focus(core, call);
}

/* The wish of the user, whatever state the call is in; the engine is told by call_settle. */
static void ui_muted(struct call *call, const struct oh_event *event, struct oh_commands *out)
{
    emit_action(out, OH_CMD_UI_FULFIL, call->id, event->action);
    call->muted = event->on;
    wish_is_done(call, OH_REQUEST_MUTE, event->on);
}

static void ui_digits(struct oh_core *core, struct call *call, const struct oh_event *event,
                      struct oh_commands *out)
{
    bool queued = digits_queue(call, event->digits);

    emit_action(out, queued ? OH_CMD_UI_FULFIL : OH_CMD_UI_FAIL, call->id, event->action);
    if (queued)
        wish_is_done(call, OH_REQUEST_DIGITS, false);
    else
        wish_is_lost(core, call, OH_REQUEST_DIGITS, out);
}

/* Who is taken out of a group is whom the user turns to, if he does not hold it. */
static void ui_grouped(struct oh_core *core, struct call *call, const struct oh_event *event,
                       struct oh_commands *out)
{
    bool changed = group_change(core, call, &event->other_call, out);

    emit_action(out, changed ? OH_CMD_UI_FULFIL : OH_CMD_UI_FAIL, call->id, event->action);
    if (!changed) {
        wish_is_lost(core, call, OH_REQUEST_GROUP, out);
        return;
    }
    wish_is_done(call, OH_REQUEST_GROUP, false);
    ui_take_focus(core, call);
}

/* An action of the user on a call that we know, or on one that is over while its report still is
 * under way (all of these are fulfilled: a refusal might end the call once more), or on none. */
bool ui_action(struct oh_core *core, const struct oh_event *event, struct oh_commands *out)
{
    struct call *call = core_call_by_id(core, &event->call);
    struct dead *dead = dead_by_id(core, &event->call);

    if (call == NULL) {
        bool owed = dead != NULL && dead->owes;
        emit_action(out, owed ? OH_CMD_UI_FULFIL : OH_CMD_UI_FAIL, event->call, event->action);
        if (owed && event->type == OH_EV_UI_ENDED) {
            dead->owes = false;
            dead_user_is_done(core, dead);
        }
    } else if (event->type == OH_EV_UI_ANSWERED && !call->outgoing) {
        ui_answered(core, call, event, out);
    } else if (event->type == OH_EV_UI_ENDED) {
        ui_ended(core, call, event, out);
    } else if (event->type == OH_EV_UI_HELD) {
        ui_held(core, call, event, out);
    } else if (event->type == OH_EV_UI_MUTED) {
        ui_muted(call, event, out);
    } else if (event->type == OH_EV_UI_DIGITS) {
        ui_digits(core, call, event, out);
    } else if (event->type == OH_EV_UI_GROUPED) {
        ui_grouped(core, call, event, out);
    } else { /* an answer of an outgoing call */
        emit_action(out, OH_CMD_UI_FAIL, event->call, event->action);
    }
    return true;
}

/* The slot of a call that is started: the one that it has by a wish, or a free one. None, if the
 * call is there already, or its start was given up. */
static struct call *slot_to_start(struct oh_core *core, const struct oh_event *event)
{
    struct call *call = core_call_by_id(core, &event->call);

    if (call != NULL)
        return call->ui == UI_ASKED ? call : NULL;
    return core_slot_for(core, &event->call, event->leg);
}

bool ui_started(struct oh_core *core, const struct oh_event *event, struct oh_commands *out)
{
    struct call *call = slot_to_start(core, event);

    if (call == NULL) {
        emit_action(out, OH_CMD_UI_FAIL, event->call, event->action);
        return true;
    }
    if (call->ui == UI_NONE) {
        call->id = event->call;
        call->leg = event->leg;
        call->outgoing = true;
        call->uses_session = !(event->flags & OH_START_NO_SESSION);
    }
    call->ui = UI_SHOWN;
    call->wanted = true;
    wish_is_done(call, OH_REQUEST_START, false);
    ui_take_focus(core, call);
    make_way_for_activation(core, call, out);
    emit_action(out, OH_CMD_UI_FULFIL, call->id, event->action);
    return true;
}

/* What the user did got lost: a hold, a mute, digits are to be done once more, and the call goes on
 * (CK-86). Of an answer, a start, or what we do not know, nothing is left but the end. */
bool ui_timed_out(struct oh_core *core, const struct oh_event *event, struct oh_commands *out)
{
    struct call *call = core_call_by_id(core, &event->call);

    if (call == NULL)
        return false;
    if (call->action == event->action)
        call->action = 0; /* it must not be answered any more (CK-75) */
    switch ((enum oh_request)event->request) {
    case OH_REQUEST_HOLD:
    case OH_REQUEST_MUTE:
    case OH_REQUEST_DIGITS:
    case OH_REQUEST_GROUP:
        wish_is_lost(core, call, (enum oh_request)event->request, out);
        return true;
    case OH_REQUEST_END: core_finish(core, call, OH_REASON_USER, false, out); return true;
    case OH_REQUEST_NONE:
    case OH_REQUEST_ANSWER:
    case OH_REQUEST_START: break;
    }
    core_finish(core, call, OH_REASON_FAILED, false, out);
    return true;
}

/* What the system's call service knew is void: calls, ours and foreign ones, actions, debts,
 * the activation (CK-2). */
bool ui_reset(struct oh_core *core, struct oh_commands *out)
{
    emit(out, OH_CMD_UI_REBUILD);
    for (uint8_t i = 0; i < core->dead_count; i++)
        core_dead(core)[i].reporting = core_dead(core)[i].owes = false;
    for (struct call *call = core->calls; call < core_calls_end(core); call++) {
        if (call->ui == UI_NONE)
            continue;
        call->action = 0;
        call->outdated = false; /* whoever comes in its place reads it anew */
        if (call->auto_answer)
            wish_is_done(call, OH_REQUEST_ANSWER, false); /* it is asked for anew */
        if (call->ui != UI_ASKED)
            call->ui = UI_GONE;
        if (call->ui == UI_GONE && core->policy.ui_reset == OH_UI_RESET_ENDS_CALLS) {
            core_finish(core, call, OH_REASON_UI_RESET, false, out);
            continue;
        }
        wish_give_up_all(core, call, out);
        if (call->wanted)
            call->ui = UI_SHOWN; /* it goes on; if its report was under way it rings no more */
        else if (call->ui != UI_NONE)
            call_report(call, out);
    }
    core->foreign = OH_FOREIGN_NONE; /* if one is left, that is told anew */
    audio_provider_gone(&core->audio);
    return true;
}
