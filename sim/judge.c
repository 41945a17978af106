/* Judging: what the record shows after each event, and for how long it did. */
#include "judge.h"

#include <string.h>

#include "drive.h"

const char *bad_name(enum bad bad)
{
    switch (bad) {
    case BAD_LOST: return "lost";
    case BAD_SILENT: return "silent";
    case BAD_GHOST: return "ghost";
    case BAD_STUCK: return "stuck";
    case BADS: break;
    }
    return "";
}

void judge_begin(struct judge *judge)
{
    for (unsigned key = 0; key < KEYS_MAX; key++)
        judge->calls[key] = (struct verdict){
            .both_ms = NEVER_MS,
            .talk_ms = NEVER_MS,
            .silent_ms = NEVER_MS,
            .ghost_ms = NEVER_MS,
            .stuck_ms = NEVER_MS,
            .open_ms = NEVER_MS,
        };
    judge->light_ms = NEVER_MS;
}

/* ---- What can be seen of a call ---- */

static bool shown(const struct env_key *key)
{
    for (unsigned id = 0; id < IDS; id++)
        if (ui_lives(&key->ids[id]))
            return true;
    return false;
}

static bool unanswered(const struct env_key *key)
{
    for (unsigned id = 0; id < IDS; id++)
        if (key->ids[id].open)
            return true;
    return false;
}

static const struct env_leg *living_leg(const struct env_key *key)
{
    for (unsigned leg = 0; leg < LEGS; leg++)
        if (leg_lives(&key->legs[leg]))
            return &key->legs[leg];
    return NULL;
}

/* Connected, nobody holds it, nobody was told of the silence, and there is no sound. While a
 * re-INVITE of ours is at the peer, it is the peer's turn. */
static bool silent(const struct scene *scene, unsigned number, const struct env_leg *leg)
{
    const struct env_key *key = &scene->env.keys[number];
    const struct env_more *more = &scene->env.more[number];

    if (leg == NULL || leg->sip != LEG_UP || key_held(key) || leg->remote_held || leg->changing)
        return false;
    if (scene->env.dead && !leg->no_session && !more->told_silent)
        return true;
    return leg->held || !leg_has_audio(scene, leg);
}

/* ---- For how long ---- */

/* A condition that is now so, or not: since when, and, when it is over, whether it was too long. */
static bool too_long(uint64_t *since_ms, bool now, uint64_t now_ms, uint64_t limit_ms)
{
    if (now) {
        if (*since_ms == NEVER_MS)
            *since_ms = now_ms;
        return false;
    }
    bool long_enough = *since_ms != NEVER_MS && now_ms - *since_ms > limit_ms;
    *since_ms = NEVER_MS;
    return long_enough;
}

static bool silent_too_long(const struct plan *plan, uint64_t from_ms, uint64_t to_ms)
{
    return plan_free_ms(plan, from_ms, to_ms) > SILENT_MS;
}

static void look_at_silence(const struct sim *sim, struct verdict *its, bool now, uint64_t now_ms)
{
    uint64_t since_ms = its->silent_ms;

    if (too_long(&its->silent_ms, now, now_ms, SILENT_MS) &&
        silent_too_long(&sim->plan, since_ms, now_ms))
        its->bad |= 1u << BAD_SILENT;
}

/* Somebody is shown a call in which there is nobody. */
static void look_at_ghost(const struct env_key *key, struct verdict *its, bool now, uint64_t now_ms)
{
    uint64_t limit_ms = its->waited ? GHOST_WAITING_MS : GHOST_MS;

    if (now && key->waits)
        its->waited = true;
    if (too_long(&its->ghost_ms, now, now_ms, limit_ms))
        its->bad |= 1u << BAD_GHOST;
    if (!now)
        its->waited = false;
}

/* Who ended what was up? Not the peer, nor the user, nor the system: then it was dropped. */
static bool ended_by_order(const struct scene *scene)
{
    return scene->telling != OH_EV_UI_ENDED && scene->telling != OH_EV_UI_RESET &&
           scene->telling != OH_EV_UI_ACTION_TIMED_OUT && scene->telling != OH_EV_APP_ENDED &&
           scene->telling != OH_EV_ENGINE_TRANSFERRED && scene->telling != OH_EV_ENGINE_ENDED;
}

static void look_at_call(struct sim *sim, unsigned number)
{
    const struct scene *scene = &sim->scene;
    const struct env_key *key = &scene->env.keys[number];
    struct verdict *its = &sim->judge.calls[number];
    const struct env_leg *leg = living_leg(key);
    uint64_t now_ms = sim_now_ms(sim) - sim->base_ms;
    bool is_shown = shown(key);
    bool is_silent = silent(scene, number, leg);

    if (its->both_ms == NEVER_MS && leg != NULL && key_answered(key))
        its->both_ms = now_ms;
    if (leg != NULL && leg->sip == LEG_UP) {
        its->up = true;
        if (its->talk_ms == NEVER_MS && !is_silent && !key_held(key))
            its->talk_ms = now_ms;
    }
    /* A call that is ended for want of audio was silent to its end. */
    if (its->silent_ms != NEVER_MS && leg == NULL && !its->user_ended && ended_by_order(scene) &&
        plan_free_ms(&sim->plan, its->silent_ms, now_ms) > CHANCE_MS)
        its->dropped = true;
    look_at_silence(sim, its, is_silent, now_ms);
    look_at_ghost(key, its, is_shown && leg == NULL, now_ms);
    if (too_long(&its->stuck_ms, leg != NULL && !is_shown, now_ms, STUCK_MS) ||
        too_long(&its->open_ms, unanswered(key), now_ms, UNANSWERED_MS))
        its->bad |= 1u << BAD_STUCK;
}

/* The microphone is on, and nobody wanted it. */
static void look_at_light(struct sim *sim, uint64_t now_ms)
{
    bool on = sim->scene.env.enabled && !session_wanted(&sim->scene);

    if (too_long(&sim->judge.light_ms, on, now_ms, GHOST_MS))
        sim->judge.calls[sim->plan.count - 1].bad |= 1u << BAD_GHOST;
}

void judge_look(struct sim *sim, enum act act, unsigned key)
{
    uint64_t now_ms = sim_now_ms(sim) - sim->base_ms;

    if (act == ACT_END || act == ACT_APP_END || act == ACT_WISH_END || act == ACT_END_TIMES_OUT)
        sim->judge.calls[key].user_ended = true;
    for (unsigned i = 0; i < sim->world->setting.keys; i++)
        look_at_call(sim, i);
    look_at_light(sim, now_ms);
}

/* ---- At the end ---- */

#define BIT(property) (UINT64_C(1) << (property))

static bool could_be_talked_on(const struct sim *sim, unsigned number)
{
    return sim->plan.calls[number].fate == FATE_TALK;
}

/* It did not come about; or it was let go of for want of audio that could be had. */
static bool lost(const struct sim *sim, unsigned number)
{
    const struct verdict *its = &sim->judge.calls[number];

    return its->dropped || (could_be_talked_on(sim, number) && !its->up);
}

static bool never_heard(const struct sim *sim, unsigned number)
{
    const struct verdict *its = &sim->judge.calls[number];

    return could_be_talked_on(sim, number) && its->up && its->talk_ms == NEVER_MS;
}

/* What is so at rest will be so for ever. */
static void close_call(struct sim *sim, unsigned number, uint64_t end_ms)
{
    struct verdict *its = &sim->judge.calls[number];

    if (never_heard(sim, number) ||
        (its->silent_ms != NEVER_MS && silent_too_long(&sim->plan, its->silent_ms, end_ms)))
        its->bad |= 1u << BAD_SILENT;
    if (its->ghost_ms != NEVER_MS)
        its->bad |= 1u << BAD_GHOST;
    if (its->stuck_ms != NEVER_MS || its->open_ms != NEVER_MS)
        its->bad |= 1u << BAD_STUCK;
    if (lost(sim, number))
        its->bad |= 1u << BAD_LOST;
}

/* Who acted in this wave, as bits of check/'s adversaries. */
static uint32_t who_acted(const struct sim *sim)
{
    const struct plan *plan = &sim->plan;
    uint64_t end_ms = sim_now_ms(sim) - sim->base_ms;
    uint64_t acted = 0;

#define ACTED(adversary, at_ms) (acted |= (at_ms) <= end_ms ? (uint64_t)(adversary) : 0)
    ACTED(ADV_EARLY, plan->early_ms);
    ACTED(ADV_DEACTIVATE, plan->deactivate_ms);
    ACTED(ADV_RESET, plan->reset_ms);
    ACTED(ADV_INTERRUPT, plan->interrupt_ms);
    ACTED(ADV_INTERRUPT, plan->refused_ms);
    ACTED(ADV_SERVICES, plan->services_reset_ms);
    ACTED(ADV_AWAY, plan->lost_ms);
    ACTED(ADV_SILENCE, plan->die_ms);
    ACTED(ADV_ROUTE, plan->route_ms);
    ACTED(ADV_ROUTE, plan->route_bad_ms);
    ACTED(ADV_DND, plan->dnd_ms);
    ACTED(ADV_LEFTOVER, plan->leftover_ms);
    for (unsigned key = 0; key < plan->count; key++) {
        const struct plan_call *call = &plan->calls[key];
        ACTED(ADV_PUSH, call->push_ms);
        ACTED(ADV_CANCEL_PUSH, call->cancel_push_ms);
        ACTED(ADV_OLD_PUSH, call->old_push_ms);
        ACTED(ADV_FORK, call->fork_ms);
        ACTED(ADV_OUTGOING, call->start_ms);
        if (call->invite == ACT_INVITE_GRAB || call->invite == ACT_INVITE_GRAB_TOLD)
            acted |= ADV_GRAB;
        if (call->invite == ACT_INVITE_PREPARING)
            acted |= ADV_PREPARING;
        if (call->report_refused || call->early)
            acted |= ADV_REPORT;
        if (call->times_out || call->late)
            acted |= ADV_STALE;
        if (call->holds)
            acted |= ADV_HOLD;
        if (call->retries)
            acted |= ADV_RETRY;
        if (call->replaced)
            acted |= ADV_REPLACE;
        if (call->redirected)
            acted |= ADV_REDIRECT;
        if (call->elsewhere)
            acted |= ADV_ELSEWHERE;
    }
#undef ACTED
    if (plan->lose && sim->made[sim->world->index[ACT_LOSE][0][0]] > 0)
        acted |= ADV_LOSE;
    return acted;
}

static void count_call(const struct sim *sim, unsigned number, uint64_t acted, struct sums *sums)
{
    const struct verdict *its = &sim->judge.calls[number];
    enum fate fate = sim->plan.calls[number].fate;

    sums->calls++;
    sums->fates[fate]++;
    sums->talked[fate] += its->talk_ms != NEVER_MS;
    sums->bad_calls += its->bad != 0;
    for (unsigned i = 0; i < BADS; i++)
        sums->bad[i] += its->bad >> i & 1;
    for (unsigned i = 0; i < KINDS; i++) {
        sums->met[i] += acted >> i & 1;
        sums->bad_met[i] += acted >> i & 1 && its->bad != 0;
    }
    if (fate == FATE_TALK && its->talk_ms != NEVER_MS) {
        uint64_t bin = (its->talk_ms - its->both_ms) / BIN_MS;
        sums->answer_to_sound[bin < BINS ? bin : BINS - 1]++;
    }
}

void judge_end(struct sim *sim, bool at_rest, uint32_t *bad, struct sums *sums)
{
    uint64_t end_ms = sim_now_ms(sim) - sim->base_ms;
    struct judge *judge = &sim->judge;
    unsigned last = sim->plan.count - 1;
    uint64_t acted = who_acted(sim);

    for (unsigned key = 0; key < sim->world->setting.keys; key++)
        close_call(sim, key, end_ms);
    if (judge->light_ms != NEVER_MS)
        judge->calls[last].bad |= 1u << BAD_GHOST;
    uint64_t broken = at_rest ? broken_at_rest(&sim->scene, OPEN, 0, 0) : 0;
    sim->broken |= broken;
    if (!at_rest || broken & (BIT(P_Q1) | BIT(P_Q2) | BIT(P_Q3) | BIT(P_Q7)))
        judge->calls[last].bad |= 1u << BAD_STUCK;
    for (unsigned key = 0; key < sim->world->setting.keys; key++) {
        if (key < sim->plan.count)
            count_call(sim, key, acted, sums);
        for (unsigned i = 0; i < BADS; i++)
            bad[i] += judge->calls[key].bad >> i & 1;
    }
}

void sums_add(struct sums *to, const struct sums *from)
{
    to->schedules += from->schedules;
    to->bad_schedules += from->bad_schedules;
    to->broken_schedules += from->broken_schedules;
    to->events += from->events;
    to->calls += from->calls;
    to->bad_calls += from->bad_calls;
    to->broken |= from->broken;
    to->digest += from->digest;
    for (unsigned i = 0; i < FATES; i++) {
        to->fates[i] += from->fates[i];
        to->talked[i] += from->talked[i];
    }
    for (unsigned i = 0; i < BADS; i++)
        to->bad[i] += from->bad[i];
    for (unsigned i = 0; i < BINS; i++)
        to->answer_to_sound[i] += from->answer_to_sound[i];
    for (unsigned i = 0; i < KINDS; i++) {
        to->met[i] += from->met[i];
        to->bad_met[i] += from->bad_met[i];
    }
}
