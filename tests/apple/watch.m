/*
 * S5 and S10 are about commands, and looked at in the trace; the others are about what is so.
 */
#import "watch.h"

#import "daemon.h"
#import "rtc.h"
#import "session.h"

#define LEGS_MAX 256

struct leg_facts {
    bool known, over, up, changing;
};

static struct {
    struct oh_trace_sink next;
    OHBridge *bridge;
    const struct oh_core *core; /* as of the last step */
    TestEngine *engine;
    unsigned preparing;
    bool useless; /* what was activated last is of no use, as far as the core was told */
    struct leg_facts legs[LEGS_MAX];
} W;
static uint64_t steps;

uint64_t watch_steps(void)
{
    return steps;
}

static struct leg_facts *facts_of(oh_leg leg)
{
    return leg < LEGS_MAX ? &W.legs[leg] : NULL;
}

bool watch_knows_end(oh_leg leg)
{
    return facts_of(leg) && facts_of(leg)->over;
}

/* ---- In a step ---- */

static void learn_of_leg(const struct oh_event *event)
{
    struct leg_facts *leg = facts_of(event->leg);
    struct leg_facts *other = facts_of(event->other_leg);
    if (other && event->other_leg)
        other->known = true;
    if (!leg || !event->leg)
        return;
    leg->known = true;
    if (event->type == OH_EV_ENGINE_INVITED)
        *leg = (struct leg_facts){.known = true};
    else if (event->type == OH_EV_ENGINE_CONNECTED)
        leg->up = true;
    else if (event->type == OH_EV_ENGINE_HELD || event->type == OH_EV_ENGINE_RESUMED ||
             event->type == OH_EV_ENGINE_CHANGE_FAILED)
        leg->changing = false;
}

static void learn(const struct oh_event *event)
{
    learn_of_leg(event);
    if (event->type == OH_EV_AUDIO_ACTIVATED) {
        W.useless = event->found != OH_FOUND_USABLE;
    } else if (event->type == OH_EV_AUDIO_PREPARED || event->type == OH_EV_AUDIO_PREPARE_FAILED) {
        if (!W.preparing)
            violation("S10: an answer to a preparation that nobody asked for");
        W.preparing = 0;
        W.useless = W.useless || event->type == OH_EV_AUDIO_PREPARE_FAILED;
    }
}

static void order_of_leg(const struct oh_command *command)
{
    struct leg_facts *leg = facts_of(command->leg);
    if (!leg)
        return;
    if (!command->leg || leg->over || !leg->known)
        violation("S5: %s for leg %u, which %s", oh_command_name(command->type), command->leg,
                  leg->over ? "is over" : "was never born");
    if (command->type != OH_CMD_ENGINE_HOLD && command->type != OH_CMD_ENGINE_RESUME)
        return;
    if (!leg->up || leg->changing)
        violation("S5: %s for leg %u, which %s", oh_command_name(command->type), command->leg,
                  leg->up ? "changes already" : "is not up");
    leg->changing = true;
}

static bool is_for_a_leg(enum oh_command_type type)
{
    return (type >= OH_CMD_ENGINE_RING && type <= OH_CMD_ENGINE_RESTART_MEDIA &&
            type != OH_CMD_ENGINE_GROUP) ||
           type == OH_CMD_ENGINE_ANSWER_TRANSFER;
}

static void step(void *ctx, const struct oh_core *core, const struct oh_event *event,
                 const struct oh_commands *commands)
{
    (void)ctx;
    if (W.next.step)
        W.next.step(W.next.ctx, core, event, commands);
    W.core = core;
    steps += event->type != OH_EV_ENGINE_FLOWED;
    learn(event);
    for (uint16_t i = 0; i < commands->count; i++) {
        const struct oh_command *command = &commands->items[i];
        if (is_for_a_leg((enum oh_command_type)command->type))
            order_of_leg(command);
        if (command->type == OH_CMD_AUDIO_PREPARE && W.preparing++)
            violation("S10: a second preparation while one is in flight");
    }
    /* Last: a deadline that is due in the very step is carried out before its event is taken up. */
    if (event->type == OH_EV_ENGINE_ENDED && facts_of(event->leg))
        facts_of(event->leg)->over = true;
}

/* ---- After a block ---- */

/* The call is shown as one that the user talks on, and audio is on. */
static bool may_flow(NSUUID *uuid)
{
    return rtc_enabled() && screen_taken(uuid) && !screen_held(uuid);
}

/* A call that the screen does not show any more is excused: the word of it is under way. */
static bool check_gates(NSUUID *uuid, Leg *leg)
{
    if (!leg || leg->sip == SIP_ENDED || !(leg->receives || leg->sends))
        return false;
    if (rtc_enabled() && !screen_has(uuid))
        return false;
    if (leg->sends && !may_flow(uuid))
        violation("S15: leg %d sends, and its call is held, not answered, or audio is off",
                  leg->number);
    if (leg->receives && !may_flow(uuid))
        violation("S16: leg %d receives, and its call is held, not answered, or audio is off",
                  leg->number);
    return leg->sip == SIP_UP && !leg->held;
}

static void check_calls(const struct oh_core *core)
{
    struct oh_call_info info;
    bool wanted = false;
    unsigned talking = 0;
    for (uint8_t i = 0; oh_call_at(core, i, &info); i++) {
        wanted = wanted || (info.wanted && info.uses_session);
        if (W.engine && info.leg)
            talking += check_gates(OHUUIDOfCall(info.call), peer_leg([W.engine numberOf:info.leg]));
    }
    if (talking > 1 && !daemon_holds_amiss()) /* the screen shows both un-held, then */
        violation("S8: %u calls talk", talking);
    if (rtc_enabled() && W.engine && !wanted)
        violation("S13: audio is enabled, and no call is wanted");
}

static void look(void)
{
    const struct oh_core *core = W.core;
    if (!core || !W.bridge.context.host) /* before the first step, and after the last */
        return;
    check_calls(core);
    if (oh_audio_state(core) == OH_AUDIO_WAITING && session_told_by_system() && !W.useless)
        violation("S14: an activation is waited for that has happened");
}

struct oh_trace_sink watch_sink(struct oh_trace_sink next)
{
    memset(&W, 0, sizeof(W));
    W.next = next;
    return (struct oh_trace_sink){.size = sizeof(struct oh_trace_sink), .step = step};
}

void watch(OHBridge *bridge, TestEngine *engine)
{
    W.bridge = bridge;
    W.engine = engine;
    world_each(look);
}

void watch_nobody(void)
{
    W.bridge = nil; /* steps are, until the last */
    W.engine = nil;
}
