/*
 * The microphone is on while the leg is open for sending and the user did not mute it. A change
 * that the SDK refuses is tried again whenever something happens to the call.
 */
#include "gate.h"

/* Before we accept there is no microphone to speak of. */
static bool has_mic(const struct leg *leg)
{
    return leg->outgoing || leg->accepted || leg->connected;
}

static void settle_mic(struct leg *leg)
{
    struct engine *engine = leg->engine;
    bool on = leg->open & OH_DIRECTION_SEND && !leg->muted && !leg->ending;
    if (on == leg->mic_on || !has_mic(leg))
        return;
    siprix_error error = engine->api.Call_MuteMic(engine->module, leg->call, !on);
    if (error == SIPRIX_EOK || error == SIPRIX_ECallAlredyMuted) {
        leg->mic_on = on;
        leg->mic_complained = false;
    } else if (leg->connected && !leg->ending && !leg->mic_complained) {
        leg_complain(leg, OH_LOG_ERROR, on ? "Call_MuteMic (off)" : "Call_MuteMic (on)", error);
        leg->mic_complained = true;
    }
}

/* The mixer plays one call; which one, the core says by opening it. */
static void settle_mixer(struct leg *leg)
{
    struct engine *engine = leg->engine;
    if (!leg->hear_owed || !leg->connected)
        return;
    leg->hear_owed = false;
    siprix_error error = engine->api.Mixer_SwitchToCall(engine->module, leg->call);
    if (error != SIPRIX_EOK && error != SIPRIX_ECallAlreadySwitched)
        leg_complain(leg, OH_LOG_WARNING, "Mixer_SwitchToCall", error);
}

void gate_settle(struct leg *leg)
{
    if (!leg->has_call || leg->over)
        return;
    settle_mic(leg);
    settle_mixer(leg);
}

void gate_open(struct leg *leg, enum oh_direction direction)
{
    leg->open = direction;
    leg->hear_owed = direction & OH_DIRECTION_RECEIVE;
    gate_settle(leg);
}

void gate_close(struct leg *leg)
{
    leg->open = OH_DIRECTION_NONE;
    leg->hear_owed = false;
    gate_settle(leg);
}

void gate_mute(struct leg *leg, bool on)
{
    leg->muted = on;
    gate_settle(leg);
}
