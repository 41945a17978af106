/*
 * The engine and the peer behind it: INVITEs and what becomes of them. An engine answers each
 * command once, ends each leg once, and tells of facts in the order in which they happened.
 */
#include "moves.h"

static struct env_leg *the_leg(struct scene *scene, unsigned key, unsigned leg)
{
    return &scene->env.keys[key].legs[leg];
}

/* Something is known better of the call that has a leg of this key. Where the core has two of it,
 * for a push came without, the push's call has none. */
static void is_known_better(struct scene *scene, unsigned key)
{
    const struct env_key *its = &scene->env.keys[key];

    for (unsigned id = 0; id < IDS; id++)
        if (core_knows(scene, key, id) && !has_no_invite(its, id))
            scene->env.more[key].outdated |= (uint8_t)(1u << id) & 7;
}

static void tell_leg(struct scene *scene, enum oh_event_type type, unsigned key, unsigned leg)
{
    struct oh_event event = OH_EVENT(type, .leg = leg_of(key, leg));

    scene_tell(scene, &event);
}

/* ---- An INVITE ---- */

/* A push without a key began a call anew, while another one that has this key is over: the user may
 * be done with that (by his own word, or a refused report), and an INVITE of it is refused. */
static bool may_be_over(const struct scene *scene, unsigned key)
{
    const struct env_key *its = &scene->env.keys[key];
    bool over = its->done;

    for (unsigned id = 0; id < IDS; id++)
        over |= its->ids[id].shown == SHOWN_OVER;
    return over && switched_on(scene, ADV_KEYLESS) && !scene->keyless;
}

static void offer(struct scene *scene, unsigned key, unsigned leg, unsigned id, uint16_t flags)
{
    struct oh_event event =
        OH_EVENT(OH_EV_ENGINE_INVITED, .leg = leg_of(key, leg), .call = id_of(key, id),
                 .match_key = scene->keyless ? 0 : key + 1, .flags = flags);
    struct env_key *its = &scene->env.keys[key];
    struct env_more *more = &scene->env.more[key];
    bool merged = flags & OH_INVITE_MERGED; /* one more of what is there: no push waits for it */
    bool waited = !merged && its->waits && core_knows(scene, key, ID_PUSH);
    uint8_t outdated = more->outdated & 7;

    *the_leg(scene, key, leg) = (struct env_leg){
        .sip = LEG_OFFERED,
        .preparing = (flags & OH_INVITE_PREPARING) != 0,
        .no_session = (flags & OH_INVITE_NO_SESSION) != 0,
        .asks = (flags & OH_INVITE_AUTO_ANSWER) != 0,
    };
    its->gave_up = 0;
    if (!merged) {
        its->waits = 0;
        more->given_up = 0; /* this INVITE may ask again */
    }
    if (waited)
        more->outdated |= 1u << ID_PUSH; /* who calls is known better now (F62) */
    scene_tell(scene, &event);
    bool refused = !leg_lives(the_leg(scene, key, leg));
    if (waited && refused && may_be_over(scene, key)) {
        its->waits = 1; /* still, for the INVITE of what the push told of */
        more->outdated = outdated & 7;
    } else if (waited && (scene->reported || refused)) {
        breaks(scene, P_S30);
    }
}

/* Where keys are missing, an INVITE is taken for the one that a push waits for. Worlds in which
 * that is wrong are left out: nobody could know. */
static bool may_be_mistaken(const struct scene *scene, unsigned key)
{
    for (unsigned other = 0; other < scene->setting->keys && switched_on(scene, ADV_KEYLESS);
         other++)
        if (other != key && scene->env.keys[other].waits)
            return true;
    return false;
}

static uint8_t can_invite(const struct scene *scene, unsigned key, unsigned sub)
{
    const struct env_leg *leg = &scene->env.keys[key].legs[0];

    (void)sub;
    return leg->sip == LEG_NONE && !leg->outgoing && !may_be_mistaken(scene, key) ? OPEN : 0;
}

static void invite(struct scene *scene, unsigned key, unsigned sub)
{
    (void)sub;
    offer(scene, key, 0, ID_FIRST, 0);
}

static void invite_keyless(struct scene *scene, unsigned key, unsigned sub)
{
    (void)sub;
    scene->keyless = true;
    offer(scene, key, 0, ID_FIRST, 0);
    scene->keyless = false;
}

static uint8_t can_invite_grabbing(const struct scene *scene, unsigned key, unsigned sub)
{
    return has_turn(scene, ADV_GRAB) && scene->setting->policy.activation == OH_ACTIVATION_SYSTEM &&
                   scene->env.owner == OWNER_NONE && !session_taken(&scene->env) && !scene->env.away
               ? can_invite(scene, key, sub)
               : 0;
}

/* The engine takes the session at the INVITE: the system cannot activate it any more (CK-93). */
static void grab(struct scene *scene, unsigned key, bool told)
{
    scene->env.used |= ADV_GRAB;
    scene->env.owner = OWNER_ENGINE;
    scene->env.owed = OWED_NONE;
    scene->env.grab_told = told;
    offer(scene, key, 0, ID_FIRST, 0);
}

static void invite_grabbing(struct scene *scene, unsigned key, unsigned sub)
{
    (void)sub;
    grab(scene, key, false);
}

static void invite_grabbing_told(struct scene *scene, unsigned key, unsigned sub)
{
    (void)sub;
    grab(scene, key, true);
}

static uint8_t can_tell_grab(const struct scene *scene, unsigned key, unsigned sub)
{
    (void)key;
    (void)sub;
    return scene->env.grab_told ? OPEN | QUIET | HOSTILE | MUTE : 0;
}

static void tell_grab(struct scene *scene, unsigned key, unsigned sub)
{
    struct oh_event event = OH_EVENT(OH_EV_ENGINE_AUDIO_GRABBED);

    (void)key;
    (void)sub;
    scene->env.grab_told = 0;
    scene_tell(scene, &event);
}

static void invite_preparing(struct scene *scene, unsigned key, unsigned sub)
{
    (void)sub;
    offer(scene, key, 0, ID_FIRST, OH_INVITE_PREPARING);
}

static void invite_no_session(struct scene *scene, unsigned key, unsigned sub)
{
    (void)sub;
    offer(scene, key, 0, ID_FIRST, OH_INVITE_NO_SESSION);
}

static void invite_asking(struct scene *scene, unsigned key, unsigned sub)
{
    (void)sub;
    offer(scene, key, 0, ID_FIRST, OH_INVITE_AUTO_ANSWER);
}

static uint8_t can_fork(const struct scene *scene, unsigned key, unsigned sub)
{
    const struct env_key *its = &scene->env.keys[key];

    (void)sub;
    return leg_lives(&its->legs[0]) && !its->legs[0].outgoing && its->legs[1].sip == LEG_NONE ? OPEN
                                                                                              : 0;
}

static void fork_invite(struct scene *scene, unsigned key, unsigned sub)
{
    (void)sub;
    offer(scene, key, 1, ID_RETRY, OH_INVITE_MERGED);
}

static uint8_t can_retry(const struct scene *scene, unsigned key, unsigned sub)
{
    const struct env_key *its = &scene->env.keys[key];

    (void)sub;
    return its->legs[0].sip >= LEG_ENDING && its->legs[0].sip <= LEG_GONE &&
                   !its->legs[0].outgoing && its->legs[1].sip == LEG_NONE &&
                   !may_be_mistaken(scene, key)
               ? OPEN
               : 0;
}

static void retry(struct scene *scene, unsigned key, unsigned sub)
{
    (void)sub;
    offer(scene, key, 1, ID_RETRY, 0);
}

/* ---- The peer ---- */

static void leg_over(struct scene *scene, unsigned key, unsigned leg, enum oh_reason reason)
{
    struct oh_event event =
        OH_EVENT(OH_EV_ENGINE_ENDED, .leg = leg_of(key, leg), .reason = (uint8_t)reason);
    struct env_key *its = &scene->env.keys[key];
    bool lived = leg_lives(&its->legs[leg]);

    its->legs[leg] = (struct env_leg){.sip = LEG_GONE, .outgoing = its->legs[leg].outgoing};
    if (lived && !key_lives(its))
        its->gave_up = 1;
    scene_tell(scene, &event);
}

/* Until the 200 left, CANCEL ends it; after that it means nothing, and BYE does. */
static uint8_t can_cancel(const struct scene *scene, unsigned key, unsigned sub)
{
    unsigned sip = scene->env.keys[key].legs[sub].sip;

    return sip == LEG_OFFERED || sip == LEG_ACCEPTING ? OPEN : 0;
}

static void cancel(struct scene *scene, unsigned key, unsigned sub)
{
    leg_over(scene, key, sub, OH_REASON_REMOTE);
}

static void cancel_elsewhere(struct scene *scene, unsigned key, unsigned sub)
{
    scene->env.keys[key].done = 1;
    leg_over(scene, key, sub, OH_REASON_ANSWERED_ELSEWHERE);
}

static uint8_t can_bye(const struct scene *scene, unsigned key, unsigned sub)
{
    unsigned sip = scene->env.keys[key].legs[sub].sip;

    return sip == LEG_ACCEPTED || sip == LEG_UP ? OPEN : 0;
}

static uint8_t can_accepted(const struct scene *scene, unsigned key, unsigned sub)
{
    const struct env_leg *leg = &scene->env.keys[key].legs[sub];

    return leg->sip == LEG_ACCEPTING && !leg->preparing ? OPEN | QUIET | HOSTILE | MUTE : 0;
}

static void accepted(struct scene *scene, unsigned key, unsigned sub)
{
    the_leg(scene, key, sub)->sip = LEG_ACCEPTED;
    tell_leg(scene, OH_EV_ENGINE_ACCEPTED, key, sub);
}

static uint8_t can_ack(const struct scene *scene, unsigned key, unsigned sub)
{
    const struct env_leg *leg = &scene->env.keys[key].legs[sub];

    return leg->sip == LEG_ACCEPTED || (leg->sip == LEG_ACCEPTING && !leg->preparing) ? OPEN | QUIET
                                                                                      : 0;
}

static void ack(struct scene *scene, unsigned key, unsigned sub)
{
    the_leg(scene, key, sub)->sip = LEG_UP;
    tell_leg(scene, OH_EV_ENGINE_CONNECTED, key, sub);
}

static uint8_t can_confirm(const struct scene *scene, unsigned key, unsigned sub)
{
    return scene->env.keys[key].legs[sub].sip == LEG_ENDING ? OPEN | QUIET | HOSTILE | MUTE : 0;
}

static void confirm(struct scene *scene, unsigned key, unsigned sub)
{
    leg_over(scene, key, sub, OH_REASON_USER);
}

static uint8_t can_answer_change(const struct scene *scene, unsigned key, unsigned sub)
{
    return scene->env.keys[key].legs[sub].changing ? OPEN | QUIET | HOSTILE | MUTE : 0;
}

static void answer_change(struct scene *scene, unsigned key, unsigned sub)
{
    struct env_leg *leg = the_leg(scene, key, sub);

    leg->changing = 0;
    tell_leg(scene, leg->held ? OH_EV_ENGINE_HELD : OH_EV_ENGINE_RESUMED, key, sub);
}

static void refuse_change(struct scene *scene, unsigned key, unsigned sub)
{
    the_leg(scene, key, sub)->changing = 0;
    tell_leg(scene, OH_EV_ENGINE_CHANGE_FAILED, key, sub);
}

/* ---- Our own answer, still being made ---- */

static uint8_t can_prepare_leg(const struct scene *scene, unsigned key, unsigned sub)
{
    return scene->env.keys[key].legs[sub].preparing ? OPEN | QUIET : 0;
}

static void leg_prepared(struct scene *scene, unsigned key, unsigned sub)
{
    the_leg(scene, key, sub)->preparing = 0;
    tell_leg(scene, OH_EV_ENGINE_PREPARED, key, sub);
}

static uint8_t can_fail_leg(const struct scene *scene, unsigned key, unsigned sub)
{
    return scene->env.keys[key].legs[sub].preparing ? OPEN : 0;
}

static void leg_prepare_failed(struct scene *scene, unsigned key, unsigned sub)
{
    the_leg(scene, key, sub)->preparing = 0;
    tell_leg(scene, OH_EV_ENGINE_PREPARE_FAILED, key, sub);
}

/* ---- Transfers ---- */

static uint8_t can_be_transferred(const struct scene *scene, unsigned key, unsigned sub)
{
    return scene->env.keys[key].legs[sub].transferring ? OPEN | QUIET : 0;
}

static void transfer_done(struct scene *scene, unsigned key, unsigned sub)
{
    the_leg(scene, key, sub)->transferring = 0;
    scene->env.keys[key].done = 1;
    tell_leg(scene, OH_EV_ENGINE_TRANSFERRED, key, sub);
    if (leg_lives(the_leg(scene, key, sub)))
        breaks(scene, P_S20);
}

static uint8_t can_fail_transfer(const struct scene *scene, unsigned key, unsigned sub)
{
    return scene->env.keys[key].legs[sub].transferring ? OPEN : 0;
}

static void transfer_failed(struct scene *scene, unsigned key, unsigned sub)
{
    the_leg(scene, key, sub)->transferring = 0;
    tell_leg(scene, OH_EV_ENGINE_TRANSFER_FAILED, key, sub);
    if (!(scene->told >> OH_TOLD_TRANSFER_FAILED & 1))
        breaks(scene, P_S20);
}

/* The leg of another call whose peer asks for this one, or NULL. */
static const struct env_leg *asking_leg(const struct scene *scene, unsigned key, oh_leg *number)
{
    for (unsigned k = 0; k < scene->setting->keys; k++) {
        for (unsigned leg = 0; leg < LEGS; leg++) {
            *number = leg_of(k, leg);
            if (k != key && scene->env.keys[k].legs[leg].sip == LEG_UP)
                return &scene->env.keys[k].legs[leg];
        }
    }
    return NULL;
}

static uint8_t can_ask_for_transfer(const struct scene *scene, unsigned key, unsigned sub)
{
    const struct env_key *its = &scene->env.keys[key];
    oh_leg number;

    (void)sub;
    return its->legs[0].sip == LEG_NONE && !its->legs[0].outgoing &&
                   its->ids[ID_FIRST].shown == SHOWN_NOT && its->ids[ID_PUSH].shown == SHOWN_NOT &&
                   asking_leg(scene, key, &number) != NULL
               ? OPEN
               : 0;
}

static void ask_for_transfer(struct scene *scene, unsigned key, unsigned sub)
{
    const struct setting *setting = scene->setting;
    struct oh_event event = OH_EVENT(OH_EV_ENGINE_TRANSFER_ASKED, .other_leg = leg_of(key, 0),
                                     .call = id_of(key, ID_FIRST));

    (void)sub;
    asking_leg(scene, key, &event.leg);
    scene_tell(scene, &event);
    if (scene->followed + scene->refused != 1 ||
        scene->followed != (scene->env.more[key].wishes[ID_FIRST].asked == WISH_START) ||
        (scene->followed && setting->policy.transfer == OH_TRANSFER_REFUSE) ||
        (scene->refused && setting->policy.transfer == OH_TRANSFER_FOLLOW &&
         setting->slots == setting->keys))
        breaks(scene, P_S20);
}

/* ---- Replaced and redirected ---- */

/* Whether another dialog may take its place (RFC 3891 3). */
static bool replaceable(const struct env_leg *leg)
{
    return leg->sip == LEG_ACCEPTED || leg->sip == LEG_UP || leg->sip == LEG_INVITING ||
           leg->sip == LEG_PROGRESSED;
}

static uint8_t can_replace(const struct scene *scene, unsigned key, unsigned sub)
{
    const struct env_key *its = &scene->env.keys[key];

    (void)sub;
    return its->legs[0].sip != LEG_NONE && its->legs[1].sip == LEG_NONE ? OPEN : 0;
}

static void replace(struct scene *scene, unsigned key, unsigned sub)
{
    struct env_key *its = &scene->env.keys[key];
    bool moves = replaceable(&its->legs[0]);
    bool lived = leg_lives(&its->legs[0]);
    bool lost = moves && its->legs[0].transferring;
    struct oh_event event =
        OH_EVENT(OH_EV_ENGINE_REPLACED, .leg = leg_of(key, 0), .other_leg = leg_of(key, 1));

    (void)sub;
    its->legs[1] = (struct env_leg){.sip = LEG_OFFERED};
    if (moves)
        is_known_better(scene, key);
    scene_tell(scene, &event);
    if (leg_lives(&its->legs[0]) != (lived && !moves) || leg_lives(&its->legs[1]) != moves ||
        scene->reported)
        breaks(scene, P_S32);
    for (unsigned id = 0; id < IDS && moves; id++)
        if (its->ids[id].answered && !its->ids[id].held && ui_lives(&its->ids[id]))
            turn_to(scene, key, id); /* it may use the session now, which it did not */
    if (lost != (scene->told >> OH_TOLD_TRANSFER_FAILED & 1))
        breaks(scene, P_S20);
    if (!moves && (scene->out.count == 0 || scene->items[0].code != 481))
        breaks(scene, P_S32);
}

static uint8_t can_redirect(const struct scene *scene, unsigned key, unsigned sub)
{
    const struct env_key *its = &scene->env.keys[key];

    (void)sub;
    return (its->legs[0].sip == LEG_INVITING || its->legs[0].sip == LEG_PROGRESSED) &&
                   its->legs[1].sip == LEG_NONE
               ? OPEN
               : 0;
}

/* The 3xx may cross the end of the call; then the leg is over all the same. */
static uint8_t can_redirect_late(const struct scene *scene, unsigned key, unsigned sub)
{
    const struct env_key *its = &scene->env.keys[key];

    (void)sub;
    return its->legs[0].sip == LEG_GONE && its->legs[0].outgoing && its->legs[1].sip == LEG_NONE
               ? OPEN
               : 0;
}

static void redirect(struct scene *scene, unsigned key, unsigned sub)
{
    struct env_key *its = &scene->env.keys[key];
    bool follows =
        leg_lives(&its->legs[0]) && scene->setting->policy.redirect == OH_REDIRECT_FOLLOW;
    struct oh_event event =
        OH_EVENT(OH_EV_ENGINE_REDIRECTED, .leg = leg_of(key, 0), .other_leg = leg_of(key, 1));

    (void)sub;
    its->legs[0] = (struct env_leg){.sip = LEG_GONE, .outgoing = 1};
    its->legs[1] = (struct env_leg){.outgoing = 1};
    scene_tell(scene, &event);
    if (its->legs[1].sip != (follows ? LEG_INVITING : LEG_GONE))
        breaks(scene, P_S33);
    for (uint16_t i = 0; i < scene->out.count; i++)
        if (scene->items[i].type == OH_CMD_UI_REPORT_CONNECTING)
            breaks(scene, P_S33);
}

/* ---- What is shown ---- */

static uint8_t can_be_known_better(const struct scene *scene, unsigned key, unsigned sub)
{
    return leg_lives(&scene->env.keys[key].legs[sub]) ? OPEN : 0;
}

static void be_known_better(struct scene *scene, unsigned key, unsigned sub)
{
    is_known_better(scene, key);
    tell_leg(scene, OH_EV_ENGINE_CALLER_CHANGED, key, sub);
}

/* ---- Outgoing ---- */

static uint8_t can_progress(const struct scene *scene, unsigned key, unsigned sub)
{
    return scene->env.keys[key].legs[sub].sip == LEG_INVITING ? OPEN : 0;
}

static void progress(struct scene *scene, unsigned key, unsigned sub)
{
    the_leg(scene, key, sub)->sip = LEG_PROGRESSED;
    tell_leg(scene, OH_EV_ENGINE_PROGRESSED, key, sub);
}

static uint8_t can_be_answered(const struct scene *scene, unsigned key, unsigned sub)
{
    unsigned sip = scene->env.keys[key].legs[sub].sip;

    return sip == LEG_INVITING || sip == LEG_PROGRESSED ? OPEN : 0;
}

static void be_answered(struct scene *scene, unsigned key, unsigned sub)
{
    accepted(scene, key, sub);
}

static void be_declined(struct scene *scene, unsigned key, unsigned sub)
{
    leg_over(scene, key, sub, OH_REASON_DECLINED);
}

const struct move_kind engine_moves[] = {
    {"INVITE of call @", PER_KEY, 0, can_invite, invite},
    {"INVITE of call @, and the engine grabs the audio session", PER_KEY, ADV_GRAB,
     can_invite_grabbing, invite_grabbing},
    {"INVITE of call @, and the engine grabs the audio session (it will say so)", PER_KEY, ADV_GRAB,
     can_invite_grabbing, invite_grabbing_told},
    {"the engine says that it grabbed the audio session", PER_WORLD, ADV_GRAB, can_tell_grab,
     tell_grab},
    {"INVITE of call @, our answer still being prepared", PER_KEY, ADV_PREPARING, can_invite,
     invite_preparing},
    {"INVITE of call @, whose media does not use the audio session", PER_KEY, ADV_NO_SESSION,
     can_invite, invite_no_session},
    {"INVITE of call @, which asks to be answered at once", PER_KEY, ADV_AUTO, can_invite,
     invite_asking},
    {"INVITE of call @, without a match key", PER_KEY, ADV_KEYLESS, can_invite, invite_keyless},
    {"a forked INVITE of call @", PER_KEY, ADV_FORK, can_fork, fork_invite},
    {"the caller of @ tries again", PER_KEY, ADV_RETRY, can_retry, retry},
    {"the caller of @ gives up (CANCEL, leg #)", PER_LEG, 0, can_cancel, cancel},
    {"call @ was answered elsewhere (CANCEL, leg #)", PER_LEG, ADV_ELSEWHERE, can_cancel,
     cancel_elsewhere},
    {"the peer of @ hangs up (BYE, leg #)", PER_LEG, 0, can_bye, cancel},
    {"the 200 of @ left (leg #)", PER_LEG, 0, can_accepted, accepted},
    {"the ACK of @ came (leg #)", PER_LEG, 0, can_ack, ack},
    {"the engine confirms the end of @ (leg #)", PER_LEG, 0, can_confirm, confirm},
    {"the peer of @ agrees to the re-INVITE (leg #)", PER_LEG, 0, can_answer_change, answer_change},
    {"the peer of @ refuses the re-INVITE (leg #)", PER_LEG, ADV_HOLD, can_answer_change,
     refuse_change},
    {"our answer to @ is ready (leg #)", PER_LEG, ADV_PREPARING, can_prepare_leg, leg_prepared},
    {"our answer to @ cannot be made (leg #)", PER_LEG, ADV_PREPARING, can_fail_leg,
     leg_prepare_failed},
    {"the transfer of @ is done (leg #)", PER_LEG, ADV_TRANSFER, can_be_transferred, transfer_done},
    {"the transfer of @ fails (leg #)", PER_LEG, ADV_TRANSFER, can_fail_transfer, transfer_failed},
    {"another call's peer asks for call @ (REFER)", PER_KEY, ADV_TRANSFER, can_ask_for_transfer,
     ask_for_transfer},
    {"an INVITE takes the place of the leg of @ (Replaces)", PER_KEY, ADV_REPLACE, can_replace,
     replace},
    {"the callee of @ points elsewhere (3xx)", PER_KEY, ADV_REDIRECT, can_redirect, redirect},
    {"the callee of @ points elsewhere (3xx), too late", PER_KEY, ADV_REDIRECT, can_redirect_late,
     redirect},
    {"who calls @ is known better (leg #)", PER_LEG, ADV_UPDATE, can_be_known_better,
     be_known_better},
    {"the callee of @ is rung", PER_LEG, ADV_OUTGOING | ADV_TRANSFER, can_progress, progress},
    {"the callee of @ answers", PER_LEG, ADV_OUTGOING | ADV_TRANSFER, can_be_answered, be_answered},
    {"the callee of @ declines", PER_LEG, ADV_OUTGOING | ADV_TRANSFER, can_be_answered,
     be_declined},
    {0},
};
