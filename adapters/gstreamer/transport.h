/*
 * The wire of a leg: sockets, udpsrc and multiudpsink around rtpbin, RTP and RTCP, on two ports or
 * on one (rtcp-mux, RFC 5761).
 */
#ifndef OFFHOOK_GSTREAMER_TRANSPORT_H
#define OFFHOOK_GSTREAMER_TRANSPORT_H

#include "counts.h"
#include "destination.h"
#include "receiver.h"
#include "sockets.h"
#include "srtp.h"

struct oh_transport {
    struct oh_receiver *receiver; /* knows which payloads may come; borrowed */
    GstElement *rtp_sink, *rtcp_sink, *mux_sink;
    GstPad *mux_in; /* our own: reports that came on RTP's port go in here */
    struct oh_destination rtp, rtcp;
    struct oh_counts *counts; /* borrowed */
    struct oh_srtp srtp;      /* OH_KIND_SDES */
    bool encrypted;
    gint rtcp_open, mux; /* atomic */
};

/* `ours`: our key, with OH_KIND_SDES; else NULL. */
void oh_transport_begin(struct oh_transport *transport, GstBin *bin, GstElement *rtpbin,
                        struct oh_receiver *receiver, struct oh_counts *counts,
                        const struct oh_sockets *sockets, const struct oh_crypto *ours);
/* After the pipeline stopped. */
void oh_transport_end(struct oh_transport *transport);
void oh_transport_agree(struct oh_transport *transport, const struct oh_agreed *agreed);
/* Join rtpbin's send_rtp_src_0 once it exists. */
void oh_transport_link_sender(struct oh_transport *transport, GstElement *rtpbin);
void oh_transport_open_rtcp(struct oh_transport *transport, bool open);

#endif
