/*
 * Transfers (REFER): of a peer by us, of us by a peer.
 */
#include "transfer.h"
#include "emit.h"
#include "wish.h"

/* A REFER of ours. The peer has whom it wanted: the call is over for us. */
bool transfer_done(struct oh_core *core, const struct oh_event *event, struct oh_commands *out)
{
    struct call *call = core_call_by_leg(core, event->leg);

    if (call == NULL || !call->transferring)
        return false;
    core_finish(core, call, OH_REASON_TRANSFERRED, false, out);
    return true;
}

bool transfer_failed(struct oh_core *core, const struct oh_event *event, struct oh_commands *out)
{
    struct call *call = core_call_by_leg(core, event->leg);

    if (call == NULL || !call->transferring)
        return false;
    call->transferring = false;
    emit_told(out, call->id, OH_TOLD_TRANSFER_FAILED);
    return true;
}

/* A REFER of the peer's. The new call begins as every call does, by the call UI's action. Only a
 * call that is talked on can ask for it. */
bool transfer_asked(struct oh_core *core, const struct oh_event *event, struct oh_commands *out)
{
    const struct call *call = core_call_by_leg(core, event->leg);
    bool follows = core->policy.transfer == OH_TRANSFER_FOLLOW && call != NULL &&
                   call->sip == OH_SIP_UP &&
                   core_slot_for(core, &event->call, event->other_leg) != NULL;

    emit_leg(out, OH_CMD_ENGINE_ANSWER_TRANSFER, event->leg)->on = follows;
    if (follows)
        wish_start(core, event, event->other_leg, out);
    return true;
}

/* The target is the engine's to know. While one REFER is open another wish means nothing: what
 * becomes of the first is told. */
bool transfer_wished(struct oh_core *core, const struct oh_event *event, struct oh_commands *out)
{
    struct call *call = core_call_by_id(core, &event->call);

    if (call == NULL || call->transferring)
        return false;
    if (call->sip != OH_SIP_UP) {
        emit_told(out, call->id, OH_TOLD_TRANSFER_FAILED);
        return true;
    }
    emit_leg(out, OH_CMD_ENGINE_TRANSFER, call->leg);
    call->transferring = true;
    return true;
}
