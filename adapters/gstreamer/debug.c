/*
 * SRTP's keys pass from element to element in caps, and ICE's in descriptions; whoever logs those
 * logs them. So each line is looked at, and one with a key in it is left out.
 */
#include "debug.h"

#include <gst/gst.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool has_key(const char *text)
{
    static const char *const signs[] = {
        "srtp-key", "ice-pwd", "pwd:", "inline:", "mki=", "turn://", "PRIVATE KEY"};
    for (size_t i = 0; i < G_N_ELEMENTS(signs); i++)
        if (strstr(text, signs[i]))
            return true;
    return false;
}

static void log_line(GstDebugCategory *category, GstDebugLevel level, const gchar *file,
                     const gchar *function, gint line, GObject *object, GstDebugMessage *message,
                     gpointer out)
{
    const gchar *text = gst_debug_message_get(message);
    if (text && has_key(text))
        fprintf(out ? out : stderr, "%s:%d: a line with a key in it is left out\n", file, line);
    else
        gst_debug_log_default(category, level, file, function, line, object, message, out);
}

void oh_debug_leave_keys_out(void)
{
    const char *path = g_getenv("GST_DEBUG_FILE");
    FILE *out = NULL; /* standard error */
    if (!g_getenv("GST_DEBUG") || gst_debug_remove_log_function(gst_debug_log_default) == 0)
        return;
    if (path && strcmp(path, "-") == 0)
        out = stdout;
    else if (path && *path)
        out = fopen(path, "a"); /* as long as the process, like GStreamer's own */
    gst_debug_add_log_function(log_line, out, NULL);
}
