/*
 * What is asked of the call UI, and what becomes of it. A request is open until the action of its
 * kind comes, wherever that came from. What is refused, or not done within T_REQUEST, is given up
 * and told; an end is carried out all the same.
 */
#include "wish.h"
#include "emit.h"
#include "foreign.h"
#include "group.h"

#include <string.h>

/* Of a kind that there is. */
static uint16_t bit_of(enum oh_request request, bool on)
{
    return (uint16_t)(1u << (2 * ((unsigned)request - OH_REQUEST_ANSWER) + on));
}

bool wish_is_open(const struct call *call, enum oh_request request, bool on)
{
    return call->asked & bit_of(request, on);
}

/* What it takes to talk on it: an answer, or the end of a hold. */
static enum oh_request to_talk_on(const struct call *call)
{
    return call->wanted ? OH_REQUEST_HOLD : OH_REQUEST_ANSWER;
}

void wish_is_done(struct call *call, enum oh_request request, bool on)
{
    call->asked &= (uint16_t)~bit_of(request, on);
    if (request == to_talk_on(call) && !on)
        call->to_talk = false;
}

static struct oh_command *ask(const struct oh_core *core, struct call *call,
                              enum oh_request request, bool on, struct oh_commands *out)
{
    struct oh_command *command = emit_call(out, OH_CMD_UI_REQUEST, call->id);

    command->request = (uint8_t)request;
    command->on = on;
    if (call->asked == 0)
        call->asked_ms = (uint32_t)core->now_ms;
    call->asked |= bit_of(request, on);
    return command;
}

void wish_ask_hold(const struct oh_core *core, struct call *call, bool on, struct oh_commands *out)
{
    ask(core, call, OH_REQUEST_HOLD, on, out);
}

static void tell_refused(const struct oh_call_id *id, enum oh_request request, bool on,
                         struct oh_commands *out)
{
    struct oh_command *command = emit_call(out, OH_CMD_APP_TELL, *id);

    command->what = OH_TOLD_REFUSED;
    command->request = (uint8_t)request;
    command->on = on;
}

/* ---- Giving up ---- */

/* This one is not held: nobody can be talked to instead. */
static void makes_no_way(struct oh_core *core, const struct call *one, struct oh_commands *out)
{
    for (struct call *call = core->calls; call < core_calls_end(core); call++) {
        if (group_is_shared(call, one) || !call->to_talk)
            continue;
        call->to_talk = false;
        tell_refused(&call->id, to_talk_on(call), false, out);
    }
}

static void give_up(struct oh_core *core, struct call *call, enum oh_request request, bool on,
                    struct oh_commands *out)
{
    call->asked &= (uint16_t)~bit_of(request, on);
    switch (request) {
    case OH_REQUEST_END: core_finish(core, call, OH_REASON_USER, false, out); return;
    case OH_REQUEST_START:
        tell_refused(&call->id, request, on, out);
        core_finish(core, call, OH_REASON_REFUSED, false, out);
        return;
    case OH_REQUEST_ANSWER: /* it rings on, for the user */
        call->auto_answer = false;
        call->to_talk = false;
        break;
    case OH_REQUEST_HOLD:
        call->to_talk = call->to_talk && on && call_shown_held(call);
        if (on)
            makes_no_way(core, call, out);
        if (on && call->bounce == BOUNCE_ASKED)
            return; /* nobody wished it */
        break;
    case OH_REQUEST_NONE:
    case OH_REQUEST_MUTE:
    case OH_REQUEST_DIGITS:
    case OH_REQUEST_GROUP: break;
    }
    tell_refused(&call->id, request, on, out);
}

bool wish_refused(struct oh_core *core, const struct oh_event *event, struct oh_commands *out)
{
    struct call *call = core_call_by_id(core, &event->call);
    enum oh_request request = (enum oh_request)event->request;
    bool two_ways = request == OH_REQUEST_HOLD || request == OH_REQUEST_MUTE;

    if (call == NULL || request == OH_REQUEST_NONE || request > OH_REQUEST_GROUP ||
        !wish_is_open(call, request, two_ways && event->on))
        return false;
    give_up(core, call, request, two_ways && event->on, out);
    return true;
}

void wish_is_lost(struct oh_core *core, struct call *call, enum oh_request request,
                  struct oh_commands *out)
{
    for (unsigned on = 0; on <= 1; on++)
        if (wish_is_open(call, request, on))
            give_up(core, call, request, on, out);
}

void wish_give_up_all(struct oh_core *core, struct call *call, struct oh_commands *out)
{
    for (unsigned request = OH_REQUEST_ANSWER; call->asked != 0; request++)
        wish_is_lost(core, call, (enum oh_request)request, out);
}

/* ---- Wishes ---- */

bool wish_start(struct oh_core *core, const struct oh_event *event, oh_leg leg,
                struct oh_commands *out)
{
    struct call *call = core_slot_for(core, &event->call, leg);

    if (call == NULL)
        return false;
    call->id = event->call;
    call->leg = leg;
    call->ui = UI_ASKED;
    call->outgoing = true;
    call->uses_session = !(event->flags & OH_START_NO_SESSION);

    struct oh_command *command = ask(core, call, OH_REQUEST_START, false, out);
    command->leg = leg;
    command->flags = event->flags;
    return true;
}

/* What was placed already goes on, and nothing is told of it; a leg that nobody needs the engine
 * forgets. */
bool wish_placed(struct oh_core *core, const struct oh_event *event, struct oh_commands *out)
{
    const struct call *call = core_call_by_id(core, &event->call);

    if (call != NULL && call->leg == event->leg)
        return false;
    if (wish_start(core, event, event->leg, out))
        return true;
    if (event->leg != 0 && core_call_by_leg(core, event->leg) == NULL)
        emit_leg(out, OH_CMD_ENGINE_END, event->leg)->reason = OH_REASON_BUSY;
    if (call == NULL)
        tell_refused(&event->call, OH_REQUEST_START, false, out);
    return true;
}

/* Of hold and mute: whether there is nothing to ask for, given how it is. What is open both ways is
 * asked for once more: the last wish counts. */
static bool is_or_will_be(const struct call *call, enum oh_request request, bool on, bool is)
{
    return (is == on || wish_is_open(call, request, on)) && !wish_is_open(call, request, !on);
}

/* Asked for once nobody else is talked to. */
static bool wish_to_talk(struct call *call, bool talked_to)
{
    if (call->ui == UI_ASKED || talked_to || call->to_talk ||
        (wish_is_open(call, to_talk_on(call), false) && !wish_is_open(call, OH_REQUEST_HOLD, true)))
        return false;
    call->to_talk = true;
    return true;
}

/* Talked to, and nobody is about to change that. */
static bool stays_resumed(const struct call *call)
{
    return !call_shown_held(call) && !wish_is_open(call, OH_REQUEST_HOLD, true);
}

bool wish_answered(struct oh_core *core, const struct oh_event *event)
{
    struct call *call = core_call_by_id(core, &event->call);

    return call != NULL && wish_to_talk(call, call->wanted);
}

bool wish_swapped(struct oh_core *core, const struct oh_event *event)
{
    struct call *call = core_call_by_id(core, &event->call);

    return call != NULL && wish_to_talk(call, call->wanted && stays_resumed(call));
}

bool wish_held(struct oh_core *core, const struct oh_event *event, struct oh_commands *out)
{
    struct call *call = core_call_by_id(core, &event->call);

    if (call == NULL || !call->wanted)
        return false;
    if (!event->on)
        return wish_to_talk(call, stays_resumed(call));

    bool changed = call->to_talk || call->bounce == BOUNCE_ASKED;
    call->to_talk = false;
    if (call->bounce == BOUNCE_ASKED) /* what is asked for already is his now */
        call->bounce = BOUNCE_TRIED;
    if (is_or_will_be(call, OH_REQUEST_HOLD, true, call_shown_held(call)))
        return changed;
    ask(core, call, OH_REQUEST_HOLD, true, out);
    return true;
}

bool wish_muted(struct oh_core *core, const struct oh_event *event, struct oh_commands *out)
{
    struct call *call = core_call_by_id(core, &event->call);
    bool on = event->on;

    if (call == NULL || is_or_will_be(call, OH_REQUEST_MUTE, on, call->muted))
        return false;
    ask(core, call, OH_REQUEST_MUTE, on, out);
    return true;
}

/* As many requests as it takes; of several that are open the first action stands for all. */
bool wish_dialled(struct oh_core *core, const struct oh_event *event, struct oh_commands *out)
{
    struct call *call = core_call_by_id(core, &event->call);
    size_t count = 0;

    while (count < OH_DIGITS_MAX && event->digits[count] != '\0')
        count++;
    if (call == NULL || count == 0)
        return false;
    for (size_t from = 0; from < count; from += OH_COMMAND_DIGITS_MAX) {
        size_t left = count - from;
        struct oh_command *command = ask(core, call, OH_REQUEST_DIGITS, false, out);
        memcpy(command->digits, event->digits + from,
               left < OH_COMMAND_DIGITS_MAX ? left : OH_COMMAND_DIGITS_MAX);
    }
    return true;
}

bool wish_grouped(struct oh_core *core, const struct oh_event *event, struct oh_commands *out)
{
    struct call *call = core_call_by_id(core, &event->call);
    bool off = core->policy.groups == OH_GROUPS_OFF;

    if (call == NULL || wish_is_open(call, OH_REQUEST_GROUP, false) ||
        (!off && group_is_so(core, call, &event->other_call)))
        return false;
    if (off)
        tell_refused(&call->id, OH_REQUEST_GROUP, false, out);
    else
        ask(core, call, OH_REQUEST_GROUP, false, out)->other_call = event->other_call;
    return true;
}

void wish_to_part(struct oh_core *core, struct call *call, struct oh_commands *out)
{
    if (!wish_is_open(call, OH_REQUEST_GROUP, false))
        ask(core, call, OH_REQUEST_GROUP, false, out);
}

/* With a reason it is no wish. Nor has the call UI to be asked about a call that it does not know
 * yet. */
bool wish_ended(struct oh_core *core, const struct oh_event *event, struct oh_commands *out)
{
    struct call *call = core_call_by_id(core, &event->call);
    bool is_fact = event->reason != OH_REASON_NONE && event->reason != OH_REASON_USER;

    if (call == NULL || (!is_fact && wish_is_open(call, OH_REQUEST_END, false)))
        return false;
    if (is_fact)
        core_finish(core, call, (enum oh_reason)event->reason, false, out);
    else if (call->ui == UI_ASKED)
        core_finish(core, call, OH_REASON_USER, false, out);
    else
        ask(core, call, OH_REQUEST_END, false, out);
    return true;
}

/* ---- Asking ---- */

/* The system lets nobody talk on two calls at once, but for a group (S8). Who is to be ended makes
 * way by himself. */
bool wish_make_way(struct oh_core *core, const struct call *call, struct oh_commands *out)
{
    bool held = true;

    if (core->policy.focus == OH_FOCUS_ALL || !call->uses_session)
        return true;
    for (struct call *other = core->calls; other < core_calls_end(core); other++) {
        if (group_is_shared(other, call) || !other->wanted || call_shown_held(other) ||
            !other->uses_session)
            continue;
        held = false;
        if (!wish_is_open(other, OH_REQUEST_HOLD, true) &&
            !wish_is_open(other, OH_REQUEST_END, false))
            ask(core, other, OH_REQUEST_HOLD, true, out);
    }
    return held;
}

static void settle_talk(struct oh_core *core, struct call *call, struct oh_commands *out)
{
    enum oh_request request = to_talk_on(call);

    if (!call->to_talk || call->ui != UI_SHOWN || wish_is_open(call, OH_REQUEST_HOLD, true))
        return;
    if (wish_is_open(call, request, false)) {
        call->to_talk = false;
    } else if (wish_make_way(core, call, out)) {
        call->to_talk = false;
        ask(core, call, request, false, out);
    }
}

/* Calls are answered without the user one at a time, and, unless all may talk at once, while nobody
 * talks; until then they ring. */
static void settle_answer(struct oh_core *core, struct oh_commands *out)
{
    struct call *next = NULL;

    if (foreign_in_the_way(core) && core->policy.focus == OH_FOCUS_ONE)
        return;
    for (struct call *call = core->calls; call < core_calls_end(core); call++) {
        if ((call->wanted && core->policy.focus == OH_FOCUS_ONE) ||
            wish_is_open(call, OH_REQUEST_ANSWER, false))
            return;
        if (next == NULL && !call->wanted && call->auto_answer && call->ui == UI_SHOWN)
            next = call;
    }
    if (next != NULL)
        ask(core, next, OH_REQUEST_ANSWER, false, out);
}

void wish_settle(struct oh_core *core, struct oh_commands *out)
{
    for (struct call *call = core->calls; call < core_calls_end(core); call++)
        settle_talk(core, call, out);
    settle_answer(core, out);
}
