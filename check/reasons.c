/*
 * Why something ended, and with which code it was refused (S38): what the core may say of it
 * follows from what it was told in this very step, or from the deadline that fired. Of an end that
 * was owed it says what it remembered, which the record of a state has no place for: any reason is
 * taken there.
 */
#include "obey.h"

#include "strategy.h"

#define ONE(reason) (UINT32_C(1) << (reason))
#define ANY         (~ONE(OH_REASON_NONE))

/* The user, here or elsewhere, was done with it. */
#define BY_THE_USER                                                              \
    (ONE(OH_REASON_USER) | ONE(OH_REASON_REFUSED) | ONE(OH_REASON_TRANSFERRED) | \
     ONE(OH_REASON_ANSWERED_ELSEWHERE) | ONE(OH_REASON_DECLINED_ELSEWHERE))

/* Those events whose reason is always the same. */
static const uint8_t always[OH_EVENT_TYPES] = {
    [OH_EV_ENGINE_PREPARE_FAILED] = OH_REASON_MEDIA,
    [OH_EV_ENGINE_REPLACED] = OH_REASON_REPLACED,
    [OH_EV_ENGINE_REDIRECTED] = OH_REASON_UNREACHABLE,
    [OH_EV_ENGINE_TRANSFERRED] = OH_REASON_TRANSFERRED,
    [OH_EV_UI_REPORT_REFUSED] = OH_REASON_REFUSED,
    [OH_EV_UI_ENDED] = OH_REASON_USER,
    [OH_EV_APP_PLACED] = OH_REASON_BUSY,
};

/* Merged; or the call is there already; or over; or must not ring; or has no place. */
static uint32_t of_an_invite(const struct scene *scene, const struct oh_event *event)
{
    uint32_t reasons = 0;
    uint8_t key, leg;

    if (event->flags & OH_INVITE_MERGED)
        return ONE(OH_REASON_MERGED);
    if (!leg_back(event->leg, &key, &leg))
        return 0;
    const struct env_key *its = &scene->env.keys[key];
    bool known = false;
    for (unsigned id = 0; id < IDS; id++) {
        bool lives = core_knows(scene, key, id);
        known |= lives;
        if (!lives && its->ids[id].shown != SHOWN_NOT) /* its report was refused, or an end lost */
            reasons |= ONE(OH_REASON_REFUSED) | ONE(OH_REASON_USER);
    }
    if (its->done)
        reasons |= BY_THE_USER;
    if (scene->env.extra.undisturbed)
        reasons |= ONE(OH_REASON_REFUSED);
    if (!scene->env.extra.undisturbed || known)
        reasons |= ONE(OH_REASON_BUSY);
    return reasons;
}

/* A hold, a mute, digits are lost, and the call goes on. */
static uint32_t of_a_lost_action(enum oh_request request)
{
    switch (request) {
    case OH_REQUEST_END: return ONE(OH_REASON_USER);
    case OH_REQUEST_HOLD:
    case OH_REQUEST_MUTE:
    case OH_REQUEST_DIGITS:
    case OH_REQUEST_GROUP: return 0;
    case OH_REQUEST_NONE:
    case OH_REQUEST_ANSWER:
    case OH_REQUEST_START: break;
    }
    return ONE(OH_REASON_FAILED);
}

/* An end is carried out, a start is none any more. */
static uint32_t of_wishes(uint8_t wishes)
{
    return (wishes & WISH_END ? ONE(OH_REASON_USER) : 0) |
           (wishes & WISH_START ? ONE(OH_REASON_REFUSED) : 0);
}

static uint32_t of_a_reset(const struct scene *scene)
{
    uint32_t reasons = 0;

    for (unsigned key = 0; key < scene->setting->keys; key++)
        for (unsigned id = 0; id < IDS; id++)
            reasons |= of_wishes(scene->env.more[key].wishes[id].open);
    if (scene->setting->policy.ui_reset == OH_UI_RESET_ENDS_CALLS)
        reasons |= ONE(OH_REASON_UI_RESET);
    return reasons;
}

/* A fact of the application's; or its wish, of what the call UI does not know yet. */
static uint32_t of_the_application(const struct scene *scene, const struct oh_event *event)
{
    uint8_t key, id;

    if (event->reason != OH_REASON_NONE)
        return ONE(event->reason);
    return id_back(&event->call, &key, &id) && ui_lives(&scene->env.keys[key].ids[id])
               ? 0
               : ONE(OH_REASON_USER);
}

uint32_t reasons_of_event(const struct scene *scene, const struct oh_event *event)
{
    if (always[event->type] != OH_REASON_NONE)
        return ONE(always[event->type]);
    if (event->type == OH_EV_ENGINE_ENDED)
        return ONE(event->reason);
    if (event->type == OH_EV_ENGINE_INVITED)
        return of_an_invite(scene, event);
    if (event->type == OH_EV_UI_REPORTED) /* of a former process; or what was owed */
        return event->call.bytes[0] == LEFTOVER_ID ? ONE(OH_REASON_FAILED) : ANY;
    if (event->type == OH_EV_UI_ACTION_TIMED_OUT)
        return of_a_lost_action((enum oh_request)event->request);
    if (event->type == OH_EV_UI_REQUEST_REFUSED)
        return of_wishes(wish_of_request(event->request, event->on));
    if (event->type == OH_EV_UI_RESET)
        return of_a_reset(scene);
    if (event->type == OH_EV_PUSHED)
        return event->flags & OH_PUSH_CANCEL ? ONE(OH_REASON_REMOTE) : 0;
    if (event->type == OH_EV_APP_ENDED)
        return of_the_application(scene, event);
    return 0; /* nothing ends by anything else */
}

/* T_SETUP: it waited for the session, or for something else. */
static enum oh_reason of_setup(const struct scene *scene, const struct env_leg *leg)
{
    return leg->no_session || scene->env.enabled ? OH_REASON_FAILED : OH_REASON_NO_AUDIO;
}

static enum oh_reason of_waiting(const struct scene *scene, const struct env_leg *leg,
                                 bool answered)
{
    switch ((enum leg_state)leg->sip) {
    case LEG_OFFERED: return answered ? of_setup(scene, leg) : OH_REASON_UNANSWERED; /* T_RING */
    case LEG_ACCEPTING: return of_setup(scene, leg);
    case LEG_ACCEPTED: return OH_REASON_NO_ACK;
    case LEG_UP: return OH_REASON_NO_AUDIO; /* T_LOST */
    case LEG_INVITING:
    case LEG_PROGRESSED: return OH_REASON_UNANSWERED; /* T_CONNECTING */
    case LEG_NONE:
    case LEG_ENDING:
    case LEG_GONE: break;
    }
    return OH_REASON_NONE;
}

/* Where time goes on (sim/) nobody can: each step may catch up on deadlines. */
static bool names_clocks(const struct strategy *strategy)
{
    return strategy->gates && strategy->in_slot != NULL;
}

uint32_t reasons_of_deadline(const struct scene *scene, uint8_t who)
{
    const struct strategy *strategy = scene->setting->strategy;
    uint8_t key, id;

    if (!names_clocks(strategy) || who == AUDIO_WHO)
        return 0;
    bool request = who >= REQUEST_WHO;
    struct oh_call_id call = strategy->in_slot(scene->mind, request ? who - REQUEST_WHO : who);
    if (!id_back(&call, &key, &id))
        return 0;
    if (request)
        return of_wishes(scene->env.more[key].wishes[id].asked);
    const struct env_key *its = &scene->env.keys[key];
    if (has_no_invite(its, id))
        return ONE(OH_REASON_NO_INVITE);
    for (unsigned leg = 0; leg < LEGS; leg++)
        if (leg_lives(&its->legs[leg]))
            return ONE(of_waiting(scene, &its->legs[leg], its->ids[id].answered));
    return 0;
}

/* The SIP status of a refusal. */
static uint16_t code_of(const struct scene *scene, uint8_t reason)
{
    switch (reason) {
    case OH_REASON_USER: return scene->setting->policy.decline_code;
    case OH_REASON_REFUSED:
    case OH_REASON_BUSY: return 486;
    case OH_REASON_REPLACED: return 481;
    case OH_REASON_MERGED: return 482;
    case OH_REASON_MEDIA: return 488;
    default: return 480; /* a number, not an enum */
    }
}

void expect_reason(struct scene *scene, const struct oh_command *command)
{
    if (!names_clocks(scene->setting->strategy) ||
        (command->type != OH_CMD_UI_REPORT_ENDED && command->type != OH_CMD_ENGINE_END &&
         command->type != OH_CMD_ENGINE_REJECT))
        return;
    if (command->reason >= OH_REASONS || !(scene->reasons >> command->reason & 1))
        breaks(scene, P_S38);
    if (command->type == OH_CMD_ENGINE_REJECT && command->code != code_of(scene, command->reason))
        breaks(scene, P_S38);
}
