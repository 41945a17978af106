/*
 * The memory of calls that ended lately: for late pushes and INVITEs, and for ends that are owed.
 */
#include "dead.h"
#include "emit.h"

struct dead *dead_by_id(struct oh_core *core, const struct oh_call_id *id)
{
    for (uint8_t i = 0; i < core->dead_count; i++)
        if (same_id(&core_dead(core)[i].id, id))
            return &core_dead(core)[i];
    return NULL;
}

struct dead *dead_by_key(struct oh_core *core, oh_match_key key)
{
    for (uint8_t i = core->dead_count; i > 0; i--)
        if (key != 0 && core_dead(core)[i - 1].key == key)
            return &core_dead(core)[i - 1];
    return NULL;
}

bool dead_refuses_invite(const struct dead *dead)
{
    return dead->reason == OH_REASON_USER || dead->reason == OH_REASON_REFUSED ||
           dead->reason == OH_REASON_TRANSFERRED || dead->reason == OH_REASON_ANSWERED_ELSEWHERE ||
           dead->reason == OH_REASON_DECLINED_ELSEWHERE;
}

bool dead_refuses_push(const struct dead *dead)
{
    return dead_refuses_invite(dead) || dead->reason == OH_REASON_REMOTE;
}

static void forget(struct oh_core *core, struct dead *dead)
{
    struct dead *end = core_dead(core) + core->dead_count;

    for (; dead + 1 < end; dead++)
        *dead = dead[1];
    core->dead_count--;
}

void dead_forget_expired(struct oh_core *core)
{
    for (uint8_t i = core->dead_count; i > 0; i--) {
        struct dead *dead = &core_dead(core)[i - 1];
        if (!dead->owes && core->now_ms - dead->died_ms >= core->policy.deadlines.dead_ms)
            forget(core, dead);
    }
}

void dead_user_is_done(struct oh_core *core, const struct dead *dead)
{
    oh_match_key key = dead->key;

    for (uint8_t i = 0; i < core->dead_count; i++)
        if (&core_dead(core)[i] == dead || (key != 0 && core_dead(core)[i].key == key))
            core_dead(core)[i].reason = OH_REASON_USER;
}

bool dead_room_to_report(const struct oh_core *core)
{
    uint8_t owing = 0;

    for (uint8_t i = 0; i < core->dead_count; i++)
        owing += core_dead(core)[i].owes;
    for (uint8_t i = 0; i < core->calls_max; i++)
        owing += core->calls[i].ui == UI_REPORTING;
    return owing < core->dead_max;
}

void dead_remember(struct oh_core *core, const struct oh_call_id *id, oh_match_key key,
                   enum oh_reason reason, bool owes)
{
    for (uint8_t i = core->dead_count; i > 0; i--) {
        struct dead *dead = &core_dead(core)[i - 1];
        if (key != 0 && dead->key == key && !dead->reporting)
            forget(core, dead);
    }
    for (uint8_t i = 0; core->dead_count == core->dead_max && i < core->dead_max; i++)
        if (!core_dead(core)[i].owes)
            forget(core, &core_dead(core)[i]);
    if (core->dead_count == core->dead_max) {
        OH_ASSERT(!owes); /* all owe, and there was room to report this one (dead_room_to_report) */
        return;
    }
    core_dead(core)[core->dead_count++] = (struct dead){
        .id = *id,
        .key = key,
        .died_ms = core->now_ms,
        .reason = (uint8_t)reason,
        .reporting = owes,
        .owes = owes,
    };
}
