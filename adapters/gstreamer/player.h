/*
 * A tone on a stream of its own. Part of pulse.c's work; all under the server's lock.
 */
#ifndef OFFHOOK_GSTREAMER_PLAYER_H
#define OFFHOOK_GSTREAMER_PLAYER_H

#include "log.h"
#include "options.h"
#include "offhook/media.h"

#include <pulse/pulseaudio.h>

struct oh_player {
    const struct oh_media_options *options;
    const struct oh_log_sink *log;
    enum oh_tone tone; /* what is to be heard */
    uint64_t position;
    pa_stream *stream;
};

void oh_player_begin(struct oh_player *player, const struct oh_media_options *options,
                     const struct oh_log_sink *log);
/* `context` is NULL as long as there is no server; oh_player_resume follows when there is. */
void oh_player_play(struct oh_player *player, pa_context *context, enum oh_tone tone);
void oh_player_resume(struct oh_player *player, pa_context *context);
/* Silence, at once: nothing is drained. The tone is still wanted. */
void oh_player_stop(struct oh_player *player);

#endif
