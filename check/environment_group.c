/*
 * Groups: the user joins calls that he has answered or placed, and takes them apart again; the
 * application wishes so, and the call UI does it, or not; the engine cannot mix one.
 */
#include "moves.h"
#include "obey.h"

#include "strategy.h"

/* ---- The record ---- */

static void clear_group(struct env_more *more)
{
    more->grouped = more->parted = 0;
}

/* One alone is in no group. */
static void dissolve(struct scene *scene)
{
    unsigned members = 0;

    for (unsigned key = 0; key < scene->setting->keys; key++)
        members += scene->env.more[key].grouped;
    for (unsigned key = 0; key < scene->setting->keys && members == 1; key++)
        clear_group(&scene->env.more[key]);
}

void regroup(struct scene *scene, unsigned key)
{
    struct env_more *more = scene->env.more;
    uint8_t other, id;

    if (scene->setting->policy.groups == OH_GROUPS_OFF)
        breaks(scene, P_S36);
    more[key].group_pending |= more[key].group_asked;
    more[key].group_asked = 0;
    if (id_back(&scene->other, &other, &id)) {
        for (unsigned k = 0; k < scene->setting->keys && !more[other].grouped; k++)
            clear_group(&more[k]); /* to form a new one, the only one is left */
        more[key].grouped = more[other].grouped = 1;
        more[key].parted = 0;
    } else {
        clear_group(&more[key]);
    }
    dissolve(scene);
}

/* The id that the user talks on, of those that the core knows. */
static bool talked_on(const struct scene *scene, unsigned key, unsigned *id)
{
    for (*id = 0; *id < IDS; ++*id) {
        const struct env_ui *ui = &scene->env.keys[key].ids[*id];
        if (ui->answered && ui_lives(ui) && core_knows(scene, key, *id))
            return true;
    }
    return false;
}

void settle_groups(struct scene *scene)
{
    for (unsigned key = 0; key < scene->setting->keys; key++) {
        struct env_more *more = &scene->env.more[key];
        unsigned id;
        for (unsigned leg = 0; leg < LEGS; leg++)
            if (scene->env.keys[key].legs[leg].sip != LEG_UP)
                more->mixed &= (uint8_t)(~(1u << leg) & 3);
        if (talked_on(scene, key, &id))
            continue;
        clear_group(more);
        more->group_asked = more->group_pending = 0;
    }
    dissolve(scene);
}

bool is_beside(const struct scene *scene, unsigned key)
{
    const struct env_key *keys = scene->env.keys;

    for (unsigned other = 0; other < scene->setting->keys; other++)
        if (mixable(&scene->env, key, other) && !key_held(&keys[other]) &&
            uses_session(&keys[other]))
            return scene->setting->policy.focus == OH_FOCUS_ONE && !key_held(&keys[key]) &&
                   uses_session(&keys[key]);
    return false;
}

/* ---- The user ---- */

static bool is_the_one(const struct scene *scene, unsigned key, unsigned id)
{
    unsigned its;

    return talked_on(scene, key, &its) && its == id;
}

/* The `step`-th of the others. */
static unsigned other_of(const struct scene *scene, unsigned key, unsigned step)
{
    return (key + step) % scene->setting->keys;
}

static bool joinable(const struct scene *scene, unsigned key, unsigned id, unsigned step)
{
    unsigned other = other_of(scene, key, step), its;

    return step < scene->setting->keys && is_the_one(scene, key, id) &&
           talked_on(scene, other, &its) && !scene->env.more[other].parted &&
           !mixable(&scene->env, key, other);
}

/* A system that lets nobody talk on two calls at once holds the others before it takes one out. */
static bool may_leave(const struct scene *scene, unsigned key)
{
    if (scene->setting->policy.activation == OH_ACTIVATION_SELF ||
        scene->setting->policy.focus == OH_FOCUS_ALL || key_held(&scene->env.keys[key]))
        return true;
    for (unsigned other = 0; other < scene->setting->keys; other++)
        if (joined(&scene->env, key, other) && !key_held(&scene->env.keys[other]))
            return false;
    return true;
}

static void join(struct scene *scene, unsigned key, unsigned id, unsigned step)
{
    unsigned other = other_of(scene, key, step), its;

    talked_on(scene, other, &its);
    scene->other = id_of(other, its);
    act(scene, key, id, ACTION_JOIN);
}

static void part(struct scene *scene, unsigned key, unsigned id)
{
    scene->other = (struct oh_call_id){0};
    act(scene, key, id, ACTION_LEAVE);
}

static uint8_t can_join(const struct scene *scene, unsigned key, unsigned id, unsigned step)
{
    /* to take it from its group, too, the others are held first */
    return joinable(scene, key, id, step) && may_leave(scene, key) ? OPEN : 0;
}

static uint8_t can_join_next(const struct scene *scene, unsigned key, unsigned id)
{
    return can_join(scene, key, id, 1);
}

static void join_next(struct scene *scene, unsigned key, unsigned id)
{
    join(scene, key, id, 1);
}

static uint8_t can_join_last(const struct scene *scene, unsigned key, unsigned id)
{
    return can_join(scene, key, id, 2);
}

static void join_last(struct scene *scene, unsigned key, unsigned id)
{
    join(scene, key, id, 2);
}

static uint8_t can_part(const struct scene *scene, unsigned key, unsigned id)
{
    return scene->env.more[key].grouped && is_the_one(scene, key, id) && may_leave(scene, key)
               ? OPEN
               : 0;
}

/* ---- The application, and what the call UI makes of it ---- */

static uint8_t can_wish(const struct scene *scene, unsigned key, unsigned id)
{
    const struct env_more *more = &scene->env.more[key];

    return is_the_one(scene, key, id) && !more->group_pending && !wishes_enough(scene) ? OPEN : 0;
}

static uint8_t can_wish_joined(const struct scene *scene, unsigned key, unsigned id)
{
    return joinable(scene, key, id, 1) && !scene->env.more[key].parted ? can_wish(scene, key, id)
                                                                       : 0;
}

static bool is_mixable(const struct scene *scene, unsigned key)
{
    for (unsigned other = 0; other < scene->setting->keys; other++)
        if (mixable(&scene->env, key, other))
            return true;
    return false;
}

static uint8_t can_wish_apart(const struct scene *scene, unsigned key, unsigned id)
{
    return is_mixable(scene, key) ? can_wish(scene, key, id) : 0;
}

/* One request, or the word that there will be none; while one is open, nothing. */
static void wish(struct scene *scene, unsigned key, unsigned id, struct oh_call_id other)
{
    struct oh_event event =
        OH_EVENT(OH_EV_APP_GROUPED, .call = id_of(key, id), .other_call = other);

    struct env_more *more = &scene->env.more[key];
    bool open = more->group_asked;

    scene->other = other;
    more->group_asked = 1;
    scene_tell(scene, &event);
    if (scene->regroupings != (more->group_asked && !open))
        breaks(scene, P_S22);
    more->group_pending = 0; /* what was not asked for does not come */
}

static void wish_joined(struct scene *scene, unsigned key, unsigned id)
{
    unsigned other = other_of(scene, key, 1), its;

    talked_on(scene, other, &its);
    wish(scene, key, id, id_of(other, its));
}

static void wish_apart(struct scene *scene, unsigned key, unsigned id)
{
    wish(scene, key, id, (struct oh_call_id){0});
}

/* Once, for a wish, or since the engine cannot mix it. */
void regrouping_requested(struct scene *scene, const struct oh_command *command, uint8_t key)
{
    struct env_more *more = &scene->env.more[key];
    bool failed = scene->telling == OH_EV_ENGINE_GROUP_FAILED;

    if ((!failed && scene->telling != OH_EV_APP_GROUPED) || (failed && more->group_asked) ||
        command->other_call.bytes[0] != scene->other.bytes[0])
        breaks(scene, P_S22);
    more->group_asked = 1;
    scene->regroupings++;
}

void regrouping_given_up(struct scene *scene, uint8_t key)
{
    struct env_more *more = &scene->env.more[key];

    if (!more->group_asked)
        breaks(scene, P_S22);
    more->group_asked = 0;
    more->group_pending = 1;
}

static bool was_asked(const struct scene *scene, unsigned key, unsigned id)
{
    const struct env_more *more = &scene->env.more[key];

    return (more->group_asked || more->group_pending) && is_the_one(scene, key, id);
}

static void is_done(struct scene *scene, unsigned key)
{
    scene->env.more[key].group_asked = scene->env.more[key].group_pending = 0;
}

static uint8_t can_join_as_asked(const struct scene *scene, unsigned key, unsigned id)
{
    return was_asked(scene, key, id) ? can_join(scene, key, id, 1) : 0;
}

static void join_as_asked(struct scene *scene, unsigned key, unsigned id)
{
    is_done(scene, key);
    join(scene, key, id, 1);
}

static uint8_t can_part_as_asked(const struct scene *scene, unsigned key, unsigned id)
{
    return was_asked(scene, key, id) && may_leave(scene, key) ? OPEN | QUIET : 0;
}

static void part_as_asked(struct scene *scene, unsigned key, unsigned id)
{
    is_done(scene, key);
    part(scene, key, id);
}

static uint8_t can_refuse(const struct scene *scene, unsigned key, unsigned id)
{
    if (!was_asked(scene, key, id))
        return 0;
    return may_leave(scene, key) ? OPEN : OPEN | QUIET;
}

static void refuse(struct scene *scene, unsigned key, unsigned id)
{
    struct oh_event event =
        OH_EVENT(OH_EV_UI_REQUEST_REFUSED, .call = id_of(key, id), .request = OH_REQUEST_GROUP);

    scene_tell(scene, &event);
    if (scene->env.more[key].group_asked)
        breaks(scene, P_S22);
    is_done(scene, key);
}

/* ---- The engine ---- */

static uint8_t can_fail(const struct scene *scene, unsigned key, unsigned leg)
{
    return scene->env.more[key].mixed >> leg & 1 ? OPEN : 0;
}

static void fail(struct scene *scene, unsigned key, unsigned leg)
{
    struct oh_event event = OH_EVENT(OH_EV_ENGINE_GROUP_FAILED, .leg = leg_of(key, leg));
    struct env_more *more = &scene->env.more[key];
    bool beside = is_beside(scene, key);
    unsigned id;

    if (!talked_on(scene, key, &id)) {
        breaks(scene, P_S36);
        return;
    }
    struct env_ui *ui = &scene->env.keys[key].ids[id];
    const struct env_wishes *wishes = &more->wishes[id];
    scene->other = (struct oh_call_id){0};
    more->mixed = 0;
    scene_tell(scene, &event);
    if (!(scene->told >> OH_TOLD_GROUP_FAILED & 1) || !more->group_asked)
        breaks(scene, P_S37);
    if (scene->setting->policy.activation == OH_ACTIVATION_SELF) {
        clear_group(more); /* who shows it has read it */
        dissolve(scene);
        ui->held |= beside & 1;
    } else {
        more->parted = 1;
        if (beside && !(wishes->asked & (WISH_HOLD | WISH_END)))
            breaks(scene, P_S37);
    }
}

/* Of a mix that is over. */
static uint8_t can_fail_late(const struct scene *scene, unsigned key, unsigned leg)
{
    return scene->env.keys[key].legs[leg].sip == LEG_UP && !(scene->env.more[key].mixed >> leg & 1)
               ? OPEN
               : 0;
}

static void fail_late(struct scene *scene, unsigned key, unsigned leg)
{
    struct oh_event event = OH_EVENT(OH_EV_ENGINE_GROUP_FAILED, .leg = leg_of(key, leg));

    scene->other = (struct oh_call_id){0};
    scene_tell(scene, &event);
    if (scene->out.count != 0)
        breaks(scene, P_S37);
}

const struct move_kind group_moves[] = {
    {"the user joins @ to the next call", PER_ID, ADV_GROUPS, can_join_next, join_next},
    {"the user joins @ to the last call but one", PER_ID, ADV_GROUPS, can_join_last, join_last},
    {"the user takes @ out of its group", PER_ID, ADV_GROUPS, can_part, part},
    {"the application wishes @ joined to the next call", PER_ID, ADV_GROUP_WISHES, can_wish_joined,
     wish_joined},
    {"the application wishes @ out of its group", PER_ID, ADV_GROUP_WISHES, can_wish_apart,
     wish_apart},
    {"the call UI joins @ to the next call, as it was asked to", PER_ID, ADV_GROUP_WISHES,
     can_join_as_asked, join_as_asked},
    {"the call UI takes @ out of its group, as it was asked to", PER_ID,
     ADV_GROUPS | ADV_GROUP_WISHES, can_part_as_asked, part_as_asked},
    {"the call UI does not regroup @, as it was asked to", PER_ID, ADV_GROUPS | ADV_GROUP_WISHES,
     can_refuse, refuse},
    {"the engine cannot mix @ (leg #)", PER_LEG, ADV_GROUPS, can_fail, fail},
    {"the engine says late that it cannot mix @ (leg #)", PER_LEG, ADV_GROUPS, can_fail_late,
     fail_late},
    {0},
};
