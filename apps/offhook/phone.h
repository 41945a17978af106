/*
 * `offhook phone`: everything wired together and run until told to stop.
 */
#ifndef OFFHOOK_APP_PHONE_H
#define OFFHOOK_APP_PHONE_H

/* argv[0] is the sub-command. Returns the exit status. */
int phone_main(int argc, char **argv);

#endif
