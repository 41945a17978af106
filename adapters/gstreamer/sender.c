/*
 * The sending chain. The source is live and runs from the start into the closed gate, so that
 * nothing has to start when the call is answered.
 */
#include "sender.h"
#include "elements.h"
#include "measure.h"

enum { FRAMES_A_SECOND = 50 };
/* What the encoder's redundancy is measured for; without any it makes none. */
enum { EXPECTED_LOSS_PERCENT = 10 };
static const double TONE_AMPLITUDE = 0.25; /* -12 dBFS at the peak, -15 dBFS RMS */

static GstElement *add_clocked_source(GstBin *bin, const char *wave, unsigned rate_hz)
{
    GstElement *source = oh_element_add(bin, "audiotestsrc");
    g_object_set(source, "is-live", TRUE, "samplesperbuffer", (gint)(rate_hz / FRAMES_A_SECOND),
                 NULL);
    gst_util_set_object_arg(G_OBJECT(source), "wave", wave);
    return source;
}

static GstElement *add_tone(GstBin *bin, unsigned tone_hz, unsigned rate_hz)
{
    GstElement *source = add_clocked_source(bin, "sine", rate_hz);
    g_object_set(source, "freq", (gdouble)tone_hz, "volume", TONE_AMPLITUDE, NULL);
    return source;
}

/* 425 Hz, a second in five, as it is heard in most of Europe (ITU-T E.180). */
enum { RING_HZ = 425 };
#define RING_ON_NS     (1 * GST_SECOND)
#define RING_PERIOD_NS (5 * GST_SECOND)

static GstPadProbeReturn pause_ringing(GstPad *pad, GstPadProbeInfo *info, gpointer ctx)
{
    GstBuffer *buffer = gst_buffer_make_writable(GST_PAD_PROBE_INFO_BUFFER(info));
    struct oh_sender *sender = ctx;
    (void)pad;
    if (!GST_CLOCK_TIME_IS_VALID(sender->ring_begin))
        sender->ring_begin = GST_BUFFER_PTS(buffer);
    if ((GST_BUFFER_PTS(buffer) - sender->ring_begin) % RING_PERIOD_NS >= RING_ON_NS)
        gst_buffer_memset(buffer, 0, 0, gst_buffer_get_size(buffer));
    GST_PAD_PROBE_INFO_DATA(info) = buffer;
    return GST_PAD_PROBE_OK;
}

static GstElement *add_ring(GstBin *bin, struct oh_sender *sender, unsigned rate_hz)
{
    GstElement *source = add_tone(bin, RING_HZ, rate_hz);
    GstElement *raw = oh_element_add_raw(bin, rate_hz);
    GstPad *pad = gst_element_get_static_pad(raw, "src");
    gst_element_link(source, raw);
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, pause_ringing, sender, NULL);
    gst_object_unref(pad);
    return raw;
}

static GstPadProbeReturn fill_from_file(GstPad *pad, GstPadProbeInfo *info, gpointer ctx)
{
    struct oh_sender *sender = ctx;
    GstBuffer *buffer = gst_buffer_make_writable(GST_PAD_PROBE_INFO_BUFFER(info));
    GstMapInfo map;
    (void)pad;
    if (gst_buffer_map(buffer, &map, GST_MAP_WRITE)) {
        sender->position = oh_pcm_loop(sender->pcm, sender->position, (int16_t *)(void *)map.data,
                                       map.size / sizeof(int16_t));
        gst_buffer_unmap(buffer, &map);
    }
    GST_BUFFER_FLAG_UNSET(buffer, GST_BUFFER_FLAG_GAP);
    GST_PAD_PROBE_INFO_DATA(info) = buffer;
    return GST_PAD_PROBE_OK;
}

/* A live source of silence is the clock; the file's samples take the silence's place. */
static GstElement *add_file(GstBin *bin, struct oh_sender *sender)
{
    GstElement *source = add_clocked_source(bin, "silence", OH_PCM_RATE_HZ);
    GstElement *raw = oh_element_add_raw(bin, OH_PCM_RATE_HZ);
    GstElement *resample = oh_element_add(bin, "audioresample");
    GstPad *pad = gst_element_get_static_pad(raw, "src");
    gst_element_link_many(source, raw, resample, NULL);
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, fill_from_file, sender, NULL);
    gst_object_unref(pad);
    return resample;
}

/* By appsrc rather than by a link: the graph would have a loop, which GStreamer warns of. */
static GstElement *add_echo(GstBin *bin, struct oh_sender *sender)
{
    GstElement *convert = oh_element_add(bin, "audioconvert");
    GstElement *resample = oh_element_add(bin, "audioresample");
    sender->echo = oh_element_add(bin, "appsrc");
    g_object_set(sender->echo, "is-live", TRUE, "max-time", (guint64)(200 * GST_MSECOND), NULL);
    gst_util_set_object_arg(G_OBJECT(sender->echo), "format", "time");
    gst_util_set_object_arg(G_OBJECT(sender->echo), "leaky-type", "downstream");
    gst_element_link_many(sender->echo, convert, resample, NULL);
    return resample;
}

static GstElement *add_source(struct oh_sender *sender, enum oh_audio_kind audio,
                              const struct oh_media_options *options, unsigned rate_hz)
{
    switch (audio) {
    case OH_AUDIO_TONE: return add_tone(GST_BIN(sender->bin), options->tone_hz, rate_hz);
    case OH_AUDIO_FILE: return add_file(GST_BIN(sender->bin), sender);
    case OH_AUDIO_ECHO: return add_echo(GST_BIN(sender->bin), sender);
    case OH_AUDIO_RING: return add_ring(GST_BIN(sender->bin), sender, rate_hz);
    case OH_AUDIO_DEVICE: return NULL; /* the feed pushes */
    case OH_AUDIO_NONE: break;
    }
    g_assert_not_reached();
}

/* Opus has frames of 10, 20, 40 and 60 ms here; the next shorter one is what a peer can bear. */
static void set_opus(GstElement *encoder, GstElement *payloader, const struct oh_format *format,
                     unsigned ptime_ms)
{
    const char *frame = ptime_ms >= 60   ? "60"
                        : ptime_ms >= 40 ? "40"
                        : ptime_ms >= 20 ? "20"
                                         : "10";
    gst_util_set_object_arg(G_OBJECT(encoder), "frame-size", frame);
    gst_util_set_object_arg(G_OBJECT(encoder), "audio-type", "voice");
    g_object_set(encoder, "bitrate", 32000, "inband-fec", (gboolean)format->fec,
                 "packet-loss-percentage", format->fec ? EXPECTED_LOSS_PERCENT : 0, "dtx",
                 (gboolean)format->dtx, NULL);
    g_object_set(payloader, "dtx", (gboolean)format->dtx, NULL);
}

/* Returns the payloader. */
static GstElement *add_coder(GstElement *bin, GstElement *from, const struct oh_format *format,
                             unsigned ptime_ms)
{
    GstElement *encoder = oh_element_add(GST_BIN(bin), format->codec->encoder);
    GstElement *payloader = oh_element_add(GST_BIN(bin), format->codec->payloader);
    gint64 ptime_ns = (gint64)ptime_ms * (gint64)GST_MSECOND;
    g_object_set(payloader, "pt", (guint)format->payload, NULL);
    if (format->codec->is_static)
        g_object_set(payloader, "min-ptime", ptime_ns, "max-ptime", ptime_ns, NULL);
    else
        set_opus(encoder, payloader, format, ptime_ms);
    gst_element_link_many(from, encoder, payloader, NULL);
    GstPad *pad = gst_element_get_static_pad(payloader, "src");
    gst_element_add_pad(bin, gst_ghost_pad_new("src", pad));
    gst_object_unref(pad);
    return payloader;
}

static GstPadProbeReturn on_frame(GstPad *pad, GstPadProbeInfo *info, gpointer ctx)
{
    struct oh_sender *sender = ctx;
    GstMapInfo map;
    (void)pad;
    if (gst_buffer_map(GST_PAD_PROBE_INFO_BUFFER(info), &map, GST_MAP_READ)) {
        oh_level_add(sender->level, (const int16_t *)(const void *)map.data,
                     map.size / sizeof(int16_t));
        gst_buffer_unmap(GST_PAD_PROBE_INFO_BUFFER(info), &map);
    }
    return GST_PAD_PROBE_OK;
}

void oh_sender_begin(struct oh_sender *sender, enum oh_audio_kind audio,
                     const struct oh_media_options *options, const struct oh_pcm *pcm,
                     const struct oh_format *format, unsigned ptime_ms, bool muted,
                     struct oh_level *level)
{
    *sender = (struct oh_sender){.bin = gst_bin_new("sender"),
                                 .pcm = pcm,
                                 .fed = audio == OH_AUDIO_DEVICE,
                                 .ring_begin = GST_CLOCK_TIME_NONE,
                                 .level = level};
    GstElement *source = add_source(sender, audio, options, format->codec->clock_hz);
    GstElement *last = sender->volume = oh_element_add(GST_BIN(sender->bin), "volume");
    oh_sender_mute(sender, muted);
    if (source) {
        GstElement *raw = oh_element_add_raw(GST_BIN(sender->bin), format->codec->clock_hz);
        gst_element_link_many(source, raw, sender->volume, NULL);
    }
    if (options->measure) {
        last = oh_measure_tap(GST_BIN(sender->bin), false);
        gst_element_link(sender->volume, last);
    }
    if (source) {
        GstPad *pad = gst_element_get_static_pad(sender->volume, "src");
        oh_gate_begin(&sender->gate, pad, audio != OH_AUDIO_ECHO);
        gst_object_unref(pad);
    }
    sender->payloader = add_coder(sender->bin, last, format, ptime_ms);
    GstPad *out = gst_element_get_static_pad(sender->volume, "src");
    gst_pad_add_probe(out, GST_PAD_PROBE_TYPE_BUFFER, on_frame, sender, NULL);
    gst_object_unref(out);
}

void oh_sender_start(struct oh_sender *sender, const struct oh_format *format, unsigned ptime_ms,
                     GstClockTime base)
{
    if (!sender->fed)
        return;
    GstPad *pad = gst_element_get_static_pad(sender->volume, "sink");
    oh_feed_begin(&sender->feed, pad, format->codec->clock_hz, ptime_ms, base);
    gst_object_unref(pad);
}

void oh_sender_end(struct oh_sender *sender)
{
    if (sender->fed)
        oh_feed_end(&sender->feed);
    else
        oh_gate_end(&sender->gate);
    sender->bin = NULL;
}

void oh_sender_open(struct oh_sender *sender, bool open)
{
    if (sender->fed)
        oh_feed_set(&sender->feed, open);
    else
        oh_gate_set(&sender->gate, open);
}

void oh_sender_prepare(struct oh_sender *sender)
{
    if (sender->fed)
        oh_feed_prepare(&sender->feed);
    else
        oh_gate_prepare(&sender->gate);
}

uint32_t oh_sender_take_frames(struct oh_sender *sender)
{
    return sender->fed ? oh_feed_take_frames(&sender->feed)
                       : (uint32_t)g_atomic_int_and((guint *)&sender->gate.captured, 0);
}

void oh_sender_mute(struct oh_sender *sender, bool on)
{
    g_object_set(sender->volume, "mute", (gboolean)on, NULL);
}
