/*
 * RTP and RTCP on one port, told apart.
 */
#ifndef OFFHOOK_GSTREAMER_PACKET_H
#define OFFHOOK_GSTREAMER_PACKET_H

#include <gst/gst.h>
#include <stdint.h>

enum oh_packet { OH_PACKET_NONE, OH_PACKET_RTP, OH_PACKET_RTCP };

/* What the buffer holds; NONE: neither. */
enum oh_packet oh_packet_kind(GstBuffer *buffer, uint8_t *payload);
/* The same RTP with this payload number; takes the buffer and gives one back. */
GstBuffer *oh_packet_renumber(GstBuffer *buffer, uint8_t payload);

#endif
