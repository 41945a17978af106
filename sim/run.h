/*
 * Many schedules of one strategy, on several threads. The result does not depend on how many.
 */
#ifndef SIM_RUN_H
#define SIM_RUN_H

#include "drive.h"

struct run_options {
    uint64_t seed; /* of the first schedule; the next ones count on */
    uint64_t schedules;
    unsigned calls; /* a schedule */
    unsigned jobs;
    bool keep_all; /* every bad schedule, not only the first LISTED_MAX */
    bool progress; /* a bar on stderr */
};

/* What is kept of a bad schedule. */
struct bad_schedule {
    uint64_t seed;
    uint8_t bad[BADS]; /* calls */
    bool broken;       /* a property of check/'s was */
};

#define LISTED_MAX 1000

struct run_result {
    const struct world *world;
    struct sums sums;
    double seconds;            /* on the wall */
    double cpu_seconds;        /* of all threads */
    struct bad_schedule *list; /* by seed; the first, or all */
    size_t listed;
};

/* Returns false if memory or threads are out. */
bool run(struct run_result *result, const struct world *world, const struct run_options *options);
void run_free(struct run_result *result);

#endif
