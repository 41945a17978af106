/*
 * A new call, and what is no new call: another INVITE or push of one that we know, or that is over.
 */
#include "incoming.h"
#include "dead.h"
#include "emit.h"
#include "foreign.h"
#include "leg.h"

static struct call *call_by_key(struct oh_core *core, oh_match_key key)
{
    for (struct call *call = core->calls; call < core_calls_end(core); call++)
        if (call->ui != UI_NONE && key != 0 && call->key == key)
            return call;
    return NULL;
}

/* Whether it may be the call of an event with this key, which no call has: as far as keys can tell.
 */
static bool may_be(const struct call *call, oh_match_key key)
{
    OH_ASSERT(key == 0 || call->key != key);
    return key == 0 || call->key == 0;
}

static bool waits_for_invite(const struct call *call)
{
    return call->ui != UI_NONE && !call->outgoing && call->sip == OH_SIP_NONE;
}

static bool rings_without_push(const struct call *call)
{
    return call->ui != UI_NONE && !call->wanted && !call->pushed && call->sip == OH_SIP_RINGING;
}

/* The call that an event belongs to: by the key, or, where one of the two has none, the only one of
 * which the other half is still to come. Between two nobody guesses. */
static struct call *match(struct oh_core *core, oh_match_key key,
                          bool (*lacks_half)(const struct call *))
{
    struct call *only = call_by_key(core, key);

    if (only != NULL)
        return only;
    for (struct call *call = core->calls; call < core_calls_end(core); call++) {
        if (!lacks_half(call) || !may_be(call, key))
            continue;
        if (only != NULL)
            return NULL;
        only = call;
    }
    return only;
}

/* The user talks, or is about to. */
static bool engaged(const struct oh_core *core)
{
    if (foreign_in_the_way(core))
        return true;
    for (uint8_t i = 0; i < core->calls_max; i++)
        if (core->calls[i].wanted)
            return true;
    return false;
}

/* Why a new call does not ring; NONE: it does. */
static enum oh_reason refusal(struct oh_core *core)
{
    if (core->undisturbed)
        return OH_REASON_REFUSED;
    if ((core->policy.call_waiting == OH_CALL_WAITING_OFF && engaged(core)) ||
        !dead_room_to_report(core) || core_free_slot(core) == NULL)
        return OH_REASON_BUSY;
    return OH_REASON_NONE;
}

static struct call *begin_call(struct oh_core *core, const struct oh_event *event,
                               struct oh_commands *out)
{
    struct call *call = core_free_slot(core);

    call->id = event->call;
    call->key = event->match_key;
    call->uses_session = true;
    call_report(call, out);
    return call;
}

/* ---- Push ---- */

/* The system demands a report before the push's callback returns (S9), even of a call that is over:
 * it is ended as soon as the report completed. With no memory for that debt, a call in debt is
 * reported again. */
static void report_and_owe(struct oh_core *core, const struct oh_event *event,
                           enum oh_reason reason, struct oh_commands *out)
{
    if (dead_room_to_report(core)) {
        emit_call(out, OH_CMD_UI_REPORT, event->call);
        dead_remember(core, &event->call, event->match_key, reason, true);
        return;
    }
    for (uint8_t i = 0; i < core->dead_count; i++) {
        if (core_dead(core)[i].owes) {
            emit_call(out, OH_CMD_UI_REPORT_AGAIN, core_dead(core)[i].id);
            return;
        }
    }
    /* The places, which are no fewer than calls, are all for calls whose report is under way. */
    OH_ASSERT(core->calls[0].ui == UI_REPORTING);
    emit_call(out, OH_CMD_UI_REPORT_AGAIN, core->calls[0].id);
}

/* Why the call that a push tells of is not to ring; NONE: it is. What it says of its age counts:
 * a stored push may come when nobody waits any more (CONFLICT C6). */
static enum oh_reason over(struct oh_core *core, const struct oh_event *event)
{
    const struct dead *dead = dead_by_key(core, event->match_key);

    if (dead != NULL && dead_refuses_push(dead))
        return (enum oh_reason)dead->reason;
    if (event->flags & OH_PUSH_CANCEL)
        return OH_REASON_REMOTE;
    if (event->age_ms >= core->policy.deadlines.ring_ms)
        return OH_REASON_UNANSWERED;
    return refusal(core);
}

/* A cancel, or a push that was stored, without a key tells of nobody that we know. */
static struct call *call_of_push(struct oh_core *core, const struct oh_event *event)
{
    const struct dead *dead = dead_by_key(core, event->match_key);

    if (event->flags & OH_PUSH_CANCEL || event->age_ms >= core->policy.deadlines.ring_ms ||
        (dead != NULL && dead_refuses_push(dead)))
        return call_by_key(core, event->match_key);
    return match(core, event->match_key, rings_without_push);
}

bool pushed(struct oh_core *core, const struct oh_event *event, struct oh_commands *out)
{
    bool must_report = event->flags & OH_PUSH_MUST_REPORT;
    struct call *call = call_of_push(core, event);

    if (call != NULL) {
        call->pushed = true;
        if (must_report)
            emit_call(out, OH_CMD_UI_REPORT_AGAIN, call->id);
        if (event->flags & OH_PUSH_CANCEL && !call->wanted)
            core_finish(core, call, OH_REASON_REMOTE, false, out);
        return true;
    }
    enum oh_reason reason = over(core, event);
    if (reason == OH_REASON_NONE)
        begin_call(core, event, out)->pushed = true;
    else if (must_report)
        report_and_owe(core, event, reason, out);
    return reason == OH_REASON_NONE || must_report;
}

/* ---- The engine ---- */

/* Why this INVITE is refused; NONE: it is not. */
CALLED static enum oh_reason invite_refusal(struct oh_core *core, const struct call *call,
                                            const struct oh_event *event)
{
    const struct dead *dead = dead_by_key(core, event->match_key);

    if (event->flags & OH_INVITE_MERGED)
        return OH_REASON_MERGED;
    if (call != NULL)
        return call->sip == OH_SIP_NONE ? OH_REASON_NONE : OH_REASON_BUSY;
    if (dead != NULL && dead_refuses_invite(dead))
        return (enum oh_reason)dead->reason;
    return refusal(core);
}

static struct call *call_of_invite(struct oh_core *core, const struct oh_event *event)
{
    const struct dead *dead = dead_by_key(core, event->match_key);

    if (event->flags & OH_INVITE_MERGED || (dead != NULL && dead_refuses_invite(dead)))
        return call_by_key(core, event->match_key);
    return match(core, event->match_key, waits_for_invite);
}

bool invited(struct oh_core *core, const struct oh_event *event, struct oh_commands *out)
{
    struct call *call = call_of_invite(core, event);
    enum oh_reason reason = invite_refusal(core, call, event);

    /* The engine may take the audio session at this very moment, wanted or not (CK-93). */
    if (core->policy.activation == OH_ACTIVATION_SYSTEM && !(event->flags & OH_INVITE_NO_SESSION))
        core->audio.touched = true;

    if (reason != OH_REASON_NONE) {
        call_reject(event->leg, &core->policy, reason, out);
        return true;
    }
    bool known = call != NULL;
    if (!known)
        call = begin_call(core, event, out);
    call->outdated = known; /* who calls is known better than from the push (F62) */
    if (call->key == 0)
        call->key = event->match_key;
    leg_offered(core, call, event->leg, event->flags);
    return true;
}
