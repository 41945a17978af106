/*
 * What follows from the facts of one call: when it is accepted, which way its gates stand, what its
 * peer is told about holding, and which deadline bounds it.
 */
#include "call.h"
#include "digits.h"
#include "emit.h"
#include "silence.h"

void call_report(struct call *call, struct oh_commands *out)
{
    emit_call(out, OH_CMD_UI_REPORT, call->id);
    call->ui = UI_REPORTING;
    call->outdated = false; /* it is read for the report */
}

/* A held call that is not up yet still needs audio: without it, it could never be accepted. */
bool call_needs_audio(const struct call *call)
{
    return call->wanted && call->uses_session && !(call->held && call->sip == OH_SIP_UP);
}

/* Audio may flow as far as the session is concerned. */
static bool audible(const struct call *call, bool audio_on)
{
    return audio_on || !call->uses_session;
}

static bool offered(const struct call *call)
{
    return call->sip == OH_SIP_OFFERED || call->sip == OH_SIP_RINGING;
}

/* The deferred answer: only once the session is on (S1), or, gated, at once. */
static bool ready_to_accept(const struct call *call, const struct oh_policy *policy, bool audio_on)
{
    OH_ASSERT(offered(call));
    return call->wanted && !call->preparing &&
           (policy->accept == OH_ACCEPT_GATED || audible(call, audio_on));
}

/* Which way the leg may be open (S15, S16). */
static enum oh_direction wanted_direction(const struct call *call, bool audio_on)
{
    if (!call->wanted || call->held || !audible(call, audio_on))
        return OH_DIRECTION_NONE;
    switch ((enum oh_sip_state)call->sip) {
    case OH_SIP_NONE:
    case OH_SIP_OFFERED:
    case OH_SIP_RINGING:
    case OH_SIP_INVITING: return OH_DIRECTION_NONE;
    case OH_SIP_PROGRESSED: return OH_DIRECTION_RECEIVE;
    case OH_SIP_ACCEPTING:
    case OH_SIP_ACCEPTED:
    case OH_SIP_UP: return OH_DIRECTION_BOTH;
    }
    return OH_DIRECTION_NONE;
}

static void settle_offer(struct call *call, const struct oh_policy *policy, bool audio_on,
                         struct oh_commands *out)
{
    if (ready_to_accept(call, policy, audio_on)) {
        emit_leg(out, OH_CMD_ENGINE_ACCEPT, call->leg);
        call->sip = OH_SIP_ACCEPTING;
    } else if (call->sip == OH_SIP_OFFERED) {
        emit_leg(out, OH_CMD_ENGINE_RING, call->leg);
        call->sip = OH_SIP_RINGING;
    }
}

/* A started call counts as connecting when its invitation has left (CK-50). */
static void settle_outgoing(struct call *call, struct oh_commands *out)
{
    if (call->sip == OH_SIP_NONE) {
        emit_leg(out, OH_CMD_ENGINE_INVITE, call->leg)->call = call->id;
        if (!call->told_connecting) /* not again for where it was redirected to */
            emit_call(out, OH_CMD_UI_REPORT_CONNECTING, call->id);
        call->told_connecting = true;
        call->sip = OH_SIP_INVITING;
    } else if (call->sip == OH_SIP_UP && !call->told_connected) {
        emit_call(out, OH_CMD_UI_REPORT_CONNECTED, call->id);
        call->told_connected = true;
    }
}

/* Once its report completed: before, there is nothing to update. */
static void settle_update(struct call *call, struct oh_commands *out)
{
    if (!call->outdated || call->ui != UI_SHOWN)
        return;
    emit_call(out, OH_CMD_UI_UPDATE, call->id);
    call->outdated = false;
}

/* Before a gate opens (S17), and as soon as there is a leg: the engine may have to prepare it so.
 */
static void settle_mute(struct call *call, struct oh_commands *out)
{
    if (call->sip == OH_SIP_NONE || call->muted == call->told_muted)
        return;
    emit_leg(out, OH_CMD_ENGINE_MUTE, call->leg)->on = call->muted;
    call->told_muted = call->muted;
}

static void settle_gates(struct call *call, bool audio_on, struct oh_commands *out)
{
    enum oh_direction direction = wanted_direction(call, audio_on);

    if (direction == call->direction)
        return;
    if (direction == OH_DIRECTION_NONE)
        emit_leg(out, OH_CMD_ENGINE_CLOSE, call->leg);
    else
        emit_leg(out, OH_CMD_ENGINE_OPEN, call->leg)->direction = (uint8_t)direction;
    call->direction = (uint8_t)direction;
    silence_forget(call);
}

/* One re-INVITE in flight; resuming waits for audio, so that the peer never talks to nobody. */
static void settle_hold(struct call *call, bool audio_on, struct oh_commands *out)
{
    if (call->sip != OH_SIP_UP || call->changing || call->sip_held == call->held)
        return;
    if (!call->held && !audible(call, audio_on))
        return;
    emit_leg(out, call->held ? OH_CMD_ENGINE_HOLD : OH_CMD_ENGINE_RESUME, call->leg);
    call->sip_held = call->held;
    call->changing = true;
}

enum call_deadline call_deadline(const struct call *call, bool audio_on)
{
    switch ((enum oh_sip_state)call->sip) {
    case OH_SIP_NONE: return call->outgoing ? DEADLINE_NONE : DEADLINE_INVITE;
    case OH_SIP_OFFERED:
    case OH_SIP_RINGING: return call->wanted ? DEADLINE_SETUP : DEADLINE_RING;
    case OH_SIP_ACCEPTING: return DEADLINE_SETUP;
    case OH_SIP_ACCEPTED: return DEADLINE_ACK;
    case OH_SIP_UP: return call->held || audible(call, audio_on) ? DEADLINE_NONE : DEADLINE_LOST;
    case OH_SIP_INVITING:
    case OH_SIP_PROGRESSED: return DEADLINE_CONNECTING;
    }
    return DEADLINE_NONE;
}

uint32_t call_duration_ms(const struct oh_policy *policy, enum call_deadline deadline)
{
    switch (deadline) {
    case DEADLINE_NONE: return 0;
    case DEADLINE_INVITE: return policy->deadlines.invite_ms;
    case DEADLINE_RING: return policy->deadlines.ring_ms;
    case DEADLINE_SETUP: return policy->deadlines.setup_ms;
    case DEADLINE_ACK: return policy->deadlines.ack_ms;
    case DEADLINE_LOST: return policy->deadlines.lost_ms;
    case DEADLINE_CONNECTING: return policy->deadlines.connecting_ms;
    }
    return 0;
}

void call_settle(struct call *call, const struct oh_policy *policy, bool audio_on, uint64_t now_ms,
                 struct oh_commands *out)
{
    if (offered(call))
        settle_offer(call, policy, audio_on, out);
    if (call->outgoing)
        settle_outgoing(call, out);
    settle_update(call, out);
    settle_mute(call, out);
    settle_gates(call, audio_on, out);
    settle_hold(call, audio_on, out);
    digits_settle(call, out);
    if (call->action != 0 && call->sip == OH_SIP_UP) {
        emit_action(out, OH_CMD_UI_FULFIL, call->id, call->action);
        call->action = 0;
    }

    enum call_deadline deadline = call_deadline(call, audio_on);
    if (deadline != call->deadline) {
        call->deadline = (uint8_t)deadline;
        call->since_ms = (uint32_t)now_ms;
    }
}

static uint16_t refusal_code(const struct oh_policy *policy, enum oh_reason reason)
{
    switch (reason) {
    case OH_REASON_USER: return policy->decline_code;
    case OH_REASON_REFUSED: /* this device only; others ring on (CK error 3) */
    case OH_REASON_BUSY: return 486;
    case OH_REASON_REPLACED: return 481; /* there is no such dialog */
    case OH_REASON_MERGED: return 482;
    case OH_REASON_INSECURE:
    case OH_REASON_MEDIA: return 488;
    case OH_REASON_NONE:
    case OH_REASON_FAILED:
    case OH_REASON_REMOTE:
    case OH_REASON_UNANSWERED:
    case OH_REASON_ANSWERED_ELSEWHERE:
    case OH_REASON_DECLINED_ELSEWHERE:
    case OH_REASON_NO_INVITE:
    case OH_REASON_NO_AUDIO:
    case OH_REASON_NO_ACK:
    case OH_REASON_UI_RESET:
    case OH_REASON_DECLINED:
    case OH_REASON_UNREACHABLE:
    case OH_REASON_STOPPED:
    case OH_REASON_TRANSFERRED:
    case OH_REASONS: return 480;
    }
    return 480;
}

void call_reject(oh_leg leg, const struct oh_policy *policy, enum oh_reason reason,
                 struct oh_commands *out)
{
    struct oh_command *command = emit_leg(out, OH_CMD_ENGINE_REJECT, leg);

    command->code = refusal_code(policy, reason);
    command->reason = (uint8_t)reason;
}

void call_end_leg(const struct call *call, const struct oh_policy *policy, enum oh_reason reason,
                  struct oh_commands *out)
{
    if (call->sip == OH_SIP_NONE && !call->outgoing)
        return;
    if (offered(call))
        call_reject(call->leg, policy, reason, out);
    else
        emit_leg(out, OH_CMD_ENGINE_END, call->leg)->reason = (uint8_t)reason;
}
