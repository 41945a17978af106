/*
 * The options a media stack is made with, checked and taken apart.
 */
#ifndef OFFHOOK_GSTREAMER_OPTIONS_H
#define OFFHOOK_GSTREAMER_OPTIONS_H

#include "codec.h"
#include "kind.h"

#include <gio/gio.h>

enum oh_audio_kind {
    OH_AUDIO_TONE,
    OH_AUDIO_FILE,
    OH_AUDIO_ECHO,
    OH_AUDIO_NONE,
    OH_AUDIO_DEVICE, /* of a sound server */
    OH_AUDIO_RING,   /* a ring-back tone: while it rings, in place of any other */
};

enum { OH_CODECS_MAX = 4, OH_ICE_ADDRESSES_MAX = 8 };

/* Checks of ICE on a slow network take a few seconds, DTLS a few round trips; who has not got
 * through by then talks to nobody. */
enum { OH_CONNECT_S = 15, OH_CONNECT_S_MAX = 3600 };

struct oh_media_options {
    enum oh_audio_kind audio;
    uint32_t tone_hz;
    char *file;                  /* the WAV file's path */
    GInetAddress *address;       /* what sockets bind to and the SDP says */
    uint16_t port_min, port_max; /* 0: any */
    const struct oh_codec *codecs[OH_CODECS_MAX];
    size_t codec_count;
    char *server;        /* the sound server's address; NULL: the usual one */
    char *sink, *source; /* its devices; NULL: the default ones */
    char *ring_sink;     /* where it rings; NULL: sink */
    bool processing;     /* of what is captured: echo cancellation and so on */
    bool measure;
    bool session;
    enum oh_media_security security;
    enum oh_offer_kind offer;
    GInetAddress *ice_addresses[OH_ICE_ADDRESSES_MAX]; /* none: `address` */
    size_t ice_address_count;
    unsigned connect_s; /* for ICE and DTLS, from the first opening of a gate */
    char *stun, *turn;  /* as webrtcbin takes them; NULL: none. `turn` has a password in it */
};

/* `strings` is NULL-terminated (or NULL: all defaults). False with a sentence that names the key,
 * or those that contradict each other. */
bool oh_media_options_read(struct oh_media_options *options, const char *const *strings, char *text,
                           size_t text_size);
void oh_media_options_clear(struct oh_media_options *options);

#endif
