/*
 * Our description as text. Part of sdp.c's work.
 */
#ifndef OFFHOOK_GSTREAMER_SDP_WRITE_H
#define OFFHOOK_GSTREAMER_SDP_WRITE_H

#include "sdp.h"

/* All of sdp's streams, ours with these formats, the others declined. Free with g_free. */
char *oh_sdp_write(const struct oh_sdp *sdp, const struct oh_formats *formats,
                   enum oh_direction direction, unsigned ptime_ms, bool rtcp_mux);

#endif
