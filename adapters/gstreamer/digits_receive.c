/*
 * A press is known by the time of its begin, which all its packets carry: neither the marker nor
 * the end is needed, any one packet of it is enough, and repeated ends are the same press. Packets
 * come out of the jitter buffer, so in order; what is older than the last press is a straggler.
 */
#include "digits_receive.h"

#include <gst/rtp/gstrtpbuffer.h>

#define MESSAGE "offhook-digit"

/* Presses that may wait to be read; a peer that "presses" faster than we read loses some. */
enum { PENDING_MAX = 64 };
/* A begin that lies further back is no straggler but a peer that set its clock anew. */
enum { STRAGGLER_S = 5 };
/* RFC 4733, 2.5.1.3: a press too long for the field of its duration goes on in a new segment. */
enum { SEGMENT_TICKS = 0xffff };

struct watching {
    uint32_t clock_hz;
    gint *pending;
    bool any; /* a press came already */
    uint8_t event;
    uint32_t begin;
    bool ended;
};

static bool is_same_press(const struct watching *watching, uint32_t begin, uint8_t event)
{
    uint32_t later = begin - watching->begin;
    return watching->any &&
           (later == 0 || (later == SEGMENT_TICKS && event == watching->event && !watching->ended));
}

static bool is_straggler(const struct watching *watching, uint32_t begin)
{
    uint32_t earlier = watching->begin - begin;
    return watching->any && earlier > 0 && earlier <= STRAGGLER_S * watching->clock_hz;
}

static void tell(const struct watching *watching, GstPad *pad, uint8_t event)
{
    static const char digits[] = "0123456789*#ABCD";
    if (event >= sizeof digits - 1) /* a hook flash, or a tone that no key has */
        return;
    if (g_atomic_int_get(watching->pending) >= PENDING_MAX)
        return;
    GstElement *element = gst_pad_get_parent_element(pad);
    if (!element)
        return;
    g_atomic_int_inc(watching->pending);
    GstStructure *structure =
        gst_structure_new(MESSAGE, "digit", G_TYPE_INT, (gint)digits[event], NULL);
    gst_element_post_message(element, gst_message_new_element(GST_OBJECT(element), structure));
    gst_object_unref(element);
}

static GstPadProbeReturn on_event(GstPad *pad, GstPadProbeInfo *info, gpointer ctx)
{
    struct watching *watching = ctx;
    GstRTPBuffer rtp = GST_RTP_BUFFER_INIT;
    if (!gst_rtp_buffer_map(GST_PAD_PROBE_INFO_BUFFER(info), GST_MAP_READ, &rtp))
        return GST_PAD_PROBE_OK;
    const guint8 *payload = gst_rtp_buffer_get_payload(&rtp);
    uint32_t begin = gst_rtp_buffer_get_timestamp(&rtp);
    if (gst_rtp_buffer_get_payload_len(&rtp) >= 4 && !is_straggler(watching, begin)) {
        if (!is_same_press(watching, begin, payload[0]))
            tell(watching, pad, payload[0]);
        watching->any = true;
        watching->event = payload[0];
        watching->begin = begin;
        watching->ended = payload[1] & 0x80;
    }
    gst_rtp_buffer_unmap(&rtp);
    return GST_PAD_PROBE_OK;
}

void oh_digits_watch(GstPad *pad, uint32_t clock_hz, gint *pending)
{
    struct watching *watching = g_new0(struct watching, 1);
    watching->clock_hz = clock_hz;
    watching->pending = pending;
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, on_event, watching, g_free);
}

bool oh_digits_message(GstMessage *message, gint *pending, char *digit)
{
    const GstStructure *structure = gst_message_get_structure(message);
    gint value = 0;
    if (GST_MESSAGE_TYPE(message) != GST_MESSAGE_ELEMENT || !structure ||
        !gst_structure_has_name(structure, MESSAGE) ||
        !gst_structure_get_int(structure, "digit", &value))
        return false;
    g_atomic_int_add(pending, -1);
    *digit = (char)value;
    return true;
}
