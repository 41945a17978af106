/*
 * Elements. Never auto* ones (without a sound device they silently become something else).
 */
#include "elements.h"
#include "debug.h"

static const struct need {
    const char *factory, *package;
    bool by_webrtc; /* by nothing else */
} needs[] = {
    {"capsfilter", "libgstreamer1.0-0", false},
    {"fakesink", "libgstreamer1.0-0", false},
    {"filesrc", "libgstreamer1.0-0", false},
    {"funnel", "libgstreamer1.0-0", false},
    {"tee", "libgstreamer1.0-0", false},
    {"appsink", "gstreamer1.0-plugins-base", false},
    {"appsrc", "gstreamer1.0-plugins-base", false},
    {"audioconvert", "gstreamer1.0-plugins-base", false},
    {"audioresample", "gstreamer1.0-plugins-base", false},
    {"audiotestsrc", "gstreamer1.0-plugins-base", false},
    {"opusdec", "gstreamer1.0-plugins-base", false},
    {"opusenc", "gstreamer1.0-plugins-base", false},
    {"volume", "gstreamer1.0-plugins-base", false},
    {"alawdec", "gstreamer1.0-plugins-good", false},
    {"alawenc", "gstreamer1.0-plugins-good", false},
    {"level", "gstreamer1.0-plugins-good", false},
    {"mulawdec", "gstreamer1.0-plugins-good", false},
    {"mulawenc", "gstreamer1.0-plugins-good", false},
    {"multiudpsink", "gstreamer1.0-plugins-good", false},
    {"rtpbin", "gstreamer1.0-plugins-good", false},
    {"rtpjitterbuffer", "gstreamer1.0-plugins-good", false},
    {"rtpopusdepay", "gstreamer1.0-plugins-good", false},
    {"rtpopuspay", "gstreamer1.0-plugins-good", false},
    {"rtppcmadepay", "gstreamer1.0-plugins-good", false},
    {"rtppcmapay", "gstreamer1.0-plugins-good", false},
    {"rtppcmudepay", "gstreamer1.0-plugins-good", false},
    {"rtppcmupay", "gstreamer1.0-plugins-good", false},
    {"rtpptdemux", "gstreamer1.0-plugins-good", false},
    {"rtpsession", "gstreamer1.0-plugins-good", false},
    {"rtpssrcdemux", "gstreamer1.0-plugins-good", false},
    {"spectrum", "gstreamer1.0-plugins-good", false},
    {"udpsrc", "gstreamer1.0-plugins-good", false},
    {"wavparse", "gstreamer1.0-plugins-good", false},
    {"dtlssrtpdec", "gstreamer1.0-plugins-bad", true},
    {"srtpdec", "gstreamer1.0-plugins-bad", true},
    {"srtpenc", "gstreamer1.0-plugins-bad", true},
    {"webrtcbin", "gstreamer1.0-plugins-bad", true},
    {"nicesrc", "gstreamer1.0-nice", true},
};

static bool missing(const struct need *need, char *why, size_t why_size)
{
    g_snprintf(why, why_size, "GStreamer has no element \"%s\": install the package %s",
               need->factory, need->package);
    return false;
}

bool oh_elements_find(char *why, size_t why_size)
{
    GError *error = NULL;
    if (!gst_init_check(NULL, NULL, &error)) {
        g_snprintf(why, why_size, "GStreamer does not start: %s",
                   error ? error->message : "it does not say why");
        g_clear_error(&error);
        return false;
    }
    oh_debug_leave_keys_out();
    for (size_t i = 0; i < G_N_ELEMENTS(needs); i++) {
        GstElementFactory *factory = gst_element_factory_find(needs[i].factory);
        if (!factory)
            return missing(&needs[i], why, why_size);
        gst_object_unref(factory);
    }
    return true;
}

static bool load(bool for_webrtc, char *why, size_t why_size)
{
    for (size_t i = 0; i < G_N_ELEMENTS(needs); i++) {
        if (needs[i].by_webrtc != for_webrtc)
            continue;
        GstElement *element = gst_element_factory_make(needs[i].factory, NULL);
        if (!element)
            return missing(&needs[i], why, why_size);
        gst_object_unref(gst_object_ref_sink(element));
    }
    return true;
}

bool oh_elements_load(char *why, size_t why_size)
{
    return load(false, why, why_size);
}

bool oh_elements_load_webrtc(char *why, size_t why_size)
{
    return load(true, why, why_size);
}

void oh_elements_make_certificate(void)
{
    GstElement *element = gst_element_factory_make("dtlsdec", NULL);
    if (element) /* else the first call says so */
        gst_object_unref(gst_object_ref_sink(element));
}

GstElement *oh_element_add(GstBin *bin, const char *factory)
{
    GstElement *element = gst_element_factory_make(factory, NULL);
    gst_bin_add(bin, element);
    return element;
}

GstElement *oh_element_add_raw(GstBin *bin, unsigned rate_hz)
{
    GstElement *filter = oh_element_add(bin, "capsfilter");
    GstCaps *caps = gst_caps_new_simple("audio/x-raw", "format", G_TYPE_STRING, "S16LE", "layout",
                                        G_TYPE_STRING, "interleaved", "rate", G_TYPE_INT,
                                        (gint)rate_hz, "channels", G_TYPE_INT, 1, NULL);
    g_object_set(filter, "caps", caps, NULL);
    gst_caps_unref(caps);
    return filter;
}

GstElement *oh_element_add_drain(GstBin *bin)
{
    GstElement *sink = oh_element_add(bin, "fakesink");
    g_object_set(sink, "sync", FALSE, "async", FALSE, "enable-last-sample", FALSE, NULL);
    return sink;
}
