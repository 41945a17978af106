/* The host's view of the contract: which legs live, what the call UI knows, which actions are open.
 */
#include "contract.h"

#include "bytes.h"

struct oh_call_id contract_id(unsigned number)
{
    return (struct oh_call_id){{(uint8_t)number, (uint8_t)(number >> 8)}};
}

static uint8_t *shown_of(struct contract *contract, const struct oh_call_id *id)
{
    unsigned number = id->bytes[0] | (unsigned)id->bytes[1] << 8;

    insist(number < NUMBERS_MAX, "a command names a call that was told of");
    return &contract->calls[number];
}

static uint8_t *life_of(struct contract *contract, oh_leg leg)
{
    insist(leg != 0 && leg < NUMBERS_MAX, "a command names a leg that was told of");
    return &contract->legs[leg];
}

static bool has_action(enum oh_event_type type)
{
    return type == OH_EV_UI_ANSWERED || type == OH_EV_UI_ENDED || type == OH_EV_UI_STARTED ||
           type == OH_EV_UI_HELD || type == OH_EV_UI_MUTED || type == OH_EV_UI_DIGITS ||
           type == OH_EV_UI_GROUPED;
}

/* ---- Events ---- */

static void born(struct contract *contract, oh_leg leg)
{
    if (leg != 0 && contract->legs[leg] == LEG_UNBORN)
        contract->legs[leg] = LEG_LIVES;
}

static void legs_before(struct contract *contract, const struct oh_event *event)
{
    if (event->type == OH_EV_ENGINE_INVITED || event->type == OH_EV_UI_STARTED ||
        event->type == OH_EV_APP_PLACED)
        born(contract, event->leg);
    if (event->type == OH_EV_ENGINE_TRANSFER_ASKED || event->type == OH_EV_ENGINE_REPLACED ||
        event->type == OH_EV_ENGINE_REDIRECTED)
        born(contract, event->other_leg);
    if (event->type == OH_EV_ENGINE_ENDED)
        contract->legs[event->leg] = LEG_OVER;
}

static void service_died(struct contract *contract, const struct oh_policy *policy)
{
    for (unsigned i = 0; i < NUMBERS_MAX; i++) {
        bool lives = contract->calls[i] == SHOWN_PENDING || contract->calls[i] == SHOWN_YES;
        if (policy->ui_reset == OH_UI_RESET_RESHOW && lives)
            contract->calls[i] = SHOWN_AS_IT_LIKES;
        else if (lives)
            contract->calls[i] = SHOWN_OVER;
        if (contract->actions[i] == ACTION_KEPT)
            contract->actions[i] = ACTION_DONE;
    }
}

void contract_before(struct contract *contract, const struct oh_policy *policy,
                     const struct oh_event *event)
{
    uint8_t *shown = shown_of(contract, &event->call);

    legs_before(contract, event);
    if (has_action(event->type) && event->action != 0)
        contract->actions[event->action] = ACTION_OPEN;
    if (event->type == OH_EV_UI_ACTION_TIMED_OUT)
        contract->actions[event->action] = ACTION_DONE;
    contract->left_over =
        event->type == OH_EV_UI_REPORTED && (*shown == SHOWN_NOT || *shown == SHOWN_OVER);
    if (event->type == OH_EV_UI_REPORTED && *shown == SHOWN_PENDING)
        *shown = SHOWN_YES;
    if (contract->left_over)
        *shown =
            SHOWN_AS_IT_LIKES; /* of a former process, for all that the core knows: it may end it */
    if (event->type == OH_EV_UI_REPORT_REFUSED && *shown == SHOWN_PENDING)
        *shown = SHOWN_OVER;
    if (event->type == OH_EV_UI_RESET)
        service_died(contract, policy);
    if (event->type == OH_EV_AUDIO_PREPARED || event->type == OH_EV_AUDIO_PREPARE_FAILED)
        contract->preparing = false;
}

/* ---- Commands ---- */

static void leg_lives(struct contract *contract, oh_leg leg)
{
    insist(*life_of(contract, leg) == LEG_LIVES, "the engine is ordered about a leg that lives");
}

static void answer(struct contract *contract, const struct oh_event *event,
                   const struct oh_command *command)
{
    uint8_t *action = &contract->actions[command->action % NUMBERS_MAX];
    uint8_t *shown = shown_of(contract, &command->call);

    insist(*action == ACTION_OPEN || *action == ACTION_KEPT,
           "an action is answered once, while it is open");
    *action = ACTION_DONE;
    if (command->type != OH_CMD_UI_FULFIL || command->action != event->action)
        return;
    if (event->type == OH_EV_UI_STARTED)
        *shown = SHOWN_YES;
    if (event->type == OH_EV_UI_ENDED)
        *shown = SHOWN_OVER;
}

static void report_ended(struct contract *contract, const struct oh_call_id *call)
{
    uint8_t *shown = shown_of(contract, call);

    insist(*shown == SHOWN_YES || *shown == SHOWN_AS_IT_LIKES,
           "a call is reported ended once, and not before its report completed");
    *shown = SHOWN_OVER;
}

static void report(struct contract *contract, const struct oh_call_id *call)
{
    uint8_t *shown = shown_of(contract, call);

    insist(*shown == SHOWN_NOT || *shown == SHOWN_AS_IT_LIKES, "a call is reported once");
    *shown = SHOWN_PENDING;
}

static void obey(struct contract *contract, const struct oh_event *event,
                 const struct oh_command *command)
{
    switch ((enum oh_command_type)command->type) {
    case OH_CMD_ENGINE_REJECT:
        insist(command->code >= 400 && command->code < 700, "a refusal has a status");
        leg_lives(contract, command->leg);
        contract->legs[command->leg] = LEG_OVER;
        break;
    case OH_CMD_ENGINE_END:
        leg_lives(contract, command->leg);
        contract->legs[command->leg] = LEG_OVER;
        break;
    case OH_CMD_ENGINE_RING:
    case OH_CMD_ENGINE_ACCEPT:
    case OH_CMD_ENGINE_INVITE:
    case OH_CMD_ENGINE_HOLD:
    case OH_CMD_ENGINE_RESUME:
    case OH_CMD_ENGINE_OPEN:
    case OH_CMD_ENGINE_CLOSE:
    case OH_CMD_ENGINE_MUTE:
    case OH_CMD_ENGINE_SEND_DIGITS:
    case OH_CMD_ENGINE_GROUP:
    case OH_CMD_ENGINE_TRANSFER:
    case OH_CMD_ENGINE_RESTART_MEDIA: leg_lives(contract, command->leg); break;
    case OH_CMD_ENGINE_ANSWER_TRANSFER:
        insist(event->type == OH_EV_ENGINE_TRANSFER_ASKED && command->leg == event->leg,
               "who is answered has asked");
        break;
    case OH_CMD_UI_REPORT: report(contract, &command->call); break;
    case OH_CMD_UI_REPORT_ENDED: report_ended(contract, &command->call); break;
    case OH_CMD_UI_FULFIL:
    case OH_CMD_UI_FAIL: answer(contract, event, command); break;
    case OH_CMD_AUDIO_PREPARE:
        insist(!contract->preparing, "one PREPARE is in flight at most");
        contract->preparing = true;
        break;
    case OH_CMD_AUDIO_RELEASE: insist(!contract->enabled, "what is released is not enabled"); break;
    case OH_CMD_AUDIO_ENABLE:
        insist(!contract->enabled && !contract->preparing, "audio is enabled once it is prepared");
        contract->enabled = true;
        break;
    case OH_CMD_AUDIO_DISABLE:
        insist(contract->enabled, "only what is enabled is disabled");
        contract->enabled = false;
        break;
    case OH_CMD_UI_REPORT_AGAIN:
    case OH_CMD_UI_REPORT_CONNECTING:
    case OH_CMD_UI_REPORT_CONNECTED:
    case OH_CMD_UI_UPDATE:
    case OH_CMD_UI_REQUEST:
    case OH_CMD_UI_REFRESH:
    case OH_CMD_UI_REBUILD:
    case OH_CMD_APP_TELL: break;
    case OH_CMD_NONE:
    case OH_COMMAND_TYPES: insist(false, "a command has a type");
    }
}

static bool gave(const struct oh_commands *out, enum oh_command_type type)
{
    for (uint16_t i = 0; i < out->count; i++)
        if (out->items[i].type == type)
            return true;
    return false;
}

/* What a call is open for, as the core tells it. */
static void gates(const struct contract *contract, const struct oh_core *core)
{
    struct oh_call_info info;

    for (uint8_t i = 0; oh_call_at(core, i, &info); i++) {
        if (info.direction == OH_DIRECTION_NONE)
            continue;
        insist(info.wanted && !info.held,
               "media flows only in a call that is wanted, and not held");
        insist(contract->enabled || !info.uses_session, "media flows only while audio is enabled");
    }
}

static bool has_leg(const struct oh_core *core, oh_leg leg)
{
    struct oh_call_info info;

    for (uint8_t i = 0; oh_call_at(core, i, &info); i++)
        if (info.leg == leg)
            return true;
    return false;
}

void contract_after(struct contract *contract, const struct oh_core *core,
                    const struct oh_event *event, const struct oh_commands *out)
{
    const struct oh_policy *policy = oh_core_policy(core);

    for (uint16_t i = 0; i < out->count; i++)
        obey(contract, event, &out->items[i]);
    if (contract->left_over)
        *shown_of(contract, &event->call) = SHOWN_OVER;
    if (event->type == OH_EV_ENGINE_REDIRECTED && !has_leg(core, event->leg))
        contract->legs[event->leg] =
            LEG_OVER; /* of a call that was not being placed it means nothing */
    if (event->action != 0 && contract->actions[event->action] == ACTION_OPEN) {
        insist(event->type == OH_EV_UI_ANSWERED && policy->fulfil == OH_FULFIL_WHEN_CONNECTED,
               "an action is answered in its own step");
        contract->actions[event->action] = ACTION_KEPT;
    }
    if (event->type == OH_EV_PUSHED && event->flags & OH_PUSH_MUST_REPORT)
        insist(gave(out, OH_CMD_UI_REPORT) || gave(out, OH_CMD_UI_REPORT_AGAIN),
               "a push that must be reported is, in its own step");
    if (oh_call_count(core) == 0)
        insist(!contract->enabled, "without a call audio is not enabled");
    gates(contract, core);
}
