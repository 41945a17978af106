/*
 * Where this module's words go: the sink that its maker was given.
 */
#ifndef OFFHOOK_GSTREAMER_LOG_H
#define OFFHOOK_GSTREAMER_LOG_H

#include "offhook/ports.h"

void oh_media_log(const struct oh_log_sink *sink, enum oh_log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
