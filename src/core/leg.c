/*
 * A call outlives its leg: replaced and redirected ones leave nothing of themselves to the next.
 */
#include "leg.h"
#include "emit.h"
#include "silence.h"
#include "ui.h"

void leg_offered(struct oh_core *core, struct call *call, oh_leg leg, uint16_t flags)
{
    const struct oh_policy *policy = &core->policy;
    bool asked = flags & OH_INVITE_AUTO_ANSWER;

    if (!call->wanted && (policy->auto_answer == OH_AUTO_ANSWER_ALWAYS ||
                          (policy->auto_answer == OH_AUTO_ANSWER_WHEN_ASKED && asked)))
        call->auto_answer = true;
    call->leg = leg;
    call->sip = OH_SIP_OFFERED;
    call->uses_session = !(flags & OH_INVITE_NO_SESSION);
    call->preparing = flags & OH_INVITE_PREPARING;
    call->video = flags & OH_INVITE_VIDEO;
}

/* What was so of the leg that is gone: its gates, its peer, what the engine was told of it. What
 * the user wants of the call stays: mute, hold, its group, digits that wait. */
static void forget_leg(struct call *call, struct oh_commands *out)
{
    if (call->transferring)
        emit_told(out, call->id, OH_TOLD_TRANSFER_FAILED);
    call->transferring = false;
    call->direction = OH_DIRECTION_NONE;
    call->sip_held = false;
    call->changing = false;
    call->remote_held = false;
    call->told_muted = false;
    call->mixed = false; /* it joins the others anew when it is up */
    call->cures = 0;
    call->deaf = false;
    silence_forget(call);
}

/* A dialog that both sides have confirmed, or one of ours that still is early: another that the
 * callee has yet to answer cannot be taken over (RFC 3891 3). */
static bool replaceable(const struct call *call)
{
    switch ((enum oh_sip_state)call->sip) {
    case OH_SIP_NONE:
    case OH_SIP_OFFERED:
    case OH_SIP_RINGING:
    case OH_SIP_ACCEPTING: return false;
    case OH_SIP_ACCEPTED:
    case OH_SIP_UP:
    case OH_SIP_INVITING:
    case OH_SIP_PROGRESSED: return call->wanted;
    }
    return false;
}

/* Another peer in the same call: it does not ring anew, and is accepted as every INVITE that the
 * user has answered. */
bool leg_replaced(struct oh_core *core, const struct oh_event *event, struct oh_commands *out)
{
    struct call *call = core_call_by_leg(core, event->leg);

    if (core->policy.activation == OH_ACTIVATION_SYSTEM && !(event->flags & OH_INVITE_NO_SESSION))
        core->audio.touched = true; /* as by every INVITE (CK-93) */
    if (call == NULL || !replaceable(call)) {
        call_reject(event->other_leg, &core->policy, OH_REASON_REPLACED, out);
        return true;
    }
    call_end_leg(call, &core->policy, OH_REASON_REPLACED, out);
    forget_leg(call, out);
    leg_offered(core, call, event->other_leg, event->flags);
    ui_take_focus(core, call);
    call->outdated = true;
    return true;
}

/* Who is not followed is to be forgotten by the engine. A chain of redirects is bounded: the time
 * to connect goes on. */
bool leg_redirected(struct oh_core *core, const struct oh_event *event, struct oh_commands *out)
{
    struct call *call = core_call_by_leg(core, event->leg);
    bool inviting =
        call != NULL && (call->sip == OH_SIP_INVITING || call->sip == OH_SIP_PROGRESSED);

    if (inviting && core->policy.redirect == OH_REDIRECT_FOLLOW) {
        forget_leg(call, out);
        call->leg = event->other_leg;
        call->sip = OH_SIP_NONE;
        return true;
    }
    emit_leg(out, OH_CMD_ENGINE_END, event->other_leg)->reason = OH_REASON_UNREACHABLE;
    if (inviting)
        core_finish(core, call, OH_REASON_UNREACHABLE, true, out);
    return true;
}

/* The engine answers such an offer without video: that is its, or the application's, to decide.
 * Here it is a thing to be shown. */
bool leg_video_asked(struct call *call)
{
    bool meant = !call->video;

    call->video = true;
    call->outdated |= meant;
    return meant;
}

bool leg_caller_changed(struct call *call)
{
    call->outdated = true;
    return true;
}
