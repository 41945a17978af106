/*
 * One leg's session descriptions: offer and answer after RFC 3264. Knows codecs and addresses, no
 * sockets and no pipeline, so that it can be tested with text alone. GstSDP reads and writes the
 * text.
 */
#ifndef OFFHOOK_GSTREAMER_SDP_H
#define OFFHOOK_GSTREAMER_SDP_H

#include "codec.h"
#include "offhook/offhook.h"

#include <gio/gio.h>

/* Far more than a phone sends (a browser's offer has some 5 KiB), far less than hurts. */
enum { OH_SDP_BYTES_MAX = 32 * 1024, OH_SDP_STREAMS_MAX = 16, OH_SDP_FORMATS_MAX = 8 };

/* A codec under the number that a description gave it. */
struct oh_format {
    const struct oh_codec *codec;
    uint8_t payload;
};

struct oh_formats {
    struct oh_format item[OH_SDP_FORMATS_MAX];
    size_t count;
};

/* What both sides agreed to. */
struct oh_agreed {
    struct oh_format send;     /* the codec we send, under the peer's number */
    struct oh_formats receive; /* all that may come, under our numbers */
    struct oh_format event;    /* how the peer takes digits; codec NULL: not by RTP */
    GInetSocketAddress *rtp;   /* where the peer receives; NULL: on hold in the old way (0.0.0.0) */
    GInetSocketAddress *rtcp;
    bool rtcp_mux;
    unsigned ptime_ms;           /* of the packets we send */
    enum oh_direction direction; /* seen from us */
    bool remote_holds;
};

/* One m-line, kept for good: descriptions never lose a line (RFC 3264, 8). */
struct oh_stream {
    char *media, *protocol, *format;
};

struct oh_sdp {
    GInetAddress *address; /* ours; borrowed like the codecs */
    uint16_t port;         /* RTP; RTCP is on the next one */
    const struct oh_codec *const *codecs;
    size_t codec_count;

    uint64_t id, version;
    char *last; /* the description we sent last */
    struct oh_stream streams[OH_SDP_STREAMS_MAX];
    size_t stream_count;
    size_t audio;                 /* which of them is ours */
    struct oh_formats offered;    /* in our open offer */
    enum oh_direction offer_says; /* its direction */
    bool offer_open;
    bool agreed_once;
    struct oh_agreed agreed;
};

/* Why a description cannot be used: the SIP status and a sentence. */
struct oh_sdp_refusal {
    uint16_t code;
    char why[200];
};

void oh_sdp_begin(struct oh_sdp *sdp, GInetAddress *address, uint16_t port,
                  const struct oh_codec *const *codecs, size_t codec_count);
void oh_sdp_end(struct oh_sdp *sdp);

/* Answer the peer's offer; `agreed` then holds what came of it. Returns our description, borrowed
 * until the next one, or NULL with the refusal; nothing has changed then. */
const char *oh_sdp_answer(struct oh_sdp *sdp, const char *offer, bool held,
                          struct oh_sdp_refusal *refusal);
/* Our offer; borrowed until the next description. `agreed` holds on until the peer agrees. */
const char *oh_sdp_offer(struct oh_sdp *sdp, bool held);
bool oh_sdp_agree(struct oh_sdp *sdp, const char *answer, struct oh_sdp_refusal *refusal);
void oh_sdp_withdraw(struct oh_sdp *sdp);

/* The format with this number; NULL if there is none. */
const struct oh_format *oh_formats_find(const struct oh_formats *formats, uint8_t payload);

#endif
