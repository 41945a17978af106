/*
 * A call UI with its audio session, and the user's hands on it. Two kinds: the terminal itself, and
 * the fake iOS platform.
 */
#ifndef OFFHOOK_APP_UI_H
#define OFFHOOK_APP_UI_H

#include <glib.h>

#include "offhook/adapter.h"

struct app_ui {
    void *ctx;
    struct oh_ui_port port;
    struct oh_audio_port audio;
    /* What the user does. Each returns the number of its action; 0: the UI shows no such call. */
    oh_action (*answer)(void *ctx, struct oh_call_id call);
    oh_action (*end)(void *ctx, struct oh_call_id call);
    oh_action (*hold)(void *ctx, struct oh_call_id call, bool on);
    oh_action (*mute)(void *ctx, struct oh_call_id call, bool on);
    /* At most OH_DIGITS_MAX. */
    oh_action (*dial)(void *ctx, struct oh_call_id call, const char *digits);
    oh_action (*start)(void *ctx, struct oh_call_id call, oh_leg leg, uint16_t flags);
    /* The engine took the audio session by itself; NULL if that cannot happen. */
    void (*grab)(void *ctx, bool notified);
    void (*free)(void *ctx);
};

/* The terminal: every report is shown at once, every gesture is an action at once, and nobody but
 * us has the audio session. */
struct app_ui ui_terminal_new(struct oh_post post);

/* CallKit and AVAudioSession as adapters/fake plays them, in real time. `activation_ms`: from the
 * fulfilment to the activation (0: the fake's default). `screen` is told what the call screen
 * shows.
 */
struct app_ui ui_ios_new(GMainContext *context, struct oh_post post, uint32_t activation_ms,
                         void (*screen)(void *ctx, struct oh_call_id call, const char *shows),
                         void *screen_ctx);

#endif
