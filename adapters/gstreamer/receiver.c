/*
 * The receiving chain. rtpbin gives one pad for each source and payload number; each gets a decoder
 * of its own, and all end in one funnel. The gate sits before the decoder: while it is closed the
 * jitter buffer runs (so that nothing has to start when it opens), but nothing is decoded. What
 * waits in the jitter buffer when the gate opens was said before: it is marked as it arrives.
 */
#include "receiver.h"
#include "digits_receive.h"
#include "elements.h"
#include "measure.h"

#include <gst/app/gstappsrc.h>
#include <gst/rtp/gstrtpbuffer.h>
#include <stdio.h>

#define DECODER_KEY "offhook-decoder"
/* It arrived while the gate was closed. A flag of our own, where gstrtpbuffer.h leaves room. */
#define CAME_EARLY ((GstBufferFlags)GST_RTP_BUFFER_FLAG_LAST)

static bool find_format(struct oh_receiver *receiver, unsigned payload, struct oh_format *format)
{
    g_mutex_lock(&receiver->lock);
    const struct oh_format *found =
        payload < 128 ? oh_formats_find(&receiver->formats, (uint8_t)payload) : NULL;
    if (found)
        *format = *found;
    g_mutex_unlock(&receiver->lock);
    return found != NULL;
}

static GstCaps *on_request_pt_map(GstElement *rtpbin, guint session, guint payload, gpointer ctx)
{
    struct oh_format format;
    (void)rtpbin;
    (void)session;
    if (!find_format(ctx, payload, &format))
        return NULL;
    char *name = g_ascii_strup(format.codec->name, -1);
    GstCaps *caps = gst_caps_new_simple("application/x-rtp", "media", G_TYPE_STRING, "audio",
                                        "payload", G_TYPE_INT, (gint)payload, "clock-rate",
                                        G_TYPE_INT, (gint)format.codec->clock_hz, "encoding-name",
                                        G_TYPE_STRING, name, NULL);
    g_free(name);
    return caps;
}

/* Of events: an end of stream (the peer's BYE in RTCP) must not end the funnel, another source may
 * come; and out of a lost packet the decoder makes sound, like that of the frame before: the first
 * frame after the opening must have been there. */
static bool passes(struct oh_receiver *receiver, GstEvent *event)
{
    if (gst_event_has_name(event, "GstRTPPacketLost"))
        return g_atomic_int_get(&receiver->open) && g_atomic_int_get(&receiver->begun);
    return GST_EVENT_TYPE(event) != GST_EVENT_EOS;
}

/* Of a list, which is in the order of arrival, the first speaks for all. */
static bool came_early(GstPadProbeInfo *info)
{
    GstBuffer *buffer = GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_BUFFER_LIST
                            ? gst_buffer_list_get(GST_PAD_PROBE_INFO_BUFFER_LIST(info), 0)
                            : GST_PAD_PROBE_INFO_BUFFER(info);
    return GST_BUFFER_FLAG_IS_SET(buffer, CAME_EARLY);
}

/* The gate. */
static GstPadProbeReturn on_data(GstPad *pad, GstPadProbeInfo *info, gpointer ctx)
{
    struct oh_receiver *receiver = ctx;
    (void)pad;
    if (GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM)
        return passes(receiver, GST_PAD_PROBE_INFO_EVENT(info)) ? GST_PAD_PROBE_OK
                                                                : GST_PAD_PROBE_DROP;
    if (!g_atomic_int_get(&receiver->open) || came_early(info))
        return GST_PAD_PROBE_DROP;
    g_atomic_int_set(&receiver->begun, true);
    return GST_PAD_PROBE_OK;
}

static GstElement *make_decoder(struct oh_receiver *receiver, const struct oh_codec *codec)
{
    GstElement *bin = gst_bin_new(NULL);
    GstElement *first, *last;
    if (codec->kind == OH_CODEC_AUDIO) {
        first = oh_element_add(GST_BIN(bin), codec->depayloader);
        last = oh_element_add(GST_BIN(bin), codec->decoder);
        if (!codec->is_static) /* Opus: a lost packet is made up for, by the next one if it can */
            g_object_set(last, "plc", TRUE, "use-inband-fec", TRUE, NULL);
        gst_element_link(first, last);
        GstPad *source = gst_element_get_static_pad(last, "src");
        gst_element_add_pad(bin, gst_ghost_pad_new("src", source));
        gst_object_unref(source);
    } else {
        first = oh_element_add_drain(GST_BIN(bin));
    }
    GstPad *sink = gst_element_get_static_pad(first, "sink");
    if (codec->kind == OH_CODEC_EVENT)
        oh_digits_watch(sink, codec->clock_hz, &receiver->digits_pending);
    gst_element_add_pad(bin, gst_ghost_pad_new("sink", sink));
    gst_object_unref(sink);
    return bin;
}

/* The payload number is in the name of rtpbin's pad, which webrtcbin's stands for. */
static bool payload_of(GstPad *pad, unsigned *payload)
{
    unsigned session, source;
    GstPad *target = g_str_has_prefix(GST_PAD_NAME(pad), "src_")
                         ? gst_ghost_pad_get_target(GST_GHOST_PAD(pad))
                         : gst_object_ref(pad);
    bool found = target && sscanf(GST_PAD_NAME(target), "recv_rtp_src_%u_%u_%u", &session, &source,
                                  payload) == 3;
    gst_clear_object(&target);
    return found;
}

static void on_pad_added(GstElement *source, GstPad *pad, gpointer ctx)
{
    struct oh_receiver *receiver = ctx;
    unsigned payload;
    struct oh_format format;
    (void)source;
    if (!payload_of(pad, &payload))
        return;
    gst_pad_add_probe(pad,
                      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST |
                          GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
                      on_data, receiver, NULL);
    if (!find_format(receiver, payload, &format))
        return;
    GstElement *decoder = make_decoder(receiver, format.codec);
    gst_bin_add(receiver->bin, decoder);
    if (format.codec->kind == OH_CODEC_AUDIO)
        gst_element_link(decoder, receiver->funnel);
    gst_element_sync_state_with_parent(decoder);
    GstPad *sink = gst_element_get_static_pad(decoder, "sink");
    gst_pad_link(pad, sink);
    gst_object_unref(sink);
    g_object_set_data(G_OBJECT(pad), DECODER_KEY, decoder);
}

static void on_pad_removed(GstElement *element, GstPad *pad, gpointer ctx)
{
    struct oh_receiver *receiver = ctx;
    GstElement *decoder = g_object_steal_data(G_OBJECT(pad), DECODER_KEY);
    (void)element;
    if (!decoder)
        return;
    GstPad *source = gst_element_get_static_pad(decoder, "src");
    GstPad *into = source ? gst_pad_get_peer(source) : NULL;
    gst_element_set_state(decoder, GST_STATE_NULL);
    gst_bin_remove(receiver->bin, decoder);
    if (into) {
        gst_element_release_request_pad(receiver->funnel, into);
        gst_object_unref(into);
    }
    gst_clear_object(&source);
}

static void push_echo(GstElement *echo, GstPad *pad, GstBuffer *buffer)
{
    GstCaps *caps = gst_pad_get_current_caps(pad);
    GstSample *sample = gst_sample_new(buffer, caps, NULL, NULL);
    gst_app_src_push_sample(GST_APP_SRC(echo), sample);
    gst_sample_unref(sample);
    g_clear_pointer(&caps, gst_caps_unref);
}

/* To the device: the queue is all that this thread waits for. */
static GstPadProbeReturn on_decoded(GstPad *pad, GstPadProbeInfo *info, gpointer ctx)
{
    struct oh_receiver *receiver = ctx;
    GstMapInfo map;
    (void)pad;
    if (gst_buffer_map(GST_PAD_PROBE_INFO_BUFFER(info), &map, GST_MAP_READ)) {
        const int16_t *samples = (const int16_t *)(const void *)map.data;
        oh_playout_put(receiver->playout, samples, map.size / sizeof *samples);
        oh_level_add(&receiver->level, samples, map.size / sizeof *samples);
        gst_buffer_unmap(GST_PAD_PROBE_INFO_BUFFER(info), &map);
    }
    return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn on_played(GstPad *pad, GstPadProbeInfo *info, gpointer ctx)
{
    struct oh_receiver *receiver = ctx;
    GstMapInfo map;
    if (gst_buffer_map(GST_PAD_PROBE_INFO_BUFFER(info), &map, GST_MAP_READ)) {
        oh_level_add(&receiver->level, (const int16_t *)(const void *)map.data,
                     map.size / sizeof(int16_t));
        gst_buffer_unmap(GST_PAD_PROBE_INFO_BUFFER(info), &map);
    }
    g_atomic_int_inc(&receiver->played);
    g_mutex_lock(&receiver->lock);
    GstElement *echo = receiver->echo ? gst_object_ref(receiver->echo) : NULL;
    g_mutex_unlock(&receiver->lock);
    if (echo)
        push_echo(echo, pad, GST_PAD_PROBE_INFO_BUFFER(info));
    gst_clear_object(&echo);
    return GST_PAD_PROBE_OK;
}

/* What the codec gave, as the device takes it. */
static void link_in_blocks_rate(GstBin *bin, GstElement *from, GstElement *to)
{
    GstElement *convert = oh_element_add(bin, "audioconvert");
    GstElement *resample = oh_element_add(bin, "audioresample");
    GstElement *raw = oh_element_add_raw(bin, OH_BLOCK_RATE_HZ);
    gst_element_link_many(from, convert, resample, raw, to, NULL);
}

/* webrtcbin has no signals for that. */
static bool asks_for_numbers(GstElement *source)
{
    return g_signal_lookup("request-pt-map", G_OBJECT_TYPE(source)) != 0;
}

void oh_receiver_begin(struct oh_receiver *receiver, GstBin *bin, GstElement *source,
                       const struct oh_media_options *options, struct oh_playout *playout)
{
    *receiver = (struct oh_receiver){.bin = bin, .source = source, .playout = playout};
    g_mutex_init(&receiver->lock);
    oh_level_begin(&receiver->level);
    receiver->funnel = oh_element_add(bin, "funnel");
    GstElement *last = receiver->funnel;
    if (options->measure) {
        last = oh_measure_tap(bin, true);
        gst_element_link(receiver->funnel, last);
    }
    GstElement *drain = oh_element_add_drain(bin);
    if (playout)
        link_in_blocks_rate(bin, last, drain);
    else
        gst_element_link(last, drain);
    GstPad *pad = gst_element_get_static_pad(drain, "sink");
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, playout ? on_decoded : on_played, receiver,
                      NULL);
    gst_object_unref(pad);
    if (asks_for_numbers(source))
        g_signal_connect(source, "request-pt-map", G_CALLBACK(on_request_pt_map), receiver);
    g_signal_connect(source, "pad-added", G_CALLBACK(on_pad_added), receiver);
    g_signal_connect(source, "pad-removed", G_CALLBACK(on_pad_removed), receiver);
}

void oh_receiver_end(struct oh_receiver *receiver)
{
    g_signal_handlers_disconnect_by_data(receiver->source, receiver);
    gst_clear_object(&receiver->echo);
    oh_level_end(&receiver->level);
    g_mutex_clear(&receiver->lock);
}

static bool same_formats(const struct oh_formats *a, const struct oh_formats *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->item[i].codec != b->item[i].codec || a->item[i].payload != b->item[i].payload)
            return false;
    return true;
}

void oh_receiver_expect(struct oh_receiver *receiver, const struct oh_formats *formats)
{
    g_mutex_lock(&receiver->lock);
    bool changed = !same_formats(&receiver->formats, formats);
    receiver->formats = *formats;
    g_mutex_unlock(&receiver->lock);
    if (changed && asks_for_numbers(receiver->source))
        g_signal_emit_by_name(receiver->source, "clear-pt-map");
}

bool oh_receiver_expects(struct oh_receiver *receiver, uint8_t payload, enum oh_codec_kind *kind)
{
    struct oh_format format;
    if (!find_format(receiver, payload, &format))
        return false;
    *kind = format.codec->kind;
    return true;
}

GstBuffer *oh_receiver_arrived(struct oh_receiver *receiver, GstBuffer *packet)
{
    if (g_atomic_int_get(&receiver->open))
        return packet;
    packet = gst_buffer_make_writable(packet);
    GST_BUFFER_FLAG_SET(packet, CAME_EARLY);
    return packet;
}

void oh_receiver_echo_to(struct oh_receiver *receiver, GstElement *echo)
{
    g_mutex_lock(&receiver->lock);
    gst_object_replace((GstObject **)&receiver->echo, (GstObject *)echo);
    g_mutex_unlock(&receiver->lock);
}

void oh_receiver_set(struct oh_receiver *receiver, bool open)
{
    if (open && !g_atomic_int_get(&receiver->open))
        g_atomic_int_set(&receiver->begun, false);
    g_atomic_int_set(&receiver->open, open);
    if (!open && receiver->playout)
        oh_playout_clear(receiver->playout);
}

uint32_t oh_receiver_take_frames(struct oh_receiver *receiver)
{
    return receiver->playout ? oh_playout_take_frames(receiver->playout)
                             : (uint32_t)g_atomic_int_and((guint *)&receiver->played, 0);
}
