/*
 * Making, copying and driving a world, and the facts of its record that several files ask for.
 */
#include "world.h"

#include <string.h>

#include "environment_foreign.h"
#include "moves.h"
#include "obey.h"
#include "strategy.h"

void scene_init(struct scene *scene, const struct setting *setting)
{
    memset(scene, 0, sizeof *scene);
    scene->setting = setting;
    scene->out.items = scene->items;
    scene->out.max = COMMANDS_MAX;
    setting->strategy->init(scene->mind, setting);
}

void scene_copy(struct scene *to, const struct scene *from)
{
    to->env = from->env;
    from->setting->strategy->copy(to->mind, from->mind);
}

void scene_tell(struct scene *scene, const struct oh_event *event)
{
    scene->telling = event->type;
    scene->reported = false;
    scene->action = event->type == OH_EV_UI_ACTION_TIMED_OUT ? 0 : event->action;
    if (scene->action != 0)
        id_back(&event->call, &scene->action_key, &scene->action_id);
    scene->out.count = 0;
    memset(scene->sent, 0, sizeof scene->sent);
    scene->told = scene->followed = scene->refused = 0;
    scene->restarted = false;
    scene->still_held = 0;
    scene->regroupings = 0;
    if (scene->setting->exact)
        scene->event = *event;
    scene->reasons = reasons_of_event(scene, event);
    scene->setting->strategy->step(scene->mind, event, &scene->out);
    obey(scene);
    expect_once(scene, event);
}

void scene_fire(struct scene *scene, uint8_t who)
{
    scene->telling = OH_EV_TIME;
    scene->action = 0;
    scene->out.count = 0;
    memset(scene->sent, 0, sizeof scene->sent);
    scene->told = scene->followed = scene->refused = 0;
    scene->restarted = false;
    scene->still_held = 0;
    scene->regroupings = 0;
    scene->reasons = reasons_of_deadline(scene, who);
    scene->setting->strategy->fire(scene->mind, who, &scene->out);
    obey(scene);
    expect_once(scene, &OH_EVENT(OH_EV_TIME));
}

/* ---- Identities ---- */

struct oh_call_id id_of(unsigned key, unsigned id)
{
    return (struct oh_call_id){{(uint8_t)(1 + key * IDS + id)}};
}

oh_leg leg_of(unsigned key, unsigned leg)
{
    return 1 + key * LEGS + leg;
}

bool id_back(const struct oh_call_id *call, uint8_t *key, uint8_t *id)
{
    unsigned number = call->bytes[0];

    if (number == 0 || number > KEYS_MAX * IDS)
        return false;
    *key = (uint8_t)((number - 1) / IDS);
    *id = (uint8_t)((number - 1) % IDS);
    return true;
}

bool leg_back(oh_leg number, uint8_t *key, uint8_t *leg)
{
    if (number == 0 || number > KEYS_MAX * LEGS)
        return false;
    *key = (uint8_t)((number - 1) / LEGS);
    *leg = (uint8_t)((number - 1) % LEGS);
    return true;
}

/* ---- Wishes ---- */

uint8_t wish_of_request(uint8_t request, bool on)
{
    switch ((enum oh_request)request) {
    case OH_REQUEST_ANSWER: return WISH_ANSWER;
    case OH_REQUEST_END: return WISH_END;
    case OH_REQUEST_HOLD: return on ? WISH_HOLD : WISH_RESUME;
    case OH_REQUEST_MUTE: return on ? WISH_MUTE : WISH_UNMUTE;
    case OH_REQUEST_START: return WISH_START;
    case OH_REQUEST_DIGITS: return WISH_DIGITS;
    case OH_REQUEST_NONE:
    case OH_REQUEST_GROUP: return 0;
    }
    return 0;
}

uint8_t wish_of_action(oh_action action)
{
    static const uint8_t wishes[] = {
        [ACTION_ANSWER] = WISH_ANSWER,
        [ACTION_END] = WISH_END,
        [ACTION_HOLD] = WISH_HOLD,
        [ACTION_UNHOLD] = WISH_RESUME,
        [ACTION_START] = WISH_START,
        [ACTION_MUTE] = WISH_MUTE,
        [ACTION_UNMUTE] = WISH_UNMUTE,
        [ACTION_DIAL] = WISH_DIGITS,
        [ACTION_JOIN] = 0,
        [ACTION_LEAVE] = 0,
    };

    return wishes[action];
}

void close_wish(struct env_wishes *wishes, uint8_t wish)
{
    wishes->open &= (uint8_t)~wish;
    wishes->pending |= wishes->asked & wish;
    wishes->asked &= (uint8_t)~wish;
}

/* ---- Facts ---- */

bool key_answered(const struct env_key *key)
{
    for (unsigned id = 0; id < IDS; id++)
        if (key->ids[id].answered && ui_lives(&key->ids[id]))
            return true;
    return false;
}

bool key_held(const struct env_key *key)
{
    bool held = false;

    for (unsigned id = 0; id < IDS; id++) {
        if (key->ids[id].answered && ui_lives(&key->ids[id])) {
            if (!key->ids[id].held)
                return false;
            held = true;
        }
    }
    return held;
}

bool is_on_hold(const struct env *env, unsigned key, unsigned id)
{
    const struct env_ui *ui = &env->keys[key].ids[id];

    return ui->answered && ui_lives(ui) && (ui->held || env->more[key].parked >> id & 1);
}

bool key_on_hold(const struct env *env, unsigned key)
{
    bool held = false;

    for (unsigned id = 0; id < IDS; id++) {
        const struct env_ui *ui = &env->keys[key].ids[id];
        if (ui->answered && ui_lives(ui)) {
            if (!is_on_hold(env, key, id))
                return false;
            held = true;
        }
    }
    return held;
}

bool key_lives(const struct env_key *key)
{
    for (unsigned leg = 0; leg < LEGS; leg++)
        if (leg_lives(&key->legs[leg]))
            return true;
    return key->waits;
}

bool uses_session(const struct env_key *key)
{
    for (unsigned leg = 0; leg < LEGS; leg++)
        if (leg_lives(&key->legs[leg]) && key->legs[leg].no_session)
            return false;
    return true;
}

bool session_wanted(const struct scene *scene)
{
    for (unsigned k = 0; k < scene->setting->keys; k++) {
        const struct env_key *key = &scene->env.keys[k];
        if (key_answered(key) && key_lives(key) && uses_session(key))
            return true;
    }
    return false;
}

bool core_knows(const struct scene *scene, unsigned key, unsigned id)
{
    const struct strategy *strategy = scene->setting->strategy;
    struct oh_call_id call = id_of(key, id);

    return strategy->knows != NULL && strategy->knows(scene->mind, &call);
}

void turn_to(struct scene *scene, unsigned key, unsigned id)
{
    const struct oh_policy *policy = &scene->setting->policy;

    if (policy->activation != OH_ACTIVATION_SELF || policy->focus != OH_FOCUS_ONE ||
        !uses_session(&scene->env.keys[key]) || !core_knows(scene, key, id))
        return;
    for (unsigned k = 0; k < scene->setting->keys; k++)
        for (unsigned i = 0; i < IDS && !joined(&scene->env, k, key); i++) {
            struct env_ui *ui = &scene->env.keys[k].ids[i];
            if (k == key && (i == id || !core_knows(scene, k, i)))
                continue; /* the same call, unless a push without a key made two of it */
            if (!ui->answered || !ui_lives(ui) || !uses_session(&scene->env.keys[k]))
                continue;
            ui->held = 1;
            scene->env.more[k].parked &= (uint8_t)(~(1u << i) & 7);
        }
}

bool talks(const struct env *env)
{
    if (foreign_is_in_the_way(env))
        return true;
    for (unsigned k = 0; k < KEYS_MAX; k++)
        for (unsigned leg = 0; leg < LEGS; leg++)
            if (leg_lives(&env->keys[k].legs[leg]) && env->keys[k].legs[leg].sip != LEG_OFFERED)
                return true;
    return false;
}

bool answers_itself(const struct scene *scene, unsigned key, unsigned id)
{
    uint8_t policy = scene->setting->policy.auto_answer;

    for (unsigned i = 0; i < LEGS && !has_no_invite(&scene->env.keys[key], id); i++) {
        const struct env_leg *leg = &scene->env.keys[key].legs[i];
        if (leg->sip == LEG_OFFERED &&
            (policy == OH_AUTO_ANSWER_ALWAYS || (policy == OH_AUTO_ANSWER_WHEN_ASKED && leg->asks)))
            return true;
    }
    return false;
}

bool somebody_waits(const struct env *env)
{
    for (unsigned key = 0; key < KEYS_MAX; key++)
        if (key_answered(&env->keys[key]))
            return true;
    return false;
}

void lose_session(struct env *env)
{
    env->owner = OWNER_NONE;
    env->configured = 0;
    env->unusable = 0;
}
