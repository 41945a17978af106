/*
 * What a fake has yet to do: tasks that its scheduler will run, owned by the fake, so that they go
 * with it. Private to adapters/fake.
 */
#ifndef OFFHOOK_FAKE_AGENDA_H
#define OFFHOOK_FAKE_AGENDA_H

#include <glib.h>

#include "fake.h"

struct task {
    void (*run)(void *ctx, const struct task *task);
    void *ctx;
    struct oh_call_id call;
    uint32_t number; /* a leg, an action, or a code */
    struct oh_command request;
};

struct agenda {
    struct fake_setup setup;
    GQueue tasks;
};

void agenda_init(struct agenda *agenda, const struct fake_setup *setup);
void agenda_clear(struct agenda *agenda);
void agenda_after(struct agenda *agenda, uint32_t delay_ms, struct task task);

/* What every fake does with its set-up. */
void agenda_post(const struct agenda *agenda, const struct oh_event *event);
uint64_t agenda_now_ms(const struct agenda *agenda);

/* The action as which a request comes back, without its number; type OH_EV_NONE: none does. And the
 * word that it does not. */
struct oh_event requested_action(const struct oh_command *request);
struct oh_event refused_request(const struct oh_command *request);

#endif
