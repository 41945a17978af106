/*
 * One leg's session descriptions: offer and answer after RFC 3264. Knows codecs and addresses, no
 * sockets and no pipeline, so that it can be tested with text alone. GstSDP reads and writes the
 * text.
 */
#ifndef OFFHOOK_GSTREAMER_SDP_H
#define OFFHOOK_GSTREAMER_SDP_H

#include "codec.h"
#include "crypto.h"
#include "ice.h"
#include "kind.h"
#include "offhook/offhook.h"

#include <gio/gio.h>

/* Far more than a phone sends (a browser's offer has some 5 KiB), far less than hurts. */
enum { OH_SDP_BYTES_MAX = 32 * 1024, OH_SDP_STREAMS_MAX = 16, OH_SDP_FORMATS_MAX = 8 };

/* A codec under the number that a description gave it. */
struct oh_format {
    const struct oh_codec *codec;
    uint8_t payload;
    bool fec, dtx; /* Opus: who wrote it makes use of in-band FEC, or asks for DTX (RFC 7587) */
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
    GInetSocketAddress *rtp;   /* where the peer receives; NULL: on hold in the old way (0.0.0.0),
                                  or ICE finds the way */
    GInetSocketAddress *rtcp;
    struct oh_crypto ours, theirs; /* OH_KIND_SDES */
    struct oh_ice ice;             /* OH_KIND_WEBRTC: the peer's */
    bool rtcp_mux;
    unsigned ptime_ms;           /* of the packets we send */
    enum oh_direction direction; /* seen from us */
    bool remote_holds;
};

/* One m-line, kept for good: descriptions never lose a line (RFC 3264, 8). */
struct oh_stream {
    char *media, *protocol, *format;
    char *map,
        *mid; /* of one that only stays for its way: the format's rtpmap, its name; or NULL */
};

struct oh_sdp {
    GInetAddress *address; /* ours; borrowed like the codecs */
    uint16_t port;         /* RTP; RTCP is on the next one. Not for OH_KIND_WEBRTC */
    enum oh_media_security security;
    bool is_private;         /* the signalling is */
    enum oh_kind kind;       /* of the leg, or of our open offer */
    struct oh_crypto crypto; /* OH_KIND_SDES: ours */
    struct oh_ice ice;       /* OH_KIND_WEBRTC: ours, once it is known */
    struct oh_ice next_ice;  /* what our open offer that restarts ICE has in its place */
    bool ice_restarted;      /* the peer's last description began a new session of ICE */
    const struct oh_codec *const *codecs;
    size_t codec_count;

    uint64_t id, version;
    char *last; /* the description we sent last */
    struct oh_stream streams[OH_SDP_STREAMS_MAX];
    size_t stream_count;
    size_t audio;                 /* which of them is ours */
    size_t way;                   /* which of them describes its way; mostly itself */
    char *mid;                    /* its name (RFC 5888), or NULL */
    bool bundled;                 /* the peer's a=group:BUNDLE has it */
    struct oh_formats offered;    /* in our open offer */
    struct oh_formats answered;   /* in the answer that oh_sdp_say is to write */
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

/* `port` is filled before the first description. */
void oh_sdp_begin(struct oh_sdp *sdp, GInetAddress *address, const struct oh_codec *const *codecs,
                  size_t codec_count);
void oh_sdp_end(struct oh_sdp *sdp);

/* Take the peer's offer: `kind` and `agreed` then hold what comes of it. False with the refusal;
 * nothing has changed then. */
bool oh_sdp_take(struct oh_sdp *sdp, const char *offer, bool held, struct oh_sdp_refusal *refusal);
/* Our answer to what was taken last; `ice` is filled by now if the kind needs it. Borrowed until
 * the next description. */
const char *oh_sdp_say(struct oh_sdp *sdp);
/* Both: what a kind that needs nothing in between answers at once. NULL with the refusal. */
const char *oh_sdp_answer(struct oh_sdp *sdp, const char *offer, bool held,
                          struct oh_sdp_refusal *refusal);
/* Before the first offer of OH_KIND_SDES: our key. False with the refusal. */
bool oh_sdp_make_key(struct oh_sdp *sdp, struct oh_sdp_refusal *refusal);
/* Our offer, of the leg's kind; borrowed until the next description. `agreed` holds on until the
 * peer agrees. */
const char *oh_sdp_offer(struct oh_sdp *sdp, bool held);
/* The next offer restarts ICE; oh_sdp_withdraw undoes it. False: no random numbers. */
bool oh_sdp_restart_ice(struct oh_sdp *sdp);
bool oh_sdp_agree(struct oh_sdp *sdp, const char *answer, struct oh_sdp_refusal *refusal);
void oh_sdp_withdraw(struct oh_sdp *sdp);

bool oh_sdp_refuse(struct oh_sdp_refusal *refusal, uint16_t code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* All that our next offer names. */
void oh_sdp_offer_formats(const struct oh_sdp *sdp, struct oh_formats *formats);

/* The format with this number; NULL if there is none. */
const struct oh_format *oh_formats_find(const struct oh_formats *formats, uint8_t payload);

#endif
