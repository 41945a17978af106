/*
 * The gate for sending: between the captured audio and the encoder. Closed, it drops every frame;
 * opened, the first packet leaves within the call that opens it.
 */
#ifndef OFFHOOK_GSTREAMER_GATE_H
#define OFFHOOK_GSTREAMER_GATE_H

#include <gst/gst.h>
#include <stdbool.h>

struct oh_gate {
    GMutex lock;
    GCond first_sent;
    GstPad *pad; /* the source pad that it sits on */
    bool open, restart;
    bool lead;     /* send a frame of silence at once */
    bool prepares; /* the next frame passes, as silence */
    GstBuffer *last, *first;
    gint captured; /* frames that came to the gate; atomic */
};

/* `lead`: the source is live and regular, so a frame of silence can take the place of the one that
 * was dropped last. */
void oh_gate_begin(struct oh_gate *gate, GstPad *pad, bool lead);
/* After the pipeline stopped. */
void oh_gate_end(struct oh_gate *gate);
void oh_gate_set(struct oh_gate *gate, bool open);
/* Let one frame of silence through a closed gate, for what it sets up on its way. Whoever is behind
 * must drop what comes of it. */
void oh_gate_prepare(struct oh_gate *gate);

#endif
