/*
 * Nobody but the system can activate its session again after an alarm took it from a call, and it
 * does so for a call that is resumed (CK-109). So the call UI is asked to hold the call, and, in
 * the step in which that is done, to resume it. Only while it is the only call: nobody else's turn
 * is to be touched, nor a user's who is about to answer. Once, until audio was on: the resumed call
 * begins at the foot of the ladder again. Who could not be held at the rung may be later, while the
 * end of the ladder is tried again and again.
 */
#include "bounce.h"
#include "audio.h"
#include "emit.h"
#include "foreign.h"
#include "wish.h"

static bool is_alone(const struct oh_core *core, const struct call *call)
{
    for (uint8_t i = 0; i < core->calls_max; i++)
        if (&core->calls[i] != call && core->calls[i].ui != UI_NONE)
            return false;
    return !foreign_in_the_way(core);
}

/* The session is waited for: the only call is the one that does. It is up, was not tried yet, and
 * nothing of the kind is asked already. */
static bool can_be_bounced(const struct oh_core *core, const struct call *call)
{
    return call->sip == OH_SIP_UP && call->ui == UI_SHOWN && is_alone(core, call) &&
           call->bounce == BOUNCE_NONE && !wish_is_open(call, OH_REQUEST_HOLD, true) &&
           !wish_is_open(call, OH_REQUEST_END, false);
}

/* What became of the hold that we asked for. */
static void follow(const struct oh_core *core, struct call *call, struct oh_commands *out)
{
    if (call->bounce == BOUNCE_ASKED && !wish_is_open(call, OH_REQUEST_HOLD, true)) {
        call->bounce = BOUNCE_TRIED;
        if (call->held && is_alone(core, call))
            wish_ask_hold(core, call, false, out);
        else if (call->held)
            emit_told(out, call->id, OH_TOLD_STILL_HELD);
    }
    if (call->bounce == BOUNCE_TRIED && core->audio.state == OH_AUDIO_ON)
        call->bounce = BOUNCE_NONE;
}

/* Returns whether there is somebody whose hold is waited for. */
static bool try_somebody(struct oh_core *core, struct oh_commands *out)
{
    for (struct call *call = core->calls; call < core_calls_end(core); call++) {
        if (call->bounce == BOUNCE_ASKED)
            return true;
        if (can_be_bounced(core, call)) {
            call->bounce = BOUNCE_ASKED;
            wish_ask_hold(core, call, true, out);
            return true;
        }
    }
    return false;
}

void bounce_settle(struct oh_core *core, struct oh_commands *out)
{
    for (struct call *call = core->calls; call < core_calls_end(core); call++)
        follow(core, call, out);
    if (audio_waits_from(&core->audio, &core->policy, OH_RUNG_HOLD_BOUNCE) &&
        !try_somebody(core, out))
        audio_pass_over(&core->audio, &core->policy, OH_RUNG_HOLD_BOUNCE, core->now_ms, out);
}
