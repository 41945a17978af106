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
    oh_leg leg;      /* of a request to start, with its flags */
    uint16_t flags;
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

/* The action as which a request comes back; OH_EV_NONE: none does. */
enum oh_event_type requested_action(enum oh_request request);

#endif
