/*
 * The options of this adapter (README).
 */
#ifndef SIPRIX_OPTIONS_H
#define SIPRIX_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "siprix_abi.h"

struct options {
    char *library;
    char *license; /* the key itself */
    char *home;    /* the SDK's folder for its files; NULL: its own choice */
    char *listen;  /* as it was given, "udp:127.0.0.1:5070"; NULL: nothing was */
    siprix_transport transport;
    char *bind_address;
    uint16_t port;
    uint8_t log; /* the SDK's own, into its home folder */
    bool dtmf_info;
    bool any_version;
    uint32_t patience_ms; /* how long the SDK may take to answer what it took */
    unsigned legs_max;
};

/* Read them. False with a sentence in `text`; clear in either case. */
bool options_read(struct options *options, const char *const *strings, char *text,
                  size_t text_size);
void options_clear(struct options *options);

#endif
