/*
 * What is heard: the strongest frequency and the level of a stream, every 100 ms, for tests and the
 * demo. The bus carries the findings.
 */
#ifndef OFFHOOK_GSTREAMER_MEASURE_H
#define OFFHOOK_GSTREAMER_MEASURE_H

#include "offhook/media.h"

#include <gst/gst.h>

/* The levels that wait for their spectrum. One a leg. */
struct oh_measuring {
    double level_db[2];
};

/* Adds a tee to the bin, with a measuring branch on it, and returns it; link it into the chain. */
GstElement *oh_measure_tap(GstBin *bin, bool incoming);

/* A message from the bus. True if it completes a measurement. */
bool oh_measure_message(struct oh_measuring *measuring, GstMessage *message,
                        struct oh_media_measure *measure);

#endif
