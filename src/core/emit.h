/*
 * Writing down commands. The bound is proved by check/; a breach is a programmer's mistake.
 */
#ifndef OH_CORE_EMIT_H
#define OH_CORE_EMIT_H

#include "offhook/offhook.h"

/* Always on; an application may define its own. */
#ifndef OH_ASSERT
#define OH_ASSERT(condition)  \
    do {                      \
        if (!(condition))     \
            __builtin_trap(); \
    } while (0)
#endif

static inline struct oh_command *emit(struct oh_commands *out, enum oh_command_type type)
{
    OH_ASSERT(out->count < out->max);
    struct oh_command *command = &out->items[out->count++];

    *command = (struct oh_command){.type = (uint16_t)type};
    return command;
}

static inline struct oh_command *emit_leg(struct oh_commands *out, enum oh_command_type type,
                                          oh_leg leg)
{
    struct oh_command *command = emit(out, type);

    command->leg = leg;
    return command;
}

/* Ids go by address, which takes less code; call sites name them. */
#define emit_call(out, type, call)           emit_call_by(out, type, &(call))
#define emit_told(out, call, what)           emit_told_by(out, &(call), what)
#define emit_action(out, type, call, action) emit_action_by(out, type, &(call), action)

static inline struct oh_command *emit_call_by(struct oh_commands *out, enum oh_command_type type,
                                              const struct oh_call_id *call)
{
    struct oh_command *command = emit(out, type);

    command->call = *call;
    return command;
}

static inline void emit_told_by(struct oh_commands *out, const struct oh_call_id *call,
                                enum oh_told what)
{
    emit_call_by(out, OH_CMD_APP_TELL, call)->what = (uint8_t)what;
}

static inline void emit_action_by(struct oh_commands *out, enum oh_command_type type,
                                  const struct oh_call_id *call, oh_action action)
{
    emit_call_by(out, type, call)->action = action;
}

#endif
