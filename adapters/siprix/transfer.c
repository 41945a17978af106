/*
 * The SDK follows a REFER and a 3xx without asking, and tells of the new call afterwards.
 */
#include "transfer.h"

#include "end.h"
#include "gate.h"

static void failed(struct leg *leg, uint16_t code)
{
    engine_post(leg->engine, &OH_EVENT(OH_EV_ENGINE_TRANSFER_FAILED, .leg = leg->id, .code = code));
}

void transfer_begin(struct leg *leg)
{
    struct engine *engine = leg->engine;
    if (!leg->has_call || leg->ending)
        return;
    if (!leg->transfer_to) {
        failed(leg, 400);
        return;
    }
    siprix_error error =
        engine->api.Call_TransferBlind(engine->module, leg->call, leg->transfer_to);
    g_clear_pointer(&leg->transfer_to, g_free);
    if (error == SIPRIX_EOK) {
        leg->transferring = true;
        return;
    }
    leg_complain(leg, OH_LOG_WARNING, "Call_TransferBlind", error);
    failed(leg, 500);
}

void transfer_told(struct leg *leg, uint32_t status)
{
    if (!leg->transferring || (status >= 100 && status < 200)) /* on its way (RFC 3515 2.4.5) */
        return;
    leg->transferring = false;
    if (status >= 200 && status < 300)
        leg_post(leg, OH_EV_ENGINE_TRANSFERRED);
    else
        failed(leg, status <= 699 ? (uint16_t)status : 500);
}

/* A 3xx to our INVITE: the leg goes on as the SDK's new call. Who watches is told. */
static void follow(struct leg *leg, siprix_call related)
{
    leg_set_call(leg, related);
    leg_post(leg, OH_EV_ENGINE_REDIRECTED);
}

static struct oh_call_id fresh_call_id(void)
{
    struct oh_call_id id;
    for (size_t i = 0; i < sizeof id.bytes; i++)
        id.bytes[i] = (uint8_t)g_random_int_range(0, 256);
    return id;
}

/* A REFER from the peer. Whether we follow is the core's decision; the SDK has decided. So the new
 * call is offered as what the peer asks for, and ended again unless the core takes it. */
static void ask(struct leg *leg, siprix_call related, const char *to)
{
    struct engine *engine = leg->engine;
    struct leg *fresh = leg_new(engine, true);
    fresh->unasked = true;
    fresh->remote = g_strdup(to);
    fresh->destination = g_strdup(to);
    leg_set_call(fresh, related);
    gate_settle(fresh); /* its microphone is live */
    leg->related = fresh->id;
    engine_post(engine, &OH_EVENT(OH_EV_ENGINE_TRANSFER_ASKED, .leg = leg->id,
                                  .other_leg = fresh->id, .call = fresh_call_id()));
    transfer_answer(leg, false); /* nothing, if it was answered */
}

void transfer_redirected(struct leg *leg, siprix_call related, const char *to)
{
    if (leg_of_call(leg->engine, related))
        return; /* said twice */
    if (leg->outgoing && !leg->connected)
        follow(leg, related);
    else
        ask(leg, related, to);
}

void transfer_answer(struct leg *leg, bool on)
{
    struct leg *fresh = leg_find(leg->engine, leg->related);
    leg->related = 0;
    if (fresh && fresh->unasked && !on)
        end_leg(fresh, 603, OH_REASON_STOPPED);
}
