/*
 * The call UI's service, the user behind it, and push. Each action of the user is answered in its
 * own step (S2). A system lets nobody talk on two calls at once: it holds or ends one first. On a
 * desktop the user answers and resumes at will.
 */
#include "bounces.h"
#include "moves.h"

#include <string.h>

#include "strategy.h"

static const struct env_ui *ui_of(const struct scene *scene, unsigned key, unsigned id)
{
    return &scene->env.keys[key].ids[id];
}

void act(struct scene *scene, unsigned key, unsigned id, oh_action action)
{
    static const enum oh_event_type types[] = {
        [ACTION_ANSWER] = OH_EV_UI_ANSWERED, [ACTION_END] = OH_EV_UI_ENDED,
        [ACTION_HOLD] = OH_EV_UI_HELD,       [ACTION_UNHOLD] = OH_EV_UI_HELD,
        [ACTION_START] = OH_EV_UI_STARTED,   [ACTION_MUTE] = OH_EV_UI_MUTED,
        [ACTION_UNMUTE] = OH_EV_UI_MUTED,    [ACTION_DIAL] = OH_EV_UI_DIGITS,
        [ACTION_JOIN] = OH_EV_UI_GROUPED,    [ACTION_LEAVE] = OH_EV_UI_GROUPED,
    };
    struct oh_event event = OH_EVENT(types[action], .call = id_of(key, id), .action = action,
                                     .on = action == ACTION_HOLD || action == ACTION_MUTE);
    struct env_ui *ui = &scene->env.keys[key].ids[id];

    if (action == ACTION_DIAL)
        memcpy(event.digits, DIALLED, sizeof DIALLED);
    if (action == ACTION_START)
        event.leg = leg_of(key, 0);
    if (action == ACTION_JOIN)
        event.other_call = scene->other;
    if (action == ACTION_ANSWER && ui_lives(ui))
        ui->answered = 1;
    if (action != ACTION_DIAL) /* which may not be taken */
        close_wish(&scene->env.more[key].wishes[id], wish_of_action(action));
    scene_tell(scene, &event);
    if (action == ACTION_HOLD)
        bounce_held(scene, key, id);
    if (action == ACTION_ANSWER && !ui->held)
        turn_to(scene, key, id);
}

/* ---- Reports ---- */

static uint8_t can_complete(const struct scene *scene, unsigned key, unsigned id)
{
    const struct env_ui *ui = ui_of(scene, key, id);

    return ui->shown == SHOWN_PENDING || ui->completing ? OPEN | QUIET | HOSTILE | MUTE : 0;
}

static void complete(struct scene *scene, unsigned key, unsigned id)
{
    struct env_ui *ui = &scene->env.keys[key].ids[id];
    struct oh_event event = OH_EVENT(OH_EV_UI_REPORTED, .call = id_of(key, id));

    if (ui->shown == SHOWN_PENDING)
        ui->shown = SHOWN_YES;
    ui->completing = 0;
    scene_tell(scene, &event);
    if (ui->over && ui->shown == SHOWN_YES)
        breaks(scene, P_S12);
}

static uint8_t can_refuse(const struct scene *scene, unsigned key, unsigned id)
{
    const struct env_ui *ui = ui_of(scene, key, id);

    return has_turn(scene, ADV_REPORT) && ui->shown == SHOWN_PENDING && !ui->answered ? OPEN : 0;
}

static void refuse(struct scene *scene, unsigned key, unsigned id)
{
    struct oh_event event = OH_EVENT(OH_EV_UI_REPORT_REFUSED, .call = id_of(key, id));

    scene->env.used |= ADV_REPORT;
    scene->env.keys[key].ids[id] = (struct env_ui){.shown = SHOWN_OVER};
    scene_tell(scene, &event);
}

/* ---- The user ---- */

/* The call is before him; with ADV_REPORT even before its report completed. */
static bool before_him(const struct scene *scene, const struct env_ui *ui)
{
    return ui->shown == SHOWN_YES || (ui->shown == SHOWN_PENDING && switched_on(scene, ADV_REPORT));
}

/* He talks on another call, one of another group or a foreign one, and the system will not let him
 * turn to this one. */
bool busy(const struct scene *scene, unsigned key)
{
    if (scene->setting->policy.activation == OH_ACTIVATION_SELF ||
        scene->setting->policy.focus == OH_FOCUS_ALL)
        return false;
    if (scene->env.extra.foreign == OH_FOREIGN_ACTIVE)
        return true;
    for (unsigned other = 0; other < scene->setting->keys; other++)
        if (other != key && key_answered(&scene->env.keys[other]) &&
            !key_held(&scene->env.keys[other]) && !joined(&scene->env, key, other))
            return true;
    return false;
}

static uint8_t can_answer(const struct scene *scene, unsigned key, unsigned id)
{
    const struct env_ui *ui = ui_of(scene, key, id);

    return before_him(scene, ui) && !ui->answered && !busy(scene, key) ? OPEN : 0;
}

static void answer(struct scene *scene, unsigned key, unsigned id)
{
    act(scene, key, id, ACTION_ANSWER);
}

/* For a mind without deadlines of its own, the system stops a call that rings for 60 s by an
 * ordinary end action (CK-85). */
static uint8_t can_end(const struct scene *scene, unsigned key, unsigned id)
{
    const struct env_ui *ui = ui_of(scene, key, id);

    if (!before_him(scene, ui))
        return 0;
    return !scene->setting->strategy->last_ends && ui->shown == SHOWN_YES && !ui->answered
               ? OPEN | QUIET
               : OPEN;
}

static void end(struct scene *scene, unsigned key, unsigned id)
{
    act(scene, key, id, ACTION_END);
}

/* The system offers hold as soon as it shows the call as connected, that is, when the answer was
 * fulfilled. */
static uint8_t can_hold(const struct scene *scene, unsigned key, unsigned id)
{
    const struct env_ui *ui = ui_of(scene, key, id);

    return has_turn(scene, ADV_HOLD) && ui_lives(ui) && ui->answered && !ui->open && !ui->held
               ? OPEN
               : 0;
}

static void hold(struct scene *scene, unsigned key, unsigned id)
{
    scene->env.used |= ADV_HOLD;
    act(scene, key, id, ACTION_HOLD);
}

static uint8_t can_unhold(const struct scene *scene, unsigned key, unsigned id)
{
    const struct env_ui *ui = ui_of(scene, key, id);

    return ui_lives(ui) && ui->held && !busy(scene, key) ? OPEN : 0;
}

static void unhold(struct scene *scene, unsigned key, unsigned id)
{
    act(scene, key, id, ACTION_UNHOLD);
}

static uint8_t can_ask(const struct scene *scene, unsigned key, unsigned id)
{
    return ui_lives(ui_of(scene, key, id)) && ui_of(scene, key, id)->answered ? OPEN : 0;
}

static void mute(struct scene *scene, unsigned key, unsigned id)
{
    act(scene, key, id, ACTION_MUTE);
}

static void unmute(struct scene *scene, unsigned key, unsigned id)
{
    act(scene, key, id, ACTION_UNMUTE);
}

static void dial(struct scene *scene, unsigned key, unsigned id)
{
    act(scene, key, id, ACTION_DIAL);
}

/* ---- Crossing and late ---- */

static uint8_t can_time_out(const struct scene *scene, unsigned key, unsigned id)
{
    const struct env_ui *ui = ui_of(scene, key, id);

    return has_turn(scene, ADV_STALE) && ui_lives(ui) && ui->answered ? OPEN : 0;
}

/* The time-out of an answer crosses its fulfilment, or the answer was kept too long. */
static void time_out(struct scene *scene, unsigned key, unsigned id)
{
    struct oh_event event = OH_EVENT(OH_EV_UI_ACTION_TIMED_OUT, .call = id_of(key, id),
                                     .action = ACTION_ANSWER, .request = OH_REQUEST_ANSWER);

    scene->env.used |= ADV_STALE;
    scene->env.keys[key].ids[id].open = 0;
    scene->env.keys[key].ids[id].over = ui_of(scene, key, id)->shown == SHOWN_PENDING;
    scene_tell(scene, &event);
}

static uint8_t can_be_stale(const struct scene *scene, unsigned key, unsigned id)
{
    return has_turn(scene, ADV_STALE) && ui_of(scene, key, id)->shown == SHOWN_OVER ? OPEN : 0;
}

static void stale_end(struct scene *scene, unsigned key, unsigned id)
{
    scene->env.used |= ADV_STALE;
    act(scene, key, id, ACTION_END);
}

static void stale_answer(struct scene *scene, unsigned key, unsigned id)
{
    scene->env.used |= ADV_STALE;
    act(scene, key, id, ACTION_ANSWER);
}

/* ---- The service dies ---- */

static uint8_t can_reset(const struct scene *scene, unsigned key, unsigned id)
{
    (void)key;
    (void)id;
    return has_turn(scene, ADV_RESET) ? OPEN : 0;
}

/* What a desktop's service, filled again from the core's list of calls, makes of one that it knew.
 */
static void show_again(struct scene *scene, unsigned key, unsigned id, struct env_ui before)
{
    struct env_ui *ui = &scene->env.keys[key].ids[id];
    struct oh_call_id call = id_of(key, id);

    if (ui->shown != SHOWN_NOT)
        return; /* reported anew: it rings again */
    if (scene->setting->strategy->knows != NULL &&
        scene->setting->strategy->knows(scene->mind, &call)) {
        *ui = before;
        ui->shown = SHOWN_YES;
    } else {
        *ui = (struct env_ui){.shown = SHOWN_OVER};
    }
}

/* Calls, actions, reports and the activation are void. */
static void reset(struct scene *scene, unsigned key, unsigned id)
{
    struct oh_event event = OH_EVENT(OH_EV_UI_RESET);
    bool reshow = scene->setting->policy.ui_reset == OH_UI_RESET_RESHOW;
    struct env *env = &scene->env;
    struct env_ui before[KEYS_MAX][IDS] = {0};

    (void)key;
    (void)id;
    env->used |= ADV_RESET;
    env->owed = OWED_NONE;
    env->extra.foreign_told = OH_FOREIGN_NONE;
    if (env->owner == OWNER_SYSTEM)
        session_lost(scene);
    for (unsigned k = 0; k < scene->setting->keys; k++) {
        env->more[k].outdated = 0;
        for (unsigned i = 0; i < IDS; i++) {
            struct env_ui *ui = &env->keys[k].ids[i];
            struct env_wishes *wishes = &env->more[k].wishes[i];
            if (wishes->asked & WISH_HOLD && !ui->held) /* nor is it held, then */
                wishes->open &= (uint8_t) ~(WISH_RESUME & ~wishes->asked);
            wishes->asked = wishes->pending = 0;
            ui->completing = 0;
            if (!ui_lives(ui))
                continue;
            ui->open = 0;
            before[k][i] = *ui;
            *ui = (struct env_ui){.shown = reshow ? SHOWN_NOT : SHOWN_OVER};
        }
    }
    scene_tell(scene, &event);
    for (unsigned k = 0; k < scene->setting->keys; k++)
        env->more[k].group_asked = env->more[k].group_pending = 0;
    for (unsigned k = 0; k < scene->setting->keys; k++)
        for (unsigned i = 0; i < IDS; i++)
            if (reshow && before[k][i].shown != SHOWN_NOT)
                show_again(scene, k, i, before[k][i]);
}

/* ---- Outgoing, and the user's peace ---- */

static uint8_t can_start(const struct scene *scene, unsigned key, unsigned id)
{
    const struct env_key *its = &scene->env.keys[key];

    (void)id;
    return its->legs[0].sip == LEG_NONE && its->ids[ID_FIRST].shown == SHOWN_NOT &&
                   its->ids[ID_PUSH].shown == SHOWN_NOT && !its->legs[0].outgoing &&
                   !busy(scene, key)
               ? OPEN
               : 0;
}

static void start(struct scene *scene, unsigned key, unsigned id)
{
    (void)id;
    scene->env.keys[key].legs[0].outgoing = 1;
    act(scene, key, ID_FIRST, ACTION_START);
}

static uint8_t can_be_undisturbed(const struct scene *scene, unsigned key, unsigned id)
{
    (void)key;
    (void)id;
    return scene->env.extra.undisturbed ? 0 : OPEN;
}

static uint8_t can_be_disturbed(const struct scene *scene, unsigned key, unsigned id)
{
    (void)key;
    (void)id;
    return scene->env.extra.undisturbed ? OPEN : 0;
}

static void disturb_or_not(struct scene *scene, unsigned key, unsigned id)
{
    bool on = !scene->env.extra.undisturbed;
    struct oh_event event = OH_EVENT(OH_EV_APP_UNDISTURBED, .on = on);

    (void)key;
    (void)id;
    scene->env.extra.undisturbed = on;
    scene_tell(scene, &event);
}

/* A former process died with a call, and the call UI shows it still. */
static uint8_t can_be_left_over(const struct scene *scene, unsigned key, unsigned id)
{
    (void)key;
    (void)id;
    return scene->env.extra.leftover == SHOWN_NOT ? OPEN : 0;
}

static void be_left_over(struct scene *scene, unsigned key, unsigned id)
{
    struct oh_event event = OH_EVENT(OH_EV_UI_REPORTED, .call = {{LEFTOVER_ID}});

    (void)key;
    (void)id;
    scene->env.extra.leftover = SHOWN_YES;
    scene_tell(scene, &event);
    if (scene->env.extra.leftover != SHOWN_OVER)
        breaks(scene, P_S28);
}

const struct move_kind ui_moves[] = {
    {"the report of @ completes", PER_ID, 0, can_complete, complete},
    {"the report of @ is refused (Do Not Disturb)", PER_ID, ADV_REPORT, can_refuse, refuse},
    {"the user answers @", PER_ID, 0, can_answer, answer},
    {"the user ends @", PER_ID, 0, can_end, end},
    {"the user holds @", PER_ID, ADV_HOLD, can_hold, hold},
    {"the user resumes @", PER_ID, 0, can_unhold, unhold},
    {"the user mutes himself on @", PER_ID, ADV_MUTE, can_ask, mute},
    {"the user is to be heard again on @", PER_ID, ADV_MUTE, can_ask, unmute},
    {"the user dials " DIALLED " on @", PER_ID, ADV_DIGITS, can_ask, dial},
    {"the answer action of @ times out", PER_ID, ADV_STALE, can_time_out, time_out},
    {"an end action of @ comes late", PER_ID, ADV_STALE, can_be_stale, stale_end},
    {"an answer action of @ comes late", PER_ID, ADV_STALE, can_be_stale, stale_answer},
    {"the system's call service dies (provider reset)", PER_WORLD, ADV_RESET, can_reset, reset},
    {"the user places call @", PER_KEY, ADV_OUTGOING, can_start, start},
    {"the user is not to be disturbed", PER_WORLD, ADV_DND, can_be_undisturbed, disturb_or_not},
    {"the user may be disturbed again", PER_WORLD, ADV_DND, can_be_disturbed, disturb_or_not},
    {"the call UI shows a call of a former process", PER_WORLD, ADV_LEFTOVER, can_be_left_over,
     be_left_over},
    {0},
};
