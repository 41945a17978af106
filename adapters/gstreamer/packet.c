/*
 * As RFC 5761, section 4 says.
 */
#include "packet.h"

enum oh_packet oh_packet_kind(GstBuffer *buffer, uint8_t *payload)
{
    uint8_t head[2];
    gsize size = gst_buffer_get_size(buffer);
    if (gst_buffer_extract(buffer, 0, head, sizeof head) != sizeof head || head[0] >> 6 != 2)
        return OH_PACKET_NONE;
    *payload = head[1] & 0x7f;
    if (head[1] >= 192 && head[1] <= 223)
        return size >= 8 ? OH_PACKET_RTCP : OH_PACKET_NONE;
    return size >= 12 ? OH_PACKET_RTP : OH_PACKET_NONE;
}

GstBuffer *oh_packet_renumber(GstBuffer *buffer, uint8_t payload)
{
    uint8_t second;
    buffer = gst_buffer_make_writable(buffer);
    gst_buffer_extract(buffer, 1, &second, 1);
    second = (uint8_t)((second & 0x80) | payload); /* the marker stays */
    gst_buffer_fill(buffer, 1, &second, 1);
    return buffer;
}
