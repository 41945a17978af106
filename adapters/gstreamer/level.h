/*
 * How loud a stream of samples is, kept at all times: cheap enough for every frame.
 */
#ifndef OFFHOOK_GSTREAMER_LEVEL_H
#define OFFHOOK_GSTREAMER_LEVEL_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

#define OH_LEVEL_SILENCE_DB -120.0

struct oh_level {
    GMutex lock;
    double loudest[2]; /* mean square of the loudest frame: in this second, in the one before */
    gint64 second;
};

void oh_level_begin(struct oh_level *level);
void oh_level_end(struct oh_level *level);

/* A frame of signed 16-bit samples, of any number of channels. On any thread, as the next. */
void oh_level_add(struct oh_level *level, const int16_t *samples, size_t count);
/* The RMS of the loudest frame of the last one to two seconds, dBFS: a talker's pauses are no
 * silence. */
double oh_level_db(struct oh_level *level);

#endif
