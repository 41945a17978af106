/*
 * Obeying commands: the environment does what it is told and notes which command it could not
 * have been given (S1 to S5, S7, S10 to S13, S15, S17 to S20, S27, S28, S31, S35 to S37). What
 * must hold in the state that results is in properties.c.
 */
#include "obey.h"

#include "moves.h"
#include "strategy.h"

/* ---- The engine ---- */

static void end_leg(struct env_leg *leg)
{
    leg->sip = LEG_ENDING;
    leg->open = OH_DIRECTION_NONE;
    leg->changing = 0;
}

static void accept(struct scene *scene, struct env_leg *leg)
{
    const struct env *env = &scene->env;

    if (leg->sip != LEG_OFFERED) {
        breaks(scene, P_S4);
        return;
    }
    if (!leg->no_session && scene->setting->policy.accept == OH_ACCEPT_AFTER_AUDIO &&
        !(session_active(env) && env->configured && env->enabled))
        breaks(scene, P_S1);
    if (leg->preparing && scene->setting->strategy->gates) /* there is nothing to accept with */
        breaks(scene, P_S1);
    leg->sip = LEG_ACCEPTING;
    if (!scene->setting->strategy->gates)
        leg->open = OH_DIRECTION_BOTH;
}

static void change(struct scene *scene, struct env_leg *leg, bool held)
{
    if (leg->sip != LEG_UP || leg->changing) {
        breaks(scene, P_S5);
        return;
    }
    /* A peer that is resumed talks: somebody must be there. */
    if (!held && !leg->no_session && !scene->env.enabled && scene->setting->strategy->gates)
        breaks(scene, P_S15);
    leg->held = held;
    leg->changing = 1;
}

static void mute(struct scene *scene, struct env_leg *leg, bool on)
{
    if (leg->muted == on)
        breaks(scene, P_S17);
    leg->muted = on;
}

/* They leave in the order in which they were dialled. How many must leave is seen at the end of the
 * step. */
static void send_digits(struct scene *scene, uint8_t key, const struct env_leg *leg,
                        const char *digits)
{
    if (leg->sip != LEG_UP || !(leg->open & OH_DIRECTION_SEND))
        breaks(scene, P_S18);
    for (unsigned i = 0; i < OH_COMMAND_DIGITS_MAX && digits[i] != '\0'; i++)
        if (digits[i] != DIALLED[scene->sent[key]++ % (sizeof DIALLED - 1)])
            breaks(scene, P_S18);
}

/* What was reported before is of another gate. */
static void set_gate(struct scene *scene, uint8_t key, struct env_leg *leg,
                     enum oh_direction direction)
{
    leg->open = (uint16_t)direction & 3;
    scene->env.more[key].silent = scene->env.more[key].unheard = 0;
}

/* Each hears the other, or the leg hears none of them any more. */
static void mix(struct scene *scene, uint8_t key, uint8_t number, oh_leg other_leg)
{
    struct env *env = &scene->env;
    uint8_t bit = (uint8_t)(1u << number);
    uint8_t other_key, other;

    if (other_leg == 0) {
        if (!(env->more[key].mixed & bit))
            breaks(scene, P_S36);
        env->more[key].mixed &= (uint8_t)(~bit & 3);
        return;
    }
    if (env->more[key].mixed & bit || !leg_back(other_leg, &other_key, &other) ||
        !mixable(env, key, other_key) || env->keys[key].legs[number].sip != LEG_UP ||
        env->keys[other_key].legs[other].sip != LEG_UP) {
        breaks(scene, P_S36);
        return;
    }
    env->more[key].mixed |= bit;
    env->more[other_key].mixed |= (uint8_t)(1u << other) & 3;
}

static void order_engine(struct scene *scene, const struct oh_command *command)
{
    uint8_t key;
    uint8_t number;

    if (!leg_back(command->leg, &key, &number)) {
        breaks(scene, P_S5);
        return;
    }
    struct env_leg *leg = &scene->env.keys[key].legs[number];
    bool invite = command->type == OH_CMD_ENGINE_INVITE;
    bool described = leg->sip == LEG_NONE && leg->outgoing; /* the engine knows whom to call */
    if (described && command->type == OH_CMD_ENGINE_END) {
        leg->sip = LEG_GONE;
        return;
    }
    if (invite ? !described : !leg_lives(leg)) {
        breaks(scene, P_S5);
        return;
    }
    switch ((enum oh_command_type)command->type) {
    case OH_CMD_ENGINE_RING:
        if (leg->sip != LEG_OFFERED)
            breaks(scene, P_S4);
        break;
    case OH_CMD_ENGINE_ACCEPT: accept(scene, leg); break;
    case OH_CMD_ENGINE_REJECT:
        if (leg->sip != LEG_OFFERED)
            breaks(scene, P_S4);
        end_leg(leg);
        break;
    case OH_CMD_ENGINE_END:
        if (leg->sip == LEG_OFFERED)
            breaks(scene, P_S4);
        end_leg(leg);
        break;
    case OH_CMD_ENGINE_INVITE: leg->sip = LEG_INVITING; break;
    case OH_CMD_ENGINE_HOLD: change(scene, leg, true); break;
    case OH_CMD_ENGINE_RESUME: change(scene, leg, false); break;
    case OH_CMD_ENGINE_OPEN:
        set_gate(scene, key, leg, (enum oh_direction)command->direction);
        break;
    case OH_CMD_ENGINE_CLOSE: set_gate(scene, key, leg, OH_DIRECTION_NONE); break;
    case OH_CMD_ENGINE_RESTART_MEDIA: scene->restarted = true; break;
    case OH_CMD_ENGINE_MUTE: mute(scene, leg, command->on); break;
    case OH_CMD_ENGINE_SEND_DIGITS: send_digits(scene, key, leg, command->digits); break;
    case OH_CMD_ENGINE_TRANSFER:
        if (leg->sip != LEG_UP || leg->transferring)
            breaks(scene, P_S20);
        leg->transferring = 1;
        break;
    case OH_CMD_ENGINE_ANSWER_TRANSFER:
        if (scene->telling != OH_EV_ENGINE_TRANSFER_ASKED)
            breaks(scene, P_S20);
        scene->followed += command->on;
        scene->refused += !command->on;
        break;
    case OH_CMD_ENGINE_GROUP: mix(scene, key, number, command->other_leg); break;
    case OH_CMD_NONE:
    case OH_CMD_UI_REPORT:
    case OH_CMD_UI_REPORT_AGAIN:
    case OH_CMD_UI_REPORT_ENDED:
    case OH_CMD_UI_REPORT_CONNECTING:
    case OH_CMD_UI_REPORT_CONNECTED:
    case OH_CMD_UI_UPDATE:
    case OH_CMD_UI_FULFIL:
    case OH_CMD_UI_FAIL:
    case OH_CMD_UI_REQUEST:
    case OH_CMD_UI_REFRESH:
    case OH_CMD_UI_REBUILD:
    case OH_CMD_AUDIO_PREPARE:
    case OH_CMD_AUDIO_RELEASE:
    case OH_CMD_AUDIO_ENABLE:
    case OH_CMD_AUDIO_DISABLE:
    case OH_CMD_APP_TELL:
    case OH_COMMAND_TYPES: break;
    }
}

/* ---- The call UI ---- */

static void end_ui(struct env_ui *ui)
{
    *ui = (struct env_ui){.shown = SHOWN_OVER, .open = ui->open};
}

static void is_up_to_date(struct scene *scene, const struct env_key *key, const struct env_ui *ui)
{
    scene->env.more[key - scene->env.keys].outdated &= (uint8_t)(~(1u << (ui - key->ids)) & 7);
}

static void report(struct scene *scene, struct env_key *key, struct env_ui *ui)
{
    bool push = scene->telling == OH_EV_PUSHED;
    bool again = scene->telling == OH_EV_UI_RESET; /* it rang when the service died */
    bool undisturbed = scene->env.extra.undisturbed;
    bool kept = !switched_on(scene, ADV_KEYLESS); /* what is over is known again by its key */
    bool over = !again && ((kept && key->done) ||
                           (push && ((kept && key->gave_up) || scene->stored || undisturbed)));

    if (ui->shown != SHOWN_NOT || (over && !push))
        breaks(scene, P_S12);
    if (scene->telling == OH_EV_ENGINE_INVITED && talks(&scene->env) &&
        scene->setting->policy.call_waiting == OH_CALL_WAITING_OFF)
        breaks(scene, P_S19);
    if (scene->telling == OH_EV_ENGINE_INVITED && undisturbed)
        breaks(scene, P_S27);
    *ui = (struct env_ui){.shown = SHOWN_PENDING, .over = over || ui->over};
    if (!over)
        key->latest = (uint8_t)(ui - key->ids) & 3;
    if (push && !over)
        key->waits = 1;
    is_up_to_date(scene, key, ui); /* it is read for the report */
    scene->reported = true;
}

static void report_ended(struct scene *scene, struct env_ui *ui)
{
    if (ui->shown == SHOWN_PENDING) {
        breaks(scene, P_S3B); /* ignored, or racy: the ring comes, and stays */
        return;
    }
    if (ui->shown != SHOWN_YES)
        breaks(scene, P_S3);
    end_ui(ui);
}

/* The system activates the session once an answer or a start is fulfilled, if nobody holds it. */
static void activation_due(struct env *env, enum owed owed)
{
    if (env->owner == OWNER_NONE)
        env->owed = owed;
}

static void fulfil(struct scene *scene, uint8_t key_number, uint8_t id, oh_action action)
{
    struct env *env = &scene->env;
    struct env_key *key = &env->keys[key_number];
    struct env_more *more = &env->more[key_number];
    struct env_ui *ui = &key->ids[id];
    bool bounces = scene->setting->adversaries & ADV_BOUNCE;

    if (!ui_lives(ui) && action != ACTION_START)
        return; /* a stale action: it is answered, and that is all */
    switch (action) {
    case ACTION_ANSWER: activation_due(env, OWED_DUE); break;
    case ACTION_START:
        *ui = (struct env_ui){.shown = SHOWN_YES, .answered = 1};
        key->legs[0].outgoing = 1;
        activation_due(env, OWED_POSSIBLE);
        turn_to(scene, key_number, id);
        break;
    case ACTION_END: {
        bool completing = ui->shown == SHOWN_PENDING;
        end_ui(ui);
        ui->completing = completing; /* that still comes */
        if (key->latest == ui - key->ids)
            key->done = 1; /* he means this call, not an older one that is still shown */
        break;
    }
    case ACTION_HOLD:
        ui->held = 1;
        more->parked &= (uint8_t)(~(1u << id) & 7);
        break;
    case ACTION_UNHOLD:
        ui->held = 0;
        more->parked &= (uint8_t)(~(1u << id) & 7);
        if (env->owed == OWED_NONE)
            activation_due(env, bounces ? OWED_DUE : OWED_POSSIBLE);
        turn_to(scene, key_number, id);
        break;
    case ACTION_MUTE: more->muted |= 1u << id; break;
    case ACTION_UNMUTE: more->muted &= ~(1u << id); break;
    case ACTION_DIAL:
        if (more->dialled[id] < DIALLED_MAX)
            more->dialled[id]++;
        close_wish(&more->wishes[id], WISH_DIGITS);
        break;
    case ACTION_JOIN:
    case ACTION_LEAVE:
        regroup(scene, key_number);
        if (!ui->held)
            turn_to(scene, key_number, id);
        break;
    default: break; /* a number, not an enum */
    }
}

static void fail(struct scene *scene, uint8_t key_number, uint8_t id, oh_action action)
{
    struct env_key *key = &scene->env.keys[key_number];
    struct env_ui *ui = &key->ids[id];

    if ((action == ACTION_MUTE || action == ACTION_UNMUTE) && ui_lives(ui))
        breaks(scene, P_S17);
    if (action == ACTION_DIAL && ui_lives(ui) &&
        (scene->env.more[key_number].dialled[id] + 1u) * (sizeof DIALLED - 1) <= OH_DIGITS_MAX)
        breaks(scene, P_S18);
    if ((action == ACTION_HOLD || action == ACTION_UNHOLD) && ui_lives(ui))
        breaks(scene, P_S2); /* a hold that fails ends the call (CK-74) */
    if ((action == ACTION_JOIN || action == ACTION_LEAVE) && ui_lives(ui) &&
        scene->setting->policy.groups == OH_GROUPS_ON)
        breaks(scene, P_S37);
    if (action == ACTION_END && ui_lives(ui) && !ui->answered)
        end_ui(ui); /* the system stops the ringing, whatever became of its action */
    if (action == ACTION_ANSWER && ui_lives(ui))
        ui->answered = 0;
    if (action == ACTION_START) {
        end_ui(ui);
        key->legs[0].sip = LEG_GONE;
    }
}

static void answer_action(struct scene *scene, const struct oh_command *command, uint8_t key,
                          uint8_t id)
{
    struct env_ui *ui = &scene->env.keys[key].ids[id];

    if (command->action != 0 && command->action == scene->action && key == scene->action_key &&
        id == scene->action_id) {
        scene->action = 0;
    } else if (command->action == ACTION_ANSWER && ui->open) {
        ui->open = 0;
    } else {
        breaks(scene, P_S2);
        return;
    }
    if (command->type == OH_CMD_UI_FULFIL)
        fulfil(scene, key, id, command->action);
    else
        fail(scene, key, id, command->action);
}

/* Told when the last foreign call is over; of which calls, environment_foreign.c asks. */
static void still_held(struct scene *scene, uint8_t key)
{
    bool bounced = switched_on(scene, ADV_BOUNCE) && scene->telling == OH_EV_UI_HELD;

    if ((scene->telling != OH_EV_UI_FOREIGN_CALL && !bounced) || scene->still_held >> key & 1)
        breaks(scene, P_S35);
    scene->still_held |= (uint8_t)(1u << key);
}

static void order_ui(struct scene *scene, const struct oh_command *command)
{
    uint8_t key;
    uint8_t id;

    if (command->call.bytes[0] == LEFTOVER_ID) {
        if (command->type != OH_CMD_UI_REPORT_ENDED || scene->env.extra.leftover != SHOWN_YES)
            breaks(scene, P_S28);
        scene->env.extra.leftover = SHOWN_OVER;
        return;
    }
    if (!id_back(&command->call, &key, &id)) {
        breaks(scene, P_S12);
        return;
    }
    struct env_ui *ui = &scene->env.keys[key].ids[id];
    switch ((enum oh_command_type)command->type) {
    case OH_CMD_UI_REPORT: report(scene, &scene->env.keys[key], ui); break;
    case OH_CMD_UI_REPORT_AGAIN:
        if (!ui_lives(ui))
            breaks(scene, P_S12);
        scene->reported = true;
        break;
    case OH_CMD_UI_REPORT_ENDED: report_ended(scene, ui); break;
    case OH_CMD_UI_REPORT_CONNECTING:
        if (ui->shown != SHOWN_YES || ui->connected)
            breaks(scene, P_S3);
        break;
    case OH_CMD_UI_REPORT_CONNECTED:
        if (ui->shown != SHOWN_YES || ui->connected)
            breaks(scene, P_S3);
        ui->connected = 1;
        if (scene->env.owed != OWED_DUE)
            activation_due(&scene->env, OWED_DUE);
        break;
    case OH_CMD_UI_FULFIL:
    case OH_CMD_UI_FAIL: answer_action(scene, command, key, id); break;
    case OH_CMD_UI_REQUEST:
        if (command->request == OH_REQUEST_GROUP)
            regrouping_requested(scene, command, key);
        else
            wish_requested(scene, command, key, id);
        break;
    case OH_CMD_UI_UPDATE:
        if (ui->shown != SHOWN_YES ||
            (scene->setting->more_bytes != 0 && !(scene->env.more[key].outdated >> id & 1)))
            breaks(scene, P_S31);
        is_up_to_date(scene, &scene->env.keys[key], ui);
        break;
    case OH_CMD_APP_TELL:
        scene->told |= (uint8_t)(1u << command->what);
        if (command->what == OH_TOLD_REFUSED && command->request == OH_REQUEST_GROUP)
            regrouping_given_up(scene, key);
        else if (command->what == OH_TOLD_REFUSED)
            wish_given_up(scene, command, key, id);
        if (command->what == OH_TOLD_STILL_HELD)
            still_held(scene, key);
        break;
    case OH_CMD_UI_REFRESH:
    case OH_CMD_UI_REBUILD:
    case OH_CMD_NONE:
    case OH_CMD_ENGINE_RING:
    case OH_CMD_ENGINE_ACCEPT:
    case OH_CMD_ENGINE_REJECT:
    case OH_CMD_ENGINE_END:
    case OH_CMD_ENGINE_INVITE:
    case OH_CMD_ENGINE_HOLD:
    case OH_CMD_ENGINE_RESUME:
    case OH_CMD_ENGINE_OPEN:
    case OH_CMD_ENGINE_CLOSE:
    case OH_CMD_ENGINE_MUTE:
    case OH_CMD_ENGINE_SEND_DIGITS:
    case OH_CMD_ENGINE_GROUP:
    case OH_CMD_ENGINE_TRANSFER:
    case OH_CMD_ENGINE_RESTART_MEDIA:
    case OH_CMD_AUDIO_PREPARE:
    case OH_CMD_AUDIO_RELEASE:
    case OH_CMD_AUDIO_ENABLE:
    case OH_CMD_AUDIO_DISABLE:
    case OH_CMD_ENGINE_ANSWER_TRANSFER:
    case OH_COMMAND_TYPES: break;
    }
}

/* ---- The audio session ---- */

static void release(struct scene *scene)
{
    struct env *env = &scene->env;

    if (env->owner == OWNER_SYSTEM || env->enabled)
        breaks(scene, P_S11);
    if (env->owner == OWNER_NONE)
        return;
    lose_session(env);
    if (env->owed == OWED_NONE)
        env->owed = OWED_POSSIBLE; /* now the system can; whether it does, nobody knows */
}

/* The other strategies order the session about and do not wait for the answer. */
static void prepare_at_once(struct env *env, enum oh_prepare how)
{
    if (env->interrupted || (how == OH_PREPARE_PLAIN && env->owner != OWNER_SYSTEM))
        return;
    if (how == OH_PREPARE_FORCE)
        env->unusable = 0;
    if (env->owner != OWNER_SYSTEM) {
        env->owner = OWNER_US;
        env->owed = OWED_NONE;
    }
    env->configured = 1;
}

static void prepare(struct scene *scene, const struct oh_command *command)
{
    if (!scene->setting->strategy->gates) {
        prepare_at_once(&scene->env, (enum oh_prepare)command->how);
        return;
    }
    if (scene->env.prepare != 0)
        breaks(scene, P_S10);
    scene->env.prepare = (1u + command->how) & 7;
}

static void enable(struct scene *scene)
{
    if (!session_active(&scene->env) || !scene->env.configured ||
        (scene->env.enabled && scene->setting->strategy->gates))
        breaks(scene, P_S7);
    if (!session_wanted(scene))
        breaks(scene, P_S13);
    scene->env.enabled = 1;
    for (unsigned key = 0; key < scene->setting->keys; key++)
        if (scene->env.more[key].bounce == BOUNCED)
            scene->env.more[key].bounce = BOUNCES_NOT;
}

static void order(struct scene *scene, const struct oh_command *command)
{
    switch ((enum oh_command_type)command->type) {
    case OH_CMD_ENGINE_RING:
    case OH_CMD_ENGINE_ACCEPT:
    case OH_CMD_ENGINE_REJECT:
    case OH_CMD_ENGINE_END:
    case OH_CMD_ENGINE_INVITE:
    case OH_CMD_ENGINE_HOLD:
    case OH_CMD_ENGINE_RESUME:
    case OH_CMD_ENGINE_OPEN:
    case OH_CMD_ENGINE_CLOSE:
    case OH_CMD_ENGINE_MUTE:
    case OH_CMD_ENGINE_SEND_DIGITS:
    case OH_CMD_ENGINE_GROUP:
    case OH_CMD_ENGINE_TRANSFER:
    case OH_CMD_ENGINE_ANSWER_TRANSFER:
    case OH_CMD_ENGINE_RESTART_MEDIA: order_engine(scene, command); break;

    case OH_CMD_UI_REPORT:
    case OH_CMD_UI_REPORT_AGAIN:
    case OH_CMD_UI_REPORT_ENDED:
    case OH_CMD_UI_REPORT_CONNECTING:
    case OH_CMD_UI_REPORT_CONNECTED:
    case OH_CMD_UI_FULFIL:
    case OH_CMD_UI_FAIL:
    case OH_CMD_UI_REQUEST:
    case OH_CMD_UI_UPDATE:
    case OH_CMD_APP_TELL: order_ui(scene, command); break;

    case OH_CMD_AUDIO_PREPARE: prepare(scene, command); break;
    case OH_CMD_AUDIO_RELEASE: release(scene); break;
    case OH_CMD_AUDIO_ENABLE: enable(scene); break;
    case OH_CMD_AUDIO_DISABLE: scene->env.enabled = 0; break;

    case OH_CMD_UI_REFRESH: /* nothing that the environment knows of changes */
    case OH_CMD_UI_REBUILD:
    case OH_CMD_NONE:
    case OH_COMMAND_TYPES: break;
    }
}

/* The action that came must have been answered, or, when_connected, be an answer kept for later. */
static void check_action(struct scene *scene)
{
    struct env_ui *ui = &scene->env.keys[scene->action_key].ids[scene->action_id];

    if (scene->action == ACTION_ANSWER && ui_lives(ui) &&
        (scene->setting->policy.fulfil == OH_FULFIL_WHEN_CONNECTED ||
         !scene->setting->strategy->gates)) /* the other strategies keep actions, too */
        ui->open = 1;
    else
        breaks(scene, P_S2);
}

/* All that waited must have left, if some did: on the id that the core knows, of two that are shown
 * for a key. */
static void check_digits(struct scene *scene, unsigned key)
{
    const struct env_key *its = &scene->env.keys[key];
    uint8_t *dialled = scene->env.more[key].dialled;

    for (unsigned id = 0; id < IDS; id++) {
        if (ui_lives(&its->ids[id]) && its->ids[id].answered && core_knows(scene, key, id) &&
            dialled[id] * (sizeof DIALLED - 1) == scene->sent[key]) {
            dialled[id] = 0;
            return;
        }
    }
    breaks(scene, P_S18);
}

void obey(struct scene *scene)
{
    for (uint16_t i = 0; i < scene->out.count; i++) {
        expect_reason(scene, &scene->items[i]);
        order(scene, &scene->items[i]);
    }
    for (unsigned key = 0; key < KEYS_MAX; key++)
        if (scene->sent[key] > 0)
            check_digits(scene, key);
    if (scene->action != 0)
        check_action(scene);
}
