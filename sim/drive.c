/*
 * Driving a schedule: whatever is possible and due gets its time from the seed's stream when it
 * becomes so, and loses it when it is not any more; the earliest goes next. The mind is woken for
 * its deadlines. At rest, the wave is judged.
 */
#include "drive.h"
#include "options.h"

#include <stdlib.h>
#include <string.h>

/* A wave that is not at rest by then never will be. */
#define HORIZON_MS (3600 * 1000)
#define EVENTS_MAX 100000

/* ---- What all schedules share ---- */

static bool is_planned(enum act act)
{
    return act == ACT_INVITE || act == ACT_INVITE_GRAB || act == ACT_INVITE_GRAB_TOLD ||
           act == ACT_INVITE_PREPARING || act == ACT_INVITE_NO_SESSION ||
           act == ACT_INVITE_ASKING || act == ACT_FORK || act == ACT_RESET || act == ACT_PUSH ||
           act == ACT_PUSH_CANCEL || act == ACT_START || act == ACT_PLACE ||
           act == ACT_ACTIVATE_UNASKED || act == ACT_DEACTIVATE_UNASKED || act == ACT_INTERRUPT ||
           act == ACT_INTERRUPT_END || act == ACT_INTERRUPT_END_UNTOLD ||
           act == ACT_SERVICES_LOST || act == ACT_SERVICES_RESET || act == ACT_SERVICES_BACK ||
           act == ACT_DIE || act == ACT_PUSH_OLD || act == ACT_UNDISTURBED ||
           act == ACT_DISTURBED || act == ACT_LEFTOVER || act == ACT_ROUTE || act == ACT_ROUTE_BAD;
}

static void add_moves(struct world *world, const struct setting *setting)
{
    static _Thread_local struct moves moves;

    moves_of(setting, &moves);
    for (unsigned i = 0; i < moves.count; i++) {
        const struct move *move = &moves.all[i];
        bool whole = move->kind->per == PER_WORLD;
        uint8_t key = whole ? 0 : move->key, sub = whole ? 0 : move->sub;
        enum act act = act_of(move->kind->words);
        if (move->kind->words[0] == '\0' && whole)
            act = ACT_CLOCK;
        if (act == ACT_NONE || world->index[act][key][sub] != NO_ENTRY)
            continue;
        if (world->count == ENTRIES_MAX)
            abort();
        world->index[act][key][sub] = (uint16_t)world->count;
        world->entries[world->count++] = (struct entry){*move, act, key, sub, is_planned(act)};
    }
}

void world_make(struct world *world, const struct strategy *strategy,
                const struct oh_policy *policy, uint64_t adversaries)
{
    memset(world, 0, sizeof *world);
    memset(world->index, 0xff, sizeof world->index); /* NO_ENTRY */
    world->setting = (struct setting){.strategy = strategy,
                                      .policy = *policy,
                                      .adversaries = adversaries,
                                      .keys = KEYS_MAX,
                                      .slots = KEYS_MAX,
                                      .ids = (1u << IDS) - 1,
                                      .more_bytes = 1};
    setting_fit_policy(&world->setting); /* as the explorer's (docs/environment.md) */
    /* One table of moves holds less than all that everything together can do. */
    for (unsigned bit = 0; bit < KINDS; bit++) {
        struct setting one = world->setting;
        one.adversaries =
            adversaries & (UINT64_C(1) << bit | ADV_FORK | ADV_RETRY); /* both: second legs */
        if (adversaries >> bit & 1 || bit == 0)
            add_moves(world, &one);
    }
}

/* ---- A wave's beginning ---- */

static void plan_for(struct sim *sim, enum act act, unsigned key, uint64_t at_ms)
{
    uint16_t index = sim->world->index[act][key][0];

    if (index == NO_ENTRY || at_ms == NEVER_MS)
        return;
    if (sim->due_ms[index] == NEVER_MS)
        sim->planned[sim->planned_count++] = index;
    sim->due_ms[index] = sim->base_ms + at_ms;
}

static void set_the_plan(struct sim *sim)
{
    const struct plan *plan = &sim->plan;

    for (unsigned key = 0; key < plan->count; key++) {
        const struct plan_call *call = &plan->calls[key];
        plan_for(sim, call->invite, key, call->invite_ms);
        plan_for(sim, ACT_PUSH, key, call->push_ms);
        plan_for(sim, ACT_PUSH_CANCEL, key, call->cancel_push_ms);
        plan_for(sim, ACT_PUSH_OLD, key, call->old_push_ms);
        plan_for(sim, ACT_FORK, key, call->fork_ms);
        plan_for(sim, call->in_app ? ACT_PLACE : ACT_START, key, call->start_ms);
    }
    plan_for(sim, ACT_ACTIVATE_UNASKED, 0, plan->early_ms);
    plan_for(sim, ACT_DEACTIVATE_UNASKED, 0, plan->deactivate_ms);
    plan_for(sim, ACT_RESET, 0, plan->reset_ms);
    plan_for(sim, ACT_INTERRUPT, 0, plan->interrupt_ms);
    plan_for(sim, plan->interrupt_end_told ? ACT_INTERRUPT_END : ACT_INTERRUPT_END_UNTOLD, 0,
             plan->interrupt_end_ms);
    plan_for(sim, ACT_SERVICES_LOST, 0, plan->lost_ms);
    plan_for(sim, ACT_SERVICES_RESET, 0, plan->services_reset_ms);
    plan_for(sim, ACT_DIE, 0, plan->die_ms);
    plan_for(sim, ACT_ROUTE, 0, plan->route_ms);
    plan_for(sim, ACT_ROUTE_BAD, 0, plan->route_bad_ms);
    plan_for(sim, ACT_UNDISTURBED, 0, plan->dnd_ms);
    plan_for(sim, ACT_DISTURBED, 0, plan->dnd_end_ms);
    plan_for(sim, ACT_LEFTOVER, 0, plan->leftover_ms);
}

/* Of legs and ids only those that can occur in this plan. */
static bool occurs(const struct sim *sim, const struct entry *entry)
{
    const struct plan_call *call = &sim->plan.calls[entry->key];

    switch (entry->move.kind->per) {
    case PER_WORLD: return true;
    case PER_KEY: /* a peer's transfer takes a place that the plan leaves free */
        return entry->act == ACT_TRANSFER_ASKED ? entry->key >= sim->plan.count : true;
    case PER_LEG:
        return entry->sub == 0 || call->fork_ms != NEVER_MS || call->retries || call->replaced ||
               call->redirected;
    case PER_ID:
        return entry->sub == ID_FIRST ||
               (entry->sub == ID_PUSH &&
                (call->push_ms != NEVER_MS || call->cancel_push_ms != NEVER_MS ||
                 call->old_push_ms != NEVER_MS)) ||
               (entry->sub == ID_RETRY && (call->fork_ms != NEVER_MS || call->retries));
    case PER_SLOT: return false;
    }
    return false;
}

static void choose_entries(struct sim *sim)
{
    memset(sim->active_count, 0, sizeof sim->active_count);
    for (unsigned i = 0; i < sim->world->count; i++) {
        const struct entry *entry = &sim->world->entries[i];
        unsigned place = entry->move.kind->per == PER_WORLD ? KEYS_MAX : entry->key;
        if (entry->act != ACT_CLOCK && !entry->planned && occurs(sim, entry))
            sim->actives[place][sim->active_count[place]++] = (uint16_t)i;
    }
}

static void begin_wave(struct sim *sim, uint64_t seed, uint32_t wave, unsigned calls)
{
    struct mind *mind = mind_of(&sim->scene);

    plan_make(&sim->plan, &sim->world->setting, seed, wave, calls);
    mind->wave = wave + 1;
    sim->base_ms = mind->now_ms;
    memset(&sim->scene.env, 0, sizeof sim->scene.env);
    memset(sim->due_ms, 0xff, sim->world->count * sizeof *sim->due_ms); /* NEVER_MS */
    memset(sim->row, ROW_NONE, sizeof sim->row);
    memset(sim->made, 0, sizeof sim->made);
    memset(sim->asleep, 0, sizeof sim->asleep);
    sim->planned_count = 0;
    choose_entries(sim);
    set_the_plan(sim);
    judge_begin(&sim->judge);
}

/* ---- Making a move ---- */

static void mix(struct sim *sim, uint64_t value)
{
    sim->digest = (sim->digest ^ value) * UINT64_C(0x100000001b3);
}

static void play(struct sim *sim, const struct entry *entry)
{
    struct scene *scene = &sim->scene;

    scene->env.used = 0; /* who has his turn is the plan's to say */
    move_play(scene, &entry->move);
    sim->broken |= scene->broken | broken_by_state(scene);
    sim->events++;
    mix(sim, sim_now_ms(sim));
    mix(sim, (uint64_t)entry->act << 16 | (uint64_t)entry->key << 8 | entry->sub);
    for (uint16_t i = 0; i < scene->out.count; i++)
        mix(sim, (uint64_t)scene->items[i].type << 16 | (uint64_t)scene->items[i].leg << 8 |
                     scene->items[i].call.bytes[0]);
    judge_look(sim, entry->act, entry->key);
    if (sim->watch != NULL)
        sim->watch(sim->ctx, sim, entry);
}

static bool try_to(struct sim *sim, enum act act, unsigned key, unsigned sub)
{
    uint16_t index = sim->world->index[act][key][sub];

    if (index == NO_ENTRY)
        return false;
    sim->scene.env.used = 0;
    if (move_can(&sim->scene, &sim->world->entries[index].move) == 0)
        return false;
    play(sim, &sim->world->entries[index]);
    return true;
}

/* He talks on another call: that one is held, or ended, first. */
static void make_room(struct sim *sim, unsigned key)
{
    bool holds = chance_at(sim->plan.stream, PLAN_MAKE_ROOM, who_of(key, 0));

    for (unsigned other = 0; other < sim->world->setting.keys; other++) {
        const struct env_key *its = &sim->scene.env.keys[other];
        if (other == key || !key_answered(its) || key_held(its))
            continue;
        for (unsigned id = 0; id < IDS; id++) {
            const struct env_ui *ui = &its->ids[id];
            if (!ui->answered || !ui_lives(ui) || ui->held)
                continue;
            if (holds)
                try_to(sim, ACT_HOLD, other, id);
            if (!ui->held) /* he would not, or could not */
                try_to(sim, ACT_END, other, id);
        }
    }
}

/* A move that is due. One that the plan says may have become impossible: it is passed over. */
static void perform(struct sim *sim, uint16_t index)
{
    const struct entry *entry = &sim->world->entries[index];
    enum act act = entry->act;

    sim->due_ms[index] = NEVER_MS;
    sim->row[index] = ROW_NONE;
    if (act == ACT_ANSWER && move_can(&sim->scene, &entry->move) == 0)
        make_room(sim, entry->key);
    if (act == ACT_SERVICES_LOST)
        plan_for(sim, sim->plan.back_told ? ACT_SERVICES_RESET : ACT_SERVICES_BACK, 0,
                 sim->plan.back_ms);
    if (!try_to(sim, act, entry->key, entry->sub) &&
        (act == ACT_INVITE_GRAB || act == ACT_INVITE_GRAB_TOLD)) /* nothing to grab */
        try_to(sim, ACT_INVITE, entry->key, 0);
}

/* ---- The clock ---- */

/* The call UI was asked to start it. */
static bool may_start(const struct sim *sim, unsigned key)
{
    const struct env_wishes *wishes = &sim->scene.env.more[key].wishes[ID_FIRST];

    return (wishes->asked | wishes->pending) & WISH_START;
}

/* Once the call's places are as at first, none of their moves can be due. */
static bool sleeps(const struct sim *sim, unsigned key)
{
    const struct env_key *its = &sim->scene.env.keys[key];
    bool still = true;

    for (unsigned i = 0; i < LEGS; i++)
        still &= its->legs[i].sip == LEG_NONE || its->legs[i].sip == LEG_GONE;
    for (unsigned i = 0; i < IDS; i++)
        still &= !ui_lives(&its->ids[i]) && !its->ids[i].completing && !its->ids[i].open;
    return still && !sim->plan.calls[key].late && !sim->plan.calls[key].retries &&
           !sim->plan.calls[key].redirected && !may_start(sim, key) &&
           !(sim->world->setting.adversaries & ADV_TRANSFER);
}

static void look_at(struct sim *sim, uint16_t index)
{
    const struct entry *entry = &sim->world->entries[index];
    enum row row = row_now(sim, entry);

    if (row == sim->row[index])
        return;
    sim->row[index] = (uint8_t)row;
    if (row == ROW_NONE) {
        sim->due_ms[index] = NEVER_MS;
        return;
    }
    unsigned who = entry->move.kind->per == PER_WORLD ? WHO_WORLD : who_of(entry->key, entry->sub);
    uint64_t wait_ms = time_at(sim->plan.stream, row, who, sim->made[index]);
    if (sim->made[index] < UINT8_MAX)
        sim->made[index]++;
    sim->due_ms[index] = wait_ms == NEVER_MS ? NEVER_MS : sim_now_ms(sim) + wait_ms;
}

static void put_to_sleep(struct sim *sim, unsigned place)
{
    for (unsigned i = 0; i < sim->active_count[place]; i++) {
        uint16_t index = sim->actives[place][i];
        sim->row[index] = ROW_NONE;
        sim->due_ms[index] = NEVER_MS;
    }
    sim->asleep[place] = true;
}

/* Give whatever can happen now its time, and return what comes first, or NO_ENTRY. */
static uint16_t look_at_all(struct sim *sim)
{
    uint16_t first = NO_ENTRY;
    uint64_t first_ms = NEVER_MS;

#define EARLIER(its)                   \
    if (sim->due_ms[its] < first_ms) { \
        first = (its);                 \
        first_ms = sim->due_ms[its];   \
    }

    sim->scene.env.used = 0;
    for (unsigned i = 0; i < sim->planned_count; i++) {
        EARLIER(sim->planned[i])
    }
    for (unsigned place = 0; place <= KEYS_MAX; place++) {
        if (place < KEYS_MAX && sleeps(sim, place)) {
            if (!sim->asleep[place])
                put_to_sleep(sim, place);
            continue;
        }
        sim->asleep[place] = false;
        for (unsigned i = 0; i < sim->active_count[place]; i++) {
            look_at(sim, sim->actives[place][i]);
            EARLIER(sim->actives[place][i])
        }
    }
#undef EARLIER
    return first;
}

/* A timer may be late; who is woken for something else looks at the clock as well. */
static void set_the_alarm(struct sim *sim)
{
    uint64_t deadline_ms = mind_deadline_ms(&sim->scene);

    if (deadline_ms == sim->deadline_ms)
        return;
    sim->deadline_ms = deadline_ms;
    sim->wake_ms = deadline_ms == OH_NEVER
                       ? NEVER_MS
                       : deadline_ms + time_at(sim->plan.stream, PLAN_WAKE, 0, sim->wakes++);
}

static void wake(struct sim *sim)
{
    const struct entry *clock = &sim->world->entries[sim->world->index[ACT_CLOCK][0][0]];

    play(sim, clock);
}

/* Until nothing is left to happen. Returns whether it came to that. */
static bool run_wave(struct sim *sim)
{
    struct mind *mind = mind_of(&sim->scene);
    uint64_t last = sim->events + EVENTS_MAX;

    while (sim->events < last) {
        uint16_t next = look_at_all(sim);
        set_the_alarm(sim);
        uint64_t next_ms = next == NO_ENTRY ? NEVER_MS : sim->due_ms[next];
        uint64_t at_ms = next_ms < sim->wake_ms ? next_ms : sim->wake_ms;
        if (at_ms == NEVER_MS)
            return true;
        if (at_ms > sim->base_ms + HORIZON_MS)
            return false;
        if (at_ms > mind->now_ms)
            mind->now_ms = at_ms;
        if (sim->deadline_ms <= mind->now_ms)
            wake(sim);
        else if (next != NO_ENTRY)
            perform(sim, next);
    }
    return false;
}

/* The user ends the application that is stuck, and starts it again: in its favour, as it would only
 * spoil the calls to come. The trace ends here. */
static void start_anew(struct sim *sim)
{
    uint64_t now_ms = sim_now_ms(sim);

    scene_init(&sim->scene, &sim->world->setting);
    mind_of(&sim->scene)->now_ms = now_ms;
}

struct outcome sim_run(struct sim *sim, const struct world *world, uint64_t seed, unsigned calls,
                       struct sums *sums, struct oh_trace_writer *trace)
{
    struct outcome outcome = {.seed = seed};

    sim->world = world;
    scene_init(&sim->scene, &world->setting);
    mind_of(&sim->scene)->trace = trace;
    sim->deadline_ms = sim->wake_ms = NEVER_MS;
    sim->events = 0;
    sim->digest = splitmix64_at(seed, 0);
    sim->broken = 0;
    sim->wakes = 0;
    for (uint32_t wave = 0; calls > 0; wave++) {
        begin_wave(sim, seed, wave, calls);
        bool at_rest = run_wave(sim);
        uint32_t bad[BADS] = {0};
        judge_end(sim, at_rest, bad, sums);
        for (unsigned i = 0; i < BADS; i++)
            outcome.bad[i] += bad[i];
        calls -= sim->plan.count;
        if (bad[BAD_STUCK] != 0 || !at_rest)
            start_anew(sim);
        mind_of(&sim->scene)->now_ms +=
            time_at(splitmix64_at(seed, 0), PLAN_NEXT_WAVE, WHO_WORLD, wave);
    }
    outcome.events = sim->events;
    outcome.digest = sim->digest;
    outcome.broken = sim->broken;
    sums->schedules++;
    sums->events += outcome.events;
    sums->digest += outcome.digest;
    sums->broken |= outcome.broken;
    sums->broken_schedules += outcome.broken != 0;
    sums->bad_schedules += (outcome.bad[0] | outcome.bad[1] | outcome.bad[2] | outcome.bad[3]) != 0;
    return outcome;
}
