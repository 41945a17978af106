/*
 * Packets in and out. What comes in is looked at before rtpbin sees it: it must be RTP or RTCP,
 * with a payload number that was agreed, from the address that is our peer's.
 */
#include "transport.h"
#include "elements.h"
#include "packet.h"

#include <gst/net/gstnetaddressmeta.h>

static bool from_peer(struct oh_destination *destination, GstBuffer *buffer)
{
    GstNetAddressMeta *meta = gst_buffer_get_net_address_meta(buffer);
    return meta && G_IS_INET_SOCKET_ADDRESS(meta->addr) &&
           oh_destination_heard(destination, G_INET_SOCKET_ADDRESS(meta->addr));
}

static GstPadProbeReturn on_rtp_port(GstPad *pad, GstPadProbeInfo *info, gpointer ctx)
{
    struct oh_transport *transport = ctx;
    GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER(info);
    uint8_t payload = 0;
    enum oh_codec_kind carries;
    (void)pad;
    switch (oh_packet_kind(buffer, &payload)) {
    case OH_PACKET_NONE: return GST_PAD_PROBE_DROP;
    case OH_PACKET_RTCP:
        if (g_atomic_int_get(&transport->mux) && from_peer(&transport->rtcp, buffer)) {
            g_atomic_int_inc(&transport->counts->alive);
            gst_pad_push(transport->mux_in, gst_buffer_ref(buffer));
        }
        return GST_PAD_PROBE_DROP;
    case OH_PACKET_RTP: break;
    }
    if (!oh_receiver_expects(transport->receiver, payload, &carries) ||
        !from_peer(&transport->rtp, buffer))
        return GST_PAD_PROBE_DROP;
    GST_PAD_PROBE_INFO_DATA(info) = oh_receiver_arrived(transport->receiver, buffer);
    /* Only what can be played counts as received: a key press or comfort noise is a sign of life.
     */
    g_atomic_int_inc(carries == OH_CODEC_AUDIO ? &transport->counts->received
                                               : &transport->counts->alive);
    if (carries == OH_CODEC_AUDIO)
        g_atomic_int_inc(&transport->counts->received_in_all);
    return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn on_rtcp_port(GstPad *pad, GstPadProbeInfo *info, gpointer ctx)
{
    struct oh_transport *transport = ctx;
    GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER(info);
    uint8_t payload;
    (void)pad;
    if (g_atomic_int_get(&transport->mux) || oh_packet_kind(buffer, &payload) != OH_PACKET_RTCP ||
        !from_peer(&transport->rtcp, buffer))
        return GST_PAD_PROBE_DROP;
    g_atomic_int_inc(&transport->counts->alive);
    return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn on_rtcp_out(GstPad *pad, GstPadProbeInfo *info, gpointer ctx)
{
    struct oh_transport *transport = ctx;
    (void)pad;
    (void)info;
    return g_atomic_int_get(&transport->rtcp_open) ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

static GstPadProbeReturn on_rtp_out(GstPad *pad, GstPadProbeInfo *info, gpointer ctx)
{
    struct oh_transport *transport = ctx;
    (void)pad;
    (void)info;
    g_atomic_int_inc(&transport->counts->sent);
    g_atomic_int_inc(&transport->counts->sent_in_all);
    return GST_PAD_PROBE_OK;
}

static void watch(GstElement *element, const char *pad_name, GstPadProbeCallback callback,
                  struct oh_transport *transport)
{
    GstPad *pad = gst_element_get_static_pad(element, pad_name);
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, callback, transport, NULL);
    gst_object_unref(pad);
}

static void add_source(GstBin *bin, GstElement *into, const char *into_pad, GSocket *socket,
                       const char *type, GstPadProbeCallback callback,
                       struct oh_transport *transport)
{
    GstElement *source = oh_element_add(bin, "udpsrc");
    GstCaps *caps = gst_caps_new_empty_simple(type);
    g_object_set(source, "socket", socket, "close-socket", FALSE, "caps", caps, "auto-multicast",
                 FALSE, NULL);
    gst_caps_unref(caps);
    gst_element_link_pads(source, "src", into, into_pad);
    watch(source, "src", callback, transport);
}

static GstElement *add_sink(GstBin *bin, GSocket *socket)
{
    GstElement *sink = oh_element_add(bin, "multiudpsink");
    const char *property =
        g_socket_get_family(socket) == G_SOCKET_FAMILY_IPV4 ? "socket" : "socket-v6";
    g_object_set(sink, property, socket, "close-socket", FALSE, "auto-multicast", FALSE, "sync",
                 FALSE, "async", FALSE, NULL);
    return sink;
}

/* A pad that belongs to no element, to push reports from; with the events that go before data. */
static GstPad *make_input(GstElement *into, const char *type)
{
    GstPad *pad = gst_object_ref_sink(gst_pad_new("mux", GST_PAD_SRC));
    GstPad *sink = gst_element_request_pad_simple(into, "sink_%u");
    GstCaps *caps = gst_caps_new_empty_simple(type);
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    gst_pad_set_active(pad, TRUE);
    gst_pad_push_event(pad, gst_event_new_stream_start("offhook-mux"));
    gst_pad_push_event(pad, gst_event_new_caps(caps));
    gst_pad_push_event(pad, gst_event_new_segment(&segment));
    gst_pad_link(pad, sink);
    gst_caps_unref(caps);
    gst_object_unref(sink);
    return pad;
}

void oh_transport_begin(struct oh_transport *transport, GstBin *bin, GstElement *rtpbin,
                        struct oh_receiver *receiver, struct oh_counts *counts,
                        const struct oh_sockets *sockets, const struct oh_crypto *ours)
{
    *transport =
        (struct oh_transport){.receiver = receiver, .counts = counts, .encrypted = ours != NULL};
    if (ours)
        oh_srtp_begin(&transport->srtp, rtpbin, ours);
    const char *rtp_type = ours ? "application/x-srtp" : "application/x-rtp";
    const char *rtcp_type = ours ? "application/x-srtcp" : "application/x-rtcp";
    oh_destination_begin(&transport->rtp);
    oh_destination_begin(&transport->rtcp);
    transport->rtp_sink = add_sink(bin, sockets->rtp);
    transport->rtcp_sink = add_sink(bin, sockets->rtcp);
    transport->mux_sink = add_sink(bin, sockets->rtp);
    GstElement *tee = oh_element_add(bin, "tee");
    gst_element_link(tee, transport->rtcp_sink);
    gst_element_link(tee, transport->mux_sink);
    add_source(bin, rtpbin, "recv_rtp_sink_0", sockets->rtp, rtp_type, on_rtp_port, transport);
    GstElement *reports = oh_element_add(bin, "funnel");
    add_source(bin, reports, "sink_%u", sockets->rtcp, rtcp_type, on_rtcp_port, transport);
    transport->mux_in = make_input(reports, rtcp_type);
    gst_element_link_pads(reports, "src", rtpbin, "recv_rtcp_sink_0");
    gst_element_link_pads(rtpbin, "send_rtcp_src_0", tee, "sink");
    watch(tee, "sink", on_rtcp_out, transport);
    watch(transport->rtp_sink, "sink", on_rtp_out, transport);
}

void oh_transport_end(struct oh_transport *transport)
{
    if (transport->encrypted)
        oh_srtp_end(&transport->srtp);
    gst_clear_object(&transport->mux_in);
    oh_destination_end(&transport->rtp);
    oh_destination_end(&transport->rtcp);
}

void oh_transport_agree(struct oh_transport *transport, const struct oh_agreed *agreed)
{
    if (transport->encrypted)
        oh_srtp_agree(&transport->srtp, &agreed->ours, &agreed->theirs);
    g_atomic_int_set(&transport->mux, agreed->rtcp_mux);
    if (!agreed->rtp) /* 0.0.0.0: the peer's packets still come from where they came from */
        return;
    oh_destination_tell(&transport->rtp, transport->rtp_sink, agreed->rtp);
    if (agreed->rtcp_mux)
        oh_destination_tell(&transport->rtcp, transport->mux_sink, agreed->rtp);
    else
        oh_destination_tell(&transport->rtcp, transport->rtcp_sink, agreed->rtcp);
}

void oh_transport_link_sender(struct oh_transport *transport, GstElement *rtpbin)
{
    gst_element_link_pads(rtpbin, "send_rtp_src_0", transport->rtp_sink, "sink");
}

void oh_transport_open_rtcp(struct oh_transport *transport, bool open)
{
    g_atomic_int_set(&transport->rtcp_open, open);
}
