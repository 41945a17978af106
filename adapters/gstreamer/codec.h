/*
 * The codecs we speak: their names in SDP and the elements that carry them. What a peer and we
 * agree on is sdp.h's.
 */
#ifndef OFFHOOK_GSTREAMER_CODEC_H
#define OFFHOOK_GSTREAMER_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum oh_codec_kind {
    OH_CODEC_AUDIO, /* speech and music */
    OH_CODEC_EVENT, /* telephone-event (RFC 4733): digits, no sound */
    OH_CODEC_NOISE, /* comfort noise (RFC 3389): received and dropped */
};

struct oh_codec {
    const char *name;  /* the encoding name as rtpmap has it */
    const char *label; /* the option's word for it */
    enum oh_codec_kind kind;
    uint32_t clock_hz;    /* RTP clock; our raw audio has the same rate */
    const char *channels; /* rtpmap's third part, or NULL */
    uint8_t payload;      /* the static payload type, or the one we offer */
    bool is_static;
    const char *parameters; /* of fmtp in our descriptions, or NULL */
    const char *encoder, *payloader, *depayloader, *decoder;
};

/* The codec an option or an rtpmap names; NULL if we do not speak it. */
const struct oh_codec *oh_codec_by_label(const char *label);
const struct oh_codec *oh_codec_by_rtpmap(const char *name, uint32_t clock_hz,
                                          const char *channels);
/* telephone-event with this clock; NULL if there is none. */
const struct oh_codec *oh_codec_event(uint32_t clock_hz);
const struct oh_codec *oh_codec_noise(void);

#endif
