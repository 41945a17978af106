/* The hold-bounce: the record of it, and S24. */
#include "bounces.h"

#include "environment_foreign.h"
#include "moves.h"

static bool is_alone(const struct scene *scene, unsigned key, unsigned id)
{
    for (unsigned k = 0; k < scene->setting->keys; k++)
        for (unsigned i = 0; i < IDS; i++)
            if ((k != key || i != id) && core_knows(scene, k, i))
                return false;
    return !foreign_is_in_the_way(&scene->env);
}

static bool is_up(const struct env_key *key)
{
    bool up = false;

    for (unsigned leg = 0; leg < LEGS; leg++)
        up |= key->legs[leg].sip == LEG_UP && !key->legs[leg].no_session;
    return up;
}

static bool can_be_bounced(const struct scene *scene, unsigned key, unsigned id)
{
    const struct env_ui *ui = &scene->env.keys[key].ids[id];
    const struct env_more *more = &scene->env.more[key];
    const struct env_wishes *wishes = &more->wishes[id];

    return ui->shown == SHOWN_YES && ui->answered && !ui->held && !scene->env.enabled &&
           more->bounce == BOUNCES_NOT && is_up(&scene->env.keys[key]) &&
           !(wishes->asked & (WISH_HOLD | WISH_RESUME | WISH_END)) && core_knows(scene, key, id) &&
           is_alone(scene, key, id);
}

bool somebody_can_be_bounced(const struct scene *scene)
{
    if (!switched_on(scene, ADV_BOUNCE) || scene->env.owner == OWNER_SYSTEM)
        return false;
    for (unsigned key = 0; key < scene->setting->keys; key++)
        for (unsigned id = 0; id < IDS; id++)
            if (can_be_bounced(scene, key, id))
                return true;
    return false;
}

bool bounce_requested(struct scene *scene, uint8_t key, uint8_t id, uint8_t wish)
{
    struct env_more *more = &scene->env.more[key];
    struct env_wishes *wishes = &more->wishes[id];

    if (!switched_on(scene, ADV_BOUNCE))
        return false;
    if (wish == WISH_HOLD && can_be_bounced(scene, key, id)) {
        more->bounce = BOUNCES;
    } else if (wish == WISH_RESUME && more->bounce == BOUNCES && is_alone(scene, key, id) &&
               scene->env.keys[key].ids[id].held) {
        more->bounce = BOUNCED;
        wishes->open |= wish; /* what was held in the user's stead is told if it stays so */
    } else {
        return false;
    }
    wishes->asked |= wish;
    return true;
}

void bounce_is_over(struct scene *scene, unsigned key)
{
    scene->env.more[key].bounce = scene->env.enabled ? BOUNCES_NOT : BOUNCED;
}

/* In the step in which it is held it is to be resumed, or, if others have come, to be told. */
void bounce_held(struct scene *scene, unsigned key, unsigned id)
{
    struct env_more *more = &scene->env.more[key];

    (void)id;
    if (more->bounce != BOUNCES)
        return;
    if (!(scene->told >> OH_TOLD_STILL_HELD & 1))
        breaks(scene, P_S24);
    bounce_is_over(scene, key);
}

void bounce_given_up(struct scene *scene, unsigned key, unsigned id)
{
    struct env_more *more = &scene->env.more[key];
    struct env_wishes *wishes = &more->wishes[id];

    if (more->bounce != BOUNCES)
        return;
    bounce_is_over(scene, key);
    wishes->pending |= wishes->asked & WISH_HOLD;
    wishes->asked &= (uint8_t)~WISH_HOLD;
    wishes->open &= (uint8_t) ~(WISH_RESUME & ~wishes->asked); /* nobody held it */
}
