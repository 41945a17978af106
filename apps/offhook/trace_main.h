/*
 * `offhook trace`: show, replay or draw a trace.
 */
#ifndef OFFHOOK_APP_TRACE_MAIN_H
#define OFFHOOK_APP_TRACE_MAIN_H

/* argv[0] is the sub-command. Returns the exit status. */
int trace_main(int argc, char **argv);

#endif
