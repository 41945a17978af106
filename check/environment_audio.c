/*
 * The audio session and who has it: the system's activation and what goes wrong with it,
 * interruptions, the audio server, and the answers to PREPARE.
 */
#include "bounces.h"
#include "moves.h"

static bool by_system(const struct scene *scene)
{
    return scene->setting->policy.activation == OH_ACTIVATION_SYSTEM;
}

static void tell(struct scene *scene, enum oh_event_type type)
{
    struct oh_event event = OH_EVENT(type);

    scene_tell(scene, &event);
}

/* Whether the session can be had that way now. An unusable one takes a reset. */
static bool can_succeed(const struct scene *scene)
{
    const struct env *env = &scene->env;

    if (session_taken(env) || env->away)
        return false;
    switch ((enum oh_prepare)(env->prepare - 1)) {
    case OH_PREPARE_FORCE: return !somebody_can_be_bounced(scene);
    case OH_PREPARE_REOPEN: return true;
    case OH_PREPARE_PLAIN:
        return !by_system(scene) || (env->owner == OWNER_SYSTEM && !env->unusable);
    case OH_PREPARE_ASSUME: return env->owner == OWNER_SYSTEM;
    }
    return false;
}

/* The answer of a PREPARE may be under way already, and come after the news of the loss. */
void session_lost(struct scene *scene)
{
    if (scene->env.prepare != 0 && can_succeed(scene))
        scene->env.late_answer = 1;
    lose_session(&scene->env);
}

/* ---- The system activates and deactivates ---- */

static void activated(struct scene *scene, unsigned key, unsigned sub)
{
    struct oh_event event =
        OH_EVENT(OH_EV_AUDIO_ACTIVATED,
                 .found = scene->env.interrupted ? OH_FOUND_NO_INPUT : OH_FOUND_USABLE);

    (void)key;
    (void)sub;
    scene->env.owed = OWED_NONE;
    scene->env.owner = OWNER_SYSTEM;
    scene->env.unusable = scene->env.interrupted;
    scene_tell(scene, &event);
}

static uint8_t can_activate(const struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    if (scene->env.owed == OWED_NONE || scene->env.owner != OWNER_NONE || scene->env.away ||
        scene->env.extra.foreign == OH_FOREIGN_ACTIVE || !by_system(scene))
        return 0;
    return scene->env.owed == OWED_DUE ? OPEN | QUIET : OPEN;
}

/* Nobody asked; before the answer, after the call, or a second time (CK-100). */
static uint8_t can_activate_unasked(const struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    return has_turn(scene, ADV_EARLY) && by_system(scene) && !scene->env.away &&
                   scene->env.extra.foreign != OH_FOREIGN_ACTIVE &&
                   (scene->env.owner == OWNER_NONE || scene->env.owner == OWNER_SYSTEM)
               ? OPEN
               : 0;
}

static void activated_unasked(struct scene *scene, unsigned key, unsigned sub)
{
    scene->env.used |= ADV_EARLY;
    activated(scene, key, sub);
}

static uint8_t can_lose(const struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    return has_turn(scene, ADV_LOSE) && scene->env.owed == OWED_DUE ? OPEN : 0;
}

static void lose(struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    scene->env.used |= ADV_LOSE;
    scene->env.owed = OWED_NONE;
}

/* When nobody talks any more the system deactivates, sooner or later; when all calls are held, it
 * may. */
static uint8_t can_deactivate(const struct scene *scene, unsigned key, unsigned sub)
{
    bool answered = false;

    (void)key;
    (void)sub;
    if (scene->env.owner != OWNER_SYSTEM)
        return 0;
    for (unsigned k = 0; k < scene->setting->keys; k++) {
        if (key_answered(&scene->env.keys[k]) && !key_held(&scene->env.keys[k]))
            return 0;
        answered |= key_answered(&scene->env.keys[k]);
    }
    return answered ? OPEN : OPEN | QUIET;
}

static void deactivated(struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    if (session_active(&scene->env))
        session_lost(scene);
    tell(scene, OH_EV_AUDIO_DEACTIVATED);
}

static uint8_t can_deactivate_unasked(const struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    return has_turn(scene, ADV_DEACTIVATE) ? OPEN : 0;
}

static void deactivated_unasked(struct scene *scene, unsigned key, unsigned sub)
{
    scene->env.used |= ADV_DEACTIVATE;
    deactivated(scene, key, sub);
}

/* ---- Interruptions, and the audio server ---- */

static uint8_t can_interrupt(const struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    return has_turn(scene, ADV_INTERRUPT) ? OPEN : 0;
}

static void interrupt(struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    scene->env.used |= ADV_INTERRUPT;
    session_lost(scene);
    scene->env.interrupted = 1;
    tell(scene, OH_EV_AUDIO_INTERRUPTED);
}

static uint8_t can_end_interruption(const struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    return scene->env.interrupted ? OPEN : 0;
}

static void interruption_ended(struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    scene->env.interrupted = 0;
    tell(scene, OH_EV_AUDIO_INTERRUPTION_ENDED);
}

static uint8_t can_end_silently(const struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    return scene->env.interrupted ? OPEN | QUIET : 0;
}

static void interruption_ended_silently(struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    scene->env.interrupted = 0;
}

/* The server dies; until it is back nothing can be acquired. It says that it is back, or just is.
 * Or all that is heard of it is that it was away. */
static uint8_t can_lose_services(const struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    return has_turn(scene, ADV_SERVICES) && (!by_system(scene) || switched_on(scene, ADV_AWAY))
               ? OPEN
               : 0;
}

static void services_lost(struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    scene->env.used |= ADV_SERVICES;
    session_lost(scene);
    scene->env.away = 1;
    tell(scene, OH_EV_AUDIO_SERVICES_LOST);
}

static uint8_t can_reset_services(const struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    if (scene->env.away)
        return OPEN | QUIET;
    return has_turn(scene, ADV_SERVICES) ? OPEN : 0;
}

static void services_reset(struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    scene->env.used |= ADV_SERVICES;
    session_lost(scene);
    scene->env.away = 0;
    tell(scene, OH_EV_AUDIO_SERVICES_RESET);
}

/* Without a word only a rung's time can help. */
static uint8_t can_come_back(const struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    return scene->env.away && !switched_on(scene, ADV_NO_RUNGS) ? OPEN | QUIET : 0;
}

static void come_back(struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    scene->env.away = 0;
}

/* ---- The route ---- */

static void change_route(struct scene *scene, enum oh_found found)
{
    struct oh_event event = OH_EVENT(OH_EV_AUDIO_ROUTE_CHANGED, .found = (uint8_t)found);

    scene_tell(scene, &event);
}

static uint8_t can_change_route(const struct scene *scene, unsigned key, unsigned sub)
{
    (void)scene;
    (void)key;
    (void)sub;
    return OPEN;
}

static void route_changed(struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    change_route(scene, OH_FOUND_USABLE);
    if (scene->out.count != 0)
        breaks(scene, P_S26);
}

/* What was active has no microphone any more; a reset brings another. */
static void route_changed_for_the_worse(struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    if (scene->env.prepare != 0 && can_succeed(scene))
        scene->env.late_answer = 1;
    scene->env.unusable = session_active(&scene->env);
    change_route(scene, OH_FOUND_NO_INPUT);
}

/* ---- The answers to PREPARE ---- */

static uint8_t can_prepare(const struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    return scene->env.prepare != 0 && can_succeed(scene) ? OPEN | QUIET : 0;
}

static void prepared(struct scene *scene, unsigned key, unsigned sub)
{
    struct env *env = &scene->env;

    (void)key;
    (void)sub;
    if (env->prepare != 1 + OH_PREPARE_PLAIN || !by_system(scene))
        env->dead = 0; /* acquired anew, or reset: it captures again */
    env->prepare = 0;
    env->late_answer = 0;
    env->configured = 1;
    env->unusable = 0;
    if (env->owner != OWNER_SYSTEM) {
        env->owner = OWNER_US;
        env->owed = OWED_NONE; /* what we hold the system does not activate (CK-93) */
    }
    tell(scene, OH_EV_AUDIO_PREPARED);
}

/* The devices die while they run; or what was opened anew is as dead as before. */
static uint8_t can_die(const struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    return has_turn(scene, ADV_SILENCE) && scene->env.enabled && !scene->env.dead ? OPEN : 0;
}

static void die(struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    scene->env.used |= ADV_SILENCE;
    scene->env.dead = 1;
}

static uint8_t can_stay_dead(const struct scene *scene, unsigned key, unsigned sub)
{
    return scene->env.dead && can_prepare(scene, key, sub) != 0 ? OPEN : 0;
}

static void stay_dead(struct scene *scene, unsigned key, unsigned sub)
{
    prepared(scene, key, sub);
    scene->env.dead = 1;
}

/* Looked at again, an unusable session may be well: the microphone came back (AS-32). */
static uint8_t can_heal(const struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    return scene->env.prepare == 1 + OH_PREPARE_PLAIN && scene->env.owner == OWNER_SYSTEM &&
                   scene->env.unusable && !scene->env.interrupted
               ? OPEN
               : 0;
}

/* Refused: at any time, without a reason that we could read. */
static uint8_t can_refuse_prepare(const struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    if (scene->env.prepare == 0 || (can_succeed(scene) && switched_on(scene, ADV_NO_RUNGS)))
        return 0;
    return !session_taken(&scene->env) && !scene->env.away && !can_succeed(scene)
               ? OPEN | QUIET | HOSTILE
               : OPEN | HOSTILE;
}

static void refuse_prepare(struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    scene->env.prepare = 0;
    scene->env.late_answer = 0;
    tell(scene, OH_EV_AUDIO_PREPARE_FAILED);
}

static uint8_t can_prepare_late(const struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    return scene->env.late_answer ? OPEN : 0;
}

static void prepared_late(struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    scene->env.prepare = 0;
    scene->env.late_answer = 0;
    tell(scene, OH_EV_AUDIO_PREPARED);
}

const struct move_kind audio_moves[] = {
    {"the system activates the audio session", PER_WORLD, 0, can_activate, activated},
    {"the system activates the audio session unasked", PER_WORLD, ADV_EARLY, can_activate_unasked,
     activated_unasked},
    {"the activation is lost", PER_WORLD, ADV_LOSE, can_lose, lose},
    {"the system deactivates the audio session", PER_WORLD, 0, can_deactivate, deactivated},
    {"the system deactivates the audio session unasked", PER_WORLD, ADV_DEACTIVATE,
     can_deactivate_unasked, deactivated_unasked},
    {"an interruption begins", PER_WORLD, ADV_INTERRUPT, can_interrupt, interrupt},
    {"the interruption ends", PER_WORLD, ADV_INTERRUPT | ADV_FOREIGN, can_end_interruption,
     interruption_ended},
    {"the interruption ends, and nobody says so", PER_WORLD, ADV_INTERRUPT | ADV_FOREIGN,
     can_end_silently, interruption_ended_silently},
    {"the audio services are lost", PER_WORLD, ADV_SERVICES, can_lose_services, services_lost},
    {"the audio services are reset", PER_WORLD, ADV_SERVICES, can_reset_services, services_reset},
    {"the audio services are back, and nobody says so", PER_WORLD, ADV_SERVICES, can_come_back,
     come_back},
    {"the audio route changes", PER_WORLD, ADV_ROUTE, can_change_route, route_changed},
    {"the audio route changes, and there is no input", PER_WORLD, ADV_ROUTE, can_change_route,
     route_changed_for_the_worse},
    {"the audio session is prepared", PER_WORLD, 0, can_prepare, prepared},
    {"the devices die, and nobody says so", PER_WORLD, ADV_SILENCE, can_die, die},
    {"the audio session is prepared, and its devices stay dead", PER_WORLD, ADV_SILENCE,
     can_stay_dead, stay_dead},
    {"the audio session is looked at again, and is well", PER_WORLD,
     ADV_INTERRUPT | ADV_ROUTE | ADV_FOREIGN, can_heal, prepared},
    {"the audio session was prepared before it was lost", PER_WORLD, 0, can_prepare_late,
     prepared_late},
    {"preparing the audio session fails", PER_WORLD, 0, can_refuse_prepare, refuse_prepare},
    {0},
};
