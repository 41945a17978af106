/*
 * A strategy of check/ with a clock, for the simulator: events get the time, calls and legs a
 * number that no schedule uses twice, and deadlines fire when their time has come.
 */
#ifndef SIM_MIND_H
#define SIM_MIND_H

#include "offhook/trace.h"
#include "strategy.h"

/* What lies at scene->mind: this, then the mind itself. */
struct mind {
    uint64_t now_ms;
    uint32_t wave;                 /* which life of the environment's places this is */
    struct oh_trace_writer *trace; /* each step is written to it, if there is one */
    const struct oh_core *shown;   /* whose state the trace shows */
    _Alignas(uint64_t) uint8_t inner[];
};

static inline struct mind *mind_of(struct scene *scene)
{
    return (struct mind *)scene->mind;
}

/* "offhook", "eager" or "pr61", or NULL. Give it to a setting. */
const struct strategy *clocked_by_name(const char *name);

/* When its next deadline is to fire, or OH_NEVER. */
uint64_t mind_deadline_ms(const struct scene *scene);

#endif
