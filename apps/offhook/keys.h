/*
 * What can be set: one table, from which come reading, checking and help. A new setting is a row
 * here and a field in struct phone_options.
 */
#ifndef OFFHOOK_APP_KEYS_H
#define OFFHOOK_APP_KEYS_H

#include "options.h"

enum key_type {
    KEY_TEXT,   /* char * */
    KEY_PATH,   /* char *, a file name in the system's own bytes */
    KEY_LIST,   /* GStrv; the option may be given more than once */
    KEY_NUMBER, /* int */
    KEY_CHOICE, /* int, the index of its word in `takes` */
    KEY_SWITCH, /* int, 0 or 1; the option by itself means yes */
};

enum key_group {
    GROUP_PHONE,
    GROUP_ACCOUNT,
    GROUP_SIP,
    GROUP_AUDIO,
    GROUP_MEDIA,
    GROUP_CALLS,
    GROUP_DEADLINES,
    GROUP_EXPERIMENTS, /* to be looked at, not to be used: options only */
    GROUPS
};

struct key {
    enum key_group group;
    const char *name;   /* in the file */
    const char *option; /* on the command line; NULL: there is none */
    char letter;        /* of its option; 0: none */
    enum key_type type;
    const char *takes;  /* for people; of a choice, its words, separated by | */
    const char *preset; /* what holds if nobody says anything; NULL: left as it is, 0 or NULL */
    const char *help;
    const char *example; /* a value for the example file; NULL: the preset */
    bool (*fits)(const struct key *key, const char *text); /* has the form; NULL: any has */
    const char *secret; /* a bad value may be a secret: it is not shown, this advice is */
    int min, max;       /* of a number */
    size_t offset;      /* of its value in struct phone_options */
};

extern const struct key keys[];
extern const unsigned key_count;

/* Its name in the file's brackets, and a line about it. */
const char *key_group_name(enum key_group group);
const char *key_group_about(enum key_group group);
bool key_group_in_file(enum key_group group);

/* NULL if there is none. Options as they are typed: "--calls", "-l". */
const struct key *key_by_option(const char *option);
const struct key *key_by_name(enum key_group group, const char *name);

/* Forms of texts, in key_forms.c. */
bool key_form_listed(const struct key *key, const char *text); /* begins as one of `takes` */
bool key_form_listen(const struct key *key, const char *text);
bool key_form_codecs(const struct key *key, const char *text);
bool key_form_ports(const struct key *key, const char *text);
bool key_form_address_of_record(const struct key *key, const char *text);
bool key_form_uri(const struct key *key, const char *text);
bool key_form_parameters(const struct key *key, const char *text);

/* Sets the value. A list gets one more. NULL, or what is wrong, without its subject: "takes 1 to
 * 255, not "0"", to be freed. */
char *key_set(const struct key *key, struct phone_options *options, const char *text);
/* As if nobody had set it. */
void key_unset(const struct key *key, struct phone_options *options);

#endif
