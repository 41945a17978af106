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
    int decline;       /* enum decline */
    int grab;          /* enum grab */
    int fake_ios;
    int json;
    int measure;
    int gated;
    int early;
    int eager;
    int verbose;
};

enum decline { DECLINE_603, DECLINE_486 };

/* Reads the command line of the sub-command (argv[0] is its name). On failure writes a sentence for
 * each mistake to standard error and returns false. --help prints and exits. */
bool phone_options_read(struct phone_options *options, int argc, char **argv);
void phone_options_clear(struct phone_options *options);

#endif
