/*
 * A pad of our own instead of an appsrc: a captured block goes through encoder and socket on the
 * device's thread, without a queue and another thread for each leg.
 */
#include "feed.h"

#include <string.h>

/* The device stood still for longer than a fragment that is late: RTP's clock goes on (RFC 3550,
 * 5.1), so the next frame takes the present time. */
#define GAP_NS (100 * GST_MSECOND)

static GstClockTime running_time(const struct oh_feed *feed)
{
    return gst_clock_get_time(feed->clock) - feed->base;
}

static void push_events(struct oh_feed *feed)
{
    GstSegment segment;
    GstCaps *caps = gst_caps_new_simple("audio/x-raw", "format", G_TYPE_STRING, "S16LE", "layout",
                                        G_TYPE_STRING, "interleaved", "rate", G_TYPE_INT,
                                        (gint)feed->rate_hz, "channels", G_TYPE_INT, 1, NULL);
    gst_segment_init(&segment, GST_FORMAT_TIME);
    gst_pad_push_event(feed->pad, gst_event_new_stream_start("offhook-feed"));
    gst_pad_push_event(feed->pad, gst_event_new_caps(caps));
    gst_pad_push_event(feed->pad, gst_event_new_segment(&segment));
    gst_caps_unref(caps);
}

void oh_feed_begin(struct oh_feed *feed, GstPad *into, unsigned rate_hz, unsigned ptime_ms,
                   GstClockTime base)
{
    *feed = (struct oh_feed){.rate_hz = rate_hz,
                             .frame_samples = rate_hz / 1000 * ptime_ms,
                             .frame_ns = ptime_ms * GST_MSECOND,
                             .base = base,
                             .clock = gst_system_clock_obtain(),
                             .pad = gst_object_ref_sink(gst_pad_new("feed", GST_PAD_SRC))};
    g_mutex_init(&feed->lock);
    feed->frame = g_new0(int16_t, feed->frame_samples);
    if (rate_hz != OH_BLOCK_RATE_HZ)
        feed->resampler = gst_audio_resampler_new(
            GST_AUDIO_RESAMPLER_METHOD_KAISER, GST_AUDIO_RESAMPLER_FLAG_NONE, GST_AUDIO_FORMAT_S16,
            1, OH_BLOCK_RATE_HZ, (gint)rate_hz, NULL);
    gst_pad_set_active(feed->pad, TRUE);
    gst_pad_link(feed->pad, into);
    push_events(feed);
}

void oh_feed_end(struct oh_feed *feed)
{
    if (!feed->pad)
        return;
    gst_clear_object(&feed->pad);
    gst_clear_object(&feed->clock);
    g_clear_pointer(&feed->resampler, gst_audio_resampler_free);
    g_clear_pointer(&feed->frame, g_free);
    g_mutex_clear(&feed->lock);
}

/* Under the lock, like all up to oh_feed_set. */
static void push_frame(struct oh_feed *feed)
{
    gsize bytes = feed->frame_samples * sizeof *feed->frame;
    GstBuffer *buffer = gst_buffer_new_memdup(feed->frame, bytes);
    GstClockTime now = running_time(feed);
    if (now > feed->next + GAP_NS) {
        feed->next = now;
        feed->discont = true;
    }
    GST_BUFFER_PTS(buffer) = feed->next;
    GST_BUFFER_DURATION(buffer) = feed->frame_ns;
    if (feed->discont)
        GST_BUFFER_FLAG_SET(buffer, GST_BUFFER_FLAG_DISCONT);
    feed->discont = false;
    feed->next += feed->frame_ns;
    feed->filled = 0;
    gst_pad_push(feed->pad, buffer);
}

static void append(struct oh_feed *feed, const int16_t *samples, size_t count)
{
    while (count > 0) {
        size_t part = MIN(count, feed->frame_samples - feed->filled);
        memcpy(feed->frame + feed->filled, samples, part * sizeof *samples);
        feed->filled += part;
        samples += part;
        count -= part;
        if (feed->filled == feed->frame_samples)
            push_frame(feed);
    }
}

/* A block in the leg's own rate. */
static size_t resample(struct oh_feed *feed, const int16_t *block, int16_t *out)
{
    gpointer in = (gpointer)block, to = out;
    size_t count = gst_audio_resampler_get_out_frames(feed->resampler, OH_BLOCK_SAMPLES);
    gst_audio_resampler_resample(feed->resampler, &in, OH_BLOCK_SAMPLES, &to, count);
    return count;
}

/* The filter starts full of silence rather than of what was captured before, and from here on gives
 * a whole block for each block. */
static void forget(struct oh_feed *feed)
{
    static const int16_t silence[OH_BLOCK_SAMPLES];
    int16_t out[OH_BLOCK_SAMPLES];
    if (!feed->resampler)
        return;
    gst_audio_resampler_reset(feed->resampler);
    for (int i = 0; i < 2; i++)
        resample(feed, silence, out);
}

static void push_silence(struct oh_feed *feed)
{
    memset(feed->frame, 0, feed->frame_samples * sizeof *feed->frame);
    feed->next = MAX(feed->next, running_time(feed));
    feed->discont = true;
    push_frame(feed);
}

static void open_gate(struct oh_feed *feed)
{
    size_t block = OH_BLOCK_SAMPLES / (OH_BLOCK_RATE_HZ / feed->rate_hz);
    forget(feed);
    push_silence(feed);
    /* The silence in front of the first captured block. */
    memset(feed->frame, 0, feed->frame_samples * sizeof *feed->frame);
    feed->filled = feed->frame_samples - block;
}

void oh_feed_set(struct oh_feed *feed, bool open)
{
    g_mutex_lock(&feed->lock);
    if (open && !feed->open)
        open_gate(feed);
    feed->open = open;
    g_mutex_unlock(&feed->lock);
}

void oh_feed_prepare(struct oh_feed *feed)
{
    g_mutex_lock(&feed->lock);
    if (!feed->open)
        push_silence(feed);
    g_mutex_unlock(&feed->lock);
}

void oh_feed_captured(struct oh_feed *feed, const int16_t block[OH_BLOCK_SAMPLES])
{
    int16_t resampled[OH_BLOCK_SAMPLES];
    g_atomic_int_inc(&feed->blocks);
    g_mutex_lock(&feed->lock);
    if (feed->open && feed->resampler)
        append(feed, resampled, resample(feed, block, resampled));
    else if (feed->open)
        append(feed, block, OH_BLOCK_SAMPLES);
    g_mutex_unlock(&feed->lock);
}

uint32_t oh_feed_take_frames(struct oh_feed *feed)
{
    enum { BLOCKS_A_FRAME = 20 / OH_BLOCK_MS };
    gint blocks = g_atomic_int_get(&feed->blocks);
    g_atomic_int_add(&feed->blocks, -(blocks - blocks % BLOCKS_A_FRAME));
    return (uint32_t)(blocks / BLOCKS_A_FRAME);
}
