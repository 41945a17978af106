/*
 * The audio session on a sound server: what the audio port is told, made into orders to pulse.c,
 * and what the server says, made into events. All on the owner's context.
 */
#ifndef OFFHOOK_GSTREAMER_SESSION_H
#define OFFHOOK_GSTREAMER_SESSION_H

#include "cleaner.h"
#include "lines.h"
#include "offhook/adapter.h"
#include "options.h"

struct oh_session;

/* `options` is borrowed. Nothing is done before oh_session_begin. */
struct oh_session *oh_session_new(GMainContext *context, const struct oh_media_options *options,
                                  struct oh_log_sink log, const struct oh_post *post);
void oh_session_free(struct oh_session *session);

/* Load what cleans the captured sound; until then it passes as it is. Once, on any thread. */
void oh_session_load(struct oh_session *session);
/* Connect, and make up for what was asked meanwhile. */
void oh_session_begin(struct oh_session *session);

struct oh_audio_port oh_session_port(struct oh_session *session);
/* How many legs there are now. While there is one, the streams are kept ready. */
void oh_session_expect(struct oh_session *session, unsigned legs);
void oh_session_play(struct oh_session *session, enum oh_tone tone);

/* Where legs join. */
struct oh_lines *oh_session_lines(struct oh_session *session);

#endif
