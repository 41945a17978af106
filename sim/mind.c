/*
 * The strategies of check/ under a clock. The environment has three places for calls; here they are
 * used again and again, so the numbers that it gives out are made unique on their way in, and
 * checked and undone on their way out: a command about a call of an earlier life is about none.
 */
#include "mind.h"

#include <stdlib.h>
#include <string.h>

#include "strategies/plugin.h"

#define NOBODY      255 /* no id and no leg that the environment ever gave out */
#define LEGS_A_WAVE 16  /* more than the environment has */

/* What a scene has left for the mind itself. */
#define ROOM (MIND_MAX - offsetof(struct mind, inner))

struct clocked {
    struct strategy outer;
    const struct strategy *inner;
    bool core; /* it is the real core, and knows its deadlines */
};

static const struct clocked *clocked_of(const struct setting *setting)
{
    return (const struct clocked *)setting->strategy;
}

/* ---- Numbers, in and out ---- */

static void put_wave(struct oh_call_id *call, uint32_t wave)
{
    memcpy(call->bytes + 8, &wave, sizeof wave);
}

static struct oh_event in(const struct mind *mind, const struct oh_event *event)
{
    struct oh_event told = *event;

    told.now_ms = mind->now_ms;
    if (told.call.bytes[0] != 0)
        put_wave(&told.call, mind->wave);
    if (told.leg != 0)
        told.leg += mind->wave * LEGS_A_WAVE;
    if (told.other_leg != 0)
        told.other_leg += mind->wave * LEGS_A_WAVE;
    if (told.match_key != 0)
        told.match_key += (uint64_t)mind->wave << 8;
    return told;
}

static void out(const struct mind *mind, struct oh_commands *commands)
{
    for (uint16_t i = 0; i < commands->count; i++) {
        struct oh_command *command = &commands->items[i];
        uint32_t wave;
        memcpy(&wave, command->call.bytes + 8, sizeof wave);
        if (command->call.bytes[0] != 0 && wave != mind->wave)
            command->call.bytes[0] = NOBODY;
        if (command->leg != 0) {
            command->leg -= mind->wave * LEGS_A_WAVE;
            if (command->leg == 0 || command->leg >= LEGS_A_WAVE)
                command->leg = NOBODY;
        }
    }
}

/* ---- The real core ---- */

static void write_step(const struct mind *mind, const struct oh_event *event,
                       const struct oh_commands *commands)
{
    if (mind->trace != NULL)
        oh_trace_write(mind->trace, mind->shown, event, commands);
}

static void init_core(void *memory, const struct setting *setting)
{
    struct mind *mind = memory;

    memset(mind, 0, sizeof *mind);
    mind->shown = (const struct oh_core *)mind->inner;
    if (oh_init(mind->inner, ROOM, setting->slots, &setting->policy) != OH_RULE_NONE)
        abort(); /* the core grew: so must MIND_MAX */
}

static void step_core(void *memory, const struct oh_event *event, struct oh_commands *commands)
{
    struct mind *mind = memory;
    struct oh_event told = in(mind, event);

    oh_step((struct oh_core *)mind->inner, &told, commands);
    write_step(mind, &told, commands);
    out(mind, commands);
}

/* Whoever's time it is: the core knows. */
static void fire_core(void *memory, uint8_t who, struct oh_commands *commands)
{
    struct oh_event event = OH_EVENT(OH_EV_TIME);

    (void)who;
    step_core(memory, &event, commands);
}

static uint8_t due_core(const void *memory)
{
    return strategy_offhook.due(((const struct mind *)memory)->inner);
}

static bool idle_core(const void *memory)
{
    return strategy_offhook.idle(((const struct mind *)memory)->inner);
}

static bool waits_core(const void *memory)
{
    return strategy_offhook.waits_for_activation(((const struct mind *)memory)->inner);
}

static bool knows_core(const void *memory, const struct oh_call_id *call)
{
    const struct mind *mind = memory;
    struct oh_call_id id = *call;

    put_wave(&id, mind->wave);
    return strategy_offhook.knows(mind->inner, &id);
}

/* ---- The models, which have no deadlines: their numbers are small, and stay as they are ---- */

/* Beside a model the trace shows a core to which nothing happens: it has no other. */
#define MODEL_ROOM sizeof(uint64_t[8])

_Static_assert(sizeof(struct plugin) <= MODEL_ROOM, "a model lies before its bystander");

static const struct oh_core *bystander(const struct mind *mind)
{
    return (const struct oh_core *)(mind->inner + MODEL_ROOM);
}

static void init_model(const struct strategy *inner, void *memory, const struct setting *setting)
{
    struct mind *mind = memory;

    memset(mind, 0, sizeof *mind);
    inner->init(mind->inner, setting);
    mind->shown = bystander(mind);
    if (oh_init(mind->inner + MODEL_ROOM, ROOM - MODEL_ROOM, setting->slots, &setting->policy) !=
        OH_RULE_NONE)
        abort();
}

static void step_model(const struct strategy *inner, void *memory, const struct oh_event *event,
                       struct oh_commands *commands)
{
    struct mind *mind = memory;

    inner->step(mind->inner, event, commands);
    if (mind->trace == NULL)
        return;
    struct oh_event told = in(mind, event);
    struct oh_command items[COMMANDS_MAX];
    struct oh_commands named = {.items = items, .count = commands->count};
    for (uint16_t i = 0; i < commands->count; i++) {
        items[i] = commands->items[i];
        if (items[i].call.bytes[0] != 0)
            put_wave(&items[i].call, mind->wave);
        if (items[i].leg != 0)
            items[i].leg += mind->wave * LEGS_A_WAVE;
    }
    write_step(mind, &told, &named);
}

static bool idle_model(const void *memory)
{
    return strategy_pr61.idle(((const struct mind *)memory)->inner);
}

static uint8_t due_model(const void *memory)
{
    (void)memory;
    return 0;
}

static bool waits_model(const void *memory)
{
    (void)memory;
    return false;
}

static void fire_model(void *memory, uint8_t who, struct oh_commands *commands)
{
    (void)memory;
    (void)who;
    commands->count = 0;
}

#define MODEL(its)                                                      \
    static void init_##its(void *memory, const struct setting *setting) \
    {                                                                   \
        init_model(&strategy_##its, memory, setting);                   \
    }                                                                   \
    static void step_##its(void *memory, const struct oh_event *event,  \
                           struct oh_commands *commands)                \
    {                                                                   \
        step_model(&strategy_##its, memory, event, commands);           \
    }                                                                   \
    static const struct clocked clocked_##its = {                       \
        .outer = {.name = #its,                                         \
                  .init = init_##its,                                   \
                  .step = step_##its,                                   \
                  .due = due_model,                                     \
                  .fire = fire_model,                                   \
                  .idle = idle_model,                                   \
                  .waits_for_activation = waits_model},                 \
        .inner = &strategy_##its,                                       \
    }

MODEL(eager);
MODEL(pr61);

static const struct clocked clocked_offhook = {
    .outer = {.name = "offhook",
              .gates = true,
              .last_ends = true,
              .init = init_core,
              .step = step_core,
              .due = due_core,
              .fire = fire_core,
              .idle = idle_core,
              .knows = knows_core,
              .waits_for_activation = waits_core},
    .inner = &strategy_offhook,
    .core = true,
};

const struct strategy *clocked_by_name(const char *name)
{
    static const struct clocked *const all[] = {&clocked_offhook, &clocked_eager, &clocked_pr61};

    for (unsigned i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(all[i]->outer.name, name) == 0)
            return &all[i]->outer;
    return NULL;
}

uint64_t mind_deadline_ms(const struct scene *scene)
{
    const struct mind *mind = (const struct mind *)scene->mind;

    return clocked_of(scene->setting)->core ? oh_deadline_ms((const struct oh_core *)mind->inner)
                                            : OH_NEVER;
}
