/*
 * What RTCP and the SRTP elements know of a leg.
 */
#ifndef OFFHOOK_GSTREAMER_STATS_H
#define OFFHOOK_GSTREAMER_STATS_H

#include "offhook/media.h"

#include <gst/gst.h>

/* Fills in what rtpbin's one session knows: loss, jitter, round trip. */
void oh_stats_of_session(struct oh_media_stats *stats, GstElement *rtpbin);
/* The suite that the bin encrypts with; "" if it does not. */
const char *oh_stats_cipher(GstBin *bin);

#endif
