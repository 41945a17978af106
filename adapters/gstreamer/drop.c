/*
 * libpulse refuses to disconnect a stream that the server has not confirmed yet, and such a stream
 * would go on for as long as the connection: it is ended as soon as it is there.
 */
#include "drop.h"

#include <glib.h>

static void on_state(pa_stream *stream, void *ctx)
{
    (void)ctx;
    switch (pa_stream_get_state(stream)) {
    case PA_STREAM_UNCONNECTED:
    case PA_STREAM_CREATING: return;
    case PA_STREAM_READY: pa_stream_disconnect(stream); return; /* this comes again */
    case PA_STREAM_FAILED:
    case PA_STREAM_TERMINATED: break;
    }
    pa_stream_set_state_callback(stream, NULL, NULL);
    pa_stream_unref(stream);
}

void oh_stream_drop(pa_stream **stream)
{
    pa_stream *old = g_steal_pointer(stream);
    if (!old)
        return;
    pa_stream_set_moved_callback(old, NULL, NULL);
    pa_stream_set_event_callback(old, NULL, NULL);
    pa_stream_set_suspended_callback(old, NULL, NULL);
    pa_stream_set_read_callback(old, NULL, NULL);
    pa_stream_set_write_callback(old, NULL, NULL);
    pa_stream_set_state_callback(old, on_state, NULL);
    if (pa_stream_get_state(old) == PA_STREAM_UNCONNECTED)
        pa_stream_unref(old);
    else
        on_state(old, NULL);
}
