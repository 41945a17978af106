/* The page's pictures. */
#ifndef SIM_PLOTS_H
#define SIM_PLOTS_H

#include <string.h>

#include "report.h"

struct report {
    const struct sim_options *options;
    const struct run_result *results;
    unsigned count;
    FILE *out;
};

static inline const char *report_name(const struct report *report, unsigned which)
{
    return report->results[which].world->setting.strategy->name;
}

/* "12.3 %", "0.004 %", "0". */
void put_percent(FILE *out, uint64_t part, uint64_t whole);

/* How soon they hear each other: a curve a strategy. */
void put_curves(const struct report *report);

/* What each adversary does: a row of dots each. */
void put_kinds(const struct report *report);

#endif
