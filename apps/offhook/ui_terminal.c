/*
 * The terminal as a call UI. There is no system behind it that could refuse, delay or lose
 * anything: a report is shown at once, a gesture is an action at once, and what the core asks of
 * the UI comes back as that action. What is printed is the face's affair, which sees every step.
 */
#include "ui.h"

#include <string.h>

struct terminal {
    struct oh_post post;
    oh_action last_action;
};

static oh_action act(struct terminal *terminal, struct oh_event event)
{
    event.action = ++terminal->last_action;
    terminal->post.post(terminal->post.ctx, &event);
    return event.action;
}

/* ---- The user ---- */

static oh_action answer(void *ctx, struct oh_call_id call)
{
    return act(ctx, OH_EVENT(OH_EV_UI_ANSWERED, .call = call));
}

static oh_action end(void *ctx, struct oh_call_id call)
{
    return act(ctx, OH_EVENT(OH_EV_UI_ENDED, .call = call));
}

static oh_action hold(void *ctx, struct oh_call_id call, bool on)
{
    return act(ctx, OH_EVENT(OH_EV_UI_HELD, .call = call, .on = on));
}

static oh_action mute(void *ctx, struct oh_call_id call, bool on)
{
    return act(ctx, OH_EVENT(OH_EV_UI_MUTED, .call = call, .on = on));
}

static oh_action dial(void *ctx, struct oh_call_id call, const char *digits)
{
    struct oh_event event = OH_EVENT(OH_EV_UI_DIGITS, .call = call);
    g_strlcpy(event.digits, digits, sizeof(event.digits));
    return act(ctx, event);
}

static oh_action start(void *ctx, struct oh_call_id call, oh_leg leg, uint16_t flags)
{
    return act(ctx, OH_EVENT(OH_EV_UI_STARTED, .call = call, .leg = leg, .flags = flags));
}

/* ---- The core ---- */

static void report(void *ctx, struct oh_call_id call)
{
    struct terminal *terminal = ctx;
    terminal->post.post(terminal->post.ctx, &OH_EVENT(OH_EV_UI_REPORTED, .call = call));
}

static void request(void *ctx, const struct oh_command *wish)
{
    struct oh_call_id call = wish->call;
    char digits[OH_COMMAND_DIGITS_MAX + 1] = "";
    switch ((enum oh_request)wish->request) {
    case OH_REQUEST_ANSWER: answer(ctx, call); break;
    case OH_REQUEST_END: end(ctx, call); break;
    case OH_REQUEST_HOLD: hold(ctx, call, wish->on); break;
    case OH_REQUEST_MUTE: mute(ctx, call, wish->on); break;
    case OH_REQUEST_START: start(ctx, call, wish->leg, wish->flags); break;
    case OH_REQUEST_DIGITS:
        memcpy(digits, wish->digits, OH_COMMAND_DIGITS_MAX);
        dial(ctx, call, digits);
        break;
    case OH_REQUEST_GROUP:
        act(ctx, OH_EVENT(OH_EV_UI_GROUPED, .call = call, .other_call = wish->other_call));
        break;
    case OH_REQUEST_NONE: break;
    }
}

static void rebuild(void *ctx)
{
    struct terminal *terminal = ctx;
    terminal->post.post(terminal->post.ctx, &OH_EVENT(OH_EV_UI_BEGAN));
}

/* ---- The audio session: there is none but ours, and no device to open ---- */

static void prepare(void *ctx, enum oh_prepare how)
{
    (void)how;
    struct terminal *terminal = ctx;
    terminal->post.post(terminal->post.ctx, &OH_EVENT(OH_EV_AUDIO_PREPARED));
}

static void release(void *ctx)
{
    struct terminal *terminal = ctx;
    terminal->post.post(terminal->post.ctx, &OH_EVENT(OH_EV_AUDIO_RELEASED));
}

struct app_ui ui_terminal_new(struct oh_post post)
{
    struct terminal *terminal = g_new0(struct terminal, 1);
    terminal->post = post;
    return (struct app_ui){
        .ctx = terminal,
        .port = {.size = sizeof(struct oh_ui_port),
                 .ctx = terminal,
                 .report = report,
                 .request = request,
                 .rebuild = rebuild},
        .audio = {.size = sizeof(struct oh_audio_port),
                  .ctx = terminal,
                  .prepare = prepare,
                  .release = release},
        .answer = answer,
        .end = end,
        .hold = hold,
        .mute = mute,
        .dial = dial,
        .start = start,
        .free = g_free,
    };
}
