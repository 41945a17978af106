/*
 * `offhook check`: every reachable state of the core in an environment of switchable adversaries.
 */
#ifndef CHECK_CHECK_H
#define CHECK_CHECK_H

#include <stdio.h>

/* The command line of `offhook check`; argv[0] is "check". Prints to standard output. Returns the
 * exit status: 0 without violations, 1 with, 2 for a wrong option or want of memory. */
int check_main(int argc, char **argv);

/*
 * What a strategy ("offhook", "eager", "pr61", ...) makes of one call in a world with these
 * adversaries ("grab", "all", "none", a comma-separated list): its shortest counterexample as a
 * ladder (one that ends in silence before others), or, if there is none, the shortest way to a
 * call that both sides hear. Searched, not written. Returns 0 if the strategy holds, 1 if it
 * breaks, 2 for an unknown name.
 */
int check_story(const char *strategy, const char *adversaries, FILE *out);

#endif
