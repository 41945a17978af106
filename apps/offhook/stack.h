/*
 * The engine of the phone: the modules sofia, gstreamer and network, opened and joined, or siprix
 * alone.
 */
#ifndef OFFHOOK_APP_STACK_H
#define OFFHOOK_APP_STACK_H

#include <glib.h>

#include "offhook/adapter.h"
#include "options.h"

/* What the phone is told of media. */
struct stack_ears {
    void (*measured)(void *ctx, oh_leg leg, const struct oh_media_measure *measure);
    void (*closed)(void *ctx, oh_leg leg, const struct oh_media_stats *stats);
    void *ctx;
};

struct stack {
    const struct phone_options *options;
    GMainContext *context;
    struct oh_log_sink log;
    struct oh_post post;
    struct oh_module *sip_module, *media_module, *network_module;
    const struct oh_sip_adapter *sip;
    const struct oh_media_adapter *media;
    const struct oh_network_adapter *network;
    void *engine, *media_instance, *network_instance;
    struct oh_media_port media_port;
    struct oh_audio_port audio; /* size 0: the media uses no session of its own */
    struct oh_media_events engine_events;
    struct stack_ears ears;
};

/*
 * Open the SIP engine. `ears` hear what is told of media. Fills `port`. What is borrowed
 * outlives the stack. False with a sentence in `text`; then stack_close, too.
 *
 * The media stack is not opened yet, so that a REGISTER can leave before its libraries are loaded.
 * Should a call need it earlier than stack_open_media() is called, it is opened at that moment.
 */
bool stack_open(struct stack *stack, const struct phone_options *options, GMainContext *context,
                struct oh_log_sink log, struct oh_post post, struct stack_ears ears,
                struct oh_engine_port *port, char *text, size_t text_size);
/* How the media of a leg is; false: nobody knows. */
bool stack_stats(const struct stack *stack, oh_leg leg, struct oh_media_stats *stats);
/* Does nothing if it is open, or the engine brings its own. False with a sentence in `text`. */
bool stack_open_media(struct stack *stack, char *text, size_t text_size);
/* From now on the engine is told when the network changed. False with a sentence in `text`. It has
 * its time: GIO comes with it, for which the first REGISTER need not wait. */
bool stack_watch_network(struct stack *stack, char *text, size_t text_size);
/* A tone for the user from now on, if the media has a device; before the media is open there is no
 * call that could have one. */
void stack_play(const struct stack *stack, enum oh_tone tone);
void stack_close(struct stack *stack);

#endif
