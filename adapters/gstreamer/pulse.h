/*
 * The sound server, by libpulse (PulseAudio, or PipeWire's pulse server): a connection, the pair of
 * streams that all calls share, and a stream for tones. It does what it is told and says what came
 * of it; session.c knows what for.
 */
#ifndef OFFHOOK_GSTREAMER_PULSE_H
#define OFFHOOK_GSTREAMER_PULSE_H

#include "block.h"
#include "offhook/media.h"
#include "options.h"

/* What the server said, about the connection or the pair with this number. */
enum oh_pulse_fact {
    OH_PULSE_HERE,    /* connected */
    OH_PULSE_GONE,    /* it cannot be reached, or it died */
    OH_PAIR_CORKED,   /* the streams exist, and nothing flows */
    OH_PAIR_RUNNING,  /* the server acknowledged both as running */
    OH_PAIR_FAILED,   /* they cannot be made; nothing more follows of this pair */
    OH_PAIR_TAKEN,    /* they ended: a device was removed, is another's, or somebody ended them;
                         nothing more follows */
    OH_PAIR_MOVED,    /* to another device */
    OH_PAIR_CLAIMED,  /* another program wants to be heard instead, or has the device */
    OH_PAIR_RETURNED, /* that is over */
};

struct oh_pulse_owner {
    void *ctx;
    struct oh_log_sink log;
    /* All on the server's thread, under its lock: no function below may be called from them. */
    void (*fact)(void *ctx, enum oh_pulse_fact fact, unsigned about);
    void (*captured)(void *ctx, int16_t block[OH_BLOCK_SAMPLES]);
    void (*mix)(void *ctx, int16_t block[OH_BLOCK_SAMPLES]);
};

struct oh_pulse;

/* `options` is borrowed for as long as it lives. NULL: no thread could be started. */
struct oh_pulse *oh_pulse_new(const struct oh_media_options *options,
                              const struct oh_pulse_owner *owner);
void oh_pulse_free(struct oh_pulse *pulse);

/* None of these waits for the server. HERE or GONE follows; GONE again when it dies later. */
void oh_pulse_connect(struct oh_pulse *pulse, unsigned connection);
void oh_pulse_disconnect(struct oh_pulse *pulse);

/* Make the pair, corked: CORKED or FAILED follows. Only while connected, and after a close. */
void oh_pulse_open(struct oh_pulse *pulse, unsigned pair);
/* Let it run: RUNNING or TAKEN follows. */
void oh_pulse_start(struct oh_pulse *pulse);
/* Cork it; nothing flows once this returned. */
void oh_pulse_stop(struct oh_pulse *pulse);
void oh_pulse_close(struct oh_pulse *pulse);

/* This tone from now on. Waits until there is a server. */
void oh_pulse_play(struct oh_pulse *pulse, enum oh_tone tone);

#endif
