/*
 * CallKit's part of the fake iOS platform: reports, actions and their time limits, the screen.
 */
#include "ios_private.h"

#include <string.h>

/* ---- Calls ---- */

struct ios_call *ios_call_of(const struct fake_ios *ios, struct oh_call_id id)
{
    for (guint i = 0; i < ios->calls->len; i++) {
        struct ios_call *call = &g_array_index(ios->calls, struct ios_call, i);
        if (!memcmp(&call->id, &id, sizeof(id)))
            return call;
    }
    return NULL;
}

bool ios_wants_session(const struct fake_ios *ios)
{
    for (guint i = 0; i < ios->calls->len; i++) {
        const struct ios_call *call = &g_array_index(ios->calls, struct ios_call, i);
        if (!call->held && (call->phase == PHASE_CONNECTED || call->phase == PHASE_CONNECTING))
            return true;
    }
    return false;
}

static void show(struct fake_ios *ios, struct oh_call_id call, enum fake_screen what,
                 enum oh_reason reason)
{
    if (ios->screen)
        ios->screen(ios->screen_ctx, call, what, reason);
}

static struct ios_call *add_call(struct fake_ios *ios, struct oh_call_id id)
{
    struct ios_call call = {.id = id, .number = ++ios->last_number};
    g_array_append_val(ios->calls, call);
    ios->last_call = id;
    return &g_array_index(ios->calls, struct ios_call, ios->calls->len - 1);
}

/* The call goes from the screen, and the session perhaps with it. */
static void remove_call(struct fake_ios *ios, struct ios_call *call, enum oh_reason reason)
{
    struct oh_call_id id = call->id;
    RECORD(ios, "ios call %u gone (%s)", call->number, oh_reason_name(reason));
    g_array_remove_index(ios->calls, (guint)(call - (struct ios_call *)(void *)ios->calls->data));
    show(ios, id, FAKE_SCREEN_ENDED, reason);
    ios_deactivate_later(ios);
}

static void connect_call(struct fake_ios *ios, struct ios_call *call)
{
    call->phase = PHASE_CONNECTED;
    show(ios, call->id, call->held ? FAKE_SCREEN_HELD : FAKE_SCREEN_CONNECTED, OH_REASON_NONE);
    if (ios->faults.mutes_after_connect) { /* CK-52 */
        struct oh_call_id id = call->id;
        fake_ios_mute(ios, id, false);
    }
}

/* ---- Actions: from the touch to the answer ---- */

static const char *action_word(enum oh_event_type type, bool on)
{
    const char *name = oh_event_name(type);
    if (type == OH_EV_UI_HELD && !on)
        return "un-held";
    if (type == OH_EV_UI_MUTED && !on)
        return "un-muted";
    return name ? name + strlen("ui ") : "?";
}

static struct ios_action *action_of(const struct fake_ios *ios, oh_action number)
{
    if (number < 1 || number > ios->actions->len)
        return NULL;
    return &g_array_index(ios->actions, struct ios_action, number - 1);
}

static bool is_open(const struct ios_action *action)
{
    return !action->is_void && !action->seen.fulfilled && !action->seen.failed &&
           !action->seen.timed_out;
}

/* A transaction's actions are delivered in order, each after the one before returned: fulfilled it
 * need not be (CK-89). */
static void deliver(void *ctx, const struct task *task)
{
    struct fake_ios *ios = ctx;
    bool goes_on = true;
    for (oh_action number = task->number; goes_on; number++) {
        const struct ios_action *action = action_of(ios, number);
        goes_on = action->goes_on;
        if (action->is_void)
            continue;
        struct oh_event event =
            OH_EVENT(action->seen.type, .call = action->seen.call, .action = action->seen.action,
                     .on = action->seen.on, .leg = action->leg, .flags = action->flags,
                     .other_call = action->other_call);
        memcpy(event.digits, action->digits, sizeof(event.digits));
        agenda_post(&ios->agenda, &event);
    }
}

static oh_action system_ends(struct fake_ios *ios, struct oh_call_id call);

static enum oh_request kind_of(enum oh_event_type action)
{
    for (int kind = OH_REQUEST_ANSWER; kind <= OH_REQUEST_GROUP; kind++)
        if (requested_action(&(struct oh_command){.request = (uint8_t)kind}).type == action)
            return (enum oh_request)kind;
    return OH_REQUEST_NONE;
}

/* An action that nobody answered is inherently failed (CK-86); it must not be answered any more
 * (CK-75). */
static void expire(void *ctx, const struct task *task)
{
    struct fake_ios *ios = ctx;
    struct ios_action *action = action_of(ios, task->number);
    if (!is_open(action))
        return;
    struct fake_action seen = action->seen;
    action->seen.timed_out = true;
    RECORD(ios, "ios action %u timed out", seen.action);
    agenda_post(&ios->agenda,
                &OH_EVENT(OH_EV_UI_ACTION_TIMED_OUT, .call = seen.call, .action = seen.action,
                          .request = (uint8_t)kind_of(seen.type), .on = seen.on));
    if (seen.type == OH_EV_UI_ANSWERED) {
        system_ends(ios, seen.call); /* CK-87 */
    } else if (seen.type == OH_EV_UI_STARTED) {
        struct ios_call *call = ios_call_of(ios, seen.call);
        if (call)
            remove_call(ios, call, OH_REASON_FAILED);
    }
}

static uint32_t limit_ms(const struct fake_ios *ios, enum oh_event_type type)
{
    if (type == OH_EV_UI_ANSWERED)
        return ios->delays.answer_limit_ms; /* CK-81 */
    if (type == OH_EV_UI_STARTED)
        return ios->delays.start_limit_ms; /* CK-80 */
    return ios->delays.action_limit_ms;    /* CK-82 */
}

/* The clock of an action starts at its creation, not at its delivery (CK-83). */
static oh_action create(struct fake_ios *ios, struct ios_action action)
{
    action.seen.action = ios->actions->len + 1;
    g_array_append_val(ios->actions, action);
    RECORD(ios, "ios action %u: call %u %s", action.seen.action,
           ios_call_of(ios, action.seen.call)->number,
           action_word(action.seen.type, action.seen.on));
    ios_later(ios, limit_ms(ios, action.seen.type), expire, action.seen.call, action.seen.action);
    return action.seen.action;
}

static bool takes(enum oh_event_type type)
{
    return type == OH_EV_UI_ANSWERED || type == OH_EV_UI_STARTED;
}

/* One call talks at a time. What lets another one talk, holds it first: Hold & Accept (CK-89), a
 * start (CK-65), a swap. */
static void hold_others(struct fake_ios *ios, struct oh_call_id call)
{
    for (guint i = 0; i < ios->calls->len; i++) {
        const struct ios_call *other = &g_array_index(ios->calls, struct ios_call, i);
        if (other->taken && !other->held && memcmp(&other->id, &call, sizeof(call)))
            create(ios, (struct ios_action){
                            .seen = {.call = other->id, .type = OH_EV_UI_HELD, .on = true},
                            .goes_on = true,
                        });
    }
}

/* A transaction: the holds that it takes, then `action`. Returns the latter's number. */
static oh_action transact(struct fake_ios *ios, struct ios_action action)
{
    const struct fake_action *seen = &action.seen;
    struct ios_call *call = ios_call_of(ios, seen->call);
    oh_action first = ios->actions->len + 1;
    if (!ios->up || !call)
        return 0;
    call->taken |= takes(seen->type);
    if (takes(seen->type) || (seen->type == OH_EV_UI_HELD && !seen->on)) {
        ios_foreign_makes_way(ios);
        hold_others(ios, seen->call);
    }
    oh_action last = create(ios, action);
    ios_later(ios, ios->delays.deliver_ms, deliver, seen->call, first);
    if (seen->type == OH_EV_UI_ENDED && ios->faults.ends_twice) /* CK-8B */
        ios_later(ios, ios->delays.deliver_ms, deliver, seen->call, first);
    return last;
}

static oh_action touch(struct fake_ios *ios, struct oh_call_id call, enum oh_event_type type,
                       bool on)
{
    return transact(ios, (struct ios_action){.seen = {.call = call, .type = type, .on = on}});
}

/* Before the report completed the user may already act (CK-32). */
oh_action fake_ios_answer(struct fake_ios *ios, struct oh_call_id id)
{
    const struct ios_call *call = ios_call_of(ios, id);
    if (!call || call->outgoing || call->phase > PHASE_RINGING)
        return 0;
    show(ios, id, FAKE_SCREEN_CONNECTING, OH_REASON_NONE);
    return touch(ios, id, OH_EV_UI_ANSWERED, true);
}

oh_action fake_ios_end(struct fake_ios *ios, struct oh_call_id call)
{
    return touch(ios, call, OH_EV_UI_ENDED, true);
}

oh_action fake_ios_hold(struct fake_ios *ios, struct oh_call_id call, bool on)
{
    return touch(ios, call, OH_EV_UI_HELD, on);
}

oh_action fake_ios_mute(struct fake_ios *ios, struct oh_call_id call, bool on)
{
    return touch(ios, call, OH_EV_UI_MUTED, on);
}

oh_action fake_ios_dial(struct fake_ios *ios, struct oh_call_id call, const char *digits)
{
    struct ios_action action = {.seen = {.call = call, .type = OH_EV_UI_DIGITS, .on = true}};
    g_strlcpy(action.digits, digits, sizeof(action.digits));
    return transact(ios, action);
}

static oh_action system_ends(struct fake_ios *ios, struct oh_call_id call)
{
    return touch(ios, call, OH_EV_UI_ENDED, true);
}

oh_action fake_ios_start(struct fake_ios *ios, struct oh_call_id id, oh_leg leg, uint16_t flags)
{
    if (!ios->up || ios_call_of(ios, id))
        return 0; /* CK-62: unknown provider, or the call exists */
    struct ios_call *call = add_call(ios, id);
    call->outgoing = true;
    show(ios, id, FAKE_SCREEN_CONNECTING, OH_REASON_NONE);
    return transact(ios, (struct ios_action){
                             .seen = {.call = id, .type = OH_EV_UI_STARTED, .on = true},
                             .leg = leg,
                             .flags = flags,
                         });
}

/* ---- Answers to actions ---- */

static struct ios_action *take_open(struct fake_ios *ios, oh_action number, const char *word)
{
    struct ios_action *action = action_of(ios, number);
    RECORD(ios, "ui %s %u", word, number);
    if (!action)
        ios_violation(ios, "%s of action %u, which nobody holds (CK-72)", word, number);
    else if (action->seen.timed_out)
        ios_violation(ios, "%s of action %u after its time-out (CK-75)", word, number);
    else if (action->is_void)
        RECORD(ios, "ios action %u is void (CK-130)", number);
    else if (!is_open(action))
        ios_violation(ios, "%s of action %u, which is answered already (CK-70)", word, number);
    else
        return action;
    return NULL;
}

static void hold(struct fake_ios *ios, struct ios_call *call, bool on)
{
    call->held = on;
    call->held_for_foreign &= on;
    show(ios, call->id, on ? FAKE_SCREEN_HELD : FAKE_SCREEN_CONNECTED, OH_REASON_NONE);
    if (on)
        ios_deactivate_later(ios);
    else
        ios_activate_later(ios);
}

static void do_fulfil(void *ctx, struct oh_call_id id, oh_action number)
{
    struct fake_ios *ios = ctx;
    (void)id;
    struct ios_action *action = take_open(ios, number, "fulfil");
    if (!action)
        return;
    /* An end that was delivered twice is answered twice (CK-8B): that is no fault of ours. */
    action->seen.fulfilled = !(action->seen.type == OH_EV_UI_ENDED && ios->faults.ends_twice);
    enum oh_event_type type = action->seen.type;
    bool on = action->seen.on;
    struct ios_call *call = ios_call_of(ios, action->seen.call);
    if (!call)
        return;                      /* it ended meanwhile (CK-46) */
    if (type == OH_EV_UI_ANSWERED) { /* the call is connected, and the session is activated: CK-71,
                                        CK-90 */
        connect_call(ios, call);
        ios_activate_later(ios);
    } else if (type == OH_EV_UI_ENDED) {
        remove_call(ios, call, OH_REASON_USER);
    } else if (type == OH_EV_UI_HELD) {
        hold(ios, call, on);
    } else if (type == OH_EV_UI_STARTED) {
        call->phase = PHASE_CONNECTING;
        if (!ios->faults.outgoing_at_connected) /* CK-91: which of the two is unknown */
            ios_activate_later(ios);
    }
}

static void do_fail(void *ctx, struct oh_call_id id, oh_action number)
{
    struct fake_ios *ios = ctx;
    (void)id;
    struct ios_action *action = take_open(ios, number, "fail");
    if (!action)
        return;
    action->seen.failed = !(action->seen.type == OH_EV_UI_ENDED && ios->faults.ends_twice);
    struct ios_call *call = ios_call_of(ios, action->seen.call);
    bool ends = action->seen.type == OH_EV_UI_ANSWERED || action->seen.type == OH_EV_UI_STARTED;
    if (call && ends) /* CK-73 */
        remove_call(ios, call, OH_REASON_FAILED);
}

/* ---- Reports ---- */

/* An unanswered call is ended by the system, with an ordinary action (CK-85). */
static void rang_long_enough(void *ctx, const struct task *task)
{
    struct fake_ios *ios = ctx;
    const struct ios_call *call = ios_call_of(ios, task->call);
    if (call && call->phase == PHASE_RINGING)
        system_ends(ios, task->call);
}

static void refuse_report(void *ctx, const struct task *task)
{
    struct fake_ios *ios = ctx;
    agenda_post(&ios->agenda, &OH_EVENT(OH_EV_UI_REPORT_REFUSED, .call = task->call,
                                        .code = (uint16_t)task->number));
}

static void complete_report(void *ctx, const struct task *task)
{
    struct fake_ios *ios = ctx;
    struct ios_call *call = ios_call_of(ios, task->call);
    if (!call || call->phase != PHASE_PENDING)
        return; /* the provider died: its completions are void (CK-130) */
    if (ios->faults.report_refused) {
        RECORD(ios, "ios call %u refused (%u)", call->number, ios->faults.report_refused);
        g_array_remove_index(ios->calls,
                             (guint)(call - (struct ios_call *)(void *)ios->calls->data));
        agenda_post(&ios->agenda, &OH_EVENT(OH_EV_UI_REPORT_REFUSED, .call = task->call,
                                            .code = ios->faults.report_refused));
        return;
    }
    call->phase = PHASE_RINGING;
    RECORD(ios, "ios call %u rings", call->number);
    show(ios, task->call, FAKE_SCREEN_RINGING, OH_REASON_NONE);
    ios_later(ios, ios->delays.ring_ms, rang_long_enough, task->call, 0);
    agenda_post(&ios->agenda, &OH_EVENT(OH_EV_UI_REPORTED, .call = task->call));
    if (ios->faults.activates_at_report)
        fake_ios_activate(ios);
}

static void do_report(void *ctx, struct oh_call_id id)
{
    struct fake_ios *ios = ctx;
    RECORD(ios, "ui report");
    if (!ios->up) {
        ios_later(ios, ios->delays.report_ms, refuse_report, id, 0);
    } else if (ios_call_of(ios, id)) { /* the existing call is unaffected: error 2 */
        ios_later(ios, ios->delays.report_ms, refuse_report, id, 2);
    } else {
        add_call(ios, id)->phase = PHASE_PENDING;
        ios_later(ios, ios->delays.report_ms, complete_report, id, 0);
    }
}

/* Satisfies a push; the system answers error 2 and shows nothing new. */
static void do_report_again(void *ctx, struct oh_call_id id)
{
    struct fake_ios *ios = ctx;
    RECORD(ios, "ui report again");
    if (ios->up && !ios_call_of(ios, id))
        ios_violation(ios, "a call is reported again that does not exist: a ghost would ring");
}

static void do_report_ended(void *ctx, struct oh_call_id id, enum oh_reason reason)
{
    struct fake_ios *ios = ctx;
    struct ios_call *call = ios_call_of(ios, id);
    RECORD(ios, "ui report ended %s", oh_reason_name(reason));
    if (!ios->up)
        return; /* nobody listens */
    if (!call)
        ios_violation(ios, "a call is reported ended that is over");
    else if (call->phase == PHASE_PENDING && !call->outgoing)
        ios_violation(ios, "a call is reported ended before its report completed: it rings on");
    else
        remove_call(ios, call, reason);
}

static void do_report_connecting(void *ctx, struct oh_call_id id)
{
    struct fake_ios *ios = ctx;
    RECORD(ios, "ui report connecting");
    if (ios_call_of(ios, id))
        show(ios, id, FAKE_SCREEN_CONNECTING, OH_REASON_NONE);
}

static void do_report_connected(void *ctx, struct oh_call_id id)
{
    struct fake_ios *ios = ctx;
    struct ios_call *call = ios_call_of(ios, id);
    RECORD(ios, "ui report connected");
    if (!call)
        return;
    connect_call(ios, call);
    if (ios->faults.outgoing_at_connected)
        ios_activate_later(ios);
}

/* ---- Requests, refresh, rebuild ---- */

static void refuse_request(void *ctx, const struct task *task)
{
    struct fake_ios *ios = ctx;
    struct oh_event event = refused_request(&task->request);
    agenda_post(&ios->agenda, &event);
}

static oh_action act_as_requested(struct fake_ios *ios, const struct oh_command *request)
{
    struct oh_event event = requested_action(request);
    if (event.type == OH_EV_UI_STARTED)
        return fake_ios_start(ios, event.call, event.leg, event.flags);
    struct ios_action action = {
        .seen = {.call = event.call, .type = event.type, .on = event.on != 0},
        .other_call = event.other_call,
    };
    memcpy(action.digits, event.digits, sizeof(action.digits));
    return event.type == OH_EV_NONE ? 0 : transact(ios, action);
}

/* What the application requests comes back as an action, as if the user had touched (CK-8D). */
static void do_request(void *ctx, const struct oh_command *request)
{
    struct fake_ios *ios = ctx;
    RECORD(ios, "ui request %s %s", oh_request_name((enum oh_request)request->request),
           request->on ? "on" : "off");
    if (ios->faults.ignores_requests)
        return;
    if (ios->faults.refuses_requests || !act_as_requested(ios, request)) /* CK-62, CK-63 */
        agenda_after(&ios->agenda, ios->delays.deliver_ms,
                     (struct task){.run = refuse_request, .ctx = ios, .request = *request});
}

/* Assigning the configuration again mends a stale session id (CK-21). */
static void do_refresh(void *ctx)
{
    struct fake_ios *ios = ctx;
    RECORD(ios, "ui refresh");
    if (!ios->faults.stale_until_refresh)
        return;
    ios->faults.stale_until_refresh = false;
    ios_activate_later(ios);
}

static void rebuilt(void *ctx, const struct task *task)
{
    struct fake_ios *ios = ctx;
    (void)task;
    ios->up = true;
    RECORD(ios, "ios began");
    agenda_post(&ios->agenda, &OH_EVENT(OH_EV_UI_BEGAN));
}

static void do_rebuild(void *ctx)
{
    struct fake_ios *ios = ctx;
    RECORD(ios, "ui rebuild");
    ios_later(ios, ios->delays.rebuild_ms, rebuilt, (struct oh_call_id){{0}}, 0);
}

/* The system's service died: all of the provider's calls and actions are void (CK-130). */
void fake_ios_reset(struct fake_ios *ios)
{
    RECORD(ios, "ios reset");
    ios->up = false;
    for (guint i = 0; i < ios->actions->len; i++) {
        struct ios_action *action = &g_array_index(ios->actions, struct ios_action, i);
        if (is_open(action))
            action->is_void = true;
    }
    for (guint i = 0; i < ios->calls->len; i++)
        show(ios, g_array_index(ios->calls, struct ios_call, i).id, FAKE_SCREEN_ENDED,
             OH_REASON_UI_RESET);
    g_array_set_size(ios->calls, 0);
    if (ios->session == FAKE_SESSION_BY_SYSTEM)
        ios->session = FAKE_SESSION_INACTIVE;
    agenda_post(&ios->agenda, &OH_EVENT(OH_EV_UI_RESET));
}

struct oh_ui_port fake_ios_ui_port(struct fake_ios *ios)
{
    return (struct oh_ui_port){.size = sizeof(struct oh_ui_port),
                               .ctx = ios,
                               .report = do_report,
                               .report_again = do_report_again,
                               .report_ended = do_report_ended,
                               .report_connecting = do_report_connecting,
                               .report_connected = do_report_connected,
                               .fulfil = do_fulfil,
                               .fail = do_fail,
                               .request = do_request,
                               .refresh = do_refresh,
                               .rebuild = do_rebuild};
}
