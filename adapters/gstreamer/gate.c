/*
 * A source delivers a frame every 20 ms, so a gate that merely lets the next one through would cost
 * up to 20 ms of the time between answer and first packet. Instead, opening sends a frame of
 * silence with the time of the frame dropped last. What was captured before the gate opened is
 * never sent.
 */
#include "gate.h"

static GstPadProbeReturn on_frame(GstPad *pad, GstPadProbeInfo *info, gpointer ctx)
{
    struct oh_gate *gate = ctx;
    GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER(info);
    (void)pad;
    g_mutex_lock(&gate->lock);
    if (buffer == gate->first) {
        g_mutex_unlock(&gate->lock);
        return GST_PAD_PROBE_OK;
    }
    while (gate->first) /* it is on its way; keep the order */
        g_cond_wait(&gate->first_sent, &gate->lock);
    g_atomic_int_inc(&gate->captured);
    bool passes = gate->open;
    if (!passes && gate->prepares) {
        buffer = gst_buffer_make_writable(buffer);
        gst_buffer_memset(buffer, 0, 0, gst_buffer_get_size(buffer));
        GST_PAD_PROBE_INFO_DATA(info) = buffer;
        gate->prepares = false;
        passes = true;
    } else if (!passes) {
        gst_buffer_replace(&gate->last, buffer);
    } else if (gate->restart) {
        buffer = gst_buffer_make_writable(buffer);
        GST_BUFFER_FLAG_SET(buffer, GST_BUFFER_FLAG_DISCONT);
        GST_PAD_PROBE_INFO_DATA(info) = buffer;
        gate->restart = false;
    }
    g_mutex_unlock(&gate->lock);
    return passes ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

void oh_gate_begin(struct oh_gate *gate, GstPad *pad, bool lead)
{
    *gate = (struct oh_gate){.pad = gst_object_ref(pad), .lead = lead};
    g_mutex_init(&gate->lock);
    g_cond_init(&gate->first_sent);
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, on_frame, gate, NULL);
}

void oh_gate_end(struct oh_gate *gate)
{
    gst_buffer_replace(&gate->last, NULL);
    gst_clear_object(&gate->pad);
    g_cond_clear(&gate->first_sent);
    g_mutex_clear(&gate->lock);
}

/* Silence of the length and at the time of `frame`. Raw signed samples: silence is zeros. */
static GstBuffer *silence_like(GstBuffer *frame)
{
    GstBuffer *silence = gst_buffer_new_allocate(NULL, gst_buffer_get_size(frame), NULL);
    gst_buffer_memset(silence, 0, 0, gst_buffer_get_size(silence));
    gst_buffer_copy_into(silence, frame, GST_BUFFER_COPY_TIMESTAMPS, 0, (gsize)-1);
    GST_BUFFER_FLAG_SET(silence, GST_BUFFER_FLAG_DISCONT);
    return silence;
}

void oh_gate_set(struct oh_gate *gate, bool open)
{
    GstBuffer *first = NULL;
    g_mutex_lock(&gate->lock);
    if (open && !gate->open) {
        gate->restart = true;
        if (gate->lead && gate->last) {
            first = silence_like(gate->last);
            gate->first = first;
            gate->restart = false;
        }
    }
    gate->open = open;
    gate->prepares = false;
    gst_buffer_replace(&gate->last, NULL);
    g_mutex_unlock(&gate->lock);
    if (!first)
        return;
    gst_pad_push(gate->pad, first);
    g_mutex_lock(&gate->lock);
    gate->first = NULL;
    g_cond_broadcast(&gate->first_sent);
    g_mutex_unlock(&gate->lock);
}

void oh_gate_prepare(struct oh_gate *gate)
{
    g_mutex_lock(&gate->lock);
    gate->prepares = !gate->open;
    g_mutex_unlock(&gate->lock);
}
