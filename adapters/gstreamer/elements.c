/*
 * Elements. Never auto* ones (without a sound device they silently become something else).
 */
#include "elements.h"

static const struct need {
    const char *factory, *package;
} needs[] = {
    {"capsfilter", "libgstreamer1.0-0"},
    {"fakesink", "libgstreamer1.0-0"},
    {"filesrc", "libgstreamer1.0-0"},
    {"funnel", "libgstreamer1.0-0"},
    {"tee", "libgstreamer1.0-0"},
    {"appsink", "gstreamer1.0-plugins-base"},
    {"appsrc", "gstreamer1.0-plugins-base"},
    {"audioconvert", "gstreamer1.0-plugins-base"},
    {"audioresample", "gstreamer1.0-plugins-base"},
    {"audiotestsrc", "gstreamer1.0-plugins-base"},
    {"opusdec", "gstreamer1.0-plugins-base"},
    {"opusenc", "gstreamer1.0-plugins-base"},
    {"volume", "gstreamer1.0-plugins-base"},
    {"alawdec", "gstreamer1.0-plugins-good"},
    {"alawenc", "gstreamer1.0-plugins-good"},
    {"level", "gstreamer1.0-plugins-good"},
    {"mulawdec", "gstreamer1.0-plugins-good"},
    {"mulawenc", "gstreamer1.0-plugins-good"},
    {"multiudpsink", "gstreamer1.0-plugins-good"},
    {"rtpbin", "gstreamer1.0-plugins-good"},
    {"rtpjitterbuffer", "gstreamer1.0-plugins-good"},
    {"rtpopusdepay", "gstreamer1.0-plugins-good"},
    {"rtpopuspay", "gstreamer1.0-plugins-good"},
    {"rtppcmadepay", "gstreamer1.0-plugins-good"},
    {"rtppcmapay", "gstreamer1.0-plugins-good"},
    {"rtppcmudepay", "gstreamer1.0-plugins-good"},
    {"rtppcmupay", "gstreamer1.0-plugins-good"},
    {"rtpptdemux", "gstreamer1.0-plugins-good"},
    {"rtpsession", "gstreamer1.0-plugins-good"},
    {"rtpssrcdemux", "gstreamer1.0-plugins-good"},
    {"spectrum", "gstreamer1.0-plugins-good"},
    {"udpsrc", "gstreamer1.0-plugins-good"},
    {"wavparse", "gstreamer1.0-plugins-good"},
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
    for (size_t i = 0; i < G_N_ELEMENTS(needs); i++) {
        GstElementFactory *factory = gst_element_factory_find(needs[i].factory);
        if (!factory)
            return missing(&needs[i], why, why_size);
        gst_object_unref(factory);
    }
    return true;
}

bool oh_elements_load(char *why, size_t why_size)
{
    for (size_t i = 0; i < G_N_ELEMENTS(needs); i++) {
        GstElement *element = gst_element_factory_make(needs[i].factory, NULL);
        if (!element)
            return missing(&needs[i], why, why_size);
        gst_object_unref(gst_object_ref_sink(element));
    }
    return true;
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
