/*
 * What must hold in every state (S6, S8, S13 to S19, S31, S36, S37), and the names of all
 * properties. Those of single commands are in obey.c, those of single moves beside the move
 * (environment_*.c, bounces.c), those at rest in rest.c, progress in rank.c and progress.c.
 */
#include "environment_foreign.h"
#include "world.h"

#include <string.h>

#include "strategy.h"

static const struct {
    const char *name;
    const char *text;
} table[PROPERTIES] = {
    [P_S1] = {"S1", "a call is accepted only when the session is active, configured and enabled"},
    [P_S2] = {"S2", "each action is answered exactly once, in its own step"},
    [P_S3] = {"S3", "a reported call is ended to the call UI once"},
    [P_S3B] = {"S3b", "a call is not reported ended before its report completed"},
    [P_S4] = {"S4", "an INVITE gets one final response"},
    [P_S5] = {"S5", "no command goes to a leg that cannot take it (dead, or never born)"},
    [P_S6] = {"S6", "the engine's audio is enabled only while the session is active"},
    [P_S7] = {"S7", "it is enabled only when the session is active and configured"},
    [P_S8] = {"S8", "at most one un-held connected call, or group of them, uses the session"},
    [P_S9] = {"S9", "a push is reported in its own step"},
    [P_S10] = {"S10", "one preparation is in flight at most"},
    [P_S11] = {"S11", "the session is not released while the system owns it, or audio is enabled"},
    [P_S12] = {"S12", "a call that was ended does not ring again"},
    [P_S13] = {"S13", "audio is enabled only for a wanted call (the microphone light)"},
    [P_S14] = {"S14", "nobody waits for an activation that has happened"},
    [P_S15] = {"S15", "a leg sends only while its call is wanted, not held, and audio is on"},
    [P_S16] = {"S16", "a leg receives only while its call is wanted, and audio is on"},
    [P_S17] = {"S17", "a leg sends only while the engine knows whether its user is muted"},
    [P_S18] = {"S18", "digits are sent once a call is up and open for sending: all, in order"},
    [P_S19] = {"S19", "calls are answered without the user, and turned away, only by the policy"},
    [P_S20] = {"S20", "a transfer is ordered once, answered once, and what became of it is told"},
    [P_S21] = {"S21",
               "dead audio is cured three times, then told; a peer that is lost is told, once"},
    [P_S22] = {"S22",
               "a wish is asked for once, in its turn, and is done, or told that it is given up"},
    [P_S23] = {"S23",
               "an action that was lost ends a call only if it was an answer, a start, an end"},
    [P_S24] = {"S24", "a call is bounced alone, once until audio is on, and resumed"},
    [P_S26] = {"S26", "a change of route touches a session with usable devices by nothing"},
    [P_S27] = {"S27", "while the user is not to be disturbed no new call rings"},
    [P_S28] = {"S28", "what a former process left in the call UI is ended at once, once"},
    [P_S29] = {"S29", "a push that was stored for longer than T_RING does not ring"},
    [P_S30] = {"S30", "a push and an INVITE of one call are one call, also where a key is missing"},
    [P_S31] = {"S31", "what changed of a call is shown: once, as soon as its report has completed"},
    [P_S32] = {"S32", "a call that can be replaced moves to the other leg; else that is refused"},
    [P_S33] = {"S33", "a redirect is followed, or ends the call, as the policy says"},
    [P_S34] = {"S34", "while a foreign call is in the way, T_LOST holds a call, and else ends it"},
    [P_S35] = {"S35", "when foreign calls are over, held calls are told, and a rung is climbed"},
    [P_S36] = {"S36", "the engine mixes nobody but whom the user has joined"},
    [P_S37] = {"S37",
               "who is joined is mixed as soon as he is up; who cannot be leaves, and is told"},
    [P_S38] = {"S38", "an end says why, as it was told, and a refusal by which code"},
    [P_S39] = {"S39", "ringing, connecting and a new service are told once, in their own step"},
    [P_Q1] = {"Q1", "at rest nothing rings"},
    [P_Q2] = {"Q2", "at rest no INVITE and no acceptance is open"},
    [P_Q3] = {"Q3", "at rest the call UI says connected exactly when the peer is"},
    [P_Q4] = {"Q4", "at rest a connected call has audio, and held is told"},
    [P_Q5] = {"Q5", "at rest without a call audio is off and the session is not ours"},
    [P_Q6] = {"Q6", "at rest without a call nothing is remembered to do, no deadline runs"},
    [P_Q7] = {"Q7", "at rest no action and no wish is open"},
    [P_Q8] =
        {"Q8",
         "no last deadline is the only help for a wanted call, none for one that nobody is shown"},
    [P_Q9] = {"Q9", "rest is always reached: the quiet and hostile moves have no cycle"},
    [P_R1] = {"R1", "a call can be talked on at all"},
};

const char *property_name(enum property property)
{
    return table[property].name;
}

const char *property_text(enum property property)
{
    return table[property].text;
}

int property_from(const char *name)
{
    for (int i = 0; i < PROPERTIES; i++)
        if (strcmp(table[i].name, name) == 0)
            return i;
    return -1;
}

/* Which way a leg may be open, as the environment sees it. */
static bool may_send(const struct env *env, unsigned number, const struct env_leg *leg)
{
    const struct env_key *key = &env->keys[number];

    return key_answered(key) && !key_on_hold(env, number) && (env->enabled || leg->no_session) &&
           (leg->sip == LEG_ACCEPTING || leg->sip == LEG_ACCEPTED || leg->sip == LEG_UP);
}

static bool may_receive(const struct env *env, unsigned number, const struct env_leg *leg)
{
    const struct env_key *key = &env->keys[number];

    return key_answered(key) && !key_on_hold(env, number) && (env->enabled || leg->no_session) &&
           leg_lives(leg) && leg->sip != LEG_OFFERED;
}

/* Of the ids that are shown for a key the core knows one: it must be right for some. */
static bool mute_is_told(const struct env *env, unsigned key, const struct env_leg *leg)
{
    bool answered = false;

    for (unsigned id = 0; id < IDS; id++) {
        const struct env_ui *ui = &env->keys[key].ids[id];
        if (!ui->answered || !ui_lives(ui))
            continue;
        if ((env->more[key].muted >> id & 1) == leg->muted)
            return true;
        answered = true;
    }
    return !answered;
}

static bool digits_wait(const struct env *env, unsigned key)
{
    bool wait = false;

    for (unsigned id = 0; id < IDS; id++) {
        const struct env_ui *ui = &env->keys[key].ids[id];
        if (!ui->answered || !ui_lives(ui))
            continue;
        if (env->more[key].dialled[id] == 0)
            return false;
        wait = true;
    }
    return wait;
}

static uint64_t broken_by_more(const struct scene *scene, unsigned key, const struct env_leg *leg)
{
    uint64_t broken = 0;

    if (!mute_is_told(&scene->env, key, leg))
        broken |= UINT64_C(1) << P_S17;
    if (leg->sip == LEG_UP && digits_wait(&scene->env, key))
        broken |= UINT64_C(1) << P_S18;
    return broken;
}

/* A call that is to answer itself, is shown, and has not been asked for though nobody talks. */
static bool forgotten(const struct scene *scene)
{
    const struct env *env = &scene->env;

    if (somebody_waits(env) || foreign_is_in_the_way(env))
        return false;
    for (unsigned k = 0; k < scene->setting->keys; k++)
        for (unsigned id = 0; id < IDS; id++)
            if (env->more[k].wishes[id].asked & WISH_ANSWER)
                return false;
    for (unsigned k = 0; k < scene->setting->keys; k++)
        for (unsigned id = 0; id < IDS; id++)
            if (answers_itself(scene, k, id) && env->keys[k].ids[id].shown == SHOWN_YES &&
                !(env->more[k].given_up >> id & 1) && core_knows(scene, k, id))
                return true;
    return false;
}

/* The call UI shows something that is not so any more, and was not told. */
static bool shows_the_past(const struct scene *scene)
{
    for (unsigned k = 0; k < scene->setting->keys; k++)
        for (unsigned id = 0; id < IDS; id++)
            if (scene->env.more[k].outdated >> id & 1 && core_knows(scene, k, id) &&
                scene->env.keys[k].ids[id].shown == SHOWN_YES)
                return true;
    return false;
}

static bool is_up(const struct env_key *key)
{
    for (unsigned l = 0; l < LEGS; l++)
        if (key->legs[l].sip == LEG_UP)
            return true;
    return false;
}

static uint64_t broken_by_groups(const struct scene *scene, unsigned key)
{
    const struct env *env = &scene->env;
    const struct env_more *more = &env->more[key];
    bool any = false;
    uint64_t broken = 0;

    for (unsigned other = 0; other < scene->setting->keys; other++) {
        any |= mixable(env, key, other);
        if (mixable(env, key, other) && is_up(&env->keys[key]) && is_up(&env->keys[other]) &&
            more->mixed == 0)
            broken |= UINT64_C(1) << P_S37;
    }
    if (more->mixed != 0 && !any)
        broken |= UINT64_C(1) << P_S36;
    return broken;
}

uint64_t broken_by_state(const struct scene *scene)
{
    const struct env *env = &scene->env;
    const struct strategy *strategy = scene->setting->strategy;
    unsigned talking = 0;
    bool group_talks = false;
    uint64_t broken = 0;

    if (env->enabled && !session_active(env))
        broken |= UINT64_C(1) << P_S6;
    if (env->enabled && strategy->gates && !session_wanted(scene))
        broken |= UINT64_C(1) << P_S13;
    if (env->owner == OWNER_SYSTEM && !env->unusable && strategy->waits_for_activation(scene->mind))
        broken |= UINT64_C(1) << P_S14;
    if (scene->setting->policy.auto_answer != OH_AUTO_ANSWER_NEVER && forgotten(scene))
        broken |= UINT64_C(1) << P_S19;
    if (scene->setting->more_bytes != 0 && shows_the_past(scene))
        broken |= UINT64_C(1) << P_S31;
    for (unsigned k = 0; k < scene->setting->keys; k++) {
        const struct env_key *key = &env->keys[k];
        if (scene->setting->more_bytes != 0)
            broken |= broken_by_groups(scene, k);
        for (unsigned l = 0; l < LEGS; l++) {
            const struct env_leg *leg = &key->legs[l];
            bool talks = leg->sip == LEG_UP && !leg->held && !leg->no_session &&
                         leg->open != OH_DIRECTION_NONE;
            talking += talks && !env->more[k].grouped;
            group_talks |= talks && env->more[k].grouped;
            if (leg->open == OH_DIRECTION_NONE || !strategy->gates)
                continue;
            if (leg->open & OH_DIRECTION_SEND && !may_send(env, k, leg))
                broken |= UINT64_C(1) << P_S15;
            if (leg->open & OH_DIRECTION_SEND && scene->setting->more_bytes != 0)
                broken |= broken_by_more(scene, k, leg);
            if (leg->open & OH_DIRECTION_RECEIVE && !may_receive(env, k, leg))
                broken |= UINT64_C(1) << P_S16;
        }
    }
    if (talking + group_talks > 1 && scene->setting->policy.focus == OH_FOCUS_ONE)
        broken |= UINT64_C(1) << P_S8;
    return broken;
}

bool somebody_talks(const struct scene *scene)
{
    for (unsigned key = 0; key < scene->setting->keys; key++)
        for (unsigned leg = 0; leg < LEGS; leg++)
            if (scene->env.keys[key].legs[leg].sip == LEG_UP &&
                scene->env.keys[key].legs[leg].open == OH_DIRECTION_BOTH && scene->env.enabled &&
                session_active(&scene->env))
                return true;
    return false;
}
