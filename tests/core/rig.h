/*
 * A core on the stack of a test, and a step in one line.
 */
#ifndef TESTS_CORE_RIG_H
#define TESTS_CORE_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "offhook/offhook.h"

struct rig {
    uint64_t memory[4096];
    struct oh_core *core;
    struct oh_command items[16 + 16 * 255];
    struct oh_commands out;
};

static inline void rig_make(struct rig *rig, uint8_t calls_max, const struct oh_policy *policy)
{
    memset(rig, 0, sizeof *rig);
    rig->core = (struct oh_core *)rig->memory;
    rig->out = (struct oh_commands){.items = rig->items, .max = oh_commands_max(calls_max)};
    assert_int_equal(oh_init(rig->memory, sizeof rig->memory, calls_max, policy), OH_RULE_NONE);
}

static inline void rig_step(struct rig *rig, struct oh_event event)
{
    oh_step(rig->core, &event, &rig->out);
}

/* How many commands of the last step are of this type. */
static inline int rig_count(const struct rig *rig, enum oh_command_type type)
{
    int count = 0;

    for (uint16_t i = 0; i < rig->out.count; i++)
        count += rig->out.items[i].type == type;
    return count;
}

/* Call number n: id, key, leg and (later) actions are derived from it. */
static inline struct oh_call_id rig_call(int n)
{
    return (struct oh_call_id){.bytes = {(uint8_t)(n >> 8), (uint8_t)n, 1}};
}

static inline void rig_invite(struct rig *rig, int n, uint64_t now_ms)
{
    rig_step(rig, OH_EVENT(OH_EV_ENGINE_INVITED, .call = rig_call(n), .match_key = (uint64_t)n,
                           .leg = (oh_leg)n, .now_ms = now_ms));
}

#endif
