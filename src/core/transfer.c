/*
 * Transfers (REFER): of a peer by us, of us by a peer.
 */
#include "transfer.h"
#include "emit.h"

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

/* A REFER of the peer's. The new call begins as every call does, by the call UI's action; nothing
 * is kept of it until then. Only a call that is talked on can ask for it. */
bool transfer_asked(struct oh_core *core, const struct oh_event *event, struct oh_commands *out)
{
    const struct call *call = core_call_by_leg(core, event->leg);
    bool follows = core->policy.transfer == OH_TRANSFER_FOLLOW && call != NULL &&
                   call->sip == OH_SIP_UP && event->other_leg != 0 && core_free_slot(core) != NULL;

    emit_leg(out, OH_CMD_ENGINE_ANSWER_TRANSFER, event->leg)->on = follows;
    if (!follows)
        return true;
    struct oh_command *command = emit_call(out, OH_CMD_UI_REQUEST, event->call);
    command->request = OH_REQUEST_START;
    command->leg = event->other_leg;
    command->flags = event->flags;
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
