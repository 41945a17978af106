/*
 * Deciding a wave. A call's fate is worked out from the same draws that the run makes later: its
 * first report completes, its user answers, its caller gives up at the times that the stream has
 * for them, whatever the strategy does.
 */
#include "plan.h"

#include "strategy.h"

const char *fate_name(enum fate fate)
{
    switch (fate) {
    case FATE_TALK: return "could be talked on";
    case FATE_PLACED: return "placed";
    case FATE_BY_ITSELF: return "answered by the application";
    case FATE_NO_INVITE: return "push without INVITE";
    case FATE_NOT_SHOWN: return "not to be shown";
    case FATE_NOT_ANSWERED: return "not answered";
    case FATE_GAVE_UP: return "one gave up";
    case FATE_ELSEWHERE: return "answered elsewhere";
    case FATE_SESSION: return "session not to be had";
    case FATE_SERVICE: return "call service died";
    case FATE_TIMED_OUT: return "answer timed out";
    case FATE_ENGINE: return "no answer to send";
    case FATE_NO_ACK: return "never confirmed";
    case FATE_LATE_INVITE: return "INVITE too late";
    case FATES: break;
    }
    return "";
}

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

/* The longest time between the two without trouble, of those that last beyond `past_ms`. */
static uint64_t free_past(const struct plan *plan, uint64_t from_ms, uint64_t to_ms,
                          uint64_t past_ms)
{
    uint64_t longest = 0;

    for (unsigned i = 0; i < plan->trouble_count && plan->troubles[i].from_ms < to_ms; i++) {
        const struct trouble_time *trouble = &plan->troubles[i];
        if (trouble->from_ms > past_ms && trouble->from_ms > from_ms &&
            trouble->from_ms - from_ms > longest)
            longest = trouble->from_ms - from_ms;
        if (trouble->to_ms > from_ms)
            from_ms = trouble->to_ms;
    }
    return to_ms > from_ms && to_ms - from_ms > longest ? to_ms - from_ms : longest;
}

uint64_t plan_free_ms(const struct plan *plan, uint64_t from_ms, uint64_t to_ms)
{
    return free_past(plan, from_ms, to_ms, from_ms);
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

    add_trouble(plan, plan->deactivate_ms, plan->deactivate_ms);
    add_trouble(plan, plan->interrupt_ms, plan->interrupt_end_ms);
    add_trouble(plan, plan->services_reset_ms, plan->services_reset_ms);
    add_trouble(plan, plan->lost_ms, plan->back_ms);
    add_trouble(plan, plan->refused_ms, plan->refused_end_ms);
    add_trouble(plan, plan->die_ms, plan->die_end_ms);
    add_trouble(plan, plan->reset_ms, plan->reset_ms);
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
    call->in_app = on(setting, ADV_WISHES) && chance_at(stream, PLAN_IN_APP, who);
}

/* When the user answers, and how long he waits then for somebody to be heard; NEVER_MS if he does
 * not, or declines first. */
static uint64_t answered_ms(const struct plan *plan, unsigned key, const struct plan_call *call,
                            uint64_t *patience_ms)
{
    unsigned who = who_of(key, call->push_ms == call->first_ms ? ID_PUSH : ID_FIRST);
    uint64_t rings_ms = after(call->first_ms, time_at(plan->stream, ROW_REPORTED, who, 0));
    uint64_t decline_ms = after(rings_ms, time_at(plan->stream, ROW_DECLINE, who, 0));
    uint64_t answer_ms =
        call->early ? after(call->first_ms, time_at(plan->stream, ROW_ANSWER_EARLY, who, 0))
                    : after(rings_ms, time_at(plan->stream, ROW_ANSWER, who, 0));

    /* Whether to hang up is drawn when it rings, and again when he has answered. */
    *patience_ms = time_at(plan->stream, ROW_END_DEAD_AIR, who, answer_ms >= rings_ms);
    return answer_ms < decline_ms ? answer_ms : NEVER_MS;
}

static bool within(uint64_t ms, uint64_t from_ms, uint64_t to_ms)
{
    return ms != NEVER_MS && ms >= from_ms && ms <= to_ms;
}

static enum fate fate_of(const struct plan *plan, const struct setting *setting, unsigned key,
                         const struct plan_call *call)
{
    const struct oh_deadlines *limits = &setting->policy.deadlines;
    unsigned leg = who_of(key, 0);
    uint64_t answer_ms, both_ms, end_ms, patience_ms, ready_ms;

    if (call->start_ms != NEVER_MS)
        return FATE_PLACED;
    if (call->invite_ms == NEVER_MS)
        return FATE_NO_INVITE;
    if (call->report_refused)
        return FATE_NOT_SHOWN;
    if (call->invite == ACT_INVITE_ASKING || call->in_app)
        return FATE_BY_ITSELF;
    answer_ms = answered_ms(plan, key, call, &patience_ms);
    if (answer_ms == NEVER_MS)
        return FATE_NOT_ANSWERED;
    both_ms = answer_ms > call->invite_ms ? answer_ms : call->invite_ms;
    end_ms = both_ms + limits->setup_ms;
    if (call->elsewhere && call->invite_ms + time_at(plan->stream, ROW_ELSEWHERE, leg, 0) <= end_ms)
        return FATE_ELSEWHERE;
    if (call->invite_ms + time_at(plan->stream, ROW_CANCEL, leg, 0) <= end_ms ||
        (both_ms > answer_ms && answer_ms + patience_ms <= end_ms) ||
        call->cancel_push_ms <= end_ms)
        return FATE_GAVE_UP;
    if (within(plan->reset_ms, call->first_ms, end_ms))
        return FATE_SERVICE;
    if (call->push_ms == call->first_ms && call->invite_ms - call->push_ms >= limits->invite_ms)
        return FATE_LATE_INVITE;
    if (call->times_out || call->hold_times_out)
        return FATE_TIMED_OUT;
    ready_ms = call->invite_ms;
    if (call->invite == ACT_INVITE_PREPARING)
        ready_ms += time_at(plan->stream, ROW_LEG_READY, leg, 0);
    if (call->leg_fails || ready_ms + 1000 >= end_ms)
        return FATE_ENGINE;
    if (call->no_ack)
        return FATE_NO_ACK;
    /* A session that is lost before there is an answer to send was of no use. */
    if (call->invite != ACT_INVITE_NO_SESSION &&
        free_past(plan, both_ms, end_ms, ready_ms) < CHANCE_MS)
        return FATE_SESSION;
    return FATE_TALK;
}

static void decide_call(struct plan *plan, const struct setting *setting, unsigned key)
{
    struct plan_call *call = &plan->calls[key];

    if (on(setting, ADV_OUTGOING) && chance_at(plan->stream, PLAN_START, who_of(key, 0)))
        call->start_ms = call->first_ms;
    else
        decide_arrival(plan, setting, key, call);
    decide_habits(plan, setting, key, call);
    call->fate = fate_of(plan, setting, key, call);
}

void plan_make(struct plan *plan, const struct setting *setting, uint64_t seed, uint32_t wave,
               unsigned calls)
{
    static const struct plan_call none = {.invite_ms = NEVER_MS,
                                          .push_ms = NEVER_MS,
                                          .cancel_push_ms = NEVER_MS,
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
}
