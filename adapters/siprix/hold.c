/*
 * The SDK's hold state has two bits: we hold, the peer holds. Ours is compared with what the core
 * ordered; the peer's is told.
 */
#include "hold.h"

#include "gate.h"

/* OnCallHeld that tells nothing new may be a refusal, or may cross our change: so long it may take
 * until the real one. */
#define DOUBT_MS 2000

/* So often a change that the SDK made by itself is undone, for each leg. More would be a fight. */
#define CORRECTIONS_MAX 3

static bool ours(siprix_hold_state state)
{
    return state & SIPRIX_HOLD_LOCAL;
}

static bool peers(siprix_hold_state state)
{
    return state & SIPRIX_HOLD_REMOTE;
}

/* What is, as far as the SDK can say. */
static siprix_hold_state state_of(const struct leg *leg)
{
    struct engine *engine = leg->engine;
    siprix_hold_state state = leg->held;
    siprix_error error = engine->api.Call_GetHoldState(engine->module, leg->call, &state);
    return error == SIPRIX_EOK ? state : leg->held;
}

static void answer(struct leg *leg, bool done)
{
    leg->hold_unsure = !done;
    if (!leg->hold_owed)
        return;
    leg->hold_owed = false;
    if (!done)
        leg_post(leg, OH_EV_ENGINE_CHANGE_FAILED);
    else
        leg_post(leg, leg->hold_wanted ? OH_EV_ENGINE_HELD : OH_EV_ENGINE_RESUMED);
}

/* Nothing came of a toggle: what is counts, and no other toggle is tried. */
static gboolean give_up(gpointer data)
{
    struct leg *leg = data;
    leg_stop_timer(&leg->hold_timer);
    leg->toggling = false;
    answer(leg, ours(state_of(leg)) == leg->hold_wanted);
    return G_SOURCE_REMOVE;
}

static void toggle(struct leg *leg)
{
    struct engine *engine = leg->engine;
    siprix_error error = engine->api.Call_Hold(engine->module, leg->call);
    if (error == SIPRIX_EOK || error == SIPRIX_ECallIsHolding) { /* the latter: one is under way */
        leg->toggling = true;
        leg_timer(leg, &leg->hold_timer, engine->options.patience_ms, give_up);
        return;
    }
    leg_complain(leg, OH_LOG_WARNING, "Call_Hold", error);
    answer(leg, false);
}

static void settle(struct leg *leg)
{
    if (leg->toggling)
        return; /* OnCallHeld says how that went */
    if (ours(state_of(leg)) == leg->hold_wanted)
        answer(leg, true);
    else
        toggle(leg);
}

void hold_want(struct leg *leg, bool on)
{
    if (!leg->has_call || leg->ending)
        return;
    leg->hold_wanted = on;
    leg->hold_owed = true;
    settle(leg);
}

/* The SDK changed our side by itself. The core knows nothing of that; it is put back. */
static void correct(struct leg *leg)
{
    if (leg->hold_unsure || ours(leg->held) == leg->hold_wanted)
        return;
    if (leg->corrections == CORRECTIONS_MAX)
        return;
    leg->corrections++;
    engine_log(leg->engine, OH_LOG_WARNING, "leg %u: the SDK %s the call unasked; undone", leg->id,
               ours(leg->held) ? "held" : "resumed");
    settle(leg);
}

void hold_told(struct leg *leg, siprix_hold_state state)
{
    siprix_hold_state before = leg->held;
    leg->held = state;
    if (leg->toggling && state == before) {
        leg_timer(leg, &leg->hold_timer, MIN(DOUBT_MS, leg->engine->options.patience_ms), give_up);
    } else if (leg->toggling && ours(state) != ours(before)) {
        leg->toggling = false;
        leg_stop_timer(&leg->hold_timer);
        settle(leg);
    } else if (!leg->toggling) {
        correct(leg);
    }
    if (peers(state) != peers(before))
        leg_post(leg, peers(state) ? OH_EV_ENGINE_REMOTE_HELD : OH_EV_ENGINE_REMOTE_RESUMED);
}
