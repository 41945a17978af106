/*
 * `level` and `spectrum` on a branch of their own at one rate, so that the figures mean the same
 * for each codec.
 */
#include "measure.h"
#include "elements.h"

#include <math.h>

enum { RATE_HZ = 16000, BANDS = 800, FFT_SAMPLES = 2 * BANDS - 2 }; /* bands of 10 Hz */
#define INTERVAL_NS (100 * GST_MSECOND)
#define SILENCE_DB  -120.0

static const char *const names[] = {"outgoing", "incoming"};

/* The name tells the messages apart; an element can only be given one before it is in a bin. */
static GstElement *add_named(GstBin *bin, const char *factory, bool incoming)
{
    char name[32];
    g_snprintf(name, sizeof name, "%s-%s", names[incoming], factory);
    GstElement *element = gst_element_factory_make(factory, name);
    gst_bin_add(bin, element);
    return element;
}

GstElement *oh_measure_tap(GstBin *bin, bool incoming)
{
    GstElement *tee = oh_element_add(bin, "tee");
    GstElement *convert = oh_element_add(bin, "audioconvert");
    GstElement *resample = oh_element_add(bin, "audioresample");
    GstElement *raw = oh_element_add_raw(bin, RATE_HZ);
    GstElement *level = add_named(bin, "level", incoming);
    GstElement *spectrum = add_named(bin, "spectrum", incoming);
    GstElement *drain = oh_element_add_drain(bin);
    g_object_set(tee, "allow-not-linked", TRUE, NULL);
    g_object_set(level, "interval", (guint64)INTERVAL_NS, NULL);
    g_object_set(spectrum, "interval", (guint64)INTERVAL_NS, "bands", BANDS, "threshold", -120,
                 NULL);
    gst_element_link_many(tee, convert, resample, raw, level, spectrum, drain, NULL);
    return tee;
}

static double read_level(const GstStructure *structure)
{
    const GValue *channels = gst_structure_get_value(structure, "rms");
    const GValueArray *rms = channels ? g_value_get_boxed(channels) : NULL;
    double db = rms && rms->n_values ? g_value_get_double(rms->values) : SILENCE_DB;
    return isfinite(db) && db > SILENCE_DB ? db : SILENCE_DB;
}

/* The peak, placed between its neighbours by the parabola through the three. */
static uint32_t read_peak_hz(const GstStructure *structure)
{
    const GValue *bands = gst_structure_get_value(structure, "magnitude");
    guint best = 1, count = bands ? gst_value_list_get_size(bands) : 0;
    if (count < 3)
        return 0;
    for (guint i = 1; i + 1 < count; i++)
        if (g_value_get_float(gst_value_list_get_value(bands, i)) >
            g_value_get_float(gst_value_list_get_value(bands, best)))
            best = i;
    double left = g_value_get_float(gst_value_list_get_value(bands, best - 1));
    double peak = g_value_get_float(gst_value_list_get_value(bands, best));
    double right = g_value_get_float(gst_value_list_get_value(bands, best + 1));
    double bend = left - 2 * peak + right;
    double shift = bend < 0 ? 0.5 * (left - right) / bend : 0;
    return (uint32_t)lround((best + shift) * RATE_HZ / FFT_SAMPLES);
}

bool oh_measure_message(struct oh_measuring *measuring, GstMessage *message,
                        struct oh_media_measure *measure)
{
    const GstStructure *structure = gst_message_get_structure(message);
    if (GST_MESSAGE_TYPE(message) != GST_MESSAGE_ELEMENT || !structure)
        return false;
    bool incoming = g_str_has_prefix(GST_MESSAGE_SRC_NAME(message), names[true]);
    if (gst_structure_has_name(structure, "level")) {
        measuring->level_db[incoming] = read_level(structure);
        return false;
    }
    if (!gst_structure_has_name(structure, "spectrum"))
        return false;
    double level_db = measuring->level_db[incoming];
    *measure = (struct oh_media_measure){.size = sizeof *measure,
                                         .incoming = incoming,
                                         .hz = level_db > SILENCE_DB ? read_peak_hz(structure) : 0,
                                         .level_db = level_db};
    return true;
}
