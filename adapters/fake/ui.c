/*
 * A fake call UI without a system behind it: it shows what it is told and asks nobody.
 */
#include "agenda.h"

#include <string.h>

#define REPORT_MS 10 /* a notification is up */
#define TOUCH_MS  5  /* from the touch to the action */

struct fake_ui {
    struct agenda agenda;
    struct fake_ui_faults faults;
    oh_action last_action;
    struct oh_call_id last_call;
};

struct fake_ui *fake_ui_new(const struct fake_setup *setup)
{
    struct fake_ui *ui = g_new0(struct fake_ui, 1);
    agenda_init(&ui->agenda, setup);
    return ui;
}

void fake_ui_free(struct fake_ui *ui)
{
    if (!ui)
        return;
    agenda_clear(&ui->agenda);
    g_free(ui);
}

struct fake_ui_faults *fake_ui_faults(struct fake_ui *ui)
{
    return &ui->faults;
}

struct oh_call_id fake_ui_last(const struct fake_ui *ui)
{
    return ui->last_call;
}

/* ---- The user ---- */

/* An action's event, posted from inside the touch: a desktop asks nobody. */
static oh_action act(struct fake_ui *ui, struct oh_event event)
{
    event.action = ++ui->last_action;
    agenda_post(&ui->agenda, &event);
    return event.action;
}

oh_action fake_ui_answer(struct fake_ui *ui, struct oh_call_id call)
{
    return act(ui, OH_EVENT(OH_EV_UI_ANSWERED, .call = call));
}

oh_action fake_ui_end(struct fake_ui *ui, struct oh_call_id call)
{
    return act(ui, OH_EVENT(OH_EV_UI_ENDED, .call = call));
}

oh_action fake_ui_hold(struct fake_ui *ui, struct oh_call_id call, bool on)
{
    return act(ui, OH_EVENT(OH_EV_UI_HELD, .call = call, .on = on));
}

oh_action fake_ui_mute(struct fake_ui *ui, struct oh_call_id call, bool on)
{
    return act(ui, OH_EVENT(OH_EV_UI_MUTED, .call = call, .on = on));
}

oh_action fake_ui_dial(struct fake_ui *ui, struct oh_call_id call, const char *digits)
{
    struct oh_event event = OH_EVENT(OH_EV_UI_DIGITS, .call = call);
    memcpy(event.digits, digits, MIN(strlen(digits), sizeof(event.digits)));
    return act(ui, event);
}

oh_action fake_ui_start(struct fake_ui *ui, struct oh_call_id call, oh_leg leg, uint16_t flags)
{
    ui->last_call = call;
    return act(ui, OH_EVENT(OH_EV_UI_STARTED, .call = call, .leg = leg, .flags = flags));
}

/* ---- The port ---- */

#define RECORD(ui, ...) fake_record_add((ui)->agenda.setup.record, __VA_ARGS__)

static void reported(void *ctx, const struct task *task)
{
    struct fake_ui *ui = ctx;
    if (ui->faults.never_reports)
        return;
    agenda_post(&ui->agenda,
                &OH_EVENT(ui->faults.refuses_reports ? OH_EV_UI_REPORT_REFUSED : OH_EV_UI_REPORTED,
                          .call = task->call));
}

static void do_report(void *ctx, struct oh_call_id call)
{
    struct fake_ui *ui = ctx;
    RECORD(ui, "ui report");
    ui->last_call = call;
    agenda_after(&ui->agenda, REPORT_MS, (struct task){.run = reported, .ctx = ui, .call = call});
}

static void do_report_again(void *ctx, struct oh_call_id call)
{
    struct fake_ui *ui = ctx;
    (void)call;
    RECORD(ui, "ui report again");
}

static void do_report_ended(void *ctx, struct oh_call_id call, enum oh_reason reason)
{
    struct fake_ui *ui = ctx;
    (void)call;
    RECORD(ui, "ui report ended %s", oh_reason_name(reason));
}

static void do_report_connecting(void *ctx, struct oh_call_id call)
{
    struct fake_ui *ui = ctx;
    (void)call;
    RECORD(ui, "ui report connecting");
}

static void do_report_connected(void *ctx, struct oh_call_id call)
{
    struct fake_ui *ui = ctx;
    (void)call;
    RECORD(ui, "ui report connected");
}

static void do_fulfil(void *ctx, struct oh_call_id call, oh_action action)
{
    struct fake_ui *ui = ctx;
    (void)call;
    RECORD(ui, "ui fulfil %u", action);
}

static void do_fail(void *ctx, struct oh_call_id call, oh_action action)
{
    struct fake_ui *ui = ctx;
    (void)call;
    RECORD(ui, "ui fail %u", action);
}

static void requested(void *ctx, const struct task *task)
{
    struct oh_event action = requested_action(&task->request);
    if (action.type != OH_EV_NONE)
        act(ctx, action);
}

static void refused(void *ctx, const struct task *task)
{
    struct fake_ui *ui = ctx;
    struct oh_event event = refused_request(&task->request);
    agenda_post(&ui->agenda, &event);
}

/* A UI without a system answers a request with the action. */
static void do_request(void *ctx, const struct oh_command *request)
{
    struct fake_ui *ui = ctx;
    RECORD(ui, "ui request %s %s", oh_request_name((enum oh_request)request->request),
           request->on ? "on" : "off");
    if (ui->faults.ignores_requests)
        return;
    agenda_after(&ui->agenda, TOUCH_MS,
                 (struct task){.run = ui->faults.refuses_requests ? refused : requested,
                               .ctx = ui,
                               .request = *request});
}

struct oh_ui_port fake_ui_port(struct fake_ui *ui)
{
    return (struct oh_ui_port){.size = sizeof(struct oh_ui_port),
                               .ctx = ui,
                               .report = do_report,
                               .report_again = do_report_again,
                               .report_ended = do_report_ended,
                               .report_connecting = do_report_connecting,
                               .report_connected = do_report_connected,
                               .fulfil = do_fulfil,
                               .fail = do_fail,
                               .request = do_request};
}
