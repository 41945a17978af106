/* Deciding a wave: who calls when, what everybody is like, and what goes wrong. */
#include "plan.h"

#include "fate.h"

#include "strategy.h"

static bool on(const struct setting *setting, uint64_t adversary)
{
    return (setting->adversaries & adversary) != 0;
}

static uint64_t after(uint64_t from_ms, uint64_t wait_ms)
{
    return from_ms == NEVER_MS || wait_ms == NEVER_MS ? NEVER_MS : from_ms + wait_ms;
}

/* ---- Trouble with the session ---- */

static void add_trouble(struct plan *plan, uint64_t from_ms, uint64_t to_ms)
{
    unsigned i = plan->trouble_count;

    if (from_ms == NEVER_MS)
        return;
    for (; i > 0 && plan->troubles[i - 1].from_ms > from_ms; i--)
        plan->troubles[i] = plan->troubles[i - 1];
    plan->troubles[i] = (struct trouble_time){from_ms, to_ms};
    plan->trouble_count++;
}

static uint64_t world_time(const struct plan *plan, const struct setting *setting,
                           uint64_t adversary, enum row row)
{
    return on(setting, adversary) ? time_at(plan->stream, row, WHO_WORLD, 0) : NEVER_MS;
}

static void decide_world(struct plan *plan, const struct setting *setting)
{
    bool system = setting->policy.activation == OH_ACTIVATION_SYSTEM;
    uint64_t stream = plan->stream;

    plan->lose = system && on(setting, ADV_LOSE) && chance_at(stream, PLAN_LOSE, WHO_WORLD);
    plan->early_ms = system ? world_time(plan, setting, ADV_EARLY, PLAN_EARLY) : NEVER_MS;
    plan->deactivate_ms = world_time(plan, setting, ADV_DEACTIVATE, PLAN_DEACTIVATE);
    plan->reset_ms = world_time(plan, setting, ADV_RESET, PLAN_RESET);

    uint64_t told_ms = time_at(stream, PLAN_INTERRUPT_END, WHO_WORLD, 0);
    plan->interrupt_ms = world_time(plan, setting, ADV_INTERRUPT, PLAN_INTERRUPT);
    plan->interrupt_end_told = told_ms != NEVER_MS;
    plan->interrupt_end_ms =
        after(plan->interrupt_ms, spread_at(&times[PLAN_INTERRUPT_END].spread,
                                            splitmix64_at(stream, PLAN_INTERRUPT_END)));

    plan->services_reset_ms = world_time(plan, setting, ADV_SERVICES, PLAN_SERVICES_RESET);
    plan->lost_ms = world_time(plan, setting, ADV_AWAY, PLAN_SERVICES_LOST);
    plan->back_told = chance_at(stream, PLAN_SERVICES_BACK, WHO_WORLD);
    plan->back_ms = after(plan->lost_ms, spread_at(&times[PLAN_SERVICES_BACK].spread,
                                                   splitmix64_at(stream, PLAN_SERVICES_BACK)));

    plan->refused_ms = world_time(plan, setting, ADV_INTERRUPT, PLAN_REFUSED);
    plan->refused_end_ms = after(plan->refused_ms, time_at(stream, PLAN_REFUSED_END, WHO_WORLD, 0));
    plan->die_ms = world_time(plan, setting, ADV_SILENCE, PLAN_DIE);
    plan->die_end_ms = after(plan->die_ms, time_at(stream, PLAN_DIE_END, WHO_WORLD, 0));

    plan->route_ms = world_time(plan, setting, ADV_ROUTE, PLAN_ROUTE);
    plan->route_bad_ms = world_time(plan, setting, ADV_ROUTE, PLAN_ROUTE_BAD);
    plan->dnd_ms = world_time(plan, setting, ADV_DND, PLAN_DND);
    plan->dnd_end_ms = after(plan->dnd_ms, time_at(stream, PLAN_DND_END, WHO_WORLD, 0));
    plan->leftover_ms = world_time(plan, setting, ADV_LEFTOVER, PLAN_LEFTOVER);

    add_trouble(plan, plan->deactivate_ms, plan->deactivate_ms);
    add_trouble(plan, plan->interrupt_ms, plan->interrupt_end_ms);
    add_trouble(plan, plan->services_reset_ms, plan->services_reset_ms);
    add_trouble(plan, plan->lost_ms, plan->back_ms);
    add_trouble(plan, plan->refused_ms, plan->refused_end_ms);
    add_trouble(plan, plan->die_ms, plan->die_end_ms);
    add_trouble(plan, plan->reset_ms, plan->reset_ms);
    add_trouble(plan, plan->route_bad_ms, plan->route_bad_ms);
}

/* ---- Calls ---- */

static enum act which_invite(const struct plan *plan, const struct setting *setting, unsigned key)
{
    unsigned who = who_of(key, 0);

    if (on(setting, ADV_GRAB) && chance_at(plan->stream, PLAN_GRAB, who))
        return splitmix64_at(plan->stream, PLAN_GRAB + who) & 1 ? ACT_INVITE_GRAB
                                                                : ACT_INVITE_GRAB_TOLD;
    if (on(setting, ADV_PREPARING) && chance_at(plan->stream, PLAN_PREPARING, who))
        return ACT_INVITE_PREPARING;
    if (on(setting, ADV_NO_SESSION) && chance_at(plan->stream, PLAN_NO_SESSION, who))
        return ACT_INVITE_NO_SESSION;
    if (on(setting, ADV_AUTO) && chance_at(plan->stream, PLAN_ASKING, who))
        return ACT_INVITE_ASKING;
    return ACT_INVITE;
}

/* In which order push and INVITE come, if both do. */
static void decide_arrival(const struct plan *plan, const struct setting *setting, unsigned key,
                           struct plan_call *call)
{
    unsigned who = who_of(key, 0);
    bool push = on(setting, ADV_PUSH);
    uint64_t ahead_ms = push ? time_at(plan->stream, PLAN_PUSH, who, 0) : NEVER_MS;
    uint64_t late_ms = push ? time_at(plan->stream, PLAN_PUSH_LATE, who, 0) : NEVER_MS;
    uint64_t cancel_ms =
        on(setting, ADV_CANCEL_PUSH) ? time_at(plan->stream, PLAN_PUSH_CANCEL, who, 0) : NEVER_MS;

    call->invite_ms = call->first_ms;
    if (ahead_ms != NEVER_MS) {
        call->push_ms = call->first_ms;
        call->invite_ms =
            chance_at(plan->stream, PLAN_PUSH_ALONE, who) ? NEVER_MS : call->first_ms + ahead_ms;
    } else if (late_ms != NEVER_MS) {
        call->push_ms = call->first_ms + late_ms;
    } else {
        call->cancel_push_ms = after(call->first_ms, cancel_ms);
        if (cancel_ms == NEVER_MS && on(setting, ADV_OLD_PUSH))
            call->old_push_ms = after(call->first_ms, time_at(plan->stream, PLAN_PUSH_OLD, who, 0));
    }
    if (on(setting, ADV_FORK))
        call->fork_ms = after(call->invite_ms, time_at(plan->stream, PLAN_FORK, who, 0));
}

static void decide_habits(const struct plan *plan, const struct setting *setting, unsigned key,
                          struct plan_call *call)
{
    unsigned who = who_of(key, 0);
    uint64_t stream = plan->stream;

    call->invite = which_invite(plan, setting, key);
    call->report_refused = on(setting, ADV_REPORT) && chance_at(stream, PLAN_REPORT_REFUSED, who);
    call->early = on(setting, ADV_REPORT) && !call->report_refused &&
                  chance_at(stream, PLAN_ANSWER_EARLY, who);
    call->no_ack = chance_at(stream, PLAN_NO_ACK, who);
    call->leg_fails =
        call->invite == ACT_INVITE_PREPARING && chance_at(stream, PLAN_LEG_FAILED, who);
    call->times_out = on(setting, ADV_STALE) && chance_at(stream, PLAN_TIME_OUT, who);
    call->hold_times_out = on(setting, ADV_STALE) && on(setting, ADV_WISHES) &&
                           chance_at(stream, PLAN_OTHER_TIME_OUT, who);
    call->late = on(setting, ADV_STALE) && chance_at(stream, PLAN_LATE, who);
    call->holds = on(setting, ADV_HOLD) && chance_at(stream, PLAN_HOLD, who);
    call->elsewhere = on(setting, ADV_ELSEWHERE) && chance_at(stream, PLAN_ELSEWHERE, who);
    call->retries =
        on(setting, ADV_RETRY) && call->fork_ms == NEVER_MS && chance_at(stream, PLAN_RETRY, who);
    call->replaced = on(setting, ADV_REPLACE) && !call->retries && call->fork_ms == NEVER_MS &&
                     call->start_ms == NEVER_MS && chance_at(stream, PLAN_REPLACE, who);
    call->redirected = on(setting, ADV_REDIRECT) && call->start_ms != NEVER_MS &&
                       chance_at(stream, PLAN_REDIRECT, who);
    call->in_app = call->invite != ACT_INVITE_ASKING && on(setting, ADV_WISHES) &&
                   chance_at(stream, PLAN_IN_APP, who);
}

static void decide_call(struct plan *plan, const struct setting *setting, unsigned key)
{
    struct plan_call *call = &plan->calls[key];

    if (on(setting, ADV_OUTGOING) && chance_at(plan->stream, PLAN_START, who_of(key, 0)))
        call->start_ms = call->first_ms;
    else
        decide_arrival(plan, setting, key, call);
    decide_habits(plan, setting, key, call);
}

void plan_make(struct plan *plan, const struct setting *setting, uint64_t seed, uint32_t wave,
               unsigned calls)
{
    static const struct plan_call none = {.invite_ms = NEVER_MS,
                                          .push_ms = NEVER_MS,
                                          .cancel_push_ms = NEVER_MS,
                                          .old_push_ms = NEVER_MS,
                                          .fork_ms = NEVER_MS,
                                          .start_ms = NEVER_MS,
                                          .fate = FATE_PLACED};

    *plan = (struct plan){.stream = splitmix64_at(splitmix64_at(seed, 0), wave)};
    for (unsigned key = 0; key < KEYS_MAX; key++)
        plan->calls[key] = none;
    decide_world(plan, setting);
    while (plan->count < setting->keys && plan->count < calls) {
        unsigned key = plan->count++;
        decide_call(plan, setting, key);
        uint64_t next_ms = time_at(plan->stream, PLAN_MORE_CALLS, who_of(key, 0), 0);
        if (next_ms == NEVER_MS || plan->count == setting->keys)
            break;
        plan->calls[plan->count].first_ms = plan->calls[key].first_ms + next_ms;
    }
    for (unsigned key = 0; key < plan->count; key++)
        plan->calls[key].fate = fate_of(plan, setting, key);
}
