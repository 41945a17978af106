/*
 * One line to the log sink, area "media". On any thread.
 */
#include "log.h"

#include <stdarg.h>
#include <stdio.h>

void oh_media_log(const struct oh_log_sink *sink, enum oh_log_level level, const char *format, ...)
{
    char text[400];
    va_list args;
    if (!sink->log)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    sink->log(sink->ctx, level, "media", text);
}
