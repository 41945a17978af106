/*
 * Elements. Never auto* ones (without a sound device they silently become something else).
 */
#include "elements.h"
#include "debug.h"

static const struct need {
    const char *factory, *package;
    enum { OF_ALL, OF_SRTP, OF_WEBRTC } part; /* WebRTC uses SRTP's, too */
} needs[] = {
    {"capsfilter", "libgstreamer1.0-0", OF_ALL},
    {"fakesink", "libgstreamer1.0-0", OF_ALL},
    {"filesrc", "libgstreamer1.0-0", OF_ALL},
    {"funnel", "libgstreamer1.0-0", OF_ALL},
    {"tee", "libgstreamer1.0-0", OF_ALL},
    {"appsink", "gstreamer1.0-plugins-base", OF_ALL},
    {"appsrc", "gstreamer1.0-plugins-base", OF_ALL},
    {"audioconvert", "gstreamer1.0-plugins-base", OF_ALL},
    {"audioresample", "gstreamer1.0-plugins-base", OF_ALL},
    {"audiotestsrc", "gstreamer1.0-plugins-base", OF_ALL},
    {"opusdec", "gstreamer1.0-plugins-base", OF_ALL},
    {"opusenc", "gstreamer1.0-plugins-base", OF_ALL},
    {"volume", "gstreamer1.0-plugins-base", OF_ALL},
    {"alawdec", "gstreamer1.0-plugins-good", OF_ALL},
    {"alawenc", "gstreamer1.0-plugins-good", OF_ALL},
    {"level", "gstreamer1.0-plugins-good", OF_ALL},
    {"mulawdec", "gstreamer1.0-plugins-good", OF_ALL},
    {"mulawenc", "gstreamer1.0-plugins-good", OF_ALL},
    {"multiudpsink", "gstreamer1.0-plugins-good", OF_ALL},
    {"rtpbin", "gstreamer1.0-plugins-good", OF_ALL},
    {"rtpjitterbuffer", "gstreamer1.0-plugins-good", OF_ALL},
    {"rtpopusdepay", "gstreamer1.0-plugins-good", OF_ALL},
    {"rtpopuspay", "gstreamer1.0-plugins-good", OF_ALL},
    {"rtppcmadepay", "gstreamer1.0-plugins-good", OF_ALL},
    {"rtppcmapay", "gstreamer1.0-plugins-good", OF_ALL},
    {"rtppcmudepay", "gstreamer1.0-plugins-good", OF_ALL},
    {"rtppcmupay", "gstreamer1.0-plugins-good", OF_ALL},
    {"rtpptdemux", "gstreamer1.0-plugins-good", OF_ALL},
    {"rtpsession", "gstreamer1.0-plugins-good", OF_ALL},
    {"rtpssrcdemux", "gstreamer1.0-plugins-good", OF_ALL},
    {"spectrum", "gstreamer1.0-plugins-good", OF_ALL},
    {"udpsrc", "gstreamer1.0-plugins-good", OF_ALL},
    {"wavparse", "gstreamer1.0-plugins-good", OF_ALL},
    {"dtlssrtpdec", "gstreamer1.0-plugins-bad", OF_WEBRTC},
    {"srtpdec", "gstreamer1.0-plugins-bad", OF_SRTP},
    {"srtpenc", "gstreamer1.0-plugins-bad", OF_SRTP},
    {"webrtcbin", "gstreamer1.0-plugins-bad", OF_WEBRTC},
    {"nicesrc", "gstreamer1.0-nice", OF_WEBRTC},
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

static bool load(int part, char *why, size_t why_size)
{
    for (size_t i = 0; i < G_N_ELEMENTS(needs); i++) {
        if ((int)needs[i].part != part)
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
    return load(OF_ALL, why, why_size);
}

bool oh_elements_load_srtp(char *why, size_t why_size)
{
    return load(OF_SRTP, why, why_size);
}

bool oh_elements_load_webrtc(char *why, size_t why_size)
{
    return load(OF_SRTP, why, why_size) && load(OF_WEBRTC, why, why_size);
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
