/*
 * `offhook sim`: seeded schedules of calls with realistic latencies, and what each strategy makes
 * of them.
 */
#ifndef SIM_SIM_H
#define SIM_SIM_H

/* The command line of `offhook sim`; argv[0] is "sim". Returns the exit status: 0, 1 if offhook had
 * a bad schedule, 2 for a wrong option or what the system would not do. */
int sim_main(int argc, char **argv);

#endif
