/*
 * `offhook demo`: one real call over loopback, checked, and its ladder.
 */
#ifndef OFFHOOK_APP_DEMO_H
#define OFFHOOK_APP_DEMO_H

/* argv[0] is the sub-command. Returns the exit status. */
int demo_main(int argc, char **argv);

#endif
