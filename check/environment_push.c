/*
 * Pushes: before, after, without their INVITE; cancels; and such as were stored for so long that
 * they tell of nothing any more (CONFLICT C6).
 */
#include "moves.h"

static uint8_t can_push(const struct scene *scene, unsigned key, unsigned id)
{
    (void)id;
    return has_turn(scene, ADV_PUSH) && !scene->env.keys[key].legs[0].outgoing ? OPEN : 0;
}

/* This call rings, and is the only one of which a push may still come: it belongs to it, with or
 * without a key. (A push comes once in a run.) Not so what ends a call, or is of the past: that
 * joins by its key, or not at all. */
static bool rings_alone(const struct scene *scene, unsigned key)
{
    for (unsigned other = 0; other < scene->setting->keys; other++) {
        const struct env_key *its = &scene->env.keys[other];
        bool offered = its->legs[0].sip == LEG_OFFERED || its->legs[1].sip == LEG_OFFERED;
        bool known = false;
        for (unsigned id = 0; id < IDS; id++)
            known |= core_knows(scene, other, id);
        if ((offered && known && !key_answered(its)) != (other == key))
            return false;
    }
    return !scene->stored;
}

static void tell_push(struct scene *scene, unsigned key, uint16_t flags)
{
    struct oh_event event = OH_EVENT(
        OH_EV_PUSHED, .call = id_of(key, ID_PUSH), .match_key = scene->keyless ? 0 : key + 1,
        .flags = flags, .age_ms = scene->stored ? scene->setting->policy.deadlines.ring_ms : 0);

    bool by_key_only = flags & OH_PUSH_CANCEL && switched_on(scene, ADV_KEYLESS);
    bool joins = rings_alone(scene, key) && !by_key_only;
    bool fresh = scene->env.keys[key].ids[ID_PUSH].shown == SHOWN_NOT;

    if (scene->setting->policy.activation == OH_ACTIVATION_SYSTEM)
        event.flags |= OH_PUSH_MUST_REPORT;
    scene_tell(scene, &event);
    if (fresh && core_knows(scene, key, ID_PUSH)) {
        if (scene->env.extra.undisturbed)
            breaks(scene, P_S27);
        if (scene->stored)
            breaks(scene, P_S29);
    }
    if (joins && fresh && scene->env.keys[key].ids[ID_PUSH].shown != SHOWN_NOT)
        breaks(scene, P_S30);
    if ((event.flags & OH_PUSH_MUST_REPORT) && !scene->reported)
        breaks(scene, P_S9);
}

static void push(struct scene *scene, unsigned key, unsigned id)
{
    (void)id;
    scene->env.used |= ADV_PUSH;
    tell_push(scene, key, 0);
}

static void push_keyless(struct scene *scene, unsigned key, unsigned id)
{
    scene->keyless = true;
    push(scene, key, id);
    scene->keyless = false;
}

static uint8_t can_push_cancel(const struct scene *scene, unsigned key, unsigned id)
{
    (void)id;
    return has_turn(scene, ADV_CANCEL_PUSH) && !scene->env.keys[key].legs[0].outgoing &&
                   scene->env.keys[key].ids[ID_PUSH].shown == SHOWN_NOT &&
                   !(scene->env.used & ADV_PUSH)
               ? OPEN
               : 0;
}

static void push_cancel(struct scene *scene, unsigned key, unsigned id)
{
    (void)id;
    scene->env.used |= ADV_CANCEL_PUSH | (scene->setting->adversaries & ADV_PUSH);
    scene->env.keys[key].gave_up = 1;
    tell_push(scene, key, OH_PUSH_CANCEL);
}

static uint8_t can_push_late(const struct scene *scene, unsigned key, unsigned id)
{
    (void)id;
    return !scene->env.extra.old_pushes && !(scene->env.used & (ADV_PUSH | ADV_CANCEL_PUSH)) &&
                   !scene->env.keys[key].legs[0].outgoing &&
                   scene->env.keys[key].ids[ID_PUSH].shown == SHOWN_NOT
               ? OPEN
               : 0;
}

static void push_late(struct scene *scene, unsigned key, unsigned id)
{
    (void)id;
    scene->env.extra.old_pushes = 1;
    scene->env.used |= (uint32_t)(scene->setting->adversaries & (ADV_PUSH | ADV_CANCEL_PUSH));
    scene->stored = true;
    tell_push(scene, key, 0);
    scene->stored = false;
}

const struct move_kind push_moves[] = {
    {"push of call @", PER_KEY, ADV_PUSH, can_push, push},
    {"push of call @, without a match key", PER_KEY, ADV_KEYLESS, can_push, push_keyless},
    {"push: call @ is cancelled", PER_KEY, ADV_CANCEL_PUSH, can_push_cancel, push_cancel},
    {"push of call @, stored for long", PER_KEY, ADV_OLD_PUSH, can_push_late, push_late},
    {0},
};
