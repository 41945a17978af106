/*
 * Looks at the calls after each step. It remembers one thing that the core does not tell: whether
 * an outgoing call's callee lets itself be heard, for then we must not ring back over it.
 */
#include "ringer.h"

#include <glib.h>

struct ringer {
    void (*play)(void *ctx, enum oh_tone tone);
    void *ctx;
    enum oh_tone tone;
    oh_leg heard; /* sends early media; legs have fresh numbers, and one call goes out at a time */
};

struct ringer *ringer_new(void (*play)(void *ctx, enum oh_tone tone), void *ctx)
{
    struct ringer *ringer = g_new0(struct ringer, 1);
    ringer->play = play;
    ringer->ctx = ctx;
    return ringer;
}

void ringer_free(struct ringer *ringer)
{
    g_free(ringer);
}

static bool rings(const struct oh_call_info *call)
{
    return !call->outgoing && call->shown && !call->wanted;
}

static bool rings_back(const struct ringer *ringer, const struct oh_call_info *call)
{
    return call->outgoing && call->sip == OH_SIP_PROGRESSED && call->leg != ringer->heard;
}

/* The user answered it, or it goes out. */
static bool is_talk(const struct oh_call_info *call)
{
    return call->wanted && !call->held;
}

static enum oh_tone tone_of(const struct ringer *ringer, const struct oh_core *core)
{
    bool ringing = false, talk = false, ring_back = false;
    struct oh_call_info call;
    for (uint8_t i = 0; oh_call_at(core, i, &call); i++) {
        ringing = ringing || rings(&call);
        talk = talk || is_talk(&call);
        ring_back = ring_back || rings_back(ringer, &call);
    }
    if (ringing)
        return talk ? OH_TONE_CALL_WAITING : OH_TONE_RING;
    return ring_back ? OH_TONE_RING_BACK : OH_TONE_NONE;
}

void ringer_step(struct ringer *ringer, const struct oh_core *core, const struct oh_event *event)
{
    if (event->type == OH_EV_ENGINE_PROGRESSED && event->flags & OH_PROGRESS_EARLY_MEDIA)
        ringer->heard = event->leg;
    enum oh_tone tone = tone_of(ringer, core);
    if (tone == ringer->tone)
        return;
    ringer->tone = tone;
    ringer->play(ringer->ctx, tone);
}
