/*
 * What the call UI tells: reports that completed or were refused, the user's actions, each with its
 * answer, and the death of its service. What follows from it for a call is in call.c.
 */
#include "ui.h"
#include "dead.h"
#include "digits.h"
#include "emit.h"

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

/* Where no system sees to it, the call that the user turns to has the session, and whoever had it
 * is held (S8). A system's call UI holds or ends the others itself, by actions before this one. */
void ui_take_focus(struct oh_core *core, const struct call *call)
{
    if (core->policy.activation != OH_ACTIVATION_SELF || core->policy.focus != OH_FOCUS_ONE ||
        !call->wanted || call->held || !call->uses_session)
        return;
    for (struct call *other = core->calls; other < core_calls_end(core); other++)
        if (other != call && other->wanted && other->uses_session)
            other->held = true;
}

static void ui_answered(struct oh_core *core, struct call *call, const struct oh_event *event,
                        struct oh_commands *out)
{
    make_way_for_activation(core, call, out);
    call->wanted = true;
    call->auto_answer = AUTO_ANSWER_NO;
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
    ui_take_focus(core, call);
}

/* The wish of the user, whatever state the call is in; the engine is told by call_settle. */
static void ui_muted(struct call *call, const struct oh_event *event, struct oh_commands *out)
{
    emit_action(out, OH_CMD_UI_FULFIL, call->id, event->action);
    call->muted = event->on;
}

static void ui_digits(struct call *call, const struct oh_event *event, struct oh_commands *out)
{
    bool queued = digits_queue(call, event->digits);

    emit_action(out, queued ? OH_CMD_UI_FULFIL : OH_CMD_UI_FAIL, call->id, event->action);
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
        ui_digits(call, event, out);
    } else { /* groups: not yet */
        emit_action(out, OH_CMD_UI_FAIL, event->call, event->action);
    }
    return true;
}

bool ui_started(struct oh_core *core, const struct oh_event *event, struct oh_commands *out)
{
    struct call *call = event->leg != 0 ? core_free_slot(core) : NULL;

    if (call == NULL) {
        emit_action(out, OH_CMD_UI_FAIL, event->call, event->action);
        return true;
    }
    call->id = event->call;
    call->leg = event->leg;
    call->ui = UI_SHOWN;
    call->outgoing = true;
    call->wanted = true;
    call->uses_session = !(event->flags & OH_START_NO_SESSION);
    ui_take_focus(core, call);
    make_way_for_activation(core, call, out);
    emit_action(out, OH_CMD_UI_FULFIL, call->id, event->action);
    return true;
}

bool ui_timed_out(struct oh_core *core, const struct oh_event *event, struct oh_commands *out)
{
    struct call *call = core_call_by_id(core, &event->call);

    if (call == NULL)
        return false;
    if (call->action == event->action)
        call->action = 0; /* it must not be answered any more (CK-75) */
    core_finish(core, call, OH_REASON_FAILED, false, out);
    return true;
}

/* The call UI does not answer by itself: then it is the user's to answer. */
bool ui_request_refused(struct oh_core *core, const struct oh_event *event)
{
    struct call *call = core_call_by_id(core, &event->call);
    bool meant = call != NULL && event->request == OH_REQUEST_ANSWER &&
                 call->auto_answer == AUTO_ANSWER_ASKED;

    if (meant)
        call->auto_answer = AUTO_ANSWER_NO;
    return meant;
}

/* What the system's call service knew is void: calls, actions, debts, the activation (CK-2). */
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
        if (core->policy.ui_reset == OH_UI_RESET_ENDS_CALLS) {
            call->ui = UI_GONE;
            core_finish(core, call, OH_REASON_UI_RESET, false, out);
        } else if (call->wanted) {
            call->ui = UI_SHOWN; /* it goes on; if its report was under way it rings no more */
        } else {
            call_report(call, out);
            if (call->auto_answer == AUTO_ANSWER_ASKED)
                call->auto_answer = AUTO_ANSWER_DUE; /* who was asked is gone */
        }
    }
    audio_provider_gone(&core->audio);
    return true;
}

/* Calls are answered without the user one at a time, and, unless all may talk at once, while nobody
 * talks; until then they ring. */
void ui_settle(struct oh_core *core, struct oh_commands *out)
{
    struct call *next = NULL;

    for (struct call *call = core->calls; call < core_calls_end(core); call++) {
        if ((call->wanted && core->policy.focus == OH_FOCUS_ONE) ||
            call->auto_answer == AUTO_ANSWER_ASKED)
            return;
        if (next == NULL && !call->wanted && call->auto_answer == AUTO_ANSWER_DUE &&
            call->ui == UI_SHOWN)
            next = call;
    }
    if (next == NULL)
        return;
    emit_call(out, OH_CMD_UI_REQUEST, next->id)->request = OH_REQUEST_ANSWER;
    next->auto_answer = AUTO_ANSWER_ASKED;
}
