/*
 * The two elements stand between pads of our own and run on the thread that pushes: a block comes
 * back within the call. The canceller finds the echo's delay by itself, as nobody knows how long a
 * device takes.
 */
#include "cleaner.h"
#include "elements.h"

#include <gst/gst.h>
#include <stdbool.h>
#include <string.h>

#define BLOCK_NS (OH_BLOCK_MS * GST_MSECOND)

struct oh_cleaner {
    GstElement *bin;
    GstPad *captured, *played;      /* ours, to push from */
    GstPad *cleaned, *probed;       /* ours, where it comes out */
    guint64 captured_ns, played_ns; /* stream times */
    int16_t block[OH_BLOCK_SAMPLES];
    bool got;
};

static GstFlowReturn on_cleaned(GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
    struct oh_cleaner *cleaner = gst_pad_get_element_private(pad);
    (void)parent;
    if (cleaner)
        cleaner->got =
            gst_buffer_extract(buffer, 0, cleaner->block, OH_BLOCK_BYTES) == OH_BLOCK_BYTES;
    gst_buffer_unref(buffer);
    return GST_FLOW_OK;
}

/* The default handlers look for an element around the pad. */
static gboolean swallow_event(GstPad *pad, GstObject *parent, GstEvent *event)
{
    (void)pad, (void)parent;
    gst_event_unref(event);
    return TRUE;
}

static GstPad *make_end(GstElement *element, const char *name, GstPadDirection direction)
{
    GstPad *pad = gst_object_ref_sink(gst_pad_new(NULL, direction));
    GstPad *other = gst_element_get_static_pad(element, name);
    gst_pad_set_event_function(pad, swallow_event);
    if (direction == GST_PAD_SINK)
        gst_pad_set_chain_function(pad, on_cleaned);
    gst_pad_set_active(pad, TRUE);
    if (direction == GST_PAD_SRC)
        gst_pad_link(pad, other);
    else
        gst_pad_link(other, pad);
    gst_object_unref(other);
    return pad;
}

static void push_events(GstPad *pad)
{
    GstSegment segment;
    GstCaps *caps = gst_caps_new_simple("audio/x-raw", "format", G_TYPE_STRING, "S16LE", "layout",
                                        G_TYPE_STRING, "interleaved", "rate", G_TYPE_INT,
                                        OH_BLOCK_RATE_HZ, "channels", G_TYPE_INT, 1, NULL);
    gst_segment_init(&segment, GST_FORMAT_TIME);
    gst_pad_push_event(pad, gst_event_new_stream_start("offhook-cleaner"));
    gst_pad_push_event(pad, gst_event_new_caps(caps));
    gst_pad_push_event(pad, gst_event_new_segment(&segment));
    gst_caps_unref(caps);
}

static bool make_elements(GstElement **dsp, GstElement **probe)
{
    *probe = gst_element_factory_make("webrtcechoprobe", NULL);
    *dsp = *probe ? gst_element_factory_make("webrtcdsp", NULL) : NULL;
    if (!*dsp && *probe)
        gst_object_unref(*probe);
    return *dsp != NULL;
}

struct oh_cleaner *oh_cleaner_new(char *why, size_t why_size)
{
    GstElement *dsp, *probe;
    if (!make_elements(&dsp, &probe)) {
        g_strlcpy(why,
                  "GStreamer has no element \"webrtcdsp\": install the package "
                  "gstreamer1.0-plugins-bad, or say that there is to be no processing",
                  why_size);
        return NULL;
    }
    struct oh_cleaner *cleaner = g_new0(struct oh_cleaner, 1);
    cleaner->bin = gst_object_ref_sink(gst_bin_new(NULL));
    gst_bin_add_many(GST_BIN(cleaner->bin), probe, dsp, NULL);
    g_object_set(dsp, "probe", GST_OBJECT_NAME(probe), "delay-agnostic", TRUE, "extended-filter",
                 TRUE, NULL);
    cleaner->captured = make_end(dsp, "sink", GST_PAD_SRC);
    cleaner->cleaned = make_end(dsp, "src", GST_PAD_SINK);
    cleaner->played = make_end(probe, "sink", GST_PAD_SRC);
    cleaner->probed = make_end(probe, "src", GST_PAD_SINK);
    gst_pad_set_element_private(cleaner->cleaned, cleaner);
    gst_element_set_state(cleaner->bin, GST_STATE_PLAYING);
    push_events(cleaner->played);
    push_events(cleaner->captured);
    /* Without a latency the probe gives nothing away; its value means nothing here. */
    gst_pad_push_event(cleaner->probed, gst_event_new_latency(0));
    return cleaner;
}

void oh_cleaner_free(struct oh_cleaner *cleaner)
{
    if (!cleaner)
        return;
    gst_element_set_state(cleaner->bin, GST_STATE_NULL);
    gst_clear_object(&cleaner->captured);
    gst_clear_object(&cleaner->cleaned);
    gst_clear_object(&cleaner->played);
    gst_clear_object(&cleaner->probed);
    gst_clear_object(&cleaner->bin);
    g_free(cleaner);
}

static void push(GstPad *pad, const int16_t *block, guint64 *time_ns)
{
    GstBuffer *buffer = gst_buffer_new_memdup(block, OH_BLOCK_BYTES);
    GST_BUFFER_PTS(buffer) = *time_ns;
    GST_BUFFER_DURATION(buffer) = BLOCK_NS;
    *time_ns += BLOCK_NS;
    gst_pad_push(pad, buffer);
}

void oh_cleaner_captured(struct oh_cleaner *cleaner, int16_t block[OH_BLOCK_SAMPLES])
{
    cleaner->got = false;
    push(cleaner->captured, block, &cleaner->captured_ns);
    if (cleaner->got)
        memcpy(block, cleaner->block, OH_BLOCK_BYTES);
}

void oh_cleaner_played(struct oh_cleaner *cleaner, const int16_t block[OH_BLOCK_SAMPLES])
{
    push(cleaner->played, block, &cleaner->played_ns);
}
