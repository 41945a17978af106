/*
 * The oracle. It walks what the seed has in store: when the call's report completes, its user
 * answers and turns away, its caller gives up and confirms, our answer is ready, and when the
 * session can be had meanwhile. These are the very draws that a run makes later, whatever the
 * strategy does.
 */
#include "fate.h"

const char *fate_name(enum fate fate)
{
    switch (fate) {
    case FATE_TALK: return "could be talked on";
    case FATE_PLACED: return "placed";
    case FATE_BY_ITSELF: return "by itself, or in the app";
    case FATE_NO_INVITE: return "push without INVITE";
    case FATE_NOT_SHOWN: return "not to be shown";
    case FATE_NOT_ANSWERED: return "not answered";
    case FATE_GAVE_UP: return "one gave up";
    case FATE_ELSEWHERE: return "answered elsewhere";
    case FATE_TURNED: return "the user turned away";
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

static uint64_t sooner(uint64_t a_ms, uint64_t b_ms)
{
    return a_ms < b_ms ? a_ms : b_ms;
}

static uint64_t later(uint64_t a_ms, uint64_t b_ms)
{
    return a_ms > b_ms ? a_ms : b_ms;
}

static uint64_t after(uint64_t from_ms, uint64_t wait_ms)
{
    return from_ms == NEVER_MS || wait_ms == NEVER_MS ? NEVER_MS : from_ms + wait_ms;
}

/* ---- The session ---- */

/* The longest time between the two without trouble, of those that last until `until_ms`. */
static uint64_t free_until(const struct plan *plan, uint64_t from_ms, uint64_t to_ms,
                           uint64_t until_ms)
{
    uint64_t longest_ms = 0;

    for (unsigned i = 0; i < plan->trouble_count && plan->troubles[i].from_ms < to_ms; i++) {
        const struct trouble_time *trouble = &plan->troubles[i];
        if (trouble->from_ms >= until_ms && trouble->from_ms > from_ms)
            longest_ms = later(longest_ms, trouble->from_ms - from_ms);
        from_ms = later(from_ms, trouble->to_ms);
    }
    return to_ms >= until_ms && to_ms > from_ms ? later(longest_ms, to_ms - from_ms) : longest_ms;
}

uint64_t plan_free_ms(const struct plan *plan, uint64_t from_ms, uint64_t to_ms)
{
    return free_until(plan, from_ms, to_ms, from_ms);
}

/* ---- The user ---- */

/* What a user does about a call that is reported: when it rings before him, he declines it, answers
 * it, and would give up if nobody were to be heard; NEVER_MS where he does not. */
struct user {
    uint64_t rings_ms, decline_ms, answer_ms, patience_ms;
};

/* If it is reported by this id, then. */
static struct user user_of(const struct plan *plan, unsigned key, unsigned id, uint64_t reported_ms)
{
    unsigned who = who_of(key, id);
    uint64_t stream = plan->stream;
    bool early = plan->calls[key].early;
    struct user user;

    user.rings_ms = after(reported_ms, time_at(stream, ROW_REPORTED, who, 0));
    user.answer_ms = early ? after(reported_ms, time_at(stream, ROW_ANSWER_EARLY, who, 0))
                           : after(user.rings_ms, time_at(stream, ROW_ANSWER, who, 0));
    user.decline_ms = after(user.rings_ms, time_at(stream, ROW_DECLINE, who, 0));
    if (user.answer_ms >= user.decline_ms)
        user.answer_ms = NEVER_MS;
    /* Whether to hang up is drawn when it rings, and again when he has answered. */
    uint64_t patience_ms = time_at(stream, ROW_END_DEAD_AIR, who, user.answer_ms >= user.rings_ms);
    user.patience_ms = after(user.answer_ms, patience_ms);
    return user;
}

static unsigned first_id(const struct plan_call *call)
{
    return call->push_ms == call->first_ms ? ID_PUSH : ID_FIRST;
}

/* By its first sign. */
static struct user first_user(const struct plan *plan, unsigned key)
{
    const struct plan_call *call = &plan->calls[key];

    return user_of(plan, key, first_id(call), call->first_ms);
}

/* The soonest that the caller's second attempt is reported: the first may be over at any time. */
static uint64_t retried_ms(const struct plan *plan, unsigned key)
{
    const struct plan_call *call = &plan->calls[key];

    return call->retries
               ? after(call->invite_ms, time_at(plan->stream, ROW_RETRY, who_of(key, 0), 0))
               : NEVER_MS;
}

/* When, after `from_ms`, he answers what is reported then. */
static uint64_t answers_ms(const struct plan *plan, unsigned key, unsigned id, uint64_t reported_ms,
                           uint64_t from_ms)
{
    uint64_t answer_ms = user_of(plan, key, id, reported_ms).answer_ms;

    return answer_ms >= from_ms ? answer_ms : NEVER_MS;
}

/* Whether it rings anew once the call service is back. */
static bool is_shown_again(const struct plan *plan, const struct setting *setting, unsigned key)
{
    return setting->policy.ui_reset == OH_UI_RESET_RESHOW && plan->reset_ms != NEVER_MS &&
           plan->calls[key].first_ms <= plan->reset_ms;
}

/* Whether it gets the session by itself: its media, which needed none, is replaced by one that
 * does. */
static bool may_take_the_session(const struct plan_call *call, const struct setting *setting)
{
    return call->replaced && call->invite == ACT_INVITE_NO_SESSION &&
           setting->policy.activation == OH_ACTIVATION_SELF;
}

/*
 * The soonest, after `from_ms`, that he turns to this call; NEVER_MS if he does not. It may ring
 * more than once: the INVITE of a push that is over, the push of an INVITE that is, a cancelled
 * one, the caller's second attempt, what is shown again.
 */
static uint64_t turns_to_ms(const struct plan *plan, const struct setting *setting, unsigned key,
                            uint64_t from_ms)
{
    const struct plan_call *call = &plan->calls[key];
    uint64_t turns_ms = call->start_ms >= from_ms ? call->start_ms : NEVER_MS;
    uint64_t retry_ms = retried_ms(plan, key);

    if (call->in_app) /* the call UI does it when it is asked, and when that is, is not its own */
        return later(from_ms, call->first_ms);
    if (call->invite == ACT_INVITE_ASKING &&
        from_ms < first_user(plan, key).rings_ms + ASKED_MS) /* so it may be without him */
        turns_ms = sooner(turns_ms, later(from_ms, call->first_ms));
    if (may_take_the_session(call, setting))
        turns_ms = later(from_ms, call->first_ms);
    if (is_shown_again(plan, setting, key))
        turns_ms = sooner(turns_ms, later(from_ms, plan->reset_ms));
    turns_ms = sooner(turns_ms, answers_ms(plan, key, ID_FIRST, call->invite_ms, from_ms));
    turns_ms = sooner(turns_ms, answers_ms(plan, key, ID_PUSH, call->push_ms, from_ms));
    turns_ms = sooner(turns_ms, answers_ms(plan, key, ID_PUSH, call->cancel_push_ms, from_ms));
    retry_ms = answers_ms(plan, key, ID_RETRY, retry_ms, 0);
    turns_ms = sooner(turns_ms, answers_ms(plan, key, ID_PUSH, call->old_push_ms, from_ms));
    return sooner(turns_ms, later(from_ms, retry_ms));
}

/* When he turns away from a call that he has answered: to another one, or because he gives up, or
 * the application does it for him. */
static uint64_t turns_away_ms(const struct plan *plan, const struct setting *setting, unsigned key)
{
    struct user user = first_user(plan, key);
    unsigned who = who_of(key, first_id(&plan->calls[key]));
    uint64_t away_ms = user.patience_ms;

    for (unsigned other = 0; other < plan->count; other++)
        if (other != key)
            away_ms = sooner(away_ms, turns_to_ms(plan, setting, other, user.answer_ms));
    if (setting->adversaries & ADV_APP)
        away_ms = sooner(away_ms, after(user.rings_ms, time_at(plan->stream, ROW_APP_END, who, 0)));
    return away_ms;
}

/* ---- All ---- */

static bool within(uint64_t ms, uint64_t from_ms, uint64_t to_ms)
{
    return ms != NEVER_MS && ms >= from_ms && ms <= to_ms;
}

/* From the order to accept until the caller's ACK. */
static uint64_t confirm_ms(const struct plan *plan, unsigned key)
{
    unsigned leg = who_of(key, 0);

    return time_at(plan->stream, ROW_ACCEPTED, leg, 0) + time_at(plan->stream, ROW_ACK, leg, 0);
}

/* Whether sound can come about until then: a session, an answer to send, and its confirmation. */
static bool could_be_heard(const struct plan *plan, unsigned key, uint64_t both_ms,
                           uint64_t ready_ms, uint64_t to_ms)
{
    uint64_t needed_ms = confirm_ms(plan, key);
    uint64_t until_ms = later(both_ms, ready_ms) + needed_ms;

    if (plan->calls[key].invite == ACT_INVITE_NO_SESSION)
        return to_ms >= until_ms + ANSWER_MS;
    return free_until(plan, both_ms, to_ms, until_ms) >= CHANCE_MS + needed_ms;
}

enum fate fate_of(const struct plan *plan, const struct setting *setting, unsigned key)
{
    const struct plan_call *call = &plan->calls[key];
    const struct oh_deadlines *limits = &setting->policy.deadlines;
    unsigned leg = who_of(key, 0);

    if (call->start_ms != NEVER_MS)
        return FATE_PLACED;
    if (call->invite_ms == NEVER_MS)
        return FATE_NO_INVITE;
    if (call->report_refused || within(call->first_ms, plan->dnd_ms, plan->dnd_end_ms))
        return FATE_NOT_SHOWN;
    if (call->invite == ACT_INVITE_ASKING || call->in_app)
        return FATE_BY_ITSELF;
    struct user user = first_user(plan, key);
    if (user.answer_ms == NEVER_MS)
        return FATE_NOT_ANSWERED;
    uint64_t both_ms = later(user.answer_ms, call->invite_ms);
    uint64_t end_ms = both_ms + limits->setup_ms;
    if (call->elsewhere && call->invite_ms + time_at(plan->stream, ROW_ELSEWHERE, leg, 0) <= end_ms)
        return FATE_ELSEWHERE;
    if (call->invite_ms + time_at(plan->stream, ROW_CANCEL, leg, 0) <= end_ms ||
        (both_ms > user.answer_ms && user.patience_ms <= end_ms) || call->cancel_push_ms <= end_ms)
        return FATE_GAVE_UP;
    if (within(plan->reset_ms, call->first_ms, end_ms))
        return FATE_SERVICE;
    if (call->push_ms == call->first_ms && call->invite_ms - call->push_ms >= limits->invite_ms)
        return FATE_LATE_INVITE;
    if (call->times_out || call->hold_times_out)
        return FATE_TIMED_OUT;
    uint64_t ready_ms = call->invite_ms;
    if (call->invite == ACT_INVITE_PREPARING)
        ready_ms += time_at(plan->stream, ROW_LEG_READY, leg, 0);
    if (call->leg_fails || ready_ms + ANSWER_MS >= end_ms)
        return FATE_ENGINE;
    if (call->no_ack)
        return FATE_NO_ACK;
    uint64_t up_ms = end_ms + confirm_ms(plan, key);
    if (!could_be_heard(plan, key, both_ms, ready_ms, up_ms))
        return FATE_SESSION;
    uint64_t away_ms = turns_away_ms(plan, setting, key);
    return away_ms >= up_ms || could_be_heard(plan, key, both_ms, ready_ms, away_ms) ? FATE_TALK
                                                                                     : FATE_TURNED;
}
