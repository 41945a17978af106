/*
 * Decodes a WAV file with a pipeline of its own. In memory, for a loop without a gap or a seek; ten
 * minutes at most.
 */
#include "pcm.h"
#include "elements.h"

#include <gst/app/gstappsink.h>
#include <string.h>

static GstElement *make_decoder(const char *path, GstElement **sink)
{
    GstElement *pipeline = gst_pipeline_new(NULL);
    GstBin *bin = GST_BIN(pipeline);
    GstElement *file = oh_element_add(bin, "filesrc");
    GstElement *wav = oh_element_add(bin, "wavparse");
    GstElement *convert = oh_element_add(bin, "audioconvert");
    GstElement *resample = oh_element_add(bin, "audioresample");
    GstElement *raw = oh_element_add_raw(bin, OH_PCM_RATE_HZ);
    *sink = oh_element_add(bin, "appsink");
    g_object_set(file, "location", path, NULL);
    g_object_set(*sink, "sync", FALSE, "max-buffers", 16u, NULL);
    gst_element_link_many(file, wav, convert, resample, raw, *sink, NULL);
    return pipeline;
}

/* Why it stopped, from the bus. */
static void read_error(GstElement *pipeline, const char *path, char *why, size_t why_size)
{
    GstBus *bus = gst_element_get_bus(pipeline);
    GstMessage *message = gst_bus_pop_filtered(bus, GST_MESSAGE_ERROR);
    GError *error = NULL;
    if (message)
        gst_message_parse_error(message, &error, NULL);
    g_snprintf(why, why_size, "audio=file:%s holds no sound that can be read: %s", path,
               error ? error->message : "it is empty");
    g_clear_error(&error);
    g_clear_pointer(&message, gst_message_unref);
    gst_object_unref(bus);
}

bool oh_pcm_load(struct oh_pcm *pcm, const char *path, char *why, size_t why_size)
{
    const gsize bytes_max = sizeof(int16_t) * OH_PCM_RATE_HZ * OH_PCM_SECONDS_MAX;
    GstElement *sink;
    GstElement *pipeline = make_decoder(path, &sink);
    GByteArray *bytes = g_byte_array_new();
    GstSample *sample;
    gst_element_set_state(pipeline, GST_STATE_PLAYING);
    while (bytes->len < bytes_max &&
           (sample = gst_app_sink_try_pull_sample(GST_APP_SINK(sink), 5 * GST_SECOND))) {
        GstMapInfo map;
        if (gst_buffer_map(gst_sample_get_buffer(sample), &map, GST_MAP_READ)) {
            g_byte_array_append(bytes, map.data, (guint)MIN(map.size, bytes_max - bytes->len));
            gst_buffer_unmap(gst_sample_get_buffer(sample), &map);
        }
        gst_sample_unref(sample);
    }
    if (bytes->len < sizeof(int16_t))
        read_error(pipeline, path, why, why_size);
    gst_element_set_state(pipeline, GST_STATE_NULL);
    gst_object_unref(pipeline);
    pcm->count = bytes->len / sizeof(int16_t);
    pcm->samples = (int16_t *)(void *)g_byte_array_free(bytes, FALSE);
    return pcm->count > 0;
}

void oh_pcm_free(struct oh_pcm *pcm)
{
    g_clear_pointer(&pcm->samples, g_free);
}

size_t oh_pcm_loop(const struct oh_pcm *pcm, size_t position, int16_t *out, size_t count)
{
    while (count > 0) {
        size_t part = MIN(count, pcm->count - position);
        memcpy(out, pcm->samples + position, part * sizeof *out);
        out += part;
        count -= part;
        position = (position + part) % pcm->count;
    }
    return position;
}
