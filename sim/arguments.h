/* The command line of `offhook sim`. */
#ifndef SIM_ARGUMENTS_H
#define SIM_ARGUMENTS_H

#include <stdio.h>

#include "run.h"

#define STRATEGIES  3
#define CALLS_USUAL 3

struct sim_options {
    struct run_options run;
    const struct strategy *strategies[STRATEGIES]; /* those to run, in the order of the report */
    unsigned strategy_count;
    bool everything; /* --world all */
    bool self;       /* --profile self */
    struct oh_policy policy;
    bool json, times, help;
    const char *html, *svg, *bad, *trace; /* files, or NULL */
};

/* Returns NULL, or what is wrong (static). */
const char *sim_options_read(int argc, char **argv, struct sim_options *options);
void sim_options_help(FILE *out);

#endif
