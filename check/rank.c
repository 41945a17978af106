/*
 * Q9 without a search: a rank that falls with every quiet move, and one that falls with every
 * hostile move. While they do, there can be no cycle. Where one does not (a planted bug, another
 * strategy), progress.c looks for the cycle.
 *
 * A rank counts what is still to come: obligations of the environment and calls of the core first,
 * and below them how far the audio session is from the end of its ladder.
 */
#include "environment_foreign.h"
#include "strategy.h"
#include "world.h"

#define AUDIO_STEPS 256 /* more than any audio rank of a strategy */

static const uint8_t leg_rank[] = {
    [LEG_NONE] = 0, [LEG_OFFERED] = 5, [LEG_ACCEPTING] = 4, [LEG_ACCEPTED] = 3,   [LEG_UP] = 2,
    [LEG_GONE] = 0, [LEG_ENDING] = 1,  [LEG_INVITING] = 6,  [LEG_PROGRESSED] = 5,
};

static const uint8_t shown_rank[] = {
    [SHOWN_NOT] = 0, [SHOWN_PENDING] = 2, [SHOWN_YES] = 1, [SHOWN_OVER] = 0};

static uint32_t rank_of_key(const struct env *env, unsigned number)
{
    const struct env_key *key = &env->keys[number];
    bool held = key_on_hold(env, number);
    uint32_t rank = 0;

    for (unsigned i = 0; i < LEGS; i++) {
        const struct env_leg *leg = &key->legs[i];
        if (leg->sip == LEG_NONE || leg->sip == LEG_GONE)
            continue;
        rank += 8u * leg_rank[leg->sip] + 2u * (leg->held != held) + leg->changing +
                leg->preparing + leg->transferring;
    }
    for (unsigned i = 0; i < IDS; i++) {
        const struct env_ui *ui = &key->ids[i];
        rank += 4u * shown_rank[ui->shown] + 4u * ui->open + ui->completing;
    }
    return rank;
}

/* Reports that must come: of dead audio until it is cured or told, each episode having two; of a
 * peer that is lost, and that is heard again. */
static uint32_t rank_of_silence(const struct scene *scene, unsigned key)
{
    const struct env_more *more = &scene->env.more[key];
    uint32_t rank = 0;
    bool lost = false, up = false;

    for (unsigned i = 0; i < LEGS; i++) {
        lost |= scene->env.keys[key].legs[i].lost;
        up |= leg_lives(&scene->env.keys[key].legs[i]);
    }
    if (scene->env.dead && !more->told_silent && up)
        rank += 16u * (4u - more->cures) + !more->silent;
    if (lost)
        rank += more->told_deaf ? 0 : 8u + !more->unheard;
    else
        rank += more->told_deaf;
    return rank;
}

static uint32_t count(unsigned set)
{
    return (uint32_t)__builtin_popcount(set);
}

/* What the call UI was asked for comes: an answer may hold others, a start has all of a call before
 * it. What waits for the others to be held, or for its report, brings requests of both. */
static uint32_t rank_of_wishes(const struct env_wishes *wishes, const struct env_ui *ui)
{
    unsigned asked = wishes->asked | wishes->pending;
    unsigned waits = wishes->open & ~wishes->asked & WISH_TO_TALK;
    uint32_t rank = count(wishes->open) + 12u * count(asked & ~(WISH_TO_TALK | WISH_START)) +
                    32u * count(asked & WISH_TO_TALK) + 200u * ((asked & WISH_START) != 0);

    if (waits != 0) /* for its own hold as well, perhaps */
        rank += (ui->shown == SHOWN_YES ? 40u : 80u) + (wishes->asked & WISH_HOLD ? 30u : 0u);
    return rank;
}

/* A call without audio that was not bounced yet may be, with two requests; so may one that turns
 * into one. */
#define BOUNCE_RANK 100u

static uint32_t rank_of_bounce(const struct scene *scene, unsigned key, unsigned id)
{
    const struct env_ui *ui = &scene->env.keys[key].ids[id];
    const struct env_more *more = &scene->env.more[key];
    const struct env_wishes *wishes = &more->wishes[id];
    unsigned turns = (wishes->open | wishes->asked | wishes->pending) & (WISH_TO_TALK | WISH_START);

    switch ((enum bounces)more->bounce) {
    case BOUNCED: return 0;
    case BOUNCES: return BOUNCE_RANK / 2;
    case BOUNCES_NOT: break;
    }
    return BOUNCE_RANK *
           (count(turns) + (ui_lives(ui) && ui->answered && !ui->held && !scene->env.enabled));
}

static uint32_t rank_of_more(const struct scene *scene, unsigned key)
{
    const struct env_more *more = &scene->env.more[key];
    bool itself = scene->setting->policy.auto_answer != OH_AUTO_ANSWER_NEVER;
    uint32_t rank =
        rank_of_silence(scene, key) + 13u * more->group_asked + 12u * more->group_pending;

    for (unsigned id = 0; id < IDS; id++) {
        const struct env_ui *ui = &scene->env.keys[key].ids[id];
        rank += rank_of_wishes(&more->wishes[id], ui) + 4u * (more->parked >> id & 1);
        if (scene->setting->adversaries & ADV_BOUNCE)
            rank += rank_of_bounce(scene, key, id);
        if (itself && ui_lives(ui) && !ui->answered && !(more->given_up >> id & 1) &&
            !(more->wishes[id].asked & WISH_ANSWER))
            rank += 48;
    }
    return rank;
}

/* It comes to an end, and that is told; while one is in the way, T_LOST may hold what is not held:
 * a re-INVITE, and a request. */
static uint32_t rank_of_foreign(const struct env *env)
{
    const struct env_extra *extra = &env->extra;
    uint32_t rank = (extra->foreign != OH_FOREIGN_NONE ? 512u : 0u) +
                    (extra->foreign != extra->foreign_told ? 256u : 0u);

    for (unsigned key = 0; key < KEYS_MAX && foreign_is_in_the_way(env); key++)
        rank += key_lives(&env->keys[key]) && !key_on_hold(env, key) ? 24u : 0u;
    return rank;
}

uint32_t rank_of(const struct scene *scene, uint8_t world)
{
    const struct env *env = &scene->env;
    const struct strategy *strategy = scene->setting->strategy;
    uint32_t rank = env->grab_told + env->interrupted + env->away + (env->owner == OWNER_SYSTEM) +
                    (env->owed == OWED_DUE ? 2u : 0u) + rank_of_foreign(env);

    for (unsigned key = 0; key < scene->setting->keys; key++)
        rank += rank_of_key(env, key) + rank_of_more(scene, key);
    rank += strategy->calls_rank(scene->mind);
    return rank * AUDIO_STEPS + strategy->audio_rank(scene->mind, world);
}
