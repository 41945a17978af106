/*
 * GStreamer's own log (GST_DEBUG), without the keys that it would have in it.
 */
#ifndef OFFHOOK_GSTREAMER_DEBUG_H
#define OFFHOOK_GSTREAMER_DEBUG_H

/* After gst_init, once. Does nothing where nobody asked for a log. */
void oh_debug_leave_keys_out(void);

#endif
