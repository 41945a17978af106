/*
 * The options of `offhook phone`.
 */
#ifndef OFFHOOK_APP_OPTIONS_H
#define OFFHOOK_APP_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

enum grab { GRAB_NONE, GRAB_SILENT, GRAB_NOTIFIED };

struct phone_options {
    char **listen; /* NULL-terminated */
    char *audio;
    char *codecs; /* NULL: the media stack's own choice */
    char *trace;  /* NULL: none */
    int calls_max;
    int activation_ms; /* fake iOS: from the fulfilment to the activation; 0: its default */
    int decline_code;
    enum grab grab;
    bool fake_ios;
    bool json;
    bool measure;
    bool gated;
    bool early;
    bool eager;
    bool verbose;
};

/* Reads the command line of the sub-command (argv[0] is its name). On failure writes a sentence to
 * standard error and returns false. --help prints and exits. */
bool phone_options_read(struct phone_options *options, int argc, char **argv);
void phone_options_clear(struct phone_options *options);

#endif
