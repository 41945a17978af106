/*
 * The options of `offhook phone`: what the command line says, and where it is silent, the presets.
 */
#ifndef OFFHOOK_APP_OPTIONS_H
#define OFFHOOK_APP_OPTIONS_H

#include <glib.h>
#include <stdbool.h>

enum grab { GRAB_NONE, GRAB_SILENT, GRAB_NOTIFIED };

/* Every field is the value of one row in keys.c; a choice is the index of its word there. */
struct phone_options {
    GStrv listen;
    char *audio;
    char *codecs; /* NULL: the media stack's own choice */
    char *trace;  /* NULL: none */
    int calls_max;
    int activation_ms; /* fake iOS: from the fulfilment to the activation; 0: its default */
    int accept;        /* enum oh_accept */
    int fulfil;        /* enum oh_fulfil */
    int decline;       /* enum decline */
    int ring_s, setup_s, connecting_s, lost_s; /* 0: the profile's own */
    int grab;                                  /* enum grab */
    int fake_ios;
    int json;
    int measure;
    int early;
    int eager;
    int verbose;
};

enum decline { DECLINE_603, DECLINE_486 };

/*
 * Reads the command line of the sub-command (argv[0] is its name), and the configuration file. True
 * to go on. Else *status is what to exit with: 0 if it printed what was asked for, 2 after a
 * sentence for each mistake on standard error. Clear the options in any case.
 */
bool phone_options_read(struct phone_options *options, int argc, char **argv, int *status);
void phone_options_clear(struct phone_options *options);

#endif
