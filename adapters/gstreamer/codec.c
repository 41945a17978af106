/*
 * The table of codecs. A new codec is a new row; nothing else names one.
 */
#include "codec.h"

#include <glib.h>

static const struct oh_codec codecs[] = {
    {.name = "opus",
     .label = "opus",
     .kind = OH_CODEC_AUDIO,
     .clock_hz = 48000, /* RFC 7587: always 48000/2, whatever is really sent */
     .channels = "2",
     .payload = 96,
     .parameters = "minptime=10;useinbandfec=1",
     .encoder = "opusenc",
     .payloader = "rtpopuspay",
     .depayloader = "rtpopusdepay",
     .decoder = "opusdec"},
    {.name = "PCMA",
     .label = "pcma",
     .kind = OH_CODEC_AUDIO,
     .clock_hz = 8000,
     .payload = 8,
     .is_static = true,
     .encoder = "alawenc",
     .payloader = "rtppcmapay",
     .depayloader = "rtppcmadepay",
     .decoder = "alawdec"},
    {.name = "PCMU",
     .label = "pcmu",
     .kind = OH_CODEC_AUDIO,
     .clock_hz = 8000,
     .payload = 0,
     .is_static = true,
     .encoder = "mulawenc",
     .payloader = "rtppcmupay",
     .depayloader = "rtppcmudepay",
     .decoder = "mulawdec"},
    {.name = "telephone-event", .kind = OH_CODEC_EVENT, .clock_hz = 8000, .payload = 101},
    {.name = "telephone-event", .kind = OH_CODEC_EVENT, .clock_hz = 48000, .payload = 102},
    {.name = "CN", .kind = OH_CODEC_NOISE, .clock_hz = 8000, .payload = 13, .is_static = true},
};

const struct oh_codec *oh_codec_by_label(const char *label)
{
    for (size_t i = 0; i < G_N_ELEMENTS(codecs); i++)
        if (codecs[i].label && strcmp(codecs[i].label, label) == 0)
            return &codecs[i];
    return NULL;
}

/* One channel may be said or left out (RFC 8866, 6.6). */
static bool same_channels(const char *ours, const char *theirs)
{
    return strcmp(ours ? ours : "1", theirs && *theirs ? theirs : "1") == 0;
}

const struct oh_codec *oh_codec_by_rtpmap(const char *name, uint32_t clock_hz, const char *channels)
{
    for (size_t i = 0; i < G_N_ELEMENTS(codecs); i++)
        if (g_ascii_strcasecmp(codecs[i].name, name) == 0 && codecs[i].clock_hz == clock_hz &&
            same_channels(codecs[i].channels, channels))
            return &codecs[i];
    return NULL;
}

const struct oh_codec *oh_codec_event(uint32_t clock_hz)
{
    return oh_codec_by_rtpmap("telephone-event", clock_hz, NULL);
}

const struct oh_codec *oh_codec_noise(void)
{
    return oh_codec_by_rtpmap("CN", 8000, NULL);
}
