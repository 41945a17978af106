/* A level, not an edge: a fact that comes twice, late, or after one that was left out does no harm.
 * The system itself holds our call for the foreign one and resumes it after, by actions (ui.c). */
#include "foreign.h"
#include "emit.h"
#include "wish.h"

/* Nobody resumes what the user may have forgotten, for he might be overheard (F33). When he himself
 * ended the foreign call, the system resumes ours. */
static void tell_held(struct oh_core *core, struct oh_commands *out)
{
    for (struct call *call = core->calls; call < core_calls_end(core); call++)
        if (call->wanted && call_shown_held(call))
            emit_told(out, call->id, OH_TOLD_STILL_HELD);
}

bool foreign_changed(struct oh_core *core, const struct oh_event *event, struct oh_commands *out)
{
    bool was_in_the_way = foreign_in_the_way(core);

    if (core->foreign == event->foreign || event->foreign > OH_FOREIGN_ACTIVE)
        return false;
    core->foreign = event->foreign;
    if (was_in_the_way && !foreign_in_the_way(core)) /* as after an interruption */
        audio_climb(&core->audio, &core->policy, core->now_ms, out);
    if (core->foreign == OH_FOREIGN_NONE && event->reason != OH_REASON_USER)
        tell_held(core, out);
    return true;
}

/* The user did not hang up on our peer, he talks to somebody else, and the system did not hold our
 * call (F34, F93). It is so at once; the call UI is asked to show it, and to let him resume. */
void foreign_holds(struct oh_core *core, struct call *call, struct oh_commands *out)
{
    if (!wish_is_open(call, OH_REQUEST_HOLD, true))
        wish_ask_hold(core, call, true, out);
    if (call->bounce == BOUNCE_ASKED)
        call->bounce = BOUNCE_TRIED; /* it is not to be resumed at once */
    call->held = true;
    call->parked = true;
}

/* He sees a call that he never held, and could not resume: it waits for the session again. */
void foreign_settle(struct oh_core *core)
{
    for (struct call *call = core->calls; call < core_calls_end(core); call++) {
        if (!call->parked || foreign_in_the_way(core) || wish_is_open(call, OH_REQUEST_HOLD, true))
            continue;
        call->held = call->parked = false;
    }
}
