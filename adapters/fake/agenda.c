/*
 * The tasks of a fake; see agenda.h.
 */
#include "agenda.h"

#include <string.h>

struct item {
    struct agenda *agenda;
    struct task task;
};

void agenda_init(struct agenda *agenda, const struct fake_setup *setup)
{
    agenda->setup = *setup;
    g_queue_init(&agenda->tasks);
}

void agenda_clear(struct agenda *agenda)
{
    g_queue_clear_full(&agenda->tasks, g_free);
}

static void run(void *data)
{
    struct item *item = data;
    g_queue_remove(&item->agenda->tasks, item);
    item->task.run(item->task.ctx, &item->task);
    g_free(item);
}

void agenda_after(struct agenda *agenda, uint32_t delay_ms, struct task task)
{
    struct item *item = g_new0(struct item, 1);
    item->agenda = agenda;
    item->task = task;
    g_queue_push_tail(&agenda->tasks, item);
    agenda->setup.scheduler.after(agenda->setup.scheduler.ctx, delay_ms, run, item);
}

void agenda_post(const struct agenda *agenda, const struct oh_event *event)
{
    agenda->setup.post.post(agenda->setup.post.ctx, event);
}

uint64_t agenda_now_ms(const struct agenda *agenda)
{
    return agenda->setup.scheduler.now_ms(agenda->setup.scheduler.ctx);
}

static enum oh_event_type type_of(enum oh_request request)
{
    switch (request) {
    case OH_REQUEST_ANSWER: return OH_EV_UI_ANSWERED;
    case OH_REQUEST_END: return OH_EV_UI_ENDED;
    case OH_REQUEST_HOLD: return OH_EV_UI_HELD;
    case OH_REQUEST_MUTE: return OH_EV_UI_MUTED;
    case OH_REQUEST_START: return OH_EV_UI_STARTED;
    case OH_REQUEST_DIGITS: return OH_EV_UI_DIGITS;
    case OH_REQUEST_GROUP: return OH_EV_UI_GROUPED;
    case OH_REQUEST_NONE: break;
    }
    return OH_EV_NONE;
}

struct oh_event requested_action(const struct oh_command *request)
{
    struct oh_event event = OH_EVENT(type_of((enum oh_request)request->request),
                                     .call = request->call, .on = request->on, .leg = request->leg,
                                     .flags = request->flags, .other_call = request->other_call);
    memcpy(event.digits, request->digits, sizeof(request->digits));
    return event;
}

struct oh_event refused_request(const struct oh_command *request)
{
    return OH_EVENT(OH_EV_UI_REQUEST_REFUSED, .call = request->call, .request = request->request,
                    .on = request->on);
}
