/*
 * When a move is due, and why: the guards of check/ say whether it can be made; here the plan and
 * people's habits say whether it is. No policy of a strategy is known here.
 */
#include "drive.h"

static bool can(const struct sim *sim, const struct entry *entry)
{
    return move_can(&sim->scene, &entry->move) != 0;
}

static bool can_act(const struct sim *sim, enum act act)
{
    uint16_t index = sim->world->index[act][0][0];

    return index != NO_ENTRY && can(sim, &sim->world->entries[index]);
}

static const struct env_leg *leg_at(const struct sim *sim, const struct entry *entry)
{
    return &sim->scene.env.keys[entry->key].legs[entry->sub];
}

static const struct env_ui *ui_at(const struct sim *sim, const struct entry *entry)
{
    return &sim->scene.env.keys[entry->key].ids[entry->sub];
}

static enum row if_can(const struct sim *sim, const struct entry *entry, enum row row)
{
    return can(sim, entry) ? row : ROW_NONE;
}

/* It has not been due in this wave, or is for the first time. */
static bool first_time(const struct sim *sim, const struct entry *entry)
{
    size_t index = (size_t)(entry - sim->world->entries);

    return sim->made[index] == 0 || sim->row[index] != ROW_NONE;
}

/* Nobody who asks gets the session now: PREPARE is refused without a reason. */
static bool refused_now(const struct sim *sim)
{
    uint64_t now_ms = sim_now_ms(sim) - sim->base_ms;

    return now_ms >= sim->plan.refused_ms && now_ms < sim->plan.refused_end_ms;
}

static bool dead_now(const struct sim *sim)
{
    uint64_t now_ms = sim_now_ms(sim) - sim->base_ms;

    return sim->scene.env.dead && now_ms < sim->plan.die_end_ms;
}

/* ---- The engine and the peer ---- */

static enum row row_of_ack(const struct sim *sim, const struct entry *entry)
{
    const struct env_leg *leg = leg_at(sim, entry);

    if (leg->sip != LEG_ACCEPTED)
        return ROW_NONE;
    if (leg->outgoing)
        return ROW_ACK_OURS;
    return sim->plan.calls[entry->key].no_ack ? ROW_NONE : ROW_ACK;
}

/* Gates and devices: somebody is to be heard. */
static bool sounds(const struct sim *sim, const struct env_leg *leg)
{
    return leg_has_audio(&sim->scene, leg) && (leg->no_session || !sim->scene.env.dead);
}

/* Whether the peer hears somebody, or knows why not. */
static bool peer_content(const struct sim *sim, const struct env_leg *leg)
{
    return leg->held || leg->remote_held || sounds(sim, leg);
}

static enum row row_of_bye(const struct sim *sim, const struct entry *entry)
{
    const struct env_leg *leg = leg_at(sim, entry);

    if (leg->sip == LEG_ACCEPTED && sim->plan.calls[entry->key].no_ack)
        return ROW_BYE_DEAD_AIR; /* it does not even confirm */
    if (leg->sip != LEG_UP)
        return ROW_NONE;
    return peer_content(sim, leg) ? ROW_BYE_TALK : ROW_BYE_DEAD_AIR;
}

static enum row row_of_leg(const struct sim *sim, const struct entry *entry)
{
    bool fails = sim->plan.calls[entry->key].leg_fails;

    if (!leg_at(sim, entry)->preparing)
        return ROW_NONE;
    if (entry->act == ACT_LEG_FAILED)
        return fails ? ROW_LEG_FAILED : ROW_NONE;
    return fails ? ROW_NONE : ROW_LEG_READY;
}

static bool leg_up(const struct sim *sim, const struct entry *entry)
{
    return sim->scene.env.keys[entry->key].legs[0].sip == LEG_UP;
}

/* Of a call that is being ended nobody asks any more. */
static enum row row_of_transfer(const struct sim *sim, const struct entry *entry, enum row row)
{
    return leg_at(sim, entry)->sip == LEG_UP ? if_can(sim, entry, row) : ROW_NONE;
}

/* ---- The user ---- */

/* A leg that is up, and what its user hears. */
enum hears { HEARS_NOBODY, HEARS_PLACED, HEARS_THEM };

static enum hears hears(const struct sim *sim, unsigned key)
{
    const struct env_key *its = &sim->scene.env.keys[key];
    enum hears most = HEARS_NOBODY;

    for (unsigned i = 0; i < LEGS; i++) {
        const struct env_leg *leg = &its->legs[i];
        if (leg->sip == LEG_UP && (key_held(its) || sounds(sim, leg)))
            return HEARS_THEM;
        if (leg->sip == LEG_INVITING || leg->sip == LEG_PROGRESSED)
            most = HEARS_PLACED;
    }
    return most;
}

/* He answers what rings before him; whether he has to make room first is seen then. */
static enum row row_of_answer(const struct sim *sim, const struct entry *entry)
{
    const struct env_ui *ui = ui_at(sim, entry);
    bool early = sim->plan.calls[entry->key].early;

    if (ui->answered || !ui_lives(ui))
        return ROW_NONE;
    if (early)
        return ROW_ANSWER_EARLY;
    return ui->shown == SHOWN_YES ? ROW_ANSWER : ROW_NONE;
}

static enum row row_of_end(const struct sim *sim, const struct entry *entry)
{
    const struct env_ui *ui = ui_at(sim, entry);

    if (ui->shown != SHOWN_YES)
        return ROW_NONE;
    if (!ui->answered)
        return ROW_DECLINE;
    switch (hears(sim, entry->key)) {
    case HEARS_NOBODY: return ROW_END_DEAD_AIR;
    case HEARS_PLACED: return ROW_END_PLACED;
    case HEARS_THEM: return ROW_END_TALK;
    }
    return ROW_NONE;
}

/* He turned to another call than this, and waits to hear somebody: until then he goes back to
 * none, and nobody places one for him. */
static bool waits_to_hear(const struct sim *sim, unsigned key)
{
    for (unsigned other = 0; other < sim->world->setting.keys; other++) {
        const struct env_key *its = &sim->scene.env.keys[other];
        if (other != key && key_answered(its) && !key_held(its) &&
            sim->judge.calls[other].talk_ms == NEVER_MS)
            return true;
    }
    return false;
}

static enum row row_of_refusal(const struct sim *sim, const struct entry *entry)
{
    uint8_t worlds = move_can(&sim->scene, &entry->move);

    if (worlds == 0)
        return ROW_NONE;
    return worlds & QUIET || waits_to_hear(sim, entry->key) ? ROW_ASKED_BUSY : ROW_ASKED_REFUSED;
}

static bool is_muted(const struct sim *sim, const struct entry *entry)
{
    return sim->scene.env.more[entry->key].muted >> entry->sub & 1;
}

static enum row row_of_time_out(const struct sim *sim, const struct entry *entry)
{
    const struct env_ui *ui = ui_at(sim, entry);

    if (ui->open && ui_lives(ui))
        return ROW_TIME_OUT;
    return sim->plan.calls[entry->key].times_out && first_time(sim, entry)
               ? if_can(sim, entry, ROW_TIME_OUT_CROSSING)
               : ROW_NONE;
}

/* ---- His other hand: the application's buttons ---- */

static bool rings(const struct env_ui *ui)
{
    return ui->shown == SHOWN_YES && !ui->answered;
}

static bool talks_elsewhere(const struct sim *sim, unsigned key)
{
    for (unsigned other = 0; other < sim->world->setting.keys; other++) {
        const struct env_key *its = &sim->scene.env.keys[other];
        if (other != key && key_answered(its) && !key_held(its))
            return true;
    }
    return false;
}

static enum row if_wished(const struct sim *sim, const struct entry *entry, bool turn, enum row row)
{
    return sim->plan.calls[entry->key].in_app && turn ? if_can(sim, entry, row) : ROW_NONE;
}

static enum row row_of_swap(const struct sim *sim, const struct entry *entry)
{
    const struct env_ui *ui = ui_at(sim, entry);

    return if_wished(sim, entry,
                     (rings(ui) || ui->held) && talks_elsewhere(sim, entry->key) &&
                         !waits_to_hear(sim, entry->key),
                     ROW_WISH_SWAP);
}

/* ---- The audio session ---- */

/* The wave's first due activation is, where the plan says so. */
static bool to_be_lost(const struct sim *sim)
{
    return sim->plan.lose &&
           first_time(sim, &sim->world->entries[sim->world->index[ACT_LOSE][0][0]]);
}

static enum row row_of_activation(const struct sim *sim, const struct entry *entry)
{
    bool due = sim->scene.env.owed == OWED_DUE;

    if (!can(sim, entry) || (due && to_be_lost(sim)))
        return ROW_NONE;
    return due ? ROW_ACTIVATE : ROW_ACTIVATE_PERHAPS;
}

static enum row row_of_deactivation(const struct sim *sim, const struct entry *entry)
{
    uint8_t worlds = move_can(&sim->scene, &entry->move);

    if (worlds == 0)
        return ROW_NONE;
    return worlds & QUIET ? ROW_DEACTIVATE : ROW_DEACTIVATE_HELD;
}

static enum row row_of_prepare(const struct sim *sim, const struct entry *entry)
{
    if (sim->scene.env.prepare == 0)
        return ROW_NONE;
    bool could = can_act(sim, ACT_PREPARED) && !refused_now(sim);
    if (entry->act == ACT_PREPARE_REFUSED)
        return could ? ROW_NONE : ROW_PREPARE_REFUSED;
    if (!could || (entry->act == ACT_STAY_DEAD) != dead_now(sim))
        return ROW_NONE;
    return entry->act == ACT_PREPARED ? ROW_PREPARED : ROW_STAY_DEAD;
}

/* ---- Frames: one report a second, of what flows now ---- */

static enum act what_flows(const struct sim *sim, const struct entry *entry)
{
    const struct env_leg *leg = leg_at(sim, entry);

    if (leg->no_session) /* a tone: no device captures it */
        return ACT_CAPTURE_NOTHING;
    if (sim->scene.env.dead)
        return sim->plan.stream & 1 && !leg->lost ? ACT_PLAY_NOTHING : ACT_CAPTURE_NOTHING;
    if (leg->lost)
        return ACT_HEAR_NOTHING;
    return leg->remote_held ? ACT_FLOW_ALIVE : ACT_FLOW;
}

static enum row row_of_flow(const struct sim *sim, const struct entry *entry, enum row row)
{
    return what_flows(sim, entry) == entry->act ? if_can(sim, entry, row) : ROW_NONE;
}

/* ---- All ---- */

enum row row_now(const struct sim *sim, const struct entry *entry)
{
    const struct plan_call *call = &sim->plan.calls[entry->key];

    switch (entry->act) {
    case ACT_CANCEL: return if_can(sim, entry, ROW_CANCEL);
    case ACT_ELSEWHERE: return call->elsewhere ? if_can(sim, entry, ROW_ELSEWHERE) : ROW_NONE;
    case ACT_RETRY: return call->retries ? if_can(sim, entry, ROW_RETRY) : ROW_NONE;
    case ACT_BYE: return row_of_bye(sim, entry);
    case ACT_ACCEPTED: return if_can(sim, entry, ROW_ACCEPTED);
    case ACT_ACK: return row_of_ack(sim, entry);
    case ACT_CONFIRM: return if_can(sim, entry, ROW_CONFIRM);
    case ACT_CHANGE_TAKEN: return if_can(sim, entry, ROW_CHANGE_TAKEN);
    case ACT_CHANGE_REFUSED: return if_can(sim, entry, ROW_CHANGE_REFUSED);
    case ACT_LEG_READY:
    case ACT_LEG_FAILED: return row_of_leg(sim, entry);
    case ACT_TELL_GRAB: return if_can(sim, entry, ROW_TELL_GRAB);
    case ACT_TRANSFER_DONE: return row_of_transfer(sim, entry, ROW_TRANSFER_DONE);
    case ACT_TRANSFER_FAILED: return row_of_transfer(sim, entry, ROW_TRANSFER_FAILED);
    case ACT_TRANSFER_ASKED:
        return waits_to_hear(sim, entry->key) ? ROW_NONE : if_can(sim, entry, ROW_TRANSFER_ASKED);
    case ACT_REPLACE:
        return call->replaced && leg_up(sim, entry) ? if_can(sim, entry, ROW_REPLACE) : ROW_NONE;
    case ACT_REDIRECT: return call->redirected ? if_can(sim, entry, ROW_REDIRECT) : ROW_NONE;
    case ACT_REDIRECT_LATE:
        return call->redirected ? if_can(sim, entry, ROW_REDIRECT_LATE) : ROW_NONE;
    case ACT_UPDATE: return if_can(sim, entry, ROW_UPDATE);
    case ACT_PROGRESS: return if_can(sim, entry, ROW_PROGRESS);
    case ACT_BE_ANSWERED: return if_can(sim, entry, ROW_BE_ANSWERED);
    case ACT_BE_DECLINED: return if_can(sim, entry, ROW_BE_DECLINED);

    case ACT_BE_LOST: return if_can(sim, entry, ROW_BE_LOST);
    case ACT_BE_FOUND: return if_can(sim, entry, ROW_BE_FOUND);
    case ACT_BE_HELD: return if_can(sim, entry, ROW_BE_HELD);
    case ACT_BE_RESUMED: return if_can(sim, entry, ROW_BE_RESUMED);
    case ACT_FLOW: return row_of_flow(sim, entry, ROW_FLOW);
    case ACT_FLOW_ALIVE: return row_of_flow(sim, entry, ROW_FLOW_ALIVE);
    case ACT_CAPTURE_NOTHING: return row_of_flow(sim, entry, ROW_CAPTURE_NOTHING);
    case ACT_PLAY_NOTHING: return row_of_flow(sim, entry, ROW_PLAY_NOTHING);
    case ACT_HEAR_NOTHING: return row_of_flow(sim, entry, ROW_HEAR_NOTHING);

    case ACT_REPORTED:
        return call->report_refused && !ui_at(sim, entry)->completing
                   ? ROW_NONE
                   : if_can(sim, entry, ROW_REPORTED);
    case ACT_REPORT_REFUSED:
        return call->report_refused ? if_can(sim, entry, ROW_REPORT_REFUSED) : ROW_NONE;
    case ACT_ANSWER: return row_of_answer(sim, entry);
    case ACT_END: return row_of_end(sim, entry);
    case ACT_HOLD:
        return call->holds && hears(sim, entry->key) == HEARS_THEM ? if_can(sim, entry, ROW_HOLD)
                                                                   : ROW_NONE;
    case ACT_RESUME:
        return waits_to_hear(sim, entry->key) ? ROW_NONE : if_can(sim, entry, ROW_RESUME);
    case ACT_MUTE: return if_can(sim, entry, ROW_MUTE);
    case ACT_UNMUTE: return is_muted(sim, entry) ? if_can(sim, entry, ROW_UNMUTE) : ROW_NONE;
    case ACT_DIAL: return if_can(sim, entry, ROW_DIAL);
    case ACT_TIME_OUT: return row_of_time_out(sim, entry);
    case ACT_LATE_END: return call->late ? if_can(sim, entry, ROW_LATE_END) : ROW_NONE;
    case ACT_LATE_ANSWER: return call->late ? if_can(sim, entry, ROW_LATE_ANSWER) : ROW_NONE;
    case ACT_APP_TRANSFER: return if_can(sim, entry, ROW_APP_TRANSFER);
    case ACT_APP_END: return if_can(sim, entry, ROW_APP_END);

    case ACT_WISH_ANSWER:
        return if_wished(sim, entry, rings(ui_at(sim, entry)) && !waits_to_hear(sim, entry->key),
                         ROW_WISH_ANSWER);
    case ACT_WISH_END:
        return if_wished(sim, entry, ui_at(sim, entry)->shown == SHOWN_YES, ROW_WISH_END);
    case ACT_WISH_HOLD:
        return if_wished(sim, entry, hears(sim, entry->key) == HEARS_THEM, ROW_WISH_HOLD);
    case ACT_WISH_RESUME:
        return if_wished(sim, entry, ui_at(sim, entry)->held && !waits_to_hear(sim, entry->key),
                         ROW_WISH_RESUME);
    case ACT_WISH_MUTE: return if_wished(sim, entry, !is_muted(sim, entry), ROW_WISH_MUTE);
    case ACT_WISH_UNMUTE: return if_wished(sim, entry, is_muted(sim, entry), ROW_WISH_UNMUTE);
    case ACT_WISH_DIAL: return if_wished(sim, entry, true, ROW_WISH_DIAL);
    case ACT_WISH_SWAP: return row_of_swap(sim, entry);
    case ACT_ASKED_ANSWER: return if_can(sim, entry, ROW_ASKED_ANSWER);
    case ACT_ASKED_END: return if_can(sim, entry, ROW_ASKED_END);
    case ACT_ASKED_HOLD: return if_can(sim, entry, ROW_ASKED_HOLD);
    case ACT_ASKED_RESUME: return if_can(sim, entry, ROW_ASKED_RESUME);
    case ACT_ASKED_MUTE: return if_can(sim, entry, ROW_ASKED_MUTE);
    case ACT_ASKED_UNMUTE: return if_can(sim, entry, ROW_ASKED_UNMUTE);
    case ACT_ASKED_DIAL: return if_can(sim, entry, ROW_ASKED_DIAL);
    case ACT_ASKED_START:
        return waits_to_hear(sim, entry->key) ? ROW_NONE : if_can(sim, entry, ROW_ASKED_START);
    case ACT_ASKED_REFUSED: return row_of_refusal(sim, entry);
    case ACT_HOLD_TIMES_OUT:
        return call->hold_times_out ? if_can(sim, entry, ROW_HOLD_TIMES_OUT) : ROW_NONE;
    case ACT_END_TIMES_OUT:
        return call->hold_times_out ? if_can(sim, entry, ROW_END_TIMES_OUT) : ROW_NONE;

    case ACT_ACTIVATE: return row_of_activation(sim, entry);
    case ACT_LOSE: return to_be_lost(sim) ? if_can(sim, entry, ROW_LOSE) : ROW_NONE;
    case ACT_DEACTIVATE: return row_of_deactivation(sim, entry);
    case ACT_PREPARED:
    case ACT_STAY_DEAD:
    case ACT_PREPARE_REFUSED: return row_of_prepare(sim, entry);
    case ACT_HEAL: return refused_now(sim) ? ROW_NONE : if_can(sim, entry, ROW_HEAL);
    case ACT_PREPARED_LATE: return if_can(sim, entry, ROW_PREPARED_LATE);

    case ACT_INVITE: /* planned, or none of the simulator's */
    case ACT_INVITE_GRAB:
    case ACT_INVITE_GRAB_TOLD:
    case ACT_INVITE_PREPARING:
    case ACT_INVITE_NO_SESSION:
    case ACT_INVITE_ASKING:
    case ACT_FORK:
    case ACT_RESET:
    case ACT_PUSH:
    case ACT_PUSH_CANCEL:
    case ACT_PUSH_OLD:
    case ACT_UNDISTURBED:
    case ACT_DISTURBED:
    case ACT_LEFTOVER:
    case ACT_ROUTE:
    case ACT_ROUTE_BAD:
    case ACT_START:
    case ACT_PLACE:
    case ACT_ACTIVATE_UNASKED:
    case ACT_DEACTIVATE_UNASKED:
    case ACT_INTERRUPT:
    case ACT_INTERRUPT_END:
    case ACT_INTERRUPT_END_UNTOLD:
    case ACT_SERVICES_LOST:
    case ACT_SERVICES_RESET:
    case ACT_SERVICES_BACK:
    case ACT_DIE:
    case ACT_CLOCK:
    case ACT_NONE:
    case ACTS: return ROW_NONE;
    }
    return ROW_NONE;
}
