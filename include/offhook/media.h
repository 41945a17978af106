/*
 * The media port: what a SIP engine without media of its own needs from a media stack. SDP in, SDP
 * out; gates; frames that flowed. adapters/sofia calls it, adapters/gstreamer implements it.
 *
 * All functions are called on the host's serial context. A request for a description (offer,
 * answer) is answered by exactly one `described`, on the same context, possibly before the function
 * returns. One request a leg is open at a time. Strings are borrowed for the call.
 */
#ifndef OFFHOOK_MEDIA_H
#define OFFHOOK_MEDIA_H

#include "offhook/ports.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What the media stack heard in the decoded stream of a leg, or was about to send, for tests and
 * the demo. */
struct oh_media_measure {
    uint32_t size;
    bool incoming;   /* decoded from the peer; else: what our source gives to the encoder */
    uint32_t hz;     /* the strongest frequency */
    double level_db; /* RMS, dBFS; -120 or less: silence */
};

/* A tone for the user's ears alone (or, RING, the room's). */
enum oh_tone {
    OH_TONE_NONE = 0,
    OH_TONE_RING,         /* a call comes in */
    OH_TONE_RING_BACK,    /* it rings at the callee */
    OH_TONE_CALL_WAITING, /* a call comes in while the user talks */
};

/* How a leg's media is doing. Counts are since its begin. */
struct oh_media_stats {
    uint32_t size;
    const char *codec;       /* that we send: "opus", "PCMA"; "" before one is agreed. Static */
    const char *security;    /* "rtp", "sdes", "webrtc"; "" before that is known. Static */
    const char *cipher;      /* an SRTP suite of RFC 4568, 7714; "" if there is none. Static */
    uint32_t clock_hz;       /* of the codec */
    uint32_t sent, received; /* packets of audio */
    uint32_t lost;           /* of the peer's, on the way to us */
    double jitter_ms;        /* of the peer's packets here */
    bool reported;           /* the peer has sent a report; else these three are 0 */
    uint32_t peer_lost;      /* of ours, on the way to the peer */
    double peer_jitter_ms;   /* of ours there */
    double round_trip_ms;
    double sent_db, received_db; /* RMS of the loudest frame in the last one to two seconds, dBFS;
                                    -120: silence */
    double made_ms;              /* "webrtc": how long the making of its media took, elsewhere */
    double stretch_ms;           /* ... and the longest time that it kept the owner's context */
};

/* What the media stack tells its owner. Called on the host's context. */
struct oh_media_events {
    uint32_t size;
    void *ctx;
    /* The answer to answer() or offer(): our SDP, or NULL with the SIP status to refuse with (488,
     * 500) and a sentence why. */
    void (*described)(void *ctx, oh_leg leg, const char *sdp, uint16_t code, const char *why);
    /* Frames (packets of one frame each) that went each way in the last span_ms; about once a
     * second while open, and of the rest of a second when it is closed or ended. Not before there
     * is a way to the peer, where that is to be found first. */
    void (*flowed)(void *ctx, oh_leg leg, const struct oh_frames *frames, uint32_t span_ms);
    /* The leg's media broke for good; `why` is a sentence. */
    void (*failed)(void *ctx, oh_leg leg, const char *why);
    /* The peer pressed keys (RFC 4733); once for each. */
    void (*digits_received)(void *ctx, oh_leg leg, const char *digits);
    /* Optional: every 100 ms, if measuring was asked for. */
    void (*measured)(void *ctx, oh_leg leg, const struct oh_media_measure *measure);
    /* Optional (else `failed`): the peer could not prove to be the one whose description we have:
     * another certificate, or none in time. Nothing passed, either way. `why` is a sentence. */
    void (*insecure)(void *ctx, oh_leg leg, const char *why);
    /* Optional: how the leg was when its gates close, for a hold or for good. */
    void (*closed)(void *ctx, oh_leg leg, const struct oh_media_stats *stats);
};

struct oh_media_port {
    uint32_t size;
    void *ctx;
    /* Whether the media of this stack uses the audio session (a device) or not (tone, file, echo,
     * none). */
    bool uses_session;
    /* The peer offers; make our answer. The first one of a leg begins it: sockets are bound,
     * everything is made ready, both gates are closed; WebRTC takes some ten milliseconds for it
     * (with STUN or TURN up to some seconds), elsewhere, and `described` comes then. A later one is
     * a re-INVITE or UPDATE. `held`: we hold the call. */
    void (*answer)(void *ctx, oh_leg leg, const char *offer_sdp, bool held);
    /* Make our offer (outgoing INVITE, INVITE without SDP, our re-INVITE). The first one begins the
     * leg. */
    void (*offer)(void *ctx, oh_leg leg, bool held);
    /* The peer answered our offer. Returns false (and writes a sentence) if it cannot be used; the
     * state before the offer then holds again. */
    bool (*agree)(void *ctx, oh_leg leg, const char *answer_sdp, char *why, size_t why_size);
    /* Our offer was refused: what was agreed before holds again. */
    void (*withdraw)(void *ctx, oh_leg leg);
    /* The peer's description holds us (sendonly or inactive seen from it; c=0.0.0.0). */
    bool (*remote_holds)(void *ctx, oh_leg leg);
    /* The gates. RECEIVE: decoded audio is played; SEND: captured audio is sent. OPEN states the
     * whole. */
    void (*open)(void *ctx, oh_leg leg, enum oh_direction direction);
    void (*close)(void *ctx, oh_leg leg);
    void (*mute)(void *ctx, oh_leg leg, bool on);
    /* Send these digits as telephone-events (RFC 4733), after what is being sent. False if the peer
     * did not agree to them: the signalling must carry them (INFO). */
    bool (*send_digits)(void *ctx, oh_leg leg, const char *digits);
    /* The leg is over; everything of it is freed. */
    void (*end)(void *ctx, oh_leg leg);
    /* Optional: whether the leg's signalling is private (TLS to the next hop), before its first
     * request; else it counts as not. Keys in descriptions are worth no more than that. */
    void (*signalled)(void *ctx, oh_leg leg, bool in_private);
    /* Optional: our answer has left, so the peer may be looked for (ICE) and keys agreed on (DTLS).
     * Before it the peer hears nothing of us. Opening a gate says the same. */
    void (*connect)(void *ctx, oh_leg leg);
    /* Optional: fills in how the leg is doing; false if there is no such leg. */
    bool (*stats)(void *ctx, oh_leg leg, struct oh_media_stats *stats);
    /* Optional: the next offer is to look for the way to the peer anew (ICE restart). */
    void (*restart)(void *ctx, oh_leg leg);
    /* Optional: let the peer, who has our answer, hear that it rings, until OPEN or CLOSE. */
    void (*ring_back)(void *ctx, oh_leg leg);
};

#ifdef __cplusplus
}
#endif

#endif
