/*
 * What the file and the command line say, in the order in which it counts, and what is wrong with
 * it. All mistakes are collected, so that they can be told in one go.
 */
#ifndef OFFHOOK_APP_SETTINGS_H
#define OFFHOOK_APP_SETTINGS_H

#include "keys.h"

struct setting {
    const struct key *key;
    char *text;
    char *where; /* "--calls", "phone.conf:12: [calls] max" */
    int source;  /* of a list, the first setting of a later source takes the place of the others */
};

struct settings {
    GArray *list;        /* struct setting */
    GPtrArray *mistakes; /* sentences */
};

void settings_init(struct settings *settings);
void settings_clear(struct settings *settings);

/* Takes `where`. */
void settings_add(struct settings *settings, const struct key *key, const char *text, char *where,
                  int source);
G_GNUC_PRINTF(2, 3)
void settings_complain(struct settings *settings, const char *format, ...);

/* Empties `earlier` into the beginning of `settings`. */
void settings_put_before(struct settings *settings, struct settings *earlier);

bool settings_has(const struct settings *settings, const struct key *key);

/* The presets, then every setting in order; what is wrong with a value joins the mistakes. */
void settings_apply(struct settings *settings, struct phone_options *options);

#endif
