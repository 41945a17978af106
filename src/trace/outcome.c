/*
 * The outcome of each call: told by the rows of its ladder alone, so that it is what was written
 * down, not what this build makes of it.
 */
#include "outcome.h"

#include <stdlib.h>

static void first_ms(uint64_t *when_ms, uint64_t at_ms)
{
    if (*when_ms == OH_NEVER)
        *when_ms = at_ms;
}

/* Whoever speaks first of the end says why; what follows may only say less. Another branch of the
 * INVITE ends without the call. */
static void end(struct outcome *outcome, const struct row *row, uint8_t reason)
{
    if (reason == OH_REASON_MERGED)
        return;
    first_ms(&outcome->ended_ms, row->at_ms);
    if (outcome->reason == OH_REASON_NONE)
        outcome->reason = (enum oh_reason)reason;
}

static void learn_fact(struct outcome *outcome, const struct row *row)
{
    const struct oh_event *event = &row->step->event;

    if (row->ignored && event->type != OH_EV_ENGINE_ENDED)
        return;
    if (event->type == OH_EV_UI_STARTED)
        outcome->outgoing = true;
    if (event->type == OH_EV_UI_ANSWERED)
        first_ms(&outcome->answered_ms, row->at_ms);
    if (event->type == OH_EV_ENGINE_ACCEPTED)
        first_ms(outcome->outgoing ? &outcome->answered_ms : &outcome->accepted_ms, row->at_ms);
    if (event->type == OH_EV_ENGINE_ENDED)
        end(outcome, row, event->reason);
}

static void learn_order(struct outcome *outcome, const struct row *row)
{
    const struct oh_command *order = row->order;

    if (order->type == OH_CMD_ENGINE_OPEN && order->direction & OH_DIRECTION_SEND)
        first_ms(&outcome->audio_ms, row->at_ms);
    if (order->type == OH_CMD_ENGINE_END || order->type == OH_CMD_ENGINE_REJECT ||
        order->type == OH_CMD_UI_REPORT_ENDED)
        end(outcome, row, order->reason);
}

struct outcome *outcomes_new(const struct ladder *ladder)
{
    struct outcome *outcomes = calloc(ladder->call_count + 1u, sizeof(*outcomes));
    if (!outcomes)
        return NULL;
    for (unsigned i = 0; i < ladder->call_count; i++)
        outcomes[i] = (struct outcome){.began_ms = OH_NEVER,
                                       .answered_ms = OH_NEVER,
                                       .accepted_ms = OH_NEVER,
                                       .audio_ms = OH_NEVER,
                                       .ended_ms = OH_NEVER};
    for (size_t i = 0; i < ladder->row_count; i++) {
        const struct row *row = &ladder->rows[i];
        if (!row->call)
            continue;
        struct outcome *outcome = &outcomes[row->call - 1];
        first_ms(&outcome->began_ms, row->at_ms);
        outcome->warnings += row->trouble == TROUBLE_WARNING;
        outcome->failures += row->trouble == TROUBLE_FAILURE;
        if (row->order)
            learn_order(outcome, row);
        else
            learn_fact(outcome, row);
    }
    return outcomes;
}

uint64_t outcome_span_ms(uint64_t from_ms, uint64_t to_ms)
{
    return from_ms == OH_NEVER || to_ms == OH_NEVER || to_ms < from_ms ? OH_NEVER : to_ms - from_ms;
}
