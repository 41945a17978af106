/* Judging a call by its frames. Only what is up is judged: before, sending may wait for the peer.
 */
#include "silence.h"
#include "emit.h"
#include "limits.h"

/* Add up, to the limit at most: then it is reached. */
static bool adds_up(uint32_t *sum_ms, uint32_t span_ms, uint32_t limit_ms)
{
    *sum_ms = span_ms < limit_ms - *sum_ms ? *sum_ms + span_ms : limit_ms;
    return *sum_ms == limit_ms;
}

/* Nothing is captured, sent or played though it should be. Muted frames are captured, and need not
 * be sent; nor need any to a peer that holds us. */
static bool our_audio_is_dead(const struct call *call, const struct oh_frames *frames)
{
    bool must_send = !call->muted && !call->remote_held;

    return frames->captured == 0 || (must_send && frames->sent == 0) ||
           (frames->received > 0 && frames->played == 0);
}

static bool judge_our_audio(struct call *call, const struct oh_policy *policy,
                            const struct oh_event *flowed, struct oh_commands *out)
{
    if (!call->uses_session || call->cures > CURES_MAX)
        return false;
    if (!our_audio_is_dead(call, &flowed->frames)) {
        call->silent_ms = 0;
        return false;
    }
    if (!adds_up(&call->silent_ms, flowed->span_ms, policy->deadlines.silent_ms))
        return false;
    call->silent_ms = 0;
    if (call->cures++ < CURES_MAX)
        return true;
    emit_told(out, call->id, OH_TOLD_SILENT);
    return false;
}

/* Whether the peer has to be heard of: nobody holds, and no re-INVITE of ours is open. */
static bool must_hear(const struct call *call)
{
    return !call->remote_held && !call->changing;
}

static void judge_the_peer(struct call *call, const struct oh_policy *policy,
                           const struct oh_event *flowed, struct oh_commands *out)
{
    bool heard = flowed->frames.received > 0 || flowed->frames.alive > 0;

    if (heard && call->deaf) {
        call->deaf = false;
        emit_told(out, call->id, OH_TOLD_HEARS_AGAIN);
    }
    if (heard || call->deaf || !must_hear(call)) {
        call->deaf_ms = 0;
        return;
    }
    if (!adds_up(&call->deaf_ms, flowed->span_ms, policy->deadlines.deaf_ms))
        return;
    call->deaf_ms = 0;
    call->deaf = true;
    emit_told(out, call->id, OH_TOLD_DEAF);
    emit_leg(out, OH_CMD_ENGINE_RESTART_MEDIA, call->leg);
}

bool silence_judge(struct call *call, const struct oh_policy *policy, const struct oh_event *flowed,
                   struct oh_commands *out)
{
    if (call->sip != OH_SIP_UP)
        return false;
    OH_ASSERT(call->direction == OH_DIRECTION_BOTH); /* what is up is open both ways, or closed */
    judge_the_peer(call, policy, flowed, out);
    return judge_our_audio(call, policy, flowed, out);
}

void silence_forget(struct call *call)
{
    call->silent_ms = 0;
    call->deaf_ms = 0;
}
