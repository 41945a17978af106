/*
 * What must hold where a restricted world comes to rest: nobody waits for anybody. `quiet` is
 * helpful (only obligations happen), `hostile` helps with nothing (no activation, every PREPARE
 * fails, no ACK), `mute` does not even answer a PREPARE.
 */
#include "strategy.h"
#include "world.h"

static bool leg_open(const struct env_leg *leg)
{
    return leg->sip == LEG_OFFERED || leg->sip == LEG_ACCEPTING || leg->sip == LEG_ACCEPTED;
}

bool leg_has_audio(const struct scene *scene, const struct env_leg *leg)
{
    const struct env *env = &scene->env;

    if (scene->setting->strategy->gates && leg->open != OH_DIRECTION_BOTH)
        return false;
    return leg->no_session ||
           (env->enabled && session_active(env) && env->configured && !env->unusable);
}

/* Silence that nobody will hear of: in a quiet world the devices are cured, or it was told. */
static bool silent(const struct scene *scene, unsigned key, const struct env_leg *leg)
{
    const struct env_more *more = &scene->env.more[key];

    return (scene->env.dead && !leg->no_session && !more->told_silent) ||
           (leg->lost && must_hear(leg) && !more->told_deaf);
}

static uint64_t broken_by_key(const struct scene *scene, unsigned number, bool quiet)
{
    const struct env_key *key = &scene->env.keys[number];
    bool says_connected = false;
    bool connected = false;
    uint64_t broken = 0;

    for (unsigned i = 0; i < IDS; i++) {
        const struct env_ui *ui = &key->ids[i];
        bool outgoing = key->legs[0].outgoing;
        if (ui->shown == SHOWN_PENDING || (ui->shown == SHOWN_YES && !ui->answered))
            broken |= UINT64_C(1) << P_Q1;
        if (ui->open || scene->env.more[number].wishes[i].open != 0)
            broken |= UINT64_C(1) << P_Q7;
        says_connected |=
            ui->shown == SHOWN_YES && ui->answered && !ui->open && (!outgoing || ui->connected);
    }
    for (unsigned i = 0; i < LEGS; i++) {
        const struct env_leg *leg = &key->legs[i];
        if (leg_open(leg) || leg->sip == LEG_INVITING || leg->sip == LEG_PROGRESSED)
            broken |= UINT64_C(1) << P_Q2;
        if (leg->sip != LEG_UP)
            continue;
        connected = true;
        if (leg->held != key_held(key) || (!leg->held && !leg_has_audio(scene, leg)) ||
            (quiet && !leg->held && silent(scene, number, leg)))
            broken |= UINT64_C(1) << P_Q4;
    }
    if (says_connected != connected)
        broken |= UINT64_C(1) << P_Q3;
    return broken;
}

static bool any_call(const struct scene *scene)
{
    for (unsigned k = 0; k < scene->setting->keys; k++) {
        const struct env_key *key = &scene->env.keys[k];
        for (unsigned i = 0; i < IDS; i++)
            if (ui_lives(&key->ids[i]))
                return true;
        for (unsigned i = 0; i < LEGS; i++)
            if (leg_lives(&key->legs[i]))
                return true;
    }
    return false;
}

static uint64_t broken_now(const struct scene *scene, bool quiet, bool mute)
{
    const struct env *env = &scene->env;
    const struct strategy *strategy = scene->setting->strategy;
    uint64_t broken = 0;

    for (unsigned k = 0; k < scene->setting->keys; k++)
        broken |= broken_by_key(scene, k, quiet);
    if (any_call(scene))
        return broken;
    /* A PREPARE that is never answered keeps the session in suspense: nothing else may be ordered
     * (S10). */
    if (!(mute && env->prepare != 0) &&
        (env->enabled || env->owner == OWNER_US || env->owner == OWNER_ENGINE))
        broken |= UINT64_C(1) << P_Q5;
    if (!strategy->idle(scene->mind) || strategy->due(scene->mind) != 0)
        broken |= UINT64_C(1) << P_Q6;
    return broken;
}

/* A caller whom nobody is shown, or whom the user has answered: he need not wait for a deadline to
 * learn it. */
static bool rings_for_nobody(const struct scene *scene)
{
    for (unsigned k = 0; k < scene->setting->keys; k++) {
        const struct env_key *key = &scene->env.keys[k];
        bool shown = false;
        for (unsigned i = 0; i < IDS; i++)
            shown |= ui_lives(&key->ids[i]) && !key->ids[i].answered;
        for (unsigned i = 0; i < LEGS; i++)
            if (key->legs[i].sip == LEG_OFFERED && !shown)
                return true;
    }
    return false;
}

uint64_t broken_at_rest(const struct scene *scene, uint8_t worlds, uint8_t helps, uint8_t comes)
{
    uint8_t at_rest = (uint8_t)(~worlds & (QUIET | HOSTILE | MUTE));
    uint64_t broken = 0;

    if (!scene->setting->strategy->last_ends || scene->setting->adversaries & ADV_NO_RUNGS)
        at_rest &= QUIET; /* no-rungs asks of the quiet world; its PREPAREs do not fail */
    if (at_rest & (QUIET | HOSTILE))
        broken |= broken_now(scene, at_rest & QUIET, false);
    else if (at_rest & MUTE)
        broken |= broken_now(scene, false, true);
    if (worlds & LAST_RESORT && !(helps & QUIET))
        broken |= UINT64_C(1) << P_Q8;
    if (worlds & CLOCK && !(comes & QUIET) && rings_for_nobody(scene))
        broken |= UINT64_C(1) << P_Q8;
    return broken;
}
