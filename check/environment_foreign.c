/*
 * Calls of other applications, cellular ones above all, which share the call UI and the audio
 * session with ours. How they stand the core is told sooner or later, before or after what the
 * system does to our calls for them, once or twice. A system holds our call first, or ends it, and
 * resumes it when the user ended the foreign one: actions like the user's. A worse one does not.
 */
#include "environment_foreign.h"

#include "moves.h"
#include "strategy.h"

/* ---- What becomes of them ---- */

static bool stands(const struct scene *scene, enum oh_foreign foreign)
{
    return scene->env.extra.foreign == foreign;
}

static uint8_t can_ring(const struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    return has_turn(scene, ADV_FOREIGN) && stands(scene, OH_FOREIGN_NONE) ? OPEN : 0;
}

static void ring(struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    scene->env.used |= ADV_FOREIGN;
    scene->env.extra.foreign = OH_FOREIGN_RINGING;
    scene->env.extra.foreign_by_user = 0;
}

/* The ring itself takes the session (F34). */
static void ring_aloud(struct scene *scene, unsigned key, unsigned sub)
{
    struct oh_event event = OH_EVENT(OH_EV_AUDIO_INTERRUPTED);

    ring(scene, key, sub);
    session_lost(scene);
    scene->env.interrupted = 1;
    scene_tell(scene, &event);
}

/* Whether our call was held or ended for it first is for other moves to say. */
static uint8_t can_be_accepted(const struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    return stands(scene, OH_FOREIGN_RINGING) || stands(scene, OH_FOREIGN_HELD) ? OPEN : 0;
}

static void be_accepted(struct scene *scene, unsigned key, unsigned sub)
{
    struct oh_event event = OH_EVENT(OH_EV_AUDIO_DEACTIVATED);

    (void)key;
    (void)sub;
    session_lost(scene);
    scene->env.extra.foreign = OH_FOREIGN_ACTIVE;
    scene_tell(scene, &event);
}

static uint8_t can_be_put_on_hold(const struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    return stands(scene, OH_FOREIGN_ACTIVE) ? OPEN : 0;
}

static void be_put_on_hold(struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    scene->env.extra.foreign = OH_FOREIGN_HELD;
}

static uint8_t can_be_over(const struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    return stands(scene, OH_FOREIGN_NONE) ? 0 : OPEN | QUIET | HOSTILE | MUTE;
}

static void be_over(struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    scene->env.extra.foreign = OH_FOREIGN_NONE;
}

static uint8_t can_be_ended(const struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    return stands(scene, OH_FOREIGN_NONE) ? 0 : OPEN;
}

static void be_ended(struct scene *scene, unsigned key, unsigned sub)
{
    be_over(scene, key, sub);
    scene->env.extra.foreign_by_user = 1;
}

/* The system, before the user talks on the foreign call; a swap that comes as an end (R12) is an
 * end like any other. */
static uint8_t can_hold_for_it(const struct scene *scene, unsigned key, unsigned id)
{
    const struct env_ui *ui = &scene->env.keys[key].ids[id];

    return can_be_accepted(scene, key, id) && ui_lives(ui) && ui->answered && !ui->open && !ui->held
               ? OPEN
               : 0;
}

static void hold_for_it(struct scene *scene, unsigned key, unsigned id)
{
    act(scene, key, id, ACTION_HOLD);
}

/* ---- What the core is told ---- */

static bool is_told(const struct scene *scene)
{
    return scene->env.extra.foreign == scene->env.extra.foreign_told;
}

static void tell(struct scene *scene)
{
    const struct env_extra *extra = &scene->env.extra;
    struct oh_event event = OH_EVENT(OH_EV_UI_FOREIGN_CALL, .foreign = extra->foreign);

    if (extra->foreign == OH_FOREIGN_NONE)
        event.reason = extra->foreign_by_user ? OH_REASON_USER : OH_REASON_REMOTE;
    scene_tell(scene, &event);
}

/* The application hears of each call that is held, once, unless the user ended the foreign one. */
static void expect_words(struct scene *scene, bool due)
{
    for (unsigned key = 0; key < scene->setting->keys; key++) {
        bool held = false;
        for (unsigned id = 0; id < IDS; id++)
            held |= scene->env.keys[key].ids[id].held && core_knows(scene, key, id);
        if ((scene->still_held >> key & 1) != (due && held))
            breaks(scene, P_S35);
    }
}

/* Nobody waits for a rung's time: the ladder goes on at once. */
static void expect_climb(struct scene *scene)
{
    for (unsigned key = 0; key < scene->setting->keys; key++)
        if (scene->env.more[key].bounce == BOUNCES)
            return; /* it is there already, and waits for the hold */
    for (uint16_t i = 0; i < scene->out.count; i++) {
        const struct oh_command *command = &scene->items[i];
        if (command->type == OH_CMD_AUDIO_PREPARE || command->type == OH_CMD_AUDIO_RELEASE ||
            command->type == OH_CMD_UI_REFRESH || command->type == OH_CMD_UI_REQUEST)
            return;
    }
    breaks(scene, P_S35);
}

static uint8_t can_tell(const struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    return is_told(scene) ? 0 : OPEN | QUIET | HOSTILE | MUTE;
}

static void tell_how_it_stands(struct scene *scene, unsigned key, unsigned sub)
{
    struct env_extra *extra = &scene->env.extra;
    bool was_in_the_way = foreign_is_in_the_way(&scene->env);
    bool waited = scene->setting->strategy->due(scene->mind) & AUDIO_BIT;

    (void)key;
    (void)sub;
    extra->foreign_told = extra->foreign;
    tell(scene);
    expect_words(scene, extra->foreign == OH_FOREIGN_NONE && !extra->foreign_by_user);
    if (waited && was_in_the_way && !foreign_is_in_the_way(&scene->env))
        expect_climb(scene);
    if (extra->foreign == OH_FOREIGN_NONE)
        extra->foreign_by_user = 0;
}

static uint8_t can_tell_again(const struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    return is_told(scene) ? OPEN : 0;
}

static void tell_again(struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    tell(scene);
    if (scene->out.count != 0)
        breaks(scene, P_S35);
}

/* ---- T_LOST ---- */

/* The call in this slot is up: what fires is T_LOST, if anything. Its key and id. */
static bool is_up(const struct scene *scene, unsigned slot, uint8_t *key, uint8_t *id)
{
    struct oh_call_id call = scene->setting->strategy->in_slot(scene->mind, (uint8_t)slot);
    bool up = false;

    if (!id_back(&call, key, id))
        return false;
    for (unsigned leg = 0; leg < LEGS; leg++)
        up |= scene->env.keys[*key].legs[leg].sip == LEG_UP;
    return up;
}

/* The peer was told, or is, as soon as a re-INVITE that is in flight is answered. */
static bool holds(const struct env_key *key)
{
    for (unsigned leg = 0; leg < LEGS; leg++)
        if (key->legs[leg].sip == LEG_UP && (key->legs[leg].held || key->legs[leg].changing))
            return true;
    return false;
}

void fire_call(struct scene *scene, unsigned slot, unsigned sub)
{
    uint8_t key, id;

    (void)sub;
    if (!switched_on(scene, ADV_FOREIGN) || !is_up(scene, slot, &key, &id)) {
        scene_fire(scene, (uint8_t)slot);
        return;
    }
    bool spared = foreign_is_in_the_way(&scene->env);

    scene->spared = spared ? (uint8_t)(1 + key) : 0;
    scene_fire(scene, (uint8_t)slot);
    scene->spared = 0;
    if (core_knows(scene, key, id) != spared)
        breaks(scene, P_S34);
    if (!spared || !core_knows(scene, key, id))
        return;
    if (!holds(&scene->env.keys[key]) || !(scene->env.more[key].wishes[id].asked & WISH_HOLD))
        breaks(scene, P_S34);
    scene->env.more[key].parked |= (1u << id) & 7;
    scene->env.more[key].wishes[id].open |= WISH_HOLD;
    if (scene->env.more[key].bounce == BOUNCES)
        scene->env.more[key].bounce = BOUNCED;
}

const struct move_kind foreign_moves[] = {
    {"a foreign call rings", PER_WORLD, ADV_FOREIGN, can_ring, ring},
    {"a foreign call rings, and takes the session", PER_WORLD, ADV_FOREIGN, can_ring, ring_aloud},
    {"the user talks on the foreign call", PER_WORLD, ADV_FOREIGN, can_be_accepted, be_accepted},
    {"the user holds the foreign call", PER_WORLD, ADV_FOREIGN, can_be_put_on_hold, be_put_on_hold},
    {"the foreign call is over, by its peer", PER_WORLD, ADV_FOREIGN, can_be_over, be_over},
    {"the user ends the foreign call", PER_WORLD, ADV_FOREIGN, can_be_ended, be_ended},
    {"the system holds @ for the foreign call", PER_ID, ADV_FOREIGN, can_hold_for_it, hold_for_it},
    {"it is told how the foreign call stands", PER_WORLD, ADV_FOREIGN, can_tell,
     tell_how_it_stands},
    {"it is told once more how the foreign call stands", PER_WORLD, ADV_FOREIGN, can_tell_again,
     tell_again},
    {0},
};
