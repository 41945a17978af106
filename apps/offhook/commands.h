/*
 * The user's commands, one a line: parsed, and carried to the call UI as gestures.
 */
#ifndef OFFHOOK_APP_COMMANDS_H
#define OFFHOOK_APP_COMMANDS_H

#include "account.h"
#include "ui.h"
#include "watch.h"

struct commands {
    struct app_ui *ui;
    struct watch *watch;
    struct oh_host **host;
    const struct oh_sip_adapter *sip;
    void *engine;
    struct account *account;
    bool uses_session; /* the media does */
    /* How the media of a leg is; false: nobody knows. */
    bool (*stats)(void *ctx, oh_leg leg, struct oh_media_stats *stats);
    void (*quit)(void *ctx);
    void *ctx;
};

/* Carry one line out. What is wrong with it is said as a happening; it never ends a call. */
void commands_take(struct commands *commands, const char *line);

/* Say what is wrong with a command. */
G_GNUC_PRINTF(2, 3)
void commands_complain(struct commands *commands, const char *format, ...);

#endif
